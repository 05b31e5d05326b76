"""Thinning rows to what the pixels can show, without losing a peak and without shimmer while time passes."""

from dataclasses import dataclass
from itertools import pairwise
from math import floor

import numpy as np
import numpy.typing as npt

from recnet_core.arrays import Array

Rows = npt.NDArray[np.intp]

UNEVEN = 1e-3  # relative: intervals that differ by more belong to two parts
OFFSET = 0.37  # of an interval; keeps the rounding of running numbers away from the usual fractions


@dataclass(frozen=True)
class Part:
    """Rows that are evenly spaced in time; a change of dt begins another part.

    Attributes
    ----------
    first, stop : of the rows
    anchor : running number of the first row, were the whole run spaced like this
    interval : ms between rows
    """

    first: int
    stop: int
    anchor: int
    interval: float


def parts_of(times: Array, dt: float) -> tuple[Part, ...]:
    """Return the evenly spaced parts of rows at `times` (T,) ms; `dt` ms is the interval of a single row."""
    steps = np.diff(times)
    changes = np.flatnonzero(np.abs(np.diff(steps)) > UNEVEN * steps[1:]) + 2
    edges = [0, *changes.tolist(), len(times)] if len(times) else []
    return tuple(_part(times, first, stop, dt) for first, stop in pairwise(edges))


def _part(times: Array, first: int, stop: int, dt: float) -> Part:
    before = first if stop - first > 1 else max(first - 1, 0)
    span, count = float(times[stop - 1] - times[before]), stop - 1 - before
    interval = span / count if count and span > 0.0 else dt
    return Part(first, stop, floor(float(times[first]) / interval + OFFSET), interval)


def thinned(values: Array, parts: tuple[Part, ...], width: float) -> Rows:
    """Return rows (M,), rising, that keep least and greatest of values (T,) in every bin of `width` ms."""
    found = [
        part.first + thin(values[part.first : part.stop], part.anchor, rows_per_bin(part.interval, width))
        for part in parts
    ]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.intp)


def spaced(count: int, parts: tuple[Part, ...], width: float) -> Rows:
    """Return rows about `width` ms apart of the first `count` rows; the last of each part is one of them."""
    found = [
        part.first + strided(min(part.stop, count) - part.first, part.anchor, rows_per_bin(part.interval, width))
        for part in parts
        if part.first < count
    ]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.intp)


def nearest_rows(times: Array, wanted: Array) -> Rows:
    """Return the row (M,) nearest to each wanted time (M,) among those at `times` (T,), rising, T ≥ 1."""
    after = np.minimum(np.searchsorted(times, wanted), len(times) - 1)
    before = np.maximum(after - 1, 0)
    return np.where(wanted - times[before] < times[after] - wanted, before, after)


def rows_per_bin(interval: float, width: float) -> int:
    """Return how many rows, `interval` ms apart, make a bin of `width` ms."""
    return max(1, round(width / interval))


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
