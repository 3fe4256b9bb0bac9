"""The package itself: what it needs, what it promises, its examples."""

import doctest
import json
import re
import subprocess
import sys

import corpus_catalog
import pyarrow as pa
import pyarrow.parquet as pq

from conftest import ROOT


def test_the_standard_library_is_enough():
    program = """
import sys
before = set(sys.modules)
import corpus_catalog
print(sorted({name.split('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)))
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "['corpus_catalog']\n"


def test_examples_of_the_documentation(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for module in (corpus_catalog, corpus_catalog._phrase):
        tried = doctest.testmod(module)
        assert tried.attempted and not tried.failed


def test_examples_of_the_pages(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Samples").symlink_to(ROOT / "Samples")
    for page in ("README.md", "Sources/Faces/Python/README.md"):
        text = (ROOT / page).read_text()
        blocks = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
        assert blocks
        exec(compile("\n".join(blocks), page, "exec"), {})


def test_everything_public_is_documented():
    for name in corpus_catalog.__all__:
        thing = getattr(corpus_catalog, name)
        assert thing.__doc__, name
        for member, value in vars(thing).items():
            if not member.startswith("_") and (callable(value) or isinstance(value, property)):
                assert value.__doc__, f"{name}.{member}"


def run(example, *arguments):
    told = subprocess.run(
        [sys.executable, ROOT / "Samples/pipelines" / example, *map(str, arguments)],
        capture_output=True, text=True,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


def test_filter_parquet(tmp_path):
    lines = (ROOT / "Samples/port-web.jsonl").read_text().splitlines()
    table = pa.Table.from_pylist([json.loads(line) for line in lines])
    pq.write_table(table, tmp_path / "in.parquet")
    run("filter_parquet.py", "ferry", tmp_path / "in.parquet", tmp_path / "out.parquet")
    kept = [row for row in table.to_pylist() if not re.search(r"\bferry\b", row["text"], re.I)]
    assert 0 < len(kept) < len(lines)
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == kept
    pq.write_table(table.slice(0, 0), tmp_path / "in.parquet")
    run("filter_parquet.py", "ferry", tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 0


def test_blocklist(tmp_path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text(
        '{"q": "the White Whale"}\n{"q": " "}\n{"q": "the whi*"}\n{"q": "nobody ever asked \\"this\\" here"}\n'
    )
    told = run("blocklist.py", ROOT / "Samples/harbour-archive.jsonl", questions, "q")
    texts = [json.loads(line) for line in (ROOT / "Samples/harbour-archive.jsonl").read_text().splitlines()]
    wanted = [r["id"] for r in texts if "the white whale" in " ".join(r["text"].split()).lower()]
    assert wanted and [line.split("\t")[0] for line in told.splitlines()] == wanted


def test_enrich_dataset(tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        '{"answer": "tide gauge"}\n{"answer": "perpetual motion"}\n{"answer": null}\n{"answer": "tide gau*"}\n'
    )
    run("enrich_dataset.py", rows, "answer", ROOT / "Samples/harbour-archive.jsonl", tmp_path / "o.parquet")
    counted = pq.read_table(tmp_path / "o.parquet").to_pylist()
    assert counted[0]["occurrences"] >= 2 and [row["occurrences"] for row in counted[1:]] == [0, 0, 0]
