"""The plane of the two numbers m = Uᵀv that steer a network of rank 2: its flow, what rests in it, its rings.

With one time constant the m of a network with M = U K Uᵀ obeys an equation of its own (the projection of D&A eq. 7.11):

    τ dm/dt = −m + Uᵀ F(h + b + U K m)

On a ring, U = √(2/N)·(cos θ, sin θ), so √(2/N)·m is the amplitude and angle of the first Fourier component of v in Hz.
"""

from dataclasses import dataclass

import numpy as np

from recnet_core.analysis.fixed_points import classify
from recnet_core.analysis.spectrum import ComplexArray, eigenvalues
from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork

ITERATIONS = 40
ANGLES, RADII = 8, (0.03, 0.2, 0.6, 1.2, 3.0)  # starts of the search, radii relative to its reach
DECADES = np.logspace(-4.0, 3.0, 106)  # radii, relative to the reach, between which rings are looked for
EVEN = 1e-9  # relative: an input that differs less from unit to unit tells no angle from another
EXACT = 1e-9
ENOUGH = 256  # units that stand for all of an evenly spaced ring while fixed points are searched
SHORTER = np.array([1.0, 0.5, 0.2, 0.05])
STALLED = 0.97  # a step that leaves more of the drift has lost its way
GRAINY = 64  # units: with fewer, every single fixed point is told
USUAL = 2  # points of rest: more may be the grain of a stretch without drift
ARC_STEPS, SHORTEST_ARC, AT_REST = 120, 7, 3e-4  # angles; how many make an arc; drift along it, radii a τ
WOBBLE = 0.02  # of the radius in one τ: where units stand so far apart, there is no ring but single points


@dataclass(frozen=True, eq=False)
class RestPoint:
    """A point of the plane at which nothing changes.

    Attributes
    ----------
    m : (2,) Hz
    eigenvalues : (2,) of the plane's Jacobian, 1/s, leading first
    kind : "stable node", "saddle", … as for any fixed point
    stable : whether every Re μ < 0
    """

    m: Array
    eigenvalues: ComplexArray
    kind: str
    stable: bool


@dataclass(frozen=True)
class Ring:
    """A circle of bumps, one for every angle: at rest, or all turning at one speed.

    Attributes
    ----------
    radius : |m|, Hz
    stable : whether bumps nearby come to it
    turning : rad/ms, 0 for a ring of fixed points
    """

    radius: float
    stable: bool
    turning: float


@dataclass(frozen=True, eq=False)
class Rest:
    """All that rests in the plane under a held input.

    Attributes
    ----------
    points : single fixed points
    rings : circles, the smallest first
    arcs : (K, 2) Hz each, pieces of a circle on which no bump moves because the input does not reach it
    everywhere : whether nothing moves anywhere (a perfect memory without input)
    endless : whether bumps that are large enough grow without end
    """

    points: tuple[RestPoint, ...] = ()
    rings: tuple[Ring, ...] = ()
    arcs: tuple[Array, ...] = ()
    everywhere: bool = False
    endless: bool = False


def is_planar(network: RateNetwork) -> bool:
    """Whether two numbers steer the network: rank 2 and one time constant."""
    low_rank = network.low_rank
    return low_rank is not None and low_rank.rank == 2 and bool((network.tau == network.tau[0]).all())


def in_hertz(network: RateNetwork) -> float:
    """Return √(2/N): times |m| it is the amplitude of the first Fourier component, Hz."""
    return float(np.sqrt(2.0 / network.size))


def drift(network: RateNetwork, h: State, m: Array, stride: int = 1) -> Array:
    """Return dm/dt (..., 2) Hz/ms at m (..., 2), exactly; h is (N,) Hz.

    With a `stride` the sum over units takes every so many of them. On an evenly spaced ring of n such units its error
    is that of the trapezoid rule across F's corner, at most about (2π/n)²/4 of the largest term: 1e-4 for 256 units.
    """
    basis, spread = _weights(network)
    drive = (h + network.bias)[::stride]
    rates = network.transfer(m @ spread[::stride].T + drive)
    moving: Array = (stride * (rates @ basis[::stride]) - m) / network.tau[0]
    return moving


def jacobian(network: RateNetwork, h: State, m: Array, stride: int = 1) -> Array:
    """Return the Jacobian (..., 2, 2) of `drift`, 1/ms: (−1 + Uᵀ diag F'(x) U K)/τ."""
    basis, spread = _weights(network)
    basis, spread = basis[::stride], spread[::stride]
    slopes = network.transfer.slope(m @ spread.T + (h + network.bias)[::stride])
    products = (basis[:, :, None] * spread[:, None, :]).reshape(len(basis), 4)
    found: Array = (stride * (slopes @ products).reshape(*m.shape[:-1], 2, 2) - np.eye(2)) / network.tau[0]
    return found


