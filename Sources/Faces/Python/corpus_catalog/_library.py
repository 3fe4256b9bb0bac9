"""The C library and what every call to it needs: texts, errors, tasks.

ctypes releases the interpreter's lock while a function of the library runs, so that threads search and
index side by side.
"""

from __future__ import annotations

import ctypes
import json
import operator
import os
import threading

from ._errors import error_of, query_error, usage_error

# Type checkers read what follows; a program that imports the package does not wait for it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Optional

#: The version of ``catalog.h`` that this package was written for.
ABI_VERSION = 2

_name = os.path.join(os.path.dirname(os.path.abspath(__file__)), "libCatalogC.so")
library = ctypes.CDLL(os.environ.get("CORPUS_CATALOG_LIBRARY", _name))

_P = ctypes.c_void_p
_S = ctypes.c_char_p
_E = ctypes.POINTER(ctypes.c_void_p)


class Progress(ctypes.Structure):
    """``catalog_progress`` of the header."""

    _fields_ = [
        ("phase", ctypes.c_int32),
        ("fraction", ctypes.c_double),
        ("records", ctypes.c_uint64),
        ("text_bytes", ctypes.c_uint64),
    ]


def _declare(name: str, result: Any, *arguments: Any) -> Any:
    function = getattr(library, name)
    function.restype = result
    function.argtypes = arguments
    return function


abi_version = _declare("catalog_abi_version", ctypes.c_uint32)
if abi_version() != ABI_VERSION:
    raise ImportError(
        f"corpus_catalog needs version {ABI_VERSION} of its library and found {abi_version()} "
        f"at {library._name}"
    )
library_version = _declare("catalog_version", _S)

error_json = _declare("catalog_error_json", _S, _P)
error_free = _declare("catalog_error_free", None, _P)
free = _declare("catalog_free", None, _P)

task_new = _declare("catalog_task_new", _P)
task_cancel = _declare("catalog_task_cancel", None, _P)
_Ask = ctypes.CFUNCTYPE(ctypes.c_int32, _P)
task_ask = _declare("catalog_task_ask", None, _P, _Ask, _P)
task_progress = _declare("catalog_task_progress", None, _P, ctypes.POINTER(Progress))
task_free = _declare("catalog_task_free", None, _P)

index_open = _declare("catalog_index_open", _P, _S, _E)
index_close = _declare("catalog_index_close", None, _P)
index_ingest = _declare("catalog_index_ingest", _P, _P, _S, _S, _P, _E)
index_take_over = _declare("catalog_index_take_over", _P, _P, _S, _S, _P, _E)
index_delete = _declare("catalog_index_delete", _P, _P, _S, _P, _E)
index_merge = _declare("catalog_index_merge", ctypes.c_int32, _P, ctypes.c_uint64, _P, _E)
index_check = _declare("catalog_index_check", _P, _P, ctypes.c_int32, _P, _E)
index_write = _declare("catalog_index_write", _P, _P, _S, _E)
index_snapshot = _declare("catalog_index_snapshot", _P, _P, _E)

writer_append = _declare("catalog_writer_append", ctypes.c_int32, _P, _P, _P, _E)
writer_append_json = _declare(
    "catalog_writer_append_json", ctypes.c_int32, _P, _S, ctypes.c_size_t, _P, _E
)
writer_commit = _declare("catalog_writer_commit", _P, _P, _P, _E)
writer_close = _declare("catalog_writer_close", None, _P)

snapshot_close = _declare("catalog_snapshot_close", None, _P)
snapshot_part = _declare(
    "catalog_snapshot_part", _P, _P, ctypes.c_uint64, ctypes.c_uint64, _E
)
snapshot_segments = _declare("catalog_snapshot_segments", ctypes.c_uint64, _P)
snapshot_generation = _declare("catalog_snapshot_generation", ctypes.c_uint64, _P)
snapshot_records = _declare("catalog_snapshot_records", ctypes.c_uint64, _P)
snapshot_summary = _declare("catalog_snapshot_summary", _P, _P, _E)
snapshot_search = _declare("catalog_snapshot_search", _P, _P, _S, _S, _P, _E)
snapshot_count = _declare("catalog_snapshot_count", _P, _P, _S, _S, _P, _E)
snapshot_record = _declare("catalog_snapshot_record", _P, _P, _S, _E)
snapshot_hits = _declare("catalog_snapshot_hits", ctypes.c_int32, _P, _S, _S, _P, _P, _E)
snapshot_scan = _declare("catalog_snapshot_scan", ctypes.c_int32, _P, _S, _S, _P, _P, _E)

home_open = _declare("catalog_home_open", _P, _S, _E)
home_close = _declare("catalog_home_close", None, _P)
home_path = _declare("catalog_home_path", _P, _P)
home_snapshot = _declare("catalog_home_snapshot", _P, _P, _S, _E)
call = _declare("catalog_call", _P, _P, _S, _S, _P, _E)


def take(pointer: int) -> bytes:
    """The bytes of a text that the library handed over."""
    text = ctypes.string_at(pointer)
    free(pointer)
    return text


def checked(function: Callable[..., Any], *arguments: Any) -> Any:
    """Calls a function that returns NULL or a number other than 0 when it fails.

    Raises:
        CatalogError: what the library says went wrong.
    """
    error = ctypes.c_void_p()
    result = function(*arguments, ctypes.byref(error))
    if error.value:
        told = json.loads(error_json(error))
        error_free(error)
        raise error_of(told)
    return result


def _looking(caught: list[BaseException]) -> Any:
    """Goes on whenever the library asks whether to end, on the thread that waits for it.

    Python runs handlers of signals when it goes on, and what they raise is raised here, inside of the
    ``try``; a function would be left before it had one.
    """
    ends = 0
    while True:
        try:
            while True:
                yield ends
        except GeneratorExit:
            return
        except BaseException as error:  # told to whoever made the call
            caught.append(error)
            ends = 1


