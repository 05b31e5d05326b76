"""Random weights: silence below g = 1, chaos above (Sompolinsky, Crisanti & Sommers 1988)."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from recnet_core.arrays import Array, Weights
from recnet_core.inputs import Input, Pulse
from recnet_core.measuring import Rows, stretch
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import Readout, System
from recnet_core.theory import Prediction, Trial
from recnet_core.transfer import Tanh
from recnet_core.views import Activity, MatrixSpectrum, Readouts, Traces

SHOWN = (0, 1, 2, 3, 4)
MOST_EIGEN = 200  # units up to which eigenvalues are computed
ROWS = 64  # over which variances are averaged
SPACING = 5.0  # ms between two of them
SETTLED = 20.0  # time constants
SMALL = 1e-4  # of F's range: so small F is a straight line
TINY = 1e-200
SOURCE = "Sompolinsky et al. 1988"


@dataclass(frozen=True)
class RandomParameters(Parameters):
    """Size, strength and draw of the weights, and the start."""

    N: int = parameter(200, symbol="N", low=20, high=1200, integer=True, help="Number of units.")
    g: float = parameter(1.8, symbol="g", low=0.0, high=4.0, help="Strength of the weights: their deviation is g/√N.")
    tau: float = parameter(10.0, symbol="τ", unit="ms", low=5.0, high=100.0, help="Time constant of every unit.")
    amplitude: float = parameter(
        0.1, symbol="A", low=0.0, high=1.0, help="Deviation of the random start, in units of F's ceiling."
    )
    network_seed: int = parameter(
        0, symbol="seed", low=0, high=9999, integer=True, help="Which random weights and start."
    )


@lru_cache(maxsize=3)
def gaussian(size: int, seed: int) -> tuple[Weights, Array]:
    """Return weights (N, N) of variance 1/N and a direction (N,) of variance 1, standard normal by Philox."""
    generator = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 4, size]))
    matrix = generator.standard_normal((size, size))
    matrix *= 1.0 / math.sqrt(size)
    return matrix, generator.standard_normal(size)


def build(p: RandomParameters) -> System:
    """Return the network M_ij ~ N(0, g²/N), F = tanh; rates are in units of their largest."""
    matrix, direction = gaussian(p.N, p.network_seed)
    network = RateNetwork(tau=np.array([p.tau]), recurrent=p.g * matrix, transfer=Tanh())
    inputs = (
        Input("kick", direction, Pulse(20.0), title="kick  20 ms"),
        Input("drive", 2.0 * direction, title="constant drive"),
    )
    readouts = (Readout("q", "", lambda v, h: (v * v).mean(axis=-1), level=rate_variance(p.g)),)
    return System(network, inputs, start=p.amplitude * direction, readouts=readouts)


@lru_cache(maxsize=1)
def _grid() -> tuple[Array, Array]:
    """Return nodes and weights of a Gaussian average, by Hermite's rule."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    return nodes, weights / weights.sum()


@lru_cache(maxsize=256)
def input_variance(g: float) -> float:
    """Return Δ_0, the variance of x = M v over units and time in the limit of many units; 0 for g ≤ 1.

    The autocorrelation Δ(s) of x moves like a ball, Δ̈ = −∂V/∂Δ; chaos is the path that comes to rest at Δ = 0, so
    that ½Δ_0² = g²(⟨Φ²⟩ − ⟨Φ⟩²) with Φ = ln cosh(√Δ_0 z), z normal (Sompolinsky et al. 1988).
    """
    if g <= 1.0:
        return 0.0
    low, high = 1e-9, 2.0 * g * g
    nodes, weights = _grid()
    for _ in range(100):
        middle = 0.5 * (low + high)
        primitive = _log_cosh(math.sqrt(middle) * nodes)
        mean = float(weights @ primitive)
        spread = float(weights @ (primitive - mean) ** 2)
        low, high = (middle, high) if g * g * spread > 0.5 * middle * middle else (low, middle)
    return 0.5 * (low + high)


def rate_variance(g: float) -> float:
    """Return q, the mean of v² over units and time in the limit of many units.

    v is tanh(x) filtered by the leak, and x = M v, hence Δ_0 = g² q.
    """
    return input_variance(g) / (g * g) if g > 1.0 else 0.0


def _log_cosh(x: Array) -> Array:
    size = np.abs(x)
    return size + np.log1p(np.exp(-2.0 * size)) - math.log(2.0)


@lru_cache(maxsize=3)
def leading(size: int, seed: int) -> tuple[complex, float, npt.NDArray[np.complex128]] | None:
    """Return the leading eigenvalue of M at g = 1, the largest |λ|, and the left eigenvector (N,); None if too many."""
    if size > MOST_EIGEN:
        return None
    values, vectors = np.linalg.eig(gaussian(size, seed)[0].T)
    first = int(np.argmax(values.real))
    return complex(values[first]), float(np.abs(values).max()), vectors[:, first].astype(np.complex128)


def notices(p: RandomParameters) -> tuple[str, ...]:
    """Say on which side of the edge the network is."""
    if p.g < 1.0:
        return (f"g = {p.g:.4g} < 1: every activity dies out",)
    return (f"g = {p.g:.4g}: on the edge; a network of N units decides by chance",) if p.g < 1.1 else ()


