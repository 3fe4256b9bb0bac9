#!/usr/bin/env python3
"""Kills the command at random moments and looks at what the next command makes of it.

Each round copies a small home, runs one verb that changes store and index, kills it with SIGKILL somewhere
between its start and its usual end, and asks the next commands: `check` must find nothing, the verb must
be done or not done, and doing it again must end it. The seed is printed; with --seed a run is repeated, as
far as the machine's clock allows.

    make torture MINUTES=10
    Tests/Torture/kills.py --catalog .build/release/catalog --minutes 1
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time

RECORDS = 400


class Home:
    """A home in a folder of its own, and the command that works on it."""

    def __init__(self, catalog, folder):
        self.catalog = catalog
        self.folder = folder

    def run(self, *arguments):
        """Runs a command to its end; gives exit status, results and messages."""
        done = subprocess.run(self.line(arguments), capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout, done.stderr

    def line(self, arguments):
        return [self.catalog, *arguments, "--home", self.folder]

    def must(self, *arguments):
        status, results, messages = self.run(*arguments)
        if status != 0:
            raise Fault(f"catalog {' '.join(arguments)} ended with {status}: {results}{messages}")
        return results

    def kill(self, arguments, seconds):
        """Runs a command and kills it after a while; gives whether it was still running."""
        process = subprocess.Popen(
            self.line(arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=seconds)
            return False
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True

    def records(self, dataset):
        """Records found in a dataset, `None` when there is no such dataset to search."""
        status, results, messages = self.run("count", "the", "--in", dataset, "--json")
        if status == 66:
            return None
        if status != 0:
            raise Fault(f"count in {dataset} ended with {status}: {messages}")
        return json.loads(results)["records"]


class Fault(Exception):
    """What must not be."""


def expect(found, allowed, what):
    if found not in allowed:
        raise Fault(f"{what}: {found}, allowed are {allowed}")


# Each story: how the home is prepared, the verb, what may be found after a kill, and what must be found
# once the verb has run again.


def after_add(home, data):
    expect(home.records("new"), [None, 0, RECORDS], "records of a dataset whose add was killed")
    home.must("add", data, "--id", "new", "-q")
    expect(home.records("new"), [RECORDS], "records after adding again")


def after_purge(home, data):
    expect(home.records("old"), [None], "records of a removed dataset")
    status, _, _ = home.run("restore", "old")
    if status == 0:
        expect(home.records("old"), [RECORDS], "records of a dataset that was not purged after all")
    else:
        home.must("add", data, "--id", "old", "-q")
        expect(home.records("old"), [RECORDS], "records of what was added after the purge")


def after_rename(home, data):
    expect(home.records("old"), [RECORDS], "records under the former id or alias")
    status, _, _ = home.run("show", "other")
    if status != 0:
        home.must("rename", "old", "other")
    expect(home.records("other"), [RECORDS], "records under the other id")


def after_delete(home, data):
    expect(home.records("old"), [RECORDS, RECORDS // 2], "records after a deletion that was killed")
    home.must("delete", "old", "even", "-q")
    expect(home.records("old"), [RECORDS // 2], "records after deleting again")


def after_rebuild(home, data):
    expect(home.records("old"), [RECORDS], "records while an index is made anew")
    home.must("index", "old", "-q")
    expect(home.records("old"), [RECORDS], "records after indexing again")


def after_remove(home, data):
    expect(home.records("old"), [None, RECORDS], "records of a dataset whose removal was killed")
    home.run("restore", "old")
    expect(home.records("old"), [RECORDS], "records after restoring")


STORIES = {
    "add": ((), ("add", "DATA", "--id", "new", "-q"), after_add),
    "purge": ((("remove", "old"),), ("purge",), after_purge),
    "rename": ((), ("rename", "old", "other"), after_rename),
    "delete": ((), ("delete", "old", "even", "-q"), after_delete),
    "rebuild": ((), ("index", "old", "--rebuild", "-q"), after_rebuild),
    "remove": ((), ("remove", "old"), after_remove),
}


def write_data(path):
    with open(path, "w") as file:
        for number in range(RECORDS):
            word = "even" if number % 2 == 0 else "odd"
            file.write(json.dumps({"id": f"r{number}", "text": f"the {word} record"}) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--catalog", default=".build/release/catalog")
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    catalog = os.path.abspath(options.catalog)
    chance = random.Random(options.seed)
    print(f"seed {options.seed}")
    scratch = tempfile.mkdtemp(prefix="catalog-kills-")
    data = os.path.join(scratch, "data.jsonl")
    write_data(data)
    # A home for each story, made once, and how long its verb takes when nobody kills it.
    prepared, usual = {}, {}
    for name, (before, verb, _) in STORIES.items():
        prepared[name] = os.path.join(scratch, name)
        home = Home(catalog, prepared[name])
        home.must("add", data, "--id", "old", "-q")
        for command in before:
            home.must(*command)
        trial = os.path.join(scratch, "trial")
        shutil.copytree(prepared[name], trial)
        start = time.monotonic()
        Home(catalog, trial).must(*[data if word == "DATA" else word for word in verb])
        usual[name] = time.monotonic() - start
        shutil.rmtree(trial)
    tried = {name: [0, 0] for name in STORIES}
    end = time.monotonic() + 60 * options.minutes
    while time.monotonic() < end:
        name = chance.choice(list(STORIES))
        _, verb, after = STORIES[name]
        folder = os.path.join(scratch, "home")
        shutil.copytree(prepared[name], folder)
        home = Home(catalog, folder)
        seconds = chance.random() * usual[name] * 1.1
        wasRunning = home.kill([data if word == "DATA" else word for word in verb], seconds)
        try:
            status, results, messages = home.run("check")
            # An index that a killed run left unfinished is said by `status`; nothing may be wrong.
            expect(status, [0], f"check, which said {results}{messages}")
            after(home, data)
            home.must("check")
        except Fault as fault:
            print(f"{name}, killed after {seconds:.4f} s: {fault}\nthe home is kept: {folder}")
            raise SystemExit(1)
        tried[name][0] += 1
        tried[name][1] += wasRunning
        shutil.rmtree(folder)
    shutil.rmtree(scratch)
    for name, (rounds, kills) in tried.items():
        print(f"{name}: {rounds} rounds, {kills} kills")


if __name__ == "__main__":
    main()
