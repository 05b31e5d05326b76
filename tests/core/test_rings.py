"""The rings: every figure the course gives for them, and the same formulas away from the defaults."""

from time import perf_counter

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from recnet_core import scenarios
from recnet_core.cli import main
from recnet_core.connectivity import orientation_ring, ring
from recnet_core.journal import Switch
from recnet_core.parameters import specs
from recnet_core.rings import meter, shape
from recnet_core.rings.rest import bump_strength, held_bump, rest_under
from recnet_core.scenarios import orientation_tuning
from recnet_core.simulation import Simulation

KEYS = ("ring-linear", "ring-rectified", "attention", "gain-modulation", "bump-memory", "orientation-tuning")
RINGS = [scenarios.find(key) for key in KEYS]
LINEAR, RECTIFIED, ATTENTION, GAIN, MEMORY, TUNING = RINGS


@pytest.fixture
def recnet(tmp_path):
    """Return `recnet run KEY …` in this process: what stands in the file."""

    def run(key, *words):
        file = tmp_path / "run.npz"
        assert main(["run", key, *words, "--out", str(file)]) == 0
        with np.load(file) as arrays:
            return {name: arrays[name] for name in ("t", "v", "h")}

    return run


def simulate(scenario, duration, on=(), off=(), **values):
    run = Simulation(scenario.build, scenario.parameters(**values), dt=1.0)
    for name in (*on, *off):
        run.apply(Switch(name, name in on))
    assert run.advance(round(duration)) == round(duration)
    return run


def predictions(scenario, run):
    return {entry.name: entry for entry in scenario.theory(run.parameters, run.snapshot())}


def drive(run):
    return run.system.network.argument(run.v, run.h)


# --- 4: the linear ring ------------------------------------------------------------------------------------------


def test_the_linear_ring_has_two_eigenvalues_0_9_and_else_0():
    matrix = LINEAR.build(LINEAR.defaults).network.matrix
    angles = np.radians(-180.0 + 3.6 * np.arange(100))
    assert matrix == pytest.approx(2 * 0.9 / 100 * np.cos(angles[:, None] - angles), abs=1e-14)
    assert np.linalg.eigvalsh(matrix)[::-1] == pytest.approx([0.9, 0.9, *np.zeros(98)], abs=1e-13)


def test_the_linear_ring_amplifies_the_first_component_tenfold_and_no_other(recnet):
    run = recnet("ring-linear")
    out, into = (np.fft.rfft(x[-1]) for x in (run["v"], run["h"]))
    assert abs(out[1] / into[1]) == pytest.approx(10.0, rel=1e-7)
    others = np.r_[0, 2 : len(into)]
    assert np.abs(into[others]).min() > 1e-3
    assert out[others] == pytest.approx(into[others], rel=1e-9)


def test_the_linear_rings_first_component_comes_with_100_ms(recnet):
    c = np.fft.rfft(recnet("ring-linear")["v"], axis=1)[:, 1]
    left = 1.0 - (c[[100, 200]] / c[-1]).real
    assert left == pytest.approx(np.exp([-1.0, -2.0]), rel=1e-6)


@settings(max_examples=25)
@given(
    lambda1=st.floats(0.0, 0.95),
    size=st.integers(8, 200),
    amplitude=st.floats(0.5, 50.0),
    tau=st.floats(1.0, 20.0),
    seed=st.integers(0, 9999),
)
def test_the_linear_theory_holds_with_unevenness_for_any_coupling(lambda1, size, amplitude, tau, seed):
    run = simulate(LINEAR, 8000, lambda1=lambda1, N=size, amplitude=amplitude, tau=tau, network_seed=seed)
    out, into = (np.fft.rfft(x)[1] for x in (run.v, run.h))
    assert out / into == pytest.approx(1.0 / (1.0 - lambda1), rel=1e-6)
    found = predictions(LINEAR, run)
    assert all(found[name].agrees for name in ("gain of c_1", "gain of the others", "time constant of c_1"))
    assert found["time constant of c_1"].predicted == pytest.approx(tau / (1.0 - lambda1))


# --- 7: the rectified ring ---------------------------------------------------------------------------------------


