"""A field to search in: Esc or the cross at its end clears it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from recnet_gui.style import Theme
from recnet_gui.widgets.icons import icon
from recnet_gui.widgets.symbols import rich_tip


class SearchField(QLineEdit):
    """One line of words.

    Attributes
    ----------
    cross : clears the field; seen while there is something to clear
    """

    def __init__(self, what: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Search…")
        self.setAccessibleName(what)
        self.setToolTip(rich_tip(f"{what}; Return opens the first match.", key))
        self.cross = QAction("Clear the search", self)
        self.cross.setToolTip(rich_tip("Clear the search.", "Esc"))
        self.addAction(self.cross, QLineEdit.ActionPosition.TrailingPosition)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName("Clear the search")
        self.cross.setVisible(False)
        self.cross.triggered.connect(self.clear)
        self.textChanged.connect(self._show_cross)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.cross.setIcon(icon("close", theme.muted, theme.rule, theme.px(16)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears; in an empty field it is left to the window."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _show_cross(self, text: str) -> None:
        self.cross.setVisible(bool(text))
