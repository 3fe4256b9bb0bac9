#!/usr/bin/env python3
"""Measures what indexing in units costs, and computes what a corpus of terabytes would.

scale.py --catalog BINARY FILE.jsonl... [--size 512M] [--unit-bytes 256MiB] [--memory 1GiB]
         [--text-bytes 34T] [--records 9.8G] [--store lz4|zstd|none]

A corpus of the size is made from the records of each FILE (as memory.py does). It is indexed in units
with one job each, published, and published once more from units of a sixteenth, which are merged on the way.
Costs are processor time, which a busy machine changes less than time by the clock. The corpus that is
computed has units of --unit-bytes; merging follows the policy of the program (8 neighbours of a level,
32 from 64 MiB on, at most 2^31 - 1 records a segment). Query times are upper bounds: they grow as fast as the records, on one core.
"""
import argparse
import json
import os
import random
import shutil
import tempfile

import memory
import process
from quantities import quantity
from tables import table

#: Segments of one level that the program merges: small ones, and those from so many bytes on.
MERGED_SMALL, MERGED_LARGE, LARGE = 8, 32, 64 << 20
#: Records that a segment has at most.
MOST_RECORDS = 2**31 - 1
QUERIES = {
    "one word": ["water", "people", "history", "island"],
    "two words, all": ["+water +people", "+history +island"],
    "five words, any": ["water people history island light"],
    "phrase": ['"of the"', '"in the"'],
}
HAN_QUERIES = {
    "one word": ["历史", "人民", "中国", "水"],
    "two words, all": ["+历史 +人民", "+中国 +水"],
    "five words, any": ["历史 人民 中国 水 光"],
    "phrase": ['"中国人民"', '"历史上"'],
}


def run_all(catalog, source, scratch, name, unit_bytes, store, limit):
    """Plans, makes and publishes units; returns the costs of units and of publishing, and the dataset's page."""
    units, home = os.path.join(scratch, name + ".units"), os.path.join(scratch, name + ".home")
    process.run([
        catalog, "plan", source, "--out", units, "--unit-bytes", str(unit_bytes), "--store", store,
        "--memory", limit, "-q", "--home", home])
    with open(os.path.join(units, "plan.json")) as plan:
        ids = [unit["id"] for unit in json.load(plan)["units"]]
    made = [process.run([catalog, "index", "--unit", unit, "--out", units, "-q"]) for unit in ids]
    published = process.run([catalog, "publish", name, units, "-q", "--home", home, "--jobs", "1"])
    shutil.rmtree(units)
    page = json.loads(process.run([catalog, "show", name, "--json", "--home", home]).output)["index"]
    return made, published, page, home


def query_times(catalog, name, home, scratch, classes):
    """The median of each class at top-10, in microseconds of processor time."""
    path = os.path.join(scratch, "queries")
    with open(path, "w") as file:
        for title, queries in classes.items():
            file.write(f"#class {title}\n" + "\n".join(queries) + "\n")
    told = json.loads(process.run([
        catalog, "bench", "--in", name, "--queries", path, "--home", home, "--json"]).output)
    return {row["class"]: 1e6 / row["cqps"] for row in told["classes"]}


def merging(records_of_unit, bytes_of_unit, units):
    """Segments that are left, and how often a byte is written again, as the program merges."""
    level, left, written, times = units, 0, 0, 1
    while True:
        merged = MERGED_SMALL if bytes_of_unit * times < LARGE else MERGED_LARGE
        if level < merged or records_of_unit * times * merged > MOST_RECORDS:
            return left + level, written
        left += level % merged
        written += (level - level % merged) * times / units
        level //= merged
        times *= merged


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--catalog", required=True)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--size", default="512M")
    parser.add_argument("--unit-bytes", default="256MiB")
    parser.add_argument("--memory", default="1GiB")
    parser.add_argument("--store", default="lz4", choices=["lz4", "zstd", "none"])
    parser.add_argument("--text-bytes", default="34T")
    parser.add_argument("--records", default="9.8G")
    options = parser.parse_args()
    unit = quantity(options.unit_bytes)
    text, records = quantity(options.text_bytes), quantity(options.records)
    print(f"{process.machine()}, load {os.getloadavg()[0]:.1f}", flush=True)
    measured, computed = [], []
    scratch = tempfile.mkdtemp(prefix="catalog-scale-")
    try:
        for source in options.files:
            lines = memory.records(source)
            name = os.path.basename(source).split(".")[0]
            corpus = os.path.join(scratch, name + ".jsonl")
            memory.write_corpus(lines, corpus, quantity(options.size), random.Random(options.size))
            del lines
            made, published, page, home = run_all(
                options.catalog, corpus, scratch, name, unit, options.store, options.memory)
            han = any("\u4e00" <= letter <= "\u9fff" for letter in open(corpus).read(1 << 20))
            times = query_times(
                options.catalog, name, home, scratch, HAN_QUERIES if han else QUERIES)
            shutil.rmtree(home)
            _, merged, small, home = run_all(
                options.catalog, corpus, scratch, name, quantity(options.size) // 16 + 1, options.store,
                options.memory)
            shutil.rmtree(home)
            os.remove(corpus)

            seconds = sum(cost.processor for cost in made)
            anonymous = max(cost.anonymous for cost in made)
            rate = page["text_bytes"] / seconds
            publishing = page["bytes"] / published.processor
            # What verifying and linking takes is not merging.
            merge_seconds = max(merged.processor - small["bytes"] / publishing, 1e-3)
            merge_rate = small["bytes"] / merge_seconds
            share = page["bytes"] / page["text_bytes"]
            measured.append([
                name, f"{rate / 1e6:.1f}", f"{share:.2f}", f"{anonymous / 1e6:.0f}",
                f"{publishing / 1e6:.0f}", f"{merge_rate / 1e6:.0f}",
                *(f"{micros:.0f}" for micros in times.values())])

            units = -(-text // unit)
            index = text * share
            left, again = merging(records / units, index / units, units)
            growth = text / page["text_bytes"]
            computed.append([
                name, f"{units:,}", f"{text / rate / 3600:,.0f}", f"{index / 1e12:.1f}",
                f"{index / publishing / 3600:,.0f}", f"{again * index / merge_rate / 3600:,.0f}", f"{left:,}",
                *(f"{micros * growth / 1e6:.1f}" for micros in times.values())])
    finally:
        shutil.rmtree(scratch)
    classes = list(QUERIES)
    print(f"\nMeasured: {options.size}, units of {options.unit_bytes}, one core, --store {options.store}\n")
    table(
        ["corpus", "MB/s of text", "index / text", "RssAnon MB", "publish MB/s", "merge MB/s",
         *(f"{name}, µs" for name in classes)], measured)
    print(f"\nComputed: {options.text_bytes}B of text, {options.records} records\n")
    table(
        ["corpus", "units", "core-hours", "index TB", "publish h", "merge core-hours", "segments",
         *(f"{name}, s" for name in classes)], computed)


if __name__ == "__main__":
    main()
