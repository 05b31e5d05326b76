"""Basins of attraction behind a phase plane: found in slices of the event loop, painted as tints with a boundary."""

from string import ascii_uppercase

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from recnet_core.analysis.basins import AWAY, COARSE, RESTLESS, BasinRun, borders, heart
from recnet_core.analysis.fixed_points import FixedPoint
from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork
from recnet_gui.plot.free_place import beside, place_along
from recnet_gui.plot.paint import Area, Strokes, colour, label, mixed
from recnet_gui.plot.text import laid_out
from recnet_gui.style import Theme

SLICE = 0.003  # s of work a turn of the event loop
PAUSE = 90  # ms between two beginnings, while a slider or an input moves
TINT = {False: 0.20, True: 0.26}  # light, dark
FIRST = 2  # of the series' colours: the two before belong to the units' nullclines
SAME = 0.02  # of the rectangle: fixed points nearer than this are one


class Basins(QObject):
    """Where each start of the plane ends; `changed` says that there is something new to paint."""

    changed = Signal()

    def __init__(self, order: list[int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order = order  # the unit across and the unit up
        self._wanted: tuple[RateNetwork, State, Array, Array] | None = None
        self._running: BasinRun | None = None
        self.shown: BasinRun | None = None
        self._image = QImage()
        self._strokes = Strokes()
        self._borders = np.zeros((0, 2, 2))
        self._names: list[tuple[State, str]] = []
        self._found: list[int] = []
        self._theme: Theme | None = None
        self._slices, self._pause = QTimer(self), QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._work)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._start)

    def ask(self, network: RateNetwork, h: State, low: Array, high: Array) -> None:
        """Want the basins of other equations, another input or another rectangle (2,) Hz, in the units' order."""
        self._wanted = network, np.array(h), low, high
        if not self._pause.isActive():  # at least now and then, even while something moves all the time
            self._pause.start(0 if self.shown is None else PAUSE)

    def stop(self) -> None:
        """Let nothing run unseen."""
        self._slices.stop()
        self._pause.stop()

    def resume(self) -> None:
        """Go on with what is not done."""
        if self._wanted is not None:
            self._pause.start(0)
        elif self._running is not None and not self._running.done:
            self._slices.start()

    def number_of(self, point: FixedPoint) -> int | None:
        """Return the number of the attractor this fixed point is, None for one that attracts nothing."""
        run = self.shown
        if run is None or not point.stable:
            return None
        near = SAME * float((run.high - run.low).min())
        return next((i for i, own in enumerate(run.attractors) if np.abs(own.v - point.v).max() < near), None)

    def _start(self) -> None:
        if self._wanted is not None:
            self._running, self._wanted = BasinRun(*self._wanted), None
            self._slices.start()

    def _work(self) -> None:
        run = self._running
        if run is None or run.done:
            self._slices.stop()
        elif run.work(SLICE):
            self._take(run)

    def _take(self, run: BasinRun) -> None:
        """Show what is known so far."""
        self.shown, self._theme = run, None
        self._borders = borders(run.ends)
        self._names = []
        self._found = np.unique(run.ends).tolist()
        stride = max(1, (len(run.ends) - 1) // COARSE)
        coarse = run.ends[::stride, ::stride]
        for end in np.unique(coarse).tolist() if run.attractors else ():
            place = heart(coarse == end)
            if place is not None:
                self._names.append((self._state(stride * np.array(place)), end_name(end)))
        self.changed.emit()

    def _state(self, nodes: Array) -> Array:
        """Return the states (…, 2) Hz at places [i, j] (…, 2) of the grid."""
        run = self.shown
        assert run is not None
        states: Array = run.low + nodes * (run.high - run.low) / (len(run.ends) - 1)
        return states

    def paint(self, painter: QPainter, area: Area, theme: Theme) -> None:
        """Paint tints, then the boundary; with one end for all there is nothing to tell apart."""
        run = self.shown
        if run is None or not run.attractors:
            return
        if len(self._found) > 1:
            if theme is not self._theme:
                self._colour(run, theme)
            self._paint_image(painter, area, run)
            self._paint_boundary(painter, area, run, theme)

    def paint_names(self, painter: QPainter, area: Area, theme: Theme, others: list[QRectF]) -> list[QRectF]:
        """Say in words where each region ends, and what the line between is; return the places that takes.

        `others` are the places of names that are there already.
        """
        run = self.shown
        if run is None or not self._names:
            return []
        inside = area.rect.adjusted(6, 4, -6, -4)
        if len(self._names) == 1:
            text = f"every start in sight {self._names[0][1]}"
            return [label(painter, text, area.width, 0.0, theme, anchor=(1.0, 0.0), factor=0.84,
                          ink=colour(theme.muted), halo=0.6, bounds=inside)]  # fmt: skip
        taken: list[QRectF] = []
        for state, name in self._names:
            x, y = area.x(state[self._order[0]]), area.y(state[self._order[1]])
            if area.rect.contains(QPointF(x, y)):
                x, y, anchor = beside(laid_out(name, theme, 0.88), x, y, inside, taken + others)
                taken.append(label(painter, name, x, y, theme, anchor=anchor, factor=0.88, bounds=inside, halo=0.6))
        return taken + self._name_boundary(painter, area, run, theme, taken + others)

    def _name_boundary(
        self, painter: QPainter, area: Area, run: BasinRun, theme: Theme, taken: list[QRectF]
    ) -> list[QRectF]:
        """Name each separatrix where its name covers no other one."""
        inside, gap = area.rect.adjusted(6, 4, -6, -4), (5.0 * theme.scale, 3.0 * theme.scale)
        text = laid_out("basin boundary", theme, 0.84)
        made: list[QRectF] = []
        for line in run.separatrices:
            x, y = self._pixels(area, line[:: max(1, len(line) // 100)])
            place = place_along(text, x, y, gap, inside, taken + made)
            made.append(
                label(painter, "basin boundary", place.x, place.y, theme, anchor=place.anchor, factor=0.84,
                      ink=colour(theme.muted), bounds=inside)
            )  # fmt: skip
        return made

    def _pixels(self, area: Area, states: Array) -> tuple[Array, Array]:
        return area.x(states[..., self._order[0]]), area.y(states[..., self._order[1]])

    def _colour(self, run: BasinRun, theme: Theme) -> None:
        """Colour the nodes, one a pixel, lowest row last."""
        share = TINT[theme.dark]
        colours = {end: end_colour(end, theme, share) for end in self._found}
        upright = (run.ends.T if self._order == [0, 1] else run.ends)[::-1]
        side = len(upright)
        made = QImage(side, side, QImage.Format.Format_RGB32)
        pixels = np.frombuffer(made.bits(), dtype=np.uint32).reshape(side, side)
        for end, ink in colours.items():
            pixels[upright == end] = ink
        self._image, self._theme = made, theme

    def _paint_image(self, painter: QPainter, area: Area, run: BasinRun) -> None:
        """A node lies in the middle of its pixel: the picture reaches half a cell beyond the rectangle."""
        half = 0.5 * (run.high - run.low) / (len(run.ends) - 1)
        x, y = self._pixels(area, np.stack([run.low - half, run.high + half]))
        painter.drawImage(QRectF(QPointF(x[0], y[1]), QPointF(x[1], y[0])), self._image)

    def _paint_boundary(self, painter: QPainter, area: Area, run: BasinRun, theme: Theme) -> None:
        """The saddle's stable manifold where there is one, else the edges between unlike nodes."""
        ink = mixed(theme.text, theme.canvas, 0.75)
        if run.separatrices:
            for line in run.separatrices:
                x, y = self._pixels(area, line)
                self._strokes.polyline(x, y)
                self._strokes.draw(painter, ink, 2.0 * theme.scale)
            return
        x, y = self._pixels(area, self._state(self._borders))
        self._strokes.segments(x[:, 0], y[:, 0], x[:, 1], y[:, 1])
        self._strokes.draw(painter, ink, 1.6 * theme.scale)


def letter(number: int) -> str:
    """Return the letter of an attractor."""
    return ascii_uppercase[number % 26]


def end_name(end: int) -> str:
    """Return in words where a start ends."""
    if end == RESTLESS:
        return "never rests"
    return "runs away" if end == AWAY else f"ends in {letter(end)}"


def end_colour(end: int, theme: Theme, share: float = 1.0) -> int:
    """Return an end's colour (0xffRRGGBB), `share` of it over the canvas."""
    if end < 0:
        return int(mixed(theme.muted, theme.canvas, 0.5 * share if end == RESTLESS else 0.9 * share).rgb())
    series = theme.series[FIRST:]
    return int(mixed(series[end % len(series)], theme.canvas, share).rgb())
