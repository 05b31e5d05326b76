"""Eigenvalues, fixed points and nullclines against closed forms, and on random networks."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recnet_core.analysis.fixed_points import classify, fixed_points, nearest
from recnet_core.analysis.nullclines import _traced, nullcline
from recnet_core.analysis.spectrum import (
    eigenvalues,
    frequency,
    memory_in_words,
    modes,
    rates_in_words,
    time_constant,
)
from recnet_core.analysis.sweep import SweepRun, crossings
from recnet_core.inputs import Input, Sine
from recnet_core.network import RateNetwork
from recnet_core.parameters import spec_of
from recnet_core.scenarios import ei_oscillator, find, integrator_memory
from recnet_core.system import System
from recnet_core.transfer import Linear, Rectified, Saturating, Sigmoid, Tanh, Transfer

NO_INPUT = np.zeros(2)
weight = st.floats(-3.0, 3.0).map(lambda w: round(w, 3))
drive = st.floats(-40.0, 40.0).map(lambda h: round(h, 3))


@st.composite
def networks(draw: st.DrawFn, transfers: tuple[Transfer, ...]) -> RateNetwork:
    matrix = np.array([[draw(weight), draw(weight)], [draw(weight), draw(weight)]])
    tau = np.array([draw(st.floats(1.0, 100.0)), draw(st.floats(1.0, 100.0))])
    bias = np.array([draw(drive), draw(drive)])
    return RateNetwork(tau, matrix, bias=bias, transfer=draw(st.sampled_from(transfers)))


def oscillator(tau_I: float) -> RateNetwork:
    return ei_oscillator.build(ei_oscillator.EIParameters(tau_I=tau_I)).network


@pytest.mark.parametrize(
    ("tau_I", "real", "hertz", "kind"),
    [
        (30.0, -4.1667, 7.930, "stable focus"),
        (40.0, 0.0, 6.892, "centre"),
        (50.0, 2.5, 6.151, "unstable focus"),
    ],
)
def test_the_oscillators_fixed_point(tau_I: float, real: float, hertz: float, kind: str) -> None:
    (point,) = fixed_points(oscillator(tau_I), NO_INPUT)

    assert point.v == pytest.approx([80.0 / 3.0, 50.0 / 3.0], rel=1e-12)
    assert point.eigenvalues[0].real == pytest.approx(real, abs=5e-5)
    assert frequency(point.eigenvalues[0]) == pytest.approx(hertz, abs=5e-4)
    assert point.kind == kind
    assert point.stable == (real < 0.0)


def test_eigenvalues_are_complex_only_between_the_known_bounds() -> None:
    for tau_I, turns in ((2.86, False), (2.88, True), (557.0, True), (557.2, False)):
        jacobian = np.array([[0.025, -0.1], [1.0 / tau_I, -1.0 / tau_I]])
        assert (eigenvalues(jacobian)[0].imag != 0.0) == turns


def test_rates_in_words() -> None:
    (point,) = fixed_points(oscillator(30.0), NO_INPUT)

    assert rates_in_words(point.eigenvalues) == "−4.17 ± 49.8 i 1/s · 7.93 Hz"
    assert rates_in_words(np.array([-100.0 + 0j, -1234.0])) == "−100 and −1,234 1/s"
    assert rates_in_words(np.array([1e-14 + 40j, 1e-14 - 40j])) == "0 ± 40.0 i 1/s · 6.37 Hz"


def test_a_mode_of_m_holds_leaks_or_runs_away() -> None:
    assert time_constant(10.0, 0.9) == pytest.approx(100.0)
    assert memory_in_words(10.0, 1.0) == "holds for ever"
    assert memory_in_words(10.0, 0.99) == "leaks, e-fold in 1.00 s"
    assert memory_in_words(10.0, 1.01) == "runs away, e-fold in 1.00 s"


def test_modes_of_a_symmetric_matrix_are_orthonormal() -> None:
    matrix = integrator_memory.build(integrator_memory.IntegratorParameters()).network.matrix

    found = modes(matrix)

    assert found.eigenvalues[0].real == pytest.approx(1.0, abs=1e-12)
    assert found.left @ found.right == pytest.approx(np.eye(len(matrix)), abs=1e-12)
    assert not found.defective


def test_left_and_right_modes_of_any_matrix_take_it_apart() -> None:
    matrix = np.random.default_rng(1).standard_normal((7, 7))

    found = modes(matrix)

    assert found.right @ np.diag(found.eigenvalues) @ found.left == pytest.approx(matrix, abs=1e-10)
    assert (np.diff(found.eigenvalues.real) <= 1e-12).all()


def test_a_matrix_without_a_basis_of_eigenvectors_is_called_defective() -> None:
    assert modes(np.array([[1.0, 1.0], [0.0, 1.0]])).defective


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([-1, -2], "stable node"),
        ([2, 1], "unstable node"),
        ([1, -1], "saddle"),
        ([-1 + 3j, -1 - 3j], "stable focus"),
        ([1 + 3j, 1 - 3j], "unstable focus"),
        ([3j, -3j], "centre"),
        ([0, -1], "degenerate"),
        ([0, 0], "degenerate"),
        ([1 + 2j, 1 - 2j, -1, -2], "saddle with a spiral"),
        ([1, -1 + 2j, -1 - 2j], "saddle with a spiral"),
        ([1 + 2j, 1 - 2j, 0.5], "unstable focus"),
    ],
)
def test_kinds_of_fixed_points(values: list[complex], kind: str) -> None:
    assert classify(np.array(values, dtype=complex)) == kind


def test_a_bistable_saturating_pair_has_its_three_points() -> None:
    network = RateNetwork(np.array([10.0]), np.array([[0.0, -2.0], [-2.0, 0.0]]), bias=np.array([50.0]),
                          transfer=Saturating(100.0))  # fmt: skip

    points = fixed_points(network, NO_INPUT)

    assert [point.kind for point in points] == ["stable node", "saddle", "stable node"]
    assert points[1].v == pytest.approx([50.0 / 3.0, 50.0 / 3.0])


def test_a_perfect_integrator_has_a_line_of_fixed_points() -> None:
    network = RateNetwork(np.array([10.0]), np.diag([1.0, 0.0]), transfer=Rectified())

    lines = [point for point in fixed_points(network, NO_INPUT) if point.kind == "line of fixed points"]

    assert len(lines) == 1
    assert lines[0].ends is not None
    assert np.isinf(lines[0].ends).any()


def test_without_a_solution_there_is_no_fixed_point() -> None:
    network = RateNetwork(np.array([10.0]), np.diag([1.5, 0.0]), bias=np.array([5.0]), transfer=Rectified())

    assert fixed_points(network, NO_INPUT) == ()


def test_wilson_and_cowans_points() -> None:
    transfer = Sigmoid(np.array([1.2, 1.0]), np.array([2.8, 4.0]), 1.0, zeroed=True)
    network = RateNetwork(np.array([1.0, 2.0]), np.array([[9.0, -4.0], [13.0, -11.0]]), transfer=transfer)

    points = fixed_points(network, NO_INPUT, np.zeros(2), np.ones(2))

    assert [point.kind for point in points] == ["stable focus", "saddle", "stable node"]
    assert points[1].v == pytest.approx([0.336852, 0.168420], abs=1e-6)
    assert points[2].v == pytest.approx([0.938430, 0.672481], abs=1e-6)


@given(networks((Linear(), Rectified(), Saturating(30.0))), drive, drive)
def test_nothing_changes_at_a_fixed_point(network: RateNetwork, h_x: float, h_y: float) -> None:
    h = np.array([h_x, h_y])
    for point in fixed_points(network, h):
        slack = 1e-6 * (1.0 + np.abs(point.v).max())
        assert np.abs(network.drift(point.v, h) * network.tau).max() < slack


@given(networks((Linear(), Rectified(), Saturating(30.0))), drive, drive, st.sampled_from([0, 1]))
def test_exact_nullclines_lie_where_their_unit_rests(network: RateNetwork, h_x: float, h_y: float, unit: int) -> None:
    h, low, high = np.array([h_x, h_y]), np.array([-5.0, -3.0]), np.array([60.0, 50.0])
    for line in nullcline(network, h, unit, low, high):
        dense = np.concatenate([a + np.linspace(0, 1, 9)[:, None] * (b - a) for a, b in itertools.pairwise(line)])
        assert np.abs(network.drift(dense, h)[:, unit] * network.tau[unit]).max() < 1e-7
        assert (dense >= low - 1e-9).all()
        assert (dense <= high + 1e-9).all()


@given(networks((Rectified(), Saturating(30.0))), drive, drive, st.sampled_from([0, 1]))
def test_no_piece_of_an_exact_nullcline_is_missing(network: RateNetwork, h_x: float, h_y: float, unit: int) -> None:
    """Wherever the drift changes sign along a grid line, the nullcline passes."""
    h, low, high = np.array([h_x, h_y]), np.array([-5.0, -3.0]), np.array([60.0, 50.0])
    grid = np.stack(np.meshgrid(*(np.linspace(a, b, 23) for a, b in zip(low, high, strict=True)), indexing="ij"), -1)
    drift = network.drift(grid, h)[..., unit]
    i, j = np.nonzero(np.sign(drift[:-1]) * np.sign(drift[1:]) < 0)
    lines = nullcline(network, h, unit, low, high)
    assume(len(i) > 0)
    assert lines
    for a, b in zip(grid[i, j], grid[i + 1, j], strict=True):
        assert any(crosses(line, a, b) for line in lines)


def crosses(line: np.ndarray, a: np.ndarray, b: np.ndarray) -> bool:
    """Return whether a polyline comes to the level of y = a[1] = b[1] between a and b."""
    for p, q in itertools.pairwise(line):
        low, high = sorted((p[1], q[1]))
        if not low - 1e-6 <= a[1] <= high + 1e-6:
            continue
        share = 0.0 if abs(q[1] - p[1]) < 1e-12 else (a[1] - p[1]) / (q[1] - p[1])
        at = p[0] + share * (q[0] - p[0])
        if a[0] - 1e-6 <= at <= b[0] + 1e-6 or (abs(q[1] - p[1]) < 1e-9 and min(p[0], q[0]) <= b[0]):
            return True
    return False


@given(networks((Tanh(20.0), Sigmoid(0.2, 10.0, 50.0))), drive, st.sampled_from([0, 1]))
def test_traced_nullclines_lie_where_their_unit_rests(network: RateNetwork, h_x: float, unit: int) -> None:
    h, low, high = np.array([h_x, 0.0]), np.full(2, -60.0), np.full(2, 60.0)
    for line in nullcline(network, h, unit, low, high):
        assert np.abs(network.drift(line, h)[:, unit] * network.tau[unit]).max() < 1e-9


def test_a_nullcline_by_its_argument_is_the_traced_one_whole() -> None:
    low, high = np.array([-0.1, -0.1]), np.array([1.1, 1.0])
    scenario = find("wilson-cowan")
    for values in ({}, {"w_EE": 6.4, "w_EI": 4.8}, {"I_E": -2.0, "a_E": 3.0}):
        network = scenario.build(scenario.parameters(**values)).network
        for unit in (0, 1):
            curve = np.concatenate(nullcline(network, np.zeros(2), unit, low, high))
            traced = np.concatenate(_traced(network, np.zeros(2), unit, low, high))
            apart = np.linalg.norm(traced[:, None] - curve[None], axis=2).min(axis=1)
            assert apart.max() < 0.01
            assert np.abs(network.drift(curve, np.zeros(2))[:, unit]).max() < 1e-12


def test_the_oscillators_nullclines_have_their_corners() -> None:
    low, high = np.full(2, -2.0), np.full(2, 60.0)

    (excitatory,) = nullcline(oscillator(50.0), NO_INPUT, 0, low, high)
    (inhibitory,) = nullcline(oscillator(50.0), NO_INPUT, 1, low, high)

    assert excitatory == pytest.approx(np.array([[0.0, 60.0], [0.0, 10.0], [60.0, 25.0]]))
    assert inhibitory == pytest.approx(np.array([[-2.0, 0.0], [10.0, 0.0], [60.0, 50.0]]))


def test_a_self_weight_of_one_makes_a_straight_piece() -> None:
    network = RateNetwork(np.array([10.0]), np.array([[1.0, -1.0], [1.0, 0.0]]), bias=np.array([20.0, 0.0]),
                          transfer=Rectified())  # fmt: skip

    (line,) = nullcline(network, NO_INPUT, 0, np.zeros(2), np.full(2, 60.0))

    assert line[-1] == pytest.approx([60.0, 20.0]) or line[0] == pytest.approx([60.0, 20.0])
    assert any(abs(a[1] - 20.0) < 1e-9 and abs(b[1] - 20.0) < 1e-9 for a, b in itertools.pairwise(line))


def test_held_input_sums_the_inputs_that_are_on() -> None:
    system = ei_oscillator.build(ei_oscillator.EIParameters())

    assert system.held_input([]) == pytest.approx([0.0, 0.0])
    assert system.held_input(["drive E", "drive I"]) == pytest.approx([10.0, 10.0])


def test_held_input_is_what_is_there_when_the_switch_goes_on_and_passes_through_w() -> None:
    network = RateNetwork(np.array([10.0]), np.zeros((2, 2)), feedforward=np.array([[1.0], [3.0]]))
    system = System(network, (Input("held", np.array([2.0])), Input("wave", np.array([5.0]), Sine())))

    assert system.held_input(["held", "wave"]).tolist() == [2.0, 6.0]
    assert system.current({"held": 0.5, "wave": -1.0}).tolist() == [-4.0, -12.0]


def no_value(_: float) -> float | None:
    raise AssertionError("nothing to bisect")


def found(leading: list[float], at: Callable[[float], float | None] = no_value) -> tuple[float, ...]:
    return crossings(np.arange(float(len(leading))), np.array(leading), at)


def test_a_crossing_is_found_by_bisection() -> None:
    assert found([-1.0, 2.0, 5.0], lambda x: 3.0 * x - 1.0) == pytest.approx((1.0 / 3.0,))
    assert found([-1.0, 1.0], lambda x: np.cbrt(x - 0.3)) == pytest.approx((0.3,))


def test_a_jump_over_zero_is_no_crossing() -> None:
    assert found([-2.0, 3.0], lambda x: -2.0 if x < 0.4 else 3.0) == ()
    assert found([-2.0, 1e-9, 3.0], lambda x: -2.0 if x < 0.4 else 1e-9) == ()


def test_where_the_fixed_point_is_lost_between_is_no_crossing() -> None:
    assert found([-2.0, 3.0], lambda _: None) == ()


def test_a_zero_on_a_value_counts_if_the_curve_goes_on_at_the_other_side_or_ends_there() -> None:
    assert found([-1.0, 0.0, 1.0]) == (1.0,)
    assert found([-1.0, -0.5, 0.0]) == (2.0,)
    assert found([0.0, -0.5, -1.0]) == (0.0,)
    assert found([-1.0, 0.0, np.nan, 2.0]) == (1.0,)
    assert found([-1.0, 0.0, 0.0, 1.0]) == (1.0,)


def test_a_touch_is_no_crossing() -> None:
    assert found([-1.0, 0.0, -1.0]) == ()
    assert found([1.0, 0.0, 0.0, 2.0]) == ()
    assert found([0.0, 0.0, 0.0]) == ()
    assert found([np.nan, np.nan]) == ()


def test_a_sweep_over_one_parameter_finds_the_hopf_point_and_stops() -> None:
    run = SweepRun(ei_oscillator.SCENARIO, spec_of(ei_oscillator.EIParameters, "tau_I"))
    run.ask(ei_oscillator.EIParameters(), ())

    while not run.done:
        run.work(20)

    assert run.crossings == pytest.approx((40.0,), abs=1e-9)
    assert not run.work(20)
    assert run.at(30.0, run.leading) == pytest.approx(-4.1667, abs=0.05)
    assert run.at(2.0, run.frequencies) is None


@pytest.mark.parametrize("name", ["gamma_I", "gamma_E"])
def test_a_sweep_over_a_jump_reports_no_crossing(name: str) -> None:
    """The focus meets the border of its region, and the spectrum is another one at once."""
    run = SweepRun(ei_oscillator.SCENARIO, spec_of(ei_oscillator.EIParameters, name))
    run.ask(ei_oscillator.EIParameters(), ())

    while not run.done:
        run.work(1000)

    assert run.leading.min() < 0.0 < run.leading.max()
    assert run.crossings == ()


def test_a_fixed_point_on_a_corner_is_as_stable_as_its_worst_side() -> None:
    network = ei_oscillator.build(ei_oscillator.EIParameters(M_EE=2.0, M_EI=0.0, gamma_E=0.0)).network

    (point,) = fixed_points(network, NO_INPUT)

    assert point.v == pytest.approx([0.0, 0.0])
    assert point.kind == "on a corner of F: stable node / saddle"
    assert not point.stable
    assert point.eigenvalues[0].real == pytest.approx(100.0)


def test_a_corner_with_the_same_kind_on_every_side_is_just_that() -> None:
    network = RateNetwork(np.array([10.0]), np.diag([0.5, 0.0]), transfer=Rectified())

    (point,) = fixed_points(network, NO_INPUT)

    assert (point.kind, point.stable) == ("stable node", True)


def test_the_end_of_a_line_of_fixed_points_is_no_point_of_its_own() -> None:
    network = ei_oscillator.build(ei_oscillator.EIParameters(M_EE=1.0, M_EI=0.0, gamma_E=0.0)).network

    points = fixed_points(network, NO_INPUT)

    assert {point.kind for point in points} == {"line of fixed points"}
    assert points[0].ends == pytest.approx(np.array([[0.0, 0.0], [10.0, 0.0]]))


def test_mutual_inhibition_of_one_has_its_line_only() -> None:
    network = RateNetwork(np.array([10.0]), np.array([[0.0, -1.0], [-1.0, 0.0]]), bias=np.array([10.0]),
                          transfer=Rectified())  # fmt: skip

    (line,) = fixed_points(network, NO_INPUT)

    assert line.ends is not None
    assert line.ends[np.argsort(line.ends[:, 0])] == pytest.approx(np.array([[0.0, 10.0], [10.0, 0.0]]))


@pytest.mark.parametrize("transfer", [Linear(), Rectified(), Saturating(30.0)])
@pytest.mark.parametrize(("size", "name"), [(2, "plane"), (3, "3-dimensional set")])
def test_the_identity_has_a_plane_of_fixed_points(transfer: Transfer, size: int, name: str) -> None:
    network = RateNetwork(np.array([10.0]), np.eye(size), transfer=transfer)

    (point,) = fixed_points(network, np.zeros(size))

    assert point.kind == f"{name} of fixed points"
    assert network.drift(point.v, np.zeros(size)) == pytest.approx(np.zeros(size))


def test_of_a_plane_outside_its_region_nothing_is_kept() -> None:
    network = RateNetwork(np.array([10.0]), np.eye(2), transfer=Rectified())

    assert [point.kind for point in fixed_points(network, np.array([-1.0, -1.0]))] == ["stable node"]
    assert [point.kind for point in fixed_points(network, np.array([0.0, -1.0]))] == ["line of fixed points"]


def test_an_isolated_point_with_a_zero_eigenvalue_is_degenerate() -> None:
    network = RateNetwork(np.array([10.0]), np.diag([1.0, 0.0]), transfer=Tanh())

    (point,) = fixed_points(network, NO_INPUT)

    assert (point.kind, point.stable) == ("degenerate", False)


def test_the_nearest_of_several_points_is_chosen() -> None:
    network = RateNetwork(np.array([10.0]), np.array([[0.0, -2.0], [-2.0, 0.0]]), bias=np.array([50.0]),
                          transfer=Saturating(100.0))  # fmt: skip
    points = fixed_points(network, NO_INPUT)

    assert nearest(points, np.array([45.0, 1.0])) is points[2]
    assert nearest(points, None) is points[0]
    assert nearest((), np.zeros(2)) is None
