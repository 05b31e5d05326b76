"""The application: start in two steps (shell, then canvases), log, error report, a clean end."""

import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QMessageLogContext, QObject, QSocketNotifier, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from recnet_gui import paths, style
from recnet_gui.errors import ErrorHook
from recnet_gui.main_window import MainWindow
from recnet_gui.profile import Profile
from recnet_gui.settings import Settings
from recnet_gui.style import E_BLUE

log = logging.getLogger("recnet")

LARGEST_LOG = 1_000_000  # bytes; a longer one is begun anew
QUIT_AFTER = "RECNET_QUIT_AFTER_S"


def run(argv: Sequence[str] = (), profile_start: bool = False, started: float | None = None) -> int:
    """Open the window and stay until it is closed; return the exit code.

    `started` is `time.perf_counter()` at the start of the process, for where the system does not tell it.
    The exit code is 0, but 1 if RECNET_QUIT_AFTER_S is set and an error was reported: for tests of source and bundle.
    """
    profile = Profile(profile_start, started)
    start_log()
    app = QApplication(["recnet", *argv])
    app.setApplicationName("RecNet")
    app.setStyle("Fusion")
    style.load_fonts()
    profile.note("application made")
    starter = Starter(profile)
    hook = ErrorHook(str(paths.log_file()), starter.window)
    with hook.installed(), _clean_interrupt(starter.window):
        starter.window.show()
        code = app.exec()
    qInstallMessageHandler(None)
    return code or int(hook.count > 0 and QUIT_AFTER in os.environ)


class Starter(QObject):
    """Shows the shell first, brings the canvases in the turn after its first paint, and quits when asked to."""

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._profile = profile
        self.window = MainWindow(Settings(paths.settings_file()))
        profile.note("window made")
        profile.painted.connect(self._painted)
        profile.watch(self.window, "shell painted")

    def _painted(self, what: str) -> None:
        if what == "shell painted":
            QTimer.singleShot(0, self._bring_canvases)
        else:
            self._profile.report()
            self._plan_quit()

    def _bring_canvases(self) -> None:
        try:
            from recnet_gui.canvases import make_canvas

            self.window.fill(make_canvas)
        except BaseException:
            self._plan_quit()
            raise
        self.window.setWindowIcon(window_icon())
        self._profile.note("canvases made")
        self._profile.watch(self.window, "canvases painted, running")

    def _plan_quit(self) -> None:
        text = os.environ.get(QUIT_AFTER)
        if text is None:
            return
        try:
            milliseconds = round(float(text) * 1000.0)
        except (ValueError, OverflowError):  # a word, nan, inf
            log.warning("%s=%s is not a number of seconds; ignored", QUIT_AFTER, text)
            return
        QTimer.singleShot(min(max(0, milliseconds), 2**31 - 1), self.window.close)


def window_icon() -> QIcon:
    """Return the program's mark for title bars and task lists."""
    from recnet_gui.widgets.icons import pixmap

    made = QIcon()
    for size in (16, 32, 64, 128):
        made.addPixmap(pixmap("recnet", E_BLUE, size))
    return made


def start_log() -> None:
    """Log into the file of this machine's log folder, or only to stderr where that cannot be written."""
    path = paths.log_file()
    handlers: list[logging.Handler] = []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        too_large = path.exists() and path.stat().st_size > LARGEST_LOG
        handlers.append(logging.FileHandler(path, mode="w" if too_large else "a", encoding="utf-8"))
    except OSError as error:
        print(f"recnet: no log file ({error})", file=sys.stderr)
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.INFO, handlers=handlers or None, format=form, force=True)
    qInstallMessageHandler(_log_qt)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    level = {
        QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
    }.get(kind, logging.ERROR)  # fmt: skip
    logging.getLogger("qt").log(level, "%s", message)
    if kind == QtMsgType.QtFatalMsg:  # Qt ends the program next
        print(f"recnet: {message}", file=sys.stderr)


class _Waker(QObject):
    """Closes the window when a signal wakes the event loop; no timer is needed for it."""

    def __init__(self, window: MainWindow, end: socket.socket) -> None:
        super().__init__()
        self._window, self._end = window, end
        self._notifier = QSocketNotifier(end.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    def _woken(self) -> None:
        self._end.recv(64)
        self._window.close()


@contextlib.contextmanager
def _clean_interrupt(window: MainWindow) -> Iterator[None]:
    """Let Ctrl-C in the terminal close the window as its own button does."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    waker = _Waker(window, ours)
    before = {which: signal.signal(which, _nothing) for which in (signal.SIGINT, signal.SIGTERM)}
    old = signal.set_wakeup_fd(theirs.fileno())
    try:
        yield
    finally:
        signal.set_wakeup_fd(old)
        for which, handler in before.items():
            signal.signal(which, handler)
        waker.deleteLater()
        ours.close()
        theirs.close()


def _nothing(number: int, frame: object) -> None:
    """Leave it to the event loop, which the signal has woken."""
