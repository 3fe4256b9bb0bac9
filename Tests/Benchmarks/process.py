"""Running programs and watching what they cost."""
import os
import subprocess
import threading
import time


class Cost:
    """What a run took: seconds by the wall clock and of the processor, anonymous memory at its peak."""

    def __init__(self, wall, processor, anonymous, output):
        self.wall, self.processor, self.anonymous, self.output = wall, processor, anonymous, output


def anonymous_bytes(pid):
    """Anonymous memory of a process now: what --memory bounds; mapped files are not in it."""
    try:
        with open(f"/proc/{pid}/status") as status:
            for line in status:
                if line.startswith("RssAnon:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def run(command, environment=None):
    """Runs a command to its end, asking for its memory every few milliseconds."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **(environment or {})})
    peak = [0]

    def watch():
        while process.poll() is None:
            peak[0] = max(peak[0], anonymous_bytes(process.pid))
            time.sleep(0.004)

    watcher = threading.Thread(target=watch)
    before = os.times()
    watcher.start()
    output, errors = process.communicate()
    wall = time.perf_counter() - start
    watcher.join()
    after = os.times()
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{errors}")
    processor = (after.children_user - before.children_user) + (
        after.children_system - before.children_system)
    return Cost(wall, processor, peak[0], output)


def pinned(command):
    """Runs a command on one core only, helpers and collectors of its runtime with it."""
    core = max(os.sched_getaffinity(0))
    return run(["taskset", "--cpu-list", str(core), *command])


def machine():
    """The machine in one line."""
    model = "unknown processor"
    with open("/proc/cpuinfo") as cpuinfo:
        for line in cpuinfo:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return f"{model}, {os.cpu_count()} cores, {os.uname().sysname} {os.uname().release}"
