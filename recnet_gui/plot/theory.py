"""`Theory`: the closed form of a linear network over what a time axis shows, piece by piece between acts."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from recnet_core.analysis.closed_form import closed_form
from recnet_core.arrays import Array, State
from recnet_core.inputs import FOREVER
from recnet_core.snapshot import Mark, Snapshot, Span
from recnet_core.system import System
from recnet_gui.plot.tail import PLACED
from recnet_gui.plot.time_plot import Stretch

MOST_EPOCHS = 24
UNDER, OVER = 3.8, 1.5  # px, of a line and of the dashes on it: its colour shows on both sides
SHORTEST = 3.0  # widths of a column: equations that were in force for less were passed through by a slider
CONSTANT, LINEAR = "theory: needs constant input", "theory: needs a linear network"


@dataclass(frozen=True, eq=False)
class Epoch:
    """A stretch of time under the same equations, ms."""

    start: float
    stop: float
    system: System


class Theory:
    """Follows a run and says where its own equations would have taken it, from the oldest row in sight on.

    A curve is chained from act to act; it starts anew from the run's state only where a person put the state elsewhere
    or changed a parameter. A snapshot knows only the equations in force now, so those of the past are remembered.

    Attributes
    ----------
    note : why there are no dashes now, "" where there are
    """

    def __init__(self) -> None:
        self.note = ""
        self._systems: list[tuple[float, System]] = []  # since when (ms), oldest first
        self._time = -np.inf

    def curves(
        self, snapshot: Snapshot, stretch: Stretch, spans: Iterable[Span], readout: Array, width: float
    ) -> tuple[Array, Array]:
        """Return times (T,) ms and what `readout` (K, N) reads of the closed form, (T, K); NaN between two curves.

        `width` ms lie between two columns.
        """
        self._follow(snapshot)
        found, shown = [(np.zeros(0), np.zeros((0, len(readout))))], tuple(spans)
        since = float(stretch.times[0])
        marks = snapshot.marks[bisect_left(snapshot.marks, since, key=_time) :]
        self.note = ""
        for epoch in self._epochs(snapshot, since):
            self.note = "" if epoch.system.network.is_linear else LINEAR
            if epoch.stop - epoch.start < SHORTEST * width and epoch.stop < snapshot.time:
                continue
            if not self.note and epoch.system.size == snapshot.system.size:
                for start, stop in pairwise(_anchors(epoch, marks)):
                    found += self._chain(Epoch(start, stop, epoch.system), snapshot, stretch, shown, readout, width)
        times, values = zip(*found, strict=True)
        return np.concatenate(times), np.concatenate(values)

    def _follow(self, snapshot: Snapshot) -> None:
        """Remember since when the equations are those of this snapshot."""
        now, system = snapshot.time, snapshot.system
        in_force = next((known for start, known in reversed(self._systems) if start <= now), None)
        if in_force is not system:
            changed = next((_last(mark) for mark in reversed(snapshot.marks) if mark.kind.startswith("set ")), -np.inf)
            if self._systems and now >= self._time:  # a change while we looked came after the last frame
                changed = max(changed, self._time)
                self._systems = [entry for entry in self._systems if entry[0] < changed]
            else:
                self._systems = []
            self._systems.append((changed, system))
        self._systems = self._systems[-MOST_EPOCHS:]
        self._time = now

    def _epochs(self, snapshot: Snapshot, since: float) -> list[Epoch]:
        edges = [*(start for start, _ in self._systems[1:]), snapshot.time]
        made = [Epoch(max(a, since), b, system) for (a, system), b in zip(self._systems, edges, strict=True)]
        return [epoch for epoch in made if epoch.stop > epoch.start and epoch.start < snapshot.time]

    def _chain(
        self, epoch: Epoch, snapshot: Snapshot, stretch: Stretch, spans: tuple[Span, ...], readout: Array, width: float
    ) -> list[tuple[Array, Array]]:
        """Follow one stretch without a jump; the next piece starts where the closed form has come to."""
        system, made, v = epoch.system, [], None
        edges = {edge for span in spans for edge in (span.start, span.stop) if edge is not None}
        cuts = [epoch.start, *sorted(edge for edge in edges if epoch.start < edge < epoch.stop), epoch.stop]
        for start, stop in pairwise(cuts):
            on = [span.input for span in spans if span.start <= start and (span.stop is None or span.stop >= stop)]
            h = held(system, on)
            if h is None:
                self.note, v = CONSTANT, None
                continue
            self.note = ""
            if v is None:
                v = _row(snapshot, stretch, start)
                made.append((np.array([start]), np.full((1, len(readout)), np.nan)))
            if v is None:
                continue
            times = columns(start, stop, width)
            made.append((times, closed_form(system.network, v, h, times - start, readout)))
            v = closed_form(system.network, v, h, np.array([stop - start]))[0]
        return made


def held(system: System, on: Iterable[str]) -> State | None:
    """Return h (N,) Hz of the inputs called `on`, None if it does not keep still."""
    entries = [entry for entry in system.inputs if entry.name in set(on)]
    if system.noise or any(entry.waveform.constant_for(0, 1.0) < FOREVER for entry in entries):
        return None
    return system.held_input(entry.name for entry in entries)


def columns(start: float, stop: float, width: float) -> Array:
    """Return times from `start` to `stop`, between them the multiples of `width`, so that they keep still."""
    first, last = int(np.floor(start / width)) + 1, int(np.ceil(stop / width))
    return np.concatenate([[start], width * np.arange(first, last), [stop]])


def _anchors(epoch: Epoch, marks: Iterable[Mark]) -> list[float]:
    """Return the epoch's ends and when, between them, the state was put elsewhere."""
    placed = {mark.time for mark in marks if mark.kind in PLACED and epoch.start < mark.time < epoch.stop}
    return [epoch.start, *sorted(placed), epoch.stop]


def _row(snapshot: Snapshot, stretch: Stretch, time: float) -> State | None:
    """Return the state (N,) at `time`, after what was done to it then; None if it is not finite."""
    shown = stretch.times
    row = min(int(np.searchsorted(shown, time - 1e-6)), len(shown) - 1)
    v = np.array(snapshot.rates[stretch.rows][row])
    return v if np.isfinite(v).all() else None


def _last(mark: Mark) -> float:
    """Return when the last change of those that merged into a mark was made, ms."""
    return mark.time if mark.until is None else mark.until


def _time(mark: Mark) -> float:
    return mark.time
