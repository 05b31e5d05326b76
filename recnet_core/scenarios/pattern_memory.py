"""A network that recalls whole patterns from parts of them (D&A figure 7.16, eq. 7.48; Hopfield 1982)."""

from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np

from recnet_core import connectivity
from recnet_core import patterns as stored
from recnet_core.arrays import Array, State
from recnet_core.inputs import Input, Pulse
from recnet_core.measuring import WAITS_FOR_REST, settled, stretch
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import Readout, System
from recnet_core.theory import Prediction, Trial
from recnet_core.transfer import Tanh, Threshold
from recnet_core.views import Patterns, Readouts, WeightMatrix

F = Tanh(scale=150.0, shift=20.0, rectified=True)  # D&A, below eq. 7.48
PUSH = 40.0  # Hz, of a cue in the rate network
BINARY_PUSH = 3.0
CUE = 200.0  # ms
SHOWN = 4  # patterns that can be cued and whose overlaps are shown
STILL = 1e-6  # relative: so near rest a run counts as settled
FIRST = 128  # rows after an act in which a rise of the energy is looked for
LETTERS, TEXTBOOK = 0, 1
CROWDED = 0.03  # relative: more than that of disturbance by the other patterns, and the formula is no guide
FAR = 0.25  # corruption


@dataclass(frozen=True)
class MemoryParameters(Parameters):
    """What is stored, in which kind of network, and the cue."""

    N: int = parameter(50, symbol="N", low=10, high=400, integer=True, help="Number of units.")
    P: int = parameter(4, symbol="P", low=1, high=60, integer=True, help="How many patterns are stored.")
    alpha: float = parameter(
        0.25, symbol="α", low=0.1, high=0.5, help="Fraction of active units in a pattern; of the rate network only."
    )
    lambda1: float = parameter(
        1.25, symbol="λ", low=0.5, high=3.0, help="How strongly patterns are supported; in the rate network only."
    )
    tau: float = parameter(50.0, symbol="τ", unit="ms", low=1.0, high=100.0, help="Time constant of every unit.")
    binary: int = parameter(
        0,
        symbol="units",
        low=0,
        high=1,
        integer=True,
        help="0: rates (D&A 7.16); 1: −1 or 1, the binary Hopfield network.",
        names=("rates", "binary"),
    )
    stored: int = parameter(
        0,
        symbol="stored",
        low=0,
        high=2,
        integer=True,
        help="What is stored first: 0 letters, 1 the patterns of D&A 7.16, 2 random ones at once.",
        names=("letters", "D&A 7.16", "random"),
    )
    cue: int = parameter(1, symbol="cue", low=1, high=60, integer=True, help="Which pattern the start resembles.")
    corruption: float = parameter(
        0.2, symbol="ε", low=0.0, high=0.5, help="Fraction of the pixels in which the start is wrong."
    )
    network_seed: int = parameter(
        1, symbol="seed", low=0, high=9999, integer=True, help="Which random patterns and which wrong pixels."
    )


@lru_cache(maxsize=8)
def pictures(p: MemoryParameters) -> Array:
    """Return patterns (max(P, 4), N), the first P of them stored: 0 and 1, or −1 and 1 in the binary network."""
    known, count = _known(p), max(p.P, SHOWN)
    rest = max(count - len(known), 0)
    active = round(p.alpha * p.N)
    more = (
        stored.random_signs(rest, p.N, p.network_seed)
        if p.binary
        else stored.random_patterns(rest, p.N, active, p.network_seed)
    )
    return np.concatenate([known, more])


def _known(p: MemoryParameters) -> Array:
    """Return the patterns that are not random, for the sizes that pictures are drawn for."""
    if p.binary:
        return stored.large_letters() if p.N == 100 and p.stored == LETTERS else np.empty((0, p.N))
    if p.N == 50 and abs(p.alpha - 0.25) < 0.02:
        if p.stored == LETTERS:
            return stored.small_letters()
        if p.stored == TEXTBOOK:
            return stored.textbook_patterns()
    return np.empty((0, p.N))


def build(p: MemoryParameters) -> System:
    """Return the network with its patterns, starting at a corrupted one; a push towards each of the first four."""
    return _binary(p) if p.binary else _rate(p)


def _binary(p: MemoryParameters) -> System:
    signs = pictures(p)
    matrix = connectivity.hopfield(signs[: p.P])
    network = RateNetwork(tau=np.array([p.tau]), recurrent=matrix, transfer=Threshold(0.0, -1.0, 1.0))
    energy = Readout("E", "", partial(stored.binary_energy, matrix))
    return _system(p, network, signs, -signs, BINARY_PUSH * signs, energy)


def _rate(p: MemoryParameters) -> System:
    ones = pictures(p)
    matrix = stored.associative_weights(ones[: p.P], p.alpha, p.lambda1)
    network = RateNetwork(tau=np.array([p.tau]), recurrent=matrix, transfer=F)
    rate = stored.recalled_rate(F, p.alpha, p.lambda1)
    energy = Readout("E", "Hz²", partial(stored.rate_energy, matrix, F))
    return _system(p, network, ones * rate, (1.0 - ones) * rate, PUSH * (ones - p.alpha), energy)


