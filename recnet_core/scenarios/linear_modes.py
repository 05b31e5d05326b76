"""N linear units with chosen eigenvalues: every mode has a gain and a time constant of its own (D&A section 7.4)."""

from dataclasses import dataclass

import numpy as np

from recnet_core.arrays import Array
from recnet_core.connectivity import orthonormal_basis, symmetric_from_eigenvalues
from recnet_core.inputs import Input, Noise
from recnet_core.measuring import NOISY, is_held, largest_gap, stretch
from recnet_core.mode_theory import mode_gain, mode_time
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial
from recnet_core.views import MatrixSpectrum, ModeGains, Modes, Traces

CHOSEN = 3
SUBSCRIPTS = "₁₂₃"
OTHERS = 0.4  # the other eigenvalues lie in ±OTHERS/2
ROUNDING = 1e-9  # relative


def _eigenvalue(number: int, default: float) -> float:
    what = "below 0 damps, up to 1 amplifies, above runs away"
    chosen: float = parameter(
        default, symbol=f"λ_{number}", low=-2.0, high=1.1, help=f"Eigenvalue along e_{number}: {what}."
    )
    return chosen


@dataclass(frozen=True)
class LinearModesParameters(Parameters):
    """The size, three eigenvalues, the time constant, the inputs, and which basis."""

    N: int = parameter(6, symbol="N", low=CHOSEN, high=200, integer=True, help="Number of units.")
    lambda1: float = _eigenvalue(1, 0.9)
    lambda2: float = _eigenvalue(2, 0.5)
    lambda3: float = _eigenvalue(3, -1.0)
    tau: float = parameter(10.0, symbol="τ", unit="ms", low=1.0, high=100.0, help="Time constant of every unit.")
    amplitude: float = parameter(
        10.0, symbol="A", unit="Hz", low=0.0, high=100.0, help="Strength of a held input along each mode it drives."
    )
    noise: float = parameter(
        20.0, symbol="σ", unit="Hz", low=0.0, high=100.0, help="Strength of the noisy input: its deviation over 1 ms."
    )
    network_seed: int = parameter(
        1, symbol="seed", low=0, high=9999, integer=True, help="Which random orthonormal basis and other eigenvalues."
    )


def build(p: LinearModesParameters) -> System:
    """Return the network M = E diag(λ) Eᵀ with λ_1, λ_2, λ_3 as asked."""
    basis, others = orthonormal_basis(p.N, p.network_seed)
    eigenvalues = np.concatenate([_chosen(p), OTHERS * others[CHOSEN:]])
    network = RateNetwork(
        tau=np.array([p.tau]),
        recurrent=symmetric_from_eigenvalues(basis, eigenvalues),
        known_eigen=(basis, eigenvalues),
    )
    inputs = (
        Input("all", p.amplitude * basis.sum(axis=1), title="all modes alike", on=True),
        *(Input(f"e_{i + 1}", p.amplitude * basis[:, i], title=f"along e{SUBSCRIPTS[i]}") for i in range(CHOSEN)),
        Input("noise", np.full(p.N, p.noise), Noise(), title="noise"),
    )
    return System(network, inputs)


def _chosen(p: LinearModesParameters) -> tuple[float, float, float]:
    return p.lambda1, p.lambda2, p.lambda3


def notices(p: LinearModesParameters) -> tuple[str, ...]:
    """Say which mode integrates or runs away."""
    said = []
    for number, eigenvalue in enumerate(_chosen(p), start=1):
        if eigenvalue == 1.0:
            said.append(f"λ_{number} = 1: the network adds up its input along e_{number}")
        elif eigenvalue > 1.0:
            said.append(f"λ_{number} = {eigenvalue:.4g} > 1: the mode e_{number} runs away")
    return tuple(said)


def theory(p: LinearModesParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return gain, time constant and distance from the closed form of the three chosen modes."""
    basis = snapshot.system.network.eigenbasis[0]
    lines: list[Prediction] = []
    for i, eigenvalue in enumerate(_chosen(p)):
        name, e = f"c_{i + 1}", basis[:, i]
        lines += [
            mode_gain(f"gain of {name}", snapshot, eigenvalue, e),
            mode_time(f"time constant of {name}", snapshot, eigenvalue, p.tau, e),
            _gap(f"{name} away from theory", snapshot, eigenvalue, p.tau, e),
        ]
    return tuple(lines)


def _gap(name: str, snapshot: Snapshot, eigenvalue: float, tau: float, e: Array) -> Prediction:
    """Largest |simulated − closed form| since the last act: nothing but rounding (D&A eq. 7.23)."""
    source = "D&A eq. 7.23"
    if not is_held(snapshot):
        return Prediction(name, 0.0, None, "Hz", source=source, note=NOISY)
    rows = stretch(snapshot)
    least = ROUNDING * max(1.0, float(np.abs(rows.rates[-1]).max()))
    return Prediction(name, 0.0, largest_gap(rows, e, tau, eigenvalue), "Hz", 0.0, least, source)


MODES = ("c_1", "c_2", "c_3")
GAINS = tuple(f"gain of {c}" for c in MODES)
TIMES = tuple(f"time constant of {c}" for c in MODES)
GAPS = tuple(f"{c} away from theory" for c in MODES)

SCENARIO = Scenario(
    key="linear-modes",
    title="Linear modes",
    group="Linear",
    summary="Seen along its eigenvectors a linear network falls apart into single neurons, each with its own "
    "gain and its own time constant.",
    defaults=LinearModesParameters(),
    build=build,
    views=(
        Modes("modes", "Modes c_i = v·e_i", hero=True, theory=True),
        Traces("rates", "Rates of the units", theory=True),
        ModeGains("gains", "Gains 1/(1 − λ_i)"),
        MatrixSpectrum("eigenvalues", "Eigenvalues of M"),
    ),
    presets=(
        Preset("amplifier", "Amplifies one mode, damps another (λ = 0.9, 0.5, −1; D&A eq. 7.23–7.24)"),
        Preset("integrator", "One mode integrates (λ_1 = 1, D&A eq. 7.26)", {"lambda1": 1.0}),
        Preset("runaway", "One mode runs away (λ_1 = 1.02)", {"lambda1": 1.02}),
        Preset("noisy", "Noise in: the slow mode lets it through", {"lambda1": 0.98}, on=("noise",), off=("all",)),
    ),
    notices=notices,
    window=1000.0,
    rate_range=(-60.0, 120.0),
    number=3,
    theory=theory,
    trials=(
        Trial("the defaults", (*GAINS, *TIMES, *GAPS)),
        Trial(
            "another basis, size and other eigenvalues",
            (*GAINS, *TIMES, *GAPS),
            values={"N": 37, "lambda1": 0.7, "lambda2": 0.2, "lambda3": -1.9, "tau": 23.0, "network_seed": 5},
        ),
        Trial(
            "switched while it moves, and noise before",
            GAPS,
            acts=("0 on noise", "100 off noise", "120 on e_1", "150 off all", "170 set lambda2=0.8"),
            duration=600.0,
        ),
        Trial("integrates", ("c_1 away from theory", "time constant of c_2"), "integrator"),
        Trial("runs away", ("time constant of c_1", "c_2 away from theory"), "runaway"),
    ),
)
