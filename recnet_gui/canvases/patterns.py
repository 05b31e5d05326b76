"""The state as a picture to draw on, beside the stored patterns and how much of each it holds."""

import time as clock
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from recnet_core.analysis.overlap import overlaps
from recnet_core.arrays import Array
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import Patterns
from recnet_gui.canvas import Canvas
from recnet_gui.plot.colours import diverging, sequential
from recnet_gui.plot.paint import colour, label
from recnet_gui.plot.pixels import Easel, Grid, paint_pixels, pixel_image
from recnet_gui.plot.ranges import GrowingRange
from recnet_gui.plot.sheet import Sheet
from recnet_gui.plot.stored import StoredPatterns
from recnet_gui.plot.text import laid_out, significant
from recnet_gui.style import Theme, font
from recnet_gui.widgets.buttons import word_button
from recnet_gui.widgets.elided import ElidedLabel

FRAME = 16  # ms between two states asked for while drawing
FLIPPED = 0.2  # of the pixels, by Corrupt
SOFT = 1.6  # of ±1, the ends of a signed colour map: the strongest colours, not the darkest, tell on from off
HEADINGS = ("stored patterns and overlap", "stored patterns", "stored")  # the longest that fits
LEAST = 0.25  # of the room, for the state
LARGER = 1.25  # times as large must pixels be with the stored patterns below for them to go there
ROUND = 70  # px at scale 1 of the height that heading and buttons take
FINE = 0.004  # an overlap that changes less is not painted again


