"""The lesson: a strip below the canvases with one step's words, formulas and question; it folds to one line."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

import resources
from recnet_core.errors import RecNetError
from recnet_core.lessons.lesson import Block, Lesson, Question, Step, parse, places
from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.theory import Prediction
from recnet_gui.actions import TableAction
from recnet_gui.lesson_player import LessonPlayer
from recnet_gui.lesson_text import Numbers
from recnet_gui.meter import Meter
from recnet_gui.panels.question import QuestionBox
from recnet_gui.session import Session
from recnet_gui.style import Theme
from recnet_gui.widgets.buttons import FlatButton, word_button
from recnet_gui.widgets.dots import Dots
from recnet_gui.widgets.elided import ElidedLabel
from recnet_gui.widgets.maths import Typesetter
from recnet_gui.widgets.maths_text import MathsText
from recnet_gui.widgets.scroll import scrolled

log = logging.getLogger(__name__)

LOWEST, HIGHEST = 110, 190  # px at scale 1, unfolded
SHARE = 0.34  # of the room that canvases and lesson have together, at most
NARROW = 620  # px at scale 1; below it the question goes below the text
WORDED = 760  # px at scale 1; below it the buttons of the line have no words
DOTTED, LEAST = 480, 200  # px at scale 1; below the one there are no dots, below the other the window does not go
REFRESH = 250  # ms between two sets of numbers


def load(key: str) -> Lesson | None:
    """Return the lesson of a scenario, None where there is none."""
    path = Path(resources.folder(), "lessons", f"{key}.md")
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeError, RecNetError) as error:
        log.warning("lesson not shown: %s", error)
        return None


class LessonPanel(QWidget):
    """Shows the lesson of the open scenario, step by step.

    Attributes
    ----------
    lesson : what is shown, None where the scenario has none
    index : of the step shown, from 0
    folded : whether only its line is shown
    """

    def __init__(self, session: Session, actions: Mapping[str, TableAction], meter: Meter, theme: Theme) -> None:
        super().__init__()
        self._session, self._actions, self._meter, self._theme = session, actions, meter, theme
        self.lesson: Lesson | None = None
        self.index, self.folded, self._room, self._tallest, self._height = 0, False, 1000, 0, 0
        self._chosen: dict[int, int] = {}  # step -> answer
        self.player, self._typesetter = LessonPlayer(session), Typesetter(self)
        self.title, self.dots = ElidedLabel(), Dots()
        self.text, self.question = MathsText(), QuestionBox()
        self._numbers_timer = QTimer(self)
        self._numbers_timer.setSingleShot(True)
        self._numbers_timer.setInterval(REFRESH)
        self._numbers_timer.timeout.connect(self._typeset)
        self._make_line()
        self._make_page()
        self.question.chosen.connect(self._choose)
        session.scenario_changed.connect(self._open)
        session.system_changed.connect(self._renumber)
        meter.told.connect(self._remeasure)
        meter.serve(self._looks_at_theory)
        self.hide()

    @property
    def step(self) -> Step | None:
        """The step shown."""
        return None if self.lesson is None else self.lesson.steps[self.index]

    @property
    def ready(self) -> bool:
        """Whether all that is shown is typeset."""
        return not self._typesetter.busy and not self._numbers_timer.isActive()

    # --- what a person can do -------------------------------------------------------------------------------------

    def go(self, by: int) -> None:
        """Show another step and play its acts; at an end nothing happens."""
        if self.lesson is not None and 0 <= self.index + by < len(self.lesson.steps):
            self.index += by
            self._show_step()
            self.play()

    def play(self) -> None:
        """Set the run up as the step says."""
        self.player.stop()
        if (step := self.step) is not None and step.acts:
            self.player.play(step.title, step.acts)

    def fold(self, folded: bool) -> None:
        """Show the line only, or all."""
        if folded != self.folded:
            self.folded = folded
            self._page.setVisible(not folded)
            self._show_fold()
            self._fit()
            if not folded:
                self._typeset()

    # --- what the workbench says ----------------------------------------------------------------------------------

    def be_within(self, room: int) -> None:
        """Take at most a share of `room` px of height."""
        if room != self._room:
            self._room = room
            self._fit()

    def open_height(self) -> int:
        """Return the height it has or would have unfolded, px."""
        most = max(self._theme.px(LOWEST), min(self._theme.px(HIGHEST), round(SHARE * self._room)))
        return min(most, max(self._theme.px(LOWEST), self._tallest))

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme, self._tallest = theme, 0
        side, gap = theme.px(12), theme.px(8)
        self._body.setContentsMargins(side, 0, theme.px(8), 0)
        self._body.setSpacing(theme.px(4))
        self._line.setSpacing(gap)
        self._sides.setContentsMargins(0, 0, theme.px(8), 0)
        self._sides.setSpacing(theme.px(24))
        self._words.setSpacing(theme.px(6))
        for name, button in self._ways.items():
            self._actions[name].paint(theme)
            button.setIcon(self._actions[name].icon())
        self.question.restyle(theme)
        self._show_fold()
        self._typeset()
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the height that the step needs."""
        return QSize(super().sizeHint().width(), self._height)

    def minimumSizeHint(self) -> QSize:
        """Return the line alone: a window that shrinks folds the rest."""
        return QSize(self._theme.px(LEAST), self._line.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the question where there is room for it."""
        super().resizeEvent(event)
        wide = self.width() >= self._theme.px(NARROW)
        direction = QBoxLayout.Direction
        self._sides.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        self.dots.setVisible(self.width() >= self._theme.px(DOTTED))
        for button in self._ways.values():
            button.show_words(self._has_words)
        self._show_again()
        if event.size().width() != event.oldSize().width():
            self._tallest = 0
            self._fit()

    # --- how ------------------------------------------------------------------------------------------------------

    def _make_line(self) -> None:
        heading = QLabel("Lesson")
        heading.setProperty("role", "heading")
        self.again = word_button("Set up again")
        self.again.setToolTip("Do again what this step does")
        self.again.clicked.connect(self.play)
        self._ways = {name: _button_for(self._actions[name]) for name in ("previous_step", "next_step")}
        self.fold_button = FlatButton(self._actions["lesson"])
        self._line = QHBoxLayout()
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self.fold_button)
        self._line.addWidget(heading)
        self._line.addWidget(self.title, 1)
        for widget in (self.again, self.dots, *self._ways.values()):
            self._line.addWidget(widget)

    def _make_page(self) -> None:
        holder = QWidget()
        holder.setObjectName("chrome")
        self._sides = QHBoxLayout(holder)
        self._words = QVBoxLayout()
        self._words.addWidget(self.text)
        self._words.addWidget(self.question.why)
        self._words.addStretch(1)
        self._sides.addLayout(self._words, 3)
        self._sides.addWidget(self.question, 2, Qt.AlignmentFlag.AlignTop)
        self._page, self._holder = scrolled(holder), holder
        self._body = QVBoxLayout(self)
        self._body.addLayout(self._line)
        self._body.addWidget(self._page, 1)

    def _open(self, scenario: Scenario[Any]) -> None:
        self.lesson, self.index, self._tallest = load(scenario.key), 0, 0
        self._chosen = {}
        self.setVisible(self.lesson is not None)
        self._show_step()

    def _show_step(self) -> None:
        if self.lesson is None or (step := self.step) is None:
            self._typesetter.stop()
            return
        count = len(self.lesson.steps)
        self.title.show_text(f"step {self.index + 1} of {count} · {step.title}")
        self.title.setToolTip(self.lesson.title)
        self.dots.show_step(self.index, count)
        self._ways["previous_step"].setEnabled(self.index > 0)
        self._ways["next_step"].setEnabled(self.index < count - 1)
        self._show_again()
        self._page.verticalScrollBar().setValue(0)
        self._meter.refresh()
        self._typeset()

    @property
    def _has_words(self) -> bool:
        return self.width() >= self._theme.px(WORDED)

    def _show_again(self) -> None:
        self.again.setVisible(self._has_words and self.step is not None and bool(self.step.acts))

    def _show_fold(self) -> None:
        action = self._actions["lesson"]
        action.describe("Lesson", "Unfold the lesson." if self.folded else "Fold the lesson to one line.")
        action.paint(self._theme, "up" if self.folded else "down", self._theme.muted)

    def _renumber(self, what: object) -> None:
        """Show today's numbers, four times a second at most."""
        if self.lesson is not None and not self.folded and not self._numbers_timer.isActive():
            self._numbers_timer.start()

    def _remeasure(self, predictions: object) -> None:
        if self._looks_at_theory():
            self._renumber(predictions)

    def _looks_at_theory(self) -> bool:
        step = self.step
        return (
            step is not None
            and self._page.isVisible()
            and any(":" in name for _, text in step.texts for name in places(text))
        )

    def _typeset(self) -> None:
        """Have the formulas of the step made, with today's numbers, and show all once they are."""
        if self.lesson is None or self.folded or self.step is None:
            return
        blocks, asked = self._numbered(self.step)
        wanted = self.text.formulas(blocks)
        if asked is not None:
            wanted += self.question.formulas(asked)
        self._typesetter.ask(wanted, self._show_text)

    def _numbered(self, step: Step) -> tuple[list[Block], Question | None]:
        predictions: tuple[Prediction, ...] = self._meter.predictions
        parameters: Parameters = self._session.simulation.parameters
        numbers = Numbers.of(parameters, predictions)
        asked = None if step.question is None else numbers.in_question(step.question)
        return numbers.in_blocks(step.blocks), asked

    def _show_text(self) -> None:
        if self.step is None:
            return
        blocks, asked = self._numbered(self.step)
        self.text.show_blocks(blocks)
        self.question.show_question(asked, self._chosen.get(self.index))
        self._fit()

    def _choose(self, answer: int) -> None:
        self._chosen[self.index] = answer
        self._show_text()
        self._page.ensureWidgetVisible(self.question.why)

    def _fit(self) -> None:
        """Take the height that the step needs, within bounds; going through the steps, never less than before."""
        before, line = self._height, self._line.sizeHint().height()
        if self.folded:
            self._height = line
        else:
            layout = self._holder.layout()
            width = max(1, self._page.viewport().width())
            needed = 0 if layout is None else layout.heightForWidth(width)
            self._tallest = max(self._tallest, needed + line + self._body.spacing() + 2)
            self._height = self.open_height()
        if self._height != before:
            self.setMaximumHeight(self._height)
            self.updateGeometry()


def _button_for(action: TableAction) -> FlatButton:
    """Return a button that can be dimmed while the key of its action goes on to work."""
    button = FlatButton()
    button.setText(action.text())
    button.setToolTip(action.toolTip())
    button.setAccessibleName(f"{action.text()} step")
    button.clicked.connect(action.trigger)
    return button
