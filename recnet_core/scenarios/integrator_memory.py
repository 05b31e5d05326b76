"""A linear network that remembers the integral of its input along one eigenvector (D&A section 7.4, eq. 7.26)."""

from dataclasses import dataclass

import numpy as np

from recnet_core.connectivity import orthonormal_basis, symmetric_from_eigenvalues
from recnet_core.inputs import Input, Pulse
from recnet_core.measuring import NOISY, held_sum, is_held, last_act
from recnet_core.mode_theory import mode_time
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import Integral, System
from recnet_core.theory import Prediction, Trial
from recnet_core.views import Activity, MatrixSpectrum, Modes, Projection

OFF_AXIS = 0.5  # length of the input's part outside e_1, relative to its part along e_1
BURST = 100.0  # ms
LONG = 30.0  # e-folds after which an activity counts as gone
ROUNDING = 1e-9


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


def theory(p: IntegratorParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return the memory, what is left outside it, and how fast a mistuned one is lost."""
    e1 = snapshot.system.integrals[0].readout
    return (
        _memory(p, snapshot),
        _outside(p, snapshot),
        mode_time("time constant of c_1", snapshot, p.lambda1, p.tau, e1),
    )


def _memory(p: IntegratorParameters, snapshot: Snapshot) -> Prediction:
    """c_1 = what it was when a parameter or the state was last changed + (1/τ)∫h·e_1 dt since (D&A eq. 7.26)."""
    name, source = "memory c_1", "D&A eq. 7.26"
    e1 = snapshot.system.integrals[0].readout
    now = float(snapshot.v @ e1)
    if p.lambda1 != 1.0:
        return Prediction(name, None, now, "Hz", source=source, note="Only λ_1 = 1 keeps the integral of the input.")
    return Prediction(name, held_sum(snapshot), now, "Hz", ROUNDING, ROUNDING, source)


def _outside(p: IntegratorParameters, snapshot: Snapshot) -> Prediction:
    """Length of v outside e_1: with all inputs off nothing but the memory is left (D&A eq. 7.23)."""
    name, source = "rates outside e_1", "D&A eq. 7.23"
    basis, eigenvalues = snapshot.system.network.eigenbasis
    aside = basis[:, 1:]
    rate = (1.0 - float(eigenvalues[1:].max())) / p.tau
    elapsed = snapshot.time - last_act(snapshot)
    if not is_held(snapshot):
        return Prediction(name, 0.0, None, "Hz", source=source, note=NOISY)
    if any(snapshot.switches.values()) or elapsed * rate < LONG:
        return Prediction(name, 0.0, None, "Hz", source=source, note="Waits for all inputs to be off for a while.")
    size = max(1.0, float(np.abs(snapshot.v).max()))
    return Prediction(name, 0.0, float(np.linalg.norm(snapshot.v @ aside)), "Hz", 0.0, ROUNDING * size, source)


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
        Preset("perfect", "Perfect memory (λ_1 = 1, D&A eq. 7.26)"),
        Preset("leaky", "Leaky memory (λ_1 = 0.99)", {"lambda1": 0.99}, on=("burst",)),
        Preset("runaway", "Runs away (λ_1 = 1.01)", {"lambda1": 1.01}, on=("burst",)),
    ),
    notices=notices,
    window=2000.0,
    rate_range=(-20.0, 120.0),
    number=5,
    theory=theory,
    trials=(
        Trial("a burst is kept", ("memory c_1", "rates outside e_1"), acts=("100 on burst",)),
        Trial(
            "pulses up and down in another basis",
            ("memory c_1", "rates outside e_1"),
            values={"N": 57, "tau": 23.0, "amplitude": 31.0, "network_seed": 4},
            acts=("100 on pulse+", "250 off pulse+", "300 on pulse-", "330.5 off pulse-", "400 on burst"),
            duration=3000.0,
        ),
        Trial("noise is added up too", ("memory c_1",), values={"noise": 5.0}, acts=("100 on pulse+",), seed=7),
        Trial("leaks", ("time constant of c_1",), "leaky", acts=("100 on burst",)),
        Trial("runs away", ("time constant of c_1",), "runaway", {"tau": 25.0}, acts=("100 on pulse+",)),
    ),
)
