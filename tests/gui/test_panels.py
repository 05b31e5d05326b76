"""Search, number fields and the speed as they answer to keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from recnet_core.steppers.methods import DT_RANGE
from recnet_gui.main_window import MainWindow
from recnet_gui.widgets.number_field import NumberField
from recnet_gui.workbench import Workbench

Key, Button = Qt.Key, Qt.MouseButton


def typed(qtbot: QtBot, field: NumberField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Key.Key_Delete)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Key.Key_Return)


def test_return_opens_the_first_match_and_ends_the_search(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    field = bench.gallery.search_field
    field.setFocus()
    qtbot.keyClicks(field, "memory")

    qtbot.keyClick(field, Key.Key_Return)

    assert bench.session.scenario.key == "integrator-memory"
    assert field.text() == ""
    assert all(entry.isVisible() for entry in bench.gallery.entries.values())
    assert window.focusWidget() is bench.gallery.entries["integrator-memory"]


@pytest.mark.parametrize("words", ["", "zebra"])
def test_return_without_a_match_opens_nothing(qtbot: QtBot, bench: Workbench, words: str) -> None:
    field = bench.gallery.search_field
    field.setFocus()
    qtbot.keyClicks(field, words)

    qtbot.keyClick(field, Key.Key_Return)

    assert bench.session.scenario.key == "ei-oscillator"
    assert field.text() == words


def test_escape_and_the_cross_clear_the_search(qtbot: QtBot, bench: Workbench) -> None:
    field = bench.gallery.search_field
    field.setFocus()
    assert not field.cross.isVisible()

    qtbot.keyClicks(field, "memory")
    assert field.cross.isVisible()
    qtbot.keyClick(field, Key.Key_Escape)
    assert field.text() == ""
    qtbot.keyClicks(field, "zebra")
    field.cross.trigger()
    assert field.text() == ""
    assert bench.gallery.entries["ei-oscillator"].isVisible()


def test_a_scenario_opened_from_a_search_ends_it(qtbot: QtBot, bench: Workbench) -> None:
    bench.gallery.search_field.setText("memory")

    qtbot.mouseClick(bench.gallery.entries["integrator-memory"], Button.LeftButton)

    assert bench.session.scenario.key == "integrator-memory"
    assert bench.gallery.search_field.text() == ""


@pytest.mark.parametrize("which", ["parameter", "dt", "speed"])
@pytest.mark.parametrize(("text", "reason"), [("", "a number is needed; allowed: "), ("1_0", "not a number")])
def test_nothing_and_underscores_are_no_numbers(
    qtbot: QtBot, bench: Workbench, which: str, text: str, reason: str
) -> None:
    field = {
        "parameter": bench.parameters.rows["tau_I"].field,
        "dt": bench.transport.method.dt,
        "speed": bench.transport.speed.field,
    }[which]

    typed(qtbot, field, text)

    assert reason in field.error
    qtbot.keyClick(field, Key.Key_Escape)
    assert not field.error


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_a_complaint_stays_in_the_controls_column(
    qtbot: QtBot, window: MainWindow, bench: Workbench, scale: float
) -> None:
    while window.look.theme.scale < scale:
        bench.table["larger"].trigger()
    qtbot.wait(20)
    field = bench.parameters.rows["M_EE"].field

    typed(qtbot, field, "1e9")

    bubble = next(label for label in window.findChildren(QLabel) if label.property("role") == "complaint")
    column, here = bench._controls, bubble.geometry()
    assert bubble.isVisible()
    assert QRect(column.mapTo(window, column.rect().topLeft()), column.size()).contains(here)
    assert not here.intersects(QRect(field.mapTo(window, field.rect().topLeft()), field.size()))
    qtbot.keyClick(field, Key.Key_Escape)
    assert not bubble.isVisible()
    typed(qtbot, field, "1e9")
    assert bubble.isVisible()
    window.resize(1300, 800)
    assert not bubble.isVisible(), "it would lie elsewhere than its field"
    assert field.property("bad")


def test_dt_has_the_range_of_the_core(qtbot: QtBot, bench: Workbench) -> None:
    field = bench.transport.method.dt
    typed(qtbot, field, f"{DT_RANGE[1]:g}")
    assert bench.session.simulation.dt == DT_RANGE[1]

    typed(qtbot, field, f"{DT_RANGE[1] * 2:g}")
    assert f"allowed: {DT_RANGE[0]:g} to {DT_RANGE[1]:g} ms" in field.error


def test_no_speed_is_told_that_is_not_reached(qtbot: QtBot, bench: Workbench) -> None:
    label, session = bench.transport.speed.reached, bench.session
    assert label.text() == ""

    session.run()
    qtbot.waitUntil(lambda: label.text().startswith("reached "), timeout=3000)
    session.run(False)
    assert label.text() == ""
    session.driver.reached.emit(1.0)  # as the last frame of a run that diverges does
    assert label.text() == ""
