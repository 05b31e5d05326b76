"""The exact method for low-rank networks with a piecewise-linear F and one τ: switches located in r dimensions.

A unit's argument is x = c + w·m, so that its bounds are planes in the space of m, and the trajectory m(t) is a short
power series in every region (`low_rank_region`). Units that m cannot reach before the series ends are left out at once;
those that chords with their error may reach are looked at exactly. A switch costs what one unit does, a read-out O(N).
"""

import math
from functools import lru_cache
from time import perf_counter

import numpy as np
import numpy.typing as npt

from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork
from recnet_core.steppers.bernstein import conversion, first_exit
from recnet_core.steppers.flows import STRETCH, Flow, MakeFlow, Members, Patient, Rows, Step
from recnet_core.steppers.low_rank_region import SPAN, Fixed, Region

TOUCH = 1e-14  # of the terms of x: how far a margin may pass its bound by rounding without a switch
TOGETHER = 1e-13  # of the longest series: units that reach their bounds that close switch at once
ANEW = 10.0  # time constants after which units are placed anew: D must not grow with e^{t/τ} for ever
AHEAD = 4.0  # a series is about so much longer than the last ones lasted
SHORTEST = 1e-3  # of the longest series
WHOLE = 4  # steps from which on a series ends on a grid point
HOPELESS = 1e12  # rates beyond this are overflow on its way
TINY = 1e-300
CHORDS = 8  # of a series, to see which units are near

Units = npt.NDArray[np.intp]
NONE: Units = np.zeros(0, dtype=np.intp)


def make_flow(network: RateNetwork, dt: float) -> MakeFlow:
    """Prepare the exact method; states are single (N,) or batches (..., N); dt in ms.

    Raises
    ------
    InvalidValueError
        Weights that are not of low rank, different time constants, or F not piecewise linear.
    """
    return _make(network, dt, STRETCH)


def make_step(network: RateNetwork, dt: float) -> Step:
    """Return the same method a single step at a time, for input that moves; dt in ms."""
    flow = _make(network, dt, 1)

    def step(v: State, h: State) -> State:
        out = np.empty((1, *v.shape))
        flow(v, h).fill(out)
        after: State = out[0]
        return after

    return step


def _make(network: RateNetwork, dt: float, steps: int) -> MakeFlow:
    fixed = Fixed(network, dt)

    def flow(v: State, h: State) -> Flow:
        if v.ndim == 1:
            return PiecesFlow(fixed, v, h, steps)
        return Members(lambda v, h: PiecesFlow(fixed, v, h, steps), v, h)

    return flow


