"""The contract between the simulation and a method: a flow carries one state through a stretch of held input.

    flow = make_flow(v, h)      # v: (..., N) Hz at the start of the stretch, h: (..., N) Hz held throughout
    flow.fill(out)              # out: (k, ..., N), receives the next k states on the dt grid

Rules for who implements a flow:

- A method prepares once for (network, dt) (matrix exponentials, factors, tables) and returns `make_flow`.
- The states must not depend on how the steps are divided among calls of `fill`: filling 5 rows and then 7 gives the
  bits that filling 12 gives. Replay and rewind rest on it. So work from the start of the stretch or from fixed
  blocks of steps; library calls whose rounding depends on the shape (matrix products) get one fixed shape.
- A stretch never exceeds STRETCH steps: the simulation starts a new flow then. Asked for more, a flow whose tables end
  there raises ValueError (`within_stretch`).
- Neither `v` nor `h` is modified; `out` is fully overwritten. Overflow gives inf or nan, never an exception; numpy's
  warnings of it are silenced by the simulation, once a call, which looks at every row it keeps.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Protocol, TypeAlias

import numpy as np

from recnet_core.arrays import Array, State

STRETCH = 1024  # steps
BLOCK = 16  # rows of a read-out by one matrix product

Step: TypeAlias = Callable[[State, State], State]  # (v, h held over the step) -> v


def within_stretch(steps: int, longest: int = STRETCH) -> int:
    """Return `steps`, how far a flow has to go, or raise ValueError: its tables end after `longest` of them."""
    if steps > longest:
        raise ValueError(f"a flow goes at most {longest} steps from where it starts; {steps} are asked for")
    return steps


class Flow(Protocol):
    """One state on its way through a stretch of constant input."""

    def fill(self, out: Array) -> None:
        """Write the next `len(out)` states."""


class Patient(Flow, ABC):
    """A flow whose next row may take long, and that can be worked on bit by bit."""

    @abstractmethod
    def ready(self, deadline: float) -> int:
        """Work until there is a row or `deadline` (s of perf_counter) has passed; return how many rows there are."""


MakeFlow: TypeAlias = Callable[[State, State], Flow]


class Stepper:
    """A method prepared for one network and dt: flows for held input, single steps for input that moves.

    `step` may be left out; it is then the first row of a flow.
    """

    def __init__(self, flow: MakeFlow, step: Step | None = None) -> None:
        self.flow = flow
        self.step = step or self._first_row

    def _first_row(self, v: State, h: State) -> State:
        out = np.empty((1, *v.shape))
        self.flow(v, h).fill(out)
        row: State = out[0]
        return row


class StepByStep:
    """The flow of a one-step method: apply `step` again and again."""

    def __init__(self, step: Step, v: State, h: State) -> None:
        self._step, self._v, self._h = step, v, h

    def fill(self, out: Array) -> None:
        """Write the next `len(out)` states."""
        step, v, h = self._step, self._v, self._h
        for row in out:
            v = step(v, h)
            row[...] = v
        self._v = v


class Members:
    """A batch (..., N) for a method that carries single states (N,): one flow a member."""

    def __init__(self, make_flow: MakeFlow, v: State, h: State) -> None:
        currents = np.broadcast_to(h, v.shape)
        self._flows = [(index, make_flow(v[index], currents[index])) for index in np.ndindex(v.shape[:-1])]

    def fill(self, out: Array) -> None:
        """Write the next `len(out)` states of every member."""
        for index, flow in self._flows:
            member = np.empty((len(out), out.shape[-1]))
            flow.fill(member)
            out[:, *index] = member


class Rows:
    """Rows shares_k · parts, read out in blocks whose shape depends on the row's place alone.

    The shape of a matrix product decides its rounding: 1, 2, 4, 8, 16 rows and then 16 at a time, never what is asked
    for; small blocks first make a stretch of one step cheap.

    Parameters
    ----------
    shares : (K, p); parts : (p, N), not to be changed before the last row is read
    small : whether small blocks come first
    """

    def __init__(self, shares: Array, parts: Array, *, small: bool = True) -> None:
        self._shares, self._parts, self._small = shares, parts, small
        self._row = self._begin = self._end = 0
        self._block: Array = parts[:0]

    @property
    def left(self) -> int:
        """How many rows there still are."""
        return len(self._shares) - self._row

    def fill(self, out: Array) -> None:
        """Write the next `len(out)` ≤ `left` rows."""
        done, count = 0, len(out)
        within_stretch(self._row + count, len(self._shares))
        while done < count:
            if self._row == self._end:
                self._begin, self._end = self._end, min(self._next_end(), len(self._shares))
                shares = self._shares[self._begin : self._end]
                if len(shares) <= count - done:  # all of it is wanted: straight to its place
                    np.matmul(shares, self._parts, out=out[done : done + len(shares)])
                    self._row, done = self._end, done + len(shares)
                    continue
                self._block = shares @ self._parts
            take = min(self._end - self._row, count - done)
            at = self._row - self._begin
            out[done : done + take] = self._block[at : at + take]
            self._row, done = self._row + take, done + take

    def _next_end(self) -> int:
        """Return where the block of rows that starts at the last one's end ends."""
        row = self._end
        return row + (BLOCK if row >= BLOCK or not self._small else max(1, row))
