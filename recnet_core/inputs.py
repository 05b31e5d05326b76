"""Inputs: a profile over units × a waveform in time × a switch; and counter-based noise.

A waveform is a pure function of the steps since the switch went on, and says for how long it stays constant, so
that exact methods take one stride over it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from recnet_core.arrays import Array
from recnet_core.errors import InvalidValueError

FOREVER = 1 << 62
NOISE_BLOCK = 64  # steps drawn at once


class Waveform(Protocol):
    """Value of an input, in units of its profile, while its switch is on."""

    @property
    def duration(self) -> float:
        """After so many ms the switch goes off by itself; inf for one that is held."""

    def value(self, elapsed: int, dt: float) -> float:
        """Value held over the step that starts `elapsed` steps after switching on."""

    def constant_for(self, elapsed: int, dt: float) -> int:
        """For how many steps from `elapsed` on the value stays the same; at least 1."""


@dataclass(frozen=True)
class Constant:
    """On at full strength for as long as the switch is on."""

    duration: float = float("inf")

    def value(self, elapsed: int, dt: float) -> float:
        return 1.0

    def constant_for(self, elapsed: int, dt: float) -> int:
        return FOREVER


@dataclass(frozen=True)
class Pulse:
    """On for `duration` ms, then off by itself."""

    duration: float = 100.0

    def value(self, elapsed: int, dt: float) -> float:
        return 1.0

    def constant_for(self, elapsed: int, dt: float) -> int:
        return FOREVER


@dataclass(frozen=True)
class Sine:
    """sin(2π t/period), t from switching on; held over each step at its value in the step's middle."""

    period: float = 200.0
    duration: float = float("inf")

    def value(self, elapsed: int, dt: float) -> float:
        return float(np.sin(2.0 * np.pi * (elapsed + 0.5) * dt / self.period))

    def constant_for(self, elapsed: int, dt: float) -> int:
        return 1


@dataclass(frozen=True, eq=False)
class Input:
    """One switchable input: u = profile · waveform while on.

    Attributes
    ----------
    name : what files and scripts call it
    profile : (K,), Hz; W maps it to the units (K = N where there is no W)
    waveform : its course in time
    title : what people read, "" for the name
    on : whether it is on at the start
    """

    name: str
    profile: Array
    waveform: Waveform = Constant()
    title: str = ""
    on: bool = False

    def __post_init__(self) -> None:
        profile = np.array(self.profile, dtype=np.float64, ndmin=1)
        if not np.isfinite(profile).all():
            raise InvalidValueError(f"Input '{self.name}'.profile: not finite; allowed: numbers")
        profile.flags.writeable = False
        object.__setattr__(self, "profile", profile)

    def steps(self, dt: float) -> int:
        """Return how many steps it stays on (FOREVER for one that is held)."""
        duration = self.waveform.duration
        return FOREVER if duration == float("inf") else max(1, round(duration / dt))


@lru_cache(maxsize=8)
def _noise_block(seed: int, size: int, block: int) -> Array:
    generator = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, block, size]))
    return generator.standard_normal((NOISE_BLOCK, size))


def noise(seed: int, size: int, step: int) -> Array:
    """Return the standard normal draw (size,) that belongs to `step`, whatever was drawn before.

    Philox is a counter-based generator (Salmon et al. 2011): key = seed, counter = block of steps.
    """
    row: Array = _noise_block(seed, size, step // NOISE_BLOCK)[step % NOISE_BLOCK]
    return row
