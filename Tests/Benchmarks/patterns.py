#!/usr/bin/env python3
"""How long do prefixes, edit distances and regular expressions take over millions of terms?

    patterns.py --catalog .build/release/catalog [--terms 2200000]

The terms are made up of syllables, each in one record, with 20,000 of them in many; patterns are
cut from them, 200 of a class. Everything follows from one seed.
"""
import argparse
import json
import os
import random
import subprocess
import tempfile

ONSETS = ["", "wh"] + "b c d f g h j k l m n p r s t v w z br cl dr fl gr pl pr sc sh sl sp st str th tr".split()
VOWELS = "a e i o u ai ea ee io ou oo".split()
CODAS = ["", "", *"n r s t l m nd st ng ck ll x".split()]


def syllables(count):
    pick = random.choice
    return "".join(pick(ONSETS) + pick(VOWELS) + pick(CODAS) for _ in range(count))


def dictionary(size):
    terms = set()
    while len(terms) < size:
        term = syllables(random.choice((1, 2, 2, 3, 3, 3, 4)))
        terms.add(term + str(random.randrange(10000)) if random.random() < 0.05 else term)
    terms = sorted(terms)
    random.shuffle(terms)
    return terms


def write_records(path, terms):
    common = terms[:20000]
    with open(path, "w") as file:
        for number, start in enumerate(range(0, len(terms), 40)):
            words = terms[start:start + 40]
            words += [common[int(random.paretovariate(0.5)) % len(common)] for _ in range(40)]
            random.shuffle(words)
            file.write(json.dumps({"id": str(number), "text": " ".join(words)}) + "\n")


def patterns(terms, count):
    words = [term for term in terms[:40 * count] if len(term) > 6 and term.isalpha()]
    def each(make):
        return [make(word, random.randrange(len(word) - 4)) for word in random.sample(words, count)]
    return {
        "prefix of 3": each(lambda word, _: word[:3] + "*"),
        "prefix of 1": each(lambda word, _: word[0] + "*"),
        "one edit": each(lambda word, at: word[:at] + word[at + 1:] + "~1"),
        "two edits": each(lambda word, at: word[:at] + "x" + word[at + 1:] + "~2"),
        "/abc.*d/": each(lambda word, _: f"/{word[:3]}.*{word[-1]}/"),
        "/a.bc.*/": each(lambda word, _: f"/{word[0]}.{word[2:4]}.*/"),
        "/.*abcd.*/": each(lambda word, at: f"/.*{word[at:at + 4]}.*/"),
        "/[aeiou].*abc/": each(lambda word, _: f"/[aeiou].*{word[-3:]}/"),
        "abc-de*": each(lambda word, at: f"{word}-{random.choice(words)[:2]}*"),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--catalog", default=".build/release/catalog")
    parser.add_argument("--terms", type=int, default=2_200_000)
    parser.add_argument("--patterns", type=int, default=200)
    arguments = parser.parse_args()
    random.seed(5)
    with tempfile.TemporaryDirectory(prefix="patterns-") as folder:
        terms = dictionary(arguments.terms)
        records, queries = os.path.join(folder, "records.jsonl"), os.path.join(folder, "queries")
        write_records(records, terms)
        with open(queries, "w") as file:
            for name, lines in patterns(terms, arguments.patterns).items():
                print("#class " + name.replace(" ", "_"), *lines, sep="\n", file=file)
        def run(*words):
            subprocess.run([arguments.catalog, *words, "--home", os.path.join(folder, "home")], check=True)
        run("add", records, "--id", "terms", "-q")
        run("bench", "--in", "terms", "--queries", queries, "--runs", "3")


if __name__ == "__main__":
    main()
