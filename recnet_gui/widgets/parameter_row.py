"""One parameter: symbol, slider, number with unit, reset arrow, and a tip that explains it."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from recnet_core.parameters import ParameterSpec
from recnet_gui.style import Theme
from recnet_gui.widgets.buttons import FlatButton
from recnet_gui.widgets.checking import checked
from recnet_gui.widgets.icons import icon
from recnet_gui.widgets.number_field import NumberField
from recnet_gui.widgets.numbers import number_text, with_unit
from recnet_gui.widgets.slider import ValueSlider
from recnet_gui.widgets.symbols import rich, rich_symbol, rich_tip


class ParameterRow(QObject):
    """The controls of one parameter, to be laid into a grid whose columns line up.

    `moved(name, value)` while it moves, `released()` when a move is over, `pointed(text)` when the mouse or the
    keyboard comes to it, with what it means.
    """

    moved = Signal(str, float)
    released = Signal()
    pointed = Signal(str)

    def __init__(self, spec: ParameterSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self.spec = spec
        self.symbol = QLabel(rich_symbol(spec.symbol), parent)
        self.slider = ValueSlider(
            spec.low, spec.high, spec.default,
            integer=spec.integer, logarithmic=spec.scale == "log", parent=parent,
        )  # fmt: skip
        self.field = NumberField(partial(checked, self.spec), spec.unit, parent)
        self.reset = FlatButton(parent=parent)
        self._explain()
        self.slider.moved.connect(self._moved)
        self.slider.released.connect(self.released)
        self.slider.reset_wished.connect(self._reset)
        self.field.committed.connect(self._typed)
        self.reset.clicked.connect(self._reset)
        self.show_value(spec.default)

    def lay_into(self, grid: QGridLayout, row: int) -> None:
        """Put the controls into the grid's four columns."""
        for column, widget in enumerate((self.symbol, self.slider, self.field, self.reset)):
            grid.addWidget(widget, row, column)

    def show_value(self, value: float) -> None:
        """Show what is in force."""
        self.slider.show_value(value)
        self.field.show_value(value)
        self.reset.setEnabled(value != self.spec.default)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self.reset.setIcon(icon("reset", theme.muted, theme.grid, theme.px(16)))
        self.field.setFixedWidth(theme.px(80))
        self.field.make_room_for_unit()
        self.symbol.setMinimumWidth(theme.px(34))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell what the parameter means to who points at it."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self.pointed.emit(self._meaning)
        return False

    def _explain(self) -> None:
        spec = self.spec
        plain = f"{spec.symbol}: {spec.help}"
        span = f"{number_text(spec.low)} … {with_unit(spec.high, spec.unit)}, at first {number_text(spec.default)}"
        tip = rich_tip(plain, "", span, "Arrow keys and Shift+Page Up/Down move it, a double click resets it.")
        self._meaning = f"{rich(plain)}<br>{rich(span)}"
        for widget in (self.symbol, self.slider, self.field):
            widget.installEventFilter(self)
        for widget in (self.symbol, self.slider):
            widget.setToolTip(tip)
        self.field.set_tip(tip)
        self.reset.setToolTip(rich_tip(f"Back to {with_unit(spec.default, spec.unit)}."))
        self.symbol.setTextFormat(Qt.TextFormat.RichText)
        self.symbol.setAccessibleName(plain)
        self.slider.setAccessibleName(plain)
        self.field.setAccessibleName(f"{spec.symbol} in {spec.unit or 'units of 1'}")
        self.reset.setAccessibleName(f"Reset {spec.symbol}")

    def _moved(self, value: float) -> None:
        self.moved.emit(self.spec.name, value)

    def _typed(self, value: float) -> None:
        self.moved.emit(self.spec.name, value)
        self.released.emit()

    def _reset(self) -> None:
        self.field.restore()
        self._typed(self.spec.default)
