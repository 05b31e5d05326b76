"""A paragraph set into lines: words in their fonts and pictures of formulas, all on one baseline.

Qt's own documents centre a picture in its line, so that a formula would dance with its neighbours.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from recnet_core.lessons.lesson import Words, pieces
from recnet_gui.widgets.maths import Picture
from recnet_gui.widgets.symbols import SUBSCRIPTED

LEADING = 1.12  # between lines, times the font's own spacing
_TOKENS = re.compile(rf"(\*\*)|(\*)|(`)|{SUBSCRIPTED.pattern}|(\s+)|([^\s*`])")


@dataclass(frozen=True)
class Atom:
    """What is drawn at once: a piece of text or a picture; `shift` px below the baseline, widths in px."""

    width: float
    ascent: float
    descent: float
    text: str = ""
    font: QFont | None = None
    picture: Picture | None = None
    shift: float = 0.0

    def paint(self, painter: QPainter, x: float, baseline: float) -> None:
        """Draw it with its left end at `x`."""
        if self.picture is not None:
            top = baseline - self.ascent
            painter.drawImage(QRectF(round(x), top, self.width, self.ascent + self.descent), self.picture.image)
        elif self.font is not None:
            painter.setFont(self.font)
            painter.drawText(QPointF(x, baseline + self.shift), self.text)


@dataclass
class Word:
    """Atoms between which no line breaks, and the space that follows."""

    atoms: list[Atom]
    space: float = 0.0

    @property
    def width(self) -> float:
        """Width without the space, px."""
        return sum(atom.width for atom in self.atoms)


@dataclass(frozen=True)
class Placed:
    """An atom and where its line puts it."""

    x: float
    baseline: float
    atom: Atom


def words_of(text: str, font: QFont, formula: Callable[[str], Picture | None], *, bold: bool = False) -> list[Word]:
    """Return a paragraph as words: Markdown's `**`, `*` and backticks, symbols with subscripts, `$formulas$`."""
    setter = _Setter(font, bold)
    for part in pieces(text):
        if isinstance(part, Words):
            setter.add_text(part.text)
        elif (drawn := formula(part.latex)) is not None:
            setter.add(picture_atom(drawn))
        else:
            setter.add_text(f"`{part.latex}`")
    return setter.words


def picture_atom(drawn: Picture, widest: float = float("inf")) -> Atom:
    """Return a picture as an atom, made smaller where it is wider than `widest` px."""
    share = min(1.0, widest / drawn.width)
    return Atom(drawn.width * share, drawn.ascent * share, drawn.descent * share, picture=drawn)


def lines_of(words: list[Word], width: float, font: QFont) -> tuple[list[Placed], int]:
    """Return where every atom goes in lines of `width` px, and the height of all lines."""
    metrics = QFontMetricsF(font)
    strut = (metrics.ascent() * LEADING, metrics.descent() * LEADING)
    placed, top = list[Placed](), 0.0
    for line in _broken(words, width):
        atoms = [atom for word in line for atom in word.atoms]
        ascent = ceil(max(strut[0], *(atom.ascent for atom in atoms)))
        descent = ceil(max(strut[1], *(atom.descent for atom in atoms)))
        x = 0.0
        for word in line:
            for atom in word.atoms:
                placed.append(Placed(x, top + ascent, atom))
                x += atom.width
            x += word.space
        top += ascent + descent
    return placed, round(top)


def _broken(words: list[Word], width: float) -> Iterator[list[Word]]:
    line, used = list[Word](), 0.0
    for word in words:
        if line and used + word.width > width:
            yield line
            line, used = [], 0.0
        line.append(word)
        used += word.width + word.space
    if line:
        yield line


class _Setter:
    """Turns text into words, keeping what the marks have switched on."""

    def __init__(self, font: QFont, bold: bool) -> None:
        self._base, self.words = font, list[Word]()
        self._bold, self._italic, self._code, self._open, self._run = bold, False, False, False, ""

    def add(self, atom: Atom) -> None:
        """Add an atom to the word that is open, or begin one."""
        if not self._open:
            self.words.append(Word([]))
            self._open = True
        self.words[-1].atoms.append(atom)

    def add_text(self, text: str) -> None:
        """Add running text."""
        for match in _TOKENS.finditer(text):
            bold, star, tick, letter, sub, space, other = match.groups()
            if other or (star and not self._is_mark(text, match)):
                self._run += other or star
                continue
            self._flush()
            if bold:
                self._bold = not self._bold
            elif star:
                self._italic = not self._italic
            elif tick:
                self._code = not self._code
            elif space:
                self._end_word()
            else:
                self.add(self._atom(letter, italic=True))
                self.add(self._atom(sub, size=0.72, drop=0.22))
        self._flush()

    def _is_mark(self, text: str, match: re.Match[str]) -> bool:
        """Return whether a star opens or closes italics; one between spaces is a star."""
        beside = text[match.start() - 1 : match.start()] if self._italic else text[match.end() : match.end() + 1]
        return bool(beside.strip())

    def _flush(self) -> None:
        if self._run:
            run, self._run = self._run, ""
            self.add(self._atom(run))

    def _end_word(self) -> None:
        if self._open:
            self.words[-1].space = QFontMetricsF(self._base).horizontalAdvance(" ")
            self._open = False

    def _atom(self, text: str, *, italic: bool = False, size: float = 1.0, drop: float = 0.0) -> Atom:
        font = QFont(self._base)
        font.setItalic(italic or self._italic)
        if self._bold:
            font.setWeight(QFont.Weight.DemiBold)
        if self._code:
            font.setFamilies(["monospace"])
        font.setPointSizeF(font.pointSizeF() * size)
        metrics, shift = QFontMetricsF(font), QFontMetricsF(self._base).ascent() * drop
        # heights of the running text are the line's own: only what is larger makes a line higher
        return Atom(metrics.horizontalAdvance(text), 0.0, 0.0, text, font, shift=shift)
