"""Filled shapes: the ground under a curve, and bars."""

import numpy as np
from pyqtgraph import functions as fn
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from recnet_core.arrays import Array
from recnet_gui.plot.paint import FAR, colour, pen
from recnet_gui.style import Theme


def fill_under(painter: QPainter, x: Array, y: Array, base: float, shade: QColor) -> None:
    """Fill between a line through (T,) points and the height `base`, px; the line above it hides its hard edge."""
    if len(x) < 2:
        return
    polygon = fn.create_qpolygonf(len(x) + 2)
    points = fn.ndarray_from_qpolygonf(polygon)
    points[:-2, 0], points[:-2, 1] = np.clip(x, -FAR, FAR), np.clip(y, -FAR, FAR)
    points[-2:] = (points[-3, 0], base), (points[0, 0], base)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawPolygon(polygon)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def bar(painter: QPainter, left: float, width: float, y: float, base: float, ink: QColor, *, hatched: bool) -> None:
    """Draw a bar from the height `base` to `y`, px, on whole pixels; hatched for what has no top."""
    top, bottom = sorted((round(float(np.clip(y, -FAR, FAR))), round(base)))
    rect = QRectF(round(left), top, max(round(left + width) - round(left), 1), max(bottom - top, 1))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if hatched:
        painter.setBrushOrigin(QPointF(0.0, 0.0))
        painter.fillRect(rect, QBrush(ink, Qt.BrushStyle.BDiagPattern))
        painter.setPen(pen(ink, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
    else:
        painter.fillRect(rect, ink)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def base_line(painter: QPainter, width: float, y: float, theme: Theme) -> None:
    """Draw the line on which curves and bars stand."""
    painter.setPen(pen(colour(theme.rule), 1.2 * theme.scale))
    painter.drawLine(QPointF(0.0, y), QPointF(width, y))
