"""The theory meter of a ring: whether a run is at rest, what is measured then, and the predictions all rings share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from recnet_core.arrays import Array
from recnet_core.inputs import Noise
from recnet_core.measuring import e_fold, stretch
from recnet_core.rings import shape
from recnet_core.rings.parts import RingParameters, amplitude_of, first_component
from recnet_core.rings.rest import Rest, at_rest, held_bump, rest_under
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction

SETTLED = 8e-4  # how near to rest counts as there, relative to the bump's height
STILL = 1e-9  # Hz, what counts as nothing
TOLERANCE = 2e-3
ANGLE_LEAST = 0.1  # degrees
LIMIT = 2.0  # of λ_1 on a rectified ring: half of it is active, and half of Σ cos² is left
BUMP = 0.05  # a first component below so much of an even input is no bump
NO_REST = "nothing comes to rest under these parameters"


def switched_on(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the names of the inputs that are on, in the system's order."""
    return tuple(entry.name for entry in snapshot.system.inputs if snapshot.switches[entry.name])


def is_noisy(snapshot: Snapshot) -> bool:
    """Whether an input that is on is new at every step."""
    on = switched_on(snapshot)
    return any(isinstance(e.waveform, Noise) and e.name in on and e.profile.any() for e in snapshot.system.inputs)


def waits_for(snapshot: Snapshot, growth: float | None) -> str:
    """Return why nothing can be measured yet, "" where the run is at rest.

    growth : largest eigenvalue of the active part; the distance to rest is at most τ|dv/dt|/(1 − growth)
    """
    if snapshot.divergence is not None:
        return "the run has diverged"
    if is_noisy(snapshot):
        return "noise is on: nothing comes to rest"
    network = snapshot.system.network
    moving = float(np.abs(network.drift(snapshot.v, snapshot.h) * network.tau).max())
    slack = 1.0 - growth if growth is not None and growth < 1.0 else 0.01
    height = float(np.abs(snapshot.v).max())
    if network.low_rank is not None:  # a faint bump on a high background is to be at rest itself
        height = min(height, 2.0 * float(amplitude_of(snapshot.v, first_component(network.low_rank.basis))))
    return "" if moving <= SETTLED * slack * height + STILL else "waits for rest"


def rest_here(build: Callable[[Any], System], p: RingParameters, snapshot: Snapshot) -> tuple[Rest | None, str]:
    """Return where a rectified ring goes from where it is under the inputs that are on; or None, and why nowhere.

    An even input upholds a bump wherever there is one: then it is the one at the angle that is shown.
    """
    if p.lambda1 >= LIMIT:
        return None, "λ_1 is not below 2: the bump runs away"
    on = switched_on(snapshot)
    h = snapshot.system.held_input(on)
    if p.lambda1 <= 1.0 or not h[0] > 0.0 or np.ptp(h) > 1e-9 * h[0]:
        return _in_its_basin(snapshot, rest_under(build, p, on), h)
    angles, weights = snapshot.system.angles, snapshot.system.network.low_rank
    assert angles is not None
    assert weights is not None
    if float(amplitude_of(snapshot.v, first_component(weights.basis))) <= BUMP * h[0]:
        return None, "no bump is there; the even state is unstable, the least unevenness grows"
    bump = round(float(shape.bump_angle(snapshot.v, angles)), 1)
    held = held_bump(p.N, p.lambda1, float(h[0]), bump)
    return held, "the ring has too few units to hold a bump" if held is None else ""


def _in_its_basin(snapshot: Snapshot, fresh: Rest | None, h: Array) -> tuple[Rest | None, str]:
    """Return the rest that a start from nothing leads to, or the run's own where it came to rest elsewhere; and a note.

    A strong background with a weak tuned input has more than one: then history has chosen.
    """
    if fresh is None:
        return None, NO_REST
    elsewhere = float(np.abs(fresh.v - snapshot.v).max()) > 2.0 * TOLERANCE * fresh.peak
    if not elsewhere or waits_for(snapshot, fresh.growth):
        return fresh, ""
    network = snapshot.system.network
    assert network.low_rank is not None
    own = at_rest(network, h, snapshot.v @ network.low_rank.basis)
    if own is None or float(np.abs(own.v - snapshot.v).max()) > 2.0 * TOLERANCE * own.peak:
        return None, "the run stands still on a state that is not stable: the least push moves it a fraction of a unit"
    return own, "one of several states of rest: where the run came from has chosen it"


