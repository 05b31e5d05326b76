"""The question of a lesson's step: its answers as buttons, and why once one was chosen."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from recnet_core.lessons.lesson import Block, Question
from recnet_gui.style import Theme
from recnet_gui.widgets.answer import AnswerButton
from recnet_gui.widgets.maths import Formula
from recnet_gui.widgets.maths_text import MathsText


class QuestionBox(QWidget):
    """Shows one question; `chosen(number)` when an answer is pressed.

    Attributes
    ----------
    asked : the question
    why : the explanation that follows the choice; the lesson puts it below its text, where there is room
    answers : one button each
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self.asked, self.why = MathsText(bold=True), MathsText()
        self.answers: list[AnswerButton] = []
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.addWidget(self.asked)
        self.hide()
        self.why.hide()

    def formulas(self, question: Question) -> list[Formula]:
        """Return the formulas that the question needs, its answers' among them."""
        texts = (question.text, *(answer.text for answer in question.answers), question.why)
        return self.asked.formulas([Block("text", text, 0) for text in texts])

    def show_question(self, question: Question | None, choice: int | None) -> None:
        """Show a question, and what was right if `choice` is the number of the answer chosen."""
        self.setVisible(question is not None)
        if question is None:
            self.why.hide()
            return
        self.asked.show_text(question.text)
        self._match(len(question.answers))
        for number, (button, answer) in enumerate(zip(self.answers, question.answers, strict=True)):
            button.show_answer(answer.text)
            told = choice is not None and (answer.right or number == choice)
            button.show_verdict(answer.right if told else None)
        if choice is not None:
            self.why.show_text(f"**{_verdict(question, choice)}** {question.why}")
        self.why.setVisible(choice is not None)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme = theme
        self._body.setSpacing(theme.px(4))
        for button in self.answers:
            button.restyle(theme)

    def sizeHint(self) -> QSize:
        """Return what the layout wants."""
        return self._body.sizeHint()

    def _match(self, count: int) -> None:
        while len(self.answers) > count:
            gone = self.answers.pop()
            self._body.removeWidget(gone)
            gone.deleteLater()
        while len(self.answers) < count:
            button = AnswerButton(self)
            button.clicked.connect(self._pressed)
            self.answers.append(button)
            self._body.insertWidget(len(self.answers), button)
            if self._theme is not None:
                button.restyle(self._theme)
            button.show()

    def _pressed(self) -> None:
        button = self.sender()
        assert isinstance(button, AnswerButton)
        self.chosen.emit(self.answers.index(button))


def _verdict(question: Question, choice: int) -> str:
    return "Right." if question.answers[choice].right else "Not quite."
