"""The window under real clicks and keys."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from recnet_core.scenarios import find
from recnet_gui.main_window import MainWindow
from recnet_gui.settings import Settings
from recnet_gui.style import DARK, LIGHT
from recnet_gui.workbench import Workbench

Key, Button = Qt.Key, Qt.MouseButton


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    target: QWidget = window.focusWidget() or window
    qtbot.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)


def test_it_opens_running(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    bench.session.run()
    frames = bench.stage.canvases[0].frames

    qtbot.waitUntil(lambda: bench.stage.canvases[0].frames > frames + 3, timeout=3000)

    assert window.windowTitle() == "E–I oscillator — RecNet"
    assert len(bench.stage.canvases) == 4


def test_key_1_toggles_the_first_input(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    press(qtbot, window, Key.Key_1)
    assert bench.session.simulation.switches["drive E"]
    assert bench.inputs.switches["drive E"].on
    press(qtbot, window, Key.Key_1)
    assert not bench.inputs.switches["drive E"].on


def test_a_click_toggles_an_input(qtbot: QtBot, bench: Workbench) -> None:
    switch = bench.inputs.switches["drive I"]

    qtbot.mouseClick(switch, Button.LeftButton)

    assert bench.session.simulation.switches["drive I"]
    assert switch.on
    assert switch.accessibleName() == "Input 2: drive I, on"


@pytest.mark.parametrize("place", ["slider", "switch", "button", "time bar"])
def test_space_and_digits_act_wherever_the_keyboard_is(
    qtbot: QtBot, window: MainWindow, bench: Workbench, place: str
) -> None:
    widget: QWidget = {
        "slider": bench.parameters.rows["tau_I"].slider,
        "switch": bench.inputs.switches["drive I"],
        "button": bench.parameters.rows["tau_I"].reset,
        "time bar": bench.transport.time_bar,
    }[place]
    widget.setFocus(Qt.FocusReason.TabFocusReason)

    press(qtbot, window, Key.Key_Space)
    assert bench.session.driver.running
    press(qtbot, window, Key.Key_Space)
    assert not bench.session.driver.running
    press(qtbot, window, Key.Key_1)
    assert bench.session.simulation.switches == {"drive E": True, "drive I": False}


def test_return_presses_a_focused_switch(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    bench.inputs.switches["drive I"].setFocus(Qt.FocusReason.TabFocusReason)

    press(qtbot, window, Key.Key_Return)

    assert bench.session.simulation.switches["drive I"]


def test_typing_in_a_field_types(qtbot: QtBot, bench: Workbench) -> None:
    search = bench.gallery.search_field
    search.setFocus()

    qtbot.keyClicks(search, "e 1.")

    assert search.text() == "e 1."
    assert not bench.session.driver.running
    assert not bench.session.simulation.switches["drive E"]


def test_a_slider_acts_while_it_moves_and_undoes_as_one(qtbot: QtBot, bench: Workbench) -> None:
    row, canvas = bench.parameters.rows["tau_I"], bench.stage.canvases[0]
    y = row.slider.height() // 2
    seen, systems = set(), canvas.systems
    qtbot.mousePress(row.slider, Button.LeftButton, pos=QPoint(round(row.slider.pixel_of(row.slider.value())), y))
    for x in range(20, 60, 5):
        qtbot.mouseMove(row.slider, QPoint(x, y))
        seen.add(bench.session.simulation.parameters.tau_I)
    qtbot.mouseRelease(row.slider, Button.LeftButton, pos=QPoint(60, y))

    assert len(seen) > 4
    assert canvas.systems >= systems + len(seen)
    assert bench.session.undo_stack.count() == 1
    assert row.reset.isEnabled()
    bench.table["undo"].trigger()
    assert row.field.text() == "50"
    assert not row.reset.isEnabled()


def test_arrows_and_pages_move_a_slider_and_a_double_click_resets_it(qtbot: QtBot, bench: Workbench) -> None:
    slider = bench.parameters.rows["tau_I"].slider
    slider.setFocus()

    qtbot.keyClick(slider, Key.Key_Right)
    assert bench.session.simulation.parameters.tau_I == 50.5
    qtbot.keyClick(slider, Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)  # alone it goes through the lesson
    assert bench.session.simulation.parameters.tau_I == 55.5
    qtbot.mouseDClick(slider, Button.LeftButton)
    assert bench.session.simulation.parameters.tau_I == 50.0


def test_a_typed_number_is_taken(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    field = bench.parameters.rows["gamma_E"].field
    field.setFocus()
    field.selectAll()

    qtbot.keyClicks(field, "-12,5 Hz")
    qtbot.keyClick(field, Key.Key_Return)

    assert bench.session.simulation.parameters.gamma_E == -12.5
    assert field.text() == "−12.5"
    assert window.focusWidget() is field
    assert field.selectedText() == field.text()
    qtbot.keyClicks(field, "3")
    qtbot.keyClick(field, Key.Key_Escape)
    assert field.text() == "−12.5"
    assert window.focusWidget() is field


@pytest.mark.parametrize(("typed", "reason"), [("abc", "not a number"), ("1e9", "out of range"), ("nan", "finite")])
def test_a_bad_number_turns_red_and_the_old_value_keeps_running(
    qtbot: QtBot, window: MainWindow, bench: Workbench, typed: str, reason: str
) -> None:
    field = bench.parameters.rows["tau_I"].field
    field.setFocus()
    field.selectAll()

    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Key.Key_Return)

    assert field.property("bad")
    assert reason in field.error
    assert reason in field.toolTip()
    assert any(label.isVisible() and reason in label.text() for label in window.findChildren(QLabel))
    assert bench.session.simulation.parameters.tau_I == 50.0
    qtbot.keyClick(field, Key.Key_Escape)
    assert not field.property("bad")
    assert field.text() == "50"


def test_a_red_field_recovers_when_the_parameter_is_moved_otherwise(qtbot: QtBot, bench: Workbench) -> None:
    field = bench.parameters.rows["tau_I"].field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "x")
    qtbot.keyClick(field, Key.Key_Return)

    bench.session.set_parameter("tau_I", 30.0)

    assert field.text() == "30"
    assert not field.error


def test_soft_and_full_reset(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    session, control = bench.session, Qt.KeyboardModifier.ControlModifier
    session.set_parameter("tau_I", 30.0)
    session.simulation.advance(1001)

    press(qtbot, window, Key.Key_R, control)
    assert session.simulation.step == 1001
    assert session.simulation.v.tolist() == [30.0, 10.0]
    press(qtbot, window, Key.Key_R, control | Qt.KeyboardModifier.ShiftModifier)
    assert session.simulation.step == 0
    assert bench.parameters.rows["tau_I"].field.text() == "50"
    assert all(canvas.resets == 1 for canvas in bench.stage.canvases)


def test_scrubbing_back_and_going_on(qtbot: QtBot, bench: Workbench) -> None:
    session, bar = bench.session, bench.transport.time_bar
    session.simulation.advance(4000)
    session._publish()
    y = bar.height() // 2

    qtbot.mousePress(bar, Button.LeftButton, pos=QPoint(round(bar.pixel_of(1000)), y))
    qtbot.mouseMove(bar, QPoint(round(bar.pixel_of(500)), y))
    qtbot.mouseRelease(bar, Button.LeftButton, pos=QPoint(round(bar.pixel_of(500)), y))
    assert session.simulation.time == pytest.approx(500.0, abs=20.0)
    assert "/ 2.000 s" in bench.transport.time.text()
    assert bench.table["to_end"].isEnabled()
    bar.setFocus()
    before = session.simulation.time
    qtbot.keyClick(bar, Key.Key_Left)
    qtbot.waitUntil(lambda: session.simulation.time == pytest.approx(before - 10.0, abs=1.0))
    session.step_once()

    assert session.simulation.end_step == session.simulation.step < 1100
    qtbot.wait(30)  # the time bar's throttle


def test_the_end_of_the_run_is_one_press_away(bench: Workbench) -> None:
    bench.session.simulation.advance(4000)
    bench.session.seek(100.0)

    bench.table["to_end"].trigger()

    assert bench.session.simulation.step == 4000


def test_the_theme_toggles_and_reaches_the_canvases(window: MainWindow, bench: Workbench) -> None:
    assert window.look.theme == LIGHT

    bench.table["theme"].trigger()
    assert bench.stage.canvases[0].theme == DARK
    assert window.palette().window().color().name().upper() == DARK.window
    bench.table["theme"].trigger()
    assert window.look.theme == LIGHT


def test_text_grows_and_shrinks(window: MainWindow, bench: Workbench) -> None:
    label = bench.parameters.rows["tau_I"].symbol
    before = label.fontMetrics().height()

    for _ in range(10):
        bench.table["larger"].trigger()
    assert window.look.theme.scale == 2.0
    assert label.fontMetrics().height() >= 1.9 * before
    assert bench.stage.canvases[0].theme.scale == 2.0
    for _ in range(20):
        bench.table["smaller"].trigger()
    assert window.look.theme.scale == 0.75
    bench.table["normal"].trigger()
    assert label.fontMetrics().height() == before


def test_another_scenario_while_running(qtbot: QtBot, bench: Workbench) -> None:
    bench.session.run()

    qtbot.mouseClick(bench.gallery.entries["integrator-memory"], Button.LeftButton)

    assert bench.session.scenario.key == "integrator-memory"
    assert bench.session.driver.running
    assert bench.gallery.entries["integrator-memory"].isChecked()
    assert list(bench.inputs.switches) == ["pulse+", "pulse-", "burst"]
    assert list(bench.parameters.rows) == ["N", "lambda1", "tau", "amplitude", "noise", "network_seed"]
    canvas = bench.stage.canvases[0]
    qtbot.waitUntil(lambda: canvas.frames > 3, timeout=3000)
    bench.session.set_parameter("N", 33)
    qtbot.waitUntil(lambda: canvas.size == 33, timeout=3000)


def test_the_burst_goes_off_by_itself(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    bench.session.open(find("integrator-memory"))
    bench.session.driver.set_speed(10.0)
    bench.session.run()

    press(qtbot, window, Key.Key_3)
    assert bench.inputs.switches["burst"].on
    qtbot.waitUntil(lambda: not bench.inputs.switches["burst"].on, timeout=3000)


def test_a_preset_is_chosen_and_recognised(bench: Workbench) -> None:
    bench.top_bar.presets.setCurrentIndex(1)
    bench.top_bar.presets.activated.emit(1)
    assert bench.session.simulation.parameters.tau_I == 30.0

    bench.session.set_parameter("tau_I", 31.0)
    assert bench.top_bar.presets.currentIndex() == -1
    bench.session.set_parameter("tau_I", 50.0)
    assert bench.top_bar.presets.currentIndex() == 0


def test_a_search_that_finds_nothing_says_so(qtbot: QtBot, bench: Workbench) -> None:
    qtbot.keyClicks(bench.gallery.search_field, "zebra")
    assert bench.gallery.nothing.isVisible()
    assert not any(entry.isVisible() for entry in bench.gallery.entries.values())

    bench.gallery.search_field.setText("memory")
    assert not bench.gallery.nothing.isVisible()
    assert bench.gallery.entries["integrator-memory"].isVisible()
    assert not bench.gallery.entries["ei-oscillator"].isVisible()


def test_divergence_is_said_in_a_banner_that_offers_a_way_out(qtbot: QtBot, bench: Workbench) -> None:
    session = bench.session
    session.set_parameter("M_EE", 3.0)
    session.set_parameter("M_EI", 0.0)
    session.driver.set_speed(20.0)
    with qtbot.waitSignal(session.diverged, timeout=5000):
        session.run()

    assert bench.banner.isVisible()
    assert not bench.table["run"].isEnabled()
    end = session.simulation.time
    qtbot.mouseClick(bench.banner.rewind, Button.LeftButton)
    assert session.simulation.time == pytest.approx(max(0.0, end - 1000.0), abs=1.0)
    assert not bench.banner.isVisible()
    assert bench.table["run"].isEnabled()


def test_a_notice_stays_while_it_is_true(bench: Workbench) -> None:
    bench.session.open(find("integrator-memory"))
    assert not bench.banner.isVisible()

    bench.session.set_parameter("lambda1", 0.99)
    assert "leaks" in bench.banner.text.text()
    bench.session.set_parameter("lambda1", 1.0)
    assert not bench.banner.isVisible()


def test_all_keys_are_shown_and_any_key_closes_them(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    press(qtbot, window, Key.Key_F1)
    assert bench.keys.isVisible()

    press(qtbot, window, Key.Key_Escape)
    assert not bench.keys.isVisible()


def test_method_and_step_are_chosen(qtbot: QtBot, bench: Workbench) -> None:
    box = bench.transport.method
    box.methods.setCurrentIndex(box.methods.findData("euler"))
    box.methods.activated.emit(box.methods.currentIndex())
    box.dt.setFocus()
    box.dt.selectAll()
    qtbot.keyClicks(box.dt, "2")
    qtbot.keyClick(box.dt, Key.Key_Return)

    assert (bench.session.simulation.method, bench.session.simulation.dt) == ("euler", 2.0)
    bench.table["undo"].trigger()
    assert box.dt.text() == "0.5"


def test_speed_is_typed_slid_and_stepped(qtbot: QtBot, bench: Workbench) -> None:
    box, driver = bench.transport.speed, bench.session.driver
    box.field.setFocus()
    box.field.selectAll()
    qtbot.keyClicks(box.field, "0.05")
    qtbot.keyClick(box.field, Key.Key_Return)
    assert driver.speed == 0.05
    bench.table["faster"].trigger()
    assert driver.speed == 0.1
    box.slider.setFocus()
    qtbot.keyClick(box.slider, Key.Key_End)
    assert driver.speed == 20.0
    qtbot.mouseDClick(box.slider, Button.LeftButton)
    assert driver.speed == 1.0


@pytest.mark.parametrize("scenario", ["ei-oscillator", "integrator-memory"])
@pytest.mark.parametrize("size", [(1280, 720), (1400, 900), (1920, 1080)])
def test_every_parameter_is_in_sight_without_scrolling(
    qtbot: QtBot, window: MainWindow, bench: Workbench, scenario: str, size: tuple[int, int]
) -> None:
    bench.session.open(find(scenario))
    window.resize(*size)
    qtbot.wait(20)

    for row in bench.parameters.rows.values():
        for widget in (row.symbol, row.slider, row.field, row.reset):
            assert widget.visibleRegion().boundingRect() == widget.rect(), row.spec.name


def test_a_small_window_folds_the_gallery_and_clips_no_button(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    window.resize(1024, 768)
    qtbot.wait(20)

    assert (window.width(), window.height()) == (1024, 768)
    assert bench.gallery.folded
    for button in bench.transport.findChildren(QWidget):
        if button.isVisible():
            assert button.visibleRegion().boundingRect() == button.rect()
    window.resize(1400, 900)
    qtbot.wait(20)
    assert not bench.gallery.folded


def test_what_was_left_is_found_again(qtbot: QtBot, window: MainWindow, bench: Workbench, tmp_path: object) -> None:
    qtbot.wait(20)
    for key in ("ei-oscillator", "integrator-memory"):
        bench.session.open(find(key))
        qtbot.wait(20)
        bench.stage._columns.moveSplitter(300, 1)
    bench.table["theme"].trigger()
    bench.table["larger"].trigger()
    window.close()

    again = Settings(window.settings._path)
    assert again["scenario"] == "integrator-memory"
    assert again["theme"] == "dark"
    assert again["scale"] == 1.1
    assert json.loads(window.settings._path.read_text())["geometry"]
    assert set(again["splitters"]) == {"ei-oscillator", "integrator-memory"}


def test_paused_means_no_timer(qtbot: QtBot, bench: Workbench) -> None:
    bench.session.run()
    bench.session.run(False)
    frames = bench.stage.canvases[0].frames
    qtbot.wait(60)

    assert not bench.session.driver.running
    assert bench.stage.canvases[0].frames == frames


def test_every_control_has_a_name_and_a_tip(bench: Workbench) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QScrollBar

    for kind in (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit):
        for control in bench.findChildren(kind):
            if control.isVisible() and not isinstance(control, QScrollBar):
                assert control.accessibleName(), control
                assert control.toolTip(), control.accessibleName()


@pytest.mark.parametrize(("size", "scale"), [((1280, 720), 1.5), ((1280, 720), 2.0), ((1024, 768), 1.25)])
def test_large_text_still_fits_a_small_projector(
    qtbot: QtBot, window: MainWindow, bench: Workbench, size: tuple[int, int], scale: float
) -> None:
    while window.look.theme.scale < scale:
        bench.table["larger"].trigger()
    window.resize(*size)
    qtbot.wait(20)

    assert (window.width(), window.height()) == size
    for part in (bench.top_bar, bench.transport):
        for control in part.findChildren(QWidget):
            if control.isVisible():
                assert control.visibleRegion().boundingRect() == control.rect(), control


def test_canvases_of_scenarios_left_behind_are_deleted(qtbot: QtBot, bench: Workbench) -> None:
    from shiboken6 import isValid

    seen = []
    for key in ("integrator-memory", "ei-oscillator") * 2:
        seen += bench.stage.canvases
        bench.session.open(find(key))
        qtbot.wait(5)

    assert not any(isValid(canvas) for canvas in seen)
    assert len(bench.stage.canvases) == 4
