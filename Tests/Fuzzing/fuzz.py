#!/usr/bin/env python3
"""Gives made-up bytes to each target, and says how many were tried and what was found.

    make fuzz                               20 seconds for each target
    make fuzz TARGET=parquet MINUTES=10     one target, or several with commas between

Inputs that reach something new are kept in FOLDER/corpus from run to run; those that show a fault lie in
FOLDER/found. A fault that is mended leaves its input in Tests/Fuzzing/Kept/TARGET, where the tests find it.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile

KEPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Kept")
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def fuzz(program, name, limit, seconds, folder):
    """Runs a target; gives the number of inputs tried and the paths of those that show a fault."""
    corpus = os.path.join(folder, "corpus", name)
    found = os.path.join(folder, "found")
    for place in (corpus, found):
        os.makedirs(place, exist_ok=True)
    kept = os.path.join(KEPT, name)
    folders = [corpus, os.path.join(folder, "seeds", name)] + ([kept] if os.path.isdir(kept) else [])
    before = set(os.listdir(found))
    with tempfile.TemporaryDirectory(prefix="catalog-fuzz-", dir=MEMORY) as scratch:
        environment = {
            **os.environ, "CATALOG_FUZZ_TARGET": name, "TMPDIR": scratch,
            "SWIFT_BACKTRACE": "enable=no", "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1"}
        done = subprocess.run(
            [program, *folders, f"-max_total_time={seconds}", f"-max_len={limit}", "-timeout=5",
             "-rss_limit_mb=2048", "-detect_leaks=0", "-print_final_stats=1",
             f"-artifact_prefix={found}/{name}-"],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    log = done.stdout.decode(errors="replace")
    with open(os.path.join(folder, f"{name}.log"), "w") as file:
        file.write(log)
    tried = re.search(r"number_of_executed_units:\s*(\d+)", log)
    faults = [os.path.join(found, new) for new in sorted(set(os.listdir(found)) - before)]
    reason = re.search(r"^.*(?:Fatal error|ERROR:|panic).*$", log, re.MULTILINE)
    if done.returncode != 0 and not faults:
        faults = [os.path.join(folder, f"{name}.log")]
    return int(tried.group(1)) if tried else 0, faults, reason.group(0)[:400] if reason else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--folder", required=True, help="where inputs and findings are kept")
    parser.add_argument("--targets", help="names, separated by commas")
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    folder = os.path.abspath(options.folder)
    program = os.path.abspath(options.program)
    known = dict(
        line.split() for line in subprocess.run(
            [program, "--names"], check=True, capture_output=True, text=True).stdout.splitlines())
    wanted = options.targets.split(",") if options.targets else list(known)
    for name in wanted:
        if name not in known:
            sys.exit(f"no target is called {name}; there are {', '.join(known)}")
    subprocess.run([program, "--seeds", os.path.join(folder, "seeds")], check=True)
    sum_tried, all_faults = 0, []
    for name in wanted:
        tried, faults, reason = fuzz(program, name, known[name], options.seconds, folder)
        print(f"{name}: {tried:,} inputs, {len(faults)} faults", flush=True)
        for fault in faults:
            print(f"  {fault}\n  {reason}", flush=True)
        sum_tried += tried
        all_faults += faults
    print(f"{sum_tried:,} inputs, {len(all_faults)} faults")
    if all_faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
