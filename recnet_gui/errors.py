"""The exception hook: everything is logged, the first error is shown in one dialog, the run goes on."""

from __future__ import annotations

import contextlib
import logging
import platform
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6 import __version__ as pyside_version
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from recnet_gui.panels.report import ReportDialog

log = logging.getLogger("recnet.error")

LOGGED = 100  # errors of one session written in full


class ErrorHook:
    """Takes the place of `sys.excepthook` while the window is open.

    Attributes
    ----------
    dialog : the report on screen, None for none
    count : errors so far
    """

    def __init__(self, log_file: str, window: QWidget) -> None:
        self._log_file, self._window = log_file, window
        self.dialog: ReportDialog | None = None
        self.count = 0

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Catch what nobody caught."""
        before, sys.excepthook = sys.excepthook, self.caught
        try:
            yield
        finally:
            sys.excepthook = before

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log an error; show the first, count the others."""
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        self.count += 1
        text = "".join(traceback.format_exception(kind, error, trace))
        if self.count <= LOGGED:  # one a frame would fill the disk
            log.error("%s", text)
        if self.dialog is not None:
            self.dialog.count_another()
            return
        from recnet_gui.panels.report import ReportDialog

        self.dialog = ReportDialog(report(text), self._log_file, self._window)
        self.dialog.destroyed.connect(self._closed)
        self.dialog.show()

    def _closed(self) -> None:
        self.dialog = None


def report(text: str) -> str:
    """Return what helps who looks after the program: versions, machine, traceback."""
    from recnet_core import __version__

    about = f"RecNet {__version__}, Python {platform.python_version()}, PySide {pyside_version}, {platform.platform()}"
    return f"{about}\n\n{text}"
