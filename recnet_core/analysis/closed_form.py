"""The closed form of a linear network under a held input: v(t) and the coefficients of its modes (D&A eq. 7.23).

With M e_i = λ_i e_i and one time constant, c_i(t) = (e_i·h)/(1−λ_i)·(1−exp(−t(1−λ_i)/τ)) + c_i(0) exp(−t(1−λ_i)/τ),
and v = Σ c_i e_i. A non-symmetric M takes its left eigenvectors for the coefficients; a defective one, which has no
basis of eigenvectors, the matrix exponential.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from recnet_core.analysis.spectrum import ComplexArray, modes, modes_of
from recnet_core.arrays import Array, State
from recnet_core.errors import InvalidValueError
from recnet_core.network import RateNetwork

SAME_TIME = 1e-9  # ms


@dataclass(frozen=True, eq=False)
class LinearModes:
    """Eigenvectors of M, only those that matter: of M = U K Uᵀ the ones in the span of U.

    Attributes
    ----------
    eigenvalues : (K,) λ_i, leading first
    right : (N, K), a column each; left : (K, N), a row each, with left·right = 1
    rest : whether M takes everything outside of `right` to zero (λ = 0); otherwise nothing is outside
    defective : whether there is no basis of eigenvectors; then `left` says nothing
    """

    eigenvalues: ComplexArray
    right: ComplexArray
    left: ComplexArray
    rest: bool
    defective: bool


@lru_cache(maxsize=8)
def linear_modes(network: RateNetwork) -> LinearModes:
    """Return the modes of a network's M; of weights of low rank it costs N and not N³."""
    low_rank = network.low_rank
    if low_rank is None:
        found = modes_of(network)
        return LinearModes(found.eigenvalues, found.right, found.left, rest=False, defective=found.defective)
    if low_rank.is_symmetric:  # cosine before sine, and a λ that is 1 exactly 1
        values, vectors = low_rank.eigen
        columns = (low_rank.basis @ vectors).astype(np.complex128)
        return LinearModes(
            values.astype(np.complex128), columns, columns.T, low_rank.rank < network.size, defective=False
        )
    inner = modes(low_rank.core)
    right, left = low_rank.basis @ inner.right, inner.left @ low_rank.basis.T
    return LinearModes(inner.eigenvalues, right, left, low_rank.rank < network.size, inner.defective)


def closed_form(network: RateNetwork, v0: State, h: State, times: Array, readout: Array | None = None) -> Array:
    """Return v (T, N) Hz at `times` (T,) ms after it was v0 (N,) Hz, under the held input h (N,) Hz.

    With a `readout` (K, N) return that of v, (T, K): a few modes of many units cost little.

    Raises
    ------
    InvalidValueError
        The network is not linear.
    """
    if not network.is_linear:
        raise InvalidValueError("closed form: F is not linear; allowed: a linear network")
    slope, offset = _line(network)
    drive = slope * (h + network.bias) + offset
    same = bool((network.tau == network.tau[0]).all()) and slope == 1.0
    found = linear_modes(network) if same else _dynamics(network)
    with np.errstate(over="ignore", invalid="ignore"):
        if found.defective:
            return _stepped(network, v0, drive, times, readout)
        tau = float(network.tau[0])
        growth = (found.eigenvalues - 1.0) / tau if same else found.eigenvalues
        return _summed(found, growth, v0, drive / network.tau, times, readout, tau)


def _line(network: RateNetwork) -> tuple[float, float]:
    """Return slope and offset of the linear F."""
    pieces = network.transfer.pieces or ()
    return pieces[0].slope, pieces[0].offset


@lru_cache(maxsize=8)
def _dynamics(network: RateNetwork) -> LinearModes:
    """Return the modes of A in dv/dt = A v + …, where the time constants differ; "eigenvalues" are 1/ms."""
    found = modes(_generator(network))
    return LinearModes(found.eigenvalues, found.right, found.left, rest=False, defective=found.defective)


def _generator(network: RateNetwork) -> Array:
    slope, _ = _line(network)
    generator: Array = (slope * network.matrix - np.eye(network.size)) / network.tau[:, None]
    return generator


def _summed(
    found: LinearModes, growth: ComplexArray, v0: State, drive: State, times: Array, readout: Array | None, tau: float
) -> Array:
    """Sum the modes, each c(0) e^{gt} + d (e^{gt} − 1)/g, which is c(0) + d t where g = 0; drive is Hz/ms."""
    still = growth == 0.0
    exponent = np.multiply.outer(times, growth)
    grown = np.where(still, times[:, None], np.expm1(exponent) / np.where(still, 1.0, growth))
    coefficients = np.exp(exponent) * (found.left @ v0) + grown * (found.left @ drive)
    seen = found.right if readout is None else readout @ found.right
    values: Array = (coefficients @ seen.T).real
    if found.rest:  # where M gives nothing back, v goes to h with τ alone
        outside = [x - (found.right @ (found.left @ x)).real for x in (v0, drive)]
        start, drive = outside if readout is None else [readout @ x for x in outside]
        values += np.exp(-times / tau)[:, None] * start - tau * np.expm1(-times / tau)[:, None] * drive
    return values


def _stepped(network: RateNetwork, v0: State, drive: State, times: Array, readout: Array | None) -> Array:
    """Go from time to time by matrix exponentials, one for every different interval."""
    state, before, rows = np.append(v0, 1.0), 0.0, []
    for time in times.tolist():
        interval = round((time - before) / SAME_TIME) * SAME_TIME
        if interval != 0.0:
            state = _propagator(network, drive.tobytes(), interval) @ state
        rows.append(state[:-1])
        before = time
    values = np.array(rows).reshape(len(times), network.size)
    return values if readout is None else values @ readout.T


@lru_cache(maxsize=32)
def _propagator(network: RateNetwork, drive: bytes, interval: float) -> Array:
    """Return the matrix (N + 1, N + 1) that takes (v, 1) on by `interval` ms."""
    from scipy.linalg import expm

    size = network.size
    whole = np.zeros((size + 1, size + 1))
    whole[:size, :size] = _generator(network)
    whole[:size, size] = np.frombuffer(drive) / network.tau
    propagator: Array = expm(interval * whole)
    return propagator


def same_weights(one: RateNetwork, other: RateNetwork) -> bool:
    """Whether two networks have the same M, without making a full matrix of weights of low rank."""
    if one.low_rank is None or other.low_rank is None:
        return one.low_rank is other.low_rank and np.array_equal(one.matrix, other.matrix)
    a, b = one.low_rank, other.low_rank
    return np.array_equal(a.core, b.core) and np.array_equal(a.basis, b.basis)
