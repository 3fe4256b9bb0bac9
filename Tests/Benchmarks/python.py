"""What the Python package costs: beside the command on the same records, and beside tantivy of PyPI.

    python Tests/Benchmarks/python.py --catalog .build/release/catalog web.jsonl

Run it with an interpreter that has the wheel, pyarrow and, for the comparison, tantivy. FILE is JSON Lines
with the fields `id` and `text`. Times are of one process each, the least of some runs; what is compared runs
in turns, so that a busy machine is busy for both.
"""

import argparse
import json
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import pyarrow as pa

from corpus_catalog import Index


def timed(work):
    """What some work took: by the clock, and of all processors."""
    begin, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    result = work()
    now = resource.getrusage(resource.RUSAGE_SELF)
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return result, time.perf_counter() - begin, cpu


def command_cpu(command):
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return time.perf_counter() - begin, cpu


def import_seconds():
    program = "import time; b = time.perf_counter(); import corpus_catalog; print(time.perf_counter() - b)"
    return min(
        float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout)
        for _ in range(10)
    )


def build(table, path, jobs):
    index = Index(path, text="text", record_id="id", analyzer="plain")
    _, wall, cpu = timed(lambda: index.add(table, jobs=jobs))
    return index, wall, cpu


def compare_adding(choice, table, folder):
    size = choice.file.stat().st_size
    ours, theirs = [], []
    for number in range(choice.runs):
        index, wall, cpu = build(table, f"{folder}/python{number}", choice.jobs)
        ours.append((wall, cpu))
        theirs.append(
            command_cpu(
                [choice.catalog, "add", str(choice.file), "--home", f"{folder}/home{number}", "--id", "b",
                 "--text", "text", "--record-id", "id", "--analyzer", "plain", "--jobs", str(choice.jobs)]
            )
        )
    for name, place in (("clock", 0), ("processors", 1)):
        mine, command = min(run[place] for run in ours), min(run[place] for run in theirs)
        print(
            f"add, {name}: {size / mine / 1e6:.1f} MB/s, the command {size / command / 1e6:.1f} MB/s: "
            f"{command / mine:.2f} of its speed"
        )
    return index


def queries_of(texts, count):
    """Queries of several classes, from the texts themselves."""
    chosen = random.Random(7)
    frequency = {}
    for text in texts[:5000]:
        for word in set(text.lower().split()):
            if word.isalpha() and word.isascii():
                frequency[word] = frequency.get(word, 0) + 1
    words = sorted(frequency, key=frequency.get, reverse=True)
    common, middle, rare = words[:50], words[50:1000], words[1000:20000]

    def phrase(length):
        while True:
            run = chosen.choice(texts).lower().split()
            start = chosen.randrange(max(1, len(run) - length))
            found = run[start : start + length]
            if len(found) == length and all(w.isalpha() and w.isascii() for w in found):
                return " ".join(found)

    return {
        "frequent word": [chosen.choice(common) for _ in range(count)],
        "word": [chosen.choice(middle) for _ in range(count)],
        "rare word": [chosen.choice(rare) for _ in range(count)],
        "and of two": [f"+{chosen.choice(common)} +{chosen.choice(middle)}" for _ in range(count)],
        "or of three": [" ".join(chosen.choice(middle) for _ in range(3)) for _ in range(count)],
        "phrase": [f'"{phrase(2)}"' for _ in range(count)],
    }


def median_seconds(run, queries, runs):
    """The median over queries of each one's best time."""
    best = [float("inf")] * len(queries)
    for _ in range(runs):
        for place, query in enumerate(queries):
            begin = time.perf_counter()
            run(query)
            best[place] = min(best[place], time.perf_counter() - begin)
    return statistics.median(best), sum(best)


