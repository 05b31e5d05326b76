"""The journal: what was done to a run, stamped with the integer step at which it acted.

A run is scenario + parameters + seed + journal; replaying them gives the same numbers bit for bit.
"""

import json
from collections.abc import Iterable, Mapping
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
    """Give parameters new values; the trajectory goes on under the new equations."""

    values: Mapping[str, float]


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


def from_plain(entries: Iterable[Mapping[str, Any]]) -> tuple[Event, ...]:
    """Return events from what `to_plain` (and a trip through JSON) gave.

    Raises
    ------
    InvalidValueError
        An entry that is no event, naming which.
    """
    return tuple(_event(number, entry) for number, entry in enumerate(entries))


def _event(number: int, entry: Mapping[str, Any]) -> Event:
    try:
        details = dict(entry)
        step, kind = details.pop("step"), _KINDS[details.pop("act")]
        for key in ("v", "dv"):
            if key in details:
                details[key] = tuple(float(x) for x in details[key])
        if type(step) is not int or step < 0:
            raise ValueError(f"step {step!r}")
        return Event(step, kind(**details))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidValueError(
            f"journal[{number}]: not an event ({error}): {json.dumps(entry, default=str)}"
        ) from None
