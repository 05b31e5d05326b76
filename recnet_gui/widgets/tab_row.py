"""A quiet row of tabs, one a picture; where it is too narrow for their titles, a drop-down list of them."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent, QStaticText
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from recnet_gui.widgets.buttons import word_button
from recnet_gui.widgets.choice import Choice, static_text
from recnet_gui.widgets.painted import PaintedButton, em, paint_focus_ring
from recnet_gui.widgets.symbols import rich_tip

ROLE = QPalette.ColorRole


class Tab(PaintedButton):
    """One title; the picture that is shown has a line below its title."""

    def __init__(self, number: int, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.number, self.title = number, title
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Show {title}")
        self.setToolTip(rich_tip(f"Show {title}."))

    def nextCheckState(self) -> None:
        """Leave the mark to the row."""

    def sizeHint(self) -> QSize:
        """Return the title with air around it."""
        return QSize(round(self._static().size().width() + em(self, 1.2)), round(em(self, 1.7)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the title and the mark."""
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse() and not self.isChecked():
            painter.setBrush(palette.color(ROLE.Light))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        if self.isChecked():
            painter.setBrush(QColor(palette.color(ROLE.Accent)))
            side, thick = em(self, 0.6), em(self, 0.13)
            painter.drawRoundedRect(
                QRectF(side, self.height() - thick - 2, self.width() - 2 * side, thick), thick / 2, thick / 2
            )
        text = self._static()
        painter.setPen(palette.color(ROLE.Text if self.isChecked() else ROLE.PlaceholderText))
        painter.drawStaticText(round(em(self, 0.6)), round((self.height() - text.size().height()) / 2), text)
        if self.hasFocus():
            paint_focus_ring(painter, self)

    def _static(self) -> QStaticText:
        text = static_text(self.title)
        text.prepare(font=self.font())
        return text


class TabRow(QWidget):
    """`chosen(number)` when a picture is asked for, `back_wished()` when all are.

    Attributes
    ----------
    tabs : by number
    choice : stands in for the tabs where they have no room
    back : ends the full size
    """

    chosen = Signal(int)
    back_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tabs: dict[int, Tab] = {}
        self.choice = Choice()
        self.choice.setAccessibleName("Picture")
        self.choice.setToolTip("Which picture is shown")
        self.back = word_button("Show all", role="outline")
        self.back.setToolTip(rich_tip("Show all pictures again.", "Esc"))
        self._body = QHBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(2)
        self._body.addWidget(self.choice)
        self._body.addStretch(1)
        self._body.addWidget(self.back)
        self.choice.activated.connect(self._listed)
        self.back.clicked.connect(self.back_wished)

    def offer(self, titles: Sequence[tuple[int, str]], shown: int, *, with_back: bool) -> None:
        """Offer these pictures by number and title; `shown` is the one that is seen."""
        if [(tab.number, tab.title) for tab in self.tabs.values()] != list(titles):
            self._rebuild(titles)
        for number, tab in self.tabs.items():
            tab.setChecked(number == shown)
        self.choice.setCurrentIndex(self.choice.findData(shown))
        self.back.setVisible(with_back)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return what the list needs."""
        return QSize(self.choice.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show tabs, or the list where they have no room."""
        super().resizeEvent(event)
        self._fit()

    def _rebuild(self, titles: Sequence[tuple[int, str]]) -> None:
        for tab in self.tabs.values():
            self._body.removeWidget(tab)
            tab.hide()
            tab.deleteLater()
        self.tabs = {number: Tab(number, title, self) for number, title in titles}
        self.choice.clear()
        for place, tab in enumerate(self.tabs.values()):
            self._body.insertWidget(place, tab)
            tab.clicked.connect(self._pressed)
            self.choice.addItem(tab.title, tab.number)

    def _fit(self) -> None:
        back = 0 if self.back.isHidden() else self.back.sizeHint().width() + 8
        fits = sum(tab.sizeHint().width() + 2 for tab in self.tabs.values()) + back <= self.width()
        self.choice.setVisible(not fits)
        for tab in self.tabs.values():
            tab.setVisible(fits)

    def _pressed(self) -> None:
        tab = self.sender()
        assert isinstance(tab, Tab)
        self.chosen.emit(tab.number)

    def _listed(self, index: int) -> None:
        self.chosen.emit(self.choice.itemData(index))
