"""Dashes that ride with a line while time passes, at no cost of Qt's stroker."""

import numpy as np
from PySide6.QtGui import QColor, QPainter

from recnet_core.arrays import Array
from recnet_gui.plot.paint import Area, Strokes
from recnet_gui.style import Theme

DASH, PERIOD = 7.0, 13.0  # px
WIDTH = 1.6


class Dashes:
    """Lines drawn dashed; dashes lie at fixed places of the x axis plus `offset`, so they move as the data do."""

    def __init__(self) -> None:
        self._strokes = Strokes()

    def polyline(self, x: Array, y: Array, area: Area, offset: float, theme: Theme) -> None:
        """Hold the dashes of a line through (T,) points, px; `offset` in units of the x axis."""
        self.polylines(x, y[:, None], area, offset, theme)

    def polylines(self, x: Array, y: Array, area: Area, offset: float, theme: Theme) -> None:
        """Hold the dashes of K lines through points at x (T,), y (T, K), px; NaN makes a gap."""
        run = x + offset * area.width / (area.right - area.left)  # px since the start of the run
        on = (0.5 * (run[1:] + run[:-1])) % (PERIOD * theme.scale) < DASH * theme.scale
        count = y.shape[1]
        keep = np.tile(on, count) & np.isfinite(y[1:] + y[:-1]).T.ravel()
        ends = np.tile(x[:-1], count), y[:-1].T.ravel(), np.tile(x[1:], count), y[1:].T.ravel()
        self._strokes.segments(*(values[keep] for values in ends))

    def draw(self, painter: QPainter, ink: QColor, width: float) -> None:
        """Draw what is held."""
        self._strokes.draw(painter, ink, width)
