"""`parameter()` and `array_parameter()`: dataclass fields that carry symbol, unit, range and help."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias, TypeVar

import numpy as np

from recnet_core.arrays import Array, frozen
from recnet_core.errors import InvalidValueError, UnknownNameError


def read_number(value: Any) -> float:
    """Return a number or the number a text says; unlike Python, 1_0 is none.

    Raises
    ------
    ValueError, TypeError
        It is no number.
    """
    if isinstance(value, str) and "_" in value:
        raise ValueError(value)
    return float(value)


@dataclass(frozen=True)
class ParameterSpec:
    """What a person needs to know of one parameter.

    `symbol` is the textbook's, with `_` before a subscript ("τ_I"); `unit` is "" for a pure number. `names` are what
    people call the values 0, 1, … of a choice; they may be given instead of the number.
    """

    name: str
    symbol: str
    unit: str
    default: float
    low: float
    high: float
    help: str
    integer: bool = False
    scale: Literal["linear", "log"] = "linear"
    names: tuple[str, ...] = ()

    def checked(self, value: Any) -> float:
        """Return `value` as a float (an int for a counting parameter) or say what is allowed.

        Raises
        ------
        InvalidValueError
            No number, not finite, out of `low`…`high`, or a fraction where a count is asked for.
        """
        allowed = f"allowed: {self.low:g} to {self.high:g}{f' {self.unit}' if self.unit else ''}"
        if self.names:
            allowed += f" ({', '.join(self.names)})"
        try:
            number = self.names.index(value) if isinstance(value, str) and value in self.names else read_number(value)
        except (TypeError, ValueError):
            raise InvalidValueError(f"{self.name}: '{value}' is not a number; {allowed}") from None
        if not math.isfinite(number):
            raise InvalidValueError(f"{self.name}: {value} is not a finite number; {allowed}")
        if self.integer and number != round(number):
            raise InvalidValueError(f"{self.name}: {value} is not a whole number; {allowed}")
        if not self.low <= number <= self.high:
            raise InvalidValueError(f"{self.name}: {number:g} is out of range; {allowed}")
        return int(number) if self.integer else number


def parameter(
    default: float,
    *,
    symbol: str,
    low: float,
    high: float,
    help: str,  # noqa: A002  the word people see
    unit: str = "",
    integer: bool = False,
    scale: Literal["linear", "log"] = "linear",
    names: tuple[str, ...] = (),
) -> Any:
    """Declare one field of a `Parameters` dataclass."""
    details = {"symbol": symbol, "unit": unit, "low": low, "high": high, "help": help, "names": names}
    return field(default=default, metadata={"parameter": {**details, "integer": integer, "scale": scale}})


class Numbers(tuple[Any, ...]):
    """The value of an array parameter: a tuple of floats or of rows, with its array and hash found once.

    It equals the plain tuple of the same numbers. `checked_by` is the spec that has checked it.
    """

    checked_by: "ArraySpec | None" = None

    @cached_property
    def array(self) -> Array:
        """The numbers, read-only, (N,) or (N, K)."""
        return frozen(tuple(self), 1)

    @cached_property
    def _hash(self) -> int:
        return tuple.__hash__(self)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or tuple.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other


@dataclass(frozen=True)
class ArraySpec:
    """What a person needs to know of one parameter that is a vector or a matrix.

    Attributes
    ----------
    shape : what each axis counts, ("N", "N"); arrays of one network that share a letter share its size
    most : the largest size of each axis
    low, high : of every number, in `unit`
    """

    name: str
    symbol: str
    unit: str
    default: Numbers
    shape: tuple[str, ...]
    most: tuple[int, ...]
    low: float
    high: float
    help: str

    def checked(self, value: Any) -> Numbers:
        """Return `value` (nested lists, an array, JSON text) as nested tuples of floats or say what is wrong where.

        Raises
        ------
        InvalidValueError
            The first bad cell, rows and columns counted from 1; or a wrong shape.
        """
        if isinstance(value, Numbers) and value.checked_by is self:
            return value
        array = self._array(_from_json(self.name, value))
        self._check_shape(array.shape)
        self._check_range(array)
        numbers = Numbers(map(tuple, array.tolist()) if array.ndim == 2 else array.tolist())
        numbers.checked_by = self
        return numbers

    def _array(self, value: Any) -> Array:
        if isinstance(value, int | float | str) and len(self.shape) == 1:
            value = [value]  # one number for every unit
        try:
            array = np.asarray(value)
        except ValueError:
            array = np.asarray(None)  # ragged
        if array.dtype.kind in "fiu" and array.ndim == len(self.shape):
            return array.astype(np.float64) + 0.0  # no −0
        return self._cell_by_cell(value)

    def _cell_by_cell(self, value: Any) -> Array:
        """Return the array, or say which cell keeps it from being one."""
        rows = value.tolist() if isinstance(value, np.ndarray) else value
        kind = "a list of rows of numbers" if len(self.shape) == 2 else "a list of numbers"
        if not isinstance(rows, list | tuple):
            raise InvalidValueError(f"{self.name}: {_shown(rows)} is not {kind}")
        if len(self.shape) == 1:
            return np.array([self._number(cell, (i,)) for i, cell in enumerate(rows)])
        for i, row in enumerate(rows):
            if not isinstance(row, list | tuple):
                raise InvalidValueError(f"{self.name}: row {i + 1}: {_shown(row)} is not a row; allowed: {kind}")
            if len(row) != len(rows[0]):
                lengths = f"row {i + 1} has {len(row)} numbers, row 1 has {len(rows[0])}"
                raise InvalidValueError(f"{self.name}: {lengths}; allowed: rows of one length")
        cells = [[self._number(cell, (i, j)) for j, cell in enumerate(row)] for i, row in enumerate(rows)]
        return np.array(cells, dtype=np.float64, ndmin=2)

    def checked_cell(self, cell: Any, *where: int) -> float:
        """Return one number, or say what is wrong with it; `where` counts from 0."""
        value = self._number(cell, where)
        if not self.low <= value <= self.high:
            raise InvalidValueError(self._complaint(value, where))
        return value

    def _number(self, cell: Any, where: tuple[int, ...]) -> float:
        if isinstance(cell, complex):
            raise InvalidValueError(f"{self.cell(*where)}: {cell} is complex; allowed: real numbers")
        try:
            return read_number(cell)
        except (TypeError, ValueError, OverflowError):
            raise InvalidValueError(f"{self.cell(*where)}: {_shown(cell)} is not a number; allowed: numbers") from None

    def _check_shape(self, shape: tuple[int, ...]) -> None:
        if 0 in shape:
            raise InvalidValueError(f"{self.name}: empty; allowed: {self.words}")
        if len(set(self.shape)) == 1 and len(set(shape)) > 1:
            raise InvalidValueError(f"{self.name}: {shape[0]} × {shape[1]} is not square; allowed: {self.words}")
        if any(size > most for size, most in zip(shape, self.most, strict=True)):
            size = " × ".join(str(n) for n in shape)
            raise InvalidValueError(f"{self.name}: {size} is too large; allowed: {self.words}")

    def _check_range(self, array: Array) -> None:
        bad = ~((array >= self.low) & (array <= self.high))
        if not bad.any():
            return
        where = tuple(int(i) for i in np.argwhere(bad)[0])
        raise InvalidValueError(self._complaint(float(array[where]), where))

    def _complaint(self, value: float, where: tuple[int, ...]) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if not math.isfinite(value):
            return f"{self.cell(*where)}: {value} is not a finite number; allowed: numbers"
        return f"{self.cell(*where)}: {value:g} is out of range; allowed: {self.low:,.10g} to {self.high:,.10g}{unit}"

    @property
    def words(self) -> str:
        """The shape as people read it."""
        if len(self.shape) == 1:
            return f"1 to {self.most[0]} numbers"
        return f"{self.shape[0]} × {self.shape[1]}, up to {self.most[0]} × {self.most[1]}"

    def cell(self, *where: int) -> str:
        """Return the name of a cell, counted from 1 as people do ("M[2, 5]"); `where` counts from 0."""
        return f"{self.name}[{', '.join(str(i + 1) for i in where)}]"


def _from_json(name: str, value: Any) -> Any:
    """Return what a text says ("[[0, 1], [1, 0]]"), anything else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise InvalidValueError(f"{name}: {_shown(value)} is not a list of numbers like [[0, 0.5], [0.5, 0]]") from None


