"""The index of one corpus."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

from . import _arrow, _records
from . import _library as lib
from ._answers import Answer, Count, Hits, Report, _escape
from ._errors import NotFoundError

# Type checkers read what follows; a program that imports the package does not wait for it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any, Callable, Optional, Union

    Columns = Union[Sequence[Union[str, Mapping[str, str]]], Mapping[str, Optional[str]]]
    OnStep = Optional[Callable[[lib.Step], Any]]


class _Handle:
    """A pointer of the library that is given back when nothing uses it any more.

    Functions get the handle itself, which ctypes holds until they return, so that an object that is closed
    or forgotten is not pulled away from a call that runs.
    """

    __slots__ = ("_as_parameter_", "_close")

    def __init__(self, pointer: int, close: Callable[[int], None]):
        self._as_parameter_: Optional[int] = pointer
        self._close = close

    def close(self) -> None:
        """Gives the pointer back now, when no call uses it."""
        pointer, self._as_parameter_ = self._as_parameter_, None
        if pointer is not None:
            self._close(pointer)

    def __del__(self) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError(
            "what the library holds stays in its process: send an Index or a Catalog, which is opened "
            "again where it arrives, or their paths"
        )


class _Closable:
    """What has a handle, and is a context manager."""

    _handle: Optional[_Handle]

    def _open(self) -> _Handle:
        handle = self._handle
        if handle is None:
            raise ValueError(f"this {type(self).__name__} is closed")
        return handle

    def close(self) -> None:
        """Gives back what the library holds; calls that still run end as usual."""
        self._handle = None

    def __enter__(self) -> Any:
        self._open()
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def columns_of(columns: Optional[Columns]) -> Optional[list[dict[str, Any]]]:
    """Declared columns as the library takes them."""
    if columns is None:
        return None
    if isinstance(columns, Mapping):
        told = [{"name": name, "type": kind} for name, kind in columns.items()]
    else:
        told = [{"name": item} if isinstance(item, str) else dict(item) for item in columns]
    return [{key: value for key, value in item.items() if value is not None} for item in told]


def texts_of(texts: Union[str, Iterable[str], None]) -> Optional[list[str]]:
    if texts is None:
        return None
    if isinstance(texts, str):
        return [texts]
    try:
        return list(texts)
    except TypeError:
        raise TypeError(f"a str or several are wanted, not {type(texts).__name__}") from None


class Scan:
    """All records that match, streamed while they are fetched.

    A source of Arrow: ``pyarrow.table(scan)``, ``polars.DataFrame(scan)``, ``duckdb.from_arrow`` and
    whatever else takes ``__arrow_c_stream__`` read it, each time from its beginning. Without any of them,
    iterating gives one dictionary a record.

    Columns: ``number`` (uint64), ``score`` (double), ``record``, ``value`` and text fields (large_utf8), columns of the index
    as int64, double, bool or large_utf8.
    """

    def __init__(self, snapshot: "Snapshot", query: str, options: Optional[bytes]):
        self._snapshot = snapshot
        self._query = lib.query_of(query)
        self._options = options
        # A query or a column that cannot be read is told now, not when rows are fetched.
        self.columns = [name for name, _ in self._reader().columns]

    def _fill(self, address: int, task: Optional[int] = None) -> None:
        handle = self._snapshot._open()
        lib.checked(lib.snapshot_scan, handle, self._query, self._options, task, address)

    def _reader(self) -> _arrow.Reader:
        if not lib.on_main_thread():
            return _arrow.Reader(self._fill)
        asking = lib.Asking()
        return _arrow.Reader(lambda address: self._fill(address, asking.task), asking.raise_caught)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return _arrow.capsule_of(self._fill)

    def batches(self) -> Iterator[dict[str, list[Any]]]:
        """Dictionaries of lists, one for each column, batch after batch."""
        return iter(self._reader())

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for batch in self.batches():
            names = list(batch)
            for row in zip(*batch.values()):
                yield dict(zip(names, row))

    def to_arrow(self) -> Any:
        """All of it as a table of pyarrow, which must be installed."""
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self) -> Any:
        """All of it as a frame of pandas; pandas and pyarrow must be installed."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """All of it as a frame of polars, which must be installed."""
        import polars

        return polars.DataFrame(self)

    def __repr__(self) -> str:
        return f"<scan of {self._query.decode()!r}: {', '.join(self.columns)}>"


class _Searching:
    """What a snapshot and an index can be asked."""

    def snapshot(self) -> "Snapshot":
        raise NotImplementedError

    def search(
        self, query: str, limit: int = 10, *, where: Optional[str] = None, all: bool = False,
        facet: Union[str, Sequence[str], None] = None, sort: Optional[str] = None,
        cursor: Optional[str] = None, snippets: bool = True, fields: bool = True,
        exact: bool = True, context: Optional[int] = None, explain: bool = False,
        timeout: Optional[float] = None, k1: Optional[float] = None, b: Optional[float] = None,
    ) -> Hits:
        """Ranked hits.

        Args:
            query: In the language of ``catalog help query``: words, ``"phrases"``, ``AND``, ``OR``,
                ``NOT``, ``field:value``, ``prefix*``, ``/patterns/``.
            limit: Hits at most.
            where: Conditions on columns, such as ``"lang = en and quality >= 15"``.
            all: Every word must occur.
            facet: Columns whose values are counted among all matches.
            sort: ``"column"`` or ``"column:desc"`` instead of the score.
            cursor: ``next`` of an earlier answer.
            snippets: Passages for the hits; without them a search is faster.
            fields: Values of metadata columns for the hits; without them a search is faster.
            exact: The total is exact; without, it is a lower bound.
            context: Characters on each side in passages.
            explain: Tell how each score came about.
            timeout: Seconds after which to stop with what was found; the answer says so.
            k1, b: Of BM25; 1.2 and 0.75.

        Raises:
            QueryError: the query cannot be read; ``column`` says where.
            NotFoundError: nothing has been indexed.
        """
        snapshot = self.snapshot()
        options: dict[str, Any] = {} if limit == 10 else {"limit": limit}
        if not (snippets and fields and exact):
            options.update(snippets=snippets, fields=fields, exact=exact)
        if where is not None or all or facet or sort or cursor or context is not None or explain:
            options.update(
                where=where, all=all, facet=texts_of(facet), sort=sort, cursor=cursor,
                context=context, explain=explain,
            )
        if timeout is not None or k1 is not None or b is not None:
            options.update(timeout=timeout, k1=k1, b=b)
        told = lib.answer(
            lib.snapshot_search, snapshot._open(), lib.query_of(query),
            lib.options_of(options) if options else None,
        )
        return Hits(told)

    def count(
        self, query: str, *, where: Optional[str] = None, all: bool = False,
        by: Union[str, Sequence[str], None] = None, timeout: Optional[float] = None,
    ) -> Count:
        """Exact numbers of records and occurrences.

        Args:
            query: As for :meth:`search`.
            where: Conditions on columns.
            all: Every word must occur.
            by: Columns whose values are counted.
            timeout: Seconds after which to stop; the answer is not ``exact`` then.

        Raises:
            QueryError: the query cannot be read.
            NotFoundError: nothing has been indexed.
        """
        options = lib.options_of(
            {"where": where, "all": all or None, "by": texts_of(by), "timeout": timeout}
        )
        handle = self.snapshot()._open()
        return Count(lib.answer(lib.snapshot_count, handle, lib.query_of(query), options))

    def scan(
        self, query: str = "*", *, columns: Union[str, Sequence[str]] = "record",
        where: Optional[str] = None, all: bool = False, batch: Optional[int] = None,
    ) -> Scan:
        """All records that match, segment by segment, each in the order of its source.

        Args:
            query: As for :meth:`search`; ``"*"`` is every record.
            columns: What is told of each: ``"number"`` (its running number, the fastest),
                ``"record"`` (its id), ``"score"`` (as a search gives it), ``"value"`` (it whole, as
                JSON text), text fields, columns.
            where: Conditions on columns.
            all: Every word must occur.
            batch: Rows of a batch; 65,536.

        Raises:
            QueryError: the query cannot be read.
            UsageError: there is no such column.
        """
        options = {"columns": texts_of(columns), "where": where, "all": all or None, "batch": batch}
        return Scan(self.snapshot(), query, lib.options_of(options))

    def record(self, record: str) -> dict[str, Any]:
        """One record whole, as its source has it.

        Raises:
            NotFoundError: there is none with the id.
        """
        handle = self.snapshot()._open()
        told = lib.checked(
            lib.snapshot_record, handle, lib.name_of(str(record), "the id of a record")
        )
        return Answer(lib.take(told))["value"]

    def __getitem__(self, record: str) -> dict[str, Any]:
        return self.record(record)

    def __contains__(self, record: object) -> bool:
        try:
            self.record(record)
        except NotFoundError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        """The ids of all records."""
        return (row["record"] for row in self.scan())

    def __len__(self) -> int:
        """Live records, of a part those in its segments."""
        return lib.snapshot_records(self.snapshot()._open())

    @property
    def segments(self) -> int:
        """Segments of the commit: the parts in which :meth:`Snapshot.part` asks it."""
        return lib.snapshot_segments(self.snapshot()._open())

    @property
    def generation(self) -> int:
        """The number of the commit, which rises with each."""
        return lib.snapshot_generation(self.snapshot()._open())

    @property
    def summary(self) -> Answer:
        """What the commit holds: records, bytes, columns, and how it was made."""
        handle = self.snapshot()._open()
        told = Answer(lib.take(lib.checked(lib.snapshot_summary, handle)))
        return told


class Snapshot(_Closable, _Searching):
    """One commit, which stays what it is while others write. Threads may share it."""

    def __init__(self, pointer: int):
        self._handle = _Handle(pointer, lib.snapshot_close)

    def snapshot(self) -> "Snapshot":
        """Itself."""
        return self

    def part(self, first: int, count: int = 1) -> "Snapshot":
        """The same commit, of which some segments are asked, with the scores of the whole.

        So segments can be shared among processes and machines, and their answers put together.

        Args:
            first: Number of the first segment, from 0.
            count: Segments; there are :attr:`segments`.

        Raises:
            UsageError: there are not so many.
        """
        told = lib.number_of(first, "first"), lib.number_of(count, "count")
        return Snapshot(lib.checked(lib.snapshot_part, self._open(), *told))

    def __repr__(self) -> str:
        if self._handle is None:
            return "<closed snapshot>"
        return f"<snapshot of {len(self):,} records, commit {self.generation}>"

    def _repr_html_(self) -> str:
        return _escape(repr(self)) if self._handle is None else self.summary._repr_html_()


class Index(_Closable, _Searching):
    """The full-text index of one corpus, in a folder.

    Any number of readers and one writer at a time, also among processes. Threads may share it; the
    interpreter's lock is released while the library works.

    ::

        index = Index("web.index", text="body", record_id="url")
        index.add(table)                       # pyarrow, polars, pandas, duckdb, datasets
        index.add({"body": text, "url": url} for text, url in pages)
        for hit in index.search('"white whale"'):
            print(hit.score, hit.snippet)

    Args:
        path: The folder; it is made at the first write.
        text: Fields to search, the body first; detected in the first records when None.
        record_id: The field of the record's id; detected when None.
        columns: Declared columns: names, ``{"year": "integer"}``, or dictionaries of name, path and type
            (integer, real, boolean, string). Every other field becomes a column when it is met.
        column_limit: Columns that are taken at most.
        analyzer: ``"standard"`` (every script), ``"plain"`` or ``"whitespace"``.
        stem: A language whose word endings are taken off.
        stop_words: Words that are not indexed.
        store: ``"lz4"`` or ``"zstd"``; ``"none"`` keeps no records of files, which are read again.
        reorder: ``"off"`` indexes faster, with larger and slower lists.
        like: The folder of an index whose fields and method one that is made gets; none of the others goes
            with it.

    What is left out is detected for an index that is made, and kept for one that is there.

    Raises:
        ExistsError: there is a file where the folder should be.
    """

    def __init__(
        self, path: Union[str, "os.PathLike[str]"], *,
        text: Union[str, Sequence[str], None] = None, record_id: Optional[str] = None,
        columns: Optional[Columns] = None, column_limit: Optional[int] = None,
        analyzer: Optional[str] = None, stem: Optional[str] = None,
        stop_words: Optional[Sequence[str]] = None, store: Optional[str] = None,
        reorder: Optional[str] = None, like: Union[str, "os.PathLike[str]", None] = None,
    ):
        self.path = os.fspath(path)
        self._options = {
            "text": texts_of(text), "record_id": record_id, "columns": columns_of(columns),
            "column_limit": column_limit, "analyzer": analyzer, "stem": stem,
            "stop_words": texts_of(stop_words), "store": store, "reorder": reorder,
            "like": like,
        }
        pointer = lib.checked(lib.index_open, lib.path_of(self.path))
        self._handle = _Handle(pointer, lib.index_close)
        self._known: Optional[tuple[Any, Snapshot]] = None

    def close(self) -> None:
        """Gives back what the library holds; calls and snapshots that are in use go on."""
        self._known = None
        super().close()

    # ---- Writing

    def add(
        self, data: Any, *, memory: Optional[int] = None, jobs: Optional[int] = None,
        max_errors: Optional[int] = None, rebuild: bool = False, progress: OnStep = None,
    ) -> Report:
        """Takes records in and commits them, all at once.

        Args:
            data: Anything with ``__arrow_c_stream__`` (tables, frames, readers), a
                ``datasets.Dataset``, an iterable of dictionaries or of tables, or paths of files.
                Files that were indexed and have not changed are not read again. In
                dictionaries bytes become base64, dates and times ISO 8601, durations
                microseconds, decimals texts.
            memory: Bytes that indexing may take; 1 GiB.
            jobs: Threads; 2.
            max_errors: Records that cannot be used after which to stop.
            rebuild: Replace all that was indexed; until the commit the old index answers.
            progress: Called with a :class:`Step` about ten times a second.

        Returns:
            What was taken in, and what could not be used.

        Raises:
            LockedError: another process writes.
            FormatError: no field looks like text, or a column or a value has a type that is not read.
            KeyboardInterrupt: nothing of it was committed; or all of it, and segments were being merged.
        """
        resources = {
            "memory": memory, "jobs": jobs, "max_errors": max_errors, "rebuild": rebuild or None
        }
        if (paths := _records.paths(data)) is not None:
            sources = lib.json.dumps(paths).encode()
            options = lib.options_of({**self._options, **resources})
            told = lib.run(lib.index_ingest, self._open(), sources, options, progress=progress)
            return Report(lib.take(told))
        writer = self._writer(resources)
        # Whoever keeps an exception, as notebooks do, keeps what it passed through: the lock of the
        # index must not wait for that.
        try:
            for part in _records.parts(data):
                if isinstance(part, bytes):
                    lib.run(
                        lib.writer_append_json, writer, part, len(part), progress=progress
                    )
                else:
                    # The capsule keeps the stream until the library has taken it over.
                    capsule = part.__arrow_c_stream__()
                    lib.run(
                        lib.writer_append, writer, _arrow.address_of(capsule),
                        progress=progress,
                    )
            return Report(lib.take(lib.run(lib.writer_commit, writer, progress=progress)))
        finally:
            writer.close()

    def _writer(self, resources: dict[str, Any]) -> _Handle:
        """A writer, which takes the lock of the index with its first records."""
        options = lib.options_of({**self._options, **resources})
        return _Handle(lib.checked(lib.index_write, self._open(), options), lib.writer_close)

    def check_options(self, **resources: Any) -> None:
        """Refuses options of this index, or ``memory`` and ``jobs`` of an :meth:`add`, that no write takes.

        Raises:
            UsageError: an option has a value that it cannot have.
        """
        self._writer(resources).close()

    def delete(
        self, query: Optional[str] = None, *, records: Union[str, Sequence[str], None] = None
    ) -> Answer:
        """Takes records out, by a query or by their ids; they stay out when they are added again.

        Returns:
            ``deleted``, how many, and ``missing``, ids that no record has.

        Raises:
            QueryError: the query cannot be read, or is one that a search would only remark on, such as
                one with a misspelt column; nothing is deleted.
            KeyboardInterrupt: nothing was deleted, or all of it.
        """
        ids = texts_of([records] if isinstance(records, int) else records)
        told = None if ids is None else [str(id) if isinstance(id, int) else id for id in ids]
        selection = lib.options_of({"query": query, "records": told}) or b"{}"
        return Answer(lib.take(lib.run(lib.index_delete, self._open(), selection)))

    def take_over(
        self, others: Mapping[str, Union[str, "os.PathLike[str]"]], *, replacing: bool = False,
        memory: Optional[int] = None, jobs: Optional[int] = None, progress: OnStep = None,
    ) -> Report:
        """Takes over the segments of other indexes of the same settings, in one commit.

        How many tasks, each with an index of its own, write one index: files are verified and linked, or
        copied from another disk. Records come behind those that are here, in the order of ``others``.

        Args:
            others: Folders by name. A name that was taken over before is passed by, so that a call can
                be repeated.
            replacing: All other records go.
            memory: Bytes that merging may take; 1 GiB.
            jobs: Threads; 2.
            progress: Called with a :class:`Step` about ten times a second.

        Returns:
            What came.

        Raises:
            UsageError: an index has other settings, or records were deleted from it.
            SystemFailure: a byte of one is damaged; nothing has changed then.
            KeyboardInterrupt: nothing has changed; or all came, and segments were being merged.
        """
        told = [{"path": path, "name": name} for name, path in others.items()]
        options = lib.options_of({"replacing": replacing or None, "memory": memory, "jobs": jobs})
        sources = lib.json.dumps(told, default=os.fspath).encode()
        answer = lib.run(lib.index_take_over, self._open(), sources, options, progress=progress)
        return Report(lib.take(answer))

    def merge(self, memory: int = 0) -> None:
        """Merges all segments into one, with some memory (bytes; 0 is 1 GiB), which it may be larger than.

        Raises:
            KeyboardInterrupt: the segments are there as before.
        """
        lib.run(lib.index_merge, self._open(), lib.number_of(memory, "memory"))

    def check(self, repair: bool = False) -> Answer:
        """Verifies every checksum and invariant: ``ok``, and ``problems``."""
        return Answer(lib.take(lib.run(lib.index_check, self._open(), int(repair))))

    # ---- Reading

    #: Seconds by which the clock of a file system may be behind: a change of the folder that is not older
    #: may be followed by one that its time does not show.
    _clock_grain = 0.1

    def snapshot(self) -> Snapshot:
        """The newest commit, also when another process wrote it.

        Raises:
            NotFoundError: nothing has been indexed.
        """
        handle = self._open()
        known = self._known
        try:
            changed = os.stat(self.path).st_mtime_ns
        except OSError:
            changed = None
        if known is not None and known[0] == changed:
            return known[1]
        snapshot = Snapshot(lib.checked(lib.index_snapshot, handle))
        settled = changed is not None and time.time_ns() - changed > self._clock_grain * 1e9
        self._known = (changed, snapshot) if settled else None
        return snapshot

    def snapshot_of(self, generation: int) -> Snapshot:
        """The newest commit, which must be the one of a number: for tasks that each answer a part.

        Raises:
            RuntimeError: the index was changed since; parts of two commits are no answer.
        """
        snapshot = self.snapshot()
        if snapshot.generation != generation:
            raise RuntimeError(
                f"{self.path} was changed while it was read (commit {generation} is now "
                f"{snapshot.generation}): read it again"
            )
        return snapshot

    def __repr__(self) -> str:
        if self._handle is None:
            return f"<closed index {self.path}>"
        try:
            return f"<index {self.path}: {len(self):,} records>"
        except NotFoundError:
            return f"<index {self.path}: nothing indexed>"

    def __bool__(self) -> bool:
        return True

    def __reduce__(self) -> Any:
        """Another process, or a copy, opens the folder again."""
        self._open()
        return _opened, (os.path.abspath(self.path), self._options)

    def _repr_html_(self) -> str:
        if self._handle is not None:
            try:
                return self.summary._repr_html_()
            except NotFoundError:
                pass
        return _escape(repr(self))


def _opened(path: str, options: dict[str, Any]) -> Index:
    return Index(path, **options)
