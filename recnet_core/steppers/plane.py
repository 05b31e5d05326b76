"""The exact method for two units with a piecewise-linear F: region by region in closed form, in plain floats.

A region is where each unit's argument x = M v + h + b lies on one piece of F; there the flow is linear. The first
time a margin x − bound vanishes is located to rounding, the region changes, and so on (PERFORMANCE, idea 2). F is
continuous, hence so is dv/dt, and the state needs no jump.
"""

import math

import numpy as np

from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork
from recnet_core.steppers.crossing import first_exit
from recnet_core.steppers.flows import STRETCH, Flow, MakeFlow, within_stretch
from recnet_core.steppers.plane_network import Plane, Region
from recnet_core.steppers.plane_region import Form, Modes

TOUCH = 1e-14  # of the terms of x: how far a margin may pass its bound by rounding without a switch
PATIENCE = 8  # so many pieces without progress in a row, and the next grid point is reached without looking
FEW = 2  # pieces that are written slice by slice; more are gathered at once


def make_flow(network: RateNetwork, dt: float) -> MakeFlow:
    """Prepare the exact method for two units with a piecewise-linear F; states are single (2,) or batches (..., 2).

    Raises
    ------
    InvalidValueError
        Not two units, or F is not piecewise linear.
    """
    plane = Plane(network, dt)

    def make(v: State, h: State) -> Flow:
        if v.ndim == 1:
            return PlaneFlow(plane, v, h)
        return _Members(plane, v, h)

    return make


