"""The plane of the two numbers that steer a ring: field, what rests in it, and the bump on its way."""

import time as clock
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.analysis import ring_plane
from recnet_core.analysis.ring_plane import Rest, RestPoint, Ring
from recnet_core.arrays import Array
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import BumpPlane
from recnet_gui.plot.base import Plot, PlotCanvas
from recnet_gui.plot.field import SPACING, arrows
from recnet_gui.plot.held import quiet_input
from recnet_gui.plot.names import Names
from recnet_gui.plot.notes import paint_note
from recnet_gui.plot.paint import Area, Strokes, colour, dot, label, mixed, path, pen
from recnet_gui.plot.plane_tail import PlaneTail
from recnet_gui.plot.ranges import GrowingRange
from recnet_gui.plot.text import laid_out, significant
from recnet_gui.style import Theme

TAIL = 0.3  # of the window of time
STILL = 1e-9  # of the largest input: one that changes less moves nothing
UNITS = 1024  # that stand for all of an even ring in the field's arrows (error below 1e-5); rest points take all
FURTHEST = 50.0  # times the first range: what rests further off does not widen the axes
AIR = 1.12
MOST_NAMED = 5
OUT_OF_REACH = "out of the input's reach"
NOTHING = (
    "Two numbers steer a network only if its weights have rank 2 and all units one time constant; here they do not."
)


