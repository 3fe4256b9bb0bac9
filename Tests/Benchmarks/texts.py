#!/usr/bin/env python3
"""Writes the texts of a corpus in the forms that engines are given, so that all index the same.

texts.py FILE FOLDER

Each form is a file of one text a line, `FORM.txt`, and as records, `FORM.jsonl`:
plain   the texts, white space made single spaces; Chinese folded as our standard analyzer folds
        it (NFKC, lower case, simplified), since other engines would find less otherwise
cut     Chinese only: words by jieba without its guesses, joined by spaces
pairs   Chinese only: adjacent characters of a run, joined by spaces
hex     for PISA: the tokens of `plain`, or of `cut`; not ASCII ones as hexadecimal digits
"""
import json
import multiprocessing
import os
import re
import sys
import unicodedata

from corpus import is_unspaced, texts

WORD = re.compile(r"[^\W_]+")
PIECE = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+")


def simplifier():
    """Traditional characters to simplified ones: the first candidates, followed to their end."""
    import opencc
    path = os.path.join(os.path.dirname(opencc.__file__), "dictionary", "TSCharacters.txt")
    with open(path, encoding="utf-8") as file:
        pairs = [line.split("\t") for line in file if "\t" in line]
    table = {traditional: simplified.split()[0] for traditional, simplified in pairs}
    for character in table:
        while table.get(table[character], table[character]) != table[character]:
            table[character] = table[table[character]]
    return str.maketrans(table)


def single_spaces(text):
    return re.sub(r"[\s\x00]+", " ", text).strip()


def hexadecimal(words):
    return " ".join(w if w.isascii() else "x" + w.encode().hex() for w in words)


def spaced_forms(text):
    plain = single_spaces(text)
    return {"plain": plain, "hex": hexadecimal(WORD.findall(plain.lower()))}


def chinese_forms(text):
    import jieba
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    plain = single_spaces(folded.translate(SIMPLIFIED))
    words = WORD.findall(" ".join(jieba.cut(plain, HMM=False)))
    pairs = []
    for piece in PIECE.findall(plain):
        is_run = piece[0] >= "\u3400" and piece[0] <= "\u9fff" and len(piece) > 1
        pairs += [piece[i:i + 2] for i in range(len(piece) - 1)] if is_run else [piece]
    return {"plain": plain, "cut": " ".join(words), "pairs": " ".join(pairs), "hex": hexadecimal(words)}


def prepare():
    """Loads the dictionaries once in each process."""
    global SIMPLIFIED
    import jieba
    jieba.setLogLevel(60)
    jieba.initialize()
    SIMPLIFIED = simplifier()


def main(path, folder):
    sample = [text for _, text in zip(range(50), texts(path))]
    chinese = is_unspaced(sample)
    os.makedirs(folder, exist_ok=True)
    files = {}
    with multiprocessing.Pool(initializer=prepare if chinese else None) as pool:
        forms = pool.imap(chinese_forms if chinese else spaced_forms, texts(path), chunksize=64)
        for document in forms:
            for form, text in document.items():
                if form not in files:
                    base = os.path.join(folder, form)
                    files[form] = open(base + ".txt", "w"), open(base + ".jsonl", "w")
                lines, records = files[form]
                lines.write(text + "\n")
                records.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    for pair in files.values():
        for file in pair:
            file.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
