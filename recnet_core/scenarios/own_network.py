"""A network of one's own: any τ, W, M, b and F (D&A eq. 7.11), typed, pasted, loaded or built."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from recnet_core import measuring
from recnet_core.arrays import Array
from recnet_core.inputs import Input
from recnet_core.network import RateNetwork
from recnet_core.parameters import (
    ArraySpec,
    Numbers,
    Parameters,
    any_spec_of,
    array_parameter,
    array_specs,
    parameter,
)
from recnet_core.scenario import Preset, Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.tables import builders
from recnet_core.theory import Prediction, Trial
from recnet_core.transfer import Linear, Power, Rectified, Saturating, Sigmoid, Tanh, Threshold, Transfer
from recnet_core.views import Activity, MatrixSpectrum, Traces, WeightMatrix

MOST_UNITS, MOST_INPUTS = 200, 9  # a step of a full matrix costs N²; inputs have the keys 1 to 9
FUNCTIONS = ("linear", "rectified", "saturating", "sigmoid", "tanh", "threshold", "power")
NORMAL = 1e-9  # ‖MMᵀ − MᵀM‖/‖M‖²; below it is rounding
STILL = 1e-12  # 1/ms; slower is rounding
SAME = 1e-9  # of |μ|: eigenvalues that differ by less are one


@dataclass(frozen=True)
class OwnParameters(Parameters):
    """M, W, b and τ as tables; F and its shape as numbers. N is the size of M."""

    M: Numbers = array_parameter(
        builders.ring(16, 0.9).tolist(),
        symbol="M",
        shape=("N", "N"),
        most=(MOST_UNITS, MOST_UNITS),
        help="Recurrent weights; row = the unit that receives.",
    )
    W: Numbers = array_parameter(
        builders.cosines(16, 2).tolist(),
        symbol="W",
        shape=("N", "K"),
        most=(MOST_UNITS, MOST_INPUTS),
        help="Feedforward weights; a column is one input, switched by its number key.",
    )
    b: Numbers = array_parameter(
        [0.0] * 16, symbol="b", unit="Hz", shape=("N",), help="Constant input of every unit; below 0 it is a threshold."
    )
    tau: Numbers = array_parameter(
        [10.0] * 16, symbol="τ", unit="ms", shape=("N",), low=0.1, high=10_000.0, help="Time constant of every unit."
    )
    F: int = parameter(
        0,
        symbol="F",
        low=0,
        high=len(FUNCTIONS) - 1,
        integer=True,
        names=FUNCTIONS,
        help="Transfer function: " + ", ".join(f"{i} {name}" for i, name in enumerate(FUNCTIONS)) + ".",
    )
    amplitude: float = parameter(
        5.0, symbol="A", unit="Hz", low=0.0, high=100.0, help="Strength of an input while it is on: u_k is A."
    )
    ceiling: float = parameter(
        50.0,
        symbol="c",
        unit="Hz",
        low=0.1,
        high=500.0,
        scale="log",
        help="Largest rate of a saturating, sigmoid, tanh or threshold F.",
    )
    gain: float = parameter(
        1.0, symbol="k", low=0.01, high=10.0, scale="log", help="Steepest slope of a sigmoid F; factor of a power F."
    )
    exponent: float = parameter(2.0, symbol="n", low=0.5, high=3.0, help="Exponent of a power F.")

    def completed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return `values` with W, b and τ brought to the size of M where they are not given themselves."""
        given: dict[str, Any] = {name: any_spec_of(type(self), name).checked(value) for name, value in values.items()}
        size = len(given.get("M", self.M))
        for name, new in (("b", 0.0), ("tau", None)):
            numbers = given.get(name, getattr(self, name))
            if name in given and len(numbers) == 1:  # one number for every unit
                given[name] = _spec(name).checked(numbers.array.repeat(size))
            elif name not in given and len(numbers) != size:
                given[name] = _spec(name).checked(resized(numbers.array, size, new))
        if "W" not in given and len(self.W) != size:
            given["W"] = _spec("W").checked(resized_feedforward(self.W.array, size))
        return given


def _spec(name: str) -> ArraySpec:
    return next(spec for spec in array_specs(OwnParameters) if spec.name == name)


def resized(vector: Array, size: int, new: float | None) -> Array:
    """Return a vector with `size` numbers: the first ones stay, others are `new`, or the last one again."""
    kept = vector[:size]
    return np.concatenate([kept, np.full(size - len(kept), vector[-1] if new is None else new)])


