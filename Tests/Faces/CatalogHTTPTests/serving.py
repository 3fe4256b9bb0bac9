"""A server over two samples, for the programs that ask it."""

import contextlib
import os
import pathlib
import subprocess
import tempfile


@contextlib.contextmanager
def served(catalog, samples, token=None):
    """Yields the server's address and its folder; with a token it takes changes too."""
    catalog = os.path.abspath(catalog)
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, CATALOG_HOME=f"{folder}/home")
        for name in ["tea-and-tide", "conversations"]:
            source = pathlib.Path(samples, f"{name}.jsonl")
            subprocess.run(
                [catalog, "add", source, "--id", name, "-q"],
                env=environment, check=True, stdout=subprocess.DEVNULL,
            )
        options = []
        if token:
            path = pathlib.Path(folder, "token")
            path.write_text(token + "\n")
            options = ["--read-write", "--token", path]
        server = subprocess.Popen(
            [catalog, "serve", "--port", "0", "-q", *options],
            env=environment, stdout=subprocess.PIPE, text=True,
        )
        try:
            yield server.stdout.readline().strip().rstrip("/"), folder
        finally:
            server.terminate()
            status = server.wait(timeout=30)
        assert status == 0, f"the server ended with {status}"
