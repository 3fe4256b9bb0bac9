"""The data source in Spark's local mode."""

import os
import pathlib
import subprocess
import sys
import time

import numpy
import pytest
from conftest import QUERIES, ROOT, answers, left_beside
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from corpus_catalog import Index, QueryError
from corpus_catalog import spark as catalog

SCHEMA = "id string, text string, lang string, n long"


@pytest.fixture(scope="session")
def session():
    # The second number is how often a task may fail before the job does.
    made = (
        SparkSession.builder.master("local[2,3]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.memory", "1g")
        .getOrCreate()
    )
    made.sparkContext.setLogLevel("OFF")
    catalog.register(made)
    yield made
    made.stop()


def frame_of(session, records, partitions):
    frame = session.createDataFrame(
        [tuple(record[name] for name in ("id", "text", "lang", "n")) for record in records], SCHEMA
    )
    return frame.repartition(partitions)


def write(frame, path, mode="append", **options):
    writer = frame.write.format("catalog").option("path", str(path)).mode(mode)
    for name, value in options.items():
        writer = writer.option(name, value)
    writer.save()


@pytest.mark.parametrize("partitions", [1, 3, 11])
def test_any_partitioning_answers_as_one_index(session, records, whole, tmp_path, partitions):
    path = tmp_path / "parts.index"
    write(frame_of(session, records, partitions), path)
    assert answers(Index(path)) == answers(whole)
    assert Index(path).check()["ok"]
    assert left_beside(path) == []


def test_a_read_has_a_partition_for_each_segment_and_the_scores_of_the_whole(
    session, records, whole, tmp_path
):
    path = tmp_path / "parts.index"
    write(frame_of(session, records, 5), path)
    for query in QUERIES:
        found = (
            session.read.format("catalog").option("path", str(path)).option("query", query)
            .option("columns", "record,score,lang,n").load()
        )
        assert found.rdd.getNumPartitions() == Index(path).segments
        told = {row.record: (row.score, row.lang, row.n) for row in found.collect()}
        expected = {
            row["record"]: (row["score"], row["lang"], row["n"])
            for row in whole.scan(query, columns=["record", "score", "lang", "n"])
        }
        assert told == expected


def test_appending_adds_and_overwriting_replaces(session, records, tmp_path):
    path = tmp_path / "a.index"
    write(frame_of(session, records[:100], 2), path, store="zstd", text="text")
    write(frame_of(session, records[100:250], 3), path)
    assert len(Index(path)) == 250
    assert Index(path).summary["indexes"][0]["store"] == "zstd"
    write(frame_of(session, records[250:], 2), path, mode="overwrite")
    assert len(Index(path)) == 150
    write(frame_of(session, [], 1), path)
    assert len(Index(path)) == 150


def failing(frame, marks, fails):
    """The frame, whose rows of some partitions fail the task while ``fails`` says so."""

    def work(batches):
        from pyspark import TaskContext

        context = TaskContext.get()
        for batch in batches:
            yield batch
        attempt = pathlib.Path(marks) / f"{context.partitionId()}-{context.attemptNumber()}"
        attempt.touch()
        fails(context.partitionId(), context.attemptNumber())

    return frame.mapInArrow(work, SCHEMA)


def test_a_task_that_fails_or_is_killed_is_repeated(session, records, whole, tmp_path):
    marks = tmp_path / "marks"
    marks.mkdir()

    def fails(partition, attempt):
        if attempt == 0 and partition % 2 == 0:
            raise RuntimeError("this attempt fails")
        if attempt == 0 and partition == 1:
            os.kill(os.getpid(), 9)

    path = tmp_path / "a.index"
    write(failing(frame_of(session, records, 4), marks, fails), path)
    assert len(list(marks.iterdir())) > 4
    assert answers(Index(path)) == answers(whole)
    assert left_beside(path) == []