def _shown(value: Any) -> str:
    text = str(value)
    return f"'{text if len(text) <= 40 else text[:37] + '…'}'"


def array_parameter(
    default: Any,
    *,
    symbol: str,
    shape: tuple[str, ...],
    help: str,  # noqa: A002  the word people see
    unit: str = "",
    most: tuple[int, ...] = (200, 200),
    low: float = -1e6,
    high: float = 1e6,
) -> Any:
    """Declare one field of a `Parameters` dataclass that is a vector or a matrix."""
    details = {"symbol": symbol, "unit": unit, "shape": shape, "most": most[: len(shape)], "low": low, "high": high}
    numbers = Numbers(tuple(row) if len(shape) == 2 else row for row in default)
    return field(default=numbers, metadata={"array": {**details, "help": help}})


@dataclass(frozen=True)
class Parameters:
    """Base of every scenario's parameters: a frozen dataclass that checks its own values."""

    def __post_init__(self) -> None:
        for spec in all_specs(type(self)):
            object.__setattr__(self, spec.name, spec.checked(getattr(self, spec.name)))
        self._check_sizes()

    def completed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return `values` with what must change with them; a network that gets another size overrides this."""
        return dict(values)

    def _check_sizes(self) -> None:
        """Refuse arrays that do not fit together."""
        sizes: dict[str, tuple[int, str]] = {}
        for spec in array_specs(type(self)):
            for letter, size in zip(spec.shape, getattr(self, spec.name).array.shape, strict=True):
                needed, who = sizes.setdefault(letter, (size, spec.name))
                if size != needed:
                    what = "numbers" if len(spec.shape) == 1 else "rows" if letter == spec.shape[0] else "columns"
                    reason = f"{spec.name}: {size} {what}, but {who} has {letter} = {needed}"
                    raise InvalidValueError(f"{reason}; allowed: {needed} {what}")


AnySpec: TypeAlias = ParameterSpec | ArraySpec
P = TypeVar("P", bound=Parameters)
S = TypeVar("S", ParameterSpec, ArraySpec, ParameterSpec | ArraySpec)


_SPECS: dict[type, tuple[tuple[ParameterSpec, ...], tuple[ArraySpec, ...]]] = {}  # made once for each class


def specs(kind: type[Parameters]) -> tuple[ParameterSpec, ...]:
    """Return the specs of the parameters that are single numbers, in the order of the class's fields."""
    return _specs(kind)[0]


