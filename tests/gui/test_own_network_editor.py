"""The editor of a network of one's own, by keys, clipboard and files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from recnet_core.journal import SetMethod, SetParameters, from_plain, to_plain
from recnet_core.scenarios import all_scenarios, find
from recnet_core.simulation import Simulation
from recnet_gui.main_window import MainWindow
from recnet_gui.panels.own_network import NetworkEditor
from recnet_gui.panels.own_network_table import short_text
from recnet_gui.session import Session
from recnet_gui.workbench import Workbench

Key, Button, CTRL = Qt.Key, Qt.MouseButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def editor(qtbot: QtBot, bench: Workbench) -> Iterator[NetworkEditor]:
    bench.session.open(find("own-network"))
    qtbot.mouseClick(bench.parameters.edit, Button.LeftButton)
    made = bench.parameters.editor
    assert isinstance(made, NetworkEditor)
    yield made
    made.close()


def matrix(bench: Workbench) -> np.ndarray:
    array: np.ndarray = bench.session.simulation.parameters.M.array
    return array


def cell(editor: NetworkEditor, row: int, column: int) -> QModelIndex:
    index = editor.models[editor.page].index(row, column)
    editor.views[editor.page].setCurrentIndex(index)
    return index


def type_into(qtbot: QtBot, editor: NetworkEditor, row: int, column: int, text: str) -> None:
    cell(editor, row, column)
    view = editor.views[editor.page]
    view.edit(view.currentIndex())
    field = view.viewport().findChildren(QLineEdit)[-1]  # those of before wait for their deletion
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Key.Key_Return)
    QApplication.processEvents()  # Qt takes the text over a moment later


def copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def test_only_a_scenario_with_tables_offers_the_editor(bench: Workbench) -> None:
    for scenario in all_scenarios():
        bench.session.open(scenario)
        assert bench.parameters.edit.isVisible() == (scenario.key == "own-network")


def test_a_typed_number_acts_at_once_and_is_one_undo_step(
    qtbot: QtBot, bench: Workbench, editor: NetworkEditor
) -> None:
    before = matrix(bench).copy()

    type_into(qtbot, editor, 1, 4, "0,25")

    assert matrix(bench)[1, 4] == 0.25
    assert bench.session.undo_stack.undoText() == "M edited"
    bench.table["undo"].trigger()
    assert np.array_equal(matrix(bench), before)
    assert editor.models[0].table[1, 4] == before[1, 4]
    assert not bench.session.undo_stack.canUndo()
    bench.table["redo"].trigger()
    assert editor.models[0].table[1, 4] == 0.25


def test_a_bad_cell_turns_red_says_why_and_is_not_applied(
    qtbot: QtBot, bench: Workbench, editor: NetworkEditor
) -> None:
    before = matrix(bench).copy()

    type_into(qtbot, editor, 1, 4, "abc")

    index = editor.models[0].index(1, 4)
    assert editor.message.isVisible()
    assert "M[2, 5]: 'abc' is not a number" in editor.message.text()
    assert index.data() == "abc"
    assert index.data(Qt.ItemDataRole.ForegroundRole).name().lower() == bench._theme.error.lower()
    assert np.array_equal(matrix(bench), before)
    assert not bench.session.undo_stack.canUndo()

    type_into(qtbot, editor, 0, 0, "0.5")
    assert matrix(bench)[0, 0] == 0.5, "a good cell acts beside a bad one"
    assert index.data() == "abc"
    assert "M[2, 5]" in editor.message.text()
    type_into(qtbot, editor, 1, 4, "0.125")
    assert matrix(bench)[1, 4] == 0.125
    assert not editor.message.isVisible()


def test_escape_forgets_a_bad_cell_and_then_closes(qtbot: QtBot, bench: Workbench, editor: NetworkEditor) -> None:
    type_into(qtbot, editor, 1, 4, "abc")

    qtbot.keyClick(editor.views[0], Key.Key_Escape)
    assert editor.isVisible()
    assert not editor.message.isVisible()
    assert editor.models[0].index(1, 4).data() != "abc"
    qtbot.keyClick(editor.views[0], Key.Key_Escape)
    assert not editor.isVisible()


def test_the_keys_of_the_window_work_while_the_editor_has_the_keyboard(
    qtbot: QtBot, bench: Workbench, editor: NetworkEditor
) -> None:
    before = bench.session.simulation.parameters
    type_into(qtbot, editor, 1, 4, "0.5")
    view = editor.views[0]
    view.setFocus()

    qtbot.keyClick(view, Key.Key_Z, CTRL)
    assert bench.session.simulation.parameters == before
    qtbot.keyClick(view, Key.Key_Space)
    assert bench.session.driver.running
    bench.session.run(False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.11250, "0.1125"),
        (-0.08779, "−0.0878"),
        (-0.00031234, "−3.1e−4"),
        (-1234567.8, "−1.23e6"),
        (-1.5e-15, "−1.5e−15"),
        (1e6, "1000000"),
    ],
)
def test_a_number_fits_into_its_cell(value: float, text: str) -> None:
    assert short_text(value) == text


def test_a_cell_is_judged_while_it_is_typed(qtbot: QtBot, editor: NetworkEditor) -> None:
    cell(editor, 2, 3)
    view = editor.views[0]
    view.edit(view.currentIndex())
    field = view.viewport().findChild(QLineEdit)
    assert field is not None
    field.clear()

    qtbot.keyClicks(field, "1e")
    assert field.property("bad")
    assert "M[3, 4]: '1e' is not a number" in editor.message.text()
    qtbot.keyClicks(field, "-2")
    assert not field.property("bad")
    assert not editor.message.isVisible()
    qtbot.keyClick(field, Key.Key_Escape)


def test_digits_are_typed_into_the_table_and_do_not_switch_inputs(
    qtbot: QtBot, bench: Workbench, editor: NetworkEditor
) -> None:
    switches = dict(bench.session.simulation.switches)
    cell(editor, 0, 1)
    view = editor.views[0]
    view.setFocus()

    qtbot.keyClick(view, Key.Key_2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    assert field.text() == "2"
    qtbot.keyClick(field, Key.Key_Return)
    QApplication.processEvents()

    assert matrix(bench)[0, 1] == 2.0
    assert bench.session.simulation.switches == switches


def test_the_keyboard_goes_from_cell_to_cell_and_leaves_the_table(
    qtbot: QtBot, bench: Workbench, editor: NetworkEditor
) -> None:
    view = editor.views[0]
    for back in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        cell(editor, 0, 0)
        view.setFocus()
        qtbot.keyClick(view, Key.Key_Tab)
        assert (view.hasFocus(), view.currentIndex().column()) == (True, 1)

        qtbot.keyClick(view, Key.Key_Backtab if back.value else Key.Key_Tab, CTRL | back)

        assert not view.hasFocus()
        assert editor.isAncestorOf(QApplication.focusWidget())
    assert view.tabKeyNavigation()


def test_a_block_from_a_spreadsheet_is_pasted_and_copied_back(
    qtbot: QtBot, bench: Workbench, editor: NetworkEditor
) -> None:
    cell(editor, 2, 3)
    copy("1\t2,5\r\n-3\t4\r\n")

    qtbot.keyClick(editor.views[0], Key.Key_V, CTRL)

    assert matrix(bench)[2:4, 3:5].tolist() == [[1.0, 2.5], [-3.0, 4.0]]
    assert bench.session.undo_stack.count() == 1
    view, model = editor.views[0], editor.models[0]
    view.clearSelection()
    for row in (2, 3):
        for column in (3, 4):
            view.selectionModel().select(model.index(row, column), view.selectionModel().SelectionFlag.Select)
    qtbot.keyClick(view, Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "1.0\t2.5\n-3.0\t4.0"
    qtbot.keyClick(view, Key.Key_Delete)
    assert not matrix(bench)[2:4, 3:5].any()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1\t2\n3\tabc", "row 2, column 2: 'abc' is not a number"),
        ("1\t2\n3", "cells in row 2: 1"),
        ("", "empty"),
        ("nan", "not a finite number"),
        ("\t".join(["1"] * 17), "M: 1 × 17 is not square"),
        ("1e9", r"M[1, 1]: 1e+09 is out of range"),
    ],
)
def test_a_bad_block_changes_nothing_and_says_why(
    qtbot: QtBot, bench: Workbench, editor: NetworkEditor, text: str, words: str
) -> None:
    before = matrix(bench).copy()
    cell(editor, 0, 0)
    copy(text)

    qtbot.keyClick(editor.views[0], Key.Key_V, CTRL)

    assert words in editor.message.text()
    assert editor.message.isVisible()
    assert np.array_equal(matrix(bench), before)
    assert not bench.session.undo_stack.canUndo()


def test_a_whole_matrix_replaces_the_network_and_w_b_and_tau_follow(
    qtbot: QtBot, bench: Workbench, editor: NetworkEditor
) -> None:
    bench.session.simulation.advance(20)
    copy("0;0,5;0\n0,5;0;0\n0;0;0,1")

    qtbot.mouseClick(editor.replace, Button.LeftButton)

    run = bench.session.simulation
    assert run.system.size == 3
    assert [model.table.shape for model in editor.models] == [(3, 3), (3, 2), (3, 2)]
    assert bench.session.undo_stack.undoText() == "M replaced"
    bench.table["undo"].trigger()
    assert bench.session.simulation.system.size == 16
    assert editor.models[0].table.shape == (16, 16)
    assert bench.session.simulation.parameters == find("own-network").defaults


def test_n_and_k_grow_and_shrink_and_keep_what_fits(qtbot: QtBot, bench: Workbench, editor: NetworkEditor) -> None:
    before = matrix(bench).copy()
    field = editor.size_field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "18")
    qtbot.keyClick(field, Key.Key_Return)
    assert matrix(bench).shape == (18, 18)
    assert np.array_equal(matrix(bench)[:16, :16], before)
    assert not matrix(bench)[16:].any()
    assert bench.session.undo_stack.undoText() == "N 16 → 18"

    editor.show_page(1)
    field = editor.inputs_field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "3")
    qtbot.keyClick(field, Key.Key_Return)
    assert len(bench.session.simulation.system.inputs) == 3
    bench.table["undo"].trigger()
    bench.table["undo"].trigger()
    assert np.array_equal(matrix(bench), before)


def test_b_and_tau_are_typed_beside_each_other(qtbot: QtBot, bench: Workbench, editor: NetworkEditor) -> None:
    editor.show_page(2)

    type_into(qtbot, editor, 3, 0, "-5")
    type_into(qtbot, editor, 3, 1, "25")

    p = bench.session.simulation.parameters
    assert (p.b[3], p.tau[3], p.tau[2]) == (-5.0, 25.0, 10.0)
    assert bench.session.undo_stack.undoText() == "τ edited"
    type_into(qtbot, editor, 4, 1, "0")
    assert "tau[5]: 0 is out of range; allowed: 0.1 to 10,000 ms" in editor.message.text()
    assert bench.session.simulation.parameters == p


def test_every_builder_makes_a_network_that_runs(qtbot: QtBot, bench: Workbench, editor: NetworkEditor) -> None:
    line = editor.builder
    for index in range(1, line.choice.count()):  # the ring is there already
        line.choice.setCurrentIndex(index)
        line.choice.activated.emit(index)
        qtbot.mouseClick(line.make, Button.LeftButton)

        assert bench.session.undo_stack.undoText() == f"M built: {line.builder.title.lower()}"
        assert np.array_equal(matrix(bench), line.builder.build({}))
        assert bench.session.simulation.advance(20) == 20
    for _ in range(1, line.choice.count()):
        bench.table["undo"].trigger()
    assert bench.session.simulation.parameters == find("own-network").defaults


def test_a_bad_field_of_a_builder_says_why(qtbot: QtBot, bench: Workbench, editor: NetworkEditor) -> None:
    line = editor.builder
    line.choice.setCurrentIndex(1)
    line.choice.activated.emit(1)
    line.fields["eigenvalues"].setText("0.9+0.4i, 0.2")

    qtbot.mouseClick(line.make, Button.LeftButton)

    assert "stands alone" in editor.message.text()
    assert not bench.session.undo_stack.canUndo()


def test_a_file_is_loaded_into_the_table_that_is_seen(
    qtbot: QtBot, bench: Workbench, editor: NetworkEditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.save(tmp_path / "m.npy", np.eye(3) * 0.5)
    (tmp_path / "b.csv").write_text("1\n2\n3\n")
    for page, name, words in ((0, "m.npy", "M loaded from m.npy"), (2, "b.csv", "b loaded from b.csv")):
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, name=name: (str(tmp_path / name), ""))
        editor.show_page(page)
        qtbot.mouseClick(editor.load, Button.LeftButton)
        assert bench.session.undo_stack.undoText() == words
    assert np.array_equal(matrix(bench), np.eye(3) * 0.5)
    assert bench.session.simulation.parameters.b == (1.0, 2.0, 3.0)

    editor.load_file(str(tmp_path / "no.csv"))
    assert "No such file" in editor.message.text()


def test_a_smooth_f_changes_the_method_in_the_same_step(qtbot: QtBot, bench: Workbench, editor: NetworkEditor) -> None:
    session = bench.session
    session.set_method("exact", 0.5)
    editor.show_page(3)

    editor.function.choice.activated.emit(4)

    assert (session.simulation.parameters.F, session.simulation.method) == (4, "rk4")
    assert session.undo_stack.undoText() == "F: tanh"
    assert editor.function.choice.currentText() == "tanh"
    bench.table["undo"].trigger()
    assert (session.simulation.parameters.F, session.simulation.method) == (0, "exact")
    bench.table["redo"].trigger()
    assert (session.simulation.parameters.F, session.simulation.method) == (4, "rk4")
    bench.table["undo"].trigger()

    for value in (1, 3, 5, 4):  # one drag over functions of both kinds
        session.set_parameter("F", value)
    session.end_gesture()
    assert session.undo_stack.undoText() == "F linear → tanh"
    bench.table["undo"].trigger()
    assert (session.simulation.parameters.F, session.simulation.method) == (0, "exact")
    bench.table["redo"].trigger()
    assert (session.simulation.parameters.F, session.simulation.method) == (4, "rk4")


def test_presets_and_reset_all_find_a_method_that_suits(bench: Workbench, editor: NetworkEditor) -> None:
    session = bench.session
    refused: list[str] = []
    session.refused.connect(refused.append)
    session.set_method("exact", 0.5)
    for name in ("hopfield", "chain", "random", "ring"):
        session.apply_preset(name)
        assert session.simulation.parameters == session.scenario.parameters(name)
    session.apply_preset("hopfield")
    session.reset_all()
    while session.undo_stack.canUndo():
        session.undo_stack.undo()
    assert (session.simulation.method, session.simulation.parameters) == ("rk4", session.scenario.defaults)
    while session.undo_stack.canRedo():
        session.undo_stack.redo()
    assert not refused


def test_a_session_with_edits_replays_to_the_same_bits(session: Session) -> None:
    session.open(find("own-network"))
    session.set_method("exact", 0.5)
    session.simulation.advance(100)
    session.set_parameters({"M": np.diag([0.5, -0.2, 0.9])}, "M edited")
    session.simulation.advance(100)
    session.set_parameters({"F": 3, "tau": [5.0, 10.0, 20.0]}, "F and τ edited")
    session.simulation.advance(100)
    run, scenario = session.simulation, session.scenario

    again = Simulation(
        scenario.build,
        scenario.defaults,
        method=scenario.method,
        dt=scenario.dt,
        journal=from_plain(to_plain(run.journal)),
    )
    again.advance(300)

    assert again.v.tobytes() == run.v.tobytes()
    changes = [type(event.change) for event in run.journal]
    assert changes == [SetMethod, SetParameters, SetMethod, SetParameters]


def test_the_editor_follows_theme_text_size_and_scenario(
    qtbot: QtBot, window: MainWindow, bench: Workbench, editor: NetworkEditor
) -> None:
    width = editor.views[0].columnWidth(0)
    while window.look.theme.scale < 1.5:
        bench.table["larger"].trigger()
    bench.table["theme"].trigger()
    assert editor.views[0].columnWidth(0) > 1.4 * width
    assert window.look.theme.canvas in editor.styleSheet()

    bench.session.open(find("ei-oscillator"))
    assert not editor.isVisible()
    bench.session.open(find("own-network"))
    qtbot.mouseClick(bench.parameters.edit, Button.LeftButton)
    assert editor.isVisible()
    qtbot.keyClick(editor, Key.Key_Escape)
    assert not editor.isVisible()


def test_two_hundred_units_are_edited_without_a_long_wait(bench: Workbench, editor: NetworkEditor) -> None:
    from time import perf_counter

    table = np.random.default_rng(1).standard_normal((200, 200)) * 0.05
    bench.session.set_parameters({"M": table}, "M edited")
    start = perf_counter()
    for k in range(3):
        editor.models[0].setData(editor.models[0].index(k, k), "0.5")
    assert (perf_counter() - start) / 3 < 1.0
    assert matrix(bench)[2, 2] == 0.5
