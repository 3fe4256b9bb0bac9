#!/usr/bin/env python3
"""Measures the catalogue with many datasets: import, listing, searching descriptions, size.

catalogue.py --catalog BINARY [--datasets 100000] [--seed 7] [--runs 15] [--keep FOLDER]

Descriptions are made up with a seed, in English and Chinese, about a kilobyte each. Times are those of
whole cold processes: start, opening the store, the answer as JSON.
"""
import argparse
import json
import os
import random
import statistics
import tempfile

import process
from tables import table

WORDS = """archive atlas audio benchmark board book bridge catalogue cell chapter chart city claim clinic
code colour compound corpus court crawl crop currency dialogue diary document domain draft encyclopedia
essay event exam field figure filter finance forum fragment gene grammar guide harbour history image index
instruction journal judgement label language law lecture letter lexicon library lighthouse list logic manual
map market matter measure medicine message method minute model molecule museum music news note notice number
opinion order page paper parallel parliament patent people phrase picture plan plant play poem police port
preference product programme protein question railway reasoning recipe record region report review rule
sample school science score sentence series signal site song sound source speech stream street study summary
survey table talk task tax test text theory token tool town trade train translation tree tutorial variant
video village voice weather web whale word yearbook""".split()
PAIRS = """语料 数据 网页 中文 英文 双语 法律 医学 金融 教育 新闻 对话 指令 评测 代码 数学 论文 图书 百科 论坛 问答 文学 历史
地理 交通 能源 农业 制造 旅游 体育 影视 音频 图像 文本 标注 清洗 去重 过滤 质量 许可 开放 研究 机构 城市 港口 灯塔""".split()
LANGUAGES = ["zh", "en", "de", "fr", "es", "ja", "ko", "ru", "ar", "pt"]
KINDS = ["pretraining", "instruction", "preference", "evaluation", "annotation", "knowledge-base", "retrieval", "other"]
SECTORS = ["general", "legal", "healthcare", "finance", "education", "science", "media", "transport", "energy", "culture"]
LICENSES = ["Apache-2.0", "MIT", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "ODC-By-1.0", "CC0-1.0", "custom terms"]
ACCESS = ["open", "registration", "gated", "closed"]


def described(number, random):
    """One made-up description."""
    def words(least, most):
        return " ".join(random.choices(WORDS, k=random.randint(least, most)))

    def pairs(least, most):
        return "".join(random.choices(PAIRS, k=random.randint(least, most)))

    dataset = {
        "id": f"made-up-{number:06}",
        "title": {"en": words(2, 5).capitalize(), "zh": pairs(2, 5)},
        "summary": words(8, 16).capitalize() + ".",
        "description": {"en": words(40, 90).capitalize() + ".", "zh": pairs(15, 40) + "。"},
        "cluster": f"cluster {number // 40}",
        "publisher": {"name": f"{random.choice(WORDS).capitalize()} Institute {number % 900}"},
        "homepage": f"https://data.example/{number}",
        "modalities": ["text"],
        "languages": random.sample(LANGUAGES, k=random.choice([1, 1, 2])),
        "sectors": [random.choice(SECTORS)],
        "kind": random.choice(KINDS),
        "tags": random.sample(WORDS, k=3),
        "formats": [random.choice(["jsonl", "parquet", "csv"])],
        "released": f"{random.randint(2005, 2026)}-{random.randint(1, 12):02}",
        "sources": [f"https://data.example/{number}/card"],
        "evidence": [{"level": random.choice(["primary", "secondary"])}],
    }
    if random.random() < 0.7:
        dataset["licenses"] = [{"spdx": name} if " " not in name else {"name": name}
                               for name in random.sample(LICENSES, k=random.choice([1, 1, 1, 2]))]
        dataset["access"] = random.choice(ACCESS)
    if random.random() < 0.6:
        dataset["measures"] = [
            {"metric": "bytes", "value": random.randint(1, 5000), "unit": random.choice(["MB", "GB"]), "basis": "stated"},
            {"metric": "records", "value": random.randint(1000, 10**9), "basis": "stated"}]
    if number > 10 and random.random() < 0.2:
        dataset["lineage"] = [{"relation": "derived-from", "dataset": f"made-up-{random.randrange(number):06}"}]
    return dataset


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", required=True)
    parser.add_argument("--datasets", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--keep", help="folder that stays; default a scratch folder")
    options = parser.parse_args()
    folder = options.keep or tempfile.mkdtemp(prefix="catalogue-")
    os.makedirs(folder, exist_ok=True)
    source, home = os.path.join(folder, "datasets.jsonl"), os.path.join(folder, "home")
    generator = random.Random(options.seed)
    with open(source, "w") as file:
        for number in range(options.datasets):
            file.write(json.dumps({"dataset": described(number, generator)}, ensure_ascii=False) + "\n")
    print(process.machine())
    print(f"{options.datasets:,} datasets, seed {options.seed}, {os.path.getsize(source) / 1e6:.0f} MB of JSON")

    def catalog(*arguments):
        return process.run([options.catalog, *arguments, "--home", home])

    # The descriptions that the program carries are not part of what is measured.
    catalog("summary", "--json")
    cost = catalog("apply", source, "--format", "ids", "-q")
    if cost.output.count("\n") != options.datasets:
        raise SystemExit("the import lost datasets")
    size = sum(os.path.getsize(os.path.join(home, name)) for name in os.listdir(home)
               if name.startswith("catalog.sqlite"))
    table(["import", "s", "datasets/s", "processor s", "datasets/processor s", "RssAnon MB", "store MB"], [[
        "apply", f"{cost.wall:.1f}", f"{options.datasets / cost.wall:,.0f}", f"{cost.processor:.1f}",
        f"{options.datasets / cost.processor:,.0f}", f"{cost.anonymous / 1e6:.0f}", f"{size / 1e6:.0f}"]])

    questions = [
        ("nothing: --version", ["--version"]),
        ("one dataset", ["show", "made-up-000007", "--json"]),
        ("two filters, three facets", [
            "list", "--language", "zh", "--kind", "pretraining", "--facet", "sector,license,year", "--limit", "50", "--json"]),
        ("range and sort", ["list", "--where", "bytes>1TB and year>=2020", "--sort", "bytes:desc", "--limit", "50", "--json"]),
        ("one word", ["list", "lighthouse", "--limit", "20", "--json"]),
        ("two words", ["list", "harbour weather", "--limit", "20", "--json"]),
        ("Chinese", ["list", "灯塔", "--limit", "20", "--json"]),
        ("words and filters", ["list", "harbour", "--language", "zh", "--facet", "sector", "--limit", "20", "--json"]),
        ("the catalogue in numbers", ["summary", "--json"]),
    ]
    rows = []
    for name, arguments in questions:
        runs = [catalog(*arguments) if arguments[0] != "--version" else process.run([options.catalog, "--version"])
                for _ in range(options.runs)]
        try:
            total = f"{json.loads(runs[0].output)['total']:,}"
        except (KeyError, ValueError):
            total = ""
        walls = sorted(run.wall * 1e3 for run in runs)
        rows.append([name, total, f"{walls[0]:.1f}", f"{statistics.median(walls):.1f}", f"{walls[-1]:.1f}"])
    table(["cold process", "matches", "least ms", "median ms", "most ms"], rows)


if __name__ == "__main__":
    main()