def test_a_pure_cosine_is_amplified_20_times_by_half_of_the_ring(recnet):
    run = recnet("ring-rectified")
    assert f"{run['v'][-1].max() / run['h'][-1].max():.1f}" == "20.0"
    active = run["v"][-1] > 1e-6
    assert active.sum() == 49  # of 100; the two at ±90° lie on the threshold
    assert np.abs(shape.directions(100)[active]).max() < 90.0


@settings(max_examples=25)
@given(
    lambda1=st.floats(0.0, 1.9),
    half=st.integers(4, 100),
    amplitude=st.floats(0.5, 50.0),
    angle=st.floats(-180.0, 180.0),
)
def test_a_pure_cosine_has_gain_1_over_1_minus_half_lambda_and_tau_alike(lambda1, half, amplitude, angle):
    run = simulate(RECTIFIED, 4000, lambda1=lambda1, N=2 * half, amplitude=amplitude, angle=angle)
    gain = 1.0 / (1.0 - lambda1 / 2.0)
    assert run.v == pytest.approx(gain * np.maximum(run.h, 0.0), rel=1e-6, abs=1e-6 * amplitude)
    found = predictions(RECTIFIED, run)
    assert found["gain of the peak"].predicted == pytest.approx(gain, rel=1e-9)
    assert found["gain of c_1"].predicted == pytest.approx(gain / 2.0, rel=1e-9)
    assert found["time constant of c_1"].measured == pytest.approx(10.0 * gain, rel=1e-6)
    assert all(entry.agrees for entry in found.values())


@pytest.mark.parametrize(("lambda1", "grows"), [(1.98, False), (2.02, True)])
def test_the_rectified_rings_limit_is_2(lambda1, grows):
    run = simulate(RECTIFIED, 6000, lambda1=lambda1)
    before = run.v.max()
    run.advance(2000)
    assert (run.v.max() > 2.0 * before) == grows
    assert bool(RECTIFIED.notices(run.parameters)) == grows


@settings(max_examples=25)
@given(
    lambda1=st.floats(0.0, 1.8),
    size=st.integers(40, 150),
    width=st.floats(20.0, 120.0),
    h0=st.floats(-3.0, 0.5),  # with more, a ring can have several states of rest
    angle=st.floats(-180.0, 180.0),
)
def test_the_self_consistent_bump_is_where_the_simulation_comes_to_rest(lambda1, size, width, h0, angle):
    run = simulate(RECTIFIED, 6000, lambda1=lambda1, N=size, width=width, h0=h0, angle=angle)
    rest = rest_under(RECTIFIED.build, run.parameters, ("tuned",))
    assert rest is not None
    assert run.v == pytest.approx(rest.v, abs=1e-4 * (1.0 + rest.peak))


# --- 8: selective attention --------------------------------------------------------------------------------------


def test_one_bump_is_left_at_minus_90_and_the_other_side_is_silent(recnet):
    run = recnet("attention")
    angles, v = shape.directions(100), run["v"][-1]
    assert run["h"][-1][angles == 90.0] > 0.9 * run["h"][-1][angles == -90.0] > 0.0
    assert angles[np.argmax(v)] == -90.0
    assert np.abs(v[angles > 0.0]).max() < 1e-9
    assert np.abs(run["v"][:, angles == 90.0]).max() > 1.0  # it was there, and lost


@settings(max_examples=15)
@given(
    excess=st.floats(0.05, 0.5), sign=st.sampled_from([-1, 1]), lambda1=st.floats(1.6, 1.9), size=st.integers(60, 150)
)
def test_the_stronger_bump_wins_whichever_it_is(excess, sign, lambda1, size):
    run = simulate(ATTENTION, 4000, excess=sign * excess, lambda1=lambda1, N=size)
    found = predictions(ATTENTION, run)
    assert shape.apart(found["bump angle"].measured, -90.0 * sign) == pytest.approx(0.0, abs=1.0)
    assert found["rate at the other input"].measured == pytest.approx(0.0, abs=1e-9)
    assert all(entry.agrees for entry in found.values())


def test_a_bump_that_is_there_holds_against_a_slightly_stronger_input_and_theory_says_so():
    run = simulate(ATTENTION, 2000)
    run.swap(ATTENTION.parameters(excess=-0.02))
    run.advance(4000)
    found = predictions(ATTENTION, run)
    assert found["bump angle"].measured == pytest.approx(-90.0, abs=1.0)
    assert found["bump angle"].agrees
    assert "came from" in found["bump angle"].note


