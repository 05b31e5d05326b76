"""Two units against each other: nullclines, vector field, fixed points, and the trajectory with its head."""

import time as clock
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QWidget

from recnet_core.analysis.fixed_points import FixedPoint, fixed_points
from recnet_core.analysis.nullclines import nullcline
from recnet_core.arrays import Array
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import PhasePlane
from recnet_gui.plot.base import Plot, PlotCanvas
from recnet_gui.plot.basins import Basins, end_colour, letter
from recnet_gui.plot.field import Field
from recnet_gui.plot.free_place import boxes_along, free_place, place_along
from recnet_gui.plot.paint import Area, colour, dot, label, path, pen
from recnet_gui.plot.ranges import GrowingRange
from recnet_gui.plot.tail import Tail
from recnet_gui.plot.text import laid_out, significant, with_unit
from recnet_gui.style import Theme

PAD = 0.04  # of the range: room for what lies on the axes
TAIL = 0.3  # of the window of time
STILL = 1e-6  # of the range: an input that changes less moves nothing


class PhasePlaneCanvas(PlotCanvas):
    """The plane of two units; a click starts there, the wheel zooms, a drag pans, a double click resets."""

    view: PhasePlane

    def __init__(self, view: PhasePlane, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        low, high = scenario.rate_range
        self._ranges = GrowingRange(low, high), GrowingRange(low, high)
        self._system: System | None = None
        self._h: Array | None = None
        self._v = np.zeros(0)
        self._points: tuple[FixedPoint, ...] = ()
        self._tail, self._field = Tail(), Field()
        self._names: list[QRectF] = []
        self._covered: list[QRectF] = []  # along the nullclines
        self._zoomed = self._placing = False
        super().__init__(view, scenario, theme, parent)
        self._basins = Basins([view.x, view.y], self) if view.basins else None
        if self._basins is not None:
            self._basins.changed.connect(self._basins_changed)
        self.plot.allow_zoom()
        self.plot.clicked.connect(self._clicked)
        self.plot.double_clicked.connect(self.reset_ranges)
        self.plot.zoomed.connect(self._range_changed)
        self.plot.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self._place()

    def make_plot(self) -> Plot:
        """Return the plane; its axes get their names with the first system."""
        return Plot(self.theme, " ", " ")

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Take new nullclines; the input stays what it was until the next frame."""
        self._system = system
        if self._h is None or len(self._h) != system.size:
            self._h = np.zeros(system.size)
        x, y = self.view.x, self.view.y
        self.plot.axes["bottom"].set_name(with_unit(system.labels[x], self.scenario.unit))
        self.plot.axes["left"].set_name(with_unit(system.labels[y], self.scenario.unit))
        self._find()

    def draw(self, snapshot: Snapshot) -> None:
        """Show one frame: nullclines move with the input, the head with the state."""
        if snapshot.system is not self._system:
            self.show_system(snapshot.system, self.scenario.defaults)
        h = np.array(snapshot.h) if snapshot.system.noise == 0.0 else self._held(snapshot)
        span = self._ranges[0].high - self._ranges[0].low
        if np.isfinite(h).all() and (self._h is None or np.abs(h - self._h).max() > STILL * span):
            self._h = h
            self._find()
        if np.isfinite(snapshot.v).all():
            self._v = np.array(snapshot.v)
        self._tail.take(snapshot, self.view.x, self.view.y, TAIL * self.scenario.window)
        self._grow()
        self.plot.front.update()

    def reset_ranges(self) -> None:
        """Go back to the scenario's ranges and follow the trajectory again."""
        self._zoomed = False
        for axis in self._ranges:
            axis.reset()
        self._place()

    @staticmethod
    def _held(snapshot: Snapshot) -> Array:
        return snapshot.system.held_input(name for name, on in snapshot.switches.items() if on)

    def _find(self) -> None:
        if self._system is not None and self._h is not None and self._system.size == 2:
            self._points = fixed_points(self._system.network, self._h, *self._rectangle())
            self._ask_basins()
        self.plot.back.update()

    def _rectangle(self) -> tuple[Array, Array]:
        """Return what is in sight, least and greatest rate (2,) Hz of each unit."""
        (left, right), (bottom, top) = self.plot.box.viewRange()
        order = np.argsort([self.view.x, self.view.y])
        return np.array([left, bottom])[order], np.array([right, top])[order]

    def _ask_basins(self) -> None:
        """Have the basins found anew while anyone can see them."""
        if self._basins is not None and self._system is not None and self._h is not None and self._system.size == 2:
            self._basins.ask(self._system.network, self._h, *self._rectangle())
            if not self.isVisible():
                self._basins.stop()

    def _basins_changed(self) -> None:
        self.plot.back.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing run unseen."""
        if self._basins is not None:
            self._basins.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Go on with what is not done."""
        if self._basins is not None:
            self._basins.resume()
        super().showEvent(event)

    def _grow(self) -> None:
        if self._zoomed or not len(self._tail.x):
            return
        now = clock.monotonic()
        changed = [
            axis.fit(float(line.min()), float(line.max()), now)
            for axis, line in zip(self._ranges, (self._tail.x, self._tail.y), strict=True)
        ]
        if any(changed):
            self._place()

    def _place(self) -> None:
        self._placing = True
        padded = [(r.low - PAD * (r.high - r.low), r.high + 0.01 * (r.high - r.low)) for r in self._ranges]
        self.plot.set_range(padded[0], padded[1])
        self._placing = False

    def _range_changed(self) -> None:
        if not self._placing:
            self._zoomed = True
        self._ask_basins()

    def _clicked(self, x: float, y: float) -> None:
        """Ask to start where the mouse is; a plane of rates from zero up has no start below zero."""
        if self._system is None:
            return
        state = np.zeros(self._system.size) if len(self._v) != self._system.size else self._v.copy()
        floor = 0.0 if self.scenario.rate_range[0] == 0.0 else -np.inf
        state[self.view.x], state[self.view.y] = max(floor, x), max(floor, y)
        self.state_requested.emit(tuple(float(value) for value in state))

    def paint_back(self, painter: QPainter, area: Area) -> None:
        """Field and nullclines."""
        if self._system is None or self._h is None or self._system.size != 2:
            return
        network, theme = self._system.network, self.theme
        order = [self.view.x, self.view.y]
        low, high = self._rectangle()
        self._names, self._covered = [], []
        if self._basins is not None:
            self._basins.paint(painter, area, theme)
        self._field.paint(painter, area, network, self._h, order, theme)
        for unit in order:
            ink = colour(theme.series[unit % len(theme.series)])
            style = Qt.PenStyle.SolidLine if unit == 0 else Qt.PenStyle.DashLine
            for line in nullcline(network, self._h, unit, low, high):
                x, y = area.x(line[:, order[0]]), area.y(line[:, order[1]])
                path(painter, x, y, pen(ink, 2.0 * theme.scale, style))
                self._covered += boxes_along(x, y)[::3]
                self._paint_name(painter, area, f"d{self._system.labels[unit]}/dt = 0", x, y, unit)

    def _paint_name(self, painter: QPainter, area: Area, text: str, x: Array, y: Array, unit: int) -> None:
        """Name the line near an end, where the name covers neither fixed points nor another name."""
        if x[0] > x[-1]:
            x, y = x[::-1], y[::-1]
        inside, gap = area.rect.adjusted(6, 4, -6, -4), (4.0 * self.theme.scale, 4.0 * self.theme.scale)
        taken = self._names + 4 * self._boxes(area)
        place = place_along(laid_out(text, self.theme, 0.88), x, y, gap, inside, taken)
        ink = colour(self.theme.series[unit % len(self.theme.series)])
        self._names.append(
            label(painter, text, place.x, place.y, self.theme, ink=ink, anchor=place.anchor, factor=0.88, halo=0.75,
                  bounds=inside)
        )  # fmt: skip

    def _boxes(self, area: Area) -> list[QRectF]:
        """Return the squares the fixed points' dots take, px."""
        places = ((area.x(point.v[self.view.x]), area.y(point.v[self.view.y])) for point in self._points)
        return [QRectF(x - 7.0, y - 7.0, 14.0, 14.0) for x, y in places]

    def paint_front(self, painter: QPainter, area: Area) -> None:
        """The tail, the fixed points with their kind, the head, what the mouse reads."""
        taken = 3 * self._names + 4 * self._boxes(area) + self._covered  # a line is the least to cover, a dot the worst
        if self._basins is not None:
            taken += self._basins.paint_names(painter, area, self.theme, taken)
        self._tail.paint_line(painter, area, self.theme)
        self._paint_points(painter, area, taken)
        self._tail.paint_head(painter, area, self.theme)
        if self.plot.hover is not None:
            self._paint_hover(painter, area, self.plot.hover)

    def _paint_points(self, painter: QPainter, area: Area, taken: list[QRectF]) -> None:
        theme, shown = self.theme, 0
        ink, inside = colour(theme.text), area.rect.adjusted(4, 4, -4, -4)
        for point in self._points:
            x, y = area.x(point.v[self.view.x]), area.y(point.v[self.view.y])
            if not area.rect.contains(QPointF(x, y)):
                continue
            shown += 1
            if point.ends is not None:
                ends = np.nan_to_num(point.ends, posinf=1e6, neginf=-1e6)
                path(painter, area.x(ends[:, self.view.x]), area.y(ends[:, self.view.y]), pen(ink, 3.0 * theme.scale))
            fill, name = self._marked(point)
            dot(painter, x, y, 5.0 * theme.scale, ink, fill, 2.0 * theme.scale)
            gap = 11.0 * theme.scale, 8.0 * theme.scale
            x, y, anchor = free_place(laid_out(name, theme, 0.88, semibold=True), x, y, gap, inside, taken)
            taken.append(label(painter, name, x, y, theme, anchor=anchor, factor=0.88, semibold=True, bounds=inside))
        if shown == 0 and self._system is not None and self._system.size == 2:
            label(painter, "No fixed point in sight", area.width - 8.0, 8.0, theme, anchor=(1.0, 0.0),
                  ink=colour(theme.muted), factor=0.88)  # fmt: skip

    def _marked(self, point: FixedPoint) -> tuple[QColor, str]:
        """Return what fills a fixed point's dot, and its name: an attractor has its basin's colour and letter."""
        number = None if self._basins is None else self._basins.number_of(point)
        if number is None:
            return colour(self.theme.text if point.stable else self.theme.canvas), point.kind
        return QColor.fromRgba(end_colour(number, self.theme)), f"{letter(number)}: {point.kind}"

    def _paint_hover(self, painter: QPainter, area: Area, hover: QPointF) -> None:
        if self._system is None:
            return
        x, y = area.value_at(hover.x(), hover.y())
        names = self._system.labels
        values = (
            f"{names[self.view.x]} {significant(x, 3)}   {names[self.view.y]} {significant(y, 3)} {self.scenario.unit}"
        )
        text = f"{values.rstrip()} · click: start here"
        label(painter, text, hover.x() + 12.0, hover.y() - 8.0, self.theme, anchor=(0.0, 1.0), factor=0.84, halo=0.92,
              bounds=area.rect.adjusted(6, 6, -6, -6), ink=colour(self.theme.muted))  # fmt: skip
