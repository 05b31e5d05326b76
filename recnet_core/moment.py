"""`Moment`: all that a run is at one step besides its rows, as one frozen value; and the acts that change it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from recnet_core.arrays import Array, State
from recnet_core.journal import Change, Kick, ResetState, SetMethod, SetParameters, SetState, Switch
from recnet_core.parameters import ArraySpec, Parameters, ParameterSpec, any_spec_of, changed
from recnet_core.snapshot import Mark, Span
from recnet_core.system import System

MERGE_MARKS = 1000.0  # ms; a slider that moves leaves one mark, not sixty a second


@dataclass(frozen=True)
class Clock:
    """Model time of a step: origin_time + (step − origin)·dt; a new dt starts a new origin."""

    dt: float
    origin: int = 0
    origin_time: float = 0.0

    def time(self, step: int) -> float:
        """Return the time of `step` in ms."""
        return (step - self.origin) * self.dt + self.origin_time

    def fill(self, step: int, times: Array) -> None:
        """Write the times of `step` and the steps after it."""
        if len(times) == 1:
            times[0] = self.time(step)
        else:
            first = step - self.origin
            times[...] = np.arange(first, first + len(times)) * self.dt + self.origin_time

    def with_dt(self, step: int, dt: float) -> "Clock":
        """Return the clock that goes on from `step` with another dt."""
        return Clock(dt, step, self.time(step))


class On(NamedTuple):
    """Since when an input is on: the step its waveform counts from, and the time (ms) of the switch."""

    step: int
    time: float


class Moment(NamedTuple):
    """A run at one step; a tuple, because one is made at every act and every stretch.

    Attributes
    ----------
    step, clock, method : where, when and how
    parameters : what the system is built from
    v : (..., N) Hz; integrals : (K,)
    since : input name -> since when it is on; an input that is off is not in it
    closed, marks : what happened, for time axes: inputs that went off again, and acts
    """

    step: int
    clock: Clock
    method: str
    parameters: Any
    v: State
    integrals: Array
    since: Mapping[str, On]
    closed: tuple[Span, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def time(self) -> float:
        """Now, in ms."""
        return self.clock.time(self.step)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every stretch of an input being on, those that still are last."""
        return self.closed + tuple(Span(name, on.time) for name, on in self.since.items())


def first_moment(parameters: Parameters, system: System, method: str, dt: float) -> Moment:
    """Return the moment before the first step: the start, with the inputs that are on from the beginning."""
    on = [entry.name for entry in system.inputs if entry.on]
    start = np.array(system.start)
    return Moment(
        0,
        Clock(dt),
        method,
        parameters,
        start,
        read_out(system, start),
        dict.fromkeys(on, On(0, 0.0)),
    )


def read_out(system: System, v: State) -> Array:
    """Return what the running integrals start from: readout·v, shape (K,) (the first run of a batch)."""
    first = v.reshape(-1, v.shape[-1])[0]
    return np.array([float(entry.readout @ first) for entry in system.integrals])


def acted(moment: Moment, change: Change, system: System) -> Moment:
    """Return the moment after `change`; a new system after new parameters is the caller's to fit in.

    `system` is the one that runs before the change. Everything is checked beforehand by `Simulation.check`.
    """
    moment = _marked(moment, change)
    match change:
        case Switch(name, on):
            return switched(moment, name, on)
        case SetParameters(values):
            return moment._replace(parameters=changed(moment.parameters, **values))
        case SetState(v):
            return placed(moment, np.broadcast_to(np.array(v, dtype=np.float64), moment.v.shape).copy(), system)
        case Kick(dv):
            return placed(moment, moment.v + np.array(dv, dtype=np.float64), system)
        case ResetState():
            return placed(moment, np.array(system.start), system)
        case SetMethod(method, dt):
            return _retimed(moment, method, dt)


def switched(moment: Moment, name: str, on: bool) -> Moment:
    """Return the moment with one input on (anew) or off; written out because it runs at every pulse's edge."""
    since, closed = dict(moment.since), moment.closed
    was = since.pop(name, None)
    if was is not None and was.time < moment.time:
        closed = (*closed, Span(name, was.time, moment.time))
    if on:
        since[name] = On(moment.step, moment.time)
    return Moment(
        moment.step, moment.clock, moment.method, moment.parameters, moment.v, moment.integrals, since, closed,
        moment.marks,
    )  # fmt: skip


def moved(moment: Moment, steps: int, v: State, integrals: Array) -> Moment:
    """Return the moment `steps` later, with nothing done in between."""
    return Moment(
        moment.step + steps, moment.clock, moment.method, moment.parameters, v, integrals, moment.since,
        moment.closed, moment.marks,
    )  # fmt: skip


def placed(moment: Moment, v: State, system: System) -> Moment:
    """Return the moment with another state; the integrals start anew from it."""
    return moment._replace(v=v, integrals=read_out(system, v))


def refitted(moment: Moment, system: System) -> Moment:
    """Return the moment fitted to a new system: another number of units starts anew, lost inputs go off."""
    names = {entry.name for entry in system.inputs}
    for name in [name for name in moment.since if name not in names]:
        moment = switched(moment, name, False)
    if moment.v.shape[-1] != system.size:
        return placed(moment, np.array(system.start), system)
    if len(moment.integrals) != len(system.integrals):
        return moment._replace(integrals=read_out(system, moment.v))
    return moment


def _retimed(moment: Moment, method: str, dt: float) -> Moment:
    ratio = moment.clock.dt / dt
    since = {
        name: On(moment.step - round((moment.step - on.step) * ratio), on.time) for name, on in moment.since.items()
    }
    return moment._replace(method=method, clock=moment.clock.with_dt(moment.step, dt), since=since)


def _marked(moment: Moment, change: Change) -> Moment:
    if isinstance(change, Switch):  # the shading shows it
        return moment
    text, kind = describe(change, moment.parameters), _kind(change)
    marks = moment.marks
    if marks and marks[-1].kind == kind and moment.time - marks[-1].time < MERGE_MARKS and kind.startswith("set"):
        return moment._replace(marks=(*marks[:-1], replace(marks[-1], text=text, until=moment.time)))
    return moment._replace(marks=(*marks, Mark(moment.time, text, kind)))


def _kind(change: Change) -> str:
    return f"set {' '.join(change.values)}" if isinstance(change, SetParameters) else type(change).__name__


def describe(change: Change, parameters: Parameters) -> str:
    """Return a change in a few words, with the textbook's symbols and units."""
    match change:
        case Switch(name, on):
            return f"{name} {'on' if on else 'off'}"
        case SetParameters(values):
            known = [(any_spec_of(type(parameters), name), value) for name, value in values.items()]
            arrays = ", ".join(spec.symbol for spec, _ in known if isinstance(spec, ArraySpec))
            numbers = [_assigned(spec, value) for spec, value in known if isinstance(spec, ParameterSpec)]
            return ", ".join([*([f"{arrays} changed"] if arrays else []), *numbers])
        case SetState():
            return "state set"
        case Kick():
            return "kick"
        case ResetState():
            return "state reset"
        case SetMethod(method, dt):
            return f"{method}, dt {dt:g} ms"


def _assigned(spec: ParameterSpec, value: float) -> str:
    said = spec.names[int(value)] if spec.names else f"{value:.4g} {spec.unit}".rstrip()
    return f"{spec.symbol} = {said}"
