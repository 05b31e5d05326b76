"""`TheoryKey`: says in a canvas' heading, where no line runs, what the dashes are or why there are none."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from recnet_gui.plot.paint import colour, pen
from recnet_gui.plot.text import Text, laid_out
from recnet_gui.plot.theory import OVER, UNDER
from recnet_gui.style import Theme

WORD, SHORT = "theory", "no theory now"  # SHORT: where there is no room for the reason
SHARE = 0.5  # of the canvas' width that the reason may take
LINE, SAMPLE, DASH = 30.0, 36.0, 9.0  # px at scale 1


class TheoryKey(QWidget):
    """A word, and before it a piece of such a line; hidden until it is told something.

    Attributes
    ----------
    note : why there are no dashes, "" where there are
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.note, self._theme = "", theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.hide()

    def show_note(self, note: str, theme: Theme) -> None:
        """Show `note`, or the word where it is empty."""
        if (note, theme) == (self.note, self._theme) and not self.isHidden():
            return
        self.note, self._theme = note, theme
        self.setToolTip(note or "Dashed: the closed form, from the equations alone")
        self.setAccessibleName(note or "dashed lines: theory")
        self.show()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for word and line."""
        text, scale = self._text(), self._theme.scale
        return QSize(round(text.width + self._left() + 6.0 * scale), round(text.height) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the word and the line."""
        painter, text, scale = QPainter(self), self._text(), self._theme.scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = 0.5 * self.height()
        text.draw(painter, self._left(), middle + 0.5 * (text.ascent - text.descent), colour(self._theme.muted))
        if not self.note:
            painter.setPen(pen(colour(self._theme.series[0]), UNDER * scale))
            painter.drawLine(QPointF(0.0, middle), QPointF(LINE * scale, middle))
            painter.setPen(pen(colour(self._theme.text), OVER * scale))
            for start in (2.0 * scale, 16.0 * scale):
                painter.drawLine(QPointF(start, middle), QPointF(start + DASH * scale, middle))
        painter.end()

    def _left(self) -> float:
        return 0.0 if self.note else SAMPLE * self._theme.scale

    def _text(self) -> Text:
        whole, parent = laid_out(self.note or WORD, self._theme, 0.84), self.parentWidget()
        fits = not self.note or parent is None or whole.width <= SHARE * parent.width()
        return whole if fits else laid_out(SHORT, self._theme, 0.84)
