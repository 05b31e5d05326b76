"""The overlay that shows every key, made from the table of actions."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from recnet_gui.actions import ACTIONS, key_text
from recnet_gui.style import Theme
from recnet_gui.widgets.scroll import scrolled

EXTRA = (
    ("The keyboard alone", "Next or previous control", "Tab"),
    ("The keyboard alone", "Press the control", "Return"),
    ("The keyboard alone", "Move a slider or the time bar", "← →"),
    ("The keyboard alone", "Move it far", "Shift+PgUp PgDn"),
    ("The keyboard alone", "Give up a typed number, or full size", "Esc"),
)


SCROLLING = {
    Qt.Key.Key_Up: -40, Qt.Key.Key_Down: 40, Qt.Key.Key_PageUp: -400, Qt.Key.Key_PageDown: 400,
}  # fmt: skip


class KeysOverlay(QWidget):
    """Covers the window until any key or click; where it has no room, it scrolls."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("All keys; any key closes this")
        self._card = QWidget()
        self._card.setObjectName("card")
        self._card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.area = scrolled(self._card)
        self.area.setParent(self)
        self._columns = QHBoxLayout()
        self._body = QVBoxLayout(self._card)
        title = QLabel("Keys")
        title.setProperty("role", "program")
        self._body.addWidget(title)
        self._body.addLayout(self._columns)
        self._grids: list[QGridLayout] = []
        self._shown_keys: list[QLabel] = []
        self._words: list[QLabel] = []
        for groups in (("The run", "Changes", "The lesson"), ("The look", "The program", "The keyboard alone")):
            self._columns.addLayout(self._column(groups))
        parent.installEventFilter(self)
        self.hide()

    def toggle(self) -> None:
        """Show or hide."""
        if self.isVisible():
            self.hide()
            return
        self.show()  # first: lengths are known once the style sheet has been applied
        self._fit()
        self.raise_()
        self.setFocus()

    def restyle(self, theme: Theme) -> None:
        """Take the theme's lengths."""
        self._body.setContentsMargins(theme.px(32), theme.px(24), theme.px(32), theme.px(32))
        self._body.setSpacing(theme.px(8))
        self._columns.setSpacing(theme.px(48))
        for grid in self._grids:
            grid.setColumnMinimumWidth(0, theme.px(112))
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close at any key that does not scroll."""
        bar = self.area.verticalScrollBar()
        if event.key() in SCROLLING and bar.maximum() > 0:
            bar.setValue(bar.value() + SCROLLING[Qt.Key(event.key())])
        else:
            self.hide()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that scroll: elsewhere they go through a lesson."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in SCROLLING:
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close at any click."""
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what is behind."""
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 110))

    def _column(self, groups: Iterable[str]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        for group in groups:
            heading = QLabel(group)
            heading.setProperty("role", "heading")
            column.addSpacing(10)
            column.addWidget(heading)
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(4)
            grid.setColumnStretch(1, 1)
            for row, (words, key) in enumerate(_rows(group)):
                shown = QLabel(key)
                self._shown_keys.append(shown)
                shown.setProperty("role", "key")
                grid.addWidget(shown, row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                self._words.append(QLabel(words))
                grid.addWidget(self._words[-1], row, 1)
            self._grids.append(grid)
            column.addLayout(grid)
        column.addStretch(1)
        return column

    def _fit(self) -> None:
        self.setGeometry(self.window().rect())
        room = self.size() - QSize(16, 16)
        for stacked in (False, True):
            self._stack(stacked, room.width())
            size = self._card.sizeHint()
            if size.width() <= room.width():
                break
        if stacked:
            size.setHeight(self._card.heightForWidth(size.width()))
        size += QSize(self.area.verticalScrollBar().sizeHint().width() if size.height() > room.height() else 0, 0)
        self.area.resize(size.boundedTo(room))
        self.area.move(self.rect().center() - self.area.rect().center())

    def _stack(self, stacked: bool, room: int) -> None:
        """Put the columns side by side, or below one another and their words into lines, `room` px wide."""
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.TopToBottom if stacked else direction.LeftToRight)
        keys = max(shown.sizeHint().width() for shown in self._shown_keys)
        keys = max(keys, *(grid.columnMinimumWidth(0) for grid in self._grids))
        sides = self._body.contentsMargins()
        beside = keys + sides.left() + sides.right() + 16 + self.area.verticalScrollBar().sizeHint().width()
        widest = max(words.fontMetrics().horizontalAdvance(words.text()) for words in self._words) + 2
        for words in self._words:
            words.setWordWrap(stacked)
            words.setMinimumWidth(max(1, min(widest, room - beside)) if stacked else 0)
        self._body.update()
        self._body.activate()


def _rows(group: str) -> Iterable[tuple[str, str]]:
    for entry in ACTIONS:
        if entry.group != group:
            continue
        if entry.name == "input_1":
            yield "Switch inputs 1 to 9", "1 … 9"
        elif entry.argument is None:
            yield entry.tip.removesuffix("."), key_text(entry)
    yield from ((words, key) for where, words, key in EXTRA if where == group)
