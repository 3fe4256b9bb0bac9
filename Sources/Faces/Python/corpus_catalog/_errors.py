"""What can go wrong, as exceptions."""

from __future__ import annotations

# Type checkers read what follows; a program that imports the package does not wait for it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional


class CatalogError(Exception):
    """Something could not be done.

    Attributes:
        code: The kind, such as ``"badQuery"`` or ``"notFound"``.
        status: The exit status that the command ends with for this kind.
        message: What happened, one sentence.
        place: Where it was seen, such as a file, a field or a row; None where there is no place.
        remedy: What helps, as a dictionary of an action and its choices; None where nothing is known to.
        column: For a query that cannot be read: characters in front of the place.
        question: For a query that cannot be read: which text, where in it, what was expected.
    """

    def __init__(self, told: dict[str, Any]):
        self.code: str = told["code"]
        self.status: int = told["status"]
        self.message: str = told["message"]
        self.place: Optional[str] = told.get("where")
        self.remedy: Optional[dict[str, Any]] = told.get("fix")
        self.column: Optional[int] = told.get("column")
        self.question: Optional[dict[str, Any]] = told.get("question")
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [self.message if self.place is None else f"{self.place}: {self.message}"]
        if self.question and self.column is not None:
            lines += ["  " + self.question["text"], "  " + " " * self.column + "^"]
            if self.question.get("expected"):
                lines.append("  expected " + self.question["expected"])
        if self.remedy:
            lines.append("fix: " + remedy_text(self.remedy))
        return "\n".join(lines)

    def __reduce__(self) -> Any:
        told = {
            "code": self.code, "status": self.status, "message": self.message,
            "where": self.place, "fix": self.remedy, "column": self.column,
            "question": self.question,
        }
        return type(self), (told,)


class QueryError(CatalogError, ValueError):
    """A query or a condition cannot be read."""


class UsageError(CatalogError, ValueError):
    """An option or a value that a call does not take."""


class FormatError(CatalogError, ValueError):
    """Data is not what it claims to be, or has no text."""


class NotFoundError(CatalogError, LookupError):
    """There is no such file, dataset, record or index."""


class ExistsError(CatalogError, FileExistsError):
    """Something stands where a new thing should go."""


class LockedError(CatalogError, BlockingIOError):
    """Another process writes to the index; the message names it."""


class SystemFailure(CatalogError, OSError):
    """Reading or writing failed, the disk is full, or what was read is damaged."""


class Interrupted(CatalogError):
    """A call was cancelled; what was committed before is kept."""


_kinds: dict[str, type[CatalogError]] = {
    "badQuery": QueryError, "usage": UsageError, "badFormat": FormatError,
    "notFound": NotFoundError, "exists": ExistsError, "locked": LockedError,
    "system": SystemFailure, "diskFull": SystemFailure, "interrupted": Interrupted,
}


def usage_error(message: str, place: Optional[str] = None) -> UsageError:
    """What the library would say of a value that it must not be given."""
    return UsageError({"code": "usage", "status": 64, "message": message, "where": place})


def query_error(query: str, column: int, message: str) -> QueryError:
    """What the library would say of a query that it must not be given."""
    shown = query.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    return QueryError(
        {
            "code": "badQuery", "status": 64, "message": message, "column": column,
            "question": {"part": "query", "text": shown, "expected": "text"},
        }
    )


def error_of(told: dict[str, Any]) -> CatalogError:
    """The exception for an error in the shape ``catalog.error/1``."""
    return _kinds.get(told["code"], CatalogError)(told)


def remedy_text(remedy: dict[str, Any]) -> str:
    """What helps, in words."""
    return str(remedy.get("text") or remedy.get("action") or remedy)