def measure_searching(index, queries):
    """Against the library itself, whose answers say how long it searched, hits and query included."""
    snapshot = index.snapshot()
    for name, own in queries.items():
        library, over, decoded = [], [], []
        for query in own:
            best = [float("inf")] * 3
            for _ in range(7):
                begin = time.perf_counter()
                hits = snapshot.search(query, exact=False)
                wall = time.perf_counter() - begin
                [hit.record for hit in hits]
                reading = time.perf_counter() - begin - wall
                took = hits.took_ms / 1e3
                best = [min(pair) for pair in zip(best, (took, wall - took, wall + reading))]
            for figures, value in zip((library, over, decoded), best):
                figures.append(value * 1e6)
        print(
            f"search, {name}: the library {statistics.median(library):.1f} us, "
            f"Python +{statistics.median(over):.1f} us, with hits read {statistics.median(decoded):.1f} us"
        )


def measure_scanning(index, queries):
    word = max(queries["frequent word"], key=lambda q: index.count(q).records)
    best = 0.0
    for _ in range(7):
        scan = index.scan(word, columns="number", batch=1 << 20)
        (rows, wall, _) = timed(lambda: sum(len(b) for b in pa.RecordBatchReader.from_stream(scan)))
        best = max(best, rows / wall)
    print(f"scan of {word!r}: {rows:,} of {len(index):,} numbers, {best / 1e6:.1f} million a second")


def compare_tantivy(choice, table, queries, folder):
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", stored=True)
    path = pathlib.Path(folder, "tantivy")
    path.mkdir()
    theirs = tantivy.Index(builder.build(), path=str(path))

    def fill():
        writer = theirs.writer(heap_size=1 << 30, num_threads=choice.jobs)
        for batch in table.to_batches(max_chunksize=1000):
            for row in batch.to_pylist():
                writer.add_document(tantivy.Document(id=[row["id"]], text=[row["text"]]))
        writer.commit()
        writer.wait_merging_threads()

    _, wall, cpu = timed(fill)
    index, own, own_cpu = build(table, f"{folder}/beside", choice.jobs)
    print(f"build beside tantivy {tantivy.__version__}: clock {wall / own:.2f} x, processors {cpu / own_cpu:.2f} x")
    theirs.reload()
    searcher = theirs.searcher()
    snapshot = index.snapshot()

    def search(query):
        found = searcher.search(theirs.parse_query(query, ["text"]), 10)
        return [searcher.doc(address)["id"][0] for _, address in found.hits]

    for name, asked in queries.items():
        _, mine = median_seconds(lambda q: [h.record for h in snapshot.search(q, snippets=False, fields=False)], asked, 5)
        _, peer = median_seconds(search, asked, 5)
        print(f"top-10 with exact totals, {name}: {peer / mine:.2f} x")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--catalog", required=True, help="the command, of the same build")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--queries", type=int, default=100, help="of each class")
    parser.add_argument("--wheel", type=pathlib.Path)
    parser.add_argument("--no-tantivy", action="store_true")
    parser.add_argument("file", type=pathlib.Path)
    choice = parser.parse_args()
    if choice.wheel:
        print(f"wheel: {choice.wheel.stat().st_size / 1e6:.1f} MB")
    print(f"import: {import_seconds() * 1e3:.1f} ms")
    with open(choice.file, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    table = pa.table(
        {"id": [str(r["id"]) for r in records], "text": [r["text"] for r in records]}
    )
    queries = queries_of([r["text"] for r in records], choice.queries)
    # The same records for the command: the two columns and nothing else.
    with tempfile.TemporaryDirectory() as folder:
        choice.file = pathlib.Path(folder, "records.jsonl")
        with open(choice.file, "w", encoding="utf-8") as lines:
            for row in records:
                lines.write(json.dumps({"id": str(row["id"]), "text": row["text"]}, ensure_ascii=False) + "\n")
        index = compare_adding(choice, table, folder)
        measure_searching(index, queries)
        measure_scanning(index, queries)
        if not choice.no_tantivy:
            compare_tantivy(choice, table, queries, folder)


main()