def _system(
    p: MemoryParameters, network: RateNetwork, states: Array, negatives: Array, pushes: Array, energy: Readout
) -> System:
    """Put together what both kinds of network need; a pattern that is not stored is read out and pushed at as well."""
    which = min(p.cue, p.P) - 1
    readers = directions(p)
    return System(
        network,
        tuple(Input(f"cue {k + 1}", pushes[k], Pulse(CUE), title=f"cue {k + 1}  {CUE:g} ms") for k in range(SHOWN)),
        start=stored.corrupted(states[which], negatives[which], p.corruption, p.network_seed),
        readouts=(
            *(Readout(f"q_{k + 1}", "", _Overlap(readers[k]), 1.0 if k < p.P else None) for k in range(SHOWN)),
            energy,
        ),
        patterns=states[: p.P],
    )


@lru_cache(maxsize=8)
def directions(p: MemoryParameters) -> Array:
    """Return what reads out overlaps, (max(P, 4), N), 1/Hz: row·v = 1 where pattern and rate are the theory's."""
    if p.binary:
        signs: Array = pictures(p) / p.N
        return signs
    ones = pictures(p)
    deviations = ones - p.alpha
    full = (deviations * ones).sum(axis=1) * stored.recalled_rate(F, p.alpha, p.lambda1)
    rows: Array = deviations / full[:, None]
    return rows


@dataclass(frozen=True, eq=False)
class _Overlap:
    """Overlap q of rates (T, N) with one pattern's direction (N,)."""

    direction: Array

    def __call__(self, rates: Array, inputs: Array) -> Array:
        q: Array = rates @ self.direction
        return q


def notices(p: MemoryParameters) -> tuple[str, ...]:
    """Say when memory is too full, and which patterns there are."""
    found = []
    if p.binary and p.P > stored.CAPACITY * p.N:
        most = stored.CAPACITY * p.N
        found.append(f"P = {p.P} > 0.138 N = {most:.3g}: too many patterns, recall fails")
    if p.stored != 2 and not len(_known(p)):
        size = "N = 100" if p.binary else "N = 50 and α = 0.25"
        found.append(f"Pictures need {size}: all patterns are random")
    if p.P < SHOWN:
        found.append(f"P = {p.P}: patterns {p.P + 1} to {SHOWN} can be cued, but they are not stored")
    if p.cue > p.P:
        found.append(f"cue = {p.cue} > P: the start resembles pattern {p.P}")
    return tuple(found)