def test_a_job_that_fails_leaves_nothing(session, records, tmp_path):
    marks = tmp_path / "marks"
    marks.mkdir()

    def fails(partition, attempt):
        if partition == 1:
            time.sleep(1)
            raise RuntimeError("every attempt fails")

    fresh = tmp_path / "a.index"
    with pytest.raises(PySparkException):
        write(failing(frame_of(session, records, 3), marks, fails), fresh)
    assert left_beside(fresh) == [] and not fresh.exists()
    write(frame_of(session, records[:50], 2), fresh)
    before = answers(Index(fresh))
    with pytest.raises(PySparkException):
        write(failing(frame_of(session, records, 3), marks, fails), fresh)
    assert answers(Index(fresh)) == before
    assert left_beside(fresh) == []


def test_an_index_that_changes_while_it_is_read_is_no_answer(session, records, tmp_path):
    path = tmp_path / "a.index"
    write(frame_of(session, records[:100], 2), path)
    found = session.read.format("catalog").option("path", str(path)).load()
    assert found.count() == 100
    reader = catalog.CatalogSource({"path": str(path)}).reader(found.schema)
    partitions = reader.partitions()
    write(frame_of(session, records[100:], 2), path)
    with pytest.raises(RuntimeError, match="was changed"):
        list(reader.read(partitions[0]))


def test_many_questions_have_the_hits_of_one_search(session, records, whole, tmp_path):
    path = tmp_path / "parts.index"
    write(frame_of(session, records, 6), path)
    index = Index(path)
    found = catalog.search(session, str(path), QUERIES, limit=7).collect()
    counted = {row.query: row for row in catalog.count(session, str(path), QUERIES).collect()}
    for query in QUERIES:
        rows = sorted((row for row in found if row.query == query), key=lambda row: row["rank"])
        assert [(row.record, row.score) for row in rows] == [
            (hit.record, hit.score) for hit in index.search(query, 7)
        ]
        scores = [numpy.float32(hit.score) for hit in whole.search(query, 7)]
        assert [numpy.float32(row.score) for row in rows] == scores
        expected = whole.count(query)
        assert (counted[query].records, counted[query].occurrences) == (
            expected.records, expected.occurrences
        )


def test_what_is_wrong_is_said_before_any_task_runs(session, records, tmp_path):
    frame = frame_of(session, records, 2)
    path = tmp_path / "b.index"
    for options, said in {
        ("txet", "text"): "has no option “txet”", ("analyzer", "best"): "analyzer",
        ("text", "body"): "no field “body”", ("memory", "1GiB"): "whole number",
        ("columns", "n:int"): "type",
    }.items():
        # Spark calls what fails before tasks run an initialization.
        with pytest.raises(PySparkException, match=f"(?s)Failed to initialize.*{said}"):
            write(frame, path, **dict([options]))
    write(frame, path)
    read = session.read.format("catalog").option("path", str(path))
    with pytest.raises(PySparkException, match="has no option “qeury”"):
        session.read.format("catalog").option("path", str(path)).option("qeury", "whale").load()
    assert read.schema("n long, record string").load().where("n = 7").collect() == [(7, "r7")] * (
        records[7]["n"] == 7
    )
    for ask in (catalog.search, catalog.count):
        with pytest.raises(QueryError):
            ask(session, str(path), ["whale", "whale AND ("])
    with pytest.raises(PySparkException, match="path"):
        frame.write.format("catalog").mode("append").save()
    with pytest.raises(PySparkException, match="which field is searched"):
        write(frame.select("id", "lang"), tmp_path / "a.index")


def test_the_sample_runs(tmp_path):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run(
        [sys.executable, ROOT / "Samples/pipelines/spark_phrases.py",
         str(ROOT / "Samples/harbour-archive.jsonl"), str(tmp_path / "harbour.index"),
         "white whale", "tide gauge", "no such words"],
        capture_output=True, text=True, env=environment,
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == ["tide gauge\t2", "white whale\t1"]
