"""Basins of attraction of two-unit networks: where each start of a rectangle ends, found in slices, coarse to fine."""

import math
from collections.abc import Generator
from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from recnet_core.analysis.fixed_points import FixedPoint, fixed_points
from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork
from recnet_core.steppers.one_step import PlaneDrift, plane_drift, plane_rk4, rk4_step

Ends = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]
Value = TypeVar("Value")
Slices: TypeAlias = Generator[bool, None, Value]  # yields, between slices of work, whether there is something to show

RESTLESS, AWAY, UNKNOWN = -1, -2, -3  # ends that are no fixed point: a cycle, infinity; not found yet
COARSE, LEVELS = 32, 3  # cells a side at first, and how often they are halved: 257 nodes a side at last
STEP = 0.4  # of the fastest time the network has; Runge–Kutta 4 is stable up to 2.7
MOST_STEPS = 6000
PATIENCE = 30.0  # times the slowest time constant of the fixed points
NEAR = 0.01  # of the rectangle: so near a stable fixed point a start counts as arrived
FAR = 50.0  # rectangles away from this one a start counts as gone
ARC, LONGEST = 1.0 / 300.0, 2400  # of the rectangle, a step along a separatrix, and the most of them
OFFSET = 1e-4  # of the rectangle: how far from the saddle a separatrix begins
TURN = 16  # steps between two looks at the clock


@dataclass(frozen=True, eq=False)
class Trap:
    """An ellipse around a stable fixed point that no start leaves again.

    Attributes
    ----------
    centre : (2,) Hz
    metric : P (2, 2) with JᵀP + PJ = −1 (Lyapunov), scaled so that xᵀPx = 1 is its rim, 1/Hz²
    """

    centre: State
    metric: Array

    def holds(self, v: Array) -> Mask:
        """Return (B,) which of the states (B, 2) Hz lie inside."""
        x = v - self.centre
        inside: Mask = (x @ self.metric * x).sum(axis=-1) < 1.0
        return inside


def trap(network: RateNetwork, h: State, v: State, radius: float) -> Trap:
    """Return the ellipse around the stable fixed point v that reaches out to `radius` Hz."""
    jacobian, one = network.jacobian(v, h), np.eye(2)
    operator = np.kron(jacobian.T, one) + np.kron(one, jacobian.T)
    metric = np.linalg.solve(operator, -one.ravel()).reshape(2, 2)
    metric = 0.5 * (metric + metric.T)
    least = float(np.linalg.eigvalsh(metric)[0])
    return Trap(v, metric / (least * radius * radius))


