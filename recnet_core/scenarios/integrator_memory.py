"""A linear network that remembers the integral of its input along one eigenvector (D&A section 7.4, eq. 7.26)."""

from dataclasses import dataclass

import numpy as np

from recnet_core.connectivity import orthonormal_basis, symmetric_from_eigenvalues
from recnet_core.inputs import Input, Pulse
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.system import Integral, System
from recnet_core.views import Activity, MatrixSpectrum, Modes, Projection

OFF_AXIS = 0.5  # length of the input's part outside e_1, relative to its part along e_1
BURST = 100.0  # ms


@dataclass(frozen=True)
class IntegratorParameters(Parameters):
    """The memory's eigenvalue and size, the input's strength, the noise, and which basis."""

    N: int = parameter(20, symbol="N", low=2, high=400, integer=True, help="Number of units.")
    lambda1: float = parameter(
        1.0,
        symbol="λ_1",
        low=0.0,
        high=1.1,
        help="Eigenvalue along e_1: 1 remembers, below leaks, above runs away.",
    )
    tau: float = parameter(10.0, symbol="τ", unit="ms", low=1.0, high=100.0, help="Time constant of every unit.")
    amplitude: float = parameter(
        10.0,
        symbol="A",
        unit="Hz",
        low=0.0,
        high=100.0,
        help="Strength of the input along e_1 while it is on.",
    )
    noise: float = parameter(
        0.0,
        symbol="σ",
        unit="Hz",
        low=0.0,
        high=50.0,
        help="Input noise of every unit: its deviation over 1 ms.",
    )
    network_seed: int = parameter(
        1,
        symbol="seed",
        low=0,
        high=9999,
        integer=True,
        help="Which random orthonormal basis and other eigenvalues.",
    )


def build(p: IntegratorParameters) -> System:
    """Return the network M = E diag(λ) Eᵀ with λ_1 as asked and the others in −0.5…0.5."""
    basis, others = orthonormal_basis(p.N, p.network_seed)
    eigenvalues = np.concatenate([[p.lambda1], others[1:]])
    matrix = symmetric_from_eigenvalues(basis, eigenvalues)
    network = RateNetwork(tau=np.array([p.tau]), recurrent=matrix, known_eigen=(basis, eigenvalues))
    e1 = basis[:, 0]
    aside = basis[:, 1:].sum(axis=1)
    profile = p.amplitude * (e1 + OFF_AXIS * aside / np.sqrt(p.N - 1))
    inputs = (
        Input("pulse+", profile, title="pulse +"),
        Input("pulse-", -profile, title="pulse −"),
        Input("burst", profile, Pulse(BURST), title=f"burst {BURST:g} ms"),
    )
    integral = Integral("(1/τ)∫h·e_1 dt", readout=e1, rate=e1 / p.tau)
    return System(network, inputs, noise=p.noise, integrals=(integral,))


def notices(p: IntegratorParameters) -> tuple[str, ...]:
    """Say what becomes of the memory when λ_1 is not 1."""
    if p.lambda1 == 1.0:
        return ()
    constant = p.tau / abs(1.0 - p.lambda1)
    verb, sign = ("runs away", ">") if p.lambda1 > 1.0 else ("leaks", "<")
    e_fold = f"{float(f'{constant:.4g}'):,.10g}"  # four digits, no exponent
    return (f"λ_1 = {p.lambda1:.10g} {sign} 1: the memory {verb}, e-fold in τ/|1 − λ_1| = {e_fold} ms",)


SCENARIO = Scenario(
    key="integrator-memory",
    title="Integrator memory",
    group="Linear",
    summary="With one eigenvalue of exactly 1 the network adds up its input along that eigenvector and "
    "holds the sum when the input is gone.",
    defaults=IntegratorParameters(),
    build=build,
    views=(
        Projection("projection", "Memory along e_1", hero=True, label="c_1 = v·e_1"),
        Activity("activity", "Activity of the units"),
        Modes("modes", "Modes c_i = v·e_i"),
        MatrixSpectrum("eigenvalues", "Eigenvalues of M"),
    ),
    presets=(
        Preset("perfect", "Perfect memory (λ_1 = 1)"),
        Preset("leaky", "Leaky memory (λ_1 = 0.99)", {"lambda1": 0.99}),
        Preset("runaway", "Runs away (λ_1 = 1.01)", {"lambda1": 1.01}),
    ),
    notices=notices,
    window=2000.0,
    rate_range=(-20.0, 120.0),
    number=5,
)
