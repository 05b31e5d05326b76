"""Two linear neurons that drive each other: the sum and the difference are their modes (D&A section 7.4)."""

from dataclasses import dataclass

import numpy as np

from recnet_core.arrays import Array
from recnet_core.inputs import Input
from recnet_core.measuring import NOISY, WAITS_FOR_MOTION, ComplexArray, complex_rate, is_held, stretch
from recnet_core.mode_theory import AGREE, EXACT, mode_gain, mode_time
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial
from recnet_core.views import ModeGains, Modes, PhasePlane, Traces

SUM = np.array([1.0, 1.0])
DIFFERENCE = np.array([1.0, -1.0])


@dataclass(frozen=True)
class TwoNeuronsParameters(Parameters):
    """The four weights, the time constant and the input; rows receive, so M_12 is from neuron 2 to neuron 1."""

    M_11: float = parameter(0.0, symbol="M_11", low=-2.0, high=2.0, help="Weight of neuron 1 on itself.")
    M_12: float = parameter(0.8, symbol="M_12", low=-2.0, high=2.0, help="Weight from neuron 2 to neuron 1.")
    M_21: float = parameter(0.8, symbol="M_21", low=-2.0, high=2.0, help="Weight from neuron 1 to neuron 2.")
    M_22: float = parameter(0.0, symbol="M_22", low=-2.0, high=2.0, help="Weight of neuron 2 on itself.")
    tau: float = parameter(10.0, symbol="τ", unit="ms", low=1.0, high=100.0, help="Time constant of both neurons.")
    amplitude: float = parameter(
        20.0, symbol="A", unit="Hz", low=0.0, high=100.0, help="Strength of an input while it is on."
    )


def build(p: TwoNeuronsParameters) -> System:
    """Return the linear network of two units."""
    network = RateNetwork(tau=np.array([p.tau]), recurrent=_matrix(p))
    inputs = (
        Input("unit 1", p.amplitude * np.array([1.0, 0.0]), title="into neuron 1", on=True),
        Input("unit 2", p.amplitude * np.array([0.0, 1.0]), title="into neuron 2"),
        Input("both", p.amplitude * SUM, title="into both alike"),
        Input("opposite", p.amplitude * DIFFERENCE, title="into both, opposite"),
    )
    return System(network, inputs)


def _matrix(p: TwoNeuronsParameters) -> Array:
    return np.array([[p.M_11, p.M_12], [p.M_21, p.M_22]])


def notices(p: TwoNeuronsParameters) -> tuple[str, ...]:
    """Say where M has no basis of eigenvectors, where it turns, and where a mode runs away or holds."""
    from recnet_core.analysis.spectrum import modes

    found = modes(_matrix(p))
    said = []
    if found.defective:
        said.append("M is defective: it has a single eigenvector, so there is no second mode to speak of")
    elif found.eigenvalues[0].imag:
        said.append("Complex eigenvalues: the state turns, and gains of single modes are not plain numbers")
    elif not np.allclose(found.right.T @ found.right, np.eye(2)):
        said.append("M is not symmetric: its eigenvectors are not at right angles, left ones read the modes out")
    lead = float(found.eigenvalues[0].real)
    if lead > 1.0:
        said.append(f"Re λ_1 = {lead:.4g} > 1: the rates run away")
    return tuple(said)


