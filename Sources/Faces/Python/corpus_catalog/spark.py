"""Spark 4: frames are written into an index, and what a query finds is read as a frame.

::

    from corpus_catalog import spark as catalog

    catalog.register(spark)
    frame.write.format("catalog").option("path", "/shared/web.index").option("text", "body") \\
        .mode("append").save()
    found = spark.read.format("catalog").option("path", "/shared/web.index") \\
        .option("query", '"white whale"').option("columns", "record,score,url").load()
    best = catalog.search(spark, "/shared/web.index", phrases, limit=10)

The folder of the index must be one that the driver and all executors see under the same path. Each task writes
an index of its own beside it, and the commit takes them over: a task may fail, be repeated or run twice, and a
write that is given up leaves nothing. A segment is a partition of a read; scores are those of one big index, since each
task looks terms up in all segments and searches its own.
"""

from __future__ import annotations

import dataclasses
import os

import pyarrow
from pyspark import TaskContext
from pyspark.sql import Window, functions
from pyspark.sql.datasource import (
    DataSource,
    DataSourceArrowWriter,
    DataSourceReader,
    InputPartition,
    WriterCommitMessage,
)
from pyspark.sql.types import BooleanType, DoubleType, LongType, StringType, StructField, StructType

from ._errors import usage_error
from ._index import Index
from ._parts import PartedWrite

# Type checkers read what follows.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any, Optional

    from pyspark.sql import DataFrame, SparkSession

#: Options of a write that are lists or numbers, and what makes them of a text.
_LISTS = ("text", "stop_words")
_NUMBERS = ("memory", "jobs", "column_limit")
_TEXTS = ("record_id", "analyzer", "stem", "store", "reorder")
#: All options of a write, and of a read.
_OF_WRITES = ("path", "columns", *_LISTS, *_NUMBERS, *_TEXTS)
_OF_READS = ("path", "query", "where", "all", "columns")

_types = {
    pyarrow.uint64(): LongType(), pyarrow.int64(): LongType(), pyarrow.float64(): DoubleType(),
    pyarrow.bool_(): BooleanType(), pyarrow.large_string(): StringType(),
}
_arrow = {
    LongType(): pyarrow.int64(), DoubleType(): pyarrow.float64(), BooleanType(): pyarrow.bool_(),
    StringType(): pyarrow.string(),
}


def register(session: SparkSession) -> None:
    """Lets a session know the format ``catalog``."""
    session.dataSource.register(CatalogSource)


class CatalogSource(DataSource):
    """The format ``catalog``.

    Options of a read: ``path``, ``query`` (all records when it is missing), ``where``, ``all`` and
    ``columns``, names between commas as :meth:`Index.scan` has them; ``record,score`` when missing.

    Options of a write: ``path``, ``text`` (names between commas, the body first), ``record_id``,
    ``columns`` (``name`` or ``name:type`` between commas), ``column_limit``, ``analyzer``, ``stem``,
    ``stop_words``, ``store``, ``reorder``, and ``memory`` (bytes) and ``jobs`` of each task. Modes are
    ``append`` and ``overwrite``.
    """

    @classmethod
    def name(cls) -> str:
        return "catalog"

    def schema(self) -> StructType:
        return _schema(_Choice(self.options))

    def reader(self, schema: StructType) -> "DataSourceReader":
        choice = _Choice(self.options)
        # A schema of the reader's own chooses columns, too.
        choice.columns = schema.names
        return _Reader(choice, schema)

    def writer(self, schema: StructType, overwrite: bool) -> "DataSourceArrowWriter":
        return _Writer(self.options, schema, overwrite)


def _known(options: dict[str, str], names: Sequence[str], work: str) -> None:
    """Refuses an option that nobody asks for: misspelled, it would be a silent one."""
    for name in options:
        if name.lower() not in names:
            raise usage_error(
                f"{work} has no option “{name}”, it has " + ", ".join(sorted(names)), name
            )


def _whole(options: dict[str, str], name: str) -> int:
    try:
        return int(options[name])
    except ValueError:
        raise usage_error(
            f"“{name}” takes a whole number, not {options[name]!r}", name
        ) from None


def _path(options: dict[str, str]) -> str:
    path = options.get("path")
    if not path:
        raise ValueError('the folder of the index is missing: .option("path", ...)')
    return os.path.abspath(path)


def _names(text: Optional[str]) -> list[str]:
    return [name.strip() for name in (text or "").split(",") if name.strip()]


# ---- Reading


class _Choice:
    """What is read of which index."""

    def __init__(self, options: dict[str, str]):
        _known(options, _OF_READS, "a read")
        self.path = _path(options)
        self.query = options.get("query") or "*"
        self.columns = _names(options.get("columns")) or ["record", "score"]
        self.where = options.get("where")
        self.all = (options.get("all") or "").lower() == "true"

    def scan(self, snapshot: Any) -> Any:
        return snapshot.scan(self.query, columns=self.columns, where=self.where, all=self.all)


def _schema(choice: _Choice) -> StructType:
    scan = choice.scan(Index(choice.path).snapshot())
    schema = pyarrow.RecordBatchReader.from_stream(scan).schema
    return StructType([StructField(field.name, _types[field.type]) for field in schema])


@dataclasses.dataclass
class _Segment(InputPartition):
    """A segment of one commit."""

    number: int
    generation: int


