"""The exact method for any number of units with a piecewise-linear F: Taylor series region by region.

In a region the flow is linear, so its Taylor series within a step costs one product with A an order; M times the
series gives every unit's argument as a polynomial, whose first way out of the unit's piece is located to rounding.
There the region changes, and the rest of the step goes on from it.
"""

import math

import numpy as np
import numpy.typing as npt

from recnet_core.arrays import Array, State
from recnet_core.errors import InvalidValueError
from recnet_core.network import RateNetwork
from recnet_core.steppers.bernstein import conversion, earliest, first_exit
from recnet_core.steppers.flows import MakeFlow, StepByStep

SPAN = 3.0  # longest stretch of one series, as ‖A‖·length: terms stay below 3³/3! of the first, so few digits are lost
ORDERS = 44  # 3^44/44! is far below rounding
ROUNDING = 1e-17  # of the state: where the series ends
TOUCH = 1e-14  # of the terms of x: how far a margin may pass its bound by rounding without a switch
TOGETHER = 1e-13  # of a series' length: units that reach their bounds that close switch at once
DENSE = 512  # units up to which the 2-norm of M is computed; beyond, it is bounded

Mask = npt.NDArray[np.bool_]


def make_flow(network: RateNetwork, dt: float) -> MakeFlow:
    """Prepare the exact method for a piecewise-linear F; states are single (N,) or batches (..., N).

    Raises
    ------
    InvalidValueError
        F is not piecewise linear.
    """
    regions = Regions(network, dt)

    def step(v: State, h: State) -> State:
        if v.ndim == 1:
            return regions.step(v, h)
        currents = np.broadcast_to(h, v.shape)
        members = [regions.step(v[index], currents[index]) for index in np.ndindex(v.shape[:-1])]
        return np.array(members).reshape(v.shape)

    return lambda v, h: StepByStep(step, v, h)


class Regions:
    """What (network, dt) fixes, and the matrix A = (diag(slope) M − 1)/τ of the region met last."""

    def __init__(self, network: RateNetwork, dt: float) -> None:
        pieces = network.transfer.pieces
        if pieces is None:
            raise InvalidValueError(
                f"piecewise.make_flow: {type(network.transfer).__name__}; allowed: a piecewise-linear F"
            )
        self._m, self._tau, self._bias = network.matrix, network.tau, network.bias
        self._low, self._high, self._slope, self._offset = (
            np.array([getattr(piece, name) for piece in pieces]) for name in ("low", "high", "slope", "offset")
        )
        self._row_norm = np.sqrt((self._m * self._m).sum(axis=1))
        self._row_sum = np.abs(self._m).sum(axis=1)
        # holds in every region, since ‖diag(slope) M‖ ≤ max|slope| ‖M‖
        self._norm = float((1.0 + np.abs(self._slope).max() * _norm(self._m)) / self._tau.min())
        self._parts = max(1, math.ceil(dt * self._norm / SPAN))
        self._length = dt / self._parts
        self._places = np.full(network.size, -1)
        self._a = np.zeros_like(self._m)
        self._series = np.empty((ORDERS + 1, network.size))

    def step(self, v: State, h: State) -> State:
        """Return the state (N,) one dt later."""
        c = h + self._bias
        for _ in range(self._parts):
            if not np.isfinite(v).all():
                break
            v = self._advance(v, c)
        return v

    def _advance(self, v: State, c: Array) -> State:
        """Return the state `self._length` later, for c = h + b held."""
        left = self._length
        x = self._m @ v + c
        places = np.searchsorted(self._high[:-1], x)
        moved, frozen = np.zeros(len(v), dtype=bool), np.zeros(len(v), dtype=bool)
        while True:
            self._enter(places)
            orders, reach = self._expand(v, x, left)
            when, sides = self._switches(v, x, c, orders, reach, left, frozen)
            if when == math.inf:
                change: Array = np.add.reduce(self._series[orders:0:-1])
                return v + change
            if when > TOGETHER:
                moved[:] = False
                powers = when ** np.arange(1, orders + 1)
                v = v + powers @ self._series[1 : orders + 1]
                x = self._m @ v + c
                left *= 1.0 - when
            # A unit that would switch back without any time gone by is held where it is: dv/dt is continuous,
            # so only rounding can ask for that, and to ignore it costs no more than rounding.
            frozen |= moved & (sides != 0)
            places = places + np.where(frozen, 0, sides)
            moved |= sides != 0

    def _enter(self, places: npt.NDArray[np.intp]) -> None:
        """Set A for the region, row by changed row."""
        changed = np.flatnonzero(places != self._places)
        if len(changed):
            rows = self._slope[places[changed], None] * self._m[changed]
            rows[np.arange(len(changed)), changed] -= 1.0
            self._a[changed] = rows / self._tau[changed, None]
            self._places = places

    def _expand(self, v: State, x: Array, length: float) -> tuple[int, float]:
        """Fill `_series` with b_k, v(σ·length) = v + Σ b_k σ^k; return the last order and Σ‖b_k‖.

        With ‖b_{k+1}‖ ≤ ‖A‖ length/(k+1) ‖b_k‖ the rest after order k is below ‖b_k‖ q/(1 − q), q that factor.
        """
        series, bound = self._series, self._norm * length
        term = (self._slope[self._places] * x + self._offset[self._places] - v) / self._tau * length
        series[1] = term
        size = math.sqrt(term @ term)
        reach, enough = size, ROUNDING * (math.sqrt(v @ v) + size)
        k = 1
        while k < ORDERS:
            q = bound / (k + 1)
            if q < 1.0 and not size * q > enough * (1.0 - q):
                break
            k += 1
            term = self._a @ term
            term *= length / k
            series[k] = term
            size = math.sqrt(term @ term)
            reach += size
        return k, reach

    def _switches(
        self, v: State, x: Array, c: Array, orders: int, reach: float, length: float, frozen: Mask
    ) -> tuple[float, npt.NDArray[np.int_]]:
        """Return when (as a part of `length`) the next units leave their pieces, and which side for each unit."""
        sides = np.zeros(len(x), dtype=int)
        slack = TOUCH * (self._row_sum * np.abs(v).max() + np.abs(c))
        # at the start x is inside its piece up to rounding: just after a switch it is on the bound
        low, high = np.minimum(self._low[self._places] - x, 0.0), np.maximum(self._high[self._places] - x, 0.0)
        way = self._row_norm * reach - slack
        near = np.flatnonzero(((way > high) | (-way < low)) & ~frozen)
        if not len(near):
            return math.inf, sides
        powers = self._series[1 : orders + 1] @ self._m[near].T
        bernstein = conversion(orders) @ powers
        low, high, slack = low[near], high[near], slack[near]
        soonest = earliest(bernstein, low, high, slack)
        when, found = math.inf, []
        for i in np.argsort(soonest, kind="stable"):
            if soonest[i] > when + TOGETHER or soonest[i] == math.inf:
                break
            bounds = float(low[i]), float(high[i])
            moment, side = first_exit(powers[:, i], bernstein[:, i], bounds, float(slack[i]), self._norm * length)
            found.append((moment, near[i], side))
            when = min(when, moment)
        for moment, unit, side in found:
            if moment <= when + TOGETHER:
                sides[unit] = side
        return when, sides


def _norm(matrix: Array) -> float:
    """Return the 2-norm, or √(‖·‖₁‖·‖∞), which is above it, for a large matrix."""
    if len(matrix) <= DENSE:
        return float(np.linalg.norm(matrix, 2))
    return math.sqrt(float(np.linalg.norm(matrix, 1)) * float(np.linalg.norm(matrix, np.inf)))
