"""`Snapshot`: the frozen picture of a run at one moment that canvases draw."""

from collections.abc import Mapping
from dataclasses import dataclass

from recnet_core.arrays import Array, State
from recnet_core.system import System


@dataclass(frozen=True)
class Span:
    """An input that was on from `start` ms to `stop` ms (None: still on)."""

    input: str
    start: float
    stop: float | None = None


@dataclass(frozen=True)
class Mark:
    """Something a person did at `time` ms, in a few words; of those of one `kind` that merged, `until` is the last."""

    time: float
    text: str
    kind: str = ""
    until: float | None = None


@dataclass(frozen=True)
class Divergence:
    """Why a run stopped: the first step whose state was not finite or beyond the limit."""

    step: int
    time: float
    unit: int
    value: float


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run at one moment; its arrays are read-only views that are good until the next advance.

    Attributes
    ----------
    system : what runs now
    step, time, dt, method : where and how (ms)
    end_time : the furthest moment reached (later than `time` after a rewind), ms
    v, h : (N,) Hz, state and input now
    times : (T,) ms, oldest first; the last is `time`
    rates, inputs : (T, N) Hz, what is still remembered of v and h, row by row with `times`
    integrals : (T, number of the system's integrals), Hz
    switches : input name -> whether it is on
    spans, marks : for shading and markers on time axes
    divergence : None, or why the run stopped
    """

    system: System
    step: int
    time: float
    dt: float
    method: str
    end_time: float
    v: State
    h: State
    times: Array
    rates: Array
    inputs: Array
    integrals: Array
    switches: Mapping[str, bool]
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    divergence: Divergence | None = None
