"""What is found, counted and streamed."""

import copy
import json
import multiprocessing
import pickle
import signal
import subprocess
import sys
import threading
import time

import duckdb
import pyarrow as pa
import pytest

from corpus_catalog import (
    Index,
    Interrupted,
    LockedError,
    NotFoundError,
    QueryError,
    UsageError,
    phrase,
)


def test_hits(index, records):
    hits = index.search("whale", 5, facet="lang")
    assert len(hits) == 5 and hits.total == sum("whale" in r["text"] for r in records)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert all(hit.snippet[start:end] == "whale" for start, end in hit.highlights)
        assert hit.fields["lang"] in ("en", "zh")
    assert sum(value["count"] for value in hits.facets["lang"]) == hits.total
    assert index.search("whale", 5, cursor=hits.next)[0].record not in {h.record for h in hits}
    assert json.loads(hits.json) == hits.tree
    assert hits[-1].record == hits[4].record and len(hits[1:3]) == 2


def test_what_is_not_asked_for_is_not_read(index):
    whole = index.search("whale", 50)
    lean = index.search("whale", 50, snippets=False, fields=False)
    assert [(hit.record, hit.score) for hit in lean] == [(hit.record, hit.score) for hit in whole]
    assert any(hit.fields and hit.snippet for hit in whole)
    assert all(not hit.fields and not hit.snippet for hit in lean)


def test_highlights_count_characters(index):
    hit = index.search("白鲸")[0]
    assert all(hit.snippet[start:end] == "白鲸" for start, end in hit.highlights)
    assert hit.highlights


def test_counts(index, records):
    for word in ["whale", "owl", "茶叶"]:
        count = index.count(word, by=["lang"])
        assert count.occurrences == sum(r["text"].split().count(word) for r in records)
        assert int(count) == sum(v["count"] for v in count.by["lang"])
    assert index.count("*", where="number >= 9007199254740993").records == sum(
        r["number"] is not None and r["number"] >= 2**53 + 1 for r in records
    )


def test_scans(index, records):
    wanted = [r for r in records if "whale" in r["text"]]
    scan = index.scan("whale", columns=["number", "record", "text", "number", "real", "truth", "lang", "tags"])
    table = scan.to_arrow()
    assert table["record"].to_pylist() == [r["id"] for r in wanted]
    assert table["text"].to_pylist() == [r["text"] for r in wanted]
    assert table["real"].to_pylist() == [r["real"] for r in wanted]
    assert table["truth"].to_pylist() == [r["truth"] for r in wanted]
    assert table["lang"].to_pylist() == [r["lang"] for r in wanted]
    numbers = index.scan("whale", columns="number", batch=7)
    assert [row["number"] for row in numbers] == [records.index(r) for r in wanted]
    # A scan can be read again, by anybody.
    assert numbers.to_polars()["number"].to_list() == numbers.to_pandas()["number"].to_list()
    assert list(scan)[0]["text"] == wanted[0]["text"]
    assert pa.table(numbers).num_rows == len(wanted)
    reader = pa.RecordBatchReader.from_stream(numbers)
    assert duckdb.sql("select count(*) from reader").fetchall() == [(len(wanted),)]
    del scan, numbers


def test_a_snapshot_stays_what_it_was(index, records):
    with index.snapshot() as before:
        assert index.delete(records=["r0", "x"])["missing"] == ["x"]
        assert index.delete("lang:zh")["deleted"] > 0
        assert len(before) == len(records) > len(index)
        scan = before.scan()
    with pytest.raises(ValueError):
        before.search("whale")
    with pytest.raises(ValueError):
        list(scan)


def test_the_newest_commit_is_seen(tmp_path):
    one, other = Index(tmp_path / "i", text="text"), Index(tmp_path / "i")
    for number in range(1, 20):
        one.add([{"text": "whale"}])
        assert other.count("whale").records == number


