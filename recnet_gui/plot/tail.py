"""A trajectory in the plane: a head at now and a tail that fades into the past."""

import itertools

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainter

from recnet_core.arrays import Array
from recnet_core.snapshot import Snapshot
from recnet_gui.plot.decimate import parts_of, spaced
from recnet_gui.plot.paint import Area, Strokes, colour, dot, mixed
from recnet_gui.style import Theme

PLACED = frozenset({"SetState", "Kick", "ResetState"})  # kinds of marks: someone put the state elsewhere
POINTS = 420  # of the tail
SHADES = 20
FAINTEST = 0.12
JUMP = 5.0  # times what the equations allow: someone put the state elsewhere, no line is drawn


class Tail:
    """The last stretch of a trajectory.

    Attributes
    ----------
    x, y : (T,) Hz, oldest first
    """

    def __init__(self) -> None:
        self.x = self.y = np.zeros(0)
        self._gaps: npt.NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._strokes = Strokes()

    def take(self, snapshot: Snapshot, x: int, y: int, length: float) -> None:
        """Keep the last `length` ms of units x and y."""
        times = snapshot.times
        first = int(np.searchsorted(times, snapshot.time - length))
        if first >= len(times):
            self.x = self.y = np.zeros(0)
            return
        parts = parts_of(times[first:], snapshot.dt)
        rows = first + spaced(len(times) - first, parts, length / POINTS)
        rates = snapshot.rates[rows]
        good = np.isfinite(rates).all(axis=1)
        rates, moments = rates[good], times[rows][good]
        self.x, self.y = rates[:, x].copy(), rates[:, y].copy()
        self._gaps = self._jumps(snapshot, rates, moments, snapshot.inputs[rows][good])

    @staticmethod
    def _jumps(snapshot: Snapshot, rates: Array, times: Array, inputs: Array) -> npt.NDArray[np.bool_]:
        """Return (T − 1,) whether the state was put elsewhere between two rows."""
        if len(rates) < 2:
            return np.zeros(0, dtype=bool)
        drift = np.abs(snapshot.system.network.drift(rates, inputs)).max(axis=1)
        reach = np.maximum(drift[1:], drift[:-1]) * np.diff(times)
        moved = np.abs(np.diff(rates, axis=0)).max(axis=1)
        jumped: npt.NDArray[np.bool_] = moved > JUMP * reach + 0.02 * float(np.ptp(rates) + 1e-9)
        return jumped

    def paint_line(self, painter: QPainter, area: Area, theme: Theme) -> None:
        """Paint the tail, the past fainter; shades are mixed, so that overlapping strokes do not show."""
        count = len(self.x)
        if count < 2:
            return
        x, y = area.x(self.x), area.y(self.y)
        edges = np.linspace(0, count - 1, SHADES + 1).astype(int)
        for shade, (first, last) in enumerate(itertools.pairwise(edges)):
            if last <= first:
                continue
            keep = ~self._gaps[first:last]
            a, b = slice(first, last), slice(first + 1, last + 1)
            self._strokes.segments(x[a][keep], y[a][keep], x[b][keep], y[b][keep])
            share = FAINTEST + (1.0 - FAINTEST) * ((shade + 1) / SHADES) ** 1.6
            self._strokes.draw(painter, mixed(theme.text, theme.canvas, share), (1.2 + 0.9 * share) * theme.scale)

    def paint_head(self, painter: QPainter, area: Area, theme: Theme) -> None:
        """Paint the present."""
        if len(self.x):
            x, y = float(area.x(self.x[-1])), float(area.y(self.y[-1]))
            halo = colour(theme.accent, 0.25)
            dot(painter, x, y, 9.0 * theme.scale, colour(theme.accent, 0.0), halo, 0.0)
            dot(painter, x, y, 5.0 * theme.scale, colour(theme.canvas), colour(theme.accent), 1.5 * theme.scale)
