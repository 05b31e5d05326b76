"""Two bumps of input, one bump of response: the stronger takes it all (D&A figure 7.12, eq. 7.35)."""

from dataclasses import dataclass

import numpy as np

from recnet_core.inputs import Input
from recnet_core.parameters import parameter
from recnet_core.rings import meter, parts, shape
from recnet_core.rings.rest import Rest, rest_under
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial

OTHER = 90.0  # degrees, where the second bump is


@dataclass(frozen=True)
class AttentionParameters(parts.RingParameters):
    """A rectified ring with two bumps of input: one at `angle`, stronger by `excess`, one at +90°."""

    amplitude: float = parameter(
        5.0, symbol="A", unit="Hz", low=0.0, high=50.0, help="Height of the bump of input at +90°."
    )
    angle: float = parameter(
        -90.0,
        symbol="θ_0",
        unit="°",
        low=-180.0,
        high=180.0,
        help="Where the first bump of input is, the stronger one; the second stays at +90°.",
    )
    width: float = parameter(
        60.0,
        symbol="w",
        unit="°",
        low=10.0,
        high=180.0,
        help="How far from its peak a bump of input A [cos(90° Δ/w)]+ ends.",
    )
    h0: float = parameter(
        1.0, symbol="h_0", unit="Hz", low=-20.0, high=20.0, help="Strength of the background, an input of its own."
    )
    excess: float = parameter(
        0.1,
        symbol="δ",
        low=-0.5,
        high=0.5,
        help="How much stronger the first bump is: A(1 + δ) against A; below 0 it is the weaker one.",
    )


def build(p: AttentionParameters) -> System:
    """Return the rectified ring with both bumps of input on."""
    network, angles = parts.ring_network(p), shape.directions(p.N)
    assert network.low_rank is not None
    strong = p.amplitude * (1.0 + p.excess) * shape.local(angles, p.angle, p.width)
    inputs = (
        Input("left", strong, title=f"first bump, at {p.angle:g}°", on=True),
        Input("right", p.amplitude * shape.local(angles, OTHER, p.width), title=f"second bump, at {OTHER:g}°", on=True),
        Input("background", np.full(p.N, p.h0), title="background"),
        parts.noise_input(p),
    )
    return System(network, inputs, angles=angles, readouts=parts.readouts(network.low_rank, angles))


def notices(p: AttentionParameters) -> tuple[str, ...]:
    """Say when the bump runs away, and when neither input is stronger."""
    level = ("δ = 0: neither bump of input is stronger; the response stands in the middle",) if p.excess == 0.0 else ()
    return (*parts.past_limit(p, meter.LIMIT), *level)


def theory(p: AttentionParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return where the one bump is, how high and wide, and the rate at the input that lost."""
    rest, why = meter.rest_here(build, p, snapshot)
    rest, held = (rest, False) if rest is None else _by_history(p, snapshot, rest)
    lines = meter.Meter(snapshot, rest, meter.waits_for(snapshot, rest.growth if rest else None), why)
    note = "this bump was there first; from rest the other input would win" if held else ""
    return (lines.angle(note=note), _loser(p, lines), lines.peak(), lines.half_width())


def _by_history(p: AttentionParameters, snapshot: Snapshot, fresh: Rest) -> tuple[Rest, bool]:
    """Return the rest that belongs to the bump that is there now, and whether it owes that to its history."""
    on, angles = meter.switched_on(snapshot), snapshot.system.angles
    assert angles is not None
    bump = float(shape.bump_angle(snapshot.v, angles))
    if abs(shape.apart(bump, float(shape.bump_angle(fresh.v, angles)))) < 60.0:
        return fresh, False
    nearest = min((p.angle, OTHER), key=lambda peak: abs(float(shape.apart(bump, peak))))
    other = rest_under(build, p, on, nearest)
    stays = other is not None and abs(shape.apart(bump, float(shape.bump_angle(other.v, angles)))) < 60.0
    return (other, True) if other is not None and stays else (fresh, False)


def _loser(p: AttentionParameters, lines: meter.Meter) -> Prediction:
    """Return the line of the rate at the peak of the input that lost."""
    name = "rate at the other input"
    both = lines.snapshot.switches["left"] and lines.snapshot.switches["right"]
    if lines.rest is None or not both or abs(float(shape.apart(p.angle, OTHER))) < 90.0:
        return lines.line(name, None, None, "Hz", note="needs two bumps of input, apart, and a state of rest")
    bump = float(shape.bump_angle(lines.rest.v, lines.angles))
    lost = max((p.angle, OTHER), key=lambda peak: abs(float(shape.apart(bump, peak))))
    unit = int(np.argmin(np.abs(shape.apart(lines.angles, lost))))
    return lines.line(name, float(lines.rest.v[unit]), float(lines.snapshot.v[unit]), "Hz", least=1e-3)


EXPECTED = ("bump angle", "rate at the other input", "peak rate", "half-width")

SCENARIO = Scenario(
    key="attention",
    title="Selective attention",
    group="Nonlinear",
    summary="Two bumps of input compete through the ring: the response follows the stronger one alone and is silent "
    "at the other.",
    defaults=AttentionParameters(),
    build=build,
    views=parts.ring_views(),
    presets=(
        Preset("winner", "Selective attention (D&A 7.12)"),
        Preset("other-side", "The other one is stronger (δ = −0.1)", {"excess": -0.1}),
        Preset("no-competition", "Too weakly coupled to choose (λ_1 = 0.5)", {"lambda1": 0.5}),
        Preset("runaway", "Runs away (λ_1 = 2.05)", {"lambda1": 2.05}),
        Preset("hair-breadth", "1,024 units, 1 % stronger", {"N": 1024, "excess": 0.01}),
    ),
    notices=notices,
    dt=1.0,
    window=1500.0,
    rate_range=(0.0, 80.0),
    number=8,
    theory=theory,
    trials=(
        Trial("the bump at −90° wins", EXPECTED),
        Trial("the bump at +90° wins", EXPECTED, preset="other-side"),
        Trial("too weak to choose: both stay", EXPECTED, preset="no-competition"),
        Trial(
            "other λ_1, N, width and angle", EXPECTED, values={"lambda1": 1.6, "N": 72, "width": 40.0, "angle": -60.0}
        ),
    ),
)
