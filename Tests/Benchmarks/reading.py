#!/usr/bin/env python3
"""Measures the readers of formats beside the libraries that people use, on one thread, in one run.

reading.py --reading PROGRAM [--catalog BINARY] [--size 1G] [--rounds 3] [--cases NAME…] FILE.jsonl[.zst]…

PROGRAM is what `make bench-readers` builds. Files of each format are made of the records of each FILE,
repeated up to a size, and lie in a scratch folder (TMPDIR) until the end. Times are processor time of the
process that reads; rounds go from case to case, ours and the peer one after the other, and the least of
each counts. Of ours, `reading` cuts a file into chunks and unpacks them, `parsing` makes batches of
records. With --catalog, indexing a Parquet file is compared with indexing the same records as JSON
Lines, and what the profile takes with all of indexing. Needs pyarrow, polars, fastwarc and warcio.
"""
import argparse
import csv
import io
import itertools
import json
import os
import subprocess
import sys
import tempfile

import process
from corpus import lines, name_of
from quantities import quantity
from tables import number, table

# Processor seconds of a peer that reads argv[1], in a process of its own.
PEERS = {
    "pyarrow": """
file = pyarrow.parquet.ParquetFile(sys.argv[1], pre_buffer=False)
for batch in file.iter_batches(use_threads=False):
    count += batch.num_rows
""",
    "polars": """
count = polars.read_csv(sys.argv[1], infer_schema=False).height
""",
    "fastwarc": """
for record in ArchiveIterator(open(sys.argv[1], "rb"), parse_http=False):
    record.reader.read()
    count += 1
""",
    "duckdb": """
connection = duckdb.connect(config={"threads": 1})
connection.execute("SET enable_progress_bar = false")
count = connection.execute(
    "SELECT count(text), sum(length(url)) FROM read_json(?, format = 'newline_delimited', "
    "columns = {text: 'VARCHAR', url: 'VARCHAR'})", [sys.argv[1]]).fetchone()[0]
""",
}
BEGIN = "import sys, time\n{imports}\nstart, count = time.process_time(), 0\n"
END = "print(time.process_time() - start, count)\n"
IMPORTS = {
    "pyarrow": "import pyarrow.parquet",
    "polars": "import polars",
    "duckdb": "import duckdb",
    "fastwarc": "from fastwarc.warc import ArchiveIterator",
}


def records(source, limit):
    """The records of a corpus, repeated up to so many bytes of JSON."""
    found = [json.loads(line) for line in lines(source)]
    left = limit
    for turn in itertools.count():
        for record in found:
            yield dict(record, id=f"{turn}-{record['id']}")
            left -= len(record["text"].encode()) + 100
            if left <= 0:
                return


# How files of each kind are made.

def write_lines(path, rows):
    with open(path, "w") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_many(path, rows):
    """Records with thirty signals beside each text, as crawls are published."""
    signals = {f"signal_{i:02}": [[0, 1000 + i, i / 7]] for i in range(24)}
    write_lines(path, ({**row, "quality_signals": signals, "digest": "sha1:" + row["id"] * 3,
                        "nlines": 12, "perplexity": 271.83, "bucket": "head"} for row in rows))


def write_parquet(codec, texts_only):
    def write(path, rows):
        import pyarrow
        import pyarrow.parquet
        fields = ["text"] if texts_only else ["id", "text", "source", "url", "lang"]
        schema = pyarrow.schema([(field, pyarrow.string()) for field in fields])
        with pyarrow.parquet.ParquetWriter(path, schema, compression=codec) as writer:
            while batch := [{f: row.get(f) for f in fields} for row in itertools.islice(rows, 10_000)]:
                writer.write_table(pyarrow.Table.from_pylist(batch, schema))
    return write


