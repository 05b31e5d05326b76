"""Eigenvalues of the Jacobian at the fixed point along one parameter, and where stability changes hands."""

from bisect import bisect, insort
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from recnet_core.analysis.fixed_points import FixedPoint, found_anew, nearest, next_to
from recnet_core.analysis.spectrum import ComplexArray, cleaned, frequency
from recnet_core.arrays import Array, State
from recnet_core.parameters import Parameters, ParameterSpec
from recnet_core.scenario import Scenario
from recnet_core.system import System

COUNT = 150  # values over the range
REFINEMENTS = 10  # bisections of where a pair of eigenvalues becomes complex
BISECTIONS = 44
JUMP = 0.1  # of all the way along a branch: a larger step begins another branch
SMALL = 1e-3  # of the neighbours' Re μ: what stays larger after all bisections jumps over zero

Found = tuple[float, FixedPoint | None]


def point_at(
    build: Callable[[Any], System], parameters: Any, name: str, value: float, on: Iterable[str], near: State | None
) -> FixedPoint | None:
    """Return the fixed point (the one nearest to `near`) where the parameter `name` has this value.

    For a smooth F it is followed from `near`; all are searched where that leads nowhere.
    """
    system = build(replace(parameters, **{name: value}))
    network, h = system.network, system.held_input(on)
    if near is not None and near.shape == (network.size,) and network.transfer.pieces is None:
        followed = next_to(network, h, near)
        if followed is not None:
            return followed
    return nearest(found_anew(network, h), near)


def crossings(values: Array, leading: Array, at: Callable[[float], float | None]) -> tuple[float, ...]:
    """Return where the largest Re μ passes zero, or ends there; neither where it touches zero nor where it jumps.

    Parameters
    ----------
    values : (K,), rising, of the parameter
    leading : (K,) largest Re μ there, 1/s; NaN where there is no fixed point
    at : largest Re μ at any value between, for bisection
    """
    found: list[float] = []
    signs = np.sign(leading)
    for i, sign in enumerate(signs):
        before = signs[i - 1] if i > 0 else np.nan
        if sign * before < 0.0:
            ends = (float(values[i - 1]), float(values[i])), (float(leading[i - 1]), float(leading[i]))
            found += _bisected(*ends, at)
        elif sign == 0.0 and before != 0.0 and _passes(before, signs[i + 1 :]):
            found.append(float(values[i]))
    return tuple(found)


def _passes(before: float, after: Array) -> bool:
    """Whether a curve that comes to zero from the sign `before` goes on at the other side, or ends at zero.

    NaN before, or a NaN or nothing after the last zero, means that the curve ends there.
    """
    left = next((sign for sign in after if sign != 0.0), np.nan)
    if np.isnan(before) and np.isnan(left):  # zero all along
        return False
    return not before * left > 0.0


def _bisected(
    ends: tuple[float, float], heights: tuple[float, float], at: Callable[[float], float | None]
) -> list[float]:
    """Return the zero between two values with Re μ of different signs; none if it jumps, or is missing between."""
    (low, high), (below, above) = ends, heights
    most = SMALL * max(abs(below), abs(above))
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        here = at(middle)
        if here is None:
            return []
        if here == 0.0:
            return [middle]
        if here * below > 0.0:
            low, below = middle, here
        else:
            high, above = middle, here
    return [0.5 * (low + high)] if max(abs(below), abs(above)) <= most else []


