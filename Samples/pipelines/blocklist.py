"""Lists the records of a corpus that contain a question of a benchmark, word by word.

    python blocklist.py CORPUS QUESTIONS.jsonl FIELD > blocklist.tsv

Needs nothing beside corpus_catalog. CORPUS is whatever the index reads: files, folders, patterns. A line of
the result is a record's id and the question that it contains.
"""

import json
import sys
import tempfile

from corpus_catalog import Index, phrase

corpus, questions, field = sys.argv[1:4]
with tempfile.TemporaryDirectory() as folder:
    index = Index(folder + "/corpus.index")
    index.add(corpus)
    snapshot = index.snapshot()
    with open(questions, encoding="utf-8") as lines:
        for line in lines:
            words = " ".join(json.loads(line)[field].split())
            if words:
                for match in snapshot.scan(phrase(words)):
                    print(match["record"], words, sep="\t")
