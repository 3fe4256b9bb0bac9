#!/usr/bin/env python3
"""Has each change that a command makes to a home meet a misfortune, and looks at what the next command makes of it.

The changes (files made, written, synced, renamed, removed, those of SQLite among them) are numbered. For a
number and a misfortune a copy of a small home is taken, the command runs, and at that change

kill     the process is killed
power    the power goes: what was not synced is lost, there in part, or there in another order
5, 28    the change meets EIO, ENOSPC, and the ones behind it do not
short    half of a write is done, which a system may do at any time
full     there is no room from then on

Then `check` must find nothing; what is seen must be what was seen before the command, or after it; and the
same command again must end the work. A command that said that it was done must have been.

    make torture MINUTES=10
    torture.py --catalog BINARY --disk disk.so [--minutes 1 | --all] [--stories add,purge] [--does power]
               [--at N] [--seed N]

Points are tried in random order, those first where one kind of change follows another. The seed is printed;
a home that shows a fault is kept.
"""

import argparse
import collections
import concurrent.futures
import os
import random
import shutil
import sys
import tempfile
import time

import disk
from stories import STORIES, Fault, Home

KILLED = -9
A_BUG = 70
# So many faults end a run.
ENOUGH = 10
MISFORTUNES = ["kill", "power", "5", "28", "short", "full"]
# A shared folder in memory, where there is one: nothing here has to last.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class Trial:
    """A story, ready to be told: its home, its changes, what is seen before and after."""

    def __init__(self, story, options, scratch):
        self.story, self.options = story, options
        self.home = os.path.join(scratch, story.name)
        os.makedirs(self.home)
        home = Home(options.catalog, self.home)
        self.command = story.prepare(home, os.path.join(scratch, story.name + "-data"))
        is_first = not os.listdir(self.home)
        self.before = ({}, {}) if is_first else home.seen()
        log = os.path.join(scratch, story.name + ".log")
        whole = os.path.join(scratch, story.name + "-whole")
        shutil.copytree(self.home, whole)
        done = Home(options.catalog, whole)
        status, _, messages = done.run(*self.command, environment={
            "LD_PRELOAD": options.disk, "DISK_FOLDER": whole, "DISK_LOG": log})
        if status != 0:
            raise SystemExit(f"{story.name} undisturbed ended with {status}: {messages}")
        self.changes = disk.changes(log)
        self.verify_log(whole)
        self.after = done.seen()
        shutil.rmtree(whole)

    def verify_log(self, whole):
        """The log alone must lead to the folder that is there: then no call was missed."""
        copy = disk.Disk(self.home)
        for change in self.changes:
            copy.take(change)
        rebuilt = whole + "-rebuilt"
        copy.write(rebuilt, disk.everything)
        for folder, _, names in os.walk(whole):
            for name in names:
                path = os.path.join(folder, name)
                twin = os.path.join(rebuilt, os.path.relpath(path, whole))
                if name.endswith("-shm"):
                    continue
                if not os.path.exists(twin) or open(path, "rb").read() != open(twin, "rb").read():
                    raise SystemExit(f"the log of {self.story.name} does not lead to {path}")
        shutil.rmtree(rebuilt)

    def points(self, chance):
        """Numbers of changes: those where the kind or the file is another than before, then the others."""
        last, first, others = None, [], []
        files = {}
        for change in self.changes:
            if change.kind == disk.OPEN:
                files[change.handle] = change.path
            kind = (change.kind, change.path or files[change.handle])
            (others if kind == last else first).append(change.number)
            last = kind
        chance.shuffle(first)
        chance.shuffle(others)
        return first + others

    def describe(self, number):
        files = {}
        for change in self.changes:
            if change.kind == disk.OPEN:
                files[change.handle] = change.path
            if change.number == number and (change.kind != disk.OPEN or change.flags):
                return f"{disk.NAMES[change.kind]} {change.path or files[change.handle]}"
        return "a call that changed nothing"

    def strike(self, misfortune, number, folder, chance):
        """Leaves in a folder what is there after the misfortune; gives the command's exit status."""
        if misfortune == "power":
            copy = disk.Disk(self.home)
            for change in self.changes:
                if change.number >= number:
                    break
                copy.take(change)
            # Everything that can be lost, once in a while; else as luck has it.
            copy.write(folder, chance.choice([disk.nothing, chance.randrange, chance.randrange]))
            return KILLED
        shutil.copytree(self.home, folder)
        return Home(self.options.catalog, folder).run(*self.command, environment={
            "LD_PRELOAD": self.options.disk, "DISK_FOLDER": folder, "DISK_AT": str(number),
            "DISK_DOES": misfortune})[0]

    def run(self, misfortune, number, seed):
        """Tries one point; gives the fault, or `None`."""
        chance = random.Random(f"{seed} {self.story.name} {misfortune} {number}")
        folder = f"{self.home}-{misfortune}-{number}"
        kept = folder + "-struck"
        try:
            status = self.strike(misfortune, number, folder, chance)
            shutil.copytree(folder, kept)
            self.examine(Home(self.options.catalog, folder), status)
        except Fault as fault:
            return (
                f"{self.story.name}, {misfortune} at {number} ({self.describe(number)}): {fault}\n"
                f"as it was struck: {kept}")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(kept)
        return None

    def examine(self, home, status):
        if status == A_BUG or (status < 0 and status != KILLED):
            raise Fault(f"the command ended with {status}")
        found, results, messages = home.run("check")
        if found != 0:
            raise Fault(f"check ended with {found}: {results}{messages}")
        seen = home.seen()
        if status == 0 and seen != self.after:
            raise Fault(f"the command said that it was done: {seen}, not {self.after}")
        if not self.story.allows(seen, self.before, self.after):
            raise Fault(f"{seen} is seen, neither {self.before} nor {self.after}")
        if self.story.again is not None:
            self.story.again(home)
        elif seen != self.after or self.before == self.after:
            home.must(*self.command)
        if seen != self.after or self.before == self.after:
            seen = home.seen()
            if seen != self.after:
                raise Fault(f"{seen} is seen after the command again, not {self.after}")
            home.must("check")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--catalog", required=True)
    parser.add_argument("--disk", required=True, help="disk.c as a shared library")
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--all", action="store_true", help="every change with every misfortune")
    parser.add_argument("--stories", help="names, separated by commas")
    parser.add_argument("--does", help="misfortunes, separated by commas")
    parser.add_argument("--at", type=int, help="the number of one change")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    options.catalog, options.disk = os.path.abspath(options.catalog), os.path.abspath(options.disk)
    print(f"seed {options.seed}", flush=True)
    chance = random.Random(options.seed)
    scratch = tempfile.mkdtemp(prefix="catalog-torture-", dir=os.environ.get("TMPDIR") or MEMORY)
    wanted = options.stories.split(",") if options.stories else [story.name for story in STORIES]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        trials = list(pool.map(
            lambda story: Trial(story, options, scratch),
            [story for story in STORIES if story.name in wanted]))
    # Each pair of story and misfortune in turn, so that none is left out however little time there is.
    rounds = {
        (trial, misfortune): trial.points(chance) if options.at is None else [options.at]
        for trial in trials
        for misfortune in (options.does.split(",") if options.does else MISFORTUNES)}
    todo = []
    for place in range(max(map(len, rounds.values()))):
        layer = [(pair, points[place]) for pair, points in rounds.items() if place < len(points)]
        chance.shuffle(layer)
        todo += layer
    end = time.monotonic() + 60 * options.minutes
    tried = collections.Counter()
    faults = []

    def attempt(point):
        (trial, misfortune), number = point
        if len(faults) >= ENOUGH or (not options.all and time.monotonic() > end):
            return
        fault = trial.run(misfortune, number, options.seed)
        if fault is not None:
            faults.append(fault)
        tried[trial.story.name, misfortune] += 1

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(attempt, todo))
    for trial in trials:
        counts = ", ".join(
            f"{misfortune} {tried[trial.story.name, misfortune]}"
            for (other, misfortune) in rounds if other is trial)
        print(f"{trial.story.name}: {trial.changes[-1].number} changes; {counts}")
    print(f"{sum(tried.values())} points, {len(faults)} faults")
    for fault in faults:
        print(fault)
    if faults:
        sys.exit(1)
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
