"""Writes files of separated fields in many ways, and prints what Python's csv module reads from each.

rows.py FOLDER prints the path of a file, then a line of JSON for each record. What Polars reads must be
the same wherever it knows the dialect and the encoding.
"""

import csv
import io
import json
import random
import sys

import polars

WORDS = "the white whale came in with the evening tide and lay off the north mole".split()
CHINESE = "岸上的人把全镇的灯笼都点起来挂在灯塔到渔市的坡上一路挂过去"
SIGNS = [",", ";", "\t", "|", '"', "\n", "'", " "]


def text(source, count):
    pieces = [source.choice(WORDS if source.random() < 0.7 else list(CHINESE)) for _ in range(count)]
    if source.random() < 0.3:
        pieces.insert(source.randrange(count), source.choice(SIGNS))
    return " ".join(pieces)


def table(source):
    rows = [["id", "title", "text", "score"]]
    for number in range(60):
        rows.append(
            [f"r{number}", text(source, 2), text(source, 12), source.choice(["", "0.5", "17", "007"])]
        )
    return rows


def main(folder):
    source = random.Random(7)
    for delimiter in ",;\t|":
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030"):
            for end in ("\n", "\r\n"):
                for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
                    rows = table(source)
                    written = io.StringIO()
                    csv.writer(
                        written, delimiter=delimiter, lineterminator=end, quoting=quoting
                    ).writerows(rows)
                    name = f"{folder}/{ord(delimiter)}-{encoding}-{len(end)}-{quoting}.csv"
                    with open(name, "w", encoding=encoding, newline="") as file:
                        file.write(written.getvalue())
                    with open(name, encoding=encoding, newline="") as file:
                        records = list(csv.DictReader(file, delimiter=delimiter))
                    if encoding.startswith("utf-8"):
                        frame = polars.read_csv(name, separator=delimiter, infer_schema=False)
                        rows = [{key: value or "" for key, value in row.items()} for row in frame.to_dicts()]
                        assert rows == records, name
                    print(name)
                    for record in records:
                        print(json.dumps(record, ensure_ascii=True))


main(sys.argv[1])
