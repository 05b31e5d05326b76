"""What is remembered of a run row by row: a mirrored ring buffer, so that any window is one contiguous view."""

from math import prod

import numpy as np

from recnet_core.arrays import Array

MOST_ROWS = 120_000
MOST_BYTES = 64 << 20
LEAST_ROWS = 4096


class History:
    """The last rows of a run: times (ms), v and h (Hz) and the running integrals, all in step.

    Every row stands twice in the buffer, `capacity` rows apart, so that windows never wrap. What the properties give
    are read-only views, oldest row first, good until the next `commit` or `replace_last`.

    Attributes
    ----------
    capacity : how many rows are kept at most
    last_step : the step of the newest row
    """

    def __init__(self, units: tuple[int, ...], inputs: int, integrals: int, capacity: int | None = None) -> None:
        size = prod(units)
        self._units = units
        self._v = slice(1, 1 + size)
        self._h = slice(1 + size, 1 + size + inputs)
        self._integrals = slice(1 + size + inputs, 1 + size + inputs + integrals)
        width = self._integrals.stop
        self.capacity = capacity or max(LEAST_ROWS, min(MOST_ROWS, MOST_BYTES // (16 * width)))
        self.last_step = -1
        self._rows = np.empty((2 * self.capacity, width))
        self._end = 0  # rows ever committed, less those truncated
        self._kept = 0

    def __len__(self) -> int:
        return self._kept

    @property
    def first_step(self) -> int:
        """The step of the oldest row still kept."""
        return self.last_step - self._kept + 1

    @property
    def times(self) -> Array:
        """(T,) ms."""
        return self._view()[:, 0]

    @property
    def v(self) -> Array:
        """(T, …, N) Hz."""
        return self._view()[:, self._v].reshape(self._kept, *self._units)

    @property
    def h(self) -> Array:
        """(T, N) Hz, the input held over the step that starts at each row."""
        return self._view()[:, self._h]

    @property
    def integrals(self) -> Array:
        """(T, K), the system's running integrals."""
        return self._view()[:, self._integrals]

    def fits(self, units: tuple[int, ...], integrals: int) -> bool:
        """Whether rows of this shape can go on in this history."""
        return units == self._units and integrals == self._integrals.stop - self._integrals.start

    def reserve(self, count: int) -> tuple[Array, Array, Array, Array]:
        """Return room for `count` < capacity rows of (times, v, h, integrals); `commit` makes them count.

        The oldest rows that lie where the new ones go are forgotten at once, whether they are committed or not.
        """
        self._kept = min(self._kept, self.capacity - count)
        start = self._end % self.capacity
        rows = self._rows[start : start + count]
        v = rows[:, self._v]
        if len(self._units) != 1:
            v = v.reshape(count, *self._units)
        return rows[:, 0], v, rows[:, self._h], rows[:, self._integrals]

    def commit(self, count: int) -> None:
        """Make the first `count` reserved rows count."""
        start, cap, rows = self._end % self.capacity, self.capacity, self._rows
        inside = min(count, cap - start)
        rows[start + cap : start + cap + inside] = rows[start : start + inside]
        if count > inside:
            rows[: count - inside] = rows[cap : start + count]
        self._end += count
        self._kept = min(cap, self._kept + count)
        self.last_step += count

    def append(self, time: float, v: Array, h: Array, integrals: Array) -> None:
        """Add one row."""
        start = self._end % self.capacity
        row = self._rows[start]
        row[0], row[self._v], row[self._h], row[self._integrals] = time, v.reshape(-1), h, integrals
        self._rows[start + self.capacity] = row
        self._end += 1
        self._kept = min(self.capacity, self._kept + 1)
        self.last_step += 1

    def replace_last(self, time: float, v: Array, h: Array, integrals: Array) -> None:
        """Write the newest row anew (an act at this very step)."""
        self.truncate(self.last_step - 1)
        self.append(time, v, h, integrals)

    def replace_last_input(self, h: Array) -> None:
        """Write the input of the newest row anew (a switch at this very step)."""
        start = (self._end - 1) % self.capacity
        self._rows[start, self._h] = self._rows[start + self.capacity, self._h] = h

    def truncate(self, step: int) -> None:
        """Forget all rows after `step`, which is not before the first row's predecessor."""
        dropped = self.last_step - step
        self._end -= dropped
        self._kept -= dropped
        self.last_step = step

    def _view(self) -> Array:
        start = (self._end - self._kept) % self.capacity
        window = self._rows[start : start + self._kept]
        window.flags.writeable = False
        return window