def at_rest(network: RateNetwork, h: State, reach: float) -> Rest:
    """Return what rests in the plane; `reach` (Hz, of |m|) says where it is looked for first.

    Under an input without an angle the circles come from the radial equation, each with its fate; elsewhere fixed
    points come from Newton's method, started on a polar grid: the ones it finds.
    """
    starts = _starts(network, h, reach)
    if np.abs(drift(network, h, starts)).max() * network.tau[0] <= EXACT * reach:
        return Rest(everywhere=True)
    endless = _grows(network, h, DECADES[-1] * reach)
    if is_even(network, h):
        rings = _rings(network, h, reach)
        if all(_wobble(network, h, ring.radius) <= WOBBLE for ring in rings):
            middle = _found(network, h, np.zeros((1, 2)), reach)
            return Rest(_polished(network, h, middle, reach), rings, endless=endless)
        starts = np.concatenate([starts, *(_circle(network, ring.radius) for ring in rings)])
    found = _found(network, h, starts, reach)
    radii = np.sort(np.hypot(*found.T))
    arcs = _arcs(network, h, float(radii[len(radii) // 2])) if len(found) > USUAL else ()
    found = np.array([m for m in found if not _lies_on(m, arcs)]).reshape(-1, 2)
    return Rest(_polished(network, h, found, reach), arcs=arcs, endless=endless)


def _grows(network: RateNetwork, h: State, radius: float) -> bool:
    """Whether a bump of this radius gets larger, at any of a few angles."""
    around = 2.0 * np.pi * np.arange(ANGLES) / ANGLES
    out = np.column_stack([np.cos(around), np.sin(around)])
    moving = drift(network, h, radius * out, thinning(network, ENOUGH))
    return bool(((moving * out).sum(axis=1) > 0.0).any())


def is_even(network: RateNetwork, h: State) -> bool:
    """Whether no angle differs from another: evenly spaced units, the same input for all, a core that only turns."""
    low_rank = network.low_rank
    if low_rank is None or not _is_ring(network):
        return False
    drive, core = h + network.bias, low_rank.core
    turns = abs(core[0, 0] - core[1, 1]) + abs(core[0, 1] + core[1, 0]) <= EVEN * (1.0 + np.abs(core).max())
    return bool(turns and np.ptp(drive) <= EVEN * (1.0 + np.abs(drive).max()))


def state_at(network: RateNetwork, m: Array, v: State) -> State:
    """Return a state (N,) Hz whose Uᵀv is `m` (2,), to start from.

    Where F may be negative: `v` with its part in the plane replaced. Where it cannot, rates stay ≥ 0: a bump [U q]+,
    half a cosine like what a rectified ring settles on; q is found by Newton's method (q = 2m for many units).
    """
    basis, _ = _weights(network)
    if (network.transfer(np.full(network.size, -1e9)) < 0.0).any():
        return v + basis @ (m - v @ basis)
    q: Array = 2.0 * m
    for _ in range(8):
        seen = basis @ q
        active = np.where(seen > 0.0, 1.0, 0.0)
        slope = basis.T @ (basis * active[:, None])
        if np.linalg.cond(slope) > 1e8:
            break
        q = np.asarray(np.linalg.solve(slope, m))
    return np.maximum(basis @ q, 0.0)


def thinning(network: RateNetwork, most: int) -> int:
    """Return the stride that leaves at most about `most` units where that changes next to nothing, else 1."""
    same = not any(np.ndim(value) for value in vars(network.transfer).values())
    stride = network.size // most
    return stride if stride > 1 and network.size % stride == 0 and same and _is_ring(network) else 1


def _weights(network: RateNetwork) -> tuple[Array, Array]:
    low_rank = network.low_rank
    if low_rank is None:
        raise TypeError("the plane needs weights of rank 2 (LowRank)")
    return low_rank.basis, low_rank.spread


def _is_ring(network: RateNetwork) -> bool:
    """Whether U's rows are evenly spaced points of a circle."""
    basis, _ = _weights(network)
    around = np.sort(np.arctan2(basis[:, 1], basis[:, 0]))
    lengths = np.hypot(basis[:, 0], basis[:, 1])
    even = np.ptp(np.diff(around)) <= 1e-6 / network.size if network.size > 2 else False
    return bool(even and np.ptp(lengths) <= EVEN)


def _starts(network: RateNetwork, h: State, reach: float) -> Array:
    """Return a polar grid (B, 2) with the origin, turned to the input's own angle."""
    basis, _ = _weights(network)
    seen = (h + network.bias) @ basis
    around = np.arctan2(seen[1], seen[0]) + 2.0 * np.pi * np.arange(ANGLES) / ANGLES
    circle = np.column_stack([np.cos(around), np.sin(around)])
    scale = max(reach, float(np.hypot(*seen)))
    return np.concatenate([np.zeros((1, 2)), *(radius * scale * circle for radius in RADII)])


def _circle(network: RateNetwork, radius: float) -> Array:
    """Return points (2N, 2) of a circle, at every unit's angle and between."""
    around = np.pi * np.arange(2 * network.size) / network.size + _first_angle(network)
    return radius * np.column_stack([np.cos(around), np.sin(around)])


def _first_angle(network: RateNetwork) -> float:
    basis, _ = _weights(network)
    return float(np.arctan2(basis[0, 1], basis[0, 0]))


def _found(network: RateNetwork, h: State, starts: Array, reach: float) -> Array:
    """Return where the search from `starts` comes to rest, (B, 2), with few units standing for all."""
    found = _newton(network, h, starts, thinning(network, ENOUGH))
    far = 1e4 * max(reach, float(np.abs(starts).max()))
    return _apart(found[np.hypot(*found.T) < far], 1e-4 * reach)


def _polished(network: RateNetwork, h: State, places: Array, reach: float) -> tuple[RestPoint, ...]:
    """Go on with all units from the few places found."""
    if _is_ring(network):
        places = _apart(_newton(network, h, _beside(network, places), 1), 1e-6 * reach)
    return _counted(network, [_described(network, h, m) for m in places])


def _newton(network: RateNetwork, h: State, starts: Array, stride: int) -> Array:
    """Return where Newton's method from every start (B, 2), its steps shortened where that is better, comes to rest."""
    m, arrived = np.array(starts), [np.zeros((0, 2))]
    with np.errstate(all="ignore"):
        for _ in range(ITERATIONS):
            moving = drift(network, h, m, stride)
            close = np.abs(moving).max(axis=1) * network.tau[0] <= EXACT * (1.0 + np.abs(m).max(axis=1))
            arrived.append(m[close])
            m, moving = m[~close], moving[~close]
            if len(m) == 0:
                break
            step = _solved(jacobian(network, h, m, stride), moving)
            tried = m - SHORTER[:, None, None] * step
            left = np.abs(drift(network, h, tried, stride)).max(axis=2)
            best = np.argmin(left, axis=0), np.arange(len(m))
            better = left[best] < STALLED * np.abs(moving).max(axis=1)  # false where not finite
            m = tried[best][better]
    return np.concatenate(arrived)


def _beside(network: RateNetwork, places: Array) -> Array:
    """Return the places turned by up to one and a half units either way: what a grainy ring may hide near them."""
    turns = np.linspace(-1.5, 1.5, 13 if network.size <= 1024 else 3) * 2.0 * np.pi / network.size
    return np.concatenate([places @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]) for a in turns])


def _counted(network: RateNetwork, points: list[RestPoint]) -> tuple[RestPoint, ...]:
    """Take together what lies within a unit's width: the grain of the ring, not its flow, made several of one.

    The sum of their Poincaré indices (+1, of a saddle −1) says what they are together (Strogatz, section 6.8).
    """
    width = 1.5 * 2.0 * np.pi / network.size if network.size >= GRAINY else 0.0
    kept: list[RestPoint] = []
    while points:
        middle = points[0].m
        near = [point for point in points if np.hypot(*(point.m - middle)) <= width * np.hypot(*middle)]
        near = near or [points[0]]
        points = [point for point in points if all(point is not other for other in near)]
        index = sum(_index(point) for point in near)
        near.sort(key=lambda point: (_index(point) != index, not point.stable))
        kept += near[:1] if index or len(near) == 1 else []
    return tuple(kept)


def _index(point: RestPoint) -> int:
    return -1 if float(np.prod(point.eigenvalues).real) < 0.0 else 1


def _solved(matrices: Array, right: Array) -> Array:
    """Return matrices⁻¹ right by Cramer's rule, (B, 2); not finite where there is none."""
    (a, b), (c, d) = np.moveaxis(matrices, 0, -1)
    x, y = right.T
    solved: Array = np.column_stack([d * x - b * y, a * y - c * x]) / (a * d - b * c)[:, None]
    return solved


def _apart(places: Array, gap: float) -> Array:
    """Return places (B, 2) without those not more than `gap` from an earlier one."""
    left, kept = places, [np.zeros((0, 2))]
    while len(left):
        kept.append(left[:1])
        left = left[np.abs(left - left[0]).max(axis=1) > gap]
    return np.concatenate(kept)


def _described(network: RateNetwork, h: State, m: Array) -> RestPoint:
    values = 1000.0 * eigenvalues(jacobian(network, h, m))
    kind = classify(values)
    return RestPoint(m, values, kind, stable=bool((values.real < 0.0).all()) and kind.startswith("stable"))


def _radial(network: RateNetwork, h: State, radii: Array, stride: int = 1) -> Array:
    """Return (B, 2) the drift's radial and tangential part at these radii, the mean of two angles half a unit apart."""
    first = _first_angle(network)
    around = np.array([first, first + np.pi / network.size])
    out = np.column_stack([np.cos(around), np.sin(around)])
    moving = drift(network, h, radii[:, None, None] * out, stride)
    outward = (moving * out).sum(axis=-1)
    along = moving[..., 1] * out[:, 0] - moving[..., 0] * out[:, 1]
    parts: Array = np.column_stack([outward.mean(axis=1), along.mean(axis=1)])
    return parts


def _rings(network: RateNetwork, h: State, reach: float) -> tuple[Ring, ...]:
    """Return the circles on which the radial drift is zero: bracketed with few units, refined with all."""
    radii = DECADES * reach
    outward = _radial(network, h, radii, thinning(network, ENOUGH))[:, 0]
    outward[np.abs(outward) * network.tau[0] <= EXACT * radii] = 0.0
    inner = np.flatnonzero(outward[:-1] * outward[1:] < 0.0)
    return tuple(_ring(network, h, radii[i] / 1.01, radii[i + 1] * 1.01, falling=bool(outward[i] > 0.0)) for i in inner)


def _ring(network: RateNetwork, h: State, low: float, high: float, *, falling: bool) -> Ring:
    """Narrow the bracket down to rounding by false position, Illinois variant (Dowell and Jarratt 1971)."""
    (at_low, _), (at_high, _) = _radial(network, h, np.array([low, high]))
    radius = 0.5 * (low + high)
    for _ in range(ITERATIONS):
        before, radius = radius, (low * at_high - high * at_low) / (at_high - at_low)
        outward, along = _radial(network, h, np.array([radius]))[0]
        if outward == 0.0 or abs(radius - before) <= 1e-12 * radius:
            break
        if outward * at_high < 0.0:
            low, at_low = high, at_high
        else:
            at_low *= 0.5
        high, at_high = radius, outward
    turning = float(along) / radius
    still = abs(turning) * float(network.tau[0]) <= 1e-6
    return Ring(float(radius), stable=falling, turning=0.0 if still else turning)


def _arcs(network: RateNetwork, h: State, radius: float) -> tuple[Array, ...]:
    """Return the pieces of the curve of no radial drift near `radius` along which nothing moves either, grain aside."""
    if network.size < GRAINY or not _is_ring(network):
        return ()
    stride, tau = thinning(network, ENOUGH), float(network.tau[0])
    around = 2.0 * np.pi * np.arange(ARC_STEPS) / ARC_STEPS
    out = np.column_stack([np.cos(around), np.sin(around)])
    radii, small = np.full(ARC_STEPS, radius), 1e-4 * radius
    with np.errstate(all="ignore"):
        for _ in range(6):
            here, there = (
                (drift(network, h, (radii + d)[:, None] * out, stride) * out).sum(axis=1) for d in (0.0, small)
            )
            radii = radii - here * small / (there - here)
        moving = drift(network, h, radii[:, None] * out, stride)
        along = (moving[:, 1] * out[:, 0] - moving[:, 0] * out[:, 1]) * tau / radii
    window = max(1, round(2.0 * ARC_STEPS / network.size))
    still = np.abs(np.convolve(np.tile(along, 3), np.ones(window) / window, "same")[ARC_STEPS:-ARC_STEPS]) <= AT_REST
    still &= np.abs((moving * out).sum(axis=1)) * tau <= AT_REST * np.abs(radii)
    if still.all() or not still.any():
        return ()
    first = int(np.argmin(still))  # an arc must not be cut where the angles begin
    order = np.roll(np.arange(ARC_STEPS), -first)
    edges = np.flatnonzero(np.diff(still[order].astype(int))) + 1
    runs = [order[a:b] for a, b in zip(edges, [*edges[1:], ARC_STEPS], strict=True) if still[order[a]]]
    return tuple((radii[:, None] * out)[run] for run in runs if len(run) >= SHORTEST_ARC)


def _lies_on(m: Array, arcs: tuple[Array, ...]) -> bool:
    """Whether a point is next to one of an arc's."""
    near = 2.0 * 2.0 * np.pi / ARC_STEPS * float(np.hypot(*m))
    return any(float(np.hypot(*(arc - m).T).min()) <= near for arc in arcs)


def _wobble(network: RateNetwork, h: State, radius: float) -> float:
    """Return how unevenly bumps of this radius drift along the circle, in radii a τ: 0 for a true ring."""
    around = _first_angle(network) + 2.0 * np.pi * np.arange(16) / (16 * network.size)
    out = np.column_stack([np.cos(around), np.sin(around)])
    along = (drift(network, h, radius * out) * np.column_stack([-out[:, 1], out[:, 0]])).sum(axis=1)
    return float(np.ptp(along)) * float(network.tau[0]) / radius
