#!/usr/bin/env python3
"""Makes queries from a corpus, class by class, always the same for the same seed.

queries.py FILE [--seed 7] [--count 300] > queries.txt

The output is what `catalog bench` reads: one query a line under `#class NAME` lines. Each query is
kept in a neutral form too (see Query), so that other engines can be asked the same.
"""
import argparse
import collections
import random
import re
import sys

from corpus import HAN, is_unspaced, texts

WORD = re.compile(r"[^\W_]+")
RUN = re.compile(r"[\u3400-\u9fff]+")
BANDS = [("term_hi", 0.1, 2), ("term_mid", 0.01, 0.1), ("term_lo", 0.001, 0.01), ("term_rare", 0, 0.001)]


class Query:
    """Clauses with the way they combine: `term`, `all`, `any`, `phrase`, `mix` (all of any-of)."""

    def __init__(self, kind, clauses, cut=False):
        self.kind, self.clauses, self.cut = kind, clauses, cut

    def catalog(self):
        """The query in the language of `catalog`; unspaced words are exact phrases already."""
        quoted = [c if len(c) <= 4 or not HAN.match(c) else f'"{c}"' for c in self.clauses]
        if self.kind == "all":
            return " ".join("+" + clause for clause in quoted)
        if self.kind == "phrase":
            unspaced = HAN.match(self.clauses[0]) and not self.cut
            return '"' + ("" if unspaced else " ").join(self.clauses) + '"'
        if self.kind == "mix":
            return " ".join("+" + ("(%s)" % c.replace("|", " OR ") if "|" in c else c) for c in self.clauses)
        return " ".join(quoted)

    def neutral(self):
        """The query as other engines read it."""
        return " ".join(self.clauses)


class Maker:
    """Draws queries from a sample of the texts, by the frequencies of all of them.

    `cut` text has its words between spaces. Of unspaced text, `narrowest` is the least number of
    characters of a piece: 2 for engines that index pairs and no single characters.
    """

    def __init__(self, path, seed, cut=False, narrowest=1):
        self.cut, self.narrowest = cut, narrowest
        self.random = random.Random(seed)
        self.frequency = collections.Counter()
        self.documents = 0
        self.sample = []
        texts_read = texts(path)
        first = [text for _, text in zip(range(50), texts_read)]
        self.unspaced = is_unspaced(first)
        for text in first:
            self.take(text)
        for text in texts_read:
            self.take(text)
        if not self.sample:
            raise SystemExit(f"error: no texts to draw queries from\n  where: {path}")

    def tokens(self, text):
        """Lower-cased words; of unspaced text, pieces of one to four characters."""
        if self.cut:
            return text.split()
        if not self.unspaced:
            return WORD.findall(text.lower())
        # Cut at fixed, seeded widths: a stand-in for words that needs no dictionary. Between runs
        # stands an empty piece, so that no phrase is drawn across what parts them.
        pieces = []
        for run in RUN.findall(text):
            start = 0
            while start < len(run):
                width = self.narrowest + hash_of(run[start:start + 2]) % (5 - self.narrowest)
                pieces.append(run[start:start + width])
                start += width
            pieces.append("")
        return [piece if len(piece) >= self.narrowest else "" for piece in pieces]

    def take(self, text):
        """Counts a text, and keeps one in eight."""
        tokens = self.tokens(text)
        self.documents += 1
        self.frequency.update(set(tokens))
        if len(tokens) >= 40 and self.random.random() < 0.125 or len(self.sample) < 20:
            if len(tokens) >= 8:
                self.sample.append(tokens)

    def is_usable(self, token):
        return self.frequency[token] >= min(3, self.documents) and 0 < len(token) < 30

    def is_content(self, token):
        """Neither rare nor in every third document: a word that carries meaning."""
        wide = len(token) >= (2 if self.unspaced else 3)
        return self.is_usable(token) and wide and self.frequency[token] < self.documents * 0.3

    def near(self, least, most, test):
        """Different tokens that stand near each other in a document, or None."""
        tokens = self.random.choice(self.sample)
        count = self.random.randint(least, most)
        start = self.random.randrange(max(1, len(tokens) - 30))
        window = list(dict.fromkeys(t for t in tokens[start:start + 30] if test(t)))
        return self.random.sample(window, count) if len(window) >= count else None

    def run(self, least, most):
        """Tokens that follow each other in a document, or None."""
        tokens = self.random.choice(self.sample)
        count = self.random.randint(least, most)
        if len(tokens) <= count:
            return None
        start = self.random.randrange(len(tokens) - count)
        found = tokens[start:start + count]
        return found if all(map(self.is_usable, found)) else None

    def mix(self):
        words = self.near(4, 4, self.is_content)
        if words is None:
            return None
        a, b, c, d = words
        return self.random.choice([[a, f"{b}|{c}"], [f"{a}|{b}", f"{c}|{d}"], [a, b, f"{c}|{d}"]])

    def classes(self, count):
        """(name, queries) of every class; fewer queries where the corpus has not enough."""
        for name, low, high in BANDS:
            terms = sorted(
                t for t, n in self.frequency.items()
                if low * self.documents <= n < high * self.documents and self.is_usable(t)
                and (len(t) > 1 or self.unspaced))
            self.random.shuffle(terms)
            yield name, [Query("term", [t], self.cut) for t in terms[:count]]
        draws = [
            ("and2", "all", lambda: self.near(2, 2, self.is_content)),
            ("or2_4", "any", lambda: self.near(2, 4, self.is_content)),
            ("or5p", "any", lambda: self.near(5, 9, self.is_usable)),
            ("phrase", "phrase", lambda: self.run(2, 4)),
            ("mix", "mix", self.mix),
        ]
        for name, kind, draw in draws:
            yield name, [Query(kind, clauses, self.cut) for clauses in self.different(draw, count)]

    def different(self, draw, count):
        found = {}
        for _ in range(count * 50):
            clauses = draw()
            if clauses:
                found.setdefault(tuple(clauses), clauses)
            if len(found) == count:
                break
        return list(found.values())


def hash_of(text):
    """A hash that is the same in every run (`hash` is not)."""
    value = 2166136261
    for character in text:
        value = ((value ^ ord(character)) * 16777619) & 0xFFFFFFFF
    return value >> 7


def write(path, seed, count, output):
    """Writes the query file; returns the classes for other engines."""
    maker = Maker(path, seed)
    classes = [(name, queries) for name, queries in maker.classes(count) if queries]
    for name, queries in classes:
        print(f"#class {name}", file=output)
        for query in queries:
            print(query.catalog(), file=output)
    return classes


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=300)
    options = parser.parse_args()
    print(f"seed {options.seed}", file=sys.stderr)
    write(options.file, options.seed, options.count, sys.stdout)
