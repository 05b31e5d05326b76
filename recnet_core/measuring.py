"""What theory measures in a snapshot: has it settled, what happened since the last act, how fast, how strong.

Pure functions; each costs a few rows' work, never the whole history's, because theory is asked four times a second.
"""

import cmath
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recnet_core.arrays import Array
from recnet_core.inputs import FOREVER
from recnet_core.network import RateNetwork
from recnet_core.snapshot import Snapshot

ComplexArray = npt.NDArray[np.complex128]

STILL = 1e-9  # relative: a smaller change is rounding, not motion
SETTLED = 1e-7  # relative; a mode is then as near to its rest as 1e-7/(1 − λ)
SILENT = 0.01  # Hz; rates this small are as good as none
ENOUGH = 0.1  # of a difference must be left a time k later, or k is halved: later rows hold more rounding than signal

WAITS_FOR_REST = "Waits for a held input that reaches it, and for the rates to settle."
WAITS_FOR_INPUT = "Waits for an input that is held."
WAITS_FOR_MOTION = "Waits for the rates to move: switch an input."
NOISY = "Nothing is measured while the input moves by itself."


@dataclass(frozen=True, eq=False)
class Rows:
    """Some rows of a run, evenly spaced in time and under one set of equations and switches.

    Attributes
    ----------
    times : (T,) ms
    rates, inputs : (T, N) Hz, v and the h held from each row on
    """

    times: Array
    rates: Array
    inputs: Array

    def __len__(self) -> int:
        return len(self.times)

    @property
    def step(self) -> float:
        """Time between two rows, ms."""
        return float(self.times[1] - self.times[0])

    def part(self, first: int, last: int | None = None) -> "Rows":
        """Return the rows from `first` up to `last`, which is left out."""
        return Rows(self.times[first:last], self.rates[first:last], self.inputs[first:last])


def last_act(snapshot: Snapshot) -> float:
    """Return when (ms) anything last happened to the run: a switch, a burst's end, a new parameter or state; else 0."""
    ends = (span.start if span.stop is None else span.stop for span in snapshot.spans)
    return max(last_mark(snapshot), *ends, 0.0)


def last_mark(snapshot: Snapshot) -> float:
    """Return when (ms) a parameter, the state or the method was last changed by hand; 0 if never. Switches pass."""
    marks = snapshot.marks[-1:]  # they stand in the order of time
    return max((mark.time if mark.until is None else mark.until for mark in marks), default=0.0)


def rows_since(snapshot: Snapshot, time: float) -> Rows:
    """Return what is remembered from `time` ms on, at least the row that is now."""
    first = int(np.searchsorted(snapshot.times, time - 1e-6 * snapshot.dt))
    first = min(first, len(snapshot.times) - 1)
    return Rows(snapshot.times[first:], snapshot.rates[first:], snapshot.inputs[first:])


def stretch(snapshot: Snapshot) -> Rows:
    """Return what is remembered of the time since the last act, in which nothing was switched or changed."""
    return rows_since(snapshot, last_act(snapshot))


def one_region(network: RateNetwork, rows: Rows, most: int = 4096) -> Rows:
    """Return the first of the rows, in which every unit stays on the piece of F that it starts on (`most` at most)."""
    rows = rows.part(0, most)
    slopes = network.transfer.slope(network.argument(rows.rates, rows.inputs))
    left = (slopes != slopes[0]).any(axis=-1)
    return rows.part(0, int(np.argmax(left))) if left.any() else rows


def is_held(snapshot: Snapshot) -> bool:
    """Whether h stays the same between acts: no noise, no waveform that moves."""
    on = (snapshot.system.input(name) for name, state in snapshot.switches.items() if state)
    return not snapshot.system.noise and all(i.waveform.constant_for(0, snapshot.dt) >= FOREVER for i in on)


