"""An excitatory and an inhibitory population: damped oscillation or limit cycle (D&A 7.17–7.19, eq. 7.50–7.51)."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from recnet_core.arrays import Array
from recnet_core.inputs import Input
from recnet_core.measuring import Rows, is_held, settled, stretch
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial
from recnet_core.transfer import Rectified
from recnet_core.views import EigenvalueSweep, JacobianSpectrum, PhasePlane, Traces

if TYPE_CHECKING:
    from recnet_core.analysis.fixed_points import FixedPoint
    from recnet_core.analysis.return_map import Cycle

DRIVE = 10.0  # Hz
LAST = 6000  # rows looked at
STILL = 1e-6  # of the rates: a smaller swing is over
EVEN = 1e-6  # relative: two turns that last so nearly the same are one cycle
FIXED, LINEAR = "D&A eq. 7.50–7.51", "D&A section 7.5"


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


@dataclass(frozen=True, eq=False)
class Expected:
    """What the equations say: rest, the eigenvalue that matters there, and the cycle around it."""

    rest: "FixedPoint"
    frequency: float
    cycle: "Cycle | None"


@lru_cache(maxsize=64)
def expected(p: EIParameters, drive_E: float, drive_I: float) -> Expected | None:
    """Return what to expect under the held drives (Hz), None where there is not exactly one fixed point."""
    from recnet_core.analysis.fixed_points import fixed_points
    from recnet_core.analysis.return_map import limit_cycle

    network, h = build(p).network, np.array([drive_E, drive_I])
    found = fixed_points(network, h)
    if len(found) != 1 or found[0].ends is not None:
        return None
    rest = found[0]
    leading = complex(rest.eigenvalues[0])
    cycle = None
    if rest.kind == "unstable focus":
        cycle = limit_cycle(network, h, rest.v, 2000.0 * math.pi / abs(leading.imag))
    return Expected(rest, abs(leading.imag) / (2.0 * math.pi), cycle)


def theory(p: EIParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Compare rest, eigenvalue and cycle with the run, and say why 5.34 Hz is not 6.15 Hz."""
    says = expected(p, *snapshot.h.tolist()) if is_held(snapshot) else None
    rows = stretch(snapshot).part(-LAST)
    return (*_rest(says, snapshot), *_eigenvalue(says, snapshot, rows), *_cycle(says, snapshot, rows))


def _rest(says: Expected | None, snapshot: Snapshot) -> tuple[Prediction, ...]:
    still = settled(snapshot, STILL)
    size = np.abs([snapshot.v, snapshot.h, snapshot.system.network.bias]).max()  # as `settled` has it
    least = 10.0 * STILL * float(size)  # for a unit that falls silent
    note = "No single fixed point." if says is None else ("" if still else "Measured once the rates are at rest.")
    return tuple(
        Prediction(f"rest {label}", None if says is None else float(says.rest.v[unit]),
                   float(snapshot.v[unit]) if still else None, "Hz", tolerance=1e-5, least=least,
                   source=FIXED, note=note)
        for unit, label in enumerate(snapshot.system.labels)
    )  # fmt: skip


def _eigenvalue(says: Expected | None, snapshot: Snapshot, rows: Rows) -> tuple[Prediction, ...]:
    """Return Re μ and Im μ/2π, measured where the run passes through the region of the fixed point."""
    from recnet_core.analysis.local_flow import leading_rate

    rate = leading_rate(snapshot.system.network, says.rest.v, rows) if says else None
    leading = complex(says.rest.eigenvalues[0]) if says else None
    note = "" if rate is not None else "Measured while the run moves where both units lie as at rest."
    return (
        Prediction("Re μ", leading.real if leading is not None else None, rate.real if rate is not None else None,
                   "1/s",
                   tolerance=1e-5, least=1e-4, source=LINEAR, note=note),
        Prediction("Im μ/2π", says.frequency if says else None,
                   abs(rate.imag) / (2.0 * math.pi) if rate is not None else None, "Hz",
                   tolerance=1e-5, least=1e-4, source=LINEAR, note=note),
    )  # fmt: skip


def _cycle(says: Expected | None, snapshot: Snapshot, rows: Rows) -> tuple[Prediction, ...]:
    """Return period, frequency and extremes; a cycle is what repeats itself."""
    last = _last_turn(says, snapshot, rows)
    period, even = last if last else (None, False)
    cycle, why = says.cycle if says else None, _why(says)
    turn = rows.part(-min(len(rows), int(period / rows.step) + 4)) if period else None
    repeats = cycle is not None and even
    return (
        Prediction("period", cycle.period if cycle else None, period if repeats else None, "ms", tolerance=1e-6,
                   source="D&A figure 7.19", note=why if cycle is None else ""),
        _frequency(says, snapshot, turn, 1000.0 / period if period else None),
        *_extremes(cycle, snapshot, turn if repeats else None, why),
    )  # fmt: skip


