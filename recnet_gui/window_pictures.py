"""`recnet gallery DIR`: a picture of the window for every scenario, drawn off-screen after some of its story."""

import re
import sys
import tempfile
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QMessageLogContext, QSize, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from recnet_core.errors import FileError, InvalidValueError
from recnet_core.plan import number, on_grid
from recnet_core.scenario import Scenario
from recnet_core.scenarios import all_scenarios, find
from recnet_gui import style
from recnet_gui.canvases import make_canvas
from recnet_gui.main_window import MainWindow
from recnet_gui.settings import Settings
from recnet_gui.thumbnail_pictures import draw_thumbnails, let_pass

SMALLEST, LARGEST = 640, 8000  # px
LONGEST = 600_000.0  # ms
SETTLING = 1.5  # s: sweeps, basins and typeset maths come in slices
SLICE = 10  # ms


def act_gallery(options: Namespace) -> int:
    """Write DIR/<key>.png for every scenario asked for; return the exit code.

    Raises
    ------
    RecNetError
        A size, time, key or folder that cannot be.
    """
    size = _size(options.size)
    chosen = {
        scenario.key: (scenario, _duration(options.duration, scenario))
        for scenario in [find(key) for key in options.keys] or all_scenarios()
    }
    folder = _folder(options.folder)
    qInstallMessageHandler(_tell)
    app = QApplication.instance() or QApplication(["recnet"])
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    style.load_fonts()
    if options.thumbnails:
        for scenario, duration in chosen.values():
            print(*draw_thumbnails(scenario, duration), sep="\n", flush=True)
    with tempfile.TemporaryDirectory() as own:
        window = _open_window(Path(own), size, options.theme)
        for scenario, duration in chosen.values():
            _tell_story(window, scenario, duration)
            path = folder / f"{scenario.key}.png"
            if not window.grab().save(str(path), "PNG"):
                raise FileError(f"cannot write '{path}'")
            print(path, flush=True)
        window.close()
    qInstallMessageHandler(None)
    return 0


def _folder(path: str) -> Path:
    """Return a folder, made if need be."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"cannot write into '{folder}': {error.strerror or error}") from None
    return folder


def _tell(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Pass on what Qt says, but for one line that its off-screen platform says of every window."""
    if "propagateSizeHints" not in message:
        print(f"recnet: {message}", file=sys.stderr)


def _duration(text: str | None, scenario: Scenario[Any]) -> float:
    """Return the model time asked for in ms, else as much as the time axes show."""
    duration = scenario.window if text is None else number("--for", text, 0.0, LONGEST)
    on_grid("--for", duration, scenario.dt)
    return duration


def _size(text: str) -> QSize:
    found = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text)
    if found is None or not all(SMALLEST <= int(side) <= LARGEST for side in found.groups()):
        raise InvalidValueError(f"--size: '{text}'; allowed: WIDTHxHEIGHT in px, each {SMALLEST} to {LARGEST}")
    return QSize(int(found[1]), int(found[2]))


def _open_window(folder: Path, size: QSize, theme: str) -> MainWindow:
    settings = Settings(folder / "settings.json")
    settings["theme"] = theme
    window = MainWindow(settings)
    window.resize(size)
    window.show()
    window.fill(make_canvas)
    assert window.workbench is not None
    window.workbench.fill_gallery()
    window.resize(size)
    return window


def _tell_story(window: MainWindow, scenario: Scenario[Any], duration: float) -> None:
    """Open a scenario, let its model time pass at once, and wait for what is computed in slices."""
    bench = window.workbench
    assert bench is not None
    session = bench.session
    session.run(False)
    session.open(scenario)
    _settle(0.0)  # canvases draw once they are on the screen
    steps = on_grid("--for", duration, session.simulation.dt)
    let_pass(session.simulation, max(0, steps - 1))
    for _ in range(min(1, steps)):
        session.step_once()
    if session.simulation.divergence is not None:
        print(f"recnet: {scenario.key} diverged", file=sys.stderr)
    bench.setFocus()
    _settle(SETTLING)


def _settle(seconds: float) -> None:
    """Let what waits happen, deleting what is gone and painting included."""
    until = time.monotonic() + seconds
    while True:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, SLICE)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if time.monotonic() >= until:
            return
        time.sleep(0.001 * SLICE)
