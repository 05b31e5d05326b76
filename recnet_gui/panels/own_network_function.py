"""The page that chooses F for a network of one's own, with its curve and the numbers that shape it."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from recnet_core.parameters import Parameters, any_spec_of, spec_of
from recnet_core.scenarios.own_network import FUNCTIONS, OwnParameters, transfer
from recnet_gui.session import Session
from recnet_gui.style import GRID, Theme, font
from recnet_gui.widgets.choice import Choice
from recnet_gui.widgets.parameter_row import ParameterRow
from recnet_gui.widgets.symbols import RichLabel

FORMULAS = {
    "linear": "F(x) = x",
    "rectified": "F(x) = x above 0, else 0",
    "saturating": "F(x) = x between 0 and the ceiling c",
    "sigmoid": "F(x) = c/(1 + exp(−4 k x/c)): steepest, with slope k, at 0",
    "tanh": "F(x) = c tanh(x/c)",
    "threshold": "F(x) = c above 0, else 0",
    "power": "F(x) = k xⁿ above 0, else 0",
}
SHAPED_BY = {
    "saturating": ("ceiling",), "sigmoid": ("ceiling", "gain"), "tanh": ("ceiling",), "threshold": ("ceiling",),
    "power": ("gain", "exponent"),
}  # fmt: skip


class FunctionPage(QWidget):
    """A list of functions, what the chosen one is, the numbers that shape it, and its curve."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.choice = Choice()
        self.choice.setAccessibleName("Transfer function F")
        for number, name in enumerate(FUNCTIONS):
            self.choice.addItem(name, number)
        self.choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.formula, self.curve = RichLabel(), Curve()
        self._body, self._grid = QVBoxLayout(self), QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self.rows = {name: ParameterRow(spec_of(OwnParameters, name), self) for name in ("ceiling", "gain", "exponent")}
        for number, row in enumerate(self.rows.values()):
            row.lay_into(self._grid, number)
            row.moved.connect(session.set_parameter)
            row.released.connect(session.end_gesture)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.addWidget(self.choice)
        self._body.addWidget(self.formula)
        self._body.addLayout(self._grid)
        self._body.addWidget(self.curve, 1)
        self.choice.activated.connect(self._chosen)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._body.setSpacing(theme.px(GRID))
        self._grid.setSpacing(theme.px(6))
        for row in self.rows.values():
            row.restyle(theme)
        self.curve.restyle(theme)

    def show_parameters(self, parameters: Parameters) -> None:
        """Show what is in force."""
        assert isinstance(parameters, OwnParameters)
        name = FUNCTIONS[parameters.F]
        self.choice.setCurrentIndex(parameters.F)
        self.formula.show_text(FORMULAS[name])
        for key, row in self.rows.items():
            row.show_value(getattr(parameters, key))
            for widget in (row.symbol, row.slider, row.field, row.reset):
                widget.setVisible(key in SHAPED_BY.get(name, ()))
        self.curve.show_parameters(parameters)

    def _chosen(self, index: int) -> None:
        symbol = any_spec_of(OwnParameters, "F").symbol
        self._session.set_parameters({"F": index}, f"{symbol}: {FUNCTIONS[index]}")


class Curve(QWidget):
    """F from −SPAN to SPAN Hz, with the line F = x behind it."""

    SPAN = 100.0  # Hz

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self._x = np.linspace(-self.SPAN, self.SPAN, 401)
        self._y = self._x
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("The curve of F")

    def sizeHint(self) -> QSize:
        """Return room for the curve to be seen."""
        return QSize(360, 200)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme = theme
        self.update()

    def show_parameters(self, parameters: OwnParameters) -> None:
        """Draw another F."""
        self._y = transfer(parameters)(self._x)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axes, the line and the curve."""
        if self._theme is None:
            return
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(theme, 0.88))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(theme.rule))
        painter.setBrush(QColor(theme.canvas))
        painter.drawRoundedRect(area, theme.px(6), theme.px(6))
        painter.setClipRect(area)
        self._line(painter, area, np.array([0.0, 0.0]), np.array([-1e3, 1e3]), theme.grid, 1.0)
        self._line(painter, area, np.array([-1e3, 1e3]), np.array([0.0, 0.0]), theme.grid, 1.0)
        self._line(painter, area, self._x, self._x, theme.rule, 1.0, dashed=True)
        self._line(painter, area, self._x, self._y, theme.series[0], 2.0 * theme.scale)
        self._write(painter, area, theme)

    def _line(
        self, painter: QPainter, area: QRectF, x: np.ndarray, y: np.ndarray, ink: str, width: float,
        *, dashed: bool = False,
    ) -> None:  # fmt: skip
        points = np.column_stack([
            area.center().x() + x / self.SPAN * 0.5 * area.width(),
            area.center().y() - np.clip(y, -1e3, 1e3) / self.SPAN * 0.5 * area.height(),
        ])  # fmt: skip
        painter.setPen(QPen(QColor(ink), width, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
        painter.drawPolyline(QPolygonF([QPointF(a, b) for a, b in points.tolist()]))

    def _write(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Name the axes and their ends."""
        painter.setPen(QColor(theme.muted))
        room = area.adjusted(theme.px(8), theme.px(6), -theme.px(8), -theme.px(6))
        flag = Qt.AlignmentFlag
        middle = QRectF(room.left(), area.center().y(), room.width(), 0.5 * room.height())
        painter.drawText(middle, flag.AlignRight | flag.AlignTop, f"x = {self.SPAN:g} Hz")
        painter.drawText(middle, flag.AlignLeft | flag.AlignTop, f"−{self.SPAN:g} Hz")
        top = QRectF(area.center().x() + theme.px(6), room.top(), 0.5 * room.width(), room.height())
        painter.drawText(top, flag.AlignLeft | flag.AlignTop, f"F = {self.SPAN:g} Hz")
