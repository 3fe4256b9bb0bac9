"""Ours and its peers behind one face, so that `compare.py` need not know which is which.

A track says what is compared: which form of the texts (see texts.py) and in which mode an engine
takes it. An engine that lacks a track does not take part in it. `scratch` is where indexes go.
"""
import json
import math
import os
import shutil
import subprocess
import time

import process
from engines import CORE, Catalog, evict

DRIVERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Peers")


class Figures:
    """What a class of queries took: each query by the median of its runs, in microseconds."""

    def __init__(self, per_second, per_processor_second, p50, p99, found):
        self.per_second, self.per_processor_second = per_second, per_processor_second
        self.p50, self.p99, self.found = p50, p99, found

    @staticmethod
    def of(answer):
        wall, processor = sorted(answer["wall"]), answer["processor"]
        rank = lambda part: wall[max(1, math.ceil(part * len(wall))) - 1]
        return Figures(len(wall) / sum(wall) * 1e6, len(wall) / max(sum(processor), 1e-3) * 1e6,
                       rank(0.5), rank(0.99), answer["numbers"])

    @staticmethod
    def best(rounds):
        """The quickest round: what else runs on a machine only slows."""
        return max(rounds, key=lambda figures: figures.per_second)


class Ours:
    """This project's command behind the face of a peer."""

    name = "catalog"
    tracks = {"words": ("plain", "plain"), "native": ("plain", "standard"), "cut": ("cut", "whitespace")}
    uses_two_cores = True

    def __init__(self, binary):
        self.binary = binary

    @property
    def catalog(self):
        return Catalog(self.binary, self.scratch)

    def build(self, texts, track, cores):
        form, analyzer = self.tracks[track]
        self.label = f"{track}-{cores}"
        catalog = self.catalog
        if cores == 1:
            catalog.run = lambda *arguments: process.pinned([self.binary, *arguments])
        built = catalog.build(
            os.path.join(texts, form + ".jsonl"), "corpus", self.label, analyzer, "none", cores)
        core = sum(size for name, size in built["sections"].items() if name in CORE)
        return {"documents": built["records"], "seconds": built["seconds"], "bytes": core,
                "processor": built["processor"], "anonymous": built["anonymous"]}

    def open(self, queries, from_disk):
        """Milliseconds of a process that gives one hit; those inside it are not told apart."""
        self.classes = {}
        for name, (_, list_of_queries) in queries.classes.items():
            self.classes[name] = os.path.join(queries.folder, name + ".catalog")
            with open(self.classes[name], "w") as file:
                print(f"#class {name}", *(q.catalog() for q in list_of_queries), sep="\n", file=file)
        first = next(iter(queries.classes.values()))[1][0].catalog()
        return self.catalog.first_hit("corpus", self.label, first, from_disk), None

    def ask(self, name, limit, repeats, seconds):
        answer = self.catalog.search(
            "corpus", self.label, self.classes[name], limit or 1, repeats, limit == 0)["classes"][0]
        if limit == 0:
            return Figures(answer["count_qps"], math.nan, math.nan, math.nan, answer["hits"])
        return Figures(answer["qps"], answer["cqps"], answer["p50_us"], answer["p99_us"], answer["top"])

    def count(self, query):
        """The exact number of one query, to show where engines differ."""
        output = self.catalog.run("count", query.catalog(), "--in", "corpus", "--home",
                                  self.catalog.home(self.label), "--json").output
        return json.loads(output)["records"]

    def close(self):
        pass


