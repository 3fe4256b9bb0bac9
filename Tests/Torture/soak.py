#!/usr/bin/env python3
"""Has processes read a home while others write to it, and compares each answer with what was committed.

    make soak MINUTES=10
    soak.py --catalog BINARY [--minutes 10] [--datasets 2] [--readers 3] [--seed N]

Each dataset has a writer that grows its files, changes them, deletes records, takes deletes back, indexes
everything anew and edits the description, one command after the other. Readers count, extract, list and
check meanwhile. An answer is right when it is that of a state which was the newest at some time between its
beginning and its end; while a command runs, both the state before and the one after may be.
"""

import argparse
import collections
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time

from stories import Fault, Home

# A dataset with more records is cut back, so that commands stay short.
ENOUGH_RECORDS = 2_000
FILE_RECORDS = 60
WORDS = 7
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Dataset:
    """A dataset, its files, and the states that readers may see."""

    def __init__(self, name, scratch, chance):
        self.name, self.chance = name, chance
        self.folder = os.path.join(scratch, name)
        os.makedirs(self.folder)
        self.files, self.deleted, self.undone = {}, [], set()
        self.made, self.title = 0, name
        # Each state with the beginning of the command that led to it and the end of the one that led away.
        self.states = []
        self.lock = threading.Lock()

    def write_file(self, name):
        """Makes a file of fresh records, each with one of a few words."""
        records = {}
        for _ in range(FILE_RECORDS):
            self.made += 1
            records[f"{self.name}-{self.made}"] = f"word{self.chance.randrange(WORDS)}"
        path = os.path.join(self.folder, name)
        # A file that is read meanwhile stays what it was.
        with open(path + ".part", "w") as file:
            for id, word in records.items():
                file.write(json.dumps({"id": id, "text": f"the {word} of {self.name}"}) + "\n")
        os.rename(path + ".part", path)
        self.files[name] = records

    def gone(self):
        return set().union(*(ids for number, ids in self.deleted if number not in self.undone))

    def state(self):
        ids = {id for records in self.files.values() for id in records} - self.gone()
        return self.title, frozenset(ids)

    def begin(self, state):
        with self.lock:
            self.states.append([time.monotonic(), state, None])

    def end(self):
        with self.lock:
            if len(self.states) > 1:
                self.states[-2][2] = time.monotonic()
            # What nobody can still be looking at is forgotten.
            self.states = [state for state in self.states if state[2] is None or
                           state[2] > time.monotonic() - 120]

    def seen_between(self, begin, end):
        with self.lock:
            return [state for since, state, until in self.states
                    if since <= end and (until is None or until >= begin)]


class Soak:
    def __init__(self, options, scratch):
        self.options, self.scratch = options, scratch
        self.home = Home(os.path.abspath(options.catalog), os.path.join(scratch, "home"))
        self.datasets, self.faults = [], []
        self.done = collections.Counter()
        self.end = None

    def is_over(self):
        return bool(self.faults) or time.monotonic() > self.end

    def guarded(self, work, *arguments):
        try:
            while not self.is_over():
                work(*arguments)
        except Fault as fault:
            self.faults.append(str(fault))

    def prepare(self):
        for number in range(self.options.datasets):
            dataset = Dataset(
                f"set{number}", self.scratch, random.Random(f"{self.options.seed} {number}"))
            dataset.write_file("first.jsonl")
            self.home.must("add", dataset.folder, "--id", dataset.name, "-q")
            self.home.must("set", dataset.name, f"title={dataset.name}")
            dataset.begin(dataset.state())
            self.datasets.append(dataset)

    # Writing

    def write(self, dataset):
        many = sum(map(len, dataset.files.values())) > ENOUGH_RECORDS
        what = "shrink" if many else dataset.chance.choice(
            ["grow", "grow", "change", "delete", "undo", "rebuild", "title"])
        command = ["index", dataset.name, "-q"]
        if what == "grow":
            dataset.write_file(f"more{dataset.made}.jsonl")
        elif what == "change":
            dataset.write_file(dataset.chance.choice(sorted(dataset.files)))
        elif what == "shrink":
            for name in sorted(dataset.files)[1:]:
                os.remove(os.path.join(dataset.folder, name))
                del dataset.files[name]
        elif what == "delete":
            word = f"word{dataset.chance.randrange(WORDS)}"
            _, ids = dataset.state()
            hit = {id for records in dataset.files.values() for id, own in records.items()
                   if own == word and id in ids}
            if not hit:
                return
            dataset.deleted.append((len(dataset.deleted) + 1, hit))
            command = ["delete", dataset.name, word, "-q"]
        elif what == "undo":
            rest = [number for number, _ in dataset.deleted if number not in dataset.undone]
            if not rest:
                return
            number = dataset.chance.choice(rest)
            dataset.undone.add(number)
            command = ["log", "--undo", f"{dataset.name}:{number}"]
        elif what == "rebuild":
            command += ["--rebuild"]
        else:
            dataset.title = f"title {dataset.chance.randrange(1 << 30)}"
            command = ["set", dataset.name, f"title={dataset.title}"]
        dataset.begin(dataset.state())
        self.home.must(*command)
        dataset.end()
        self.done["written: " + what] += 1

    # Reading

    def read(self, chance):
        dataset = chance.choice(self.datasets)
        what = chance.choice(["count", "extract", "list", "find", "check"])
        begin = time.monotonic()
        if what == "count":
            answer = json.loads(self.home.must("count", "the", "--in", dataset.name, "--json"))
            found, expected = answer["records"], lambda state: len(state[1])
        elif what == "extract":
            lines = self.home.must("extract", "the", "--in", dataset.name, "--to", "-", "-q")
            found = frozenset(json.loads(line)["id"] for line in lines.splitlines())
            expected = lambda state: state[1]
        elif what == "list":
            answer = json.loads(self.home.must("list", "--where", "layer=own", "--json"))
            found = {each["id"]: each["name"] for each in answer["datasets"]}[dataset.name]
            expected = lambda state: state[0]
        elif what == "find":
            word = f"word{chance.randrange(WORDS)}"
            answer = json.loads(self.home.must(
                "find", word, "--in", dataset.name, "--limit", "5", "--json"))
            found, expected = True, lambda state: all(
                hit["record"] in state[1] for hit in answer["hits"])
        else:
            found, expected = self.home.must("check", dataset.name) and True, lambda state: True
        states = dataset.seen_between(begin, time.monotonic())
        if not any(expected(state) == found for state in states):
            raise Fault(f"{what} of {dataset.name}: {found} is seen, and none of {len(states)} states is it")
        self.done["read: " + what] += 1

    def run(self):
        self.prepare()
        self.end = time.monotonic() + 60 * self.options.minutes
        threads = [threading.Thread(target=self.guarded, args=(self.write, dataset))
                   for dataset in self.datasets]
        threads += [threading.Thread(
            target=self.guarded, args=(self.read, random.Random(f"{self.options.seed} reader {number}")))
            for number in range(self.options.readers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for what, count in sorted(self.done.items()):
            print(f"{what} {count}")
        print(f"{sum(self.done.values())} commands, {len(self.faults)} faults")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--catalog", required=True)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--datasets", type=int, default=2)
    parser.add_argument("--readers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    scratch = tempfile.mkdtemp(prefix="catalog-soak-", dir=os.environ.get("TMPDIR") or MEMORY)
    soak = Soak(options, scratch)
    soak.run()
    for fault in soak.faults:
        print(f"{fault}\nthe home: {scratch}")
    if soak.faults:
        sys.exit(1)
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
