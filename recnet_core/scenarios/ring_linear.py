"""A linear ring picks the first Fourier component out of its input (D&A figure 7.8, eq. 7.33)."""

from dataclasses import dataclass

import numpy as np

from recnet_core.arrays import Array
from recnet_core.inputs import Input
from recnet_core.parameters import parameter
from recnet_core.rings import meter, parts, shape
from recnet_core.rings.rest import rest_under
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial
from recnet_core.transfer import Linear

LIMIT = 1.0
SOURCE = "D&A eq. 7.23, 7.33"


@dataclass(frozen=True)
class LinearRingParameters(parts.RingParameters):
    """A ring of linear units: λ_1 up to 1, and the seed of the unevenness."""

    lambda1: float = parameter(
        0.9,
        symbol="λ_1",
        low=0.0,
        high=1.1,
        help="Eigenvalue of M along cos θ and sin θ; the first component is amplified 1/(1 − λ_1) times.",
    )
    network_seed: int = parameter(
        1, symbol="seed", low=0, high=9999, integer=True, help="Which frozen unevenness of the input across units."
    )


def build(p: LinearRingParameters) -> System:
    """Return the linear ring with its tuned and its uneven input on."""
    network, angles = parts.ring_network(p, Linear()), shape.directions(p.N)
    assert network.low_rank is not None
    tuned = p.amplitude * shape.tuned(angles, p.angle, p.width) + p.h0
    inputs = (
        Input("tuned", tuned, title="tuned input", on=True),
        parts.uneven_input(p, p.network_seed, on=True),
        parts.noise_input(p),
    )
    gain = 1.0 / (1.0 - p.lambda1) if p.lambda1 < LIMIT else None
    return System(network, inputs, angles=angles, readouts=parts.readouts(network.low_rank, angles, gain=gain))


def notices(p: LinearRingParameters) -> tuple[str, ...]:
    """Say when the first component runs away."""
    return parts.past_limit(p, LIMIT)


def theory(p: LinearRingParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return the gain, e-fold and angle of the first component, and the gain of all the others together."""
    rest = rest_under(build, p, meter.switched_on(snapshot))
    waits = meter.waits_for(snapshot, p.lambda1)
    why = "λ_1 is not below 1: nothing comes to rest" if rest is None else ""
    lines = meter.Meter(snapshot, rest, waits, why, SOURCE)
    gain = 1.0 / (1.0 - p.lambda1) if rest is not None else None
    return (
        lines.gain(gain, "1/(1 − λ_1)"),
        _others(lines),
        _time_constant(p, lines),
        lines.peak(None if rest is None else _peak(p, rest.h)),
        lines.angle(),
    )


def _peak(p: LinearRingParameters, h: Array) -> float:
    """Return the largest of h (N,) Hz with its first Fourier component 1/(1 − λ_1) times as large (D&A eq. 7.24)."""
    spectrum = np.fft.rfft(h)
    spectrum[1] /= 1.0 - p.lambda1
    return float(np.fft.irfft(spectrum, p.N).max())


def _others(lines: meter.Meter) -> Prediction:
    """Return the line of everything but the first component: eigenvalue 0, so it passes as it is."""
    weights, now = lines.snapshot.system.network.low_rank, lines.snapshot
    assert weights is not None
    rest_of = [float(np.linalg.norm(x - (x @ weights.basis) @ weights.basis.T)) for x in (now.h, now.v)]
    if rest_of[0] <= 1e-9 * (1.0 + float(np.linalg.norm(now.h))):
        return lines.line("gain of the others", 1.0, None, note="nothing else comes in")
    return lines.line("gain of the others", 1.0, rest_of[1] / rest_of[0], note=lines.waits or "their λ is 0")


def _time_constant(p: LinearRingParameters, lines: meter.Meter) -> Prediction:
    """Return the line of the e-fold τ/(1 − λ_1) with which the first component settles, or runs away."""
    name, source = "time constant of c_1", "D&A eq. 7.22"
    if p.lambda1 == LIMIT:
        return Prediction(name, None, None, "ms", source=source, note="λ_1 = 1: it adds up its input")
    quiet = meter.is_noisy(lines.snapshot) or lines.snapshot.divergence is not None
    measured = None if quiet else meter.time_constant(lines.snapshot)
    note = "waits for c_1 to move" if measured is None else "τ/|1 − λ_1|"
    return Prediction(
        name, p.tau / abs(1.0 - p.lambda1), measured, "ms", tolerance=meter.TOLERANCE, source=source, note=note
    )


EXPECTED = ("gain of c_1", "gain of the others", "time constant of c_1", "peak rate", "bump angle")

SCENARIO = Scenario(
    key="ring-linear",
    title="Linear ring",
    group="Linear",
    summary="Each unit of a ring prefers a direction and is coupled to the others by the cosine of their distance: "
    "of a noisy input only the first Fourier component is amplified.",
    defaults=LinearRingParameters(),
    build=build,
    views=parts.ring_views(),
    presets=(
        Preset("amplification", "Amplification (D&A 7.8)"),
        Preset("pure-cosine", "Pure cosine, 0.2 Hz of unevenness", {"noise": 0.2}),
        Preset("noisy", "More noise than signal", {"amplitude": 1.0, "noise": 3.0}),
        Preset("feedforward", "No recurrence (λ_1 = 0)", {"lambda1": 0.0}),
        Preset("runaway", "Runs away (λ_1 = 1.02)", {"lambda1": 1.02}),
        Preset("large", "1,024 units", {"N": 1024}),
    ),
    notices=notices,
    dt=1.0,
    window=1000.0,
    rate_range=(-60.0, 60.0),
    number=4,
    theory=theory,
    trials=(
        Trial("the noisy cosine of D&A 7.8", EXPECTED),
        Trial(
            "other λ_1, N, angle and width",
            EXPECTED,
            values={"lambda1": 0.5, "N": 64, "angle": 37.0, "width": 50.0, "h0": 2.0, "tau": 20.0},
        ),
        Trial("no recurrence", EXPECTED, values={"lambda1": 0.0, "N": 33}),
        Trial("runs away with its e-fold", ("time constant of c_1",), values={"lambda1": 1.02}),
    ),
)
