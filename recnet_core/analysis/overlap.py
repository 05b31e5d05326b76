"""How much of each stored pattern a state holds."""

import numpy as np

from recnet_core.arrays import Array, State


def overlaps(v: State, patterns: Array) -> Array:
    """Return q_m = (v − v̄)·(ξ_m − ξ̄_m)/|ξ_m − ξ̄_m|², (..., P), of the state v (..., N) with patterns ξ_m (P, N).

    The bars are means over units. q_m = 1 where v is the pattern, whatever constant is added; −1 for its mirror
    image; for ±1 patterns of mean 0 it is Hopfield's (1/N) Σ_i v_i ξ_i. A pattern without contrast has no overlap: 0.
    """
    centred = patterns - patterns.mean(axis=-1, keepdims=True)
    square = (centred * centred).sum(axis=-1)
    product = (v - v.mean(axis=-1, keepdims=True)) @ centred.T
    found: Array = np.where(square > 0.0, product / np.where(square > 0.0, square, 1.0), 0.0)
    return found