def array_specs(kind: type[Parameters]) -> tuple[ArraySpec, ...]:
    """Return the specs of the parameters that are vectors or matrices, in the order of the class's fields."""
    return _specs(kind)[1]


def _specs(kind: type[Parameters]) -> tuple[tuple[ParameterSpec, ...], tuple[ArraySpec, ...]]:
    if kind not in _SPECS:
        found: Any = [(f.name, f.default, f.metadata) for f in fields(kind)]
        numbers = (ParameterSpec(name, default=d, **m["parameter"]) for name, d, m in found if "parameter" in m)
        arrays = (ArraySpec(name, default=d, **m["array"]) for name, d, m in found if "array" in m)
        _SPECS[kind] = tuple(numbers), tuple(arrays)
    return _SPECS[kind]


def all_specs(kind: type[Parameters]) -> tuple[AnySpec, ...]:
    """Return the specs of all parameters: arrays first."""
    return *array_specs(kind), *specs(kind)


def spec_of(kind: type[Parameters], name: str) -> ParameterSpec:
    """Return the spec of the single number called `name`.

    Raises
    ------
    UnknownNameError
        With the nearest name that exists.
    """
    return _named(name, specs(kind))


def any_spec_of(kind: type[Parameters], name: str) -> AnySpec:
    """Return the spec called `name`, of a number or of an array.

    Raises
    ------
    UnknownNameError
        With the nearest name that exists.
    """
    return _named(name, all_specs(kind))


def _named(name: str, among: tuple[S, ...]) -> S:
    known = {spec.name: spec for spec in among}
    if name not in known:
        raise UnknownNameError("parameter", name, known)
    return known[name]


def changed(parameters: P, **values: Any) -> P:
    """Return a copy with `values` replaced, and what must change with them; what is bad is refused in words."""
    for name in values:
        any_spec_of(type(parameters), name)
    return replace(parameters, **parameters.completed(values))
