"""The contract between the simulation and a method: a flow carries one state through a stretch of held input.

    flow = make_flow(v, h)      # v: (..., N) Hz at the start of the stretch, h: (..., N) Hz held throughout
    flow.fill(out)              # out: (k, ..., N), receives the next k states on the dt grid

Rules for who implements a flow:

- A method prepares once for (network, dt) (matrix exponentials, factors, tables) and returns `make_flow`.
- The states must not depend on how the steps are divided among calls of `fill`: filling 5 rows and then 7 gives the
  bits that filling 12 gives. Replay and rewind rest on it. So work from the start of the stretch or from fixed
  blocks of steps; library calls whose rounding depends on the shape (matrix products) get one fixed shape.
- A stretch never exceeds STRETCH steps: the simulation starts a new flow then.
- Neither `v` nor `h` is modified; `out` is fully overwritten. Overflow gives inf or nan, never an exception; numpy's
  warnings of it are silenced by the simulation, once a call, which looks at every row it keeps.
"""

from collections.abc import Callable
from typing import Protocol, TypeAlias

import numpy as np

from recnet_core.arrays import Array, State

STRETCH = 1024  # steps

Step: TypeAlias = Callable[[State, State], State]  # (v, h held over the step) -> v


class Flow(Protocol):
    """One state on its way through a stretch of constant input."""

    def fill(self, out: Array) -> None:
        """Write the next `len(out)` states."""


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
