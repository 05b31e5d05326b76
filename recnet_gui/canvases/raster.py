"""Spikes of the inputs' channels in time: a row each, a tick at every spike, coloured and named by input."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.arrays import Array
from recnet_core.inputs import Input, Spikes
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot, Span
from recnet_core.system import System
from recnet_core.views import Raster
from recnet_gui.plot.notes import paint_note
from recnet_gui.plot.paint import Area, Strokes, colour, label, pen
from recnet_gui.plot.text import laid_out
from recnet_gui.plot.time_plot import Stretch, TimeCanvas
from recnet_gui.style import Theme

TALL = 0.76  # of a row
MOST_NUMBERS = 8  # on the axis


@dataclass(frozen=True)
class Group:
    """The rows of one input, from the top: `channels` of W, the first of them in row `first`."""

    name: str
    title: str
    key: int
    channels: tuple[int, ...]
    first: int


class RasterCanvas(TimeCanvas):
    """Ticks at the exact times of the spikes that have come.

    A burst keeps the waveform with which it was first seen: a knob that is turned changes the coming spikes only.
    """

    view: Raster

    y_name = "channel"
    name_spans = False

    def __init__(self, view: Raster, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        self._groups: tuple[Group, ...] = ()
        self._rows = 1
        self._bursts: dict[tuple[str, float], tuple[Spikes, Group]] = {}
        self._spikes: dict[str, tuple[Array, Array]] = {}
        self._last = 0.0
        self._strokes = Strokes()
        super().__init__(view, scenario, theme, parent)
        self.plot.axes["left"].hide_grid()

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Give every channel that an input with spikes uses a row."""
        groups = grouped(system.inputs)
        if groups == self._groups:
            return
        self._groups = groups
        self._bursts.clear()
        self.margin = 16.0 + max((self._words_width(group) for group in groups), default=0.0) / self.theme.scale
        self._rows = max(1, sum(len(group.channels) for group in groups))
        every = max(1, -(-self._rows // MOST_NUMBERS))
        numbers = [(channel, group.first + k) for group in groups for k, channel in enumerate(group.channels)]
        self.plot.axes["left"].set_fixed_ticks(
            [(self._rows - row - 0.5, str(channel + 1)) for channel, row in numbers if row % every == 0]
        )
        self._place_axes()

    def _words_width(self, group: Group) -> float:
        return max(laid_out(word, self.theme, 0.88, semibold=True).width for word in group.title.split())

    def y_range(self) -> tuple[float, float]:
        """Return the rows' axis."""
        return 0.0, float(self._rows)

    def prepare(self, snapshot: Snapshot, stretch: Stretch) -> tuple[float, float] | None:
        """Find the spikes in sight."""
        if snapshot.time < self._last:
            self._bursts.clear()  # time was turned back: what comes may be other bursts
        self._last = snapshot.time
        self._remember(snapshot.system)
        since, found = 1000.0 * (self.end - self.seconds), {}
        for group in self._groups:
            spans = [span for span, _, _ in self.spans if (span.input, span.start) in self._bursts]
            bursts = [self._burst(span, since) for span in spans if span.input == group.name]
            if bursts:
                times, rows = (np.concatenate(part) for part in zip(*bursts, strict=True))
                found[group.name] = 0.001 * times - self.end, rows
        self._spikes = found
        return None

    def _remember(self, system: System) -> None:
        """Note the waveform of bursts that are new, forget those out of sight."""
        groups = {group.name: group for group in self._groups}
        known = self._bursts
        self._bursts = {}
        for span, _, _ in self.spans:
            key = span.input, span.start
            if key in known:
                self._bursts[key] = known[key]
            elif span.input in groups:
                waveform = system.input(span.input).waveform
                if isinstance(waveform, Spikes):
                    self._bursts[key] = waveform, groups[span.input]

    def _burst(self, span: Span, since: float) -> tuple[Array, Array]:
        """Return times (ms) and rows of a burst's spikes that have come, none before `since`."""
        waveform, group = self._bursts[span.input, span.start]
        until = 1000.0 * self.now if span.stop is None else min(span.stop, 1000.0 * self.now)
        times = span.start + np.concatenate([waveform.times(channel) for channel in group.channels])
        rows = np.repeat(group.first + np.arange(len(group.channels)), waveform.count)
        come = (times <= until) & (times >= since)
        return times[come], rows[come].astype(np.float64)

    def paint_front(self, painter: QPainter, area: Area) -> None:
        """Lines between the inputs' rows and their names, the ticks, or what to do to see some."""
        if not self._groups:
            self._paint_words(painter, area, "No input here sends spikes")
            return
        super().paint_front(painter, area)
        if not any(len(x) for x, _ in self._spikes.values()):
            keys = [str(group.key) for group in self._groups if group.key <= 9]
            self._paint_words(painter, area, f"No bursts in sight: press {' or '.join(keys)}".removesuffix(": press "))

    def paint_data(self, painter: QPainter, area: Area) -> None:
        """Paint the ticks of every input in its colour."""
        height = area.height / self._rows
        for number, group in enumerate(self._groups):
            self._paint_group(painter, area, number, group)
            if group.name not in self._spikes:
                continue
            times, rows = self._spikes[group.name]
            x, middle = area.x(times), (rows + 0.5) * height
            half = max(0.5 * TALL * height - 0.5 * self.theme.scale, 0.5)
            self._strokes.segments(x, middle - half, x, middle + half)
            self._strokes.draw(painter, self._ink(number), min(1.3 * self.theme.scale, max(1.0, height)))

    def _ink(self, number: int) -> Any:
        return colour(self.theme.series[number % len(self.theme.series)])

    def _paint_group(self, painter: QPainter, area: Area, number: int, group: Group) -> None:
        """A line above the group's rows, and its name right of now, level with them."""
        height = area.height / self._rows
        top = group.first * height
        end = float(area.x(0.0))
        if number:
            painter.setPen(pen(colour(self.theme.rule), 1.0))
            painter.drawLine(QPointF(0.0, top), QPointF(end, top))
        words = group.title.split()
        line = laid_out("0", self.theme, 0.88, semibold=True).height
        middle = top + 0.5 * height * len(group.channels) - 0.5 * line * (len(words) - 1)
        for k, word in enumerate(words):
            label(painter, word, end + 8.0 * self.theme.scale, middle + k * line, self.theme, factor=0.88,
                  semibold=True, ink=self._ink(number), halo=0.0, bounds=area.rect)  # fmt: skip

    def _paint_words(self, painter: QPainter, area: Area, words: str) -> None:
        free = replace(area, width=float(area.x(0.0)), height=area.height / max(1, len(self._groups)))
        paint_note(painter, free, words, self.theme)  # left of the names of the inputs

    def value_text(self, x: float, y: float) -> str:
        """Return the channel under the mouse and how many spikes it has sent in sight."""
        row = min(max(int(self._rows - y), 0), self._rows - 1)
        group = self._groups[bisect_left([group.first for group in self._groups], row + 1) - 1]
        _, rows = self._spikes.get(group.name, (np.zeros(0), np.zeros(0)))
        count = int((rows == row).sum())
        return f"{group.title}, channel {group.channels[row - group.first] + 1}: {count} spikes in sight"


def grouped(inputs: tuple[Input, ...]) -> tuple[Group, ...]:
    """Return the rows of every input that sends spikes, in the order of their number keys."""
    made: list[Group] = []
    first = 0
    for key, entry in enumerate(inputs, start=1):
        channels = tuple(int(k) for k in np.flatnonzero(entry.profile))
        if isinstance(entry.waveform, Spikes) and channels:
            made.append(Group(entry.name, " ".join((entry.title or entry.name).split()), key, channels, first))
            first += len(channels)
    return tuple(made)
