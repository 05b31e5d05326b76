"""Eigenvalues and modes of a weight matrix or a Jacobian, with time constants and frequencies in words."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from recnet_core.arrays import Array, Weights
from recnet_core.low_rank import snapped
from recnet_core.network import RateNetwork

ComplexArray = npt.NDArray[np.complex128]

WORST_CONDITION = 1e10  # of the eigenvectors; beyond it a matrix counts as defective
QUICK = 200  # units whose eigenvalues are found within a frame or two
SAME = 1e-14  # relative difference of entries that is rounding
ROUNDING = 1e-9  # relative to the largest |eigenvalue|: smaller parts are zero


@dataclass(frozen=True, eq=False)
class Modes:
    """Eigenvectors of a matrix, in the order of falling real part of the eigenvalues.

    Attributes
    ----------
    eigenvalues : (N,)
    right : (N, N), a column each, of length 1
    left : (N, N), a row each, with left·right = 1; coefficients are c = left·v
    defective : whether there is no basis of eigenvectors (to working precision); then `left` says nothing
    """

    eigenvalues: ComplexArray
    right: ComplexArray
    left: ComplexArray
    defective: bool


def eigenvalues(matrix: Array) -> ComplexArray:
    """Return the eigenvalues (N,) in the order of falling real part, then falling imaginary part."""
    if np.array_equal(matrix, matrix.T):
        return np.linalg.eigvalsh(matrix)[::-1].astype(np.complex128)
    return _ordered(np.linalg.eigvals(matrix).astype(np.complex128))


def eigenvalues_of(network: RateNetwork) -> ComplexArray:
    """Return the eigenvalues (N,) of a network's M in the usual order; one that is 1 within rounding is exactly 1.

    Of low-rank weights M = U K Uᵀ they are those of K, and N − r zeros; no N × N matrix is made.
    """
    weights = network.low_rank
    if weights is not None:
        found = weights.eigen[0] if weights.is_symmetric else np.linalg.eigvals(weights.core)
        found = np.concatenate([found, np.zeros(network.size - weights.rank)]).astype(np.complex128)
    elif network.is_symmetric and network.known_eigen is not None:
        found = network.eigenbasis[1].astype(np.complex128)
    else:
        known = _known_eigenvalues(network.matrix)
        found = remember_eigenvalues(network.matrix, eigenvalues(network.matrix)) if known is None else known
    return _ordered(snapped(found, network.size))


def are_at_hand(network: RateNetwork) -> bool:
    """Return whether `eigenvalues_of` answers at once: by structure, from memory, or because M is small."""
    if network.low_rank is not None or network.size <= QUICK:
        return True
    if network.is_symmetric and network.known_eigen is not None:
        return True
    return _known_eigenvalues(network.matrix) is not None


def remember_eigenvalues(matrix: Weights, found: ComplexArray) -> ComplexArray:
    """Keep the eigenvalues of a matrix for the next question about it or a multiple of it; return them."""
    _known.insert(0, (matrix, found))
    del _known[4:]
    return found


_known: list[tuple[Weights, ComplexArray]] = []  # the last matrices and their eigenvalues: τ and input leave M alone


def _known_eigenvalues(matrix: Weights) -> ComplexArray | None:
    """Return the eigenvalues of a matrix that is one of those met last, or a multiple of one: those scale with it."""
    for known, found in _known:
        if known is matrix:
            return found
        factor = _multiple(matrix, known)
        if factor is not None:
            return found * factor
    return None


def _multiple(matrix: Weights, known: Weights) -> float | None:
    """Return the factor f with matrix = f·known to rounding, None if there is none."""
    if matrix.shape != known.shape:
        return None
    place = np.unravel_index(int(np.argmax(np.abs(known[0]))), (1, len(known)))
    if known[place] == 0.0:
        return 1.0 if np.array_equal(matrix, known) else None
    factor = float(matrix[place] / known[place])
    near = SAME * abs(factor)
    for rows in (slice(0, 1), slice(None)):  # most others differ in their first row
        if not (np.abs(matrix[rows] - factor * known[rows]) <= near * np.abs(known[rows])).all():
            return None
    return factor


def _ordered(values: ComplexArray) -> ComplexArray:
    return values[np.lexsort((-values.imag, -values.real))]


def modes(matrix: Weights) -> Modes:
    """Return the modes of M (D&A section 7.4; the general case with left eigenvectors, Strang ch. 6)."""
    if np.array_equal(matrix, matrix.T):
        values, vectors = np.linalg.eigh(matrix)
        right = vectors[:, ::-1].astype(np.complex128)
        return Modes(values[::-1].astype(np.complex128), right, right.T.copy(), defective=False)
    found, columns = np.linalg.eig(matrix)
    order = np.lexsort((-found.imag, -found.real))
    right = columns[:, order].astype(np.complex128)
    defective = bool(np.linalg.cond(right) > WORST_CONDITION)
    left = np.full_like(right, np.nan) if defective else np.linalg.inv(right)
    return Modes(found[order].astype(np.complex128), right, left.astype(np.complex128), defective)


@lru_cache(maxsize=4)
def modes_of(network: RateNetwork) -> Modes:
    """Return the modes of a network's M; what its maker knows of them is taken as it is, order and all."""
    if not network.is_symmetric:
        return modes(network.matrix)
    basis, values = network.eigenbasis
    right = basis.astype(np.complex128)
    return Modes(values.astype(np.complex128), right, right.T.copy(), defective=False)


