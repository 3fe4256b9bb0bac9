#!/usr/bin/env python3
"""Makes some thirty inputs as corpora come and adds each of them, and says what was seen.

inputs.py --catalog BINARY

The containers and compressions are those in which published corpora are handed out: files, folders as a
hub gives them, archives, crawls, attributes beside documents, pipes, and some that are only named. Each
row compares the number of records, the exit status, a record that is read back from its file, and where
it says so a count under a condition. A difference ends in status 1. Needs pyarrow and warcio.
"""
import argparse
import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import pyarrow
import pyarrow.parquet
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


COUNT = 40


def records(count=COUNT, tag="r", key="text"):
    return [{"id": f"{tag}{i}", key: f"a white whale, number {i} of {tag} 鲸"} for i in range(count)]


def lines(rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def packed(data, codec):
    sink = pyarrow.BufferOutputStream()
    with pyarrow.CompressedOutputStream(sink, codec) as stream:
        stream.write(data)
    return sink.getvalue().to_pybytes()


def write(path, data):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def parquet(rows, codec):
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(
        pyarrow.Table.from_pylist(rows), sink, compression=codec, row_group_size=7)
    return sink.getvalue().to_pybytes()


def csv(rows, delimiter=",", encoding="utf-8"):
    head = delimiter.join(rows[0])
    body = [delimiter.join('"' + str(v).replace('"', '""') + '"' for v in r.values()) for r in rows]
    return ("\r\n".join([head] + body) + "\r\n").encode(encoding)


def tar(members, mode="w"):
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode=mode) as archive:
        for name, data in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return sink.getvalue()


def zipped(members):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return sink.getvalue()


def crawl(is_text):
    sink = io.BytesIO()
    writer = WARCWriter(sink, gzip=True)
    for i in range(COUNT):
        url = f"http://example.org/{i}"
        if is_text:
            payload = f"a white whale, number {i}".encode()
            writer.write_record(writer.create_warc_record(
                url, "conversion", payload=io.BytesIO(payload), warc_content_type="text/plain"))
            continue
        page = f"<html><body><p>a white whale, number {i}</p></body></html>".encode()
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        response = writer.create_warc_record(
            url, "response", payload=io.BytesIO(page), http_headers=headers)
        writer.write_record(response)
        ask = StatusAndHeaders("GET / HTTP/1.1", [("Host", "example.org")], is_http_request=True)
        writer.write_record(writer.create_warc_record(
            url, "request", payload=io.BytesIO(b""), http_headers=ask))
    return sink.getvalue()


def hub(folder):
    for name, split in [("en", "train"), ("en", "validation"), ("zh", "train")]:
        for shard in range(2):
            rows = records(5, f"{name}-{split}-{shard}-")
            write(f"{folder}/{name}/{split}-{shard:05}-of-00002.parquet", parquet(rows, "zstd"))
    write(f"{folder}/raw/copy.jsonl", lines(records(3)))
    configs = "".join(
        f"- config_name: {name}\n  data_files:\n"
        + "".join(f"  - {{split: {s}, path: {name}/{s}-*}}\n" for s in splits)
        for name, splits in [("en", ["train", "validation"]), ("zh", ["train"])])
    write(f"{folder}/README.md", f"---\nlicense: cc-by-4.0\nconfigs:\n{configs}---\n# Whales\n")


def package(folder):
    write(f"{folder}/rows.csv", "\n".join(f"0{i};a white whale {i}" for i in range(COUNT)) + "\n")
    fields = [{"name": "code", "type": "string"}, {"name": "body", "type": "string"}]
    write(f"{folder}/datapackage.json", json.dumps({
        "name": "rows", "licenses": [{"name": "CC0-1.0"}], "resources": [{
            "name": "rows", "path": "rows.csv", "dialect": {"delimiter": ";", "header": False},
            "schema": {"fields": fields, "primaryKey": "code"}}]}))


def croissant(folder):
    rows = [{"key": f"k{i}", "prose": f"a white whale {i}", "other": "x"} for i in range(COUNT)]
    write(f"{folder}/data.jsonl", lines(rows))

    def field(name):
        return {"@type": "cr:Field", "@id": f"r/{name}", "dataType": "sc:Text", "source": {
            "fileObject": {"@id": "file"}, "extract": {"column": name}}}
    write(f"{folder}/croissant.json", json.dumps({
        "@context": {"@vocab": "https://schema.org/", "sc": "https://schema.org/",
                     "cr": "http://mlcommons.org/croissant/"},
        "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "whales", "description": "Whales.", "url": "https://example.org",
        "creator": {"@type": "Person", "name": "N."}, "datePublished": "2024-01-01",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "distribution": [{"@type": "cr:FileObject", "@id": "file", "contentUrl": "data.jsonl",
                          "encodingFormat": "application/jsonlines", "sha256": "0" * 64}],
        "recordSet": [{"@type": "cr:RecordSet", "@id": "r", "key": {"@id": "r/key"},
                       "field": [field("key"), field("prose")]}]}))


