import pathlib
import random

import pytest

from corpus_catalog import Index

ROOT = pathlib.Path(__file__).resolve().parents[3]
WORDS = "whale north harbour tea lighthouse letter ferry owl 白鲸 茶叶 望汐 灯塔 ёлка".split()


@pytest.fixture
def seed(request):
    """A seed that is printed when a test fails; it depends on the name of the test alone."""
    value = sum(request.node.name.encode()) * 7919
    print(f"seed {value}")
    return random.Random(value)


@pytest.fixture
def records(seed):
    """Records of many shapes, some with missing and nested values."""
    made = []
    for number in range(300):
        record = {
            "id": f"r{number}",
            "text": " ".join(seed.choice(WORDS) for _ in range(seed.randint(1, 30))) + '\n"\\\t',
            "number": seed.choice([None, number, -number, 2**53 + number]),
            "real": seed.choice([None, number / 7, -1.5]),
            "truth": seed.choice([None, True, False]),
            "lang": seed.choice(["en", "zh"]),
            "tags": seed.choice([None, [], ["a"], ["b", None, "ü"]]),
            "meta": seed.choice([None, {"year": 1900 + number, "by": [{"name": "A"}]}]),
        }
        made.append(record)
    return made


@pytest.fixture
def index(tmp_path, records):
    index = Index(tmp_path / "records.index", text="text", record_id="id")
    assert index.add(records).records == len(records)
    return index
