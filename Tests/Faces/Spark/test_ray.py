"""The datasink and the datasource in Ray on this machine."""

import os

import pyarrow as pa
import pytest
from conftest import QUERIES, answers, left_beside

from corpus_catalog import Index, UsageError

ray = pytest.importorskip("ray")
from corpus_catalog.ray import IndexSink, IndexSource  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def cluster():
    variables = {
        name: os.environ[name]
        for name in ("CORPUS_CATALOG_LIBRARY", "PYTHONPATH") if name in os.environ
    }
    ray.init(
        num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100 << 20,
        runtime_env={"env_vars": variables},
    )
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


@pytest.mark.parametrize("blocks", [1, 5])
def test_any_blocks_answer_as_one_index(records, whole, tmp_path, blocks):
    path = str(tmp_path / "parts.index")
    ray.data.from_items(records, override_num_blocks=blocks).write_datasink(IndexSink(path))
    assert answers(Index(path)) == answers(whole)
    assert left_beside(path) == []
    query = QUERIES[0]
    rows = ray.data.read_datasource(IndexSource(path, query)).take_all()
    assert {row["record"]: row["score"] for row in rows} == {
        row["record"]: row["score"] for row in whole.scan(query, columns=["record", "score"])
    }


def test_replacing_and_appending(records, tmp_path):
    path = str(tmp_path / "a.index")
    ray.data.from_items(records[:100]).write_datasink(IndexSink(path, store="zstd"))
    ray.data.from_items(records[100:150]).write_datasink(IndexSink(path))
    assert len(Index(path)) == 150 and Index(path).summary["indexes"][0]["store"] == "zstd"
    ray.data.from_items(records[150:]).write_datasink(IndexSink(path, replacing=True))
    assert len(Index(path)) == len(records) - 150


def test_a_job_that_fails_leaves_nothing(records, tmp_path):
    path = str(tmp_path / "a.index")

    def work(row):
        if row["id"] == "r300":
            raise RuntimeError("this row fails")
        return row

    with pytest.raises(Exception):
        ray.data.from_items(records, override_num_blocks=4).map(work).write_datasink(IndexSink(path))
    assert left_beside(path) == [] and not os.path.exists(path)


def test_what_is_wrong_is_said(tmp_path):
    rows = [{"title": "whale"}]
    with pytest.raises(Exception, match="which field is searched"):
        ray.data.from_items(rows).write_datasink(IndexSink(str(tmp_path / "a.index")))
    for options in ({"txet": "title"}, {"text": "body"}, {"analyzer": "best"}):
        sink = IndexSink(str(tmp_path / "a.index"), **{"text": "title", **options})
        with pytest.raises((TypeError, UsageError)):
            sink.on_write_start(pa.schema({"title": pa.string()}))
    path = tmp_path / "b.index"
    Index(path, text="title").add(rows)
    with pytest.raises(UsageError):
        IndexSource(str(path), columns=["nothing"]).get_read_tasks(2)