@dataclass(frozen=True)
class Meter:
    """Predicted and measured numbers of one snapshot.

    Attributes
    ----------
    snapshot : the run now
    rest : where theory says it comes to rest, or None
    why : why there is no rest; where there is one, a remark on it or ""
    waits : why nothing can be measured yet, "" where the run is at rest
    source : of the equations
    """

    snapshot: Snapshot
    rest: Rest | None
    waits: str
    why: str
    source: str = "D&A eq. 7.35"

    @property
    def angles(self) -> Array:
        """(N,) degrees."""
        angles = self.snapshot.system.angles
        assert angles is not None
        return angles

    @property
    def reader(self) -> Array:
        """(N, 2), reads the first component."""
        weights = self.snapshot.system.network.low_rank
        assert weights is not None
        return first_component(weights.basis)

    @property
    def drive(self) -> Array:
        """M v + h, (N,) Hz."""
        return self.snapshot.system.network.argument(self.snapshot.v, self.snapshot.h)

    def line(
        self,
        name: str,
        predicted: float | None,
        measured: float | None,
        unit: str = "",
        tolerance: float = TOLERANCE,
        least: float = 1e-6,
        source: str = "",
        note: str = "",
        comparable: bool = True,
    ) -> Prediction:
        """Return one line; nothing is measured while the run is not at rest, and the note says why."""
        missing = self.why if predicted is None or self.rest is not None else ""
        return Prediction(
            name, predicted, None if self.waits else measured, unit, tolerance, least, source or self.source,
            note or missing or self.waits, comparable,
        )  # fmt: skip

    def peak(self, predicted: float | None = None) -> Prediction:
        """Return the line of the largest rate; `predicted` (Hz) where a formula gives it, else the rest's."""
        if predicted is None and self.rest is not None:
            predicted = self.rest.peak
        least = 1e-3 * (1.0 if self.rest is None else 1.0 + float(np.abs(self.rest.v).max()))
        return self.line("peak rate", predicted, float(self.snapshot.v.max()), "Hz", least=least)

    def peak_gain(self, predicted: float | None = None, note: str = "") -> Prediction:
        """Return the line of largest rate over largest input; `predicted` where a formula gives it, else the rest's."""
        into, rest = float(self.snapshot.h.max()), self.rest
        if rest is None or into <= STILL:
            return self.line("gain of the peak", None, None, note="" if rest is None else "nothing comes in")
        measured = float(self.snapshot.v.max()) / into
        predicted = rest.peak / float(rest.h.max()) if predicted is None else predicted
        return self.line("gain of the peak", predicted, measured, note=self.waits or note)

    def gain(self, predicted: float | None = None, note: str = "") -> Prediction:
        """Return the line of first component out over first component in; `predicted` as in `peak_gain`."""
        into, out = (float(amplitude_of(x, self.reader)) for x in (self.snapshot.h, self.snapshot.v))
        rest = self.rest
        if rest is None or into <= STILL:
            nothing = "" if rest is None else "no first component comes in"
            return self.line("gain of c_1", None, None, note=nothing)
        if predicted is None:
            predicted = float(amplitude_of(rest.v, self.reader) / amplitude_of(rest.h, self.reader))
        return self.line("gain of c_1", predicted, out / into, note="" if self.waits else note)

    def angle(self, predicted: float | None = None, note: str = "") -> Prediction:
        """Return the line of where the bump is; `predicted` where it is not the rest's."""
        if predicted is None and self.rest is not None and float(amplitude_of(self.rest.v, self.reader)) > STILL:
            predicted = float(shape.bump_angle(self.rest.v, self.angles))
        elif predicted is None and self.rest is not None:
            note = note or "no bump: nothing is tuned"
        measured: float | None = float(shape.bump_angle(self.snapshot.v, self.angles))
        if float(amplitude_of(self.snapshot.v, self.reader)) <= STILL:
            measured = None
        if predicted is not None and measured is not None:
            period = len(self.angles) * (self.angles[1] - self.angles[0])
            measured = predicted + float(shape.apart(measured, predicted, period))
        return self.line("bump angle", predicted, measured, "°", tolerance=0.0, least=ANGLE_LEAST, note=note)

    def half_width(self, note: str = "half of where the drive to the units is above 0") -> Prediction:
        """Return the line of how far from its peak the bump ends."""
        if self.rest is not None and self.rest.peak <= STILL:
            return self.line("half-width", None, None, "°", note="no bump: the ring falls silent")
        predicted = None if self.rest is None else float(shape.half_width(self.rest.drive, self.angles))
        measured = float(shape.half_width(self.drive, self.angles))
        note = self.why if self.rest is None else self.waits or note
        return self.line("half-width", predicted, measured, "°", least=0.05, note=note)


def time_constant(snapshot: Snapshot, rest: float | None = None) -> float | None:
    """Return in what time (ms) the first component settles since the last act, along the direction it has now.

    None where it did not move, or where it has turned meanwhile: then it is not one exponential.

    rest : Hz, where it is going if that is known
    """
    weights = snapshot.system.network.low_rank
    assert weights is not None
    reader, rows = first_component(weights.basis), stretch(snapshot)
    before, now = rows.rates[0] @ reader, snapshot.v @ reader
    length = float(np.hypot(*now))
    turned = abs(float(before[0] * now[1] - before[1] * now[0]))
    if length <= 1e-12 or turned > 1e-6 * length * float(np.hypot(*before)):
        return None
    return e_fold(rows, reader @ (now / length), rest)
