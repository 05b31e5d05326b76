"""A saturating neuron that excites itself: off, on, and an unstable state between them (Fee lecture 20)."""

import math
from dataclasses import dataclass

import numpy as np

from recnet_core.inputs import Input, Pulse
from recnet_core.measuring import WAITS_FOR_MOTION, Rows, exponential_rate, last_mark, resting_value, settled, stretch
from recnet_core.mode_theory import AGREE, EXACT
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot, Span
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial
from recnet_core.transfer import Saturating
from recnet_core.views import RateCurve, Traces

PULSE = 100.0  # ms
ONE = np.ones(1)
SOURCE = "τ dv/dt = −v + min([λv + h − θ]+, ceiling)"
RISE = "time to the point of no return"


@dataclass(frozen=True)
class BistableParameters(Parameters):
    """The neuron's weight on itself, its threshold and ceiling, and the pulses."""

    lambda1: float = parameter(
        1.5, symbol="λ", low=0.0, high=3.0, help="Weight on itself; two states can only last above 1."
    )
    tau: float = parameter(20.0, symbol="τ", unit="ms", low=1.0, high=100.0, help="Time constant of the neuron.")
    ceiling: float = parameter(
        100.0, symbol="v_max", unit="Hz", low=10.0, high=200.0, help="The highest rate it can reach."
    )
    threshold: float = parameter(
        20.0, symbol="θ", unit="Hz", low=-50.0, high=150.0, help="The input it needs to fire at all."
    )
    amplitude: float = parameter(
        50.0, symbol="A", unit="Hz", low=0.0, high=200.0, help="Strength of a pulse, up or down."
    )


def build(p: BistableParameters) -> System:
    """Return the network of one saturating unit."""
    network = RateNetwork(
        tau=np.array([p.tau]),
        recurrent=np.array([[p.lambda1]]),
        bias=np.array([-p.threshold]),
        transfer=Saturating(p.ceiling),
    )
    inputs = (
        Input("pulse +", p.amplitude * ONE, Pulse(PULSE), title=f"pulse +, {PULSE:g} ms", on=True),
        Input("pulse -", -p.amplitude * ONE, Pulse(PULSE), title=f"pulse −, {PULSE:g} ms"),
        Input("short +", p.amplitude * ONE, Pulse(PULSE / 10.0), title=f"pulse +, {PULSE / 10.0:g} ms"),
    )
    return System(network, inputs, labels=("v",))


def lower_state(p: BistableParameters, h: float = 0.0) -> float | None:
    """Return 0 where silence stays silent under the input h (Hz), else None."""
    return 0.0 if h <= p.threshold else None


def upper_state(p: BistableParameters, h: float = 0.0) -> float | None:
    """Return the ceiling where it holds itself up under the input h, else None."""
    return p.ceiling if p.lambda1 * p.ceiling + h - p.threshold >= p.ceiling else None


def middle_state(p: BistableParameters, h: float = 0.0) -> float | None:
    """Return the fixed point of the linear piece, (θ − h)/(λ − 1), where it lies on it, else None."""
    if p.lambda1 == 1.0:
        return None
    v = (p.threshold - h) / (p.lambda1 - 1.0)
    return v if 0.0 < v < p.ceiling else None


def notices(p: BistableParameters) -> tuple[str, ...]:
    """Say where there are no two states to choose from."""
    if p.lambda1 > 1.0 and middle_state(p) is not None:
        return ()
    if upper_state(p) is None:
        return ("The neuron does not hold itself up: a pulse is forgotten",)
    if lower_state(p) is None:
        return ("θ < 0: the neuron is active by itself and does not stay off",)
    return ("Without an input there are not two stable states with an unstable one between them",)


