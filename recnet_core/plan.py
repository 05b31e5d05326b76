"""From words to a plan: everything a run without a window needs, checked before anything is run or written."""

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from recnet_core import scenarios
from recnet_core.errors import InvalidValueError
from recnet_core.journal import Change, Event, Kick, SetParameters, SetState, Switch
from recnet_core.parameters import Parameters, any_spec_of, changed, read_number
from recnet_core.scenario import Scenario
from recnet_core.steppers.methods import DT_RANGE
from recnet_core.system import System
from recnet_core.tables.table_file import value_of

MOST_CELLS = 4_000_000_000 // 8  # 4 GB of times, rates and inputs
LONGEST = 1e15  # ms
MOST_DIGITS = 38  # of a seed: 10³⁸ < 2¹²⁸, which is what Philox takes
ACTS = ("on", "off", "set", "state", "kick")


@dataclass(frozen=True)
class Plan:
    """Everything a run needs, checked."""

    scenario: Scenario[Any]
    parameters: Parameters
    method: str
    dt: float
    seed: int
    steps: int
    journal: tuple[Event, ...]


def plan_from(options: argparse.Namespace) -> Plan:
    """Return the plan that the command's words ask for.

    Raises
    ------
    RecNetError
        A wrong name or value, said in words; nothing has been run or written.
    """
    scenario = scenarios.find(options.key)
    kind = type(scenario.defaults)
    words = dict(assignment(text) for text in options.set)
    values = {name: value_of(any_spec_of(kind, name), text) for name, text in words.items()}
    return make_plan(
        scenario, options.preset, values, options.at, options.duration, options.method, options.dt, options.seed
    )  # fmt: skip


def make_plan(
    scenario: Scenario[Any],
    preset: str | None = None,
    values: Mapping[str, Any] | None = None,
    acts: Sequence[str] = (),
    duration: str = "2000",
    method: str | None = None,
    dt: str | None = None,
    seed: str = "0",
) -> Plan:
    """Return a plan from single words, as they stand on the command line and in trials."""
    parameters = scenario.parameters(preset, **(values or {}))
    step = scenario.dt if dt is None else number("--dt", dt, *DT_RANGE)
    steps = on_grid("--for", number("--for", duration, 0.0, LONGEST), step)
    system = scenario.build(parameters)
    if (steps + 1) * (2 * system.size + 1) > MOST_CELLS:
        raise InvalidValueError(
            f"--for: {steps} steps of {system.size} units need too much memory; use a longer dt or less time"
        )
    switches = _preset_switches(scenario, preset, parameters, system) if preset else []
    journal = (*switches, *events(acts, step, steps, scenario, parameters))
    return Plan(scenario, parameters, method or scenario.method, step, whole(seed), steps, journal)


def _preset_switches(scenario: Scenario[Any], preset: str, parameters: Parameters, system: System) -> list[Event]:
    """Return what brings the inputs from where the system starts to where the preset wants them."""
    on = scenario.inputs_on(preset, parameters)
    return [Event(0, Switch(e.name, e.name in on)) for e in system.inputs if e.on != (e.name in on)]


def assignment(text: str) -> tuple[str, str]:
    """Return name and value of "NAME=VALUE"."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise InvalidValueError(f"'{text}' is not NAME=VALUE")
    return name.strip(), value.strip()


def number(what: str, text: str, low: float, high: float) -> float:
    """Return a finite number within low…high."""
    try:
        value = read_number(text)
    except ValueError:
        raise InvalidValueError(f"{what}: '{text}' is not a number") from None
    if not (math.isfinite(value) and low <= value <= high):
        allowed = f"{low:g} to {high:g}" if math.isfinite(high) else f"a finite number from {low:g} on"
        if low == -math.inf:
            allowed = "a finite number"
        raise InvalidValueError(f"{what}: {text} is out of range; allowed: {allowed}")
    return value


def whole(text: str) -> int:
    """Return the noise's seed."""
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise InvalidValueError(f"--seed: '{text}' is not a whole number of at most {MOST_DIGITS} digits")
    return int(text)


def on_grid(what: str, time: float, dt: float) -> int:
    """Return the step at `time` ms; a time between two steps is refused with the two nearest."""
    steps = round(time / dt)
    if abs(steps * dt - time) > 1e-9 * dt + 4.0 * math.ulp(time):
        low = math.floor(time / dt)
        raise InvalidValueError(
            f"{what}: {time:.12g} ms is not on the grid of dt = {dt:g} ms; "
            f"nearest: {low * dt:.12g} and {(low + 1) * dt:.12g}"
        )
    return steps


def events(texts: Sequence[str], dt: float, steps: int, scenario: Scenario[Any], parameters: Parameters) -> list[Event]:
    """Return the events that the "MS ACT WHAT" ask for, in time; each is checked against what holds by then."""
    found: list[Event] = []
    for step, text, act, what in sorted((_split(text, dt) for text in texts), key=itemgetter(0)):
        if step > steps:
            raise InvalidValueError(f"--at: '{text}' is after the end; allowed: 0 to {steps * dt:g} ms")
        system = scenario.build(parameters)
        change = _change(act, what, system, parameters)
        if isinstance(change, SetParameters):
            parameters = changed(parameters, **change.values)
            if scenario.build(parameters).size != system.size:
                raise InvalidValueError(f"--at: '{text}': a run that goes into a file keeps its number of units")
        found.append(Event(step, change))
    return found


def _split(text: str, dt: float) -> tuple[int, str, str, str]:
    words = text.split(maxsplit=2)
    if len(words) != 3 or words[1] not in ACTS:
        raise InvalidValueError(f"--at: '{text}' is not \"MS {'|'.join(ACTS)} WHAT\"")
    return on_grid("--at", number("--at", words[0], 0.0, LONGEST), dt), text, words[1], words[2].strip()


def _change(act: str, what: str, system: System, parameters: Parameters) -> Change:
    if act in {"on", "off"}:
        return Switch(system.input(what).name, act == "on")
    if act == "set":
        name, value = assignment(what)
        spec = any_spec_of(type(parameters), name)
        return SetParameters(parameters.completed({name: spec.checked(value_of(spec, value))}))
    values = tuple(number("--at", word, -math.inf, math.inf) for word in what.split(","))
    if len(values) != system.size:
        raise InvalidValueError(f"--at: {len(values)} values given for {system.size} units")
    return SetState(values) if act == "state" else Kick(values)
