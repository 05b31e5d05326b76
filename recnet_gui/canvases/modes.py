"""The coefficients c_i = e_i·v of the modes of M in time: one strong (or all of a few), the rest thin and quiet."""

from typing import Any

import numpy as np
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.analysis.closed_form import linear_modes, same_weights
from recnet_core.arrays import Array
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import Modes
from recnet_gui.plot.dashes import Dashes
from recnet_gui.plot.decimate import spaced, thinned
from recnet_gui.plot.notes import paint_note
from recnet_gui.plot.paint import Area, Strokes, colour, dot, label, mixed
from recnet_gui.plot.text import laid_out, significant
from recnet_gui.plot.theory import OVER, UNDER, Theory
from recnet_gui.plot.theory_key import TheoryKey
from recnet_gui.plot.time_plot import Stretch, TimeCanvas, finite_rows, spread
from recnet_gui.style import Theme

QUIET = 24  # thin lines at most, spread over the spectrum
FEW = 6  # modes that are all drawn strong beside their theory


class ModesCanvas(TimeCanvas):
    """The state taken apart along the eigenvectors, found anew only when M is another.

    With theory in the view the closed form lies dashed on the strong lines.
    """

    view: Modes

    y_name = "coefficient (Hz)"

    def __init__(self, view: Modes, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        self._network: RateNetwork | None = None
        self._readout: Array | None = None  # (K, N): the strong modes first
        self._names: tuple[str, ...] = ()  # of the strong ones
        self._defective = False
        self._strong: list[tuple[Array, Array]] = []
        self._quiet: tuple[Array, Array] | None = None
        self._exact: tuple[Array, Array] | None = None
        self._theory, self._dashes = Theory(), Dashes()
        self._strokes, self._thin_strokes = [Strokes() for _ in range(FEW)], Strokes()
        super().__init__(view, scenario, theme, parent)
        self._key = TheoryKey(theme)
        self._header.insertWidget(1, self._key)

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Find the modes anew if M changed."""
        if self._network is not None and same_weights(system.network, self._network):
            return
        self._network = system.network
        found = linear_modes(system.network)
        self._defective, self._readout = found.defective, None
        if not found.defective:
            strong, quiet = self._chosen(len(found.eigenvalues))
            self._names = tuple(f"c_{index + 1}" for index in strong)
            chosen = [*strong, *quiet]
            rows = found.left.real[chosen]
            signs = [self._sign(rows[k], system, first=index == self.view.highlight) for k, index in enumerate(chosen)]
            self._readout = rows * np.array(signs)[:, None]

    def _chosen(self, count: int) -> tuple[list[int], list[int]]:
        """Return which modes are drawn strong and which quiet."""
        if self.view.theory and count <= FEW:
            return list(range(count)), []
        first = min(self.view.highlight, count - 1)
        others = [index for index in range(count) if index != first]
        if not others:
            return [first], []
        return [first], [others[i] for i in np.unique(np.linspace(0, len(others) - 1, QUIET).astype(int))]

    @staticmethod
    def _sign(vector: Array, system: System, *, first: bool) -> float:
        """An eigenvector's sign is free: take that of the system's read-out, or the one with most of it positive."""
        if first and system.integrals:
            return -1.0 if float(vector @ system.integrals[0].readout) < 0.0 else 1.0
        total = float(vector.sum())
        if abs(total) < 1e-9 * float(np.abs(vector).sum()):
            if system.network.low_rank is not None:  # a ring's cosine and sine as they are
                return 1.0
            total = float(vector[np.argmax(np.abs(vector) > 1e-9)])
        return -1.0 if total < 0.0 else 1.0

    def prepare(self, snapshot: Snapshot, stretch: Stretch) -> tuple[float, float] | None:
        """Take the rows apart: the strong lines min/max-safe, the quiet ones every so many rows."""
        self._strong, self._quiet, self._exact = [], None, None
        if self._readout is None or self._readout.shape[1] != snapshot.system.size:
            self._key.hide()
            return None
        rates = finite_rows(snapshot.rates[stretch.rows])
        if len(rates) == 0:
            return None
        count = len(self._names)
        strong = rates @ self._readout[:count].T
        for column in strong.T:
            rows = thinned(column, stretch.parts, self.bin_width())
            self._strong.append((stretch.x[rows], column[rows]))
        rows = spaced(len(rates), stretch.parts, self.bin_width(3.0))
        self._quiet = stretch.x[rows], rates[rows] @ self._readout[count:].T
        if self.view.theory:
            spans = [span for span, _, _ in self.spans]
            found = self._theory.curves(snapshot, stretch, spans, self._readout[:count], self.bin_width())
            self._exact = 0.001 * found[0] - self.end, found[1]
            self._key.show_note(self._theory.note, self.theme)
        both = (strong, self._quiet[1]) if self._quiet[1].size else (strong,)
        return min(float(values.min()) for values in both), max(float(values.max()) for values in both)

    def paint_data(self, painter: QPainter, area: Area) -> None:
        """Quiet lines below, the strong ones above with their theory and their names."""
        theme = self.theme
        if self._defective:
            paint_note(painter, area, "M has no basis of eigenvectors: there are no modes to show", theme)
        if not self._strong or self._quiet is None:
            return
        x, quiet = self._quiet
        if quiet.shape[1]:
            self._thin_strokes.polylines(area.x(x), area.y(quiet))
            self._thin_strokes.draw(painter, mixed(theme.muted, theme.canvas, 0.55), 1.0 * theme.scale)
        for number, ((times, values), strokes) in enumerate(zip(self._strong, self._strokes, strict=False)):
            strokes.polyline(area.x(times), area.y(values))
            strokes.draw(painter, self._ink(number), (UNDER if self._exact else 2.5) * theme.scale)
        if self._exact is not None:
            self._dashes.polylines(area.x(self._exact[0]), area.y(self._exact[1]), area, self.end, theme)
            self._dashes.draw(painter, colour(theme.text), OVER * theme.scale)
        self._paint_names(painter, area)

    def _ink(self, number: int) -> QColor:
        return colour(self.theme.series[number % len(self.theme.series)])

    def _paint_names(self, painter: QPainter, area: Area) -> None:
        """Heads, and the names beside them, pushed apart where they would touch."""
        x = float(area.x(self._strong[0][0][-1]))
        heights = [float(area.y(values[-1])) for _, values in self._strong]
        gap = laid_out("c", self.theme, 1.05).height
        left = x + 10.0 * self.theme.scale
        for number, place in enumerate(spread(heights, gap, 0.5 * gap, area.height - 0.5 * gap)):
            rim, ink = colour(self.theme.canvas), self._ink(number)
            dot(painter, x, heights[number], 4.5 * self.theme.scale, rim, ink, 1.0)
            label(painter, self._names[number], left, place, self.theme, ink=ink, factor=1.05, semibold=True,
                  halo=0.0, bounds=area.rect)  # fmt: skip
        self._paint_quiet_name(painter, area, left, heights[0])

    def _paint_quiet_name(self, painter: QPainter, area: Area, left: float, strong: float) -> None:
        if self._quiet is None or self._quiet[1].shape[1] == 0:
            return
        y = float(area.y(np.median(self._quiet[1][-1])))
        if abs(y - strong) > 18.0 * self.theme.scale:
            label(painter, "others", left, y, self.theme, ink=colour(self.theme.muted), factor=0.84, halo=0.0,
                  bounds=area.rect)  # fmt: skip

    def value_text(self, x: float, y: float) -> str:
        """Return the strong coefficients at that time."""
        read = [significant(float(np.interp(x, *line))) for line in self._strong]
        return "   ".join(f"{name} = {value} Hz" for name, value in zip(self._names, read, strict=False))
