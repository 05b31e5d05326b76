"""The run: replay, rewind, fork, divergence, and that the way it is stepped never changes its bits."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recnet_core import scenarios
from recnet_core.checkpoints import MOST
from recnet_core.diagnosis import explain
from recnet_core.errors import InvalidValueError, UnknownNameError
from recnet_core.journal import (
    Event,
    Kick,
    ResetState,
    SetMethod,
    SetParameters,
    SetState,
    Switch,
    from_plain,
    to_plain,
)
from recnet_core.simulation import Simulation

EI = scenarios.find("ei-oscillator")
INTEGRATOR = scenarios.find("integrator-memory")


def run_of(scenario, **options):
    values = options.pop("values", {})
    return Simulation(scenario.build, scenario.parameters(**values), **options)


def ei_changes():
    return st.one_of(
        st.builds(Switch, st.sampled_from(["drive E", "drive I"]), st.booleans()),
        st.builds(lambda x: SetParameters({"tau_I": x}), st.floats(15, 100)),
        st.builds(lambda x: SetParameters({"M_EE": x}), st.floats(0, 2)),
        st.builds(lambda x, y: Kick((x, y)), st.floats(-20, 20), st.floats(-20, 20)),
        st.builds(lambda x, y: SetState((x, y)), st.floats(0, 60), st.floats(0, 60)),
        st.just(ResetState()),
        st.builds(
            SetMethod, st.sampled_from(["exact", "rk4", "euler", "exponential"]), st.sampled_from([0.25, 0.5, 1.0])
        ),
    )


def integrator_changes():
    return st.one_of(
        st.builds(Switch, st.sampled_from(["pulse+", "pulse-", "burst"]), st.booleans()),
        st.builds(lambda x: SetParameters({"lambda1": x}), st.sampled_from([0.9, 0.99, 1.0, 1.01])),
        st.builds(lambda x: SetParameters({"noise": x}), st.sampled_from([0.0, 2.0])),
        st.builds(lambda n: SetParameters({"N": n}), st.sampled_from([2, 7, 20])),
        st.just(ResetState()),
        st.builds(SetMethod, st.sampled_from(["exact", "rk4"]), st.sampled_from([0.5, 1.0])),
    )


def assert_same_bytes(one, other):
    rows = min(len(one.history), len(other.history))
    assert one.v.tobytes() == other.v.tobytes()
    assert one.switches == other.switches
    assert one.snapshot().spans == other.snapshot().spans
    for name in ("times", "v", "h", "integrals"):
        assert getattr(one.history, name)[-rows:].tobytes() == getattr(other.history, name)[-rows:].tobytes()


def live(scenario, acts, seed, remember=None):
    """Drive a run as a window would: a frame's steps, an act, and so on."""
    run = run_of(scenario, seed=seed, remember=remember)
    for steps, change in acts:
        run.advance(steps)
        run.apply(change)
    run.advance(37)
    return run


CASES = {
    "ei-oscillator": (EI, ei_changes()),
    "integrator-memory": (INTEGRATOR, integrator_changes()),
}


@pytest.mark.parametrize("key", CASES)
@settings(max_examples=25)
@given(data=st.data())
def test_replaying_the_journal_gives_the_same_bytes(key, data):
    scenario, changes = CASES[key]
    acts = data.draw(st.lists(st.tuples(st.integers(0, 400), changes), max_size=12))
    run = live(scenario, acts, seed=3)
    text = json.dumps(to_plain(run.journal))
    again = run_of(scenario, seed=3, journal=from_plain(json.loads(text)))
    again.advance(run.step)
    assert_same_bytes(again, run)


@pytest.mark.parametrize("key", CASES)
@settings(max_examples=15)
@given(data=st.data())
def test_seeking_shows_the_bytes_of_a_fresh_run(key, data):
    scenario, changes = CASES[key]
    acts = data.draw(st.lists(st.tuples(st.integers(0, 900), changes), max_size=6))
    run = live(scenario, acts, seed=5, remember=data.draw(st.sampled_from([None, 2048])))
    for step in data.draw(st.lists(st.integers(0, run.end_step), max_size=5)):
        run.seek(step)
        fresh = run_of(scenario, seed=5, journal=[event for event in run.journal if event.step <= step])
        fresh.advance(step)
        assert run.step == step
        assert_same_bytes(run, fresh)