def settled(snapshot: Snapshot, tolerance: float = SETTLED) -> bool:
    """Whether the run is at a fixed point: |−v + F(M v + h + b)| within `tolerance` of the largest of v, h, b."""
    if snapshot.divergence is not None or not is_held(snapshot):
        return False
    size = max(float(np.abs(x).max()) for x in (snapshot.v, snapshot.h, snapshot.system.network.bias, SILENT))
    return float(np.abs(_away(snapshot)).max()) <= tolerance * size


def mode_settled(snapshot: Snapshot, readout: Array, tolerance: float = SETTLED) -> bool:
    """Whether c = readout·v rests, whatever the rest of a linear network does."""
    if snapshot.divergence is not None or not is_held(snapshot):
        return False
    size = max(abs(float(snapshot.v @ readout)), abs(float(snapshot.h @ readout)))
    return abs(float(_away(snapshot) @ readout)) <= tolerance * size


def _away(snapshot: Snapshot) -> Array:
    """Return −v + F(M v + h + b), (N,) Hz."""
    network = snapshot.system.network
    away: Array = network.drift(snapshot.v, snapshot.h) * network.tau
    return away


def settled_gain(snapshot: Snapshot, readout: Array, tolerance: float = SETTLED) -> float | None:
    """Return (v·readout)/(h·readout), None until that mode has settled under an input along `readout` (N,)."""
    drive = float(snapshot.h @ readout)
    size = float(np.linalg.norm(snapshot.h) * np.linalg.norm(readout))
    driven = abs(drive) > STILL * max(size, SILENT)
    return float(snapshot.v @ readout) / drive if driven and mode_settled(snapshot, readout, tolerance) else None


def slope(rows: Rows, readout: Array) -> float | None:
    """Return how fast v·readout rose from the first row to the last, Hz/ms; None for a single row."""
    if len(rows) < 2:
        return None
    return float((rows.rates[-1] - rows.rates[0]) @ readout) / float(rows.times[-1] - rows.times[0])


def exponential_rate(rows: Rows, readout: Array, rest: float | None = None) -> float | None:
    """Return r (1/ms) of x = v·readout = x_rest + A e^(−rt): positive where it settles, negative where it runs away.

    Without a known `rest` (Hz) three rows a time k apart give it exactly: (x_1 − x_2)/(x_0 − x_1) = e^(−rk). With it
    two do. They are taken from the beginning or the end, and so far apart that rounding matters least.

    Parameters
    ----------
    rows : of one stretch, within one linear region
    readout : (N,) that picks a single mode, or one unit of a network of one
    rest : Hz, or None where it is not known

    Returns
    -------
    r, or None where there are too few rows or nothing moves
    """
    reach = 2 if rest is None else 1
    k, found, signal = (len(rows) - 1) // reach, None, 0.0
    while k >= 1:
        for first in {0, len(rows) - 1 - reach * k}:
            before, after = _differences(rows.rates[first : first + reach * k + 1 : k], readout, rest)
            clear = k * min(abs(before), abs(after))
            if clear > signal and ENOUGH <= after / before <= 1.0 / ENOUGH:
                found, signal = -math.log(after / before) / (k * rows.step), clear
        k //= 2
    return found


def resting_value(rows: Rows, readout: Array) -> float | None:
    """Return x_rest (Hz) of x = v·readout = x_rest + A e^(−rt): where it is going, or what it runs away from."""
    k = (len(rows) - 1) // 2
    while k >= 1:  # from the first row on, which is the nearest to what is run away from
        before, after = _differences(rows.rates[: 2 * k + 1 : k], readout, None)
        if before and ENOUGH <= after / before <= 1.0 / ENOUGH:
            bent = abs(1.0 - after / before) >= 1e-6  # or it is as good as a straight line
            return float(rows.rates[0] @ readout) - before / (1.0 - after / before) if bent else None
        k //= 2
    return None