class BasinRun:
    """The basins in one rectangle; call `work` until `done`.

    Every start of a grid is integrated (Runge–Kutta 4, all in lockstep) until it lies in the trap of a stable fixed
    point. Then cells are halved, but only starts between unlike neighbours are integrated: the cost grows
    with the boundary's length, not with the area. A basin thinner than a coarse cell can be missed.

    Attributes
    ----------
    low, high : (2,) Hz, the rectangle
    points, attractors : fixed points, and those of them that are stable; an end is an index into the latter
    ends : (n, n) where the start [i, j] at low + (i, j)·(high − low)/(n − 1) ends; RESTLESS, AWAY, UNKNOWN
    separatrices : (T, 2) Hz each, stable manifolds of the saddles
    done : whether there is nothing left to do
    """

    def __init__(self, network: RateNetwork, h: State, low: Array, high: Array) -> None:
        if network.size != 2:
            raise ValueError(f"BasinRun: {network.size} units; allowed: 2")
        self.low, self.high = np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)
        self._network, self._h, self._span = network, np.array(h), self.high - self.low
        self.points: tuple[FixedPoint, ...] = ()
        self.attractors: tuple[FixedPoint, ...] = ()
        self.ends: Ends = np.full((2, 2), UNKNOWN, dtype=np.int8)
        self.separatrices: tuple[Array, ...] = ()
        self.done = False
        self._todo = self._steps()

    def work(self, seconds: float) -> bool:
        """Go on for about so long, one step at least; return whether there is something new to show."""
        until, news = perf_counter() + seconds, False
        while not self.done:
            step = next(self._todo, None)
            self.done = step is None
            news = news or self.done or bool(step)
            if perf_counter() >= until:
                break
        return news

    def _steps(self) -> Slices[None]:
        """Do a little between two yields; True where a level is complete."""
        self._prepare()
        yield False
        if not self.attractors:
            return
        shape = (COARSE + 1, COARSE + 1)
        yield from self._level(np.full(shape, UNKNOWN, dtype=np.int8), np.zeros(shape, dtype=np.bool_))
        yield from self._follow_saddles()
        for _ in range(LEVELS):
            yield from self._level(*finer(self.ends))

    def _prepare(self) -> None:
        """Find the fixed points, well beyond the rectangle too, and a step and a time that suit them."""
        network, h = self._network, self._h
        self.points = fixed_points(network, h, self.low - 0.5 * self._span, self.high + 0.5 * self._span)
        self.attractors = tuple(point for point in self.points if point.stable)
        self._traps = [trap(network, h, point.v, self._radius(point)) for point in self.attractors]
        slope = float(np.abs(network.transfer.slope(network.argument(self._grid(COARSE), h))).max())
        fastest = float(network.tau.min()) / (1.0 + slope * float(np.linalg.norm(network.matrix, 2)))
        self._dt = STEP * fastest
        rates = np.abs(np.concatenate([point.eigenvalues.real for point in self.points] or [np.zeros(0)])) / 1000.0
        slowest = 1.0 / float(rates[rates > 1e-9].min(initial=1.0 / float(network.tau.max())))
        self._most = int(min(MOST_STEPS, PATIENCE * slowest / self._dt))

    def _radius(self, point: FixedPoint) -> float:
        """Return how near counts as arrived, Hz: near to no other fixed point."""
        others = [float(np.linalg.norm(other.v - point.v)) for other in self.points if other is not point]
        return min(NEAR * float(self._span.min()), 0.25 * min(others, default=np.inf))

    def _grid(self, cells: int) -> Array:
        axes = [np.linspace(a, b, cells + 1) for a, b in zip(self.low, self.high, strict=True)]
        return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)

    def _level(self, ends: Ends, known: Mask) -> Slices[None]:
        """Integrate the starts that are not known and lie beside unlike ones, until there are no more of them."""
        grid = self._grid(len(ends) - 1)
        wanted = ~known & (unlike(ends) | (ends == UNKNOWN))
        while wanted.any():
            ends[wanted] = yield from self._integrated(grid[wanted])
            known = known | wanted
            wanted = ~known & unlike(ends)
        self.ends = ends
        yield True

    def _integrated(self, v: Array) -> Slices[Ends]:
        """Return where the starts v (B, 2) end, (B,)."""
        step = rk4_step(self._network.drift, self._dt)
        ends = np.full(len(v), RESTLESS, dtype=np.int8)
        left = np.arange(len(v))
        far = FAR * float(self._span.max()) + float(np.abs([self.low, self.high]).max())
        with np.errstate(all="ignore"):
            for count in range(self._most):
                if count % 4 == 0:
                    left, v = self._sorted_out(ends, left, v, far)
                    if not len(left):
                        break
                if count % TURN == 0 or len(left) > 400:
                    yield False
                v = step(v, self._h)
        return ends

    def _sorted_out(
        self, ends: Ends, left: npt.NDArray[np.intp], v: Array, far: float
    ) -> tuple[npt.NDArray[np.intp], Array]:
        """Write down who has arrived or gone; return who is still on the way."""
        arrived = np.full(len(v), UNKNOWN, dtype=np.int8)
        arrived[~(np.abs(v).max(axis=-1, initial=0.0) < far)] = AWAY
        for number, ellipse in enumerate(self._traps):
            arrived[ellipse.holds(v)] = number
        gone = arrived != UNKNOWN
        ends[left[gone]] = arrived[gone]
        return left[~gone], v[~gone]

    def _follow_saddles(self) -> Slices[None]:
        """Follow both branches of every saddle's stable manifold backwards in time."""
        for point in self.points:
            if point.kind != "saddle":
                continue
            values, vectors = np.linalg.eig(self._network.jacobian(point.v, self._h))
            along = np.real(vectors[:, int(np.argmin(values.real))])
            before = yield from self._backwards(point.v, -along)
            after = yield from self._backwards(point.v, along)
            line = np.array([*before[::-1], tuple(point.v), *after])
            self.separatrices = (*self.separatrices, line)
            yield True

    def _backwards(self, saddle: State, along: Array) -> Slices[list[tuple[float, float]]]:
        """Return the states passed backwards in time, in steps of equal length.

        The line ends outside the rectangle, or where it comes to a source and would step to and fro.
        """
        step = plane_rk4(self._uphill(), ARC)
        (low_x, low_y), (high_x, high_y) = self.low - 0.1 * self._span, self.high + 0.1 * self._span
        x, y = (saddle + OFFSET * float(self._span.min()) * along).tolist()
        passed, (dx, dy) = [(x, y)], along.tolist()
        for count in range(LONGEST):
            (was_x, was_y), (was_dx, was_dy) = (x, y), (dx, dy)
            x, y = step(x, y, 0.0, 0.0)
            dx, dy = x - was_x, y - was_y
            if dx * was_dx + dy * was_dy <= 0.0:
                break
            passed.append((x, y))
            if not (low_x < x < high_x and low_y < y < high_y):
                break
            if count % TURN == 0:
                yield False
        return passed

    def _uphill(self) -> PlaneDrift:
        """Return the direction back in time, at a speed of one rectangle."""
        drift, (hx, hy) = plane_drift(self._network), self._h.tolist()
        span_x, span_y = self._span.tolist()

        def direction(x: float, y: float, _hx: float, _hy: float) -> tuple[float, float]:
            across, up = drift(x, y, hx, hy)
            speed = math.hypot(across / span_x, up / span_y) or 1.0
            return -across / speed, -up / speed

        return direction


