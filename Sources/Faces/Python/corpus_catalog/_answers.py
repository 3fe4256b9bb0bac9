"""Answers: what was found and counted, decoded when it is looked at."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

# Type checkers read what follows; a program that imports the package does not wait for it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Optional, Union


class Answer(Mapping):
    """An answer of the catalogue: the keys of the command's ``--json``, decoded when first asked for.

    ``answer.json`` is the text as it came, for programs that pass it on.
    """

    __slots__ = ("_bytes", "_tree")

    def __init__(self, told: bytes):
        self._bytes = told
        self._tree: Any = None

    @property
    def json(self) -> str:
        """The answer as JSON text."""
        return self._bytes.decode()

    @property
    def tree(self) -> dict[str, Any]:
        """The answer as plain dictionaries and lists."""
        if self._tree is None:
            self._tree = json.loads(self._bytes)
        return self._tree

    def __getitem__(self, key: str) -> Any:
        return self.tree[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tree)

    def __len__(self) -> int:
        return len(self.tree)

    def __repr__(self) -> str:
        name = self.tree.get("schema", type(self).__name__)
        told = ", ".join(f"{key}={_short(value)}" for key, value in self._told())
        return f"<{name} {told}>"

    def _told(self) -> list[tuple[str, Any]]:
        return [(key, value) for key, value in self.tree.items() if key != "schema"]

    def _repr_html_(self) -> str:
        return _table(self._told())


class Report(Answer):
    """What taking records in did.

    Keys: ``records`` taken in, ``text_bytes``, ``bad_records`` that could not be used, ``problems`` (the
    first hundred, each with ``where`` and ``message``), ``seconds``, ``columns`` and others as
    ``catalog add --json`` has them.
    """

    __slots__ = ()

    @property
    def records(self) -> int:
        """Records taken in."""
        return self.tree["records"]

    @property
    def bad_records(self) -> int:
        """Records that could not be used."""
        return self.tree["bad_records"]

    @property
    def problems(self) -> list[dict[str, str]]:
        """The first hundred things that could not be used, each with ``where`` and ``message``."""
        return self.tree["problems"]

    def _told(self) -> list[tuple[str, Any]]:
        wanted = ("dataset", "records", "text_bytes", "bad_records", "seconds")
        told = [(key, self.tree[key]) for key in wanted if key in self.tree]
        return told + ([("problems", self.problems)] if self.problems else [])


class Count(Answer):
    """Exact numbers: ``records`` and, for terms and phrases, ``occurrences`` (else None)."""

    __slots__ = ()

    @property
    def records(self) -> int:
        """Records that match."""
        return self.tree["records"]

    @property
    def occurrences(self) -> Optional[int]:
        """Places where the term or phrase starts; None for other queries."""
        return self.tree["occurrences"]

    @property
    def by(self) -> dict[str, list[dict[str, Any]]]:
        """For each column asked for its values with their counts, the most frequent first."""
        return self.tree["by"]

    @property
    def exact(self) -> bool:
        """Nothing was left out."""
        return self.tree["exact"]

    def __int__(self) -> int:
        return self.records

    def _repr_html_(self) -> str:
        return _table(self._told()) + "".join(_bars(name, values) for name, values in self.by.items())


class Hit:
    """One hit.

    Attributes:
        record: The record's id.
        score: BM25, at least 0, comparable within one answer only; None where a column decides.
        snippet: The passage that shows why the record was found.
        fields: Metadata columns with a value.
        dataset: The corpus it is from.
        explanation: How the score came about, where it was asked for.
    """

    __slots__ = ("record", "score", "snippet", "fields", "dataset", "explanation", "_bytes")

    def __init__(self, told: dict[str, Any]):
        self.record: str = told["record"]
        self.score: Optional[float] = told["score"]
        self.snippet: str = told["snippet"]
        self.fields: dict[str, Any] = told["fields"]
        self.dataset: str = told["dataset"]
        self.explanation: Optional[list[str]] = told.get("explanation")
        self._bytes = told["highlights"]

    @property
    def highlights(self) -> list[tuple[int, int]]:
        """Half-open ranges of characters in ``snippet`` that match."""
        text = self.snippet.encode()
        return [
            (len(text[:start].decode()), len(text[:end].decode())) for start, end in self._bytes
        ]

    def _repr_html_(self) -> str:
        text, parts, last = self.snippet, [], 0
        for start, end in self.highlights:
            parts += [_escape(text[last:start]), f"<mark>{_escape(text[start:end])}</mark>"]
            last = end
        return "".join(parts) + _escape(text[last:])

    def __repr__(self) -> str:
        return f"Hit({self.record!r}, score={self.score}, {_short(self.snippet)})"


class Hits(Answer, Sequence):
    """Ranked hits, best first: a sequence of :class:`Hit`.

    Also: ``total``, ``total_is_exact``, ``facets``, ``next`` (the cursor of the next page, None behind the
    last), ``notices`` (what else is to be said of the question), ``took_ms``.
    """

    __slots__ = ("_hits",)

    def __init__(self, told: bytes):
        super().__init__(told)
        self._hits: Optional[list[Hit]] = None

    def _all(self) -> list[Hit]:
        if self._hits is None:
            self._hits = [Hit(hit) for hit in self.tree["hits"]]
        return self._hits

    def __getitem__(self, key: Union[int, slice, str]) -> Any:
        return self.tree[key] if isinstance(key, str) else self._all()[key]

    def __iter__(self) -> Iterator[Hit]:  # type: ignore[override]
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __reversed__(self) -> Iterator[Hit]:
        return reversed(self._all())

    def __contains__(self, item: object) -> bool:
        return item in (self.tree if isinstance(item, str) else self._all())

    # As a mapping it has the keys of the answer, although iterating gives hits.

    def keys(self) -> Any:
        """The keys of the answer."""
        return self.tree.keys()

    def values(self) -> Any:
        """The values of the answer."""
        return self.tree.values()

    def items(self) -> Any:
        """Keys and values of the answer."""
        return self.tree.items()

    @property
    def total(self) -> int:
        """Records that match."""
        return self.tree["total"]["value"]

    @property
    def total_is_exact(self) -> bool:
        """Whether ``total`` is exact or a lower bound."""
        return self.tree["total"]["exact"]

    @property
    def facets(self) -> dict[str, list[dict[str, Any]]]:
        """For each column asked for its values with their counts, the most frequent first."""
        return self.tree["facets"]

    @property
    def next(self) -> Optional[str]:
        """The cursor of the next page; None behind the last."""
        return self.tree["next"]

    @property
    def notices(self) -> list[Any]:
        """What else is to be said of the question."""
        return self.tree.get("notices", [])

    @property
    def took_ms(self) -> float:
        """Milliseconds that the search took."""
        return self.tree["took_ms"]

    def __repr__(self) -> str:
        return f"<{len(self)} of {self.total:,} hits for {self.tree['query']!r}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{_escape(hit.record)}</td>"
            f"<td>{'' if hit.score is None else format(hit.score, '.2f')}</td>"
            f"<td style='text-align:left'>{hit._repr_html_()}</td>"
            f"<td>{_escape(_short(hit.fields) if hit.fields else '')}</td></tr>"
            for hit in self
        )
        head = "<tr><th>record</th><th>score</th><th>passage</th><th>fields</th></tr>"
        about = f"{len(self)} of {self.total:,} hits for {_escape(self.tree['query'])}"
        facets = "".join(_bars(name, values) for name, values in self.facets.items())
        return f"<p>{about}</p><table>{head}{rows}</table>{facets}"


class Page(Answer):
    """A dataset's page: its whole description and how its index stands."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<dataset {self.tree.get('id')}>"

    def _repr_html_(self) -> str:
        tree = self.tree
        title = tree.get("name") or tree.get("title") or tree.get("id")
        if isinstance(title, Mapping):
            title = next(iter(title.values()), tree.get("id"))
        told = [(key, value) for key, value in tree.items() if key not in ("profile", "catalogue")]
        return f"<h3>{_escape(str(title))}</h3>" + _table(told)


