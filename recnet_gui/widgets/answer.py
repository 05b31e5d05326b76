"""An answer to choose: a frame with text and formulas, and a mark once the answer is known."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from recnet_gui.style import Theme
from recnet_gui.widgets.maths_text import MathsText
from recnet_gui.widgets.painted import PaintedButton, em, paint_focus_ring

RIGHT, WRONG = "✓", "✗"


class AnswerButton(PaintedButton):
    """A press chooses it; `show_verdict` marks it right, wrong or neither."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.verdict: bool | None = None
        self.text_part, self._mark = MathsText(self), QLabel(self)
        for part in (self.text_part, self._mark):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._body = QHBoxLayout(self)
        self._body.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._body.addWidget(self.text_part, 1)
        self._line, self._good, self._bad = QColor("gray"), QColor("gray"), QColor("gray")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_answer(self, text: str) -> None:
        """Show the answer's text."""
        self.text_part.show_text(text)
        self._name()

    def show_verdict(self, verdict: bool | None) -> None:
        """Mark it as right (True), wrong (False) or not at all."""
        self.verdict = verdict
        self._mark.setText("" if verdict is None else RIGHT if verdict else WRONG)
        self._mark.setVisible(verdict is not None)
        self._mark.setStyleSheet(f"color: {(self._good if verdict else self._bad).name()}; font-weight: 600")
        self._name()
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._line, self._good, self._bad = QColor(theme.rule), QColor(theme.good), QColor(theme.caution)
        self._body.setContentsMargins(theme.px(10), theme.px(4), theme.px(10), theme.px(4))
        self._body.setSpacing(theme.px(6))
        self.show_verdict(self.verdict)

    def sizeHint(self) -> QSize:
        """Return what the text wants."""
        return self._body.sizeHint()

    def heightForWidth(self, width: int) -> int:
        """Return the height of the text in `width` px."""
        return self._body.heightForWidth(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame: coloured by the verdict, filled under the mouse."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = self._line if self.verdict is None else self._good if self.verdict else self._bad
        painter.setPen(QPen(edge, 1.0 if self.verdict is None else 1.6))
        role = QPalette.ColorRole.Light if self.underMouse() or self.isDown() else QPalette.ColorRole.Base
        painter.setBrush(self.palette().color(role))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), em(self, 0.3), em(self, 0.3))
        if self.hasFocus():
            paint_focus_ring(painter, self, em(self, 0.3))

    def _name(self) -> None:
        verdict = "" if self.verdict is None else ", right" if self.verdict else ", wrong"
        self.setAccessibleName(f"Answer: {self.text_part.plain.replace('$', '')}{verdict}")
