"""Transfer functions F: value, slope, and the pieces of those that are piecewise linear.

For who adds one: a frozen dataclass whose `__call__` and `slope` work elementwise on any shape, and whose
parameters may be arrays over units; `scalar(i)` returns the same function of one plain float for unit i
(two-unit networks step in plain floats). `pieces` lists the linear pieces from left to right, without a gap
and continuous, or is None for a smooth function. At a corner the slope is that of the piece to the left.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from recnet_core.arrays import Array

INF = math.inf


@dataclass(frozen=True)
class Piece:
    """F(x) = slope·x + offset for low ≤ x ≤ high."""

    low: float
    high: float
    slope: float
    offset: float


@runtime_checkable
class Transfer(Protocol):
    """The contract; see the module's text for the rules."""

    @property
    def pieces(self) -> tuple[Piece, ...] | None:
        """Linear pieces from left to right, or None."""

    def __call__(self, x: Array) -> Array:
        """F(x), elementwise."""

    def slope(self, x: Array) -> Array:
        """F'(x), elementwise."""

    def scalar(self, unit: int) -> Callable[[float], float]:
        """F of one unit on plain floats."""


@dataclass(frozen=True)
class Linear:
    """F(x) = x."""

    pieces = (Piece(-INF, INF, 1.0, 0.0),)

    def __call__(self, x: Array) -> Array:
        return np.asarray(x, dtype=np.float64)

    def slope(self, x: Array) -> Array:
        return np.ones_like(x)

    def scalar(self, unit: int) -> Callable[[float], float]:
        return lambda x: x


@dataclass(frozen=True)
class Rectified:
    """F(x) = [x]+ (D&A eq. 7.9, without a gain)."""

    pieces = (Piece(-INF, 0.0, 0.0, 0.0), Piece(0.0, INF, 1.0, 0.0))

    def __call__(self, x: Array) -> Array:
        return np.maximum(x, 0.0)

    def slope(self, x: Array) -> Array:
        return np.where(np.asarray(x) > 0.0, 1.0, 0.0)

    def scalar(self, unit: int) -> Callable[[float], float]:
        return lambda x: x if x > 0.0 else 0.0


@dataclass(frozen=True)
class Saturating:
    """F(x) = min([x]+, ceiling), ceiling in Hz."""

    ceiling: float = 100.0

    @property
    def pieces(self) -> tuple[Piece, ...]:
        top = self.ceiling
        return Piece(-INF, 0.0, 0.0, 0.0), Piece(0.0, top, 1.0, 0.0), Piece(top, INF, 0.0, top)

    def __call__(self, x: Array) -> Array:
        return np.clip(x, 0.0, self.ceiling)

    def slope(self, x: Array) -> Array:
        x = np.asarray(x)
        return np.where((x > 0.0) & (x <= self.ceiling), 1.0, 0.0)

    def scalar(self, unit: int) -> Callable[[float], float]:
        top = self.ceiling
        return lambda x: min(x, top) if x > 0.0 else 0.0


def _element(value: float | Array, unit: int) -> float:
    return float(np.broadcast_to(value, (unit + 1,))[unit]) if np.ndim(value) == 0 else float(np.ravel(value)[unit])


@dataclass(frozen=True, eq=False)
class Sigmoid:
    """F(x) = ceiling/(1 + e^{−gain (x−centre)}) − F0, with F0 = ceiling/(1+e^{gain·centre}) where `zeroed`.

    The zeroed form, with F(0) = 0, is Wilson and Cowan's (1972, eq. 15).
    """

    gain: float | Array = 1.0
    centre: float | Array = 0.0
    ceiling: float | Array = 1.0
    zeroed: bool = False
    pieces = None

    def __call__(self, x: Array) -> Array:
        value = self._logistic(x)
        return self.ceiling * (value - self._logistic(np.zeros(())) if self.zeroed else value)

    def slope(self, x: Array) -> Array:
        value = self._logistic(x)
        return np.asarray(self.ceiling * self.gain * value * (1.0 - value))

    def scalar(self, unit: int) -> Callable[[float], float]:
        gain, centre, top = (_element(p, unit) for p in (self.gain, self.centre, self.ceiling))
        tanh = math.tanh
        rest = 0.5 * (1.0 + tanh(-0.5 * gain * centre)) if self.zeroed else 0.0
        return lambda x: top * (0.5 * (1.0 + tanh(0.5 * gain * (x - centre))) - rest)

    def _logistic(self, x: Array) -> Array:
        # 1/(1+e^{-y}) = (1 + tanh(y/2))/2 cannot overflow
        return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(self.gain * (x - self.centre))))


@dataclass(frozen=True)
class Tanh:
    """F(x) = scale·tanh(x/scale); with `rectified` F(x) = scale·[tanh((x+shift)/scale)]+ (D&A eq. 7.48)."""

    scale: float = 1.0
    shift: float = 0.0
    rectified: bool = False
    pieces = None

    def __call__(self, x: Array) -> Array:
        value = self.scale * np.tanh((np.asarray(x) + self.shift) / self.scale)
        return np.maximum(value, 0.0) if self.rectified else value

    def slope(self, x: Array) -> Array:
        value = np.tanh((np.asarray(x) + self.shift) / self.scale)
        slope = 1.0 - value * value
        return np.where(value > 0.0, slope, 0.0) if self.rectified else slope

    def scalar(self, unit: int) -> Callable[[float], float]:
        scale, shift, tanh, floor = self.scale, self.shift, math.tanh, 0.0 if self.rectified else -INF
        return lambda x: max(scale * tanh((x + shift) / scale), floor)


@dataclass(frozen=True)
class Threshold:
    """F(x) = high for x > centre, else low: the binary unit (its slope is 0 everywhere but at the jump)."""

    centre: float = 0.0
    low: float = 0.0
    high: float = 1.0
    pieces = None

    def __call__(self, x: Array) -> Array:
        return np.where(np.asarray(x) > self.centre, self.high, self.low)

    def slope(self, x: Array) -> Array:
        return np.zeros_like(x)

    def scalar(self, unit: int) -> Callable[[float], float]:
        centre, low, high = self.centre, self.low, self.high
        return lambda x: high if x > centre else low


@dataclass(frozen=True)
class Power:
    """F(x) = gain·([x]+)^exponent."""

    exponent: float = 2.0
    gain: float = 1.0
    pieces = None

    def __call__(self, x: Array) -> Array:
        return self.gain * np.maximum(x, 0.0) ** self.exponent

    def slope(self, x: Array) -> Array:
        base = np.maximum(x, 0.0)
        with np.errstate(divide="ignore"):
            slope = self.gain * self.exponent * base ** (self.exponent - 1.0)
        return np.where(base > 0.0, slope, 0.0)

    def scalar(self, unit: int) -> Callable[[float], float]:
        exponent, gain = self.exponent, self.gain
        return lambda x: gain * x**exponent if x > 0.0 else 0.0
