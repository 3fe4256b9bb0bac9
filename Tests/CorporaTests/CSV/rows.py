"""Writes files of separated fields in many ways, and prints what other programs read from each.

rows.py FOLDER SEED prints the path of a file, then a line of JSON for each record. Python's csv module,
told the dialect, must read the same but for the difference between no value and an empty text, and
DuckDB and Polars, told it too, just the same wherever they know the dialect and the encoding.
"""

import csv
import io
import json
import random
import sys

import duckdb
import polars

WORDS = "the white whale came in with the evening tide and lay off the north mole".split()
CHINESE = "岸上的人把全镇的灯笼都点起来挂在灯塔到渔市的坡上一路挂过去"
SIGNS = [",", ";", "\t", "|", '"', "\n", "'", " "]
# What Python, Polars and DuckDB call them.
ENCODINGS = {"utf-8": "utf8", "utf-8-sig": "utf8", "utf-16": None, "gb18030": None}


class Dialect:
    """One way to write rows."""

    def __init__(self, source):
        self.delimiter = source.choice(",;\t|")
        self.end = source.choice(["\n", "\r\n", "\r"])
        self.encoding = source.choice(list(ENCODINGS))
        self.quotes_all = source.random() < 0.4
        self.space = source.choice(["", "", "", " "])
        self.backslash = source.random() < 0.2
        self.trailing = source.random() < 0.2
        self.front = source.choice([[], [], [], self.comments(source), self.title(source), ["sep=" + self.delimiter]])

    def comments(self, source):
        return ["# " + " ".join(source.sample(WORDS, 5)) + source.choice(["", ", twice"]) for _ in range(source.randint(1, 3))]

    def title(self, source):
        return ["Report of the harbour"] + [""] * source.randint(0, 2)

    def field(self, value, number):
        """A value of a row as it is written; None is no value."""
        space = self.space if number > 0 else ""
        if value is None:
            return space
        needs = self.delimiter in value or any(sign in value for sign in '"\n\r')
        if not (needs or self.quotes_all or value == "" or value[0] == " "):
            return space + value
        if self.backslash:
            value = value.replace("\\", "\\\\").replace('"', '\\"')
        else:
            value = value.replace('"', '""')
        return space + '"' + value + '"'

    def row(self, values):
        fields = [self.field(value, number) for number, value in enumerate(values)]
        return self.delimiter.join(fields) + (self.delimiter if self.trailing else "") + self.end

    def write(self, rows):
        return "".join(line + self.end for line in self.front) + "".join(map(self.row, rows))


def text(source, count):
    pieces = [source.choice(WORDS if source.random() < 0.7 else list(CHINESE)) for _ in range(count)]
    for _ in range(source.choice([0, 0, 0, 1, 3])):
        pieces.insert(source.randrange(count), source.choice(SIGNS))
    return " ".join(pieces).strip()


def table(source, encoding):
    names = ["id", "title", 'the "best" text' if source.random() < 0.3 else "text", "score"]
    rows = [names]
    # An older encoding is told by many characters.
    for number in range(60 if encoding == "gb18030" else source.choice([2, 5, 60])):
        score = source.choice([None, "", "0.5", "17", "007"])
        rows.append([f"r{number}", text(source, 2), source.choice([None, ""]) if source.random() < 0.1 else text(source, 12), score])
    return rows


def check(path, dialect, rows):
    """What others read, told the dialect."""
    skipped = len(dialect.front)
    with open(path, encoding=dialect.encoding, newline="") as file:
        for _ in range(skipped):
            file.readline()
        read = csv.reader(
            file, delimiter=dialect.delimiter, skipinitialspace=dialect.space != "",
            doublequote=not dialect.backslash, escapechar="\\" if dialect.backslash else None)
        width = len(rows[0])
        assert [row[:width] for row in read] == [[value or "" for value in row] for row in rows], path
    knows = ENCODINGS[dialect.encoding] and not dialect.space and not dialect.trailing and dialect.end != "\r"
    if not knows:
        return
    if not dialect.backslash:
        frame = polars.read_csv(path, separator=dialect.delimiter, infer_schema=False, skip_rows=skipped)
        assert [list(row.values()) for row in frame.to_dicts()] == rows[1:], (path, "polars")
    found = duckdb.read_csv(
        path, delimiter=dialect.delimiter, header=True, all_varchar=True, quotechar='"', skiprows=skipped,
        escapechar="\\" if dialect.backslash else '"', allow_quoted_nulls=False, strict_mode=False).fetchall()
    assert [list(row) for row in found] == rows[1:], (path, "duckdb")


def main(folder, seed):
    source = random.Random(seed)
    for number in range(200):
        dialect = Dialect(source)
        rows = table(source, dialect.encoding)
        path = f"{folder}/{number}.csv"
        with open(path, "w", encoding=dialect.encoding, newline="") as file:
            file.write(dialect.write(rows))
        check(path, dialect, rows)
        print(path)
        for row in rows[1:]:
            print(json.dumps(dict(zip(rows[0], row)), ensure_ascii=True))


main(sys.argv[1], int(sys.argv[2]))
