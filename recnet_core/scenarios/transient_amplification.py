"""Stable for good, large for a while: an E–I pair whose weights are not normal (Murphy & Miller 2009)."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from recnet_core.arrays import Array
from recnet_core.inputs import Input, Pulse
from recnet_core.measuring import Rows, exponential_rate, parabola_top, stretch
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import Readout, System
from recnet_core.theory import Prediction, Trial
from recnet_core.views import JacobianSpectrum, PhasePlane, Readouts, Traces

ROOT = math.sqrt(0.5)
SUM, DIFFERENCE = np.array([ROOT, ROOT]), np.array([ROOT, -ROOT])
KICK = 50.0  # ms
TINY = 1e-100  # Hz
FAINT = 1e-6  # of the largest ‖v‖
BENT, GROWTH_BENT = 0.02, 0.05  # rows that bend more at a maximum are too few to show it; of ‖v‖, of its growth
COARSE = "Waits for the maximum to pass, on rows that show it: a smaller dt gives more of them."
FIRST = 2000  # rows after the start in which the fastest growth is looked for
SOURCE = "Murphy & Miller 2009"
FRESH = "Reset the state: theory begins at the start."
PEAK = "‖v‖ at its largest over ‖v‖ at the start, while every Re μ < 0."
FASTEST = "Largest eigenvalue of (A + Aᵀ)/2."
PASSES_NOT = "This start does not pass through the direction that grows fastest."


@dataclass(frozen=True)
class TransientParameters(Parameters):
    """Strength and balance of the weights, and where the pair starts."""

    w: float = parameter(4.0, symbol="w", low=0.0, high=20.0, help="Strength of excitation, of both units.")
    k: float = parameter(
        1.1, symbol="k", low=0.5, high=2.0, help="Inhibition over excitation; from 1 − 1/w down the pair explodes."
    )
    tau: float = parameter(50.0, symbol="τ", unit="ms", low=1.0, high=100.0, help="Time constant of both units.")
    amplitude: float = parameter(
        10.0, symbol="A", unit="Hz", low=0.1, high=50.0, help="Length of the start, and strength of the kicks."
    )
    angle: float = parameter(
        -45.0,
        symbol="φ",
        unit="°",
        low=-90.0,
        high=90.0,
        help="Direction of the start: −45° is E up and I down (difference), 45° both up (sum).",
    )


def build(p: TransientParameters) -> System:
    """Return the pair M = [[w, −kw], [w, −kw]]; rates are changes from a working point, so they may be negative."""
    network = RateNetwork(tau=np.array([p.tau]), recurrent=weights(p))
    push = 1.0 / -math.expm1(-KICK / p.tau)  # the kick alone would bring a unit without weights to A
    inputs = (
        Input("kick difference", push * p.amplitude * DIFFERENCE, Pulse(KICK), title=f"kick difference  {KICK:g} ms"),
        Input("kick sum", push * p.amplitude * SUM, Pulse(KICK), title=f"kick sum  {KICK:g} ms"),
    )
    readouts = (
        Readout("length", "Hz", lambda v, h: np.sqrt((v * v).sum(axis=-1))),
        Readout("sum", "Hz", lambda v, h: v @ SUM),
        Readout("difference", "Hz", lambda v, h: v @ DIFFERENCE),
    )
    return System(network, inputs, start=start(p), labels=("v_E", "v_I"), readouts=readouts)


def weights(p: TransientParameters) -> Array:
    """Return M (2, 2), units in the order E, I."""
    return np.array([[p.w, -p.k * p.w], [p.w, -p.k * p.w]])


def start(p: TransientParameters) -> Array:
    """Return the start (2,) Hz."""
    angle = math.radians(p.angle)
    return p.amplitude * np.array([math.cos(angle), math.sin(angle)])


def schur(p: TransientParameters) -> Array:
    """Return the weights between sum and difference, [[w(1−k), w(1+k)], [0, 0]]: a chain, difference to sum."""
    return np.array([[p.w * (1.0 - p.k), p.w * (1.0 + p.k)], [0.0, 0.0]])


def growth(p: TransientParameters) -> float:
    """Return the numerical abscissa, 1/s: the largest eigenvalue of (A + Aᵀ)/2, the fastest growth there is."""
    chain = schur(p)
    fastest = 0.5 * (chain[0, 0] + math.hypot(chain[0, 0], chain[0, 1]))
    return float(1000.0 * (fastest - 1.0) / p.tau)


def length(p: TransientParameters, t: Array) -> Array:
    """Return ‖v(t)‖ (T,) Hz from the start at t = 0 (T,) ms, by the closed form of e^(At).

    difference d(t) = d e^(−s), sum a(t) = a e^(−(1−λ)s) + w_FF d (e^(−(1−λ)s) − e^(−s))/λ with s = t/τ, λ = w(1−k) and
    w_FF = w(1+k); the last quotient is s e^(−s) where λ = 0.
    """
    chain, s, first = schur(p), t / p.tau, start(p)
    a, d, eigenvalue = float(first @ SUM), float(first @ DIFFERENCE), chain[0, 0]
    leak, grown = np.exp(-s), np.exp((eigenvalue - 1.0) * s)
    if abs(eigenvalue) < 1e-9:
        passed = s * leak
    else:  # expm1 keeps the digits of a small λ, and overflows with a large one
        passed = leak * np.expm1(eigenvalue * s) / eigenvalue if eigenvalue < 1e-3 else (grown - leak) / eigenvalue
    values: Array = np.hypot(a * grown + chain[0, 1] * d * passed, d * leak)
    return values


@lru_cache(maxsize=64)
def peak(p: TransientParameters) -> tuple[float, float] | None:
    """Return the largest ‖v‖/‖v(0)‖ and when it comes, ms; None for a pair that explodes."""
    if p.w * (1.0 - p.k) >= 1.0:
        return None
    slowest = p.tau / (1.0 - max(0.0, p.w * (1.0 - p.k)))
    low, high = 0.0, 20.0 * slowest
    for _ in range(8):  # each narrows to two of 400 parts
        t = np.linspace(low, high, 401)
        values = length(p, t)
        top = int(np.argmax(values))
        low, high = t[max(top - 1, 0)], t[min(top + 1, 400)]
    return float(values[top]) / p.amplitude, float(t[top])


def notices(p: TransientParameters) -> tuple[str, ...]:
    """Say when the pair explodes, and when nothing can grow."""
    eigenvalue = p.w * (1.0 - p.k)
    if eigenvalue > 1.0:
        return (f"λ = w(1 − k) = {eigenvalue:.4g} > 1: the pair explodes",)
    if growth(p) <= 0.0:
        return ("Too weak to amplify: no start grows, not even for a moment",)
    return ()


def theory(p: TransientParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Compare eigenvalues, the transient's peak and its fastest growth with the closed form of e^(At)."""
    rows = stretch(snapshot)
    fresh = bool(np.array_equal(rows.rates[0], start(p))) and not snapshot.h.any()
    known = peak(p) if fresh else None
    size = np.sqrt((rows.rates * rows.rates).sum(axis=-1)) if fresh else np.empty(0)
    highest, when = _peak(rows, size, p.amplitude)
    waits = "" if fresh else FRESH
    fastest, grown = growth(p), _fastest(rows, size)
    passes = fresh and _passes(p)
    return (
        Prediction("peak over start", known[0] if known else None, highest, tolerance=1e-3, source=SOURCE,
                   note=waits or (PEAK if highest else COARSE)),
        Prediction("time of the peak", known[1] if known else None, when, "ms", tolerance=5e-3,
                   least=0.5 * snapshot.dt,
                   source=SOURCE, note=waits),
        Prediction("fastest growth", fastest if passes else None, grown if passes else None, "1/s", tolerance=5e-3,
                   least=0.05, source="Trefethen & Embree 2005, §14",
                   note=waits or (PASSES_NOT if not passes else FASTEST if grown else COARSE)),
        *_rates(p, rows),
    )  # fmt: skip