class Peer:
    """A driver of Peers/: builds in one process, and answers for times in another."""

    uses_two_cores = False

    def __init__(self, peers):
        self.peers, self.process = peers, None

    @property
    def missing(self):
        """Why the peer cannot take part, or None."""
        reason = os.path.join(self.peers, "missing", self.key)
        if os.path.exists(reason):
            with open(reason) as file:
                return " ".join(file.read().split())
        if not os.path.exists(os.path.join(self.peers, "ready", self.key)):
            return "not installed: make peers"
        return None

    def build(self, texts, track, cores):
        form, mode = self.tracks[track]
        self.mode = mode
        self.folder = os.path.join(self.scratch, f"{self.name}-{track}-{cores}".replace(" ", "-"))
        shutil.rmtree(self.folder, ignore_errors=True)
        command = self.command(building=True) + [
            "build", os.path.join(texts, form + ".txt"), self.folder, mode, str(cores)]
        cost = (process.pinned if cores == 1 else process.run)(command)
        built = json.loads(cost.output.splitlines()[-1])
        return {"bytes": folder_bytes(self.folder), **built,
                "processor": cost.processor, "anonymous": cost.anonymous}

    def open(self, queries, from_disk):
        """Milliseconds to the first hit from the process's start, and from the index's opening."""
        self.close()
        if from_disk:
            evict(self.folder)
        start = time.perf_counter()
        self.process = subprocess.Popen(
            self.command(building=False) + ["serve", self.folder, queries.path, self.mode],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        ready = self.answer()
        self.version = ready["version"]
        return (time.perf_counter() - start) * 1000, ready["first_hit_ms"]

    def ask(self, name, limit, repeats, seconds):
        """The figures of a class, or None where the engine cannot answer such queries."""
        self.process.stdin.write(f"{name} {limit} {repeats} {seconds}\n")
        self.process.stdin.flush()
        answer = self.answer()
        return Figures.of(answer) if answer["wall"] else None

    def answer(self):
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError(f"{self.name}: the driver ended with {self.process.wait()}")
            if line.startswith("{"):
                return json.loads(line)

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()
            self.process = None


class Lucene(Peer):
    name = key = "lucene"
    tracks = {"words": ("plain", "word"), "native": ("plain", "pairs"), "cut": ("cut", "word")}
    uses_two_cores = True

    def command(self, building):
        java = os.path.join(os.environ.get("BENCH_JAVA_HOME", ""), "bin/java")
        collector = "-XX:+UseParallelGC" if building else "-XX:+UseSerialGC"
        return [java if os.path.exists(java) else "java", "-Xms1g", "-Xmx3g", collector,
                "-XX:-UsePerfData", "-cp",
                f"{self.peers}/lucene/classes:{self.peers}/lucene/lucene.jar", "LuceneDriver"]


class Python(Peer):
    """A peer that is a Python library."""

    def command(self, building):
        return [os.path.join(self.peers, "bin/python"), os.path.join(DRIVERS, self.key + "_driver.py")]


class Tantivy(Python):
    name = key = "tantivy"
    tracks = {"words": ("plain", "word"), "native": ("pairs", "pairs"), "cut": ("cut", "space")}
    uses_two_cores = True


class PISA(Python):
    name = key = "pisa"
    tracks = {"words": ("hex", "hex"), "cut": ("hex", "hex")}
    uses_two_cores = True


class BM25S(Python):
    name = key = "bm25s"
    tracks = {"words": ("plain", "word"), "cut": ("cut", "space")}


class Native(Peer):
    """A peer that is a C or C++ library."""

    def command(self, building):
        return [os.path.join(self.peers, "drivers", self.key)]


class Xapian(Native):
    name = key = "xapian"
    tracks = {"words": ("plain", "word"), "native": ("plain", "ngram"), "cut": ("cut", "word")}


class SQLite(Native):
    name, key = "fts5", "sqlite"
    tracks = {"words": ("plain", "word"), "native": ("plain", "trigram"), "cut": ("cut", "word")}


def folder_bytes(folder):
    """Bytes of all files below a folder."""
    return sum(os.path.getsize(os.path.join(path, name))
               for path, _, names in os.walk(folder) for name in names)


PEERS = [Lucene, Tantivy, PISA, BM25S, Xapian, SQLite]
