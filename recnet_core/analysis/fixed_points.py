"""Fixed points of a network under a held input: all of them where F is piecewise linear, else by Newton."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from recnet_core.analysis.spectrum import ComplexArray, cleaned, eigenvalues
from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork
from recnet_core.transfer import Piece

MOST_REGIONS = 1024  # more are not gone through one by one
NEAR = 1e-7  # relative: points nearer than this are one
SINGULAR = 1e-12
ITERATIONS = 40


@dataclass(frozen=True, eq=False)
class FixedPoint:
    """A state at which nothing changes.

    Attributes
    ----------
    v : (N,) Hz; on a line of fixed points its middle, or its point nearest to the origin
    eigenvalues : (N,) of the Jacobian, 1/s, leading first
    kind : "stable node", "stable focus", "unstable node", "unstable focus", "saddle", "centre" …
    stable : every Re μ < 0
    ends : None, or the two ends (2, N) Hz of a line of fixed points; they may be infinite
    """

    v: State
    eigenvalues: ComplexArray
    kind: str
    stable: bool
    ends: Array | None = None


def classify(values: ComplexArray) -> str:
    """Return in words what eigenvalues μ of a Jacobian make of a fixed point (Strogatz, section 5.2)."""
    clean = cleaned(values)
    growing, resting = int((clean.real > 0.0).sum()), clean.real == 0.0
    if (resting & (clean.imag == 0.0)).any():
        return "line of fixed points"
    if resting.any():
        return "centre" if growing == 0 else "unstable"
    if 0 < growing < len(clean) and not (growing == 2 and clean[0].imag != 0.0):
        return "saddle"
    shape = "focus" if clean[0].imag != 0.0 else "node"
    return f"{'unstable' if growing else 'stable'} {shape}"


def fixed_points(
    network: RateNetwork, h: State, low: Array | None = None, high: Array | None = None
) -> tuple[FixedPoint, ...]:
    """Return the fixed points under the held input h (N,).

    A piecewise linear network with few units is solved region by region, and only solutions that lie in their own
    region are kept: that finds every fixed point. Any other is searched by Newton's method from a grid over
    low…high (N,) Hz (default: 0 to 100), which finds those it finds.
    """
    pieces = network.transfer.pieces
    if pieces is not None and len(pieces) ** network.size <= MOST_REGIONS:
        found = [point for region in product(pieces, repeat=network.size) for point in _in_region(network, h, region)]
    else:
        size = network.size
        starts = _starts(np.zeros(size) if low is None else low, np.full(size, 100.0) if high is None else high)
        found = [_described(network, h, v) for v in _newton(network, h, starts)]
    return tuple(_distinct(found))


def _in_region(network: RateNetwork, h: State, region: tuple[Piece, ...]) -> list[FixedPoint]:
    """Solve v = D (M v + h + b) + o, D and o the region's slopes and offsets; none if it is virtual."""
    slopes = np.array([piece.slope for piece in region])
    offsets = np.array([piece.offset for piece in region])
    low, high = np.array([piece.low for piece in region]), np.array([piece.high for piece in region])
    matrix = np.eye(network.size) - slopes[:, None] * network.recurrent
    constant = slopes * (h + network.bias) + offsets
    jacobian = -matrix / network.tau[:, None]
    if np.linalg.svd(matrix, compute_uv=False)[-1] < SINGULAR * max(1.0, float(np.abs(matrix).max())):
        return _line_in_region(network, h, matrix, constant, jacobian, (low, high))
    v = np.linalg.solve(matrix, constant)
    x = network.argument(v, h)
    slack = NEAR * (1.0 + np.abs(x))
    if (x < low - slack).any() or (x > high + slack).any():
        return []
    return [_point(v, jacobian)]


def _line_in_region(
    network: RateNetwork, h: State, matrix: Array, constant: Array, jacobian: Array, bounds: tuple[Array, Array]
) -> list[FixedPoint]:
    """Return the part of a line of solutions that lies in its region."""
    v = np.asarray(np.linalg.lstsq(matrix, constant, rcond=None)[0], dtype=np.float64)
    if not np.allclose(matrix @ v, constant, atol=NEAR * (1.0 + float(np.abs(constant).max()))):
        return []
    direction = np.linalg.svd(matrix)[2][-1]
    start, along = network.argument(v, h), network.recurrent @ direction
    first, last = _interval(start, along, *bounds)
    if first > last:
        return []
    middle = 0.5 * (first + last) if np.isfinite(first) and np.isfinite(last) else min(max(0.0, first), last)
    with np.errstate(invalid="ignore"):
        ends = np.stack([np.where(direction == 0.0, v, v + t * direction) for t in (first, last)])
    point = _point(v + middle * direction, jacobian)
    return [FixedPoint(point.v, point.eigenvalues, "line of fixed points", stable=False, ends=ends)]


def _interval(start: Array, along: Array, low: Array, high: Array) -> tuple[float, float]:
    """Return for which t all of low ≤ start + t·along ≤ high (first > last: for none)."""
    first, last = -np.inf, np.inf
    for x, slope, least, most in zip(start, along, low, high, strict=True):
        if abs(slope) < SINGULAR:
            if not least - NEAR <= x <= most + NEAR:
                return 1.0, 0.0
            continue
        a, b = sorted(((least - x) / slope, (most - x) / slope))
        first, last = max(first, a), min(last, b)
    return float(first), float(last)


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
    v = np.array(starts)
    with np.errstate(all="ignore"):
        for _ in range(ITERATIONS):
            jacobian = network.jacobian(v, h) - 1e-14 * np.eye(network.size)
            v = v - np.linalg.solve(jacobian, network.drift(v, h)[..., None])[..., 0]
            v = v[np.isfinite(v).all(axis=-1)]
        rest = np.abs(network.drift(v, h)).max(axis=-1, initial=0.0)
    arrived: Array = v[rest * float(network.tau.max()) < 1e-9 * (1.0 + np.abs(v).max(axis=-1, initial=0.0))]
    return arrived


def _described(network: RateNetwork, h: State, v: State) -> FixedPoint:
    return _point(v, network.jacobian(v, h))


def _point(v: State, jacobian: Array) -> FixedPoint:
    values = 1000.0 * eigenvalues(jacobian)
    return FixedPoint(v, values, classify(values), bool((cleaned(values).real < 0.0).all()))


def _distinct(points: list[FixedPoint]) -> list[FixedPoint]:
    """Leave out what is found twice: on the border of two regions, or from two starts; a line goes before a point."""
    kept: list[FixedPoint] = []
    for point in sorted(points, key=lambda p: (p.ends is None, tuple(np.round(p.v, 6)))):
        near = NEAR * (1.0 + float(np.abs(point.v).max()))
        if all(np.abs(point.v - other.v).max() > 10.0 * near for other in kept):
            kept.append(point)
    return kept
