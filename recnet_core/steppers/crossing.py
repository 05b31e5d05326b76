"""When a margin leaves its interval: first exit of a function with known extremes, and its root to rounding."""

import math
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeAlias

# t → (shift since t = 0, its slope, its curvature)
Motion: TypeAlias = Callable[[float], tuple[float, float, float]]

ITERATIONS = 200
# A Halley step d leaves an error of about (d K)² d for a time scale 1/K: 3e-6 cubed is below rounding.
SETTLED = 3e-6
# Extremes to be looked at where oscillations do not grow: later ones lie between the first two.
# A third, as the first may lie at t = 0.
ENOUGH = 3
LONG = 2.0  # time constants


class ScalarForm(Protocol):
    """A family of scalar motions p·C1(t) + q·C2(t) whose turning points are known in closed form."""

    rate: float  # 1/ms, the fastest rate of the motion
    growing: bool  # whether later extremes may exceed the first ones

    def motion(self, p: float, q: float, t: float) -> tuple[float, float, float]:
        """Return shift, slope and curvature at t."""

    def turning(self, p: float, q: float) -> tuple[float, float]:
        """Return the first extreme after t = 0 and the distance of the following ones (inf for none)."""


def first_exit(
    form: ScalarForm, amplitudes: tuple[float, float], bounds: tuple[float, float], horizon: float, slack: float
) -> tuple[float, int]:
    """Return when p·C1 + q·C2 first leaves its bounds, and on which side.

    Parameters
    ----------
    form : the family of motions; C1(0) = C2(0) = 0
    amplitudes : p, q
    bounds : Hz, low ≤ 0 ≤ high: the way to the two bounds; ±inf where there is none
    horizon : ms, finite; how far to look
    slack : Hz ≥ 0, rounding of the margin. An excursion that stays within it is a touch, not an exit: since F is
        continuous the touch changes the drift by rounding only, and nothing can chatter on a bound.

    Returns
    -------
    (time, side) : side +1 above, −1 below; (inf, 0) where it stays inside until the horizon
    """
    p, q = amplitudes
    low, high = bounds
    turn, spacing = form.turning(p, q)
    left, at_left, turns = 0.0, 0.0, 0
    while True:
        # between two extremes the motion is monotone, so its ends decide
        right = turn if turn < horizon else horizon
        at_right = form.motion(p, q, right)[0]
        if at_right > high + slack:
            return _exit(form, amplitudes, high, (left, at_left, right, at_right)), 1
        if at_right < low - slack:
            return _exit(form, amplitudes, low, (left, at_left, right, at_right)), -1
        turns += 1
        if not right < horizon or (turns >= ENOUGH and not form.growing):
            return math.inf, 0
        left, at_left = right, at_right
        turn += spacing


def _exit(
    form: ScalarForm, amplitudes: tuple[float, float], target: float, ends: tuple[float, float, float, float]
) -> float:
    """Return the root on a monotone piece given by its ends: left, value there, right, value there."""
    left, at_left, right, at_right = ends
    rising = at_right > target
    if (at_left >= target) if rising else (at_left <= target):
        return left  # it starts on the bound, or a touch has become an exit
    start = left + (right - left) * ((target - at_left) / (at_right - at_left))
    if (right - left) * form.rate > LONG:
        # the chord means nothing over many time constants; Halley makes 2/rate a step on an exponential
        start = left + min(max(start - left, 1.0 / form.rate), LONG / form.rate)
    return locate(partial(form.motion, *amplitudes), target, (left, start, right), rising, form.rate)


def locate(motion: Motion, target: float, bracket: tuple[float, float, float], rising: bool, rate: float) -> float:
    """Return t in the bracket with motion(t) = target, to rounding, by Halley's method kept in the bracket.

    Where a Halley step leaves the bracket or does not halve the step before, the bracket is halved instead, so that
    double roots end too.

    Parameters
    ----------
    bracket : ms, (left, where to begin, right); the motion is monotone on it and passes `target`
    rising : whether it passes upwards
    rate : 1/ms, the motion's own rate: what counts as a small step
    """
    left, t, right = bracket
    if not left < t < right:
        t = 0.5 * (left + right)
    before = right - left
    for _ in range(ITERATIONS):
        value, slope, curvature = motion(t)
        gap = value - target
        if gap == 0.0:
            break
        if (gap > 0.0) is rising:
            right = t
        else:
            left = t
        below = slope * slope - 0.5 * gap * curvature
        step = gap * slope / below if below > 0.0 else math.inf
        if left <= t - step <= right and 2.0 * abs(step) <= before:
            t -= step
            if abs(step) * (rate * abs(slope) + abs(curvature)) <= SETTLED * abs(slope):
                break
            before = abs(step)
        else:
            before = 0.5 * (right - left)
            t = left + before
        if right - left <= 2e-16 * right:
            break
    return t