def test_errors_say_where_and_what_helps(tmp_path, index):
    with pytest.raises(NotFoundError) as missing:
        Index(tmp_path / "nothing").search("x")
    for call in (Index.check, Index.merge, Index.snapshot):
        with pytest.raises(NotFoundError, match="nothing has been indexed"):
            call(Index(tmp_path / "nothing"))
    assert missing.value.code == "notFound" and missing.value.status == 66
    assert missing.value.place and missing.value.remedy["action"]
    with pytest.raises(QueryError) as refused:
        index.search("whale AND (owl")
    assert refused.value.column == 10 and "^" in str(refused.value)
    assert pickle.loads(pickle.dumps(refused.value)).column == 10
    with pytest.raises(QueryError):
        index.count("x", where="nope = 1")
    with pytest.raises(UsageError) as unknown:
        index.scan("x", columns=["nope"])
    assert "lang" in unknown.value.remedy["choices"]
    with pytest.raises(NotFoundError):
        index["no such record"]


def test_what_c_would_take_for_something_else_is_refused(tmp_path, index):
    for query in ("whale\0 AND nothing", "whale\ud800"):
        for ask in (index.search, index.count, index.scan):
            with pytest.raises(QueryError) as refused:
                ask(query)
            assert refused.value.column == 5 and str(refused.value).encode()
    for ask in (index.search, index.count, index.scan):
        with pytest.raises(TypeError, match="NoneType"):
            ask(None)
    with pytest.raises(UsageError):
        index["r0\0"]
    with pytest.raises(UsageError):
        Index(f"{tmp_path}/a\0b")
    (tmp_path / "a").write_text('{"text": "a"}\n')
    with pytest.raises(UsageError):
        index.add(f"{tmp_path}/a\0b")
    for number in (-1, 2**64, 1.5, "2"):
        for call in (index.merge, index.snapshot().part):
            with pytest.raises(UsageError):
                call(number)
    for option in ({"k1": -1}, {"b": 1.5}, {"timeout": -1}):
        with pytest.raises(UsageError) as refused:
            index.search("whale", **option)
        assert refused.value.place == next(iter(option))


def test_phrases_of_data(tmp_path):
    texts = ['say "hi" there', "tail\\", "wild card*", "a * b", "zero\0sign", "half\ud800pair"]
    index = Index(tmp_path / "i", text="text")
    index.add([{"text": text} for text in texts] + [{"text": "wild cards"}])
    for number, text in enumerate(texts):
        assert [row["number"] for row in index.scan(phrase(text), columns="number")] == [number]
        assert index.count(phrase(text)).occurrences == 1
    assert index.count(phrase("???")).records == 0


def test_records_by_their_ids(index, records):
    assert list(index) == [record["id"] for record in records]
    assert "r1" in index and "x" not in index
    assert index.delete(records=7)["missing"] == ["7"]


def test_hits_are_a_mapping_too(index):
    hits = index.search("whale", 3)
    assert dict(hits) == hits.tree and "total" in hits and hits[0] in hits
    assert hits == pickle.loads(pickle.dumps(hits)) and hits != index.search("owl")


def test_an_index_can_be_sent(index):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(index.count, ["whale", "owl"]) == [index.count("whale"), index.count("owl")]
    assert len(copy.deepcopy(index)) == len(index)
    for held in (index.snapshot(), index.snapshot()._handle):
        with pytest.raises(TypeError, match="stays in its process"):
            pickle.dumps(held)


def test_threads(index, records):
    """Many threads search while one writes; every answer is that of a commit."""
    failures = []
    stop = threading.Event()

    def look():
        while not stop.is_set():
            try:
                hits = index.search("whale", 20)
                assert len({hit.record for hit in hits}) == 20
                assert len(list(index.scan("owl", columns="number"))) == index.snapshot().count("owl").records
            except Exception as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        index.add([{"id": f"n{time.time_ns()}", "text": "a whale more"}])
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures


def test_one_writer_at_a_time(index):
    seen = []

    def records():
        try:
            Index(index.path).delete(records=["r1"])
        except LockedError as error:
            seen.append(error)
        yield {"id": "m", "text": "more"}

    # The lock is taken by the first part, so a second part looks while it is held.
    def parts():
        yield pa.table({"id": ["k"], "text": ["more"]})
        yield from (pa.table({"id": [r["id"]], "text": [r["text"]]}) for r in records())

    index.add(parts())
    assert seen and "process" in str(seen[0]).lower()


