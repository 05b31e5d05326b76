"""`Sheet`: a bare widget that one painting method fills, in pixels, for pictures that have no axes."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

Fill = Callable[[QPainter, QRectF], None]


class Sheet(QWidget):
    """A picture; it remembers where the mouse is.

    Attributes
    ----------
    hover : px, None while the mouse is elsewhere
    """

    hovered = Signal()

    def __init__(self, fill: Fill, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fill = fill
        self._failed = False
        self.hover: QPointF | None = None
        self.setMouseTracking(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint; what goes wrong is told once, for an exception that crosses Qt's painter ends it all."""
        if self._failed or self.width() < 8 or self.height() < 8:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            self._fill(painter, QRectF(self.rect()))
        except Exception:  # noqa: BLE001
            self._failed = True
            sys.excepthook(*sys.exc_info())
        finally:
            painter.end()

    def resizeEvent(self, event: QEvent) -> None:
        """Try again with another size."""
        self._failed = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Remember the mouse."""
        self._move_to(event.position())
        super().mouseMoveEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Remember the mouse."""
        self._move_to(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the mouse."""
        self.hover = None
        self.hovered.emit()
        self.update()

    def _move_to(self, position: QPointF) -> None:
        self.hover = position
        self.hovered.emit()
        self.update()
