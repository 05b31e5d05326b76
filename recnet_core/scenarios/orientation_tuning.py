"""Sharp orientation tuning from a hardly tuned input, at every contrast (D&A figure 7.10, eq. 7.36–7.37)."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from recnet_core.arrays import Array
from recnet_core.connectivity import orientation_ring
from recnet_core.inputs import Input
from recnet_core.low_rank import LowRank
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.rings import meter, parts, shape
from recnet_core.rings.rest import Rest, at_rest, rest_under
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial
from recnet_core.views import Activity, FourierBars, Readouts, RingProfile

SOURCE = "D&A eq. 7.36–7.37"
ASIDE = 1.0  # degrees; the start is what an orientation this far away would evoke without recurrence


@dataclass(frozen=True)
class OrientationParameters(Parameters):
    """Coupling of a ring of orientations, and its visual input."""

    lambda0: float = parameter(
        7.3, symbol="λ_0", low=0.0, high=20.0, help="Inhibition that all units share: M_ij = (−λ_0 + λ_1 cos 2Δ)/N."
    )
    lambda1: float = parameter(
        11.0, symbol="λ_1", low=0.0, high=20.0, help="Tuned part of M: like orientations excite each other."
    )
    A: float = parameter(40.0, symbol="A", unit="Hz", low=0.0, high=100.0, help="Input at contrast 1.")
    epsilon: float = parameter(
        0.1, symbol="ε", low=0.0, high=0.5, help="How much of the input is tuned: A c (1 − ε + ε cos 2Δ)."
    )
    contrast: float = parameter(0.8, symbol="c", low=0.0, high=1.0, help="Contrast of the picture that is seen.")
    N: int = parameter(100, symbol="N", low=8, high=4096, integer=True, scale="log", help="Number of units.")
    tau: float = parameter(10.0, symbol="τ", unit="ms", low=1.0, high=100.0, help="Time constant of every unit.")
    angle: float = parameter(
        0.0, symbol="Θ", unit="°", low=-90.0, high=90.0, help="Orientation that is seen: the input's peak."
    )


def visual_input(p: OrientationParameters) -> Array:
    """Return h = A c (1 − ε + ε cos 2(θ − Θ)), (N,) Hz (D&A eq. 7.37)."""
    cosine = np.cos(np.radians(2.0 * (shape.orientations(p.N) - p.angle)))
    h: Array = p.A * p.contrast * (1.0 - p.epsilon + p.epsilon * cosine)
    return h


@lru_cache(maxsize=8)
def _weights(p: OrientationParameters) -> LowRank:
    return orientation_ring(p.N, p.lambda0, p.lambda1)


def _network(p: OrientationParameters) -> RateNetwork:
    return RateNetwork(tau=np.array([p.tau]), recurrent=_weights(p), transfer=parts.RECTIFIED)


def build(p: OrientationParameters) -> System:
    """Return the ring of orientations with its visual input on."""
    angles, network, weights = shape.orientations(p.N), _network(p), _weights(p)
    inputs = (Input("tuned", visual_input(p), title="visual input", on=True),)
    # A bump that stands on a unit is balanced on a knife's edge: N units hold it best between them. An exactly even
    # start would stay on that edge for seconds, until rounding decides.
    start = visual_input(replace(p, angle=p.angle - ASIDE if p.angle > 0.0 else p.angle + ASIDE))
    full = at_full_contrast(replace(p, contrast=1.0, angle=0.0)) if p.epsilon * p.A > 0.0 else None
    width = float(shape.half_width(full.drive, angles)) if full is not None else None
    return System(network, inputs, start, angles=angles, readouts=parts.readouts(weights, angles, width=width))


@lru_cache(maxsize=32)
def at_full_contrast(p: OrientationParameters) -> Rest | None:
    """Return the response to p's input; with p at contrast 1 all others are this one, scaled."""
    aside = visual_input(replace(p, angle=p.angle - ASIDE if p.angle > 0.0 else p.angle + ASIDE))
    return at_rest(_network(p), visual_input(p), aside @ _weights(p).basis)


def growth(lambda0: float, lambda1: float) -> float:
    """Return s of the bump V [cos φ − cos φ_c]+ that grows by itself as e^{(s−1)t/τ}, φ = 2θ; 0 where there is none.

    Put into eq. 7.36 with h = 0 the mean and the first component of the bump, f_0 = (sin φ_c − φ_c cos φ_c)/π and
    f_1 = (φ_c − sin φ_c cos φ_c)/2π, give λ_1 f_1 = s and λ_0 f_0 = s cos φ_c. f_1 cos φ_c/f_0 falls from 1 to 0 as
    φ_c grows from 0 to 90°, so that there is one such bump for λ_0 < λ_1. s > 1: it runs away. (N large)
    """
    if lambda0 >= lambda1:
        return 0.0
    low, high = 1e-3, np.pi / 2.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        f0, f1 = _moments(middle)
        low, high = (middle, high) if lambda1 * f1 * np.cos(middle) > lambda0 * f0 else (low, middle)
    return float(lambda1 * _moments(0.5 * (low + high))[1])


def _moments(end: float) -> tuple[float, float]:
    """Return the mean and half the first component of [cos φ − cos φ_c]+ over a turn, φ_c = `end` in radians."""
    f0 = (np.sin(end) - end * np.cos(end)) / np.pi
    f1 = (end - np.sin(end) * np.cos(end)) / (2.0 * np.pi)
    return float(f0), float(f1)


