"""This project's command as it is measured; peers.py puts it beside others."""
import json
import os
import shutil
import time

import process

# What an index needs to answer; source map, columns and stored text are reported apart.
CORE = ("terms", "postings", "impacts", "top_sets", "positions", "norms", "ids", "documents")


class Catalog:
    """This project's command."""

    name = "catalog"

    def __init__(self, binary, scratch):
        self.binary, self.scratch = binary, scratch

    def home(self, label):
        return os.path.join(self.scratch, "catalog-" + label)

    def build(self, corpus, identifier, label, analyzer, store, jobs):
        """Indexes a file from nothing; returns cost, text bytes, seconds and index bytes."""
        home = self.home(label)
        shutil.rmtree(home, ignore_errors=True)
        self.run("status", "--home", home)
        cost = self.run(
            "add", corpus, "--id", identifier, "--home", home, "--analyzer", analyzer,
            "--store", store, "--jobs", str(jobs), "--json", "-q")
        added = json.loads(cost.output)
        index = json.loads(self.run("show", identifier, "--home", home, "--json").output)["index"]
        sections = index.get("bytes_by_section", {})
        return {
            "seconds": added["seconds"], "wall": cost.wall, "processor": cost.processor,
            "anonymous": cost.anonymous, "text_bytes": added["text_bytes"],
            "records": added["records"], "bytes": index["bytes"], "sections": sections,
        }

    def search(self, identifier, label, queries, limit, runs, count):
        """Times the queries of a file in one process, class by class."""
        arguments = ["bench", "--in", identifier, "--home", self.home(label), "--queries", queries,
                     "--limit", str(limit), "--runs", str(runs), "--json"]
        return json.loads(self.run(*arguments, *(["--count"] if count else [])).output)

    def first_hit(self, identifier, label, query, from_disk):
        """Milliseconds from the start of a process to its end, with the files in the cache or not."""
        home = self.home(label)
        if from_disk:
            evict(home)
        start = time.perf_counter()
        self.run("find", query, "--in", identifier, "--home", home, "--limit", "1", "--json")
        return (time.perf_counter() - start) * 1000

    def help(self):
        """Milliseconds of a process that only prints its help."""
        start = time.perf_counter()
        self.run("--help")
        return (time.perf_counter() - start) * 1000

    def run(self, *arguments):
        return process.run([self.binary, *arguments])


def evict(folder):
    """Asks the system to drop a folder's files from its cache."""
    for path, _, names in os.walk(folder):
        for name in names:
            descriptor = os.open(os.path.join(path, name), os.O_RDONLY)
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


ENGINES = [Catalog]
