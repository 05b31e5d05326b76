"""Pure constructors of weight matrices; row = receiving unit."""

from functools import lru_cache

import numpy as np

from recnet_core.arrays import Array, Weights
from recnet_core.low_rank import LowRank


@lru_cache(maxsize=4)
def orthonormal_basis(size: int, seed: int) -> tuple[Array, Array]:
    """Return a random orthonormal basis (size, size), a column an eigenvector, and eigenvalues (size,) in −0.5…0.5.

    The basis is the Q of a Gaussian matrix with the signs of R's diagonal, which is uniform over rotations and
    reflections (Mezzadri 2007). Philox makes it the same on every machine up to rounding.
    """
    generator = np.random.Generator(np.random.Philox(key=seed))
    q, r = np.linalg.qr(generator.standard_normal((size, size)))
    others = np.sort(generator.uniform(-0.5, 0.5, size))[::-1]
    basis = q * np.sign(np.diagonal(r))
    basis.flags.writeable = others.flags.writeable = False
    return basis, others


def symmetric_from_eigenvalues(basis: Array, eigenvalues: Array) -> Weights:
    """Return M = E diag(λ) Eᵀ, exactly symmetric, for an orthonormal E (columns) and real λ."""
    matrix = (basis * eigenvalues) @ basis.T
    symmetric: Weights = 0.5 * (matrix + matrix.T)
    return symmetric


def ring_phases(size: int) -> Array:
    """Return the phases of units spread evenly over a full turn, (size,) radians, from −π on."""
    return -np.pi + 2.0 * np.pi * np.arange(size) / size


def ring(size: int, lambda1: float) -> LowRank:
    """Return M_ij = (2 λ1/N) cos(θ_i − θ_j), the ring of D&A eq. 7.33 at its N ≥ 3 units.

    M has the eigenvalue λ1 twice, along cos θ and sin θ, and 0 otherwise: U = √(2/N) [cos θ, sin θ], K = λ1·1.
    """
    phases = ring_phases(size)
    basis = np.sqrt(2.0 / size) * np.column_stack([np.cos(phases), np.sin(phases)])
    return LowRank(basis, lambda1 * np.eye(2))


def orientation_ring(size: int, lambda0: float, lambda1: float) -> LowRank:
    """Return M_ij = (−λ0 + λ1 cos 2(θ_i − θ_j))/N for θ from −90° to 90° (D&A eq. 7.36).

    Rank 3: the eigenvalue −λ0 along the uniform mode, λ1/2 along cos 2θ and sin 2θ.
    """
    phases = ring_phases(size)  # 2θ
    turning = np.sqrt(2.0 / size) * np.column_stack([np.cos(phases), np.sin(phases)])
    basis = np.column_stack([np.full(size, 1.0 / np.sqrt(size)), turning])
    return LowRank(basis, np.diag([-lambda0, lambda1 / 2.0, lambda1 / 2.0]))


def hopfield(patterns: Array) -> Weights:
    """Return M = Σ ξ ξᵀ/N without its diagonal, for patterns (P, N) of −1 and 1 (Hopfield 1982)."""
    matrix: Weights = patterns.T @ patterns / patterns.shape[1]  # products of whole numbers: symmetric to the bit
    np.fill_diagonal(matrix, 0.0)
    return matrix
