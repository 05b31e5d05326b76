"""The clock loses no step, forgets a stall, and the driver's timer runs only while the network runs."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from recnet_gui.driver import FASTEST, SLOWEST, STALL, Driver, SpeedMeter, StepClock

frames = st.lists(st.floats(0.0, STALL, allow_nan=False), min_size=1, max_size=200)


@given(frames, st.floats(SLOWEST, FASTEST), st.sampled_from((0.1, 0.25, 0.5, 1.0, 7.0, 20.0)))
def test_the_clock_loses_no_step(elapsed: list[float], speed: float, dt: float) -> None:
    clock = StepClock()

    steps = sum(clock.due(ms, speed, dt) for ms in elapsed)

    owed = sum(Fraction(ms * speed) for ms in elapsed) / Fraction(dt)
    assert math.floor(owed - Fraction(1, 10**6)) <= steps <= math.floor(owed + Fraction(1, 10**6))
    assert 0.0 <= clock.owed < dt


@given(st.floats(STALL, 1e6), st.floats(SLOWEST, FASTEST))
def test_a_stall_is_forgotten_not_caught_up(elapsed: float, speed: float) -> None:
    assert StepClock().due(elapsed, speed, 1.0) <= STALL * speed


def test_a_clock_that_goes_back_owes_nothing() -> None:
    assert StepClock().due(-5.0, 1.0, 0.5) == 0


def test_the_meter_tells_the_speed_four_times_a_second() -> None:
    meter = SpeedMeter()

    told = [meter.add(8.0, 0.016) for _ in range(100)]

    assert 4 <= sum(told) <= 7
    assert meter.speed == pytest.approx(0.5)


def test_the_timer_runs_only_while_the_network_runs(qtbot: QtBot) -> None:
    asked: list[int] = []

    def advance(steps: int, deadline: float) -> int:
        asked.append(steps)
        return steps

    driver = Driver(advance)
    assert not driver.running
    with qtbot.waitSignals([driver.ticked, driver.reached], timeout=3000):
        driver.start()
    driver.stop()
    count = len(asked)
    qtbot.wait(60)

    assert not driver.running
    assert len(asked) == count
    driver.deleteLater()


@pytest.mark.parametrize(("wished", "got"), [(1e6, FASTEST), (0.0, SLOWEST), (2.0, 2.0)])
def test_a_speed_stays_within_bounds(wished: float, got: float) -> None:
    driver = Driver(min)

    driver.set_speed(wished)

    assert driver.speed == got
