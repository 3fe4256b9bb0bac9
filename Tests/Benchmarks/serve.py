#!/usr/bin/env python3
"""Measures the server: requests a second, times under load, many and slow clients, memory, sizes of pages.

serve.py --catalog BINARY [--datasette PROGRAM] [--seconds 5] [--requests 100000] [--slow 10000]

The samples and the built-in descriptions are served. wrk (Debian) asks; with --datasette the same
descriptions are also served by Datasette from one SQLite table with a full-text index, and asked in the same
run. Server and clients share the cores that the process may run on: `taskset --cpu-list 0,1` gives them two.
"""
import argparse
import contextlib
import gzip
import json
import os
import pathlib
import re
import resource
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time
import urllib.request

from process import anonymous_bytes, machine
from tables import table

PAGES = {
    "home": "/", "datasets": "/datasets?kind=pretraining&language=zh", "a dataset": "/datasets/cci-4-0-m2-v1",
    "an indexed one": "/datasets/conversations", "results": "/find?q=tide",
    "results, a line an occurrence": "/find?q=tide&context=40",
    "a record": "/datasets/conversations/records/chat-001", "clusters": "/clusters",
    "a mixture": "/mixture?d0=aishell-3&w0=3&d1=cci-3-0-hq&w1=1&tokens=1T",
}
# What a list of ours has too.
COLUMNS = "_shape=objects&" + "&".join(
    f"_col={name}" for name in ("name", "publisher", "kind", "licenses", "languages", "sectors", "bytes", "records"))
# Clients at a time; Datasette gets few, since it answers one after the other.
CONNECTIONS, PEER_CONNECTIONS = 32, 8
QUESTIONS = {
    "list of 100 datasets": ("/v1/datasets?limit=100", f"/catalogue/datasets.json?_size=100&{COLUMNS}"),
    "one dataset": ("/v1/datasets/aishell-3", "/catalogue/datasets/aishell-3.json?_shape=objects"),
    "search of descriptions": (
        "/v1/datasets?q=speech&limit=20", f"/catalogue/datasets.json?_search=speech&_size=20&{COLUMNS}"),
    "search of records": ("/v1/find?q=tide", None),
    "search of one dataset's records": ("/v1/find?q=tide&in=harbour-archive", None),
    "home page": ("/", None),
}


@contextlib.contextmanager
def serving(command, environment=None):
    """Yields a process and the address that it prints."""
    with tempfile.NamedTemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env={**os.environ, **(environment or {})})
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wrk(address, connections, seconds):
    """Requests a second, the times of the median and of the slowest of a hundred in milliseconds, failures."""
    output = subprocess.run(
        ["wrk", "--threads", "2", "--connections", str(connections), "--duration", f"{seconds}s", "--latency",
         address], capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
    times = [milliseconds(re.search(rf"\s{share}%\s+(\S+)", output)[1]) for share in (50, 99)]
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    broken = re.search(r"Socket errors: (.*)", output)
    problems = " ".join(found[1] for found in (failed, broken) if found)
    return rate, *times, problems or "none"


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(\D+)", text).groups()
    return float(number) * {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}[unit]


def fetch(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as response:
        return response.read()


def wait(address):
    for _ in range(200):
        try:
            return fetch(address)
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"nothing answers at {address}")


def described(address, path):
    """The descriptions that the server has, in the one table that Datasette serves."""
    rows, target = [], "/v1/datasets?limit=1000"
    while target:
        page = json.loads(fetch(address + target))
        rows += page["datasets"]
        target = page["next"] and f"/v1/datasets?limit=1000&cursor={page['next']}"
    with sqlite3.connect(path) as store:
        store.execute(
            "CREATE TABLE datasets (id TEXT PRIMARY KEY, name, publisher, kind, licenses, languages, sectors, bytes "
            "INTEGER, records INTEGER, description, document)")
        for row in rows:
            tree = json.loads(fetch(f"{address}/v1/datasets/{row['id']}"))
            store.execute(
                "INSERT INTO datasets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (row["id"], row["name"], row["publisher"], row["kind"],
                 *(json.dumps(row[key], ensure_ascii=False) for key in ("licenses", "languages", "sectors")),
                 row["bytes"], row["records"],
                 json.dumps([tree.get("summary"), tree.get("description")], ensure_ascii=False),
                 json.dumps(tree, ensure_ascii=False)))
        store.execute(
            "CREATE VIRTUAL TABLE datasets_fts USING fts5(name, description, content='datasets')")
        store.execute("INSERT INTO datasets_fts(datasets_fts) VALUES ('rebuild')")
    return len(rows)


