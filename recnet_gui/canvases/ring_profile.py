"""Input h and output v of a ring against the units' angle, the peak of the tuned input on a line to be dragged."""

import time as clock
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.arrays import Array
from recnet_core.parameters import Parameters, spec_of
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import RingProfile
from recnet_gui.plot.base import Plot, PlotCanvas
from recnet_gui.plot.decimate import thin
from recnet_gui.plot.fill import base_line, fill_under
from recnet_gui.plot.held import is_restless, quiet_input
from recnet_gui.plot.notes import paint_note
from recnet_gui.plot.paint import Area, Strokes, colour, dot, label, mixed, pen
from recnet_gui.plot.ranges import GrowingRange
from recnet_gui.plot.text import significant
from recnet_gui.style import Theme

PAD = 0.03  # of the range below it: room for what lies on its lower end
SPOTS = (0.04, 0.2, 0.35, 0.65, 0.8, 0.96)  # where along the axis the input's name may stand, as shares
SHOULDER = 0.7  # of the peak: where the output's name stands
SMOOTHED = 16  # of a turn: what noise does within it moves no name
LOYALTY = 1.4  # a name moves only to a place this much freer
NOTHING = "The units of this network do not lie on a ring: there is no angle to draw them against."


class RingProfileCanvas(PlotCanvas):
    """Two curves over the angle, labelled in place; the view's parameter is dragged where the input has its peak."""

    view: RingProfile

    def __init__(self, view: RingProfile, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        self._range = GrowingRange(*scenario.rate_range)
        self._angles: Array | None = None
        self._turn = (-180.0, 180.0)
        self._v = self._h = self._quiet = np.zeros(0)
        self._restless = self._biased = False
        self._spot = 0
        self._spec = spec_of(type(scenario.defaults), view.peak) if view.peak else None
        self._peak: float | None = None
        self._strokes = {name: Strokes() for name in ("v", "h", "quiet")}
        super().__init__(view, scenario, theme, parent)
        self.plot.dragged.connect(self._dragged)
        self.plot.released.connect(self.parameter_released)
        self._place()

    def make_plot(self) -> Plot:
        """Return the plot over the angle."""
        return Plot(self.theme, "angle (°)", "rate (Hz)")

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Take the angles, and where the input has its peak."""
        self._angles = system.angles
        if system.angles is not None:
            self._turn = whole_turn(system.angles)
            quarter = 0.25 * (self._turn[1] - self._turn[0])
            places = [self._turn[0] + k * quarter for k in range(5)]
            self.plot.axes["bottom"].set_fixed_ticks([(value, significant(value)) for value in places])
        if self._spec is not None:
            self._peak = float(getattr(parameters, self._spec.name))
        if len(self._v) != system.size:
            self._v = self._h = self._quiet = np.zeros(0)
        self._place_handle()
        self._place()

    def draw(self, snapshot: Snapshot) -> None:
        """Take the rates and the input as they are now."""
        if snapshot.system.angles is None or self._angles is None or len(self._angles) != snapshot.system.size:
            return
        bias = snapshot.system.network.bias
        self._biased = bool(bias.any())
        if np.isfinite(snapshot.v).all() and np.isfinite(snapshot.h).all():
            self._v, self._h = np.array(snapshot.v), snapshot.h + bias
            self._restless = is_restless(snapshot)
            self._quiet = quiet_input(snapshot) + bias
            lines = self._v, self._h
            self._range.fit(min(float(x.min()) for x in lines), max(float(x.max()) for x in lines), clock.monotonic())
        self._place()
        self.plot.front.update()

    def reset_ranges(self) -> None:
        """Go back to the scenario's range of rates."""
        self._range.reset()
        self._place()

    def _place(self) -> None:
        low, high = self._range.low, self._range.high
        self.plot.set_range(self._turn, (low - PAD * (high - low), high))

    def _place_handle(self) -> None:
        self.plot.handle = None if self._angles is None else self._peak
        self.plot.front.update()

    def _dragged(self, angle: float) -> None:
        """Ask for the peak at that angle, whole degrees, round the ring where the mouse leaves it."""
        if self._spec is None:
            return
        low, high = self._turn
        wanted = float(round(angle))
        if not low <= wanted <= high:
            wanted = low + (wanted - low) % (high - low)
        wanted = min(max(wanted, self._spec.low), self._spec.high)
        if wanted != self._peak:
            self._peak = wanted
            self._place_handle()
            self.parameter_requested.emit(self._spec.name, wanted)

    def paint_back(self, painter: QPainter, area: Area) -> None:
        """The zero line, or why there is nothing."""
        if self._angles is None:
            paint_note(painter, area, NOTHING, self.theme)
        else:
            base_line(painter, area.width, float(area.y(0.0)), self.theme)

    def paint_front(self, painter: QPainter, area: Area) -> None:
        """The handle below, then input and output, their names, what the mouse reads."""
        if self._angles is None:
            return
        if self._peak is not None:
            self._paint_handle(painter, area, self._peak)
        if len(self._v) == 0:
            return
        self._paint_curves(painter, area)
        self._paint_names(painter, area)
        if self.plot.hover is not None:
            self._paint_hover(painter, area, self.plot.hover)

    def _line(self, values: Array, area: Area) -> tuple[Array, Array]:
        """Return a closed curve over the whole turn, px, thinned to what the pixels can show."""
        low, high = self._turn
        angles = low + (np.asarray(self._angles) - low) % (high - low)
        order = np.argsort(angles, kind="stable")
        first, last = order[0], order[-1]
        step = high - low - (angles[last] - angles[first])
        x = np.concatenate([[angles[last] - (high - low)], angles[order], [angles[first] + (high - low)]])
        y = np.concatenate([[values[last]], values[order], [values[first]]])
        rows = thin(y, 0, int(2.0 * len(y) / max(area.width, 1.0))) if step > 0.0 else np.arange(len(y))
        return area.x(x[rows]), area.y(y[rows])

    def _paint_curves(self, painter: QPainter, area: Area) -> None:
        theme, scale = self.theme, self.theme.scale
        x, y = self._line(self._v, area)
        ink = colour(theme.series[0])
        fill_under(painter, x, y, float(area.y(0.0)), colour(theme.series[0], 0.13))
        amber = theme.shading
        if self._restless:  # the noise is faint, what it lies around is drawn as ever
            self._strokes["h"].polyline(*self._line(self._h, area))
            self._strokes["h"].draw(painter, mixed(amber, theme.canvas, 0.55), 1.0 * scale)
        self._strokes["quiet"].polyline(*self._line(self._quiet, area))
        self._strokes["quiet"].draw(painter, colour(amber), 1.8 * scale)
        self._strokes["v"].polyline(x, y)
        self._strokes["v"].draw(painter, ink, 2.5 * scale)

    def _paint_names(self, painter: QPainter, area: Area) -> None:
        """The output's name stands beside its bump, the input's where the two curves are far apart."""
        theme, gap = self.theme, 6.0 * self.theme.scale
        inside = area.rect.adjusted(6, 2, -6, -2)
        angles = np.asarray(self._angles)
        self._paint_output_name(painter, area)
        low, high = self._turn
        units = [int(np.argmin(np.abs(angles - (low + share * (high - low))))) for share in SPOTS]
        room = [abs(float(area.y(self._v[i]) - area.y(self._quiet[i]))) for i in units]
        freest = int(np.argmax(room))
        if room[freest] > LOYALTY * room[self._spot] + 4.0:
            self._spot = freest
        unit = units[self._spot]
        above = self._quiet[unit] >= self._v[unit]
        y = float(area.y(self._quiet[unit])) + (-gap if above else gap)
        name = "input h + b" if self._biased else "input h"
        label(painter, name, SPOTS[self._spot] * area.width, y, theme, anchor=(SPOTS[self._spot], float(above)),
              ink=colour(theme.warning_text), semibold=True, bounds=inside)  # fmt: skip

    def _paint_output_name(self, painter: QPainter, area: Area) -> None:
        """Beside the shoulder of the bump, on the side with more room: its top is the handle's."""
        angles, low, high = np.asarray(self._angles), *self._turn
        smooth = smoothed(self._v, len(self._v) // SMOOTHED)
        middle = angles[int(np.argmax(smooth))]
        right = area.x(middle) < 0.5 * area.width
        away = ((angles - middle if right else middle - angles) - 1e-9) % (high - low)
        below = np.where(smooth < SHOULDER * float(smooth.max()), away, np.inf)
        unit = int(np.argmin(below))
        x, y = float(area.x(angles[unit])), float(area.y(smooth[unit]))
        gap = 8.0 * self.theme.scale
        label(painter, "output v", x + (gap if right else -gap), y, self.theme, anchor=(0.0 if right else 1.0, 0.7),
              ink=colour(self.theme.series[0]), semibold=True, bounds=area.rect.adjusted(6, 2, -6, -2))  # fmt: skip

    def _paint_handle(self, painter: QPainter, area: Area, peak: float) -> None:
        """A line with a grip, in the accent of what can be acted on."""
        theme, x = self.theme, float(area.x(peak))
        painter.setPen(pen(colour(theme.accent, 0.8), 1.5 * theme.scale))
        painter.drawLine(QPointF(x, 0.0), QPointF(x, area.height))
        dot(painter, x, 6.0 * theme.scale, 5.0 * theme.scale, colour(theme.canvas), colour(theme.accent), 1.0)
        symbol = self._spec.symbol if self._spec is not None else ""
        side, gap = (0.0, 10.0) if x < 0.75 * area.width else (1.0, -10.0)
        label(painter, f"{symbol} = {significant(peak)}°", x + gap * theme.scale, 6.0 * theme.scale, theme,
              anchor=(side, 0.5), ink=colour(theme.accent), semibold=True, factor=0.88, bounds=area.rect)  # fmt: skip

    def _paint_hover(self, painter: QPainter, area: Area, hover: QPointF) -> None:
        """What the unit nearest to the mouse gets and gives."""
        angles = np.asarray(self._angles)
        unit = int(np.argmin(np.abs(angles - area.value_at(hover.x(), hover.y())[0])))
        x = float(area.x(angles[unit]))
        painter.setPen(pen(colour(self.theme.muted, 0.7), 1.0))
        painter.drawLine(QPointF(x, 0.0), QPointF(x, area.height))
        least = 1e-6 * (self._range.high - self._range.low)
        h, v = (significant(float(x) if abs(x) > least else 0.0, 3) for x in (self._h[unit], self._v[unit]))
        text = f"{significant(angles[unit], 4)}°   h {h}   v {v} Hz"
        label(painter, text, hover.x() + 10.0, hover.y() + self.theme.px(12), self.theme, anchor=(0.0, 0.0),
              bounds=area.rect.adjusted(4, 4, -4, -4), factor=0.84, halo=0.92)  # fmt: skip


def smoothed(values: Array, width: int) -> Array:
    """Return the mean of about `width` neighbours on the ring, (N,)."""
    half = width // 2
    total = np.cumsum(np.concatenate([[0.0], values[len(values) - half :], values, values[: half + 1]]))
    means: Array = (total[2 * half + 1 :] - total[: -2 * half - 1])[: len(values)] / (2 * half + 1)
    return means


def whole_turn(angles: Array) -> tuple[float, float]:
    """Return the ends of the whole turn (degrees) on which evenly spaced angles (N,) lie."""
    size = abs(float(angles[1] - angles[0])) * len(angles) if len(angles) > 1 else 360.0
    turn = next((turn for turn in (360.0, 180.0) if abs(size - turn) < 1.0), size if size > 0.0 else 360.0)
    if float(angles.min()) < -1e-9 * turn:
        return -0.5 * turn, 0.5 * turn
    return 0.0, turn