def theory(p: TwoNeuronsParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return gains of sum and difference, gain and time constant of each mode, and the frequency of a complex pair."""
    from recnet_core.analysis.spectrum import modes

    found = modes(_matrix(p))
    plain = not found.defective and not found.eigenvalues.imag.any()
    lines = list(_sum_and_difference(p, snapshot))
    for i in range(2):
        gain, time = f"gain of mode {i + 1}", f"time constant of mode {i + 1}"
        if plain:
            eigenvalue, readout = float(found.eigenvalues[i].real), found.left[i].real
            lines += [
                mode_gain(gain, snapshot, eigenvalue, readout),
                mode_time(time, snapshot, eigenvalue, p.tau, readout),
            ]
        else:
            why = "M is defective: it has one mode only." if found.defective else "A complex pair: see its frequency."
            lines += [Prediction(gain, None, None, note=why), Prediction(time, None, None, "ms", note=why)]
    if plain or found.defective:
        return (*lines, *_no_turning("Real eigenvalues: nothing turns."))
    return (*lines, *_turning(p, snapshot, complex(found.eigenvalues[0]), found.left[0]))


def _sum_and_difference(p: TwoNeuronsParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """1/(1−a) and 1/(1+a) of M = [[0, a], [a, 0]] (Fee lecture 18), and of any M that treats both neurons alike."""
    names = ("gain of the sum", "gain of the difference")
    if p.M_11 != p.M_22 or p.M_12 != p.M_21:
        why = "Sum and difference are no modes of this M."
        return tuple(Prediction(name, None, None, source="Fee lecture 18", note=why) for name in names)
    first = mode_gain(names[0], snapshot, p.M_11 + p.M_12, SUM)
    return first, mode_gain(names[1], snapshot, p.M_11 - p.M_12, DIFFERENCE)


def _no_turning(why: str) -> tuple[Prediction, ...]:
    return Prediction("frequency", None, None, "Hz", note=why), Prediction("envelope", None, None, "ms", note=why)


def _turning(
    p: TwoNeuronsParameters, snapshot: Snapshot, eigenvalue: complex, readout: ComplexArray
) -> tuple[Prediction, ...]:
    """Im λ/2πτ and τ/|1−Re λ| of a complex pair: c(t) ∝ exp((λ−1)t/τ)."""
    source = "D&A eq. 7.23 with a complex λ"
    found = complex_rate(stretch(snapshot), readout) if is_held(snapshot) else None
    note = "" if found is not None else WAITS_FOR_MOTION if is_held(snapshot) else NOISY
    turns = 1000.0 * abs(eigenvalue.imag) / (2.0 * np.pi * p.tau)
    seen = None if found is None else 1000.0 * abs(found.imag) / (2.0 * np.pi)
    frequency = Prediction("frequency", turns, seen, "Hz", EXACT, source=source, note=note)
    if abs(1.0 - eigenvalue.real) < 1e-12:
        why = "Re λ = 1: it neither settles nor grows."
        return frequency, Prediction("envelope", None, None, "ms", source=source, note=why)
    fold = None if found is None or found.real == 0.0 else 1.0 / abs(found.real)
    wanted = p.tau / abs(1.0 - eigenvalue.real)
    return frequency, Prediction("envelope", wanted, fold, "ms", AGREE, source=source, note=note)


SCENARIO = Scenario(
    key="two-neurons",
    title="Two neurons",
    group="Linear",
    summary="Two neurons that excite or inhibit each other treat what they share and what sets them apart "
    "differently: one is amplified, the other suppressed.",
    defaults=TwoNeuronsParameters(),
    build=build,
    views=(
        Traces("rates", "Rates", hero=True, theory=True),
        PhasePlane("phase-plane", "Phase plane"),
        Modes("modes", "Modes c_i", theory=True),
        ModeGains("gains", "Gains 1/(1 − λ_i)"),
    ),
    presets=(
        Preset("excitation", "Mutual excitation: the sum is amplified (a = 0.8, Fee lecture 18)"),
        Preset(
            "inhibition",
            "Mutual inhibition: the difference is amplified (a = −0.8, Fee lecture 18)",
            {"M_12": -0.8, "M_21": -0.8},
        ),
        Preset("runaway", "Too much excitation runs away (a = 1.05)", {"M_12": 1.05, "M_21": 1.05}),
        Preset(
            "rotation",
            "Turns: a complex pair (λ = 0.95 ± 0.5i)",
            {"M_11": 0.95, "M_22": 0.95, "M_12": -0.5, "M_21": 0.5},
        ),
        Preset(
            "defective",
            "A single eigenvector: a shear (λ = 0.8 twice)",
            {"M_11": 0.8, "M_22": 0.8, "M_12": 1.0, "M_21": 0.0},
            on=("unit 2",),
            off=("unit 1",),
        ),
    ),
    notices=notices,
    window=1000.0,
    rate_range=(-20.0, 80.0),
    number=2,
    theory=theory,
    trials=(
        Trial(
            "excitation amplifies the sum",
            (
                "gain of the sum", "gain of the difference", "gain of mode 1", "gain of mode 2",
                "time constant of mode 1", "time constant of mode 2",
            ),
        ),
        Trial("inhibition amplifies the difference", ("gain of the sum", "gain of the difference"), "inhibition"),
        Trial("a complex pair turns", ("frequency", "envelope"), "rotation"),
        Trial(
            "modes of a matrix that is not symmetric",
            ("gain of mode 1", "gain of mode 2", "time constant of mode 1", "time constant of mode 2"),
            values={"M_11": 0.3, "M_12": 0.7, "M_21": 0.2, "M_22": -0.4, "tau": 17.0},
        ),
        Trial("runs away", ("time constant of mode 1", "time constant of mode 2"), "runaway", duration=1000.0),
    ),
)  # fmt: skip