def test_fifty_live_changes_replay_to_identical_bytes():
    generator = np.random.default_rng(1)
    run = run_of(EI)
    for _ in range(50):
        run.advance(int(generator.integers(1, 200)))
        run.apply(SetParameters({"tau_I": float(generator.uniform(15, 100))}))
        run.apply(Switch("drive E", bool(generator.integers(2))))
    run.advance(100)
    again = run_of(EI, journal=run.journal)
    again.advance(run.step)
    assert_same_bytes(again, run)


@settings(max_examples=20)
@given(st.lists(st.integers(1, 1500), min_size=1, max_size=12), st.sampled_from(["exact", "rk4"]), st.booleans())
def test_the_way_steps_are_divided_does_not_matter(parts, method, noisy):
    values = {"noise": 1.0 if noisy else 0.0, "N": 12}
    journal = (Event(10, Switch("burst", True)), Event(300, Switch("pulse-", True)))
    whole = run_of(INTEGRATOR, values=values, method=method, journal=journal)
    pieces = run_of(INTEGRATOR, values=values, method=method, journal=journal)
    whole.advance(sum(parts))
    for part in parts:
        pieces.advance(part)
    assert_same_bytes(whole, pieces)


def test_going_on_after_a_rewind_without_an_act_plays_the_same_future():
    run = run_of(EI)
    run.advance(500)
    run.apply(Switch("drive E", True))
    run.advance(2500)
    end = run.v
    run.seek(200)
    run.advance(2800)
    assert (run.v == end).all()


def test_an_act_after_a_rewind_drops_the_future():
    run = run_of(EI)
    run.advance(100)
    run.apply(Switch("drive E", True))
    run.advance(100)
    run.seek(50)
    run.apply(Kick((1.0, 0.0)))
    assert run.end_step == 50
    assert [type(e.change) for e in run.journal] == [Kick]


def test_a_fork_goes_its_own_way():
    run = run_of(EI)
    run.advance(3000)
    run.apply(Switch("drive E", True))
    run.advance(3000)
    run.seek(2000)
    twin = run.fork()
    assert twin.step == twin.end_step == 2000
    assert not twin.journal
    assert (twin.v == run.v).all()
    assert twin.history.v[-1000:].tobytes() == run.history.v[-1000:].tobytes()
    twin.apply(Kick((5.0, 0.0)))
    twin.advance(10)
    run.advance(10)
    assert (twin.v != run.v).any()
    assert run.end_step == 6000


def test_checkpoints_stay_few_and_every_step_stays_within_reach():
    run = run_of(INTEGRATOR, values={"N": 2}, remember=4096)
    run.apply(Switch("pulse+", True))
    run.advance(1_200_000)
    assert len(run._checkpoints._moments) <= MOST
    run.seek(123_456)
    assert run.step == 123_456
    assert run.time == pytest.approx(61_728.0)


def test_memory_of_rows_is_bounded():
    run = run_of(INTEGRATOR, remember=4096)
    run.advance(20_000)
    assert len(run.history) == 4096
    assert run.history.times[-1] == run.time
    assert np.allclose(np.diff(run.history.times), 0.5)


def test_a_burst_ends_by_itself():
    run = run_of(INTEGRATOR)
    run.apply(Switch("burst", True))
    run.advance(199)
    assert run.switches["burst"]
    run.advance(1)
    assert not run.switches["burst"]
    assert run.snapshot().spans[0].stop == 100.0


def test_time_goes_on_when_dt_changes():
    run = run_of(EI)
    run.advance(100)
    run.apply(SetMethod("rk4", 0.25))
    run.advance(100)
    assert run.time == 75.0
    assert run.time_of(50) == 25.0
    assert run.time_of(200) == 75.0
    assert run.step_at(25.1) == 50
    assert run.step_at(60.0) == 140


