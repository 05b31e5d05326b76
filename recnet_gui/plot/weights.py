"""Weights as numbers for a picture: a whole M where it is small, the greatest entry of each block where it is not."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recnet_core.arrays import Array
from recnet_core.low_rank import LowRank
from recnet_core.network import RateNetwork

MOST = 256  # rows and columns of the picture


@dataclass(frozen=True, eq=False)
class WeightPicture:
    """What to colour.

    Attributes
    ----------
    values : (n, n), row = receiving unit, n ≤ N
    size : N
    largest : of all |M_ij| shown, > 0
    """

    values: Array
    size: int
    largest: float


def weight_picture(network: RateNetwork) -> WeightPicture:
    """Return M for a picture; a large `LowRank` is evaluated on a grid of units, never as a whole."""
    size = network.size
    if isinstance(network.recurrent, LowRank):
        units = np.unique(np.round(np.linspace(0, size - 1, min(size, MOST))).astype(int))
        values = network.recurrent.spread[units] @ network.recurrent.basis[units].T
    else:
        values = blocks(network.recurrent)
    largest = float(np.abs(values).max(initial=0.0))
    return WeightPicture(values, size, largest or 1.0)


def blocks(matrix: Array) -> Array:
    """Return of each block of entries the one with the largest magnitude, so that a single strong weight is seen."""
    step = -(-len(matrix) // MOST)
    if step <= 1:
        return matrix
    high = folded(folded(matrix, step, np.maximum).T, step, np.maximum).T
    low = folded(folded(matrix, step, np.minimum).T, step, np.minimum).T
    made: Array = np.where(-low > high, low, high)
    return made


def folded(matrix: Array, step: int, choose: Callable[..., Array]) -> Array:
    """Return what `choose` makes of every `step` rows; slices of rows are many times quicker than `reduceat`."""
    made = np.array(matrix[::step])
    for first in range(1, step):
        rows = matrix[first::step]
        choose(made[: len(rows)], rows, out=made[: len(rows)])
    return made


def entry(network: RateNetwork, row: int, column: int) -> float:
    """Return M_ij itself."""
    if isinstance(network.recurrent, LowRank):
        return float(network.recurrent.spread[row] @ network.recurrent.basis[column])
    return float(network.recurrent[row, column])
