"""Nullclines dv_i/dt = 0 of two-unit networks within a rectangle: in closed form, traced only where there is none.

With piecewise linear F they are line segments. With any other, x = M v + h + b is the parameter: v_i = F(x), and the
other unit's rate is what makes the argument x, (x − M_ii F(x) − h_i − b_i)/M_ij, unless M_ij = 0.
"""

import numpy as np

from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork
from recnet_core.transfer import Piece

SAMPLES = 1600  # of a curve whose parameter is the argument
GRID = 160  # cells a side, where a curve has to be traced
BISECTIONS = 46
JOINED = 1e-9  # relative to the rectangle: ends nearer than this are one corner


def nullcline(network: RateNetwork, h: State, unit: int, low: Array, high: Array) -> tuple[Array, ...]:
    """Return the nullcline of `unit` (0 or 1) as polylines (T, 2), Hz, within the rectangle low…high (2,).

    Raises
    ------
    ValueError
        A network that has not two units.
    """
    if network.size != 2:
        raise ValueError(f"nullcline: {network.size} units; allowed: 2")
    low, high = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    if network.transfer.pieces is None and network.matrix[unit, 1 - unit] != 0.0:
        return _by_argument(network, h, unit, low, high)
    if network.transfer.pieces is None:
        return joined(_traced(network, h, unit, low, high), float((high - low).max()))
    parts = [_piece(network, h, unit, piece, low, high) for piece in network.transfer.pieces]
    return joined([part for part in parts if part is not None], float((high - low).max()))


def _by_argument(network: RateNetwork, h: State, unit: int, low: Array, high: Array) -> tuple[Array, ...]:
    """Return the parts inside the rectangle of the curve whose parameter is the argument x; see the module's text."""
    weights, constant = network.matrix[unit], float(h[unit] + network.bias[unit])
    transfer, own, other = network.transfer.scalar(unit), float(weights[unit]), float(weights[1 - unit])
    least, most = np.sort([weights * low, weights * high], axis=0).sum(axis=1) + constant  # of x over the rectangle
    x = np.linspace(least, most, SAMPLES)
    rates = network.transfer(np.stack([x, x], axis=1))[:, unit]
    curve = np.empty((SAMPLES, 2))
    curve[:, unit], curve[:, 1 - unit] = rates, (x - own * rates - constant) / other

    def point(x: float) -> Array:
        rate = transfer(x)
        pair = (rate, (x - own * rate - constant) / other)
        return np.array(pair if unit == 0 else pair[::-1])

    def edge(inside: float, outside: float) -> Array:
        for _ in range(BISECTIONS):
            middle = 0.5 * (inside + outside)
            place = point(middle)
            within = bool(((place >= low) & (place <= high)).all())
            inside, outside = (middle, outside) if within else (inside, middle)
        return point(inside)

    seen = ((curve >= low) & (curve <= high)).all(axis=1)
    turns = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype(int)))
    parts = []
    for first, last in zip(turns[::2].tolist(), (turns[1::2] - 1).tolist(), strict=True):
        before = [edge(x[first], x[first - 1])] if first else []
        after = [edge(x[last], x[last + 1])] if last + 1 < SAMPLES else []
        parts.append(np.array([*before, *curve[first : last + 1], *after]))
    return tuple(part for part in parts if len(part) > 1)


def _piece(network: RateNetwork, h: State, unit: int, piece: Piece, low: Array, high: Array) -> Array | None:
    """Return the segment (2, 2) on which v_i = slope·x + offset with x in the piece, or None.

    x = m·v + c is linear in v, so the nullcline is the line a·v = k, a = e_i − slope·m, cut where x leaves the
    piece and where v leaves the rectangle. A horizontal or vertical line is nothing special here.
    """
    weights = network.matrix[unit]
    constant = float(h[unit] + network.bias[unit])
    normal = np.eye(2)[unit] - piece.slope * weights
    square = float(normal @ normal)
    if square < 1e-24:  # every point of the strip, or none: no curve
        return None
    start = normal * (piece.slope * constant + piece.offset) / square
    along = np.array([normal[1], -normal[0]]) / np.sqrt(square)
    first, last = -np.inf, np.inf
    for row, base, least, most in (
        (weights, constant, piece.low, piece.high),
        (np.array([1.0, 0.0]), 0.0, low[0], high[0]),
        (np.array([0.0, 1.0]), 0.0, low[1], high[1]),
    ):
        x, slope = float(row @ start) + base, float(row @ along)
        if abs(slope) < 1e-14:
            if not least - 1e-9 <= x <= most + 1e-9:
                return None
            continue
        a, b = sorted(((least - x) / slope, (most - x) / slope))
        first, last = max(first, a), min(last, b)
    if not first < last:
        return None
    return np.stack([start + first * along, start + last * along])