def notices(p: OrientationParameters) -> tuple[str, ...]:
    """Say when inhibition cannot hold the bump."""
    s = growth(p.lambda0, p.lambda1)
    if s <= 1.0:
        return ()
    e_fold = p.tau / (s - 1.0)
    return (f"λ_0 = {p.lambda0:.10g} is too little inhibition: the bump runs away, e-fold {e_fold:,.4g} ms",)


def theory(p: OrientationParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return peak, half-width and orientation of the response, all proportional to contrast but the width."""
    on = meter.switched_on(snapshot)
    tuned = p.epsilon * p.A > 0.0
    rest = rest_under(build, p, on) if tuned else None
    why = meter.NO_REST if tuned else "nothing in the input is tuned: where a bump would stand is left to chance"
    why = "" if rest is not None else why
    lines = meter.Meter(snapshot, rest, meter.waits_for(snapshot, rest.growth if rest else None), why, SOURCE)
    # A weakly tuned input leaves a coarse ring more than one rest, a fraction of a unit apart.
    grain = meter.TOLERANCE + 4.0 / p.N**2
    sizes = (lines.peak(), _half_width(p, lines, on), _per_contrast(p, lines, on))
    return (*(replace(line, tolerance=grain) for line in sizes), _angle(p, lines))


def _half_width(p: OrientationParameters, lines: meter.Meter, on: tuple[str, ...]) -> Prediction:
    """Return the line of where the response ends, predicted at contrast 1: the contrast does not matter."""
    full = None if lines.rest is None else at_full_contrast(replace(p, contrast=1.0))
    if full is None or p.contrast == 0.0 or not on:
        return lines.line(
            "half-width", None, None, "°", note=(lines.why or meter.NO_REST) if full is None else "nothing is seen"
        )
    predicted = float(shape.half_width(full.drive, lines.angles))
    measured = float(shape.half_width(lines.drive, lines.angles))
    note = lines.waits or "to where the response ends; the same at every contrast"
    return lines.line("half-width", predicted, measured, "°", least=0.05, note=note)


def _angle(p: OrientationParameters, lines: meter.Meter) -> Prediction:
    """Return the line of where the response stands: at the orientation that is seen, to within one unit."""
    if lines.rest is None or p.contrast == 0.0:
        return lines.angle()
    grain = 180.0 / p.N
    return replace(lines.angle(p.angle, note=lines.waits or "Θ, to within one unit"), least=grain + meter.ANGLE_LEAST)


def _per_contrast(p: OrientationParameters, lines: meter.Meter, on: tuple[str, ...]) -> Prediction:
    """Return the line of peak over contrast, predicted at contrast 1: the response only scales."""
    name, full = "peak / contrast", None if lines.rest is None else at_full_contrast(replace(p, contrast=1.0))
    if full is None or p.contrast == 0.0 or not on:
        return lines.line(
            name, None, None, "Hz", note=(lines.why or meter.NO_REST) if full is None else "nothing is seen"
        )
    return lines.line(name, full.peak, float(lines.snapshot.v.max()) / p.contrast, "Hz", least=1e-3)


EXPECTED = ("peak rate", "half-width", "bump angle", "peak / contrast")

SCENARIO = Scenario(
    key="orientation-tuning",
    title="Orientation tuning",
    group="Nonlinear",
    summary="The input to these cortical units is hardly tuned; recurrence sharpens it, and contrast scales the "
    "response without widening it.",
    defaults=OrientationParameters(),
    build=build,
    views=(
        RingProfile("profile", "Input and output", hero=True, peak="angle"),
        Readouts("width", "Half-width", names=("half-width",)),
        FourierBars("fourier", "Fourier amplitudes"),
        Activity("activity", "Activity of the units"),
    ),
    presets=(
        Preset("contrast-80", "Orientation tuning at 80 % contrast (D&A 7.10)"),
        Preset("contrast-40", "40 % contrast (D&A 7.10)", {"contrast": 0.4}),
        Preset("contrast-20", "20 % contrast (D&A 7.10)", {"contrast": 0.2}),
        Preset("contrast-10", "10 % contrast (D&A 7.10)", {"contrast": 0.1}),
        Preset("feedforward", "No recurrence: hardly tuned", {"lambda0": 0.0, "lambda1": 0.0}),
        Preset("runaway", "Too little inhibition: it runs away (λ_0 = 5)", {"lambda0": 5.0}),
        Preset("large", "1,024 units", {"N": 1024}),
    ),
    notices=notices,
    dt=1.0,
    window=1000.0,
    rate_range=(0.0, 100.0),
    number=11,
    theory=theory,
    trials=(
        Trial("80 % contrast", EXPECTED),
        Trial("10 % contrast", EXPECTED, preset="contrast-10"),
        Trial(
            "other coupling, N, ε and orientation",
            EXPECTED,
            values={"lambda0": 5.0, "lambda1": 7.0, "N": 72, "epsilon": 0.25, "angle": 31.0, "contrast": 0.5},
        ),
        Trial("no recurrence", ("peak rate", "bump angle", "peak / contrast"), preset="feedforward"),
    ),
)
