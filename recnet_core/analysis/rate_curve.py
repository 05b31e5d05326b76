"""The curve of one unit alone: F(M v + h + b) against its rate v; where it meets the line v, the unit rests."""

import numpy as np

from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork

COUNT = 400  # samples over the range, and the corners of F besides


def target(network: RateNetwork, h: State, v: Array) -> Array:
    """Return F(M v + h + b), (T,) Hz, at the rates v (T,) Hz of a network of one unit.

    It is what v is drawn to: τ dv/dt = F(M v + h + b) − v (D&A eq. 7.11).

    Raises
    ------
    ValueError
        A network that has not one unit.
    """
    if network.size != 1:
        raise ValueError(f"target: {network.size} units; allowed: 1")
    return np.asarray(network.transfer(network.argument(np.asarray(v)[..., None], h)), dtype=np.float64)[..., 0]


def rate_curve(network: RateNetwork, h: State, low: float, high: float) -> tuple[Array, Array]:
    """Return rates v (T,) Hz, rising from `low` to `high`, and F(M v + h + b) (T,) Hz; corners of F are among them."""
    v = np.union1d(np.linspace(low, high, COUNT), corners(network, h, low, high))
    return v, target(network, h, v)


def corners(network: RateNetwork, h: State, low: float, high: float) -> Array:
    """Return the rates (C,) Hz between `low` and `high` at which F bends, for a piecewise linear F."""
    weight, drive = float(network.received(np.ones(1))[0]), float(h[0] + network.bias[0])
    edges = np.array([piece.high for piece in network.transfer.pieces or ()])
    if weight == 0.0 or len(edges) < 2:
        return np.zeros(0)
    v = (edges[:-1] - drive) / weight
    inside: Array = v[(v > low) & (v < high)]
    return inside
