"""The eye-position integrator: bursts of spikes in, a held eye position out (Seung et al. 2000; D&A 7.7, eq. 7.26)."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from recnet_core.arrays import Array
from recnet_core.connectivity import orthonormal_basis, symmetric_from_eigenvalues
from recnet_core.inputs import Input, Noise, Spikes
from recnet_core.measuring import NOISY, WAITS_FOR_MOTION, e_fold, held_sum, last_mark, stretch
from recnet_core.mode_theory import EXACT
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot, Span
from recnet_core.system import Integral, Readout, System
from recnet_core.theory import Prediction, Trial
from recnet_core.views import Activity, Eye, Raster, Readouts

BURST = 50.0  # ms, of a saccade
GROUP = 6  # burst neurons for each direction
OTHERS = 0.8  # the other eigenvalues lie in ±OTHERS/2
ASIDE = 0.3  # length of a burst neuron's weights outside e_1, relative to its weight along e_1
RESTLESS = 100.0  # Hz, deviation over 1 ms of the burst neurons' spontaneous activity
ROUNDING = 1e-9
SACCADES = ("saccade right", "saccade left")


@dataclass(frozen=True)
class OculomotorParameters(Parameters):
    """The integrator's size and tuning, the bursts, and how the muscles turn rates into an angle."""

    N: int = parameter(40, symbol="N", low=4, high=200, integer=True, help="Number of integrator neurons.")
    lambda1: float = parameter(
        1.0,
        symbol="λ_1",
        low=0.0,
        high=1.1,
        help="Eigenvalue along e_1, the leak: 1 holds the gaze, below the eye drifts back, above it drifts outwards.",
    )
    tau: float = parameter(
        100.0, symbol="τ", unit="ms", low=10.0, high=200.0, help="Time constant of the synapses between the neurons."
    )
    burst_rate: float = parameter(
        200.0, symbol="r", unit="Hz", low=100.0, high=800.0, help="Rate of a burst neuron in a saccade of 50 ms."
    )
    gain: float = parameter(
        0.1, symbol="g", unit="°/Hz", low=0.01, high=1.0, help="How far the muscles turn the eye for 1 Hz along e_1."
    )
    network_seed: int = parameter(
        1, symbol="seed", low=0, high=9999, integer=True, help="Which random orthonormal basis and other weights."
    )


def build(p: OculomotorParameters) -> System:
    """Return the integrator M = E diag(λ) Eᵀ, driven through W by two groups of burst neurons."""
    basis, others = orthonormal_basis(p.N, p.network_seed)
    eigenvalues = np.concatenate([[p.lambda1], OTHERS * others[1:]])
    network = RateNetwork(
        tau=np.array([p.tau]),
        recurrent=symmetric_from_eigenvalues(basis, eigenvalues),
        feedforward=_weights(basis, p.network_seed),
        known_eigen=(basis, eigenvalues),
    )
    e1 = basis[:, 0]
    return System(
        network,
        _inputs(p),
        integrals=(Integral("sum of burst areas", readout=e1, rate=e1 / p.tau),),
        readouts=(Readout("eye position", "°", partial(_position, p.gain * e1)),),
    )


def _weights(basis: Array, seed: int) -> Array:
    """Return W (N, 2·GROUP): rightward burst neurons push along e_1, leftward ones against it, each a little aside."""
    along = np.repeat([1.0, -1.0], GROUP) / GROUP
    aside = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, 1])).standard_normal(
        (len(basis) - 1, 2 * GROUP)
    )
    aside *= ASIDE / GROUP / np.linalg.norm(aside, axis=0)
    weights: Array = np.outer(basis[:, 0], along) + basis[:, 1:] @ aside
    return weights


def _inputs(p: OculomotorParameters) -> tuple[Input, ...]:
    """Return both saccades and the bursters' spontaneous activity; u is their spike trains in Hz."""
    right = np.repeat([1.0, 0.0], GROUP)
    burst = Spikes(p.burst_rate, _spikes(p), GROUP)
    return (
        Input(SACCADES[0], p.burst_rate * right, burst, title="saccade right", on=True),
        Input(SACCADES[1], p.burst_rate * right[::-1], burst, title="saccade left"),
        Input("spontaneous", np.full(2 * GROUP, RESTLESS), Noise(), title="spontaneous activity"),
    )


def _spikes(p: OculomotorParameters) -> int:
    return round(p.burst_rate * BURST / 1000.0)


def _position(readout: Array, rates: Array, inputs: Array) -> Array:
    """Return the eye's angle in degrees, (T,), for rates (T, N)."""
    angle: Array = rates @ readout
    return angle


def _step(p: OculomotorParameters) -> float:
    """Return how far one burst moves a perfect integrator, degrees: g·(area of the burst)/τ (D&A eq. 7.26)."""
    return p.gain * 1000.0 * _spikes(p) / p.tau


def notices(p: OculomotorParameters) -> tuple[str, ...]:
    """Say how the eye drifts where the integrator is not tuned."""
    if p.lambda1 == 1.0:
        return ()
    constant = f"{p.tau / abs(1.0 - p.lambda1):,.4g} ms"
    if p.lambda1 < 1.0:
        return (f"λ_1 = {p.lambda1:.10g} < 1: the eye drifts back to the centre, e-fold in {constant}",)
    return (f"λ_1 = {p.lambda1:.10g} > 1: the eye drifts outwards, e-fold in {constant}",)


