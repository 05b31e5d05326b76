"""Bistable memory and decision against their formulas, fixed points found region by region, and XPPAUT."""

import os
import shutil
import subprocess

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from recnet_core import scenarios
from recnet_core.analysis.fixed_points import fixed_points
from recnet_core.scenarios.bistable_memory import lower_state, middle_state, upper_state
from tests.core.running import predictions, ran, values

# --- 13 bistable memory ---------------------------------------------------------------------------------------------

BISTABLE = {
    "lambda1": st.floats(0.0, 3.0),
    "ceiling": st.floats(10.0, 200.0),
    "threshold": st.floats(-50.0, 150.0),
}


@given(st.fixed_dictionaries(BISTABLE))
def test_the_states_are_the_fixed_points_found_region_by_region(chosen):
    scenario = scenarios.find("bistable-memory")
    p = scenario.parameters(**chosen)
    formulas = {round(v, 6) for v in (lower_state(p), middle_state(p), upper_state(p)) if v is not None}
    found = fixed_points(scenario.build(p).network, np.zeros(1))
    if all(point.ends is None for point in found):
        margin = min(abs(p.threshold), abs((p.lambda1 - 1.0) * p.ceiling - p.threshold), abs(p.lambda1 - 1.0))
        if margin > 1e-3:
            assert sorted(formulas) == pytest.approx(sorted(float(point.v[0]) for point in found), abs=1e-5)
    if p.lambda1 > 1.001 and middle_state(p) is not None and 0.01 < middle_state(p) < p.ceiling - 0.01:
        assert [point.stable for point in sorted(found, key=lambda point: point.v[0])] == [True, False, True]


@settings(max_examples=25)
@given(st.floats(1.1, 1.8), st.floats(20.0, 200.0), st.floats(0.1, 0.9), st.floats(0.01, 0.99), st.floats(5.0, 30.0))
def test_above_the_unstable_state_it_latches_below_it_forgets(lambda1, ceiling, where, start, tau):
    threshold = where * (lambda1 - 1.0) * ceiling
    middle = threshold / (lambda1 - 1.0)
    v = start * ceiling
    assume(abs(v - middle) >= 0.02 * ceiling)
    given_values = {"lambda1": lambda1, "ceiling": ceiling, "threshold": threshold, "tau": tau}
    acts = ("--at", "0 off pulse +", "--at", f"0 state {v!r}")
    run = ran("bistable-memory", *values(**given_values), *acts, "--for", 5000, "--dt", 2)
    assert run.v[-1, 0] == pytest.approx(ceiling if v > middle else 0.0, abs=1e-3)


def test_at_the_defaults_a_pulse_switches_it_on_and_another_off():
    run = ran("bistable-memory", "--at", "1000 on pulse -")
    assert run.v[run.t == 1000, 0] == pytest.approx(100.0, rel=1e-9)
    assert run.v[-1, 0] < 1e-9


@pytest.mark.parametrize("length", [20.0, 20.5])
def test_a_pulse_wins_if_it_lasts_longer_than_the_time_to_the_point_of_no_return(length):
    line = predictions("bistable-memory")["time to the point of no return"]
    assert line.predicted == pytest.approx(40.0 * np.log(100.0 / 60.0))
    run = ran("bistable-memory", "--at", f"{length} off pulse +")
    assert run.v[-1, 0] == pytest.approx(100.0 if length > line.predicted else 0.0, abs=1e-6)


# --- 16 decision ----------------------------------------------------------------------------------------------------


@given(st.floats(0.1, 4.0).filter(lambda beta: abs(beta - 1.0) > 0.01), st.floats(0.1, 2.0))
def test_the_shared_state_is_beta_over_1_plus_beta_and_unstable_above_1(beta, h):
    scenario = scenarios.find("decision")
    system = scenario.build(scenario.parameters(beta=beta, h=h))
    found = fixed_points(system.network, system.held_input(["choice"]))
    even = [point for point in found if abs(point.v[0] - point.v[1]) < 1e-9]
    assert [point.v for point in even] == [pytest.approx(2 * [h * beta / (1.0 + beta)])]
    assert even[0].stable is (beta < 1.0)
    assert len(found) == (1 if beta < 1.0 else 3)
    line = predictions("decision", values={"beta": beta, "h": h})["shared state of v_1"]
    assert line.predicted == pytest.approx(h * beta / (1.0 + beta))