class _Reader(DataSourceReader):
    def __init__(self, choice: _Choice, schema: StructType):
        self.choice = choice
        self.schema = schema

    def partitions(self) -> Sequence[_Segment]:
        snapshot = Index(self.choice.path).snapshot()
        return [_Segment(number, snapshot.generation) for number in range(snapshot.segments)]

    def read(self, partition: _Segment) -> Iterator[pyarrow.RecordBatch]:
        # Spark asks for one partition, which is none, where there are no segments.
        if not isinstance(partition, _Segment):
            return
        part = Index(self.choice.path).snapshot_of(partition.generation).part(
            partition.number
        )
        target = pyarrow.schema(
            [(field.name, _arrow[field.dataType]) for field in self.schema.fields]
        )
        for batch in pyarrow.RecordBatchReader.from_stream(self.choice.scan(part)):
            yield from pyarrow.Table.from_batches([batch]).cast(target).to_batches()


# ---- Writing


@dataclasses.dataclass
class _Written(WriterCommitMessage):
    """What one task wrote, ``None`` when it had no rows."""

    part: Optional[dict[str, Any]]


class _Writer(DataSourceArrowWriter):
    def __init__(self, options: dict[str, str], schema: StructType, overwrite: bool):
        _known(options, _OF_WRITES, "a write")
        told: dict[str, Any] = {name: options[name] for name in _TEXTS if options.get(name)}
        told.update({name: _names(options[name]) for name in _LISTS if options.get(name)})
        told.update({name: _whole(options, name) for name in _NUMBERS if options.get(name)})
        if columns := _names(options.get("columns")):
            pairs = (column.partition(":") for column in columns)
            told["columns"] = {name: kind or None for name, _, kind in pairs}
        self.parted = PartedWrite(_path(options), schema.names, told, replacing=overwrite)

    def write(self, iterator: Iterator[pyarrow.RecordBatch]) -> _Written:
        context = TaskContext.get()
        first = next(iterator, None)
        if first is None:
            return _Written(None)

        def batches() -> Iterator[pyarrow.RecordBatch]:
            yield first
            yield from iterator

        rows = pyarrow.RecordBatchReader.from_batches(first.schema, batches())
        return _Written(
            self.parted.write(context.partitionId(), context.taskAttemptId(), rows)
        )

    def commit(self, messages: list[Optional[_Written]]) -> None:
        self.parted.commit(message.part for message in messages if message)

    def abort(self, messages: list[Optional[_Written]]) -> None:
        self.parted.abort()


# ---- Many questions


def search(
    session: SparkSession, path: str, queries: Iterable[str], *, limit: int = 10,
    where: Optional[str] = None, all: bool = False,
) -> DataFrame:
    """The best records of each of many queries, asked of all segments side by side.

    Returns:
        A frame of ``query``, ``rank`` (from 1), ``record`` and ``score``: the hits of one search of the
        whole index, scores and order included.

    Raises:
        QueryError: one of the queries cannot be read. Texts of data are asked for with :func:`phrase`.
    """

    def ask(part: Any, query: str) -> list[tuple[Any, ...]]:
        hits = part.search(query, limit, where=where, all=all, snippets=False, fields=False,
            exact=False)
        return [(hit.record, hit.score, place) for place, hit in enumerate(hits)]

    found = _ask_all(
        session, path, queries, ask, "record string, score double, place int"
    )
    order = Window.partitionBy("query").orderBy(
        functions.desc("score"), functions.asc("segment"), functions.asc("place")
    )
    ranked = found.withColumn("rank", functions.row_number().over(order))
    return ranked.where(ranked.rank <= limit).select("query", "rank", "record", "score")


def count(
    session: SparkSession, path: str, queries: Iterable[str], *, where: Optional[str] = None,
    all: bool = False,
) -> DataFrame:
    """Exact numbers for many queries, asked of all segments side by side.

    Returns:
        A frame of ``query``, ``records`` and ``occurrences``, which are null for queries that are neither
        a term nor a phrase.

    Raises:
        QueryError: one of the queries cannot be read. Texts of data are asked for with :func:`phrase`.
    """

    def ask(part: Any, query: str) -> list[tuple[Any, ...]]:
        counted = part.count(query, where=where, all=all)
        return [(counted.records, counted.occurrences)]

    found = _ask_all(session, path, queries, ask, "records long, occurrences long")
    return found.groupBy("query").agg(
        functions.sum("records").alias("records"),
        functions.sum("occurrences").alias("occurrences"),
    )


def _ask_all(
    session: SparkSession, path: str, queries: Iterable[str], ask: Any, answer: str
) -> DataFrame:
    """What ``ask`` tells of each segment and query, with both in front."""
    path = os.path.abspath(path)
    snapshot = Index(path).snapshot()
    segments, generation = snapshot.segments, snapshot.generation
    each = list(dict.fromkeys(queries))
    # A query that cannot be read is told now, not by the tasks.
    nothing = snapshot.part(0, 0)
    for query in each:
        ask(nothing, query)
    asked = session.sparkContext.broadcast(each)
    names = [field.split()[0] for field in answer.split(", ")]

    def work(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            for segment in batch.column(0).to_pylist():
                part = Index(path).snapshot_of(generation).part(segment)
                rows = [
                    (query, segment, *told) for query in asked.value for told in ask(part, query)
                ]
                columns = list(zip(*rows)) if rows else [[] for _ in range(2 + len(names))]
                yield pyarrow.RecordBatch.from_arrays(
                    [pyarrow.array(list(column), kind) for column, kind in zip(columns, kinds)],
                    ["query", "segment", *names],
                )

    schema = f"query string, segment int, {answer}"
    sizes = {"string": pyarrow.string(), "int": pyarrow.int32(), "long": pyarrow.int64(),
             "double": pyarrow.float64()}
    kinds = [sizes[field.split()[1]] for field in schema.split(", ")]
    return session.range(0, segments, 1, max(1, segments)).mapInArrow(work, schema)