def unlike(ends: Ends) -> Mask:
    """Return which nodes (n, n) end elsewhere than one of the eight around them."""
    mask = np.zeros(ends.shape, dtype=np.bool_)
    every, first, last = slice(None), slice(None, -1), slice(1, None)
    for a, b in (
        ((first, every), (last, every)),
        ((every, first), (every, last)),
        ((first, first), (last, last)),
        ((first, last), (last, first)),
    ):
        differ = ends[a] != ends[b]
        mask[a] |= differ
        mask[b] |= differ
    return mask


def finer(ends: Ends) -> tuple[Ends, Mask]:
    """Return the grid with halved cells, new nodes as their neighbour, and which of its nodes are known for sure."""
    count = 2 * len(ends) - 1
    made = np.repeat(np.repeat(ends, 2, axis=0), 2, axis=1)[:count, :count]
    known = np.zeros((count, count), dtype=np.bool_)
    known[::2, ::2] = True
    return made, known


def borders(ends: Ends) -> Array:
    """Return the edges between unlike nodes, (K, 2, 2): both ends [i, j] of each, in cells from node [0, 0]."""
    upright = np.argwhere(ends[:-1] != ends[1:]) + np.array([0.5, 0.0])
    level = np.argwhere(ends[:, :-1] != ends[:, 1:]) + np.array([0.0, 0.5])
    pairs = [np.stack([at - half, at + half], axis=1) for at, half in ((upright, [0.0, 0.5]), (level, [0.5, 0.0]))]
    return np.concatenate(pairs)


def heart(inside: Mask) -> tuple[int, int] | None:
    """Return a node [i, j] deep inside a region (n, n), for its name; None where it is nowhere three nodes wide."""
    layer, found = inside, None
    while True:
        padded = np.pad(layer, 1)
        shrunk = layer & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
        if not shrunk.any():
            return found
        nodes = np.argwhere(shrunk)
        middle = nodes[int(np.argmin(np.abs(nodes - nodes.mean(axis=0)).sum(axis=1)))]
        layer, found = shrunk, (int(middle[0]), int(middle[1]))
