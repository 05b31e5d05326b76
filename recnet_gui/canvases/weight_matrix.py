"""M as a picture: row = receiving unit, row 1 at the top, colours diverging around a neutral zero."""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import WeightMatrix
from recnet_gui.canvas import Canvas
from recnet_gui.plot.colours import diverging, table
from recnet_gui.plot.paint import colour, label
from recnet_gui.plot.ranges import ticks
from recnet_gui.plot.sheet import Sheet
from recnet_gui.plot.text import laid_out, significant
from recnet_gui.plot.weights import WeightPicture, entry, weight_picture
from recnet_gui.style import Theme

FEW = 12  # units: their names stand at the sides and their weights in the cells
BAR = 10.0  # px


class WeightMatrixCanvas(Canvas):
    """The matrix as a square, its colour bar, and what the mouse reads."""

    view: WeightMatrix

    def __init__(
        self, view: WeightMatrix, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(view, scenario, theme, parent)
        self._system: System | None = None
        self._picture: WeightPicture | None = None
        self._image = QImage()
        self._bar_below = False
        self.sheet = Sheet(self._fill)
        self.sheet.setAccessibleName(f"{view.title}: weights as a picture")
        self.body.addWidget(self.sheet, 1)

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Colour the weights, if they are others than before."""
        before = self._system
        self._system = system
        if before is None or before.network.recurrent is not system.network.recurrent:
            self._picture = weight_picture(system.network)
            self._colour()

    def draw(self, snapshot: Snapshot) -> None:
        """Nothing moves here but the equations."""
        if snapshot.system is not self._system:
            self.show_system(snapshot.system, self.scenario.defaults)

    def reset_ranges(self) -> None:
        """There is nothing to reset: the colours span what there is."""

    def _restyle(self) -> None:
        self._colour()

    def _colour(self) -> None:
        picture = self._picture
        if picture is None:
            return
        level = np.clip(127.5 * (picture.values / picture.largest + 1.0), 0.0, 255.0)
        index = np.rint(level).astype(np.uint8)
        size = len(index)
        if self._image.size() != QSize(size, size):
            self._image = QImage(size, size, QImage.Format.Format_RGB32)
        pixels = np.frombuffer(self._image.bits(), dtype=np.uint32).reshape(size, size)
        np.take(table(diverging(self.theme)), index, out=pixels)
        self.sheet.update()

    def _square(self, rect: QRectF) -> QRectF:
        """Return where the matrix goes: in the middle, as large as its sides' words and the colour bar allow.

        The bar stands beside it or lies below it, whichever leaves the matrix larger.
        """
        theme = self.theme
        line = laid_out("0", theme, 0.84).height
        left, number = self._widest() + 1.3 * line + theme.px(8), laid_out("−0.0000", theme, 0.84).width
        below, above = 2.3 * line + theme.px(6), theme.px(8)
        beside = min(rect.width() - left - theme.px(24) - number, rect.height() - below - above)
        under = min(rect.width() - left - 0.5 * number, rect.height() - below - above - theme.px(24) - line)
        self._bar_below = under > beside
        right, low = (0.5 * number, theme.px(24) + line) if self._bar_below else (theme.px(24) + number, 0.0)
        side = max(16.0, under if self._bar_below else beside)
        spare = max(0.0, rect.width() - left - right - side), max(0.0, rect.height() - below - above - low - side)
        return QRectF(rect.left() + left + 0.5 * spare[0], rect.top() + above + 0.5 * spare[1], side, side)

    def _widest(self) -> float:
        return max(laid_out(text, self.theme, 0.84).width for _, text in self._names())

    def _names(self) -> list[tuple[float, str]]:
        """Return positions (in units, from the first one's edge) and words along a side."""
        system = self._system
        assert system is not None
        if system.size <= FEW:
            return [(k + 0.5, name) for k, name in enumerate(system.labels)]
        values, _ = ticks(1, system.size, 5)
        shown = sorted({1, system.size} | {round(value) for value in values if 1 < value < 0.93 * system.size})
        return [(value - 0.5, str(value)) for value in shown]

    def _fill(self, painter: QPainter, rect: QRectF) -> None:
        if self._picture is None or self._system is None:
            return
        square = self._square(rect)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._image.width() > square.width())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(square, self._image)
        painter.setPen(colour(self.theme.rule))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._paint_numbers(painter, square)
        self._paint_sides(painter, square)
        self._paint_bar(painter, square)
        if self.sheet.hover is not None and square.contains(self.sheet.hover):
            self._paint_hover(painter, rect, square, self.sheet.hover)

    def _paint_numbers(self, painter: QPainter, square: QRectF) -> None:
        """Write the weights into the cells, where they are few and there is room."""
        assert self._picture is not None
        size, cell = self._picture.size, square.width() / self._picture.size
        if size > FEW:
            return
        texts = [[significant(float(value), 3) for value in row] for row in self._picture.values]
        factor = 1.4
        while factor > 0.6 and max(laid_out(t, self.theme, factor).width for row in texts for t in row) > 0.8 * cell:
            factor -= 0.1
        if factor <= 0.6 or laid_out("0", self.theme, factor).height > cell:
            return
        for i, row in enumerate(texts):
            for j, text in enumerate(row):
                back = QColor(self._image.pixelColor(j, i))
                ink = colour("#FFFFFF" if luminance(back) < 0.3 else "#101418")
                x, y = square.left() + (j + 0.5) * cell, square.top() + (i + 0.5) * cell
                label(painter, text, x, y, self.theme, anchor=(0.5, 0.5), ink=ink, factor=factor, halo=0.0)

    def _paint_sides(self, painter: QPainter, square: QRectF) -> None:
        theme, ink = self.theme, colour(self.theme.muted)
        assert self._system is not None
        unit = square.width() / self._system.size
        step = max(1, int(np.ceil((max(self._widest(), laid_out("0", theme, 0.84).height) + 4.0) / unit)))
        many = self._system.size > FEW
        for number, (at, text) in enumerate(self._names()):
            label(painter, text, square.left() - theme.px(5), square.top() + at * unit, theme, anchor=(1.0, 0.5),
                  ink=ink, factor=0.84, halo=0.0)  # fmt: skip
            if many or number % step == 0:
                label(painter, text, square.left() + at * unit, square.bottom() + theme.px(3), theme, anchor=(0.5, 0.0),
                      ink=ink, factor=0.84, halo=0.0)  # fmt: skip
        line = laid_out("0", theme, 0.88).height
        label(painter, "from unit j", square.center().x(), square.bottom() + theme.px(3) + line, theme,
              anchor=(0.5, 0.0), ink=ink, factor=0.88, halo=0.0)  # fmt: skip
        painter.save()
        painter.translate(square.left() - theme.px(10) - self._widest() - line, square.center().y())
        painter.rotate(-90.0)
        label(painter, "to unit i", 0.0, 0.0, theme, anchor=(0.5, 0.0), ink=ink, factor=0.88, halo=0.0)
        painter.restore()

    def _paint_bar(self, painter: QPainter, square: QRectF) -> None:
        theme, scale = self.theme, self.theme.scale
        assert self._picture is not None
        if self._bar_below:
            top = square.bottom() + theme.px(10) + 2.0 * laid_out("0", theme, 0.88).height
            bar = QRectF(square.left(), top, square.width(), BAR * scale)
            gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        else:
            bar = QRectF(square.right() + 14.0 * scale, square.top(), BAR * scale, square.height())
            gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for position, stop in diverging(theme):
            gradient.setColorAt(position, colour(stop))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 2.0, 2.0)
        for share in (-1.0, 0.0, 1.0):
            text = significant(share * self._picture.largest, 3) if share else "0"
            if self._bar_below:
                x, y, anchor = bar.center().x() + 0.5 * share * bar.width(), bar.bottom() + 2.0 * scale, (0.5, 0.0)
                bounds = None
            else:
                x, y, anchor = bar.right() + 5.0 * scale, bar.center().y() - 0.5 * share * bar.height(), (0.0, 0.5)
                bounds = QRectF(bar.left(), bar.top(), 400.0, bar.height())
            label(painter, text, x, y, theme, anchor=anchor, factor=0.84, halo=0.0, ink=colour(theme.muted),
                  bounds=bounds)  # fmt: skip

    def _paint_hover(self, painter: QPainter, rect: QRectF, square: QRectF, hover: QPointF) -> None:
        text = self.value_text(
            (hover.x() - square.left()) / square.width(), (hover.y() - square.top()) / square.height()
        )
        label(painter, text, hover.x() + 12.0, hover.y() - 8.0, self.theme, anchor=(0.0, 1.0), factor=0.84, halo=0.94,
              bounds=rect.adjusted(6, 4, -6, -4))  # fmt: skip

    def value_text(self, across: float, down: float) -> str:
        """Return the weight at a place of the square, each from 0 to 1."""
        if self._system is None:
            return ""
        size = self._system.size
        i, j = (min(max(int(share * size), 0), size - 1) for share in (down, across))
        value = significant(entry(self._system.network, i, j))
        return f"M_ij = {value}   i = {i + 1}, j = {j + 1}   ({self._system.labels[j]} → {self._system.labels[i]})"


def luminance(ink: QColor) -> float:
    """Return how light a colour looks, 0 to 1 (WCAG's relative luminance)."""
    parts = [ink.redF(), ink.greenF(), ink.blueF()]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
