#!/usr/bin/env python3
"""Makes the character tables of the analyzers.

usage: make_tables.py UCD TSCHARACTERS OUT

UCD           a folder with the Unicode Character Database, as Debian's package `unicode-data`
              lays it out in /usr/share/unicode (with its folders `auxiliary`, `emoji`, `extracted`)
TSCHARACTERS  OpenCC's dictionary TSCharacters.txt
OUT           the folder of the target CKernels; `character_tables.c` is written there

What each table means stands in `include/character_tables.h`. The same inputs give the same bytes.
"""

import hashlib
import os
import re
import sys

LIMIT = 0x40000  # the tables end here; what lies above is handled by rule
BLOCK = 64

# Classes of a folded scalar; `CharacterClass` in Swift carries the same numbers.
CLASSES = [
    "other", "letter", "hebrewLetter", "numeric", "extendNumLet", "midLetter", "midNum",
    "midNumLet", "singleQuote", "doubleQuote", "extend", "loneLetter", "emoji",
    "regionalIndicator", "plusOrSharp", "unspaced",
]
CLASS = {name: number for number, name in enumerate(CLASSES)}

UNSPACED_SCRIPTS = {"Hani", "Hira", "Kana", "Hang", "Bopo", "Thai", "Laoo", "Khmr", "Mymr"}
SCRIPT_CODES = {
    "Han": "Hani", "Hiragana": "Hira", "Katakana": "Kana", "Hangul": "Hang", "Bopomofo": "Bopo",
    "Thai": "Thai", "Lao": "Laoo", "Khmer": "Khmr", "Myanmar": "Mymr",
}


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.split("#")[0].strip()
            if line:
                yield [field.strip() for field in line.split(";")]


def code_points(field):
    first, _, last = field.partition("..")
    return range(int(first, 16), int(last or first, 16) + 1)


def property_of(path, default, wanted=None):
    """One value per code point; `wanted` picks the lines of one property of several."""
    values = {}
    for fields in lines_of(path):
        if wanted is None or fields[1] == wanted:
            for point in code_points(fields[0]):
                values[point] = fields[1] if wanted is None else True
    return lambda point: values.get(point, default)


