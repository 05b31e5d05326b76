"""Low-rank networks with a piecewise-linear F and one τ: what stays fixed, and one region of the r-dimensional flow.

Within a region (a piece of F for every unit, with slope s and offset o) m = Uᵀv moves by itself, and so does its
running average Q, from which every unit is read (D&A eq. 7.11 with M = U K Uᵀ, c = h + b, w_i = row i of U K):

    τ dm/dt = −m + A K m + Uᵀ(s c + o),  A = Uᵀ diag(s) U
    τ dQ/dt = −Q + m,  Q(0) = 0
    v_i(t)  = D_i e^{−t/τ} + s_i c_i + o_i + s_i w_i·Q(t)

Where a unit enters another piece only its own D_i, s_i, o_i change, and A by one product u_i u_iᵀ.
"""

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from recnet_core.arrays import Array, State
from recnet_core.errors import InvalidValueError
from recnet_core.network import RateNetwork

SPAN = 3.0  # longest series, as ‖rates‖·length: terms stay below 3³/3! of the first, so few digits are lost
ROUNDING = 1e-17  # of the first term: where a series ends
MOST_ORDERS = 44


class Fixed:
    """What the network and dt fix.

    Attributes
    ----------
    rows : Uᵀ (r, N); spread : U K (N, r); reach : (N,), the length of each of its rows
    low, high, slope, offset : (P,), the pieces of F
    """

    def __init__(self, network: RateNetwork, dt: float) -> None:
        pieces, weights = network.transfer.pieces, network.low_rank
        if pieces is None or weights is None or not (network.tau == network.tau[0]).all():
            raise InvalidValueError("low_rank_pieces: allowed: low-rank weights, one τ and a piecewise-linear F")
        self.dt, self.tau, self.bias, self.core = dt, float(network.tau[0]), network.bias, weights.core
        self.rank, self.size = weights.rank, weights.size
        self.rows, self.spread = np.ascontiguousarray(weights.basis.T), weights.spread
        self.reach = np.sqrt(np.einsum("ij,ij->i", self.spread, self.spread))
        self.low, self.high, self.slope, self.offset = (
            np.array([getattr(piece, name) for piece in pieces]) for name in ("low", "high", "slope", "offset")
        )

    def places(self, x: Array) -> npt.NDArray[np.intp]:
        """Return the piece of every argument x (N,) Hz."""
        places = np.zeros(len(x), dtype=np.intp)
        for bound in self.high[:-1]:
            places += x > bound
        return places


