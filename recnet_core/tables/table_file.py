"""Tables of numbers from files and pasted text: CSV, TSV, NPY, MAT; what is not one is refused with cell and reason.

Nothing in a file is ever executed, and a file that is too large is refused before it is read.
"""

import math
import os
import struct
import zlib
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np

from recnet_core.arrays import Array
from recnet_core.errors import FileError, InvalidValueError
from recnet_core.parameters import AnySpec, ArraySpec, read_number
from recnet_core.tables import mat_file

MOST_BYTES = 50_000_000
MOST_SIDE = 200  # rows and columns
ENDINGS = (".csv", ".tsv", ".txt", ".npy", ".mat")
ALLOWED = f"allowed: up to {MOST_SIDE} × {MOST_SIDE} numbers"
# what readers of binary formats raise on a file that is damaged
DAMAGED = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError, OverflowError, MemoryError, AssertionError,
    NotImplementedError, RecursionError, SyntaxError, TokenError, struct.error, zlib.error,
)  # fmt: skip


def read_table(name: str, variable: str | None = None) -> Array:
    """Return the numbers (rows, columns) in a file; a vector becomes one column.

    Parameters
    ----------
    name : the file; its ending says what it is
    variable : of a MAT file that holds several tables

    Raises
    ------
    FileError, InvalidValueError
        No such file, too large, of an unknown kind or damaged; or the first bad cell.
    """
    path = Path(name)
    size = _size_of(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise FileError(f"cannot read '{name}': unknown ending; allowed: {', '.join(ENDINGS)}")
    if size > MOST_BYTES:
        raise FileError(
            f"cannot read '{name}': {size / 1e6:.0f} MB is too large; allowed: up to {MOST_BYTES / 1e6:.0f} MB"
        )
    if size == 0:
        raise FileError(f"cannot read '{name}': it is empty; {ALLOWED}")
    try:
        if ending == ".npy":
            return _table(_read_npy(path), path.name)
        if ending == ".mat":
            return _table(*_read_mat(path, variable))
        return parse_table(_read_text(path), path.name)
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"cannot read '{name}': {error.strerror or error}") from None


def value_of(spec: AnySpec, text: str) -> Any:
    """Return what a word of the command line says: "@FILE" is the file's table, anything else is the text itself."""
    if not isinstance(spec, ArraySpec) or not text.startswith("@"):
        return text
    if not text[1:].strip():
        raise FileError(f"{spec.name}: '@' names no file; allowed: @FILE")
    return fitted(read_table(text[1:]), spec)


def fitted(table: Array, spec: ArraySpec) -> Array:
    """Return a table as the value of an array parameter: a row or a column is a vector where one is asked for."""
    if len(spec.shape) == 1 and 1 in table.shape:
        return table.ravel()
    if len(spec.shape) == 1:
        rows, columns = table.shape
        raise InvalidValueError(f"{spec.name}: {rows} × {columns} is not a row or a column; allowed: {spec.words}")
    return table


def _size_of(path: Path) -> int:
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise FileError(f"cannot read '{path}': {reason}") from None
    if not path.is_file():
        raise FileError(f"cannot read '{path}': it is not a file")
    return status.st_size


def _read_text(path: Path) -> str:
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise FileError(f"cannot read '{path}': it is not a text file")
    return text


# --- text -------------------------------------------------------------------------------------------------------------


def parse_table(text: str, where: str = "pasted text") -> Array:
    """Return the numbers (rows, columns) in a text of tab-, semicolon-, comma- or space-separated cells.

    Decimal points everywhere, and decimal commas where a comma does not separate; lines that begin with # are left out.

    Raises
    ------
    InvalidValueError
        Names the cell, counted from 1, and the reason.
    """
    lines = [line for line in text.splitlines() if line.strip(" \r;,\t") and not line.lstrip().startswith("#")]
    if not lines:
        raise InvalidValueError(f"{where}: empty; {ALLOWED}")
    separator = next((mark for mark in "\t;," if any(mark in line for line in lines)), None)
    cells = [[cell.strip() for cell in line.split(separator)] for line in lines]
    for number, row in enumerate(cells, 1):
        if len(row) != len(cells[0]):
            raise InvalidValueError(
                f"{where}: cells in row {number}: {len(row)}, in row 1: {len(cells[0])}; allowed: rows of one length"
            )
    check_size((len(cells), len(cells[0])), where)
    return np.array(
        [[_cell(cell, separator, where, i, j) for j, cell in enumerate(row, 1)] for i, row in enumerate(cells, 1)]
    )


def _cell(cell: str, separator: str | None, where: str, row: int, column: int) -> float:
    text = cell.strip("\"'").replace("−", "-")
    if separator != ",":
        text = text.replace(",", ".")
    try:
        value = read_number(text)
    except ValueError:
        reason = _complaint(cell)
        raise InvalidValueError(f"{where}: row {row}, column {column}: {reason}; allowed: numbers") from None
    if not math.isfinite(value):
        raise InvalidValueError(f"{where}: row {row}, column {column}: {cell} is not a finite number; allowed: numbers")
    return value


