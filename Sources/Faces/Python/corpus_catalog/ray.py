"""Ray Data: blocks are written into an index, and what a query finds is read as a dataset.

::

    from corpus_catalog.ray import IndexSink, IndexSource

    dataset.write_datasink(IndexSink("/shared/web.index", text="body"))
    found = ray.data.read_datasource(IndexSource("/shared/web.index", '"white whale"'))

The folder of the index must be one that all nodes see under the same path. Each task writes an index of its
own beside it, and the commit takes them over: what is repeated or fails leaves nothing. A segment is a task of a
read; scores are those of one big index.
"""

from __future__ import annotations

import os
import uuid

import pyarrow
from ray.data import Datasink, Datasource, ReadTask
from ray.data.block import BlockMetadata

from ._index import Index, texts_of
from ._parts import PartedWrite

# Type checkers read what follows.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any, Optional, Union


class IndexSink(Datasink):
    """Writes the rows of a dataset into an index.

    Args:
        path: The folder of the index.
        replacing: The rows take the place of all that was indexed.
        options: As :class:`Index` takes them, and ``memory`` and ``jobs`` of each task. An index that is there
            has its own.
    """

    def __init__(self, path: str, *, replacing: bool = False, **options: Any):
        self._path = path
        self._replacing = replacing
        self._options = options
        self._parted: Optional[PartedWrite] = None

    def on_write_start(self, schema: Optional[pyarrow.Schema] = None) -> None:
        fields = schema.names if schema is not None else []
        self._parted = PartedWrite(self._path, fields, dict(self._options), self._replacing)

    def write(self, blocks: Iterable[Any], ctx: Any) -> Optional[dict[str, Any]]:
        tables = (
            block if isinstance(block, pyarrow.Table) else pyarrow.Table.from_pandas(block)
            for block in blocks
        )
        rows = [table for table in tables if table.num_rows]
        if not rows:
            return None
        return self._parted.write(ctx.task_idx, uuid.uuid4().hex, rows)

    def on_write_complete(self, write_result: Any) -> None:
        if self._parted is not None:
            self._parted.commit(write_result.write_returns)
        elif self._replacing and os.path.isdir(self._path):
            # A dataset without any rows starts nothing.
            Index(self._path).take_over({}, replacing=True)

    def on_write_failed(self, error: Exception) -> None:
        if self._parted is not None:
            self._parted.abort()


class IndexSource(Datasource):
    """The records of an index that match a query.

    Args:
        path: The folder of the index.
        query: As for :meth:`Index.scan`; ``"*"`` is every record.
        columns: What is told of each.
        where: Conditions on columns.
        all: Every word must occur.
    """

    def __init__(
        self, path: str, query: str = "*", *,
        columns: Union[str, Sequence[str]] = ("record", "score"), where: Optional[str] = None,
        all: bool = False,
    ):
        self._snapshot_path = os.path.abspath(path)
        self._choice = {"query": query, "columns": texts_of(columns), "where": where, "all": all}

    def get_name(self) -> str:
        return "catalog"

    def estimate_inmemory_data_size(self) -> Optional[int]:
        return None

    def get_read_tasks(self, parallelism: int, *_: Any, **__: Any) -> list[ReadTask]:
        snapshot = Index(self._snapshot_path).snapshot()
        # A query or a column that cannot be read is told before any task runs.
        snapshot.scan(**self._choice)
        unknown = BlockMetadata(num_rows=None, size_bytes=None, exec_stats=None)
        return [
            ReadTask(_read(self._snapshot_path, snapshot.generation, number, self._choice), unknown)
            for number in range(snapshot.segments)
        ]


def _read(path: str, generation: int, number: int, choice: dict[str, Any]) -> Any:
    def read() -> Iterator[pyarrow.Table]:
        part = Index(path).snapshot_of(generation).part(number)
        yield pyarrow.table(part.scan(**choice))

    return read
