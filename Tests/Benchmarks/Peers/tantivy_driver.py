"""Tantivy. MODE: word (lower-cased runs of letters and digits), space (text cut beforehand), pairs
(pairs of characters cut beforehand; a word of several pairs is a phrase of them)."""
import os
import sys
import time

import tantivy

import driver

MUST, SHOULD = tantivy.Occur.Must, tantivy.Occur.Should


def index(folder, mode):
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("t", stored=False, tokenizer_name="bench", index_option="position")
    builder.add_unsigned_field("id", stored=False, indexed=False, fast=True)
    index = tantivy.Index(builder.build(), path=folder)
    words = tantivy.Tokenizer.simple() if mode == "word" else tantivy.Tokenizer.whitespace()
    index.register_tokenizer(
        "bench", tantivy.TextAnalyzerBuilder(words).filter(tantivy.Filter.lowercase()).build())
    return index


def build(texts, folder, mode, cores):
    start = time.perf_counter()
    os.makedirs(folder)
    writer = index(folder, mode).writer(heap_size=1 << 30, num_threads=cores)
    number = 0
    for number, text in enumerate(driver.texts(texts), 1):
        document = tantivy.Document()
        document.add_text("t", text)
        document.add_unsigned("id", number)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    driver.built(number, time.perf_counter() - start)


def serve(folder, queries, mode):
    opened = time.perf_counter()
    opened_index = index(folder, mode)
    schema, searcher = opened_index.schema, opened_index.searcher()

    def tokens(word):
        return [word[i:i + 2] for i in range(len(word) - 1)] if mode == "pairs" else [word]

    def phrase(words):
        if len(words) == 1:
            return tantivy.Query.term_query(schema, "t", words[0])
        return tantivy.Query.phrase_query(schema, "t", words)

    def combined(parts, occur):
        return parts[0] if len(parts) == 1 else tantivy.Query.boolean_query([(occur, p) for p in parts])

    def tree(kind, clauses):
        if kind == "phrase":
            words = [clause[0] for clause in clauses]
            return phrase(tokens("".join(words)) if mode == "pairs" else words)
        parts = [combined([phrase(tokens(word)) for word in clause], SHOULD) for clause in clauses]
        return combined(parts, SHOULD if kind == "any" else MUST)

    def prepare(kind, clauses, limit):
        query = tree(kind, clauses)
        if limit == 0:
            # The interface counts beside at least one ranked hit.
            return lambda: searcher.search(query, 1, count=True).count
        return lambda: len(searcher.search(query, limit, count=False).hits)

    driver.serve(queries, tantivy.__version__.split(",")[0].removeprefix("tantivy v"), opened, prepare)


if sys.argv[1] == "build":
    build(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))
else:
    serve(*sys.argv[2:5])
