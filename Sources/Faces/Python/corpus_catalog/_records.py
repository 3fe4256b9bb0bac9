"""Whatever a pipeline has at hand, as Arrow streams or lines of JSON."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterable, Mapping

from ._errors import FormatError

# Type checkers read what follows; a program that imports the package does not wait for it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

#: Bytes of JSON that are handed over at a time, about.
_PART_BYTES = 4 << 20
#: Rows of a dataset that are handed over at a time.
_DATASET_ROWS = 10_000


def _default(value: Any) -> Any:
    """What JSON has no form for, as the readers of files write it."""
    # Not needed by most programs, and slow to import.
    import base64
    import datetime
    import decimal
    import uuid

    # What is missing, as pandas has it; the first is a datetime, too.
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
            return value.isoformat() + "Z"
        return value.isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return value // datetime.timedelta(microseconds=1)
    if isinstance(value, (decimal.Decimal, uuid.UUID, os.PathLike)):
        return str(value)
    if hasattr(value, "tolist"):  # scalars and arrays of numpy
        kind = getattr(getattr(value, "dtype", None), "kind", "")
        # In finer units a moment would be a bare number.
        return (value.astype(kind + "8[us]") if kind and kind in "mM" else value).tolist()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_default)


def lines(records: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Records as JSON Lines, some megabytes at a time.

    Texts with halves of surrogate pairs keep them escaped, so that they are told as any other blemish.
    """
    encode = _encoder.encode
    part: list[bytes] = []
    size = 0
    for number, record in enumerate(records, 1):
        if not isinstance(record, Mapping):
            raise TypeError(
                f"row {number}: a record is a dictionary with a key for each field, not "
                f"{type(record).__name__}"
            )
        try:
            text = encode(record if isinstance(record, dict) else dict(record))
        except (TypeError, ValueError, RecursionError) as error:
            raise _refusal(number, record, error) from error
        try:
            line = text.encode()
        except UnicodeEncodeError:
            line = json.dumps(record, default=_default).encode()
        part.append(line)
        size += len(line)
        if size >= _PART_BYTES:
            yield b"\n".join(part)
            part, size = [], 0
    if part:
        yield b"\n".join(part)


def _refusal(number: int, record: Mapping[str, Any], error: Exception) -> FormatError:
    """Says which value of a record cannot be written as JSON."""
    place = f"row {number}"
    for name, value in record.items():
        try:
            _encoder.encode({name: value})
        except (TypeError, ValueError, RecursionError) as found:
            place, error = f"{place}, {name}", found
            break
    advice = "make the value a text or a number, or leave it out; nothing was committed"
    return FormatError(
        {
            "code": "badFormat", "status": 65, "message": str(error), "where": place,
            "fix": {"action": "change", "text": advice},
        }
    )


def is_path(data: Any) -> bool:
    return isinstance(data, (str, os.PathLike))


def paths(data: Any) -> Any:
    """The paths in what was given, None where it is something else."""
    if is_path(data):
        return [os.fspath(data)]
    if isinstance(data, (list, tuple)) and data and all(is_path(item) for item in data):
        return [os.fspath(item) for item in data]
    return None


def parts(data: Any) -> Iterator[Any]:
    """Objects with ``__arrow_c_stream__``, or bytes of JSON Lines, one after the other."""
    if hasattr(data, "__arrow_c_stream__"):
        yield data
        return
    if isinstance(data, Mapping):
        raise TypeError("give a list of records, or a table; a dictionary alone is neither")
    if isinstance(data, (bytes, bytearray, memoryview)):
        raise TypeError("bytes cannot be indexed: give a path as str, or records")
    if hasattr(data, "with_format") and hasattr(data, "iter"):  # datasets.Dataset and the like
        for table in data.with_format("arrow").iter(batch_size=_DATASET_ROWS):
            yield table
        return
    if not isinstance(data, Iterable):
        raise TypeError(
            f"{type(data).__name__} cannot be indexed: give paths, an iterable of dictionaries, or "
            "anything with __arrow_c_stream__, such as a table of pyarrow, polars or duckdb"
        )
    iterator = iter(data)
    first = next(iterator, None)
    if first is None:
        return
    rest = itertools.chain([first], iterator)
    if not hasattr(first, "__arrow_c_stream__"):
        yield from lines(rest)
        return
    for number, table in enumerate(rest, 1):
        if not hasattr(table, "__arrow_c_stream__"):
            raise TypeError(
                f"item {number}: tables and other things do not mix, and this is "
                f"{type(table).__name__}"
            )
        yield table
