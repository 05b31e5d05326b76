"""What our hand-painted controls share: lengths in ems, hover, the keyboard's focus ring, Return to press."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def em(widget: QWidget, factor: float = 1.0) -> float:
    """Return `factor` times the height of the widget's type, in px: painted controls grow with the text."""
    return widget.fontMetrics().height() * factor


def paint_focus_ring(painter: QPainter, widget: QWidget, radius: float = 6.0) -> None:
    """Draw the ring that shows where the keyboard is."""
    painter.setPen(QPen(widget.palette().color(QPalette.ColorRole.Accent), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(1, 1, -1, -1), radius, radius)


class PaintedButton(QAbstractButton):
    """A button that paints itself; Tab reaches it, Return presses it (Space runs and pauses everywhere)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and Enter press the button."""
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)
