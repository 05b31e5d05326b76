"""Fixed points of a network under a held input: all of them where F is piecewise linear, else by Newton."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from recnet_core.analysis.regions import NEAR, Solution, solutions
from recnet_core.analysis.spectrum import ComplexArray, cleaned, eigenvalues
from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork

MOST_REGIONS = 1024  # more are not gone through one by one
ITERATIONS = 40
STILL = 1e-14  # of a state: what Newton's method may still move
FAR, BOUNDED = 1e12, 1e9  # F at ±FAR is an end of its range if it is below BOUNDED


@dataclass(frozen=True, eq=False)
class FixedPoint:
    """A state at which nothing changes.

    Attributes
    ----------
    v : (N,) Hz; of a line of fixed points its middle, or its point nearest to the origin; of a plane one of its points
    eigenvalues : (N,) of the Jacobian, 1/s, leading first; on a corner of F those that grow most
    kind : "stable node", "unstable focus", "saddle", "centre", "degenerate", "line of fixed points" …; on a corner
        of F, where the Jacobian jumps, every side's if they differ
    stable : every Re μ < 0, on every side of a corner
    ends : None, or the two ends (2, N) Hz of a line of fixed points; they may be infinite
    """

    v: State
    eigenvalues: ComplexArray
    kind: str
    stable: bool
    ends: Array | None = None


def classify(values: ComplexArray) -> str:
    """Return in words what eigenvalues μ of a Jacobian make of a fixed point (Strogatz, section 5.2).

    A zero eigenvalue leaves it open ("degenerate"): only the equations say whether there is a line of fixed points.
    """
    clean = cleaned(values)
    growing, resting = int((clean.real > 0.0).sum()), clean.real == 0.0
    turning = bool((clean.imag != 0.0).any())
    if (resting & (clean.imag == 0.0)).any():
        return "degenerate"
    if resting.any():
        return "centre" if growing == 0 else "unstable"
    if 0 < growing < len(clean):
        return "saddle with a spiral" if turning else "saddle"
    shape = "focus" if clean[0].imag != 0.0 else "node"
    return f"{'unstable' if growing else 'stable'} {shape}"


def fixed_points(
    network: RateNetwork, h: State, low: Array | None = None, high: Array | None = None
) -> tuple[FixedPoint, ...]:
    """Return the fixed points under the held input h (N,), lines and planes of them first.

    A piecewise linear network with few units is solved region by region, and only solutions that lie in their own
    region are kept: that finds every fixed point. Any other is searched by Newton's method, which finds those it
    finds: from a grid over the range of F where that is bounded (v = F(…) lies nowhere else), else over low…high (N,)
    Hz (default: 0 to 100). What was found last is remembered, for several canvases ask the same.
    """
    if network.transfer.pieces is None and np.isfinite(_range_of(network)).all():
        low = high = None  # so that all who ask ask the same
    grid = [None if end is None else np.asarray(end, dtype=np.float64).tobytes() for end in (low, high)]
    return _remembered(network, np.asarray(h, dtype=np.float64).tobytes(), *grid)


@lru_cache(maxsize=16)
def _remembered(network: RateNetwork, h: bytes, low: bytes | None, high: bytes | None) -> tuple[FixedPoint, ...]:
    ends = [None if end is None else np.frombuffer(end) for end in (low, high)]
    return found_anew(network, np.frombuffer(h), *ends)


def found_anew(
    network: RateNetwork, h: State, low: Array | None = None, high: Array | None = None
) -> tuple[FixedPoint, ...]:
    """Return what `fixed_points` does without remembering it: for sweeps, which meet each network once."""
    pieces = network.transfer.pieces
    if pieces is not None and len(pieces) ** network.size <= MOST_REGIONS:
        return _by_regions(network, h)
    least, most = _range_of(network)
    if not (np.isfinite(least).all() and np.isfinite(most).all()):
        least = np.zeros(network.size) if low is None else low
        most = np.full(network.size, 100.0) if high is None else high
    arrived = sorted(_newton(network, h, _starts(least, most)), key=_place)
    firsts = [arrived[group[0]] for group in _groups(arrived)]
    return tuple(_described(v, [network.jacobian(v, h)]) for v in firsts)


def next_to(network: RateNetwork, h: State, near: State) -> FixedPoint | None:
    """Return the fixed point that Newton's method finds from `near`, None if it finds none: a step of a sweep."""
    arrived = _newton(network, h, near[None])
    return _described(arrived[0], [network.jacobian(arrived[0], h)]) if len(arrived) else None