def test_progress(index, records):
    steps = []
    index.add(records * 50, progress=steps.append)
    assert steps and steps[-1].records == len(records) * 50
    assert steps[-1].phase in ("writing", "merging", "committing")


INTERRUPTED = """
import itertools, sys, threading, _thread, time
from corpus_catalog import Index
index = Index(sys.argv[1], text="text")
index.add([{"text": "before"}])
threading.Timer(1.0, _thread.interrupt_main).start()
try:
    index.add({"text": "whale " * 200} for _ in itertools.count())
except KeyboardInterrupt:
    print(len(index), index.check()["ok"])
"""


def test_an_interrupt_leaves_nothing(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, tmp_path / "i"], capture_output=True, text=True, timeout=60
    )
    assert told.stdout == "1 True\n", told.stderr


INTERRUPTED_CALLS = """
import os, signal, sys, threading, time
from corpus_catalog import Catalog, Index
index = Index(sys.argv[1], text="text", record_id="id")
for half in range(2):
    index.add({"id": f"{half}-{i}", "text": " ".join(f"a{(i * 40 + j) * 7919 % 100003}" for j in range(40))}
              for i in range(half * 2000, half * 2000 + 2000))
before = (len(index), index.segments, index.generation)
slow = " ".join(f"/.*{n:03}.*{n % 7}.*/" for n in range(1000))
calls = {
    "search": lambda: index.search(slow), "count": lambda: index.count(slow),
    "scan": lambda: list(index.scan(slow)), "delete": lambda: index.delete(slow),
    "check": lambda: [index.check() for _ in range(100000)],
}
if len(sys.argv) > 2:
    home = Catalog(sys.argv[2])
    home.add(sys.argv[3], id="web")
    calls = {
        "find": lambda: home.find(slow), "count": lambda: home.count(slow),
        "delete": lambda: home.delete("web", slow),
    }
for name, call in calls.items():
    began = threading.Event()
    def interrupt():
        began.wait()
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGINT)
    thread = threading.Thread(target=interrupt)
    thread.start()
    begin = time.monotonic()
    try:
        began.set()
        call()
        print(name, "was not interrupted")
    except KeyboardInterrupt:
        if time.monotonic() - begin > 3:
            print(name, "took", time.monotonic() - begin)
    thread.join()
print((len(index), index.segments, index.generation) == before, index.check()["ok"])
index.merge()
print(index.segments, index.search("a1", 1).total)
"""


@pytest.mark.parametrize("face", ["index", "catalog"])
def test_an_interrupt_ends_a_call(tmp_path, face):
    folders = [tmp_path / "i"]
    if face == "catalog":
        data = tmp_path / "web.jsonl"
        data.write_text(
            "".join(
                json.dumps({"id": n, "text": " ".join(f"a{(n * 40 + i) * 7919 % 100003}" for i in range(40))})
                + "\n"
                for n in range(4000)
            )
        )
        folders += [tmp_path / "home", data]
    told = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_CALLS, *folders], capture_output=True, text=True, timeout=120
    )
    assert told.stdout == "True True\n1 2\n", told.stdout + told.stderr


def test_a_handler_may_search_as_well(index):
    seen = []

    def handle(*_):
        seen.append(index.search("whale", 1).total)

    former = signal.signal(signal.SIGALRM, handle)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.15, 0.15)
        while len(seen) < 3:
            assert index.search("whale", 1).total > 0
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
    assert len(set(seen)) == 1


def test_notebooks(index):
    assert "<mark>whale</mark>" in index.search("whale", facet="lang")._repr_html_()
    assert "<svg" in index.search("whale", facet="lang")._repr_html_()
    index.add([{"id": "<b>", "text": "<script> whale"}])
    assert "<script>" not in index.search("script", 3)._repr_html_()
    for shown in (index, index.snapshot(), index.count("whale", by="lang")):
        assert shown._repr_html_().startswith("<") and repr(shown).startswith("<")
    snapshot = index.snapshot()
    for shown in (index, snapshot):
        shown.close()
        assert "closed" in repr(shown) and shown._repr_html_().startswith("&lt;closed")
