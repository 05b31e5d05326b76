"""Builders: weight matrices made from a few numbers, for a network of one's own; row = receiving unit."""

import cmath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from recnet_core import connectivity
from recnet_core.arrays import Weights
from recnet_core.errors import InvalidValueError, UnknownNameError
from recnet_core.parameters import ParameterSpec

MOST_UNITS = 200
LARGEST = 1e6  # of an eigenvalue
PAIRED = 1e-12


def ring(size: int, lambda1: float) -> Weights:
    """Return M_ij = (2λ_1/N) cos(θ_i − θ_j), angles evenly around a ring (D&A eq. 7.33).

    Its eigenvalues are λ_1 twice, for cosine and sine, and 0 (for N = 2, where there is no sine, 2λ_1 and 0).
    """
    matrix: Weights = (2.0 * lambda1 / size) * _cosine(_angles(size)[:, None] - _angles(size))
    return matrix


def cosines(size: int, count: int) -> Weights:
    """Return (size, count): cosines around a ring, each a quarter turn behind the one before."""
    return _cosine(_angles(size)[:, None] - 0.5 * np.pi * np.arange(count))


def _angles(size: int) -> Weights:
    angles: Weights = 2.0 * np.pi * np.arange(size) / size
    return angles


def _cosine(angles: Weights) -> Weights:
    found = np.cos(angles)
    found[np.abs(found) < 1e-14] = 0.0  # of a right angle, but for rounding
    return found


def from_eigenvalues(values: tuple[complex, ...], seed: int) -> Weights:
    """Return a normal M with these eigenvalues along a random orthonormal basis; complex ones come in pairs.

    A pair a ± ib is the block [[a, −b], [b, a]] on two basis vectors; real eigenvalues alone make M symmetric.
    """
    blocks = np.zeros((len(values), len(values)))
    row = 0
    for value in _in_pairs(values):
        if value.imag == 0.0:
            blocks[row, row] = value.real
            row += 1
        else:
            blocks[row : row + 2, row : row + 2] = [[value.real, -value.imag], [value.imag, value.real]]
            row += 2
    basis, _ = connectivity.orthonormal_basis(len(values), seed)
    matrix: Weights = basis @ blocks @ basis.T
    return 0.5 * (matrix + matrix.T) if np.array_equal(blocks, blocks.T) else matrix


def _in_pairs(values: tuple[complex, ...]) -> list[complex]:
    """Return the real eigenvalues, and of every complex pair the one above the axis."""
    above = [value for value in values if value.imag > 0.0]
    below = [value for value in values if value.imag < 0.0]
    for value in above:
        partner = next((other for other in below if abs(other - value.conjugate()) <= PAIRED * abs(value)), None)
        if partner is None:
            raise InvalidValueError(f"eigenvalues: {value:g} stands alone; allowed: complex ones in pairs a+bi, a-bi")
        below.remove(partner)
    if below:
        raise InvalidValueError(f"eigenvalues: {below[0]:g} stands alone; allowed: complex ones in pairs a+bi, a-bi")
    return [value for value in values if value.imag >= 0.0]


def random_gaussian(size: int, g: float, seed: int) -> Weights:
    """Return M_ij ~ N(0, g²/N), independent (Sompolinsky, Crisanti & Sommers 1988)."""
    generator = np.random.Generator(np.random.Philox(key=seed))
    matrix: Weights = (g / np.sqrt(size)) * generator.standard_normal((size, size))
    return matrix


def mutual(size: int, a: float) -> Weights:
    """Return every unit acting on every other with weight a, none on itself; N = 2: [[0, a], [a, 0]]."""
    matrix: Weights = a * (np.ones((size, size)) - np.eye(size))
    return matrix


def chain(size: int, weight: float) -> Weights:
    """Return unit i acting on unit i + 1 alone: a defective matrix, all eigenvalues 0."""
    matrix: Weights = weight * np.eye(size, k=-1)
    return matrix


def hopfield(size: int, count: int, seed: int) -> Weights:
    """Return the weights that store random patterns of ±1 (Hopfield 1982)."""
    return connectivity.hopfield(random_patterns(size, count, seed))


