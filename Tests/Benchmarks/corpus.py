"""Corpora as benchmarks see them: files of JSON Lines, each a corpus of its own."""
import glob
import gzip
import json
import os
import re
import subprocess

ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".jsonl.lz4")
TEXT_FIELDS = ("text", "content", "body", "document")
HAN = re.compile(r"[\u3400-\u9fff]")


def corpora(folder):
    """The files of a folder that are corpora, by name."""
    files = sorted(glob.glob(os.path.join(folder, "*")))
    return [f for f in files if f.endswith(ENDINGS)]


def name_of(path):
    """The id under which a file is registered."""
    return re.sub(r"\.jsonl(\.\w+)?$", "", os.path.basename(path)).lower()


def lines(path):
    """The lines of a file, expanded; the tools refuse links."""
    path = os.path.realpath(path)
    if path.endswith(".gz"):
        with gzip.open(path, "rb") as file:
            yield from file
        return
    tool = {".zst": ["zstd", "-dcq"], ".lz4": ["lz4", "-dcq"]}.get(os.path.splitext(path)[1])
    if tool is None:
        with open(path, "rb") as file:
            yield from file
        return
    with subprocess.Popen(tool + [path], stdout=subprocess.PIPE) as process:
        yield from process.stdout


def texts(path):
    """The body of each record; records that cannot be read are passed over."""
    for line in lines(path):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        for field in TEXT_FIELDS:
            if isinstance(record, dict) and isinstance(record.get(field), str):
                yield record[field]
                break


def is_unspaced(sample):
    """Most letters of some texts are Han characters."""
    text = "".join(sample)
    letters = sum(1 for character in text if character.isalpha())
    return letters > 0 and len(HAN.findall(text)) > letters / 2
