#!/usr/bin/env python3
"""What a query costs that looks into many small segments, beside the same records in a few.

    python Tests/Benchmarks/segments.py [--records 20000] [--segments 20 1000]

Run it with an interpreter that has the wheel. Records are made up. As many indexes as there shall be segments
are made apart and taken over by one; segments are merged right after that commit, so another process opens it
as soon as it is there and keeps what it opened. It counts pages that were touched for the first time and time by
the clock: to open, and for each query the first time and the quickest of the next five.
"""
import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

from corpus_catalog import Index, NotFoundError
from tables import table

QUERIES = ["w3", "w700", "no-such-word", "+w3 +w700", "w3 w50 w700", '"w1 w2"']


def cost(work):
    """First touches of pages, and milliseconds."""
    faults, begin = resource.getrusage(resource.RUSAGE_SELF).ru_minflt, time.perf_counter()
    result = work()
    milliseconds = (time.perf_counter() - begin) * 1e3
    return result, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults, milliseconds


def look(path, segments):
    """Waits for a commit of so many segments, and tells what asking it costs."""
    while True:
        try:
            snapshot, faults, milliseconds = cost(Index(path).snapshot)
            if snapshot.segments == segments:
                break
        except NotFoundError:
            time.sleep(0.002)
    told = {"open": [faults, milliseconds]}
    for query in QUERIES:
        for name, ask in (
            ("count", lambda: snapshot.count(query)),
            ("top-10", lambda: snapshot.search(query, snippets=False, fields=False)),
        ):
            _, faults, first = cost(ask)
            told[f"{name}, {query}"] = [faults, first, min(cost(ask)[2] for _ in range(5))]
    print(json.dumps(told))


def measure(texts, segments, folder):
    size = -(-len(texts) // segments)
    parts = {}
    for number, start in enumerate(range(0, len(texts), size)):
        parts[f"part-{number}"] = path = os.path.join(folder, f"{segments}-{number}")
        rows = [{"text": text} for text in texts[start : start + size]]
        Index(path, text="text", reorder="off").add(rows, jobs=1)
    path = os.path.join(folder, str(segments))
    looking = subprocess.Popen(
        [sys.executable, __file__, "--look", path, "--segments", str(len(parts))],
        stdout=subprocess.PIPE, text=True,
    )
    _, _, milliseconds = cost(lambda: Index(path).take_over(parts))
    told = json.loads(looking.communicate()[0])
    return {"take over and merge": [None, milliseconds], **told}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--segments", type=int, nargs="+", default=[20, 1000])
    parser.add_argument("--look", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.look:
        return look(options.look, options.segments[0])
    chance = random.Random(1)
    texts = [
        " ".join(f"w{int(20_000 * chance.random() ** 4)}" for _ in range(100))
        for _ in range(options.records)
    ]
    with tempfile.TemporaryDirectory() as folder:
        measured = [measure(texts, segments, folder) for segments in options.segments]
    print(f"{options.records:,} records of 100 words, load {os.getloadavg()[0]:.1f}\n")
    head = [f"{what}, {segments:,} segments" for segments in options.segments
            for what in ("pages", "ms", "ms again")]
    rows = []
    for name in measured[0]:
        cells = []
        for told in measured:
            pages, *times = told[name]
            cells += ["" if pages is None else f"{pages:,}", *(f"{time:.2f}" for time in times)]
            cells += [""] * (2 - len(times))
        rows.append([name, *cells])
    table(["", *head], rows)


main()