def _differences(rates: Array, readout: Array, rest: float | None) -> tuple[float, float]:
    """Return how far x is from rest, or from the next of three rows, at two times; 0 twice where it is rounding."""
    x = rates @ readout
    before, after = (x[0] - x[1], x[1] - x[2]) if rest is None else (x[0] - rest, x[1] - rest)
    size = float(np.linalg.norm(readout) * np.abs(rates).max())
    moves = min(abs(before), abs(after)) > STILL * max(size, SILENT)
    return (float(before), float(after)) if moves else (0.0, 0.0)


def e_fold(rows: Rows, readout: Array, rest: float | None = None) -> float | None:
    """Return in what time (ms) x = v·readout settles, or runs away, by a factor e; None where it does neither."""
    rate = exponential_rate(rows, readout, rest)
    return None if rate is None or abs(rate) * rows.step < 1e-13 else 1.0 / abs(rate)


def complex_rate(rows: Rows, readout: ComplexArray) -> complex | None:
    """Return μ (1/ms) of c = readout·v = c_rest + A e^(μt), for a complex mode; from the first three rows, exactly.

    The readout (N,) is a left eigenvector. Rows must be closer than half a turn: |Im μ|·step < π.
    """
    if len(rows) < 3:
        return None
    x = [complex(rows.rates[i] @ readout) for i in range(3)]
    size = float(np.linalg.norm(readout) * np.abs(rows.rates[:3]).max())
    moved, rounding = min(abs(x[0] - x[1]), abs(x[1] - x[2])), STILL * max(size, SILENT)
    if moved <= rounding:
        return None
    turned = cmath.log((x[1] - x[2]) / (x[0] - x[1]))
    # a small turn a step is a small difference of two nearly equal steps: it needs so much more motion to be seen
    return turned / rows.step if moved * abs(turned) > rounding else None


def parabola_top(before: float, at: float, after: float) -> tuple[float, float]:
    """Return how far the top of the parabola through three even rows lies from the middle one, in rows, and its height.

    `at` is the largest of the three.
    """
    bend = before - 2.0 * at + after
    offset = 0.5 * (before - after) / bend if bend else 0.0
    return offset, at - 0.25 * (before - after) * offset


def held_sum(snapshot: Snapshot) -> float:
    """Return what a perfect integrator along the first running integral holds now, Hz (D&A eq. 7.26).

    It is c_1 when a parameter or the state was last changed by hand, and the input's integral since.
    """
    rows = rows_since(snapshot, last_mark(snapshot))
    area = float(snapshot.integrals[-1, 0] - snapshot.integrals[-len(rows), 0])
    return float(rows.rates[0] @ snapshot.system.integrals[0].readout) + area


def mode_course(tau: float, eigenvalue: float, start: float, drive: float, elapsed: Array) -> Array:
    """Return c(t) of one mode of a symmetric linear network under a held input (D&A eq. 7.23; 7.26 where λ = 1).

    Parameters
    ----------
    tau, eigenvalue : τ in ms and λ of M
    start, drive : c(0) and h·e, Hz
    elapsed : (T,) ms

    Returns
    -------
    (T,) Hz
    """
    rate = (1.0 - eigenvalue) / tau
    grown = elapsed / tau if rate == 0.0 else -np.expm1(-rate * elapsed) / (1.0 - eigenvalue)
    course: Array = drive * grown + start * np.exp(-rate * elapsed)
    return course


def largest_gap(rows: Rows, readout: Array, tau: float, eigenvalue: float, most: int = 64) -> float:
    """Return the largest |simulated − closed form| of the mode along `readout` over `most` of the rows, Hz."""
    chosen = np.unique(np.linspace(0, len(rows) - 1, most).astype(int))
    c = rows.rates[chosen] @ readout
    drive = float(rows.inputs[0] @ readout)
    course = mode_course(tau, eigenvalue, float(c[0]), drive, rows.times[chosen] - rows.times[0])
    return float(np.abs(c - course).max())
