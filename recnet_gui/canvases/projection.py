"""The memory c_1 = v·e_1 (solid) beside the exact integral of its input (dashed)."""

from typing import Any

import numpy as np
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.arrays import Array
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.views import Projection
from recnet_gui.plot.dashes import WIDTH, Dashes
from recnet_gui.plot.decimate import thinned
from recnet_gui.plot.paint import Area, Strokes, colour, dot, label
from recnet_gui.plot.text import laid_out, significant
from recnet_gui.plot.time_plot import Stretch, TimeCanvas, finite_rows, spread
from recnet_gui.style import Theme


class ProjectionCanvas(TimeCanvas):
    """Two lines that lie on each other while the memory is perfect."""

    view: Projection

    y_name = "projection (Hz)"
    margin = 118.0

    def __init__(self, view: Projection, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        self._measured: tuple[Array, Array] | None = None
        self._exact: tuple[Array, Array] | None = None
        self._exact_name = ""
        self._strokes, self._dashes = Strokes(), Dashes()
        super().__init__(view, scenario, theme, parent)

    def prepare(self, snapshot: Snapshot, stretch: Stretch) -> tuple[float, float] | None:
        """Project every row on the read-out, and thin both lines."""
        self._measured = self._exact = None
        if not snapshot.system.integrals:
            return None
        integral = snapshot.system.integrals[self.view.integral]
        self._exact_name = integral.name
        rates = finite_rows(snapshot.rates[stretch.rows])
        measured = rates @ integral.readout
        exact = snapshot.integrals[stretch.rows, self.view.integral][: len(measured)]
        if len(measured) == 0 or not np.isfinite(exact).all():
            return None
        rows = thinned(measured, stretch.parts, self.bin_width())
        self._measured = stretch.x[rows], measured[rows]
        rows = thinned(exact, stretch.parts, self.bin_width())
        self._exact = stretch.x[rows], exact[rows]
        both = (measured, exact)
        return float(min(line.min() for line in both)), float(max(line.max() for line in both))

    def paint_data(self, painter: QPainter, area: Area) -> None:
        """The measured line, the exact one dashed above it, and their names."""
        if self._measured is None or self._exact is None:
            return
        scale, theme = self.theme.scale, self.theme
        ink = colour(theme.series[0])
        x, y = area.x(self._measured[0]), area.y(self._measured[1])
        self._strokes.polyline(x, y)
        self._strokes.draw(painter, ink, 2.5 * scale)
        exact_x, exact_y = area.x(self._exact[0]), area.y(self._exact[1])
        self._dashes.polyline(exact_x, exact_y, area, self.end, theme)
        self._dashes.draw(painter, colour(theme.text), WIDTH * scale)
        dot(painter, float(x[-1]), float(y[-1]), 4.5 * scale, colour(theme.canvas), ink, 1.0)
        self._paint_names(painter, area, float(x[-1]), [float(y[-1]), float(exact_y[-1])])

    def _paint_names(self, painter: QPainter, area: Area, x: float, heights: list[float]) -> None:
        gap = laid_out("c", self.theme, 0.95).height
        places = spread(heights, gap, 0.5 * gap, area.height - 0.5 * gap)
        if abs(heights[0] - heights[1]) < 2.0:  # one above the other, the data's name first
            places = spread([heights[0] - 0.5 * gap, heights[0] + 0.5 * gap], gap, 0.5 * gap, area.height - 0.5 * gap)
        left = x + 10.0 * self.theme.scale
        label(painter, self.view.label, left, places[0], self.theme, ink=colour(self.theme.series[0]),
              factor=0.95, semibold=True, halo=0.0)  # fmt: skip
        label(painter, self._exact_name, left, places[1], self.theme, factor=0.95, halo=0.0)

    def value_text(self, x: float, y: float) -> str:
        """Return both lines' values at that time."""
        if self._measured is None or self._exact is None:
            return ""
        measured, exact = (significant(float(np.interp(x, *line))) for line in (self._measured, self._exact))
        return f"measured {measured} Hz   exact {exact} Hz"
