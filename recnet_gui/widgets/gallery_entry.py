"""One scenario in the gallery: a drawing and a title, the open one marked."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from recnet_gui.widgets.painted import PaintedButton, em, paint_focus_ring
from recnet_gui.widgets.symbols import rich_tip

ROLE = QPalette.ColorRole


class GalleryEntry(PaintedButton):
    """A row that opens a scenario; folded it shows its drawing only.

    Attributes
    ----------
    key : of the scenario
    title : what people read
    """

    def __init__(self, key: str, title: str, summary: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key, self.title = key, title
        self._drawing, self._drawing_open = QPixmap(), QPixmap()
        self._folded = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        self.setToolTip(rich_tip(title, "", summary))

    def show_drawing(self, plain: QPixmap, when_open: QPixmap) -> None:
        """Use these drawings, in the theme's colours."""
        self._drawing, self._drawing_open = plain, when_open
        self.update()

    def fold(self, folded: bool) -> None:
        """Show the drawing only, or the title as well."""
        self._folded = folded
        self.update()

    def nextCheckState(self) -> None:
        """Leave the mark to whoever opens scenarios."""

    def sizeHint(self) -> QSize:
        """Return a comfortable row."""
        return QSize(round(em(self, 2.2)), round(em(self, 2.1)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        drawing = self._drawing_open if self.isChecked() else self._drawing
        size = drawing.deviceIndependentSize()
        left = (self.width() - size.width()) / 2.0 if self._folded else em(self, 0.6)
        painter.drawPixmap(QPointF(left, (self.height() - size.height()) / 2.0), drawing)
        if not self._folded:
            self._paint_title(painter, left + size.width() + em(self, 0.5))
        if self.hasFocus():
            paint_focus_ring(painter, self)

    def _paint_ground(self, painter: QPainter) -> None:
        if not (self.isChecked() or self.underMouse()):
            return
        ground = QColor(self.palette().color(ROLE.Accent if self.isChecked() else ROLE.Light))
        ground.setAlphaF(0.13 if self.isChecked() else 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)

    def _paint_title(self, painter: QPainter, left: float) -> None:
        face = QFont(self.font())
        face.setWeight(QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal)
        painter.setFont(face)
        painter.setPen(self.palette().color(ROLE.Text))
        place = QRectF(left, 0, self.width() - left - em(self, 0.4), self.height())
        words = painter.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideRight, round(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, words)
