"""The session: every act goes through the journal, can be undone, and time can be gone back in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from recnet_core.parameters import specs
from recnet_core.scenario import Preset
from recnet_core.scenarios import all_scenarios, find
from recnet_core.simulation import Simulation
from recnet_gui.session import Session

acts = st.one_of(
    st.tuples(st.just("parameter"), st.integers(0, 7), st.floats(0.0, 1.0)),
    st.tuples(st.just("input"), st.integers(0, 3), st.just(0.0)),
    st.tuples(st.just("undo"), st.just(0), st.just(0.0)),
    st.tuples(st.just("redo"), st.just(0), st.just(0.0)),
    st.tuples(st.just("seek"), st.just(0), st.floats(0.0, 1.0)),
    st.tuples(st.just("run"), st.integers(1, 80), st.just(0.0)),
    st.tuples(st.just("reset"), st.just(0), st.just(0.0)),
    st.tuples(st.just("method"), st.integers(0, 3), st.just(0.0)),
    st.tuples(st.just("preset"), st.integers(0, 2), st.just(0.0)),
    st.tuples(st.just("state"), st.just(0), st.floats(0.0, 50.0)),
    st.tuples(st.just("release"), st.just(0), st.just(0.0)),
)


def do(session: Session, act: tuple[str, int, float]) -> None:
    what, number, share = act
    run = session.simulation
    match what:
        case "parameter":
            all_of_them = specs(type(session.scenario.defaults))
            spec = all_of_them[number % len(all_of_them)]
            high = 40 if spec.name == "N" else spec.high
            value = spec.low + share * (high - spec.low)
            session.set_parameter(spec.name, round(value) if spec.integer else value)
        case "input":
            session.toggle_input(number)
        case "undo":
            session.undo_stack.undo()
        case "redo":
            session.undo_stack.redo()
        case "seek":
            session.seek(share * run.time_of(run.end_step))
        case "run":
            session._leave_future()
            session.simulation.advance(number)
            session._publish()
        case "reset":
            session.reset_state()
        case "method":
            session.set_method(("exact", "exponential", "rk4", "euler")[number], 0.5)
        case "preset":
            session.apply_preset(session.scenario.presets[number % len(session.scenario.presets)].name)
        case "state":
            session.set_state([share] * run.system.size)
        case "release":
            session.end_gesture()


def settings_of(session: Session) -> tuple[Any, ...]:
    run = session.simulation
    return run.parameters, run.switches, run.method, run.dt


@pytest.mark.parametrize("scenario", all_scenarios(), ids=lambda s: s.key)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(things=st.lists(acts, max_size=25))
def test_the_journal_of_any_session_replays_to_the_same_bits(
    qapp: Any, scenario: Any, things: list[tuple[str, int, float]]
) -> None:
    session = Session()
    session.open(scenario)
    for act in things:
        do(session, act)
    session._leave_future()
    session.simulation.advance(20)

    run = session.simulation
    twin = Simulation(scenario.build, scenario.defaults, method=scenario.method, dt=scenario.dt, journal=run.journal)
    twin.advance(run.step)

    assert twin.parameters == run.parameters
    assert twin.switches == run.switches
    assert np.array_equal(twin.v, run.v)
    session.deleteLater()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(things=st.lists(acts.filter(lambda a: a[0] not in ("undo", "redo", "seek")), max_size=20))
def test_undoing_all_brings_back_the_settings_and_redoing_all_those_of_the_end(
    qapp: Any, things: list[tuple[str, int, float]]
) -> None:
    session = Session()
    session.open(find("ei-oscillator"))
    first = settings_of(session)
    for act in things:
        do(session, act)
    last = settings_of(session)

    while session.undo_stack.canUndo():
        session.undo_stack.undo()
    assert settings_of(session) == first
    while session.undo_stack.canRedo():
        session.undo_stack.redo()
    assert settings_of(session) == last
    session.deleteLater()


def test_the_moves_of_one_drag_are_one_undo_step_in_words(session: Session) -> None:
    for value in (49.0, 40.0, 30.0):
        session.set_parameter("tau_I", value)
    session.end_gesture()
    session.set_parameter("tau_I", 20.0)

    assert session.undo_stack.count() == 2
    assert session.undo_stack.undoText() == "τ_I 30 → 20 ms"
    session.undo_stack.undo()
    assert session.undo_stack.undoText() == "τ_I 50 → 30 ms"
    session.undo_stack.undo()
    assert session.simulation.parameters.tau_I == 50.0


def test_a_drag_back_to_where_it_began_leaves_nothing_to_undo(session: Session) -> None:
    session.set_parameter("tau_I", 30.0)
    session.set_parameter("tau_I", 50.0)

    assert not session.undo_stack.canUndo()


def test_a_drag_there_and_back_over_time_can_still_be_undone_in_between(session: Session) -> None:
    session.set_parameter("tau_I", 30.0)
    session.simulation.advance(100)
    session.set_parameter("tau_I", 50.0)

    session.seek(25.0)
    assert session.simulation.parameters.tau_I == 30.0
    assert session.undo_stack.canUndo()
    session.undo_stack.undo()
    assert session.simulation.parameters.tau_I == 50.0


def test_a_refused_wish_after_going_back_spoils_nothing(session: Session) -> None:
    session.simulation.advance(100)
    session.toggle_input(0)
    session.simulation.advance(100)
    session.seek(10.0)
    session.set_method("euler", 1e9)

    assert session.simulation.end_step == 200
    session.seek(100.0)
    assert session.undo_stack.undoText() == "drive E on"


def test_undoing_a_preset_fires_no_input_again(session: Session) -> None:
    session.open(find("integrator-memory"))
    session.toggle_input(0)
    session.toggle_input(2)
    session.simulation.advance(100)
    session.apply_preset("leaky")
    assert not session.simulation.switches["pulse+"]
    session.simulation.advance(1000)
    session.undo_stack.undo()

    assert session.simulation.switches == {"pulse+": True, "pulse-": False, "burst": False}
    assert session.simulation.parameters.lambda1 == 1.0


def test_a_preset_begins_at_its_start_with_its_inputs(session: Session) -> None:
    session.toggle_input(1)
    session.simulation.advance(100)
    session.apply_preset("damped")

    run = session.simulation
    assert (run.v == run.system.start).all()
    assert run.switches == {"drive E": False, "drive I": False}
    assert run.time == 50.0
    again = Simulation(run._preparation.build, session.scenario.defaults, journal=run.journal, dt=run.dt)
    run.advance(40)
    again.advance(140)
    assert (again.v == run.v).all()


def test_a_preset_switches_on_what_its_system_has_and_the_old_one_has_not(session: Session) -> None:
    scenario = find("integrator-memory")
    other = Preset("with-burst", "With a burst", {"lambda1": 0.9}, on=("pulse+", "burst"))
    session.open(replace(scenario, presets=(*scenario.presets, other)))
    session.toggle_input(1)
    session.apply_preset("with-burst")

    assert session.simulation.switches == {"pulse+": True, "pulse-": False, "burst": True}


def test_going_on_after_going_back_keeps_what_is_remembered(session: Session) -> None:
    session.set_method("rk4", 0.05)
    session.simulation.advance(30_000)
    session.seek(1400.0)
    before = len(session.simulation.history)
    session.step_once()

    assert len(session.simulation.history) == before + 1 > 20_000


def test_undo_follows_time_back_and_forth(session: Session) -> None:
    session.simulation.advance(100)
    session.set_parameter("tau_I", 30.0)
    session.simulation.advance(100)
    session.toggle_input(0)
    session.simulation.advance(100)
    run = session.simulation

    session.seek(run.time_of(150))
    assert session.undo_stack.undoText() == "τ_I 50 → 30 ms"
    assert session.undo_stack.redoText() == "drive E on"
    session.seek(run.time_of(50))
    assert not session.undo_stack.canUndo()
    session.seek(run.time_of(300))
    assert session.undo_stack.undoText() == "drive E on"
    assert len(session.simulation.journal) == 2


def test_an_act_after_going_back_forks_the_run(session: Session) -> None:
    session.simulation.advance(400)
    session.toggle_input(0)
    session.simulation.advance(400)

    session.seek(100.0)
    session.toggle_input(1)

    run = session.simulation
    assert run.end_step == run.step == 200
    assert run.switches == {"drive E": False, "drive I": True}
    assert session.undo_stack.undoText() == "drive I on"


def test_running_after_going_back_goes_on_from_there(session: Session, qtbot: QtBot) -> None:
    session.simulation.advance(4000)
    session.seek(500.0)
    before = session.simulation.v

    with qtbot.waitSignal(session.driver.ticked, timeout=2000):
        session.run()
    session.run(False)

    run = session.simulation
    assert 500.0 < run.time == run.time_of(run.end_step) < 1000.0
    session.seek(500.0)
    assert np.array_equal(session.simulation.v, before)


def test_a_full_reset_can_be_undone(session: Session) -> None:
    session.set_parameter("tau_I", 30.0)
    session.toggle_input(0)
    session.set_method("euler", 1.0)
    session.simulation.advance(100)

    session.reset_all()
    assert session.simulation.step == 0
    assert settings_of(session)[0] == session.scenario.defaults
    session.undo_stack.undo()

    assert session.simulation.parameters.tau_I == 30.0
    assert session.simulation.switches["drive E"]
    assert session.simulation.method == "euler"


def test_a_soft_reset_changes_the_state_only(session: Session) -> None:
    session.set_parameter("tau_I", 30.0)
    session.simulation.advance(333)

    session.reset_state()

    assert session.simulation.step == 333
    assert session.simulation.v.tolist() == [30.0, 10.0]
    assert session.simulation.parameters.tau_I == 30.0


def test_another_number_of_units_is_shown_before_it_is_drawn(session: Session) -> None:
    session.open(find("integrator-memory"))
    seen: list[int] = []
    session.ticked.connect(lambda snapshot: seen.append(len(snapshot.v)))

    session.set_parameter("N", 31)
    session.undo_stack.undo()

    assert seen == [31, 20]


def test_divergence_stops_the_run_and_says_why(session: Session, qtbot: QtBot) -> None:
    said: list[str] = []
    session.diverged.connect(said.append)
    session.set_parameter("M_EE", 3.0)
    session.set_parameter("M_EI", 0.0)
    session.driver.set_speed(20.0)

    with qtbot.waitSignal(session.diverged, timeout=5000):
        session.run()

    assert not session.driver.running
    assert "E" in said[-1]
    session.run()
    assert not session.driver.running
    session.reset_state()
    assert said[-1] == ""
    session.run()
    assert session.driver.running


def test_what_cannot_be_done_is_refused_in_words_and_changes_nothing(session: Session) -> None:
    said: list[str] = []
    session.refused.connect(said.append)

    session.set_method("euler", 1e9)

    assert "out of range" in said[0]
    assert session.simulation.dt == 0.5
    assert not session.undo_stack.canUndo()


def test_a_wish_beyond_the_range_stops_at_its_end(session: Session) -> None:
    session.set_parameter("tau_I", 1e6)

    assert session.simulation.parameters.tau_I == 150.0


def test_a_burst_ends_by_itself_and_the_switch_says_so(session: Session) -> None:
    session.open(find("integrator-memory"))
    told: list[dict[str, bool]] = []
    session.switches_changed.connect(told.append)

    session.toggle_input(2)
    session.simulation.advance(300)
    session._publish()

    assert [switches["burst"] for switches in told] == [True, False]


def test_what_a_diverged_run_said_is_taken_back_by_a_new_run(session, qtbot):
    said = []
    session.diverged.connect(said.append)
    session.open(find("integrator-memory"))
    session.set_parameter("lambda1", 1.1)
    session.toggle_input(0)
    session.simulation.advance(100_000)
    session._publish()
    assert said[-1]
    session.reset_all()
    assert said[-1] == ""


def test_an_act_gives_a_diverged_run_another_chance(session: Session, qtbot: QtBot) -> None:
    session.open(find("integrator-memory"))
    session.set_parameter("lambda1", 1.1)
    session.toggle_input(0)
    session.simulation.advance(2900)
    assert session.simulation.divergence is None
    with qtbot.waitSignal(session.diverged, timeout=5000):
        session.run()
    assert not session.driver.running
    session.toggle_input(1)
    assert session.driver.running
    with qtbot.waitSignal(session.diverged, timeout=5000):
        pass
    assert not session.driver.running
    session.seek(0.0)
    session.toggle_input(1)
    assert not session.driver.running
