"""The coefficients c_i = e_i·v of the modes of M in time: one strong, the rest thin and quiet."""

from typing import Any

import numpy as np
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.analysis.spectrum import modes_of
from recnet_core.arrays import Array
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import Modes
from recnet_gui.plot.decimate import spaced, thinned
from recnet_gui.plot.paint import Area, Strokes, colour, dot, label, mixed
from recnet_gui.plot.text import significant
from recnet_gui.plot.time_plot import Stretch, TimeCanvas, finite_rows
from recnet_gui.style import Theme

QUIET = 24  # thin lines at most, spread over the spectrum


class ModesCanvas(TimeCanvas):
    """The state taken apart along the eigenvectors, found anew only when M is another."""

    view: Modes

    y_name = "coefficient (Hz)"

    def __init__(self, view: Modes, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        self._system: System | None = None
        self._matrix: Array | None = None
        self._readout: Array | None = None  # (K, N): the highlighted mode first
        self._defective = False
        self._strong: tuple[Array, Array] | None = None
        self._quiet: tuple[Array, Array] | None = None
        self._strokes, self._thin_strokes = Strokes(), Strokes()
        super().__init__(view, scenario, theme, parent)

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Find the modes anew if M changed."""
        self._system = system
        if self._matrix is not None and np.array_equal(system.network.matrix, self._matrix):
            return
        self._matrix = system.network.matrix
        found = modes_of(system.network)
        self._defective = found.defective
        self._readout = None
        if not found.defective:
            first = self.view.highlight
            others = [index for index in range(len(found.eigenvalues)) if index != first]
            chosen = (
                [others[i] for i in np.unique(np.linspace(0, len(others) - 1, QUIET).astype(int))] if others else []
            )
            self._readout = found.left.real[[first, *chosen]] * self._sign(found.left.real[first])

    def _sign(self, vector: Array) -> float:
        """An eigenvector's sign is free: take that of the system's read-out where there is one."""
        if self._system is not None and self._system.integrals:
            return -1.0 if float(vector @ self._system.integrals[0].readout) < 0.0 else 1.0
        return -1.0 if vector.sum() < 0.0 else 1.0

    def prepare(self, snapshot: Snapshot, stretch: Stretch) -> tuple[float, float] | None:
        """Take the rows apart: the strong line min/max-safe, the quiet ones every so many rows."""
        self._strong = self._quiet = None
        if self._readout is None or self._readout.shape[1] != snapshot.system.size:
            return None
        rates = finite_rows(snapshot.rates[stretch.rows])
        if len(rates) == 0:
            return None
        strong = rates @ self._readout[0]
        rows = thinned(strong, stretch.parts, self.bin_width())
        self._strong = stretch.x[rows], strong[rows]
        rows = spaced(len(rates), stretch.parts, self.bin_width(3.0))
        self._quiet = stretch.x[rows], rates[rows] @ self._readout[1:].T
        low, high = (float(np.min(strong)), float(np.max(strong)))
        if self._quiet[1].size:
            low, high = min(low, float(self._quiet[1].min())), max(high, float(self._quiet[1].max()))
        return low, high

    def paint_data(self, painter: QPainter, area: Area) -> None:
        """Quiet lines below, the strong one above with its name."""
        theme = self.theme
        if self._defective:
            label(painter, "M has no basis of eigenvectors: there are no modes to show", 0.5 * area.width,
                  0.5 * area.height, theme, anchor=(0.5, 0.5), ink=colour(theme.muted))  # fmt: skip
        if self._strong is None or self._quiet is None:
            return
        x, quiet = self._quiet
        if quiet.shape[1]:
            self._thin_strokes.polylines(area.x(x), area.y(quiet))
            self._thin_strokes.draw(painter, mixed(theme.muted, theme.canvas, 0.55), 1.0 * theme.scale)
        ink = colour(theme.series[0])
        x, y = area.x(self._strong[0]), area.y(self._strong[1])
        self._strokes.polyline(x, y)
        self._strokes.draw(painter, ink, 2.5 * theme.scale)
        dot(painter, float(x[-1]), float(y[-1]), 4.5 * theme.scale, colour(theme.canvas), ink, 1.0)
        name = f"c_{self.view.highlight + 1}"
        left = float(x[-1]) + 10.0 * theme.scale
        label(painter, name, left, float(y[-1]), theme, ink=ink, factor=1.05, semibold=True, halo=0.0,
              bounds=area.rect)  # fmt: skip
        self._paint_quiet_name(painter, area, left, float(y[-1]))

    def _paint_quiet_name(self, painter: QPainter, area: Area, left: float, strong: float) -> None:
        if self._quiet is None or self._quiet[1].shape[1] == 0:
            return
        y = float(area.y(np.median(self._quiet[1][-1])))
        if abs(y - strong) > 18.0 * self.theme.scale:
            label(painter, "others", left, y, self.theme, ink=colour(self.theme.muted), factor=0.84, halo=0.0,
                  bounds=area.rect)  # fmt: skip

    def value_text(self, x: float, y: float) -> str:
        """Return the strong coefficient at that time."""
        if self._strong is None:
            return ""
        return f"c_{self.view.highlight + 1} = {significant(float(np.interp(x, *self._strong)))} Hz"
