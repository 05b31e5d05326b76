"""Eigenvalues in the complex plane: the stable and the unstable side, the line between, filled and open markers."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from recnet_gui.plot.paint import Area, colour, dot, label, pen, tint
from recnet_gui.plot.ranges import nice_ceiling
from recnet_gui.style import Theme

TINT = 0.07


def paint_sides(painter: QPainter, area: Area, threshold: float, name: str, theme: Theme) -> None:
    """Tint both sides of Re = threshold, name them quietly, and name the line."""
    edge = min(max(area.x(threshold), 0.0), area.width)
    tint(painter, QRectF(0.0, 0.0, edge, area.height), colour(theme.series[2], TINT))
    tint(painter, QRectF(edge, 0.0, area.width - edge, area.height), colour(theme.error, TINT))
    painter.setPen(pen(colour(theme.rule), 1.0))
    painter.drawLine(QPointF(0.0, area.y(0.0)), QPointF(area.width, area.y(0.0)))
    painter.setPen(pen(colour(theme.muted), 1.5 * theme.scale))
    painter.drawLine(QPointF(edge, 0.0), QPointF(edge, area.height))
    low = area.height - 4.0
    quiet = colour(theme.muted)
    inside = area.rect.adjusted(6, 0, -6, 0)
    named = label(painter, name, edge, low, theme, anchor=(0.5, 1.0), ink=quiet, factor=0.84, bounds=inside, halo=0.9)
    gap = 12.0 * theme.scale
    if named.left() > 70.0 * theme.scale:
        label(painter, "stable", named.left() - gap, low, theme, anchor=(1.0, 1.0), ink=quiet, factor=0.84, halo=0.0)
    if area.width - named.right() > 80.0 * theme.scale:
        label(painter, "unstable", named.right() + gap, low, theme, anchor=(0.0, 1.0), ink=quiet, factor=0.84, halo=0.0)


def paint_eigenvalues(
    painter: QPainter, area: Area, values: npt.NDArray[np.complex128], threshold: float, ink: QColor, theme: Theme
) -> None:
    """A marker each: filled where stable, open where unstable, half filled on the line."""
    radius = (5.0 if len(values) <= 40 else 3.0) * theme.scale
    for value in values[::-1]:
        x, y = area.x(value.real), area.y(value.imag)
        unstable = value.real - threshold
        fill = ink if unstable < -1e-9 else colour(theme.canvas)
        dot(painter, x, y, radius, ink, fill, 2.0 * theme.scale)
        if abs(unstable) <= 1e-9:
            dot(painter, x, y, 0.35 * radius, ink, ink, 1.0)


def ranges_around(values: npt.NDArray[np.complex128], headroom: float) -> tuple[float, float]:
    """Return half widths for Re and Im, nice numbers, so that neither axis is flat.

    Eigenvalues keep out of the uppermost share `headroom` of the picture, where words stand.
    """
    real = float(np.abs(values.real).max(initial=0.0))
    imaginary = float(np.abs(values.imag).max(initial=0.0))
    across = nice_ceiling(max(1.6 * real, 0.4 * imaginary, 1e-3))
    return across, nice_ceiling(max(imaginary / (1.0 - 2.0 * headroom), 0.5 * across))
