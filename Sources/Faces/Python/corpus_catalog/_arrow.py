"""Arrow streams without a library: the C structs, the capsules around them, and plain values out of them.

See https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html.
"""

from __future__ import annotations

import ctypes

# Type checkers read what follows; a program that imports the package does not wait for it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Iterator, Optional

_NAME = b"arrow_array_stream"


class ArrowSchema(ctypes.Structure):
    pass


class ArrowArray(ctypes.Structure):
    pass


class ArrowArrayStream(ctypes.Structure):
    pass


_schema = ctypes.POINTER(ArrowSchema)
_array = ctypes.POINTER(ArrowArray)
_stream = ctypes.POINTER(ArrowArrayStream)

ArrowSchema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(_schema)),
    ("dictionary", _schema),
    ("release", ctypes.CFUNCTYPE(None, _schema)),
    ("private_data", ctypes.c_void_p),
]
ArrowArray._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(_array)),
    ("dictionary", _array),
    ("release", ctypes.CFUNCTYPE(None, _array)),
    ("private_data", ctypes.c_void_p),
]
ArrowArrayStream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, _stream, _schema)),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, _stream, _array)),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, _stream)),
    ("release", ctypes.CFUNCTYPE(None, _stream)),
    ("private_data", ctypes.c_void_p),
]

_destructor = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_capsule_new = ctypes.pythonapi.PyCapsule_New
_capsule_new.restype = ctypes.py_object
_capsule_new.argtypes = [ctypes.c_void_p, ctypes.c_char_p, _destructor]
_capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_capsule_pointer.restype = ctypes.c_void_p
_capsule_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
# The same for a capsule that is being freed, whose count must not be touched.
_dying_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)

#: Streams in capsules that were not freed yet, by their address.
_held: dict[int, ArrowArrayStream] = {}


def _release(capsule: int) -> None:
    stream = _held.pop(_dying_pointer(capsule, _NAME), None)
    # Whoever took the stream over has cleared the callback.
    if stream is not None and stream.release:
        stream.release(ctypes.byref(stream))


_on_release = _destructor(_release)
# Capsules may be freed after this module when the interpreter ends.
ctypes.pythonapi.Py_IncRef(ctypes.py_object(_on_release))


def capsule_of(fill: Callable[[Any], Any]) -> Any:
    """A capsule with a stream that ``fill`` makes at the address it is given."""
    stream = ArrowArrayStream()
    address = ctypes.addressof(stream)
    fill(address)
    _held[address] = stream
    return _capsule_new(address, _NAME, _on_release)


def address_of(capsule: Any) -> int:
    """The address of the stream in a capsule."""
    return _capsule_pointer(capsule, _NAME)


class Reader:
    """Reads the streams of this package as plain values: whole numbers, reals, truths and texts."""

    def __init__(self, fill: Callable[[Any], Any], raise_caught: Callable[[], Any] = lambda: None):
        self._stream = ArrowArrayStream()
        self._raise_caught = raise_caught
        fill(ctypes.addressof(self._stream))
        schema = ArrowSchema()
        self._check(self._stream.get_schema(self._stream, schema))
        try:
            children = [schema.children[i].contents for i in range(schema.n_children)]
            self.columns = [(c.name.decode(), c.format.decode()) for c in children]
        finally:
            schema.release(schema)

    def _check(self, failed: int) -> None:
        self._raise_caught()
        if failed:
            told = self._stream.get_last_error(self._stream)
            raise OSError(told.decode() if told else f"the stream failed with {failed}")

    def __iter__(self) -> Iterator[dict[str, list[Any]]]:
        """A dictionary of lists, one for each column, batch after batch."""
        while True:
            array = ArrowArray()
            self._check(self._stream.get_next(self._stream, array))
            if not array.release:
                return
            try:
                batch = {
                    name: _values(array.children[i].contents, format)
                    for i, (name, format) in enumerate(self.columns)
                }
            finally:
                array.release(array)
            yield batch

    def __del__(self) -> None:
        if self._stream.release:
            self._stream.release(self._stream)


_formats = {"L": "Q", "l": "q", "g": "d"}


def _bytes(address: Optional[int], count: int) -> memoryview:
    if not address or not count:
        return memoryview(b"")
    return memoryview((ctypes.c_ubyte * count).from_address(address)).cast("B")


def _bits(address: Optional[int], count: int) -> list[bool]:
    taken = _bytes(address, (count + 7) // 8)
    return [bool(taken[i >> 3] >> (i & 7) & 1) for i in range(count)]


def _values(array: ArrowArray, format: str) -> list[Any]:
    count, buffers = array.length, array.buffers
    if format == "U":
        offsets = _bytes(buffers[1], 8 * (count + 1)).cast("q")
        text = bytes(_bytes(buffers[2], offsets[count]))
        values: list[Any] = [
            text[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)
        ]
    elif format == "b":
        values = _bits(buffers[1], count)
    else:
        values = _bytes(buffers[1], 8 * count).cast(_formats[format]).tolist()
    if array.null_count:
        known = _bits(buffers[0], count)
        values = [value if known[i] else None for i, value in enumerate(values)]
    return values
