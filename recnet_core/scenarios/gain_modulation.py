"""A constant added to the input multiplies a ring's response (D&A figure 7.13, eq. 7.35)."""

from dataclasses import dataclass

import numpy as np

from recnet_core.inputs import Input
from recnet_core.parameters import parameter
from recnet_core.rings import meter, parts, shape
from recnet_core.rings.rest import rest_under
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial


@dataclass(frozen=True)
class GainParameters(parts.RingParameters):
    """A rectified ring with a tuned input of 4 Hz and a constant."""

    amplitude: float = parameter(
        4.0, symbol="A", unit="Hz", low=0.0, high=50.0, help="Height of the tuned input at its peak."
    )
    h0: float = parameter(
        2.0,
        symbol="h_0",
        unit="Hz",
        low=-20.0,
        high=20.0,
        help="The constant that is added for all units; it multiplies the response.",
    )


def build(p: GainParameters) -> System:
    """Return the rectified ring with a tuned input and a constant, both on."""
    network, angles = parts.ring_network(p), shape.directions(p.N)
    assert network.low_rank is not None
    inputs = (
        Input("tuned", p.amplitude * shape.tuned(angles, p.angle, p.width), title="tuned input", on=True),
        Input("constant", np.full(p.N, p.h0), title=f"constant  {p.h0:+g} Hz", on=True),
        parts.noise_input(p),
    )
    return System(network, inputs, angles=angles, readouts=parts.readouts(network.low_rank, angles))


def notices(p: GainParameters) -> tuple[str, ...]:
    """Say when the bump runs away."""
    return parts.past_limit(p, meter.LIMIT)


def theory(p: GainParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return peak, width and angle of the response, and by how much the constant multiplies it."""
    rest, why = meter.rest_here(build, p, snapshot)
    lines = meter.Meter(snapshot, rest, meter.waits_for(snapshot, rest.growth if rest else None), why)
    return (lines.peak(), _factor(p, lines), lines.half_width(), lines.angle(), lines.gain())


def _factor(p: GainParameters, lines: meter.Meter) -> Prediction:
    """Return the line of the peak over the peak that the tuned input has alone."""
    alone = rest_under(build, p, ("tuned",))
    if not lines.snapshot.switches["tuned"] or lines.rest is None or alone is None or alone.peak <= 1e-9:
        return lines.line("times the response", None, None, note="needs the tuned input on, and a state of rest")
    measured = float(lines.snapshot.v.max()) / alone.peak
    note = lines.waits or f"peak over the {alone.peak:.4g} Hz without the constant"
    return lines.line("times the response", lines.rest.peak / alone.peak, measured, note=note)


EXPECTED = ("peak rate", "times the response", "half-width", "bump angle", "gain of c_1")

SCENARIO = Scenario(
    key="gain-modulation",
    title="Gain modulation",
    group="Nonlinear",
    summary="A constant added to a tuned input multiplies the response instead of shifting it, and hardly changes "
    "its width.",
    defaults=GainParameters(),
    build=build,
    views=parts.ring_views(),
    presets=(
        Preset("constant-2", "Gain modulation (D&A 7.13), constant +2 Hz"),
        Preset("constant-1", "Constant +1 Hz (D&A 7.13)", {"h0": 1.0}),
        Preset("constant-0", "No constant (D&A 7.13)", {"h0": 0.0}),
        Preset("constant-minus-1", "Constant −1 Hz (D&A 7.13)", {"h0": -1.0}),
        Preset("runaway", "Runs away (λ_1 = 2.05)", {"lambda1": 2.05}),
        Preset("large", "1,024 units", {"N": 1024}),
    ),
    notices=notices,
    dt=1.0,
    window=1500.0,
    rate_range=(0.0, 150.0),
    number=9,
    theory=theory,
    trials=(
        Trial("constant +2 Hz", EXPECTED),
        Trial("constant −1 Hz", EXPECTED, preset="constant-minus-1"),
        Trial("the constant is switched off on the way", EXPECTED, acts=("1000 off constant",), duration=3000.0),
        Trial("other λ_1, N, A and width", EXPECTED, values={"lambda1": 1.6, "N": 75, "amplitude": 7.0, "width": 60.0}),
    ),
)
