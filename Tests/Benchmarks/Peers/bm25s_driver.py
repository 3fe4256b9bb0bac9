"""bm25s: scores every document, has neither phrases nor conjunctions nor counts. MODE: word
(lower-cased runs of letters and digits), space (text cut beforehand)."""
import re
import sys
import time

import bm25s
import numpy

import driver

WORD = re.compile(r"[^\W_]+")


def build(texts, folder, mode):
    start = time.perf_counter()
    cut = str.split if mode == "space" else (lambda text: WORD.findall(text.lower()))
    vocabulary = {}
    documents = [
        numpy.array([vocabulary.setdefault(word, len(vocabulary)) for word in cut(text)], numpy.int32)
        for text in driver.texts(texts)]
    index = bm25s.BM25(k1=1.2, b=0.75, method="lucene", backend="numba")
    index.index((documents, vocabulary), show_progress=False)
    index.save(folder)
    driver.built(len(documents), time.perf_counter() - start)


def serve(folder, queries):
    opened = time.perf_counter()
    index = bm25s.BM25.load(folder, mmap=True)
    index.backend = "numba"
    index.activate_numba_scorer()
    documents = index.scores["num_docs"]

    def prepare(kind, clauses, limit):
        if limit == 0 or kind not in ("term", "any"):
            return None
        words = [clause[0] for clause in clauses if clause[0] in index.vocab_dict]

        def run():
            found = index.retrieve(
                [words], k=min(limit, documents), show_progress=False, n_threads=1, sorted=True)
            return int((found.scores[0] > 0).sum())
        return run

    driver.serve(queries, bm25s.__version__, opened, prepare)


if sys.argv[1] == "build":
    build(*sys.argv[2:5])
else:
    serve(*sys.argv[2:4])