def test_at_beta_2_either_neuron_can_win():
    assert ran("decision").v[-1] == pytest.approx([2.0, 0.0], abs=1e-9)
    assert ran("decision", "--at", "0 state 0,0.01").v[-1] == pytest.approx([0.0, 2.0], abs=1e-9)
    assert ran("decision", "--at", "0 state 0,0").v[-1] == pytest.approx([2 / 3, 2 / 3], abs=1e-9)


@pytest.mark.parametrize(("preset", "h"), [("biased", (0.75, 1.25)), ("clear", (0.5, 1.5))])
def test_evidence_biases_the_choice(preset, h):
    run = ran("decision", "--preset", preset)
    assert run.h[0] == pytest.approx(2.0 * np.array(h))
    assert run.v[-1] == pytest.approx([0.0, 2.0 * h[1]], abs=1e-9)
    far = ran("decision", "--preset", preset, "--at", "0 state 2.4,0").v[-1]
    assert far == pytest.approx([1.5, 0.0] if preset == "biased" else [0.0, 3.0], abs=1e-9)


@pytest.mark.parametrize("off", [13, 31, 33, 36, 40])
def test_a_choice_within_rounding_of_a_tie_is_made_or_not_but_never_leaves_the_quadrant(off):
    words = values(beta=2.5, tau=1.0, h=0.0, bias=0.0)
    run = ran("decision", *words, "--at", f"{off} set h=1", "--for", 2000)
    assert run.v.min() >= 0.0
    outcomes = ([2.5, 0.0], [0.0, 2.5], [2.5 / 3.5, 2.5 / 3.5])
    assert min(np.abs(run.v[-1] - v).max() for v in outcomes) < 1e-9
    if off < 31:
        assert run.v[-1] == pytest.approx([2.5, 0.0], abs=1e-9)


DECISION = """
v1'=(beta*max(h1-v2,0)-v1)/{tau}
v2'=(beta*max(h2-v1,0)-v2)/{tau}
par beta={beta}, h1={h1}, h2={h2}
init v1={v1},v2={v2}
@ total=1000, dt=0.1, meth=rungekutta, njmp=10, maxstor=100000, bound=100000
done
"""


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("beta", "bias", "start"),
    [
        (2.0, 0.0, (0.01, 0.0)), (2.0, 0.0, (1.0, 1.3)), (2.0, 0.25, (1.5, 0.0)), (2.0, 0.25, (1.5, 1.0)),
        (2.0, 0.5, (2.4, 0.2)), (0.8, 0.0, (2.0, 0.0)), (3.5, 0.1, (0.9, 0.9)),
    ],
)  # fmt: skip
def test_xppaut_decides_the_same(beta, bias, start, tmp_path):
    if shutil.which("xppaut") is None:
        assert not os.environ.get("CI"), "CI installs xppaut; it is not here"
        pytest.skip("XPPAUT IS NOT INSTALLED: the decision was not compared (apt-get install xppaut)")
    text = DECISION.format(beta=beta, tau=50.0, h1=1.0 - bias, h2=1.0 + bias, v1=start[0], v2=start[1])
    (tmp_path / "m.ode").write_text(text)
    subprocess.run(["xppaut", "m.ode", "-silent"], cwd=tmp_path, check=True, capture_output=True, timeout=60)
    rows = np.loadtxt(tmp_path / "output.dat")
    acts = ("--at", f"0 state {start[0]},{start[1]}", "--at", "0 on for 2")
    run = ran("decision", *values(beta=beta, bias=bias), *acts, "--dt", 1, "--for", 1000)
    assert rows[:, 0] == pytest.approx(run.t, abs=1e-2)
    # RK4 at 0.1 ms steps over the corners, and XPPAUT prints about six digits
    assert np.abs(rows[:, 1:] - run.v).max() < 1e-4


def test_a_choice_that_forgot_its_head_start_is_made_once_neuron_1_is_nudged():
    acts = ("--at", "500 off choice", "--at", "3000 on choice")
    assert ran("decision", *acts, "--for", 5000).v[-1] == pytest.approx([2 / 3, 2 / 3], abs=1e-6)
    nudged = ran("decision", *acts, "--at", "5000 on nudge 1", "--for", 7000).v[-1]
    assert nudged == pytest.approx([2.0, 0.0], abs=1e-6)
