"""From words to a plan: everything a run without a window needs, checked before anything is run or written."""

import argparse
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from recnet_core import scenarios
from recnet_core.errors import InvalidValueError
from recnet_core.journal import Change, Event, Kick, SetParameters, SetState, Switch
from recnet_core.parameters import Parameters, changed, spec_of
from recnet_core.scenario import Scenario
from recnet_core.steppers.methods import DT_RANGE

MOST_CELLS = 2_000_000_000 // 8  # 2 GB of rates


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
    values = dict(assignment(text) for text in options.set)
    parameters = scenario.parameters(options.preset, **values)
    dt = scenario.dt if options.dt is None else number("--dt", options.dt, *DT_RANGE)
    steps = on_grid("--for", number("--for", options.duration, 0.0, math.inf), dt)
    seed = number("--seed", options.seed, 0, 2**63)
    if seed != int(seed):
        raise InvalidValueError(f"--seed: {options.seed} is not a whole number")
    acts = [event(text, dt, scenario, parameters) for text in options.at]
    if options.preset:
        acts = [Event(0, Switch(name, True)) for name in scenario.preset(options.preset).on] + acts
    acts.sort(key=lambda entry: entry.step)
    if acts and acts[-1].step > steps:
        late = acts[-1].step * dt
        raise InvalidValueError(f"--at: {late:g} ms is after the end; allowed: 0 to {steps * dt:g} ms")
    size = scenario.build(parameters).size
    if (steps + 1) * size > MOST_CELLS:
        raise InvalidValueError(
            f"--for: {steps} steps of {size} units need too much memory; use a longer dt or less time"
        )
    return Plan(scenario, parameters, options.method or scenario.method, dt, int(seed), steps, tuple(acts))


def assignment(text: str) -> tuple[str, str]:
    """Return name and value of "NAME=VALUE"."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise InvalidValueError(f"'{text}' is not NAME=VALUE")
    return name.strip(), value.strip()


def number(what: str, text: str, low: float, high: float) -> float:
    """Return a finite number within low…high."""
    try:
        value = float(text)
    except ValueError:
        raise InvalidValueError(f"{what}: '{text}' is not a number") from None
    if not (math.isfinite(value) and low <= value <= high):
        allowed = f"{low:g} to {high:g}" if math.isfinite(high) else f"a finite number from {low:g} on"
        if low == -math.inf:
            allowed = "a finite number"
        raise InvalidValueError(f"{what}: {text} is out of range; allowed: {allowed}")
    return value


def on_grid(what: str, time: float, dt: float) -> int:
    """Return the step at `time` ms; a time between two steps is refused with the two nearest."""
    steps = round(time / dt)
    if abs(steps * dt - time) > 1e-9 * max(1.0, abs(time)):
        low = math.floor(time / dt)
        raise InvalidValueError(
            f"{what}: {time:.12g} ms is not on the grid of dt = {dt:g} ms; "
            f"nearest: {low * dt:.12g} and {(low + 1) * dt:.12g}"
        )
    return steps


def event(text: str, dt: float, scenario: Scenario[Any], parameters: Parameters) -> Event:
    """Return the event that "MS ACT WHAT" asks for."""
    words = text.split(maxsplit=2)
    acts: dict[str, Callable[[str], Change]] = {
        "on": lambda what: _switch(scenario, parameters, what, True),
        "off": lambda what: _switch(scenario, parameters, what, False),
        "set": lambda what: _set(parameters, what),
        "state": lambda what: SetState(_numbers(scenario, parameters, what)),
        "kick": lambda what: Kick(_numbers(scenario, parameters, what)),
    }
    if len(words) != 3 or words[1] not in acts:
        raise InvalidValueError(f"--at: '{text}' is not \"MS {'|'.join(acts)} WHAT\"")
    step = on_grid("--at", number("--at", words[0], 0.0, math.inf), dt)
    return Event(step, acts[words[1]](words[2].strip()))


def _switch(scenario: Scenario[Any], parameters: Parameters, name: str, on: bool) -> Switch:
    return Switch(scenario.build(parameters).input(name).name, on)


def _set(parameters: Parameters, what: str) -> SetParameters:
    name, value = assignment(what)
    changed(parameters, **{name: value})
    return SetParameters({name: spec_of(type(parameters), name).checked(value)})


def _numbers(scenario: Scenario[Any], parameters: Parameters, what: str) -> tuple[float, ...]:
    values = tuple(number("--at", word, -math.inf, math.inf) for word in what.split(","))
    size = scenario.build(parameters).size
    if len(values) != size:
        raise InvalidValueError(f"--at: {len(values)} values given for {size} units")
    return values
