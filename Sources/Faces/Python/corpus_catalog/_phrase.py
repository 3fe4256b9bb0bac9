"""Texts of a pipeline as queries."""

from __future__ import annotations

#: Signs that mean something between quotes; C ends a text at the zero character.
_LITERAL = str.maketrans({"\\": "\\\\", '"': '\\"', "*": "\\*", "\0": " "})


def phrase(text: str) -> str:
    """The query that finds a text word by word, whatever signs are in it.

    >>> print(phrase('the "white" whale*'))
    "the \\"white\\" whale\\*"

    A text without a word is found nowhere; one of nothing but spaces is no query, and refused by a search.
    """
    # Halves of surrogate pairs are no part of a word either.
    return '"' + text.encode("utf-8", "replace").decode().translate(_LITERAL) + '"'
