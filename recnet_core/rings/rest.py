"""Where a ring comes to rest: the self-consistent bump, solved in the r numbers m = Uᵀv that steer it.

At rest v = F(h + U K m), so m = Uᵀ F(h + U K m) (D&A eq. 7.35 with dv/dt = 0). While the set of active units stays
the same this is r linear equations; Newton's method goes from set to set and ends on the exact solution.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from recnet_core.arrays import Array, frozen
from recnet_core.low_rank import LowRank
from recnet_core.network import RateNetwork
from recnet_core.rings import shape
from recnet_core.system import System

ROUNDS, WARM_UP, PUSH = 4, 60, 0.4  # attempts; steps before each, and the longest of them in units of τ
NEWTON, CLOSE = 40, 1e-11
ROUNDING = 1e-12
GRAIN = (0.0, 0.25, -0.25, 0.5)  # of the way between two units


@dataclass(frozen=True, eq=False)
class Rest:
    """A state of rest of a ring.

    Attributes
    ----------
    v, drive : (N,) Hz, rates and M v + h there
    h : (N,) Hz, the input it belongs to
    growth : largest eigenvalue of M among the active units; below 1 it is stable, its slowest e-fold τ/(1 − growth)
    """

    v: Array
    drive: Array
    h: Array
    growth: float

    @property
    def peak(self) -> float:
        """Largest rate, Hz."""
        return float(self.v.max())


def at_rest(network: RateNetwork, h: Array, start: Array) -> Rest | None:
    """Return where the network comes to rest under the input h (N,) Hz, coming from m = `start` (r,).

    None where it does not: it runs away, or what Newton's method finds is unstable.
    """
    weights, m = network.low_rank, start
    assert weights is not None
    if network.is_linear:
        found = _newton(weights, h, m, linear=True)
        return found if found is not None and found.growth < 1.0 else None
    for _ in range(ROUNDS):
        m = _follow(weights, h, m)
        for part in GRAIN:  # a bump that stands on a unit may be unstable, and stable a fraction of a unit away
            found = _newton(weights, h, _turned(m, part / weights.size), linear=False)
            if found is not None and found.growth < 1.0:
                return found
    return None


def _follow(weights: LowRank, h: Array, m: Array) -> Array:
    """Follow τ m' = −m + UᵀF(h + U K m) for a while, which chooses the basin."""
    push = 1.0 / max(1.0 / PUSH, 1.0 + float(np.abs(weights.core).max()))  # a longer step would overshoot
    for _ in range(WARM_UP):
        m = m + push * (np.maximum(h + weights.spread @ m, 0.0) @ weights.basis - m)
    return m


def _turned(m: Array, turns: float) -> Array:
    """Return m (r,) with the bump moved along the ring by a fraction of it."""
    cosine, sine = np.cos(2.0 * np.pi * turns), np.sin(2.0 * np.pi * turns)
    return np.concatenate([m[:-2], np.array([[cosine, -sine], [sine, cosine]]) @ m[-2:]])


def _newton(weights: LowRank, h: Array, m: Array, linear: bool) -> Rest | None:
    """Solve m = UᵀF(h + U K m) from active set to active set; None where that does not end."""
    for _ in range(NEWTON):
        drive = h + weights.spread @ m
        active = np.ones(len(h), dtype=bool) if linear else drive > 0.0
        basis = weights.basis[active]
        try:
            new = np.linalg.solve(np.eye(weights.rank) - basis.T @ basis @ weights.core, basis.T @ h[active])
        except np.linalg.LinAlgError:
            return None
        # Not "the same units are active": one that lies on the threshold may flip for ever by rounding.
        if np.abs(new - m).max() <= CLOSE * (np.abs(new).max() + np.abs(h).max()):
            drive = h + weights.spread @ new
            rates = drive if linear else np.maximum(drive, 0.0)
            return Rest(frozen(rates, 1), frozen(drive, 1), frozen(h, 1), _growth(weights, active))
        m = new
    return None


def _growth(weights: LowRank, active: npt.NDArray[np.bool_]) -> float:
    """Return the largest eigenvalue of M restricted to the active units, at least 0."""
    basis = weights.basis[active]
    return max(0.0, float(np.linalg.eigvals(basis.T @ basis @ weights.core).real.max()))


@lru_cache(maxsize=64)
def rest_under(
    build: Callable[[Any], System], parameters: Any, on: tuple[str, ...], toward: float | None = None
) -> Rest | None:
    """Return where the system of `parameters` comes to rest with the inputs `on`, without their noise.

    toward : degrees, where a bump already is on a ring of directions; None to come from the system's start
    """
    system = build(parameters)
    network, h = system.network, system.held_input(on)
    assert network.low_rank is not None
    assert system.start is not None
    if toward is None:
        return at_rest(network, h, system.start @ network.low_rank.basis)
    bump = np.cos(np.radians(shape.directions(parameters.N) - toward))
    strength = 10.0 * max(1.0, float(np.abs(h).max()))
    return at_rest(network, h, strength * (np.maximum(bump, 0.0) @ network.low_rank.basis))


def bump_strength(size: int, lambda1: float, angle: float) -> float | None:
    """Return a for the bump v = h_0 [1 + a cos(θ − angle)]+ that a uniform input h_0 > 0 upholds; None for none.

    Self-consistency along the bump asks (2 λ_1/N) Σ [z + cos Δ]+ cos Δ = 1 with z = 1/a; the sum grows with z from
    λ_1/2 at z = 0 to λ_1 at z = 1, so a bump is there for 1 < λ_1 < 2. For large N: π/λ_1 = θ_c − sin θ_c cos θ_c
    with cos θ_c = −z (the fixed point of D&A eq. 7.35 under a constant input, figure 7.14).
    """
    cosine = np.cos(np.radians(shape.directions(size) - angle))
    scale = 2.0 * lambda1 / size

    def surplus(z: float) -> float:
        return float(scale * (np.maximum(z + cosine, 0.0) @ cosine)) - 1.0

    low, high = 0.0, 1.0
    if not (surplus(low) < -ROUNDING and surplus(high) > ROUNDING):
        return None
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if surplus(middle) > 0.0 else (middle, high)
    return 2.0 / (low + high)


@lru_cache(maxsize=64)
def held_bump(size: int, lambda1: float, h0: float, angle: float) -> Rest | None:
    """Return the bump at `angle` (degrees) that the uniform input h_0 (Hz) alone upholds; None for none.

    Its `growth` is that of its height: along the ring it is neutral, up to the grain of N units.
    """
    a = bump_strength(size, lambda1, angle) if h0 > 0.0 else None
    if a is None:
        return None
    cosine = np.cos(np.radians(shape.directions(size) - angle))
    drive = h0 * (1.0 + a * cosine)
    growth = 2.0 * lambda1 / size * float((cosine**2)[drive > 0.0].sum())
    return Rest(frozen(np.maximum(drive, 0.0), 1), frozen(drive, 1), frozen(np.full(size, h0), 1), growth)
