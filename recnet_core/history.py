"""What is remembered of a run row by row: a buffer that moves to its front when it is full."""

from math import prod

import numpy as np

from recnet_core.arrays import Array

MOST_ROWS = 120_000
MOST_BYTES = 64 << 20  # of what is kept beyond LEAST_ROWS, room to move included
LEAST_ROWS = 4096  # as long as they fit ROOM
ROOM = 150_000_000  # bytes in all, where rows are long: 2 s at dt = 1 ms for 4096 units
SPARE = 8  # at least one row of room to move for so many kept


class History:
    """The last rows of a run: times (ms), v and h (Hz) and the running integrals, all in step.

    Windows are views: rows follow each other in a buffer that has room beyond what is kept, and when it is used up the
    kept rows move to the front. What the properties give is read-only, oldest row first, good until the next `reserve`,
    `append` or `replace_last`.

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
        fit = ROOM // (8 * width)
        least = min(LEAST_ROWS, fit * (SPARE - 1) // SPARE)
        self.capacity = capacity or max(least, min(MOST_ROWS, MOST_BYTES // (16 * width)), 2)
        room = max(fit, self.capacity + -(-self.capacity // SPARE))
        self.last_step = -1
        self._rows = np.empty((min(2 * self.capacity, room), width))
        self._end = 0  # where the next row goes
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

        The oldest rows that have to make room are forgotten at once, whether the new ones are committed or not.
        """
        self._kept = min(self._kept, self.capacity - count)
        if self._end + count > len(self._rows):
            self._move_to_front()
        rows = self._rows[self._end : self._end + count]
        v = rows[:, self._v]
        if len(self._units) != 1:
            v = v.reshape(count, *self._units)
        return rows[:, 0], v, rows[:, self._h], rows[:, self._integrals]

    def commit(self, count: int) -> None:
        """Make the first `count` reserved rows count."""
        self._end += count
        self._kept += count
        self.last_step += count

    def append(self, time: float, v: Array, h: Array, integrals: Array) -> None:
        """Add one row."""
        if self._end == len(self._rows):
            self._kept = min(self._kept, self.capacity - 1)
            self._move_to_front()
        row = self._rows[self._end]
        row[0], row[self._v], row[self._h], row[self._integrals] = time, v.reshape(-1), h, integrals
        self._end += 1
        self._kept = min(self.capacity, self._kept + 1)
        self.last_step += 1

    def _move_to_front(self) -> None:
        """Move the kept rows to the front, in parts that do not overlap: numpy would copy them all aside."""
        rows, kept, way = self._rows, self._kept, self._end - self._kept
        for begin in range(0, kept, way):
            part = min(way, kept - begin)
            rows[begin : begin + part] = rows[begin + way : begin + way + part]
        self._end = kept

    def replace_last(self, time: float, v: Array, h: Array, integrals: Array) -> None:
        """Write the newest row anew (an act at this very step)."""
        self.truncate(self.last_step - 1)
        self.append(time, v, h, integrals)

    def replace_last_input(self, h: Array) -> None:
        """Write the input of the newest row anew (a switch at this very step)."""
        self._rows[self._end - 1, self._h] = h

    def truncate(self, step: int) -> None:
        """Forget all rows after `step`, which is not before the first row's predecessor."""
        dropped = self.last_step - step
        self._end -= dropped
        self._kept -= dropped
        self.last_step = step

    def _view(self) -> Array:
        window = self._rows[self._end - self._kept : self._end]
        window.flags.writeable = False
        return window