def test_another_number_of_units_starts_anew():
    run = run_of(INTEGRATOR)
    run.apply(Switch("burst", True))
    run.advance(300)
    run.apply(SetParameters({"N": 5}))
    assert run.v.shape == (5,)
    assert not run.v.any()
    run.advance(50)
    assert run.history.v.shape == (51, 5)
    run.seek(100)
    assert run.v.shape == (20,)


def test_divergence_stops_before_any_bad_row():
    run = run_of(INTEGRATOR, values={"lambda1": 1.05})
    run.apply(Switch("pulse+", True))
    run.advance(100_000)
    assert run.divergence is not None
    assert np.isfinite(run.history.v).all()
    assert run.step == run.divergence.step - 1
    assert run.advance(10) == 0
    run.apply(ResetState())
    assert run.divergence is None
    assert run.advance(10) == 10


def test_a_bad_euler_step_diverges_without_a_warning_and_the_method_is_blamed():
    run = run_of(EI, method="euler", dt=90.0, values={"tau_I": 20.0, "M_II": -2.0})
    run.advance(5000)
    assert run.divergence is not None
    assert np.isfinite(run.history.v).all()
    said = explain(run.divergence, run.system, run.method, run.dt, run.v, run.h)
    assert "the method does, Euler with dt = 90 ms" in said


def test_the_method_is_blamed_exactly_where_the_exact_solution_stays_bounded():
    rng = np.random.default_rng(0)
    blamed = []
    for _ in range(40):
        values = {"M_EE": rng.uniform(0.5, 2.3), "tau_I": rng.uniform(10, 100), "M_EI": rng.uniform(-2, 0)}
        run = run_of(EI, method=str(rng.choice(["euler", "rk4"])), dt=float(rng.choice([25.0, 40.0])), values=values)
        run.advance(4000)
        if run.divergence is not None:
            exact = run_of(EI, values=values)
            exact.advance(100_000)
            said = explain(run.divergence, run.system, run.method, run.dt, run.v, run.h)
            blamed.append("the method does" in said)
            assert blamed[-1] == (exact.divergence is None)
    assert {True, False} == set(blamed)


@pytest.mark.parametrize("method", ["exact", "rk4"])
def test_the_network_is_blamed_where_it_runs_away(method):
    run = run_of(INTEGRATOR, method=method, values={"lambda1": 1.05})
    run.apply(Switch("pulse+", True))
    run.advance(100_000)
    said = explain(run.divergence, run.system, run.method, run.dt, run.v, run.h)
    assert "Re μ = 5 1/s > 0, e-fold in 200 ms" in said


def test_a_growing_mode_at_rest_stays_at_rest():
    run = run_of(INTEGRATOR, values={"lambda1": 1.1, "tau": 1.0}, dt=1000.0)
    run.advance(100)
    assert run.divergence is None
    assert not run.v.any()


def test_divergence_with_a_full_memory_leaves_only_good_rows():
    run = run_of(INTEGRATOR, remember=2048)
    run.advance(5000)
    run.apply(SetParameters({"lambda1": 1.1}))
    run.apply(Switch("pulse+", True))
    run.advance(100_000)
    assert run.divergence is not None
    assert np.isfinite(run.history.v).all()
    assert (np.diff(run.history.times) == 0.5).all()


@pytest.mark.parametrize("dt", [0.05, 0.5, 1.0, 3.0, 100.0])
def test_a_change_of_dt_during_a_burst_never_stops_the_run(dt):
    for step in [*range(0, 200, 13), 198, 199]:
        run = run_of(INTEGRATOR, values={"N": 2})
        run.apply(Switch("burst", True))
        run.advance(step)
        run.apply(SetMethod("exact", dt))
        assert run.advance(5) == 5
        run.advance(round(100 / dt) + 1)
        assert not run.switches["burst"]


