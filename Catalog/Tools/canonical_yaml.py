"""Writes YAML in the one layout of this catalogue: the same as Sources/Datasets/YAML/YAMLWriter.swift.

Two spaces a level, long texts folded before column 100, short lists of words on one line. A test
reads every file of the catalogue and writes it again, so the two writers cannot drift apart.
"""

import re
import unicodedata

WIDTH = 100
RESERVED = {"true", "false", "yes", "no", "on", "off", "y", "n", "null"}


def harmless(character):
    if unicodedata.category(character) in (
        "Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs",
    ):
        return character == "\u3000"
    return True


def visible(character):
    return 0x20 <= ord(character) < 0x7F or (ord(character) > 0x7F and harmless(character))


def plain(text):
    if not text or not (text[0].isalpha() or text[0] in "/<"):
        return False
    if text[-1] in " :" or text.lower() in RESERVED:
        return False
    if " #" in text or ": " in text:
        return False
    return all(visible(character) for character in text)


def quoted(text):
    if plain(text):
        return text
    out = ['"']
    for character in text:
        escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
        if character in escapes:
            out.append(escapes[character])
        elif visible(character):
            out.append(character)
        elif ord(character) > 0xFFFF:
            out.append("\\U%08X" % ord(character))
        else:
            out.append("\\u%04X" % ord(character))
    return "".join(out) + '"'


def number(value):
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        value = int(value)
    return repr(value)


def scalar(value):
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, str):
        return quoted(value)
    return "[]" if isinstance(value, list) else "{}"


def short_list(elements, indent):
    words = []
    for element in elements:
        if not isinstance(element, str) or len(element) > 24:
            return None
        if not all(c.isalpha() or c in "0123456789-_." for c in element):
            return None
        words.append(quoted(element))
    line = "[" + ", ".join(words) + "]"
    return line if indent + len(line) <= 80 else None


def block(text, indent):
    margin = " " * indent
    foldable = (
        " " in text and text == text.strip(" ") and "  " not in text and all(map(visible, text))
    )
    if len(text) > 60 and foldable:
        lines, line = [], ""
        for word in text.split(" "):
            if line and indent + len(line) + 1 + len(word) > WIDTH:
                lines.append(margin + line)
                line = ""
            line = word if not line else line + " " + word
        return " >-\n" + "\n".join(lines + [margin + line]) + "\n"
    standing = (
        not text.startswith((" ", "\n"))
        and not text.endswith("\n\n")
        and all(c == "\n" or visible(c) for c in text)
    )
    if "\n" in text and standing:
        body = text[:-1] if text.endswith("\n") else text
        lines = [margin + line if line else "" for line in body.split("\n")]
        return (" |\n" if text.endswith("\n") else " |-\n") + "\n".join(lines) + "\n"
    return " " + quoted(text) + "\n"


def mapping(members, indent, inline):
    out = []
    for index, (key, value) in enumerate(members.items()):
        if index or not inline:
            out.append(" " * indent)
        out.append(quoted(key) + ":")
        if isinstance(value, dict) and value:
            out.append("\n" + mapping(value, indent + 2, False))
        elif isinstance(value, list) and value:
            line = short_list(value, indent)
            out.append(" " + line + "\n" if line else "\n" + sequence(value, indent + 2))
        elif isinstance(value, str):
            out.append(block(value, indent + 2))
        else:
            out.append(" " + scalar(value) + "\n")
    return "".join(out)


def sequence(elements, indent):
    out = []
    for element in elements:
        out.append(" " * indent + "-")
        if isinstance(element, dict) and element:
            out.append(" " + mapping(element, indent + 2, True))
        elif isinstance(element, list) and element:
            out.append("\n" + sequence(element, indent + 2))
        elif isinstance(element, str):
            out.append(block(element, indent + 2))
        else:
            out.append(" " + scalar(element) + "\n")
    return "".join(out)


def dump(value):
    return mapping(value, 0, False)
