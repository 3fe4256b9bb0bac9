"""Records come in from every library, and come back whole."""

import datetime
import decimal

import datasets
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from corpus_catalog import CatalogError, FormatError, Index, SystemFailure, UsageError


def whole(index):
    """Every record of an index by its id."""
    return {row["record"]: index[row["record"]] for row in index.scan()}


def expected(records):
    return {record["id"]: record for record in records}


def test_dictionaries_come_back(index, records):
    assert whole(index) == expected(records)


@pytest.mark.parametrize("rows", [1, 7, 1000])
def test_tables_of_pyarrow_come_back(tmp_path, records, rows):
    table = pa.Table.from_pylist(records)
    batches = table.to_batches(max_chunksize=rows)
    index = Index(tmp_path / "i")
    index.add(pa.RecordBatchReader.from_batches(table.schema, iter(batches)))
    assert whole(index) == expected(table.to_pylist())
    # Slices have offsets of their own.
    other = Index(tmp_path / "j")
    other.add([table.slice(13, 50), table.slice(100)])
    assert whole(other) == expected(table.slice(13, 50).to_pylist() + table.slice(100).to_pylist())


def test_columns_make_what_dictionaries_make(tmp_path, index, records):
    table = pa.Table.from_pylist(records)
    other = Index(tmp_path / "table.index", text="text", record_id="id")
    other.add(table)
    for query in ["whale", '"whale north"', "白鲸", "lang:zh tea", "number:>=100"]:
        assert other.search(query, 400).tree["hits"] == [
            {**hit, "dataset": "table.index"} for hit in index.search(query, 400).tree["hits"]
        ]
        assert other.count(query).records == index.count(query).records


VALUES = {
    "int8": pa.array([-128, None, 127], pa.int8()),
    "uint16": pa.array([0, None, 65535], pa.uint16()),
    "uint64": pa.array([0, None, 2**64 - 1], pa.uint64()),
    "half": pa.array([0.5, None, -2.0], pa.float16()),
    "float": pa.array([0.1, None, 1e30], pa.float32()),
    "bool": pa.array([True, None, False]),
    "null": pa.array([None, None, None]),
    "large": pa.array(["a", None, "ü\u0001"], pa.large_string()),
    "view": pa.array(["short", None, "a value of more than twelve bytes"], pa.string_view()),
    "binary": pa.array([b"\x00\xff", None, b""]),
    "fixed": pa.array([b"abc", None, b"def"], pa.binary(3)),
    "decimal": pa.array([decimal.Decimal("1.50"), None, decimal.Decimal("-0.07")], pa.decimal128(38, 2)),
    "wide": pa.array([decimal.Decimal(10**60), None, decimal.Decimal(-1)], pa.decimal256(70, 0)),
    "date": pa.array([datetime.date(1851, 10, 18), None, datetime.date(2024, 2, 29)]),
    "date64": pa.array([-86_400_000, None, 0], pa.date64()),
    "time": pa.array([1, None, 86399], pa.time32("s")),
    "seconds": pa.array([0, None, -1], pa.timestamp("s")),
    "nanos": pa.array([1, None, 10**18], pa.timestamp("ns", "Europe/Berlin")),
    "far_seconds": pa.array([2**62, None, -(2**62)], pa.timestamp("s")),
    "duration": pa.array([5, None, -5], pa.duration("ms")),
    "words": pa.array(["zh", None, "en"]).dictionary_encode(),
    "list": pa.array([[1, 2], None, []]),
    "large_list": pa.array([["a"], None, [None]], pa.large_list(pa.string())),
    "fixed_list": pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int32(), 2)),
    "list_view": pa.array([[1], None, [2, 3]], pa.list_view(pa.int64())),
    "struct": pa.array([{"a": {"b": 1}}, None, {"a": None}]),
    "map": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int64())),
    "numbers": pa.array([[(1, "x")], None, []], pa.map_(pa.int64(), pa.string())),
}

WANTED = {
    "half": [0.5, None, -2.0], "float": [0.1, None, 1e30],
    "binary": ["AP8=", None, ""], "fixed": ["YWJj", None, "ZGVm"],
    "decimal": [1.50, None, -0.07], "wide": [10**60, None, -1],
    "date": ["1851-10-18", None, "2024-02-29"], "date64": ["1969-12-31", None, "1970-01-01"],
    "time": ["00:00:01", None, "23:59:59"],
    "seconds": ["1970-01-01T00:00:00", None, "1969-12-31T23:59:59"],
    "nanos": ["1970-01-01T00:00:00.000000001Z", None, "2001-09-09T01:46:40Z"],
    "far_seconds": ["146138514283-06-19T07:45:04", None, "-146138510344-07-14T16:14:56"],
    "duration": [5, None, -5], "map": [{"k": 1}, None, {}],
    "numbers": [[{"key": 1, "value": "x"}], None, []],
}


@pytest.mark.parametrize("name", VALUES)
def test_every_type_of_value(tmp_path, name):
    texts = pa.array(["one whale", "two whales", "three whales"])
    table = pa.table({"text": texts, "value": VALUES[name]})
    index = Index(tmp_path / "i", text="text")
    # In front stands a row that is cut off, so that offsets matter.
    index.add(pa.concat_tables([table.slice(2), table]).combine_chunks().slice(1))
    wanted = WANTED.get(name) or VALUES[name].to_pylist()
    assert [index[row]["value"] for row in ("0", "1", "2")] == wanted