def _frequency(says: Expected | None, snapshot: Snapshot, turn: Rows | None, measured: float | None) -> Prediction:
    """Return Im μ/2π beside how often the run turns; they agree only while neither unit falls silent."""
    from recnet_core.analysis.local_flow import linear_rows

    predicted = says.frequency if says and says.frequency else None
    small = bool(linear_rows(snapshot.system.network, says.rest.v, turn).all()) if says and turn else True
    note = "A swing that keeps both units active turns as often as Im μ/2π says."
    if says and says.cycle:
        note = "Not meant to agree: Im μ/2π is that of a small swing; the limit cycle is not the linearisation."
    elif not small:
        note = "Not meant to agree: in so large a swing a unit falls silent, and Im μ/2π holds while both are active."
    comparable = small and not (says and says.cycle)
    return Prediction("frequency", predicted, measured, "Hz", 1e-5, source=LINEAR, comparable=comparable, note=note)


def _why(says: Expected | None) -> str:
    if says is None:
        return "No single fixed point."
    if says.rest.kind == "centre":
        return "Re μ = 0: no cycle but a continuum of orbits, each with a period of its own."
    return "The fixed point is stable." if says.rest.stable else "No cycle comes round: the rates run away or rest."


def _last_turn(says: Expected | None, snapshot: Snapshot, rows: Rows) -> tuple[float, bool] | None:
    """Return how long (ms) the last turn took, from one rise of v_E through rest to the next, and if it repeats."""
    from recnet_core.analysis.local_flow import upward_crossings

    if says is None or len(rows) < 3:
        return None
    rest = says.rest.v
    times, states = upward_crossings(snapshot.system.network, rows, 0, float(rest[0]))
    swing = np.abs(states[:, 1] - rest[1]) if len(states) else np.empty(0)
    times = times[swing > STILL * float(np.abs(rest).max())]
    if len(times) < 2:
        return None
    turns = np.diff(times)
    return float(turns[-1]), len(turns) > 1 and abs(turns[-1] - turns[-2]) < EVEN * turns[-1]


def _extremes(cycle: "Cycle | None", snapshot: Snapshot, rows: Rows | None, why: str) -> tuple[Prediction, ...]:
    from recnet_core.analysis.local_flow import extreme

    found = []
    for unit, label in enumerate(snapshot.system.labels):
        for word, highest in (("lowest", False), ("highest", True)):
            says: Array | None = None if cycle is None else (cycle.high if highest else cycle.low)
            measured = None if rows is None else extreme(snapshot.system.network, rows, unit, highest=highest)
            note = why if cycle is None else ("" if rows is not None else "Waits until two turns are alike.")
            found.append(Prediction(f"{label} {word}", None if says is None else float(says[unit]), measured, "Hz",
                                    tolerance=1e-6, least=1e-6, source="D&A figure 7.19", note=note))  # fmt: skip
    return tuple(found)


LOCAL, DAMPED = ("Re μ", "Im μ/2π"), ("rest v_E", "rest v_I", "Re μ", "Im μ/2π", "frequency")
CYCLE = (*LOCAL, "period", "v_E lowest", "v_E highest", "v_I lowest", "v_I highest")

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
        Preset("slow", "Extreme: inhibition three times as slow (τ_I = 150 ms)", {"tau_I": 150.0}),
    ),
    window=1000.0,
    rate_range=(0.0, 60.0),
    number=12,
    theory=theory,
    trials=(
        Trial("limit cycle, τ_I = 50 ms", CYCLE),
        Trial("damped, τ_I = 30 ms", DAMPED[2:], preset="damped"),
        Trial("at rest, τ_I = 20 ms", DAMPED[:2], values={"tau_I": 20.0}, duration=3000.0),
        Trial("limit cycle, τ_I = 80 ms, driven", CYCLE, values={"tau_I": 80.0}, acts=("0 on drive E",)),
        Trial("limit cycle, other weights", CYCLE, values={"M_EE": 1.5, "M_EI": -1.2, "tau_I": 40.0}),
        Trial("on the edge, τ_I = 40 ms", LOCAL, preset="degenerate-hopf"),
    ),
)