def _range_of(network: RateNetwork) -> tuple[Array, Array]:
    """Return between what F of every unit lies, (N,) each; infinite where it grows without end."""
    ends = []
    for far in (-FAR, FAR):
        with np.errstate(over="ignore"):
            value = np.broadcast_to(network.transfer(np.full(network.size, far)), (network.size,))
        ends.append(np.where(np.abs(value) < BOUNDED, value, np.copysign(np.inf, value)))
    return ends[0], ends[1]


def nearest(points: Iterable[FixedPoint], v: State | None) -> FixedPoint | None:
    """Return the fixed point nearest to `v`, the first one if there is no `v`, None if there is none."""
    known = list(points)
    if not known:
        return None
    return known[0] if v is None else min(known, key=lambda point: float(np.linalg.norm(point.v - v)))


def _by_regions(network: RateNetwork, h: State) -> tuple[FixedPoint, ...]:
    """Take together what several regions find; what lies on a line or plane is part of it."""
    found = sorted(solutions(network, h), key=lambda solution: (-solution.dimension, *_place(solution.v)))
    wide: list[Solution] = []
    points: list[Solution] = []
    for solution in found:
        if not any(all(other.region.holds(v) for v in solution.samples) for other in wide):
            (wide if solution.dimension else points).append(solution)
    return (
        *(_continuum(solution) for solution in wide),
        *(
            _described(points[group[0]].v, [points[i].region.jacobian for i in group])
            for group in _groups([solution.v for solution in points])
        ),
    )


def _continuum(solution: Solution) -> FixedPoint:
    name = {1: "line", 2: "plane"}.get(solution.dimension, f"{solution.dimension}-dimensional set")
    values = 1000.0 * eigenvalues(solution.region.jacobian)
    return FixedPoint(solution.v, values, f"{name} of fixed points", stable=False, ends=solution.ends)


def _described(v: State, jacobians: list[Array]) -> FixedPoint:
    """Return the fixed point v with its Jacobian, on a corner of F one from each side: stable if all say so."""
    spectra = [1000.0 * eigenvalues(jacobian) for jacobian in jacobians]
    kinds = list(dict.fromkeys(classify(values) for values in spectra))
    kind = kinds[0] if len(kinds) == 1 else f"on a corner of F: {' / '.join(kinds)}"
    stable = all(bool((cleaned(values).real < 0.0).all()) for values in spectra)
    return FixedPoint(v, max(spectra, key=lambda values: float(values[0].real)), kind, stable)


def _starts(low: Array, high: Array) -> Array:
    """Return a grid (B, N) of starts; beyond four units a diagonal and the corners' means do."""
    size = len(low)
    if size > 4:
        return low + (high - low) * np.linspace(0.0, 1.0, 9)[:, None]
    count = {1: 41, 2: 15, 3: 7, 4: 5}[size]
    axes = [np.linspace(a, b, count) for a, b in zip(low, high, strict=True)]
    return np.stack([grid.ravel() for grid in np.meshgrid(*axes)], axis=1)


def _newton(network: RateNetwork, h: State, starts: Array) -> Array:
    """Return where Newton's method from every start (B, N) has come to rest."""
    v, resting = np.array(starts), []
    with np.errstate(all="ignore"):
        for _ in range(ITERATIONS):
            jacobian = network.jacobian(v, h) - 1e-14 * np.eye(network.size)
            change = np.linalg.solve(jacobian, network.drift(v, h)[..., None])[..., 0]
            v = v - change
            fine = np.isfinite(v).all(axis=-1)
            still = fine & (np.abs(change).max(axis=-1) <= STILL * (1.0 + np.abs(v).max(axis=-1)))
            resting.append(v[still])
            v = v[fine & ~still]
            if not len(v):
                break
        v = np.concatenate([*resting, v])
        rest = np.abs(network.drift(v, h)).max(axis=-1, initial=0.0)
    arrived: Array = v[rest * float(network.tau.max()) < 1e-9 * (1.0 + np.abs(v).max(axis=-1, initial=0.0))]
    return arrived


def _place(v: State) -> tuple[float, ...]:
    return tuple(np.round(v, 6).tolist())


def _groups(points: list[State]) -> list[list[int]]:
    """Take together what is found twice: on the border of two regions, or from two starts; return indices."""
    groups: list[list[int]] = []
    for index, v in enumerate(points):
        near = 10.0 * NEAR * (1.0 + float(np.abs(v).max()))
        group = next((group for group in groups if np.abs(points[group[0]] - v).max() <= near), None)
        if group is None:
            groups.append([index])
        else:
            group.append(index)
    return groups
