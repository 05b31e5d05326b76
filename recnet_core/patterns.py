"""Stored patterns: letters and random ones, the weights that store them, overlaps and energies of recall."""

import math
from functools import lru_cache

import numpy as np

from recnet_core.arrays import Array, Weights
from recnet_core.transfer import Tanh

WIDTH = 10  # pixels a row of every picture
FONT = {
    "F": "#####,#....,####.,#....,#....",
    "H": "#...#,#...#,#####,#...#,#...#",
    "M": "#...#,##.##,#.#.#,#...#,#...#",
    "O": ".###.,#...#,#...#,#...#,.###.",
    "X": "#...#,##.##,..#..,##.##,#...#",
    "Z": "#####,...#.,..#..,.#...,#####",
}
# 12 or 13 of 50 pixels and every two letters share 3: nearly what α²N random ones would, so that they disturb each
# other least; the number is how many pixels from the left they stand
SMALL = (("H", 2), ("O", 1), ("X", 3), ("Z", 4))
LARGE = "FMOZ"  # twice as large about half of 100 pixels are on, and no two correlate by more than 0.12
BLOCK = slice(17, 31)  # cells 18 to 31 (D&A figure 7.16B)
CAPACITY = 0.138  # patterns a unit (Amit, Gutfreund & Sompolinsky 1985)


def small_letters() -> Array:
    """Return letters on 5 rows of 10 pixels, (4, 50), 0 and 1."""
    pictures = np.zeros((len(SMALL), 5, WIDTH))
    for picture, (letter, left) in zip(pictures, SMALL, strict=True):
        picture[:, left : left + 5] = _glyph(letter)
    return pictures.reshape(len(SMALL), -1)


def large_letters() -> Array:
    """Return letters on 10 rows of 10 pixels, (4, 100), −1 and 1."""
    pictures = np.stack([np.kron(_glyph(letter), np.ones((2, 2))) for letter in LARGE])
    return 2.0 * pictures.reshape(len(LARGE), -1) - 1.0


def textbook_patterns() -> Array:
    """Return the two patterns that D&A figure 7.16 shows, (2, 50): cells 18 to 31, and every fourth cell."""
    patterns = np.zeros((2, 50))
    patterns[0, BLOCK] = patterns[1, 3::4] = 1.0
    return patterns


def random_patterns(count: int, size: int, active: int, seed: int) -> Array:
    """Return `count` random patterns (count, size) of 0 and 1, each with `active` ones."""
    draws = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 1, size])).random((count, size))
    ranks = draws.argsort(axis=1).argsort(axis=1)
    return (ranks < active).astype(np.float64)


def random_signs(count: int, size: int, seed: int) -> Array:
    """Return `count` random patterns (count, size) of −1 and 1, every pixel drawn by itself."""
    draws = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 2, size])).random((count, size))
    return np.where(draws < 0.5, -1.0, 1.0)


def corrupted(pattern: Array, other: Array, fraction: float, seed: int) -> Array:
    """Return `pattern` (N,) with that fraction of its pixels, at random, taken from its negative `other` (N,)."""
    size = len(pattern)
    draws = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 3, size])).random(size)
    chosen = draws.argsort()[: round(fraction * size)]
    result = pattern.copy()
    result[chosen] = other[chosen]
    return result


def associative_weights(patterns: Array, alpha: float, strength: float) -> Weights:
    """Return M of D&A eq. 7.48 for patterns (P, N) of 0 and 1 with a fraction α of ones; `strength` is its λ.

    The patterns' rate c cancels in M = λ/(c²αN(1−α)) Σ(v−αc n)(v−αc n)ᵀ − n nᵀ/(αN): the network finds its c itself.
    """
    size = patterns.shape[1]
    deviations = patterns - alpha
    stored = deviations.T @ deviations * (strength / (alpha * size * (1.0 - alpha)))
    matrix: Weights = 0.5 * (stored + stored.T) - 1.0 / (alpha * size)
    return matrix


def recalled_rate(transfer: Tanh, alpha: float, strength: float) -> float:
    """Return the rate c (Hz) of the active units of a recalled pattern.

    M v = λ v − (1+αλ)c n gives an active unit M v = (λ(1−α) − 1)c, so that c = F((λ(1−α) − 1)c) (D&A, below eq. 7.48).
    F is concave there and F(0) > 0: there is one solution, found by halving 0…F's ceiling.
    """
    slope = strength * (1.0 - alpha) - 1.0
    low, high = 0.0, transfer.scale
    for _ in range(200):
        middle = 0.5 * (low + high)
        if float(transfer(np.array(slope * middle))) > middle:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def silent_argument(transfer: Tanh, rate: float, alpha: float, strength: float) -> float:
    """Return x + shift (Hz) of a unit that should be silent, −(1+αλ)c + shift: silent it is if this is ≤ 0."""
    return transfer.shift - (1.0 + alpha * strength) * rate


def rate_energy(matrix: Weights, transfer: Tanh, rates: Array, inputs: Array) -> Array:
    """Return the energy Σ∫F⁻¹ − ½ v·Mv − h·v (T,), Hz², of rates (T, N) (Cohen & Grossberg 1983; Hopfield 1984).

    With F⁻¹(v) = s·artanh(v/s) − shift the integral is s v artanh(v/s) + ½ s² ln(1 − v²/s²) − shift·v. It never rises
    under a held input while M is symmetric, for dE/dt = Σ(F⁻¹(v) − x)(F(x) − v)/τ.
    """
    scale = transfer.scale
    v = np.clip(rates, 0.0, scale * (1.0 - 1e-12))
    part = v / scale
    cost = scale * scale * (part * np.arctanh(part) + 0.5 * np.log1p(-part * part)) - transfer.shift * v
    energy: Array = (cost - 0.5 * v * (v @ matrix) - inputs * v).sum(axis=-1)
    return energy


def binary_energy(matrix: Weights, rates: Array, inputs: Array) -> Array:
    """Return Hopfield's energy −½ v·Mv − h·v (T,) of binary units (Hopfield 1982); it never rises under a held h."""
    energy: Array = -(0.5 * rates * (rates @ matrix) + inputs * rates).sum(axis=-1)
    return energy


@lru_cache(maxsize=64)
def recall_quality(load: float) -> float | None:
    """Return the overlap at which many binary units with P/N = `load` random patterns recall; None past capacity.

    At zero temperature m = erf(y) with y(√(2α) + (2/√π)e^(−y²)) = erf(y), the largest root (Amit, Gutfreund &
    Sompolinsky 1985); no root but 0 is left above α = 0.138.
    """
    y = np.linspace(8.0, 0.05, 4000)
    gap = _erf(y) - y * (math.sqrt(2.0 * load) + 2.0 / math.sqrt(math.pi) * np.exp(-y * y))
    above = np.flatnonzero(gap > 0.0)
    return float(_erf(y[above[0]])) if len(above) else None


def _erf(y: Array) -> Array:
    values: Array = np.vectorize(math.erf, otypes=[np.float64])(y)
    return values


def _glyph(letter: str) -> Array:
    return np.array([[float(pixel == "#") for pixel in row] for row in FONT[letter].split(",")])
