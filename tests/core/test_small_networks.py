"""The course's small networks against their textbook formulas, each run the way `recnet run` does it."""

import time
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recnet_core import headless, scenarios
from recnet_core.parameters import specs
from recnet_core.plan import make_plan
from tests.core.reference import Located, relative_error
from tests.core.running import predictions, ran, values

KEYS = ("autapse", "two-neurons", "linear-modes", "integrator-memory", "oculomotor", "bistable-memory", "decision")
EVERY = pytest.mark.parametrize("key", KEYS)
SIX_PLACES = partial(round, ndigits=6)  # a weight of 1e-192 is no weight, and LAPACK's eigenvectors then are none
COUPLING = st.floats(-0.9, 0.9)


def whole_range(spec):
    """Return all values of a parameter (networks of at most 60 units)."""
    if spec.integer:
        return st.integers(int(spec.low), int(min(spec.high, 60)))
    return st.floats(spec.low, spec.high).map(SIX_PLACES)


def inputs_of(scenario):
    return [entry.name for entry in scenario.build(scenario.defaults).inputs]


# --- all of them ----------------------------------------------------------------------------------------------------


@EVERY
@settings(max_examples=25)
@given(data=st.data())
def test_theory_never_disagrees_with_an_exact_run_whatever_is_done_to_it(key, data):
    scenario = scenarios.find(key)
    ranges = {spec.name: whole_range(spec) for spec in specs(type(scenario.defaults))}
    chosen = {name: data.draw(values_of, label=name) for name, values_of in ranges.items()}
    when = st.integers(0, 900)
    switch = st.tuples(when, st.sampled_from(["on", "off"]), st.sampled_from(inputs_of(scenario)))
    turn = st.sampled_from([name for name in ranges if name != "N"]).flatmap(
        lambda name: st.tuples(when, st.just("set"), ranges[name].map(lambda value: f"{name}={value!r}"))
    )
    acts = data.draw(st.lists(switch | turn, max_size=5), label="acts")
    found = predictions(key, values=chosen, acts=[f"{t} {act} {what}" for t, act, what in acts], duration="1000")
    assert found
    wrong = [line for line in found.values() if line.agrees is False]
    assert not wrong


@EVERY
def test_theory_keeps_its_names_and_is_quick(key):
    scenario = scenarios.find(key)
    names = None
    for preset in scenario.presets:
        plan = make_plan(scenario, preset.name, duration="3000")
        run = headless.simulation_of(plan)
        run.advance(plan.steps)
        found = scenario.theory(run.parameters, run.snapshot())
        times = []
        for _ in range(5):
            begin = time.perf_counter()
            scenario.theory(run.parameters, run.snapshot())
            times.append(time.perf_counter() - begin)
        assert min(times) < 2e-3
        assert names in {None, tuple(line.name for line in found)}
        names = tuple(line.name for line in found)
        assert all(line.note for line in found if line.predicted is None)
    assert len(set(names)) == len(names)


def test_the_meter_shows_what_a_bad_step_does():
    off = predictions("autapse", method="euler", dt="5", values={"lambda1": 0.0})["time constant"]
    assert off.predicted == 10.0
    assert off.agrees is False
    assert off.measured == pytest.approx(5.0 / np.log(2.0))  # Euler keeps 1 − dt/τ = 1/2 a step


# --- 1 autapse ------------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.floats(-2.0, 0.95), st.floats(1.0, 20.0), st.floats(0.5, 100.0))
def test_an_autapse_settles_with_gain_and_time_constant_of_1_minus_lambda(lambda1, tau, amplitude):
    run = ran("autapse", *values(lambda1=lambda1, tau=tau, amplitude=amplitude), "--for", 4000, "--dt", 1)
    wanted = amplitude / (1.0 - lambda1) * -np.expm1(-run.t * (1.0 - lambda1) / tau)
    assert run.v[:, 0] == pytest.approx(wanted, rel=1e-10, abs=1e-10)
    # the last of it is 1/(1−λ), but for e^(−0.05·4000/20) at the slowest
    assert run.v[-1, 0] / amplitude == pytest.approx(1.0 / (1.0 - lambda1), rel=1e-4)


