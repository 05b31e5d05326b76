"""What theory measures in a run, against courses that are known in closed form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from recnet_core.inputs import Input, Noise, Pulse
from recnet_core.journal import Kick, SetParameters, Switch
from recnet_core.measuring import (
    Rows,
    complex_rate,
    e_fold,
    exponential_rate,
    is_held,
    largest_gap,
    last_act,
    last_mark,
    mode_course,
    mode_settled,
    one_region,
    resting_value,
    settled,
    settled_gain,
    slope,
    stretch,
)
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters
from recnet_core.scenarios.autapse import SCENARIO as AUTAPSE
from recnet_core.simulation import Simulation
from recnet_core.system import System
from recnet_core.transfer import Rectified

ONE = np.ones(1)
DRIVE = np.array([4.0, 2.0])


def rows_of(values, step=0.5):
    values = np.asarray(values, dtype=float).reshape(len(values), -1)
    return Rows(10.0 + step * np.arange(len(values)), values, np.zeros_like(values))


def run_of(matrix, inputs=(), transfer=None, start=None, **options):
    tau, size = np.array([10.0]), len(matrix)
    network = RateNetwork(tau, np.array(matrix), **({"transfer": transfer} if transfer else {}))
    start = np.zeros(size) if start is None else np.array(start, dtype=float)
    return Simulation(lambda _: System(network, inputs, start=start), Parameters(), **options)


@given(
    rest=st.floats(-50, 50),
    size=st.floats(1, 100),
    fold=st.floats(2, 1e5),
    sign=st.sampled_from([1, -1]),
    count=st.integers(3, 3000),
)
def test_the_rate_of_an_exponential_is_found_whether_it_settles_or_runs_away(rest, size, fold, sign, count):
    count = min(count, int(40 * fold))
    t = 0.5 * np.arange(count)
    rows = rows_of(rest + size * np.exp(np.clip(-sign * t / fold, None, 25.0)))
    rows = rows.part(0, int(25.0 * fold / 0.5) if sign < 0 else None)
    # rounding of x over what is left of the motion
    rounding = 1e-14 * (abs(rest) + size) / size * (fold / (0.5 * count) + 1.0) ** 2
    assert exponential_rate(rows, ONE) == pytest.approx(sign / fold, rel=1e-9 + 100 * rounding)
    assert e_fold(rows, ONE, rest=rest) == pytest.approx(fold, rel=1e-9 + 100 * rounding)
    if len(rows) * 0.5 > fold:
        assert resting_value(rows, ONE) == pytest.approx(rest, rel=1e-9, abs=1e-9 * size)


def test_where_nothing_moves_there_is_no_rate():
    still = rows_of(np.full(100, 3.0))
    assert exponential_rate(still, ONE) is None
    assert e_fold(still, ONE) is None
    assert exponential_rate(rows_of([1.0, 2.0]), ONE) is None
    jitter = rows_of(7.0 + 1e-14 * np.random.default_rng(1).standard_normal(100))
    assert exponential_rate(jitter, ONE) is None


def test_a_mode_that_is_only_rounding_has_no_rate_although_the_units_move():
    v = np.exp(-0.1 * np.arange(50))[:, None] * np.array([1.0, 1.0 + 1e-15])
    assert exponential_rate(rows_of(v), np.array([1.0, -1.0])) is None
    assert exponential_rate(rows_of(v), np.array([1.0, 1.0])) == pytest.approx(0.2)


def test_a_ramp_neither_settles_nor_runs_away():
    ramp = rows_of(5.0 + 0.25 * np.arange(200))
    assert slope(ramp, ONE) == pytest.approx(0.5)
    assert e_fold(ramp, ONE) is None
    assert resting_value(ramp, ONE) is None
    assert slope(ramp.part(0, 1), ONE) is None


@given(st.floats(-0.2, 0.1), st.floats(0.01, 3.0))
def test_a_complex_mode_gives_growth_and_frequency(growth, turn):
    mu = complex(growth, turn)
    c = 2.0 + (1.0 - 3.0j) * np.exp(mu * 0.5 * np.arange(10))
    rows = rows_of(np.column_stack([c.real, c.imag]))
    assert complex_rate(rows, np.array([1.0, 1.0j])) == pytest.approx(mu, rel=1e-8)
    assert complex_rate(rows.part(0, 2), np.array([1.0, 1.0j])) is None


@given(st.floats(-2.0, 1.2), st.floats(2.0, 100.0), st.floats(-10, 10), st.floats(-20, 20))
def test_a_modes_course_solves_its_equation(eigenvalue, tau, start, drive):
    t = np.linspace(0.0, 60.0, 7)
    found = solve_ivp(
        lambda _, c: (-(1.0 - eigenvalue) * c + drive) / tau, (0.0, 60.0), [start], t_eval=t, rtol=1e-11, atol=1e-11
    )
    assert mode_course(tau, eigenvalue, start, drive, t) == pytest.approx(found.y[0], rel=1e-7, abs=1e-7)


def test_the_integrators_course_is_a_straight_line():
    assert mode_course(10.0, 1.0, 3.0, 5.0, np.array([0.0, 20.0])) == pytest.approx([3.0, 13.0])


def test_the_last_act_is_a_switch_the_end_of_a_burst_or_the_last_of_merged_marks():
    run = Simulation(AUTAPSE.build, AUTAPSE.defaults)
    run.advance(100)
    assert last_act(run.snapshot()) == 0.0
    run.apply(Switch("pulse", True))
    run.advance(100)
    assert last_act(run.snapshot()) == 50.0
    run.advance(200)
    assert last_act(run.snapshot()) == 150.0
    assert last_mark(run.snapshot()) == 0.0
    for value in (0.5, 0.6, 0.7):
        run.apply(SetParameters({"lambda1": value}))
        run.advance(200)
    assert len(run.snapshot().marks) == 1
    assert last_mark(run.snapshot()) == last_act(run.snapshot()) == 400.0
    rows = stretch(run.snapshot())
    assert rows.times[0] == 400.0
    assert rows.times[-1] == run.time
    assert exponential_rate(rows, ONE) == pytest.approx(0.3 / 10.0)
    run.apply(Kick((1.0,)))
    assert len(stretch(run.snapshot())) == 1


def test_settled_means_at_rest_under_a_held_input():
    run = run_of([[0.5]], (Input("on", 4.0 * ONE, on=True), Input("noise", ONE, Noise())))
    run.advance(20)
    assert not settled(run.snapshot())
    assert settled_gain(run.snapshot(), ONE) is None
    run.advance(2000)
    assert settled(run.snapshot())
    assert settled_gain(run.snapshot(), ONE) == pytest.approx(2.0)
    run.apply(Switch("noise", True))
    assert not is_held(run.snapshot())
    assert not settled(run.snapshot())
    assert not mode_settled(run.snapshot(), ONE)


def test_a_decay_to_silence_settles_too():
    run = run_of([[0.0]], start=[5.0])
    run.advance(1000)
    assert settled(run.snapshot())
    assert settled_gain(run.snapshot(), ONE) is None


def test_a_mode_settles_while_another_runs_away():
    run = run_of([[0.0, 1.1], [1.1, 0.0]], (Input("both", DRIVE, on=True),))
    run.advance(1000)
    assert not settled(run.snapshot())
    difference = np.array([1.0, -1.0])
    assert mode_settled(run.snapshot(), difference)
    assert settled_gain(run.snapshot(), difference) == pytest.approx(1.0 / 2.1)
    assert settled_gain(run.snapshot(), np.array([1.0, 1.0])) is None


def test_a_mode_without_input_has_no_gain():
    run = run_of([[0.0, 0.5], [0.5, 0.0]], (Input("both", np.ones(2), on=True),))
    run.advance(1000)
    assert settled_gain(run.snapshot(), np.array([1.0, -1.0])) is None


def test_one_region_ends_where_a_unit_leaves_its_piece():
    run = run_of([[0.0, -2.0], [-2.0, 0.0]], (Input("on", np.ones(2), on=True),), Rectified(), [0.02, 0.0])
    run.advance(400)
    network, rows = run.system.network, stretch(run.snapshot())
    part = one_region(network, rows)
    assert 10 < len(part) < len(rows)
    assert (network.argument(part.rates, part.inputs) > 0.0).all()
    assert network.argument(rows.rates[len(part)], rows.inputs[len(part)]).min() <= 0.0
    assert len(one_region(network, part)) == len(part)


@pytest.mark.parametrize(("method", "exact"), [("exact", True), ("euler", False)])
def test_the_gap_to_the_closed_form_tells_exact_from_euler(method, exact):
    run = run_of([[0.5]], (Input("on", 4.0 * ONE, on=True),), method=method)
    run.advance(300)
    gap = largest_gap(stretch(run.snapshot()), ONE, 10.0, 0.5)
    assert gap < 1e-13 if exact else 1e-2 < gap < 1.0


def test_a_bursts_rows_after_its_end_are_a_stretch_of_their_own():
    run = run_of([[0.5]], (Input("burst", ONE, Pulse(50.0), on=True),))
    run.advance(300)
    rows = stretch(run.snapshot())
    assert rows.times[0] == 50.0
    assert not rows.inputs.any()
    assert exponential_rate(rows, ONE, rest=0.0) == pytest.approx(0.05)
