"""A bump of activity outlasts the input that put it there (D&A figure 7.14, eq. 7.35)."""

from dataclasses import dataclass

import numpy as np

from recnet_core.inputs import Input, Pulse
from recnet_core.measuring import last_mark
from recnet_core.parameters import parameter
from recnet_core.rings import meter, parts, shape
from recnet_core.rings.rest import held_bump
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial

PULSE = 500.0  # ms


@dataclass(frozen=True)
class MemoryParameters(parts.RingParameters):
    """A rectified ring with a local input on a background."""

    amplitude: float = parameter(
        5.0, symbol="A", unit="Hz", low=0.0, high=50.0, help="Height of the local input at its peak."
    )
    angle: float = parameter(
        0.0, symbol="θ_0", unit="°", low=-180.0, high=180.0, help="Where the local input is: what is to be remembered."
    )
    width: float = parameter(
        45.0,
        symbol="w",
        unit="°",
        low=10.0,
        high=180.0,
        help="How far from its peak the local input A [cos(90° Δ/w)]+ ends.",
    )
    h0: float = parameter(
        3.0,
        symbol="h_0",
        unit="Hz",
        low=-20.0,
        high=20.0,
        help="Background that all units share; above 0 it upholds the bump, at 0 or below the bump dies.",
    )


def build(p: MemoryParameters) -> System:
    """Return the rectified ring on its background, the local input on for a while."""
    network, angles = parts.ring_network(p), shape.directions(p.N)
    assert network.low_rank is not None
    bump = p.amplitude * shape.local(angles, p.angle, p.width)
    inputs = (
        Input("local", bump, Pulse(PULSE), title=f"local input, {PULSE:g} ms", on=True),
        Input("background", np.full(p.N, p.h0), title="background", on=True),
        Input("hold", bump, title="local input, by hand"),
        parts.noise_input(p),
    )
    rest = held_bump(p.N, p.lambda1, p.h0, p.angle)
    peak, width = (rest.peak, float(shape.half_width(rest.drive, angles))) if rest else (None, None)
    readouts = parts.readouts(network.low_rank, angles, peak=peak, width=width)
    return System(network, inputs, angles=angles, readouts=readouts)


def notices(p: MemoryParameters) -> tuple[str, ...]:
    """Say when the bump cannot last, and why."""
    if p.lambda1 >= meter.LIMIT:
        return parts.past_limit(p, meter.LIMIT)
    if p.lambda1 <= 1.0:
        return (f"λ_1 = {p.lambda1:.10g} ≤ 1: no bump can last, the even state is stable",)
    if p.h0 <= 0.0:
        e_fold = p.tau / (1.0 - p.lambda1 / meter.LIMIT)
        return (f"h_0 = {p.h0:.10g} ≤ 0: the bump leaks away, e-fold {e_fold:,.4g} ms or less",)
    return ()


def theory(p: MemoryParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return peak and width of the bump, the angle it remembers, and the e-fold with which it dies."""
    on = meter.switched_on(snapshot)
    rest, why = meter.rest_here(build, p, snapshot)
    lines = meter.Meter(snapshot, rest, meter.waits_for(snapshot, rest.growth if rest else None), why)
    return (lines.peak(), lines.half_width(), _remembered(p, lines, on), _decay(p, lines, on))


def _remembered(p: MemoryParameters, lines: meter.Meter, on: tuple[str, ...]) -> Prediction:
    """Return the line of the angle: where the bump was when the last other input ended, to within the units' grain."""
    now, name = lines.snapshot, "bump angle"
    ended = max((span.stop for span in now.spans if span.input != "background" and span.stop is not None), default=None)
    alone = set(on) == {"background"} and p.h0 > 0.0 and p.lambda1 > 1.0
    if not alone or lines.rest is None or ended is None:
        return lines.angle()
    row = int(np.searchsorted(now.times, ended - 0.5 * now.dt))
    if now.times[0] > ended or last_mark(now) > ended:
        note = "when it was put there is no longer kept here, only in the ring"
        return lines.line(name, None, float(shape.bump_angle(now.v, lines.angles)), "°", note=note)
    shown = float(shape.bump_angle(now.rates[row], lines.angles))
    grain = 360.0 / p.N
    measured = shown + float(shape.apart(float(shape.bump_angle(now.v, lines.angles)), shown))
    note = lines.waits or "where it was when the last local input ended, to within one unit"
    return lines.line(name, shown, measured, "°", tolerance=0.0, least=max(grain, meter.ANGLE_LEAST), note=note)


def _decay(p: MemoryParameters, lines: meter.Meter, on: tuple[str, ...]) -> Prediction:
    """Return the line of the e-fold τ/(1 − λ_1/2) with which a bump dies where nothing upholds it."""
    name, source = "e-fold of the decay", "D&A eq. 7.22, 7.35"
    local = {"local", "hold"} & set(on)
    if local or (p.h0 > 0.0 and "background" in on) or p.lambda1 >= meter.LIMIT:
        return Prediction(name, None, None, "ms", source=source, note="nothing decays while an input upholds the bump")
    quiet = meter.is_noisy(lines.snapshot) or lines.snapshot.divergence is not None
    measured = None if quiet else meter.time_constant(lines.snapshot, rest=0.0)
    pushed = p.h0 < 0.0 and "background" in on
    note = "below 0 the background also narrows the bump: it dies sooner than without" if pushed else ""
    note = note or ("" if p.N % 2 == 0 else "no half of an odd number of units: only nearly τ/(1 − λ_1/2)")
    return Prediction(
        name, p.tau / (1.0 - p.lambda1 / meter.LIMIT), measured, "ms", tolerance=meter.TOLERANCE, source=source,
        note=note or ("τ/(1 − λ_1/2)" if measured is not None else "waits for a bump"),
        comparable=not pushed and p.N % 2 == 0,
    )  # fmt: skip


EXPECTED = ("peak rate", "half-width", "bump angle")

SCENARIO = Scenario(
    key="bump-memory",
    title="Bump memory",
    group="Memory",
    summary="A local input raises a bump; when it is gone an even background upholds the bump where it was, and the "
    "ring remembers a direction.",
    defaults=MemoryParameters(),
    build=build,
    views=parts.ring_views(),
    presets=(
        Preset("memory", "Bump memory (D&A 7.14)"),
        Preset("weak-background", "Weaker background (h_0 = 1 Hz)", {"h0": 1.0}),
        Preset("forgets", "No background: it forgets (h_0 = 0)", {"h0": 0.0}),
        Preset("pushed-down", "Background below 0: it forgets sooner", {"h0": -0.5}),
        Preset("runaway", "Runs away (λ_1 = 2.05)", {"lambda1": 2.05}),
        Preset("few-units", "16 units: it slips to the nearest one", {"N": 16, "angle": 35.0}),
        Preset("large", "1,024 units", {"N": 1024}),
    ),
    notices=notices,
    dt=1.0,
    window=2000.0,
    rate_range=(0.0, 120.0),
    number=10,
    theory=theory,
    trials=(
        Trial("the bump stays on its background", EXPECTED),
        Trial(
            "other λ_1, N, h_0 and angle",
            EXPECTED,
            values={"lambda1": 1.7, "N": 128, "h0": 1.5, "angle": 75.0, "tau": 15.0},
        ),
        Trial("without background it dies", ("e-fold of the decay",), preset="forgets", duration=1500.0),
        Trial(
            "another λ_1 dies with another e-fold",
            ("e-fold of the decay",),
            values={"lambda1": 1.5, "h0": 0.0, "N": 64, "tau": 20.0},
            duration=900.0,
        ),
    ),
)
