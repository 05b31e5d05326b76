"""Every action of the table: words, a key of its own, an icon, and a handler that runs."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence

from recnet_gui.actions import ACTIONS, Entry, key_text
from recnet_gui.widgets import icons
from recnet_gui.workbench import Workbench

every_action = pytest.mark.parametrize("entry", ACTIONS, ids=lambda entry: entry.name)


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
def test_an_action_runs_from_its_key_and_its_tip_names_it(bench: Workbench, entry: Entry) -> None:
    action = bench.table[entry.name]

    assert not action.icon().isNull()
    assert key_text(entry) in action.toolTip().replace("&lt;", "<")
    action.trigger()
    if entry.name == "full_screen":
        action.trigger()