@settings(max_examples=30)
@given(st.floats(1.0, 100.0), st.floats(0.5, 100.0))
def test_an_autapse_of_1_integrates_and_holds(tau, amplitude):
    run = ran("autapse", *values(lambda1=1.0, tau=tau, amplitude=amplitude), "--at", "100 off input", "--dt", 1)
    wanted = amplitude / tau * np.minimum(run.t, 100.0)
    assert run.v[:, 0] == pytest.approx(wanted, rel=1e-12)


@given(st.floats(1.001, 1.2))
def test_an_autapse_above_1_explodes(lambda1):
    run = ran("autapse", *values(lambda1=lambda1), "--for", 600)
    growth = (lambda1 - 1.0) / 10.0
    assert run.v[-1, 0] == pytest.approx(10.0 / (lambda1 - 1.0) * np.expm1(600.0 * growth), rel=1e-9)


# --- 2 two neurons --------------------------------------------------------------------------------------------------


@given(COUPLING, st.floats(1.0, 100.0))
def test_two_neurons_amplify_the_sum_by_1_minus_a_and_the_difference_by_1_plus_a(a, amplitude):
    run = ran("two-neurons", *values(M_12=a, M_21=a, amplitude=amplitude), "--for", 4000, "--dt", 2)
    v = run.v[-1]
    assert v.sum() == pytest.approx(amplitude / (1.0 - a), rel=1e-8)
    assert v[0] - v[1] == pytest.approx(amplitude / (1.0 + a), rel=1e-8)


@pytest.mark.parametrize("preset", ["excitation", "inhibition", "runaway", "rotation", "defective"])
def test_every_pair_of_neurons_agrees_with_dop853(preset):
    run = ran("two-neurons", "--preset", preset, "--at", "200 on opposite", "--for", 400)
    network = scenarios.find("two-neurons").build(scenarios.find("two-neurons").parameters(preset)).network
    for begin, end in ((0, 400), (400, 800)):
        wanted = Located(network, run.h[begin], max_step=5.0).run(run.v[begin], run.t[begin : end + 1])
        assert relative_error(run.v[begin : end + 1], wanted) < 1e-8


@given(*[st.floats(-2, 2)] * 4)
def test_modes_of_any_two_neurons_are_the_roots_of_the_characteristic_polynomial(m11, m12, m21, m22):
    found = predictions("two-neurons", values={"M_11": m11, "M_12": m12, "M_21": m21, "M_22": m22}, duration="50")
    half, root = 0.5 * (m11 + m22), complex(0.25 * (m11 - m22) ** 2 + m12 * m21) ** 0.5
    if abs(root.real) > 1e-3:
        for i, eigenvalue in enumerate((half + root.real, half - root.real), start=1):
            line = found[f"time constant of mode {i}"]
            if abs(1.0 - eigenvalue) > 1e-6:
                assert line.predicted == pytest.approx(10.0 / abs(1.0 - eigenvalue), rel=1e-6)
    elif root.imag > 1e-3:
        assert found["frequency"].predicted == pytest.approx(1000.0 * root.imag / (20.0 * np.pi))
        assert found["gain of mode 1"].predicted is None


def test_a_defective_pair_is_named_and_given_no_modes():
    scenario = scenarios.find("two-neurons")
    p = scenario.parameters("defective")
    assert "defective" in " ".join(scenario.notices(p))
    found = predictions("two-neurons", preset="defective")
    assert all(line.predicted is None for line in found.values())
    assert "defective" in found["gain of mode 1"].note
    # v_1 = h t-like shear: v_2 = 5 h, v_1 = 5 v_2
    run = ran("two-neurons", "--preset", "defective")
    assert run.v[-1] == pytest.approx([500.0, 100.0], rel=1e-6)


