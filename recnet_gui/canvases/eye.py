"""An eye that turns to the angle a read-out says, with its line of sight on a scale and the number in large type."""

from typing import Any

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.arrays import Array
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import Readout, System
from recnet_core.views import Eye
from recnet_gui.canvas import Canvas
from recnet_gui.plot.decimate import nearest_rows
from recnet_gui.plot.eyeball import REACH, TRAIL, Eyeball, pair_of_eyes
from recnet_gui.plot.paint import colour, label
from recnet_gui.plot.sheet import Sheet
from recnet_gui.plot.text import laid_out
from recnet_gui.style import Theme
from recnet_gui.widgets.numbers import MINUS

PAST = 0.3  # of the window of time: how far the trail reaches back
WIDE, ROOMY = 1.25, 340.0  # width to height, and px at a scale of 1, from which on the number stands beside the eye


class EyeCanvas(Canvas):
    """The eye from above, the direction in degrees; where there is room, both eyes as a mirror shows them."""

    view: Eye

    def __init__(self, view: Eye, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(view, scenario, theme, parent)
        self._readout: Readout | None = None
        self.angle: float | None = None
        self._trail: Array = np.zeros(0)
        self.sheet = Sheet(self._fill)
        self.sheet.setAccessibleName(f"{view.title}: the eye from above")
        self.body.addWidget(self.sheet, 1)

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Take the read-out that is the angle; the first one where the view names none."""
        names = [entry.name for entry in system.readouts]
        name = self.view.readout or (names[0] if names else "")
        self._readout = system.readout(name) if name in names else None

    def draw(self, snapshot: Snapshot) -> None:
        """Turn the eye to where the state says; a state that is not finite leaves it where it is."""
        if self._readout is None:
            return
        angle = self._read(np.asarray(snapshot.v)[None], np.asarray(snapshot.h)[None])
        if len(angle):
            self.angle = float(angle[0])
        self._trail = self._past(snapshot)
        self.sheet.update()

    def reset_ranges(self) -> None:
        """There is no range: an eye turns as far as it can."""

    def _read(self, rates: Array, inputs: Array) -> Array:
        """Return the finite angles (≤ T,) of rows (T, N)."""
        good = np.isfinite(rates).all(axis=1) & np.isfinite(inputs).all(axis=1)
        if self._readout is None or not good.any():
            return np.zeros(0)
        values = np.asarray(self._readout.of(rates[good], inputs[good]), dtype=np.float64)
        finite: Array = values[np.isfinite(values)]
        return finite

    def _past(self, snapshot: Snapshot) -> Array:
        """Return where the eye looked a little before, oldest first."""
        if len(snapshot.times) < 2:
            return np.zeros(0)
        start = max(snapshot.time - PAST * self.scenario.window, float(snapshot.times[0]))
        rows = np.unique(nearest_rows(snapshot.times, np.linspace(start, snapshot.time, TRAIL)))
        return self._read(snapshot.rates[rows], snapshot.inputs[rows])

    def _fill(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the eye, and beside or below it the number."""
        theme = self.theme
        if self._readout is None:
            label(painter, "No angle to turn to", rect.center().x(), rect.center().y(), theme, anchor=(0.5, 0.5),
                  ink=colour(theme.muted), bounds=rect)  # fmt: skip
            return
        if rect.width() > max(WIDE * rect.height(), ROOMY * theme.scale):
            side = QRectF(rect.right() - 0.42 * rect.width(), rect.top(), 0.42 * rect.width(), rect.height())
            self._fill_side(painter, side)
            rect = rect.adjusted(0.0, 0.0, -side.width(), 0.0)
        else:
            line = laid_out("0", theme, 2.0, semibold=True).height
            self._write(painter, QRectF(rect.left(), rect.bottom() - line, rect.width(), line), 2.0)
            rect = rect.adjusted(0.0, 0.0, 0.0, -line)
        Eyeball(rect, theme).paint(painter, self.angle, self._trail)

    def _fill_side(self, painter: QPainter, rect: QRectF) -> None:
        number = laid_out("0", self.theme, 2.8, semibold=True).height
        height = min(0.4 * rect.height(), rect.height() - 1.8 * number)
        top = rect.top() + 0.5 * (rect.height() - height - 1.6 * number)
        if height > 30.0:
            pair_of_eyes(painter, QRectF(rect.left(), top, rect.width(), height), self.angle or 0.0, self.theme)
        self._write(painter, QRectF(rect.left(), top + height, rect.width(), 1.2 * number), 2.8)

    def _write(self, painter: QPainter, rect: QRectF, factor: float) -> None:
        """The number in large type; its words below it where it is very large."""
        text = "–" if self.angle is None else f"{self.angle:+.1f}°".replace("-", MINUS)
        x, y = rect.center().x(), rect.center().y()
        while factor > 1.0 and laid_out(text, self.theme, factor, semibold=True).width > rect.width():
            factor -= 0.2
        label(painter, text, x, y, self.theme, anchor=(0.5, 0.5), factor=factor, semibold=True, halo=0.0)
        if self.angle is not None and abs(self.angle) > REACH:
            below = y + 0.5 * laid_out("0", self.theme, factor).height
            label(painter, f"an eye stops at ±{REACH:.0f}°", x, below, self.theme, anchor=(0.5, 0.5), factor=0.84,
                  ink=colour(self.theme.muted), halo=0.0)  # fmt: skip
