"""When a polynomial on [0, 1] first leaves its bounds, from its Bernstein coefficients.

A polynomial lies in the convex hull of its Bernstein coefficients and is monotone where they are (Farouki 2012, The
Bernstein polynomial basis, CAGD 29); halving the interval makes them as sharp as needed. So no crossing, and no pair
of crossings within a step, can be missed.
"""

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from recnet_core.arrays import Array
from recnet_core.steppers.crossing import locate

NARROW = 1e-12  # of the interval: what is not resolved by then is a touch


@lru_cache(maxsize=64)
def conversion(degree: int) -> Array:
    """Return the matrix (degree + 1, degree) from coefficients of σ, σ², … to Bernstein coefficients on [0, 1].

    β_j = Σ_k C(j, k)/C(degree, k) a_k: all factors lie between 0 and 1, so no digits are lost.
    """
    return np.array(
        [
            [math.comb(j, k) / math.comb(degree, k) for k in range(1, degree + 1)]
            for j in range(degree + 1)
        ]
    )  # fmt: skip


def earliest(coefficients: Array, low: Array, high: Array, slack: Array) -> Array:
    """Return a lower bound (n,) of the time at which each polynomial leaves its bounds; inf where it does not.

    Parameters
    ----------
    coefficients : (K + 1, n), Bernstein; the polynomials start at 0
    low, high, slack : (n,), low ≤ 0 ≤ high; leaving is passing a bound by more than slack
    """
    when = np.full(coefficients.shape[1], math.inf)
    out = np.flatnonzero(((coefficients > high + slack) | (coefficients < low - slack)).any(axis=0))
    if len(out):
        beta = coefficients[:, out]
        when[out] = np.minimum(_hull_passes(beta, high[out], slack[out]), _hull_passes(-beta, -low[out], slack[out]))
    return when


def _hull_passes(beta: Array, bound: Array, slack: Array) -> Array:
    """Return where the convex hull of the points (j/K, β_j) first rises above `bound`; inf where it does not.

    It does so on a segment from a point i inside to a later point j outside.
    """
    place = np.arange(len(beta)) / (len(beta) - 1)
    outside = beta > bound + slack
    inner, outer = np.minimum(beta, bound)[:, None], np.where(outside, beta, math.inf)[None, :]
    with np.errstate(invalid="ignore"):
        crossing = place[:, None, None] + (place - place[:, None])[:, :, None] * (bound - inner) / (outer - inner)
    pairs = ~outside[:, None] & outside[None, :] & (place > place[:, None])[:, :, None]
    passes: Array = np.where(pairs, crossing, math.inf).min(axis=(0, 1))
    return passes


def first_exit(
    powers: Array, bernstein: Array, bounds: tuple[float, float], slack: float, rate: float
) -> tuple[float, int]:
    """Return when Σ powers_k σ^(k+1) first leaves its bounds on [0, 1], and the side; (inf, 0) for never.

    Parameters
    ----------
    powers : (K,), coefficients of σ … σ^K
    bernstein : (K + 1,), the same polynomial in the Bernstein basis
    bounds : low ≤ 0 ≤ high
    slack : how far it may pass a bound by rounding; see `crossing.first_exit`
    rate : of change of the polynomial, per σ
    """
    low, high = bounds
    parts = [(0.0, 1.0, bernstein)]
    while parts:
        left, right, beta = parts.pop()
        if not (beta.max() > high + slack or beta.min() < low - slack):
            continue
        rises = np.diff(beta)
        if (rises >= 0.0).all() or (rises <= 0.0).all():
            side = 1 if beta[-1] > high + slack else -1
            target = high if side > 0 else low
            if (beta[0] - target) * side >= 0.0:
                return left, side
            start = left + (right - left) * float((target - beta[0]) / (beta[-1] - beta[0]))
            return locate(_horner(powers), target, (left, start, right), side > 0, rate), side
        if right - left > NARROW:
            middle = 0.5 * (left + right)
            before, after = _halves(beta)
            parts += [(middle, right, after), (left, middle, before)]
    return math.inf, 0


def _halves(beta: Array) -> tuple[Array, Array]:
    """Return the Bernstein coefficients on both halves of the interval (de Casteljau)."""
    before, after = np.empty_like(beta), beta.copy()
    for j in range(len(beta)):
        before[j] = after[0]
        after[: len(beta) - 1 - j] = 0.5 * (after[: len(beta) - 1 - j] + after[1 : len(beta) - j])
    return before, after


def _horner(powers: Array) -> Callable[[float], tuple[float, float, float]]:
    factors = [*powers[::-1].tolist(), 0.0]

    def motion(t: float) -> tuple[float, float, float]:
        value = slope = half = 0.0
        for factor in factors:
            half = half * t + slope
            slope = slope * t + value
            value = value * t + factor
        return value, slope, 2.0 * half

    return motion
