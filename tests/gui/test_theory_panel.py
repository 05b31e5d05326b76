"""The theory meter: what it shows, how often it asks, and that a theory that fails does no harm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from time import perf_counter, sleep
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recnet_core.scenarios import find
from recnet_core.theory import Prediction
from recnet_gui.main_window import MainWindow
from recnet_gui.panels.theory import _error, _number
from recnet_gui.workbench import Workbench

LINES = (
    Prediction("gain of c_1", 10.0, 10.001, source="D&A eq. 7.23"),
    Prediction("period", 187.3, 150.0, "ms"),
    Prediction("frequency", 6.151, 5.34, "Hz", note="The cycle is not the linearisation.", comparable=False),
    Prediction("overlap", 1.0, None, note="It waits for a pattern."),
    Prediction("width", None, None, "°", note="There is no bump."),
)

Theory = Callable[[Any, Any], tuple[Prediction, ...]]


def open_with(bench: Workbench, theory: Theory) -> None:
    bench.session.open(replace(find("ei-oscillator"), theory=theory))
    wait_for_first(bench)


def wait_for_first(bench: Workbench) -> None:
    """Let the meter's first answer come, which it gives soon after a scenario was opened."""
    told = []
    bench.meter.told.connect(told.append)
    until = perf_counter() + 5.0
    while not told and perf_counter() < until:
        QApplication.processEvents()
    bench.meter.told.disconnect(told.append)


def said(label: Any) -> str:
    return label.text().split(">")[-2].split("<")[0] if ">" in label.text() else label.text()


def test_each_line_says_predicted_measured_and_whether_they_agree(bench: Workbench) -> None:
    open_with(bench, lambda parameters, snapshot: LINES)
    rows = bench.theory.rows

    assert bench.theory.isVisible()
    assert [(said(row.predicted), said(row.measured), said(row.unit)) for row in rows.values()] == [
        ("10.00", "10.00", ""),
        ("187.3", "150.0", "ms"),
        ("6.151", "5.340", "Hz"),
        ("1.000", "waits", ""),
        ("—", "—", ""),
    ]
    assert said(rows["gain of c_1"].verdict) == "✓ 0.01 %"
    assert said(rows["period"].verdict) == "≠ −20 %"
    assert rows["gain of c_1"].verdict.accessibleName() == "gain of c_1: agrees, 0.01 %"
    assert said(rows["overlap"].verdict) == "—"
    assert rows["frequency"].why.isVisible()
    assert not rows["frequency"].verdict.isVisible()
    assert rows["width"].why.isVisible()
    assert "D&amp;A eq. 7.23" in rows["gain of c_1"].measured.toolTip()


def test_colours_are_the_themes(window: MainWindow, bench: Workbench) -> None:
    open_with(bench, lambda parameters, snapshot: LINES)
    for _ in range(2):
        assert window.look.theme.good in bench.theory.rows["gain of c_1"].verdict.text()
        assert window.look.theme.caution in bench.theory.rows["period"].verdict.text()
        bench.table["theme"].trigger()


def test_why_is_said_to_mouse_and_keyboard(qtbot: QtBot, bench: Workbench) -> None:
    open_with(bench, lambda parameters, snapshot: LINES)
    why = bench.theory.rows["frequency"].why
    assert bench.theory.note.text() == ""

    why.setFocus(Qt.FocusReason.TabFocusReason)

    assert "not the linearisation" in bench.theory.note.text()
    qtbot.mouseClick(bench.theory.rows["width"].why, Qt.MouseButton.LeftButton)
    assert "There is no bump." in bench.theory.note.text()


def test_it_asks_four_times_a_second_and_the_last_state_is_shown(qtbot: QtBot, bench: Workbench) -> None:
    asked: list[float] = []

    def theory(parameters: Any, snapshot: Any) -> tuple[Prediction, ...]:
        asked.append(perf_counter())
        return (Prediction("tau", parameters.tau_I, parameters.tau_I, "ms"),)

    open_with(bench, theory)
    qtbot.wait(300)
    asked.clear()
    for value in range(20, 60):
        bench.session.set_parameter("tau_I", float(value))
        qtbot.wait(10)
    qtbot.waitUntil(lambda: said(bench.theory.rows["tau"].measured) == "59.00", timeout=2000)

    assert 1 <= len(asked) <= 5
    assert all(b - a > 0.2 for a, b in pairwise(asked))
    asked.clear()
    qtbot.wait(400)
    assert not asked, "nothing happens, so nothing is asked"


def test_slow_theory_is_asked_once_a_second(qtbot: QtBot, bench: Workbench) -> None:
    asked: list[float] = []

    def theory(parameters: Any, snapshot: Any) -> tuple[Prediction, ...]:
        asked.append(perf_counter())
        sleep(0.01)
        return LINES

    open_with(bench, theory)
    for _ in range(60):
        bench.session.step_once()
        qtbot.wait(10)

    assert len(asked) <= 2


