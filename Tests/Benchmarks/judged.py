#!/usr/bin/env python3
"""How well do rankings agree with people's judgements? nDCG@10 and MAP of `catalog find`.

    judged.py --catalog .build/release/catalog FOLDER… [--variant NAME=OPTIONS]… [--peers DIR]

A collection is a folder with `docs.jsonl` (`id`, `text`), `queries.tsv` (query id, text as its
author typed it) and `qrels.tsv` (query id, record, grade above 0). Every query goes through the
command as it stands; a variant adds options to `catalog add` in front of ` / ` and to `catalog find`
behind it:

    --variant 'stems=--stem english' --variant 'all=/ --all'

With `--peers`, Lucene's BM25 (k1 1.2, b 0.75) ranks the same texts for the same topics as typed,
any of a topic's words by its own analyzer: its standard one, and its pairs for Chinese.
"""
import argparse
import json
import math
import os
import shlex
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import peers
from corpus import is_unspaced

# Average precision looks this far down, as is customary.
DEPTH = 1000


def read_collection(folder):
    with open(os.path.join(folder, "queries.tsv"), encoding="utf-8") as file:
        queries = dict(line.rstrip("\n").split("\t", 1) for line in file)
    judged = {}
    with open(os.path.join(folder, "qrels.tsv"), encoding="utf-8") as file:
        for line in file:
            query, record, grade = line.rstrip("\n").split("\t")
            if int(grade) > 0:
                judged.setdefault(query, {})[record] = int(grade)
    return {query: queries[query] for query in judged if query in queries}, judged


def ndcg(ranking, grades, depth=10):
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen, 2002), gain = grade."""
    def gain(values):
        return sum(value / math.log2(place + 2) for place, value in enumerate(values[:depth]))
    return gain([grades.get(record, 0) for record in ranking]) / gain(
        sorted(grades.values(), reverse=True))


def average_precision(ranking, grades):
    found, total = 0, 0.0
    for place, record in enumerate(ranking[:DEPTH], 1):
        if record in grades:
            found += 1
            total += found / place
    return total / len(grades)


class Index:
    """One collection, indexed into a home of its own."""

    def __init__(self, catalog, folder, options):
        self.catalog = catalog
        self.home = tempfile.mkdtemp(prefix="judged-")
        self.run("add", os.path.join(folder, "docs.jsonl"), "--id", "judged", *options, "-q")

    def run(self, *arguments):
        done = subprocess.run(
            [self.catalog, arguments[0], "--home", self.home, *arguments[1:]],
            capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(arguments)}\n{done.stderr}")
        return done.stdout

    def rank(self, query, options):
        # A topic without a word finds nothing.
        if not query.strip():
            return []
        answer = self.run(
            "find", *options, "--in", "judged", "--limit", str(DEPTH), "--format", "ids", "-q",
            "--", query)
        return [line.partition(":")[2] for line in answer.splitlines()]

    def close(self):
        shutil.rmtree(self.home)


def lucene(folder, queries, installed):
    """Rankings of every query by Lucene."""
    driver = peers.Lucene(installed)
    if driver.missing:
        raise SystemExit(f"lucene: {driver.missing}")
    with open(os.path.join(folder, "docs.jsonl"), encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    mode = "pairs" if is_unspaced([r["text"] for r in records[:50]]) else "standard"
    with tempfile.TemporaryDirectory(prefix="judged-") as scratch:
        def write(name, lines):
            path = os.path.join(scratch, name)
            with open(path, "w", encoding="utf-8") as file:
                file.writelines(" ".join(line.split()) + "\n" for line in lines)
            return path
        done = subprocess.run(
            driver.command(building=True) + [
                "rank", write("texts", (r["text"] for r in records)), os.path.join(scratch, "index"),
                mode, write("topics", queries.values())],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    # The first line tells of the build.
    lines = done.stdout.splitlines()[1:]
    assert len(lines) == len(queries), "one ranking a topic"
    return {query: [str(records[int(number)]["id"]) for number in line.split()]
            for query, line in zip(queries, lines)}


def report(folder, name, rankings, judged):
    count = len(rankings)
    gain = sum(ndcg(rankings[q], judged[q]) for q in rankings) / count
    precision = sum(average_precision(rankings[q], judged[q]) for q in rankings) / count
    print(f"{os.path.basename(os.path.normpath(folder)):14} {name:24} "
          f"queries={count} nDCG@10={gain:.4f} MAP={precision:.4f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    parser.add_argument("--catalog", default=".build/release/catalog")
    parser.add_argument("--variant", action="append", default=[], metavar="NAME=OPTIONS")
    parser.add_argument("--peers", metavar="DIR", help="where `make peers` put Lucene")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    variants = [("as it stands", "")] + [tuple(v.split("=", 1)) for v in arguments.variant]
    for folder in arguments.folders:
        queries, judged = read_collection(folder)
        for name, options in variants:
            indexing, _, finding = options.partition("/ ")
            index = Index(arguments.catalog, folder, shlex.split(indexing))
            with ThreadPoolExecutor(arguments.jobs) as pool:
                rankings = dict(zip(queries, pool.map(
                    lambda query: index.rank(queries[query], shlex.split(finding)), queries)))
            index.close()
            report(folder, name, rankings, judged)
        if arguments.peers:
            report(folder, "Lucene", lucene(folder, queries, arguments.peers), judged)


if __name__ == "__main__":
    main()
