"""One neuron that excites or inhibits itself: gain, time constant and integrator in one number (D&A section 7.4)."""

from dataclasses import dataclass

import numpy as np

from recnet_core.inputs import Input, Pulse
from recnet_core.measuring import NOISY, WAITS_FOR_INPUT, is_held, slope, stretch
from recnet_core.mode_theory import EXACT, mode_gain, mode_time
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import Integral, System
from recnet_core.theory import Prediction, Trial
from recnet_core.views import MatrixSpectrum, ModeGains, RateCurve, Traces

PULSE = 100.0  # ms
ONE = np.ones(1)


@dataclass(frozen=True)
class AutapseParameters(Parameters):
    """The neuron's weight on itself, its time constant, and the input."""

    lambda1: float = parameter(
        0.9,
        symbol="λ",
        low=-2.0,
        high=1.2,
        help="Weight on itself: below 0 it damps, up to 1 it amplifies, 1 integrates, above it runs away.",
    )
    tau: float = parameter(10.0, symbol="τ", unit="ms", low=1.0, high=100.0, help="Time constant of the neuron.")
    amplitude: float = parameter(
        10.0, symbol="A", unit="Hz", low=0.0, high=100.0, help="Strength of the input while it is on."
    )


def build(p: AutapseParameters) -> System:
    """Return the network of one linear unit, τ dv/dt = −v + λv + h."""
    network = RateNetwork(tau=np.array([p.tau]), recurrent=np.array([[p.lambda1]]))
    inputs = (
        Input("input", p.amplitude * ONE, title=f"input  +{p.amplitude:g} Hz", on=True),
        Input("pulse", p.amplitude * ONE, Pulse(PULSE), title=f"pulse {PULSE:g} ms"),
        Input("minus", -p.amplitude * ONE, title=f"input  −{p.amplitude:g} Hz"),
    )
    return System(network, inputs, labels=("v",), integrals=(Integral("(1/τ)∫h dt", readout=ONE, rate=ONE / p.tau),))


def notices(p: AutapseParameters) -> tuple[str, ...]:
    """Say what a weight of 1 or more does."""
    if p.lambda1 == 1.0:
        return ("λ = 1: the neuron integrates its input and holds what it has.",)
    if p.lambda1 > 1.0:
        return (f"λ = {p.lambda1:.10g} > 1: the rate runs away, growing by e in {p.tau / (p.lambda1 - 1.0):.4g} ms",)
    return ()


def theory(p: AutapseParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return gain and time constant, and for λ = 1 the slope of the ramp."""
    return (
        mode_gain("gain", snapshot, p.lambda1, ONE),
        mode_time("time constant", snapshot, p.lambda1, p.tau, ONE),
        _ramp(p, snapshot),
    )


def _ramp(p: AutapseParameters, snapshot: Snapshot) -> Prediction:
    """h/τ, the slope at which an integrator rises (D&A eq. 7.26)."""
    source = "D&A eq. 7.26"
    if p.lambda1 != 1.0:
        return Prediction("slope of the ramp", None, None, "Hz/s", source=source, note="Only λ = 1 makes a ramp.")
    measured = slope(stretch(snapshot), ONE) if is_held(snapshot) else None
    note = NOISY if not is_held(snapshot) else WAITS_FOR_INPUT if measured is None else ""
    predicted = 1000.0 * float(snapshot.h[0]) / p.tau
    risen = None if measured is None else 1000.0 * measured
    return Prediction("slope of the ramp", predicted, risen, "Hz/s", EXACT, 1e-6, source, note)


SCENARIO = Scenario(
    key="autapse",
    title="Autapse",
    group="Linear",
    summary="One neuron with a synapse onto itself: its weight alone decides whether it damps, amplifies, "
    "integrates or runs away.",
    defaults=AutapseParameters(),
    build=build,
    views=(
        Traces("rate", "Rate", hero=True, theory=True),
        RateCurve("rate-curve", "Input it receives against rate"),
        ModeGains("gain", "Gain 1/(1 − λ)"),
        MatrixSpectrum("eigenvalue", "Eigenvalue of M"),
    ),
    presets=(
        Preset("amplifier", "Amplifies and slows down (λ = 0.9, D&A eq. 7.23–7.24)"),
        Preset("integrator", "Integrates (λ = 1, Fee lecture 19, Seung et al. 2000)", {"lambda1": 1.0}),
        Preset("runaway", "Runs away (λ = 1.05)", {"lambda1": 1.05}),
        Preset("damped", "Damps and speeds up (λ = −1, Fee lecture 18)", {"lambda1": -1.0}),
        Preset("alone", "No recurrence (λ = 0)", {"lambda1": 0.0}),
    ),
    notices=notices,
    window=1000.0,
    rate_range=(0.0, 120.0),
    number=1,
    theory=theory,
    trials=(
        Trial("amplifies at the defaults", ("gain", "time constant")),
        Trial("integrates at λ = 1", ("slope of the ramp",), "integrator", duration=500.0),
        Trial("holds at λ = 1 when the input is off", ("slope of the ramp",), "integrator", acts=("100 off input",)),
        Trial("runs away above 1", ("time constant",), "runaway", {"tau": 25.0}),
        Trial("damps below 0", ("gain", "time constant"), "damped", {"lambda1": -1.7, "tau": 30.0}),
        Trial(
            "amplifies under two inputs and a new λ",
            ("gain", "time constant"),
            values={"tau": 5.0, "amplitude": 33.0},
            acts=("300 set lambda1=0.8", "500 on minus", "700 off input"),
        ),
    ),
)
