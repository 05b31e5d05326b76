"""Inputs: a profile over units × a waveform in time × a switch; and counter-based noise.

A waveform is a pure function of the steps since the switch went on, and says for how long it stays constant, so
that exact methods take one stride over it.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np

from recnet_core.arrays import Array
from recnet_core.errors import InvalidValueError

FOREVER = 1 << 62
NOISE_BLOCK = 64  # steps drawn at once


class Tick(NamedTuple):
    """What a waveform may know of the step it drives.

    Attributes
    ----------
    elapsed : steps since its switch went on
    dt : ms; 0 at the very moment of switching, where there is no step yet
    step : of the run
    seed : of the run's noise
    width : K, how many channels the profile has
    """

    elapsed: int
    dt: float
    step: int = 0
    seed: int = 0
    width: int = 1


class Waveform(Protocol):
    """Value of an input, in units of its profile, while its switch is on."""

    @property
    def duration(self) -> float:
        """After so many ms the switch goes off by itself; inf for one that is held."""

    def value(self, tick: Tick) -> float | Array:
        """Value held over a step: a number, or (K,) where every channel has its own."""

    def constant_for(self, elapsed: int, dt: float) -> int:
        """For how many steps from `elapsed` on the value stays the same; at least 1."""


@dataclass(frozen=True)
class Constant:
    """On at full strength for as long as the switch is on."""

    duration: float = float("inf")

    def value(self, tick: Tick) -> float:
        return 1.0

    def constant_for(self, elapsed: int, dt: float) -> int:
        return FOREVER


@dataclass(frozen=True)
class Pulse:
    """On for `duration` ms, then off by itself."""

    duration: float = 100.0

    def value(self, tick: Tick) -> float:
        return 1.0

    def constant_for(self, elapsed: int, dt: float) -> int:
        return FOREVER


@dataclass(frozen=True)
class Sine:
    """sin(2π t/period), t from switching on; held over each step at its value in the step's middle."""

    period: float = 200.0
    duration: float = float("inf")

    def value(self, tick: Tick) -> float:
        return float(np.sin(2.0 * np.pi * (tick.elapsed + 0.5) * tick.dt / self.period))

    def constant_for(self, elapsed: int, dt: float) -> int:
        return 1


@dataclass(frozen=True)
class Noise:
    """White noise, new at every step and for every channel; the profile is its deviation averaged over 1 ms.

    Held over a step dt its deviation is profile·√(1 ms/dt), so that its effect does not depend on dt.
    """

    duration: float = float("inf")

    def value(self, tick: Tick) -> float | Array:
        if not tick.dt:
            return 0.0
        values: Array = noise(tick.seed, tick.width, tick.step) / math.sqrt(tick.dt)
        return values

    def constant_for(self, elapsed: int, dt: float) -> int:
        return 1


@dataclass(frozen=True)
class Spikes:
    """A burst of evenly spaced spikes on every channel, each channel of a group a little later than the one before.

    A spike lasts one step; spikes are scaled so that the mean over one interval between spikes is 1, and the area of a
    burst is count·1000/rate ms times the profile, whatever dt is.

    Attributes
    ----------
    rate : Hz, of each channel
    count : spikes of each channel
    channels : of a group, over which the first interval is divided; channel `channels` starts like channel 0
    """

    rate: float = 200.0
    count: int = 10
    channels: int = 1

    @property
    def duration(self) -> float:
        return self.count * 1000.0 / self.rate

    def times(self, channel: int) -> Array:
        """Return when a channel's spikes come, (count,) ms from switching on."""
        interval = 1000.0 / self.rate
        phase = (channel % self.channels + 0.5) / self.channels
        times: Array = interval * (np.arange(self.count, dtype=np.float64) + phase)
        return times

    def value(self, tick: Tick) -> float | Array:
        if not tick.dt:
            return 0.0
        interval = 1000.0 / self.rate
        phase = (np.arange(tick.width) % self.channels + 0.5) / self.channels
        edges = (tick.elapsed + np.array([[0], [1]])) * tick.dt / interval - phase
        before, after = np.clip(np.ceil(edges - 1e-9), 0, self.count)
        values: Array = (after - before) * interval / tick.dt
        return values

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
        if duration == float("inf"):
            return FOREVER
        if self.waveform.constant_for(0, dt) < FOREVER:
            return max(1, math.ceil(duration / dt - 1e-9))  # rounding down would lose a burst's last spikes
        return max(1, round(duration / dt))


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


def noise_rows(seed: int, size: int, step: int, count: int) -> Array:
    """Return the draws (count, size) that belong to `count` steps from `step` on, the same as one by one."""
    rows, done = np.empty((count, size)), 0
    while done < count:
        block, at = divmod(step + done, NOISE_BLOCK)
        take = min(NOISE_BLOCK - at, count - done)
        rows[done : done + take] = _noise_block(seed, size, block)[at : at + take]
        done += take
    return rows
