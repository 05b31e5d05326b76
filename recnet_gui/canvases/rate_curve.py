"""One unit alone: what it is drawn to, F(M v + h + b), against its rate v; it rests where the two are the same."""

import time as clock
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.analysis.fixed_points import FixedPoint, fixed_points
from recnet_core.analysis.rate_curve import rate_curve, target
from recnet_core.arrays import Array
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import RateCurve
from recnet_gui.plot.base import Plot, PlotCanvas
from recnet_gui.plot.field import arrows
from recnet_gui.plot.free_place import boxes_along, free_place, place_along
from recnet_gui.plot.paint import Area, Strokes, colour, dot, label, mixed, path, pen
from recnet_gui.plot.ranges import GrowingRange
from recnet_gui.plot.text import laid_out, significant
from recnet_gui.style import Theme

PAD = 0.04  # of the range: room for what lies on the axes
STILL = 1e-6  # of the range: an input that changes less moves nothing
NAMES = {"stable node": "stable", "unstable node": "unstable"}
DOT = 4  # covering a fixed point is so many times worse than covering as much of a line
LARGEST = 1e9  # Hz: beyond it nothing is drawn


class RateCurveCanvas(PlotCanvas):
    """The curve, the line of rest, their meetings, and the pull on the present rate; a click starts there."""

    view: RateCurve

    def __init__(self, view: RateCurve, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        self._range = GrowingRange(*scenario.rate_range)
        self._system: System | None = None
        self._h: Array = np.zeros(1)
        self._v: float | None = None
        self._curve: tuple[Array, Array] = (np.zeros(0), np.zeros(0))
        self._points: tuple[FixedPoint, ...] = ()
        self._taken: list[QRectF] = []  # what names keep off
        self._strokes = Strokes()
        super().__init__(view, scenario, theme, parent)
        self.plot.clicked.connect(self._clicked)
        self.plot.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self._place()

    def make_plot(self) -> Plot:
        """Return the plane of the rate and what it is drawn to."""
        return Plot(self.theme, "rate v (Hz)", "F(M v + h + b) (Hz)")

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Take a new curve; the input stays what it was until the next frame."""
        self._system = system if system.size == 1 else None
        self._find()

    def draw(self, snapshot: Snapshot) -> None:
        """Move the head along the curve; the curve itself moves with the input."""
        if snapshot.system is not self._system:
            self.show_system(snapshot.system, self.scenario.defaults)
        if self._system is None:
            return
        h = snapshot.system.held_input(name for name, on in snapshot.switches.items() if on)
        h = np.array(h if snapshot.system.noise else snapshot.h)
        if np.isfinite(h).all() and abs(float(h[0] - self._h[0])) > STILL * (self._range.high - self._range.low):
            self._h = h
            self._find()
        v = float(snapshot.v[0])
        if np.isfinite(v) and abs(v) < LARGEST:
            self._v = v
            aim = float(target(self._system.network, self._h, np.array([v]))[0])
            if np.isfinite(aim) and self._range.fit(min(v, aim), max(v, aim), clock.monotonic()):
                self._place()
                self._find()
        self.plot.front.update()

    def reset_ranges(self) -> None:
        """Go back to the scenario's range of rates."""
        self._range.reset()
        self._place()
        self._find()

    def _sides(self) -> tuple[float, float]:
        air = PAD * (self._range.high - self._range.low)
        return self._range.low - air, self._range.high + 0.25 * air

    def _place(self) -> None:
        self.plot.set_range(self._sides(), self._sides())

    def _find(self) -> None:
        if self._system is not None:
            low, high = self._sides()
            network = self._system.network
            self._curve = rate_curve(network, self._h, low, high)
            span = high - low
            self._points = fixed_points(network, self._h, np.array([low - span]), np.array([high + span]))
        self.plot.back.update()

    def _clicked(self, x: float, y: float) -> None:
        if self._system is not None:
            floor = 0.0 if self.scenario.rate_range[0] == 0.0 else -np.inf
            self.state_requested.emit((float(max(floor, x)),))

    def paint_back(self, painter: QPainter, area: Area) -> None:
        """The line of rest, the curve, the fixed points, all their names."""
        theme = self.theme
        if self._system is None:
            label(painter, "This picture is of one unit alone", 0.5 * area.width, 0.5 * area.height, theme,
                  anchor=(0.5, 0.5), ink=colour(theme.muted))  # fmt: skip
            return
        ends = np.array([area.left, area.right])
        path(painter, area.x(ends), area.y(ends), pen(mixed(theme.text, theme.canvas, 0.55), 1.6 * theme.scale))
        v, aim = self._curve
        good = np.isfinite(aim)
        x, y = area.x(v[good]), area.y(np.clip(aim[good], -LARGEST, LARGEST))
        self._strokes.polyline(x, y)
        self._strokes.draw(painter, colour(theme.series[0]), 2.6 * theme.scale)
        self._paint_arrows(painter, area)
        self._taken = DOT * self._boxes(area) + boxes_along(area.x(ends), area.y(ends))
        self._taken += boxes_along(x, y) if len(x) else []
        self._paint_points(painter, area)
        self._paint_names(painter, area, x, y)

    def _paint_arrows(self, painter: QPainter, area: Area) -> None:
        """Arrows on the rate axis: where the unit goes from there."""
        assert self._system is not None
        v = np.linspace(area.left, area.right, max(4, int(area.width / (38.0 * self.theme.scale))) + 2)[1:-1]
        speed = target(self._system.network, self._h, v) - v
        good = np.isfinite(speed) & (np.abs(speed) > 1e-9 * (area.right - area.left))
        if good.any():
            x, zero = area.x(v[good]), np.zeros(int(good.sum()))
            y = np.full(len(x), min(max(area.y(0.0), 0.0), area.height) - 7.0 * self.theme.scale)
            self._strokes.segments(*arrows(x, y, speed[good], zero, self.theme.scale))
            self._strokes.draw(painter, mixed(self.theme.muted, self.theme.canvas, 0.6), 1.3 * self.theme.scale)

    def _paint_names(self, painter: QPainter, area: Area, x: Array, y: Array) -> None:
        """Name both lines where they are apart, off the fixed points and their names."""
        theme = self.theme
        ends = np.array([area.left, area.right])
        curve, rest = (x, y), (area.x(ends), area.y(ends))
        apart = np.abs(y - area.y(area.value_at(x, y)[0]))  # from the line of rest at the same rates
        if len(apart) < 2 or float(apart.max()) < 3.0:
            return  # two lines in one: what rests there has a name of its own
        inside, gap = area.rect.adjusted(6, 4, -6, -4), (5.0 * theme.scale, 4.0 * theme.scale)
        names = (("F(M v + h + b)", curve, colour(theme.series[0])), ("rest: F = v", rest, colour(theme.muted)))
        for text, (across, up), ink in names:
            place = place_along(laid_out(text, theme, 0.9, semibold=True), across, up, gap, inside, self._taken)
            named = label(painter, text, place.x, place.y, theme, anchor=place.anchor, semibold=True, ink=ink,
                          bounds=inside)  # fmt: skip
            self._taken.append(named)

    def _boxes(self, area: Area) -> list[QRectF]:
        """Return the squares the fixed points' dots take, px."""
        places = ((area.x(float(point.v[0])), area.y(float(point.v[0]))) for point in self._points)
        return [QRectF(x - 7.0, y - 7.0, 14.0, 14.0) for x, y in places]

    def paint_front(self, painter: QPainter, area: Area) -> None:
        """The present rate with its pull, then what the mouse reads."""
        if self._system is None:
            return
        if self._v is not None:
            self._paint_now(painter, area, self._v)
        if self.plot.hover is not None:
            self._paint_hover(painter, area, self.plot.hover)

    def _paint_points(self, painter: QPainter, area: Area) -> None:
        theme, ink = self.theme, colour(self.theme.text)
        inside = area.rect.adjusted(4, 4, -4, -4)
        for point in self._points:
            x, y = float(area.x(point.v[0])), float(area.y(point.v[0]))
            if point.ends is not None:
                self._paint_continuum(painter, area, point.ends)
                continue
            if not area.rect.contains(QPointF(x, y)):
                continue
            dot(painter, x, y, 5.0 * theme.scale, ink, ink if point.stable else colour(theme.canvas), 2.0 * theme.scale)
            words = f"{NAMES.get(point.kind, point.kind)}, v = {significant(float(point.v[0]))} Hz"
            gap = 9.0 * theme.scale, 6.0 * theme.scale
            place = free_place(laid_out(words, theme, 0.88, semibold=True), x, y, gap, inside, self._taken)
            named = label(painter, words, place.x, place.y, theme, anchor=place.anchor, factor=0.88, semibold=True,
                          bounds=inside)  # fmt: skip
            self._taken += 3 * [named]  # a line may be covered rather than a name
        if not any(area.left <= float(point.v[0]) <= area.right or point.ends is not None for point in self._points):
            label(painter, "No fixed point in sight", area.width - 8.0, area.height - 22.0 * theme.scale, theme,
                  anchor=(1.0, 1.0), ink=colour(theme.muted), factor=0.88)  # fmt: skip

    def _paint_continuum(self, painter: QPainter, area: Area, ends: Array) -> None:
        """Every rate from one end to the other rests: a broad line below the curve, and its name."""
        v = np.clip(ends[:, 0], area.left, area.right)
        path(painter, area.x(v), area.y(v), pen(colour(self.theme.text, 0.3), 9.0 * self.theme.scale))
        named = label(painter, "line of fixed points: every v rests", area.width - 8.0, 0.8 * area.height, self.theme,
                      anchor=(1.0, 0.5), semibold=True, bounds=area.rect.adjusted(4, 4, -4, -4))  # fmt: skip
        self._taken.append(named)

    def _paint_now(self, painter: QPainter, area: Area, v: float) -> None:
        """The present (v, F) with its head, the dashed way to the line of rest, and the motion along the curve."""
        assert self._system is not None
        theme, scale = self.theme, self.theme.scale
        aim = float(target(self._system.network, self._h, np.array([v]))[0])
        if not np.isfinite(aim):
            return
        x, y, rest = float(area.x(v)), float(area.y(aim)), float(area.y(v))
        ink = colour(theme.accent)
        path(painter, np.array([x, x]), np.array([y, rest]), pen(ink, 1.6 * scale, Qt.PenStyle.DashLine))
        pull = float(area.x(aim)) - x
        if abs(pull) > 2.0:
            length = float(np.copysign(min(max(abs(pull), 10.0 * scale), 46.0 * scale), pull))
            self._paint_arrow(painter, x, y, length)
        dot(painter, x, y, 9.0 * scale, colour(theme.accent, 0.0), colour(theme.accent, 0.25), 0.0)
        dot(painter, x, y, 5.0 * scale, colour(theme.canvas), ink, 1.5 * scale)

    def _paint_arrow(self, painter: QPainter, x: float, y: float, length: float) -> None:
        tip, wing = x + length, float(np.copysign(6.0 * self.theme.scale, length))
        stroke = pen(colour(self.theme.accent), 2.2 * self.theme.scale)
        path(painter, np.array([x, tip]), np.array([y, y]), stroke)
        path(painter, np.array([tip - wing, tip, tip - wing]), np.array([y - 0.7 * wing, y, y + 0.7 * wing]), stroke)

    def _paint_hover(self, painter: QPainter, area: Area, hover: QPointF) -> None:
        assert self._system is not None
        v = float(area.value_at(hover.x(), hover.y())[0])
        aim = float(target(self._system.network, self._h, np.array([v]))[0])
        if not np.isfinite(aim):
            return
        text = f"v {significant(v, 3)}   F {significant(aim, 3)} Hz · click: start here"
        label(painter, text, hover.x() + 12.0, hover.y() - 8.0, self.theme, anchor=(0.0, 1.0), factor=0.84, halo=0.92,
              bounds=area.rect.adjusted(6, 6, -6, -6), ink=colour(self.theme.muted))  # fmt: skip