class SweepRun:
    """Re μ and Im μ/2π over a parameter's range; half-done sweeps show the last done one.

    Where several fixed points exist the one is followed that comes from the least value, as in a slow sweep up; with
    `down` that from the greatest. The two differ where the way back is another one.

    Attributes
    ----------
    values : (K,) of the parameter
    states : (K, N) the fixed points, NaN where there is none
    jumps : (K−1,) whether a branch ends between two values and another one begins
    real : (K, N) 1/s, NaN where there is no fixed point
    leading : (K,) the largest of them
    frequencies : (K,) Hz of the leading pair, NaN where it is real
    crossings : where `leading` passes zero
    done : whether this is what was asked for
    """

    def __init__(self, scenario: Scenario[Any], spec: ParameterSpec, *, down: bool = False) -> None:
        self._build, self._spec, self._down = scenario.build, spec, down
        self._asked: tuple[Parameters, tuple[str, ...]] | None = None
        self._wanted: tuple[Parameters, tuple[str, ...]] | None = None
        self._waiting: list[float] = []
        self._found: list[Found] = []
        self.values = np.linspace(spec.low, spec.high, 2)
        self.real = self.states = np.full((2, 1), np.nan)
        self.jumps = np.zeros(1, dtype=bool)
        self.leading = self.frequencies = np.full(2, np.nan)
        self.crossings: tuple[float, ...] = ()
        self.done = False

    def ask(self, parameters: Parameters, on: tuple[str, ...]) -> None:
        """Ask for the sweep with all other parameters as here and these inputs on."""
        self._wanted = replace(parameters, **{self._spec.name: self._spec.default}), on
        if self._wanted != self._asked and not self._waiting:
            self._begin()
        self.done = self._wanted == self._asked and not self._waiting

    def _begin(self) -> None:
        """Start what is wanted now; what is under way is never thrown away, so that a drag sees curves move."""
        self._asked, self._waiting, self._found = self._wanted, self._plan(), []

    def _plan(self) -> list[float]:
        values = np.linspace(self._spec.low, self._spec.high, COUNT)
        if self._spec.integer:
            values = np.unique(np.round(values))
        return [float(value) for value in (values if self._down else values[::-1])]

    def work(self, count: int) -> bool:
        """Find `count` values more; return whether that gave new curves."""
        if self.done:
            return False
        for _ in range(min(count, len(self._waiting))):
            value = self._waiting.pop()
            insort(self._found, (value, self._at(value)), key=_value)
        if self._waiting:
            return False
        self._finish()
        self.done = self._wanted == self._asked
        if not self.done:
            self._begin()
        return True

    def at(self, value: float, curve: Array) -> float | None:
        """Return a curve's height at a value, None where it has a gap."""
        if len(curve) != len(self.values):
            return None
        height = float(np.interp(value, self.values, curve))
        return height if np.isfinite(height) else None

    def _at(self, value: float) -> FixedPoint | None:
        """Return the fixed point at a value, of several the one nearest to that of the nearest value known."""
        if self._asked is None:
            return None
        parameters, on = self._asked
        near = self._neighbour(value)
        return point_at(self._build, parameters, self._spec.name, value, on, None if near is None else near.v)

    def _neighbour(self, value: float) -> FixedPoint | None:
        place = bisect(self._found, value, key=_value)
        around = [entry for entry in self._found[max(place - 1, 0) : place + 1] if entry[1] is not None]
        if not around:  # over a gap: the last one before it
            passed = self._found[place:][::-1] if self._down else self._found[:place]
            around = [entry for entry in passed if entry[1] is not None][-1:]
        return min(around, key=lambda entry: abs(entry[0] - value))[1] if around else None

    def _finish(self) -> None:
        if not self._spec.integer:
            self._refine()
        self.values = np.array([value for value, _ in self._found])
        spectra = [None if point is None else cleaned(point.eigenvalues) for _, point in self._found]
        size = max((len(spectrum) for spectrum in spectra if spectrum is not None), default=1)
        none = np.full(size, np.nan + 0j)
        table: ComplexArray = np.array([none if spectrum is None else spectrum for spectrum in spectra])
        self.real = table.real
        nowhere = np.full(max((len(p.v) for _, p in self._found if p is not None), default=1), np.nan)
        self.states = np.array([nowhere if point is None else point.v for _, point in self._found])
        self.jumps = _jumps(self.states)
        self.leading = table.real[:, 0]
        self.frequencies = np.array([frequency(row[0]) if row[0].imag != 0.0 else np.nan for row in table])
        self.crossings = crossings(self.values, self.leading, self._leading_at)

    def _leading_at(self, value: float) -> float | None:
        point = self._at(value)
        return None if point is None else float(cleaned(point.eigenvalues)[0].real)

    def _refine(self) -> None:
        """Add the values at which the leading eigenvalues meet, so that curves reach to where they end."""
        added: list[Found] = []
        for low, high in pairwise(self._found):
            if low[1] is None or high[1] is None or _turns(low[1]) == _turns(high[1]):
                continue
            a, b, turning = low, high, _turns(low[1])
            for _ in range(REFINEMENTS):
                middle = 0.5 * (a[0] + b[0])
                point = self._at(middle)
                if point is None:
                    break
                a, b = ((middle, point), b) if _turns(point) == turning else (a, (middle, point))
            added += [a, b]
        self._found = sorted(self._found + added, key=_value)


def _jumps(states: Array) -> npt.NDArray[np.bool_]:
    """Return where, between two neighbours of states (K, N), the way is more than JUMP of all there is, (K−1,)."""
    known = states[np.isfinite(states).all(axis=1)]
    whole = np.linalg.norm(np.ptp(known, axis=0)) if len(known) else 0.0
    steps = np.nan_to_num(np.linalg.norm(np.diff(states, axis=0), axis=1))
    return np.asarray(steps > JUMP * whole)


def _value(found: Found) -> float:
    return found[0]


def _turns(point: FixedPoint) -> bool:
    """Whether the leading eigenvalues are a complex pair."""
    return bool(cleaned(point.eigenvalues)[0].imag != 0.0)
