"""Eigenvalues of the Jacobian at the fixed point along one parameter, and where stability changes hands."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from recnet_core.analysis.fixed_points import FixedPoint, fixed_points
from recnet_core.arrays import Array, State
from recnet_core.system import System

BISECTIONS = 44


def held_input(system: System, on: Iterable[str]) -> State:
    """Return h (N,) Hz of the inputs that are on, as far as they are constant, without noise."""
    u = np.zeros_like(system.inputs[0].profile) if system.inputs else np.zeros(system.size)
    for name in on:
        entry = system.input(name)
        if entry.waveform.constant_for(0, 1.0) > 1:
            u = u + entry.waveform.value(0, 1.0) * entry.profile
    if system.network.feedforward is None and len(u) != system.size:
        return np.zeros(system.size)
    return system.network.input_current(u)


def nearest(points: Iterable[FixedPoint], v: State | None) -> FixedPoint | None:
    """Return the fixed point nearest to `v`, the first one if there is no `v`, None if there is none."""
    known = list(points)
    if not known:
        return None
    return known[0] if v is None else min(known, key=lambda point: float(np.linalg.norm(point.v - v)))


def point_at(
    build: Callable[[Any], System], parameters: Any, name: str, value: float, on: Iterable[str], near: State | None
) -> FixedPoint | None:
    """Return the fixed point (the one nearest to `near`) where the parameter `name` has this value."""
    system = build(replace(parameters, **{name: value}))
    return nearest(fixed_points(system.network, held_input(system, on)), near)


def crossings(values: Array, leading: Array, at: Callable[[float], float | None]) -> tuple[float, ...]:
    """Return where the largest Re μ passes zero.

    Parameters
    ----------
    values : (K,), rising, of the parameter
    leading : (K,) largest Re μ there, 1/s; NaN where there is no fixed point
    at : largest Re μ at any value between, for bisection
    """
    product = leading[:-1] * leading[1:]
    touched = (leading[:-1] == 0.0) & (np.roll(leading, 1)[:-1] != 0.0)
    return tuple(
        _bisected(float(values[i]), float(values[i + 1]), float(leading[i]), at)
        for i in np.flatnonzero((product < 0.0) | touched)
    )


def _bisected(low: float, high: float, at_low: float, at: Callable[[float], float | None]) -> float:
    if at_low == 0.0:
        return low
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        here = at(middle)
        if here is None or here == 0.0:
            return middle
        low, high = (middle, high) if here * at_low > 0.0 else (low, middle)
    return 0.5 * (low + high)