def _complaint(cell: str) -> str:
    """Return what is wrong with a cell that is no number."""
    if not cell:
        return "the cell is empty"
    shown = cell if len(cell) <= 40 else cell[:37] + "…"
    try:
        complex(cell.lower().replace(" ", "").replace("i", "j").replace("*", "").replace("_", "?"))
    except ValueError:
        return f"'{shown}' is not a number"
    return f"'{shown}' is complex, not a real number"


# --- binary files -----------------------------------------------------------------------------------------------------


def _read_npy(path: Path) -> Any:
    """Return the array of an NPY file, mapped and not yet read (it can claim any shape); objects are refused."""
    try:
        return np.lib.format.open_memmap(path, mode="r")
    except DAMAGED as error:
        if "object" in str(error).lower() or "pickle" in str(error).lower():
            raise FileError(f"cannot read '{path}': it holds pickled objects; allowed: numbers") from None
        raise FileError(f"cannot read '{path}': it is not a whole NPY file") from None


def _read_mat(path: Path, variable: str | None) -> tuple[Any, str]:
    """Return the chosen table of a MAT file (version 5) and its name; "M" or the first one where none is chosen."""
    data = path.read_bytes()
    if data.startswith(b"MATLAB 7.3"):
        raise FileError(f"cannot read '{path}': it is of version 7.3; save it with -v7 (save -v7 {path.name})")
    try:
        tables = mat_file.tables(data)
    except DAMAGED:
        raise FileError(f"cannot read '{path}': it is not a whole MAT file of version 5 (-v6, -v7)") from None
    if variable is not None and variable not in tables:
        known = ", ".join(tables) or "none"
        raise FileError(f"cannot read '{path}': no table '{variable}'; it holds: {known}")
    if not tables:
        raise FileError(f"cannot read '{path}': it holds no table of numbers")
    chosen = tables[variable or ("M" if "M" in tables else next(iter(tables)))]
    where = f"{path.name}: {chosen.name}"
    check_size(chosen.shape, where)
    if chosen.complex:
        raise InvalidValueError(f"{where}: the numbers are complex; allowed: real numbers")
    try:
        return chosen.numbers(), where
    except DAMAGED:
        raise FileError(f"cannot read '{path}': it is not a whole MAT file of version 5 (-v6, -v7)") from None


def _table(found: Any, where: str) -> Array:
    """Return an array from a binary file as a table of numbers, or say why it is none."""
    if found.dtype.kind == "c":
        raise InvalidValueError(f"{where}: the numbers are complex; allowed: real numbers")
    if found.dtype.kind not in "fiub":
        raise InvalidValueError(f"{where}: {found.dtype} is not a type of numbers; {ALLOWED}")
    if found.ndim not in {1, 2}:
        raise InvalidValueError(f"{where}: {found.ndim} dimensions; allowed: a table")
    shape = found.shape if found.ndim == 2 else (len(found), 1)
    check_size(shape, where)
    table = np.array(found, dtype=np.float64).reshape(shape)
    bad = np.argwhere(~np.isfinite(table))
    if len(bad):
        row, column = (int(i) + 1 for i in bad[0])
        value = table[row - 1, column - 1]
        raise InvalidValueError(
            f"{where}: row {row}, column {column}: {value} is not a finite number; allowed: numbers"
        )
    return table


def check_size(shape: tuple[int, ...], where: str) -> None:
    """Refuse a table of nothing or of too much."""
    words = " × ".join(str(n) for n in shape)
    if 0 in shape:
        raise InvalidValueError(f"{where}: {words} is empty; {ALLOWED}")
    if max(shape) > MOST_SIDE:
        raise InvalidValueError(f"{where}: {words} is too large; {ALLOWED}")


def as_text(table: Array) -> str:
    """Return a table as a spreadsheet takes it: tabs between cells, a line each row."""
    return "\n".join("\t".join(repr(float(cell)) for cell in row) for row in np.atleast_2d(table))


def with_block(table: Array, block: Array, place: tuple[int, int], span: tuple[int, int]) -> Array:
    """Return `table` with a pasted block at `place` (row, column, from 0); `span` is what is selected there.

    One number fills the selection. A block too large replaces the whole table where it is pasted into its first cell.

    Raises
    ------
    InvalidValueError
        It does not fit.
    """
    row, column = place
    if block.size == 1:
        block = np.full(span, block[0, 0])
    bottom, right = row + block.shape[0], column + block.shape[1]
    if bottom <= table.shape[0] and right <= table.shape[1]:
        changed = table.copy()
        changed[row:bottom, column:right] = block
        return changed
    if place == (0, 0):
        return block
    size, room = (f"{shape[0]} × {shape[1]}" for shape in (block.shape, table.shape))
    raise InvalidValueError(
        f"pasted text: {size} does not fit into {room} at row {row + 1}, column {column + 1}; "
        "paste it into the first cell to replace the table"
    )