def resized_feedforward(feedforward: Array, size: int) -> Array:
    """Return W with `size` rows: one input a unit stays so, else rows stay and new ones are 0."""
    rows, columns = feedforward.shape
    if np.array_equal(feedforward, np.eye(rows, columns)) and columns == min(rows, MOST_INPUTS):
        return np.eye(size, min(size, MOST_INPUTS))
    grown = np.zeros((size, columns))
    grown[: min(rows, size)] = feedforward[:size]
    return grown


def resized_recurrent(recurrent: Array, size: int) -> Array:
    """Return M with `size` rows and columns: what fits stays, the rest is 0."""
    grown = np.zeros((size, size))
    kept = min(len(recurrent), size)
    grown[:kept, :kept] = recurrent[:kept, :kept]
    return grown


def resized_inputs(feedforward: Array, count: int) -> Array:
    """Return W with `count` columns: new input k acts on unit k alone, where there is one."""
    rows, columns = feedforward.shape
    grown = np.eye(rows, count)
    grown[:, : min(columns, count)] = feedforward[:, :count]
    return grown


def transfer(p: OwnParameters) -> Transfer:
    """Return F; a sigmoid is c/(1 + e^{−4kx/c}), whose steepest slope is k."""
    choices: dict[str, Transfer] = {
        "linear": Linear(),
        "rectified": Rectified(),
        "saturating": Saturating(p.ceiling),
        "sigmoid": Sigmoid(gain=4.0 * p.gain / p.ceiling, ceiling=p.ceiling),
        "tanh": Tanh(scale=p.ceiling),
        "threshold": Threshold(high=p.ceiling),
        "power": Power(p.exponent, p.gain),
    }
    return choices[FUNCTIONS[p.F]]


def build(p: OwnParameters) -> System:
    """Return the network with one input for every column of W, the first one on."""
    columns = p.W.array.shape[1]
    inputs = tuple(
        Input(f"input {k + 1}", p.amplitude * np.eye(columns)[k], title=f"column {k + 1} of W", on=k == 0)
        for k in range(columns)
    )
    return System(network(p), inputs)


def network(p: OwnParameters) -> RateNetwork:
    """Return the equations; the same object while they are the same, so that its spectrum is found once."""
    return _network(p.M, p.W, p.b, p.tau, p.F, p.ceiling, p.gain, p.exponent)


@lru_cache(maxsize=8)
def _network(m: Numbers, w: Numbers, b: Numbers, tau: Numbers, f: int, *shape: float) -> RateNetwork:
    p = OwnParameters(m, w, b, tau, f, 0.0, *shape)
    return RateNetwork(tau.array, m.array, feedforward=w.array, bias=b.array, transfer=transfer(p))


# --- what the window says of M ----------------------------------------------------------------------------------------


def notices(p: OwnParameters) -> tuple[str, ...]:
    """Say what is special about M: no basis of eigenvectors, eigenvectors that are not orthogonal, growth."""
    return _notices(network(p))


@lru_cache(maxsize=8)
def _notices(net: RateNetwork) -> tuple[str, ...]:
    from recnet_core.analysis.spectrum import modes_of

    said = []
    skew, found = departure_from_normal(net.matrix), modes_of(net)
    if found.defective:
        said.append("M is defective: it has no basis of eigenvectors, so activity cannot be taken apart into modes.")
    elif skew > NORMAL:
        said.append(
            f"M is not normal (|MMᵀ − MᵀM| = {skew:.2g} |M|²): its eigenvectors are not orthogonal, "
            "activity may grow for a while before it decays."
        )
    if net.is_linear:
        said += _growth(net, float(found.eigenvalues[0].real))
    return tuple(said)


def departure_from_normal(matrix: Array) -> float:
    """Return ‖MMᵀ − MᵀM‖/‖M‖² (Frobenius norms), 0 for a normal M (Trefethen & Embree 2005, ch. 48)."""
    size = float((matrix * matrix).sum())
    return float(np.linalg.norm(matrix @ matrix.T - matrix.T @ matrix)) / size if size else 0.0


def _growth(net: RateNetwork, lead: float) -> list[str]:
    """Say what the leading mode of a linear network does where it does not decay."""
    rate = float(slow_modes(net)[0].real[0])
    if abs(rate) < STILL:
        return [f"Re λ_1 = {lead:.6g}: the leading mode neither grows nor decays."]
    return [f"Re λ_1 = {lead:.6g} > 1: activity grows, e-fold in {1.0 / rate:.4g} ms."] if rate > 0.0 else []


@lru_cache(maxsize=4)
def slow_modes(net: RateNetwork) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the eigenvalues μ (1/ms) of a linear network's J, slowest first; left eigenvectors unless defective."""
    from recnet_core.analysis.spectrum import modes, modes_of

    if (net.tau == net.tau[0]).all():
        found = modes_of(net)
        values = (found.eigenvalues - 1.0) / net.tau[0]
    else:
        found = modes((net.matrix - np.eye(net.size)) / net.tau[:, None])
        values = found.eigenvalues
    return values, None if found.defective else found.left


