"""An independent reference for piecewise-linear networks: DOP853 with located switches, restarted at each."""

from bisect import bisect_left
from itertools import pairwise

import numpy as np
from scipy.integrate import solve_ivp

from recnet_core.arrays import Array
from recnet_core.network import RateNetwork

RESTARTS = 2000
TOUCH = 1e-13  # Hz: a unit resting on its bound has not left its piece, and F is continuous


class Located:
    """The network on fixed pieces, with one terminal event for every bound a unit can leave its piece by.

    scipy finds a switch as a change of sign between two steps, so a double crossing within one step escapes it: steps
    are kept short (`max_step` ms, by default a twentieth of the smallest time constant; 0.2 missed 3 of 7,000).
    """

    def __init__(self, network: RateNetwork, h: Array, max_step: float | None = None) -> None:
        assert network.transfer.pieces is not None
        self.network, self.pieces = network, network.transfer.pieces
        self.h = np.broadcast_to(np.asarray(h, dtype=float), (network.size,))
        self.max_step = max_step or 0.05 * float(network.tau.min())
        self.bounds = [piece.high for piece in self.pieces[:-1]]

    def places(self, v: Array) -> list[int]:
        """Return the piece of every unit; on a corner (within rounding) the one it is moving into."""
        x = self.network.argument(v, self.h)
        speed = self.network.matrix @ self.network.drift(v, self.h)
        scale = 1e-13 * (np.abs(self.network.matrix) @ np.abs(v) + np.abs(self.h + self.network.bias))
        places = [bisect_left(self.bounds, value) for value in x]
        for i, bound in ((i, bound) for i in range(len(x)) for bound in self.bounds):
            if abs(x[i] - bound) <= scale[i]:
                places[i] = self.bounds.index(bound) + int(speed[i] > 0)
        return places

    def run(self, v: Array, times: Array) -> Array:
        """Return the states at `times` (K,) ms, the first of which belongs to `v`; shape (K, N)."""
        out = np.full((len(times), self.network.size), np.nan)
        out[0] = v
        v, t, places = np.array(v, dtype=float), float(times[0]), self.places(np.asarray(v, dtype=float))
        for _ in range(RESTARTS):
            ahead = times > t
            if not ahead.any():
                return out
            solution, exits = self._to_switch(v, t, float(times[-1]), places)
            reached = ahead & (times <= solution.t[-1])
            if reached.any():
                out[reached] = solution.sol(times[reached]).T
            t, v = float(solution.t[-1]), solution.y[:, -1]
            if solution.status != 1:
                return out
            for (unit, side), moments in zip(exits, solution.t_events, strict=True):
                places[unit] += side * int(len(moments) > 0)
        raise AssertionError("the reference does not get on")

    def _to_switch(self, v: Array, t: float, end: float, places: list[int]):
        network, h = self.network, self.h
        slope = np.array([self.pieces[place].slope for place in places])
        offset = np.array([self.pieces[place].offset for place in places])
        weights, constant = slope[:, None] * network.matrix, slope * (h + network.bias) + offset

        def drift(_: float, v: Array) -> Array:
            return (weights @ v + constant - v) / network.tau

        exits, events = [], []
        for unit, place in enumerate(places):
            for side, bound in ((-1, self.pieces[place].low), (1, self.pieces[place].high)):
                if np.isfinite(bound):
                    exits.append((unit, side))
                    events.append(self._event(unit, side, bound))
        solution = solve_ivp(
            drift, (t, end), v, method="DOP853", rtol=1e-12, atol=1e-12, dense_output=True, events=events,
            max_step=self.max_step,
        )  # fmt: skip
        assert solution.success, solution.message
        return solution, exits

    def _event(self, unit: int, side: int, bound: float):
        row, constant = self.network.matrix[unit], self.h[unit] + self.network.bias[unit] - bound

        def margin(_: float, v: Array) -> float:
            return float(row @ v + constant) - side * TOUCH

        margin.terminal, margin.direction = True, side
        return margin


def run_on_grid(flow_of, v: Array, h: Array, steps: int, stretch: int = 1024) -> Array:
    """Return `steps` + 1 states of a flow maker, a new flow every `stretch` steps as the simulation does."""
    out = np.empty((steps + 1, *np.shape(v)))
    out[0] = v
    for begin, end in pairwise([*range(0, steps, stretch), steps]):
        flow_of(out[begin], h).fill(out[begin + 1 : end + 1])
    return out


def relative_error(states: Array, reference: Array) -> float:
    """Return the largest difference, relative to the largest rate so far in the reference."""
    scale = np.maximum.accumulate(np.abs(reference).max(axis=-1))
    return float((np.abs(states - reference).max(axis=-1) / np.maximum(scale, 1e-3)).max())
