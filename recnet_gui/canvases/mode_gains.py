"""The gains 1/(1−λ_i) of a linear network's modes as bars, and the gain each has reached so far."""

import math
import time as clock
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.analysis.closed_form import LinearModes, linear_modes, same_weights
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import ModeGains
from recnet_gui.plot.base import Plot, PlotCanvas
from recnet_gui.plot.fill import bar, base_line
from recnet_gui.plot.held import quiet_input
from recnet_gui.plot.notes import paint_note
from recnet_gui.plot.paint import Area, colour, label, pen
from recnet_gui.plot.ranges import GrowingRange, nice_ceiling, tick_text, ticks
from recnet_gui.plot.text import laid_out, significant
from recnet_gui.style import Theme

MOST, FEW = 12, 6  # bars
WIDTH, WIDEST = 0.56, 96.0  # of a bar, of the distance of two modes; px
WIDE = 50.0  # largest over smallest gain beyond which the axis is logarithmic
DRIVEN = 1e-3  # of |h|: a mode that gets less has no gain to measure
NEAR_ONE = 1e-12
HEADROOM = 1.25
CLIMB = 20.0  # how far above the largest bar the axis follows what has no top
DEFECTIVE = "M is defective: it has no basis of eigenvectors, so there are no modes whose gains could be shown."
NONLINEAR = "F is not linear: the modes of M have no gains of their own."


