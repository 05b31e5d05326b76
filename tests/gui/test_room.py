"""How the window shares its room: small screens, large text, one canvas at full size."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from recnet_core.scenarios import find
from recnet_gui.main_window import MainWindow
from recnet_gui.panels.arrangement import Arrangement, arrangement
from recnet_gui.settings import Settings
from recnet_gui.workbench import Workbench
from tests.gui.lessons import lesson
from tests.gui.standin import StandIn

Key, Button = Qt.Key, Qt.MouseButton
SIZES = [(1400, 900), (1280, 720), (1024, 768)]


def scale_to(bench: Workbench, window: MainWindow, scale: float) -> None:
    while window.look.theme.scale < scale:
        bench.table["larger"].trigger()


def seen(bench: Workbench) -> list[int]:
    return [number for number, canvas in enumerate(bench.stage.canvases) if canvas.isVisible()]


@pytest.mark.parametrize(
    ("size", "lower", "scale", "wanted"),
    [
        ((900, 750), 3, 1.0, Arrangement.ALL),
        ((900, 580), 3, 1.0, Arrangement.ALL),
        ((660, 600), 3, 1.0, Arrangement.PAIR),
        ((660, 400), 3, 1.0, Arrangement.ONE),
        ((660, 400), 0, 1.0, Arrangement.ALL),
        ((900, 750), 3, 2.0, Arrangement.ONE),
        ((900, 1000), 3, 2.0, Arrangement.PAIR),
        ((300, 900), 1, 2.0, Arrangement.ONE),
    ],
)
def test_the_room_decides(size: tuple[int, int], lower: int, scale: float, wanted: Arrangement) -> None:
    assert arrangement(*size, lower, scale) is wanted


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_no_canvas_in_sight_is_ever_tiny(
    qtbot: QtBot, window: MainWindow, bench: Workbench, size: tuple[int, int], scale: float
) -> None:
    scale_to(bench, window, scale)
    window.resize(*size)
    qtbot.wait(20)

    assert (window.width(), window.height()) == size
    assert bench._controls.width() <= 0.4 * size[0] + 1
    assert bench.stage.canvases[0].isVisible()
    for canvas in bench.stage.canvases:
        if canvas.isVisible():
            assert canvas.width() >= 180 * scale
            assert canvas.height() >= 130 * scale


def test_what_is_behind_a_tab_comes_back_with_the_room(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    stage = bench.stage
    qtbot.wait(20)
    assert seen(bench) == [0, 1, 2, 3]
    assert not stage.tabs.isVisible()
    stage._rows.moveSplitter(500, 1)
    sizes = stage._rows.sizes()

    scale_to(bench, window, 2.0)
    qtbot.wait(20)
    assert seen(bench) == [0]
    assert stage.tabs.isVisible()
    bench.table["normal"].trigger()
    qtbot.wait(20)

    assert seen(bench) == [0, 1, 2, 3]
    assert not stage.tabs.isVisible()
    assert stage._rows.sizes() == pytest.approx(sizes, abs=4)


def test_sizes_are_not_remembered_from_behind_tabs(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    qtbot.wait(20)
    assert bench.stage.sizes == {}, "nobody has moved anything"
    bench.stage._columns.moveSplitter(300, 1)
    before = [list(sizes) for sizes in bench.stage.sizes["ei-oscillator"]]

    window.resize(1024, 768)
    qtbot.wait(20)
    bench.stage._columns.moveSplitter(200, 1)
    window.close()

    assert window.settings["splitters"] == {"ei-oscillator": before}


def test_a_tab_shows_its_canvas_drawn_and_only_that_one_is_drawn(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    window.resize(1024, 768)
    qtbot.wait(20)
    stage = bench.stage
    assert stage.arrangement is Arrangement.PAIR
    assert seen(bench) == [0, 1]
    frames = [canvas.frames for canvas in stage.canvases]

    qtbot.mouseClick(stage.tabs.tabs[3], Button.LeftButton)
    assert seen(bench) == [0, 3]
    assert stage.canvases[3].frames > frames[3]
    assert stage.tabs.tabs[3].isChecked()
    assert not stage.tabs.tabs[1].isChecked()
    bench.session.step_once()
    assert (stage.canvases[1].frames, stage.canvases[2].frames) == (frames[1], frames[2])
    stage.tabs.tabs[2].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(stage.tabs.tabs[2], Key.Key_Return)
    assert seen(bench) == [0, 2]


def test_tabs_without_room_become_a_list(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    scale_to(bench, window, 2.0)
    window.resize(1024, 768)
    qtbot.wait(20)
    choice = bench.stage.tabs.choice

    assert choice.isVisible()
    assert not any(tab.isVisible() for tab in bench.stage.tabs.tabs.values())
    choice.setCurrentIndex(2)
    choice.activated.emit(2)
    assert seen(bench) == [2]


def test_full_size_and_back(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    stage = bench.stage
    stage.canvases[2].full_size_requested.emit()
    assert seen(bench) == [2]
    assert stage.tabs.back.isVisible()

    stage.canvases[2].full_size_requested.emit()
    assert seen(bench) == [0, 1, 2, 3]
    stage.canvases[1].full_size_requested.emit()
    qtbot.keyClick(window.focusWidget() or window, Key.Key_Escape)
    assert seen(bench) == [0, 1, 2, 3]
    stage.canvases[1].full_size_requested.emit()
    qtbot.mouseClick(stage.tabs.back, Button.LeftButton)
    assert seen(bench) == [0, 1, 2, 3]
    stage.canvases[1].full_size_requested.emit()
    bench.session.open(find("integrator-memory"))
    assert len(seen(bench)) == len(stage.canvases)


def test_escape_gives_up_a_typed_number_before_it_ends_full_size(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    bench.stage.canvases[0].full_size_requested.emit()
    field = bench.parameters.rows["tau_I"].field
    field.setFocus()
    qtbot.keyClicks(field, "7")

    qtbot.keyClick(field, Key.Key_Escape)
    assert field.text() == "50"
    assert bench.stage.full_size
    qtbot.keyClick(field, Key.Key_Escape)
    assert not bench.stage.full_size


def test_the_menu_of_a_real_canvas_asks_for_full_size_and_its_button_shows_the_keyboard(qtbot: QtBot) -> None:
    from recnet_gui.canvases import make_canvas
    from recnet_gui.style import LIGHT
    from recnet_gui.stylesheet import stylesheet

    scenario = find("ei-oscillator")
    canvas = make_canvas(scenario.views[0], scenario, LIGHT, None)
    qtbot.addWidget(canvas)
    canvas.setStyleSheet(stylesheet(LIGHT))
    with qtbot.waitActive(canvas):
        canvas.show()
        canvas.activateWindow()
    action = next(action for action in canvas._more.menu().actions() if "Full size" in action.text())

    with qtbot.waitSignal(canvas.full_size_requested):
        action.trigger()
    canvas._more.clearFocus()
    plain = canvas._more.grab().toImage()
    canvas._more.setFocus(Qt.FocusReason.TabFocusReason)
    assert canvas._more.grab().toImage() != plain
    canvas.picture()
    assert canvas._more.hasFocus(), "a picture takes the keyboard from nobody"


def test_a_long_message_takes_three_lines_at_most(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    scale_to(bench, window, 2.0)
    window.resize(1024, 768)
    said = "The mode led by v_E grows without limit. " * 12
    bench.session.diverged.emit(said)
    qtbot.wait(20)
    text = bench.banner.text

    assert text.height() <= 3.6 * text.fontMetrics().lineSpacing()
    assert text.text().endswith("…")
    assert "grows without limit" in text.toolTip()
    assert bench.banner.rewind.mapTo(bench.banner, bench.banner.rewind.rect().topLeft()).y() > text.geometry().bottom()
    for button in (bench.banner.rewind, bench.banner.reset):
        assert button.visibleRegion().boundingRect() == button.rect()
    window.resize(1920, 900)
    bench.table["normal"].trigger()
    bench.session.diverged.emit("Short.")
    qtbot.wait(20)
    assert not text.toolTip()
    assert bench.banner.height() < 3 * text.fontMetrics().lineSpacing()


@pytest.mark.parametrize("remembered", [False, True])
def test_it_fits_a_small_screen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remembered: bool
) -> None:
    if remembered:
        large = MainWindow(Settings(tmp_path / "settings.json"))
        qtbot.addWidget(large)
        large.setGeometry(100, 100, 1900, 1000)
        large.close()
    monkeypatch.setattr(QScreen, "availableGeometry", lambda screen: QRect(0, 24, 1024, 744))
    made = MainWindow(Settings(tmp_path / "settings.json"))
    qtbot.addWidget(made)

    made.show()
    made.fill(StandIn)
    assert made.workbench is not None
    made.workbench.session.run(False)
    assert QRect(0, 24, 1024, 744).contains(made.frameGeometry())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_keys_fit_or_scroll(
    qtbot: QtBot, window: MainWindow, bench: Workbench, size: tuple[int, int], scale: float
) -> None:
    scale_to(bench, window, scale)
    window.resize(*size)
    qtbot.wait(20)
    bench.toggle_help()
    qtbot.wait(20)
    area = bench.keys.area

    assert bench.keys.rect().contains(area.geometry())
    assert area.widget().width() <= area.viewport().width(), "cut off at the side"
    bar = area.verticalScrollBar()
    if bar.maximum() > 0:
        qtbot.keyClick(bench.keys, Key.Key_PageDown)
        assert bench.keys.isVisible()
        assert bar.value() > 0
    qtbot.keyClick(bench.keys, Key.Key_Escape)
    assert not bench.keys.isVisible()


def test_tab_goes_as_one_reads(
    qtbot: QtBot, window: MainWindow, bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recnet_gui.panels.lesson.load", lesson)
    window.resize(1024, 768)
    bench.session.open(find("integrator-memory"))  # what is made later must not come last
    qtbot.waitUntil(lambda: bool(bench.theory.rows), timeout=3000)  # soon after the first picture
    parts = [
        bench.top_bar, bench.gallery, bench.inputs, bench.parameters, bench.theory, bench.stage, bench.lesson,
        bench.transport,
    ]  # fmt: skip
    widget = next(w for w in bench.top_bar.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    visited: list[int] = []
    first = QApplication.focusWidget()
    for _ in range(200):
        here = QApplication.focusWidget()
        assert here is not None
        visited.append(next((n for n, part in enumerate(parts) if part.isAncestorOf(here)), -1))
        qtbot.keyClick(here, Key.Key_Tab)
        if QApplication.focusWidget() is first:
            break

    assert visited == sorted(visited)
    assert set(visited) == set(range(len(parts)))
