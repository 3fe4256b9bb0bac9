"""Adds to each row of a dataset how often its answer occurs in a corpus.

    python enrich_dataset.py ROWS.jsonl FIELD CORPUS OUT.parquet

Needs datasets. The index is a file on disk that the processes of map share.
"""

import sys
import tempfile

import datasets

from corpus_catalog import Index, phrase

rows, field, corpus, target = sys.argv[1:5]
with tempfile.TemporaryDirectory() as folder:
    path = folder + "/corpus.index"
    Index(path).add(corpus)
    index = Index(path)

    def count(row):
        text = row[field] or ""
        return {"occurrences": index.count(phrase(text)).occurrences if text.strip() else 0}

    dataset = datasets.load_dataset("json", data_files=rows, split="train", cache_dir=folder)
    # A function with an open index has no fingerprint of its own.
    dataset.map(count, new_fingerprint="counted").to_parquet(target)