# --- 9: gain modulation ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("h0", "peak"), [(-1, "54.8"), (0, "80.0"), (1, "105.2"), (2, "130.4")])
def test_a_constant_multiplies_the_response(recnet, h0, peak):
    run = recnet("gain-modulation", "--set", f"h0={h0}")
    angles = np.radians(shape.directions(100))
    assert run["h"][-1] == pytest.approx(4.0 * np.cos(angles) + h0)
    assert f"{run['v'][-1].max():.1f}" == peak


def test_the_constant_hardly_changes_the_base_width():
    widths = []
    for h0 in (-1.0, 0.0, 1.0, 2.0):
        run = simulate(GAIN, 3000, h0=h0)
        widths.append(float(shape.half_width(drive(run), run.system.angles)))
    assert np.diff(widths) == pytest.approx([0.6, 0.6, 0.6], abs=0.6)  # while the peak grows by 46, 31 and 24 %
    assert max(widths) - min(widths) < 2.0


# --- 10: the bump memory -----------------------------------------------------------------------------------------


def test_the_bump_stays_on_the_background_alone(recnet):
    run = recnet("bump-memory")
    assert run["h"][0].max() > run["h"][0].min()
    assert (run["h"][-1] == 3.0).all()
    v, angles = run["v"][-1], shape.directions(100)
    assert f"{v.max():.1f}" == "75.6"
    assert f"{v.max() / 3.0:.1f}" == "25.2"
    received = ring(100, 1.9).apply(v) + run["h"][-1]
    assert f"{shape.half_width(received, angles):.1f}" == "92.4"


@settings(max_examples=15)
@given(h0=st.floats(0.5, 10.0), lambda1=st.floats(1.3, 1.9), size=st.integers(60, 200), angle=st.floats(-180.0, 180.0))
def test_the_held_bump_is_proportional_to_the_background_for_any_coupling(h0, lambda1, size, angle):
    run = simulate(MEMORY, 6000, h0=h0, lambda1=lambda1, N=size, angle=angle, amplitude=5.0 * h0)
    end = np.arccos(-1.0 / bump_strength(4096, lambda1, 0.0))
    assert end - np.sin(end) * np.cos(end) == pytest.approx(np.pi / lambda1, rel=1e-5)  # the formula of a large ring
    assert run.v.max() == pytest.approx(h0 * (1.0 - 1.0 / np.cos(end)), rel=0.02)
    assert np.radians(shape.half_width(drive(run), run.system.angles)) == pytest.approx(end, rel=0.01)
    found = predictions(MEMORY, run)
    assert all(found[name].agrees is not False for name in ("peak rate", "half-width", "bump angle"))


@pytest.mark.parametrize(("lambda1", "e_fold"), [(1.9, 200.0), (1.5, 40.0)])
def test_without_background_the_bump_decays_with_its_e_fold(recnet, lambda1, e_fold):
    run = recnet("bump-memory", "--set", "h0=0", "--set", f"lambda1={lambda1}")
    peaks = run["v"][[700, 900], 50]
    assert 200.0 / np.log(peaks[0] / peaks[1]) == pytest.approx(e_fold, rel=1e-6)


def test_below_0_the_bump_dies_sooner_and_theory_does_not_compare():
    run = simulate(MEMORY, 800, h0=-0.5)
    entry = predictions(MEMORY, run)["e-fold of the decay"]
    assert entry.measured is None or entry.measured < entry.predicted
    assert entry.agrees is None
    assert "sooner" in entry.note


def test_without_a_bump_the_even_state_is_named_unstable():
    run = simulate(MEMORY, 150, off=("local",))
    assert run.v == pytest.approx(np.full(100, 3.0), rel=1e-6)
    entry = predictions(MEMORY, run)["peak rate"]
    assert entry.predicted is None
    assert "unstable" in entry.note


@pytest.mark.parametrize("lambda1", [0.8, 1.0, 2.0, 2.1])
def test_no_bump_is_held_outside_1_to_2(lambda1):
    assert held_bump(100, lambda1, 3.0, 0.0) is None
    assert MEMORY.notices(MEMORY.parameters(lambda1=lambda1))