def dolma(folder):
    rows = records()
    write(f"{folder}/documents/a/0.jsonl.gz", gzip.compress(lines(rows)))
    attributes = [{"id": r["id"], "attributes": {"tox": [[0, 9, i / COUNT]]}}
                  for i, r in enumerate(rows)]
    write(f"{folder}/attributes/tagger/a/0.jsonl.gz", gzip.compress(lines(attributes)))


def pajama(folder):
    rows = [{"url": f"http://e/{i}", "raw_content": f"a white whale {i}"} for i in range(COUNT)]
    write(f"{folder}/documents/2023-06/0000/en_head.json.gz", gzip.compress(lines(rows)))
    signals = [{"id": f"2023-06/0000/en_head.json.gz/{i}", "quality_signals": {
        "words": [[0, 9, i]], "unknown": [[0, 9, None]]}} for i in range(COUNT)]
    write(f"{folder}/quality_signals/2023-06/0000/en_head.signals.json.gz",
          gzip.compress(lines(signals)))


def tree(folder):
    write(f"{folder}/a/one.md", "---\ntitle: One\n---\n# One\na white whale\n")
    write(f"{folder}/b/two.txt", "no whale\n")
    write(f"{folder}/LICENSE", "MIT")


def partitions(folder):
    for quality in ["high", "low"]:
        path = f"{folder}/data/quality={quality}/kind=actual/part-00000.jsonl.zstd"
        write(path, packed(lines(records(20, quality)), "zstd"))


def sample_archive():
    return tar([(f"{i:04}.{suffix}", data) for i in range(COUNT) for suffix, data in [
        ("txt", f"a white whale {i}".encode()), ("json", b'{"n": %d}' % i), ("jpg", b"\xff\xd8\0")]])


def chats():
    return [{"conversation_id": f"c{i}", "messages": [
        {"role": "user", "content": "a whale?"}, {"role": "assistant", "content": f"whale {i}"}]}
        for i in range(COUNT)]


