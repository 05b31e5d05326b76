"""Flat buttons with an icon, a word or both, often bound to an action of the table."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

from recnet_gui.widgets.painted import ENTER, em


class FlatButton(QToolButton):
    """A tool button without a frame; Tab reaches it, Return presses it.

    `role` picks its look in the style sheet ("primary", "link", "").
    """

    def __init__(
        self,
        action: QAction | None = None,
        parent: QWidget | None = None,
        *,
        words: bool = False,
        role: str = "",
    ) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if role:
            self.setProperty("role", role)
        if action is not None:
            self.setDefaultAction(action)
            self.setAccessibleName(action.text())
        self.show_words(words)
        self._fit_icon()

    def show_words(self, words: bool) -> None:
        """Show the word beside the icon, or the icon alone."""
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly)

    def changeEvent(self, event: QEvent) -> None:
        """Let the icon grow with the text."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_icon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return and Enter press the button."""
        if event.key() in ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def _fit_icon(self) -> None:
        side = round(em(self, 1.18))
        if self.iconSize().width() != side:
            self.setIconSize(QSize(side, side))


def word_button(text: str, parent: QWidget | None = None, *, role: str = "link") -> FlatButton:
    """Return a button that shows a word only."""
    button = FlatButton(parent=parent, role=role)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setText(text)
    button.setAccessibleName(text)
    return button
