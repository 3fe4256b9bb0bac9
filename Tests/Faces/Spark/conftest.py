import pathlib
import random

import numpy
import pytest

from corpus_catalog import Index

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORDS = "whale north harbour tea lighthouse letter ferry owl 白鲸 茶叶 望汐 灯塔 ёлка".split()
QUERIES = ["whale", '"whale north"', "tea OR owl", "白鲸", "+whale -tea", "lang:zh letter", "ow*"]


@pytest.fixture
def seed(request):
    """A seed that is printed when a test fails; it depends on the name of the test alone."""
    value = sum(request.node.name.encode()) * 7919
    print(f"seed {value}")
    return random.Random(value)


@pytest.fixture
def records(seed):
    return [
        {
            "id": f"r{number}",
            "text": " ".join(seed.choice(WORDS) for _ in range(seed.randint(1, 30))),
            "lang": seed.choice(["en", "zh"]),
            "n": seed.choice([None, number]),
        }
        for number in range(400)
    ]


@pytest.fixture
def whole(tmp_path, records):
    """One big index of all records."""
    index = Index(tmp_path / "whole.index", text="text", record_id="id")
    assert index.add(records).records == len(records)
    return index


def answers(index):
    """What an index answers, apart from how its records are spread: hits, scores, counts, records."""
    told = {}
    for query in QUERIES:
        counted = index.count(query, by="lang")
        scanned = {row["record"]: row["score"] for row in index.scan(query, columns=["record", "score"])}
        assert len(scanned) == counted.records
        searched = {hit.record: numpy.float32(hit.score) for hit in index.search(query, 500)}
        assert searched == {record: numpy.float32(score) for record, score in scanned.items()}
        told[query] = (scanned, counted.records, counted.occurrences)
    told["values"] = {row["record"]: row["value"] for row in index.scan(columns=["record", "value"])}
    return told


def left_beside(index):
    """What lies beside an index and is not of it."""
    folder = pathlib.Path(index)
    return [path.name for path in folder.parent.iterdir() if path.name.startswith(folder.name + ".")]