def theory(p: MemoryParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Compare the recalled pattern with the self-consistent rates (D&A eq. 7.48) or the capacity theory."""
    overlaps = directions(p)[: p.P] @ snapshot.v
    at_rest = settled(snapshot, STILL) and not snapshot.h.any()
    which = int(np.argmax(overlaps))
    recall: tuple[Prediction, ...] = (
        *_rates(p, snapshot.v, which, at_rest and overlaps[which] > 0.5),
        _quality(p, float(overlaps[which]) if at_rest else None),
        _place(p, snapshot, which + 1 if at_rest and overlaps[which] > 0.5 else None),
    )
    if doubt := _doubt(p, snapshot, which):
        recall = tuple(replace(line, comparable=False, note=doubt) for line in recall)
    return (*recall, _descent(snapshot, snapshot.system.readout("E")))


def _doubt(p: MemoryParameters, snapshot: Snapshot, which: int) -> str:
    """Return why the formulas for a recalled pattern need not hold here, "" where they do."""
    if not p.binary and _disturbance(p, pictures(p)[: p.P], which) > CROWDED:
        return "Not meant to agree: these patterns overlap so much that they change each other's rates."
    if p.corruption > FAR and not snapshot.spans:
        return "Not meant to agree: from so corrupted a start it may end in another pattern, or in none."
    return ""


def _rates(p: MemoryParameters, v: State, which: int, measurable: bool) -> tuple[Prediction, Prediction]:
    """Return the rates of active and silent units; what else is stored shifts single units a little."""
    source = "D&A eq. 7.48"
    if p.binary:
        note = "The binary network's units are −1 or 1."
        return tuple(Prediction(n, None, None, "Hz", note=note) for n in ("active rate", "silent rate"))  # type: ignore[return-value]
    ones = pictures(p)[: p.P]
    rate = stored.recalled_rate(F, p.alpha, p.lambda1)
    silent = stored.silent_argument(F, rate, p.alpha, p.lambda1) <= 0.0
    on = ones[which] > 0.5
    note = (
        "The mean over the pattern; exact where patterns do not disturb each other." if measurable else WAITS_FOR_REST
    )
    expected, note = (rate, note) if silent else (None, "λ is too small: silent units would fire too.")
    measured = (float(v[on].mean()), float(v[~on].mean())) if measurable else (None, None)
    tolerance = 2e-3 + _disturbance(p, ones, which)
    return (
        Prediction("active rate", expected, measured[0], "Hz", tolerance=tolerance, source=source, note=note),
        Prediction(
            "silent rate",
            0.0 if silent else None,
            measured[1],
            "Hz",
            least=tolerance * rate,
            source=source,
            note="" if measurable else WAITS_FOR_REST,
        ),
    )


def _disturbance(p: MemoryParameters, ones: Array, which: int) -> float:
    """Return how much other patterns, and a number of active units that is not αN, change the mean active rate."""
    deviations = ones - p.alpha
    cross = deviations @ deviations[which] / (p.alpha * (1.0 - p.alpha) * p.N)
    own = abs(float(cross[which]) - 1.0)
    others = np.delete(cross, which) * (ones[which] @ np.delete(deviations, which, axis=0).T) / ones[which].sum()
    return 0.1 * own + 2.0 * p.lambda1 * float(np.abs(others).sum())


def _quality(p: MemoryParameters, measured: float | None) -> Prediction:
    name, note = "largest overlap", "" if measured is not None else WAITS_FOR_REST
    if not p.binary:
        return Prediction(name, 1.0, measured, tolerance=0.05, source="D&A eq. 7.48", note=note)
    quality = stored.recall_quality(p.P / p.N)
    if quality is None:
        note = "Past 0.138 N random patterns none is recalled: there is no overlap to predict."
    pixels = 4.0 / p.N  # two wrong ones: the theory is of many units
    return Prediction(name, quality, measured, "", 0.05, pixels, "Amit et al. 1985", note)


def _place(p: MemoryParameters, snapshot: Snapshot, measured: int | None) -> Prediction:
    """Return which pattern is recalled: the one of the last cue, if that was not corrupted too much."""
    full = bool(p.binary) and p.P > stored.CAPACITY * p.N
    last = max(snapshot.spans, key=lambda span: span.start, default=None)
    cued = min(p.cue, p.P) if last is None else int(last.input.split()[1])
    note = "Too many patterns: recall fails." if full else "The last cue's; a cue corrupted too much ends elsewhere."
    return Prediction("pattern recalled", None if full else cued, measured, tolerance=0.0, note=note)


def _descent(snapshot: Snapshot, energy: Readout) -> Prediction:
    """Return the energy's largest rise from row to row after the last act, in parts of its size."""
    rows = stretch(snapshot).part(0, FIRST)
    measured = None
    if len(rows) > 1:
        values = energy.of(rows.rates, rows.inputs)
        measured = max(float(np.diff(values).max()), 0.0) / max(float(np.abs(values).max()), 1e-9)
    source = "Cohen & Grossberg 1983; D&A section 7.4"
    return Prediction(
        "largest rise of energy", 0.0, measured, least=1e-9, source=source, note="M is symmetric: it only falls."
    )


CAPACITY = {"binary": 1, "N": 100, "stored": 2, "corruption": 0.1}
RATES = ("active rate", "silent rate", "largest overlap", "pattern recalled", "largest rise of energy")
BINARY = RATES[2:]

SCENARIO = Scenario(
    key="pattern-memory",
    title="Pattern memory",
    group="Memory",
    summary="Patterns are written into the weights; from a part or a corrupted copy the network falls into the "
    "nearest one and recalls it whole.",
    defaults=MemoryParameters(),
    build=build,
    views=(
        Patterns("patterns", "Now, and what is stored", hero=True, width=stored.WIDTH),
        Readouts("overlaps", "Overlaps q", names=tuple(f"q_{k + 1}" for k in range(SHOWN))),
        Readouts("energy", "Energy", names=("E",)),
        WeightMatrix("weights", "Weights M"),
    ),
    presets=(
        Preset("letters", "Letters (rates, eq. 7.48)"),
        Preset("textbook", "Block and comb (D&A 7.16)", {"stored": 1, "network_seed": 4, "corruption": 0.1}),
        Preset("hopfield", "Binary Hopfield network, N = 100", {"binary": 1, "N": 100}),
        Preset("nearly-full", "Nearly full: 10 random patterns in 100 units", {**CAPACITY, "P": 10}),
        Preset("too-full", "Broken: 30 random patterns in 100 units", {**CAPACITY, "P": 30}),
        Preset("far-cue", "Extreme: 40 % of the cue is wrong", {"binary": 1, "N": 100, "corruption": 0.4}),
    ),
    notices=notices,
    method="exponential",
    window=1500.0,
    rate_range=(0.0, 40.0),
    number=14,
    theory=theory,
    trials=(
        Trial("a corrupted letter is recalled", RATES),
        Trial("another letter, stronger weights", RATES, values={"cue": 3, "lambda1": 1.4}),
        Trial("a cue switches to another letter", RATES, acts=("500 on cue 4",)),
        Trial("one pattern, away from the defaults", RATES, values={"N": 80, "P": 1, "alpha": 0.2, "lambda1": 1.5}),
        Trial("Hopfield: letters", BINARY, preset="hopfield"),
        Trial("Hopfield: five random patterns", BINARY, values={**CAPACITY, "P": 5}),
    ),
)
