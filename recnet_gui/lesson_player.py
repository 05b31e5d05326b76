"""`LessonPlayer`: does the acts of a lesson's step through the session; a wait passes in model time."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from recnet_core.journal import Change, SetMethod
from recnet_core.lessons.acts import Act, ApplyPreset, ResetAll, Running, UseMethod, Wait
from recnet_core.snapshot import Snapshot
from recnet_gui.commands import Act as Performed
from recnet_gui.commands import Restart
from recnet_gui.session import Session


class LessonPlayer(QObject):
    """Plays one step at a time; the changes of a step are one undo step.

    What is still to come is given up at the next `play`, when another scenario opens, when the run goes back in time or
    begins anew, and when the step is undone. Other acts of a person meanwhile stand, and the step goes on.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._words = ""
        self._left: list[Act] = []
        self._done: tuple[Performed, ...] = ()
        self._time, self._index, self._due = 0.0, 0, 0.0  # when it was seen last, the undo stack then, the wait's end
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._go_on)
        session.scenario_changed.connect(self.stop)
        session.ticked.connect(self._watch)
        session.undo_changed.connect(self._watch_undo)

    @property
    def waiting(self) -> bool:
        """Whether acts are still to come."""
        return bool(self._left) or self._turn.isActive()

    def play(self, title: str, acts: Sequence[Act]) -> None:
        """Do the acts of a step, up to its first wait now and the others when their time comes."""
        self.stop()
        self._words, self._left, self._done = f"lesson: {title}", list(acts), ()
        self._go_on()

    def stop(self) -> None:
        """Give up what is still to come."""
        self._left = []
        self._turn.stop()
        self._session.hold_at(None)

    def _go_on(self) -> None:
        """Do what comes before the next wait."""
        self._session.hold_at(None)
        left, self._left = self._left, []  # whatever the session tells meanwhile finds no wait
        while left and not isinstance(left[0].does, Wait):
            if isinstance(left[0].does, Running):
                self._session.run(left.pop(0).does.on)  # type: ignore[union-attr]
            elif not self._change(left):
                return
        if left:
            self._wait(left)

    def _change(self, left: list[Act]) -> bool:
        """Do the changes at the head of `left` together; return whether the session did them."""
        acts: list[Performed] = []
        while left and not isinstance(left[0].does, Wait | Running):
            acts += self._performed(left.pop(0), bool(acts) and isinstance(acts[0], Restart))
        if not self._session.follow(self._words, tuple(acts), self._done):
            return False
        self._done += tuple(acts)
        return True

    def _performed(self, act: Act, anew: bool) -> tuple[Performed, ...]:
        """Return an act as the session does it; `anew`: a new run began just before."""
        match act.does:
            case ResetAll():
                return (Restart(),)
            case ApplyPreset(name):
                return self._session.preset_acts(name)
            case UseMethod(name, dt):
                now = self._session.scenario.dt if anew else self._session.simulation.dt
                return (SetMethod(name, now if dt is None else dt),)
            case Wait() | Running():
                raise AssertionError(act.text)
            case change:
                made: Change = change
                return (made,)

    def _wait(self, left: list[Act]) -> None:
        wait = left.pop(0).does
        assert isinstance(wait, Wait)
        if not left:  # nothing comes after it
            self._session.run()
            return
        run = self._session.simulation
        self._left, self._time, self._due = left, run.time, run.time + wait.duration
        self._index = self._session.undo_stack.index()
        self._session.hold_at(self._due)  # a fast run would step over the moment
        self._session.run()

    def _watch(self, snapshot: Snapshot) -> None:
        """See whether the wait is over, or its run is."""
        if not self._left:
            return
        if snapshot.time < self._time:
            self.stop()
            return
        self._time = snapshot.time
        if snapshot.time >= self._due - 0.5 * snapshot.dt and not self._turn.isActive():
            self._turn.start()  # in a turn of its own: others are still drawing this moment

    def _watch_undo(self) -> None:
        """See whether the step was taken back."""
        before, self._index = self._index, self._session.undo_stack.index()
        if self._left and self._index < before:
            self.stop()