def test_an_event_that_cannot_act_says_so_every_time_and_the_past_stays_within_reach():
    journal = [Event(10, SetParameters({"N": 5})), Event(20, Kick((1.0,) * 20))]
    run = run_of(INTEGRATOR, journal=journal)
    for _ in range(2):
        with pytest.raises(InvalidValueError, match="20 values given; allowed: 5"):
            run.advance(50)
        assert run.step == run.end_step == 20
    run.seek(5)
    assert run.v.shape == (20,)
    run.drop_future()
    assert run.advance(50) == 50


def test_new_parameters_as_a_whole_are_one_act():
    run = run_of(EI)
    run.swap(EI.parameters(tau_I=30.0, M_EE=1.5))
    run.swap(run.parameters)
    assert run.journal == (Event(0, SetParameters({"M_EE": 1.5, "tau_I": 30.0})),)


def test_a_batch_of_starts_runs_as_its_members_do():
    def build(parameters):
        return replace(EI.build(parameters), start=np.array([[30.0, 10.0], [5.0, 5.0], [60.0, 0.0]]))

    batch = Simulation(build, EI.defaults)
    batch.apply(Kick((1.0, 0.0)))
    batch.advance(300)
    one = run_of(EI)
    one.apply(SetState((6.0, 5.0)))
    one.advance(300)
    assert batch.history.v.shape == (301, 3, 2)
    assert np.allclose(batch.v[1], one.v, rtol=1e-12)
    batch.apply(SetState((1.0, 2.0)))
    assert batch.v.shape == (3, 2)


@pytest.mark.parametrize("seed", [-1, 0.5])
def test_a_seed_that_is_none_is_refused(seed):
    with pytest.raises(InvalidValueError, match="seed"):
        run_of(EI, seed=seed)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Switch("drive X", True), "did you mean drive"),
        (SetParameters({"tauI": 3.0}), "did you mean tau_I"),
        (SetParameters({"tau_I": -3.0}), "out of range"),
        (SetState((1.0,)), "allowed: 2 finite"),
        (SetState((1e300, 1.0)), "too much; allowed: up to 1,000,000,000 Hz"),
        (Kick((float("nan"), 0.0)), "finite"),
        (SetMethod("rk5", 0.5), "unknown method"),
        (SetMethod("rk4", 0.0), "out of range"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words_and_changes_nothing(change, words):
    run = run_of(EI)
    run.advance(10)
    before = run.v
    with pytest.raises((InvalidValueError, UnknownNameError), match=words):
        run.apply(change)
    assert not run.journal
    assert (run.v == before).all()
    assert run.advance(1) == 1


def test_seeking_outside_the_run_is_refused():
    run = run_of(EI)
    run.advance(10)
    with pytest.raises(InvalidValueError, match="0 to 10"):
        run.seek(11)


def test_the_deadline_is_kept_and_the_rest_comes_later():
    run = run_of(INTEGRATOR)
    assert 0 < run.advance(100_000, deadline=0.0) < 100_000


DAMAGED = [
    {},
    5,
    {"step": -1, "act": "reset"},
    {"step": True, "act": "reset"},
    {"step": 1.5, "act": "reset"},
    {"step": 1, "act": "explode"},
    {"step": 1, "act": ["reset"]},
    {"step": 0, "act": "switch"},
    {"step": 0, "act": "switch", "input": "burst", "on": "no"},
    {"step": 0, "act": "switch", "input": 5, "on": True},
    {"step": 0, "act": "set", "values": 5},
    {"step": 0, "act": "set", "values": {"tau_I": "30"}},
    {"step": 0, "act": "state", "v": "12"},
    {"step": 0, "act": "kick", "dv": [True, 1]},
    {"step": 0, "act": "method", "method": ["x"], "dt": 1.0},
    {"step": 0, "act": "method", "method": "rk4", "dt": "x"},
    {"step": 0, "act": "reset", "more": 1},
]


@pytest.mark.parametrize("entry", DAMAGED, ids=str)
def test_a_damaged_journal_is_refused_by_its_entry(entry):
    with pytest.raises(InvalidValueError, match=r"journal\[0\]"):
        from_plain([entry])


def test_a_journal_that_is_no_list_is_refused():
    with pytest.raises(InvalidValueError, match="a list of events"):
        from_plain({"step": 0})