class Asking:
    """A task whose calls look for signals, for calls that are too short for a thread of their own."""

    __slots__ = ("task", "_caught", "_look")

    def __init__(self) -> None:
        self._caught: list[BaseException] = []
        looking = _looking(self._caught)
        next(looking)
        self._look = _Ask(looking.send)
        self.task = task_new()
        task_ask(self.task, self._look, None)

    def raise_caught(self) -> None:
        """Raises what a handler of a signal has raised during a call."""
        if self._caught:
            raise self._caught.pop()

    def __del__(self) -> None:
        task_free(self.task)


#: Those that no call uses at the moment: a handler of a signal may make calls as well.
_idle: list[Asking] = []


def on_main_thread() -> bool:
    """Whether this is the thread that runs handlers of signals."""
    return threading.current_thread() is threading.main_thread()


def answer(function: Callable[..., Any], *arguments: Any) -> bytes:
    """The text that a function returns whose last argument but the error is a task.

    An interrupt from the keyboard ends the call and is raised.
    """
    if not on_main_thread():
        return take(checked(function, *arguments, None))
    asking = _idle.pop() if _idle else Asking()
    try:
        told = take(checked(function, *arguments, asking.task))
    except Exception:
        asking.raise_caught()
        _idle.append(asking)
        raise
    asking.raise_caught()
    _idle.append(asking)
    return told


def query_of(query: str) -> bytes:
    """A query as the library takes it: a text that ends where C sees its end.

    Raises:
        QueryError: there is a zero character or half of a surrogate pair in it.
    """
    try:
        told = query.encode()
    except AttributeError:
        raise TypeError(f"a query is a str, not {type(query).__name__}") from None
    except UnicodeEncodeError as error:
        raise query_error(query, error.start, "half of a surrogate pair is no character") from None
    if b"\0" in told:
        raise query_error(query, query.index("\0"), "a query has no zero characters")
    return told


def name_of(name: str, kind: str) -> bytes:
    """A name, such as the id of a record, as the library takes it.

    Raises:
        UsageError: there is a zero character or half of a surrogate pair in it.
    """
    if "\0" not in name:
        try:
            return name.encode()
        except UnicodeEncodeError:
            pass
    raise usage_error(
        f"{kind} has no zero characters and no halves of surrogate pairs", ascii(name)
    )


def path_of(path: Any) -> bytes:
    """A path as the library takes it."""
    told = os.fsencode(path)
    if b"\0" in told:
        raise usage_error("a path has no zero characters", ascii(path))
    return told


def number_of(number: Any, name: str) -> int:
    """A whole number as the library takes it: C would take others for large ones."""
    try:
        told = operator.index(number)
    except TypeError:
        told = -1
    if not 0 <= told < 1 << 64:
        raise usage_error(f"“{name}” takes a whole number from 0, not {number!r}", name)
    return told


# Made once: `json.dumps` makes one for each call that says what other values become.
_encode = json.JSONEncoder(default=os.fspath).encode


def options_of(options: dict[str, Any]) -> Optional[bytes]:
    """Options as JSON; those that are None are left to the library."""
    told = {name: value for name, value in options.items() if value is not None}
    return _encode(told).encode() if told else None


def run(
    function: Callable[..., Any],
    *arguments: Any,
    progress: Optional[Callable[["Step"], Any]] = None,
) -> Any:
    """Calls a function that takes long and whose last argument but the error is a task.

    It runs on a thread of its own, so that an interrupt from the keyboard reaches this one: it
    cancels the task, waits for it to end and is raised.
    """
    task = task_new()
    outcome: list[Any] = []
    done = threading.Event()

    def work() -> None:
        try:
            outcome.append((True, checked(function, *arguments, task)))
        except BaseException as error:  # handed to the thread that waits
            outcome.append((False, error))
        finally:
            done.set()

    thread = threading.Thread(target=work, name="corpus_catalog", daemon=True)
    try:
        thread.start()
        last = None
        while not done.wait(0.1):
            if progress is None:
                continue
            step = _step(task)
            if step is not None and step != last:
                progress(step)
                last = step
        if progress is not None and (step := _step(task)) is not None:
            progress(step)
    except BaseException:
        task_cancel(task)
        raise
    finally:
        # What the call uses must outlive it, however often it is interrupted.
        while thread.ident is not None and not done.is_set():
            try:
                done.wait()
            except BaseException:  # what a handler of a signal raises: another is on its way already
                pass
        task_free(task)
    succeeded, result = outcome[0]
    if succeeded:
        return result
    raise result


class Step(tuple):
    """How far a long call is: ``phase``, ``fraction`` (or None), ``records``, ``text_bytes``."""

    __slots__ = ()
    phases = ("waiting", "reading", "writing", "merging", "committing")

    @property
    def phase(self) -> str:
        """What is done at the moment: reading, writing, merging or committing."""
        return self.phases[self[0]]

    @property
    def fraction(self) -> Optional[float]:
        """Part of the input that was taken in, from 0 to 1; None where it is not known."""
        return self[1] if self[1] >= 0 else None

    @property
    def records(self) -> int:
        """Records taken in."""
        return self[2]

    @property
    def text_bytes(self) -> int:
        """Bytes of their text, in UTF-8."""
        return self[3]

    def __repr__(self) -> str:
        return f"Step({self.phase}, {self.records:,} records, {self.text_bytes:,} bytes of text)"


def _step(task: int) -> Optional[Step]:
    told = Progress()
    task_progress(task, ctypes.byref(told))
    if told.phase == 0:
        return None
    return Step((told.phase, told.fraction, told.records, told.text_bytes))