class PiecesFlow(Patient):
    """One state (N,) on its way: pieces are found as far as rows are asked for, never depending on how."""

    def __init__(self, fixed: Fixed, v: State, h: State, steps: int) -> None:
        self._fixed, self._steps = fixed, steps
        self._region = Region(fixed, h + fixed.bias)
        self._grid, self._offset = 0, 0.0  # where the next piece begins: steps, and ms past that grid point
        self._wish = math.inf  # ms, how long the next series may be
        self._units, self._sides = NONE, NONE  # what switches when the next piece begins
        self._moved = np.zeros(fixed.size, dtype=bool)
        self._held = np.zeros(fixed.size, dtype=bool)
        self._rows = Rows(np.empty((0, fixed.rank + 2)), self._region.parts)
        self._begin(v)

    def fill(self, out: Array) -> None:
        """Write the next `len(out)` states."""
        done = 0
        while done < len(out):
            if not self._rows.left:
                self._next_piece()
            take = min(self._rows.left, len(out) - done)
            self._rows.fill(out[done : done + take])
            done += take

    def ready(self, deadline: float) -> int:
        """Find pieces until there is a row to read or the deadline has passed; return how many rows there are."""
        while not self._rows.left:
            self._next_piece()
            if perf_counter() >= deadline:
                break
        return self._rows.left

    def _begin(self, v: State) -> None:
        self._m, self._q, self._since = self._fixed.rows @ v, np.zeros(self._fixed.rank), 0.0
        self._region.place(v, self._m)
        self._held[:] = self._moved[:] = False

    def _next_piece(self) -> None:
        """Do the switch that is due, go on until the next one, and note the rows on the way."""
        region, tau, dt = self._region, self._fixed.tau, self._fixed.dt
        self._switch()
        if not (np.isfinite(self._m).all() and region.norm < HOPELESS):
            self._rows = Rows(np.full((self._steps, len(region.parts)), math.nan), region.parts)
            return
        longest = SPAN / region.norm * tau
        length, steps, rest = self._length(min(longest, max(self._wish, SHORTEST * longest)))
        series = region.series(self._m, self._q, length / tau)
        part, self._units, self._sides = self._exit(series, TOGETHER * longest / length)
        if len(self._units):
            end = part * length
            total = self._offset + end
            rows, offset = int(total / dt), total - int(total / dt) * dt
            self._hold_restless(end > TOGETHER * longest)
            self._wish = 0.5 * (min(self._wish, longest) + AHEAD * end)
        else:
            part, end, rows, offset = 1.0, length, steps, rest
            self._wish = 2.0 * max(length, min(self._wish, longest))
        self._note(series, length, rows)
        self._go(series, part)
        self._since, self._grid, self._offset = self._since + end, self._grid + rows, max(offset, 0.0)

    def _hold_restless(self, progress: bool) -> None:
        """Hold units where they are that would switch back without any time gone by.

        As dv/dt is continuous only rounding can ask for that, and to ignore it costs no more than rounding.
        """
        if progress:
            self._moved[:] = False
        again = self._moved[self._units]
        self._held[self._units[again]] = True
        self._units, self._sides = self._units[~again], self._sides[~again]

    def _length(self, wish: float) -> tuple[float, int, float]:
        """Return how long the series is (ms), how many grid points it passes, and how far past the last it ends.

        A long one ends on a grid point, and none goes beyond the stretch.
        """
        dt, left = self._fixed.dt, max(self._steps - self._grid, 1)
        total = self._offset + wish
        steps = min(int(total / dt), left)
        if steps == left or steps >= WHOLE:
            return max(steps * dt - self._offset, 0.0) or wish, steps, 0.0
        return wish, steps, total - steps * dt

    def _switch(self) -> None:
        """Move the units that are due to their new pieces; after ANEW time constants place all of them anew."""
        region, leak = self._region, math.exp(-self._since / self._fixed.tau)
        if len(self._units):
            region.enter(self._units, self._sides, self._q, leak)
            self._moved[self._units] = True
            self._units = self._sides = NONE
        elif self._since > ANEW * self._fixed.tau:
            self._begin(np.array([1.0, leak, *self._q]) @ region.parts)

    def _note(self, series: Array, length: float, rows: int) -> None:
        """Keep what the next `rows` rows of this piece are read from: 1, e^{−t/τ} and Q."""
        fixed, shares = self._fixed, np.ones((rows, self._fixed.rank + 2))
        if rows:
            times: Array = fixed.dt * np.arange(1, rows + 1, dtype=np.float64) - self._offset
            shares[:, 1] = np.exp(-(self._since + times) / fixed.tau)
            shares[:, 2:] = self._q + powers(times / length, len(series)) @ series[:, fixed.rank :]
        self._rows = Rows(shares, self._region.parts, small=False)

    def _go(self, series: Array, part: float) -> None:
        if part > 0.0:
            change = powers(np.array([part]), len(series))[0] @ series
            self._m, self._q = self._m + change[: self._fixed.rank], self._q + change[self._fixed.rank :]

    def _exit(self, series: Array, together: float) -> tuple[float, Units, Units]:
        """Return when (as a part of the series) units first leave their pieces, which units, and to which sides."""
        fixed, region = self._fixed, self._region
        x, path = region.margin(self._m), series[:, : fixed.rank]
        low, high = np.minimum(region.low - x, 0.0), np.maximum(region.high - x, 0.0)
        near, soonest = self._near(path, low, high)
        if not len(near):
            return math.inf, NONE, NONE
        low, high = low[near], high[near]
        slack = TOUCH * (np.abs(region.c[near]) + fixed.reach[near] * math.sqrt(self._m @ self._m))
        margins = path @ fixed.spread[near].T
        bernstein = conversion(len(path)) @ margins
        leaves = (bernstein.max(axis=0) > high + slack) | (bernstein.min(axis=0) < low - slack)
        when, found, rate = math.inf, [], region.norm * SPAN
        for i in np.flatnonzero(leaves)[np.argsort(soonest[leaves], kind="stable")].tolist():
            if soonest[i] > when + together:
                break
            bounds = float(low[i]), float(high[i])
            moment, side = first_exit(margins[:, i], bernstein[:, i], bounds, float(slack[i]), rate)
            if side:
                found.append((moment, int(near[i]), side))
                when = min(when, moment)
        if not found:
            return math.inf, NONE, NONE
        units, sides = np.array([(unit, side) for moment, unit, side in found if moment <= when + together]).T
        return when, units, sides

    def _near(self, path: Array, low: Array, high: Array) -> tuple[Units, Array]:
        """Return the units that may leave their bounds, and before which part of the series they do not.

        A chord of m's path misses it by at most an eighth of its squared length times the largest second derivative.
        """
        fixed, orders = self._fixed, np.arange(1, len(path) + 1)
        sizes = np.sqrt(np.einsum("ij,ij->i", path, path))
        way = fixed.reach * sizes.sum()
        near = np.flatnonzero(((way > high) | (way > -low)) & ~self._held)
        if not len(near):
            return near, np.zeros(0)
        shift = (chord_powers(len(path)) @ path) @ fixed.spread[near].T
        miss = fixed.reach[near] * float(orders * (orders - 1.0) @ sizes / (8.0 * CHORDS**2))
        beyond = np.maximum(shift - high[near], low[near] - shift) + miss
        out = beyond > 0.0
        some = np.flatnonzero(out.any(axis=0))
        first = out.argmax(axis=0)[some]
        # the chord that ends at the first place outside leaves nowhere before the line with its error does
        before, after = beyond[np.maximum(first - 1, 0), some], beyond[first, some]
        part = np.where(first > 0, before / np.minimum(before - after, -TINY), 0.0)
        return near[some], (np.maximum(first - 1, 0) + part) / CHORDS


def powers(parts: Array, orders: int) -> Array:
    """Return σ, σ², …, σ^orders of every σ, (n, orders)."""
    return np.multiply.accumulate(np.repeat(parts[:, None], orders, axis=1), axis=1)


@lru_cache(maxsize=64)
def chord_powers(orders: int) -> Array:
    """Return the powers of the places between which chords are drawn, (CHORDS + 1, orders)."""
    return powers(np.arange(CHORDS + 1) / CHORDS, orders)
