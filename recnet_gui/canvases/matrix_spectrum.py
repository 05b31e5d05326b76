"""Eigenvalues λ of M in the complex plane with the line Re λ = 1, the leading one named with its value."""

import time as clock
from typing import Any

import numpy as np
from PySide6.QtGui import QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QWidget

from recnet_core.analysis.spectrum import (
    are_at_hand,
    eigenvalues,
    eigenvalues_of,
    memory_in_words,
    remember_eigenvalues,
)
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import MatrixSpectrum
from recnet_gui.jobs import Jobs
from recnet_gui.plot.base import Plot, PlotCanvas
from recnet_gui.plot.complex_plane import paint_eigenvalues, paint_sides
from recnet_gui.plot.paint import Area, colour, label
from recnet_gui.plot.ranges import GrowingRange
from recnet_gui.plot.text import significant
from recnet_gui.style import Theme

ROOM = 0.04  # of the spectrum's width
FADED = 0.3  # what was, while what is is being found


class MatrixSpectrumCanvas(PlotCanvas):
    """The spectrum of M; found anew only when M is another."""

    def __init__(
        self, view: MatrixSpectrum, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None
    ) -> None:
        self._system: System | None = None
        self._values = np.zeros(0, dtype=np.complex128)
        self._real, self._imaginary = GrowingRange(-1.0, 2.0), GrowingRange(-1.0, 1.0)
        super().__init__(view, scenario, theme, parent)
        self._jobs = Jobs(eigenvalues, self)
        self._jobs.answered.connect(self._answered)
        self._place()

    def make_plot(self) -> Plot:
        """Return the complex plane."""
        return Plot(self.theme, "Re λ", "Im λ")

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Find the eigenvalues anew if M changed."""
        self._system = system
        if are_at_hand(system.network):
            self._jobs.forget()
            self._take(eigenvalues_of(system.network))
        elif self.isVisible():
            self._jobs.ask(system.network.matrix)
        self.plot.back.update()

    def showEvent(self, event: QShowEvent) -> None:
        """Find what was left out while nobody saw it."""
        super().showEvent(event)
        if self._system is None:
            return
        if are_at_hand(self._system.network):
            self._take(eigenvalues_of(self._system.network))  # found meanwhile, by another one who asked
        else:
            self._jobs.ask(self._system.network.matrix)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing run unseen."""
        self._jobs.forget()
        super().hideEvent(event)

    def _take(self, values: np.ndarray) -> None:
        if not np.array_equal(values, self._values):
            self._values = values
            self._fit()

    def _answered(self, matrix: np.ndarray, values: np.ndarray) -> None:
        remember_eigenvalues(matrix, values)
        if self._system is not None and are_at_hand(self._system.network):
            self._take(eigenvalues_of(self._system.network))
        self.plot.back.update()

    def draw(self, snapshot: Snapshot) -> None:
        """Nothing moves while M stays."""

    def reset_ranges(self) -> None:
        """Go back to the first ranges."""
        self._real.reset()
        self._imaginary.reset()
        self._fit()

    def _fit(self) -> None:
        if len(self._values):
            now, values = clock.monotonic(), self._values
            low, high = float(values.real.min()), float(values.real.max())
            room = ROOM * max(high - low, 1.0)  # for whole dots at the edges
            self._real.fit(low - room, high + room, now)
            most = (1.0 + ROOM) * float(np.abs(values.imag).max())
            self._imaginary.fit(-most, most, now)
        self._place()

    def _place(self) -> None:
        self.plot.set_range((self._real.low, self._real.high), (self._imaginary.low, self._imaginary.high))

    def paint_back(self, painter: QPainter, area: Area) -> None:
        """Sides, markers, and the leading one's name and fate."""
        theme = self.theme
        paint_sides(painter, area, 1.0, "Re λ = 1", theme)
        if self._jobs.busy:
            label(painter, "computing the eigenvalues…", 8.0, 6.0, theme, anchor=(0.0, 0.0), ink=colour(theme.muted))
        if self._system is None or len(self._values) == 0:
            return
        ink = colour(theme.series[0], FADED if self._jobs.busy else 1.0)
        paint_eigenvalues(painter, area, np.unique(self._values)[::-1], 1.0, ink, theme)  # a ring has N − 2 zeros
        lead = self._values[0]
        if not self._system.network.is_linear:
            return
        x, y = area.x(lead.real), area.y(abs(lead.imag))
        text = f"λ_1 = {significant(lead.real, 7)}"
        inside = area.rect.adjusted(6, 6, -6, -6)
        first = label(painter, text, x, y - 26.0 * theme.scale, theme, anchor=(0.5, 1.0), semibold=True, bounds=inside)
        fate = memory_in_words(float(self._system.network.tau[0]), complex(lead))
        label(painter, fate, first.center().x(), first.bottom(), theme, anchor=(0.5, 0.0), ink=colour(theme.muted),
              bounds=inside)  # fmt: skip
