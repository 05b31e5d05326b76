"""Array names and THE shape convention.

The last axis is units, every axis before it is batch. Times are in ms, rates and currents in Hz,
angles in degrees, weights without unit. Row of a weight matrix = the unit that receives.
"""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
State: TypeAlias = Array  # (..., N) Hz
Weights: TypeAlias = Array  # (N, N), row = receiving unit


def frozen(values: Any, ndim: int) -> Array:
    """Return a read-only float64 copy of `values` with at least `ndim` axes."""
    array = np.array(values, dtype=np.float64, ndmin=ndim)
    array.flags.writeable = False
    return array
