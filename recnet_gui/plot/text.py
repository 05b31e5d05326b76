"""Mathematical text for painters: italic symbols and true subscripts, laid out once."""

import re
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from recnet_gui.style import Theme, font
from recnet_gui.widgets.numbers import MINUS

_SYMBOL = re.compile(r"([^\W\d_]+)_(\w+)|(?<![\w])([vhcetuλμτγσ])(?![\w-])")


@dataclass(frozen=True)
class Run:
    """A stretch of text of one kind."""

    text: str
    italic: bool = False
    lowered: bool = False


@lru_cache(maxsize=512)
def runs(text: str) -> tuple[Run, ...]:
    """Split "c_1 = v·e_1" into upright, italic and lowered stretches."""
    made: list[Run] = []
    end = 0
    for match in _SYMBOL.finditer(text):
        if match.start() > end:
            made.append(Run(text[end : match.start()]))
        base, lowered, lone = match.groups()
        made.append(Run(base or lone, italic=True))
        if lowered:
            made.append(Run(lowered, lowered=True))
        end = match.end()
    if end < len(text):
        made.append(Run(text[end:]))
    return tuple(made)


def significant(value: float, digits: int = 4) -> str:
    """Return a number of so many significant digits with a true minus sign, without an exponent up to 10⁶."""
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        text = f"{mantissa}·10{raised}"
    return text.replace("-", MINUS)


class Text:
    """One line laid out once in one type size; `draw` costs one drawText a run.

    Attributes
    ----------
    width, ascent, descent : px
    """

    def __init__(self, text: str, theme: Theme, factor: float, semibold: bool) -> None:
        self._pieces: list[tuple[float, float, QFont, str]] = []
        plain = font(theme, factor, semibold=semibold)
        metrics = QFontMetricsF(plain)
        self.ascent, self.descent = metrics.ascent(), metrics.descent()
        x = 0.0
        for run in runs(text):
            size = factor * 0.74 if run.lowered else factor
            face = font(theme, size, semibold=semibold, italic=run.italic)
            drop = 0.22 * self.ascent if run.lowered else 0.0
            self._pieces.append((x, drop, face, run.text))
            x += QFontMetricsF(face).horizontalAdvance(run.text)
        self.width = x

    @property
    def height(self) -> float:
        """Ascent and descent together, px."""
        return self.ascent + self.descent

    def draw(self, painter: QPainter, x: float, baseline: float, colour: QColor) -> None:
        """Draw with the left end of the baseline at (x, baseline)."""
        painter.setPen(colour)
        for offset, drop, face, text in self._pieces:
            painter.setFont(face)
            painter.drawText(QPointF(x + offset, baseline + drop), text)


@lru_cache(maxsize=1024)
def laid_out(text: str, theme: Theme, factor: float = 0.9, semibold: bool = False) -> Text:
    """Return the text laid out, remembered."""
    return Text(text, theme, factor, semibold)


def place(
    text: Text, x: float, y: float, anchor: tuple[float, float], bounds: QRectF | None = None
) -> tuple[float, float]:
    """Return where (left, baseline) to draw so that `anchor` of the text lies at (x, y), kept within `bounds`.

    `anchor` is (0, 0) for the top left corner, (1, 1) for the bottom right one.
    """
    left, top = x - anchor[0] * text.width, y - anchor[1] * text.height
    if bounds is not None:
        left = max(bounds.left(), min(left, bounds.right() - text.width))
        top = max(bounds.top(), min(top, bounds.bottom() - text.height))
    return left, top + text.ascent


def with_unit(name: str, unit: str) -> str:
    """Return an axis's name with its unit behind it, a pure number's without."""
    return f"{name} ({unit})" if unit else name
