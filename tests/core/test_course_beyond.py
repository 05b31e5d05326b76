"""The course's E–I pairs, sequences, chaos and transients against their check values and closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from recnet_core import headless, scenarios
from recnet_core.analysis.fixed_points import fixed_points
from recnet_core.analysis.local_flow import extreme, leading_rate, upward_crossings
from recnet_core.analysis.lyapunov import largest_lyapunov
from recnet_core.analysis.return_map import limit_cycle
from recnet_core.journal import ResetState, Switch
from recnet_core.measuring import Rows
from recnet_core.network import RateNetwork
from recnet_core.parameters import specs
from recnet_core.plan import make_plan
from recnet_core.scenarios import random_network, sequence, transient_amplification
from recnet_core.selftest import try_out
from recnet_core.simulation import Simulation
from recnet_core.transfer import Tanh

KEYS = ("pattern-memory", "sequence", "ei-oscillator", "wilson-cowan", "random-network", "transient-amplification")
EI, CHAOS, PAIR, MOVING, WC = (
    scenarios.find(key)
    for key in ("ei-oscillator", "random-network", "transient-amplification", "sequence", "wilson-cowan")
)


def run(scenario, preset=None, acts=(), duration="2000", **values):
    plan = make_plan(scenario, preset, values, acts, duration)
    return scenario.build(plan.parameters), headless.run(plan)


def rows_of(trajectory):
    return Rows(trajectory.t, trajectory.v, trajectory.h)


@pytest.mark.parametrize("key", KEYS)
def test_predictions_keep_their_names_whatever_the_parameters(key):
    scenario = scenarios.find(key)
    names = set()
    for preset in scenario.presets:
        simulation = Simulation(
            scenario.build, scenario.parameters(preset.name), method=scenario.method, dt=scenario.dt
        )
        for _ in range(2):
            names.add(tuple(p.name for p in scenario.theory(simulation.parameters, simulation.snapshot())))
            simulation.advance(300)
    assert len(names) == 1
    assert len(set(*names)) == len(next(iter(names)))


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=25)
@given(data=st.data())
def test_theory_says_only_finite_numbers_all_over_the_range(key, data):
    scenario = scenarios.find(key)
    values = {}
    for spec in specs(type(scenario.defaults)):
        whole = st.integers(int(spec.low), min(int(spec.high), 150))
        values[spec.name] = data.draw(whole if spec.integer else st.floats(spec.low, spec.high), label=spec.name)
    simulation = Simulation(scenario.build, scenario.parameters(**values), method=scenario.method, dt=scenario.dt)
    name = data.draw(st.sampled_from([entry.name for entry in simulation.system.inputs]))
    for act in (None, Switch(name, True), ResetState()):
        if act is not None:
            simulation.apply(act)
        simulation.advance(150)
        for found in scenario.theory(simulation.parameters, simulation.snapshot()):
            for number in (found.predicted, found.measured):
                assert number is None or math.isfinite(number), found


# --- 12, E–I oscillator -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tau_I", "real", "frequency"), [(30.0, -4.167, 7.930), (40.0, 0.0, 6.892), (50.0, 2.5, 6.151)]
)
def test_the_oscillators_eigenvalue_shows_in_the_run(tau_I, real, frequency):
    system, ran = run(EI, tau_I=tau_I)
    rest = np.array([80.0 / 3.0, 50.0 / 3.0])
    (point,) = fixed_points(system.network, np.zeros(2))
    assert point.v == pytest.approx(rest, rel=1e-12)
    shown = leading_rate(system.network, point.v, rows_of(ran))
    assert shown.real == pytest.approx(real, abs=5e-4)
    assert abs(shown.imag) / (2.0 * math.pi) == pytest.approx(frequency, abs=5e-4)


def test_the_cycle_at_50_ms_has_the_period_and_range_of_the_reference():
    system, ran = run(EI, duration="4000")
    rows = rows_of(ran).part(-400)
    times, _ = upward_crossings(system.network, rows_of(ran), 0, 80.0 / 3.0)
    assert times[-1] - times[-2] == pytest.approx(187.3147924454, abs=1e-9)
    wanted = {(0, False): 0.126981, (0, True): 56.187393, (1, False): 5.139973, (1, True): 30.790707}
    for (unit, highest), value in wanted.items():
        assert extreme(system.network, rows, unit, highest=highest) == pytest.approx(value, abs=5e-7)
    assert 1000.0 / (times[-1] - times[-2]) == pytest.approx(5.34, abs=0.005)


def test_what_is_off_the_cycle_comes_back_by_the_floquet_multiplier():
    system, _ = run(EI, duration="0")
    rest = np.array([80.0 / 3.0, 50.0 / 3.0])
    cycle = limit_cycle(system.network, np.zeros(2), rest, 160.0)
    away = []
    for change in (-0.01, 0.01):
        _, ran = run(EI, acts=(f"0 state {float(rest[0])!r},{float(cycle.start[1]) + change!r}",), duration="200")
        _, states = upward_crossings(system.network, rows_of(ran).part(20), 0, float(rest[0]))
        away.append(states[0][1])
    assert (away[1] - away[0]) / 0.02 == pytest.approx(0.0089833, abs=5e-6)


def test_at_40_ms_there_is_a_continuum_of_orbits():
    system, small = run(EI, "degenerate-hopf", acts=("0 state 28,17",))
    times, _ = upward_crossings(system.network, rows_of(small), 0, 80.0 / 3.0)
    assert np.diff(times) == pytest.approx(145.10, abs=0.005)
    _, large = run(EI, "degenerate-hopf", acts=("0 state 90,10",), duration="6000")
    times, _ = upward_crossings(system.network, rows_of(large), 0, 80.0 / 3.0)
    assert times[-1] - times[-2] == pytest.approx(160.41, abs=0.02)
    rows = rows_of(large).part(-400)
    found = [extreme(system.network, rows, unit, highest=highest) for unit in (0, 1) for highest in (False, True)]
    assert found == pytest.approx([1.312, 49.952, 5.024, 28.310], abs=2e-3)


def test_eigenvalues_are_complex_from_2_872_ms_on():
    for tau_I, turns in ((2.871, False), (2.873, True)):
        (point,) = fixed_points(EI.build(EI.parameters(tau_I=tau_I)).network, np.zeros(2))
        assert bool(point.eigenvalues[0].imag) is turns


@pytest.mark.parametrize(("tau_I", "M_EE"), [(45.0, 1.25), (100.0, 1.25), (35.0, 1.6), (150.0, 1.25)])
def test_the_return_map_finds_the_cycle_that_a_long_run_settles_on(tau_I, M_EE):
    system, ran = run(EI, tau_I=tau_I, M_EE=M_EE, duration="9000")
    (point,) = fixed_points(system.network, np.zeros(2))
    cycle = limit_cycle(system.network, np.zeros(2), point.v, 2000.0 * math.pi / abs(point.eigenvalues[0].imag))
    times, _ = upward_crossings(system.network, rows_of(ran), 0, float(point.v[0]))
    assert times[-1] - times[-2] == pytest.approx(cycle.period, rel=1e-8)


def test_a_stable_spiral_has_no_cycle_in_the_theory():
    trial = next(trial for trial in EI.trials if "30 ms" in trial.title)
    found = {p.name: p for p in try_out(EI, trial).predictions}
    assert found["period"].predicted is None
    assert found["frequency"].comparable


# --- 15, sequences ----------------------------------------------------------------------------------------------------


def degrees_per_second(ran, system, skip=600):
    rows = slice(skip, None)
    angle = np.unwrap(system.readout("position").of(ran.v[rows], ran.h[rows]), period=360.0)
    return 1000.0 * (angle[-1] - angle[0]) / (ran.t[-1] - ran.t[skip])


@pytest.mark.parametrize(
    ("shift", "tau", "lambda1", "N"),
    [(3.0, 10.0, 1.9, 100), (-8.0, 10.0, 1.6, 100), (20.0, 40.0, 1.95, 64), (5, 20, 1.4, 201)],
)
def test_a_shifted_ring_turns_at_tan_phi_over_tau(shift, tau, lambda1, N):
    system, ran = run(MOVING, shift=shift, tau=tau, lambda1=lambda1, N=N)
    wanted = math.degrees(math.tan(math.radians(shift)) / tau) * 1000.0
    assert degrees_per_second(ran, system) == pytest.approx(wanted, rel=2e-3)


def test_without_an_asymmetric_part_the_bump_stands_at_its_height():
    system, ran = run(MOVING, "symmetric")
    assert abs(degrees_per_second(ran, system)) < 1e-6
    assert ran.v[-1].max() == pytest.approx(25.2 * 3.0, rel=2e-3)  # the bump memory's check value


def test_the_two_rings_weights_are_those_of_the_formula():
    p = MOVING.parameters(kind=1, N=21, shift=17.0, lambda1=1.7)
    theta = np.concatenate([sequence.circle(10), sequence.circle(11)])
    side = np.repeat([-1.0, 1.0], [10, 11])
    wanted = 2.0 * 1.7 / 21 * np.cos(theta[:, None] - theta - side * math.radians(17.0))
    assert MOVING.build(p).network.matrix == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(("velocity", "shift"), [(0.0, 20.0), (1.0, 20.0), (-2.0, 20.0), (2.5, 30.0)])
def test_a_velocity_input_pushes_the_bump(velocity, shift):
    system, ran = run(MOVING, kind=1, velocity=velocity, shift=shift, N=200)
    wanted = sequence.speed(MOVING.parameters(kind=1, velocity=velocity, shift=shift, N=200), velocity)
    assert degrees_per_second(ran, system) == pytest.approx(wanted, rel=5e-3, abs=1e-6)
    assert np.sign(wanted) == np.sign(velocity)


def test_a_push_that_leaves_no_bump_predicts_no_speed():
    """λ_1 cos φ = 1.26: one ring alone gives back too little, and the push silences the other."""
    p = MOVING.parameters(kind=1, N=72, lambda1=1.76, shift=-44.49, h0=1.92)
    assert sequence.modulation(p, 2.77) is None
    assert sequence.speed(p, 2.77) is None
    _, ran = run(MOVING, duration="2500", kind=1, N=72, lambda1=1.76, shift=-44.49, h0=1.92, velocity=-2.77)
    loud = ran.v[-1][:36]  # b < 0 is for the first ring
    assert np.ptp(loud) < 1e-6 * loud.max()


def test_the_switches_push_either_way_and_the_bump_stays_when_they_are_off():
    system, ran = run(MOVING, kind=1, shift=25.0, acts=("0 on push right", "800 off push right", "1200 on push left"))
    angle = np.unwrap(system.readout("position").of(ran.v, ran.h), period=360.0)
    at = {time: angle[round(time)] for time in (400, 800, 1000, 1200, 1600, 2000)}
    assert at[800] - at[400] > 20.0
    assert abs(at[1200] - at[1000]) < 1.0
    assert at[2000] - at[1600] < -20.0


@pytest.mark.parametrize(("w", "tau", "N"), [(1.0, 10.0, 40), (1.1, 20.0, 25), (0.6, 5.0, 12)])
def test_the_chain_plays_the_gamma_functions_of_its_links(w, tau, N):
    _, ran = run(MOVING, kind=2, w=w, tau=tau, N=N, duration="500")
    s = ran.t[:, None] / tau
    links = np.arange(N)
    factorials = np.array([math.factorial(k) for k in links], dtype=float)
    wanted = 50.0 * w**links * s**links / factorials * np.exp(-s)
    assert ran.v == pytest.approx(wanted, rel=1e-9, abs=1e-9)


# --- 17, Wilson and Cowan ---------------------------------------------------------------------------------------------


def test_wilson_and_cowans_fixed_points_are_those_of_the_reference():
    points = fixed_points(WC.build(WC.defaults).network, np.zeros(2), np.full(2, -0.5), np.ones(2))
    wanted = [(0.0, 0.0), (0.336852, 0.168420), (0.938430, 0.672481)]
    assert [point.v.tolist() for point in points] == [pytest.approx(v, abs=5e-7) for v in wanted]
    assert [point.kind == "saddle" for point in points] == [False, True, False]
    assert [point.stable for point in points] == [True, False, True]


def test_a_kick_over_the_saddle_leads_to_activity_and_none_to_silence():
    _, kicked = run(WC, duration="200")
    assert kicked.v[-1] == pytest.approx([0.938430, 0.672481], abs=5e-7)
    _, silent = run(WC, acts=("0 off kick E",), duration="200")
    assert silent.v[-1] == pytest.approx(0.0, abs=1e-12)
    for off, end in ((-1e-3, 0.0), (1e-3, 0.938430)):
        _, ran = run(WC, acts=("0 off kick E", f"0 state {0.336852 + off},{0.168420}"), duration="100")
        assert ran.v[-1, 0] == pytest.approx(end, abs=5e-7)


def test_the_rhythm_goes_on():
    _, ran = run(WC, "rhythm", duration="300")
    last = ran.v[len(ran.v) // 2 :]
    assert np.ptp(last[:, 0]) > 0.2


def test_a_slow_sweep_jumps_up_and_down_at_different_inputs():
    _, ran = run(WC, acts=("0 off kick E", "0 on sweep E"), duration="1200")
    e, drive = ran.v[:, 0], ran.h[:, 0]
    up = np.flatnonzero((e[:-1] < 0.5) & (e[1:] >= 0.5))
    down = np.flatnonzero((e[:-1] >= 0.5) & (e[1:] < 0.5))
    assert len(up) >= 2
    assert len(down) >= 2
    assert drive[up].min() > 0.25
    assert drive[down].max() < -0.75


# --- 18, random network -----------------------------------------------------------------------------------------------


def test_random_weights_have_the_variance_and_the_seed_they_ask_for():
    p = CHAOS.parameters(N=400, g=1.3, network_seed=3)
    matrix = CHAOS.build(p).network.matrix
    assert matrix.var() == pytest.approx(1.3**2 / 400, rel=0.02)
    assert np.array_equal(matrix, CHAOS.build(p).network.matrix)
    assert np.abs(np.linalg.eigvals(matrix)).max() == pytest.approx(1.3, rel=0.1)


@pytest.mark.parametrize(("g", "chaotic"), [(0.5, False), (0.8, False), (1.8, True), (2.5, True)])
def test_the_largest_lyapunov_exponent_is_above_0_where_g_is_above_1(g, chaotic):
    system, ran = run(CHAOS, g=g, duration="400")
    exponent = largest_lyapunov(system.network, np.zeros(200), ran.v[-1], dt=1.0, duration=3000.0, settle=500.0)
    assert (exponent > 1.0) if chaotic else (exponent < -1.0)


@settings(max_examples=15)
@given(st.floats(-2.0, 0.9), st.floats(0.2, 3.0))
def test_the_lyapunov_exponent_of_a_linear_network_is_its_largest_real_part(largest, gap):
    network = RateNetwork(tau=np.array([10.0]), recurrent=np.diag([largest, largest - gap]))
    exponent = largest_lyapunov(network, np.zeros(2), np.ones(2), dt=0.5, duration=40.0, settle=400.0)
    assert exponent == pytest.approx(100.0 * (largest - 1.0), rel=1e-3, abs=1e-2)


def test_below_1_the_network_falls_silent_above_it_stays_active():
    for g, active in ((0.8, False), (1.8, True)):
        _, ran = run(CHAOS, g=g, amplitude=1.0)
        assert bool(np.abs(ran.v[-1]).max() > 0.3) is active
        assert active or np.abs(ran.v[-1]).max() < 1e-6


def test_the_mean_field_variance_solves_its_equation_and_fits_many_units():
    for g in (1.2, 2.0, 4.0):
        variance = random_network.input_variance(g)
        z = np.linspace(-9.0, 9.0, 20001)
        normal = np.exp(-0.5 * z * z)
        normal /= normal.sum()
        primitive = np.log(np.cosh(math.sqrt(variance) * z))
        spread = normal @ primitive**2 - (normal @ primitive) ** 2
        assert 0.5 * variance**2 == pytest.approx(g * g * spread, rel=1e-4)
    assert random_network.input_variance(0.9) == 0.0
    _, ran = run(CHAOS, g=2.0, N=1000, duration="1000")
    assert (ran.v[120::4] ** 2).mean() == pytest.approx(random_network.rate_variance(2.0), rel=0.08)


def test_a_move_of_g_does_not_draw_the_weights_anew():
    one, two = (CHAOS.build(CHAOS.parameters(g=g)).network.matrix for g in (1.0, 2.0))
    assert np.array_equal(two, 2.0 * one)


# --- 19, transient amplification --------------------------------------------------------------------------------------


@given(w=st.floats(0.0, 20.0), k=st.floats(0.9, 2.0), tau=st.floats(5.0, 50.0), angle=st.floats(-90.0, 90.0))
def test_the_transients_closed_form_is_that_of_the_matrix_exponential(w, k, tau, angle):
    p = PAIR.parameters(w=w, k=k, tau=tau, angle=angle)
    flow = (transient_amplification.weights(p) - np.eye(2)) / tau
    times = np.array([0.0, 3.0, 17.0, 60.0])
    wanted = [np.linalg.norm(expm(flow * t) @ transient_amplification.start(p)) for t in times]
    assert transient_amplification.length(p, times) == pytest.approx(wanted, rel=1e-7, abs=1e-9)
    growth = 1000.0 * np.linalg.eigvalsh(0.5 * (flow + flow.T))[-1]
    assert transient_amplification.growth(p) == pytest.approx(growth, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    "values", [{}, {"w": 8.0}, {"k": 1.0}, {"w": 20.0, "k": 1.05}, {"w": 3.0, "k": 1.4, "tau": 35.0}]
)
def test_all_eigenvalues_are_stable_and_yet_the_difference_is_amplified(values):
    system, ran = run(PAIR, duration="1500", **values)
    assert np.linalg.eigvals(system.network.jacobian(np.zeros(2), np.zeros(2))).real.max() < 0.0
    length = np.linalg.norm(ran.v, axis=1)
    height, when = transient_amplification.peak(PAIR.parameters(**values))
    assert height > 1.0
    assert length.max() / length[0] == pytest.approx(height, rel=1e-4)
    assert ran.t[np.argmax(length)] == pytest.approx(when, abs=0.1)
    assert length[-1] < 1e-6


def test_schurs_form_is_a_chain_from_difference_to_sum():
    p = PAIR.parameters(w=5.0, k=1.2)
    basis = np.column_stack([transient_amplification.SUM, transient_amplification.DIFFERENCE])
    assert basis.T @ transient_amplification.weights(p) @ basis == pytest.approx(
        transient_amplification.schur(p), abs=1e-12
    )


def test_exactly_balanced_weights_peak_after_one_time_constant_at_2w_over_e():
    p = PAIR.parameters(w=15.0, k=1.0)
    _, ran = run(PAIR, w=15.0, k=1.0, duration="100")
    total = ran.v @ transient_amplification.SUM
    assert total.max() == pytest.approx(10.0 * 30.0 / math.e, rel=1e-4)
    assert ran.t[np.argmax(total)] == pytest.approx(50.0, abs=0.11)
    assert transient_amplification.peak(p)[1] == pytest.approx(50.0, rel=0.01)


def test_a_tanh_network_of_one_unit_rests_and_its_exponent_is_its_slope():
    network = RateNetwork(tau=np.array([10.0]), recurrent=np.array([[2.0]]), transfer=Tanh())
    v = np.array([1.0])
    for _ in range(200):
        v = np.tanh(2.0 * v)
    wanted = 100.0 * (2.0 * (1.0 - v[0] ** 2) - 1.0)
    assert largest_lyapunov(network, np.zeros(1), v, dt=0.5, duration=50.0, settle=5.0) == pytest.approx(
        wanted, rel=1e-5
    )
