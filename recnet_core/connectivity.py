"""Pure constructors of weight matrices; row = receiving unit."""

from functools import lru_cache

import numpy as np

from recnet_core.arrays import Array, Weights


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
