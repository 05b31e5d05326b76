"""A table of numbers to be typed, copied and pasted as in a spreadsheet; a bad cell turns red and says why."""

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from recnet_core.arrays import Array
from recnet_core.tables.table_file import as_text
from recnet_gui.style import Theme
from recnet_gui.widgets.numbers import MINUS, exact_text, number_text, plain_number
from recnet_gui.widgets.painted import ENTER

Index = QModelIndex | QPersistentModelIndex
Check = Callable[[str, int, int], float]  # text, row and column from 0 -> the number; raises ValueError in words
ROLE = Qt.ItemDataRole
CONTROL = Qt.KeyboardModifier.ControlModifier
LONGEST = 7  # characters in a cell
DIGITS = 3  # seen; all of them while a cell is edited
TINT = 0.3  # of the colour of the largest weight
TYPED = set("0123456789.,+-−")


class NumbersModel(QAbstractTableModel):
    """Numbers (rows, columns); what is typed is checked, and a good number is a wish for another table.

    `wished(table)` asks for a whole new table, `complained(reason)` says what is wrong with a cell ("" for nothing).

    Attributes
    ----------
    table : what is in force
    bad : (row, column) -> text and reason, of cells whose text is no good number; they are not in force
    """

    wished = Signal(object)
    complained = Signal(str)

    def __init__(self, check: Check, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.table: Array = np.zeros((0, 0))
        self.bad: dict[tuple[int, int], tuple[str, str]] = {}
        self.check, self._theme = check, theme
        self._names: tuple[str, ...] = ()
        self._largest = 1.0

    def show_table(self, table: Array, names: tuple[str, ...] = ()) -> None:
        """Show what is in force; `names` are the columns', numbers from 1 unless given."""
        same = table.shape == self.table.shape and names == self._names
        if same and np.array_equal(table, self.table):
            return
        if not same:
            self.beginResetModel()
            self.bad = {}
        self.table, self._names = table, names
        self._largest = float(np.abs(table).max(initial=0.0)) or 1.0
        if not same:
            self.endResetModel()
            return
        self.dataChanged.emit(self.index(0, 0), self.index(table.shape[0] - 1, table.shape[1] - 1))

    def forgive(self) -> None:
        """Forget the bad cells: what is in force is seen again."""
        if self.bad:
            self.bad = {}
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme

    # --- Qt's contract --------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows."""
        return 0 if parent.isValid() else self.table.shape[0]

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else self.table.shape[1]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> Any:
        """Columns have names where there are any; the rest is counted from 1."""
        if role != ROLE.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal and self._names:
            return self._names[section]
        return str(section + 1)

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        """Return a cell's text, colours, tip or alignment."""
        place = index.row(), index.column()
        value = float(self.table[place])
        text, reason = self.bad.get(place, ("", ""))
        if role in {ROLE.DisplayRole, ROLE.EditRole}:
            return text if reason else short_text(value) if role == ROLE.DisplayRole else exact_text(value)
        if role == ROLE.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == ROLE.ToolTipRole:
            return reason or None
        if role == ROLE.ForegroundRole:
            return QColor(self._theme.error if reason else self._theme.muted if value == 0.0 else self._theme.text)
        return self._tint(value, bad=bool(reason)) if role == ROLE.BackgroundRole else None

    def setData(self, index: Index, value: Any, role: int = ROLE.EditRole) -> bool:
        """Wish for a good number; keep a bad text in sight, red, and say why."""
        row, column = place = index.row(), index.column()
        before = self.bad.pop(place, None)
        try:
            number = self.check(str(value), row, column)
        except ValueError as error:
            self.bad[place] = (str(value), str(error))
            self.dataChanged.emit(index, index)
            self.complained.emit(str(error))
            return True
        if before:
            self.dataChanged.emit(index, index)
        self.complained.emit(next((reason for _, reason in self.bad.values()), ""))
        if number != self.table[place]:
            wish = self.table.copy()
            wish[place] = number
            self.wished.emit(wish)
        return True

    def _tint(self, value: float, *, bad: bool) -> QColor | None:
        if not bad and (value == 0.0 or self._names):
            return None
        tint = QColor(self._theme.error if bad else self._theme.series[1 if value > 0.0 else 0])
        tint.setAlphaF(0.18 if bad else TINT * abs(value) / self._largest)
        return tint


class NumberDelegate(QStyledItemDelegate):
    """A line edit that turns red while what it holds is no good number."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the editor of a cell."""
        editor = QLineEdit(parent)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setProperty("cell", True)
        editor.textEdited.connect(self._typed)
        editor.setProperty("place", [index.row(), index.column()])
        return editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the text over if it is another one."""
        assert isinstance(editor, QLineEdit)
        if editor.text() != index.data(ROLE.EditRole):
            model.setData(index, editor.text())

    def _typed(self, text: str) -> None:
        editor = self.sender()
        view = self.parent()
        assert isinstance(editor, QLineEdit)
        assert isinstance(view, NumbersView)
        reason = ""
        try:
            view.numbers.check(text, *editor.property("place"))
        except ValueError as error:
            reason = str(error)
        view.numbers.complained.emit(reason)
        if bool(reason) != bool(editor.property("bad")):
            editor.setProperty("bad", bool(reason))
            editor.style().unpolish(editor)
            editor.style().polish(editor)


class NumbersView(QTableView):
    """The table; `pasted(text, place, span)` when a block is to go where the selection is."""

    pasted = Signal(str, object, object)

    def __init__(self, model: NumbersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers = model
        self.setTabKeyNavigation(True)
        self.setModel(model)
        self.setItemDelegate(NumberDelegate(self))
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.AnyKeyPressed | trigger.EditKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(header.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCornerButtonEnabled(True)
        model.modelReset.connect(self._start)

    def restyle(self, theme: Theme, width: float) -> None:
        """Take the theme's lengths; `width` px of a column at scale 1."""
        self.numbers.restyle(theme)
        self.horizontalHeader().setDefaultSectionSize(theme.px(width))
        self.verticalHeader().setDefaultSectionSize(theme.px(26))
        self.verticalHeader().setFixedWidth(theme.px(36))
        self.viewport().update()

    def block(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return first cell and size of the rectangle around the selection."""
        places = [(index.row(), index.column()) for index in self.selectedIndexes()]
        current = self.currentIndex()
        places = places or [(max(0, current.row()), max(0, current.column()))]
        rows, columns = zip(*places, strict=True)
        return (min(rows), min(columns)), (max(rows) - min(rows) + 1, max(columns) - min(columns) + 1)

    def copy(self) -> None:
        """Put the selected rectangle on the clipboard as a spreadsheet takes it."""
        (row, column), (height, width) = self.block()
        QGuiApplication.clipboard().setText(as_text(self.numbers.table[row : row + height, column : column + width]))

    def paste(self) -> None:
        """Ask for the clipboard's block to go where the selection is."""
        self.pasted.emit(QGuiApplication.clipboard().text(), *self.block())

    def event(self, event: QEvent) -> bool:
        """Keep the keys of a spreadsheet from the window's shortcuts: digits switch inputs there."""
        if event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            clipboard = event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.Paste)
            plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
            if clipboard or (plain and event.text() and event.text() in TYPED):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C and Ctrl+V take blocks, Delete makes zeros, Return edits, Esc forgets bad cells, Ctrl+Tab leaves."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.pasted.emit("0", *self.block())
        elif event.key() in ENTER and self.state() != QAbstractItemView.State.EditingState:
            self.edit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape and self.numbers.bad:
            self.numbers.forgive()
            self.numbers.complained.emit("")
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and event.modifiers() & CONTROL:
            self._leave(forward=event.key() == Qt.Key.Key_Tab)
        else:
            super().keyPressEvent(event)

    def _leave(self, *, forward: bool) -> None:
        """Give the keyboard to the next control or the one before: Tab alone goes from cell to cell."""
        self.setTabKeyNavigation(False)
        self.focusNextPrevChild(forward)
        self.setTabKeyNavigation(True)

    def _start(self) -> None:
        """Have a current cell from the beginning, so that the keyboard has a place."""
        if self.numbers.rowCount():
            self.selectionModel().setCurrentIndex(self.numbers.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)


def short_text(value: float) -> str:
    """Return a number that fits into a cell: whole where it is short, else with three digits, else with two."""
    mantissa, exponent = f"{value:.1e}".split("e")
    rounded = number_text(float(f"{value:.{DIGITS}g}"), DIGITS)
    choices = (number_text(value, DIGITS), rounded, f"{mantissa}e{int(exponent)}".replace("-", MINUS))
    return next((text for text in choices if len(text) <= LONGEST), choices[-1])


def cell_text(text: str) -> str:
    """Return what was typed into a cell as Python reads numbers, or as it was where it is none."""
    plain = plain_number(text)
    try:
        float(plain)
    except ValueError:
        return text.strip()
    return plain
