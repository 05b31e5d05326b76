"""`Meter`: asks the scenario's theory four times a second, as long as somebody looks."""

import logging
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from recnet_core.snapshot import Snapshot
from recnet_core.theory import Prediction
from recnet_gui.session import Session

log = logging.getLogger(__name__)

FIRST = 100  # ms after a scenario was opened
PERIOD, SLOW_PERIOD = 250, 1000  # ms between two answers
SLOW = 0.004  # s; theory that takes longer is asked once a second only


class Meter(QObject):
    """Tells predictions and what is measured of them.

    Attributes
    ----------
    predictions : what was told last
    """

    told = Signal(object)  # tuple of Prediction

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._clients: list[Callable[[], bool]] = []
        self.predictions: tuple[Prediction, ...] = ()
        self._failed, self._last, self._period = False, 0.0, PERIOD
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        session.ticked.connect(self._plan)
        session.scenario_changed.connect(self._begin)

    def serve(self, looks: Callable[[], bool]) -> None:
        """Ask as long as `looks()` says that somebody looks."""
        self._clients.append(looks)

    def refresh(self) -> None:
        """Ask soon: somebody began to look."""
        self._plan(None)

    def _begin(self) -> None:
        """Forget the old scenario; the new one's picture comes before its theory."""
        self._failed, self._last, self._period = False, 0.0, PERIOD
        self.predictions = ()
        self.told.emit(())
        self._timer.start(FIRST)

    def _plan(self, snapshot: Snapshot | None) -> None:
        if not self._timer.isActive() and any(looks() for looks in self._clients):
            waited = (perf_counter() - self._last) * 1000.0
            self._timer.start(max(0, round(self._period - waited)))

    def _ask(self) -> None:
        run, started = self._session.simulation, perf_counter()
        try:
            self.predictions = tuple(self._session.scenario.theory(run.parameters, run.snapshot()))
            self._failed = False
        except Exception:
            if not self._failed:  # once, not four times a second
                log.exception("theory of %s", self._session.scenario.key)
            self._failed = True
            self.predictions = tuple(
                replace(line, predicted=None, measured=None, note="This could not be computed; the log says why.")
                for line in self.predictions
            )
        self._last = perf_counter()
        self._period = SLOW_PERIOD if self._last - started > SLOW else PERIOD
        self.told.emit(self.predictions)
