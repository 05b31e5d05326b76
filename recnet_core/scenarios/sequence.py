"""Activity that moves by itself: a shifted ring, a bump pushed by a velocity input, a chain (D&A section 7.4)."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from recnet_core.arrays import Array, State
from recnet_core.inputs import Input, Pulse
from recnet_core.low_rank import LowRank
from recnet_core.measuring import Rows, parabola_top, stretch
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import Readout, System
from recnet_core.theory import Prediction, Trial
from recnet_core.transfer import Rectified
from recnet_core.views import Activity, Readouts, WeightMatrix

RING, PUSHED, CHAIN = 0, 1, 2
MOST_IN_CHAIN = 200
PUSH = 2.0  # Hz, of the switches that push
KICK = 50.0  # Hz
CUE = 100.0  # ms
SHAPED = 40.0  # time constants after which the bump has its shape
MOST_NUMBERS = 200_000  # rows × units looked at to measure a speed
SMALLEST = 1e-6  # Hz
LEAST_BUMP, MOST_BUMP = 1e-3, 1e9  # of h_0, between which a bump's modulation is looked for
FEW = 64  # units of two rings; fewer hold a slow bump between them
SLOW = 20.0  # °/s: slower, the grid of units is felt, of two rings most
GRAINY = "Theory is of two like rings of many units: few hold the bump between them, and of an odd number one has more."
NO_BUMP = "Under these weights and this push no bump lasts, or it grows without end."
WAITS = "Waits until the bump has found its shape."


@dataclass(frozen=True)
class SequenceParameters(Parameters):
    """Which story, and its weights."""

    kind: int = parameter(
        0,
        symbol="kind",
        low=0,
        high=2,
        integer=True,
        help="0: ring whose weights are shifted; 1: two rings pushed by a velocity input; 2: chain that plays once.",
        names=("shifted ring", "two rings", "chain"),
    )
    N: int = parameter(
        100, symbol="N", low=8, high=1024, integer=True, help="Number of units; the chain takes up to 200."
    )
    lambda1: float = parameter(
        1.9,
        symbol="λ_1",
        low=1.1,
        high=2.1,
        help="How strongly the ring amplifies its bump; from 2/cos φ on it explodes.",
    )
    tau: float = parameter(10.0, symbol="τ", unit="ms", low=1.0, high=100.0, help="Time constant of every unit.")
    shift: float = parameter(
        3.0,
        symbol="φ",
        unit="°",
        low=-45.0,
        high=45.0,
        help="By how much the weights are shifted: the asymmetric part of M.",
    )
    velocity: float = parameter(
        0.0,
        symbol="b",
        unit="Hz",
        low=-3.0,
        high=3.0,
        help="Velocity input of the two rings: added to one, taken from the other.",
    )
    h0: float = parameter(3.0, symbol="h_0", unit="Hz", low=0.5, high=10.0, help="Uniform background of the rings.")
    w: float = parameter(1.0, symbol="w", low=0.0, high=1.2, help="Strength of every link of the chain.")


def build(p: SequenceParameters) -> System:
    """Return the ring, the two rings or the chain; in each something moves, or can be made to."""
    return (_ring, _two_rings, _chain)[p.kind](p)


def _ring(p: SequenceParameters) -> System:
    """M_ij = (2λ_1/N) cos(θ_i − θ_j − φ): every unit drives those a little further on most."""
    theta = circle(p.N)
    weights = LowRank(_waves(theta), p.lambda1 * _turn(math.radians(p.shift)))
    network = RateNetwork(tau=np.array([p.tau]), recurrent=weights, bias=np.array([p.h0]), transfer=Rectified())
    inputs = (
        Input("cue 0", _local(theta, 0.0), Pulse(CUE), title="cue at 0°"),
        Input("cue 180", _local(theta, math.pi), Pulse(CUE), title="cue at 180°"),
    )
    return System(network, inputs, start=_bump(theta, p), angles=np.degrees(theta), readouts=(_angle(theta),))


def _two_rings(p: SequenceParameters) -> System:
    """M_ij = (2λ_1/N) cos(θ_i − θ_j − s_j φ), s = −1 in the first half of the units, else 1 (Xie et al. 2002).

    Each ring pushes the bump its own way; a velocity input makes one of them louder.
    """
    halves = [circle(p.N // 2), circle(p.N - p.N // 2)]
    theta, side = np.concatenate(halves), np.repeat([-1.0, 1.0], [len(half) for half in halves])
    bias = p.h0 + p.velocity * side
    weights = LowRank(*_pair(p, halves))
    network = RateNetwork(tau=np.array([p.tau]), recurrent=weights, bias=bias, transfer=Rectified())
    inputs = (
        Input("push right", PUSH * side, title=f"push right  {PUSH:g} Hz"),
        Input("push left", -PUSH * side, title=f"push left  {PUSH:g} Hz"),
        Input("cue 0", _local(theta, 0.0), Pulse(CUE), title="cue at 0°"),
    )
    return System(network, inputs, start=_bump(theta, p), readouts=(_angle(theta),))


def _pair(p: SequenceParameters, halves: list[Array]) -> tuple[Array, Array]:
    """Return U (N, 4), cos and sin of either ring, and K (4, 4): from ring b to either a turn by s_b φ."""
    basis = np.zeros((p.N, 4))
    basis[: len(halves[0]), :2], basis[len(halves[0]) :, 2:] = _waves(halves[0]), _waves(halves[1])
    share = np.sqrt(np.array([len(half) for half in halves]) / p.N)
    shift = math.radians(p.shift)
    turns = np.hstack([share[0] * _turn(-shift), share[1] * _turn(shift)])
    return basis, p.lambda1 * np.vstack([share[0] * turns, share[1] * turns])


def _turn(angle: float) -> Array:
    return np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])


def _chain(p: SequenceParameters) -> System:
    """M_i+1,i = w: each unit drives the next; the first one starts active, and the sequence plays once."""
    size = links(p) + 1
    first = np.eye(size)[0]
    network = RateNetwork(tau=np.array([p.tau]), recurrent=p.w * np.eye(size, k=-1), transfer=Rectified())
    inputs = (Input("again", KICK * first, Pulse(20.0), title="play again"),)
    return System(network, inputs, start=KICK * first, readouts=(Readout("position", "", _centre),))


def links(p: SequenceParameters) -> int:
    """Return how many links the chain has; its weights have no low rank, so a long one would be slow."""
    return min(p.N, MOST_IN_CHAIN) - 1


def circle(size: int) -> Array:
    """Return `size` angles from −π on, (size,) radians."""
    return -math.pi + 2.0 * math.pi * np.arange(size) / size


def _waves(theta: Array) -> Array:
    """Return cos θ and sin θ as orthonormal columns (N, 2)."""
    return np.column_stack([np.cos(theta), np.sin(theta)]) * math.sqrt(2.0 / len(theta))


def _local(theta: Array, centre: float) -> Array:
    """Return an input (N,) Hz around an angle, wide enough to call a bump there and to end one elsewhere."""
    return KICK * np.cos(theta - centre)


def _bump(theta: Array, p: SequenceParameters) -> State:
    """Return a bump at 0° as it will be, [h0 + A cos θ]+."""
    amplitude = modulation(p, 0.0)
    return np.maximum(p.h0 + (10.0 * p.h0 if amplitude is None else amplitude) * np.cos(theta), 0.0)


def first_component(background: float, amplitude: float) -> float:
    """Return G = (1/π) ∫ [h + A cos θ]+ cos θ dθ, Hz: what a ring of rectified units gives back (D&A eq. 7.35)."""
    if background >= amplitude:
        return amplitude
    if background <= -amplitude:
        return 0.0
    edge = math.acos(-background / amplitude)
    return (2.0 * background * math.sin(edge) + amplitude * (edge + math.sin(edge) * math.cos(edge))) / math.pi


@lru_cache(maxsize=64)
def modulation(p: SequenceParameters, push: float) -> float | None:
    """Return A (Hz) of the bump's input h + A cos θ: A/(λ_1 cos φ) = ½G(h0+b, A) + ½G(h0−b, A); None for no bump.

    The bump receives λ_1|Z| with Z = Σ_b z_b e^(i s_b φ) and τ dZ/dt = −Z + Σ_b ½G_b e^(i(ψ + s_b φ)): its real part
    gives A, the imaginary one the speed.
    """
    strength = p.lambda1 * math.cos(math.radians(p.shift))
    if not 1.0 < strength < 2.0:
        return None

    def grows(amplitude: float) -> bool:
        back = 0.5 * (first_component(p.h0 + push, amplitude) + first_component(p.h0 - push, amplitude))
        return back * strength > amplitude

    low = MOST_BUMP * p.h0
    while not grows(low):  # down to the largest bump there is: a strong push may leave none
        low /= 1.1
        if low < LEAST_BUMP * p.h0:
            return None
    high = 1.1 * low
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if grows(middle) else (low, middle)
    return low


def speed(p: SequenceParameters, push: float) -> float | None:
    """Return the bump's speed in °/s: (tan φ/τ)·(G₊ − G₋)/(G₊ + G₋), and tan φ/τ on the single ring.

    From the equation of Z in `modulation`: τ dψ/dt = (G₊ − G₋) sin φ/(2|Z|) and 2|Z| = (G₊ + G₋) cos φ.
    """
    amplitude = modulation(p, push if p.kind == PUSHED else 0.0)
    if amplitude is None or p.kind == CHAIN:
        return None
    right, left = (first_component(p.h0 + side * push, amplitude) for side in (1.0, -1.0))
    part = (right - left) / (right + left) if p.kind == PUSHED else 1.0
    return math.degrees(math.tan(math.radians(p.shift)) / p.tau) * 1000.0 * part


def _angle(theta: Array) -> Readout:
    """Return the bump's angle, the phase of Σ v e^(iθ), in degrees."""
    cosine, sine = np.cos(theta), np.sin(theta)
    return Readout("position", "°", lambda v, h: np.degrees(np.arctan2(v @ sine, v @ cosine)))


