"""Two populations with sigmoid rates: silence and activity side by side, or a rhythm (Wilson & Cowan 1972)."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from recnet_core.inputs import Input, Pulse, Sine
from recnet_core.measuring import NOISY, WAITS_FOR_REST, is_held, settled, stretch
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial
from recnet_core.transfer import Sigmoid
from recnet_core.views import EigenvalueSweep, JacobianSpectrum, PhasePlane, Traces

if TYPE_CHECKING:
    from recnet_core.analysis.fixed_points import FixedPoint

KICK = 10.0  # ms
SWEEP = 200.0  # ms, slow beside both time constants
STILL = 1e-9
FIRST = 4000  # rows after an act in which the way to rest is looked at
DIGITS = 12
SOURCE = "Wilson & Cowan 1972, eq. 11–12, 15"


@dataclass(frozen=True)
class WilsonCowanParameters(Parameters):
    """Weights, sigmoids, time constants and constant inputs of the two populations."""

    tau_E: float = parameter(1.0, symbol="τ_E", unit="ms", low=0.2, high=20.0, help="How slowly E follows.")
    tau_I: float = parameter(2.0, symbol="τ_I", unit="ms", low=0.2, high=20.0, help="How slowly I follows.")
    a_E: float = parameter(1.2, symbol="a_E", low=0.2, high=3.0, help="Steepness of E's sigmoid.")
    a_I: float = parameter(1.0, symbol="a_I", low=0.2, high=3.0, help="Steepness of I's sigmoid.")
    theta_E: float = parameter(2.8, symbol="θ_E", low=0.0, high=8.0, help="Input at which E is at half its range.")
    theta_I: float = parameter(4.0, symbol="θ_I", low=0.0, high=8.0, help="Input at which I is at half its range.")
    w_EE: float = parameter(9.0, symbol="w_EE", low=0.0, high=20.0, help="How strongly E excites itself.")
    w_EI: float = parameter(4.0, symbol="w_EI", low=0.0, high=20.0, help="How strongly I inhibits E.")
    w_IE: float = parameter(13.0, symbol="w_IE", low=0.0, high=20.0, help="How strongly E excites I.")
    w_II: float = parameter(11.0, symbol="w_II", low=0.0, high=20.0, help="How strongly I inhibits itself.")
    I_E: float = parameter(0.0, symbol="I_E", low=-3.0, high=3.0, help="Constant input to E.")
    I_I: float = parameter(0.0, symbol="I_I", low=-3.0, high=3.0, help="Constant input to I.")


def build(p: WilsonCowanParameters) -> System:
    """Return the two-unit system, units in the order E, I; weights of inhibition are given as positive numbers."""
    network = RateNetwork(
        tau=np.array([p.tau_E, p.tau_I]),
        recurrent=np.array([[p.w_EE, -p.w_EI], [p.w_IE, -p.w_II]]),
        bias=np.array([p.I_E, p.I_I]),
        transfer=Sigmoid(np.array([p.a_E, p.a_I]), np.array([p.theta_E, p.theta_I]), 1.0, zeroed=True),
    )
    inputs = (
        Input("kick E", np.array([2.0, 0.0]), Pulse(KICK), title=f"kick E  +2 for {KICK:g} ms", on=True),
        Input("kick I", np.array([0.0, 8.0]), Pulse(KICK), title=f"kick I  +8 for {KICK:g} ms"),
        Input("sweep E", np.array([1.5, 0.0]), Sine(SWEEP), title="slow sweep of I_E  ±1.5"),
    )
    return System(network, inputs, labels=("E", "I"))


@lru_cache(maxsize=64)
def rests(p: WilsonCowanParameters, drive_E: float, drive_I: float) -> tuple["FixedPoint", ...]:
    """Return the fixed points under the held drives; zeroed sigmoids lie between −½ and 1."""
    from recnet_core.analysis.fixed_points import fixed_points

    return fixed_points(build(p).network, np.array([drive_E, drive_I]), np.full(2, -0.5), np.ones(2))


def theory(p: WilsonCowanParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Compare where the run rests, and how it gets there, with the fixed points and their eigenvalues."""
    from recnet_core.analysis.fixed_points import nearest

    held = is_held(snapshot)
    found = rests(p, *snapshot.h.tolist()) if held else ()
    rest = nearest([point for point in found if point.stable], snapshot.v)
    saddle = nearest([point for point in found if point.kind == "saddle"], None)
    return (*_rest(rest, snapshot, held), *_approach(rest, snapshot), *_saddle(saddle))


