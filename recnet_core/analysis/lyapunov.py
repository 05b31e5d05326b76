"""The largest Lyapunov exponent of a network: how fast two neighbouring runs part, by their tangent."""

import math

import numpy as np

from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork


def largest_lyapunov(
    network: RateNetwork, h: State, v: State, *, dt: float, duration: float, settle: float, seed: int = 0
) -> float:
    """Return the largest Lyapunov exponent in 1/s: above 0 neighbours part and the motion is chaotic.

    State and tangent are carried together by Runge–Kutta 4, the tangent by dδ/dt = J δ, and after every step its
    growth is written down and its length brought back to 1 (Benettin et al. 1980).

    Parameters
    ----------
    h, v : (N,) Hz, the held input and the start
    dt : ms
    duration, settle : ms over which growth is averaged, and before which it is not
    seed : of the tangent's first direction
    """
    tangent = np.random.Generator(np.random.Philox(key=seed)).standard_normal(network.size)
    pair = np.stack([v, tangent / math.sqrt(float(tangent @ tangent))])
    grown, first, last = 0.0, round(settle / dt), round((settle + duration) / dt)
    for step in range(last):
        pair = _stepped(network, h, pair, dt)
        size = math.sqrt(float(pair[1] @ pair[1]))
        pair[1] /= size
        grown += math.log(size) if step >= first else 0.0
    return 1000.0 * grown / ((last - first) * dt)


def _stepped(network: RateNetwork, h: State, pair: Array, dt: float) -> Array:
    """Return state and tangent (2, N) one Runge–Kutta step later."""
    k1 = _drift(network, h, pair)
    k2 = _drift(network, h, pair + 0.5 * dt * k1)
    k3 = _drift(network, h, pair + 0.5 * dt * k2)
    k4 = _drift(network, h, pair + dt * k3)
    return pair + (dt / 6.0) * (k1 + 2.0 * (k2 + k3) + k4)


def _drift(network: RateNetwork, h: State, pair: Array) -> Array:
    """Return dv/dt and J δ = (F'(x)·Mδ − δ)/τ of state and tangent (2, N), without ever writing J down."""
    received = network.received(pair)
    x = received[0] + h + network.bias
    target = np.stack([network.transfer(x), network.transfer.slope(x) * received[1]])
    drift: Array = (target - pair) / network.tau
    return drift
