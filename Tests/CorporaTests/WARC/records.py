"""The records of WARC files as warcio reads them, a JSON object a line.

records.py FOLDER: the records of each file follow a line with its path. Only records that hold content
are printed, with their payload as base64. A file that warcio cannot read to its end gives a last line,
{"refused": reason}.
"""

import base64
import contextlib
import glob
import json
import os
import sys

from warcio.archiveiterator import ArchiveIterator

CONTENT = ("response", "resource", "conversion")


def main(path):
    try:
        with open(path, "rb") as stream:
            for record in ArchiveIterator(stream):
                payload = record.content_stream().read()
                if record.rec_type not in CONTENT:
                    continue
                header = record.rec_headers.get_header
                status = record.http_headers and record.http_headers.get_statuscode()
                print(
                    json.dumps(
                        {
                            "id": header("WARC-Record-ID").strip("<>"),
                            "url": header("WARC-Target-URI"),
                            "date": header("WARC-Date"),
                            "type": record.rec_type,
                            "status": status,
                            "payload": base64.b64encode(payload).decode(),
                        }
                    )
                )
    except Exception as error:
        print(json.dumps({"refused": str(error)}))


for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.warc*"))):
    print(path)
    # warcio prints its warnings.
    with contextlib.redirect_stderr(None):
        main(path)
