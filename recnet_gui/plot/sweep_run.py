"""A sweep of eigenvalues along one parameter, done in slices between frames and kept while it holds."""

from dataclasses import replace
from typing import Any

import numpy as np

from recnet_core.analysis.spectrum import cleaned, frequency
from recnet_core.analysis.sweep import crossings, point_at
from recnet_core.parameters import Parameters, ParameterSpec
from recnet_core.scenario import Scenario

COUNT = 150  # values over the range
REFINEMENTS = 10  # bisections of where a pair of eigenvalues becomes complex


class SweepRun:
    """Re μ and Im μ/2π over a parameter's range; half-done sweeps show the last done one.

    Attributes
    ----------
    values : (K,) of the parameter
    real : (K, N) 1/s, NaN where there is no fixed point
    leading : (K,) the largest of them
    frequencies : (K,) Hz of the leading pair, NaN where it is real
    crossings : where `leading` passes zero
    done : whether this is what was asked for
    """

    def __init__(self, scenario: Scenario[Any], spec: ParameterSpec) -> None:
        self._build, self._spec = scenario.build, spec
        self._asked: tuple[Parameters, tuple[str, ...]] | None = None
        self._wanted: tuple[Parameters, tuple[str, ...]] | None = None
        self._waiting: list[float] = []
        self.values = np.linspace(spec.low, spec.high, 2)
        self.real = np.full((2, 1), np.nan)
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
        self._asked, self._waiting = self._wanted, self._plan()
        self._found: list[tuple[float, np.ndarray | None]] = []
        self._near: np.ndarray | None = None

    def _plan(self) -> list[float]:
        values = np.linspace(self._spec.low, self._spec.high, COUNT)
        if self._spec.integer:
            values = np.unique(np.round(values))
        return [float(value) for value in values[::-1]]

    def work(self, count: int) -> bool:
        """Find `count` values more; return whether that gave new curves."""
        if self.done:
            return False
        for _ in range(min(count, len(self._waiting))):
            value = self._waiting.pop()
            self._found.append((value, self._at(value)))
        if self._waiting:
            return False
        self._finish()
        self.done = self._wanted == self._asked
        if not self.done:
            self._begin()
        return True

    def at(self, value: float, curve: np.ndarray) -> float | None:
        """Return a curve's height at a value, None where it has a gap."""
        if len(curve) != len(self.values):
            return None
        height = float(np.interp(value, self.values, curve))
        return height if np.isfinite(height) else None

    def _at(self, value: float) -> np.ndarray | None:
        if self._asked is None:
            return None
        parameters, on = self._asked
        point = point_at(self._build, parameters, self._spec.name, value, on, self._near)
        if point is None:
            return None
        self._near = point.v
        return cleaned(point.eigenvalues)

    def _finish(self) -> None:
        if not self._spec.integer:
            self._refine()
        self.values = np.array([value for value, _ in self._found])
        size = max((len(found) for _, found in self._found if found is not None), default=1)
        none = np.full(size, np.nan + 0j)
        table = np.array([none if found is None else found for _, found in self._found])
        self.real = table.real
        self.leading = table.real[:, 0]
        self.frequencies = np.array([frequency(row[0]) if row[0].imag != 0.0 else np.nan for row in table])
        self.crossings = crossings(self.values, self.leading, self._leading_at)

    def _leading_at(self, value: float) -> float | None:
        found = self._at(value)
        return None if found is None else float(found[0].real)

    def _refine(self) -> None:
        """Add the values at which the leading eigenvalues meet, so that curves reach to where they end."""
        added: list[tuple[float, np.ndarray | None]] = []
        for (low, at_low), (high, at_high) in zip(self._found, self._found[1:], strict=False):
            if at_low is None or at_high is None or (at_low[0].imag != 0.0) == (at_high[0].imag != 0.0):
                continue
            a, b = (low, at_low), (high, at_high)
            for _ in range(REFINEMENTS):
                middle = 0.5 * (a[0] + b[0])
                found = self._at(middle)
                if found is None:
                    break
                same = (found[0].imag != 0.0) == (at_low[0].imag != 0.0)
                a, b = ((middle, found), b) if same else (a, (middle, found))
            added += [a, b]
        self._found = sorted(self._found + added, key=lambda entry: entry[0])