class ModeGainsCanvas(PlotCanvas):
    """A bar a mode, as high as theory says it will be amplified, and a marker that creeps up to it.

    The marker is c_i/(e_i·h), with left eigenvectors where M is not symmetric; of a complex pair both are sizes. Modes
    whose λ is not below 1 have no top: their bars are hatched and say what becomes of them.
    """

    view: ModeGains

    def __init__(self, view: ModeGains, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        self._range = GrowingRange(0.0, 1.5)
        self._system: System | None = None
        self._modes: LinearModes | None = None
        self._note = ""
        self._lambdas = np.zeros(0, dtype=np.complex128)
        self._left = np.zeros((0, 0), dtype=np.complex128)
        self._gains = np.zeros(0)  # inf where there is no rest
        self._measured = np.zeros(0)  # NaN where a mode is not driven
        self._logarithmic = False
        super().__init__(view, scenario, theme, parent)
        self.plot.axes["bottom"].hide_grid()
        self._place()

    def make_plot(self) -> Plot:
        """Return the plot over the modes."""
        return Plot(self.theme, "mode", "gain 1/(1 − λ)")

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Find the modes anew if M changed."""
        before, self._system = self._system, system
        self._note = "" if system.network.is_linear else NONLINEAR
        if self._modes is None or before is None or not same_weights(before.network, system.network):
            self._modes = linear_modes(system.network)
            self._take(self._modes)
        if self._modes.defective and not self._note:
            self._note = DEFECTIVE
        self._fit()
        self.plot.back.update()
        self.plot.front.update()

    def _take(self, modes: LinearModes) -> None:
        """Keep the leading modes and their gains."""
        self._lambdas = modes.eigenvalues[:MOST]
        self._left = modes.left[:MOST]
        distance = 1.0 - self._lambdas
        with np.errstate(divide="ignore"):
            gains = 1.0 / np.abs(distance)
        self._gains = np.where(self._lambdas.real < 1.0 - NEAR_ONE, gains, np.inf)
        self._measured = np.full(len(self._gains), np.nan)

    def draw(self, snapshot: Snapshot) -> None:
        """Measure the gains as they are now."""
        if snapshot.system is not self._system:
            self.show_system(snapshot.system, self.scenario.defaults)
        if self._note or not np.isfinite(snapshot.v).all() or self._left.shape[1] != snapshot.system.size:
            return
        drive = quiet_input(snapshot) + snapshot.system.network.bias
        into, have = self._left @ drive, self._left @ snapshot.v
        driven = np.abs(into) > DRIVEN * max(float(np.linalg.norm(drive)), 1e-9)
        with np.errstate(all="ignore"):
            ratio = np.where(driven, have / np.where(driven, into, 1.0), np.nan)
        turning = np.abs(self._lambdas.imag) > NEAR_ONE
        self._measured = np.where(turning, np.abs(ratio), ratio.real)
        self._fit()
        self.plot.front.update()

    def reset_ranges(self) -> None:
        """Put the axis around the gains."""
        self._range.reset()
        self._fit()

    def _fit(self) -> None:
        """Choose the axis: from 0, or logarithmic where gains span much; it holds the finite bars."""
        finite = self._gains[np.isfinite(self._gains)]
        least, most = float(finite.min(initial=1.0)), float(finite.max(initial=1.0))
        self._logarithmic = most / max(least, 1e-12) > WIDE
        climbing = self._measured[~np.isfinite(self._gains) & np.isfinite(self._measured)]
        highest = min(float(climbing.max(initial=0.0)), CLIMB * most)
        self._range.fit(0.0, HEADROOM * max(most, highest), clock.monotonic())
        self._place()

    def _place(self) -> None:
        count = max(len(self._gains), 1)
        self.plot.axes["bottom"].set_fixed_ticks([(float(i), name) for i, name in enumerate(self._names())])
        finite = self._gains[np.isfinite(self._gains)]
        if self._logarithmic:
            low = math.floor(math.log10(max(0.5 * float(finite.min(initial=1.0)), 1e-6)))
            high = math.log10(nice_ceiling(2.0 * float(finite.max(initial=1.0))))
            decades = [(float(power), significant(10.0**power)) for power in range(low, math.floor(high) + 1)]
            self.plot.axes["left"].set_fixed_ticks(decades)
            across = (float(low), high)
        else:
            values, step = ticks(0.0, self._range.high, 5)
            self.plot.axes["left"].set_fixed_ticks([(value, tick_text(value, step)) for value in values])
            across = (0.0, self._range.high)
        self.plot.set_range((-0.6, count - 0.4), across)

    def _names(self) -> list[str]:
        """Return λ_1 = 0.9 where there is room for it under the bars, else the mode's number."""
        names = [f"λ_{i + 1} = {_lambda_text(value)}" for i, value in enumerate(self._lambdas.tolist())]
        room = self.plot.box.rect().width() / max(len(names), 1) - self.theme.px(10)
        widest = max((laid_out(name, self.theme, 0.84).width for name in names), default=0.0)
        return names if widest <= room else [f"λ_{i + 1}" for i in range(len(names))]

    def _height(self, gain: float, area: Area) -> float:
        """Return where a gain lies, px, within the plot; what is not above 0 lies on the ground."""
        if self._logarithmic:
            gain = math.log10(gain) if gain > 0.0 else area.bottom
        return float(min(max(area.y(gain), 0.0), area.height))

    def paint_back(self, painter: QPainter, area: Area) -> None:
        """Bars with their gains, the line of gain 1, or why there is nothing."""
        if self._note:
            paint_note(painter, area, self._note, self.theme)
            return
        theme, wide = self.theme, self._bar_width(area)
        base = area.height
        for i, gain in enumerate(self._gains.tolist()):
            left = float(area.x(i)) - 0.5 * wide
            endless = math.isinf(gain)
            ink = colour(theme.error if self._runs_away(i) else theme.series[0], 0.75 if endless else 0.55)
            top = 0.0 if endless else self._height(gain, area)
            bar(painter, left, wide, top, base, ink, hatched=endless)
        self._paint_one(painter, area)
        base_line(painter, area.width, base, theme)
        unit = area.width / (area.right - area.left)
        taken = [self._paint_gain(painter, area, i, gain, unit) for i, gain in enumerate(self._gains.tolist())]
        if len(self._gains) <= FEW:  # else the bars' own numbers stand there
            wide = self._bar_width(area)
            tall = [
                QRectF(float(area.x(i)) - 0.5 * wide, 0.0, wide, area.height) for i in np.flatnonzero(self._gains > 1.0)
            ]
            self._name_one(painter, area, tall + [rect for rect in taken if rect is not None])

    def _bar_width(self, area: Area) -> float:
        return min(WIDTH * area.width / (area.right - area.left), WIDEST * self.theme.scale)

    def _runs_away(self, mode: int) -> bool:
        return bool(self._lambdas[mode].real > 1.0 + NEAR_ONE)

    def _paint_one(self, painter: QPainter, area: Area) -> None:
        """Below this line a mode is suppressed."""
        y = self._height(1.0, area)
        painter.setPen(pen(colour(self.theme.muted), 1.2 * self.theme.scale, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(0.0, y), QPointF(area.width, y))

    def _name_one(self, painter: QPainter, area: Area, taken: list[QRectF]) -> None:
        """Name the line of gain 1 at its right end, or between two bars, where no bar's number stands."""
        y, theme = self._height(1.0, area), self.theme
        text, low = laid_out("gain 1", theme, 0.8), y > 0.5 * area.height
        middles = [float(area.x(i + 0.5)) + 0.5 * text.width for i in range(len(self._gains) - 1)]
        narrow = float(area.x(1.0) - area.x(0.0)) - self._bar_width(area) < text.width + 6.0
        for right in [area.width - 4.0, *([] if narrow else middles)]:
            top = y - 2.0 - text.height if low else y + 2.0
            box = QRectF(right - text.width, top, text.width, text.height)
            if not any(box.adjusted(-3, -1, 3, 1).intersects(rect) for rect in taken):
                label(painter, "gain 1", right, y + (-2.0 if low else 2.0), theme, factor=0.8, halo=0.85,
                      anchor=(1.0, 1.0 if low else 0.0), ink=colour(theme.muted), bounds=area.rect)  # fmt: skip
                return

    def _paint_gain(self, painter: QPainter, area: Area, mode: int, gain: float, unit: float) -> QRectF | None:
        """The gain above its bar; in a bar without a top what becomes of the mode. Return where it stands."""
        theme, x = self.theme, float(area.x(mode))
        inside = area.rect.adjusted(2, 2, -2, -2)
        if math.isinf(gain):
            words = "runs away" if self._runs_away(mode) else "∞ integrates"
            fits = laid_out(words, theme, 0.9, True).width <= 1.3 * unit
            words = words if fits else ("away" if self._runs_away(mode) else "∞")
            return label(painter, words, x, 0.3 * area.height, theme, anchor=(0.5, 0.5), semibold=True, halo=0.92,
                         bounds=inside, ink=colour(theme.error if self._runs_away(mode) else theme.text))  # fmt: skip
        pair = abs(self._lambdas[mode].imag) > NEAR_ONE
        number = significant(gain, 3) if gain < 999.5 else significant(round(gain), 6)
        text = f"|×| {number}" if pair else f"×{number}"
        if laid_out(text, theme, 0.88, True).width > unit:
            return None
        y = self._height(gain, area) - 8.0 * theme.scale  # clear of the marker when it has arrived
        return label(painter, text, x, y, theme, anchor=(0.5, 1.0), semibold=True, factor=0.88, halo=0.9, bounds=inside)

    def paint_front(self, painter: QPainter, area: Area) -> None:
        """A marker a driven mode, and in the corner what it is; what the mouse reads."""
        if self._note:
            return
        theme, half = self.theme, 0.5 * self._bar_width(area) + self.theme.px(4)
        for i, measured in enumerate(self._measured.tolist()):
            if math.isfinite(measured):
                y, least = self._height(measured, area), float(theme.px(6))
                self._paint_marker(painter, float(area.x(i)), max(y, least), half, beyond=y < least)
        if np.isfinite(self._measured).any():
            rect = label(painter, "measured", area.width - theme.px(6), theme.px(2), theme, anchor=(1.0, 0.0),
                         ink=colour(theme.series[1]), semibold=True, halo=0.85)  # fmt: skip
            self._paint_marker(painter, rect.left() - theme.px(14), rect.center().y(), theme.px(9), beyond=False)
        if self.plot.hover is not None:
            self._paint_hover(painter, area, self.plot.hover)

    def _paint_marker(self, painter: QPainter, x: float, y: float, half: float, *, beyond: bool) -> None:
        """A bar across with a diamond, told apart by shape as well as by colour; an arrow up for what lies beyond."""
        theme = self.theme
        painter.setPen(pen(colour(theme.series[1]), 2.4 * theme.scale))
        painter.drawLine(QPointF(x - half, y), QPointF(x + half, y))
        size = 5.0 * theme.scale
        painter.setPen(pen(colour(theme.canvas), 1.0))
        painter.setBrush(colour(theme.series[1]))
        low = y if beyond else y + size
        painter.drawPolygon([QPointF(x - size, y), QPointF(x, y - size), QPointF(x + size, y), QPointF(x, low)])

    def _paint_hover(self, painter: QPainter, area: Area, hover: QPointF) -> None:
        mode = round(area.value_at(hover.x(), 0.0)[0])
        if not 0 <= mode < len(self._gains):
            return
        gain, measured = self._gains[mode], self._measured[mode]
        said = significant(gain, 4) if math.isfinite(gain) else "∞"
        now = f"measured {significant(measured, 4)}" if math.isfinite(measured) else "not driven"
        text = f"λ_{mode + 1} = {_lambda_text(self._lambdas[mode])}   gain {said}   {now}"
        label(painter, text, hover.x() + 10.0, hover.y() + self.theme.px(12), self.theme, anchor=(0.0, 0.0),
              bounds=area.rect.adjusted(4, 4, -4, -4), factor=0.84, halo=0.92)  # fmt: skip


def _lambda_text(value: complex) -> str:
    """Return λ with three digits, a complex one with its imaginary part."""
    real = significant(0.0 if abs(value.real) < NEAR_ONE else value.real, 3)
    if abs(value.imag) <= NEAR_ONE:
        return real
    return f"{real} {'+' if value.imag > 0.0 else '−'} {significant(abs(value.imag), 3)}i"
