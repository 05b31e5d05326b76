"""From parameters to what can run: systems, steppers and drives are made once and kept while they may come back."""

from collections.abc import Callable, Sequence
from typing import Any, Generic

import numpy as np

from recnet_core.bounds import LIMIT
from recnet_core.drive import Drive, drive_from
from recnet_core.errors import InvalidValueError
from recnet_core.journal import Change, Kick, ResetState, SetMethod, SetParameters, SetState, Switch
from recnet_core.moment import Moment
from recnet_core.parameters import P, changed
from recnet_core.steppers import methods
from recnet_core.steppers.flows import Stepper
from recnet_core.system import System

MOST_SYSTEMS = 8
MOST_DRIVES = 16


class Preparation(Generic[P]):
    """Builds and prepares on demand, and checks beforehand what can be built."""

    def __init__(self, build: Callable[[P], System], seed: int) -> None:
        self.build, self.seed = build, seed
        self._built: dict[tuple[Any, ...], tuple[System, Stepper]] = {}
        self._drives: dict[tuple[Any, ...], Drive] = {}

    def of(self, parameters: P, method: str, dt: float) -> tuple[System, Stepper]:
        """Return the system of `parameters` and its stepper.

        Raises
        ------
        InvalidValueError, UnknownNameError
            A method the network does not allow, a dt out of range.
        """
        key = (parameters, method, dt)
        if key not in self._built:
            if len(self._built) >= MOST_SYSTEMS:
                del self._built[next(iter(self._built))]
            system = self.build(parameters)
            self._built[key] = (system, methods.prepare(system.network, method, dt))
        return self._built[key]

    def drive(self, system: System, moment: Moment) -> Drive:
        """Return the drive from `moment` on; a constant one is kept, for it comes back at every pulse."""
        key = (system, *moment.since)
        drive = self._drives.get(key)
        if drive is None:
            drive = drive_from(system, moment, self.seed)
            if drive.constant:
                self._drives = {key: drive} if len(self._drives) >= MOST_DRIVES else self._drives | {key: drive}
        return drive

    def check(self, changes: Sequence[Change], system: System, moment: Moment) -> None:
        """Raise a `RecNetError` in words where `changes`, one after the other, cannot be done at `moment`."""
        parameters, method, dt = moment.parameters, moment.method, moment.clock.dt
        for change in changes:
            match change:
                case Switch(name, _):
                    system.input(name)
                case SetParameters(values):
                    parameters = changed(parameters, **values)
                    system = self.of(parameters, method, dt)[0]
                case SetState(v) | Kick(v):
                    _check_state(v, system.size)
                case SetMethod():
                    method, dt = change.method, change.dt
                    self.of(parameters, method, dt)
                case ResetState():
                    pass


def _check_state(v: Sequence[float], size: int) -> None:
    if np.shape(v)[-1:] != (size,) or not np.isfinite(v).all():
        raise InvalidValueError(f"state: {len(v)} values given; allowed: {size} finite numbers")
    if np.abs(v).max() > LIMIT:
        raise InvalidValueError(f"state: {np.abs(v).max():.4g} Hz is too much; allowed: up to {LIMIT:,.0f} Hz")