def test_the_window_is_told_of_rotation_of_skew_modes_and_of_running_away():
    scenario = scenarios.find("two-neurons")
    assert scenario.notices(scenario.defaults) == ()
    assert "Complex" in scenario.notices(scenario.parameters("rotation"))[0]
    assert "not symmetric" in scenario.notices(scenario.parameters(M_12=0.2))[0]
    assert "run away" in scenario.notices(scenario.parameters("runaway"))[0]


# --- 3 linear modes -------------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(
    st.integers(3, 60), st.floats(-2, 1.02), st.floats(-2, 1.02), st.floats(-2, 1.02), st.floats(3, 100),
    st.integers(0, 99),
)  # fmt: skip
def test_every_mode_follows_its_closed_form_to_rounding(size, lambda1, lambda2, lambda3, tau, seed):
    given_values = {"N": size, "lambda1": lambda1, "lambda2": lambda2, "lambda3": lambda3, "tau": tau}
    run = ran("linear-modes", *values(**given_values, network_seed=seed), "--at", "100 on e_2", "--for", 300)
    scenario = scenarios.find("linear-modes")
    network = scenario.build(scenario.parameters(**given_values, network_seed=seed)).network
    basis, eigenvalues = network.eigenbasis
    assert np.abs(network.matrix @ basis - basis * eigenvalues).max() < 1e-13
    assert eigenvalues[:3] == pytest.approx([lambda1, lambda2, lambda3], abs=0)
    assert np.abs(eigenvalues[3:]).max(initial=0.0) <= 0.2
    c, h = run.v @ basis, run.h @ basis
    for begin, end in ((0, 200), (200, 600)):
        t = (run.t[begin : end + 1] - run.t[begin])[:, None]
        rate = (1.0 - eigenvalues) / tau
        with np.errstate(invalid="ignore", divide="ignore"):
            grown = np.where(rate == 0.0, t / tau, -np.expm1(-rate * t) / (1.0 - eigenvalues))
        wanted = c[begin] * np.exp(-rate * t) + h[begin] * grown
        assert np.abs(c[begin : end + 1] - wanted).max() < 1e-12 * max(1.0, np.abs(c).max())


def test_noise_passes_through_the_slow_mode():
    run = ran("linear-modes", "--preset", "noisy", "--for", 20_000, "--seed", 3)
    scenario = scenarios.find("linear-modes")
    basis, eigenvalues = scenario.build(scenario.parameters("noisy")).network.eigenbasis
    c = (run.v @ basis)[2000:]
    # white noise of density σ² through τ c' = −(1−λ)c + ξ: variance σ²/(2τ(1−λ))
    wanted = 20.0 / np.sqrt(2.0 * 10.0 * (1.0 - eigenvalues))
    assert c[:, 1:].std(axis=0) == pytest.approx(wanted[1:], rel=0.2)
    assert c[:, 0].std() > 4.0 * c[:, 2].std()


# --- 5 integrator memory --------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(
    st.integers(2, 60), st.floats(2, 60), st.floats(1, 100), st.integers(0, 99),
    st.lists(st.tuples(st.integers(0, 1000), st.sampled_from(["pulse+", "pulse-", "burst"])), max_size=6),
)  # fmt: skip
def test_the_memory_settles_on_the_integral_of_its_input_and_holds_it(size, tau, amplitude, seed, pulses):
    acts = [word for t, name in pulses for word in ("--at", f"{t} on {name}")]
    acts += [word for name in ("pulse+", "pulse-", "burst") for word in ("--at", f"1100 off {name}")]
    given_values = {"N": size, "tau": tau, "amplitude": amplitude, "network_seed": seed}
    run = ran("integrator-memory", *values(**given_values), *acts, "--for", 8000)
    scenario = scenarios.find("integrator-memory")
    e1 = scenario.build(scenario.parameters(**given_values)).network.eigenbasis[0][:, 0]
    area = (run.h[:-1] @ e1).sum() * 0.5 / tau
    assert run.v[-1] == pytest.approx(area * e1, rel=1e-9, abs=1e-9 * max(1.0, amplitude))
    held = run.v[run.t >= 1100] @ e1
    assert np.ptp(held) <= 1e-12 * max(1.0, np.abs(held).max())


