#!/usr/bin/env python3
"""Measures the anonymous memory that indexing takes at its peak, for corpora of several sizes.

memory.py --catalog BINARY FILE.jsonl... [--sizes 10M 1G 10G] [--memory 64MiB 1GiB] [--jobs 1 2]
          [--stores lz4 zstd none] [--packing plain zst] [--record 100M]

A corpus of each size is made from the records of each FILE, repeated with changes: copies get ids of
their own, and words that no other copy has, so that vocabulary and pairs grow as in a real corpus.
With --record, one record of that size stands among small ones instead. Corpora and indexes lie in a
scratch folder (TMPDIR) and are deleted as soon as they are measured.
"""
import argparse
import itertools
import os
import random
import shutil
import subprocess
import tempfile

import process
from quantities import quantity
from tables import table

LETTERS = b"abcdefghijklmnopqrstuvwxyz"
# A made-up word stands in each stretch of so many bytes.
STRETCH = 1_000


def is_chinese_lead(byte):
    """The first byte of a character of three bytes, which all common Chinese ones are."""
    return 0xE4 <= byte <= 0xE9


def changed(line, number, chance):
    """A record of copy `number`: another id, and a made-up word in each stretch of its text."""
    start = line.index(b'"text": "') + 9
    parts = [line[:start].replace(b'"id": "', b'"id": "%d-' % number, 1)]
    while len(line) - start > 2 * STRETCH:
        end = start + STRETCH
        # Not inside an escape or a character: at a space, or in front of a Chinese character.
        while end < len(line) and line[end] != 0x20 and not is_chinese_lead(line[end]):
            end += 1
        parts.append(line[start:end])
        if end < len(line) and line[end] != 0x20:
            parts.append("".join(chr(chance.randrange(0x4E00, 0x9FA0)) for _ in range(3)).encode())
        else:
            parts.append(b" " + bytes(chance.choices(LETTERS, k=7)))
        start = end
    parts.append(line[start:])
    return b"".join(parts)


def records(source):
    opened = subprocess.run(
        ["zstd", "-dc", source], stdout=subprocess.PIPE, check=True).stdout if source.endswith(
            ".zst") else open(source, "rb").read()
    return [line for line in opened.splitlines(keepends=True) if b'"text": "' in line]


def write_corpus(lines, path, byte_count, chance):
    """Copies of the records up to a size."""
    written = 0
    with open(path, "wb") as file:
        for number in itertools.count():
            for line in lines:
                if written >= byte_count:
                    return
                record = changed(line, number, chance)
                file.write(record)
                written += len(record)


def write_record(lines, path, byte_count):
    """One record of a size, made of the texts of all, between two small ones."""
    begin, end = b'{"id": "%s", "text": "', b'"}\n'
    with open(path, "wb") as file:
        file.write(begin % b"first" + b"small" + end + begin % b"large")
        written = 0
        for line in itertools.cycle(lines):
            if written >= byte_count:
                break
            text = line[line.index(b'"text": "') + 9:line.index(b'", "', line.index(b'"text": "'))]
            file.write(text)
            written += len(text)
        file.write(end + begin % b"last" + b"small" + end)


def measure(catalog, path, scratch, memory, jobs, store):
    home = os.path.join(scratch, "home")
    cost = process.run([
        catalog, "add", path, "--home", home, "--id", "measured", "--memory", memory,
        "--jobs", str(jobs), "--store", store, "-q"])
    written = sum(
        os.path.getsize(os.path.join(folder, name))
        for folder, _, names in os.walk(home) for name in names)
    shutil.rmtree(home)
    return cost, written


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--catalog", required=True)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--sizes", nargs="+", default=["10M", "1G"])
    parser.add_argument("--memory", nargs="+", default=["64MiB", "1GiB"])
    parser.add_argument("--jobs", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--stores", nargs="+", default=["lz4", "zstd", "none"])
    parser.add_argument("--packing", nargs="+", default=["plain", "zst"], choices=["plain", "zst"])
    parser.add_argument("--record", help="measure one record of this size instead of --sizes")
    options = parser.parse_args()
    print(process.machine(), flush=True)
    scratch = tempfile.mkdtemp(prefix="catalog-memory-")
    rows = []
    try:
        for source, wanted in itertools.product(
                options.files, [options.record] if options.record else options.sizes):
            lines = records(source)
            name = os.path.basename(source).split(".")[0]
            plain = os.path.join(scratch, f"{name}-{wanted}.jsonl")
            if options.record:
                write_record(lines, plain, quantity(wanted))
            else:
                write_corpus(lines, plain, quantity(wanted), random.Random(wanted))
            del lines
            for packing in options.packing:
                path = plain
                if packing == "zst":
                    path = plain + ".zst"
                    subprocess.run(["zstd", "-q", "-1", plain, "-o", path], check=True)
                for memory, jobs, store in itertools.product(
                        options.memory, options.jobs, options.stores):
                    cost, written = measure(options.catalog, path, scratch, memory, jobs, store)
                    rows.append([
                        name, wanted, packing, store, memory, str(jobs),
                        f"{cost.anonymous / 1e6:.0f}", f"{cost.processor:.1f}",
                        f"{written / 1e6:,.0f}"])
                    print(" ".join(rows[-1]), flush=True)
                if path != plain:
                    os.remove(path)
            os.remove(plain)
    finally:
        shutil.rmtree(scratch)
    table(
        ["corpus", "size", "packing", "store", "--memory", "jobs", "RssAnon MB", "cpu s",
         "home MB"], rows)


if __name__ == "__main__":
    main()
