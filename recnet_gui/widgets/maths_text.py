"""A text with formulas: paragraphs, items and formulas on lines of their own, as wide as it is given."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QColor, QFontInfo, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from recnet_core.lessons.lesson import Block, Words, pieces
from recnet_gui.widgets.flow import Placed, Word, lines_of, picture_atom, words_of
from recnet_gui.widgets.maths import Formula, Picture, picture
from recnet_gui.widgets.painted import em

MATHS_SIZE = 1.1  # times the text's: the x-heights agree then
GAP, INDENT = 0.3, 1.0  # between paragraphs, before items and formulas; ems


class MathsText(QWidget):
    """Blocks of a lesson, as high as their lines need.

    `formulas` says what `show_blocks` will need; a formula that is not made by then is made at once.
    """

    def __init__(self, parent: QWidget | None = None, *, bold: bool = False) -> None:
        super().__init__(parent)
        self._bold = bold
        self._blocks: tuple[Block, ...] = ()
        self._words: list[list[Word]] | None = None  # by block; None until they are measured
        self._lines: tuple[int, list[Placed], int] = (-1, [], 0)  # width, what is where, height
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def plain(self) -> str:
        """The text as written, for screen readers and tests."""
        return "\n".join(block.text for block in self._blocks)

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Show these blocks."""
        if tuple(blocks) != self._blocks:
            self._blocks = tuple(blocks)
            self.setAccessibleName(self.plain.replace("$", "").replace("**", ""))
            self._forget()

    def show_text(self, text: str) -> None:
        """Show one paragraph."""
        self.show_blocks([Block("text", text, 0)] if text else [])

    def formulas(self, blocks: Sequence[Block]) -> list[Formula]:
        """Return the formulas of `blocks` as they will be drawn here."""
        return [self._formula(latex, display) for block in blocks for latex, display in _latex_of(block)]

    def heightForWidth(self, width: int) -> int:
        """Return the height of the text laid out in `width` px."""
        return self._laid_out(width)[1]

    def sizeHint(self) -> QSize:
        """Return the room for every paragraph in one line."""
        longest = max((sum(word.width + word.space for word in words) for words in self._measured()), default=0.0)
        return QSize(round(longest + em(self, INDENT)) + 2, self.heightForWidth(max(1, self.width())))

    def minimumSizeHint(self) -> QSize:
        """Return the least width that makes sense, and the height of a line."""
        return QSize(round(em(self, 6)), round(em(self, 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        """Follow font and colours."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._forget()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint text and pictures."""
        everything = self._laid_out(self.width())[0]  # before there is a painter: it may have to make pictures
        painter = QPainter(self)
        painter.setPen(self._colour())
        for placed in everything:
            placed.atom.paint(painter, placed.x, placed.baseline)

    def _colour(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.WindowText)

    def _formula(self, latex: str, display: bool) -> Formula:
        size = QFontInfo(self.font()).pixelSize() * MATHS_SIZE
        return Formula(latex, round(size, 1), self._colour().name(), self.devicePixelRatioF(), display)

    def _forget(self) -> None:
        self._words, self._lines = None, (-1, [], 0)
        self.updateGeometry()
        self.update()

    def _measured(self) -> list[list[Word]]:
        if self._words is None:
            self._words = [self._words_of(block) for block in self._blocks]
        return self._words

    def _words_of(self, block: Block) -> list[Word]:
        if block.kind == "maths":
            drawn = picture(self._formula(block.text, display=True))
            return words_of(f"`{block.text}`", self.font(), self._inline) if drawn is None else [_alone(drawn)]
        bullet = "•  " if block.kind == "item" and not block.text[:1].isdigit() else ""
        return words_of(bullet + block.text, self.font(), self._inline, bold=self._bold)

    def _inline(self, latex: str) -> Picture | None:
        return picture(self._formula(latex, display=False))

    def _laid_out(self, width: int) -> tuple[list[Placed], int]:
        if self._lines[0] != width:
            self._lines = (width, *self._lay_out(width))
        return self._lines[1], self._lines[2]

    def _lay_out(self, width: int) -> tuple[list[Placed], int]:
        found, top, gap = list[Placed](), 0, round(em(self, GAP))
        for block, words in zip(self._blocks, self._measured(), strict=True):
            indent = em(self, INDENT) if block.kind != "text" else 0.0
            top += gap if found else 0
            fitting = _fitted(words, width - indent)
            placed, height = lines_of(fitting, width - indent, self.font())
            found += [Placed(one.x + indent, one.baseline + top, one.atom) for one in placed]
            top += height
        return found, top


def _alone(drawn: Picture) -> Word:
    return Word([picture_atom(drawn)])


def _fitted(words: list[Word], width: float) -> list[Word]:
    """Return the words, pictures that are wider than the line made smaller."""
    return [
        Word([picture_atom(a.picture, max(1.0, width)) if a.picture else a for a in word.atoms], word.space)
        for word in words
    ]


def _latex_of(block: Block) -> list[tuple[str, bool]]:
    if block.kind == "maths":
        return [(block.text, True)]
    return [(piece.latex, False) for piece in pieces(block.text) if not isinstance(piece, Words)]