def time_constant(tau: float, eigenvalue: complex) -> float:
    """Return τ/|1 − Re λ|, ms: how long a mode of M takes to settle, leak or run away (D&A eq. 7.23)."""
    rate = abs(1.0 - eigenvalue.real)
    return math.inf if rate < 1e-12 else tau / rate


def frequency(eigenvalue: complex) -> float:
    """Return |Im μ|/2π, Hz, for an eigenvalue μ of the Jacobian in 1/s."""
    return abs(eigenvalue.imag) / (2.0 * math.pi)


def cleaned(values: ComplexArray) -> ComplexArray:
    """Return eigenvalues with the parts that are only rounding set to zero."""
    size = float(np.abs(values).max(initial=0.0))
    real = np.where(np.abs(values.real) < ROUNDING * size, 0.0, values.real)
    imaginary = np.where(np.abs(values.imag) < ROUNDING * size, 0.0, values.imag)
    return real + 1j * imaginary


def rates_in_words(values: ComplexArray) -> str:
    """Return the leading eigenvalues μ (1/s) of a Jacobian as "−4.17 ± 49.8 i 1/s · 7.93 Hz"."""
    clean = cleaned(values)
    lead = clean[0]
    if lead.imag != 0.0:
        return f"{_number(lead.real)} ± {_number(abs(lead.imag))} i 1/s · {_number(frequency(lead))} Hz"
    reals = [value.real for value in clean if value.imag == 0.0][:2]
    return " and ".join(_number(value) for value in reals) + " 1/s"


def memory_in_words(tau: float, eigenvalue: complex) -> str:
    """Return what a linear mode with this eigenvalue of M does with its past: holds, leaks or runs away."""
    constant = time_constant(tau, eigenvalue)
    if math.isinf(constant):
        return "holds for ever"
    amount = f"{_number(constant)} ms" if constant < 999.5 else f"{_number(constant / 1000.0)} s"
    if eigenvalue.real > 1.0:
        return f"runs away, e-fold in {amount}"
    return f"leaks, e-fold in {amount}" if eigenvalue.real > 0.0 else f"settles in {amount}"


def _number(value: float) -> str:
    if value == 0.0:
        return "0"
    text = f"{value:#.3g}".rstrip(".")
    if "e" in text:
        text = f"{value:,.0f}" if abs(value) >= 1.0 else f"{value:.6f}".rstrip("0")
    return text.replace("-", "−")
