"""Writes WARC files with warcio: write.py FOLDER SEED.

Every version of the format, plain and with a gzip member for each record, with all kinds of records and
bodies as servers send them: in chunks or not, packed or not. warcio 1.8.1 does not work with the library
for Brotli of today, so there is none of it.
"""

import gzip
import io
import os
import random
import sys
import zlib

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

folder, seed = sys.argv[1], int(sys.argv[2])
random = random.Random(seed)

CODINGS = {
    None: lambda body: body,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
}


def chunked(body):
    output, at = b"", 0
    while at < len(body):
        count = random.randint(1, 5000)
        piece = body[at : at + count]
        output += b"%x\r\n%s\r\n" % (len(piece), piece)
        at += count
    return output + b"0\r\n\r\n"


def body():
    kind = random.randrange(3)
    if kind == 0:
        return b""
    if kind == 1:
        return random.randbytes(random.randint(1, 20000))
    return ("<p>灯塔 %d</p>\r\n" % random.randrange(1000) * random.randint(1, 2000)).encode()


def write(writer, number):
    url = "http://example.org/%d?q=灯" % number
    kind = random.choice(["response", "resource", "conversion", "request", "metadata", "warcinfo"])
    if kind == "warcinfo":
        record = writer.create_warcinfo_record("a.warc", {"software": "test"})
    elif kind == "response":
        coding, content = random.choice(list(CODINGS)), body()
        headers = [("Content-Type", random.choice(["text/html; charset=utf-8", "image/png"]))]
        content = CODINGS[coding](content)
        if coding:
            headers.append(("Content-Encoding", coding))
        if random.randrange(2) and content:
            content = chunked(content)
            headers.append(("Transfer-Encoding", "chunked"))
        status = random.choice(["200 OK", "404 Not Found", "301 Moved Permanently"])
        record = writer.create_warc_record(
            url, kind, payload=io.BytesIO(content), length=len(content),
            http_headers=StatusAndHeaders(status, headers, protocol="HTTP/1.1"))
    elif kind == "request":
        record = writer.create_warc_record(
            url, kind, http_headers=StatusAndHeaders("GET / HTTP/1.1", [("Host", "example.org")]))
    else:
        content = body()
        record = writer.create_warc_record(
            url, kind, payload=io.BytesIO(content), length=len(content),
            warc_content_type=random.choice(["text/plain", "text/html", "application/pdf"]))
    writer.write_record(record)


for version in ("1.0", "1.1"):
    for packed in (False, True):
        name = "%s%s" % (version, ".warc.gz" if packed else ".warc")
        with open(os.path.join(folder, name), "wb") as stream:
            writer = WARCWriter(stream, gzip=packed, warc_version=version)
            for number in range(200):
                write(writer, number)
