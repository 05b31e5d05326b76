"""Amplitudes of the first Fourier components of a ring's input and output, side by side (D&A 7.8–7.9, lower panels)."""

import time as clock
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from recnet_core.arrays import Array
from recnet_core.parameters import Parameters
from recnet_core.rings.shape import fourier_amplitudes
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import FourierBars
from recnet_gui.plot.base import Plot, PlotCanvas
from recnet_gui.plot.fill import bar, base_line
from recnet_gui.plot.held import is_restless, quiet_input
from recnet_gui.plot.notes import paint_note
from recnet_gui.plot.paint import Area, colour, label
from recnet_gui.plot.ranges import GrowingRange
from recnet_gui.plot.text import laid_out, significant
from recnet_gui.style import Theme

ROWS, SPAN = 24, 100.0  # under noise: the mean of so many rows of the last so many ms
WIDTH, GAP = 0.34, 0.03  # of a bar and between the two of a pair, of the distance of two components
TEXT_PERIOD, TEXT_STEP = 0.25, 100.0  # s of wall time, ms of model time
LEAST = 0.02  # of the largest input: smaller components have no ratio worth a name
HEADROOM = 1.16
NOTHING = "The units of this network do not lie on a ring: it has no Fourier components."


class FourierBarsCanvas(PlotCanvas):
    """A pair of bars a component: amber the input, blue the output, and how many times the one is the other.

    Component 0 is the size of the mean, component k ≥ 1 the amplitude 2 |Σ v e^{−ikφ}|/N of cos kφ, where φ goes round
    once over all units (2θ for orientations over 180°). Under noise bars are means over the last 100 ms, and the ratio
    leaves the input's noise out.
    """

    view: FourierBars

    def __init__(self, view: FourierBars, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        self._range = GrowingRange(0.0, 1.0)
        self._ring = True
        self._input = self._output = self._quiet = np.zeros(0)
        self._ratios: tuple[str, ...] = ()
        self._written = (0.0, 0.0)  # when, s of wall time and ms of model time
        super().__init__(view, scenario, theme, parent)
        fixed = [(0.0, "mean"), *((float(k), str(k)) for k in range(1, view.components + 1))]
        self.plot.axes["bottom"].set_fixed_ticks(fixed)
        self.plot.axes["bottom"].hide_grid()
        self._place()

    def make_plot(self) -> Plot:
        """Return the plot over the components."""
        return Plot(self.theme, "Fourier component", "amplitude (Hz)")

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Look whether there is a ring at all."""
        self._ring = system.angles is not None
        self._written = (0.0, 0.0)
        self.plot.back.update()
        self.plot.front.update()

    def draw(self, snapshot: Snapshot) -> None:
        """Take the amplitudes as they are now."""
        if snapshot.system.angles is None or not (np.isfinite(snapshot.v).all() and np.isfinite(snapshot.h).all()):
            return
        bias = snapshot.system.network.bias
        self._quiet = self._amplitudes(quiet_input(snapshot) + bias)
        if is_restless(snapshot):
            self._input, self._output = self._means(snapshot, bias)
        else:
            self._input, self._output = self._quiet, self._amplitudes(snapshot.v)
        top = HEADROOM * max(float(self._input.max()), float(self._output.max()))
        self._range.fit(0.0, top, clock.monotonic())
        self._write(snapshot)
        self._place()
        self.plot.front.update()

    def _write(self, snapshot: Snapshot) -> None:
        """Under noise the ratios are written four times a second, else they follow at once."""
        now, then = (clock.monotonic(), snapshot.time), self._written
        calm = not is_restless(snapshot)
        if calm or now[0] - then[0] >= TEXT_PERIOD or abs(now[1] - then[1]) >= TEXT_STEP:
            self._written, self._ratios = now, self._named_ratios()

    def reset_ranges(self) -> None:
        """Go back to the first range."""
        self._range.reset()
        self._place()

    def _place(self) -> None:
        self.plot.set_range((-0.6, self.view.components + 0.6), (0.0, self._range.high))

    def _amplitudes(self, values: Array) -> Array:
        """Return (..., components + 1) Hz; zeros beyond what so few units have."""
        wanted = self.view.components + 1
        found = fourier_amplitudes(values, wanted)
        short = [(0, 0)] * (found.ndim - 1) + [(0, wanted - found.shape[-1])]
        return np.pad(found, short)

    def _means(self, snapshot: Snapshot, bias: Array) -> tuple[Array, Array]:
        """Return the mean amplitudes of input and output over some of the last rows."""
        first = int(np.searchsorted(snapshot.times, snapshot.time - SPAN))
        rows = np.unique(np.linspace(first, len(snapshot.times) - 1, ROWS).astype(int))
        inputs, rates = snapshot.inputs[rows], snapshot.rates[rows]
        good = np.isfinite(inputs).all(axis=1) & np.isfinite(rates).all(axis=1)
        if not good.any():
            return self._quiet, self._amplitudes(snapshot.v)
        means = (self._amplitudes(values[good]).mean(axis=0) for values in (inputs + bias, rates))
        return next(means), next(means)

    def _named_ratios(self) -> tuple[str, ...]:
        """Return how many times the input each component of the output is, "" where there is next to no input."""
        least = max(LEAST * float(self._quiet.max()), 1e-9)
        pairs = zip(self._quiet.tolist(), self._output.tolist(), strict=True)
        return tuple(f"×{_ratio(v / h)}" if h > least else "" for h, v in pairs)

    def paint_back(self, painter: QPainter, area: Area) -> None:
        """Why there is nothing."""
        if not self._ring:
            paint_note(painter, area, NOTHING, self.theme)

    def paint_front(self, painter: QPainter, area: Area) -> None:
        """Bars, the ratios above them, and what the colours say."""
        if not self._ring or len(self._input) == 0:
            return
        unit, base = area.width / (area.right - area.left), float(area.y(0.0))
        inks = colour(self.theme.shading), colour(self.theme.series[0])
        for k in range(len(self._input)):
            x = float(area.x(k))
            lefts = x - (WIDTH + 0.5 * GAP) * unit, x + 0.5 * GAP * unit
            for left, value, ink in zip(lefts, (self._input[k], self._output[k]), inks, strict=True):
                bar(painter, left, WIDTH * unit, float(area.y(value)), base, ink, hatched=False)
        base_line(painter, area.width, base, self.theme)
        self._paint_ratios(painter, area, unit)
        self._paint_key(painter, area)
        if self.plot.hover is not None:
            self._paint_hover(painter, area, self.plot.hover)

    def _paint_ratios(self, painter: QPainter, area: Area, unit: float) -> None:
        """Component 1 always has its ratio; the others where it fits."""
        for k, text in enumerate(self._ratios[: len(self._input)]):
            first = k == 1
            if not text or (not first and laid_out(text, self.theme, 0.84).width > 0.96 * unit):
                continue
            y = float(area.y(max(self._input[k], self._output[k]))) - 3.0 * self.theme.scale
            ink = colour(self.theme.text if first else self.theme.muted)
            label(painter, text, float(area.x(k)), y, self.theme, anchor=(0.5, 1.0), semibold=first, ink=ink,
                  factor=1.0 if first else 0.84, halo=0.0, bounds=area.rect)  # fmt: skip

    def _paint_key(self, painter: QPainter, area: Area) -> None:
        """Name the colours in the upper right, where higher components leave room."""
        theme, y = self.theme, float(self.theme.px(4))
        names = ("input h", theme.shading, theme.warning_text), ("output v", theme.series[0], theme.series[0])
        for name, shade, ink in names:
            laid = laid_out(name, theme, 0.9, True)
            left = area.width - laid.width - theme.px(6)
            rect = label(painter, name, left, y, theme, anchor=(0.0, 0.0), semibold=True, ink=colour(ink), halo=0.85)
            size = float(theme.px(9))
            bar(painter, left - theme.px(15), size, rect.center().y() - 0.5 * size, rect.center().y() + 0.5 * size,
                colour(shade), hatched=False)  # fmt: skip
            y = rect.bottom() + theme.px(2)

    def _paint_hover(self, painter: QPainter, area: Area, hover: QPointF) -> None:
        k = round(area.value_at(hover.x(), 0.0)[0])
        if not 0 <= k < len(self._input):
            return
        name = "mean" if k == 0 else f"component {k}"
        h, v = significant(self._input[k], 3), significant(self._output[k], 3)
        label(painter, f"{name}   h {h}   v {v} Hz", hover.x() + 10.0, hover.y() + self.theme.px(12), self.theme,
              anchor=(0.0, 0.0), bounds=area.rect.adjusted(4, 4, -4, -4), factor=0.84, halo=0.92)  # fmt: skip


def _ratio(value: float) -> str:
    """Return a ratio with three digits, closing zeros kept: 10.0."""
    return f"{value:#.3g}".rstrip(".") if 1e-3 < value < 1e3 else significant(value, 3)
