"""A drop-down list whose entries may hold symbols set as in print."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QStaticText, QTextOption, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from recnet_gui.widgets.painted import ENTER, em
from recnet_gui.widgets.symbols import rich


def static_text(text: str) -> QStaticText:
    """Return one line with its symbols as in print, to be prepared for a font and painted."""
    made = QStaticText(rich(text))
    made.setTextFormat(Qt.TextFormat.RichText)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    made.setTextOption(option)
    return made


class _RichDelegate(QStyledItemDelegate):
    """Paints one entry of the list."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        role = QPalette.ColorRole
        area = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        palette = option.palette
        painter.save()
        painter.fillRect(area, palette.color(role.Accent if chosen else role.Base))
        painter.setPen(palette.color(role.HighlightedText if chosen else role.Text))
        painter.setFont(option.font)
        text = static_text(str(index.data()))
        text.prepare(font=option.font)
        painter.drawStaticText(QPointF(area.left() + 10, area.top() + (area.height() - text.size().height()) / 2), text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        text = static_text(str(index.data()))
        text.prepare(font=option.font)
        size = text.size()
        return QSize(round(size.width()) + 28, round(size.height() * 1.6))


class Choice(QComboBox):
    """A combo box for the top bar and the transport; the wheel does not change it by accident."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_RichDelegate(self))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def minimumSizeHint(self) -> QSize:
        """Return the least that still tells the entries apart; the rest is cut off."""
        return QSize(round(em(self, 7)), super().minimumSizeHint().height())

    def showPopup(self) -> None:
        """Open the list as wide as its longest entry."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 8)
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, then the present entry as in print."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        area = QRectF(
            self.style().subControlRect(
                QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
            )
        )
        role = QPalette.ColorRole
        shown = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
        painter.setPen(self.palette().color(role.Text if self.currentIndex() >= 0 else role.PlaceholderText))
        painter.setClipRect(area)
        text = static_text(shown)
        text.prepare(font=self.font())
        painter.drawStaticText(QPointF(area.left() + 2, area.top() + (area.height() - text.size().height()) / 2), text)
        painter.setClipping(False)
        self._paint_arrow(painter)

    def _paint_arrow(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = em(self, 0.22)
        x, y = self.width() - em(self, 0.8), self.height() / 2.0 - half / 2.0
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), em(self, 0.09)))
        painter.drawPolyline([QPointF(x - half, y), QPointF(x, y + half), QPointF(x + half, y)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens the list."""
        if event.key() in ENTER:
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel alone."""
        event.ignore()