def write_csv(path, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        fields = ["id", "text", "source", "url", "lang"]
        writer.writerow(fields)
        writer.writerows([row.get(field, "") for field in fields] for row in rows)


def write_warc(path, rows):
    """Conversion records as in WET files, a gzip member each."""
    from warcio.warcwriter import WARCWriter
    with open(path, "wb") as file:
        writer = WARCWriter(file, gzip=True)
        for row in rows:
            writer.write_record(writer.create_warc_record(
                f"http://example.org/{row['id']}", "conversion",
                payload=io.BytesIO(row["text"].encode()), warc_content_type="text/plain"))


# Name: what writes the file, its suffix, options of ours, the peer.
CASES = {
    "parquet-zstd": (write_parquet("zstd", True), "parquet", ["--text", "text"], "pyarrow"),
    "parquet-snappy": (write_parquet("snappy", True), "parquet", ["--text", "text"], "pyarrow"),
    "jsonl-two-of-many": (
        write_many, "jsonl", ["--text", "text", "--text", "url", "--columns", "0"],
        "duckdb"),
    "csv": (write_csv, "csv", ["--text", "text"], "polars"),
    "warc": (write_warc, "warc.gz", [], "fastwarc"),
}


def ours(program, path, options):
    done = subprocess.run([program, path, *options], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def peers(name, path):
    code = BEGIN.format(imports=IMPORTS.get(name, "")) + PEERS[name] + END
    done = subprocess.run(
        [sys.executable, "-c", code, path], check=True, capture_output=True, text=True,
        env={**os.environ, "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"})
    seconds, count = done.stdout.split()
    return float(seconds), int(count)


def compare(options, source, scratch):
    """Every case of one corpus, round by round."""
    files = {}
    for case in options.cases:
        write, suffix, _, _ = CASES[case]
        files[case] = os.path.join(scratch, f"{name_of(source)}-{case}.{suffix}")
        write(files[case], records(source, quantity(options.size)))
    found = {case: ([], []) for case in files}
    for _ in range(options.rounds):
        for case, path in files.items():
            _, _, arguments, peer = CASES[case]
            found[case][0].append(ours(options.reading, path, arguments))
            found[case][1].append(peers(peer, path))
    rows = []
    for case, (mine, theirs) in found.items():
        reading, parsing = (min(run[part] for run in mine) for part in ("reading", "parsing"))
        least = min(run["reading"] + run["parsing"] for run in mine)
        peer = min(seconds for seconds, _ in theirs)
        expanded = mine[0]["chunk_bytes"] / 1e6
        rows.append([
            f"{name_of(source)} {case}", f"{os.path.getsize(files[case]) / 1e6:,.0f}",
            f"{mine[0]['records']:,}", f"{expanded:,.0f}", number(reading), number(parsing),
            number(least), number(expanded / parsing), CASES[case][3], number(peer),
            f"{peer / least:.2f}"])
        if mine[0]["records"] != theirs[0][1]:
            print(f"DIFFERENT RECORDS: {case}: {mine[0]['records']} and {theirs[0][1]}")
    table(["", "file MB", "records", "expanded MB", "reading s", "parsing s", "ours s", "MB/s parsed",
           "peer", "peer s", "peer : ours"], rows)
    for path in files.values():
        os.remove(path)


def index(options, source, scratch):
    """Processor seconds of indexing the same records from two formats, and of the profile in it."""
    plain, columns = (os.path.join(scratch, f"same.{suffix}") for suffix in ("jsonl", "parquet"))
    write_lines(plain, records(source, quantity(options.size)))
    write_parquet("zstd", False)(columns, records(source, quantity(options.size)))
    home = os.path.join(scratch, "home")

    def add(path):
        cost = process.run([options.catalog, "add", path, "--home", home, "--id", "measured",
                            "--text", "text", "--jobs", "1", "-q"])
        subprocess.run(["rm", "-rf", home], check=True)
        return cost.processor

    runs = [(add(plain), add(columns),
             ours(options.reading, plain, ["--text", "text", "--whole", "--profile"])["profiling"])
            for _ in range(options.rounds)]
    lines_cost, parquet_cost, profile = (min(column) for column in zip(*runs))
    table(["", "JSON Lines s", "Parquet s", "ratio", "profile s", "of the rest"], [[
        name_of(source) + " indexed", number(lines_cost), number(parquet_cost),
        f"{parquet_cost / lines_cost:.2f}", number(profile),
        f"{profile / (lines_cost - profile):.1%}"]])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reading", required=True)
    parser.add_argument("--catalog")
    parser.add_argument("--size", default="1G")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", nargs="*", default=list(CASES), choices=list(CASES))
    parser.add_argument("corpora", nargs="+")
    options = parser.parse_args()
    print(process.machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="catalog-reading-") as scratch:
        for source in options.corpora:
            if options.cases:
                compare(options, source, scratch)
            if options.catalog:
                index(options, source, scratch)


if __name__ == "__main__":
    main()
