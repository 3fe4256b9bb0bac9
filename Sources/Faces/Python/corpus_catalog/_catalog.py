"""The catalogue of datasets."""

from __future__ import annotations

import os

from . import _library as lib
from ._answers import Answer, Count, Hits, Page, Profile, Report, _escape
from ._index import Snapshot, _Closable, _Handle, columns_of, texts_of

# Type checkers read what follows; a program that imports the package does not wait for it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Optional, Union

    from ._index import Columns, OnStep

    Texts = Union[str, Sequence[str], None]
    Path = Union[str, "os.PathLike[str]"]


#: Verbs that tell how far they are.
_LONG = ("add", "index", "extract", "profile", "publish", "unit")


class Catalog(_Closable):
    """A catalogue: descriptions of datasets, and the indexes of those that are at hand.

    It begins with the descriptions that the program carries. Threads may share it.

    Args:
        home: Its folder, made at the first need; None is the one that the command would take
            (``CATALOG_HOME``, the nearest ``.catalog``, ``~/.local/share/catalog``).

    Every method is a verb of the command, and its answer has the keys of ``--json``. All of them raise
    :class:`CatalogError`, with code, place and remedy.
    """

    def __init__(self, home: Optional[Path] = None):
        pointer = lib.checked(lib.home_open, None if home is None else lib.path_of(home))
        self._handle = _Handle(pointer, lib.home_close)

    @property
    def home(self) -> str:
        """The folder."""
        return lib.take(lib.home_path(self._open())).decode()

    def call(self, verb: str, *, progress: OnStep = None, **arguments: Any) -> Answer:
        """A verb by its name, with its options under their names; None leaves one out.

        ``progress`` is called with a :class:`Step` about ten times a second.
        """
        handle = self._open()
        told = (handle, lib.name_of(verb, "a verb"), lib.options_of(arguments))
        if verb in _LONG:
            return Answer(lib.take(lib.run(lib.call, *told, progress=progress)))
        return Answer(lib.answer(lib.call, *told))

    def _as(self, kind: Any, verb: str, **arguments: Any) -> Any:
        return kind(self.call(verb, **arguments)._bytes)

    # ---- Data

    def add(
        self, source: Union[Path, Sequence[Path]], *, id: Optional[str] = None,
        name: Optional[str] = None, text: Texts = None, record_id: Optional[str] = None,
        set: Texts = None, columns: Optional[Columns] = None, dry_run: bool = False,
        no_index: bool = False, progress: OnStep = None, **indexing: Any,
    ) -> Report:
        """Registers a dataset and indexes its records.

        Args:
            source: Files, folders, patterns or descriptions.
            id: The dataset's id; the source's name when None.
            name: The name to show.
            text: Fields to search, the body first; detected when None.
            record_id: The field of the record's id; detected when None.
            set: Values of the description, ``"key=value"`` each.
            columns: Declared columns, as for :class:`Index`.
            dry_run: Tell what would be done (``plan``) and do nothing.
            no_index: Register only.
            progress: Called with a :class:`Step` about ten times a second.
            indexing: analyzer, stem, stop_words (a file), store, reorder, column_limit, memory (bytes),
                jobs, max_errors, format, delimiter, quote, encoding, header, split, layout.

        Raises:
            ExistsError: the id belongs to other data.
            KeyboardInterrupt: what was committed is kept; ``index`` goes on from there.
        """
        sources = [source] if isinstance(source, (str, os.PathLike)) else list(source)
        return self._as(
            Report, "add", source=[os.fspath(item) for item in sources], id=id, name=name,
            text=texts_of(text), record_id=record_id, set=texts_of(set),
            columns=columns_of(columns), dry_run=dry_run or None, no_index=no_index or None,
            progress=progress, **indexing,
        )

    def index(self, id: str, *, progress: OnStep = None, **options: Any) -> Report:
        """Indexes what is new, changed or unfinished; ``rebuild=True`` indexes everything again."""
        return self._as(Report, "index", id=id, progress=progress, **options)

    def find(
        self, query: str, limit: int = 10, *, datasets: Texts = None, where: Optional[str] = None,
        all: bool = False, facet: Texts = None, sort: Optional[str] = None,
        cursor: Optional[str] = None, **options: Any,
    ) -> Hits:
        """Ranked hits in the records of all indexed datasets, or of some.

        ``answer["datasets"]`` has the datasets whose description matches. Else as
        :meth:`Index.search`; ``"dataset"`` as a facet counts by dataset.
        """
        options.update({"in": texts_of(datasets)})
        return self._as(
            Hits, "find", query=query, limit=limit, where=where, all=all or None,
            facet=texts_of(facet), sort=sort, cursor=cursor, **options,
        )

    def count(
        self, query: str, *, datasets: Texts = None, where: Optional[str] = None,
        all: bool = False, by: Texts = None, timeout: Optional[float] = None,
    ) -> Count:
        """Exact numbers over all indexed datasets, or some; else as :meth:`Index.count`."""
        options = {"in": texts_of(datasets)}
        return self._as(
            Count, "count", query=query, where=where, all=all or None, by=texts_of(by),
            timeout=timeout, **options,
        )

    def snapshot(self, datasets: Texts = None) -> Snapshot:
        """The newest commits of some datasets (of all that are indexed), searched as one big index.

        For scans and for many searches: it stays what it is while others write.
        """
        told = texts_of(datasets)
        handle = self._open()
        text = None if told is None else lib.json.dumps(told).encode()
        return Snapshot(lib.checked(lib.home_snapshot, handle, text))

    def record(self, id: str, record: str) -> dict[str, Any]:
        """One record whole, as its source has it."""
        return self.call("record", id=id, record=str(record))["value"]

    def head(self, id: str, limit: int = 5, *, where: Optional[str] = None) -> Answer:
        """The first records, in the order of the source."""
        return self.call("head", id=id, limit=limit, where=where)

    def sample(
        self, id: str, limit: int = 10, *, seed: int = 0, where: Optional[str] = None
    ) -> Answer:
        """Random records, the same for the same seed everywhere."""
        return self.call("sample", id=id, limit=limit, seed=seed, where=where)

    def extract(
        self, query: str, to: Path, *, datasets: Texts = None, where: Optional[str] = None,
        all: bool = False, fields: Texts = None, ids_only: bool = False,
        limit: Optional[int] = None, force: bool = False, progress: OnStep = None,
    ) -> Answer:
        """Writes every match to a file as its source has it, with a card that says where it is from.

        Args:
            query: As for :meth:`find`.
            to: ``FILE.jsonl``, also with ``.gz``, ``.zst`` or ``.lz4``.
            datasets: Those to look into; all that are indexed when None.
            where: Conditions on columns.
            all: Every word must occur.
            fields: Paths of what to write besides the id; all of it when None.
            ids_only: Write ids alone.
            limit: Records at most.
            force: Replace files that are there.
            progress: Called with a :class:`Step` about ten times a second.
        """
        options = {"in": texts_of(datasets)}
        return self.call(
            "extract", query=query, to=os.fspath(to), where=where, all=all or None,
            fields=texts_of(fields), ids_only=ids_only or None, limit=limit, force=force or None,
            progress=progress, **options,
        )

    def profile(
        self, id: str, *, again: bool = False, tokenizer: Optional[str] = None,
        progress: OnStep = None,
    ) -> Profile:
        """What is in the data, measured: lengths, languages, repetition, values of columns."""
        return self._as(
            Profile, "profile", id=id, again=again or None, tokenizer=tokenizer, progress=progress
        )

    def delete(self, id: str, query: Optional[str] = None, *, records: Texts = None) -> Answer:
        """Takes records out of the index, by a query or by their ids; they stay out."""
        return self.call("delete", id=id, query=query, record=texts_of(records))

    # ---- Descriptions

    def list(
        self, text: Optional[str] = None, *, where: Optional[str] = None, facet: Texts = None,
        sort: Optional[str] = None, limit: Optional[int] = None, cursor: Optional[str] = None,
        **filters: Any,
    ) -> Answer:
        """Datasets: ``total``, ``datasets``, ``facets``, ``next``.

        Args:
            text: A query over names and descriptions.
            where: Conditions, such as ``"bytes > 1TB and kind = pretraining"``.
            facet: Columns whose values are counted.
            sort: ``"column"`` or ``"column:desc"``; by id when None.
            limit: Rows at most; all when None.
            cursor: ``next`` of an earlier answer.
            filters: license, language, sector, industry, kind, modality, access: a value or several,
                any of which passes.
        """
        told = {name: texts_of(value) for name, value in filters.items()}
        return self.call(
            "list", text=text, where=where, facet=texts_of(facet), sort=sort, limit=limit,
            cursor=cursor, **told,
        )

    def show(self, id: str) -> Page:
        """A dataset's whole description, and how its index stands."""
        return self._as(Page, "show", id=id)

    def license_check(
        self, ids: Texts = None, *, use: Optional[str] = None, mixture: Optional[Path] = None
    ) -> Answer:
        """Rights of datasets, their parts, wholes and origins, rolled up.

        Args:
            ids: Datasets, or ``"cluster:NAME"``.
            use: ``"commercial"`` (when None), ``"academic"`` or ``"any"``.
            mixture: A file of datasets with weights, instead of ids.

        Returns:
            ``verdict`` is clear, by label only, unknown or blocked, with the way to what decided it.
        """
        told = None if mixture is None else os.fspath(mixture)
        return self.call("license", id=texts_of(ids), use=use, mixture=told)

    def lineage(self, id: str, *, up: Optional[int] = None, down: Optional[int] = None) -> Answer:
        """Where a dataset comes from and what was made of it."""
        return self.call("lineage", id=id, up=up, down=down)

    def set(self, id: str, *edits: str) -> Page:
        """Edits a description: ``"key=value"``, ``"key+=value"``, ``"key-=value"``."""
        return self._as(Page, "set", id=id, edits=[*edits])

    def remove(self, id: str) -> Answer:
        """Takes a dataset out of the catalogue; :meth:`restore` brings it back."""
        return self.call("remove", id=id)

    def restore(self, id: str) -> Answer:
        """Brings a removed dataset back."""
        return self._as(Page, "show", id=self.call("restore", id=id)["dataset"])

    def rename(self, id: str, new: str) -> Page:
        """Gives an own dataset another id; the former one becomes an alias."""
        return self._as(Page, "rename", id=id, new=new)

    def status(self) -> Answer:
        """What is registered and how it stands."""
        return self.call("status")

    def summary(self, by: Texts = None) -> Answer:
        """The catalogue in numbers."""
        return self.call("summary", by=texts_of(by))

    def log(self, id: Optional[str] = None, *, limit: Optional[int] = None) -> Answer:
        """History, of one dataset or of all."""
        return self.call("log", id=id, limit=limit)

    def export(self, id: str, vocabulary: str) -> str:
        """A description as yaml, croissant, hf-card, dcat, schema-org or datapackage."""
        return self.call("export", id=id, **{"as": vocabulary})["text"]

    def check(self, id: Optional[str] = None, *, repair: bool = False) -> Answer:
        """Verifies every checksum and invariant, store and indexes against each other."""
        return self.call("check", id=id, repair=repair or None)

    def __repr__(self) -> str:
        return "<closed catalogue>" if self._handle is None else f"<catalogue {self.home}>"

    def __reduce__(self) -> Any:
        """Another process, or a copy, opens the folder again."""
        return Catalog, (self.home,)

    def _repr_html_(self) -> str:
        return _escape(repr(self)) if self._handle is None else self.summary()._repr_html_()