def _centre(rates: Array, inputs: Array) -> Array:
    """Return the mean number (from 1) of the chain's active units, weighted by their rates; 0 when all is silent."""
    total = rates.sum(axis=-1)
    numbers = np.arange(1, rates.shape[-1] + 1)
    place: Array = np.where(total > SMALLEST, rates @ numbers / np.maximum(total, SMALLEST), 0.0)
    return place


def notices(p: SequenceParameters) -> tuple[str, ...]:
    """Say what the rings' weights are too weak or too strong for, and what today's story does not use."""
    if p.kind == CHAIN:
        return (f"The chain has {MOST_IN_CHAIN} units: it takes no more",) if p.N > MOST_IN_CHAIN else ()
    strength = p.lambda1 * math.cos(math.radians(p.shift))
    if strength >= 2.0:
        return (f"λ_1 cos φ = {strength:.4g} ≥ 2: the bump grows without end",)
    if strength <= 1.0:
        return (f"λ_1 cos φ = {strength:.4g} ≤ 1: no bump",)
    if p.kind == RING and p.velocity:
        return ("The shifted ring has no velocity input: the two rings have",)
    return ()


def theory(p: SequenceParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Compare the bump's speed, or the chain's arrival, with what the asymmetric weights say."""
    rows = stretch(snapshot)
    moving = p.kind != CHAIN
    push = 0.0 if p.kind != PUSHED else p.velocity + 0.5 * float(snapshot.h[-1] - snapshot.h[0])
    held = not (snapshot.switches.get("cue 0", False) or snapshot.switches.get("cue 180", False))
    predicted = speed(p, push) if moving and held else None
    measured = measured_speed(p, snapshot.system.readouts[0], rows) if predicted is not None else None
    slow = predicted is not None and abs(predicted) < SLOW
    least = (4.0 if p.kind == PUSHED else 1.0) if slow else 0.1
    note = "The chain has no bump." if not moving else ("" if measured is not None else WAITS)
    grainy = p.kind == PUSHED and (p.N < FEW or p.N % 2 == 1)
    note = GRAINY if grainy else NO_BUMP if moving and held and predicted is None else note
    return (
        Prediction("speed of the bump", predicted, measured, "°/s", tolerance=0.003 + 4.0 / p.N**2,
                   least=least, source="as Xie et al. 2002; Zhang 1996", note=note, comparable=not grainy),
        *_arrival(p, rows, bool((rows.rates[0] == snapshot.system.start).all())),
    )  # fmt: skip


def measured_speed(p: SequenceParameters, position: Readout, rows: Rows) -> float | None:
    """Return how fast the bump went over the last rows, °/s; None until it has its shape."""
    first = int(np.searchsorted(rows.times, rows.times[0] + SHAPED * p.tau))
    rows = rows.part(max(first, len(rows) - max(MOST_NUMBERS // p.N, 3)))
    if len(rows) < 3:
        return None
    angle = np.unwrap(position.of(rows.rates, rows.inputs), period=360.0)
    return float(1000.0 * (angle[-1] - angle[0]) / (rows.times[-1] - rows.times[0]))


def _arrival(p: SequenceParameters, rows: Rows, fresh: bool) -> tuple[Prediction, Prediction]:
    """Return when the chain's last unit peaks and how high.

    From v_1 = K the k-th link gives K w^k (t/τ)^k/k! e^(−t/τ), which peaks at t = kτ.
    """
    count, peak, when = links(p), None, None
    if p.kind != CHAIN:
        note = "Only the chain has an end."
    else:
        note = "" if fresh else "Reset the state: theory begins with the first unit alone."
        peak, when = _peak(rows) if fresh else (None, None)
    known = p.kind == CHAIN and fresh
    height = KICK * math.exp(count * math.log(max(p.w, 1e-300) * count) - count - math.lgamma(count + 1))
    return (
        Prediction("end of the chain", count * p.tau if known else None, when, "ms", note=note),
        Prediction("last unit's peak", height if known else None, peak, "Hz", note=note),
    )


def _peak(rows: Rows) -> tuple[float | None, float | None]:
    """Return height (Hz) and time (ms from the first row) of the last unit's peak, by a parabola over three rows."""
    last = rows.rates[:, -1]
    top = int(np.argmax(last))
    if not 0 < top < len(last) - 1 or last[top] <= 0.0:
        return None, None
    offset, height = parabola_top(*last[top - 1 : top + 2].tolist())
    return height, float(rows.times[top] - rows.times[0]) + offset * rows.step


BUMP, PLAYED = ("speed of the bump",), ("end of the chain", "last unit's peak")

SCENARIO = Scenario(
    key="sequence",
    title="Sequences",
    group="Beyond",
    summary="Where the weights are not symmetric, activity need not rest: a bump travels round a ring, a velocity "
    "input pushes it as in the head-direction system, a chain plays once.",
    defaults=SequenceParameters(),
    build=build,
    views=(
        Activity("activity", "Activity of the units", hero=True),
        Readouts("position", "Where the activity is", names=("position",)),
        WeightMatrix("weights", "Weights M"),
    ),
    presets=(
        Preset("travelling", "A bump that travels (φ = 3°)"),
        Preset("head-direction", "Pushed: two rings and a velocity input", {"kind": 1, "shift": 25.0}, ("push right",)),
        Preset("chain", "A chain that plays once", {"kind": 2, "w": 1.03}),
        Preset("symmetric", "Broken: symmetric weights, nothing moves", {"shift": 0.0}),
        Preset("racing", "Extreme: φ = 15°, more than four turns a second", {"shift": 15.0}),
    ),
    notices=notices,
    dt=1.0,
    rate_range=(0.0, 100.0),
    number=15,
    theory=theory,
    trials=(
        Trial("the bump travels", BUMP),
        Trial("the other way, faster, slower units", BUMP, values={"shift": -12.0, "tau": 20.0, "lambda1": 1.6}),
        Trial("symmetric weights", BUMP, preset="symmetric"),
        Trial("pushed right", BUMP, preset="head-direction"),
        Trial(
            "pushed left, more units", BUMP, values={"kind": 1, "N": 160, "shift": 20.0, "velocity": -2.0, "h0": 5.0}
        ),
        Trial("the chain", PLAYED, preset="chain"),
        Trial("a shorter chain of weaker links", PLAYED, values={"kind": 2, "N": 30, "w": 0.95, "tau": 25.0}),
    ),
)
