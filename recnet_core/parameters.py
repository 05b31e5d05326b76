"""`parameter()`: dataclass fields that carry symbol, unit, range and help."""

import math
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, TypeVar

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

    `symbol` is the textbook's, with `_` before a subscript ("τ_I"); `unit` is "" for a pure number.
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

    def checked(self, value: Any) -> float:
        """Return `value` as a float (an int for a counting parameter) or say what is allowed.

        Raises
        ------
        InvalidValueError
            No number, not finite, out of `low`…`high`, or a fraction where a count is asked for.
        """
        allowed = f"allowed: {self.low:g} to {self.high:g}{f' {self.unit}' if self.unit else ''}"
        try:
            number = read_number(value)
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
) -> Any:
    """Declare one field of a `Parameters` dataclass."""
    details = {"symbol": symbol, "unit": unit, "low": low, "high": high, "help": help}
    return field(default=default, metadata={"parameter": {**details, "integer": integer, "scale": scale}})


@dataclass(frozen=True)
class Parameters:
    """Base of every scenario's parameters: a frozen dataclass that checks its own values."""

    def __post_init__(self) -> None:
        for spec in specs(type(self)):
            object.__setattr__(self, spec.name, spec.checked(getattr(self, spec.name)))


P = TypeVar("P", bound=Parameters)


def specs(kind: type[Parameters]) -> tuple[ParameterSpec, ...]:
    """Return the specs of a parameters class, in the order of its fields."""
    return tuple(
        ParameterSpec(name=f.name, default=f.default, **f.metadata["parameter"])  # type: ignore[arg-type]
        for f in fields(kind)
        if "parameter" in f.metadata
    )


def spec_of(kind: type[Parameters], name: str) -> ParameterSpec:
    """Return the spec called `name`.

    Raises
    ------
    UnknownNameError
        With the nearest name that exists.
    """
    known = {spec.name: spec for spec in specs(kind)}
    if name not in known:
        raise UnknownNameError("parameter", name, known)
    return known[name]


def changed(parameters: P, **values: Any) -> P:
    """Return a copy with `values` replaced; unknown names and bad values are refused in words."""
    for name in values:
        spec_of(type(parameters), name)
    return replace(parameters, **values)
