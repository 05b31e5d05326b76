"""The journal: what was done to a run, stamped with the integer step at which it acted.

A run is scenario + parameters + seed + journal; replaying them gives the same numbers bit for bit.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

from recnet_core.errors import InvalidValueError


@dataclass(frozen=True)
class Switch:
    """Switch an input on or off; switching on again starts its waveform anew."""

    input: str
    on: bool


@dataclass(frozen=True)
class SetParameters:
    """Give parameters new values, numbers or nested tuples; the trajectory goes on under the new equations."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class SetState:
    """Put the state somewhere (Hz, one number a unit)."""

    v: tuple[float, ...]


@dataclass(frozen=True)
class Kick:
    """Add to the state (Hz, one number a unit)."""

    dv: tuple[float, ...]


@dataclass(frozen=True)
class ResetState:
    """Put the state back to the system's start; inputs and parameters stay."""


@dataclass(frozen=True)
class SetMethod:
    """Go on with another integration method and time step (ms)."""

    method: str
    dt: float


Change: TypeAlias = Switch | SetParameters | SetState | Kick | ResetState | SetMethod

_KINDS: dict[str, type] = {
    "switch": Switch,
    "set": SetParameters,
    "state": SetState,
    "kick": Kick,
    "reset": ResetState,
    "method": SetMethod,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True)
class Event:
    """A change and the step before which it acted."""

    step: int
    change: Change


def to_plain(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return the events as JSON-ready objects: {"step": …, "act": …, …}."""
    plain = []
    for event in events:
        entry: dict[str, Any] = {"step": event.step, "act": _NAMES[type(event.change)]}
        for f in fields(event.change):
            value = getattr(event.change, f.name)
            entry[f.name] = dict(value) if isinstance(value, Mapping) else value
        plain.append(entry)
    return plain


def from_plain(entries: Any) -> tuple[Event, ...]:
    """Return events from what `to_plain` (and a trip through JSON) gave; nothing in it is trusted.

    Raises
    ------
    InvalidValueError
        An entry that is no event, naming which.
    """
    if not isinstance(entries, list | tuple):
        raise InvalidValueError(f"journal: {type(entries).__name__} given; allowed: a list of events")
    return tuple(_event(number, entry) for number, entry in enumerate(entries))


def _event(number: int, entry: Any) -> Event:
    try:
        details = dict(entry)
        step, act = details.pop("step"), details.pop("act")
        if type(step) is not int or step < 0:
            raise ValueError(f"step {step!r}")
        readers = _READERS[act]
        if set(details) != set(readers):
            raise ValueError(f"{act!r} has {', '.join(readers) or 'nothing more'}")
        return Event(step, _KINDS[act](**{name: read(details[name]) for name, read in readers.items()}))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        shown = json.dumps(entry, default=str)[:200]
        raise InvalidValueError(f"journal[{number}]: not an event ({error}): {shown}") from None


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a name")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    return value


def _numbers(value: Any) -> tuple[float, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"{value!r} is not a list of numbers")
    return tuple(float(_number(x)) for x in value)


def _values(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} does not give values to names")
    return {_word(name): _value(x) for name, x in value.items()}


def _value(value: Any) -> Any:
    """Return a number, a tuple of numbers or a tuple of rows; nothing else is a parameter's value."""
    if not isinstance(value, list | tuple):
        return _number(value)
    return tuple(_numbers(x) if isinstance(x, list | tuple) else float(_number(x)) for x in value)


_READERS: dict[str, dict[str, Callable[[Any], Any]]] = {
    "switch": {"input": _word, "on": _truth},
    "set": {"values": _values},
    "state": {"v": _numbers},
    "kick": {"dv": _numbers},
    "reset": {},
    "method": {"method": _word, "dt": _number},
}