def _passes(p: TransientParameters) -> bool:
    """Whether the trajectory turns through the direction of fastest growth; it turns from difference to sum."""
    chain = schur(p)
    if growth(p) <= 0.0 or chain[0, 1] == 0.0:
        return False
    best = math.degrees(0.5 * math.atan2(chain[0, 1], chain[0, 0]))  # from the sum's direction towards the difference
    return -(p.angle - 45.0) >= best


def _rates(p: TransientParameters, rows: Rows) -> tuple[Prediction, ...]:
    """Return the two eigenvalues of J, each seen through its left eigenvector."""
    eigenvalue = p.w * (1.0 - p.k)
    quiet = len(rows) > 2 and not rows.inputs[-1].any()
    rows = rows.part(0, max(3, int(p.tau / rows.step))) if quiet else rows  # later ones hold more rounding than signal
    faster = exponential_rate(rows, DIFFERENCE, 0.0) if quiet else None
    left = SUM + (schur(p)[0, 1] / eigenvalue) * DIFFERENCE if abs(eigenvalue) > 1e-9 else None
    slower = exponential_rate(rows, left, 0.0) if quiet and left is not None else None
    note = "" if left is not None else "k = 1: M is defective, there is no second eigenvector."
    values = (-1000.0 / p.tau, 1000.0 * (eigenvalue - 1.0) / p.tau)
    found = tuple(None if rate is None else -1000.0 * rate for rate in (faster, slower))
    return (
        Prediction("μ of the difference", values[0], found[0], "1/s", source="D&A eq. 7.23"),
        Prediction("μ of the sum", values[1], found[1], "1/s", source="D&A eq. 7.23", note=note),
    )