class PlaneFlow:
    """One state (2,) on its way: pieces are found as far as rows are asked for, never depending on how."""

    __slots__ = (
        "_c", "_coefficients", "_covered", "_cursor", "_grid", "_i", "_j", "_last", "_offset",
        "_plane", "_row", "_stuck", "_switched", "_table_rows", "_v0", "_v1",
    )  # fmt: skip

    def __init__(self, plane: Plane, v: State, h: State) -> None:
        self._plane = plane
        self._v0, self._v1 = v.tolist()
        h0, h1 = h.tolist()
        self._c = h0 + plane.bias[0], h1 + plane.bias[1]
        self._grid, self._offset = 0, 0.0  # where the current piece begins: steps, and ms past that grid point
        self._row, self._covered, self._cursor, self._stuck, self._switched = 0, 0, 0, 0, 0
        # one entry a piece that has rows: its last row, table column − row, and (v, u1, u2) at its first row
        self._last: list[int] = []
        self._table_rows: list[int] = []
        self._coefficients: list[tuple[float, float, float, float, float, float]] = []
        self._relocate()

    def fill(self, out: Array) -> None:
        """Write the next `len(out)` states."""
        if not len(out):
            return
        stop = within_stretch(self._row + len(out))
        while self._covered < stop:
            self._next_piece()
        begin = end = self._cursor
        while self._last[end] < stop:
            end += 1
        if end - begin < FEW:
            self._write_slices(out, begin, end)
        else:
            self._gather(out, begin, end)
        self._row, self._cursor = stop, end

    def _relocate(self) -> None:
        plane, v0, v1 = self._plane, self._v0, self._v1
        (m00, m01), (m10, m11) = plane.weights
        self._i = plane.piece_of(m00 * v0 + m01 * v1 + self._c[0])
        self._j = plane.piece_of(m10 * v0 + m11 * v1 + self._c[1])

    def _next_piece(self) -> None:
        """Find when the state leaves its region, note the rows up to then and step over the boundary."""
        plane = self._plane
        region = plane.region(self._i, self._j)
        modes = self._modes(region, self._v0, self._v1)
        if self._stuck > PATIENCE:
            self._force(region, modes)
            return
        end, unit, side = self._exit(region, modes)
        if end == math.inf:
            self._note(region, modes, STRETCH)
            return
        total = self._offset + end
        steps = int(total / plane.dt)
        self._note(region, modes, self._grid + steps)
        self._move(region, modes, end)
        self._grid += steps
        self._offset = max(total - steps * plane.dt, 0.0)
        self._stuck = self._stuck + 1 if end <= plane.instant else 0
        self._switched = unit
        if unit == 0:
            self._i += side
        else:
            self._j += side

    def _force(self, region: Region, modes: Modes) -> None:
        """Go on to the next grid point without looking for exits, then see anew where the state is.

        dv/dt is continuous, so pieces of no length in a row are rounding's work; to ignore them costs no more than it.
        """
        self._note(region, modes, self._grid + 1)
        self._move(region, modes, self._plane.dt - self._offset)
        self._grid, self._offset, self._stuck = self._grid + 1, 0.0, 0
        self._relocate()

    def _move(self, region: Region, modes: Modes, t: float) -> None:
        c1, c2 = region.form.basis(t)
        u0, u1, w0, w1 = modes
        self._v0, self._v1 = self._v0 + (c1 * u0 + c2 * w0), self._v1 + (c1 * u1 + c2 * w1)

    def _modes(self, region: Region, v0: float, v1: float) -> Modes:
        """Return u1, u2 of the region's closed form for a piece that begins at v."""
        c0, c1 = self._c
        (m00, m01), (m10, m11) = self._plane.weights
        rate0, rate1 = self._plane.rate
        slope0, offset0, slope1, offset1 = region.lines
        return region.form.modes(
            (slope0 * (m00 * v0 + m01 * v1 + c0) + offset0 - v0) * rate0,
            (slope1 * (m10 * v0 + m11 * v1 + c1) + offset1 - v1) * rate1,
            (slope0 * c0 + offset0) * rate0,
            (slope1 * c1 + offset1) * rate1,
        )

    def _exit(self, region: Region, modes: Modes) -> tuple[float, int, int]:
        """Return when a unit first leaves its piece, which unit and to which side; time inf for never."""
        plane, v, form = self._plane, (self._v0, self._v1), region.form
        horizon = (STRETCH - self._grid) * plane.dt - self._offset
        # begin with the unit that did not switch last: mostly it is the next, and the other needs one look only
        first = 1 - self._switched
        last = self._switched
        end, side = _first_exit(form, plane.weights[first], v, self._c[first], modes, region.bounds[first], horizon)
        if side:
            horizon = end
        end1, side1 = _first_exit(form, plane.weights[last], v, self._c[last], modes, region.bounds[last], horizon)
        return (end1, last, side1) if side1 else (end, first, side)

    def _note(self, region: Region, modes: Modes, last: int) -> None:
        """Keep what the rows up to `last` need: the state at the first grid point of this piece."""
        v0, v1, first = self._v0, self._v1, self._grid
        self._covered = last
        if self._offset > 0.0:
            first += 1
            if last >= first:
                c1, c2 = region.form.basis(self._plane.dt - self._offset)
                u0, u1, w0, w1 = modes
                v0, v1 = v0 + (c1 * u0 + c2 * w0), v1 + (c1 * u1 + c2 * w1)
                modes = self._modes(region, v0, v1)
        if last >= first:
            self._last.append(last)
            self._table_rows.append(region.slot - first)
            self._coefficients.append((v0, v1, *modes))

    def _write_slices(self, out: Array, begin: int, end: int) -> None:
        """Write rows piece by piece; the same products and sums in the same order as `_gather`."""
        row, stop, table = self._row, self._row + len(out), self._plane.table
        for piece in range(begin, end + 1):
            last = min(self._last[piece], stop)
            v, u, w = np.array(self._coefficients[piece]).reshape(3, 2)
            shift = self._table_rows[piece] + 1
            c1, c2 = table[:, row + shift : last + shift, None]
            part = c1 * u
            part += c2 * w
            np.add(part, v, out=out[row - self._row : last - self._row])
            row = last

    def _gather(self, out: Array, begin: int, end: int) -> None:
        """Write rows of many pieces with one pass over all of them."""
        row, stop = self._row, self._row + len(out)
        pieces = slice(begin, end + 1)
        last = np.minimum(self._last[pieces], stop)
        piece = np.repeat(np.arange(len(last)), np.diff(last, prepend=row))
        rows = np.arange(row + 1, stop + 1) + np.array(self._table_rows[pieces])[piece]
        c1, c2 = (column.take(rows) for column in self._plane.table)
        coefficients = np.array(self._coefficients[pieces]).T.copy()
        for unit in (0, 1):
            part = c1 * coefficients[2 + unit].take(piece)
            part += c2 * coefficients[4 + unit].take(piece)
            np.add(part, coefficients[unit].take(piece), out=out[:, unit])


def _first_exit(
    form: Form,
    weights: tuple[float, float],
    v: tuple[float, float],
    c: float,
    modes: Modes,
    bounds: tuple[float, float],
    horizon: float,
) -> tuple[float, int]:
    """Return when x = weights·v + c leaves its bounds and to which side, as `first_exit` does.

    At the start x is taken as inside: right after a switch it is on the bound up to rounding.
    """
    m0, m1 = weights
    u0, u1, w0, w1 = modes
    a, b = m0 * v[0], m1 * v[1]
    x = a + b + c
    low, high = bounds[0] - x, bounds[1] - x
    return first_exit(
        form,
        (m0 * u0 + m1 * u1, m0 * w0 + m1 * w1),
        (low if low < 0.0 else 0.0, high if high > 0.0 else 0.0),
        horizon,
        TOUCH * (abs(a) + abs(b) + abs(c)),
    )


class _Members:
    """A batch (..., 2): one flow a member."""

    def __init__(self, plane: Plane, v: State, h: State) -> None:
        currents = np.broadcast_to(h, v.shape)
        self._flows = [(index, PlaneFlow(plane, v[index], currents[index])) for index in np.ndindex(v.shape[:-1])]

    def fill(self, out: Array) -> None:
        """Write the next `len(out)` states of every member."""
        for index, flow in self._flows:
            flow.fill(out[:, *index])
