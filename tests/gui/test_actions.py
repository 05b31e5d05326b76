"""Every action of the table: words, a key of its own, an icon, and a handler that its real keys call."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from recnet_gui.actions import ACTIONS, Entry, key_text
from recnet_gui.main_window import MainWindow
from recnet_gui.widgets import icons
from recnet_gui.workbench import Workbench

every_action = pytest.mark.parametrize("entry", ACTIONS, ids=lambda entry: entry.name)
every_key = pytest.mark.parametrize(
    ("entry", "key"),
    [(entry, key) for entry in ACTIONS for key in entry.keys],
    ids=lambda value: value.name if isinstance(value, Entry) else value,
)


@every_action
def test_an_action_has_words_keys_and_an_icon(entry: Entry) -> None:
    assert entry.text
    assert entry.tip.endswith(".")
    assert entry.keys
    assert all(not QKeySequence(key).isEmpty() for key in entry.keys)
    assert icons.exists(entry.icon)
    assert "−" in key_text(entry) or "-" not in key_text(entry)


def test_names_and_keys_are_unique() -> None:
    names = [entry.name for entry in ACTIONS]
    keys = [QKeySequence(key).toString() for entry in ACTIONS for key in entry.keys]

    assert len(set(names)) == len(names)
    assert len(set(keys)) == len(keys)


@every_action
def test_a_tip_names_the_key(bench: Workbench, entry: Entry) -> None:
    action = bench.table[entry.name]

    assert not action.icon().isNull()
    assert key_text(entry) in action.toolTip().replace("&lt;", "<")


def press(qtbot: QtBot, window: MainWindow, key: str) -> None:
    pressed = QKeySequence(key)[0]
    qtbot.keyClick(window.focusWidget() or window, pressed.key(), pressed.keyboardModifiers())


@every_key
def test_a_key_runs_its_action_and_no_other(
    qtbot: QtBot, window: MainWindow, bench: Workbench, monkeypatch: pytest.MonkeyPatch, entry: Entry, key: str
) -> None:
    called: list[tuple[str, tuple[object, ...]]] = []
    for action in bench.table.values():
        name, handler = action.entry.name, action._handler

        def spy(*arguments: object, name: str = name, handler: object = handler) -> None:
            called.append((name, arguments))
            handler(*arguments)  # type: ignore[operator]

        monkeypatch.setattr(action, "_handler", spy)
    prepare(bench)

    press(qtbot, window, key)

    assert called == [(entry.name, () if entry.argument is None else (entry.argument,))]


def prepare(bench: Workbench) -> None:
    """Do things that leave every action something to do."""
    session = bench.session
    session.set_parameter("tau_I", 30.0)
    session.end_gesture()
    session.set_parameter("tau_E", 12.0)
    session.end_gesture()
    session.undo_stack.undo()
    session.simulation.advance(400)
    session.seek(100.0)
