"""From steps to times and back, over changes of dt."""

from collections.abc import Callable, Iterable

from recnet_core.journal import Event, SetMethod
from recnet_core.moment import Clock


def clock_after(clock: Clock, events: Iterable[Event], step: int) -> Clock:
    """Return the clock in force at `step`, when `clock` was in force before the first of `events`."""
    for event in events:
        if isinstance(event.change, SetMethod) and event.step <= step:
            clock = clock.with_dt(event.step, event.change.dt)
    return clock


def nearest_step(time: float, last: int, time_of: Callable[[int], float]) -> int:
    """Return the step within 0…last whose time is nearest to `time` (ms); the later of two equally near."""
    low, high = 0, last
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if time_of(middle) < time else (low, middle)
    if low and time - time_of(low - 1) < time_of(low) - time:
        return low - 1
    return low
