"""What a step of a lesson does, one act a line: read from words, checked against a scenario."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from recnet_core.errors import InvalidValueError
from recnet_core.journal import ResetState, SetParameters, SetState, Switch
from recnet_core.parameters import read_number

ALLOWED = (
    "reset all | reset state | preset NAME | set NAME=VALUE | on INPUT | off INPUT | wait MS | "
    "state V1,V2,… | run | pause | method NAME [dt MS]"
)
LONGEST_WAIT = 60_000.0  # ms


@dataclass(frozen=True)
class ResetAll:
    """Begin anew with the scenario's defaults."""


@dataclass(frozen=True)
class ApplyPreset:
    """Take the values and inputs of a preset."""

    name: str


@dataclass(frozen=True)
class Wait:
    """Let `duration` ms of model time pass before the next act."""

    duration: float


@dataclass(frozen=True)
class Running:
    """Run or pause."""

    on: bool


@dataclass(frozen=True)
class UseMethod:
    """Integrate by another method; `dt` in ms, None for today's."""

    name: str
    dt: float | None = None


Doing: TypeAlias = ResetAll | ResetState | ApplyPreset | SetParameters | Switch | SetState | Wait | Running | UseMethod


@dataclass(frozen=True)
class Act:
    """What is done, as it was written, and in which line."""

    does: Doing
    text: str
    line: int


def read_act(text: str, line: int) -> Act:
    """Return the act that one line says.

    Raises
    ------
    InvalidValueError
        It says none.
    """
    word, _, what = text.partition(" ")
    what = what.strip()
    if text in _PLAIN:
        return Act(_PLAIN[text], text, line)
    if word not in _WITH or not what:
        raise InvalidValueError(f"'{text}' is no act")
    return Act(_WITH[word](what), text, line)


def _assignment(what: str) -> SetParameters:
    name, equals, value = what.partition("=")
    if not equals or not name.strip():
        raise InvalidValueError(f"'{what}' is not NAME=VALUE")
    return SetParameters({name.strip(): _number(value)})


def _state(what: str) -> SetState:
    return SetState(tuple(_number(word) for word in what.split(",")))


def _wait(what: str) -> Wait:
    duration = _number(what)
    if not 0.0 < duration <= LONGEST_WAIT:
        raise InvalidValueError(f"wait {what}: more than 0 and at most {LONGEST_WAIT:g} ms")
    return Wait(duration)


def _method(what: str) -> UseMethod:
    words = what.split()
    if len(words) == 1:
        return UseMethod(words[0])
    if len(words) != 3 or words[1] != "dt":
        raise InvalidValueError(f"'method {what}' is not \"method NAME dt MS\"")
    return UseMethod(words[0], _number(words[2]))


def _number(text: str) -> float:
    try:
        value = read_number(text.strip())
    except ValueError:
        raise InvalidValueError(f"'{text.strip()}' is not a number") from None
    if not math.isfinite(value):
        raise InvalidValueError(f"'{text.strip()}' is not a finite number")
    return value


_PLAIN: dict[str, Doing] = {
    "reset all": ResetAll(), "reset state": ResetState(), "run": Running(True), "pause": Running(False),
}  # fmt: skip
_WITH: dict[str, Callable[[str], Doing]] = {
    "preset": ApplyPreset, "set": _assignment, "on": lambda name: Switch(name, True),
    "off": lambda name: Switch(name, False), "wait": _wait, "state": _state, "method": _method,
}  # fmt: skip
