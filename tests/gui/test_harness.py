"""The tests' own nets hold: what must make a test fail does make it fail."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

CARELESS = """
import threading

from PySide6.QtCore import QObject, QThread, QTimer, Signal, qWarning
from PySide6.QtWidgets import QLabel


class Bell(QObject):
    rang = Signal()

    def answer(self):
        raise ValueError("raised in a slot")


def test_leaves_a_window(qtbot):
    global window
    window = QLabel("left", objectName="the label")
    window.show()


def test_leaves_a_timer(qtbot):
    global timer
    timer = QTimer(objectName="the clock")
    timer.start(1000)


def test_leaves_a_thread(qtbot):
    global thread
    thread = QThread(objectName="the worker")
    thread.start()


def test_raises_in_a_slot(qtbot):
    bell = Bell()
    bell.rang.connect(bell.answer)
    bell.rang.emit()


def test_warns_through_qt(qtbot):
    qWarning("said by Qt")


def test_is_tidy(qtbot):
    label = QLabel("closed by the fixture")
    qtbot.addWidget(label)
    label.show()
    clock = QTimer(label)
    clock.start(1000)


def test_stops_the_thread():
    timer.stop()
    thread.quit()
    assert thread.wait(5000)
"""


def test_leaks_and_swallowed_errors_fail_a_test(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:cacheprovider")
    shutil.copy(root / "pyproject.toml", pytester.path)
    (pytester.path / "tests/gui").mkdir(parents=True)
    for part in ("tests/conftest.py", "tests/gui/conftest.py"):
        shutil.copy(root / part, pytester.path / part)
    (pytester.path / "tests/gui/test_careless.py").write_text(CARELESS)

    result = pytester.runpytest_subprocess("-q")

    result.assert_outcomes(passed=5, failed=2, errors=3)
    result.stdout.fnmatch_lines(["*left behind: QLabel('the label')"])
    result.stdout.fnmatch_lines(["*left behind: QTimer('the clock'), started at test_careless.py:*"])
    result.stdout.fnmatch_lines(["*left behind: QThread('the worker'), started at test_careless.py:*"])
    result.stdout.fnmatch_lines(["*ValueError: raised in a slot*"])
    result.stdout.fnmatch_lines(["*said by Qt*"])


def test_settings_go_to_a_home_of_the_test(tmp_path_factory: pytest.TempPathFactory) -> None:
    base = str(tmp_path_factory.getbasetemp())
    assert os.environ["HOME"].startswith(base)
    assert os.environ["XDG_CONFIG_HOME"].startswith(base)


@pytest.mark.xserver
def test_the_x_server_has_a_projector_s_screen(qtbot: QtBot) -> None:
    assert QGuiApplication.platformName() == "xcb"
    assert QGuiApplication.primaryScreen().size().toTuple() == (1920, 1080)
