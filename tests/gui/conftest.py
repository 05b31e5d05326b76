"""What every test of the window shares: it must leave nothing behind.

A widget, timer or thread that outlives its test is a leak in the program, and later tests would pay for it.
"""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from recnet_gui.main_window import MainWindow
    from recnet_gui.session import Session
    from recnet_gui.workbench import Workbench


class Starts:
    """Who was started, and where in our code.

    Attributes
    ----------
    places
        Every object on which `start` was called, with the line that called it.
    """

    def __init__(self) -> None:
        self.places: dict[QObject, str] = {}

    def watch(self, kind: type[QObject], monkeypatch: pytest.MonkeyPatch) -> None:
        """Record every `start` of a class whose objects run until they are stopped."""
        original: Callable[..., None] = kind.start  # type: ignore[attr-defined]

        def start(this: QObject, *arguments: object) -> None:
            self.places[this] = place_of_call()
            original(this, *arguments)

        monkeypatch.setattr(kind, "start", start)

    def still_running(self) -> list[str]:
        """Name what runs, with the place where it was started."""
        return [f"{describe(one)}, started at {place}" for one, place in self.places.items() if is_running(one)]


def place_of_call() -> str:
    """Return file and line of the innermost caller outside this file."""
    for frame in reversed(traceback.extract_stack()):
        if frame.filename != __file__:
            return f"{Path(frame.filename).name}:{frame.lineno}"
    return "an unknown place"


def is_running(one: QObject) -> bool:
    if not isValid(one):
        return False
    return one.isRunning() if isinstance(one, QThread) else one.isActive()  # type: ignore[attr-defined]


def describe(one: QObject) -> str:
    name = one.objectName() or (one.windowTitle() if isinstance(one, QWidget) else "")
    return f"{type(one).__name__}({name!r})"


def top_level_widgets() -> list[QWidget]:
    """Return the windows, hidden ones too; a tooltip is Qt's own and goes when it likes."""
    if QApplication.instance() is None:
        return []
    return [w for w in QApplication.topLevelWidgets() if isValid(w) and type(w).__name__ != "QTipLabel"]


def delete_what_waits_for_it() -> None:
    """Run the deletions that Qt postpones to its event loop, and Python those that wait for its collector."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def _leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test that leaves a top-level widget, a running timer or a running thread, and name it."""
    widgets_before = top_level_widgets()
    starts = Starts()
    starts.watch(QTimer, monkeypatch)
    starts.watch(QThread, monkeypatch)
    yield

    def leaks() -> list[str]:
        widgets = [w for w in top_level_widgets() if w not in widgets_before]
        return [describe(w) for w in widgets] + starts.still_running()

    if leaks():
        delete_what_waits_for_it()
    if left := leaks():
        for widget in top_level_widgets():
            widget.deleteLater()  # so that only this test is blamed
        delete_what_waits_for_it()
        pytest.fail("left behind: " + "; ".join(left), pytrace=False)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """Open the window with canvases that only count, and pause it: a test moves time itself."""
    from recnet_gui import style
    from recnet_gui.main_window import MainWindow
    from recnet_gui.settings import Settings
    from tests.gui.standin import StandIn

    style.load_fonts()
    made = MainWindow(Settings(tmp_path / "settings.json"))
    qtbot.addWidget(made)
    with qtbot.waitActive(made, timeout=5000):
        made.show()
        made.activateWindow()
    made.fill(StandIn)
    made.resize(1400, 900)  # more than the screen of the tests
    assert made.workbench is not None
    made.workbench.session.run(False)
    made.workbench.fill_gallery()
    yield made
    made.close()


@pytest.fixture
def bench(window: MainWindow) -> Workbench:
    """Return what is in the window."""
    assert window.workbench is not None
    return window.workbench


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    """Open the E–I oscillator without a window."""
    from recnet_core.scenarios import find
    from recnet_gui.session import Session

    made = Session()
    made.open(find("ei-oscillator"))
    yield made
    made.run(False)
    made.deleteLater()