def theory(p: RandomParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Compare the spectrum, the decay below g = 1 and the activity above with the theory of many units."""
    found = leading(p.N, p.network_seed)
    rows = stretch(snapshot)
    chance = 1.0 / math.sqrt(p.N)
    note = "" if found else f"Eigenvalues are computed up to {MOST_EIGEN} units."
    radius = None if found is None else p.g * found[1]
    return (
        Prediction(
            "spectral radius", p.g, radius, tolerance=3.0 * chance, source="Girko 1985; Ginibre 1965", note=note
        ),
        _decay(p, found, rows),
        *_chaos(p, rows, chance),
    )


def _decay(
    p: RandomParameters, found: tuple[complex, float, npt.NDArray[np.complex128]] | None, rows: Rows
) -> Prediction:
    """Return how fast the slowest mode dies out below g = 1, seen through its left eigenvector."""
    name, source = "slowest decay", "D&A eq. 7.23"
    if found is None or p.g >= 1.0:
        note = "Only below g = 1 does activity die out." if p.g >= 1.0 else f"Needs at most {MOST_EIGEN} units."
        return Prediction(name, None, None, "1/s", source=source, note=note)
    predicted = 1000.0 * (p.g * found[0].real - 1.0) / p.tau
    measured = None
    size = np.abs(rows.rates).max(axis=-1)
    first, last = int(np.argmax(size < SMALL)), len(rows) - 1
    if size[first] < SMALL and not rows.inputs[0].any():
        last = min(last, first + round(10.0 * p.tau / rows.step))
        parts = np.abs(rows.rates[[first, last]] @ found[2])
        if last > first and parts.min() > TINY:
            measured = 1000.0 * math.log(parts[1] / parts[0]) / float(rows.times[last] - rows.times[first])
    return Prediction(
        name, predicted, measured, "1/s", source=source, note="Measured where |v| < 0.0001: F is straight there."
    )


def _chaos(p: RandomParameters, rows: Rows, chance: float) -> tuple[Prediction, Prediction]:
    """Return variances of v and of x = M v above g = 1, averaged over units and the last rows."""
    every = max(1, round(SPACING / rows.step)) if len(rows) > 1 else 1
    settled = len(rows) > 1 and float(rows.times[-1] - rows.times[0]) > SETTLED * p.tau + ROWS * SPACING
    if p.g <= 1.0 or rows.inputs[-1].any():
        note = "No chaos up to g = 1." if p.g <= 1.0 else "The theory is for a network without input."
        return tuple(Prediction(name, None, None, note=note) for name in CHAOS)  # type: ignore[return-value]
    rates = rows.rates[-ROWS * every :: every] if settled else None
    q = None if rates is None else float((rates * rates).mean())
    note = "" if settled else "Waits until the start is forgotten."
    predicted = rate_variance(p.g)
    scatter = chance / min(1.0, p.g - 1.0)  # fewer units, and an activity that hardly lives, scatter more
    note = note or f"Exact for many units; one draw of {p.N} is off by {100.0 * scatter:.2g} % and more."
    return (
        Prediction(CHAOS[0], predicted, q, tolerance=4.0 * scatter, source=SOURCE, note=note),
        Prediction(CHAOS[1], input_variance(p.g), None if rates is None else _received(p, rates),
                   tolerance=6.0 * scatter, source=SOURCE, note=note),
    )  # fmt: skip


def _received(p: RandomParameters, rates: Array) -> float:
    """Return the mean of x² over a few of the rows (T, N): M v costs N² each."""
    few = rates[:: max(1, len(rates) * p.N // 4000)]
    x = p.g * (few @ gaussian(p.N, p.network_seed)[0].T)
    return float((x * x).mean())


CHAOS = ("variance of v", "variance of Mv")

SCENARIO = Scenario(
    key="random-network",
    title="Random network",
    group="Beyond",
    summary="Weights drawn by chance: weak ones let every activity die, strong ones keep the network moving for ever "
    "and never in the same way twice.",
    defaults=RandomParameters(),
    build=build,
    views=(
        Traces("rates", "Five of the units", hero=True, units=SHOWN),
        Activity("activity", "Activity of the units"),
        MatrixSpectrum("eigenvalues", "Eigenvalues of M"),
        Readouts("variance", "Mean of v²", names=("q",)),
    ),
    presets=(
        Preset("chaos", "Chaos (g = 1.8)"),
        Preset("silent", "Broken: too weak, silent (g = 0.8)", {"g": 0.8, "amplitude": 1.0}),
        Preset("edge", "On the edge (g = 1)", {"g": 1.0, "amplitude": 1.0}),
        Preset("extreme", "Extreme: g = 4, 400 units", {"g": 4.0, "N": 400}),
    ),
    notices=notices,
    method="rk4",
    dt=2.5,
    window=1000.0,
    rate_range=(-1.0, 1.0),
    unit="",
    number=18,
    theory=theory,
    trials=(
        Trial("chaos", ("spectral radius", *CHAOS)),
        Trial("other weights, stronger", ("spectral radius", *CHAOS), values={"g": 3.0, "network_seed": 7, "tau": 5.0}),
        Trial("more units", CHAOS, values={"g": 2.2, "N": 600}, duration=1500.0),
        Trial("silent", ("spectral radius", "slowest decay"), preset="silent"),
        Trial("silent sooner", ("spectral radius", "slowest decay"), values={"g": 0.4, "tau": 30.0, "N": 100}),
    ),
)
