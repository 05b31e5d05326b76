"""Symbols as in print: italic letters with true subscripts, never an underscore."""

import html
import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

_SUBSCRIPTED = re.compile(r"(?<![^\W\d_])([^\W\d_])_([^\W_]+)")


def rich(text: str) -> str:
    """Return `text` as HTML in which every "τ_I" has become an italic letter with a subscript."""
    return _SUBSCRIPTED.sub(r"<i>\1</i><sub>\2</sub>", html.escape(text, quote=False))


def rich_symbol(symbol: str) -> str:
    """Return one symbol as HTML: a single letter is italic, a word ("seed") stays upright."""
    return f"<i>{html.escape(symbol)}</i>" if len(symbol) == 1 else rich(symbol)


def rich_tip(text: str, key: str = "") -> str:
    """Return a tip as HTML, its key in grey at the end; Qt breaks rich tips into lines of sane length."""
    shown = f"&nbsp;&nbsp;<span style='color:gray'>{html.escape(key)}</span>" if key else ""
    return f"<span>{rich(text)}{shown}</span>"


class RichLabel(QLabel):
    """A label whose symbols are set as in print; its accessible name stays plain text."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "") -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        if role:
            self.setProperty("role", role)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show `text` ("τ_I above 40 ms")."""
        self.setText(rich(text))
        self.setAccessibleName(text)
