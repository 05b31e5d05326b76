"""Two neurons that inhibit each other decide which input is stronger (Fee lecture 20; D&A section 7.4).

F is β[x]+ of the textbook's x = h + M v. Because β[x]+ = [βx]+ for β > 0, the network is built with F = [x]+ and β in
front of both weights, which keeps it piecewise linear and its runs exact: `h` of a run is β times the textbook's h.
"""

from dataclasses import dataclass

import numpy as np

from recnet_core.arrays import Array
from recnet_core.inputs import Input, Pulse
from recnet_core.measuring import (
    WAITS_FOR_MOTION,
    Rows,
    exponential_rate,
    one_region,
    resting_value,
    settled,
    stretch,
)
from recnet_core.mode_theory import AGREE, EXACT
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial
from recnet_core.transfer import Rectified
from recnet_core.views import EigenvalueSweep, JacobianSpectrum, PhasePlane, Traces

INHIBITION = np.array([[0.0, -1.0], [-1.0, 0.0]])
SUM = np.array([1.0, 1.0])
DIFFERENCE = np.array([1.0, -1.0])
HEAD_START = 0.01  # Hz, of neuron 1, so that an even choice is made at all
NUDGE = 0.05  # Hz, for a tie later on: a choice switched off for long forgets the head start
SOURCE = "Fee lecture 20"


@dataclass(frozen=True)
class DecisionParameters(Parameters):
    """How steep the neurons are, how slow, and what they are asked."""

    beta: float = parameter(
        2.0, symbol="β", low=0.1, high=4.0, help="Slope of F: above 1 one neuron wins, below both stay active."
    )
    tau: float = parameter(50.0, symbol="τ", unit="ms", low=1.0, high=200.0, help="Time constant of both neurons.")
    h: float = parameter(1.0, symbol="h", unit="Hz", low=0.0, high=2.0, help="Input to both while the choice is on.")
    bias: float = parameter(
        0.25,
        symbol="δ",
        unit="Hz",
        low=0.0,
        high=1.0,
        help="What evidence adds to the input of one neuron and takes from the other's.",
    )


def build(p: DecisionParameters) -> System:
    """Return the network with β in front of both weights: τ dv_1/dt = −v_1 + [β(h_1 − v_2)]+ and the same for v_2."""
    network = RateNetwork(
        tau=np.array([p.tau]),
        recurrent=p.beta * INHIBITION,
        feedforward=p.beta * np.eye(2),
        transfer=Rectified(),
    )
    inputs = (
        Input("choice", p.h * SUM, title=f"choice  {p.h:g} Hz", on=True),
        Input("for 1", p.bias * DIFFERENCE, title=f"for 1  ±{p.bias:g} Hz"),
        Input("for 2", -p.bias * DIFFERENCE, title=f"for 2  ±{p.bias:g} Hz"),
        Input("nudge 1", np.array([NUDGE, 0.0]), Pulse(20.0), title="nudge 1  20 ms"),
    )
    return System(network, inputs, start=np.array([HEAD_START, 0.0]))


def both_active(p: DecisionParameters, h: Array) -> Array | None:
    """Return the fixed point at which both fire under h (2,) Hz, v_1 = β(h_1 − βh_2)/(1 − β²), or None."""
    if p.beta == 1.0:
        return None
    v: Array = p.beta * (h - p.beta * h[::-1]) / (1.0 - p.beta**2)
    return v if (v > 0.0).all() else None


def wins(p: DecisionParameters, h: Array, unit: int) -> bool:
    """Whether `unit` alone active, at βh, silences the other: β h_unit ≥ h_other."""
    return bool(h[unit] > 0.0 and p.beta * h[unit] >= h[1 - unit])


def notices(p: DecisionParameters) -> tuple[str, ...]:
    """Say where no decision is made."""
    if p.beta < 1.0:
        return (f"β = {p.beta:.4g} < 1: no decision; both neurons stay active",)
    if p.beta == 1.0:
        return ("β = 1: the difference integrates its input, as a memory does",)
    return ()


