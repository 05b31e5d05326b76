"""`RateNetwork`: the one equation, τ dv/dt = −v + F(W u + M v + b) (D&A eq. 7.11)."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from recnet_core.arrays import Array, State, Weights, frozen
from recnet_core.errors import InvalidValueError
from recnet_core.low_rank import LowRank
from recnet_core.transfer import Linear, Transfer


@dataclass(frozen=True, eq=False)
class RateNetwork:
    """N units with time constants, recurrent and feedforward weights, biases and a transfer function.

    Attributes
    ----------
    tau : (N,) or scalar, ms, all > 0
    recurrent : (N, N), row = receiving unit; the textbook's M. A `LowRank` costs N a step instead of N²
    feedforward : (N, K) or None for the identity; the textbook's W
    bias : (N,) or scalar, Hz
    transfer : F, elementwise
    known_eigen : (columns e_i, λ_i) of a symmetric M where its maker knows them, which spares `eigh` and keeps a λ
        that is exactly 1 exactly 1

    Raises
    ------
    InvalidValueError
        A wrong shape, a value that is not finite or a time constant that is not positive.
    """

    tau: Array
    recurrent: Weights | LowRank
    feedforward: Array | None = None
    bias: Array = field(default_factory=lambda: np.zeros(1))
    transfer: Transfer = Linear()
    known_eigen: tuple[Array, Array] | None = None

    def __post_init__(self) -> None:
        values: dict[str, Array] = {}
        if isinstance(self.recurrent, LowRank):
            size = self.recurrent.size
        else:
            values["recurrent"] = recurrent = frozen(self.recurrent, 2)
            size = recurrent.shape[0]
            if recurrent.shape != (size, size) or size == 0:
                shape = f"shape {recurrent.shape} is not square"
                raise InvalidValueError(f"RateNetwork.recurrent: {shape}; allowed: (N, N)")
        for name in ("tau", "bias"):
            values[name] = self._per_unit(name, size)
        if self.feedforward is not None:
            values["feedforward"] = frozen(self.feedforward, 2)
            if values["feedforward"].shape[0] != size:
                raise InvalidValueError(
                    f"RateNetwork.feedforward: {values['feedforward'].shape[0]} rows; allowed: {size}"
                )
        for name, array in values.items():
            if not np.isfinite(array).all():
                where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
                raise InvalidValueError(f"RateNetwork.{name}{list(where)}: not finite; allowed: numbers")
            object.__setattr__(self, name, array)
        if not (self.tau > 0).all():
            raise InvalidValueError(f"RateNetwork.tau: {self.tau.min():g} ms; allowed: > 0")

    def _per_unit(self, name: str, size: int) -> Array:
        array = frozen(getattr(self, name), 1)
        if array.shape not in {(1,), (size,)}:
            raise InvalidValueError(f"RateNetwork.{name}: shape {array.shape}; allowed: ({size},) or scalar")
        return frozen(np.broadcast_to(array, (size,)), 1)

    @property
    def size(self) -> int:
        """N, the number of units."""
        return len(self.tau)

    @property
    def low_rank(self) -> LowRank | None:
        """The weights' few dimensions, None where they are a full matrix."""
        return self.recurrent if isinstance(self.recurrent, LowRank) else None

    @property
    def matrix(self) -> Weights:
        """M as a full matrix, (N, N); of a large `LowRank` it costs N², so do without where you can."""
        return self.recurrent.dense if isinstance(self.recurrent, LowRank) else self.recurrent

    @cached_property
    def is_linear(self) -> bool:
        """Whether F is one straight line for every unit."""
        return self.transfer.pieces is not None and len(self.transfer.pieces) == 1

    @cached_property
    def is_symmetric(self) -> bool:
        """Whether M equals its transpose and all time constants agree, both exactly."""
        if not (self.tau == self.tau[0]).all():
            return False
        if isinstance(self.recurrent, LowRank):
            return self.recurrent.is_symmetric
        return bool(np.array_equal(self.recurrent, self.recurrent.T))

    @cached_property
    def eigenbasis(self) -> tuple[Array, Array]:
        """Orthonormal eigenvectors (N, N), one a column, and eigenvalues (N,) of a symmetric M.

        An eigenvalue that is 1 within rounding is set to exactly 1: a memory must not leak through rounding.
        """
        if self.known_eigen is not None:
            return self.known_eigen
        eigenvalues, vectors = np.linalg.eigh(self.matrix)
        rounding = 4.0 * self.size * np.finfo(float).eps * max(1.0, float(np.abs(eigenvalues).max()))
        eigenvalues[np.abs(eigenvalues - 1.0) <= rounding] = 1.0
        return vectors[:, ::-1], eigenvalues[::-1]

    def input_current(self, u: Array) -> State:
        """Return h = W u, shape (..., N) Hz, for inputs u of shape (..., K)."""
        return u if self.feedforward is None else u @ self.feedforward.T

    def received(self, v: State) -> State:
        """Return M v, shape (..., N) Hz: what the units get from each other."""
        if isinstance(self.recurrent, LowRank):
            return self.recurrent.apply(v)
        received: State = v @ self.recurrent.T
        return received

    def argument(self, v: State, h: State) -> State:
        """Return x = M v + h + b, what F is applied to; shape (..., N) Hz."""
        return self.received(v) + h + self.bias

    def drift(self, v: State, h: State) -> State:
        """Return dv/dt = (−v + F(M v + h + b))/τ, shape (..., N) Hz/ms."""
        return (self.transfer(self.argument(v, h)) - v) / self.tau

    def jacobian(self, v: Array, h: Array) -> Array:
        """Return J = (diag F'(x) M − 1)/τ, shape (..., N, N), 1/ms (times 1000 for 1/s)."""
        slope = self.transfer.slope(self.argument(v, h))
        return (slope[..., :, None] * self.matrix - np.eye(self.size)) / self.tau[:, None]
