"""The theory meter: predicted beside measured, and whether they agree; four times a second."""

from collections.abc import Sequence
from math import isfinite, isinf, isnan

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from recnet_core.theory import Prediction
from recnet_gui.meter import Meter
from recnet_gui.style import Theme
from recnet_gui.widgets.buttons import FlatButton, word_button
from recnet_gui.widgets.elided import ElidedLabel
from recnet_gui.widgets.numbers import MINUS
from recnet_gui.widgets.symbols import rich, rich_tip

AGREES, DIFFERS, NOTHING = "✓", "≠", "—"
COLUMNS = "predicted · measured · error"
TINY = 1e-9  # Hz, ms, …: what is less is rounding


class TheoryPanel(QWidget):
    """A small table of the meter's predictions; nothing to predict is no panel.

    Attributes
    ----------
    rows : prediction's name -> its row
    note : source and reason of the line pointed at last
    """

    def __init__(self, meter: Meter, theme: Theme) -> None:
        super().__init__()
        self._meter, self._theme = meter, theme
        self.rows: dict[str, TheoryRow] = {}
        heading, columns = QLabel("Theory"), QLabel(COLUMNS)
        heading.setProperty("role", "heading")
        columns.setProperty("role", "small")
        line = QHBoxLayout()
        line.addWidget(heading)
        line.addWidget(columns, 1, Qt.AlignmentFlag.AlignRight)
        self.note = QLabel()
        self.note.setProperty("role", "small")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.RichText)
        self._body = QVBoxLayout(self)
        self._body.addLayout(line)
        self._holder: QWidget | None = None
        self._body.addWidget(self.note)
        meter.told.connect(self._show)
        meter.serve(self.isVisible)
        self.hide()

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme = theme
        self._body.setContentsMargins(theme.px(8), 0, 0, 0)
        self._body.setSpacing(theme.px(4))
        if self._holder is not None and isinstance(grid := self._holder.layout(), QGridLayout):
            grid.setHorizontalSpacing(theme.px(5))
            grid.setVerticalSpacing(theme.px(2))
        for row in self.rows.values():
            row.restyle(theme)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for numbers that are of now."""
        super().showEvent(event)
        self._meter.refresh()

    def _show(self, predictions: Sequence[Prediction]) -> None:
        if [line.name for line in predictions] != list(self.rows):
            self._rebuild(predictions)
        for line in predictions:
            self.rows[line.name].show_line(line)
        self.setVisible(bool(predictions))

    def _rebuild(self, predictions: Sequence[Prediction]) -> None:
        if self._holder is not None:
            self._body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget(self)
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        self.rows = {line.name: TheoryRow(line.name, self._holder) for line in predictions}
        for number, row in enumerate(self.rows.values()):
            row.lay_into(grid, number)
            row.pointed.connect(self.note.setText)
        self._body.insertWidget(1, self._holder)
        self.note.clear()
        self._holder.show()
        self.restyle(self._theme)


class TheoryRow(QObject):
    """One prediction: name, both numbers, unit and verdict.

    `pointed(text)` when mouse or keyboard comes to it, with its source and its note.
    """

    pointed = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._line: Prediction | None = None
        self.name = ElidedLabel(name, parent, lines=3)
        self.name.setProperty("role", "cell")
        self.predicted, self.measured, self.unit, self.verdict = (_cell(parent) for _ in range(4))
        self.why: FlatButton = word_button("why", parent, role="cell")
        self.why.hide()
        self.why.clicked.connect(self._explain)
        for widget in (self.name, self.predicted, self.measured, self.unit, self.verdict, self.why):
            widget.installEventFilter(self)

    def lay_into(self, grid: QGridLayout, row: int) -> None:
        """Put the parts into the grid's columns."""
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self.name, row, 0)
        for column, widget in enumerate((self.predicted, self.measured, self.unit, self.verdict, self.why), start=1):
            left = widget is self.unit
            grid.addWidget(widget, row, min(column, 4), Qt.AlignmentFlag.AlignLeft if left else right)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme = theme
        for label in (self.predicted, self.measured):
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance("0000.0"))
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.verdict.setMinimumWidth(self.verdict.fontMetrics().horizontalAdvance(f"{AGREES} 0.00 %"))
        self.verdict.setAlignment(Qt.AlignmentFlag.AlignRight)
        if self._line is not None:
            line, self._line = self._line, None
            self.show_line(line)

    def show_line(self, line: Prediction) -> None:
        """Show what is predicted and measured now."""
        if line == self._line or self._theme is None:
            return
        self._line = line
        _write(self.predicted, _told(line, line.predicted), line.predicted is None, self._theme)
        waits = line.measured is None and line.predicted is not None and bool(line.note)
        _write(self.measured, "waits" if waits else _told(line, line.measured), line.measured is None, self._theme)
        some = line.predicted is not None or line.measured is not None
        _write(self.unit, line.unit if some else "", True, self._theme)
        self._show_verdict(line, self._theme)
        tip = rich_tip(line.name, "", *(text for text in (line.source, line.note) if text))
        for widget in (self.name, self.predicted, self.measured, self.verdict, self.why):
            if widget.toolTip() != tip:
                widget.setToolTip(tip)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell source and note to who points at the line."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn):
            self._explain()
        return False

    def _show_verdict(self, line: Prediction, theme: Theme) -> None:
        explained = bool(line.note) and (not line.comparable or line.predicted is None)
        silent = line.predicted is None and line.measured is None and not line.note
        for widget in (self.name, self.predicted, self.measured, self.unit):
            widget.setVisible(not silent)  # neither a number nor a reason: nothing to read
        self.why.setVisible(explained)
        self.verdict.setVisible(not explained and not silent)
        self.why.setAccessibleName(f"{line.name}: why the two differ")
        error = _error(line)
        if line.agrees is None:
            said, colour = NOTHING, theme.muted
        else:
            said = f"{AGREES if line.agrees else DIFFERS} {error}"
            colour = theme.good if line.agrees else theme.caution
        shown = f"<span style='color:{colour}'>{said}</span>"
        if self.verdict.text() != shown:
            self.verdict.setText(shown)
            words = {True: f"agrees, {error}", False: f"differs by {error}", None: "nothing to compare"}[line.agrees]
            self.verdict.setAccessibleName(f"{line.name}: {words}")

    def _explain(self) -> None:
        line = self._line
        if line is not None:
            parts = (line.name, line.source, line.note)
            self.pointed.emit(rich(" · ".join(part for part in parts if part)))


