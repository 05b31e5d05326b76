"""Thinning rows to what the pixels can show, without losing a peak and without shimmer while time passes."""

import numpy as np
import numpy.typing as npt

from recnet_core.arrays import Array

Rows = npt.NDArray[np.intp]


def rows_per_bin(interval: float, window: float, pixels: float, width: float = 2.0) -> int:
    """Return how many rows, `interval` ms apart, make a bin of `width` px when `window` ms take `pixels`."""
    return max(1, round(window / interval * width / max(pixels, 1.0)))


def thin(values: Array, anchor: int, size: int) -> Rows:
    """Return rows (M,), rising, that keep least and greatest of every bin of `size` rows of values (T,).

    `anchor` is the running number of the first row since the start of the run: bins lie on its multiples, so that
    the same rows are chosen again in the next frame. Rows of the unfinished bins at both ends are all kept.
    """
    count = len(values)
    if size <= 1 or count <= 2 * size:
        return np.arange(count)
    head = -anchor % size
    bins = (count - head) // size
    body = values[head : head + bins * size].reshape(bins, size)
    extremes = np.sort(np.stack([body.argmin(axis=1), body.argmax(axis=1)], axis=1), axis=1)
    inner = (extremes + (head + size * np.arange(bins))[:, None]).ravel()
    once = np.append(True, inner[1:] != inner[:-1])
    return np.concatenate([np.arange(head), inner[once], np.arange(head + bins * size, count)])


def strided(count: int, anchor: int, size: int) -> Rows:
    """Return every `size`-th of `count` rows, on multiples of `size` of the running number, and the last one."""
    rows = np.arange(-anchor % size, count, max(size, 1))
    return rows if count == 0 or (len(rows) and rows[-1] == count - 1) else np.append(rows, count - 1)