# --- theory -----------------------------------------------------------------------------------------------------------


def theory(p: OwnParameters, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Return the leading mode's gain, time constant and frequency of a linear network, and where any comes to rest."""
    net = snapshot.system.network
    return (_gain(net, snapshot), *_course(net, snapshot), _rest(net, snapshot))


def _why_no_modes(net: RateNetwork) -> str:
    if not net.is_linear:
        return "Modes need a linear F."
    return "M is defective: it has no basis of eigenvectors." if slow_modes(net)[1] is None else ""


def _gain(net: RateNetwork, snapshot: Snapshot) -> Prediction:
    """1/(1 − λ_1), along what the drive h + b has in the leading eigenspace of M."""
    name, source = "gain of c_1", "D&A eq. 7.24"
    why = _why_no_modes(net) or ("" if (net.tau == net.tau[0]).all() else "With τ that differ, modes are those of J.")
    if why:
        return Prediction(name, None, None, source=source, note=why)
    rates, left = slow_modes(net)
    lead = complex(1.0 + net.tau[0] * rates[0])
    if lead.real >= 1.0 - 1e-12 or lead.imag:
        why = "λ_1 is complex." if lead.imag else "Re λ_1 ≥ 1: there is no steady state."
        return Prediction(name, None, None, source=source, note=why)
    drive = snapshot.h + net.bias
    readout = _along(rates, left, drive).real
    reached = abs(float(drive @ readout)) > measuring.STILL * float(np.linalg.norm(drive) * np.linalg.norm(readout))
    measured = float(snapshot.v @ readout) / float(drive @ readout) if reached and measuring.settled(snapshot) else None
    note = "" if measured is not None else measuring.WAITS_FOR_REST if reached else measuring.WAITS_FOR_INPUT
    return Prediction(name, 1.0 / (1.0 - lead.real), measured, source=source, note=note)


def _course(net: RateNetwork, snapshot: Snapshot) -> tuple[Prediction, Prediction]:
    """1/|Re μ_1| and |Im μ_1|/2π of the slowest mode of J, beside what the run does since the last act."""
    constant = Prediction("time constant", None, None, "ms", source="D&A eq. 7.23")
    frequency = Prediction("frequency", None, None, "Hz", source="D&A eq. 7.23")
    if why := _why_no_modes(net):
        return replace(constant, note=why), replace(frequency, note=why)
    rates, left = slow_modes(net)
    seen, lead = _measured_rate(rates, left, snapshot), complex(rates[0])
    note = measuring.WAITS_FOR_MOTION if seen is None else "It runs away." if lead.real > 0.0 else ""
    if abs(lead.real) < STILL:
        constant = replace(constant, note="The slowest mode holds for ever.")
    else:
        constant = replace(
            constant, predicted=1.0 / abs(lead.real), measured=None if seen is None else _period(seen.real), note=note
        )
    if abs(lead.imag) <= SAME * abs(lead):
        return constant, replace(frequency, note="The slowest mode does not turn.")
    turns = None if seen is None else _hertz(seen)
    return constant, replace(frequency, predicted=_hertz(lead), measured=turns, note=note)


def _period(rate: float) -> float | None:
    return None if abs(rate) < STILL else 1.0 / abs(rate)


def _hertz(rate: complex) -> float:
    """Return |Im μ|/2π in Hz for μ in 1/ms."""
    return abs(rate.imag) * 1000.0 / (2.0 * np.pi)


def _measured_rate(rates: np.ndarray, left: np.ndarray | None, snapshot: Snapshot) -> complex | None:
    """Return μ (1/ms) of what moves in the slowest eigenspace since the last act; None where nothing does."""
    rows = measuring.stretch(snapshot)
    if len(rows) < 3 or not measuring.is_held(snapshot):
        return None
    return measuring.complex_rate(rows, _along(rates, left, rows.rates[1] - rows.rates[0]))


def _along(rates: np.ndarray, left: np.ndarray | None, vector: Array) -> np.ndarray:
    """Return the left eigenvector of the first μ; where several share it, the one that sees most of `vector`."""
    assert left is not None
    same = np.abs(rates - rates[0]) <= SAME * max(abs(rates[0]), STILL)
    weights = (left[same] @ vector).conj()
    seen: np.ndarray = weights @ left[same] if np.abs(weights).max() > 0.0 else left[0]
    return seen


def _rest(net: RateNetwork, snapshot: Snapshot) -> Prediction:
    """The largest rate where v = F(M v + h + b), solved for, beside that of the run once it has come to rest.

    Where F is not linear there may be many such states; Newton's method then starts where the run is, and what agrees
    is that the run truly rests.
    """
    name, source = "peak at rest", "D&A eq. 7.11"
    there = measuring.settled(snapshot, 1e-5)
    if net.is_linear:
        predicted = _linear_rest(net, snapshot.h.tobytes())
        note = "Re μ_1 ≥ 0: it does not come to rest." if predicted is None else ""
    else:
        predicted = float(_newton(net, snapshot).max()) if there else None
        note = "Solved for from where the run is: it says that the run truly rests." if there else ""
    measured = float(snapshot.v.max()) if there and predicted is not None else None
    note = note or ("" if there else measuring.WAITS_FOR_REST)
    size = float(np.abs(snapshot.v).max())
    return Prediction(name, predicted, measured, "Hz", least=1e-3 * size, source=source, note=note)


@lru_cache(maxsize=8)
def _linear_rest(net: RateNetwork, h: bytes) -> float | None:
    """Return the largest of (1 − M)⁻¹(h + b), None where the network does not go there."""
    if slow_modes(net)[0].real[0] >= 0.0:
        return None
    drive = np.frombuffer(h) + net.bias
    return float(np.linalg.solve(np.eye(net.size) - net.matrix, drive).max())


def _newton(net: RateNetwork, snapshot: Snapshot) -> Array:
    """Return the fixed point that two steps of Newton's method find from the present state (N,) Hz."""
    v = snapshot.v.copy()
    for _ in range(2):
        jacobian = net.jacobian(v, snapshot.h) - 1e-14 * np.eye(net.size)
        v = v - np.linalg.solve(jacobian, net.drift(v, snapshot.h))
    return v


# --- presets ----------------------------------------------------------------------------------------------------------


def _arrays(matrix: Array, feedforward: Any, bias: float = 0.0) -> dict[str, Any]:
    """Return the tables of a preset, checked once."""
    size = len(matrix)
    values = {"M": matrix, "W": np.asarray(feedforward), "b": np.full(size, bias), "tau": np.full(size, 10.0)}
    return {name: _spec(name).checked(value) for name, value in values.items()}


TURNING = (0.98 + 0.4j, 0.98 - 0.4j, 0.5, 0.0)
PRESETS = (
    Preset("ring", "A small ring (λ_1 = 0.9)"),
    Preset("turning", "Turning: λ = 0.98 ± 0.4i",
           _arrays(builders.from_eigenvalues(TURNING, 1), np.eye(4)) | {"amplitude": 25.0}),
    Preset("mutual", "Mutual inhibition: the first one wins",
           _arrays(builders.mutual(2, -2.0), np.eye(2), bias=10.0) | {"F": 1}),
    Preset("chain", "A chain: defective", _arrays(builders.chain(10, 1.0), np.eye(10, 1)) | {"amplitude": 40.0}),
    Preset("random", "Random, g = 2.5: chaos",
           _arrays(builders.random_gaussian(100, 2.5, 4), np.ones((100, 1))) | {"F": 4}),
    Preset("hopfield", "Three stored patterns",
           _arrays(2.0 * builders.hopfield(36, 3, 1), builders.random_patterns(36, 3, 1).T) | {"F": 4}),
)  # fmt: skip

SCENARIO = Scenario(
    key="own-network",
    title="Your own network",
    group="Beyond",
    summary="Any time constants, weights, biases and transfer function: type them into a table, paste them from a "
    "spreadsheet, load them from a file, or let a builder make them.",
    defaults=OwnParameters(),
    build=build,
    views=(
        Traces("rates", "Rates", hero=True),
        Activity("activity", "Activity of the units"),
        WeightMatrix("weights", "Weights M"),
        MatrixSpectrum("eigenvalues", "Eigenvalues of M"),
    ),
    presets=PRESETS,
    notices=notices,
    method="rk4",  # allowed for every F; "exact" can be chosen where F is piecewise linear
    window=1000.0,
    rate_range=(-60.0, 60.0),
    number=20,
    theory=theory,
    trials=(
        Trial("the ring comes to rest", ("gain of c_1", "time constant", "peak at rest")),
        Trial("a complex pair turns", ("time constant", "frequency"), preset="turning", duration=200.0),
        Trial("a chain has a rest, though no modes", ("peak at rest",), preset="chain"),
        Trial("one of two inhibits the other", ("peak at rest",), preset="mutual"),
        Trial("a stored pattern is recalled", ("peak at rest",), preset="hopfield", acts=("200 off input 1",)),
    ),
)