def test_a_mistuned_memory_leaks_in_ten_seconds():
    found = predictions("integrator-memory", values={"lambda1": 0.999}, acts=["0 on burst"])
    assert found["time constant of c_1"].predicted == pytest.approx(10_000.0)
    assert found["time constant of c_1"].agrees


# --- 6 oculomotor ---------------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(
    st.floats(100, 800), st.floats(10, 200), st.floats(0.01, 1.0), st.integers(4, 60), st.sampled_from(["0.5", "0.25"]),
    st.lists(st.tuples(st.integers(1, 14), st.sampled_from(["right", "left"])), max_size=4, unique_by=lambda x: x[0]),
)  # fmt: skip
def test_the_eyes_position_is_the_sum_of_the_burst_areas(rate, tau, gain, size, dt, saccades):
    given_values = {"burst_rate": rate, "tau": tau, "gain": gain, "N": size}
    acts = [word for k, side in saccades for word in ("--at", f"{100 * k} on saccade {side}")]
    run = ran("oculomotor", *values(**given_values), *acts, "--dt", dt)
    scenario = scenarios.find("oculomotor")
    system = scenario.build(scenario.parameters(**given_values))
    position = system.readout("eye position").of(run.v, run.h)
    spikes = round(rate * 0.05)  # of every burst neuron, in 50 ms
    net = 1 + sum(1 if side == "right" else -1 for _, side in saccades)
    assert position[-1] == pytest.approx(net * gain * spikes * 1000.0 / tau, rel=1e-9, abs=1e-9)


def test_between_saccades_the_gaze_is_held_still():
    run = ran("oculomotor", "--at", "1000 on saccade left")
    system = scenarios.find("oculomotor").build(scenarios.find("oculomotor").defaults)
    position = system.readout("eye position").of(run.v, run.h)
    assert position[(run.t > 60) & (run.t <= 1000)] == pytest.approx(10.0, abs=1e-11)
    assert position[run.t > 1060] == pytest.approx(0.0, abs=1e-11)
    assert (np.diff(position[run.t <= 60]) > -1e-12).all()
    assert len(np.unique(position[run.t <= 60].round(6))) > 30  # a staircase of single spikes


@pytest.mark.parametrize(("lambda1", "tau"), [(0.9, 100.0), (0.97, 60.0), (1.05, 100.0)])
def test_the_eye_drifts_with_tau_over_1_minus_lambda(lambda1, tau):
    run = ran("oculomotor", *values(lambda1=lambda1, tau=tau))
    system = scenarios.find("oculomotor").build(scenarios.find("oculomotor").defaults)
    position = system.readout("eye position").of(run.v, run.h)
    ratio = position[run.t == 1500][0] / position[run.t == 500][0]
    assert ratio == pytest.approx(np.exp(-1000.0 * (1.0 - lambda1) / tau), rel=1e-9)


def test_one_saccade_uses_every_channel_of_its_group_alike():
    system = scenarios.find("oculomotor").build(scenarios.find("oculomotor").defaults)
    right, left = system.input("saccade right"), system.input("saccade left")
    assert right.waveform == left.waveform
    assert not (right.profile * left.profile).any()
    half = len(right.profile) // 2
    assert [right.waveform.times(k)[0] for k in range(half)] == [left.waveform.times(half + k)[0] for k in range(half)]
    assert max(right.waveform.times(k)[-1] for k in range(2 * half)) < right.waveform.duration