def test_other_libraries(tmp_path, records):
    table = pa.Table.from_pylist(records)
    frames = {
        "pandas": table.to_pandas(),
        "polars": pl.DataFrame(table),
        "duckdb": duckdb.from_arrow(table),
        "datasets": datasets.Dataset(table),
        "batch": table.combine_chunks().to_batches()[0],
    }
    for name, frame in frames.items():
        index = Index(tmp_path / name, text="text", record_id="id")
        assert index.add(frame).records == len(records), name
        assert index.count("whale").records == sum("whale" in r["text"] for r in records), name
        assert [index[r["id"]]["text"] for r in records] == [r["text"] for r in records], name


def test_python_values(tmp_path):
    index = Index(tmp_path / "i", text="text")
    moment = datetime.datetime(2024, 1, 2, 3, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
    index.add([{"text": "a", "bytes": b"\xff", "day": moment.date(), "moment": moment,
                "amount": decimal.Decimal("1.10"), "path": tmp_path, "many": {2, 1},
                "span": datetime.timedelta(seconds=1), "no day": pd.NaT, "nothing": pd.NA}])
    assert index["0"] == {
        "text": "a", "bytes": "/w==", "day": "2024-01-02", "moment": "2024-01-02T02:00:00Z",
        "amount": "1.10", "path": str(tmp_path), "many": [1, 2],
        "span": 1_000_000, "no day": None, "nothing": None,
    }


def test_a_value_without_a_form_is_told_with_its_place(tmp_path):
    index = Index(tmp_path / "i", text="text")
    circle = {}
    circle["self"] = circle
    for odd in (1j, circle, {(1, 2): 3}):
        with pytest.raises(FormatError) as refused:
            index.add([{"text": "good"}, {"text": "bad", "odd": odd}])
        assert refused.value.place == "row 2, odd"
        assert "nothing was committed" in refused.value.remedy["text"]


def test_a_kept_exception_keeps_no_lock(tmp_path, records):
    """As in a notebook, which keeps the last exception with all that it passed through."""
    index = Index(tmp_path / "i", text="text")
    index.add(records[:10])
    odd = pa.table({"text": ["a"], "odd": pa.array([(1, 2, 3)], pa.month_day_nano_interval())})
    kept = []
    for failing in (iter_failing(records * 300), [pa.Table.from_pylist(records), odd]):
        with pytest.raises((RuntimeError, FormatError)) as failed:
            index.add(failing)
        kept.append(failed.value)
        assert index.add(records[:1]).records == 1
    assert len(index) == 12


def test_files(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "a whale"}\n')
    index = Index(tmp_path / "i")
    assert index.add(tmp_path / "a.jsonl").records == 1
    assert index.add([str(tmp_path / "a.jsonl")])["files_unchanged"] == 1
    assert len(index) == 1


def test_bad_rows_are_told_with_their_place(tmp_path):
    index = Index(tmp_path / "i", text="text")
    report = index.add([{"text": "good"}, {"other": 1}, {"text": None}, {"text": "fine"}])
    assert report.records == 3 and report.bad_records == 1
    assert report["records_without_text"] == 1
    assert [problem["where"] for problem in report.problems] == ["row 2"]
    with pytest.raises(CatalogError) as refused:
        index.add([{"other": 1}] * 3, max_errors=1)
    assert refused.value.status == 1
    assert len(index) == 3


def test_a_source_that_fails_leaves_nothing(tmp_path, records):
    index = Index(tmp_path / "i", text="text")
    index.add(records[:10])
    table = pa.Table.from_pylist(records)

    def batches():
        yield from table.to_batches(max_chunksize=10)[:3]
        raise RuntimeError("the well is dry")

    with pytest.raises(SystemFailure, match="the well is dry"):
        index.add(pa.RecordBatchReader.from_batches(table.schema, batches()))
    with pytest.raises(RuntimeError, match="dictionaries"):
        index.add(iter_failing(records[:5]))
    assert len(index) == 10
    assert index.check()["ok"]


def iter_failing(records):
    yield from records
    raise RuntimeError("no more dictionaries")


def test_what_cannot_be_indexed_is_refused(tmp_path):
    index = Index(tmp_path / "i")
    for odd in [{"text": "alone"}, 3, [1, 2], b"path"]:
        with pytest.raises(TypeError):
            index.add(odd)
    with pytest.raises(FormatError) as refused:
        index.add(pa.table({"text": ["a"], "odd": pa.array([(1, 2, 3)], pa.month_day_nano_interval())}))
    assert refused.value.place == "odd"
    with pytest.raises(FormatError) as refused:
        index.add(duckdb.sql("select 'a' as text, interval 1 day as odd"))
    assert refused.value.place == "odd"
    with pytest.raises(TypeError, match="item 2.*dict"):
        index.add([pa.table({"text": ["a"]}), {"text": "b"}])
    with pytest.raises(TypeError, match="row 2.*NoneType"):
        index.add([{"text": "a"}, None])
    with pytest.raises(FormatError):
        index.add([{"n": 1}])
    with pytest.raises(UsageError):
        Index(tmp_path / "j", analyzer="best").add([{"text": "a"}])
    assert index.add([]).records == 0


def test_columns_and_rebuild(tmp_path):
    index = Index(tmp_path / "i", text="text", columns={"year": "integer"})
    index.add([{"text": "a", "year": "1851"}, {"text": "b", "year": "late"}])
    assert index.count("a b", where="year > 1800").records == 1
    index.add([{"text": "c"}], rebuild=True)
    assert [row["value"] for row in index.scan(columns="value")] == ['{"text":"c"}']