def _cell(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", "cell")
    return label


def _told(line: Prediction, value: float | None) -> str:
    """Return a number of a line as it is shown: that of a thing ("pattern 3") without decimals."""
    whole = line.tolerance == line.least == 0.0 and not line.unit
    counted = value is not None and whole and isfinite(value) and value == round(value)
    return f"{value:.0f}" if counted else _number(value)


def _number(value: float | None) -> str:
    """Return four significant digits, as long whatever the value."""
    if value is None or isnan(value):
        return NOTHING
    if isinf(value):
        return "∞" if value > 0.0 else f"{MINUS}∞"
    size = abs(value)
    text = f"{value:.0f}" if 9999.5 <= size < 1e5 else f"{value:#.4g}" if 1e-3 <= size < 1e5 else f"{value:.1e}"
    text = "0" if size < TINY else text
    return text.rstrip(".").replace("e-0", "e-").replace("e+0", "e").replace("-", MINUS)


def _error(line: Prediction) -> str:
    """Return the error in per cent of what is predicted, or as it is where that is 0 but for rounding."""
    if line.error is None or line.predicted is None or not isfinite(line.error):
        return ""
    if abs(line.predicted) <= max(line.least, TINY):
        return _number(line.error)
    share = 100.0 * line.error / abs(line.predicted)
    text = f"{share:.2f}" if abs(share) < 9.995 else f"{share:.0f}" if abs(share) < 999.5 else "> 999"
    return f"{text} %".replace("-", MINUS).replace(f"{MINUS}0.00", "0.00")


def _write(label: QLabel, text: str, muted: bool, theme: Theme) -> None:
    shown = f"<span style='color:{theme.muted}'>{text}</span>" if muted and text else text
    if label.text() != shown:
        label.setText(shown)