class Unicode:
    def __init__(self, folder):
        at = lambda name: os.path.join(folder, name)
        with open(at("PropList.txt"), encoding="utf-8") as file:
            self.version = re.search(r"PropList-(\d+\.\d+\.\d+)", file.readline()).group(1)
        self.category, self.combining, self.decomposition, self.lower = {}, {}, {}, {}
        first = None
        with open(at("UnicodeData.txt"), encoding="utf-8") as file:
            for line in file:
                fields = line.rstrip("\n").split(";")
                point = int(fields[0], 16)
                if fields[1].endswith("First>"):
                    first = point
                    continue
                for each in range(first if first is not None else point, point + 1):
                    self.category[each] = fields[2]
                first = None
                if fields[3] != "0":
                    self.combining[point] = int(fields[3])
                if fields[5] and not fields[5].startswith("<"):
                    self.decomposition[point] = [int(x, 16) for x in fields[5].split()]
                if fields[13]:
                    self.lower[point] = int(fields[13], 16)
        derived = at("DerivedNormalizationProps.txt")
        self.casefold = {}
        self.maybe = set()
        excluded = set()
        for fields in lines_of(derived):
            if fields[1] == "NFKC_CF":
                mapped = [int(x, 16) for x in fields[2].split()]
                for point in code_points(fields[0]):
                    self.casefold[point] = mapped
            elif fields[1] == "NFC_QC" and fields[2] == "M":
                self.maybe.update(code_points(fields[0]))
            elif fields[1] == "Full_Composition_Exclusion":
                excluded.update(code_points(fields[0]))
        self.composition = {
            tuple(parts): point for point, parts in self.decomposition.items()
            if len(parts) == 2 and point not in excluded
        }
        self.word_break = property_of(at("auxiliary/WordBreakProperty.txt"), "Other")
        self.script = property_of(at("Scripts.txt"), "Unknown")
        self.extensions = {}
        for fields in lines_of(at("ScriptExtensions.txt")):
            for point in code_points(fields[0]):
                self.extensions[point] = set(fields[1].split())
        emoji = at("emoji/emoji-data.txt")
        self.is_emoji = property_of(emoji, False, "Emoji")
        self.is_pictograph = property_of(emoji, False, "Extended_Pictographic")
        core = at("DerivedCoreProperties.txt")
        self.is_cased = property_of(core, False, "Cased")
        self.is_case_ignorable = property_of(core, False, "Case_Ignorable")

    def canonical(self, point):
        """The full canonical decomposition of one scalar (Hangul syllables included)."""
        if 0xAC00 <= point <= 0xD7A3:
            index = point - 0xAC00
            jamo = [0x1100 + index // 588, 0x1161 + index % 588 // 28]
            return jamo + ([0x11A7 + index % 28] if index % 28 else [])
        if point not in self.decomposition:
            return [point]
        return [x for part in self.decomposition[point] for x in self.canonical(part)]

    def folded_and_decomposed(self, point):
        """What a scalar gives before reordering: NFKC_Casefold, then canonical decomposition."""
        mapped = self.casefold.get(point, [point])
        return [x for part in mapped for x in self.canonical(part)]

    def compose(self, decomposed):
        """Canonical order and composition of decomposed scalars."""
        ordered = []
        for point in decomposed:
            rank = self.combining.get(point, 0)
            index = len(ordered)
            while rank and index and self.combining.get(ordered[index - 1], 0) > rank:
                index -= 1
            ordered.insert(index, point)
        out, starter, last = [], None, -1  # last: rank behind the starter, -1 for none
        for point in ordered:
            rank = self.combining.get(point, 0)
            if starter is not None and last < rank:
                both = self.pair(out[starter], point)
                if both is not None:
                    out[starter] = both
                    continue
            if rank == 0:
                starter, last = len(out), -1
            else:
                last = rank
            out.append(point)
        return out

    def pair(self, first, second):
        if 0x1100 <= first <= 0x1112 and 0x1161 <= second <= 0x1175:
            return 0xAC00 + (first - 0x1100) * 588 + (second - 0x1161) * 28
        if 0xAC00 <= first <= 0xD7A3 and (first - 0xAC00) % 28 == 0 and 0x11A8 <= second <= 0x11C2:
            return first + second - 0x11A7
        return self.composition.get((first, second))

    def is_boundary(self, point):
        """Whether nothing before this scalar can change together with it."""
        decomposed = self.folded_and_decomposed(point)
        return bool(decomposed) and not self.combining.get(decomposed[0], 0) \
            and decomposed[0] not in self.maybe

    def class_of(self, point):
        category = self.category.get(point, "Cn")
        scripts = self.extensions.get(point)
        own = SCRIPT_CODES.get(self.script(point))
        in_scripts = bool(scripts & UNSPACED_SCRIPTS) if scripts else own is not None
        if (category[0] in "LM" or category in ("Nl", "No")) and in_scripts:
            return CLASS["unspaced"]
        if category == "So" and own is not None:
            return CLASS["unspaced"]
        word_break = self.word_break(point)
        known = {
            "ALetter": "letter", "Hebrew_Letter": "hebrewLetter", "Numeric": "numeric",
            "ExtendNumLet": "extendNumLet", "MidLetter": "midLetter", "MidNum": "midNum",
            "MidNumLet": "midNumLet", "Single_Quote": "singleQuote",
            "Double_Quote": "doubleQuote", "Extend": "extend", "Format": "extend",
            "ZWJ": "extend", "Regional_Indicator": "regionalIndicator",
        }
        if point == 0x3A:
            return CLASS["other"]  # no word is joined by a colon, as in CLDR's root tailoring
        if point in (0x2B, 0x23):
            return CLASS["plusOrSharp"]
        if word_break in known:
            return CLASS[known[word_break]]
        if category[0] in "LN":
            return CLASS["loneLetter"]
        if self.is_emoji(point) and self.is_pictograph(point) and point > 0xFF:
            return CLASS["emoji"]
        return CLASS["other"]


def trie(values):
    """Values of 0..<LIMIT as blocks, equal blocks once: (index, entries)."""
    blocks, index, entries = {}, [], []
    for start in range(0, LIMIT, BLOCK):
        block = tuple(values[start:start + BLOCK])
        if block not in blocks:
            blocks[block] = len(blocks)
            entries.extend(block)
        index.append(blocks[block])
    return index, entries


def array(out, kind, name, values):
    out.append(f"static const {kind} {name}[{len(values)}] = {{")
    line = " "
    for value in values:
        text = f"{value},"
        if len(line) + len(text) > 100:
            out.append(line)
            line = " "
        line += text
    out.append(line)
    out.append("};")


def main():
    folder, simplified_path, target = sys.argv[1:]
    unicode = Unicode(folder)
    simplified = {}
    with open(simplified_path, encoding="utf-8") as file:
        for line in file:
            if "\t" in line and not line.startswith("#"):
                source, candidates = line.rstrip("\n").split("\t")
                simplified[ord(source)] = ord(candidates.split(" ")[0])
    # Folding twice must change nothing: a chain of candidates is followed to its end.
    for source in list(simplified):
        seen = {source}
        while simplified[source] in simplified and simplified[source] not in seen:
            seen.add(simplified[source])
            simplified[source] = simplified[simplified[source]]
    for source, mapped in simplified.items():
        assert unicode.casefold.get(mapped) is None, f"U+{mapped:04X} is not folded"

    strings, places = [], {}

    def place(scalars):
        key = tuple(scalars)
        if key not in places:
            places[key] = len(strings)
            strings.extend(key)
        assert len(key) < 32 and places[key] < 1 << 19
        return places[key] << 5 | len(key)

    folds, parts = [], []
    for point in range(LIMIT):
        decomposed = unicode.folded_and_decomposed(point)
        folded = [simplified.get(x, x) for x in unicode.compose(decomposed)]
        if point == 0x2019:
            folded = [0x27]
        boundary = unicode.is_boundary(point) << 5
        if len(folded) == 1:
            delta = folded[0] - point
            kind = 0 if delta == 0 else 1
            folds.append((delta & 0xFFFFFF) << 8 | kind << 6 | boundary
                         | unicode.class_of(folded[0]))
        elif folded:
            folds.append(place(folded) << 8 | 2 << 6 | boundary)
        else:
            folds.append(3 << 6 | boundary)
        rank = unicode.combining.get(point, 0)
        if 0xAC00 <= point <= 0xD7A3 or decomposed == [point]:
            parts.append(rank)
        else:
            parts.append(place(decomposed) << 8 | rank if decomposed else 0x80000000 | rank)
    for point in range(LIMIT):
        entry = folds[point]
        if entry >> 6 & 3 == 1:
            mapped = point + ((entry >> 8) - (1 << 24 if entry >> 31 else 0))
            assert folds[mapped] >> 6 & 3 == 0 or mapped == 0x27, hex(point)
    for scalar in strings:
        assert scalar < LIMIT

    lower = []
    for point in range(LIMIT):
        mapped = unicode.lower.get(point, point)
        category = unicode.category.get(mapped, "Cn")
        flags = (category[0] in "LN") | unicode.is_cased(point) << 1 \
            | unicode.is_case_ignorable(point) << 2 | (point == 0x130) << 3
        lower.append(((mapped - point) & 0xFFFFFF) << 8 | flags)

    out = [
        "// Made by Sources/C/CKernels/character-tables/make_tables.py; origin and licences stand beside it.",
        "// Do not edit.",
        '#include "character_tables.h"',
        "",
    ]
    for name, values in (("fold", folds), ("parts", parts), ("lower", lower)):
        index, entries = trie(values)
        array(out, "uint16_t", f"{name}_index", index)
        array(out, "uint32_t", f"{name}_entries", entries)
        print(name, "blocks", len(entries) // BLOCK, "bytes", len(entries) * 4 + len(index) * 2)
    array(out, "uint32_t", "fold_strings", strings)
    pairs = sorted((first << 32 | second, both)
                   for (first, second), both in unicode.composition.items())
    array(out, "uint64_t", "composition_pairs", [pair for pair, _ in pairs])
    array(out, "uint32_t", "compositions", [both for _, both in pairs])
    out.append("const ck_character_tables ck_characters = {")
    out.append(f'  .unicode_version = "{unicode.version}",')
    for name in ("fold", "parts", "lower"):
        out.append(f"  .{name}_index = {name}_index,")
        out.append(f"  .{name}_entries = {name}_entries,")
        out.append(f"  .{name}_entry_count = sizeof {name}_entries / sizeof *{name}_entries,")
    out.append("  .fold_strings = fold_strings,")
    out.append(f"  .fold_string_count = {len(strings)},")
    out.append("  .composition_pairs = composition_pairs,")
    out.append("  .compositions = compositions,")
    out.append(f"  .composition_count = {len(pairs)},")
    out.append("};")
    text = "\n".join(out) + "\n"
    with open(os.path.join(target, "character_tables.c"), "w", encoding="ascii") as file:
        file.write(text)
    print("strings", len(strings), "pairs", len(pairs), "Unicode", unicode.version,
          "sha256", hashlib.sha256(text.encode()).hexdigest()[:16])


main()
