#!/usr/bin/env python3
"""Measures building and searching a folder of JSON Lines.

bench.py --catalog BINARY [CORPORA] [--seed 7] [--queries 300] [--runs 5]

Each file of the folder is a corpus; without a folder the samples are measured, which shows that
everything runs and says little about speed. Queries are drawn from each corpus itself. What peers
do with the same is measured by compare.py.
"""
import argparse
import json
import os
import statistics
import tempfile

import process
import queries
from corpus import corpora, name_of
from engines import ENGINES
from tables import table

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def builds(engine, corpus, identifier):
    """Every way of building that the project's figures are stated for."""
    variants = [("standard", "lz4", 1), ("standard", "lz4", 2), ("standard", "none", 2), ("plain", "none", 1), ("plain", "none", 2)]
    rows, results = [], {}
    for analyzer, store, jobs in variants:
        label = f"{identifier}-{analyzer}-{store}-{jobs}"
        built = engine.build(corpus, identifier, label, analyzer, store, jobs)
        results[label] = built
        rate = built["text_bytes"] / max(built["seconds"], 1e-9) / 1e6
        rows.append([
            f"{analyzer} {store} {jobs}", f"{built['records']:,}", f"{built['text_bytes'] / 1e6:.1f}",
            f"{built['seconds']:.2f}", f"{rate:.1f}",
            f"{built['text_bytes'] / max(built['processor'], 1e-9) / 1e6:.1f}",
            f"{built['bytes'] / max(built['text_bytes'], 1):.3f}",
            f"{built['anonymous'] / 1e6:.0f}",
        ])
    table(["analyzer store jobs", "records", "text MB", "s", "MB/s", "MB/cpu s", "index/text", "RssAnon MB"], rows)
    kept = results[f"{identifier}-standard-none-2"]
    rows = [[name, f"{size:,}", f"{size / max(kept['text_bytes'], 1):.4f}"] for name, size in kept["sections"].items()]
    table(["section (standard, none)", "bytes", "of the text"], rows)
    return results


def searches(engine, identifier, path, options):
    """Top-10, top-100, top-1000 and counts of every class."""
    label = f"{identifier}-standard-lz4-2"
    results, rows = {}, []
    for limit in (10, 100, 1000):
        results[limit] = engine.search(identifier, label, path, limit, options.runs, limit == 10)
    counted = {c["class"]: c for c in results[10]["classes"]}
    for first in results[10]["classes"]:
        name = first["class"]
        others = [next(c for c in results[limit]["classes"] if c["class"] == name) for limit in (100, 1000)]
        rows.append([
            name, str(first["queries"]), f"{first['qps']:,.0f}", f"{first['cqps']:,.0f}",
            f"{first['p50_us']:.0f}", f"{first['p99_us']:.0f}",
            *(f"{other['qps']:,.0f}" for other in others),
            f"{counted[name].get('count_qps', 0):,.0f}", f"{first['hits']:,}",
        ])
    table(["class", "queries", "top-10 q/s", "cpu q/s", "p50 µs", "p99 µs", "top-100 q/s", "top-1000 q/s", "count q/s", "hits"], rows)
    return results


def cold(engine, identifier, path):
    """The first hit of a cold process, and the help, the best and the middle of several."""
    with open(path) as file:
        query = next(line.strip() for line in file if not line.startswith("#class"))
    label = f"{identifier}-standard-lz4-2"
    cached = [engine.first_hit(identifier, label, query, False) for _ in range(7)]
    hits = [engine.first_hit(identifier, label, query, True) for _ in range(7)]
    helps = [engine.help() for _ in range(7)]
    table(["cold process, ms", "best", "median"], [
        ["first hit", f"{min(cached):.1f}", f"{statistics.median(cached):.1f}"],
        ["first hit, files from disk", f"{min(hits):.1f}", f"{statistics.median(hits):.1f}"],
        ["--help", f"{min(helps):.1f}", f"{statistics.median(helps):.1f}"],
    ])
    return {"first_hit_ms": cached, "first_hit_from_disk_ms": hits, "help_ms": helps}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="?", default=os.path.join(PROJECT, "Samples"))
    parser.add_argument("--catalog", required=True, help="the built command")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--queries", type=int, default=300, help="queries of each class")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--output", help="writes everything measured as JSON")
    options = parser.parse_args()
    files = corpora(options.corpora)
    if not files:
        raise SystemExit(f"error: no corpora\n  where: {options.corpora}\n  fix: a folder of JSON Lines")
    print(f"machine: {process.machine()}\nseed: {options.seed}\n")
    measured = {"machine": process.machine(), "seed": options.seed, "corpora": {}}
    with tempfile.TemporaryDirectory(prefix="catalog-bench-") as scratch:
        for file in files:
            identifier = name_of(file)
            path = os.path.join(scratch, identifier + ".queries")
            with open(path, "w") as output:
                queries.write(file, options.seed, options.queries, output)
            for kind in ENGINES:
                engine = kind(options.catalog, scratch)
                print(f"== {identifier} · {engine.name}\n")
                measured["corpora"][identifier] = {
                    "builds": builds(engine, file, identifier),
                    "searches": searches(engine, identifier, path, options),
                    "cold": cold(engine, identifier, path),
                }
    if options.output:
        with open(options.output, "w") as output:
            json.dump(measured, output, indent=1, ensure_ascii=False)


main()
