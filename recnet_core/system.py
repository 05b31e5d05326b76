"""`System`: a network with its inputs, start and labels: everything needed to run."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from recnet_core.arrays import Array, State, frozen
from recnet_core.errors import InvalidValueError, UnknownNameError
from recnet_core.inputs import Input, Tick
from recnet_core.network import RateNetwork


@dataclass(frozen=True, eq=False)
class Integral:
    """A running integral kept beside the run: dy/dt = rate·h, y(0) = readout·v.

    It is what a perfect integrator along `readout` would hold, and is set anew when the state is set by hand.

    Attributes
    ----------
    name : what people read
    readout : (N,)
    rate : (N,), 1/ms
    """

    name: str
    readout: Array
    rate: Array


@dataclass(frozen=True, eq=False)
class Readout:
    """A number people follow in time, found from rates and inputs row by row.

    Attributes
    ----------
    name : what scripts call it and people read, with `_` before a subscript ("q_1")
    unit : "" for a pure number
    of : rates (T, N) Hz and inputs h (T, N) Hz -> (T,)
    level : None, or where theory says it comes to rest: drawn dashed
    """

    name: str
    unit: str
    of: Callable[[Array, Array], Array]
    level: float | None = None


@dataclass(frozen=True, eq=False)
class System:
    """A network, what can be switched on, and where it starts.

    Attributes
    ----------
    network : the equations
    inputs : in the order of their number keys
    start : (N,) Hz
    labels : one per unit, with `_` before a subscript ("v_E"); () for v_1 … v_N
    noise : standard deviation in Hz of the input noise of each unit averaged over 1 ms; the noise held over a step
        dt is noise·√(1 ms/dt), so that its effect does not depend on dt (white noise)
    integrals : running integrals of the input, kept exactly
    angles : (N,) degrees, what each unit stands for, where units lie on a ring; even steps
    readouts : numbers to follow in time
    patterns : (P, N) Hz, stored patterns, where there are any
    """

    network: RateNetwork
    inputs: tuple[Input, ...] = ()
    start: State | None = None
    labels: tuple[str, ...] = ()
    noise: float = 0.0
    integrals: tuple[Integral, ...] = ()
    angles: Array | None = None
    readouts: tuple[Readout, ...] = ()
    patterns: Array | None = None

    def __post_init__(self) -> None:
        size = self.network.size
        start = frozen(np.zeros(size) if self.start is None else self.start, 1)
        if start.shape[-1] != size or not np.isfinite(start).all():
            raise InvalidValueError(f"System.start: allowed: {size} finite numbers")
        object.__setattr__(self, "start", start)
        for name, ndim in (("angles", 1), ("patterns", 2)):
            values = getattr(self, name)
            if values is not None:
                values = frozen(values, ndim)
                if values.shape[-1] != size or not np.isfinite(values).all():
                    raise InvalidValueError(f"System.{name}: shape {values.shape}; allowed: {size} finite numbers each")
                object.__setattr__(self, name, values)
        if not self.labels:
            object.__setattr__(self, "labels", tuple(f"v_{i + 1}" for i in range(size)))
        for entry in self.inputs:
            if entry.profile.shape != (self.width,):
                raise InvalidValueError(
                    f"Input '{entry.name}'.profile: shape {entry.profile.shape}; allowed: ({self.width},)"
                )

    @property
    def size(self) -> int:
        """N, the number of units."""
        return self.network.size

    @property
    def width(self) -> int:
        """K, how many inputs W takes (N where there is no W)."""
        feedforward = self.network.feedforward
        return self.size if feedforward is None else int(feedforward.shape[1])

    def input(self, name: str) -> Input:
        """Return the input called `name`, or raise `UnknownNameError` with the nearest one."""
        for entry in self.inputs:
            if entry.name == name:
                return entry
        raise UnknownNameError("input", name, (entry.name for entry in self.inputs))

    def current(self, amplitudes: Mapping[str, float | Array]) -> State:
        """Return h = W Σ amplitude · profile, (N,) Hz, summed over the named inputs in the order given."""
        u = np.zeros(self.width)
        for name, amplitude in amplitudes.items():
            u = u + amplitude * self.input(name).profile
        return self.network.input_current(u)

    def readout(self, name: str) -> Readout:
        """Return the read-out called `name`, or raise `UnknownNameError` with the nearest one."""
        for entry in self.readouts:
            if entry.name == name:
                return entry
        raise UnknownNameError("read-out", name, (entry.name for entry in self.readouts))

    def held_input(self, on: Iterable[str]) -> State:
        """Return h (N,) Hz of the inputs called `on` at the very moment they are switched on, without noise."""
        return self.current({name: self.input(name).waveform.value(Tick(0, 0.0)) for name in on})