def _rest(rest: "FixedPoint | None", snapshot: Snapshot, held: bool) -> tuple[Prediction, ...]:
    still = settled(snapshot, STILL)
    note = WAITS_FOR_REST if rest else "No fixed point is stable."
    note = "" if still else (note if held else NOISY)
    return tuple(
        Prediction(f"rest {label}", round(float(rest.v[unit]), DIGITS) if rest else None,
                   float(snapshot.v[unit]) if still else None,
                   tolerance=1e-7, least=1e-8, source=SOURCE, note=note)
        for unit, label in enumerate(snapshot.system.labels)
    )  # fmt: skip


def _approach(rest: "FixedPoint | None", snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return the leading eigenvalue at the rest, seen in the last part of the way there."""
    from recnet_core.analysis.local_flow import leading_rate

    leading = complex(rest.eigenvalues[0]) if rest else None
    rate = leading_rate(snapshot.system.network, rest.v, stretch(snapshot).part(0, FIRST)) if rest else None
    note = "" if rate is not None else "Measured in the last part of the way to rest."
    return (
        Prediction("Re μ", leading.real if leading is not None else None, rate.real if rate is not None else None,
                   "1/s", tolerance=2e-3, source="Strogatz §6.3", note=note),
        Prediction("Im μ/2π", abs(leading.imag) / (2.0 * math.pi) if leading is not None else None,
                   abs(rate.imag) / (2.0 * math.pi) if rate is not None else None, "Hz", tolerance=2e-3, least=0.01,
                   source="Strogatz §6.3", note=note),
    )  # fmt: skip


def _saddle(saddle: "FixedPoint | None") -> tuple[Prediction, ...]:
    note = (
        "No run rests here: on one side lies silence, on the other activity." if saddle else "There is no saddle now."
    )
    return tuple(
        Prediction(f"saddle {label}", float(saddle.v[unit]) if saddle else None, None, source=SOURCE, note=note)
        for unit, label in enumerate(("E", "I"))
    )


RHYTHM = {"w_EE": 6.4, "w_EI": 4.8, "w_IE": 6.0, "w_II": 1.2, "I_E": 0.8}
ALL = ("rest E", "rest I", "Re μ", "Im μ/2π")

SCENARIO = Scenario(
    key="wilson-cowan",
    title="Wilson–Cowan populations",
    group="E–I",
    summary="Two populations with S-shaped rates can be silent or active under one and the same input; a kick over the "
    "saddle decides, and with other weights a rhythm begins.",
    defaults=WilsonCowanParameters(),
    build=build,
    views=(
        PhasePlane("phase-plane", "Phase plane", hero=True, basins=True),
        Traces("rates", "Rates, as shares of their largest"),
        JacobianSpectrum("eigenvalues", "Eigenvalues of J"),
        EigenvalueSweep("eigenvalues-I_E", "μ against I_E", parameter="I_E"),
    ),
    presets=(
        Preset("bistable", "Silence and activity (three fixed points)"),
        Preset("rhythm", "A rhythm: no fixed point is stable", RHYTHM),
        Preset("silent", "Broken: E too weak to keep itself going", {"w_EE": 5.0}),
        Preset("pushed", "Extreme: so much input that silence is gone", {"I_E": 0.8}),
    ),
    method="rk4",
    dt=0.05,
    window=120.0,
    speed=0.03,
    rate_range=(0.0, 1.2),
    unit="",
    number=17,
    theory=theory,
    trials=(
        Trial("kicked into activity", ALL, duration=200.0),
        Trial("a second kick, to I, brings silence", ALL, acts=("100 on kick I",), duration=200.0),
        Trial("no kick: silence", ALL[:2], acts=("0 off kick E",), duration=200.0),
        Trial("other weights and input", ALL, values={"w_EE": 11.0, "I_E": -0.4, "tau_I": 3.0}, duration=300.0),
        Trial("E alone too weak", ALL[:2], preset="silent", duration=200.0),
    ),
)