class Profile(Answer):
    """What is in the data of a dataset, measured: ``profile`` has the numbers."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return _nested(self.tree["profile"])


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _short(value: Any, limit: int = 80) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _table(told: Sequence[tuple[str, Any]]) -> str:
    rows = "".join(
        f"<tr><th style='text-align:left'>{_escape(key)}</th>"
        f"<td style='text-align:left'>{_escape(_short(value, 400))}</td></tr>"
        for key, value in told
    )
    return f"<table>{rows}</table>"


def _nested(value: Any) -> str:
    if not isinstance(value, Mapping):
        return _escape(_short(value, 400))
    rows = "".join(
        f"<tr><th style='text-align:left'>{_escape(str(key))}</th><td>{_nested(item)}</td></tr>"
        for key, item in value.items()
    )
    return f"<table>{rows}</table>"


def _bars(name: str, values: Sequence[Mapping[str, Any]], shown: int = 20) -> str:
    """A plot of values by their counts."""
    values = values[:shown]
    if not values:
        return ""
    most = max(value["count"] for value in values) or 1
    lines = []
    for number, value in enumerate(values):
        top, width = 20 * number, max(1, round(240 * value["count"] / most))
        text = _escape(_short("unknown" if value["value"] is None else value["value"], 24))
        lines.append(
            f"<text x='150' y='{top + 14}' text-anchor='end'>{text}</text>"
            f"<rect x='156' y='{top + 3}' width='{width}' height='14' fill='currentColor' opacity='.4'/>"
            f"<text x='{160 + width}' y='{top + 14}'>{value['count']:,}</text>"
        )
    return (
        f"<p>{_escape(name)}</p><svg width='500' height='{20 * len(values) + 4}' "
        f"font-size='12' fill='currentColor'>{''.join(lines)}</svg>"
    )
