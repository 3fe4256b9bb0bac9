#!/usr/bin/env python3
"""Turns researched facts into the files of this catalogue, one per cluster.

    make_clusters.py FACTS.jsonl [--introductions INTRODUCTIONS.jsonl] [--out Catalog]

A line of FACTS is one dataset: id, name, name_zh, publisher, description, homepage, licenses,
access, modalities, languages, sector, kind, formats, size_bytes, size_reported, records, tokens,
released, version, cluster, derived_from, tags, citation, sources, evidence, and value_sources with
the address at which a value was read, by the name of the value. A licence has the keys of a
statement (spdx or name, of, by, scope, parts, use, conditions, source, note). A line of
INTRODUCTIONS is {"cluster", "introduction", "introduction_zh"}. What is missing stays missing:
nothing is guessed, and what was inferred says so.

Datasets are added to the files that are there; one that is described already is left alone, because
descriptions are corrected in their files. Reading the files takes PyYAML.
"""

import argparse
import json
import os
import re

import yaml

from canonical_yaml import dump

# The 31 categories of IndustryCorpus2, by the ids of their entries.
INDUSTRIES = {
    "accommodation-catering-hotel": "hospitality-catering",
    "agriculture": "agriculture",
    "aerospace": "aerospace",
    "artificial-intelligence": "artificial-intelligence",
    "automobile": "automobiles",
    "biomedicine": "biopharmaceuticals",
    "computer-communication": "computing-telecommunications",
    "current-affairs-government": "politics-administration",
    "electric-power-energy": "power-energy",
    "film-entertainment": "film-entertainment",
    "finance-economics": "finance-economics",
    "fire-safety-food-safety": "safety-management",
    "game": "gaming",
    "information-security": "information-services",
    "law-judiciary": "law-justice",
    "literature-emotion": "literature-emotions",
    "mathematics-statistics": "mathematics-statistics",
    "medicine-health-tcm": "health-medicine",
    "mining": "mining",
    "news-media": "media-journalism",
    "other-manufacturing": "other-manufacturing",
    "others": "others",
    "petrochemical": "petrochemicals",
    "programming": "programming",
    "real-estate-construction": "real-estate-construction",
    "sports": "sports",
    "subject-education": "subject-education",
    "technology-research": "technology-research",
    "tourism-geography": "travel-geography",
    "transportation": "transportation",
    "water-resources-ocean": "water-marine",
    # The older 18 categories of IndustryCorpus and the parts of IndustryInstruction.
    "ai": "artificial-intelligence",
    "computer": "computing-telecommunications",
    "education": "subject-education",
    "emotion": "literature-emotions",
    "film": "film-entertainment",
    "finance": "finance-economics",
    "law": "law-justice",
    "literature": "literature-emotions",
    "literature-emotions": "literature-emotions",
    "mathematics": "mathematics-statistics",
    "medicine": "health-medicine",
    "news": "media-journalism",
    "politics": "politics-administration",
    "technology": "technology-research",
    "travel": "travel-geography",
}
INDUSTRY_CLUSTERS = ("industrycorpus2-", "industrycorpus-", "industryinstruction-")

# What is known beyond the facts file. Figures are added behind those that are there, because the
# first one leads; `basis` says what the first figure describes.
AMENDMENTS = {
    "cci-1-0": {
        "coverage": "2001-01/2023-11",
        "schema": {
            "fields": [
                {"name": "id", "role": "id", "type": "string"},
                {"name": "content", "role": "text", "type": "string"},
            ],
            "source": "https://huggingface.co/datasets/BAAI/CCI-Data/blob/main/CCI-Data.py",
        },
    },
    "cci-3-0": {
        "schema": {
            "fields": [
                {"name": "id", "role": "id", "type": "string"},
                {"name": "content", "role": "text", "type": "string"},
                {"name": "meta_info", "role": "metadata", "type": "string"},
            ],
            "source": "https://huggingface.co/datasets/BAAI/CCI3-Data",
            "note": "loaders elsewhere read a column called text",
        },
    },
    "cci-3-0-hq": {
        "measures": [
            {
                "metric": "bytes",
                "value": 209059051520,
                "unit": "B",
                "basis": "hosted",
                "stated": "194.7 GB",
                "source": "https://data.baai.ac.cn/",
                "as_of": "2025-05-22",
                "note": "the site's GB is binary",
            }
        ],
    },
    "industrycorpus2": {
        "basis": "uncompressed",
        "measures": [
            {
                "metric": "bytes",
                "value": 1.84,
                "unit": "TB",
                "precision": "about",
                "basis": "hosted",
                "source": "an outside sum of the listed parquet files",
            }
        ],
        "subsets": [
            {"name": "high", "kind": "tier", "paths": ["*/*/high/*.parquet"]},
            {"name": "middle", "kind": "tier", "paths": ["*/*/middle/*.parquet"]},
            {"name": "low", "kind": "tier", "paths": ["*/*/low/*.parquet"]},
        ],
    },
}

