"""Symbols as in print: italic letters with true subscripts, never an underscore."""

import html
import re
import textwrap

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

TIP_WIDTH = 64  # characters
SUBSCRIPTED = re.compile(r"(?<![^\W\d_])([^\W\d_])_([^\W_]+)")


def rich(text: str) -> str:
    """Return `text` as HTML in which every "τ_I" has become an italic letter with a subscript."""
    return SUBSCRIPTED.sub(r"<i>\1</i><sub>\2</sub>", html.escape(text, quote=False))


def rich_symbol(symbol: str) -> str:
    """Return one symbol as HTML: a single letter is italic, a word ("seed") stays upright."""
    return f"<i>{html.escape(symbol)}</i>" if len(symbol) == 1 else rich(symbol)


def rich_tip(text: str, key: str = "", *more: str) -> str:
    """Return a tip as HTML in lines of sane length: `text` and its key, then `more` lines in grey."""
    lines = [rich(line) for line in textwrap.wrap(text, TIP_WIDTH)]
    if key:
        lines[-1] += f"&nbsp;&nbsp; {_grey(html.escape(key))}"
    lines += [_grey(rich(line)) for extra in more for line in textwrap.wrap(extra, TIP_WIDTH)]
    return f"<p style='white-space:nowrap'>{'<br>'.join(lines)}</p>"


def _grey(text: str) -> str:
    return f"<span style='color:gray'>{text}</span>"


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
