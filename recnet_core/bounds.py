"""What counts as diverged: the limit of rates, how many rows keep within it, and where the first does not."""

from math import inf

import numpy as np

from recnet_core.arrays import Array, State
from recnet_core.snapshot import Divergence

LIMIT = 1e9  # Hz; beyond it a run has diverged


def good_rows(v: Array) -> int:
    """Return how many rows of v (T, ..., N) from the first on are finite and within LIMIT."""
    if v.max() <= LIMIT and v.min() >= -LIMIT:  # False for nan
        return len(v)
    fine = (np.abs(v.reshape(len(v), -1)) <= LIMIT).all(axis=1)
    return int(np.argmin(fine))


def divergence_at(row: State, step: int, time: float) -> Divergence:
    """Return the divergence that the state `row` (..., N) is, by its worst unit."""
    flat = row.reshape(-1)
    worst = int(np.argmax(np.where(np.isnan(flat), inf, np.abs(flat))))
    return Divergence(step, time, worst % row.shape[-1], float(flat[worst]))
