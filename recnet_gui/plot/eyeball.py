"""An eye seen from above, painted: eyeball, lens, iris, the two muscles that turn it, and the scale it looks at."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QRadialGradient

from recnet_core.arrays import Array
from recnet_gui.plot.paint import colour, label, mixed
from recnet_gui.plot.text import laid_out
from recnet_gui.style import Theme

REACH = 50.0  # degrees: an eye turns no further
SCALE_END = 40  # degrees
IRIS, PUPIL = 27.0, 11.0  # degrees of the ball on each side of its axis
TRAIL = 28  # dots
BALL = 0.42  # of the scale's radius
ROOT = 1.48  # of the ball's radius: where the muscles come from, behind its centre
DEEP = 1.0 + BALL * ROOT  # of the scale's radius: from the scale to the muscles' root


class Eyeball:
    """Where an eye lies in its picture: the centre it turns about, its radius, and the radius of the scale (px)."""

    def __init__(self, rect: QRectF, theme: Theme) -> None:
        self.theme = theme
        line = laid_out("0", theme, 0.9).height
        sine = math.sin(math.radians(REACH))
        across = (0.5 * rect.width() - 2.2 * line) / sine
        upright = (rect.height() - 1.8 * line) / DEEP
        self.scale_radius = max(40.0, min(across, upright))
        self.radius = BALL * self.scale_radius
        self._roomy = self.scale_radius > 6.0 * line
        spare = max(0.0, rect.height() - 1.8 * line - DEEP * self.scale_radius)
        self.centre = QPointF(rect.center().x(), rect.top() + 1.6 * line + self.scale_radius + 0.5 * spare)

    def at(self, angle: float, radius: float) -> QPointF:
        """Return the point so far from the centre in the direction `angle` (degrees, to the right of ahead)."""
        turn = math.radians(angle)
        return self.centre + QPointF(radius * math.sin(turn), -radius * math.cos(turn))

    def paint(self, painter: QPainter, angle: float | None, trail: Array) -> None:
        """Paint all; `angle` in degrees, None for an eye that has none; `trail` (T,) where it looked before."""
        turned = 0.0 if angle is None else max(-REACH, min(REACH, angle))
        self._paint_scale(painter)
        if angle is not None:
            self._paint_trail(painter, trail)
            self._paint_gaze(painter, turned)
        self._paint_muscles(painter, turned)
        self._paint_ball(painter)
        self._paint_front(painter, turned)

    def _paint_scale(self, painter: QPainter) -> None:
        theme, radius = self.theme, self.scale_radius
        box = QRectF(self.centre.x() - radius, self.centre.y() - radius, 2.0 * radius, 2.0 * radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour(theme.rule), 1.5 * theme.scale))
        painter.drawArc(box, round(16 * (90 - SCALE_END)), round(16 * 2 * SCALE_END))
        for degrees in range(-SCALE_END, SCALE_END + 1, 5):
            long = degrees % 10 == 0
            painter.setPen(QPen(colour(theme.muted if long else theme.rule), 1.3 * theme.scale))
            painter.drawLine(self.at(degrees, radius), self.at(degrees, radius - (9 if long else 5) * theme.scale))
            if degrees % (20 if self._roomy else SCALE_END) == 0:
                place = self.at(degrees, radius + 0.85 * laid_out("0", theme, 0.9).height)
                label(painter, f"{degrees}°".replace("-", "−"), place.x(), place.y(), theme, anchor=(0.5, 0.5),
                      ink=colour(theme.muted), factor=0.9, halo=0.0)  # fmt: skip
        words = ((-SCALE_END, "left", 1.0), (SCALE_END, "right", 0.0))
        for degrees, word, side in words if self._roomy else ():
            place = self.at(degrees, radius - 12.0 * theme.scale)
            label(painter, word, place.x() + (side * 2.0 - 1.0) * 4.0, place.y() + 16.0 * theme.scale, theme,
                  anchor=(0.5, 0.0), ink=colour(theme.muted), factor=0.84, halo=0.0)  # fmt: skip

    def _paint_trail(self, painter: QPainter, trail: Array) -> None:
        """Dots on the scale, the past fainter: a saccade spreads them, a drift draws them near."""
        painter.setPen(Qt.PenStyle.NoPen)
        for number, angle in enumerate(np.clip(trail, -REACH, REACH).tolist()):
            share = (number + 1) / len(trail)
            painter.setBrush(mixed(self.theme.accent, self.theme.canvas, 0.08 + 0.3 * share * share))
            painter.drawEllipse(self.at(angle, self.scale_radius), *[3.2 * self.theme.scale] * 2)

    def _paint_gaze(self, painter: QPainter, angle: float) -> None:
        """The line of sight, fading from the eye on, and its end on the scale."""
        theme = self.theme
        end = self.at(angle, self.scale_radius)
        stroke = QPen(colour(theme.accent, 0.85), 2.2 * theme.scale)
        painter.setPen(stroke)
        painter.drawLine(self.at(angle, 1.1 * self.radius), end)
        painter.setPen(QPen(colour(theme.canvas), 1.5 * theme.scale))
        painter.setBrush(colour(theme.accent))
        painter.drawEllipse(end, 6.0 * theme.scale, 6.0 * theme.scale)

    def _paint_muscles(self, painter: QPainter, angle: float) -> None:
        """The two muscles from behind the eye to its sides: the one that pulls is short and thick."""
        flesh = QColor("#C4716A" if not self.theme.dark else "#A85A54")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        root = self.centre + QPointF(0.0, ROOT * self.radius)
        nerve = QPen(mixed(self.theme.muted, self.theme.canvas, 0.45), 0.2 * self.radius)
        nerve.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(nerve)
        painter.drawLine(self.at(angle + 180.0, 0.9 * self.radius), root)
        for side in (-1.0, 1.0):
            pull = side * angle / REACH  # 1: as short as it gets
            start = root + QPointF(side * 0.16 * self.radius, 0.0)
            end = self.at(angle + side * 72.0, 1.02 * self.radius)
            bend = self.centre + QPointF(side * (1.22 + 0.06 * pull) * self.radius, 0.55 * self.radius)
            band = QPainterPath(start)
            band.quadTo(bend, end)
            stroke = QPen(flesh, (0.17 + 0.055 * pull) * self.radius)
            stroke.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(stroke)
            painter.drawPath(band)

    def _paint_ball(self, painter: QPainter) -> None:
        """The white of the eye; it looks the same from everywhere."""
        radius = self.radius
        shade = QRadialGradient(self.centre - QPointF(0.25 * radius, 0.3 * radius), 1.5 * radius)
        for position, name in ((0.0, "#FFFFFF"), (0.55, "#F1F2F4"), (1.0, "#C3C8D0")):
            shade.setColorAt(position, colour(name))
        painter.setPen(QPen(colour("#8A929E"), 1.2 * self.theme.scale))
        painter.setBrush(shade)
        painter.drawEllipse(self.centre, radius, radius)

    def _paint_front(self, painter: QPainter, angle: float) -> None:
        """Cornea, iris, pupil and lens, turned; drawn looking up around the centre."""
        painter.save()
        painter.translate(self.centre)
        painter.rotate(angle)
        radius = self.radius
        edge = radius * math.sin(math.radians(IRIS)), -radius * math.cos(math.radians(IRIS))
        hole = edge[0] * PUPIL / IRIS
        cornea = QPainterPath(QPointF(-edge[0], edge[1]))
        cornea.cubicTo(QPointF(-0.72 * edge[0], -1.24 * radius), QPointF(0.72 * edge[0], -1.24 * radius),
                       QPointF(edge[0], edge[1]))  # fmt: skip
        cornea.closeSubpath()
        painter.setPen(QPen(colour("#8A929E"), 1.2 * self.theme.scale))
        painter.setBrush(colour("#DCEBF5"))
        painter.drawPath(cornea)
        painter.setPen(Qt.PenStyle.NoPen)
        lens = QRadialGradient(QPointF(0.0, edge[1] + 0.16 * radius), 0.4 * radius)
        lens.setColorAt(0.0, colour("#FFFFFF"))
        lens.setColorAt(1.0, colour("#B9D3E6"))
        painter.setBrush(lens)
        painter.setPen(QPen(colour("#8FAFC6"), 1.0 * self.theme.scale))
        painter.drawEllipse(QPointF(0.0, edge[1] + 0.2 * radius), 0.86 * edge[0], 0.17 * radius)
        painter.setPen(Qt.PenStyle.NoPen)
        for side in (-1.0, 1.0):
            painter.setBrush(colour("#1F6B8F"))
            leaf = QRectF(
                QPointF(side * hole, edge[1] - 0.055 * radius), QPointF(side * 1.02 * edge[0], edge[1] + 0.055 * radius)
            )
            painter.drawRoundedRect(leaf.normalized(), 0.05 * radius, 0.05 * radius)
        painter.setBrush(colour("#10151B"))
        painter.drawRect(QRectF(QPointF(-hole, edge[1] - 0.035 * radius), QPointF(hole, edge[1] + 0.035 * radius)))
        painter.restore()


def pair_of_eyes(painter: QPainter, rect: QRectF, angle: float, theme: Theme) -> None:
    """Paint both eyes as a mirror shows them: what looks right goes right."""
    width = min(0.46 * rect.width(), 1.35 * rect.height())
    for side in (-1.0, 1.0):
        middle = rect.center() + QPointF(side * 0.54 * width, 0.0)
        _one_of_a_pair(painter, middle, 0.5 * width, 0.27 * width, angle, theme)


def _one_of_a_pair(painter: QPainter, middle: QPointF, a: float, b: float, angle: float, theme: Theme) -> None:
    """An almond of half width a and half height b with iris, pupil and a glint, px."""
    almond = QPainterPath(middle - QPointF(a, 0.0))
    almond.cubicTo(
        middle + QPointF(-0.55 * a, -1.35 * b), middle + QPointF(0.55 * a, -1.35 * b), middle + QPointF(a, 0.0)
    )
    almond.cubicTo(
        middle + QPointF(0.55 * a, 1.25 * b), middle + QPointF(-0.55 * a, 1.25 * b), middle - QPointF(a, 0.0)
    )
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("#F6F7F9"))
    painter.drawPath(almond)
    painter.setClipPath(almond, Qt.ClipOperation.IntersectClip)
    turned = math.sin(math.radians(max(-REACH, min(REACH, angle))))
    iris = middle + QPointF(0.72 * a * turned, -0.04 * b)
    wide, high = 0.86 * b * math.cos(math.asin(turned)) ** 0.6, 0.86 * b
    tone = QRadialGradient(iris, high)
    for position, name in ((0.0, "#7CC0DD"), (0.55, "#2E86AB"), (0.92, "#1B5E80"), (1.0, "#134761")):
        tone.setColorAt(position, colour(name))
    painter.setBrush(tone)
    painter.drawEllipse(iris, wide, high)
    painter.setBrush(colour("#10151B"))
    painter.drawEllipse(iris, 0.42 * wide, 0.42 * high)
    painter.setBrush(colour("#FFFFFF", 0.9))
    painter.drawEllipse(iris + QPointF(0.3 * wide, -0.34 * high), 0.15 * high, 0.15 * high)
    painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(mixed(theme.text, theme.canvas, 0.8), 2.0 * theme.scale))
    painter.drawPath(almond)
