"""The driver: wall time becomes steps, frame by frame, and it tells the speed that is really reached."""

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer, Signal

FRAME = 16  # ms
STALL = 100.0  # ms; what a longer stall takes is forgotten, not caught up
BUDGET = 0.008  # s a frame may step
TEXT_PERIOD = 0.25  # s between two speeds told

SLOWEST, FASTEST = 0.01, 20.0  # × real time


class StepClock:
    """Turns elapsed wall time into whole steps and keeps the rest: it loses no step and invents none."""

    def __init__(self) -> None:
        self.owed = 0.0  # ms of the run, always less than a step after `due`

    def due(self, elapsed: float, speed: float, dt: float) -> int:
        """Return how many steps of `dt` ms are due after `elapsed` ms of wall time at `speed`."""
        self.owed += min(max(elapsed, 0.0), STALL) * speed
        steps = int(self.owed // dt)
        self.owed = max(0.0, self.owed - steps * dt)
        return steps

    def forget(self) -> None:
        """Drop what is owed, at a pause or a seek."""
        self.owed = 0.0


class SpeedMeter:
    """The speed reached, smoothed: model time over wall time, told a few times a second."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Start anew."""
        self._model, self._wall, self.speed = 0.0, 0.0, 0.0

    def add(self, model: float, wall: float) -> bool:
        """Count `model` ms done in `wall` s; return whether there is news to tell."""
        self._model += model
        self._wall += wall
        if self._wall < TEXT_PERIOD:
            return False
        now = self._model / (self._wall * 1000.0)
        self.speed = now if self.speed == 0.0 else 0.5 * (self.speed + now)
        self._model = self._wall = 0.0
        return True


class Driver(QObject):
    """A precise 16 ms timer that runs only while the network runs.

    Parameters
    ----------
    advance : (steps, deadline in seconds of perf_counter) -> steps done

    Attributes
    ----------
    dt : ms a step; speed : wished, × real time (by `set_speed`)
    """

    ticked = Signal()  # once a frame in which there were steps
    reached = Signal(float)  # the speed really reached, four times a second
    speed_changed = Signal(float)  # the speed wished

    def __init__(self, advance: Callable[[int, float], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._advance = advance
        self.dt, self.speed = 0.5, 1.0
        self._clock, self._meter, self._last = StepClock(), SpeedMeter(), 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._frame)

    @property
    def running(self) -> bool:
        """Whether the timer runs."""
        return self._timer.isActive()

    def start(self) -> None:
        """Go."""
        self._clock.forget()
        self._meter.reset()
        self._last = perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """Stop; no timer is left behind."""
        self._timer.stop()

    def set_speed(self, speed: float) -> None:
        """Wish for a speed, × real time, kept within what is allowed."""
        self.speed = min(FASTEST, max(SLOWEST, speed))
        self._meter.reset()
        self.speed_changed.emit(self.speed)

    def slower(self) -> None:
        """Half the speed."""
        self.set_speed(self.speed / 2.0)

    def faster(self) -> None:
        """Twice the speed."""
        self.set_speed(self.speed * 2.0)

    def _frame(self) -> None:
        now = perf_counter()
        wall, self._last = now - self._last, now
        steps = self._clock.due(wall * 1000.0, self.speed, self.dt)
        done = self._advance(steps, now + BUDGET) if steps else 0
        if self._meter.add(done * self.dt, wall):
            self.reached.emit(self._meter.speed)
        if steps:
            self.ticked.emit()