def theory(p: OculomotorParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return the sum of burst areas, the size of one saccade, and the drift of a mistuned integrator."""
    return _held(p, snapshot), _saccade(p, snapshot), _drift(p, snapshot)


def _held(p: OculomotorParameters, snapshot: Snapshot) -> Prediction:
    """Position = what it was when a knob was last turned + g·(1/τ)∫h·e_1 dt since (D&A eq. 7.26)."""
    name, source = "eye position", "D&A eq. 7.26"
    e1 = snapshot.system.integrals[0].readout
    now = p.gain * float(snapshot.v @ e1)
    if p.lambda1 != 1.0:
        return Prediction(name, None, now, "°", source=source, note="Only λ_1 = 1 holds the sum of the bursts.")
    return Prediction(name, p.gain * held_sum(snapshot), now, "°", ROUNDING, ROUNDING, source)


def _saccade(p: OculomotorParameters, snapshot: Snapshot) -> Prediction:
    """One burst moves the eye by g·(spikes of one burst neuron)·1000/τ."""
    name, source = "size of a saccade", "D&A eq. 7.26"
    if p.lambda1 != 1.0:
        return Prediction(name, None, None, "°", source=source, note="The eye drifts while the burst goes on.")
    moved = _last_saccade(p, snapshot)
    note = "Waits for a saccade by itself to end." if moved is None else ""
    return Prediction(name, _step(p), moved, "°", ROUNDING, source=source, note=note)


def _last_saccade(p: OculomotorParameters, snapshot: Snapshot) -> float | None:
    """Return how far (°) the last whole saccade moved the eye, None if another input was on or a knob was turned."""
    spans = sorted((span for span in snapshot.spans), key=lambda span: span.start)
    whole = [span for span in spans if span.input in SACCADES and _is_whole(span, p, snapshot)]
    if not whole or any(_overlap(a, b) for a, b in pairwise(spans) if whole[-1] in {a, b}):
        return None
    edges = np.searchsorted(snapshot.times, np.array([whole[-1].start, whole[-1].stop]) - 1e-6 * snapshot.dt)
    e1 = snapshot.system.integrals[0].readout
    before, after = snapshot.rates[edges] @ e1
    return float(abs(after - before)) * p.gain


def _is_whole(span: Span, p: OculomotorParameters, snapshot: Snapshot) -> bool:
    begun = span.start >= max(last_mark(snapshot), float(snapshot.times[0])) - 1e-6 * snapshot.dt
    lasting = _spikes(p) * 1000.0 / p.burst_rate
    return begun and span.stop is not None and span.stop - span.start >= lasting - 0.51 * snapshot.dt


def _overlap(a: Span, b: Span) -> bool:
    return a.stop is None or a.stop > b.start


def _drift(p: OculomotorParameters, snapshot: Snapshot) -> Prediction:
    """τ/|1−λ_1|: how fast a mistuned integrator forgets, or runs away (D&A eq. 7.23; Seung et al. 2000)."""
    name, source = "drift time constant", "D&A eq. 7.23"
    if p.lambda1 == 1.0:
        return Prediction(name, None, None, "ms", source=source, note="λ_1 = 1: the eye does not drift.")
    predicted = p.tau / abs(1.0 - p.lambda1)
    if any(snapshot.switches.values()):
        return Prediction(name, predicted, None, "ms", source=source, note=NOISY)
    measured = e_fold(stretch(snapshot), snapshot.system.integrals[0].readout, rest=0.0)
    note = WAITS_FOR_MOTION if measured is None else ""
    return Prediction(name, predicted, measured, "ms", EXACT, source=source, note=note)


SCENARIO = Scenario(
    key="oculomotor",
    title="Eye-position integrator",
    group="Memory",
    summary="Short bursts of spikes say how far the eye is to jump; a network with an eigenvalue of 1 adds them up "
    "and holds the gaze.",
    defaults=OculomotorParameters(),
    build=build,
    views=(
        Readouts("position", "Eye position", hero=True, names=("eye position",)),
        Eye("eye", "The eye", readout="eye position"),
        Raster("spikes", "Burst neurons"),
        Activity("activity", "Integrator neurons"),
    ),
    presets=(
        Preset("perfect", "Holds the gaze (λ_1 = 1, D&A 7.7)"),
        Preset("leaky", "Leaky: the eye drifts back (λ_1 = 0.9, Seung et al. 2000)", {"lambda1": 0.9}),
        Preset("unstable", "Unstable: the eye drifts outwards (λ_1 = 1.05, Seung et al. 2000)", {"lambda1": 1.05}),
        Preset("restless", "Burst neurons never quite silent: the gaze wanders", on=("spontaneous",)),
    ),
    notices=notices,
    window=2000.0,
    rate_range=(-30.0, 30.0),
    number=6,
    theory=theory,
    trials=(
        Trial("one saccade", ("eye position", "size of a saccade")),
        Trial(
            "right, right, left with another gain and stronger bursts",
            ("eye position", "size of a saccade"),
            values={"gain": 0.05, "burst_rate": 320.0, "tau": 80.0, "N": 25, "network_seed": 3},
            acts=("400 on saccade right", "800 on saccade left"),
        ),
        Trial("bursts that overlap, and noise", ("eye position",), acts=("20 on saccade left", "500 on spontaneous")),
        Trial("leaks", ("drift time constant",), "leaky"),
        Trial("drifts outwards", ("drift time constant",), "unstable", {"tau": 60.0}),
    ),
)
