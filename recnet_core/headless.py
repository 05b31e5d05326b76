"""A whole run without a window: from words to a plan, from a plan to arrays, from arrays to a file."""

import argparse
import csv
import io
import json
import math
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

import recnet_core
from recnet_core import scenarios
from recnet_core.arrays import Array
from recnet_core.diagnosis import explain
from recnet_core.errors import FileError, InvalidValueError
from recnet_core.journal import Change, Event, Kick, SetParameters, SetState, Switch, to_plain
from recnet_core.parameters import Parameters, changed, spec_of
from recnet_core.scenario import Scenario
from recnet_core.simulation import Simulation
from recnet_core.steppers.flows import STRETCH
from recnet_core.steppers.methods import DT_RANGE

LONG = 20_000  # steps; longer runs show their progress
MOST_CELLS = 2_000_000_000 // 8
ENDINGS = (".npz", ".csv")


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


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A finished run: t (T,) ms, v (T, N) Hz, h (T, N) Hz, meta (JSON-ready), and why it stopped early ("" if not)."""

    t: Array
    v: Array
    h: Array
    meta: dict[str, Any]
    labels: tuple[str, ...]
    diverged: str = ""


def plan(options: argparse.Namespace) -> Plan:
    """Return the plan that the command's words ask for.

    Raises
    ------
    RecNetError
        A wrong name or value, said in words; nothing has been run or written.
    """
    scenario = scenarios.find(options.key)
    check_target(options.out)
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


def run(plan: Plan, *, progress: bool = False) -> Trajectory:
    """Return the trajectory of a plan; row 0 is the start.

    Raises
    ------
    RecNetError
        An act that cannot be done when its time comes.
    """
    simulation = Simulation(
        plan.scenario.build,
        plan.parameters,
        method=plan.method,
        dt=plan.dt,
        seed=plan.seed,
        journal=plan.journal,
        remember=2 * STRETCH,
    )
    size = simulation.system.size
    v, h, t = np.empty((plan.steps + 1, size)), np.empty((plan.steps + 1, size)), np.empty(plan.steps + 1)
    rows = 0
    with _bar(plan.steps if progress and plan.steps > LONG else 0) as advanced:
        while True:
            if simulation.system.size != size:
                raise InvalidValueError("--at: a run that is written to a file keeps its number of units N")
            new = simulation.step + 1 - rows
            if new:
                past = simulation.history
                t[rows : rows + new], v[rows : rows + new] = past.times[-new:], past.v[-new:]
                h[rows : rows + new] = past.h[-new:]
                rows += new
            if rows > plan.steps or simulation.divergence is not None:
                break
            advanced(simulation.advance(min(STRETCH, plan.steps + 1 - rows)))
    return Trajectory(t[:rows], v[:rows], h[:rows], _meta(plan), simulation.system.labels, _why(simulation))


def check_target(name: str) -> None:
    """Raise `InvalidValueError` or `FileError` where a trajectory could not be written, before anything is run."""
    path = Path(name)
    if path.suffix not in ENDINGS:
        raise InvalidValueError(f"--out: '{name}' has no known ending; allowed: {', '.join(ENDINGS)}")
    if path.is_dir():
        raise FileError(f"cannot write '{name}': it is a folder")
    if not path.parent.is_dir():
        raise FileError(f"cannot write '{name}': there is no folder '{path.parent}'")
    if not os.access(path.parent, os.W_OK):
        raise FileError(f"cannot write '{name}': no permission to write in '{path.parent}'")


def write(trajectory: Trajectory, name: str) -> None:
    """Write a trajectory to FILE.npz or FILE.csv, whole or not at all.

    Raises
    ------
    FileError
        The file cannot be written.
    """
    save = _npz if name.endswith(".npz") else _csv
    with _whole_file(Path(name)) as file:
        save(trajectory, file)


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


def _meta(plan: Plan) -> dict[str, Any]:
    return {
        "scenario": plan.scenario.key,
        "parameters": asdict(plan.parameters),
        "method": plan.method,
        "dt": plan.dt,
        "seed": plan.seed,
        "journal": to_plain(plan.journal),
        "version": recnet_core.__version__,
    }


def _why(simulation: Simulation[Any]) -> str:
    if simulation.divergence is None:
        return ""
    s = simulation
    return explain(simulation.divergence, s.system, s.method, s.dt, s.v, s.h)


def _npz(trajectory: Trajectory, file: IO[bytes]) -> None:
    meta = json.dumps(trajectory.meta, ensure_ascii=False)
    np.savez(file, t=trajectory.t, v=trajectory.v, h=trajectory.h, meta=np.array(meta))


def _csv(trajectory: Trajectory, file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(f"# {json.dumps(trajectory.meta, ensure_ascii=False)}\n")
    text.write("# t in ms, v and h in Hz\n")
    writer = csv.writer(text)
    writer.writerow(["t", *trajectory.labels, *(f"h_{label}" for label in trajectory.labels)])
    for t, v, h in zip(trajectory.t, trajectory.v, trajectory.h, strict=True):
        writer.writerow([repr(x) for x in (float(t), *v.tolist(), *h.tolist())])
    text.detach()


@contextmanager
def _whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside `path` that takes its place only when all is written."""
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise FileError(f"cannot write '{path}': {error.strerror or error}") from None
    finally:
        if temporary is not None:
            os.unlink(temporary)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _bar(steps: int) -> Iterator[Callable[[int], Any]]:
    """Show a progress bar on stderr for a long run."""
    if not steps:
        yield lambda done: None
        return
    from tqdm import tqdm

    with tqdm(total=steps, unit=" steps", unit_scale=True, leave=False) as bar:
        yield bar.update
