#!/usr/bin/env python3
"""Measures how well `--timeout` is kept by every kind of query, and how soon a signal ends a command.

deadlines.py --catalog BINARY [--size 1G] [--seed 1]

A corpus of that size is made up, indexed in a scratch folder (TMPDIR) and deleted. Each query runs whole,
then with a third of the time that it took, and is ended by SIGINT after a third. What is told is the time
behind the limit, and the time from the signal to the end; the start of the process is part of both. A busy
machine adds what it takes to be given a core.
"""
import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time

import process
from quantities import quantity
from tables import table

# So much of the time that a query takes; shorter limits than this many seconds say nothing.
PART = 1 / 3
SHORTEST = 0.02
# Of so many runs the quickest counts.
ROUNDS = 3

SEARCHES = [
    ("term", ["find", "alpha"]),
    ("any of ten words", ["find", " ".join(f"common{n}" for n in range(10))]),
    ("all of three words", ["find", "common0 common1 common2", "--all"]),
    ("phrase", ["find", '"common0 common1"']),
    ("phrase with slop", ["find", '"common0 common3"~40']),
    ("pattern", ["find", "/.*a.*e.*/"]),
    ("edit distance", ["find", "common1~2"]),
    ("wildcard", ["find", "c*"]),
    ("literal, scanned", ["find", 'exact:"..."']),
    ("condition", ["find", "*", "--where", "n>=500 and lang=en"]),
    ("facets", ["find", "alpha", "--facet", "lang,n"]),
    ("sort", ["find", "alpha", "--sort", "n:desc"]),
    ("context", ["find", "alpha", "--context", "200", "--limit", "1000"]),
    ("20,000 words", ["find", " ".join(f"w{n}" for n in range(20_000))]),
    ("phrase of 20,000 words", ["count", '"' + " ".join(["common0"] * 20_000) + '"']),
    ("count", ["count", '"common0 common1"']),
    ("count by column", ["count", "alpha", "--by", "lang,n"]),
]
OTHERS = [
    ("extract", ["extract", "alpha", "--to", "-"]),
    ("profile", ["profile", "big"]),
    ("sample", ["sample", "big", "-n", "100000", "--seed", "7"]),
    ("head", ["head", "big", "-n", "1000000"]),
    ("list", ["list"]),
    ("check", ["check", "big"]),
    ("index", ["index", "big", "--rebuild"]),
]


def write_corpus(path, byte_count, chance):
    words = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(3, 9))) for _ in range(60_000)]
    common = ["alpha"] + [f"common{number}" for number in range(10)]
    written = number = 0
    with open(path, "w") as file:
        while written < byte_count:
            text = " ".join(chance.choices(words, k=150) + chance.choices(common, k=20) +
                            chance.choices(words, k=100) + ["..." if number % 100_000 == 0 else "."])
            written += file.write(json.dumps({
                "id": f"r{number}", "text": text, "lang": chance.choice(["en", "zh", "de"]),
                "n": chance.randrange(1000)}) + "\n")
            number += 1


def run(command, stop=None):
    """Runs a command, ended by a signal after `stop` seconds; gives seconds to its end, or from the signal."""
    begin = time.monotonic()
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if stop is not None:
        try:
            started.wait(stop)
            return None
        except subprocess.TimeoutExpired:
            begin = time.monotonic()
            started.send_signal(signal.SIGINT)
    started.wait()
    return time.monotonic() - begin


def measure(catalog, home):
    rows = []
    for name, words in SEARCHES + OTHERS:
        command = [catalog, *words, "--home", home, "-q"]
        if name in dict(SEARCHES):
            command += ["--in", "big"]
        whole = min(run(command) for _ in range(ROUNDS))
        limit = max(SHORTEST, whole * PART)
        row = [name, f"{whole:.3f}"]
        if name in dict(SEARCHES):
            taken = min(
                run([*command, "--timeout", f"{limit:.3f}s"]) for _ in range(ROUNDS))
            row += [f"{limit:.3f}", f"{max(0, taken - limit):.3f}"]
        else:
            row += ["", ""]
        ended = run(command, stop=limit)
        row.append("ended before" if ended is None else f"{ended:.3f}")
        rows.append(row)
        print(" | ".join(row), flush=True)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--catalog", required=True)
    parser.add_argument("--size", default="1G")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    catalog = os.path.abspath(options.catalog)
    print(process.machine(), flush=True)
    scratch = tempfile.mkdtemp(prefix="catalog-deadlines-")
    try:
        home, corpus = os.path.join(scratch, "home"), os.path.join(scratch, "big.jsonl")
        write_corpus(corpus, quantity(options.size), random.Random(options.seed))
        subprocess.run([catalog, "add", corpus, "--id", "big", "--home", home, "-q"], check=True)
        rows = measure(catalog, home)
    finally:
        shutil.rmtree(scratch)
    table(["query", "whole, s", "--timeout, s", "behind it, s", "from signal to end, s"], rows)


if __name__ == "__main__":
    main()
