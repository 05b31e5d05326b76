"""One parameter that is a choice among a few names: symbol, list, reset arrow, and a tip that explains it."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from recnet_core.parameters import ParameterSpec
from recnet_gui.style import Theme
from recnet_gui.widgets.buttons import FlatButton
from recnet_gui.widgets.choice import Choice
from recnet_gui.widgets.icons import icon
from recnet_gui.widgets.symbols import rich, rich_symbol, rich_tip


class ChoiceRow(QObject):
    """Laid into the same grid as `ParameterRow`, with the same signals."""

    moved = Signal(str, float)
    released = Signal()
    pointed = Signal(str)

    def __init__(self, spec: ParameterSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self.spec = spec
        plain = f"{spec.symbol}: {spec.help}"
        self._meaning = rich(plain)
        self.symbol = QLabel(rich_symbol(spec.symbol), parent)
        self.choice, self.reset = Choice(parent), FlatButton(parent=parent)
        for number, name in enumerate(spec.names):
            self.choice.addItem(name, number)
        for widget in (self.symbol, self.choice):
            widget.installEventFilter(self)
            widget.setToolTip(rich_tip(plain))
            widget.setAccessibleName(plain)
        self.reset.setToolTip(rich_tip(f"Back to {spec.names[int(spec.default)]}."))
        self.reset.setAccessibleName(f"Reset {spec.symbol}")
        self.choice.activated.connect(self._chosen)
        self.reset.clicked.connect(self._reset)
        self.show_value(spec.default)

    def lay_into(self, grid: QGridLayout, row: int) -> None:
        """Put the controls into the grid's four columns."""
        grid.addWidget(self.symbol, row, 0)
        grid.addWidget(self.choice, row, 1, 1, 2)
        grid.addWidget(self.reset, row, 3)

    def show_value(self, value: float) -> None:
        """Show what is in force."""
        self.choice.setCurrentIndex(int(value))
        self.reset.setEnabled(value != self.spec.default)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self.reset.setIcon(icon("reset", theme.muted, theme.grid, theme.px(16)))
        self.symbol.setMinimumWidth(theme.px(34))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell what the parameter means to who points at it."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self.pointed.emit(self._meaning)
        return False

    def _chosen(self, index: int) -> None:
        self.moved.emit(self.spec.name, float(index))
        self.released.emit()

    def _reset(self) -> None:
        self._chosen(int(self.spec.default))
