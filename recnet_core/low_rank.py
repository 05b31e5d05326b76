"""`LowRank`: weights M = U K Uᵀ of few dimensions, so that a step costs what its N units do and not N²."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from recnet_core.arrays import Array, State, Weights, frozen
from recnet_core.errors import InvalidValueError

ORTHONORMAL = 1e-9

Values = TypeVar("Values", Array, npt.NDArray[np.complex128])


@dataclass(frozen=True, eq=False)
class LowRank:
    """M = U K Uᵀ; the r numbers m = Uᵀv steer all units, for Mv = U K m.

    Attributes
    ----------
    basis : U (N, r), orthonormal columns
    core : K (r, r); of a ring with eigenvalue λ twice it is λ·1

    Raises
    ------
    InvalidValueError
        Shapes that do not fit, numbers that are not finite, columns that are not orthonormal.
    """

    basis: Array
    core: Array

    def __post_init__(self) -> None:
        basis, core = frozen(self.basis, 2), frozen(self.core, 2)
        rank = basis.shape[1]
        if core.shape != (rank, rank) or rank > basis.shape[0]:
            raise InvalidValueError(f"LowRank: basis {basis.shape} and core {core.shape}; allowed: (N, r), (r, r)")
        if not (np.isfinite(basis).all() and np.isfinite(core).all()):
            raise InvalidValueError("LowRank: not finite; allowed: numbers")
        if np.abs(basis.T @ basis - np.eye(rank)).max() > ORTHONORMAL:
            raise InvalidValueError("LowRank.basis: columns are not orthonormal")
        object.__setattr__(self, "basis", basis)
        object.__setattr__(self, "core", core)

    @property
    def size(self) -> int:
        """N, the number of units."""
        return int(self.basis.shape[0])

    @property
    def rank(self) -> int:
        """Number of dimensions r (the core itself may have a lower rank)."""
        return int(self.basis.shape[1])

    @cached_property
    def is_symmetric(self) -> bool:
        """Whether M equals its transpose, exactly."""
        return bool(np.array_equal(self.core, self.core.T))

    @cached_property
    def spread(self) -> Array:
        """U K, (N, r): what the units receive is `spread` @ m."""
        return frozen(self.basis @ self.core, 2)

    @cached_property
    def eigen(self) -> tuple[Array, Array]:
        """Eigenvalues (r,) of a symmetric K, falling, and its eigenvectors (r, r), a column each.

        An eigenvalue that is 1 within rounding is set to exactly 1: a memory must not leak through rounding.
        """
        if np.array_equal(self.core, np.diag(np.diag(self.core))):
            order = np.argsort(-np.diag(self.core), kind="stable")
            return snapped(np.diag(self.core)[order], self.size), np.eye(self.rank)[:, order]
        values, vectors = np.linalg.eigh(self.core)
        return snapped(values[::-1], self.size), vectors[:, ::-1]

    @cached_property
    def dense(self) -> Weights:
        """M itself, (N, N); for those who need its entries."""
        matrix = self.spread @ self.basis.T
        return frozen(0.5 * (matrix + matrix.T) if self.is_symmetric else matrix, 2)

    def apply(self, v: State) -> State:
        """Return M v, (..., N) Hz, for v (..., N) Hz."""
        received: State = (v @ self.basis) @ self.spread.T
        return received


def snapped(eigenvalues: Values, size: int) -> Values:
    """Return eigenvalues, real or complex, of a matrix of `size` units with those that are 1 within rounding 1."""
    rounding = 4.0 * size * np.finfo(float).eps * max(1.0, float(np.abs(eigenvalues).max(initial=0.0)))
    values: Values = np.where(np.abs(eigenvalues - 1.0) <= rounding, 1.0, eigenvalues)
    return values
