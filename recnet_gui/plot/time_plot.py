"""`TimeCanvas`: what all pictures against time share: the passing axis, shading, marks and the hover line."""

import bisect
import itertools
import math
import time as clock
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.arrays import Array
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Mark, Snapshot, Span
from recnet_core.system import System
from recnet_core.views import View
from recnet_gui.plot.base import Plot, PlotCanvas
from recnet_gui.plot.decimate import Part, parts_of
from recnet_gui.plot.paint import Area, colour, label, pen, tint
from recnet_gui.plot.ranges import GrowingRange, tick_text
from recnet_gui.plot.text import laid_out
from recnet_gui.style import Theme

SHADING = 0.15
PAD = 0.02
MOST_BEFORE = 60  # spans out of sight that still count for the rows of names
MARGIN = 46.0  # px right of now, for heads and labels


@dataclass(frozen=True, eq=False)
class Stretch:
    """The rows of a snapshot that the window shows.

    Attributes
    ----------
    rows : slice into the snapshot's arrays
    times : (T,) ms
    x : (T,) s on the axis, the times relative to where the axis ends
    parts : the evenly spaced ones; a change of dt in sight makes several
    """

    rows: slice
    times: Array
    x: Array
    parts: tuple[Part, ...]


class TimeCanvas(PlotCanvas):
    """A canvas against time; abstract: a canvas gives `prepare`, `paint_data` and `value_text`.

    The axis keeps still while the run is younger than the window; then now stays at its right end and the
    numbers pass by. x on the axis is t − `end`, in s.
    """

    y_name = "rate (Hz)"
    margin = MARGIN
    name_spans = True
    mark_halo = 0.6  # of the marks' texts: curves may run behind them

    def __init__(self, view: View, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        self.range = GrowingRange(*scenario.rate_range)
        self.seconds = scenario.window / 1000.0
        self.end = self.seconds
        self.now = 0.0
        self.stretch: Stretch | None = None
        self.spans: list[tuple[Span, int, str]] = []
        self._marks: tuple[Mark, ...] = ()
        self._edges: set[float | None] = set()
        super().__init__(view, scenario, theme, parent)
        self.plot.axes["bottom"].set_limit(0.0)
        self._place_axes()

    def make_plot(self) -> Plot:
        """Return the plot over time."""
        return Plot(self.theme, "time (s)", self.y_name, moving=True)

    def prepare(self, snapshot: Snapshot, stretch: Stretch) -> tuple[float, float] | None:
        """Keep what is to be painted; return its least and greatest value, None for an axis that stays."""
        raise NotImplementedError

    def paint_data(self, painter: QPainter, area: Area) -> None:
        """Paint the curves and what belongs to them."""
        raise NotImplementedError

    def value_text(self, x: float, y: float) -> str:
        """Return what the mouse reads at axis positions x (s) and y."""
        raise NotImplementedError

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Curves show what was; nothing to do unless a canvas says so."""

    def reset_ranges(self) -> None:
        """Go back to the scenario's range of rates."""
        self.range.reset()
        self._place_axes()

    def draw(self, snapshot: Snapshot) -> None:
        """Show one frame."""
        self.now = snapshot.time / 1000.0
        self.end = max(self.now, self.seconds)
        since = 1000.0 * (self.end - self.seconds)
        self._marks = snapshot.marks[bisect.bisect_left(snapshot.marks, since, key=_time) :]
        titles = {entry.name: " ".join((entry.title or entry.name).split()) for entry in snapshot.system.inputs}
        self.spans = named_spans(spans_since(snapshot.spans, since), titles)
        self._edges = {edge for span, _, _ in self.spans for edge in (span.start, span.stop)}
        self.stretch = self._visible_rows(snapshot)
        if self.stretch is not None:
            extent = self.prepare(snapshot, self.stretch)
            if extent is not None and np.isfinite(extent).all():
                self.range.fit(*extent, clock.monotonic())
        self._place_axes()
        self.plot.axes["bottom"].set_offset(self.end)
        self.plot.front.update()

    def _visible_rows(self, snapshot: Snapshot) -> Stretch | None:
        times = snapshot.times
        if len(times) == 0:
            return None
        first = max(0, int(np.searchsorted(times, 1000.0 * (self.end - self.seconds))) - 1)
        shown = times[first:]
        return Stretch(slice(first, len(times)), shown, 0.001 * shown - self.end, parts_of(shown, snapshot.dt))

    def bin_width(self, pixels: float = 2.0) -> float:
        """Return how many ms of the axis so many pixels take."""
        width: float = self.plot.box.rect().width()
        return 1000.0 * self.seconds * pixels / max(width, 1.0)

    def y_range(self) -> tuple[float, float]:
        """Return the rate axis: the range, and a little room for lines that lie on its lower end."""
        return self.range.low - PAD * (self.range.high - self.range.low), self.range.high

    def _place_axes(self) -> None:
        width = max(self.plot.box.rect().width(), 100.0)
        margin = min(self.margin * self.theme.scale, 0.3 * width)
        right = self.seconds * margin / (width - margin)
        self.plot.set_range((-self.seconds, right), self.y_range())

    def paint_front(self, painter: QPainter, area: Area) -> None:
        """Shading below, then the data, then what the mouse reads."""
        self._paint_spans(painter, area)
        if self.stretch is not None:
            self.paint_data(painter, area)
        if self.name_spans:
            self._paint_span_names(painter, area)
        self._paint_marks(painter, area)
        if self.plot.hover is not None and self.stretch is not None:
            self._paint_hover(painter, area, self.plot.hover)

    def edges(self, span: Span, area: Area) -> tuple[float, float]:
        """Return where a span begins and ends, px."""
        stop = self.now if span.stop is None else 0.001 * span.stop
        return area.x(0.001 * span.start - self.end), area.x(stop - self.end)

    def _paint_spans(self, painter: QPainter, area: Area) -> None:
        amber = colour(self.theme.shading, SHADING)
        for span, _, _ in self.spans:
            left, right = self.edges(span, area)
            if right > 0.0:
                left = max(left, 0.0)
                tint(painter, QRectF(left, 0.0, right - left, area.height), amber)

    def _paint_span_names(self, painter: QPainter, area: Area) -> None:
        taken: dict[int, float] = {}
        for span, row, title in reversed(self.spans):
            left, right = self.edges(span, area)
            laid = laid_out(title, self.theme, 0.84)
            start = max(left, 0.0) + 5.0
            # a name that would run into the next one of its row is left out
            if right <= 0.0 or start + laid.width > taken.get(row, area.width):
                continue
            taken[row] = start - 8.0
            label(painter, title, start, 3.0 + row * laid.height, self.theme, anchor=(0.0, 0.0), factor=0.84,
                  halo=0.0, ink=colour(self.theme.warning_text))  # fmt: skip

    def _paint_marks(self, painter: QPainter, area: Area) -> None:
        stroke = pen(colour(self.theme.muted), 1.5 * self.theme.scale)
        free = self.marks_end(area)
        for mark in reversed(self._marks):
            x = area.x(0.001 * mark.time - self.end)
            if x < 0.0:
                break
            painter.setPen(stroke)
            painter.drawLine(QPointF(x, area.height), QPointF(x, area.height - self.theme.px(12)))
            if self._is_edge(mark):
                continue
            gap, width = self.theme.px(6), laid_out(mark.text, self.theme, 0.8).width
            left = x + gap if x + gap + width <= free else x - gap - width  # the last one may stand before its moment
            if left >= 0.0 and left + width <= free:
                label(painter, mark.text, left, area.height - 2.0, self.theme, anchor=(0.0, 1.0), factor=0.8,
                      ink=colour(self.theme.muted), halo=self.mark_halo)  # fmt: skip
                free = min(left, x) - 6.0

    def marks_end(self, area: Area) -> float:
        """Return up to where marks may be named, px."""
        return area.width

    def _is_edge(self, mark: Mark) -> bool:
        """Whether the shading already says it."""
        return mark.time in self._edges

    def _paint_hover(self, painter: QPainter, area: Area, hover: QPointF) -> None:
        x, y = area.value_at(hover.x(), hover.y())
        if x > self.now - self.end:
            return
        painter.setPen(pen(colour(self.theme.muted, 0.7), 1.0, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(hover.x(), 0.0), QPointF(hover.x(), area.height))
        text = f"{tick_text(x + self.end, 0.001)} s   {self.value_text(x, y)}"
        below = hover.y() + self.theme.px(12)
        label(painter, text, hover.x() + 8.0, below, self.theme, anchor=(0.0, 0.0),
              bounds=area.rect.adjusted(4, 4, -4, -4), factor=0.84, halo=0.92)  # fmt: skip


def named_spans(spans: tuple[Span, ...], titles: dict[str, str]) -> list[tuple[Span, int, str]]:
    """Return spans, oldest first, each with a row for its name: below the names of those on at the same time."""
    made: list[tuple[Span, int, str]] = []
    free_from: list[float] = []  # ms, of each row
    for span in sorted(spans, key=_start):
        row = next((row for row, free in enumerate(free_from) if free <= span.start), len(free_from))
        free_from[row : row + 1] = [_stop(span)]
        made.append((span, row, titles.get(span.input, span.input)))
    return made


def spans_since(spans: tuple[Span, ...], since: float) -> tuple[Span, ...]:
    """Return those that reach beyond `since` ms, of spans in the order of their ends.

    With them come the ones they overlap with, and so on: each name's row depends on the rows of those, and must
    not change when they leave the picture.
    """
    first = bisect.bisect_left(spans, since, key=_stop)
    earliest = min((span.start for span in spans[first:]), default=since)
    least = max(0, first - MOST_BEFORE)
    while first > least and _stop(spans[first - 1]) > earliest:
        first -= 1
        earliest = min(earliest, spans[first].start)
    return spans[first:]


def _start(span: Span) -> float:
    return span.start


def _stop(span: Span) -> float:
    return math.inf if span.stop is None else span.stop


def _time(mark: Mark) -> float:
    return mark.time


def finite_rows(values: Array) -> Array:
    """Return values (T, K) up to the first row that holds something not finite."""
    good = np.isfinite(values).all(axis=1)
    return values if good.all() else values[: int(np.argmin(good))]


def spread(positions: list[float], gap: float, low: float, high: float) -> list[float]:
    """Push label positions (px) apart to at least `gap`, in their order, within low…high."""
    order = sorted(range(len(positions)), key=positions.__getitem__)
    made = list(positions)
    for earlier, later in itertools.pairwise(order):
        made[later] = max(made[later], made[earlier] + gap)
    limit = high
    for index in reversed(order):
        made[index] = max(low, min(made[index], limit))
        limit = made[index] - gap
    return made
