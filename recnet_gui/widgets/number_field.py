"""A field for one number with its unit: a bad number turns it red and says why, the old value stays in force."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QLineEdit, QScrollArea, QWidget

from recnet_gui.widgets.numbers import exact_text, number_text, plain_number
from recnet_gui.widgets.painted import ENTER, em


class NumberField(QLineEdit):
    """A number that is typed; Return takes it, Esc brings the old one back.

    Parameters
    ----------
    check : text or number -> the value to take; raises ValueError in words
    unit : shown behind the number, and allowed to be typed

    `committed(value)` is sent only for a good number that differs from the present one. `error` is the reason of
    the present bad text, "" for none.
    """

    committed = Signal(float)

    def __init__(self, check: Callable[[Any], float], unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check, self._unit, self._value = check, unit, 0.0
        self.error = ""
        self._bubble: QLabel | None = None
        self._plain_tip = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.editingFinished.connect(self._finish)
        self.textEdited.connect(self._recheck)

    def show_value(self, value: float) -> None:
        """Show `value`, unless something else is being typed."""
        changed, self._value = value != self._value, value
        if self.error and changed:
            self.restore()
        elif not self.error and not (self.hasFocus() and self.isModified()):
            self._write()

    def set_tip(self, tip: str) -> None:
        """Set the tip that is shown while there is nothing to complain of."""
        self._plain_tip = tip
        if not self.error:
            self.setToolTip(tip)

    def restore(self) -> None:
        """Bring back the value that is in force."""
        self._complain("")
        self._write()

    def make_room_for_unit(self) -> None:
        """Keep the number clear of its unit at today's type size."""
        room = self.fontMetrics().horizontalAdvance(self._unit) + em(self, 0.25) if self._unit else 0
        self.setTextMargins(0, 0, round(room), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc restores; Return takes the number; the keyboard stays here, ready for the next number."""
        if event.key() == Qt.Key.Key_Escape:
            if not self.error and not self.isModified():
                event.ignore()
            self.restore()
            self.selectAll()
            return
        super().keyPressEvent(event)
        if event.key() in ENTER and not self.error:
            self.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show all digits while editing."""
        super().focusInEvent(event)
        if not self.error:
            self.setText(exact_text(self._value))
            self.setModified(False)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            # after the press has placed the cursor
            self._select_later()
        else:
            self.selectAll()
        self._place_bubble()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the reason; the field stays red until the number is good."""
        super().focusOutEvent(event)
        if self._bubble:
            self._bubble.hide()
        if not self.error:
            self._write()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the reason away with the field."""
        super().hideEvent(event)
        if self._bubble:
            self._bubble.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the reason away when the window changes below it; the field stays red, its tip says the same."""
        if self._bubble and event.type() in (QEvent.Type.Resize, QEvent.Type.StyleChange):
            self._bubble.hide()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and the unit behind it."""
        super().paintEvent(event)
        if self._unit:
            painter = QPainter(self)
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            place = QRectF(self.rect()).adjusted(0, 0, -em(self, 0.45), 0)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._unit)

    def _select_later(self) -> None:
        from PySide6.QtCore import QTimer

        QTimer.singleShot(0, self.selectAll)

    def _write(self) -> None:
        self.setText(exact_text(self._value) if self.hasFocus() else number_text(self._value))
        self.setModified(False)

    def _read(self) -> float | None:
        """Return the typed number, or None after saying what is wrong with it."""
        try:
            value = self._check(plain_number(self.text(), self._unit))
        except ValueError as error:
            self._complain(str(error))
            return None
        self._complain("")
        return value

    def _recheck(self) -> None:
        if self.error:
            self._read()

    def _finish(self) -> None:
        if not self.isModified() and not self.error:
            return
        value = self._read()
        if value is None:
            return
        self.setModified(False)
        if value != self._value:
            self._value = value
            self.committed.emit(value)
        self._write()

    def _complain(self, error: str) -> None:
        if error == self.error:
            return
        self.error = error
        self.setProperty("bad", bool(error))
        self.style().unpolish(self)
        self.style().polish(self)
        self.setToolTip(error or self._plain_tip)
        self.setAccessibleDescription(error)
        self._place_bubble()

    def _place_bubble(self) -> None:
        if not self.error:
            if self._bubble:
                self._bubble.hide()
            return
        if self._bubble is None or self._bubble.parentWidget() is not self.window():
            self._bubble = QLabel(self.window())
            self.window().installEventFilter(self)
            self._bubble.setProperty("role", "complaint")
            self._bubble.setWordWrap(True)
        room = self._room()
        self._bubble.setText(self.error)
        self._bubble.setFixedWidth(min(round(em(self, 15)), room.width() - 16))
        self._bubble.adjustSize()
        size, here = self._bubble.size(), QRect(self.mapTo(self.window(), QPoint(0, 0)), self.size())
        left = max(room.left() + 8, here.right() + 1 - size.width())
        below, above = here.bottom() + 5, here.top() - 4 - size.height()
        self._bubble.move(left, below if below + size.height() <= room.bottom() else max(room.top(), above))
        self._bubble.show()
        self._bubble.raise_()

    def _room(self) -> QRect:
        """Return where the reason may be, in the window: over the column that this field is in, if any."""
        holder: QWidget | None = self
        while holder is not None and not isinstance(holder, QScrollArea):
            holder = holder.parentWidget()
        holder = holder or self.window()
        return QRect(holder.mapTo(self.window(), QPoint(0, 0)), holder.size())
