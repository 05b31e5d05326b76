"""The same pictures in stock pyqtgraph, as its examples draw them: PlotWidget, showGrid, antialiased wide pens."""

import numpy as np
import pyqtgraph as pg

from recnet_core import views
from recnet_core.analysis.fixed_points import fixed_points
from recnet_core.analysis.nullclines import nullcline
from recnet_core.analysis.spectrum import eigenvalues, modes
from recnet_gui.plot.field import arrows


class Stock(pg.PlotWidget):
    """One plot with a grid; `draw` sets its data from a snapshot."""

    def __init__(self, view, scenario, theme):
        pg.setConfigOptions(antialias=True)
        super().__init__(background=theme.canvas, title=view.title)
        self.view, self.scenario, self.theme = view, scenario, theme
        self.showGrid(x=True, y=True, alpha=0.3)
        self.system = scenario.build(scenario.defaults)
        self.fill()

    def line(self, colour, width=2, **options):
        return self.plot(pen=pg.mkPen(colour, width=width), **options)

    def window(self, snapshot):
        first = int(np.searchsorted(snapshot.times, snapshot.time - self.scenario.window))
        return slice(first, len(snapshot.times))

    def scroll(self, snapshot):
        now = snapshot.time / 1000.0
        self.setXRange(now - self.scenario.window / 1000.0, now, padding=0.05)

    def fill(self):
        """Static parts."""

    def draw(self, snapshot):
        """Parts that move."""


class StockLines(Stock):
    """Curves in time."""

    def fill(self):
        self.setLabel("left", "rate", "Hz")
        self.setLabel("bottom", "time", "s")
        self.setYRange(*self.scenario.rate_range)
        count = self.count()
        self.lines = [self.line(self.theme.series[i % 4], 2 if i < 2 else 1) for i in range(count)]
        self.head = self.plot(symbol="o", symbolSize=9, pen=None)

    def count(self):
        kind = type(self.view)
        return self.system.size if kind in {views.Traces, views.Modes} else 2

    def draw(self, snapshot):
        rows = self.window(snapshot)
        x, values = 0.001 * snapshot.times[rows], self.values(snapshot, rows)
        for number, curve in enumerate(self.lines):
            curve.setData(x, values[:, number])
        self.head.setData(np.full(2, x[-1]), values[-1, :2])
        self.scroll(snapshot)

    def values(self, snapshot, rows):
        rates = snapshot.rates[rows]
        if isinstance(self.view, views.Modes):
            return rates @ modes(self.system.network.matrix).left.real.T
        if isinstance(self.view, views.Projection):
            return np.column_stack([rates @ self.system.integrals[0].readout, snapshot.integrals[rows, 0]])
        return rates


class StockImage(Stock):
    """Units × time."""

    def fill(self):
        self.image = pg.ImageItem(axisOrder="row-major")
        self.image.setLookupTable(pg.colormap.get("CET-D1").getLookupTable())
        self.addItem(self.image)

    def draw(self, snapshot):
        self.image.setImage(snapshot.rates[self.window(snapshot)].T, levels=(-150, 150))


class StockPlane(Stock):
    """Nullclines, field, trajectory, head."""

    def fill(self):
        network, h = self.system.network, np.zeros(2)
        low, high = np.full(2, -2.0), np.full(2, 60.0)
        for unit in (0, 1):
            for part in nullcline(network, h, unit, low, high):
                self.line(self.theme.series[unit]).setData(part[:, 0], part[:, 1])
        x, y = (grid.ravel() for grid in np.meshgrid(np.linspace(2, 58, 12), np.linspace(2, 58, 9)))
        drift = network.drift(np.column_stack([x, y]), h)
        x0, y0, x1, y1 = arrows(x, y, drift[:, 0], drift[:, 1], 0.25)
        pairs = np.column_stack([x0, x1]).ravel(), np.column_stack([y0, y1]).ravel()
        self.line("#AAAAAA", 1, connect="pairs").setData(*pairs)
        point = fixed_points(network, h)[0]
        self.plot([point.v[0]], [point.v[1]], symbol="o", pen=None)
        self.tail = self.line(self.theme.text)
        self.head = self.plot(symbol="o", symbolSize=11, pen=None)
        self.setRange(xRange=(-2, 60), yRange=(-2, 60))

    def draw(self, snapshot):
        rows = self.window(snapshot)
        rates = snapshot.rates[rows][-int(0.6 * len(snapshot.rates[rows])) :]
        self.tail.setData(rates[:, 0], rates[:, 1])
        self.head.setData(rates[-1:, 0], rates[-1:, 1])


class StockSpectrum(Stock):
    """Eigenvalues: nothing moves."""

    def fill(self):
        network = self.system.network
        if isinstance(self.view, views.MatrixSpectrum):
            values = eigenvalues(network.matrix)
        else:
            values = fixed_points(network, np.zeros(network.size))[0].eigenvalues
        self.plot(values.real, values.imag, symbol="o", pen=None)
        self.addItem(pg.InfiniteLine(0))


TABLE = {
    views.Activity: StockImage,
    views.PhasePlane: StockPlane,
    views.MatrixSpectrum: StockSpectrum,
    views.JacobianSpectrum: StockSpectrum,
    views.EigenvalueSweep: StockSpectrum,
}


def make_stock(view, scenario, theme):
    """Return the stock picture of a view."""
    return TABLE.get(type(view), StockLines)(view, scenario, theme)
