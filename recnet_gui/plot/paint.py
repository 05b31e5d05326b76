"""Painting in pixels: quick wide lines, dots, arrows and labels with a halo."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from recnet_core.arrays import Array
from recnet_gui.plot.text import laid_out, place
from recnet_gui.style import Theme

FAR = 1e5  # px: further off is cut, Qt's rasteriser loses its way beyond 2²⁴


@dataclass(frozen=True)
class Area:
    """A plot's inside: its size in px and the ranges of its axes."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    top: float

    @property
    def rect(self) -> QRectF:
        """The inside as a rectangle, px."""
        return QRectF(0.0, 0.0, self.width, self.height)

    def x(self, value: Any) -> Any:
        """Return px from the left edge, of a number or an array."""
        return (value - self.left) * (self.width / (self.right - self.left))

    def y(self, value: Any) -> Any:
        """Return px from the upper edge, of a number or an array."""
        return self.height - (value - self.bottom) * (self.height / (self.top - self.bottom))

    def value_at(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return the axes' values at a pixel."""
        across, up = x / self.width, 1.0 - y / self.height
        return self.left + across * (self.right - self.left), self.bottom + up * (self.top - self.bottom)


def colour(name: str, opacity: float = 1.0) -> QColor:
    """Return a colour from its hex string."""
    made = QColor(name)
    made.setAlphaF(opacity)
    return made


def mixed(front: str, back: str, share: float) -> QColor:
    """Return `share` of `front` over `back`: like opacity, but overlapping strokes do not show."""
    a, b = QColor(front), QColor(back)
    parts = ((a.redF(), b.redF()), (a.greenF(), b.greenF()), (a.blueF(), b.blueF()))
    return QColor.fromRgbF(*(share * x + (1.0 - share) * y for x, y in parts))


def pen(ink: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen with flat caps; for strokes of few points."""
    made = QPen(QBrush(ink), width, style, Qt.PenCapStyle.FlatCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made


class Strokes:
    """Line segments in one preallocated buffer.

    Each segment is drawn by itself with square caps, which overlap to a closed line: Qt fills such rectangles
    directly, 4 to 25 times quicker than its stroker draws a wide antialiased polyline, at any width.
    """

    def __init__(self) -> None:
        self._array = PrimitiveArray(QLineF, 4)
        self._count = 0

    def polyline(self, x: Array, y: Array) -> None:
        """Hold the line through (T,) points, px."""
        self.segments(x[:-1], y[:-1], x[1:], y[1:])

    def polylines(self, x: Array, y: Array) -> None:
        """Hold K lines through points at x (T,), y (T, K), px."""
        count = y.shape[1]
        self.segments(np.tile(x[:-1], count), y[:-1].T.ravel(), np.tile(x[1:], count), y[1:].T.ravel())

    def segments(self, x0: Array, y0: Array, x1: Array, y1: Array) -> None:
        """Hold segments from (x0, y0) to (x1, y1), (K,) px each."""
        self._count = len(x0)
        if self._count == 0:
            return
        self._array.resize(self._count)
        lines = self._array.ndarray()
        lines[:, 0], lines[:, 1], lines[:, 2], lines[:, 3] = x0, y0, x1, y1
        np.clip(lines, -FAR, FAR, out=lines)

    def draw(self, painter: QPainter, ink: QColor, width: float) -> None:
        """Draw what is held."""
        if self._count == 0:
            return
        stroke = QPen(ink, width)
        stroke.setCosmetic(True)
        stroke.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(stroke)
        painter.drawLines(*self._array.drawargs())


def path(painter: QPainter, x: Array, y: Array, stroke: QPen) -> None:
    """Draw a line of few points with true joins and dashes; px."""
    if len(x) < 2:
        return
    points = np.clip(np.column_stack([x, y]), -FAR, FAR)
    painter.setPen(stroke)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in points.tolist()]))


def tint(painter: QPainter, rect: QRectF, shade: QColor) -> None:
    """Fill a rectangle on whole pixels: antialiased edges would cost a millisecond."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(rect, shade)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def dot(painter: QPainter, x: float, y: float, radius: float, rim: QColor, fill: QColor, width: float) -> None:
    """Draw a round marker."""
    painter.setPen(QPen(rim, width))
    painter.setBrush(fill)
    painter.drawEllipse(QPointF(x, y), radius, radius)


def label(
    painter: QPainter,
    text: str,
    x: float,
    y: float,
    theme: Theme,
    *,
    ink: QColor | None = None,
    anchor: tuple[float, float] = (0.0, 0.5),
    bounds: QRectF | None = None,
    factor: float = 0.9,
    semibold: bool = False,
    halo: float = 0.8,
) -> QRectF:
    """Draw a line of mathematical text, over a halo of the canvas' colour, within `bounds`; return where."""
    laid = laid_out(text, theme, factor, semibold)
    left, baseline = place(laid, x, y, anchor, bounds)
    rect = QRectF(left, baseline - laid.ascent, laid.width, laid.height)
    if halo > 0.0:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme.canvas, halo))
        painter.drawRoundedRect(rect.adjusted(-3, -1, 3, 1), 4, 4)
    laid.draw(painter, left, baseline, ink or colour(theme.text))
    return rect
