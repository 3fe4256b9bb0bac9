"""Writes the rows of Parquet files that do not match a query to another file.

    python filter_parquet.py 'ferry OR lighthouse' IN.parquet OUT.parquet

Needs pyarrow. Rows keep all of their columns as they are: the index only says which to leave out.
"""

import sys
import tempfile

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_catalog import Index

query, source, target = sys.argv[1:4]
table = pq.read_table(source)
with tempfile.TemporaryDirectory() as folder:
    index = Index(folder + "/rows.index", reorder="off")
    # A record's number is its row: this index holds nothing but the table.
    rows = index.add(table).records
    found = pa.array([], pa.uint64())
    if rows:
        found = index.scan(query, columns="number").to_arrow()["number"]

keep = pa.compute.invert(pa.compute.is_in(pa.array(range(len(table)), pa.uint64()), found))
pq.write_table(table.filter(keep), target)
print(f"{len(found)} of {len(table)} rows match and were left out")