def test_it_asks_only_while_it_is_seen(qtbot: QtBot, bench: Workbench) -> None:
    asked: list[int] = []

    def theory(parameters: Any, snapshot: Any) -> tuple[Prediction, ...]:
        asked.append(1)
        return LINES

    open_with(bench, theory)
    qtbot.wait(300)
    bench.theory.hide()
    asked.clear()
    bench.session.step_once()
    qtbot.wait(400)
    assert not asked

    bench.theory.show()
    qtbot.waitUntil(lambda: bool(asked), timeout=2000)


def test_a_theory_that_fails_is_logged_once_and_its_lines_stay_empty(
    qtbot: QtBot, bench: Workbench, caplog: pytest.LogCaptureFixture
) -> None:
    def theory(parameters: Any, snapshot: Any) -> tuple[Prediction, ...]:
        if parameters.tau_I > 60.0:
            raise ZeroDivisionError("no")
        return LINES

    open_with(bench, theory)
    for value in (70.0, 80.0):
        bench.session.set_parameter("tau_I", value)
        qtbot.waitUntil(lambda: said(bench.theory.rows["period"].measured) == "—", timeout=2000)
        qtbot.wait(300)

    assert caplog.text.count("ZeroDivisionError: no") == 1
    assert said(bench.theory.rows["period"].predicted) == "—"
    bench.session.set_parameter("tau_I", 50.0)
    qtbot.waitUntil(lambda: said(bench.theory.rows["period"].measured) == "150.0", timeout=2000)


def test_nothing_to_predict_is_no_panel(bench: Workbench) -> None:
    open_with(bench, lambda parameters, snapshot: LINES)
    open_with(bench, lambda parameters, snapshot: ())

    assert not bench.theory.isVisible()
    assert bench.theory.rows == {}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"), (float("nan"), "—"), (float("inf"), "∞"), (0.0, "0"), (187.3148, "187.3"), (-0.5, "−0.5000"),
        (0.0089833, "0.008983"), (12345.678, "12346"), (1234567.0, "1.2e6"), (2e-7, "2.0e-7"), (10.0, "10.00"),
    ],
)  # fmt: skip
def test_numbers_have_four_digits(value: float | None, text: str) -> None:
    assert _number(value) == text.replace("e-", "e−")


@pytest.mark.parametrize(
    ("predicted", "measured", "text"),
    [(10.0, 10.01, "0.10 %"), (10.0, 9.0, "−10 %"), (-10.0, -9.0, "10 %"), (0.0, 0.25, "0.2500"),
     (1.0, 1000.0, "> 999 %"), (10.0, 10.0 - 1e-9, "0.00 %"), (1.0, None, ""), (1.0, float("nan"), "")],
)  # fmt: skip
def test_the_error_is_a_share_of_what_is_predicted(predicted: float, measured: float | None, text: str) -> None:
    assert _error(Prediction("x", predicted, measured)) == text


def test_beside_a_zero_the_error_is_no_share() -> None:
    assert _error(Prediction("x", -1.7e-13, -5.1e-13, "°", least=0.1)) == "0"
    assert _error(Prediction("x", 1e-4, 3e-4, "Hz", least=1e-3)) == "2.0e−4"


def test_a_line_without_number_and_reason_is_not_shown_until_it_has_one(bench: Workbench) -> None:
    line = Prediction("mute", None, None, "Hz")
    told = [line]
    open_with(bench, lambda parameters, snapshot: (LINES[0], *told))
    row = bench.theory.rows["mute"]
    assert not any(part.isVisible() for part in (row.name, row.predicted, row.measured, row.unit, row.verdict, row.why))

    row.show_line(replace(line, predicted=3.0))

    assert all(part.isVisible() for part in (row.name, row.predicted, row.measured, row.unit, row.verdict))


def test_what_is_counted_has_no_decimals(bench: Workbench) -> None:
    open_with(bench, lambda parameters, snapshot: (Prediction("pattern recalled", 3, 2, tolerance=0.0),))

    row = bench.theory.rows["pattern recalled"]
    assert (said(row.predicted), said(row.measured)) == ("3", "2")


def test_what_is_counted_may_not_be_a_number_yet(bench: Workbench) -> None:
    open_with(bench, lambda parameters, snapshot: (Prediction("pattern", float("inf"), float("nan"), tolerance=0.0),))

    row = bench.theory.rows["pattern"]
    assert (said(row.predicted), said(row.measured)) == ("∞", "—")


def test_inputs_are_titled_with_todays_numbers(bench: Workbench) -> None:
    bench.session.open(find("autapse"))
    wait_for_first(bench)

    bench.session.set_parameter("amplitude", 33.0)

    assert bench.inputs.switches["input"]._detail == "+33 Hz"


def test_the_clock_shows_when_the_run_was_paused(bench: Workbench) -> None:
    bench.session.run()
    bench.session.simulation.advance(200)

    bench.session.run(False)

    assert bench.transport.time.text() == f"{bench.session.simulation.time / 1000.0:.3f} s"