def _peak(rows: Rows, size: Array, scale: float) -> tuple[float | None, float | None]:
    """Return the largest ‖v‖ over the start's and its time, by a parabola over three rows; None until it is over."""
    top = int(np.argmax(size)) if len(size) else 0
    if len(size) < 3 or top == len(size) - 1:
        return None, None
    if top == 0:
        return float(size[0]) / scale, 0.0
    around = size[top - 1 : top + 2].tolist()
    if _bend(*around) > BENT:
        return None, None
    offset, height = parabola_top(*around)
    return height / scale, float(rows.times[top] - rows.times[0]) + offset * rows.step


def _bend(before: float, at: float, after: float) -> float:
    """Return how much rows bend at a maximum, relative to it: a parabola through them is right only if it is small."""
    return (2.0 * at - before - after) / at


def _fastest(rows: Rows, size: Array) -> float | None:
    """Return the largest d ln‖v‖/dt along the run, 1/s, from how much ‖v‖ (T,) Hz grows from row to row.

    What a row sees is the mean over it: of a parabola of second difference −b that is b/24 below what it is midway.
    """
    size = size[:FIRST]
    faint = size <= FAINT * size.max(initial=TINY)  # rows that hold more rounding than signal
    rate = np.diff(np.log(size[: int(np.argmax(faint)) if faint.any() else None]))
    top = int(np.argmax(rate)) if len(rate) else 0
    if not 0 < top < len(rate) - 1:
        return None
    around = rate[top - 1 : top + 2].tolist()
    bend = _bend(*around)
    return None if bend > GROWTH_BENT else 1000.0 * (parabola_top(*around)[1] + bend * around[1] / 24.0) / rows.step


ALL = ("peak over start", "time of the peak", "fastest growth", "μ of the difference", "μ of the sum")

SCENARIO = Scenario(
    key="transient-amplification",
    title="Transient amplification",
    group="Beyond",
    summary="Excitation and inhibition nearly cancel: every eigenvalue is stable, yet a small difference between E "
    "and I throws both far up before all decays.",
    defaults=TransientParameters(),
    build=build,
    views=(
        Readouts("length", "Length, sum, difference", hero=True),
        PhasePlane("phase-plane", "Phase plane"),
        Traces("rates", "Rates", theory=True),
        JacobianSpectrum("eigenvalues", "Eigenvalues of J"),
    ),
    presets=(
        Preset("balanced", "Balanced amplification (w = 4, k = 1.1)"),
        Preset("normal-start", "The sum as start: nothing is amplified", {"angle": 45.0}),
        Preset("weak", "Broken: too weak to amplify", {"w": 0.7}),
        Preset("defective", "k = 1: one eigenvector only", {"k": 1.0}),
        Preset("extreme", "Extreme: w = 20", {"w": 20.0, "k": 1.05}),
    ),
    notices=notices,
    dt=0.1,
    window=400.0,
    speed=0.03,
    rate_range=(-20.0, 40.0),
    number=19,
    theory=theory,
    trials=(
        Trial("balanced", ALL, duration=500.0),
        Trial("exactly balanced", ALL[:4], preset="defective", duration=500.0),
        Trial("stronger, quicker", ALL, values={"w": 12.0, "k": 1.3, "tau": 15.0}, duration=400.0),
        Trial("a start between", ALL, values={"w": 6.0, "k": 0.95, "angle": -80.0}, duration=500.0),
    ),
)
