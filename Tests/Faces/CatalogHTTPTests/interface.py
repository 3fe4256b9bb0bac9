"""The HTTP interface as its own description has it, asked by a program that knows nothing else.

Starts `catalog serve` over the samples, checks /openapi.json with openapi-spec-validator, and has
schemathesis make up requests from it: no answer may be a failure of the server, or be what the
description does not say. `make test-http` runs it.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import urllib.request

from openapi_spec_validator import validate
from serving import served

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--catalog", required=True)
    arguments.add_argument("--samples", required=True)
    arguments.add_argument("--examples", type=int, default=10)
    arguments.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3), "big"))
    arguments = arguments.parse_args()
    with served(arguments.catalog, arguments.samples, token="a-token-that-tests-use") as (address, folder):
        run(address, arguments, folder)


def run(address, arguments, folder):
    with urllib.request.urlopen(address + "/openapi.json") as response:
        description = json.load(response)
    validate(description)
    print(f"{len(description['paths'])} paths; seed {arguments.seed}")
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    result = subprocess.run(
        [
            program, "run", address + "/openapi.json", "--phases", "examples,coverage,fuzzing",
            "--checks", ",".join(CHECKS), "--max-examples", str(arguments.examples),
            "--seed", str(arguments.seed), "--request-timeout", "30", "--no-color",
        ],
        cwd=folder,
    )
    with urllib.request.urlopen(address + "/healthz") as response:
        assert response.read() == b"ok\n"
    if result.returncode != 0:
        sys.exit(f"schemathesis found something; --seed {arguments.seed} finds it again")


main()
