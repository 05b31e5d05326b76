"""What the rows of a run say of the flow around a fixed point: its eigenvalue μ, crossings of a level, extremes.

Between two rows the flow of the equations themselves goes on, so that what is read off does not depend on dt.
"""

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from recnet_core.analysis.spectrum import modes
from recnet_core.arrays import Array, State
from recnet_core.measuring import Rows, complex_rate
from recnet_core.network import RateNetwork
from recnet_core.steppers.flows import Stepper

ORDERS = 24  # of the Taylor series over one step
FINE = 512  # parts of a step where an extreme is looked for
LEAST = 1e-8  # of the rates: nearer to rest the rows hold rounding
NEAR = 1e-5  # of the rates: so near a smooth network is linear

Mask = npt.NDArray[np.bool_]


def linear_rows(network: RateNetwork, rest: State, rows: Rows) -> Mask:
    """Return which rows (T,) lie where the flow is that of the Jacobian at `rest`: same pieces of F, or very near."""
    if network.transfer.pieces is None:
        away = np.abs(rows.rates - rest).max(axis=-1)
        near: Mask = away < NEAR * max(float(np.abs(rest).max()), float(away.max(initial=0.0)))
        return near
    slopes = network.transfer.slope(network.argument(rows.rates, rows.inputs))
    home = network.transfer.slope(network.argument(rest, rows.inputs[-1]))
    same: Mask = (slopes == home).all(axis=-1)
    return same


def leading_rate(network: RateNetwork, rest: State, rows: Rows) -> complex | None:
    """Return the leading eigenvalue μ of the Jacobian at `rest` as the run shows it, 1/s; None if no row is near.

    Seen through the left eigenvector the way back to `rest` is one exponential; three rows give it.
    """
    found = modes(network.jacobian(rest, rows.inputs[-1]))
    away = np.abs(rows.rates - rest).max(axis=-1)
    inside = linear_rows(network, rest, rows) & (away > LEAST * max(float(np.abs(rest).max()), float(away.max())))
    three = np.flatnonzero(inside[:-2] & inside[1:-1] & inside[2:]) if len(rows) > 2 else np.empty(0, dtype=int)
    if found.defective or not len(three):
        return None
    first = int(three[np.argmax(away[three])])  # farthest from rest, where rounding is least
    part = rows.part(first, first + 3)
    rate = complex_rate(Rows(part.times, part.rates - rest, part.inputs), found.left[0])
    return None if rate is None else 1000.0 * rate


def upward_crossings(network: RateNetwork, rows: Rows, unit: int, level: float) -> tuple[Array, Array]:
    """Return when (K,) ms and in what states (K, N) `unit` rises through `level` Hz."""
    x = rows.rates[:, unit]
    found = np.flatnonzero((x[:-1] < level) & (x[1:] >= level))
    times, states = [], []
    for k in found:
        after, v = cross(network, rows.rates[k], rows.inputs[k], unit, level, rows.step)
        times.append(float(rows.times[k]) + after)
        states.append(v)
    return np.array(times), np.array(states).reshape(len(found), network.size)


def cross(network: RateNetwork, v: State, h: State, unit: int, level: float, step: float) -> tuple[float, State]:
    """Return when (ms from v on, up to `step`) the unit is at `level`, and the state then.

    Newton's method on the Taylor series of the linear flow; there is no corner of F within the step where it is used.
    """
    series = _series(network, v, h, step)
    share = 0.5
    for _ in range(20):
        value, slope = _at(series[:, unit], share)
        change = (value - level) / slope if slope else 0.0
        share = min(max(share - change, 0.0), 1.0)
        if abs(change) < 1e-15:
            break
    return float(share * step), (series * (share ** np.arange(len(series)))[:, None]).sum(axis=0)


def _series(network: RateNetwork, v: State, h: State, step: float) -> Array:
    """Return the terms (K, N) of v(s·step) = Σ terms_k s^k in the region of F where v lies."""
    jacobian = network.jacobian(v, h)
    terms = [np.asarray(v, dtype=np.float64), network.drift(v, h) * step]
    for k in range(2, ORDERS):
        terms.append(jacobian @ terms[-1] * (step / k))
    return np.stack(terms)


def _at(terms: Array, share: float) -> tuple[float, float]:
    """Return value and slope of a polynomial (K,) at `share`."""
    value = slope = 0.0
    for term in terms[::-1].tolist():
        slope = slope * share + value
        value = value * share + term
    return value, slope


def extreme(network: RateNetwork, rows: Rows, unit: int, *, highest: bool) -> float:
    """Return the largest or least rate of `unit` along the run, Hz, between the rows too."""
    x = rows.rates[:, unit]
    best = int(np.argmax(x) if highest else np.argmin(x))
    first = max(best - 1, 0)
    fine = _fine(network, rows.rates[first], rows.inputs[first], rows.step)
    values = fine[:, unit]
    near = int(np.argmax(values) if highest else np.argmin(values))
    speed = network.drift(fine[near], rows.inputs[first])
    bend = float((network.jacobian(fine[near], rows.inputs[first]) @ speed)[unit])
    top = float(values[near])
    # the vertex of the parabola through the finest row; where that is not near, the row itself
    away = -float(speed[unit]) / bend if bend else math.inf
    return top + 0.5 * away * float(speed[unit]) if abs(away) <= 2.0 * rows.step / FINE else top


def _fine(network: RateNetwork, v: State, h: State, step: float) -> Array:
    """Return states (2·FINE + 1, N) over two steps from v on."""
    out = np.empty((2 * FINE + 1, network.size))
    out[0] = v
    _stepper(network, step / FINE).flow(np.array(v), np.array(h)).fill(out[1:])
    return out


@lru_cache(maxsize=8)
def _stepper(network: RateNetwork, dt: float) -> Stepper:
    """Return the exact method where F has pieces, else Runge–Kutta 4."""
    from recnet_core.steppers.methods import METHODS, available

    return METHODS["exact" if "exact" in available(network) else "rk4"].prepare(network, dt)
