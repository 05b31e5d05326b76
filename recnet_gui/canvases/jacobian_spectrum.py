"""Eigenvalues μ of the Jacobian at the fixed point, in the complex plane, with their value in words."""

import time as clock
from typing import Any

import numpy as np
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.analysis.fixed_points import FixedPoint, fixed_points, nearest
from recnet_core.analysis.spectrum import rates_in_words
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import JacobianSpectrum
from recnet_gui.plot.base import Plot, PlotCanvas
from recnet_gui.plot.complex_plane import paint_eigenvalues, paint_sides, ranges_around
from recnet_gui.plot.paint import Area, colour, label
from recnet_gui.plot.ranges import GrowingRange
from recnet_gui.style import Theme

WORDS = 46.0  # px, height of two lines of words and a marker


class JacobianSpectrumCanvas(PlotCanvas):
    """The spectrum at the fixed point nearest to the state."""

    def __init__(
        self, view: JacobianSpectrum, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None
    ) -> None:
        self._system: System | None = None
        self._on: tuple[str, ...] = ()
        self._near: np.ndarray | None = None
        self._known: tuple[FixedPoint, ...] = ()
        self._point: FixedPoint | None = None
        self._ranges: tuple[GrowingRange, GrowingRange] | None = None
        super().__init__(view, scenario, theme, parent)
        self.plot.box.sigResized.connect(self._resized)
        self.plot.set_range((-1.0, 1.0), (-1.0, 1.0))

    def make_plot(self) -> Plot:
        """Return the complex plane."""
        return Plot(self.theme, "Re μ (1/s)", "Im μ (1/s)")

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Find the fixed points and their eigenvalues anew."""
        self._system = system
        self._find()

    def draw(self, snapshot: Snapshot) -> None:
        """Only inputs that were switched can move the fixed points; the state says which one is shown."""
        on = tuple(name for name, is_on in snapshot.switches.items() if is_on)
        if np.isfinite(snapshot.v).all():
            self._near = np.array(snapshot.v)
        if on != self._on or snapshot.system is not self._system:
            self._on, self._system = on, snapshot.system
            self._find()
        else:
            self._choose()

    def reset_ranges(self) -> None:
        """Put the axes around today's eigenvalues."""
        self._ranges = None
        self._place()

    def _resized(self, *_: object) -> None:
        self.reset_ranges()

    def _restyle(self) -> None:
        """Words take another share of the height now."""
        super()._restyle()
        self.reset_ranges()

    def _find(self) -> None:
        if self._system is None:
            return
        self._known = fixed_points(self._system.network, self._system.held_input(self._on))
        self._choose()

    def _choose(self) -> None:
        """Take the fixed point nearest to the state; repaint only if it is another."""
        point = nearest(self._known, self._near)
        if point is not self._point:
            self._point = point
            self._place()
            self.plot.back.update()

    def _place(self) -> None:
        if not self._known:
            return
        height = max(self.plot.box.rect().height(), 1.0)
        headroom = min(max(WORDS * self.theme.scale / height, 0.12), 0.28)
        values = np.concatenate([point.eigenvalues for point in self._known])  # one picture for all of them
        across, up = ranges_around(values, headroom)
        if self._ranges is None:
            self._ranges = GrowingRange(-across, across), GrowingRange(-up, up)
        now = clock.monotonic()
        free = 1.0 - 2.0 * headroom
        for axis, reach, share in zip(self._ranges, (values.real, values.imag), (0.9, free), strict=True):
            most = float(np.abs(reach).max()) / share
            axis.fit(-most, most, now)
        real, imaginary = self._ranges
        self.plot.set_range((real.low, real.high), (imaginary.low, imaginary.high))
        self.plot.axes["left"].make_room(imaginary.low, imaginary.high)  # a new height may have other ticks

    def paint_back(self, painter: QPainter, area: Area) -> None:
        """Sides, markers, words."""
        theme = self.theme
        paint_sides(painter, area, 0.0, "Re μ = 0", theme)
        if self._point is None:
            label(painter, "No fixed point in sight", 0.5 * area.width, 0.5 * area.height, theme, anchor=(0.5, 0.5),
                  ink=colour(theme.muted))  # fmt: skip
            return
        values = self._point.eigenvalues
        self._paint_words(painter, area)
        paint_eigenvalues(painter, area, values, 0.0, colour(theme.series[2]), theme)

    def _paint_words(self, painter: QPainter, area: Area) -> None:
        """The value and what it means, always at the same place, so that they can be read while a slider moves."""
        if self._point is None:
            return
        value, _, frequency = rates_in_words(self._point.eigenvalues).partition(" · ")
        first = label(painter, f"μ = {value}", 8.0, 6.0, self.theme, anchor=(0.0, 0.0), semibold=True)
        meaning = " · ".join(filter(None, (frequency, self._point.kind)))
        label(painter, meaning, first.left(), first.bottom(), self.theme, anchor=(0.0, 0.0),
              ink=colour(self.theme.muted))  # fmt: skip
