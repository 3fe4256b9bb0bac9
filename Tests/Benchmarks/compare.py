#!/usr/bin/env python3
"""Measures ours beside its peers: the same documents, tokens and queries, in one run.

compare.py --catalog BINARY CORPORA [--peers DIR] [--seed 7] [--queries 300] [--rounds 5] [--runs 5]

Every index is built and asked on its own; the rounds of queries go from engine to engine, class by
class. Counts are compared first: a peer that finds something else takes no part in the ratios.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

import process
import queries
from corpus import corpora, is_unspaced, name_of, texts
from peers import PEERS, Figures, Ours
from tables import number, table

LIMITS = (10, 100, 1000)
COUNT = 0
# Tokenizers differ in a few letters of Unicode; more than this part is another answer.
TOLERANCE = 0.001
# Each engine may take so many seconds for a class of queries in one round.
SECONDS = 1.0
TITLES = {
    "words": "words (plain)", "native": "Chinese as it is (standard; Lucene CJK, Xapian n-grams, "
    "Tantivy on pairs cut beforehand, FTS5 trigrams)", "cut": "Chinese words cut beforehand (whitespace)"}


class Queries:
    """The queries of a track, in a file that every driver reads."""

    def __init__(self, texts, track, folder, options):
        form = Ours.tracks[track][0]
        maker = queries.Maker(os.path.join(texts, form + ".jsonl"), options.seed, track == "cut", 2)
        self.classes = {name: (found[0].kind, found) for name, found in maker.classes(options.queries)
                        if found and (not options.classes or name in options.classes)}
        self.folder = folder
        self.path = os.path.join(folder, "queries.txt")
        with open(self.path, "w") as file:
            for name, (kind, found) in self.classes.items():
                print(f"#class {name} {kind}", *(q.neutral() for q in found), sep="\n", file=file)


class Track:
    """One comparison: builds, then rounds of queries, then tables."""

    def __init__(self, name, texts, engines, queries, options):
        self.name, self.texts, self.queries, self.options = name, texts, queries, options
        self.engines = [engine for engine in engines if name in engine.tracks]
        form = Ours.tracks[name][0]
        # A line's end is not text.
        path = os.path.join(texts, form + ".txt")
        with open(path, "rb") as file:
            self.text_bytes = os.path.getsize(path) - sum(1 for _ in file)
        self.built, self.opened, self.measured = {}, {}, {}

    def measure(self):
        self.build()
        self.open()
        self.ask()
        for engine in self.engines:
            engine.close()
        self.print_builds()
        self.agreeing = {(name, limit): self.compare(name, limit)
                         for name in self.queries.classes for limit in (COUNT, *LIMITS)}
        self.print_counts()
        for limit in (*LIMITS, COUNT):
            self.print_searches(limit)

    # What each engine does.

    def each(self, into, key, action):
        """Adds what every engine gives to a table. A peer that fails is named and goes on no more."""
        for engine in list(self.engines):
            try:
                given = action(engine)
            except (SystemExit, RuntimeError, OSError, ValueError) as failure:
                if engine.name == Ours.name:
                    raise
                print(f"FAILED: {engine.name}: {failure}")
                self.engines.remove(engine)
                continue
            if given:
                into.setdefault((engine.name, *key), []).append(given)

    def build(self):
        """Two cores first: the index of one core is the one that is searched."""
        def once(engine, cores):
            known = self.built.get((engine.name, cores))
            # What takes long is not disturbed by much, and is built once.
            if cores == 2 and not engine.uses_two_cores or known and known[0]["seconds"] > 20:
                return None
            return engine.build(self.texts, self.name, cores)
        for cores in (2, 1):
            for _ in range(self.options.builds):
                self.each(self.built, [cores], lambda engine: once(engine, cores))

    def open(self):
        for from_disk in (True, False, False, False):
            self.each(self.opened, [from_disk], lambda engine: engine.open(self.queries, from_disk))

    def ask(self):
        """Every class and limit goes round all engines; the first round warms up."""
        for turn in range(self.options.rounds + 1):
            into, runs = (self.measured, self.options.runs) if turn else ({}, 1)
            for name in self.queries.classes:
                for limit in (*LIMITS, COUNT):
                    self.each(into, [name, limit], lambda e: e.ask(name, limit, runs, SECONDS))

    # What of it is comparable.

    def found(self, engine, name, limit):
        """How many hits an engine found for a class, or None when it was not asked for all."""
        rounds = self.measured.get((engine, name, limit))
        if not rounds:
            return None
        found = rounds[0].found
        if isinstance(found, list):
            return int(sum(found)) if len(found) == len(self.queries.classes[name][1]) else None
        return found

    def compare(self, name, limit):
        """The peers that found as many as ours, or ran out of time before all were known."""
        ours = self.found("catalog", name, limit)
        agreeing = []
        for engine in self.engines[1:]:
            counted = self.found(engine.name, name, COUNT)
            expected = self.found("catalog", name, COUNT) if counted is not None else ours
            found = counted if counted is not None else self.found(engine.name, name, limit)
            if (engine.name, name, limit) in self.measured and (
                    found is None or abs(found - expected) <= TOLERANCE * expected):
                agreeing.append(engine.name)
        return agreeing

    # What is printed.

    def of_builds(self, engine, cores, value, choose=max):
        rounds = self.built.get((engine, cores))
        return choose(value(built) for built in rounds) if rounds else None

    def print_builds(self):
        megabytes = self.text_bytes / 1e6
        values = {}
        for engine in self.engines:
            e = engine.name
            seconds = lambda built: megabytes / built["seconds"]
            cold = self.opened[e, True][0]
            warm = [statistics.median(c) if None not in c else None for c in zip(*self.opened[e, False])]
            anonymous = lambda built: built["anonymous"] / 1e6
            values[e] = [
                self.of_builds(e, 1, seconds), self.of_builds(e, 1, lambda b: megabytes / b["processor"]),
                self.of_builds(e, 2, seconds), self.built[e, 1][0]["bytes"] / self.text_bytes,
                self.of_builds(e, 1, anonymous, statistics.median), self.of_builds(e, 2, anonymous, statistics.median),
                cold[0], warm[0], cold[1], warm[1]]
        print(f"{megabytes:.1f} MB of text, {self.built['catalog', 1][0]['documents']:,} documents\n")
        rows = [[name] + [f"{v:.3f}" if i == 3 else number(v) for i, v in enumerate(row)]
                for name, row in values.items()]
        peers = [row for name, row in values.items() if name != "catalog"]
        # PISA and bm25s keep no positions: theirs is another index.
        positional = [row for name, row in values.items() if name not in ("catalog", "pisa", "bm25s")]
        ours, ratios = values["catalog"], []
        for i in range(len(ours)):
            known = [row[i] for row in (positional if i == 3 else peers) if row[i] is not None]
            best = (max if i < 3 else min)(known) if known else None
            ratios.append(number(ours[i] / best) if best and ours[i] is not None else "–")
        rows.append(["ours : best peer", *ratios])
        table(["", "MB/s, 1 core", "MB/cpu s", "MB/s, 2 cores", "index/text", "RssAnon MB", "on 2",
               "first hit ms, disk", "cached", "library ms, disk", "cached"], rows)
        documents = {e.name: self.built[e.name, 1][0]["documents"] for e in self.engines}
        if len(set(documents.values())) > 1:
            print(f"DIFFERENT DOCUMENTS: {documents}\n")

    def print_counts(self):
        rows, loud = [], []
        for name, (_, asked) in self.queries.classes.items():
            ours = self.found("catalog", name, COUNT)
            row = [name, str(len(asked)), f"{ours:,}"]
            for engine in self.engines[1:]:
                found = self.found(engine.name, name, COUNT)
                row.append("–" if found is None else "=" if found == ours else f"{found - ours:+,}")
                if found is not None and found != ours:
                    loud.append((engine, name, found - ours, ours))
            rows.append(row)
        table(["counts", "queries", "catalog", *(e.name for e in self.engines[1:])], rows)
        for engine, name, difference, ours in loud:
            print(f"DIFFERENT COUNTS: {engine.name}, {name}: {difference:+,} of {ours:,}"
                  f"{'' if engine.name in self.agreeing[name, COUNT] else ', left out of the ratios'}"
                  f"; {self.examples(engine, name)}")
        for name in self.queries.classes:
            for limit in LIMITS:
                ours = self.found("catalog", name, limit)
                for engine in self.engines[1:]:
                    found = self.found(engine.name, name, limit)
                    if found is not None and found != ours and self.found(engine.name, name, COUNT) is None:
                        print(f"DIFFERENT HITS: {engine.name}, {name}, top-{limit}: "
                              f"{found - ours:+,} of {ours:,}")
        print()

    def examples(self, engine, name):
        """The first queries for which an engine counts something else than ours."""
        shown = []
        numbers = self.measured[engine.name, name, COUNT][0].found
        for query, number in zip(self.queries.classes[name][1], numbers):
            ours = self.engines[0].count(query)
            if ours != number:
                shown.append(f"{query.neutral()!r} {number:.0f} not {ours}")
            if len(shown) == 2:
                break
        return ", ".join(shown)

    def print_searches(self, limit):
        names = [engine.name for engine in self.engines]
        rows = []
        for name in self.queries.classes:
            known = {e: Figures.best(self.measured[e, name, limit])
                     for e in names if (e, name, limit) in self.measured}
            agreeing, ours = self.agreeing[name, limit], known["catalog"]
            cells = [number(known[e].per_second) + ("" if e in agreeing or e == "catalog" else "≠")
                     if e in known else "–" for e in names]
            peers = [known[e] for e in agreeing]
            best = lambda field, choose: choose((getattr(p, field) for p in peers), default=float("nan"))
            p99 = best("p99", min)
            middle = lambda e: statistics.median(f.per_second for f in self.measured[e, name, limit])
            rows.append([
                name, *cells,
                number(ours.per_second / best("per_second", max)),
                number(middle("catalog") / max(map(middle, agreeing), default=float("nan"))),
                number(ours.per_processor_second / best("per_processor_second", max)),
                number(ours.p50), number(best("p50", min)), number(ours.p99), number(p99),
                number(p99 / ours.p99)])
        title = f"top-{limit}" if limit else "counts"
        table([f"{title}, q/s", *names, "ratio", "of medians", "cpu ratio", "p50 µs", "best", "p99 µs", "best",
               "p99 ratio"], rows)

    def results(self):
        """Everything measured, for a file."""
        quickest = {key: Figures.best(rounds) for key, rounds in self.measured.items()}
        return {
            "text_bytes": self.text_bytes,
            "built": [{"engine": e, "cores": c, "rounds": rounds} for (e, c), rounds in self.built.items()],
            "opened": [{"engine": e, "from_disk": d, "ms": ms} for (e, d), ms in self.opened.items()],
            "asked": [{"engine": e, "class": n, "limit": l, "qps": f.per_second,
                       "cqps": f.per_processor_second, "p50_us": f.p50, "p99_us": f.p99,
                       "hits": self.found(e, n, l), "comparable": e in self.agreeing[n, l] or e == "catalog",
                       "rounds": [r.per_second for r in self.measured[e, n, l]]}
                      for (e, n, l), f in quickest.items()],
        }


def compare(file, engines, scratch, options):
    """Measures every track of a corpus; returns the results by track."""
    texts_folder = os.path.join(scratch, "texts")
    chinese = is_unspaced([text for _, text in zip(range(50), texts(file))])
    if chinese and not os.path.exists(os.path.join(options.peers, "ready", "chinese")):
        print(f"missing: jieba and OpenCC's table: {name_of(file)} is left out: make peers\n")
        return {}
    if not os.path.exists(texts_folder):
        # Chinese needs dictionaries, which are installed beside the peers.
        python = os.path.join(options.peers, "bin/python") if chinese else sys.executable
        here = os.path.dirname(os.path.abspath(__file__))
        subprocess.run([python, os.path.join(here, "texts.py"), file, texts_folder], check=True)
    results = {}
    for name in ("native", "cut") if chinese else ("words",):
        if options.tracks and name not in options.tracks:
            continue
        place = os.path.join(scratch, name)
        os.makedirs(place, exist_ok=True)
        asked = Queries(texts_folder, name, place, options)
        track = Track(name, texts_folder, engines, asked, options)
        load = os.getloadavg()[0]
        print(f"== {name_of(file)} · {TITLES[name]}\n")
        track.measure()
        print("versions:", ", ".join(f"{e.name} {e.version}" for e in track.engines[1:]))
        print(f"load of the machine before and after: {load:.1f}, {os.getloadavg()[0]:.1f}\n", flush=True)
        results[name] = track.results()
    return results


def measure_all(options, scratch):
    """Names the peers that are missing, and measures the others on every corpus."""
    peers = [kind(options.peers) for kind in PEERS]
    for peer in peers:
        if peer.missing:
            print(f"missing: {peer.name}: {peer.missing}")
    present = [peer for peer in peers if not peer.missing and peer.name not in options.without]
    print()
    results = {}
    for file in corpora(options.corpora) if present else ():
        place = os.path.join(scratch, name_of(file))
        os.makedirs(place, exist_ok=True)
        engines = [Ours(options.catalog), *present]
        for engine in engines:
            engine.scratch = place
        results[name_of(file)] = compare(file, engines, place, options)
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora")
    parser.add_argument("--catalog", required=True, help="the built command")
    parser.add_argument("--peers", default=os.path.expanduser("~/.cache/catalog-peers"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--queries", type=int, default=300, help="queries of each class")
    parser.add_argument("--rounds", type=int, default=5, help="turns through all engines")
    parser.add_argument("--runs", type=int, default=5, help="runs of a query in a round")
    parser.add_argument("--builds", type=int, default=3)
    parser.add_argument("--tracks", nargs="*", choices=list(TITLES), help="only these")
    parser.add_argument("--classes", nargs="*", help="only these, such as and2 or phrase")
    parser.add_argument("--without", nargs="*", default=[], help="peers to leave out")
    parser.add_argument("--scratch", help="a folder for texts and indexes, kept; default: a temporary one")
    parser.add_argument("--output", help="writes everything measured as JSON")
    options = parser.parse_args()
    print(f"machine: {process.machine()}\nseed: {options.seed}")
    if options.scratch:
        results = measure_all(options, options.scratch)
    else:
        with tempfile.TemporaryDirectory(prefix="catalog-peers-") as scratch:
            results = measure_all(options, scratch)
    if options.output:
        with open(options.output, "w") as output:
            measured = {"machine": process.machine(), "seed": options.seed, "corpora": results}
            json.dump(measured, output, indent=1)


if __name__ == "__main__":
    main()
