"""Full-text indexes of corpora and a catalogue of datasets, inside Python.

>>> from corpus_catalog import Index
>>> index = Index("whales.index")
>>> index.add([{"id": "a", "text": "The white whale."}, {"id": "b", "text": "A fish."}]).records
2
>>> [hit.record for hit in index.search('"white whale"')]
['a']
>>> index.count("whale").records
1

Records come in from anything with ``__arrow_c_stream__`` (pyarrow, polars, pandas, duckdb, datasets),
from iterables of dictionaries and from files; all matches go out the same way. Nothing is needed beside
the standard library.
"""

from __future__ import annotations

from ._answers import Answer, Count, Hit, Hits, Page, Profile, Report
from ._catalog import Catalog
from ._errors import (
    CatalogError,
    ExistsError,
    FormatError,
    Interrupted,
    LockedError,
    NotFoundError,
    QueryError,
    SystemFailure,
    UsageError,
)
from ._index import Index, Scan, Snapshot
from ._library import Step, library_version
from ._phrase import phrase

__version__: str = library_version().decode()

__all__ = [
    "Answer", "Catalog", "CatalogError", "Count", "ExistsError", "FormatError", "Hit", "Hits",
    "Index", "Interrupted", "LockedError", "NotFoundError", "Page", "Profile", "QueryError",
    "Report", "Scan", "Snapshot", "Step", "SystemFailure", "UsageError", "phrase",
]
