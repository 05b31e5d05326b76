"""An excitatory and an inhibitory population: damped oscillation or limit cycle (D&A 7.17–7.19, eq. 7.50–7.51)."""

from dataclasses import dataclass

import numpy as np

from recnet_core.inputs import Input
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.system import System
from recnet_core.transfer import Rectified
from recnet_core.views import EigenvalueSweep, JacobianSpectrum, PhasePlane, Traces

DRIVE = 10.0  # Hz


@dataclass(frozen=True)
class EIParameters(Parameters):
    """Weights, thresholds and time constants of the two populations."""

    M_EE: float = parameter(1.25, symbol="M_EE", low=0.0, high=3.0, help="How strongly E excites itself.")
    M_EI: float = parameter(-1.0, symbol="M_EI", low=-3.0, high=0.0, help="How strongly I inhibits E.")
    M_IE: float = parameter(1.0, symbol="M_IE", low=0.0, high=3.0, help="How strongly E excites I.")
    M_II: float = parameter(0.0, symbol="M_II", low=-3.0, high=0.0, help="How strongly I inhibits itself.")
    gamma_E: float = parameter(
        -10.0,
        symbol="γ_E",
        unit="Hz",
        low=-50.0,
        high=50.0,
        help="Threshold of E; below 0 it is active alone.",
    )
    gamma_I: float = parameter(
        10.0,
        symbol="γ_I",
        unit="Hz",
        low=-50.0,
        high=50.0,
        help="Threshold of I: the input it needs to fire.",
    )
    tau_E: float = parameter(10.0, symbol="τ_E", unit="ms", low=1.0, high=100.0, help="How slowly E follows.")
    tau_I: float = parameter(
        50.0,
        symbol="τ_I",
        unit="ms",
        low=1.0,
        high=150.0,
        help="How slowly I follows; with the other defaults a cycle is born above 40 ms.",
    )


def build(p: EIParameters) -> System:
    """Return the two-unit system, units in the order E, I."""
    network = RateNetwork(
        tau=np.array([p.tau_E, p.tau_I]),
        recurrent=np.array([[p.M_EE, p.M_EI], [p.M_IE, p.M_II]]),
        bias=np.array([-p.gamma_E, -p.gamma_I]),
        transfer=Rectified(),
    )
    drives = (
        Input("drive E", np.array([DRIVE, 0.0]), title=f"drive E  +{DRIVE:g} Hz"),
        Input("drive I", np.array([0.0, DRIVE]), title=f"drive I  +{DRIVE:g} Hz"),
    )
    return System(network, drives, start=np.array([30.0, 10.0]), labels=("v_E", "v_I"))


SCENARIO = Scenario(
    key="ei-oscillator",
    title="E–I oscillator",
    group="E–I",
    summary="Excitation calls up inhibition, inhibition comes late: a damped oscillation when it is quick, "
    "a limit cycle when it is slow.",
    defaults=EIParameters(),
    build=build,
    views=(
        Traces("rates", "Rates", hero=True),
        PhasePlane("phase-plane", "Phase plane"),
        JacobianSpectrum("eigenvalues", "Eigenvalues of J"),
        EigenvalueSweep("eigenvalues-tau_I", "μ against τ_I", parameter="tau_I"),
    ),
    presets=(
        Preset("limit-cycle", "Limit cycle (D&A 7.19, τ_I = 50 ms)"),
        Preset("damped", "Damped oscillation (D&A 7.18, τ_I = 30 ms)", {"tau_I": 30.0}),
        Preset("degenerate-hopf", "On the edge (τ_I = 40 ms): a centre", {"tau_I": 40.0}),
    ),
    window=1000.0,
    rate_range=(0.0, 60.0),
    number=12,
)
