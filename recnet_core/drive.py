"""What drives the network over the coming steps: the switched inputs' waveforms, W, and the noise of each step."""

from dataclasses import dataclass

import numpy as np

from recnet_core.arrays import Array, State
from recnet_core.inputs import FOREVER, Input, Tick, noise_rows
from recnet_core.moment import Moment
from recnet_core.system import System


@dataclass(frozen=True, eq=False)
class Drive:
    """The input of one system from one moment on, until something is switched.

    Attributes
    ----------
    steady : (N,) Hz, what stays the same
    rates : (K,) Hz/ms, how fast the system's running integrals grow under `steady`; None where there are none
    moving : the inputs whose waveform moves, with the step each was switched on
    """

    system: System
    moment: Moment
    seed: int
    steady: State
    rates: Array | None
    moving: tuple[tuple[Input, int], ...]

    @property
    def constant(self) -> bool:
        """Whether h stays the same over the coming steps."""
        return not self.moving and not self.system.noise

    def rows(self, step: int, count: int) -> Array:
        """Return h held over each of `count` steps from `step` on, (count, N) Hz."""
        system, dt = self.system, self.moment.clock.dt
        if system.noise:
            rows = noise_rows(self.seed, system.size, step, count)
            rows *= system.noise / np.sqrt(dt)
            rows += self.steady
        else:
            rows = np.tile(self.steady, (count, 1))
        for entry, on in self.moving:
            rows += self._moving_rows(entry, on, step, count)
        return rows

    def _moving_rows(self, entry: Input, on: int, step: int, count: int) -> Array:
        """Return what one moving input adds to each of `count` steps, (count, N) Hz.

        A product with W has the shape of one row, so that its rounding does not depend on how many are asked for.
        """
        network, width, dt = self.system.network, self.system.width, self.moment.clock.dt
        steps = range(step, step + count)
        values = np.array([entry.waveform.value(Tick(k - on, dt, k, self.seed, width)) for k in steps])
        if values.ndim == 1:
            whole: Array = values[:, None] * network.input_current(entry.profile)
            return whole
        channels: Array = values * entry.profile
        if network.feedforward is None:
            return channels
        return np.array([network.input_current(u) for u in channels])

    def row(self, step: int) -> State:
        """Return h held over the step from `step` on, (N,) Hz."""
        return self.steady if self.constant else self.rows(step, 1)[0]


def drive_from(system: System, moment: Moment, seed: int) -> Drive:
    """Return what drives `system` from `moment` on."""
    amplitudes: dict[str, float | Array] = {}
    moving = []
    for name, on in moment.since.items():
        entry = system.input(name)
        if entry.waveform.constant_for(moment.step - on.step, moment.clock.dt) < FOREVER:
            moving.append((entry, on.step))
        else:
            tick = Tick(moment.step - on.step, moment.clock.dt, moment.step, seed, system.width)
            amplitudes[name] = entry.waveform.value(tick)
    steady = system.current(amplitudes)
    rates = np.array([float(entry.rate @ steady) for entry in system.integrals]) if system.integrals else None
    return Drive(system, moment, seed, steady, rates, tuple(moving))
