"""The regions of a two-unit network: weights as plain floats, closed forms and their tables on the grid."""

from bisect import bisect_left

import numpy as np

from recnet_core.errors import InvalidValueError
from recnet_core.network import RateNetwork
from recnet_core.steppers.flows import STRETCH
from recnet_core.steppers.plane_region import Form, Matrix, closed_form
from recnet_core.transfer import Piece

ROWS = STRETCH + 1  # of a region's table: 0 … STRETCH steps from a grid point
INSTANT = 1e-12  # of the smallest time constant: a shorter piece is no progress


class Region:
    """One pair of pieces, and the closed form of the flow where the units are on them.

    Attributes
    ----------
    bounds : Hz, (low, high) of x for either unit
    lines : slope and offset of F for unit 0, then for unit 1
    form : closed form for A = (diag(slope) M − 1)/τ
    slot : first column of its table in `Plane.table`
    """

    __slots__ = ("bounds", "form", "lines", "slot")

    def __init__(self, pieces: tuple[Piece, Piece], form: Form, slot: int) -> None:
        first, second = pieces
        self.bounds = (first.low, first.high), (second.low, second.high)
        self.lines = first.slope, first.offset, second.slope, second.offset
        self.form, self.slot = form, slot


class Plane:
    """What (network, dt) fixes: weights as plain floats, and the regions met so far with their tables."""

    def __init__(self, network: RateNetwork, dt: float) -> None:
        pieces = network.transfer.pieces
        if network.size != 2 or pieces is None:
            raise InvalidValueError(
                f"plane.make_flow: {network.size} units with {type(network.transfer).__name__}; "
                "allowed: two units with a piecewise-linear F"
            )
        self.dt, self.pieces = dt, pieces
        self.bounds = [piece.high for piece in pieces[:-1]]
        first, second = network.matrix.tolist()
        self.weights = (first[0], first[1]), (second[0], second[1])
        self.rate = tuple((1.0 / network.tau).tolist())
        self.tau = tuple(network.tau.tolist())
        self.bias = tuple(network.bias.tolist())
        self.instant = INSTANT * min(self.tau)
        self.table = np.empty((2, 0))
        self._regions: dict[tuple[int, int], Region] = {}

    def region(self, i: int, j: int) -> Region:
        """Return the region in which unit 0 is on piece i and unit 1 on piece j."""
        region = self._regions.get((i, j))
        if region is None:
            region = self._regions[i, j] = self._make_region((self.pieces[i], self.pieces[j]))
        return region

    def _make_region(self, pieces: tuple[Piece, Piece]) -> Region:
        form = self._form(pieces[0].slope, pieces[1].slope)
        slot = self.table.shape[1]
        with np.errstate(all="ignore"):
            self.table = np.concatenate([self.table, form.table(np.arange(ROWS, dtype=np.float64) * self.dt)], axis=1)
        return Region(pieces, form, slot)

    def _form(self, slope0: float, slope1: float) -> Form:
        (m00, m01), (m10, m11) = self.weights
        tau0, tau1 = self.tau
        matrix: Matrix = (
            (slope0 * m00 - 1.0) / tau0,
            slope0 * m01 / tau0,
            slope1 * m10 / tau1,
            (slope1 * m11 - 1.0) / tau1,
        )
        # the terms of (s0 M00 − 1)(s1 M11 − 1) − s0 M01 s1 M10, without their signs
        size = (abs(slope0 * m00) + 1.0) * (abs(slope1 * m11) + 1.0) + abs(slope0 * m01 * slope1 * m10)
        return closed_form(matrix, size / (tau0 * tau1), STRETCH * self.dt)

    def piece_of(self, x: float) -> int:
        """Return the piece on which x lies; on a corner the left one."""
        return bisect_left(self.bounds, x)
