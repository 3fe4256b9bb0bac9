"""The catalogue from Python, on the samples."""

import json
import pickle
import re

import pytest

from corpus_catalog import Catalog, ExistsError, NotFoundError, UsageError, _catalog

from conftest import ROOT


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    catalog = Catalog(tmp_path_factory.mktemp("home") / "home")
    for name in ("harbour-archive", "port-web", "tea-and-tide"):
        assert catalog.add(ROOT / f"Samples/{name}.jsonl", id=name).records > 0
    return catalog


def test_finding(catalog):
    hits = catalog.find('"white whale"', datasets="harbour-archive")
    assert len(hits) == 1 and hits[0].dataset == "harbour-archive"
    everywhere = catalog.find("ferry", 50, facet="dataset")
    assert {value["value"] for value in everywhere.facets["dataset"]} >= {"port-web"}
    assert catalog.count("ferry").records == everywhere.total
    with catalog.snapshot() as snapshot:
        assert snapshot.count("ferry").records == everywhere.total
        assert len(list(snapshot.scan("ferry"))) == everywhere.total
    with pytest.raises(NotFoundError):
        catalog.find("x", datasets="no-such")


def test_records(catalog):
    assert catalog.record("harbour-archive", "psa-0009")["id"] == "psa-0009"
    assert len(catalog.head("port-web", 2)["records"]) == 2
    one, other = (catalog.sample("port-web", 3, seed=7).tree for _ in range(2))
    assert one == other


def test_describing(catalog):
    assert catalog.list(limit=3)["total"] > 500
    assert catalog.list(kind="pretraining", language=["zh"], limit=1)["total"] > 10
    page = catalog.show("port-web")
    assert page["index"]["records"] == 12 and "<h3>" in page._repr_html_()
    catalog.set("port-web", "license=cc0-1.0", "tags+=harbour")
    assert catalog.license_check("port-web")["verdict"]
    assert "port-web" in catalog.export("port-web", "yaml")
    assert catalog.log("port-web", limit=5)["entries"]
    assert catalog.status()["datasets"] and catalog.summary().tree
    assert catalog.rename("tea-and-tide", "tea")["id"] == "tea"
    catalog.remove("tea")
    catalog.restore("tea")
    assert catalog.check()["ok"]


def test_profile(catalog):
    profile = catalog.profile("port-web")
    assert profile["profile"]["records"] and "<table>" in profile._repr_html_()


def test_extract(catalog, tmp_path):
    steps = []
    told = catalog.extract("ferry", tmp_path / "ferry.jsonl", datasets="port-web", progress=steps.append)
    lines = (tmp_path / "ferry.jsonl").read_text().splitlines()
    assert len(lines) == told["records"] > 0
    source = (ROOT / "Samples/port-web.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [json.loads(x) for x in source if "erry" in x]
    with pytest.raises(ExistsError):
        catalog.extract("ferry", tmp_path / "ferry.jsonl")


def test_odd_calls(catalog):
    with pytest.raises(UsageError) as unknown:
        catalog.call("find", query="x", limt=3)
    assert unknown.value.place == "limt" and "limit" in unknown.value.remedy["choices"]
    with pytest.raises(UsageError):
        catalog.call("dance")
    with pytest.raises(UsageError):
        catalog.show("port-web\0")
    closed = Catalog(catalog.home)
    assert pickle.loads(pickle.dumps(closed)).list(limit=1)["total"] > 500
    closed.close()
    with pytest.raises(ValueError):
        closed.list()
    assert closed._repr_html_() == "&lt;closed catalogue&gt;"
    assert catalog.add(ROOT / "Samples/port-web.jsonl", dry_run=True)["plan"]["text"] == ["text"]


def test_long_verbs_are_those_of_the_header():
    header = (ROOT / "Sources/Faces/CatalogC/include/catalog.h").read_text()
    told = re.search(r"^ \* task .* it tells of (.*)", header, re.M)[1]
    assert sorted(_catalog._LONG) == sorted(re.findall(r"\w+", told.replace(" and ", " ")))


def test_units(catalog, tmp_path):
    catalog.call("plan", source=[str(ROOT / "Samples/port-web.jsonl")], out=str(tmp_path / "u"))
    steps = []
    made = catalog.call("unit", unit="1", out=str(tmp_path / "u"), progress=steps.append)
    assert made["outcome"] == "indexed" and steps
    published = catalog.call("publish", id="units", folder=[str(tmp_path / "u")], progress=steps.append)
    assert published["records"] == 12
