"""All units' rates in time as a picture: a row each, colour by rate, zero neutral on a signed map."""

import time as clock
from math import floor, isfinite
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.arrays import Array
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import Activity
from recnet_gui.plot.colours import diverging, sequential, table
from recnet_gui.plot.decimate import nearest_rows
from recnet_gui.plot.paint import Area, colour, label, tint
from recnet_gui.plot.ranges import GrowingRange, ticks
from recnet_gui.plot.text import laid_out, significant
from recnet_gui.plot.time_plot import Stretch, TimeCanvas
from recnet_gui.style import Theme

COLUMN = 1.5  # px
BAR = 10.0  # px, width of the colour bar
START = 0.25  # in Hz the first colour range is this share of the rate axis: single units do less than a projection


class ActivityCanvas(TimeCanvas):
    """Units × time; the colour range grows in steps and is written on the colour bar."""

    y_name = "unit"
    margin = 78.0
    name_spans = False
    mark_halo = 0.75

    def __init__(self, view: Activity, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        low, high = scenario.rate_range
        self.signed = low < 0.0
        top = START * high if scenario.unit else high
        self._colours = GrowingRange(-top if self.signed else 0.0, top)
        self._units = 1
        self._canvas = QImage()
        self._image: QImage | None = None
        self._shown: tuple[Array, Array] | None = None
        self._sides = (0.0, 0.0)
        super().__init__(view, scenario, theme, parent)
        self.plot.axes["left"].hide_grid()
        self.plot.axes["bottom"].hide_grid()

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Take the number of units for the axis."""
        self._units = system.size
        values, _ = ticks(1, max(system.size, 2), 5)
        shown = sorted({1, system.size} | {round(value) for value in values if 1 < value < 0.93 * system.size})
        self.plot.axes["left"].set_fixed_ticks([(value - 0.5, str(value)) for value in shown])
        self._place_units()

    def reset_ranges(self) -> None:
        """Go back to the first colour range."""
        self._colours.reset()
        self._place_units()

    def y_range(self) -> tuple[float, float]:
        """Return the units' axis."""
        return 0.0, float(self._units)

    def _place_units(self) -> None:
        self._place_axes()

    def prepare(self, snapshot: Snapshot, stretch: Stretch) -> tuple[float, float] | None:
        """Colour the rates into an own RGB32 buffer, a column for every `COLUMN` px, whatever the rows' spacing.

        Column k is that of the times k·width … (k + 1)·width, so that it stays the same in the next frame.
        """
        self._image = None
        self._shown = None
        width = self.bin_width(COLUMN)
        columns = np.arange(floor(stretch.times[0] / width), floor(stretch.times[-1] / width) + 1)
        rates = snapshot.rates[stretch.rows][nearest_rows(stretch.times, (columns + 0.5) * width)]
        good = np.asarray(np.isfinite(rates).all(axis=1))
        if not good.any():
            return None
        self._fit(float(rates[good].min()), float(rates[good].max()))
        self._colour(rates, good)
        edges = 0.001 * width * np.append(columns, columns[-1] + 1) - self.end
        self._shown = edges, rates
        self._sides = float(edges[0]), float(edges[-1])
        return None

    def _fit(self, low: float, high: float) -> None:
        top = max(abs(low), abs(high)) if self.signed else high
        self._colours.fit(-top if self.signed else 0.0, top, clock.monotonic())

    def _colour(self, rates: np.ndarray, good: np.ndarray) -> None:
        """Columns that are not `good` stay blank."""
        low, high = self._colours.low, self._colours.high
        level = (np.where(good[:, None], rates, low).T[::-1] - low) * (255.0 / (high - low))
        index = np.clip(level, 0.0, 255.0).astype(np.uint8)
        height, width = index.shape
        if self._canvas.size() != QSize(width, height):
            self._canvas = QImage(width, height, QImage.Format.Format_RGB32)
        pixels = np.frombuffer(self._canvas.bits(), dtype=np.uint32).reshape(height, width)
        np.take(self._table(), index, out=pixels)
        pixels[:, ~good] = colour(self.theme.canvas).rgb()
        self._image = self._canvas

    def _table(self) -> np.ndarray:
        return table((diverging if self.signed else sequential)(self.theme))

    def paint_data(self, painter: QPainter, area: Area) -> None:
        """The picture and its colour bar."""
        if self._image is not None:
            self._paint_image(painter, area, self._image)
        self._paint_strips(painter, area)
        self._paint_bar(painter, area)

    def marks_end(self, area: Area) -> float:
        """Marks keep off the colour bar and its numbers."""
        return float(area.x(0.0)) + 6.0 * self.theme.scale

    def _paint_image(self, painter: QPainter, area: Area, image: QImage) -> None:
        """Paint the columns; the last one as far as time has come."""
        left, right = self._sides
        now = min(self.now - self.end, right)
        whole = image.rect().toRectF()
        whole.setWidth(whole.width() * (now - left) / (right - left))
        place = QRectF(area.x(left), 0.0, area.x(now) - area.x(left), area.height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(place, image, whole)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def _paint_strips(self, painter: QPainter, area: Area) -> None:
        """What shading cannot show under a picture: strips above it while an input is on."""
        for span, _, _ in self.spans:
            left, right = self.edges(span, area)
            if right > 0.0:
                strip = QRectF(max(left, 0.0), 0.0, right - max(left, 0.0), 4.0 * self.theme.scale)
                tint(painter, strip, colour(self.theme.shading))

    def _paint_bar(self, painter: QPainter, area: Area) -> None:
        scale = self.theme.scale
        left = area.x(0.0) + 12.0 * scale
        rect = QRectF(left, 4.0, BAR * scale, area.height - 8.0)
        gradient = QLinearGradient(rect.bottomLeft(), rect.topLeft())
        stops = (diverging if self.signed else sequential)(self.theme)
        for position, stop in stops:
            gradient.setColorAt(position, colour(stop))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(rect, 2.0, 2.0)
        low, high = self._colours.low, self._colours.high
        for value in (low, 0.0, high) if self.signed else (low, high):
            y = rect.bottom() - (value - low) / (high - low) * rect.height()
            text = self._bar_text(value, high, area.width - rect.right() - 5.0 * scale)
            label(painter, text, rect.right() + 5.0 * scale, y, self.theme, factor=0.84, halo=0.0,
                  ink=colour(self.theme.muted), bounds=area.rect)  # fmt: skip

    def _bar_text(self, value: float, high: float, room: float) -> str:
        """Return what stands beside the colour bar, with the unit at its top where both fit into `room` px."""
        texts = [significant(value, 3), significant(value, 2)]
        if value == high and self.scenario.unit:
            texts.insert(0, f"{texts[0]} {self.scenario.unit}")
        return next((text for text in texts if laid_out(text, self.theme, 0.84).width <= room), texts[-1])

    def value_text(self, x: float, y: float) -> str:
        """Return the unit under the mouse and its rate."""
        if self._shown is None:
            return ""
        edges, rates = self._shown
        unit = min(int(y), rates.shape[1] - 1)
        column = min(max(int(np.searchsorted(edges, x, side="right")) - 1, 0), len(rates) - 1)
        rate = float(rates[column, unit])
        text = f"{significant(rate)} {self.scenario.unit}".rstrip()
        return f"unit {unit + 1}   {text}" if isfinite(rate) else f"unit {unit + 1}"
