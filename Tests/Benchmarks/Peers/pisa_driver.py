"""PISA: no positions, so no phrases, and no counts. MODE: hex, text cut beforehand with the tokens
that are not ASCII written as hexadecimal digits, as its own tokenizer knows no other letters."""
import os
import sys
import time

import numpy
import pyterrier_pisa
from pyterrier_pisa import PisaIndex, _pisathon

import driver

# What a search reads; forward and uncompressed inverted files serve the building.
READ = ("fwd.documents", "fwd.doclex", "fwd.termlex")
DISJUNCTIONS = ("maxscore", "block_max_maxscore", "block_max_wand")
CONJUNCTIONS = ("ranked_and", "block_max_ranked_and")


def encoded(word):
    return word if word.isascii() else "x" + word.encode().hex()


def index(folder, cores):
    return PisaIndex(folder, stemmer="none", stops="none", threads=cores, overwrite=True)


def build(texts, folder, cores):
    start = time.perf_counter()
    records = ({"docno": str(n), "text": text} for n, text in enumerate(driver.texts(texts)))
    built = index(folder, cores)
    built.index(records)
    # The first retriever compresses.
    built.bm25(k1=1.2, b=0.75, num_results=10, threads=1)
    seconds = time.perf_counter() - start
    files = [f for f in os.listdir(folder) if f in READ or f.startswith("bm25.")]
    size = sum(os.path.getsize(os.path.join(folder, f)) for f in files)
    driver.built(built.num_docs(), seconds, bytes=size)


def serve(folder, queries):
    opened = time.perf_counter()
    retriever = index(folder, 1).bm25(k1=1.2, b=0.75, num_results=10, threads=1)
    most = 1000
    positions, names = numpy.empty(most, numpy.int32), numpy.empty(most, object)
    ranks, scores = numpy.empty(most, numpy.int32), numpy.empty(most, numpy.float32)

    def run(algorithm, query, limit):
        return _pisathon.retrieve(
            retriever._ctxt, algorithm, query, k=limit, threads=1, query_weighted=0,
            pretokenised=False, result_qidxs=positions, result_docnos=names, result_ranks=ranks,
            result_scores=scores)

    def seconds(algorithm, query, limit):
        run(algorithm, query, limit)
        start = time.perf_counter()
        run(algorithm, query, limit)
        return time.perf_counter() - start

    def prepare(kind, clauses, limit):
        if limit == 0 or kind in ("phrase", "mix"):
            return None
        query = [(0, " ".join(encoded(word) for clause in clauses for word in clause))]
        # The fastest of its algorithms for this very query.
        algorithms = CONJUNCTIONS if kind == "all" else DISJUNCTIONS
        best = min(algorithms, key=lambda algorithm: seconds(algorithm, query, limit))
        return lambda: run(best, query, limit)

    driver.serve(queries, pyterrier_pisa.__version__, opened, prepare)


if sys.argv[1] == "build":
    build(sys.argv[2], sys.argv[3], int(sys.argv[5]))
else:
    serve(*sys.argv[2:4])