# --- 11: orientation tuning --------------------------------------------------------------------------------------


def test_the_orientation_matrix_is_the_textbooks():
    angles = np.radians(-90.0 + 1.8 * np.arange(100))
    wanted = (-7.3 + 11.0 * np.cos(2.0 * (angles[:, None] - angles))) / 100
    assert orientation_ring(100, 7.3, 11.0).dense == pytest.approx(wanted, abs=1e-14)


@pytest.mark.parametrize(("contrast", "peak"), [(0.1, "9.00"), (0.8, "72.03")])
def test_contrast_scales_the_tuning_and_leaves_its_width(recnet, contrast, peak):
    run = recnet("orientation-tuning", "--set", f"contrast={contrast}")
    v, h = run["v"][-1], run["h"][-1]
    angles = np.radians(shape.orientations(100))
    assert h == pytest.approx(40.0 * contrast * (0.9 + 0.1 * np.cos(2.0 * angles)))
    assert f"{v.max():.2f}" == peak
    received = orientation_ring(100, 7.3, 11.0).apply(v) + h
    assert f"{shape.half_width(received, shape.orientations(100)):.1f}" == "28.9"


@settings(max_examples=15)
@given(
    contrast=st.floats(0.05, 1.0),
    epsilon=st.floats(0.05, 0.5),
    lambda0=st.floats(2.0, 9.0),
    share=st.floats(0.5, 1.4),
    size=st.integers(40, 150),
    angle=st.floats(-90.0, 90.0),
)
def test_the_width_is_that_of_contrast_1_for_any_coupling(contrast, epsilon, lambda0, share, size, angle):
    lambda1 = lambda0 * share
    assume(orientation_tuning.growth(lambda0, lambda1) < 0.9)
    run = simulate(
        TUNING, 6000, contrast=contrast, epsilon=epsilon, lambda0=lambda0, lambda1=lambda1, N=size, angle=angle
    )
    found = predictions(TUNING, run)
    assert all(entry.agrees for entry in found.values()), found


@pytest.mark.parametrize(("lambda0", "wait"), [(4.5, 400), (5.0, 1600), (5.5, 1600), (7.3, 1600)])
def test_the_orientation_ring_runs_away_where_its_growth_says(lambda0, wait):
    run = simulate(TUNING, wait, lambda0=lambda0)
    before = run.v.max()
    run.advance(200)
    s = orientation_tuning.growth(lambda0, 11.0)
    said = bool(TUNING.notices(run.parameters))
    assert said == (s > 1.0)
    if said:
        assert np.log(run.v.max() / before) == pytest.approx((s - 1.0) * 200.0 / 10.0, rel=0.01)
    else:
        assert run.v.max() < 1.01 * before


# --- what they share ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", RINGS, ids=lambda s: s.key)
def test_nothing_is_measured_before_rest_or_under_noise(scenario):
    run = simulate(scenario, 1)
    waiting = [entry for entry in scenario.theory(run.parameters, run.snapshot()) if entry.name == "peak rate"]
    assert waiting[0].measured is None
    if "noise" in run.switches:
        run.apply(Switch("noise", True))
        run.advance(3000)
        entry = predictions(scenario, run)["peak rate"]
        assert entry.measured is None
        assert "noise" in entry.note


@pytest.mark.parametrize("scenario", RINGS, ids=lambda s: s.key)
def test_theory_is_quick_at_1024_units(scenario):
    run = simulate(scenario, 50, N=1024)
    snapshot = run.snapshot()
    took = []
    for _ in range(7):
        start = perf_counter()
        scenario.theory(run.parameters, snapshot)
        took.append(perf_counter() - start)
    assert min(took) < 2e-3


@pytest.mark.parametrize("scenario", RINGS, ids=lambda s: s.key)
def test_the_tuned_input_follows_its_angle_and_wraps_around(scenario):
    for angle in (-36.0, 57.6):
        system = scenario.build(scenario.parameters(angle=angle))
        profile = system.inputs[0].profile
        assert system.angles[np.argmax(profile)] == pytest.approx(angle)
    low, high = (scenario.build(scenario.parameters(angle=x)) for x in system.angles[0] * np.array([1.0, -1.0]))
    assert low.inputs[0].profile == pytest.approx(high.inputs[0].profile, abs=1e-12)


