"""`PlaneTail`: the tail of a trajectory in a plane of two read-outs of many units, found row by row only once."""

import numpy as np

from recnet_core.arrays import Array
from recnet_core.snapshot import Snapshot
from recnet_gui.plot.decimate import nearest_rows
from recnet_gui.plot.tail import PLACED, POINTS, Tail

CLOSE = 1e-6  # relative: rows that differ more are of another future


class PlaneTail(Tail):
    """A tail whose points are read off rows of N units: what a frame adds is read, the rest is kept."""

    def __init__(self) -> None:
        super().__init__()
        self._readout: Array | None = None
        self._times = np.zeros(0)
        self._points = np.zeros((0, 2))

    def take_readout(self, snapshot: Snapshot, readout: Array, length: float) -> None:
        """Keep the last `length` ms of `readout` (N, 2) of the rates; the same array again is the same plane."""
        if readout is not self._readout:
            self._readout, self._times, self._points = readout, np.zeros(0), np.zeros((0, 2))
        interval = length / POINTS
        self._forget(snapshot, readout, length)
        self._read(snapshot, readout, max(snapshot.time - length, *self._times[-1:], -interval), interval)
        head = snapshot.v @ readout
        times, points = self._times, self._points
        if np.isfinite(head).all() and len(snapshot.times):
            times, points = np.append(times, snapshot.time), np.concatenate([points, head[None]])
        self.x, self.y = points[:, 0], points[:, 1]
        self._gaps = self._placed(snapshot, times)

    def _forget(self, snapshot: Snapshot, readout: Array, length: float) -> None:
        """Drop what is too old or was taken back; all of it where the rows kept are of another future."""
        keep = (self._times >= snapshot.time - length) & (self._times <= snapshot.time)
        self._times, self._points = self._times[keep], self._points[keep]
        if len(self._times) == 0 or len(snapshot.times) == 0:
            return
        row = int(nearest_rows(snapshot.times, self._times[-1:])[0])
        there = snapshot.rates[row] @ readout
        same = abs(float(snapshot.times[row] - self._times[-1])) < 1e-6
        size = 1.0 + float(np.abs(self._points).max())
        if not same or not np.abs(there - self._points[-1]).max() <= CLOSE * size:
            self._times, self._points = np.zeros(0), np.zeros((0, 2))

    def _read(self, snapshot: Snapshot, readout: Array, since: float, interval: float) -> None:
        """Add the rows nearest to whole multiples of `interval` after `since` ms."""
        if len(snapshot.times) == 0:
            return
        numbers = np.arange(int(since // interval) + 1, int(snapshot.time // interval) + 1)
        wanted = np.asarray(numbers * interval, dtype=np.float64)
        rows = np.unique(nearest_rows(snapshot.times, wanted))
        rows = rows[snapshot.times[rows] > since]
        rates = snapshot.rates[rows]
        with np.errstate(invalid="ignore"):
            points = rates @ readout
        good = np.isfinite(points).all(axis=1)
        self._times = np.concatenate([self._times, snapshot.times[rows][good]])
        self._points = np.concatenate([self._points, points[good]])

    @staticmethod
    def _placed(snapshot: Snapshot, times: Array) -> np.ndarray:
        """Return (T − 1,) whether the state was put elsewhere between two points."""
        placed = np.array([mark.time for mark in snapshot.marks[-200:] if mark.kind in PLACED])
        if len(times) < 2:
            return np.zeros(0, dtype=bool)
        counts = np.searchsorted(placed, times, side="right")
        gaps: np.ndarray = np.diff(counts) > 0
        return gaps
