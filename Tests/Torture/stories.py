"""Homes, and the stories that are told of them: each is one command that changes a home.

A story says how its home is prepared, which command is told, and what may be seen when that command was
cut short. What is seen before and after it is found out by running it undisturbed.
"""

import json
import os
import subprocess

RECORDS = 300


class Fault(Exception):
    """What must not be."""


class Home:
    """A home in a folder of its own, and the command that works on it."""

    def __init__(self, catalog, folder):
        self.catalog, self.folder = catalog, folder

    def run(self, *arguments, environment=None):
        """Runs a command to its end; gives exit status, results and messages."""
        try:
            done = subprocess.run(
                [self.catalog, *arguments, "--home", self.folder], capture_output=True, text=True,
                timeout=120, env={**os.environ, **(environment or {})})
        except subprocess.TimeoutExpired:
            raise Fault(f"catalog {' '.join(arguments)} does not end")
        return done.returncode, done.stdout, done.stderr

    def must(self, *arguments):
        status, results, messages = self.run(*arguments)
        if status != 0:
            raise Fault(f"catalog {' '.join(arguments)} ended with {status}: {results}{messages}")
        return results

    def seen(self):
        """What a user sees: the datasets of his own by id and name, and how many records of each are found."""
        listed = json.loads(self.must("list", "--where", "layer=own", "--json"))
        names = {dataset["id"]: dataset["name"] for dataset in listed["datasets"]}
        counted = json.loads(self.must("count", "the", "--by", "dataset", "--json"))
        found = {row["value"]: row["count"] for row in counted["by"].get("dataset", [])}
        return names, found


class Story:
    """One command, told of a home that others have prepared."""

    def __init__(self, name, command, before=(), between=None, again=None, grows=False):
        self.name, self.command, self.before = name, command, before
        self.between, self.again, self.grows = between, again, grows

    def allows(self, seen, before, after):
        return seen in (before, after) or (self.between is not None and self.between(seen, before))

    def prepare(self, home, folder):
        """Makes the home and the data beside it; gives the words of the command."""
        os.makedirs(folder)
        data = os.path.join(folder, "data")
        os.makedirs(data)
        write_records(os.path.join(data, "first.jsonl"), "first")
        write_records(os.path.join(folder, "other.jsonl"), "other")
        with open(os.path.join(folder, "edits.jsonl"), "w") as file:
            for id in ("old", "keep"):
                file.write(json.dumps({"id": id, "set": {"title": f"Edited {id}"}}) + "\n")
        places = {"DATA": data, "OTHER": os.path.join(folder, "other.jsonl"),
                  "EDITS": os.path.join(folder, "edits.jsonl")}
        for number, command in enumerate(self.before):
            if command == "grow":
                write_records(os.path.join(data, f"more-{number}.jsonl"), f"more{number}")
                command = ("index", "old", "-q")
            home.must(*(places.get(word, word) for word in command))
        if self.grows:
            write_records(os.path.join(data, "last.jsonl"), "last")
        return [places.get(word, word) for word in self.command]


def write_records(path, name):
    with open(path, "w") as file:
        for number in range(RECORDS):
            word = "even" if number % 2 == 0 else "odd"
            record = {"id": f"{name}-{number}", "text": f"the {word} record of {name}", "n": number}
            file.write(json.dumps(record) + "\n")


def is_registered(seen, before):
    """The new dataset is described, and as many of its records are found as were read so far."""
    names, found = seen
    others = {id: count for id, count in found.items() if id != "new"}
    return ({id: name for id, name in names.items() if id != "new"}, others) == before and (
        found.get("new", 0) <= RECORDS)


def purge_again(home):
    """A purge that was undone leaves a removed dataset, whole; one that was done leaves none."""
    if home.run("restore", "old")[0] == 0:
        if home.seen()[1].get("old") != RECORDS:
            raise Fault("a dataset that was not purged after all has lost records")
        home.must("remove", "old")
        home.must("purge", "old")


OLD = (("add", "DATA", "--id", "old", "-q"), ("add", "OTHER", "--id", "keep", "-q"))
DELETE = ("delete", "old", "even", "-q")

STORIES = [
    Story("first", ("add", "OTHER", "--id", "new", "-q"), between=is_registered),
    Story("add", ("add", "OTHER", "--id", "new", "-q"), OLD, between=is_registered),
    Story("grow", ("index", "old", "-q"), OLD, grows=True),
    Story("merge", ("index", "old", "-q"), (*OLD, *["grow"] * 9), grows=True),
    Story("delete", DELETE, OLD),
    Story("undo", ("log", "--undo", "old:1"), (*OLD, DELETE)),
    Story("rebuild", ("index", "old", "--rebuild", "-q"), (*OLD, DELETE)),
    Story("set", ("set", "old", "title=Edited"), OLD),
    Story("apply", ("apply", "EDITS"), OLD),
    Story("rename", ("rename", "old", "other"), OLD),
    Story("remove", ("remove", "old"), OLD),
    Story("restore", ("restore", "old"), (*OLD, ("remove", "old"))),
    Story("purge", ("purge", "old"), (*OLD, ("remove", "old")), again=purge_again),
]