def joined(parts: list[Array], size: float) -> tuple[Array, ...]:
    """Join pieces (T, 2) that share an end into polylines; `size` is that of the picture."""
    chains: list[Array] = []
    waiting = list(parts)
    while waiting:
        chain = waiting.pop(0)
        grown = True
        while grown:
            grown = False
            for number, part in enumerate(waiting):
                longer = _linked(chain, part, JOINED * size)
                if longer is not None:
                    chain, grown = longer, True
                    waiting.pop(number)
                    break
        chains.append(chain)
    return tuple(chains)


def _linked(chain: Array, part: Array, near: float) -> Array | None:
    for a in (chain, chain[::-1]):
        for b in (part, part[::-1]):
            if np.abs(a[-1] - b[0]).max() <= near:
                return np.concatenate([a, b[1:]])
    return None


def _traced(network: RateNetwork, h: State, unit: int, low: Array, high: Array) -> list[Array]:
    """Trace the zero line of dv_i/dt through a fine grid (marching squares), chained from cell to cell."""
    x, y = (np.linspace(a, b, GRID + 1) for a, b in zip(low, high, strict=True))
    plane = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1)
    above = network.drift(plane, h)[..., unit] > 0.0
    crossings: dict[tuple[int, int, int], Array] = {}
    for axis in (0, 1):
        a, b = (above[:-1, :], above[1:, :]) if axis == 0 else (above[:, :-1], above[:, 1:])
        i, j = np.nonzero(a != b)
        points = _bisected(network, h, unit, plane[i, j], plane[i + (axis == 0), j + (axis == 1)])
        for key, point in zip(zip(i.tolist(), j.tolist(), strict=True), points, strict=True):
            crossings[(axis, *key)] = point
    return _chained(crossings)


def _bisected(network: RateNetwork, h: State, unit: int, a: Array, b: Array) -> Array:
    """Return where dv_i/dt changes sign between points a and b (K, 2)."""
    sign = network.drift(a, h)[..., unit] > 0.0
    for _ in range(BISECTIONS):
        middle = 0.5 * (a + b)
        same = (network.drift(middle, h)[..., unit] > 0.0) == sign
        a, b = np.where(same[:, None], middle, a), np.where(same[:, None], b, middle)
    result: Array = 0.5 * (a + b)
    return result


def _chained(crossings: dict[tuple[int, int, int], Array]) -> list[Array]:
    """Walk from edge to edge through the cells they share; every edge belongs to two cells."""
    cells: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for axis, i, j in crossings:
        for cell in ((i, j), (i, j - 1)) if axis == 0 else ((i, j), (i - 1, j)):
            cells.setdefault(cell, []).append((axis, i, j))
    links: dict[tuple[int, int, int], list[tuple[int, int, int]]] = {edge: [] for edge in crossings}
    for edges in cells.values():
        for a, b in zip(edges[::2], edges[1::2], strict=False):
            links[a].append(b)
            links[b].append(a)
    chains: list[Array] = []
    ends = [edge for edge, near in links.items() if len(near) == 1]
    for start in [*ends, *links]:
        if start not in crossings:
            continue
        walk = []
        edge: tuple[int, int, int] | None = start
        while edge is not None:
            walk.append(crossings.pop(edge))
            edge = next((near for near in links[edge] if near in crossings), None)
        if len(walk) > 1:
            chains.append(np.stack(walk))
    return chains