def theory(p: DecisionParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return the state both share, winner and loser, and how fast sum and difference move."""
    h = snapshot.h / p.beta
    rows = _both(snapshot)
    return (
        *_shared(p, h, rows),
        *_outcome(p, h, snapshot),
        _rate("growth rate of the difference", 1000.0 * (p.beta - 1.0) / p.tau, rows, DIFFERENCE),
        _rate("growth rate of the sum", -1000.0 * (p.beta + 1.0) / p.tau, rows, SUM),
    )


def _both(snapshot: Snapshot) -> Rows:
    """Return the rows since the last act up to where a neuron falls silent; none if one is silent at once."""
    rows = stretch(snapshot)
    network = snapshot.system.network
    fires = (network.argument(rows.rates[0], rows.inputs[0]) > 0.0).all()
    return one_region(network, rows) if fires else rows.part(0, 0)


def _shared(p: DecisionParameters, h: Array, rows: Rows) -> tuple[Prediction, ...]:
    """β(h_1 − βh_2)/(1 − β²), for even inputs βh/(1 + β): what sum and difference come from or go to."""
    names = ("shared state of v_1", "shared state of v_2")
    wanted = both_active(p, h)
    if wanted is None:
        why = "β = 1: a line of fixed points." if p.beta == 1.0 else "Under this input the two never share."
        return tuple(Prediction(name, None, None, "Hz", source=SOURCE, note=why) for name in names)
    total, gap = ((resting_value(rows, which) if len(rows) else None) for which in (SUM, DIFFERENCE))
    if gap is None and len(rows) and abs(h[0] - h[1]) <= 1e-12 and float(np.ptp(rows.rates @ DIFFERENCE)) == 0.0:
        gap = 0.0  # an exact tie stays one
    if total is None or gap is None:
        return tuple(
            Prediction(name, float(v), None, "Hz", source=SOURCE, note=WAITS_FOR_MOTION)
            for name, v in zip(names, wanted, strict=True)
        )
    seen = (0.5 * (total + gap), 0.5 * (total - gap))
    return tuple(
        Prediction(name, float(v), x, "Hz", EXACT, source=SOURCE)
        for name, v, x in zip(names, wanted, seen, strict=True)
    )


def _outcome(p: DecisionParameters, h: Array, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Winner βh, loser 0; which of them wins is the run's to say where both can."""
    leader = int(np.argmax(snapshot.v))
    if not wins(p, h, leader):
        leader = 1 - leader
    if p.beta <= 1.0 or not wins(p, h, leader):
        why = "β ≤ 1: nobody wins." if p.beta <= 1.0 else "Without an input nobody wins."
        return tuple(Prediction(name, None, None, "Hz", source=SOURCE, note=why) for name in ("winner", "loser"))
    silenced = float(snapshot.system.network.argument(snapshot.v, snapshot.h)[1 - leader]) <= 0.0
    done = settled(snapshot) and silenced  # an exact tie rests as well, at the shared state
    note = "" if done else "Waits until the choice is made."
    winner, loser = (float(snapshot.v[k]) if done else None for k in (leader, 1 - leader))
    return (
        Prediction("winner", p.beta * float(h[leader]), winner, "Hz", AGREE, 1e-6, SOURCE, note),
        Prediction("loser", 0.0, loser, "Hz", least=1e-6, source=SOURCE, note=note),
    )


def _rate(name: str, predicted: float, rows: Rows, which: Array) -> Prediction:
    """(±β − 1)/τ, an eigenvalue of the Jacobian where both are active."""
    rate = exponential_rate(rows, which) if len(rows) else None
    measured = None if rate is None else -1000.0 * rate
    note = "Measured while both are active and it moves." if measured is None else ""
    return Prediction(name, predicted, measured, "1/s", EXACT, 1e-6, SOURCE, note)


SHARED = ("shared state of v_1", "shared state of v_2")
RATES = ("growth rate of the difference", "growth rate of the sum")
OUTCOME = ("winner", "loser")

SCENARIO = Scenario(
    key="decision",
    title="Decision",
    group="Nonlinear",
    summary="Two neurons inhibit each other: if they do it strongly enough only one can stay active, and the one that "
    "is a little ahead wins.",
    defaults=DecisionParameters(),
    build=build,
    views=(
        PhasePlane("phase-plane", "Phase plane and who wins", hero=True, basins=True),
        Traces("rates", "Rates"),
        JacobianSpectrum("eigenvalues", "Eigenvalues of J"),
        EigenvalueSweep("eigenvalues-beta", "μ against β", parameter="beta"),
    ),
    presets=(
        Preset("even", "An even choice (β = 2, h = (1, 1), Fee lecture 20)"),
        Preset("biased", "Some evidence for 2 (h = (0.75, 1.25))", {"bias": 0.25}, on=("for 2",)),
        Preset("clear", "So much that 1 cannot win (h = (0.5, 1.5))", {"bias": 0.5}, on=("for 2",)),
        Preset("undecided", "Too shallow to decide (β = 0.8)", {"beta": 0.8}),
    ),
    notices=notices,
    window=1000.0,
    rate_range=(0.0, 3.2),
    number=16,
    theory=theory,
    trials=(
        Trial("an even choice", (*SHARED, *OUTCOME, *RATES)),
        Trial("evidence for 2", (*SHARED, *OUTCOME, *RATES), "biased"),
        Trial("evidence against a head start", OUTCOME, "biased", acts=("0 state 1.5,0",)),
        Trial("only 2 can win", OUTCOME, "clear", acts=("0 state 2,0",)),
        Trial("too shallow", (*SHARED, *RATES), "undecided"),
        Trial(
            "another slope and input",
            (*SHARED, *OUTCOME, *RATES),
            values={"beta": 3.3, "tau": 80.0, "h": 0.6},
            duration=3000.0,
        ),
    ),
)
