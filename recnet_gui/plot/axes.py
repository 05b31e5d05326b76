"""Axes that stay quiet: a faint grid, few ticks, true minus signs; a still one and one on which time passes."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem

from recnet_gui.plot.ranges import tick_text, ticks
from recnet_gui.plot.text import laid_out
from recnet_gui.style import Theme

TICK_FACTOR, NAME_FACTOR = 0.84, 0.88


class Axis(pg.AxisItem):  # type: ignore[misc]
    """One axis with its grid, painted from the view's range at once instead of by AxisItem's layout.

    `offset` is added to what the ticks say: on a time axis the data stay put and the numbers pass by.
    """

    def __init__(self, orientation: str, name: str, theme: Theme, *, moving: bool = False) -> None:
        super().__init__(orientation)
        self._name, self._offset, self._show_text = name, 0.0, True
        self._fixed_ticks: list[tuple[float, str]] | None = None
        self._limit: float | None = None
        self._grid = True
        if not moving:
            self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.restyle(theme)

    def restyle(self, theme: Theme) -> None:
        """Take another look; the space it takes follows the type size."""
        self._theme = theme
        line = laid_out("0", theme, TICK_FACTOR).height
        name = laid_out("0", theme, NAME_FACTOR).height if self._name else 0.0
        if self.orientation == "left":
            self._set_width(laid_out("−100", theme, TICK_FACTOR).width)
        elif self._show_text:
            self.setHeight(round(line + name + theme.px(7)))
        else:
            self.setHeight(theme.px(8))
        self.resized()

    def resized(self) -> None:
        """Follow the plot's inside; Qt would keep the strips of the old picture that lie within the new one."""
        self.prepareGeometryChange()
        mode = self.cacheMode()
        self.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        self.setCacheMode(mode)
        self.update()

    def resizeEvent(self, event: Any) -> None:
        """Follow one's own size; AxisItem would only move a label that is not used here."""
        self.resized()

    def make_room(self, low: float, high: float) -> None:
        """Widen a left axis whose numbers for this range are long; short ones take the usual width."""
        texts = ["−100", *(text for _, text in self._ticks(low, high, max(self.size().height(), 1.0)))]
        self._set_width(max(laid_out(text, self._theme, TICK_FACTOR).width for text in texts))

    def _set_width(self, digits: float) -> None:
        name = laid_out("0", self._theme, NAME_FACTOR).height if self._name else 0.0
        width = round(name + digits + self._theme.px(10))
        if width != round(self.width()):
            self.setWidth(width)

    def hide_text(self) -> None:
        """Draw the grid alone: another axis below says the numbers."""
        self._show_text = False
        self.restyle(self._theme)

    def set_fixed_ticks(self, fixed: list[tuple[float, str]] | None) -> None:
        """Put ticks at these values with these words instead of nice numbers."""
        if fixed != self._fixed_ticks:
            self._fixed_ticks = fixed
            self.update()

    def set_limit(self, limit: float) -> None:
        """Draw no ticks beyond this position: what lies there is the labels' place."""
        self._limit = limit

    def hide_grid(self) -> None:
        """Draw numbers without lines."""
        self._grid = False

    def set_name(self, name: str) -> None:
        """Say what the axis shows."""
        if name != self._name:
            self._name = name
            self.restyle(self._theme)

    def set_offset(self, offset: float) -> None:
        """Let the numbers pass by."""
        if offset != self._offset:
            self._offset = offset
            self.update()

    def boundingRect(self) -> QRectF:
        """Return the axis, the plot's inside for the grid, and air for the outermost numbers."""
        own: QRectF = self.mapRectFromParent(self.geometry())
        view = self.linkedView()
        if view is not None:
            own = own.united(self.mapRectFromItem(view, view.rect()))
        air = self._theme.px(10)
        # a name longer than its axis reaches down beside the numbers of the axis below
        return own.adjusted(-air, -air, air, 4.0 * air)

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        """Grid lines, numbers and name."""
        view = self.linkedView()
        inside = self.mapRectFromItem(view, view.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        low, high = view.viewRange()[0 if self.orientation == "bottom" else 1]
        if high <= low or inside.width() < 8 or inside.height() < 8:
            return
        upright = self.orientation == "left"
        length = inside.height() if upright else inside.width()
        for value, text in self._ticks(low, high, length):
            share = (value - low) / (high - low)
            if upright:
                self._tick_left(painter, inside, round(inside.bottom() - share * length), text)
            else:
                self._tick_below(painter, inside, round(inside.left() + share * length), text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if self._name and self._show_text:
            (self._name_left if upright else self._name_below)(painter, inside)

    def _ticks(self, low: float, high: float, length: float) -> list[tuple[float, str]]:
        if self._fixed_ticks is not None:
            return [tick for tick in self._fixed_ticks if low <= tick[0] <= high]
        room = 27.0 if self.orientation == "left" else 64.0
        most = max(3, min(7, int(length / (room * self._theme.scale)) + 1))
        high = high if self._limit is None else min(high, self._limit)
        values, step = ticks(low + self._offset, high + self._offset, most)
        return [(value - self._offset, tick_text(value, step)) for value in values]

    def _tick_left(self, painter: QPainter, inside: QRectF, y: float, text: str) -> None:
        if self._grid:
            painter.setPen(QColor(self._theme.grid))
            painter.drawLine(QPointF(inside.left(), y), QPointF(inside.right(), y))
        laid = laid_out(text, self._theme, TICK_FACTOR)
        x = inside.left() - laid.width - self._theme.px(5)
        laid.draw(painter, x, y + laid.ascent - 0.5 * laid.height, QColor(self._theme.muted))

    def _tick_below(self, painter: QPainter, inside: QRectF, x: float, text: str) -> None:
        if self._grid:
            painter.setPen(QColor(self._theme.grid))
            painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()))
        if self._show_text:
            laid = laid_out(text, self._theme, TICK_FACTOR)
            air = self._theme.px(10)
            left = max(min(x - 0.5 * laid.width, inside.right() - laid.width + air), inside.left() - air)
            baseline = inside.bottom() + self._theme.px(3) + laid.ascent
            laid.draw(painter, left, baseline, QColor(self._theme.muted))

    def _name_left(self, painter: QPainter, inside: QRectF) -> None:
        laid = laid_out(self._name, self._theme, NAME_FACTOR)
        painter.save()
        start = max(inside.center().y() + 0.5 * laid.width, inside.top() + laid.width)
        turned = QTransform().translate(laid.ascent, start).rotate(-90.0)
        painter.setTransform(turned, combine=True)
        laid.draw(painter, 0.0, 0.0, QColor(self._theme.muted))
        painter.restore()

    def _name_below(self, painter: QPainter, inside: QRectF) -> None:
        laid = laid_out(self._name, self._theme, NAME_FACTOR)
        baseline = self.size().height() - laid.descent
        laid.draw(painter, inside.center().x() - 0.5 * laid.width, baseline, QColor(self._theme.muted))

    def mouseDragEvent(self, event: Any) -> None:
        """Leave the mouse to the canvas."""
        event.ignore()

    def wheelEvent(self, event: Any) -> None:
        """Leave the wheel to the canvas."""
        event.ignore()