def encrypted():
    """A zip archive whose one member says that it is encrypted."""
    data = bytearray(zipped([("part_000001.jsonl", lines(records(3)))]))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def inputs():
    """Name, what makes it (the bytes of a file, or a function that fills a folder), and what is right:
    records, exit status, a condition and its count, further options."""
    rows = records()
    chinese = [{"id": i, "text": f"岸上的人把全镇的灯笼都点起来 whale {i}"} for i in range(COUNT)]
    table_rows = [dict(row, n=i) for i, row in enumerate(rows)]
    data = [("train.jsonl", lines(records(30, "t"))), ("test.csv", csv(records(10, "c")))]
    pretty = json.dumps({"version": 1, "data": rows}, indent=1, ensure_ascii=False).encode()
    yield "whales.jsonl", lines(rows), COUNT, 0
    yield "whales.jsonl.gz", gzip.compress(lines(rows[:20])) + gzip.compress(lines(rows[20:])), COUNT, 0
    yield "whales.jsonl.zst", packed(lines(rows), "zstd"), COUNT, 0
    yield "whales.jsonl.lz4", packed(lines(rows), "lz4"), COUNT, 0
    yield "whales.jsonl.bz2", bz2.compress(lines(rows)), COUNT, 0
    yield "whales.jsonl.xz", lzma.compress(lines(rows)), COUNT, 0
    yield "utf16.jsonl", "\ufeff".encode("utf-16-be") + lines(rows).decode().encode("utf-16-be"), COUNT, 0
    yield "gb18030.jsonl.gz", gzip.compress(lines(chinese).decode().encode("gb18030")), COUNT, 0
    yield "list.json", json.dumps(rows, ensure_ascii=False).encode(), COUNT, 0
    yield "pretty.json", pretty, COUNT, 0
    yield "chats.jsonl", lines(chats()), COUNT, 0
    yield "snappy.parquet", parquet(table_rows, "snappy"), COUNT, 0, ("n>=30", 10)
    yield "zstd.parquet", parquet(table_rows, "zstd"), COUNT, 0
    yield "brotli.parquet", parquet(table_rows, "brotli"), COUNT, 0
    yield "table.csv", csv(table_rows), COUNT, 0, ("n<5", 5)
    yield "table.tsv.gz", gzip.compress(csv(table_rows, "\t")), COUNT, 0
    yield "gb18030.csv", csv(rows, ";", "gb18030"), COUNT, 0
    yield "utf16.csv", "\ufeff".encode("utf-16-le") + csv(rows, ",", "utf-16-le"), COUNT, 0
    yield "crawl.warc.gz", crawl(False), COUNT, 0
    yield "crawl.wet.gz", crawl(True), COUNT, 0
    yield "tree", tree, 2, 0
    yield "samples.tar", sample_archive(), COUNT, 0
    yield "data.tar", tar(data), COUNT, 0, ("split=test", 10)
    yield "data.tar.gz", tar(data, "w:gz"), COUNT, 0, ("split=train", 30)
    yield "data.tar.zst", packed(tar(data), "zstd"), COUNT, 0
    yield "data.zip", zipped(data + [("in.parquet.note", b"x")]), COUNT, 0, ("split=test", 10)
    yield "hub", hub, 30, 0, ("config=en and split=train", 10)
    yield "package", package, COUNT, 0
    yield "croissant", croissant, COUNT, 0
    yield "dolma", dolma, COUNT, 0, ("attributes.tox>=0.5", 20)
    yield "pajama", pajama, COUNT, 0, ("quality_signals.words<4", 4)
    yield "partitions", partitions, COUNT, 0, ("quality=high", 20)
    yield "pipe", lines(rows), COUNT, 0
    yield "damaged.jsonl.gz", gzip.compress(lines(rows) * 50, 1)[:-2000], None, 1
    yield "locked.zip", encrypted(), None, 66
    yield "wiki.xml.bz2", bz2.compress(b"<mediawiki><page/></mediawiki>"), None, 65


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", required=True)
    catalog = os.path.abspath(parser.parse_args().catalog)
    rows, failures = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        environment = dict(os.environ, CATALOG_HOME=f"{scratch}/home", NO_COLOR="1")

        def run(*arguments, **options):
            return subprocess.run(
                [catalog, *arguments], env=environment, capture_output=True, **options)

        for number, (name, make, count, status, *condition) in enumerate(inputs()):
            path, key = f"in/{name}", f"i{number}"
            if callable(make):
                make(path)
            else:
                write(path, make)
            is_pipe = name == "pipe"
            arguments = ["add", "-" if is_pipe else path, "--id", key, "--json"]
            added = run(*arguments, *([] if is_pipe else ["--store", "none"]),
                        input=make if is_pipe else None)
            said = added.stderr.decode().strip().splitlines()
            seen, faults = [], []
            if added.returncode != status:
                faults.append(f"status {added.returncode} instead of {status}")
            if added.returncode in (0, 1) and added.stdout.strip():
                answer = json.loads(added.stdout)
                found = json.loads(run("count", "whale", "--in", key, "--json").stdout)["records"]
                seen.append(f"{found} records")
                if count is not None and found != count:
                    faults.append(f"{found} records instead of {count}")
                text = answer.get("plan", {}).get("text") or answer.get("text")
                if text:
                    seen.append("text " + ", ".join(text))
                hit = json.loads(run("find", "whale", "--in", key, "--json", "-n", "1").stdout)["hits"][0]
                shown = run("show", f"{key}:{hit['record']}", "--json")
                if shown.returncode or "whale" not in shown.stdout.decode():
                    faults.append("the record is not found again")
                for expression, wanted in condition:
                    got = run("count", "whale", "--in", key, "--where", expression, "--json").stdout
                    got = json.loads(got)["records"] if got else None
                    seen.append(f"{expression}: {got}")
                    if got != wanted:
                        faults.append(f"{expression}: {got} instead of {wanted}")
            if status:
                seen += [line for line in said if line.startswith(("error", "warning"))][:1]
            failures += bool(faults)
            rows.append([name, str(added.returncode), "; ".join(faults) or "right",
                         "; ".join(seen).replace(scratch + "/in/", "")[:110]])
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    for row in rows:
        print("  ".join([cell.ljust(width) for cell, width in zip(row, widths)] + [row[3]]))
    print(f"{len(rows)} inputs, {failures} wrong")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
