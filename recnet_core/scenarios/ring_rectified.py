"""A ring of rectified units amplifies more, and what it amplifies keeps its shape (D&A figure 7.9, eq. 7.35)."""

from dataclasses import dataclass

from recnet_core.inputs import Input
from recnet_core.parameters import parameter
from recnet_core.rings import meter, parts, shape
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial


@dataclass(frozen=True)
class RectifiedRingParameters(parts.RingParameters):
    """A ring of rectified units: λ_1 up to 2, and the seed of the unevenness."""

    network_seed: int = parameter(
        1, symbol="seed", low=0, high=9999, integer=True, help="Which frozen unevenness of the input across units."
    )


def build(p: RectifiedRingParameters) -> System:
    """Return the rectified ring with its tuned input on."""
    network, angles = parts.ring_network(p), shape.directions(p.N)
    assert network.low_rank is not None
    tuned = p.amplitude * shape.tuned(angles, p.angle, p.width) + p.h0
    inputs = (
        Input("tuned", tuned, title="tuned input", on=True),
        parts.uneven_input(p, p.network_seed),
        parts.noise_input(p),
    )
    gain = 0.5 / (1.0 - p.lambda1 / meter.LIMIT) if is_cosine(p) and p.lambda1 < meter.LIMIT else None
    return System(network, inputs, angles=angles, readouts=parts.readouts(network.low_rank, angles, gain=gain))


def is_cosine(p: RectifiedRingParameters) -> bool:
    """Whether the tuned input is a pure cosine, for which half of an even ring is active whatever it does."""
    return p.width == 90.0 and p.h0 == 0.0 and p.N % 2 == 0


def notices(p: RectifiedRingParameters) -> tuple[str, ...]:
    """Say when the bump runs away."""
    return parts.past_limit(p, meter.LIMIT)


def theory(p: RectifiedRingParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return gain, peak, half-width and angle of the bump at rest, and the e-fold with which it comes."""
    on = meter.switched_on(snapshot)
    rest, why = meter.rest_here(build, p, snapshot)
    lines = meter.Meter(snapshot, rest, meter.waits_for(snapshot, rest.growth if rest else None), why)
    closed = is_cosine(p) and on == ("tuned",)
    gain, peak = None, None
    if closed and rest is not None:
        gain = 1.0 / (1.0 - p.lambda1 / meter.LIMIT)
        peak = gain * float(rest.h.max())
    note = "1/(1 − λ_1/2)" if closed else "no closed form: from the self-consistent bump"
    half = "half of 1/(1 − λ_1/2), for half of the cosine is cut off" if closed else note
    return (
        lines.peak_gain(gain, note),
        lines.gain(None if gain is None else 0.5 * gain, half),
        lines.peak(peak),
        lines.half_width(),
        lines.angle(),
        _time_constant(p, lines, on),
    )


def _time_constant(p: RectifiedRingParameters, lines: meter.Meter, on: tuple[str, ...]) -> Prediction:
    """Return the line of the e-fold τ/(1 − λ_1/2) of a pure cosine's response."""
    name, source = "time constant of c_1", "D&A eq. 7.22, 7.35"
    if not is_cosine(p) or on != ("tuned",) or p.lambda1 == meter.LIMIT:
        return Prediction(name, None, None, "ms", source=source, note="no single e-fold: the active units change")
    measured = None if lines.snapshot.divergence else meter.time_constant(lines.snapshot)
    note = "waits for c_1 to move" if measured is None else "τ/|1 − λ_1/2|"
    return Prediction(
        name,
        p.tau / abs(1.0 - p.lambda1 / meter.LIMIT),
        measured,
        "ms",
        tolerance=meter.TOLERANCE,
        source=source,
        note=note,
    )


EXPECTED = ("gain of the peak", "gain of c_1", "peak rate", "half-width", "bump angle")

SCENARIO = Scenario(
    key="ring-rectified",
    title="Rectified ring",
    group="Nonlinear",
    summary="Rates cannot be negative: half of the ring falls silent, λ_1 may come near 2, and a weak tuned input "
    "gives a strong, smooth bump.",
    defaults=RectifiedRingParameters(),
    build=build,
    views=parts.ring_views(),
    presets=(
        Preset("selective-amplification", "Selective amplification (D&A 7.9)"),
        Preset("noisy", "Noisy cosine (D&A 7.9)", {"noise": 2.0}, on=("uneven",)),
        Preset("weak", "Weaker coupling (λ_1 = 1)", {"lambda1": 1.0}),
        Preset("runaway", "Runs away (λ_1 = 2.05)", {"lambda1": 2.05}),
        Preset("large", "1,024 units", {"N": 1024}),
    ),
    notices=notices,
    dt=1.0,
    window=1500.0,
    rate_range=(0.0, 120.0),
    number=7,
    theory=theory,
    trials=(
        Trial("a pure cosine, gain 20", (*EXPECTED, "time constant of c_1")),
        Trial("the noisy cosine of D&A 7.9", EXPECTED, preset="noisy", duration=4000.0),
        Trial(
            "other λ_1, N and angle",
            (*EXPECTED, "time constant of c_1"),
            values={"lambda1": 1.2, "N": 64, "angle": -51.0, "tau": 25.0},
        ),
        Trial("a narrow input with a background", EXPECTED, values={"lambda1": 1.7, "width": 40.0, "h0": 1.5, "N": 81}),
        Trial("runs away with its e-fold", ("time constant of c_1",), preset="runaway"),
    ),
)