class Region:
    """The pieces the units are on, and the state as numbers that only a switch changes.

    Attributes
    ----------
    c : (N,) Hz, h + b
    places : (N,), the piece of each unit
    low, high : (N,) Hz, the bounds of the pieces
    parts : (r + 2, N): s c + o, D and s w; v = (1, e^{−t/τ}, Q) · parts
    matrix, push : A K − 1 (r, r) and Uᵀ(s c + o) (r,), the flow of m
    """

    def __init__(self, fixed: Fixed, c: Array) -> None:
        self.fixed, self.c = fixed, c
        self.parts = np.empty((fixed.rank + 2, fixed.size))
        self._key: tuple[float, bytes] | None = None  # of the last series
        self._terms: Array | None = None

    def place(self, v: State, m: Array) -> None:
        """Begin anew from v, with Q = 0 and t = 0."""
        fixed, parts = self.fixed, self.parts
        self.places = fixed.places(self.margin(m))
        self.low, self.high = fixed.low[self.places], fixed.high[self.places]
        slope = fixed.slope[self.places]
        np.multiply(slope, self.c, out=parts[0])
        parts[0] += fixed.offset[self.places]
        np.subtract(v, parts[0], out=parts[1])
        np.multiply(fixed.spread.T, slope, out=parts[2:])
        self._gram = (fixed.rows * slope) @ fixed.rows.T
        self.push = fixed.rows @ parts[0]
        self._close()

    def margin(self, m: Array) -> Array:
        """Return x = c + U K m, (N,) Hz."""
        return self.c + self.fixed.spread @ m

    def enter(self, units: npt.NDArray[np.intp], sides: npt.NDArray[np.intp], q: Array, leak: float) -> None:
        """Move units to the next piece on the given side, where Q = q and e^{−t/τ} = leak; v stays."""
        fixed, parts = self.fixed, self.parts
        before = fixed.slope[self.places[units]]
        self.places[units] += sides
        places, c = self.places[units], self.c[units]
        self.low[units], self.high[units], slope = fixed.low[places], fixed.high[places], fixed.slope[places]
        level, columns = slope * c + fixed.offset[places], fixed.rows[:, units]
        rise = level - parts[0, units]
        # as D e^{−t/τ} + s(c + w·Q) + o stays the same
        parts[1, units] -= (rise + (slope - before) * (fixed.spread[units] @ q)) / leak
        parts[0, units], parts[2:, units] = level, slope * fixed.spread[units].T
        self._gram += (columns * (slope - before)) @ columns.T
        self.push = self.push + columns @ rise
        self._close()

    def _close(self) -> None:
        self.matrix = self._gram @ self.fixed.core - np.eye(self.fixed.rank)
        # the largest row sum bounds ‖·‖∞ of the joint flow of m and Q
        self.norm = max(2.0, float(np.abs(self.matrix).sum(axis=1).max()))

    def series(self, m: Array, q: Array, span: float) -> Array:
        """Return b (K, 2r): (m, Q)(σ span τ) = (m, q) + Σ b_k σ^k for σ from 0 to 1.

        From the second time on in the same region it is one product: all terms are linear in the first.
        """
        key = (span, self.matrix.tobytes())
        if key == self._key:
            if self._terms is None:
                self._terms = self._all_terms(span)
            first = np.concatenate([self.matrix @ m + self.push, m - q])
            terms: Array = (self._terms @ first).reshape(-1, len(first))
            return terms
        self._key, self._terms = key, None
        if len(m) == 2:
            return self._plane_series(m, q, span)
        rank, step, orders = len(m), self._rate(span), orders_for(self.norm * span)
        terms = np.empty((orders, 2 * rank))
        terms[0, :rank], terms[0, rank:] = self.matrix @ m + self.push, m - q
        terms[0] *= span
        for k in range(1, orders):
            np.divide(step @ terms[k - 1], k + 1, out=terms[k])
        return terms

    def _rate(self, span: float) -> Array:
        """Return the joint flow of m and Q times `span`, (2r, 2r)."""
        rank = self.fixed.rank
        rate = np.zeros((2 * rank, 2 * rank))
        rate[:rank, :rank], rate[rank:, :rank], rate[rank:, rank:] = self.matrix, np.eye(rank), -np.eye(rank)
        rate *= span
        return rate

    def _all_terms(self, span: float) -> Array:
        """Return (K·2r, 2r): all terms of the series from (dm/dt, dQ/dt) τ at its start."""
        step, orders = self._rate(span), orders_for(self.norm * span)
        terms = np.empty((orders, len(step), len(step)))
        terms[0] = np.eye(len(step)) * span
        for k in range(1, orders):
            np.divide(step @ terms[k - 1], k + 1, out=terms[k])
        return terms.reshape(-1, len(step))

    def _plane_series(self, m: Array, q: Array, span: float) -> Array:
        """The same for r = 2 in plain floats, three times as quick."""
        (a, b), (c, d) = self.matrix.tolist()
        (x, y), (px, py), (qx, qy) = m.tolist(), self.push.tolist(), q.tolist()
        x, y, qx, qy = (a * x + b * y + px) * span, (c * x + d * y + py) * span, (x - qx) * span, (y - qy) * span
        terms = [(x, y, qx, qy)]
        for k in range(2, orders_for(self.norm * span) + 1):
            f = span / k
            x, y, qx, qy = (a * x + b * y) * f, (c * x + d * y) * f, (x - qx) * f, (y - qy) * f
            terms.append((x, y, qx, qy))
        return np.array(terms)


@lru_cache(maxsize=256)
def orders_for(size: float) -> int:
    """Return how many terms size^k/k! it takes until they are below rounding."""
    k, term = 1, size
    while not term < ROUNDING and k < MOST_ORDERS:
        k += 1
        term *= size / k
    return k if not math.isnan(term) else 1
