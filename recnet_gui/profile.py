"""How long the start takes: notes in ms from the start of the process, and word of first paints."""

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget


class Profile(QObject):
    """Notes moments of the start, and prints them if asked to."""

    painted = Signal(str)  # what was watched for has been painted

    def __init__(self, wanted: bool, started: float | None = None) -> None:
        super().__init__()
        self._wanted, self._started = wanted, process_start(started)
        self._notes: list[tuple[str, float]] = []
        self._watched: QWidget | None = None
        self._what = ""

    def note(self, what: str) -> None:
        """Remember that `what` is done now."""
        self._notes.append((what, time.perf_counter() - self._started))

    def watch(self, window: QWidget, what: str) -> None:
        """Say when `window` has been painted the next time."""
        self._watched, self._what = window, what
        window.installEventFilter(self)

    def report(self) -> None:
        """Print the notes, if they were asked for."""
        if self._wanted:
            for what, seconds in self._notes:
                print(f"{seconds * 1000.0:7.0f} ms  {what}", flush=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look for the event after which a window has been painted."""
        if event.type() == QEvent.Type.UpdateRequest and self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None
            QTimer.singleShot(0, self._tell)
        return False

    def _tell(self) -> None:
        self.note(self._what)
        self.painted.emit(self._what)


def process_start(told: float | None = None) -> float:
    """Return when this process began, as `time.perf_counter()` would have said; `told` where the system does not."""
    now = time.perf_counter()
    if sys.platform != "linux":
        return now if told is None else told
    ticks = int(Path("/proc/self/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19])
    return now - (time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK"))
