"""Axis ranges and ticks: nice numbers, ranges that grow in steps and shrink only after long."""

import math

from recnet_gui.plot.text import significant
from recnet_gui.widgets.numbers import MINUS

LADDER = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
SHRINK_AFTER = 6.0  # s during which the data used less than SHRINK_BELOW of the range
SHRINK_BELOW = 0.45
COLLAPSE_AFTER, COLLAPSE_BELOW = 0.5, 0.05  # the same, for what is next to nothing: after a reset, say
LARGEST = 1e12


def nice_ceiling(value: float) -> float:
    """Return the smallest ladder number (1, 1.5, 2, 3 … × 10ⁿ) that is at least `value` > 0."""
    power = 10.0 ** math.floor(math.log10(value))
    for rung in LADDER:
        if rung * power >= value * (1.0 - 1e-9):
            return rung * power
    return 10.0 * power


def tick_step(span: float, most: int) -> float:
    """Return the smallest 1-2-5 step that puts at most `most` ticks on `span`."""
    power = 10.0 ** math.floor(math.log10(span / most))
    for factor in (1.0, 2.0, 5.0, 10.0, 20.0):
        if math.floor(span / (factor * power) + 1e-9) + 1 <= most:
            return factor * power
    return 50.0 * power


def ticks(low: float, high: float, most: int = 6) -> tuple[list[float], float]:
    """Return the ticks within low…high and their step; three or more where the span allows."""
    step = tick_step(high - low, max(most, 2))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)], step


def tick_text(value: float, step: float) -> str:
    """Return a tick's number with as many decimals as its step needs."""
    if abs(value) < step * 1e-6:
        return "0"
    if abs(value) >= 1e5 or step < 1e-4:
        return significant(value, 3)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    return f"{value:.{decimals}f}".replace("-", MINUS)


class GrowingRange:
    """A range that contains its base and the data, in steps; it gives room back only after a while.

    Attributes
    ----------
    low, high : the range now
    """

    def __init__(self, low: float, high: float) -> None:
        self._base = (low, high)
        self.reset()

    def reset(self) -> None:
        """Go back to the base."""
        self.low, self.high = self._base
        self._roomy_since: float | None = None

    def fit(self, data_low: float, data_high: float, now: float) -> bool:
        """Take in data (finite) at wall time `now` (s); return whether the range changed."""
        data_low, data_high = max(data_low, -LARGEST), min(data_high, LARGEST)
        before = (self.low, self.high)
        if data_low < self.low or data_high > self.high:
            self.low, self.high = self._around(min(data_low, self.low), max(data_high, self.high))
            self._roomy_since = None
            return (self.low, self.high) != before
        wanted = self._around(data_low, data_high)
        used = (wanted[1] - wanted[0]) / (self.high - self.low)
        if used > SHRINK_BELOW:
            self._roomy_since = None
        elif self._roomy_since is None:
            self._roomy_since = now
        elif now - self._roomy_since > (COLLAPSE_AFTER if used < COLLAPSE_BELOW else SHRINK_AFTER):
            self.low, self.high = wanted
            self._roomy_since = None
        return (self.low, self.high) != before

    def _around(self, low: float, high: float) -> tuple[float, float]:
        """Return the base widened to nice numbers around low…high, with 5 % of air."""
        base_low, base_high = self._base
        if high > base_high:
            base_high = nice_ceiling(1.05 * high) if high > 0 else 0.0
        if low < base_low:
            base_low = -nice_ceiling(-1.05 * low) if low < 0 else 0.0
        return base_low, base_high