def random_patterns(size: int, count: int, seed: int) -> np.ndarray:
    """Return the patterns (count, N) of ±1 that `hopfield` stores."""
    generator = np.random.Generator(np.random.Philox(key=seed))
    return np.where(generator.random((count, size)) < 0.5, -1.0, 1.0)


@dataclass(frozen=True)
class ListSpec:
    """What a person needs to know of a field that takes a list of eigenvalues."""

    name: str
    symbol: str
    default: str
    help: str

    def checked(self, value: Any) -> tuple[complex, ...]:
        """Return the numbers of "1, 0.5, 0.9+0.4i, 0.9-0.4i".

        Raises
        ------
        InvalidValueError
            Nothing, something that is no number, or more than `MOST_UNITS`.
        """
        words = str(value).replace(";", ",").replace("−", "-").split(",")
        if not any(word.strip() for word in words):
            raise InvalidValueError(f"{self.name}: empty; allowed: numbers like 1, 0.5, -0.3")
        if len(words) > MOST_UNITS:
            raise InvalidValueError(f"{self.name}: {len(words)} numbers; allowed: up to {MOST_UNITS}")
        return tuple(self._number(place, word.strip()) for place, word in enumerate(words, 1))

    def _number(self, place: int, word: str) -> complex:
        try:
            value = complex(word.replace(" ", "").replace("i", "j")) if "_" not in word and "n" not in word else None
        except ValueError:
            value = None
        if value is None or not cmath.isfinite(value) or abs(value) > LARGEST:
            raise InvalidValueError(f"{self.name}[{place}]: '{word}' is not a number; allowed: 0.5, -0.3, 0.9+0.4i")
        return value


@dataclass(frozen=True)
class Builder:
    """One way to make M: its name, what people read, the fields it asks for, and the function."""

    name: str
    title: str
    fields: tuple[ParameterSpec | ListSpec, ...]
    make: Callable[..., Weights]

    def build(self, values: Mapping[str, Any]) -> Weights:
        """Return M from the fields' values, each checked; what is not given is at its default."""
        known = {spec.name: spec for spec in self.fields}
        for name in values:
            if name not in known:
                raise UnknownNameError("field", name, known)
        return self.make(*(spec.checked(values.get(spec.name, spec.default)) for spec in self.fields))


def _count(default: int, low: int = 2) -> ParameterSpec:
    return ParameterSpec("N", "N", "", default, low, MOST_UNITS, "Number of units.", integer=True)


def _number(name: str, symbol: str, default: float, low: float, high: float, words: str) -> ParameterSpec:
    return ParameterSpec(name, symbol, "", default, low, high, words)


_SEED = ParameterSpec("seed", "seed", "", 1, 0, 9999, "Which random draw.", integer=True)

BUILDERS: dict[str, Builder] = {
    builder.name: builder
    for builder in (
        Builder(
            "ring", "Ring", (_count(16, 3), _number("lambda1", "λ_1", 0.9, -10.0, 10.0, "Of cosine and sine.")), ring
        ),
        Builder(
            "eigenvalues",
            "From eigenvalues",
            (ListSpec("eigenvalues", "λ", "0.9, 0.5, 0, -0.5", "Separated by commas; complex ones in pairs."), _SEED),
            from_eigenvalues,
        ),
        Builder(
            "random",
            "Random",
            (_count(100), _number("g", "g", 1.5, 0.0, 10.0, "Deviation of the weights times √N."), _SEED),
            random_gaussian,
        ),
        Builder(
            "mutual", "Mutual", (_count(2), _number("a", "a", -0.8, -10.0, 10.0, "Weight of every other unit.")), mutual
        ),
        Builder(
            "chain", "Chain", (_count(10), _number("weight", "w", 1.0, -10.0, 10.0, "From each to the next.")), chain
        ),
        Builder(
            "hopfield",
            "Hopfield",
            (_count(36), ParameterSpec("P", "P", "", 3, 1, 40, "Random patterns stored.", integer=True), _SEED),
            hopfield,
        ),
    )
}
