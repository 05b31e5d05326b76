"""Fixed points of a piecewise linear network, region by region: in each one point, or a line or plane of points."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork
from recnet_core.transfer import Piece

NEAR = 1e-7  # relative: what is nearer than this is one
SINGULAR = 1e-12
OUTWARD = 1.0  # Hz: how far along an endless line its other sample lies


@dataclass(frozen=True, eq=False)
class Region:
    """The states in which every unit is on one linear piece of F.

    Attributes
    ----------
    network, h : the equations and the held input (N,) Hz
    pieces : one per unit
    """

    network: RateNetwork
    h: State
    pieces: tuple[Piece, ...]

    @cached_property
    def bounds(self) -> tuple[Array, Array]:
        """Least and greatest x of every unit, (N,) each."""
        return np.array([piece.low for piece in self.pieces]), np.array([piece.high for piece in self.pieces])

    @cached_property
    def equations(self) -> tuple[Array, Array]:
        """(N, N) and (N,) of (1 − D M) v = D (h + b) + o, D and o the slopes and offsets."""
        slopes = np.array([piece.slope for piece in self.pieces])
        offsets = np.array([piece.offset for piece in self.pieces])
        matrix = np.eye(self.network.size) - slopes[:, None] * self.network.matrix
        return matrix, slopes * (self.h + self.network.bias) + offsets

    @property
    def jacobian(self) -> Array:
        """(N, N), 1/ms."""
        return -self.equations[0] / self.network.tau[:, None]

    def reaches(self, v: State) -> bool:
        """Whether v lies in the region or on its border."""
        x = self.network.argument(v, self.h)
        slack = NEAR * (1.0 + np.abs(x))
        low, high = self.bounds
        return bool((x >= low - slack).all() and (x <= high + slack).all())

    def holds(self, v: State) -> bool:
        """Whether v is a fixed point of the region, or of its border."""
        matrix, constant = self.equations
        slack = NEAR * (1.0 + float(np.abs(v).max()))
        return self.reaches(v) and float(np.abs(matrix @ v - constant).max()) <= slack


@dataclass(frozen=True, eq=False)
class Solution:
    """The fixed points of one region.

    Attributes
    ----------
    region : where
    v : (N,) Hz, the point, a line's middle, or a point of a plane
    dimension : 0 for a point, 1 for a line, 2 for a plane …
    ends : None, or the two ends (2, N) Hz of a line; they may be infinite
    samples : (S, N) Hz, finite points that span it, as far as they are known
    """

    region: Region
    v: State
    dimension: int
    ends: Array | None
    samples: Array


def solutions(network: RateNetwork, h: State) -> Iterator[Solution]:
    """Yield the fixed points of every region; one on a border comes from all the regions that meet there."""
    for pieces in product(network.transfer.pieces or (), repeat=network.size):
        found = _solved(Region(network, h, pieces))
        if found is not None:
            yield found


def _solved(region: Region) -> Solution | None:
    """Solve (1 − D M) v = D (h + b) + o; None if no solution lies in the region."""
    matrix, constant = region.equations
    sizes = np.linalg.svd(matrix, compute_uv=False)
    free = int((sizes < SINGULAR * max(1.0, float(np.abs(matrix).max()))).sum())
    if free == 0:
        v: State = np.asarray(np.linalg.solve(matrix, constant), dtype=np.float64)
        return _single(region, v) if region.reaches(v) else None
    v = np.asarray(np.linalg.lstsq(matrix, constant, rcond=None)[0], dtype=np.float64)
    if not np.allclose(matrix @ v, constant, atol=NEAR * (1.0 + float(np.abs(constant).max()))):
        return None
    basis = np.linalg.svd(matrix)[2][-free:]
    basis = np.where(np.abs(basis) < SINGULAR, 0.0, basis)
    return _line(region, v, basis[0]) if free == 1 else _plane(region, v, basis)


def _single(region: Region, v: State) -> Solution:
    return Solution(region, v, 0, None, v[None])


def _line(region: Region, v: State, direction: Array) -> Solution | None:
    """Return the part of a line of solutions that lies in its region; where it only touches it, a point."""
    first, last = _interval(
        region.network.argument(v, region.h), region.network.matrix @ direction, *region.bounds
    )  # fmt: skip
    slack = NEAR * (1.0 + float(np.abs(v).max()))
    if first > last + slack:
        return None
    both = np.isfinite(first) and np.isfinite(last)
    middle = 0.5 * (first + last) if both else min(max(0.0, first), last)
    if last - first <= slack:
        return _single(region, v + middle * direction)
    with np.errstate(invalid="ignore"):
        ends = np.stack([np.where(direction == 0.0, v, v + t * direction) for t in (first, last)])
    marks = np.array([max(first, middle - OUTWARD), middle, min(last, middle + OUTWARD)])
    if both:
        marks = np.array([first, middle, last])
    return Solution(region, v + middle * direction, 1, ends, v + marks[:, None] * direction)


def _interval(start: Array, along: Array, low: Array, high: Array) -> tuple[float, float]:
    """Return for which t all of low ≤ start + t·along ≤ high (first > last: for none)."""
    first, last = -np.inf, np.inf
    for x, slope, least, most in zip(start, along, low, high, strict=True):
        if abs(slope) < SINGULAR:
            if not least - NEAR <= x <= most + NEAR:
                return np.inf, -np.inf
            continue
        a, b = sorted(((least - x) / slope, (most - x) / slope))
        first, last = max(first, a), min(last, b)
    return float(first), float(last)


def _plane(region: Region, v: State, basis: Array) -> Solution | None:
    """Return the plane v + Σ t_k basis_k (K, N) if it passes through the region, with a point that is inside.

    A linear program finds the t (its two signs apart) and the distance s ≤ 1 Hz from all borders: as large as it
    can be, t small.
    """
    start, along = region.network.argument(v, region.h), region.network.matrix @ basis.T
    low, high = region.bounds
    rows = np.concatenate([along[np.isfinite(high)], -along[np.isfinite(low)]])
    room = np.concatenate([(high - start)[np.isfinite(high)], (start - low)[np.isfinite(low)]])
    dimension, inside = len(basis), v
    if len(rows):
        from scipy.optimize import linprog

        moving = (np.abs(rows).max(axis=1) > SINGULAR).astype(np.float64)  # what t cannot change is no border
        cost = np.append(np.full(2 * dimension, 1e-6), -1.0)
        limits = [(0.0, None)] * (2 * dimension) + [(0.0, 1.0)]
        slack = NEAR * (1.0 + np.abs(room))
        found = linprog(cost, np.column_stack([rows, -rows, moving]), room + slack, bounds=limits)
        if found.x is None or not found.success:
            return None
        t = found.x[:dimension] - found.x[dimension:-1]
        inside = v + t @ basis
        dimension = dimension if found.x[-1] > 10.0 * float(slack.max()) else 0
    return Solution(region, inside, dimension, None, inside[None])