@pytest.mark.parametrize("scenario", RINGS, ids=lambda s: s.key)
def test_readouts_give_a_finite_number_for_every_row(scenario):
    run = simulate(scenario, 300)
    past = run.history
    for entry in run.system.readouts:
        values = entry.of(past.v, past.h)
        assert values.shape == (301,)
        assert np.isfinite(values).all()
        assert values[-1] == pytest.approx(float(entry.of(past.v[-1:], past.h[-1:])[0]))


def test_the_tuned_profile_is_a_cosine_at_90_degrees_and_keeps_its_zeros_elsewhere():
    angles = shape.directions(720)
    assert shape.tuned(angles, 10.0, 90.0) == pytest.approx(np.cos(np.radians(angles - 10.0)), abs=1e-12)
    assert shape.tuned(angles, 0.0, 30.0)[[360, 420, 480, 719]] == pytest.approx([1.0, 0.0, -1.0, -1.0], abs=1e-12)
    assert shape.local(angles, 0.0, 30.0)[[360, 390, 420, 719]] == pytest.approx([1.0, np.cos(np.pi / 4), 0.0, 0.0])


@given(st.integers(0, 3), st.floats(0.1, 50.0), st.floats(-180.0, 179.0), st.integers(8, 200))
def test_fourier_amplitudes_and_the_bumps_angle_are_those_put_in(order, amplitude, angle, size):
    angles = shape.directions(size)
    values = amplitude * np.cos(order * np.radians(angles - angle)) + (0.0 if order == 0 else 2.0)
    wanted = np.zeros(4)
    wanted[0] = 2.0
    wanted[order] = amplitude
    assert shape.fourier_amplitudes(values, 4) == pytest.approx(wanted, abs=1e-9)
    if order == 1:
        assert shape.apart(shape.bump_angle(values, angles), angle) == pytest.approx(0.0, abs=1e-6)


@given(st.floats(20.0, 160.0), st.floats(-180.0, 180.0))
def test_the_half_width_is_read_between_units(end, angle):
    angles = shape.directions(360)
    bump = np.cos(np.radians(angles - angle)) - np.cos(np.radians(end))
    assert shape.half_width(bump, angles) == pytest.approx(end, abs=0.02)
    assert shape.half_width(np.vstack([bump, -1.0 - bump * 0.0, 1.0 + bump * 0.0]), angles)[1:] == pytest.approx(
        [0, 180]
    )


def test_a_meter_that_waits_says_what_for():
    run = simulate(RECTIFIED, 100)
    assert meter.waits_for(run.snapshot(), 0.95) == "waits for rest"
    run.advance(5000)
    assert meter.waits_for(run.snapshot(), 0.95) == ""


@pytest.mark.parametrize("scenario", RINGS, ids=lambda s: s.key)
@settings(max_examples=10, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # to shrink would take minutes
@given(data=st.data())
def test_theory_never_breaks_keeps_its_names_and_never_disagrees_anywhere_in_the_range(scenario, data):
    values = {}
    for spec in specs(type(scenario.defaults)):
        high = 128 if spec.name == "N" else spec.high
        parts = st.integers(0, 40).map(lambda part, low=spec.low, high=high: low + (high - low) * part / 40)
        numbers = st.integers(int(spec.low), int(high)) if spec.integer else parts
        values[spec.name] = data.draw(numbers, label=spec.name)
    run = Simulation(scenario.build, scenario.parameters(**values), dt=1.0)
    names = [entry.name for entry in scenario.theory(run.parameters, run.snapshot())]
    for _ in range(2):
        for name in run.switches:
            run.apply(Switch(name, name != "noise" and data.draw(st.booleans(), label=name)))
        run.advance(700)
        found = scenario.theory(run.parameters, run.snapshot())
        assert [entry.name for entry in found] == names
        for entry in found:
            assert all(x is None or np.isfinite(x) for x in (entry.predicted, entry.measured))
            assert entry.agrees is not False, entry
            assert entry.note or entry.agrees is not None
    assert all(np.isfinite(entry.of(run.history.v, run.history.h)).all() for entry in run.system.readouts)
