"""`Simulation`: the one mutable object of the core; it advances a system and writes down what was done to it.

The bits of a run depend on its scenario, parameters, method, dt, seed and journal and on nothing else: not on how the
steps are divided among calls, not on rewinding. Three rules give that. Every act and every multiple of STRETCH steps
starts a new flow from the state's bits; flows do not depend on how they are filled; noise belongs to its step.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from math import inf
from time import perf_counter
from typing import Generic

import numpy as np

from recnet_core.arrays import Array, State
from recnet_core.bounds import divergence_at, good_rows
from recnet_core.checkpoints import Checkpoints
from recnet_core.errors import InvalidValueError
from recnet_core.history import History
from recnet_core.inputs import FOREVER
from recnet_core.journal import Change, Event, SetParameters
from recnet_core.moment import Moment, acted, first_moment, moved, refitted, switched
from recnet_core.parameters import P
from recnet_core.preparation import Preparation
from recnet_core.snapshot import Divergence, Snapshot
from recnet_core.steppers.flows import STRETCH, Flow, Patient
from recnet_core.system import System
from recnet_core.timeline import clock_after, nearest_step

REFILL = 8192  # rows brought back by a rewind beyond what is remembered
AHEAD = 64  # steps for which input that moves is made at once
FIRST_CHUNK, CHUNK = 1, 64  # steps between two looks at the deadline: few at first, more where they are QUICK
QUICK = 0.0001  # s


class Simulation(Generic[P]):
    """A run: build(parameters) advanced on a grid of steps, with its journal.

    Parameters
    ----------
    build : parameters -> System, pure
    parameters : a frozen `Parameters`
    method, dt : integration method and time step in ms
    seed : of the noise
    journal : events to play as their steps come
    remember : rows of history to keep; by default what fits 64 MB

    Raises
    ------
    InvalidValueError, UnknownNameError
        A method the network does not allow, a dt out of range, an event that cannot act.
    """

    def __init__(
        self,
        build: Callable[[P], System],
        parameters: P,
        *,
        method: str = "exact",
        dt: float = 0.5,
        seed: int = 0,
        journal: Sequence[Event] = (),
        remember: int | None = None,
    ) -> None:
        self.seed = _checked_seed(seed)
        self.divergence: Divergence | None = None
        self._preparation = Preparation(build, self.seed)
        self._remember = remember
        self._journal = sorted(journal, key=lambda event: event.step)
        self._flow: Flow | None = None
        self._end = 0
        self._system, self._stepper = self._preparation.of(parameters, method, float(dt))
        self._moment = first_moment(parameters, self._system, method, float(dt))
        self._played = 0
        self._checkpoints = Checkpoints(self._moment)
        self._settle(self._moment)
        self._new_history()
        self._play_due()

    # --- what it is now -------------------------------------------------------------------------------------------

    @property
    def system(self) -> System:
        """What runs now."""
        return self._system

    @property
    def parameters(self) -> P:
        """What it was built from."""
        parameters: P = self._moment.parameters
        return parameters

    @property
    def step(self) -> int:
        """Steps done since the start."""
        return self._moment.step

    @property
    def end_step(self) -> int:
        """The furthest step reached; later than `step` after a rewind."""
        return self._end

    @property
    def time(self) -> float:
        """Now, in ms."""
        return self._moment.time

    @property
    def dt(self) -> float:
        """Time step in ms."""
        return self._moment.clock.dt

    @property
    def method(self) -> str:
        """Name of the integration method."""
        return self._moment.method

    @property
    def v(self) -> State:
        """(..., N) Hz, a copy."""
        return self._moment.v.copy()

    @property
    def h(self) -> State:
        """(N,) Hz, the input held over the coming step."""
        return self._drive.row(self.step).copy()

    @property
    def switches(self) -> dict[str, bool]:
        """Input name -> whether it is on."""
        return {entry.name: entry.name in self._moment.since for entry in self._system.inputs}

    @property
    def journal(self) -> tuple[Event, ...]:
        """All that was done, in the order of steps; after a rewind it still holds the future."""
        return tuple(self._journal)

    def time_of(self, step: int) -> float:
        """Return the time of `step` in ms."""
        now = self._moment.clock
        if step >= now.origin:
            return clock_after(now, self._journal[self._played :], step).time(step)
        return clock_after(self._checkpoints.start.clock, self._journal, step).time(step)

    def step_at(self, time: float) -> int:
        """Return the step nearest to `time` ms, within 0…end_step."""
        return nearest_step(time, self._end, self.time_of)

    def snapshot(self) -> Snapshot:
        """Return what canvases draw; its arrays are views that are good until the next advance, act or seek."""
        m, past = self._moment, self.history
        return Snapshot(
            self._system, m.step, m.time, m.clock.dt, m.method, self.time_of(self._end), m.v, past.h[-1],
            past.times, past.v, past.h, past.integrals, self.switches, m.spans, m.marks, self.divergence,
        )  # fmt: skip

    # --- what can be done -----------------------------------------------------------------------------------------

    def advance(self, steps: int, deadline: float = inf) -> int:
        """Go on by `steps`, playing the journal's events as they come; return how many were done.

        It stops early at `deadline` (seconds of `time.perf_counter`) or where the run diverges; `divergence` then says
        where, and the state stays at the last row that was finite.

        Raises
        ------
        RecNetError
            An event of the journal that cannot act; the run stays at its step, before it.
        """
        first, target = self.step, self.step + steps
        try:
            if self._played < len(self._journal) and self._journal[self._played].step <= first:
                self._play_due()  # it could not act the last time, and says so again
            with np.errstate(over="ignore", invalid="ignore"):
                self._go_until(target, deadline)
        finally:
            self._end = max(self._end, self.step)
        return self.step - first

    def _go_until(self, target: int, deadline: float) -> None:
        most, now = FIRST_CHUNK, 0.0
        while self._moment.step < target and self.divergence is None:
            count = self._stride(target)
            if not self._drive.constant:
                count = min(count, AHEAD)
            if deadline == inf:
                self._go(count)
                continue
            before = now or perf_counter()
            count = min(count, most, self._ready(deadline))
            if count == 0:
                return
            self._go(count)
            now = perf_counter()
            if now >= deadline:
                return
            if now - before < QUICK:
                most = min(2 * most, CHUNK)

    def apply(self, change: Change) -> None:
        """Do `change` now and write it down; the journal's events that lie ahead are dropped.

        Raises
        ------
        RecNetError
            It cannot be done; nothing has changed.
        """
        self.check(change)
        self.drop_future()
        self._journal.append(Event(self.step, change))
        self._play_due()

    def swap(self, parameters: P) -> None:
        """Go on under new parameters, written down as one act."""
        old = self.parameters
        names = parameters.__dataclass_fields__
        values = {n: getattr(parameters, n) for n in names if getattr(parameters, n) != getattr(old, n)}
        if values:
            self.apply(SetParameters(values))

    def seek(self, step: int) -> None:
        """Go to a step between 0 and `end_step`: the nearest checkpoint before it, then replay.

        Raises
        ------
        InvalidValueError
            A step outside what has been run.
        """
        if not 0 <= step <= self._end:
            raise InvalidValueError(f"seek: step {step} is outside the run; allowed: 0 to {self._end}")
        if not self.step <= step < self.step + self._checkpoints.spacing:
            nearest = self._checkpoints.before(step)
            kept = self.history.first_step <= nearest.step <= self.history.last_step
            self._restore(nearest if kept else self._checkpoints.before(step - self._refill()), keep_rows=kept)
        self.advance(step - self.step)

    def drop_future(self) -> None:
        """Give up what lies ahead, events and all: the run goes on from here as a new one."""
        if self.step == self._end and self._played == len(self._journal):
            return
        del self._journal[self._played :]
        self._checkpoints.drop_after(self.step)
        self._end = self.step

    def fork(self) -> "Simulation[P]":
        """Return a run of its own that has this one's past up to now and no future."""
        start = self._checkpoints.start
        twin = Simulation(
            self._preparation.build, start.parameters, method=start.method, dt=start.clock.dt, seed=self.seed,
            journal=self._journal[: self._played], remember=self._remember,
        )  # fmt: skip
        twin._checkpoints, twin._end = self._checkpoints.copy_until(self.step), self.step
        twin._restore(twin._checkpoints.before(self.step - self._refill()), keep_rows=False)
        twin.advance(self.step - twin.step)
        return twin

    def check(self, *changes: Change) -> None:
        """Raise a `RecNetError` in words where `changes`, one after the other, cannot be done now."""
        self._preparation.check(changes, self._system, self._moment)

    # --- how ------------------------------------------------------------------------------------------------------

    def _settle(self, moment: Moment) -> None:
        """Make `moment` the present; the next steps start a new flow."""
        if moment.parameters is not self._moment.parameters or moment.clock is not self._moment.clock:
            self._system, self._stepper = self._preparation.of(moment.parameters, moment.method, moment.clock.dt)
        self._moment = moment
        self._drive = self._preparation.drive(self._system, moment)
        ends = [on.step + self._system.input(name).steps(moment.clock.dt) for name, on in moment.since.items()]
        self._waveform_end = min(ends, default=FOREVER)
        self._flow = None

    def _new_history(self) -> None:
        m, system = self._moment, self._system
        self.history = History(m.v.shape, system.size, len(system.integrals), self._remember)
        self.history.last_step = m.step - 1
        self.history.append(m.time, m.v, self._drive.row(m.step), m.integrals)

    def _rewrite_row(self) -> None:
        m = self._moment
        if self.history.fits(m.v.shape, len(m.integrals)):
            self.history.replace_last(m.time, m.v, self._drive.row(m.step), m.integrals)
        else:
            self._new_history()

    def _play_due(self) -> None:
        """End the waveforms that are over and play the journal's events that are due at this very step."""
        before = self._moment
        self._end_waveforms()
        journal = self._journal
        while self._played < len(journal) and journal[self._played].step <= before.step:
            change = journal[self._played].change
            self._preparation.check((change,), self._system, self._moment)
            moment = acted(self._moment, change, self._system)
            if isinstance(change, SetParameters):
                moment = refitted(moment, self._preparation.of(moment.parameters, moment.method, moment.clock.dt)[0])
            self._settle(moment)
            self._played += 1
        self._end_waveforms()  # a longer dt may have brought an end here
        if self._moment is not before:
            self.divergence = None
            if self._moment.v is before.v and self._moment.integrals is before.integrals:
                self.history.replace_last_input(self._drive.row(before.step))
            else:
                self._rewrite_row()

    def _end_waveforms(self) -> None:
        m = self._moment
        if m.step >= self._waveform_end:
            for name, on in m.since.items():
                if m.step - on.step >= self._system.input(name).steps(m.clock.dt):
                    self._settle(switched(self._moment, name, False))

    def _stride(self, target: int) -> int:
        """Return how many steps can be taken before something changes."""
        step = self.step
        nearest = min(target, (step // STRETCH + 1) * STRETCH, self._waveform_end)
        if self._played < len(self._journal):
            nearest = min(nearest, self._journal[self._played].step)
        return min(nearest - step, self.history.capacity // 2)

    def _ready(self, deadline: float) -> int:
        """Return how many steps can be taken without a long wait; 0 where even one takes until after `deadline`."""
        if not self._drive.constant:
            return AHEAD
        flow = self._flow = self._flow or self._stepper.flow(self._moment.v, self._drive.steady)
        return flow.ready(deadline) if isinstance(flow, Patient) else STRETCH

    def _go(self, count: int) -> None:
        """Take `count` steps over which nothing is switched."""
        m, drive = self._moment, self._drive
        times, v, h, integrals = self.history.reserve(count)
        if drive.constant:
            if self._flow is None:
                self._flow = self._stepper.flow(m.v, drive.steady)
            self._flow.fill(v)
            h[...] = drive.steady
            if drive.rates is not None:
                _accumulate(drive.rates * m.clock.dt, m.integrals, integrals)
        else:
            held = drive.rows(m.step, count + 1)
            self._go_singly(v, held)
            h[...] = held[1:]
            for k, entry in enumerate(self._system.integrals):
                integrals[:, k] = (held[:-1] * entry.rate).sum(axis=-1)
            _accumulate(integrals * m.clock.dt, m.integrals, integrals)
        m.clock.fill(m.step + 1, times)
        good = good_rows(v)
        if good < count:
            self.divergence = divergence_at(v[good], m.step + good + 1, m.clock.time(m.step + good + 1))
        if good:
            self.history.commit(good)
            self._arrive(moved(m, good, v[good - 1].copy(), integrals[good - 1].copy()))

    def _go_singly(self, v: Array, held: Array) -> None:
        state, one_step = self._moment.v, self._stepper.step
        for row, h in zip(v, held, strict=False):
            state = one_step(state, h)
            row[...] = state

    def _arrive(self, moment: Moment) -> None:
        self._moment = moment
        if moment.step % STRETCH == 0:
            self._flow = None
            self._checkpoints.offer(moment)
        self._play_due()

    def _refill(self) -> int:
        return min(REFILL, self.history.capacity // 2)

    def _restore(self, moment: Moment, *, keep_rows: bool) -> None:
        """Go back to a checkpoint, which is the moment before the events of its own step."""
        self.divergence = None
        self._settle(moment)
        self._played = bisect_left(self._journal, moment.step, key=lambda event: event.step)
        if keep_rows:
            self.history.truncate(moment.step)
            self._rewrite_row()
        else:
            self._new_history()
        self._play_due()


def _checked_seed(seed: int) -> int:
    if int(seed) != seed or not 0 <= seed < 2**128:
        raise InvalidValueError(f"seed: {seed}; allowed: whole numbers from 0 on")
    return int(seed)


def _accumulate(increments: Array, start: Array, out: Array) -> None:
    """Write start + the sum of increments, row by row: one addition a step, in order, however steps are divided."""
    out[...] = increments
    out[0] += start
    if len(out) > 1:
        np.cumsum(out, axis=0, out=out)