SCALES = {"": 1, "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9}
UNITS = {"kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "pb": 1e15, "gib": 2**30, "tib": 2**40}
NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
PRECISION = [
    (r"(?:over|more than|at least|>)\s*~?$", "at-least"),
    (r"(?:about|around|roughly|approximately|nearly|some|~|about or over)\s*$", "about"),
    (r"(?:up to|at most|under|less than)\s*$", "at-most"),
]
# What people count besides bytes, records and tokens.
COUNTED = (
    "hours speakers sessions utterances trajectories images questions answers clips videos "
    "characters files repositories languages patients documents frames masks scenes sentences "
    "subjects episodes"
).split()


def slug(name):
    text = re.sub(r"[^a-z0-9._]+", "-", name.lower())
    return text.strip("-._")


def figures(text):
    """Every number of a text with its scale or unit and the words around it."""
    for match in re.finditer(NUMBER + r"\s*([A-Za-z]*)", text):
        value = float(match.group(1).replace(",", ""))
        yield value, match.group(2).lower(), text[: match.start()], match.end()


def precision(before):
    for pattern, word in PRECISION:
        if re.search(pattern, before, re.IGNORECASE):
            return word
    return None


def precision_of(value, text):
    """How exactly a text gives a value that it contains."""
    for found, word, before, _ in figures(text or ""):
        factor = UNITS.get(word) or SCALES.get(word) or 1
        if abs(found * factor - value) <= 1e-6 * value:
            return precision(before)
    return None


def measures_of(facts):
    stated = facts["size_reported"]
    measures = []

    def add(metric, value, **more):
        measure = {"metric": metric, "value": value, **more}
        exactness = precision_of(value, stated)
        if exactness:
            measure["precision"] = exactness
        measures.append(measure)

    if facts["size_bytes"] is not None:
        if stated and "%s bytes download" % format(facts["size_bytes"], ",") in stated:
            add("bytes", facts["size_bytes"], unit="B", basis="hosted")
        else:
            add("bytes", facts["size_bytes"], unit="B")
    if facts["records"] is not None:
        add("records", facts["records"])
    if facts["tokens"] is not None:
        add("tokens", facts["tokens"])
    for piece in re.split(r"[;,] (?=\D*\d)", stated or ""):
        match = re.fullmatch(
            r"(?:(about|over|more than|~|up to) ?)?"
            + NUMBER + r"\s*(thousand|million|billion|[KMB])? (\w+)",
            piece.strip(),
        )
        if not match or match.group(4) not in COUNTED:
            continue
        value = float(match.group(2).replace(",", "")) * SCALES[(match.group(3) or "").lower()]
        measure = {"metric": match.group(4), "value": value}
        exactness = precision((match.group(1) or "") + " ") if match.group(1) else None
        if exactness:
            measure["precision"] = exactness
        if value != facts["records"]:
            measures.append(measure)
    if stated:
        if measures:
            measures[0]["stated"] = stated
        else:
            measures.append({"metric": "size", "stated": stated})
    read_at = facts.get("value_sources", {})
    for measure in measures:
        place = read_at.get(measure["metric"]) or read_at.get("size_reported")
        if place:
            measure["source"] = place
    order = ("metric", "value", "unit", "precision", "basis", "stated", "source")
    return [{key: m[key] for key in order if key in m} for m in measures]


def bare_name(name):
    """A name without what tells editions apart: brackets, versions, numbers, signs."""
    versions = r"\(.*?\)|\bv?\d+(\.\d+)*\b|(?<=[a-zA-Z])\d+(\.\d+)*\b|[-_ ]"
    return re.sub(versions, "", name).lower().strip()


def lineage_of(facts, names):
    edges = []
    read_at = facts.get("value_sources", {}).get("derived_from")
    for tag in facts["tags"]:
        if tag.startswith("part-of:"):
            edges.append({"relation": "part-of", "dataset": tag.removeprefix("part-of:")})
    for parent in facts["derived_from"]:
        if "industry-cluster" in facts["tags"] and facts["id"].startswith(parent + "-"):
            edges.append({"relation": "part-of", "dataset": parent})
        elif read_at:
            edges.append({"dataset": parent, "source": read_at})
        else:
            edges.append(parent)
        # Derived from something of the same name: a later edition of it.
        if parent in names and bare_name(names[parent]) == bare_name(facts["name"]):
            edges.append({"relation": "version-of", "dataset": parent})
    return edges


def citations_of(text):
    if not text:
        return []
    citation = {"text": text}
    doi = re.search(r"doi:(10\.\S+?)(?=[\s,;)]|$)", text)
    arxiv = re.search(r"arXiv:(\d{4}\.\d{4,5})", text)
    if doi:
        citation["doi"] = doi.group(1)
    if arxiv:
        citation["arxiv"] = arxiv.group(1)
    return [citation if len(citation) > 1 else text]


def industries_of(facts):
    for prefix in INDUSTRY_CLUSTERS:
        if facts["id"].startswith(prefix):
            return [INDUSTRIES[facts["id"].removeprefix(prefix)]]
    return []


# Values whose sources stand beside them, and where the others are called otherwise.
SOURCED = {
    "licenses", "tokens", "records", "size_bytes", "size_reported", "derived_from", "citation",
}
RENAMED = {"name": "title", "sector": "sectors", "name_zh": "title"}


def evidence_of(facts):
    """One entry for the description, and one for each value whose source is known."""
    evidence = [{"level": facts["evidence"]}]
    for key, place in facts.get("value_sources", {}).items():
        if key not in SOURCED:
            evidence.append(
                {"of": RENAMED.get(key, key), "level": facts["evidence"], "source": place}
            )
    return evidence


def dataset_of(facts, names):
    evidence = evidence_of(facts)
    if facts.get("kind_note"):
        evidence.append({"of": "kind", "level": "inferred", "note": "from the modality"})
    name, chinese = facts["name"], facts["name_zh"]
    dataset = {
        "id": facts["id"],
        "title": {"en": name, "zh": chinese} if chinese else name,
        "description": facts["description"],
        "publisher": facts["publisher"],
        "homepage": facts["homepage"],
        "modalities": facts["modalities"],
        "languages": facts["languages"],
        "sectors": [facts["sector"]],
        "industries": industries_of(facts),
        "kind": facts["kind"],
        "tags": [tag for tag in facts["tags"] if not tag.startswith("part-of:")],
        "licenses": facts["licenses"],
        "access": facts["access"],
        "formats": facts["formats"],
        "measures": measures_of(facts),
        "version": facts["version"],
        "released": facts["released"],
        "coverage": None,
        "subsets": [],
        "schema": None,
        "lineage": lineage_of(facts, names),
        "citations": citations_of(facts["citation"]),
        "sources": facts["sources"],
        "evidence": evidence,
    }
    amendments = dict(AMENDMENTS.get(facts["id"], {}))
    basis = amendments.pop("basis", None)
    if basis:
        order = ("metric", "value", "unit", "precision", "basis", "stated")
        first = {**dataset["measures"][0], "basis": basis}
        dataset["measures"][0] = {key: first[key] for key in order if key in first}
    dataset["measures"] += amendments.pop("measures", [])
    dataset.update(amendments)
    order = (
        "spdx", "name", "url", "of", "by", "scope", "parts", "use", "attribution", "share_alike",
        "conditions", "source", "rests_on", "as_of", "note",
    )
    read_at = facts.get("value_sources", {}).get("licenses")
    dataset["licenses"] = [
        {key: licence[key] for key in order if key in licence}
        for licence in (
            {"source": read_at, **licence} if read_at else licence
            for licence in dataset["licenses"]
        )
    ]
    return {key: value for key, value in dataset.items() if value not in (None, [], "")}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("facts")
    parser.add_argument("--introductions")
    parser.add_argument("--out", default=os.path.dirname(os.path.dirname(__file__)) or ".")
    options = parser.parse_args()
    introductions = {}
    if options.introductions:
        with open(options.introductions, encoding="utf-8") as lines:
            for line in lines:
                entry = json.loads(line)
                introductions[entry["cluster"]] = entry
    with open(options.facts, encoding="utf-8") as lines:
        everything = [json.loads(line) for line in lines]
    titles = {facts["id"]: facts["name"] for facts in everything}
    clusters = {}
    for facts in everything:
        clusters.setdefault(facts["cluster"], []).append(dataset_of(facts, titles))
    names = {}
    for name, datasets in clusters.items():
        file = slug(name) + ".yaml"
        assert names.setdefault(file, name) == name, "two clusters want %s" % file
        path = os.path.join(options.out, file)
        cluster = {"cluster": name}
        entry = introductions.get(name)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as existing:
                cluster = yaml.safe_load(existing)
        elif entry and entry.get("introduction_zh"):
            cluster["introduction"] = {"en": entry["introduction"], "zh": entry["introduction_zh"]}
        elif entry:
            cluster["introduction"] = entry["introduction"]
        known = cluster.setdefault("datasets", [])
        described = {dataset["id"] for dataset in known}
        known += [dataset for dataset in datasets if dataset["id"] not in described]
        with open(path, "w", encoding="utf-8") as output:
            output.write(dump(cluster))
    print("%d clusters, %d datasets" % (len(clusters), sum(map(len, clusters.values()))))


if __name__ == "__main__":
    main()
