"""A system's read-outs in time: a strong line each, named at its end, dashed where theory says it comes to rest."""

import time as clock
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QShowEvent
from PySide6.QtWidgets import QWidget

from recnet_core.arrays import Array
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import Readout, System
from recnet_core.views import Readouts
from recnet_gui.plot.decimate import spaced, thinned
from recnet_gui.plot.paint import Area, Strokes, colour, dot, label, path, pen
from recnet_gui.plot.ranges import GrowingRange
from recnet_gui.plot.text import laid_out, significant
from recnet_gui.plot.time_plot import PAD, Stretch, TimeCanvas, spread
from recnet_gui.style import Theme

ALL_ROWS = 120_000  # numbers: where rows × units are fewer, every row is read
DEGREE = "°"
WRAP = 180.0  # degrees: an angle that jumps by more went round
STYLES = (Qt.PenStyle.DashLine, Qt.PenStyle.DashDotLine, Qt.PenStyle.DashDotDotLine)
FIRST = {DEGREE: (-30.0, 30.0), "": (0.0, 1.0)}  # first range by unit; Hz starts with the scenario's


class ReadoutsCanvas(TimeCanvas):
    """One line per read-out."""

    view: Readouts

    y_name = " "

    def __init__(self, view: Readouts, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        self._readouts: tuple[Readout, ...] = ()
        self._strokes: list[Strokes] = []
        self._lines: list[tuple[Array, Array]] = []
        self._known_times: Array = np.zeros(0)
        self._known: Array = np.zeros((0, 0))  # every read-out at those times
        super().__init__(view, scenario, theme, parent)

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Take the read-outs; others than before get axes of their own."""
        before = [(entry.name, entry.unit) for entry in self._readouts]
        names = self.view.names or tuple(entry.name for entry in system.readouts)
        self._readouts = tuple(system.readout(name) for name in names)
        if [(entry.name, entry.unit) for entry in self._readouts] != before:
            self._lines = []
            self._forget()
            self._strokes = [Strokes() for _ in self._readouts]
            self.range = self._first_range()
            self.plot.axes["left"].set_name(axis_name(self._readouts, self.view.title))
            self._place_axes()
        self.margin = self._room()

    def _first_range(self) -> GrowingRange:
        """Return the range to begin with; the levels that theory names are part of it."""
        firsts = [FIRST.get(entry.unit, self.scenario.rate_range) for entry in self._readouts] or [(0.0, 1.0)]
        made = GrowingRange(min(low for low, _ in firsts), max(high for _, high in firsts))
        levels = self._levels()
        if levels:
            made.fit(min(levels), max(levels), clock.monotonic())
        return made

    def _levels(self) -> list[float]:
        return [entry.level for entry in self._readouts if entry.level is not None and np.isfinite(entry.level)]

    def _room(self) -> float:
        """Return the px right of now that the longest name takes, at a scale of 1."""
        widths = [laid_out(entry.name, self.theme, 1.0, semibold=True).width for entry in self._readouts]
        return max(widths, default=0.0) / self.theme.scale + 24.0

    def y_range(self) -> tuple[float, float]:
        """Return the axis with a little room for lines that lie on either end, and for a level's name above it."""
        air = PAD * (self.range.high - self.range.low)
        low, high = self.range.low - air, self.range.high + air
        room = laid_out("theory", self.theme, 0.8).height + self.theme.px(6)
        height = max(float(self.plot.box.rect().height()), 4.0 * room)
        return low, max([high, *(low + (level - low) * height / (height - room) for level in self._levels())])

    def prepare(self, snapshot: Snapshot, stretch: Stretch) -> tuple[float, float] | None:
        """Read the rows in sight and thin every line to the pixels there are."""
        rows = self._rows(snapshot, stretch)
        values = self._values(snapshot, stretch, rows)
        self._lines = []
        if not len(rows):
            return None
        every = len(rows) == len(stretch.x)
        for line in values:
            kept = thinned(line, stretch.parts, self.bin_width()) if every else np.arange(len(line))
            kept = kept[np.isfinite(line[kept])]
            self._lines.append((stretch.x[rows[kept]], line[kept]))
        ends = [float(end) for _, line in self._lines if len(line) for end in (line.min(), line.max())]
        ends += self._levels()
        return (min(ends), max(ends)) if ends else None

    def _values(self, snapshot: Snapshot, stretch: Stretch, rows: npt.NDArray[np.intp]) -> Array:
        """Return every read-out at the rows, (K, R), NaN where a row is not finite; only new rows are read.

        The last row known may have been written anew by an act of its very moment, so it is always read again; what
        was not drawn for a while may have been gone back in, so `showEvent` forgets all.
        """
        times = stretch.times[rows]
        place = np.searchsorted(self._known_times[:-1], times)
        known = np.zeros(len(times), dtype=bool)
        inside = place < len(self._known_times) - 1
        known[inside] = self._known_times[place[inside]] == times[inside]
        values = np.full((len(self._readouts), len(rows)), np.nan)
        values[:, known] = self._known[:, place[known]]
        known &= np.isfinite(values).all(axis=0)
        new = np.flatnonzero(~known)
        chosen = stretch.rows.start + rows[new]
        rates, inputs = snapshot.rates[chosen], snapshot.inputs[chosen]
        good = np.isfinite(rates).all(axis=1) & np.isfinite(inputs).all(axis=1)
        if good.any():
            for line, entry in zip(values, self._readouts, strict=True):
                line[new[good]] = entry.of(rates[good], inputs[good])
        self._known_times, self._known = np.array(times), values
        return values

    def _forget(self) -> None:
        self._known_times = np.zeros(0)
        self._known = np.zeros((len(self._readouts), 0))

    def showEvent(self, event: QShowEvent) -> None:
        """Read all rows anew."""
        super().showEvent(event)
        self._forget()

    def _rows(self, snapshot: Snapshot, stretch: Stretch) -> npt.NDArray[np.intp]:
        """Return which rows of the stretch to read: all, or two a pixel where that is many numbers."""
        count = len(stretch.x)
        if count * snapshot.system.size <= ALL_ROWS:
            return np.arange(count)
        return spaced(count, stretch.parts, self.bin_width(0.5))

    def paint_data(self, painter: QPainter, area: Area) -> None:
        """Levels first, then lines, then heads and names."""
        if not self._readouts:
            label(painter, "Nothing to read out", 0.5 * area.width, 0.5 * area.height, self.theme,
                  anchor=(0.5, 0.5), ink=colour(self.theme.muted))  # fmt: skip
            return
        inks = [colour(self.theme.series[i % len(self.theme.series)]) for i in range(len(self._readouts))]
        self._paint_levels(painter, area, inks)
        for (x, values), entry, strokes, ink in zip(self._lines, self._readouts, self._strokes, inks, strict=False):
            strokes.segments(*unwrapped(area.x(x), values, area, angle=entry.unit == DEGREE))
            strokes.draw(painter, ink, 2.4 * self.theme.scale)
        self._paint_heads(painter, area, inks)

    def _paint_levels(self, painter: QPainter, area: Area, inks: list[QColor]) -> None:
        """Dash where theory says that read-outs come to rest; a level that several share belongs to none of them."""
        shared: dict[float, list[int]] = {}
        for number, entry in enumerate(self._readouts):
            if entry.level is not None and np.isfinite(entry.level):
                shared.setdefault(entry.level, []).append(number)
        for level, numbers in shared.items():
            only = len(numbers) == 1
            name = f"{self._readouts[numbers[0]].name}, " if only and len(shared) > 1 else ""
            ink = inks[numbers[0]] if only else colour(self.theme.muted)
            self._paint_level(painter, area, level, f"{name}theory", STYLES[numbers[0] % len(STYLES)], ink)

    def _paint_level(
        self, painter: QPainter, area: Area, level: float, text: str, style: Qt.PenStyle, ink: QColor
    ) -> None:
        y, end = float(area.y(level)), float(area.x(self.now - self.end))
        ends = np.array([0.0, max(end, 0.5 * area.width)])
        path(painter, ends, np.array([y, y]), pen(ink, 1.6 * self.theme.scale, style))
        label(painter, text, 5.0, y - 2.0 * self.theme.scale, self.theme, anchor=(0.0, 1.0), ink=ink, factor=0.8,
              halo=0.85)  # fmt: skip

    def _paint_heads(self, painter: QPainter, area: Area, inks: list[QColor]) -> None:
        heads = [
            (float(area.x(x[-1])), float(area.y(line[-1])), entry.name, ink)
            for (x, line), entry, ink in zip(self._lines, self._readouts, inks, strict=False)
            if len(x)
        ]
        gap = laid_out("v", self.theme, 1.0).height
        places = spread([head[1] for head in heads], gap, 0.5 * gap, area.height - 0.5 * gap)
        for (x, y, name, ink), place in zip(heads, places, strict=True):
            dot(painter, x, y, 4.5 * self.theme.scale, colour(self.theme.canvas), ink, 1.0)
            left = x + 10.0 * self.theme.scale
            if left + laid_out(name, self.theme, 1.0, semibold=True).width <= area.width:
                label(painter, name, left, place, self.theme, ink=ink, factor=1.0, semibold=True, halo=0.0)
            else:  # too long for the room at the right: above its line
                above = place - 0.4 * gap
                label(painter, name, area.width - 2.0, above, self.theme, ink=ink, anchor=(1.0, 1.0), semibold=True)

    def value_text(self, x: float, y: float) -> str:
        """Return every read-out at that time."""
        parts = []
        for entry, (times, values) in zip(self._readouts, self._lines, strict=False):
            if len(times):
                number = min(int(np.searchsorted(times, x)), len(times) - 1)
                space = "" if entry.unit == DEGREE else " "
                parts.append(f"{entry.name} {significant(float(values[number]))}{space}{entry.unit}".rstrip())
        return "   ".join(parts)


def axis_name(readouts: tuple[Readout, ...], title: str) -> str:
    """Return what the axis shows: the only read-out, or what all are together (the canvas' title), and the units."""
    units = list(dict.fromkeys(entry.unit for entry in readouts))
    words = " · ".join({DEGREE: "degrees", "": "1"}.get(unit, unit) for unit in units)
    if len(readouts) == 1:
        return f"{readouts[0].name} ({words})" if units != [""] else readouts[0].name
    together = title[:1].lower() + title[1:]
    return f"{together} ({words})" if units not in ([], [""]) else together


def unwrapped(x: Array, values: Array, area: Area, *, angle: bool) -> tuple[Array, Array, Array, Array]:
    """Return the line through x (T,) px and values (T,) as segments; an angle that went round leaves a gap."""
    y = area.y(values)
    keep = np.abs(np.diff(values)) <= WRAP if angle else np.ones(max(len(x) - 1, 0), dtype=np.bool_)
    return x[:-1][keep], y[:-1][keep], x[1:][keep], y[1:][keep]
