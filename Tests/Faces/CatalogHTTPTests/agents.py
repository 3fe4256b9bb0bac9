"""`catalog mcp` and `/mcp`, used by the Python library `mcp` in both eras of the protocol.

`make test-http` runs it. Each way of talking lists tools and resources, calls every tool, and makes the
mistakes that an agent makes.
"""

import argparse
import asyncio
import json
import os
import pathlib
import subprocess
import tempfile

from mcp import Client
from mcp.client.stdio import StdioServerParameters

TOOLS = ["find", "count", "show", "list", "license_check", "sample", "summary"]


async def use(connection, mode):
    async with Client(connection, mode=mode) as client:
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == TOOLS, tools
        assert all(tool.description and tool.input_schema and tool.output_schema for tool in tools)

        async def call(name, **arguments):
            result = await client.call_tool(name, arguments)
            text = json.loads(result.content[0].text)
            if not result.is_error:
                assert result.structured_content == text
            return result.is_error, text

        failed, found = await call("find", q="tide", limit=1)
        assert not failed and found["schema"] == "catalog.find/1" and len(found["hits"]) == 1
        hit = found["hits"][0]
        failed, record = await call("show", id=hit["dataset"], record=hit["record"])
        assert not failed and record["record"] == hit["record"]
        failed, count = await call("count", q="tide", by=["dataset"])
        assert not failed and count["records"] == found["total"]["value"]
        assert not (await call("show", id="cluster:aishell"))[0]
        failed, listed = await call("list", language=["zh"], kind=["pretraining"], limit=3)
        assert not failed and len(listed["datasets"]) == 3
        failed, rights = await call("license_check", dataset=["aishell-3"], use="academic")
        assert not failed and rights["use"] == "academic"
        failed, sample = await call("sample", id="conversations", limit=2, seed=7)
        assert not failed and len(sample["records"]) == 2
        assert not (await call("summary"))[0]

        # What an agent gets wrong is told to it, with what helps.
        failed, error = await call("find", q="whale AND")
        assert failed and error["question"]["column"] == 9
        failed, error = await call("list", lang=["zh"])
        assert failed and error["fix"]["choices"], error
        failed, error = await call("show", id="aishell-33")
        assert failed and error["code"] == "notFound"
        try:
            await client.call_tool("serch", {})
            assert False, "an unknown tool was called"
        except Exception as error:
            assert "find" in str(error) or "search" in str(error) or "serch" in str(error), error

        page = await client.list_resources()
        assert page.resources and page.next_cursor
        following = await client.list_resources(cursor=page.next_cursor)
        assert following.resources[0].uri != page.resources[0].uri
        assert len((await client.list_resource_templates()).resource_templates) == 2
        read = await client.read_resource("catalog:///datasets/aishell-3")
        assert json.loads(read.contents[0].text)["id"] == "aishell-3"
        read = await client.read_resource("catalog:///datasets/conversations/records/chat-001")
        assert json.loads(read.contents[0].text)["record"] == "chat-001"
        print("ok:", mode)


async def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--catalog", required=True)
    arguments.add_argument("--samples", required=True)
    arguments = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, CATALOG_HOME=f"{folder}/home")
        for name in ["tea-and-tide", "conversations"]:
            source = pathlib.Path(arguments.samples, f"{name}.jsonl")
            subprocess.run(
                [arguments.catalog, "add", source, "--id", name, "-q"],
                env=environment, check=True, stdout=subprocess.DEVNULL,
            )
        server = subprocess.Popen(
            [arguments.catalog, "serve", "--port", "0", "-q"],
            env=environment, stdout=subprocess.PIPE, text=True,
        )
        try:
            address = server.stdout.readline().strip() + "mcp"
            for mode in ["legacy", "auto"]:
                program = StdioServerParameters(
                    command=os.path.abspath(arguments.catalog), args=["mcp"], env=environment
                )
                await use(program, mode)
                await use(address, mode)
        finally:
            server.terminate()
            assert server.wait(timeout=30) == 0


asyncio.run(main())
