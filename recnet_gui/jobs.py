"""`Jobs`: work that would hold up the window goes to a process of its own; the newest question wins.

Threads do not help: LAPACK's eigenvalue routines keep Python's lock for the whole call.
"""

import atexit
import logging
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

log = logging.getLogger(__name__)

LOOK = 30  # ms between two looks at what is under way

_pool: ProcessPoolExecutor | None = None


class Jobs(QObject):
    """Answers one kind of question for one asker; while one is worked on, only the newest other waits.

    `answered(question, answer)` comes in the asker's thread. What fails is logged and never answered.
    """

    answered = Signal(object, object)

    def __init__(self, work: Callable[[Any], Any], parent: QObject | None = None) -> None:
        """Take the work: a module's own function of one argument that can be pickled."""
        super().__init__(parent)
        self._work = work
        self._running: tuple[Any, Future[Any]] | None = None
        self._next: list[Any] = []
        self._looks = QTimer(self)
        self._looks.setInterval(LOOK)
        self._looks.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether something is worked on."""
        return self._running is not None

    def ask(self, question: Any) -> None:
        """Ask; an older question that still waits is forgotten."""
        self._next = [question]
        if self._running is None:
            self._begin()

    def forget(self) -> None:
        """Want no answer any more; what is under way ends unheard."""
        self._next = []
        self._running = None
        self._looks.stop()

    def _begin(self) -> None:
        question = self._next.pop()
        self._running = question, _submitted(self._work, question)
        self._looks.start()

    def _look(self) -> None:
        if self._running is None or not self._running[1].done():
            return
        question, future = self._running
        self._running = None
        self._looks.stop()
        error = future.exception()
        if error is not None:
            log.error("%s failed: %s", self._work.__name__, error)
        if self._next:
            self._begin()
        if error is None:
            self.answered.emit(question, future.result())


def _submitted(work: Callable[[Any], Any], question: Any) -> Future[Any]:
    """Hand work to the process; one that has died, of too little memory say, is replaced."""
    try:
        return _the_pool().submit(work, question)
    except BrokenExecutor:
        end()
        return _the_pool().submit(work, question)


def _the_pool() -> ProcessPoolExecutor:
    global _pool  # noqa: PLW0603  one for the program: a process costs 0.3 s and 60 MB
    if _pool is None:
        _pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _stay_quiet)
        atexit.register(end)
    return _pool


def _stay_quiet() -> None:
    """Leave Ctrl-C in the terminal to the program, which ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def end() -> None:
    """End the process, whatever it is at."""
    global _pool  # noqa: PLW0603
    if _pool is None:
        return
    processes = list((_pool._processes or {}).values())
    _pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    _pool = None
