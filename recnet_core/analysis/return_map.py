"""The limit cycle of two piecewise linear units, by iterating its return map with the exact flow."""

import math
from dataclasses import dataclass

import numpy as np

from recnet_core.analysis.local_flow import cross, extreme
from recnet_core.arrays import Array, State
from recnet_core.measuring import Rows
from recnet_core.network import RateNetwork
from recnet_core.steppers.flows import STRETCH
from recnet_core.steppers.plane import make_flow

PARTS = 256  # of a turn of the linear flow
MOST_LOOPS = 60
CLOSED = 1e-13  # relative: so well a loop closes
FAR = 1e9  # Hz


@dataclass(frozen=True, eq=False)
class Cycle:
    """A closed orbit.

    Attributes
    ----------
    period : ms
    start : (2,) Hz, where it rises through the section
    low, high : (2,) Hz, least and largest rate of either unit
    """

    period: float
    start: State
    low: Array
    high: Array


def limit_cycle(network: RateNetwork, h: State, rest: State, turn: float) -> Cycle | None:
    """Return the attracting cycle around the unstable focus `rest` (2,), None if the state does not come round.

    Parameters
    ----------
    h : (2,) Hz, held
    turn : 2π/Im μ of the focus, ms
    """
    step = turn / PARTS
    start = np.array([rest[0], rest[1] - 0.5 * max(1.0, abs(float(rest[1])))])
    seen: list[float] = [float(start[1])]
    for _ in range(MOST_LOOPS):
        loop = _loop(network, h, start, step)
        if loop is None:
            return None
        period, after, rows = loop
        seen.append(float(after[1]))
        if abs(seen[-1] - seen[-2]) <= CLOSED * float(np.abs(rows.rates).max()):
            return Cycle(period, after, *_range(network, rows))
        start = np.array([rest[0], _ahead(seen)])
    return None


def _ahead(seen: list[float]) -> float:
    """Return where to start next: where the last three heights on the section lead to (Aitken), every third time."""
    if len(seen) % 3 == 0 and (bend := seen[-1] - 2.0 * seen[-2] + seen[-3]) != 0.0:
        guess = seen[-1] - (seen[-1] - seen[-2]) ** 2 / bend
        if math.isfinite(guess) and abs(guess - seen[-1]) < abs(seen[-3] - seen[-1]) + 1e-9:
            seen.append(guess)
            return guess
    return seen[-1]


def _loop(network: RateNetwork, h: State, start: State, step: float) -> tuple[float, State, Rows] | None:
    """Return the time of one loop through the section v_1 = start_1, upward, the state then, and the loop's rows."""
    flow = make_flow(network, step)(start, h)
    rates = np.empty((STRETCH + 1, 2))
    rates[0] = start
    flow.fill(rates[1:])
    level = float(start[0])
    x = rates[:, 0]
    up = np.flatnonzero((x[1:-1] < level) & (x[2:] >= level)) + 1
    if not len(up) or not np.abs(rates[: up[0] + 2]).max() < FAR:
        return None
    k = int(up[0])
    after, v = cross(network, rates[k], h, 0, level, step)
    rows = Rows(np.arange(k + 3, dtype=np.float64) * step, rates[: k + 3], np.broadcast_to(h, (k + 3, 2)))
    return float(k * step + after), v, rows


def _range(network: RateNetwork, rows: Rows) -> tuple[Array, Array]:
    low, high = (
        np.array([extreme(network, rows, unit, highest=highest) for unit in (0, 1)]) for highest in (False, True)
    )
    return low, high
