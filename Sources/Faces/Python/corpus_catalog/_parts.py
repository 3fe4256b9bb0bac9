"""Many tasks write one index: what a cluster's engine asks of a sink, without the engine.

The driver makes a :class:`PartedWrite`, whose ``write`` runs in every task and whose ``commit`` or
``abort`` runs on the driver. A task writes an index of its own in a folder beside the index, under a name that no other
attempt has; what is not named by the commit never was, however often tasks are repeated, doubled or killed.
"""

from __future__ import annotations

import os
import shutil
import uuid
import warnings

from ._errors import NotFoundError, usage_error
from ._index import Index, texts_of

# Type checkers read what follows; a program that imports the package does not wait for it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Optional

#: Fields that are searched when nobody says which, the most telling first.
USUAL_TEXTS = ("text", "content", "body", "raw_content")


class PartedWrite:
    """One write of rows from many tasks into the index in a folder that all of them see.

    Args:
        path: The folder of the index.
        fields: The names of the rows' fields.
        options: As :class:`Index` takes them: ``text``, ``record_id``, ``columns``, ``column_limit``,
            ``analyzer``, ``stem``, ``stop_words``, ``store``, ``reorder``; and ``memory`` and ``jobs``
            of each task. An index that is there has its own, and they are not asked.
        replacing: The rows take the place of all that was indexed.

    Raises:
        UsageError: nobody says which field is searched, and none has a usual name; or an option is none,
            or has a value that it cannot have.
    """

    def __init__(
        self, path: str, fields: Sequence[str], options: dict[str, Any], replacing: bool = False
    ):
        self.path = os.path.abspath(path)
        self.replacing = replacing
        self.folder = f"{self.path}.parts/{uuid.uuid4().hex}"
        self.resources = {key: options.pop(key) for key in ("memory", "jobs") if key in options}
        try:
            Index(self.path).snapshot()
            # Parts of an index that is there are made as it was.
            self.options = {"like": self.path}
        except NotFoundError:
            self.options = self._chosen(fields, options)
        # What is wrong with them is told now, not by the tasks.
        Index(self.folder, **self.options).check_options(**self.resources)

    @staticmethod
    def _chosen(fields: Sequence[str], options: dict[str, Any]) -> dict[str, Any]:
        chosen = dict(options)
        if not chosen.get("text"):
            chosen["text"] = next((name for name in USUAL_TEXTS if name in fields), None)
        if not chosen["text"]:
            raise usage_error(
                "nobody says which field is searched: set the option text to one of "
                + ", ".join(fields)
            )
        for text in texts_of(chosen["text"]):
            # Several fields may be joined to one text, and brackets say that there is a list.
            for path in text.split("+"):
                spellings = (path, path.replace("[]", ""))
                if fields and not any(
                    spelling == field or spelling.startswith(field + ".")
                    for spelling in spellings
                    for field in fields
                ):
                    raise usage_error(
                        f"there is no field “{path}” to search, there are " + ", ".join(fields), "text"
                    )
        if not chosen.get("record_id") and "id" in fields:
            chosen["record_id"] = "id"
        return chosen

    def write(self, number: int, attempt: Any, rows: Any) -> dict[str, Any]:
        """Writes the rows of one task and tells of it, for :meth:`commit`.

        ``number`` orders the tasks; ``attempt`` tells this one from all others of the same number.
        """
        name = f"{number}-{attempt}"
        path = f"{self.folder}/{name}"
        try:
            report = Index(path, **self.options).add(rows, **{"jobs": 1, **self.resources})
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise
        told = {"number": number, "name": name, "bad_records": report.bad_records}
        if not report.records:
            shutil.rmtree(path, ignore_errors=True)
            told["name"] = None
        return told

    def commit(self, parts: Iterable[Optional[dict[str, Any]]]) -> None:
        """Makes what the tasks wrote visible, all at once and in the order of their numbers."""
        told = [part for part in parts if part]
        written = sorted((part for part in told if part["name"]), key=lambda part: part["number"])
        job = os.path.basename(self.folder)
        named = {f"{job}/{part['name']}": f"{self.folder}/{part['name']}" for part in written}
        index = Index(self.path)
        if named or (self.replacing and os.path.isdir(self.path)):
            report = index.take_over(named, replacing=self.replacing)
            for problem in report.problems:
                warnings.warn(f"{problem['where']}: {problem['message']}", stacklevel=2)
        bad = sum(part["bad_records"] for part in told)
        if bad:
            warnings.warn(f"rows that could not be used and are not in the index: {bad}", stacklevel=2)
        self.abort()

    def abort(self) -> None:
        """Leaves nothing of what the tasks wrote."""
        shutil.rmtree(self.folder, ignore_errors=True)
        try:
            os.rmdir(os.path.dirname(self.folder))
        except OSError:
            # Another write goes on.
            pass
