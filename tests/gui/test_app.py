"""The application as a process, and its one dialog for the unexpected."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from recnet_gui import paths
from recnet_gui.errors import ErrorHook
from recnet_gui.main_window import MainWindow
from recnet_gui.workbench import Workbench

PROGRAM = "import sys; from recnet_gui.app import run; sys.exit(run(profile_start=True))"


def started(root: Path, program: str = PROGRAM, **variables: str) -> subprocess.Popen[str]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"} | variables
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=root, env=environment, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    try:
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, out, err


def test_it_quits_by_itself_when_asked_to_and_tells_how_long_the_start_took(root: Path) -> None:
    begun = time.monotonic()

    code, out, err = finish(started(root, RECNET_QUIT_AFTER_S="0.7"))

    assert (code, err) == (0, "")
    assert time.monotonic() - begun > 0.7
    notes = [line.split(" ms ") for line in out.splitlines()]
    assert [what.strip() for _, what in notes] == [
        "application made", "window made", "shell painted", "canvases made", "canvases painted, running",
    ]  # fmt: skip
    times = [int(ms) for ms, _ in notes]
    assert times == sorted(times)
    assert times[0] > 20
    assert paths.settings_file().is_file()
    assert paths.log_file().is_file()


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_closes_it_cleanly(root: Path, which: signal.Signals) -> None:
    process = started(root)
    assert process.stdout is not None
    while "running" not in process.stdout.readline():
        assert process.poll() is None

    process.send_signal(which)

    assert finish(process)[0] == 0
    assert paths.settings_file().is_file()


def test_the_shell_stands_before_the_core_is_imported(root: Path) -> None:
    program = (
        "import sys; import recnet_gui.app; heavy = {'numpy', 'scipy', 'pyqtgraph', 'recnet_core'} & set(sys.modules);"
        "print(sorted(heavy)); sys.exit(len(heavy))"
    )

    assert finish(started(root, program)) == (0, "[]\n", "")


def test_a_home_that_cannot_be_written_does_not_stop_it(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    nowhere = str(tmp_path / "file" / "x")

    code, _, err = finish(started(root, RECNET_QUIT_AFTER_S="0.1", XDG_CONFIG_HOME=nowhere, XDG_STATE_HOME=nowhere))

    assert code == 0
    assert "no log file" in err


def test_an_error_while_starting_is_seen_in_the_exit_code(root: Path) -> None:
    broken = "import recnet_gui.canvases as c; c.TABLE.clear();" + PROGRAM

    code, _, _ = finish(started(root, broken, RECNET_QUIT_AFTER_S="0.1"))

    assert code == 1
    assert "KeyError" in paths.log_file().read_text()


def test_the_unexpected_shows_one_dialog_and_the_run_goes_on(
    qtbot: QtBot, window: MainWindow, bench: Workbench, caplog: pytest.LogCaptureFixture
) -> None:
    hook = ErrorHook("/somewhere/recnet.log", window)
    bench.session.run()

    for text in ("first", "second", "third"):
        try:
            raise RuntimeError(text)
        except RuntimeError as error:
            hook.caught(type(error), error, error.__traceback__)

    dialog = hook.dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert "2 more" in dialog.windowTitle()
    assert dialog.others.isVisible()
    assert dialog.others.text() == "2 more errors since; all are in the log /somewhere/recnet.log"
    assert "RuntimeError: first" in dialog.report.toPlainText()
    assert "second" not in dialog.report.toPlainText()
    assert "RuntimeError: third" in caplog.text
    dialog.copy_button.click()
    assert "PySide" in QGuiApplication.clipboard().text()
    frames = bench.stage.canvases[0].frames
    qtbot.waitUntil(lambda: bench.stage.canvases[0].frames > frames + 2, timeout=3000)
    dialog.close_button.click()
    qtbot.waitUntil(lambda: hook.dialog is None, timeout=3000)


def test_an_error_in_a_slot_reaches_the_dialog(root: Path) -> None:
    program = """
import sys
from PySide6.QtCore import QTimer
from recnet_gui import app
fill = app.MainWindow.fill
def broken(window, make):
    fill(window, make)
    QTimer.singleShot(10, boom)
def boom():
    raise ValueError("boom")
app.MainWindow.fill = broken
sys.exit(app.run())
"""
    code, _, _ = finish(started(root, program, RECNET_QUIT_AFTER_S="0.5"))

    assert code == 1
    assert "ValueError: boom" in paths.log_file().read_text()
