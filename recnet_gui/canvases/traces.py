"""Rates of a few units in time: a line each, told apart by colour and marker, named at its end."""

from math import ceil
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QWidget

from recnet_core.arrays import Array
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.views import Traces
from recnet_gui.plot.dashes import Dashes
from recnet_gui.plot.decimate import thinned
from recnet_gui.plot.paint import Area, Strokes, colour, label
from recnet_gui.plot.text import laid_out, significant, with_unit
from recnet_gui.plot.theory import OVER, UNDER, Theory
from recnet_gui.plot.theory_key import TheoryKey
from recnet_gui.plot.time_plot import Stretch, TimeCanvas, finite_rows, spread
from recnet_gui.style import Theme

MOST = 12  # lines
MARKER_SPACING = 56.0  # px
CORNERS = (0, 4, 3, 5)  # of the first, second, … line's markers; 0: no markers but a round head


class TracesCanvas(TimeCanvas):
    """Lines of at most `MOST` units."""

    view: Traces

    def __init__(self, view: Traces, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        self.y_name = with_unit("rate", scenario.unit)
        self._strokes: list[Strokes] = []
        self._lines: list[tuple[Array, Array]] = []
        self._labels: tuple[str, ...] = ()
        self._theory, self._dashes = Theory(), Dashes()
        self._exact: tuple[Array, Array] | None = None
        super().__init__(view, scenario, theme, parent)
        self._key = TheoryKey(theme)
        self._header.insertWidget(1, self._key)

    def prepare(self, snapshot: Snapshot, stretch: Stretch) -> tuple[float, float] | None:
        """Thin every line to the pixels there are."""
        units = list(self.view.units or range(min(snapshot.system.size, MOST)))
        self._labels = tuple(snapshot.system.labels[unit] for unit in units)
        values = finite_rows(snapshot.rates[stretch.rows][:, units])
        while len(self._strokes) < len(units):
            self._strokes.append(Strokes())
        self._lines = []
        for column in values.T:
            rows = thinned(column, stretch.parts, self.bin_width())
            self._lines.append((stretch.x[rows], column[rows]))
        if self.view.theory:
            self._take_theory(snapshot, stretch, units)
        return (float(values.min()), float(values.max())) if len(values) else None

    def _take_theory(self, snapshot: Snapshot, stretch: Stretch, units: list[int]) -> None:
        """Find the closed form of the units' rates; x is relative to now as the rows' is."""
        readout = np.zeros((len(units), snapshot.system.size))
        readout[np.arange(len(units)), units] = 1.0
        spans = [span for span, _, _ in self.spans]
        times, values = self._theory.curves(snapshot, stretch, spans, readout, self.bin_width())
        self._exact = 0.001 * times - self.end, values
        self._key.show_note(self._theory.note, self.theme)

    def paint_data(self, painter: QPainter, area: Area) -> None:
        """Lines first, then markers, heads and names above all lines."""
        if not self._lines or len(self._lines[0][0]) == 0:
            return
        pixels = [(area.x(x), area.y(y)) for x, y in self._lines]
        inks = [colour(self.theme.series[i % len(self.theme.series)]) for i in range(len(pixels))]
        for (x, y), strokes, ink in zip(pixels, self._strokes, inks, strict=False):
            strokes.polyline(x, y)
            strokes.draw(painter, ink, (UNDER if self._exact else 2.0) * self.theme.scale)
        if self._exact is not None:
            self._dashes.polylines(area.x(self._exact[0]), area.y(self._exact[1]), area, self.end, self.theme)
            self._dashes.draw(painter, colour(self.theme.text), OVER * self.theme.scale)
        places = self._places([float(y[-1]) for _, y in pixels], area)
        for number, ((x, y), ink) in enumerate(zip(pixels, inks, strict=True)):
            self._paint_markers(painter, area, x, y, number, ink)
            self._marker(painter, float(x[-1]), float(y[-1]), number, ink, 4.5)
            if (place := places[number]) is not None:
                label(painter, self._labels[number], float(x[-1]) + 10.0 * self.theme.scale, place, self.theme,
                      ink=ink, factor=1.05, semibold=True, halo=0.0)  # fmt: skip

    def _places(self, heights: list[float], area: Area) -> list[float | None]:
        """Return where (px) each line's name stands; where there is no room for all, some in their order go without."""
        gap = laid_out("v", self.theme, 1.0).height
        every = max(1, ceil(len(heights) * gap / max(area.height, gap)))
        named = sorted(range(len(heights)), key=heights.__getitem__)[::every]
        places = spread([heights[i] for i in named], gap, 0.5 * gap, area.height - 0.5 * gap)
        made: list[float | None] = [None] * len(heights)
        for number, place in zip(named, places, strict=True):
            made[number] = place
        return made

    def value_text(self, x: float, y: float) -> str:
        """Return every line's rate at that time."""
        parts = []
        for name, (times, values) in zip(self._labels, self._lines, strict=False):
            if len(times):
                rate = significant(float(np.interp(x, times, values)))
                parts.append(f"{name} {rate} {self.scenario.unit}".rstrip())
        return "   ".join(parts)

    def _paint_markers(self, painter: QPainter, area: Area, x: Array, y: Array, number: int, ink: QColor) -> None:
        """Markers ride with the line: they sit at whole multiples of a spacing in model time."""
        if CORNERS[number % len(CORNERS)] == 0 or len(x) < 2:
            return
        spacing = MARKER_SPACING * self.theme.scale * (area.right - area.left) / area.width  # s
        first, last = (float(self._lines[number][0][i]) + self.end for i in (0, -1))
        for index in range(int(first / spacing) + 1, int(last / spacing) + 1):
            at = area.x(index * spacing - self.end)
            self._marker(painter, at, float(np.interp(at, x, y)), number, ink, 4.2 if self._exact else 3.2)

    def _marker(self, painter: QPainter, x: float, y: float, number: int, ink: QColor, radius: float) -> None:
        radius *= self.theme.scale
        corners = CORNERS[number % len(CORNERS)]
        painter.setPen(colour(self.theme.canvas))
        painter.setBrush(ink)
        if corners == 0:
            painter.drawEllipse(QPointF(x, y), radius, radius)
            return
        angles = 2.0 * np.pi * (np.arange(corners) + 0.5) / corners + 0.5 * np.pi
        points = 1.15 * radius * np.column_stack([np.cos(angles), np.sin(angles)]) + (x, y)
        painter.drawPolygon(QPolygonF([QPointF(a, b) for a, b in points.tolist()]))
