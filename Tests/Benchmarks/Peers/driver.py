"""What the drivers of Python libraries share; driver.hpp says what a driver is asked."""
import json
import statistics
import sys
import time


def texts(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


def queries(path):
    """(kind, clauses) of each class, by name; a clause is a list of alternatives."""
    classes, name, kind = {}, None, None
    for line in texts(path):
        if line.startswith("#class "):
            _, name, kind = line.split(" ")
            classes[name] = []
        else:
            classes[name].append((kind, [clause.split("|") for clause in line.split(" ")]))
    return classes


def built(documents, seconds, **more):
    print(json.dumps({"documents": documents, "seconds": seconds, **more}))


def answer(runs, limit, repeats, seconds):
    """One warm-up and some timed runs of each query, as in driver.hpp."""
    wall, processor, numbers = [], [], []
    begin = time.perf_counter()
    for run in runs:
        late = time.perf_counter() - begin > seconds
        if late and limit > 0:
            break
        numbers.append(run())
        if late:
            continue
        walls, processors = [], []
        while len(walls) < repeats and (not walls or time.perf_counter() - begin < seconds):
            processor_before, before = time.thread_time_ns(), time.perf_counter_ns()
            run()
            walls.append((time.perf_counter_ns() - before) / 1e3)
            processors.append((time.thread_time_ns() - processor_before) / 1e3)
        wall.append(statistics.median_low(walls))
        processor.append(statistics.median_low(processors))
    return {"wall": wall, "processor": processor, "numbers": numbers}


def serve(path, version, opened, prepare):
    """Answers until the input ends. `prepare` makes a query ready to run, or gives None."""
    classes = queries(path)
    first = next(q for q in classes.values() if prepare(*q[0], 1))
    prepare(*first[0], 1)()
    first_hit = (time.perf_counter() - opened) * 1000
    print(json.dumps({"version": version, "first_hit_ms": first_hit}), flush=True)
    for line in sys.stdin:
        name, limit, repeats, seconds = line.split()
        runs = [prepare(*query, int(limit)) for query in classes[name]]
        runs = [] if None in runs else runs
        print(json.dumps(answer(runs, int(limit), int(repeats), float(seconds))), flush=True)
