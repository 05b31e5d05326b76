"""The lesson: its strip, its typeset formulas, what its steps do, and that the run can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import resources
from recnet_core.journal import SetParameters, Switch
from recnet_core.lessons.lesson import Block, Lesson, parse
from recnet_core.scenarios import find
from recnet_core.theory import Prediction
from recnet_gui import style
from recnet_gui.lesson_player import LessonPlayer
from recnet_gui.lesson_text import Numbers, latex_number, latex_unit
from recnet_gui.main_window import MainWindow
from recnet_gui.panels.lesson import load
from recnet_gui.session import Session
from recnet_gui.settings import Settings
from recnet_gui.widgets.maths import Formula, Typesetter, picture
from recnet_gui.widgets.maths_text import MathsText
from recnet_gui.workbench import Workbench
from tests.gui.lessons import lesson
from tests.gui.standin import StandIn

Key, Button = Qt.Key, Qt.MouseButton
FILES = sorted(Path(resources.folder(), "lessons").glob("*.md"))


@pytest.fixture(autouse=True)
def _own_lesson(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recnet_gui.panels.lesson.load", lambda key: lesson() if key == "ei-oscillator" else None)


def settle(qtbot: QtBot, bench: Workbench) -> None:
    qtbot.waitUntil(lambda: bench.lesson.ready, timeout=5000)


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    qtbot.keyClick(window.focusWidget() or window, key)


def pass_time(session: Session, duration: float) -> None:
    """Let model time pass as the driver does, in frames of 16 ms; acts that are due are done in between."""
    end = session.simulation.time + duration
    for _ in range(10_000):
        if session.simulation.time >= end or session.simulation.divergence is not None:
            return
        steps = max(1, round(min(16.0, end - session.simulation.time) / session.simulation.dt))
        session._advance(steps, float("inf"))
        session._publish()
        QApplication.processEvents()
    raise AssertionError("time does not pass")


# --- what a step does -------------------------------------------------------------------------------------------------


@pytest.fixture
def player(session: Session) -> Iterator[LessonPlayer]:
    made = LessonPlayer(session)
    session.driver._timer.setInterval(10_000_000)  # the tests move time
    yield made
    made.stop()


def acts_of(step: int) -> Any:
    return lesson().steps[step].acts


def test_a_step_acts_now_and_after_its_waits_to_the_millisecond(session: Session, player: LessonPlayer) -> None:
    session.set_parameter("tau_E", 20.0)

    player.play("Make it slower", acts_of(1))
    assert session.simulation.parameters.tau_E == 10.0, "reset"
    assert session.simulation.parameters.tau_I == 30.0
    assert session.simulation.switches["drive E"]
    assert session.driver.running, "a wait needs time"
    assert player.waiting
    pass_time(session, 300.0)

    assert not player.waiting
    assert not session.simulation.switches["drive E"]
    assert session.simulation.parameters.tau_I == 60.0
    journal = [(event.step, event.change) for event in session.simulation.journal]
    assert journal[-2:] == [(200, Switch("drive E", False)), (200, SetParameters({"tau_I": 60.0}))]


def test_a_fast_run_does_not_step_over_a_wait(session: Session, player: LessonPlayer) -> None:
    player.play("Make it slower", acts_of(1))

    session._advance(100_000, float("inf"))
    assert session.simulation.time == 100.0
    session._publish()
    QApplication.processEvents()
    session._advance(100, float("inf"))

    assert session.simulation.time == 150.0
    assert session.simulation.parameters.tau_I == 60.0


def test_a_step_is_one_undo_step_that_can_be_done_again(session: Session, player: LessonPlayer) -> None:
    session.set_parameter("tau_I", 45.0)
    session.toggle_input(1)
    count = session.undo_stack.count()

    player.play("Make it slower", acts_of(1))
    pass_time(session, 150.0)
    assert session.undo_stack.count() == count + 1
    assert session.undo_stack.undoText() == "lesson: Make it slower"
    session.undo_stack.undo()
    assert session.simulation.parameters.tau_I == 45.0
    assert session.simulation.switches == {"drive E": False, "drive I": True}
    session.undo_stack.redo()

    assert session.simulation.parameters.tau_I == 60.0
    assert session.simulation.switches == {"drive E": False, "drive I": False}


@pytest.mark.parametrize("how", ["another step", "another scenario", "reset", "rewind", "undo"])
def test_what_is_still_to_come_is_given_up(session: Session, player: LessonPlayer, how: str) -> None:
    pass_time(session, 100.0)
    player.play("Make it slower", acts_of(1))
    pass_time(session, 50.0)
    match how:
        case "another step":
            player.play("On the edge", acts_of(2))
        case "another scenario":
            session.open(find("integrator-memory"))
        case "reset":
            session.reset_all()
        case "rewind":
            session.seek(20.0)
        case "undo":
            session.undo_stack.undo()
    assert not player.waiting
    before = session.simulation.parameters
    pass_time(session, 300.0)

    assert session.simulation.parameters == before
    assert session.scenario.key != "ei-oscillator" or session.simulation.parameters.tau_I != 60.0


def test_a_persons_own_act_meanwhile_stands_and_the_step_goes_on(session: Session, player: LessonPlayer) -> None:
    player.play("Make it slower", acts_of(1))
    pass_time(session, 50.0)
    session.set_parameter("tau_E", 12.0)
    session.toggle_input(0)
    session.run(False)
    assert player.waiting
    pass_time(session, 100.0)

    assert session.simulation.parameters.tau_E == 12.0
    assert session.simulation.parameters.tau_I == 60.0
    assert not session.simulation.switches["drive E"]


def test_a_refused_act_is_said_and_the_rest_left(session: Session, player: LessonPlayer) -> None:
    said: list[str] = []
    session.refused.connect(said.append)

    player.play("Wrong", parse("# T\n## S\n```do\nstate 1,2,3\nwait 5\nset tau_I=60\n```\n", "x").steps[0].acts)

    assert len(said) == 1
    assert not player.waiting
    assert session.simulation.parameters.tau_I == 50.0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_step_of_a_lesson_plays_and_its_formulas_are_set(path: Path, session: Session, player: LessonPlayer,
                                                               qapp: QApplication) -> None:  # fmt: skip
    said: list[str] = []
    session.refused.connect(said.append)
    session.open(find(path.stem))
    shown = MathsText()
    try:
        found = load(path.stem)
        assert found is not None
        for step in found.steps:
            player.play(step.title, step.acts)
            for _ in range(40):
                if not player.waiting:
                    break
                pass_time(session, 250.0)
            assert not player.waiting, step.title
            assert said == [], step.title
            numbers = Numbers.of(session.simulation.parameters, ())
            texts = [Block("text", text, line) for line, text in step.texts]
            for formula in shown.formulas(numbers.in_blocks(texts)):
                assert picture(formula) is not None, formula.latex
    finally:
        shown.deleteLater()


# --- the strip --------------------------------------------------------------------------------------------------------


def test_opening_shows_the_first_step_and_plays_nothing(qtbot: QtBot, bench: Workbench) -> None:
    settle(qtbot, bench)

    assert bench.lesson.isVisible()
    assert bench.lesson.title.whole == "step 1 of 4 · What it is"
    assert r"{1.25}\,v_E - {1}\,v_I + {10}" in bench.lesson.text.plain
    assert "M_EE is 1.25." in bench.lesson.text.plain
    assert bench.session.undo_stack.count() == 0
    assert not bench.session.simulation.journal


def test_page_down_and_up_go_through_the_steps_and_play_them(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    bench.parameters.rows["tau_E"].slider.setFocus()
    press(qtbot, window, Key.Key_PageDown)
    press(qtbot, window, Key.Key_PageDown)
    assert bench.lesson.title.whole == "step 3 of 4 · On the edge"
    assert bench.session.simulation.parameters.tau_I == 40.0
    assert bench.session.simulation.parameters.tau_E == 10.0

    press(qtbot, window, Key.Key_PageUp)
    assert bench.lesson.index == 1
    assert bench.session.simulation.parameters.tau_I == 30.0
    assert bench.lesson.dots.accessibleName() == "Step 2 of 4"
    for _ in range(5):
        press(qtbot, window, Key.Key_PageDown)
    assert bench.lesson.index == 3
    assert not bench.lesson._ways["next_step"].isEnabled()
    assert bench.lesson._ways["previous_step"].isEnabled()
    bench.session.run(False)


def test_buttons_do_the_same_and_a_step_can_be_set_up_again(qtbot: QtBot, bench: Workbench) -> None:
    qtbot.mouseClick(bench.lesson._ways["next_step"], Button.LeftButton)
    assert bench.lesson.index == 1
    bench.session.set_parameter("tau_I", 90.0)

    qtbot.mouseClick(bench.lesson.again, Button.LeftButton)

    assert bench.session.simulation.parameters.tau_I == 30.0
    bench.session.run(False)


def test_numbers_follow_the_parameters(qtbot: QtBot, bench: Workbench) -> None:
    settle(qtbot, bench)

    bench.session.set_parameter("tau_I", 75.0)
    bench.session.set_parameter("M_EI", -2.0)

    qtbot.waitUntil(lambda: "{75}" in bench.lesson.text.plain, timeout=3000)
    settle(qtbot, bench)
    assert "- {2}" in bench.lesson.text.plain


def test_an_answer_is_marked_and_explained_and_remembered(qtbot: QtBot, bench: Workbench) -> None:
    bench.next_step()
    settle(qtbot, bench)
    box = bench.lesson.question
    assert box.isVisible()
    assert not box.why.isVisible()
    assert [button.verdict for button in box.answers] == [None, None, None]

    qtbot.mouseClick(box.answers[2], Button.LeftButton)
    settle(qtbot, bench)
    assert [button.verdict for button in box.answers] == [None, True, False]
    assert box.answers[2].accessibleName() == "Answer: It runs away, wrong"
    assert box.why.isVisible()
    assert "Not quite." in box.why.plain
    bench.next_step()
    settle(qtbot, bench)
    assert not box.isVisible()
    assert not box.why.isVisible()
    bench.previous_step()
    settle(qtbot, bench)
    assert [button.verdict for button in box.answers] == [None, True, False]
    box.answers[1].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(box.answers[1], Key.Key_Return)

    settle(qtbot, bench)
    assert [button.verdict for button in box.answers] == [None, True, None]
    assert "Right." in box.why.plain
    bench.session.run(False)


def test_it_folds_to_one_line_and_stays_so(qtbot: QtBot, window: MainWindow, bench: Workbench, tmp_path: Path) -> None:
    settle(qtbot, bench)
    qtbot.wait(20)
    high = bench.lesson.height()
    qtbot.keyClick(window, Key.Key_T, Qt.KeyboardModifier.ControlModifier)

    qtbot.wait(20)
    assert bench.lesson.folded
    assert bench.lesson.height() < 45
    assert high > 100
    assert not bench.lesson.text.isVisible()
    bench.next_step()
    assert bench.lesson.title.whole == "step 2 of 4 · Make it slower"
    bench.session.run(False)
    window.close()
    again = MainWindow(Settings(tmp_path / "settings.json"))
    qtbot.addWidget(again)
    again.show()
    again.fill(StandIn)
    assert again.workbench is not None
    assert again.workbench.lesson.folded
    again.workbench.toggle_lesson()
    assert not again.workbench.lesson.folded
    again.close()


@pytest.mark.parametrize(
    ("size", "scale", "folded"),
    [
        ((1400, 900), 1.0, False),
        ((1280, 720), 1.0, False),
        ((1024, 768), 1.0, True),
        ((1400, 900), 1.5, True),
        ((1280, 720), 2.0, True),
    ],
)
def test_it_folds_by_itself_where_room_is_scarce(
    qtbot: QtBot, window: MainWindow, bench: Workbench, size: tuple[int, int], scale: float, folded: bool
) -> None:
    while window.look.theme.scale < scale:
        bench.table["larger"].trigger()
    window.resize(*size)
    qtbot.wait(50)

    assert bench.lesson.folded is folded
    assert window.height() == size[1]
    if not folded:
        assert bench.stage.canvases[3].isVisible()


def test_large_text_can_be_read_where_a_hand_unfolds_it(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    while window.look.theme.scale < 2.0:
        bench.table["larger"].trigger()
    qtbot.wait(50)
    bench.lesson.fold(True)
    bench.toggle_lesson()
    bench.next_step()
    settle(qtbot, bench)
    qtbot.wait(50)
    bar = bench.lesson._page.verticalScrollBar()

    assert not bench.lesson.folded
    assert bench.lesson.height() <= 0.4 * window.height()
    assert bar.maximum() > 0, "what does not fit scrolls"
    assert bench.lesson.text.width() + bench.lesson.text.x() <= bench.lesson.width()
    bench.session.run(False)


def test_a_scenario_without_a_lesson_has_no_strip(qtbot: QtBot, bench: Workbench) -> None:
    bench.session.open(find("integrator-memory"))

    assert not bench.lesson.isVisible()
    bench.next_step()
    assert bench.session.undo_stack.count() == 0


def test_a_damaged_lesson_is_logged_and_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "x.md").write_text("nonsense", encoding="utf-8")
    (tmp_path / "lessons" / "y.md").write_bytes(b"\xff\xfe")
    monkeypatch.setattr(resources, "folder", lambda: tmp_path)

    assert load("x") is load("y") is load("none") is None
    assert "x.md, line 1" in caplog.text


# --- numbers and formulas ---------------------------------------------------------------------------------------------


def test_numbers_stand_in_text_and_formulas_with_units() -> None:
    lines = (Prediction("period", 187.31479, None, "ms"), Prediction("width", -2.5e-05, 28.9, "°"))
    numbers = Numbers({"tau_I": 50.0, "M_EI": -1.0}, {line.name: line for line in lines})

    assert numbers.in_text("{tau_I} ms, {theory:period}, {measured:period}") == "50 ms, 187.3 ms, —"
    assert numbers.in_text("$a + {M_EI} b - {M_EI}$") == "$a - {1} b + {1}$"
    assert numbers.in_text("$x^{M_EI}$ {M_EI} {unknown}") == "$x^{-1}$ −1 {unknown}"
    assert numbers.in_formula("{theory:width}") == r"{-2.5\cdot 10^{-5}^{\circ}}"
    assert numbers.in_text(r"5 \$") == r"5 \$"
    assert latex_number(1e12) == r"1\cdot 10^{12}"
    assert latex_unit("1/s") == r"\,\mathrm{s}^{-1}"
    assert latex_unit("") == ""


def rows_of(image: QImage, first: int, last: int) -> tuple[int, int]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(bytes(grey.constBits()), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    rows = np.flatnonzero((pixels[:, first:last] < 128).any(axis=1))
    return int(rows.min()), int(rows.max())


@pytest.mark.parametrize("scale", [0.75, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("latex", [r"\mathrm{E}", r"\mathrm{E}\frac{1}{2}", r"\mathrm{E}_{q_q}"])
def test_a_formula_stands_on_the_line_of_its_text(qtbot: QtBot, scale: float, latex: str) -> None:
    style.load_fonts()
    text = MathsText()
    qtbot.addWidget(text)
    text.setFont(style.font(style.LIGHT, scale))
    text.setStyleSheet("background: white; color: black")
    text.resize(300, 100)
    text.show_text(f"E ${latex}$")
    words = text._measured()[0]
    letter, start = round(words[0].width), round(words[0].width + words[0].space)
    picture_ = text.grab().toImage()

    said = rows_of(picture_, 0, letter)[1]
    typeset = rows_of(picture_, start, start + round(letter * 0.9))[1]

    assert abs(said - typeset) <= 1


def test_words_with_marks_and_symbols_wrap_and_punctuation_stays_with_its_formula(qtbot: QtBot) -> None:
    text = MathsText()
    qtbot.addWidget(text)
    text.show_text("**bold** *slanted* 2 * 3 `code` τ_I and $x$, but more words than one line can hold")
    words = text._measured()[0]

    assert [len(word.atoms) for word in words][:9] == [1, 1, 1, 1, 1, 1, 2, 1, 2]
    said = ["".join(atom.text for atom in word.atoms) for word in words]
    assert said[:9] == ["bold", "slanted", "2", "*", "3", "code", "τI", "and", ","]
    assert words[0].atoms[0].font.weight() > words[1].atoms[0].font.weight()  # type: ignore[union-attr]
    assert words[1].atoms[0].font.italic()  # type: ignore[union-attr]
    assert text.heightForWidth(150) > 2 * text.heightForWidth(2000)


def test_a_formula_wider_than_its_line_is_made_smaller(qtbot: QtBot) -> None:
    text = MathsText()
    qtbot.addWidget(text)
    text.show_blocks([Block("maths", r"a + b + c + d + e + f + g + h + i + j + k + l", 1)])

    placed, _ = text._laid_out(120)

    assert max(one.x + one.atom.width for one in placed) <= 120.0


def test_a_formula_that_cannot_be_set_is_shown_as_it_is_written(qtbot: QtBot, caplog: Any) -> None:
    text = MathsText()
    qtbot.addWidget(text)

    text.show_text(r"see $\frac{1}{$")

    assert picture(Formula(r"\frac{1}{", 20.0, "#000000")) is None
    assert "formula not set" in caplog.text
    assert any(r"\frac{1}{" in atom.text for word in text._measured()[0] for atom in word.atoms)


def test_formulas_take_the_colour_of_the_theme(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    blocks = [Block("maths", "x", 1)]
    before = bench.lesson.text.formulas(blocks)[0].colour

    bench.table["theme"].trigger()
    qtbot.wait(20)

    after = bench.lesson.text.formulas(blocks)[0].colour
    assert after != before
    assert after.lower() == window.look.theme.text.lower()
    settle(qtbot, bench)


def test_the_typesetter_makes_one_a_turn_and_forgets_what_is_no_longer_asked(qtbot: QtBot) -> None:
    typesetter, called = Typesetter(), []
    formulas = [Formula(f"x_{{{n}}}", 17.0, "#123456") for n in range(5)]
    typesetter.ask(formulas, lambda: called.append("first"))
    assert typesetter.busy
    typesetter.ask(formulas[:2], lambda: called.append("second"))

    qtbot.waitUntil(lambda: not typesetter.busy, timeout=5000)

    assert called == ["second"]
    typesetter.ask(formulas[:2], lambda: called.append("third"))
    assert called == ["second", "third"], "what is made is there at once"
    typesetter.deleteLater()


def test_the_keys_overlay_lists_the_lesson_and_keeps_its_own_page_keys(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    window.resize(1024, 400)
    bench.toggle_help()
    words = [label.text() for label in bench.keys._words]
    assert any("Next step of the lesson" in text for text in words)

    bar = bench.keys.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0, timeout=2000)
    qtbot.keyClick(bench.keys, Key.Key_PageDown)

    assert bar.value() > 0
    assert bench.lesson.index == 0
    assert bench.keys.isVisible()


def test_a_lesson_value_is_frozen() -> None:
    made = Lesson("T", ())
    with pytest.raises(AttributeError):
        made.title = "other"  # type: ignore[misc]