def theory(p: BistableParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return the three states under today's input, how fast the middle one is left, and when a pulse has won."""
    rows = _linear_rows(p, stretch(snapshot))
    return (
        _state("upper state", upper_state(p, _h(snapshot)), snapshot, "This input pulls it down from there."),
        _state("lower state", lower_state(p, _h(snapshot)), snapshot, "This input does not let it be silent."),
        _middle(p, snapshot, rows),
        _growth(p, rows),
        _rise(p, snapshot),
    )


def _h(snapshot: Snapshot) -> float:
    return float(snapshot.h[0])


def _linear_rows(p: BistableParameters, rows: Rows) -> Rows:
    """Return the rows from the first to the last that lie on the linear piece (each passes it once)."""
    x = p.lambda1 * rows.rates[:, 0] + rows.inputs[:, 0] - p.threshold
    inside = np.flatnonzero((x > 0.0) & (x < p.ceiling))
    return rows.part(int(inside[0]), int(inside[-1]) + 1) if len(inside) else rows.part(0, 0)


def _state(name: str, predicted: float | None, snapshot: Snapshot, why: str) -> Prediction:
    """A stable state is measured while the run rests on that flat piece of F."""
    if predicted is None:
        return Prediction(name, None, None, "Hz", source=SOURCE, note=why)
    network = snapshot.system.network
    flat = float(network.transfer.slope(network.argument(snapshot.v, snapshot.h))[0]) == 0.0
    v = float(snapshot.v[0])
    here = flat and settled(snapshot) and abs(v - predicted) <= 1.0
    note = "" if here else "The run is not there now."
    return Prediction(name, predicted, v if here else None, "Hz", AGREE, 1e-4, SOURCE, note)


def _middle(p: BistableParameters, snapshot: Snapshot, rows: Rows) -> Prediction:
    """(θ − h)/(λ − 1), found in the run as what the rates run away from."""
    name, predicted = "unstable state", middle_state(p, _h(snapshot))
    if predicted is None or p.lambda1 <= 1.0:
        return Prediction(name, None, None, "Hz", source=SOURCE, note="Under this input there is none.")
    measured = resting_value(rows, ONE) if len(rows) else None
    note = "Waits for a run between the states: start one there." if measured is None else ""
    return Prediction(name, predicted, measured, "Hz", EXACT, 1e-6, SOURCE, note)


def _growth(p: BistableParameters, rows: Rows) -> Prediction:
    """μ = (λ − 1)/τ, the eigenvalue of the Jacobian on the linear piece."""
    name, predicted = "growth rate between them", 1000.0 * (p.lambda1 - 1.0) / p.tau
    rate = exponential_rate(rows, ONE) if len(rows) else None
    measured = None if rate is None else -1000.0 * rate
    note = WAITS_FOR_MOTION if measured is None else ""
    return Prediction(name, predicted, measured, "1/s", EXACT, 1e-6, SOURCE, note)


def _rise(p: BistableParameters, snapshot: Snapshot) -> Prediction:
    """How long an upward pulse must last to win: until v passes the state that is unstable without it.

    From v_0 on the linear piece v(t) = v_h + (v_0 − v_h) e^{(λ−1)t/τ} with v_h = (θ − A)/(λ − 1) (D&A eq. 7.23).
    """
    middle, source = middle_state(p), "D&A eq. 7.23 on the linear piece"
    if middle is None or p.lambda1 <= 1.0:
        why = "Without an input there is no unstable state to pass."
        return Prediction(RISE, None, None, "ms", source=source, note=why)
    pulse = _last_pulse(snapshot)
    rows = stretch(snapshot) if pulse is None else _rows_of(pulse, snapshot)
    start = 0.0 if pulse is None else float(rows.rates[0, 0])
    predicted = _time_to(p, start, middle)
    if predicted is None:
        return Prediction(
            RISE, None, None, "ms", source=source, note="The pulse is too weak, or it is past it already."
        )
    measured = None if pulse is None else _crossing(rows, middle)
    note = "The last upward pulse was too short or has not got there." if measured is None else ""
    return Prediction(RISE, predicted, measured, "ms", 1e-3, 0.02, source, note)


def _time_to(p: BistableParameters, start: float, middle: float) -> float | None:
    """Return in what time (ms) a pulse lifts v from `start` to `middle` (Hz); None if not on the linear piece."""
    rest = (p.threshold - p.amplitude) / (p.lambda1 - 1.0)
    saturated = p.lambda1 * middle + p.amplitude - p.threshold > p.ceiling
    if not rest < start < middle or p.lambda1 * start + p.amplitude <= p.threshold or saturated:
        return None
    return p.tau / (p.lambda1 - 1.0) * math.log((middle - rest) / (start - rest))


def _last_pulse(snapshot: Snapshot) -> Span | None:
    """Return the last upward pulse if it was alone and is remembered, with no knob turned since."""
    spans = sorted(snapshot.spans, key=lambda span: span.start)
    ups = [k for k, span in enumerate(spans) if span.input in {"pulse +", "short +"}]
    since = max(last_mark(snapshot), float(snapshot.times[0])) - 1e-6 * snapshot.dt
    if not ups or spans[ups[-1]].start < since:
        return None
    before, pulse, after = spans[: ups[-1]], spans[ups[-1]], spans[ups[-1] + 1 :]
    stop = math.inf if pulse.stop is None else pulse.stop
    alone = all(s.stop is not None and s.stop <= pulse.start for s in before) and all(s.start >= stop for s in after)
    return pulse if alone else None


def _rows_of(pulse: Span, snapshot: Snapshot) -> Rows:
    stop = snapshot.time if pulse.stop is None else pulse.stop
    first, last = np.searchsorted(snapshot.times, np.array([pulse.start, stop]) - 1e-6 * snapshot.dt)
    return Rows(snapshot.times, snapshot.rates, snapshot.inputs).part(int(first), int(last) + 1)


def _crossing(rows: Rows, level: float) -> float | None:
    """Return after what time (ms) v first passed `level`, between two rows on a straight line."""
    v = rows.rates[:, 0]
    above = np.flatnonzero(v >= level)
    if not len(above) or above[0] == 0:
        return None
    k = int(above[0])
    return float(np.interp(level, v[k - 1 : k + 1], rows.times[k - 1 : k + 1]) - rows.times[0])


BETWEEN = ("unstable state", "growth rate between them")

SCENARIO = Scenario(
    key="bistable-memory",
    title="Bistable memory",
    group="Memory",
    summary="Strong self-excitation held in check by a ceiling: a pulse switches the neuron on, and it stays on until "
    "another pulse switches it off.",
    defaults=BistableParameters(),
    build=build,
    views=(
        Traces("rate", "Rate", hero=True),
        RateCurve("rate-curve", "Input it receives against rate"),
    ),
    presets=(
        Preset("latch", "A pulse switches it on (λ = 1.5, Fee lecture 20)"),
        Preset("forgetful", "Too weak: the pulse is forgotten (λ = 0.9)", {"lambda1": 0.9}),
        Preset("stuck", "Too strong: a pulse cannot switch it off (λ = 2.5)", {"lambda1": 2.5, "amplitude": 100.0}),
        Preset("too-short", "A pulse too short to win (10 ms)", on=("short +",), off=("pulse +",)),
    ),
    notices=notices,
    window=1000.0,
    rate_range=(0.0, 120.0),
    number=13,
    theory=theory,
    trials=(
        Trial("a pulse switches it on", ("upper state", RISE)),
        Trial("a second pulse switches it off", ("lower state",), acts=("500 on pulse -",)),
        Trial("a short pulse does not", ("lower state", *BETWEEN), "too-short", duration=1000.0),
        Trial("left just above the unstable state", BETWEEN, acts=("300 state 40.001",), duration=800.0),
        Trial(
            "left just below it, with other numbers",
            ("lower state", *BETWEEN),
            values={"lambda1": 2.2, "tau": 35.0, "ceiling": 80.0, "threshold": 30.0, "amplitude": 70.0},
            acts=("500 state 24.9",),
        ),
        Trial(
            "switched on with other numbers",
            ("upper state", RISE),
            values={"lambda1": 1.8, "tau": 35.0, "ceiling": 150.0, "threshold": 30.0, "amplitude": 44.0},
        ),
        Trial("under a weight below 1", ("lower state", "growth rate between them"), "forgetful"),
    ),
)
