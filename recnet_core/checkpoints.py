"""Moments kept along a run, so that any step is reached again by a short replay; their number stays bounded."""

from bisect import bisect_right

from recnet_core.moment import Moment
from recnet_core.steppers.flows import STRETCH

MOST = 1024


class Checkpoints:
    """Moments at multiples of a spacing, each taken before the events of its own step; the first is the start.

    When there are too many every other one goes and the spacing doubles: memory stays flat, a seek replays more.
    """

    def __init__(self, start: Moment) -> None:
        self._moments = [start]
        self.spacing = STRETCH

    @property
    def start(self) -> Moment:
        """The moment before the first event."""
        return self._moments[0]

    def offer(self, moment: Moment) -> None:
        """Keep `moment` if it lies on the spacing and is new."""
        if moment.step % self.spacing or moment.step <= self._moments[-1].step:
            return
        self._moments.append(moment)
        if len(self._moments) > MOST:
            self.spacing *= 2
            self._moments = [m for m in self._moments if m.step % self.spacing == 0]

    def before(self, step: int) -> Moment:
        """Return the last moment at or before `step` (the start for a negative one)."""
        return self._moments[max(0, bisect_right(self._moments, step, key=_step_of) - 1)]

    def drop_after(self, step: int) -> None:
        """Forget the moments after `step`."""
        del self._moments[bisect_right(self._moments, step, key=_step_of) :]

    def copy_until(self, step: int) -> "Checkpoints":
        """Return the moments up to `step` in a store of their own."""
        twin = Checkpoints(self.start)
        twin._moments, twin.spacing = list(self._moments), self.spacing
        twin.drop_after(step)
        return twin


def _step_of(moment: Moment) -> int:
    return moment.step