class PatternsCanvas(Canvas):
    """Draw a cue, corrupt or clear it, and watch which pattern it falls into."""

    view: Patterns

    def __init__(self, view: Patterns, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(view, scenario, theme, parent)
        self._system: System | None = None
        self._v: Array = np.zeros(1)
        self._sides = (0.0, 1.0)  # what off and on mean, Hz
        self._range = GrowingRange(0.0, 1.0)
        self._stored: StoredPatterns | None = None
        self._overlap: Array = np.zeros(0)
        self._strokes: dict[int, float] = {}  # unit -> rate, painted since the last state asked for
        self._corrupted = 0
        self._waits = QTimer(self)
        self._waits.setSingleShot(True)
        self._waits.setInterval(FRAME)
        self._waits.timeout.connect(self._ask)
        self._build()
        self._restyle()

    def _build(self) -> None:
        self.easel, self._shelf = Easel(self._fill_state), Sheet(self._fill_stored)
        self.easel.setAccessibleName(f"{self.view.title}: the state as a picture")
        self._shelf.setAccessibleName(f"{self.view.title}: stored patterns and their overlaps")
        self.easel.painted.connect(self._paint_unit)
        self.easel.spot_moved.connect(self._describe)
        self._pictures, self._buttons = QHBoxLayout(), QHBoxLayout()
        self._pictures.addWidget(self.easel, 5)
        self._pictures.addWidget(self._shelf, 5)
        self._hint = ElidedLabel("Draw with the mouse")
        self._corrupt, self._clear = word_button("Corrupt"), word_button("Clear")
        self._corrupt.setToolTip("Flip a fifth of the pixels, others each time")
        self._clear.setToolTip("Switch all pixels off")
        self._corrupt.clicked.connect(self._corrupt_clicked)
        self._clear.clicked.connect(self._clear_clicked)
        self._buttons.addWidget(self._corrupt)
        self._buttons.addWidget(self._clear)
        self._buttons.addWidget(self._hint, 1)
        self.body.addLayout(self._pictures, 1)
        self.body.addLayout(self._buttons)

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Take the patterns: what on and off mean, and their pictures."""
        before, self._system = self._system, system
        if before is None or before.size != system.size:
            self._v = np.array(system.start)
            self._strokes.clear()
            self._corrupted = 0
        if before is None or before.size != system.size or not _same(before.patterns, system.patterns):
            self._sides = self._on_and_off(system.patterns)
            low, high = self._sides
            top = (SOFT if low < 0.0 else 1.0) * max(-low, high)
            self._range = GrowingRange(-top if low < 0.0 else 0.0, top)
            self._overlap = np.zeros(0)
            self._colour_stored()
        self._share_room()
        self._measure()

    def _on_and_off(self, patterns: Array | None) -> tuple[float, float]:
        """Return the least and the greatest rate of the stored patterns, else of the scenario."""
        if patterns is not None and patterns.size and patterns.max() > patterns.min():
            return float(patterns.min()), float(patterns.max())
        return min(self.scenario.rate_range[0], 0.0), self.scenario.rate_range[1]

    def draw(self, snapshot: Snapshot) -> None:
        """Show the state; pixels just painted stay painted until the run has them."""
        if snapshot.system is not self._system:
            self.show_system(snapshot.system, self.scenario.defaults)
        v = np.array(snapshot.v)
        if np.isfinite(v).all():
            self._take(v)

    def _take(self, v: Array) -> None:
        for unit, rate in self._strokes.items():
            v[unit] = rate
        self._v = v
        signed, top = self._sides[0] < 0.0, float(np.abs(v).max())
        if self._range.fit(-top if signed else 0.0, top, clock.monotonic()):
            self._colour_stored()
        self.easel.active = v > 0.5 * (self._sides[0] + self._sides[1])
        self.easel.update()
        self._measure()

    def _measure(self) -> None:
        """Find the overlaps; paint them again when one changed visibly."""
        if self._stored is None or self._system is None or self._system.patterns is None:
            return
        now = overlaps(self._v, self._system.patterns)
        if len(now) != len(self._overlap) or np.abs(now - self._overlap).max() > FINE:
            self._overlap = now
            self._shelf.update()

    def reset_ranges(self) -> None:
        """Go back to the first range of colours."""
        self._range.reset()
        self._colour_stored()
        self.easel.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let nothing wait unseen."""
        self._waits.stop()
        self._strokes.clear()  # the run has not got them: they must not be shown for ever
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Put state and stored patterns beside each other or below, whichever leaves larger pixels; share the room."""
        columns = max(1, min(self.view.width, len(self._v)))
        rows = -(-len(self._v) // columns)
        width, height = float(max(self.width(), 1)), max(self.height() - self.theme.px(ROUND), 1.0)
        beside, below = min(0.5 * width / columns, height / rows), min(width / columns, 0.6 * height / rows)
        stacked = below > LARGER * beside
        self._pictures.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        needed = width * rows / columns / height if stacked else height * columns / rows / width
        share = min(0.6 if stacked else 0.5, max(LEAST, needed))
        self._pictures.setStretch(0, round(1000 * share))
        self._pictures.setStretch(1, round(1000 * (1.0 - share)))

    def _restyle(self) -> None:
        theme = self.theme
        for button in (self._corrupt, self._clear):
            button.setFont(font(theme, 0.95))
        self._hint.setFont(font(theme, 0.9))
        palette = self._hint.palette()
        palette.setColor(self._hint.foregroundRole(), colour(theme.muted))
        self._hint.setPalette(palette)
        self._pictures.setSpacing(theme.px(12))
        self._buttons.setSpacing(theme.px(4))
        self._buttons.setContentsMargins(0, theme.px(2), 0, 0)
        self._colour_stored()

    def _stops(self) -> Any:
        return (diverging if self._sides[0] < 0.0 else sequential)(self.theme)

    def _colour_stored(self) -> None:
        patterns = None if self._system is None else self._system.patterns
        self._stored = None
        if patterns is not None and patterns.size:
            low, high = self._range.low, self._range.high
            self._stored = StoredPatterns(patterns, self.view.width, (low, high), self._stops())
        self._shelf.update()

    # --- the pictures ---------------------------------------------------------------------------------------------

    def _fill_state(self, painter: QPainter, rect: QRectF) -> None:
        size, theme = len(self._v), self.theme
        line = laid_out("0", theme, 0.88).height
        grid = Grid(rect.adjusted(4.0, line + 4.0, -4.0, -4.0), size, self.view.width, raised=True)
        self.easel.grid = grid
        image = pixel_image(self._v, self.view.width, self._range.low, self._range.high, self._stops())
        paint_pixels(painter, grid, image, theme)
        label(painter, "state now", grid.place.left(), grid.place.top() - 3.0, theme, anchor=(0.0, 1.0), factor=0.88,
              ink=colour(theme.muted), halo=0.0, bounds=rect)  # fmt: skip
        hover = self.easel.hover
        if hover is not None and (unit := grid.unit(*grid.at(hover))) is not None:
            self._paint_frame(painter, grid, grid.at(hover), 1.2)
            label(painter, f"unit {unit + 1}   {significant(float(self._v[unit]))} Hz", grid.place.right(),
                  grid.place.top() - 3.0, theme, anchor=(1.0, 1.0), factor=0.84, bounds=rect)  # fmt: skip
        if self.easel.hasFocus() and grid.unit(*self.easel.spot) is not None:
            self._paint_frame(painter, grid, self.easel.spot, 2.5)

    def _paint_frame(self, painter: QPainter, grid: Grid, at: tuple[int, int], width: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour(self.theme.canvas), (width + 2.0) * self.theme.scale))
        painter.drawRect(grid.cell(*at))
        painter.setPen(QPen(colour(self.theme.accent), width * self.theme.scale))
        painter.drawRect(grid.cell(*at))

    def _fill_stored(self, painter: QPainter, rect: QRectF) -> None:
        theme = self.theme
        if self._stored is None or not len(self._overlap):
            label(painter, "No stored patterns", rect.center().x(), rect.center().y(), theme, anchor=(0.5, 0.5),
                  ink=colour(theme.muted), bounds=rect)  # fmt: skip
            return
        line = laid_out("0", theme, 0.88).height
        fitting = [text for text in HEADINGS if laid_out(text, theme, 0.88).width < rect.width() - 6.0]
        label(painter, fitting[0] if fitting else "", rect.left() + 3.0, rect.top(), theme, anchor=(0.0, 0.0),
              factor=0.88, ink=colour(theme.muted), halo=0.0)  # fmt: skip
        self._stored.paint(painter, rect.adjusted(0.0, line + 4.0, 0.0, 0.0), self._overlap, theme)

    # --- drawing on the state -------------------------------------------------------------------------------------

    def _paint_unit(self, unit: int, on: bool) -> None:
        """Paint a pixel at once; the run gets it with the next frame."""
        rate = self._sides[1] if on else self._sides[0]
        if self._strokes.get(unit) == rate:
            return
        self._strokes[unit] = rate
        self._take(self._v.copy())
        if not self._waits.isActive():
            self._ask()

    def _ask(self) -> None:
        """Ask for the state with what was painted; a stroke goes on asking once a frame."""
        if not self._strokes:
            return
        self._strokes.clear()
        self._waits.start()
        self._request(self._v)

    def _request(self, v: Array) -> None:
        self._take(np.array(v))
        self.state_requested.emit(tuple(float(rate) for rate in v))

    def _corrupt_clicked(self) -> None:
        """Flip a fifth of the pixels; which ones depends on how often it was pressed, and on nothing else."""
        count = len(self._v)
        self._corrupted += 1
        chosen = np.random.default_rng(self._corrupted).permutation(count)[: max(1, round(FLIPPED * count))]
        v = self._v.copy()
        v[chosen] = np.where(self.easel.active[chosen], self._sides[0], self._sides[1])
        self._request(v)

    def _clear_clicked(self) -> None:
        self._request(np.full(len(self._v), self._sides[0]))

    def _describe(self) -> None:
        """Say where the keyboard is, for who does not see it."""
        x, y = self.easel.spot
        unit = self.easel.grid.unit(x, y)
        if unit is not None:
            state = "on" if self.easel.active[unit] else "off"
            self.easel.setAccessibleDescription(f"Row {y + 1}, column {x + 1}: {state}. Return flips it.")


def _same(a: Array | None, b: Array | None) -> bool:
    return a is b or (a is not None and b is not None and np.array_equal(a, b))
