"""Re μ and Im μ/2π at the fixed point against one parameter, today's value on a line that can be dragged."""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QWidget

from recnet_core.analysis.fixed_points import FixedPoint, fixed_points, nearest
from recnet_core.analysis.sweep import SweepRun
from recnet_core.parameters import Parameters, spec_of
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import EigenvalueSweep
from recnet_gui.canvas import Canvas
from recnet_gui.plot.base import Plot
from recnet_gui.plot.paint import Area, Strokes, colour, dot, label, mixed, pen, tint
from recnet_gui.plot.ranges import nice_ceiling, tick_step
from recnet_gui.plot.text import laid_out, significant
from recnet_gui.style import Theme

SLICE = 8  # values a turn of the event loop, about 2 ms
POSITIONS = 500  # of the drag, over the range
QUIET = 0.45  # strength of a branch on which the state is not


class EigenvalueSweepCanvas(Canvas):
    """Two plots over one parameter; the curves are found in slices and kept while only that parameter moves."""

    def __init__(
        self, view: EigenvalueSweep, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(view, scenario, theme, parent)
        self._spec = spec_of(type(scenario.defaults), view.parameter)
        self._runs = SweepRun(scenario, self._spec), SweepRun(scenario, self._spec, down=True)
        self._run = self._runs[0]  # the one whose branch the state is on
        self._known: tuple[FixedPoint, ...] = ()
        self._system: System | None = None
        self._leading: float | None = None  # at the fixed point next to the state, 1/s
        self._value = self._spec.default
        self._parameters: Parameters = scenario.defaults
        self._on: tuple[str, ...] = ()
        self._strokes = Strokes()
        name = f"{self._spec.symbol} ({self._spec.unit})" if self._spec.unit else self._spec.symbol
        self._real = Plot(theme, "", "Re μ (1/s)")
        self._real.axes["bottom"].hide_text()
        self._imaginary = Plot(theme, name, "Im μ/2π (Hz)")
        self._real.set_painters(self._paint_real, self._paint_real_marker)
        self._imaginary.set_painters(self._paint_imaginary, self._paint_imaginary_marker)
        for plot, share in ((self._real, 10), (self._imaginary, 11)):
            plot.dragged.connect(self._dragged)
            plot.released.connect(self.parameter_released)
            self.body.addWidget(plot, share)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._work)
        self._place()

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Move the line; find the curves anew if anything but this parameter changed."""
        self._parameters = parameters
        self._value = float(getattr(parameters, self._spec.name))
        self._system = system
        self._start()
        self._find()
        self._update_markers()

    def draw(self, snapshot: Snapshot) -> None:
        """Only inputs that were switched can change the curves."""
        on = tuple(name for name, is_on in snapshot.switches.items() if is_on)
        if on != self._on:
            self._on = on
            self._start()
            self._find()
        elif snapshot.system is not self._system:
            self._system = snapshot.system
            self._find()
        point = nearest(self._known, snapshot.v) if np.isfinite(snapshot.v).all() else None
        leading = None if point is None else float(point.eigenvalues[0].real)
        if leading != self._leading:
            self._leading = leading
            self._choose()

    def reset_ranges(self) -> None:
        """Put the axes around the curves."""
        self._place()

    def _restyle(self) -> None:
        self._real.restyle(self.theme)
        self._imaginary.restyle(self.theme)
        self._place()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing run unseen."""
        self._slices.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Go on with what is not done."""
        self._start()
        super().showEvent(event)

    def _start(self) -> None:
        for run in self._runs:
            run.ask(self._parameters, self._on)
        if not all(run.done for run in self._runs) and self.isVisible():
            self._slices.start()

    def _find(self) -> None:
        """Find today's fixed points, of which the state chooses one."""
        if self._system is not None and self._system.size == 2:
            self._known = fixed_points(self._system.network, self._system.held_input(self._on))
            self._leading = None

    def _choose(self) -> None:
        """Mark today's value on the branch whose fixed point is like that next to the state."""
        chosen = min(self._runs, key=self._unlike)
        if chosen is not self._run:
            self._run = chosen
            self._real.back.update()
            self._imaginary.back.update()
            self._update_markers()

    def _unlike(self, run: SweepRun) -> float:
        """Return by how much a branch's leading Re μ differs from that at the state's fixed point, 1/s."""
        height = run.at(self._value, run.leading)
        return np.inf if height is None or self._leading is None else abs(height - self._leading)

    def _ordered(self) -> list[tuple[SweepRun, QColor]]:
        """Return the branches with their ink, the state's one last and strong."""
        other = next(run for run in self._runs if run is not self._run)
        ink = self.theme.series[2]
        return [(other, mixed(ink, self.theme.canvas, QUIET)), (self._run, colour(ink))]

    def _work(self) -> None:
        run = next((run for run in self._runs if not run.done), None)
        if run is None:
            self._slices.stop()
        elif run.work(SLICE):
            self._choose()
            self._place()
            self._real.back.update()
            self._imaginary.back.update()
            self._update_markers()

    def _place(self) -> None:
        """Axes that show where stability changes: the steep fall at one end may leave the picture."""
        across = (self._spec.low, self._spec.high)
        leading = np.concatenate([run.leading for run in self._runs])
        known = leading[np.isfinite(leading)]
        top = nice_ceiling(max(1.3 * float(known.max(initial=0.0)), 1.0))
        low = -nice_ceiling(max(-1.3 * float(np.percentile(known, 12)) if len(known) else 1.0, 0.5 * top))
        frequencies = np.concatenate([run.frequencies for run in self._runs])
        frequencies = frequencies[np.isfinite(frequencies)]
        self._real.set_range(across, (low, top))
        self._imaginary.set_range(across, (0.0, nice_ceiling(max(1.1 * float(frequencies.max(initial=0.0)), 1.0))))
        self._align()
        self._update_markers()

    def _align(self) -> None:
        """Give both left axes the room of the longer numbers: today's line goes through both plots."""
        axes = [plot.axes["left"] for plot in (self._real, self._imaginary)]
        width = max(axis.width() for axis in axes)
        for axis in axes:
            axis.setWidth(width)

    def _update_markers(self) -> None:
        for plot in (self._real, self._imaginary):
            plot.handle = self._value
            plot.front.update()

    def _dragged(self, value: float) -> None:
        step = tick_step(self._spec.high - self._spec.low, POSITIONS)
        wanted = min(max(round(round(value / step) * step, 10), self._spec.low), self._spec.high)
        if wanted != self._value:
            self._value = wanted
            self._update_markers()
            self.parameter_requested.emit(self._spec.name, wanted)

    def _paint_curves(self, painter: QPainter, area: Area, run: SweepRun, branches: np.ndarray, ink: QColor) -> None:
        """Branches (K, B): thick where the fixed point is stable, thin where not, nothing where there is none."""
        values, stable = run.values, run.leading < 0.0
        for branch in branches.T:
            both = np.isfinite(branch[:-1]) & np.isfinite(branch[1:]) & ~run.jumps
            x, y = area.x(values), area.y(np.nan_to_num(branch))
            for wanted, width in ((stable[:-1] & stable[1:], 2.6), (~(stable[:-1] & stable[1:]), 1.4)):
                keep = both & wanted
                self._strokes.segments(x[:-1][keep], y[:-1][keep], x[1:][keep], y[1:][keep])
                self._strokes.draw(painter, ink, width * self.theme.scale)

    def _paint_real(self, painter: QPainter, area: Area) -> None:
        zero = area.y(0.0)
        tint(painter, area.rect.adjusted(0.0, zero, 0.0, 0.0), colour(self.theme.series[2], 0.07))
        painter.setPen(pen(colour(self.theme.muted), 1.5 * self.theme.scale))
        painter.drawLine(QPointF(0.0, zero), QPointF(area.width, zero))
        label(painter, "stable", area.width - 8.0, area.height - 4.0, self.theme, anchor=(1.0, 1.0), factor=0.84,
              ink=colour(self.theme.muted), halo=0.0)  # fmt: skip
        for run, ink in self._ordered():
            self._paint_curves(painter, area, run, run.real, ink)
        if all(run.done and not np.isfinite(run.leading).any() for run in self._runs):
            label(painter, "No fixed point in sight", 0.5 * area.width, 0.5 * area.height, self.theme,
                  anchor=(0.5, 0.5), ink=colour(self.theme.muted))  # fmt: skip

    def _paint_crossing(self, painter: QPainter, area: Area, value: float) -> None:
        x, y = area.x(value), area.y(0.0)
        dot(
            painter,
            x,
            y,
            4.5 * self.theme.scale,
            colour(self.theme.text),
            colour(self.theme.canvas),
            1.8 * self.theme.scale,
        )
        where = f"{significant(value)} {self._spec.unit}".rstrip()
        text = f"Re μ = 0 at {self._spec.symbol} = {where}"
        if laid_out(text, self.theme, 0.88).width > area.width - 8.0:
            text = f"0 at {where}"
        label(painter, text, x + 8.0 * self.theme.scale, y + 6.0 * self.theme.scale, self.theme, anchor=(0.0, 0.0),
              factor=0.88, bounds=area.rect.adjusted(4, 4, -4, -4))  # fmt: skip

    def _crossings(self) -> list[float]:
        """Return where a branch passes zero; both branches pass at the same values where they are one."""
        found: list[float] = []
        near = 1e-6 * (self._spec.high - self._spec.low)
        for value in (value for run in self._runs for value in run.crossings):
            if all(abs(value - other) > near for other in found):
                found.append(value)
        return found

    def _paint_imaginary(self, painter: QPainter, area: Area) -> None:
        for run, ink in self._ordered():
            self._paint_curves(painter, area, run, run.frequencies[:, None], ink)

    def _paint_line(self, painter: QPainter, area: Area) -> float:
        x = float(area.x(self._value))
        painter.setPen(pen(colour(self.theme.accent), 2.0 * self.theme.scale))
        painter.drawLine(QPointF(x, 0.0), QPointF(x, area.height))
        return x

    def _paint_real_marker(self, painter: QPainter, area: Area) -> None:
        """Today's value on the line, in the accent of what can be acted on, with a grip."""
        x, theme = self._paint_line(painter, area), self.theme
        for value in self._crossings():
            self._paint_crossing(painter, area, value)
        self._paint_today(painter, area, x, self._run.at(self._value, self._run.leading))
        dot(painter, x, 5.0 * theme.scale, 5.0 * theme.scale, colour(theme.canvas), colour(theme.accent), 1.0)
        text = f"{self._spec.symbol} = {significant(self._value)} {self._spec.unit}".rstrip()
        side, gap = (0.0, 9.0) if x < 0.7 * area.width else (1.0, -9.0)
        label(painter, text, x + gap * theme.scale, 1.0, theme, anchor=(side, 0.0), semibold=True,
              ink=colour(theme.accent))  # fmt: skip

    def _paint_imaginary_marker(self, painter: QPainter, area: Area) -> None:
        x = self._paint_line(painter, area)
        self._paint_today(painter, area, x, self._run.at(self._value, self._run.frequencies))

    def _paint_today(self, painter: QPainter, area: Area, x: float, height: float | None) -> None:
        if height is None:
            return
        lead = self._run.at(self._value, self._run.leading)
        ink = colour(self.theme.series[2])
        fill = ink if lead is not None and lead < 0.0 else colour(self.theme.canvas)
        dot(painter, x, float(area.y(height)), 4.5 * self.theme.scale, ink, fill, 2.0 * self.theme.scale)
