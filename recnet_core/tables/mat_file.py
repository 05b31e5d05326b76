"""Tables of numbers in a MAT file of version 5 (MATLAB's -v6 and -v7), read with every length checked.

scipy's reader, in C, ends the whole program at some damaged files. The format is "MAT-File Level 5 File Format"
(The MathWorks): elements of a type, a length and data, padded to 8 bytes; a matrix is an element made of elements.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

MOST_INFLATED = 100_000_000  # bytes of one compressed variable
NUMBERS = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8"}
MATRIX, COMPRESSED = 14, 15
SPARSE, DENSE = 5, range(6, 16)  # classes of arrays; those below are cells, structures, objects and text
COMPLEX = 0x0800  # flag


class DamagedError(ValueError):
    """A file that is not what it says it is."""


@dataclass(frozen=True)
class Variable:
    """A table of numbers in a file, not yet read.

    Attributes
    ----------
    name, shape : as the file says
    complex, sparse : what kind of numbers
    """

    name: str
    shape: tuple[int, ...]
    complex: bool
    sparse: bool
    _parts: tuple[tuple[int, memoryview], ...]
    _order: str

    def numbers(self) -> npt.NDArray[Any]:
        """Return the table (rows, columns); to be asked for when the shape is one that is wanted."""
        if self.sparse:
            return self._dense()
        (part,) = self._parts[:1] or [(0, memoryview(b""))]
        return _array(part, self._order, int(np.prod(self.shape))).reshape(self.shape, order="F")

    def _dense(self) -> npt.NDArray[Any]:
        """Return the full table of a sparse one: row indices, starts of columns, values."""
        if len(self._parts) < 3:
            raise DamagedError("sparse")
        rows, starts, values = (_array(part, self._order) for part in self._parts[:3])
        height, width = self.shape
        if len(starts) != width + 1 or starts[0] != 0 or (np.diff(starts) < 0).any():
            raise DamagedError("starts of columns")
        count = int(starts[-1])
        rows, values = rows[:count], values[:count]
        if len(rows) != count or len(values) != count or ((rows < 0) | (rows >= height)).any():
            raise DamagedError("row indices")
        table = np.zeros((height, width))
        np.add.at(table, (rows, np.repeat(np.arange(width), np.diff(starts))), values)
        return table


def tables(data: bytes) -> dict[str, Variable]:
    """Return the two-dimensional tables of numbers in a file by name, in the file's order.

    Raises
    ------
    DamagedError, zlib.error
        It is no MAT file of version 5, or damaged.
    """
    order = {b"IM": "<", b"MI": ">"}.get(data[126:128])
    if order is None or len(data) < 136:
        raise DamagedError("header")
    found: dict[str, Variable] = {}
    for kind, content in _elements(memoryview(data)[128:], order):
        if kind == COMPRESSED:
            content = memoryview(_inflated(content))
            kind, content = next(_elements(content, order), (0, content))
        if kind == MATRIX and (variable := _variable(content, order)) is not None:
            found[variable.name] = variable
    return found


def _inflated(content: memoryview) -> bytes:
    inflater = zlib.decompressobj()
    inflated = inflater.decompress(content, MOST_INFLATED)
    if inflater.unconsumed_tail:
        raise DamagedError("too large")
    return inflated


def _elements(content: memoryview, order: str) -> Iterator[tuple[int, memoryview]]:
    """Give type and data of the elements that follow each other in `content`."""
    place = 0
    while place + 8 <= len(content):
        first, length = struct.unpack_from(order + "II", content, place)
        if first >> 16:  # a small one: length, type and data in 8 bytes
            kind, length, start, after = first & 0xFFFF, first >> 16, place + 4, place + 8
            if length > 4:
                raise DamagedError("a small element")
        else:
            kind, start = first, place + 8
            after = start + length + (0 if kind == COMPRESSED else -length % 8)
        if start + length > len(content):
            raise DamagedError("an element beyond the end")
        yield kind, content[start : start + length]
        place = after


def _variable(content: memoryview, order: str) -> Variable | None:
    """Return a matrix element as a variable, None where it is no table of numbers."""
    flags, shape, name, *rest = [*_elements(content, order)]
    word = struct.unpack_from(order + "I", flags[1])[0]
    kind, dimensions = word & 0xFF, tuple(_array(shape, order).tolist())
    if (kind != SPARSE and kind not in DENSE) or len(dimensions) != 2:
        return None
    if min(dimensions) < 0:
        raise DamagedError("dimensions")
    text = bytes(name[1]).decode("ascii", "replace")
    return Variable(text, dimensions, bool(word & COMPLEX), kind == SPARSE, tuple(rest), order)


def _array(part: tuple[int, memoryview], order: str, count: int | None = None) -> npt.NDArray[Any]:
    """Return the numbers of an element, as many as there must be."""
    kind, data = part
    if kind not in NUMBERS and len(data):
        raise DamagedError("a type of numbers")
    found = np.frombuffer(data, dtype=np.dtype(order + NUMBERS.get(kind, "u1")))
    if count is not None and len(found) != count:
        raise DamagedError("a number of numbers")
    return found.astype(found.dtype.newbyteorder("="))
