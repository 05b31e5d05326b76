"""The exact method for symmetric linear networks: every eigenmode of M is a scalar with a closed form.

τ dc/dt = −(1−λ)c + ĥ with h held has c(t) = d(t) c(0) + g(t) ĥ, where d = e^{−(1−λ)t/τ} and
g = (1 − d)/(1−λ), which is t/τ at λ = 1 (D&A eq. 7.23 and 7.26).
"""

from functools import lru_cache

import numpy as np

from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork
from recnet_core.steppers.flows import Flow, MakeFlow, Step

LARGEST = 700.0  # e^700 is finite: a growing mode at rest stays at rest (inf·0 would be nan)
TABLE = 64  # steps from one new start in mode space to the next
BLOCK = 16  # rows turned back into rates by one product of fixed shape: rounding then never depends on the caller


def make_flow(network: RateNetwork, dt: float) -> MakeFlow:
    """Return the flow of a linear network with symmetric M and one time constant; dt in ms."""
    basis, eigenvalues = network.eigenbasis
    decay, gain = tables(eigenvalues, dt / network.tau[0], TABLE)
    bias = network.bias if network.bias.any() else None
    back = np.ascontiguousarray(basis.T)

    @lru_cache(maxsize=8)
    def projected(h: bytes, shape: tuple[int, ...]) -> State:
        drive: State = np.frombuffer(h).reshape(shape)
        return (drive if bias is None else drive + bias) @ basis

    def flow(v: State, h: State) -> Flow:
        return ModeFlow(v @ basis, projected(h.tobytes(), h.shape), decay, gain, back)

    return flow


def make_step(network: RateNetwork, dt: float) -> Step:
    """Return the same method a single step at a time, for input that moves; dt in ms."""
    basis, eigenvalues = network.eigenbasis
    decay, gain = tables(eigenvalues, dt / network.tau[0], 1)
    back, bias = np.ascontiguousarray(basis.T), network.bias

    def step(v: State, h: State) -> State:
        after: State = (decay[0] * (v @ basis) + gain[0] * ((h + bias) @ basis)) @ back
        return after

    return step


def tables(eigenvalues: Array, step: float, count: int) -> tuple[Array, Array]:
    """Return d and g after 1…count steps, each (count, N), for `step` = dt/τ."""
    elapsed = step * np.arange(1, count + 1)[:, None]
    rate = 1.0 - eigenvalues
    exponent = np.minimum(-rate * elapsed, LARGEST)
    decay = np.exp(exponent)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = np.where(rate == 0.0, elapsed, -np.expm1(exponent) / rate)
    return decay, gain


def _block_end(row: int) -> int:
    """Return where the block that starts at `row` ends: 1, 2, 4, 8, 16, then every 16.

    The shape of a matrix product decides its rounding, so a row's block depends on its place in the stretch alone,
    never on the caller; small blocks first make a stretch of one step cheap.
    """
    return row + (BLOCK if row >= BLOCK else max(1, row))


class ModeFlow:
    """One stretch in mode space; rates are read out block by block."""

    def __init__(self, modes: State, drive: State, decay: Array, gain: Array, back: Array) -> None:
        self._modes, self._drive = modes, drive
        self._decay, self._gain, self._back = decay, gain, back
        self._row = self._start = self._end = 0
        self._block: Array = back[:0]

    def fill(self, out: Array) -> None:
        """Write the next `len(out)` states."""
        done, count = 0, len(out)
        if count == 1 and not self._end:  # one step from one switch to the next
            self._read_out()
            self._row, out[0] = 1, self._block[0]
            return
        while done < count:
            if self._row == self._end:
                self._read_out()
            take = min(self._end - self._row, count - done)
            at = self._row - self._start
            out[done : done + take] = self._block[at : at + take]
            done += take
            self._row += take

    def _read_out(self) -> None:
        if not self._end:  # the first row alone: a row of short pulses has no other
            self._end = 1
            self._block = ((self._decay[0] * self._modes + self._gain[0] * self._drive) @ self._back)[None]
            return
        self._start, self._end = self._end, _block_end(self._end)
        first = self._start % TABLE
        last = first + self._end - self._start
        decay, gain = self._decay[first:last], self._gain[first:last]
        if self._modes.ndim > 1:
            middle = (slice(None), *(None,) * (self._modes.ndim - 1))
            decay, gain = decay[middle], gain[middle]
        modes = decay * self._modes
        modes += gain * self._drive
        self._block = modes @ self._back
        if self._end % TABLE == 0:
            self._modes = modes[-1]
