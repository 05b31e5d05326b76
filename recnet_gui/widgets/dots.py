"""Dots that say how many steps there are and which one is shown."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from recnet_gui.widgets.painted import em


class Dots(QWidget):
    """`count` dots in a row, the one at `index` in the accent's colour and larger."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count, self.index = 0, 0

    def show_step(self, index: int, count: int) -> None:
        """Show step `index` (from 0) of `count`."""
        self.count, self.index = count, index
        self.setAccessibleName(f"Step {index + 1} of {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room of the dots."""
        return QSize(round(em(self, 0.7) * max(1, self.count)), round(em(self, 1.0)))

    def minimumSizeHint(self) -> QSize:
        """Return the same: dots that do not fit say nothing."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dots."""
        painter, pitch = QPainter(self), em(self, 0.7)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(self.count):
            here = number == self.index
            painter.setBrush(self.palette().color(QPalette.ColorRole.Accent if here else QPalette.ColorRole.Mid))
            radius = em(self, 0.23 if here else 0.16)
            painter.drawEllipse(QPointF((number + 0.5) * pitch, self.height() / 2.0), radius, radius)