def processor_seconds(pid):
    """What a process has taken of the processor, its children left out."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(arguments, address, process, folder):
    rows = []
    peers = contextlib.ExitStack()
    other = None
    if arguments.datasette:
        path = pathlib.Path(folder, "catalogue.db")
        count = described(address, path)
        other = "http://127.0.0.1:8766"
        peers.enter_context(serving([arguments.datasette, "serve", path, "--port", "8766", "--setting", "suggest_facets", "off"]))
        wait(other + "/catalogue/datasets.json?_size=1")
        print(f"{count} descriptions in both\n")
    with peers:
        for name, (ours, theirs) in QUESTIONS.items():
            before = processor_seconds(process.pid)
            rate, median, slow, problems = wrk(address + ours, CONNECTIONS, arguments.seconds)
            taken = (processor_seconds(process.pid) - before) / (rate * arguments.seconds) * 1e3
            row = [name, f"{CONNECTIONS}", f"{rate:,.0f}", f"{taken:.2f}", f"{median:.2f}", f"{slow:.2f}", problems]
            if other:
                peer, wrong = 0, "none"
                if theirs:
                    peer, *_, wrong = wrk(other + theirs, PEER_CONNECTIONS, max(10, arguments.seconds))
                if wrong != "none":
                    # A refusal is no answer, however quick.
                    print(f"{name}: the peer failed: {wrong}")
                    peer = 0
                row += [f"{peer:,.1f}", f"{rate / peer:,.0f}" if peer else "–"] if theirs else ["", ""]
            rows.append(row)
        rate, median, slow, problems = wrk(address + "/v1/find?q=tide", 200, arguments.seconds)
        rows.append(
            ["search of records", "200", f"{rate:,.0f}", "", f"{median:.2f}", f"{slow:.2f}", problems]
            + (["", ""] if other else []))
    heads = ["question", "connections", "requests/s", "processor ms", "p50 ms", "p99 ms", "failed"]
    table(heads + ([f"Datasette/s, {PEER_CONNECTIONS} connections", "times"] if other else []), rows)


def over_http(address):
    """What HTTP adds to a search: the time that a client sees less the time that the answer tells."""
    host, port = address.removeprefix("http://").split(":")
    added = []
    with socket.create_connection((host, int(port))) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(3000):
            start = time.perf_counter()
            connection.sendall(b"GET /v1/find?q=tide HTTP/1.1\r\nHost: localhost\r\n\r\n")
            message = b""
            while b"\r\n\r\n" not in message:
                message += connection.recv(1 << 16)
            head, body = message.split(b"\r\n\r\n", 1)
            length = int(re.search(rb"Content-Length: (\d+)", head)[1])
            while len(body) < length:
                body += connection.recv(1 << 16)
            added.append((time.perf_counter() - start) * 1e3 - json.loads(body)["took_ms"])
    added.sort()
    print(f"find over HTTP less the search itself: {statistics.median(added):.3f} ms, "
          f"p99 {added[len(added) * 99 // 100]:.3f} ms\n")


def slow_clients(address, process, count):
    """Clients that send a byte now and then, while another asks something."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    host, port = address.removeprefix("http://").split(":")
    before = anonymous_bytes(process.pid)
    clients, times = [], []
    for number in range(count):
        client = socket.create_connection((host, int(port)))
        client.sendall(b"GET / HTTP/1.1\r\n")
        clients.append(client)
        if number % 1000 == 999 or number == count - 1:
            start = time.perf_counter()
            fetch(address + "/v1/find?q=tide")
            times.append((time.perf_counter() - start) * 1e3)
    files = len(os.listdir(f"/proc/{process.pid}/fd"))
    after = anonymous_bytes(process.pid)
    for client in clients:
        client.close()
    print(f"{count:,} slow clients: {files:,} files open in the server, {(after - before) / 1e6:.0f} MB more, a search "
          f"beside them {statistics.median(times):.1f} ms; a process may have {hard:,} files\n")


def endurance(address, process, count):
    """Anonymous memory while many requests are answered."""
    rows, done = [], 0
    while done < count:
        rate, *_ = wrk(address + "/v1/find?q=tide", CONNECTIONS, 10)
        done += int(rate * 10)
        rows.append([f"{done:,}", f"{anonymous_bytes(process.pid) / 1e6:.1f}"])
    # Both ends and what lies between, not every step.
    step = max(1, len(rows) // 8)
    table(["requests answered", "anonymous MB"], rows[:-1:step] + rows[-1:])


def cold(arguments, environment):
    times = []
    for _ in range(7):
        start = time.perf_counter()
        with serving([arguments.catalog, "serve", "--port", "0", "-q"], environment) as process:
            address = process.stdout.readline().strip().rstrip("/")
            fetch(address + "/")
            times.append((time.perf_counter() - start) * 1e3)
    print(f"from the start of the process to the whole first page: {statistics.median(times):.0f} ms\n")


def sizes(address):
    rows = []
    for name, path in PAGES.items():
        plain = fetch(address + path)
        packed = fetch(address + path, **{"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed) == plain or b"ms</p>" in plain, name
        rows.append([name, f"{len(plain) / 1e3:.1f}", f"{len(packed) / 1e3:.1f}"])
    table(["page", "kB", "packed"], rows)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--catalog", required=True)
    arguments.add_argument("--datasette")
    arguments.add_argument("--seconds", type=int, default=5)
    arguments.add_argument("--requests", type=int, default=100_000)
    arguments.add_argument("--slow", type=int, default=10_000)
    arguments = arguments.parse_args()
    arguments.catalog = os.path.abspath(arguments.catalog)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        environment = {"CATALOG_HOME": f"{folder}/home"}
        subprocess.run(
            [arguments.catalog, "demo", "-q", "--home", f"{folder}/home"], check=True, stdout=subprocess.DEVNULL)
        cold(arguments, environment)
        with serving([arguments.catalog, "serve", "--port", "0", "-q"], environment) as process:
            address = process.stdout.readline().strip().rstrip("/")
            sizes(address)
            over_http(address)
            load(arguments, address, process, folder)
            slow_clients(address, process, arguments.slow)
            endurance(address, process, arguments.requests)


main()
