"""One scenario in the gallery: a small picture and a title, the open one marked."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from recnet_gui.widgets.painted import PaintedButton, em, paint_focus_ring
from recnet_gui.widgets.symbols import rich_tip

ROLE = QPalette.ColorRole
SMALLER = 0.88  # of a title on two lines


class GalleryEntry(PaintedButton):
    """A row that opens a scenario; folded it shows its picture only.

    Attributes
    ----------
    key : of the scenario
    title : what people read
    """

    def __init__(self, key: str, title: str, summary: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key, self.title = key, title
        self._drawing, self._drawing_open = QPixmap(), QPixmap()
        self._folded = self._framed = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        self.setToolTip(rich_tip(title, "", summary))

    def show_drawing(self, plain: QPixmap, when_open: QPixmap) -> None:
        """Use these drawings, in the theme's colours."""
        self._drawing, self._drawing_open, self._framed = plain, when_open, False
        self.update()

    def show_thumbnail(self, picture: QPixmap) -> None:
        """Use a picture of the scenario instead of a drawing."""
        self._drawing = self._drawing_open = picture
        self._framed = True
        self.update()

    def fold(self, folded: bool) -> None:
        """Show the drawing only, or the title as well."""
        self._folded = folded
        self.update()

    def nextCheckState(self) -> None:
        """Leave the mark to whoever opens scenarios."""

    def sizeHint(self) -> QSize:
        """Return a comfortable row."""
        height = max(em(self, 2.1), self._drawing.deviceIndependentSize().height() + em(self, 0.3))
        return QSize(round(em(self, 2.2)), round(height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        drawing = self._drawing_open if self.isChecked() else self._drawing
        size = drawing.deviceIndependentSize()
        left = (self.width() - size.width()) / 2.0 if self._folded else em(self, 0.2 if self._framed else 0.6)
        self._paint_drawing(painter, drawing, QRectF(QPointF(left, (self.height() - size.height()) / 2.0), size))
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

    def _paint_drawing(self, painter: QPainter, drawing: QPixmap, place: QRectF) -> None:
        if not self._framed:
            painter.drawPixmap(place.topLeft(), drawing)
            return
        frame = QPainterPath()
        frame.addRoundedRect(place, 4, 4)
        painter.save()
        painter.setClipPath(frame)
        painter.drawPixmap(place.topLeft(), drawing)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.palette().color(ROLE.Accent if self.isChecked() else ROLE.Mid), 1.0))
        painter.drawPath(frame)

    def _paint_title(self, painter: QPainter, left: float) -> None:
        """One line, or two smaller ones for a long title."""
        face = QFont(self.font())
        face.setWeight(QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal)
        place = QRectF(left, 0, self.width() - left - em(self, 0.4), self.height())
        flags = int(Qt.AlignmentFlag.AlignVCenter)
        if QFontMetricsF(face).horizontalAdvance(self.title) > place.width():
            face.setPointSizeF(SMALLER * face.pointSizeF())
            flags |= int(Qt.TextFlag.TextWordWrap)
        painter.setFont(face)
        painter.setPen(self.palette().color(ROLE.Text))
        painter.drawText(place, flags, self.title)