class BumpPlaneCanvas(PlotCanvas):
    """Across and up: cosine and sine part of the first Fourier component, Hz; distance is amplitude, direction angle.

    The flow is m' = −m + UᵀF(h + b + U K m), shown in units of √(2/N)·m, under the input without its noise. A click
    starts there (`ring_plane.state_at` says with which rates), the wheel zooms, a drag pans, a double click resets.
    """

    view: BumpPlane

    def __init__(self, view: BumpPlane, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        self._range = GrowingRange(0.0, 0.5 * max(abs(end) for end in scenario.rate_range))
        self._shown: System | None = None
        self._system: System | None = None  # the same, where two numbers steer it
        self._h = self._v = np.zeros(0)
        self._readout = np.zeros((0, 2))  # U √(2/N)
        self._rest = Rest()
        self._tail, self._strokes, self._circle = PlaneTail(), Strokes(), Strokes()
        self._zoomed = self._placing = False
        super().__init__(view, scenario, theme, parent)
        self.plot.allow_zoom()
        self.plot.clicked.connect(self._clicked)
        self.plot.double_clicked.connect(self.reset_ranges)
        self.plot.zoomed.connect(self._range_changed)
        self.plot.box.sigResized.connect(self._resized)
        self.plot.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self._place()

    def make_plot(self) -> Plot:
        """Return the plane."""
        return Plot(self.theme, "cosine part of v (Hz)", "sine part of v (Hz)")

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Take the plane of these weights; the input stays what it was until the next frame."""
        self._shown = system
        self._system = system if ring_plane.is_planar(system.network) else None
        if self._system is not None and system.network.low_rank is not None:
            readout = system.network.low_rank.basis * ring_plane.in_hertz(system.network)
            if not np.array_equal(readout, self._readout):
                self._readout = readout
            if len(self._h) != system.size:
                self._h, self._v = np.zeros(system.size), np.zeros(system.size)
            self._find()
        self.plot.back.update()
        self.plot.front.update()

    def draw(self, snapshot: Snapshot) -> None:
        """Show one frame: the field moves with the input, the head with the state."""
        if snapshot.system is not self._shown:
            self.show_system(snapshot.system, self.scenario.defaults)
        if self._system is None:
            return
        h = quiet_input(snapshot)
        if np.abs(h - self._h).max() > STILL * (1.0 + np.abs(h).max()):
            self._h = h
            self._find()
        if np.isfinite(snapshot.v).all():
            self._v = np.array(snapshot.v)
        self._tail.take_readout(snapshot, self._readout, TAIL * self.scenario.window)
        self._grow()
        self.plot.front.update()

    def reset_ranges(self) -> None:
        """Go back to the scenario's range and follow the trajectory again."""
        self._zoomed = False
        self._range.reset()
        self._grow()
        self._place()

    def _find(self) -> None:
        """Find what rests under this input."""
        if self._system is not None:
            network = self._system.network
            reach = self._range.high / ring_plane.in_hertz(network)
            self._rest = ring_plane.at_rest(network, self._h, reach)
        self.plot.back.update()

    def _grow(self) -> None:
        """Widen the axes in steps to hold the tail and what the bump may come to rest on."""
        if self._zoomed or self._system is None:
            return
        hertz = ring_plane.in_hertz(self._system.network)
        rest = [ring.radius * hertz for ring in self._rest.rings if ring.stable]
        rest += [float(np.hypot(*point.m)) * hertz for point in self._rest.points if point.stable]
        near = [AIR * radius for radius in rest if radius < FURTHEST * self._range.high]
        trail = float(np.hypot(self._tail.x, self._tail.y).max(initial=0.0))
        if self._range.fit(0.0, max(trail, *near, 0.0), clock.monotonic()):
            self._place()

    def _resized(self, *_: object) -> None:
        if not self._zoomed:
            self._place()

    def _place(self) -> None:
        """Both axes to one scale, so that a ring is round."""
        self._placing = True
        rect, reach = self.plot.box.rect(), self._range.high
        across, up = max(rect.width(), 50.0), max(rect.height(), 50.0)
        shorter = min(across, up)
        x, y = reach * across / shorter, reach * up / shorter
        self.plot.set_range((-x, x), (-y, y))
        self._placing = False

    def _range_changed(self) -> None:
        if not self._placing:
            self._zoomed = True

    def _clicked(self, x: float, y: float) -> None:
        """Ask to start where the mouse is."""
        if self._system is None:
            return
        network = self._system.network
        m = np.array([x, y]) / ring_plane.in_hertz(network)
        self.state_requested.emit(tuple(float(value) for value in ring_plane.state_at(network, m, self._v)))

    def paint_back(self, painter: QPainter, area: Area) -> None:
        """Directions, field and circles."""
        if self._system is None:
            paint_note(painter, area, NOTHING, self.theme)
            return
        self._paint_directions(painter, area)
        self._paint_field(painter, area, self._system)
        for ring in self._rest.rings:
            self._paint_ring(painter, area, self._system, ring)
        for arc in self._rest.arcs:
            self._paint_arc(painter, area, self._system, arc)

    def _paint_directions(self, painter: QPainter, area: Area) -> None:
        """Lines through the middle, and which angle of the bump lies where."""
        theme, x, y = self.theme, float(area.x(0.0)), float(area.y(0.0))
        painter.setPen(pen(colour(theme.rule), 1.0))
        painter.drawLine(QPointF(0.0, y), QPointF(area.width, y))
        painter.drawLine(QPointF(x, 0.0), QPointF(x, area.height))
        gap = 4.0
        places = (
            ("0°", area.width - gap, y - gap, (1.0, 1.0)),
            ("180°", gap, y - gap, (0.0, 1.0)),
            ("90°", x + gap, gap, (0.0, 0.0)),
            ("−90°", x + gap, area.height - gap, (0.0, 1.0)),
        )
        for text, left, top, anchor in places:
            label(painter, text, left, top, theme, anchor=anchor, factor=0.8, ink=colour(theme.muted), halo=0.85)

    def _paint_field(self, painter: QPainter, area: Area, system: System) -> None:
        spacing, hertz = SPACING * self.theme.scale, ring_plane.in_hertz(system.network)
        columns, rows = max(2, round(area.width / spacing)), max(2, round(area.height / spacing))
        x = np.tile((np.arange(columns) + 0.5) * area.width / columns, rows)
        y = np.repeat((np.arange(rows) + 0.5) * area.height / rows, columns)
        m = np.column_stack(area.value_at(x, y)) / hertz
        stride = ring_plane.thinning(system.network, UNITS)
        moving = ring_plane.drift(system.network, self._h, m, stride) * hertz
        across = moving[:, 0] * area.width / (area.right - area.left)
        up = -moving[:, 1] * area.height / (area.top - area.bottom)
        self._strokes.segments(*arrows(x, y, across, up, self.theme.scale))
        self._strokes.draw(painter, mixed(self.theme.muted, self.theme.canvas, 0.42), 1.1 * self.theme.scale)

    def _paint_ring(self, painter: QPainter, area: Area, system: System, ring: Ring) -> None:
        """A circle: thick where bumps come to it, thin and dashed where they leave it."""
        theme, radius = self.theme, ring.radius * ring_plane.in_hertz(system.network)
        around = np.linspace(0.0, 2.0 * np.pi, 181)
        x, y = area.x(radius * np.cos(around)), area.y(radius * np.sin(around))
        if ring.stable:
            self._circle.polyline(x, y)
            self._circle.draw(painter, colour(theme.series[2]), 3.0 * theme.scale)
        else:
            path(painter, x, y, pen(colour(theme.series[2]), 1.6 * theme.scale, Qt.PenStyle.DashLine))

    def _paint_arc(self, painter: QPainter, area: Area, system: System, arc: Array) -> None:
        """A piece of a circle along which the input does not reach a bump."""
        hertz = ring_plane.in_hertz(system.network)
        self._circle.polyline(area.x(arc[:, 0] * hertz), area.y(arc[:, 1] * hertz))
        self._circle.draw(painter, colour(self.theme.series[2]), 3.0 * self.theme.scale)

    def _paint_names(self, painter: QPainter, area: Area, system: System) -> None:
        """Name what rests, the most telling first; a name that would cover another one is left out."""
        names, hertz, gap = Names(painter, area, self.theme), ring_plane.in_hertz(system.network), 10.0
        words = self._words()
        if names.width(words) > area.width - 12.0:
            words = words.partition(":")[0]
        names.put(words, 6.0, 4.0, (0.0, 0.0))
        few = len(self._rest.points) <= MOST_NAMED
        places = [(point, float(area.x(point.m[0] * hertz)), float(area.y(point.m[1] * hertz)))
                  for point in sorted(self._rest.points, key=_stable_first)]  # fmt: skip
        places = [place for place in places if area.rect.contains(QPointF(*place[1:]))]
        for _, x, y in places:
            names.keep_clear(x, y, 6.0 * self.theme.scale)
        for x, y in ((area.width - 12.0, area.y(0.0) - 10.0), (16.0, area.y(0.0) - 10.0)):
            names.keep_clear(x, y, 7.0 * self.theme.scale)  # 0° and 180°
        for ring in self._rest.rings:
            self._name_ring(names, area, ring, ring.radius * hertz)
        for point, x, y in places:
            words = self._said(point)
            if few and self._has_room(words, point, area):
                side, below = gap * self.theme.scale, 6.0 * self.theme.scale
                tries = ((1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0))
                any(names.put(words, x + a * side, y + b * below, (0.5 - 0.5 * a, 0.5 - 0.5 * b)) for a, b in tries)
        for arc in self._rest.arcs:
            x, y = (
                float(value) for value in (area.x(arc[len(arc) // 2, 0] * hertz), area.y(arc[len(arc) // 2, 1] * hertz))
            )
            right = x >= area.x(0.0)
            names.put(OUT_OF_REACH, x + (gap if right else -gap) * self.theme.scale, y, (0.0 if right else 1.0, 0.5))

    def _name_ring(self, names: Names, area: Area, ring: Ring, radius: float) -> None:
        """Right above the circle's shoulder where there is room, else above its top."""
        speed = abs(float(np.degrees(ring.turning))) * 1000.0
        words = "ring of fixed points" if ring.turning == 0.0 else f"bumps travel at {significant(speed, 3)} °/s"
        words = words if ring.stable else f"unstable {words}"
        scale = self.theme.scale
        x, y = float(area.x(0.707 * radius)) + 8.0 * scale, float(area.y(0.707 * radius)) - 4.0 * scale
        if x + names.width(words) < area.width - 6.0:
            names.put(words, x, y, (0.0, 1.0))
        else:
            names.put(words, 0.5 * area.width, float(area.y(radius)) - 6.0 * scale, (0.5, 1.0))

    def paint_front(self, painter: QPainter, area: Area) -> None:
        """The tail, the points of rest with their kind, the head, what the mouse reads."""
        if self._system is None:
            return
        self._tail.paint_line(painter, area, self.theme)
        self._paint_points(painter, area, self._system)
        self._paint_names(painter, area, self._system)
        self._tail.paint_head(painter, area, self.theme)
        if self.plot.hover is not None:
            self._paint_hover(painter, area, self.plot.hover)

    def _paint_points(self, painter: QPainter, area: Area, system: System) -> None:
        """Filled where stable, open where not."""
        theme, hertz = self.theme, ring_plane.in_hertz(system.network)
        ink = colour(theme.text)
        for point in self._rest.points:
            x, y = float(area.x(point.m[0] * hertz)), float(area.y(point.m[1] * hertz))
            if area.rect.contains(QPointF(x, y)):
                fill = ink if point.stable else colour(theme.canvas)
                dot(painter, x, y, 5.0 * theme.scale, ink, fill, 2.0 * theme.scale)

    def _has_room(self, words: str, point: RestPoint, area: Area) -> bool:
        """A name within a ring must not cross its line; stable points are always named."""
        if point.stable or not self._rest.rings or self._system is None:
            return True
        radius = self._rest.rings[0].radius * ring_plane.in_hertz(self._system.network)
        wide = laid_out(words, self.theme, 0.88, True).width + 18.0 * self.theme.scale
        return bool(wide < 0.9 * (area.x(radius) - area.x(0.0)))

    def _said(self, point: RestPoint) -> str:
        """Return in a few words what happens at a point of rest."""
        middle = float(np.hypot(*point.m)) <= 1e-6 * (1.0 + float(np.abs(self._h).max())) * np.sqrt(len(self._h))
        if point.stable:
            return "decays to rest" if middle else "the bump rests here"
        if middle and self._rest.rings:
            return "unstable: no bump"
        return point.kind

    def _words(self) -> str:
        """Return what no single point can say."""
        rest = self._rest
        if rest.everywhere:
            return "every point rests: a perfect memory"
        if rest.endless and not any(point.stable for point in rest.points) and not any(r.stable for r in rest.rings):
            return "nothing holds the bump: it grows without end"
        if len(rest.points) > MOST_NAMED:
            return f"so few units make no ring: {sum(point.stable for point in rest.points)} bumps of their own rest"
        return ""

    def _paint_hover(self, painter: QPainter, area: Area, hover: QPointF) -> None:
        x, y = area.value_at(hover.x(), hover.y())
        amplitude, angle = significant(float(np.hypot(x, y)), 3), significant(float(np.degrees(np.arctan2(y, x))), 3)
        text = f"{amplitude} Hz at {angle}° · click: start here"
        label(painter, text, hover.x() + 12.0, hover.y() - 8.0, self.theme, anchor=(0.0, 1.0), factor=0.84, halo=0.92,
              bounds=area.rect.adjusted(6, 6, -6, -6), ink=colour(self.theme.muted))  # fmt: skip


def _stable_first(point: RestPoint) -> tuple[bool, bool]:
    return not point.stable, "saddle" not in point.kind
