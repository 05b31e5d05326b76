"""The closed form of linear networks and the plane of a ring's two numbers, against integration and the textbook."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from recnet_core.analysis import ring_plane
from recnet_core.analysis.closed_form import closed_form, linear_modes
from recnet_core.arrays import Array
from recnet_core.connectivity import symmetric_from_eigenvalues
from recnet_core.errors import InvalidValueError
from recnet_core.low_rank import LowRank
from recnet_core.network import RateNetwork
from recnet_core.transfer import Linear, Rectified, Tanh, Transfer

TIMES = np.array([0.0, 0.5, 3.0, 3.5, 17.0, 60.0])


def angles(size: int) -> Array:
    return -180.0 + 360.0 * np.arange(size) / size


def ring(size: int, lambda1: float, transfer: Transfer | None = None, turn: float = 0.0) -> RateNetwork:
    theta = np.deg2rad(angles(size))
    basis = np.sqrt(2.0 / size) * np.column_stack([np.cos(theta), np.sin(theta)])
    core = np.array([[lambda1, -turn], [turn, lambda1]])
    return RateNetwork(tau=10.0, recurrent=LowRank(basis, core), transfer=transfer or Rectified())  # type: ignore[arg-type]


def integrated(network: RateNetwork, v0: Array, h: Array, times: Array) -> Array:
    solved = solve_ivp(
        lambda _, v: network.drift(v, h), (0.0, times[-1]), v0, t_eval=times, method="DOP853", rtol=1e-11, atol=1e-11
    )
    values: Array = solved.y.T
    return values


def dense(kind: str, generator: np.random.Generator) -> RateNetwork:
    if kind == "symmetric":
        half = generator.normal(0.0, 0.3, (4, 4))
        return RateNetwork(tau=10.0, recurrent=half + half.T, bias=generator.normal(size=4))  # type: ignore[arg-type]
    if kind == "defective":
        chain = np.diag(np.full(3, 0.8), -1) + 0.4 * np.eye(4)
        return RateNetwork(tau=10.0, recurrent=chain, bias=generator.normal(size=4))  # type: ignore[arg-type]
    tau = generator.uniform(5.0, 50.0, 4) if kind == "several time constants" else 10.0
    return RateNetwork(tau=tau, recurrent=generator.normal(0.0, 0.6, (4, 4)))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["symmetric", "complex pairs", "several time constants", "defective"])
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 999))
def test_the_closed_form_agrees_with_integration(kind: str, seed: int) -> None:
    generator = np.random.default_rng(seed)
    network = dense(kind, generator)
    v0, h = generator.normal(0.0, 5.0, (2, 4))

    values = closed_form(network, v0, h, TIMES)

    assert values == pytest.approx(integrated(network, v0, h, TIMES), rel=1e-7, abs=1e-7)


def test_weights_of_low_rank_give_the_same_as_the_full_matrix() -> None:
    network = ring(24, 0.9, Linear(), turn=0.3)
    full = RateNetwork(tau=10.0, recurrent=network.matrix)  # type: ignore[arg-type]
    v0, h = np.random.default_rng(1).normal(0.0, 5.0, (2, 24))

    assert len(linear_modes(network).eigenvalues) == 2
    assert closed_form(network, v0, h, TIMES) == pytest.approx(closed_form(full, v0, h, TIMES), abs=1e-10)


def test_modes_follow_the_textbooks_equation() -> None:
    """D&A eq. 7.23, mode by mode, with λ of 0.9, exactly 1 and −0.5."""
    basis = np.linalg.qr(np.random.default_rng(2).normal(size=(3, 3)))[0]
    eigenvalues = np.array([1.0, 0.9, -0.5])
    network = RateNetwork(
        tau=10.0, recurrent=symmetric_from_eigenvalues(basis, eigenvalues), known_eigen=(basis, eigenvalues)  # type: ignore[arg-type]
    )  # fmt: skip
    v0, h = np.array([1.0, -2.0, 3.0]), np.array([4.0, 0.5, -1.0])
    c0, driven = basis.T @ v0, basis.T @ h

    found = closed_form(network, v0, h, TIMES, basis.T)

    assert found[:, 0] == pytest.approx(c0[0] + driven[0] * TIMES / 10.0)
    for i in (1, 2):
        decay = np.exp(-TIMES * (1.0 - eigenvalues[i]) / 10.0)
        wanted = driven[i] / (1.0 - eigenvalues[i]) * (1.0 - decay) + c0[i] * decay
        assert found[:, i] == pytest.approx(wanted)


def test_a_readout_is_the_readout_of_the_state() -> None:
    network = ring(16, 0.9, Linear())
    v0, h = np.random.default_rng(3).normal(size=(2, 16))
    readout = np.random.default_rng(4).normal(size=(3, 16))

    assert closed_form(network, v0, h, TIMES, readout) == pytest.approx(closed_form(network, v0, h, TIMES) @ readout.T)


def test_what_has_no_closed_form_is_refused() -> None:
    still = np.zeros(8)
    with pytest.raises(InvalidValueError, match="not linear"):
        closed_form(ring(8, 0.9), still, still, TIMES)


@pytest.mark.parametrize("transfer", [Linear(), Rectified(), Tanh(10.0)])
def test_the_plane_moves_as_the_whole_network_does(transfer: Transfer) -> None:
    network = ring(32, 1.4, transfer, turn=0.2)
    v, h = np.random.default_rng(5).normal(0.0, 20.0, (2, 32))
    low_rank = network.low_rank
    assert low_rank is not None

    assert ring_plane.drift(network, h, v @ low_rank.basis) == pytest.approx(network.drift(v, h) @ low_rank.basis)


def test_the_planes_jacobian_is_its_derivative() -> None:
    network, h = ring(32, 1.4, Tanh(10.0), turn=0.2), 3.0 * np.cos(np.deg2rad(angles(32)))
    m, small = np.array([12.0, -7.0]), 1e-5

    found = ring_plane.jacobian(network, h, m)

    steps = small * np.eye(2)
    columns = [ring_plane.drift(network, h, m + d) - ring_plane.drift(network, h, m - d) for d in steps]
    assert found == pytest.approx(np.column_stack(columns) / (2.0 * small), abs=1e-8)


@pytest.mark.parametrize("size", [128, 256, 1024])
@pytest.mark.parametrize("h0", [1.0, 3.0])
def test_the_bump_memory_is_a_ring_of_fixed_points(size: int, h0: float) -> None:
    """λ1 = 1.9 on a uniform input h0: the bump's peak is 25.2·h0, whatever its angle (D&A fig. 7.14)."""
    network = ring(size, 1.9)

    rest = ring_plane.at_rest(network, np.full(size, h0), reach=20.0 * np.sqrt(size))

    assert len(rest.rings) == 1
    circle = rest.rings[0]
    peak = h0 + 1.9 * circle.radius * ring_plane.in_hertz(network)
    assert peak == pytest.approx(25.18 * h0, rel=1e-3)
    assert circle.stable
    assert circle.turning == 0.0
    assert [(point.kind, point.m.tolist()) for point in rest.points] == [("unstable node", [0.0, 0.0])]


@pytest.mark.parametrize("h0", [0.0, -1.0])
def test_without_a_background_the_bump_decays(h0: float) -> None:
    rest = ring_plane.at_rest(ring(256, 1.9), np.full(256, h0), reach=500.0)

    assert rest.rings == ()
    assert [(point.stable, point.m.tolist()) for point in rest.points] == [(True, [0.0, 0.0])]


def test_a_tuned_input_leaves_one_bump_at_its_angle_and_a_saddle_opposite() -> None:
    network, theta = ring(512, 1.9), np.deg2rad(angles(512))
    reach = 20.0 * np.sqrt(512.0)

    weak = ring_plane.at_rest(network, 3.0 + 0.3 * np.cos(theta - 0.5), reach)
    strong = ring_plane.at_rest(network, 3.0 + 4.0 * np.cos(theta - 0.5), reach)

    kinds = {point.kind: float(np.arctan2(point.m[1], point.m[0])) for point in weak.points}
    assert set(kinds) == {"stable node", "saddle", "unstable node"}
    assert kinds["stable node"] == pytest.approx(0.5, abs=0.02)
    assert abs(kinds["saddle"]) == pytest.approx(np.pi - 0.5, abs=0.02)
    assert [point.kind for point in strong.points] == ["stable node"]


def test_every_rest_point_is_at_rest() -> None:
    theta = np.deg2rad(angles(100))
    for size, h in ((100, 3.0 + 0.5 * np.cos(theta)), (8, np.full(8, 3.0))):
        network = ring(size, 1.9)
        rest = ring_plane.at_rest(network, h, reach=20.0 * np.sqrt(size))
        assert len(rest.points) >= 3
        for point in rest.points:
            left = np.abs(ring_plane.drift(network, h, point.m)).max() * 10.0
            assert left <= 1e-8 * (1.0 + float(np.abs(point.m).max()))


def test_eight_units_are_no_ring_but_single_points() -> None:
    rest = ring_plane.at_rest(ring(8, 1.9), np.full(8, 3.0), reach=100.0)

    assert rest.rings == ()
    assert sum(point.stable for point in rest.points) == 8


def test_the_linear_ring_has_one_fixed_point() -> None:
    """m = Uᵀh/(1−λ), D&A eq. 7.24 in the plane."""
    network, h = ring(64, 0.9, Linear()), np.random.default_rng(6).normal(size=64)
    low_rank = network.low_rank
    assert low_rank is not None

    (point,) = ring_plane.at_rest(network, h, reach=50.0).points

    assert point.m == pytest.approx(low_rank.basis.T @ h / 0.1)
    assert point.eigenvalues.real == pytest.approx([-10.0, -10.0])


def test_a_perfect_memory_rests_everywhere_and_nowhere_under_input() -> None:
    network, theta = ring(64, 1.0, Linear()), np.deg2rad(angles(64))

    assert ring_plane.at_rest(network, np.zeros(64), reach=50.0).everywhere
    driven = ring_plane.at_rest(network, np.cos(theta), reach=50.0)
    assert (driven.points, driven.rings, driven.everywhere) == ((), (), False)


def test_a_core_that_turns_makes_a_circle_of_travelling_bumps() -> None:
    network = ring(256, 1.9, turn=0.2)

    (circle,) = ring_plane.at_rest(network, np.full(256, 3.0), reach=300.0).rings

    # F's bump points along K m, which leads m by atan(0.2/1.9): what keeps the radius turns by the tangent of that
    assert circle.turning * 10.0 == pytest.approx(0.2 / 1.9, rel=1e-3)


@pytest.mark.parametrize("transfer", [Linear(), Rectified()])
def test_a_start_in_the_plane_has_the_m_asked_for(transfer: Transfer) -> None:
    network = ring(100, 1.9, transfer)
    low_rank = network.low_rank
    assert low_rank is not None
    v = np.random.default_rng(7).normal(size=100)

    state = ring_plane.state_at(network, np.array([120.0, -40.0]), v)

    assert state @ low_rank.basis == pytest.approx([120.0, -40.0])
    if isinstance(transfer, Rectified):
        assert state.min() >= 0.0
    else:
        assert state - low_rank.basis @ (state @ low_rank.basis) == pytest.approx(
            v - low_rank.basis @ (v @ low_rank.basis)
        )


def test_fewer_units_stand_for_all_within_what_is_said() -> None:
    network, theta = ring(4096, 1.9), np.deg2rad(angles(4096))
    h, m = 3.0 + np.cos(theta - 0.5), 50.0 * np.sqrt(2048.0) * np.array([[0.3, 0.8], [-1.0, 0.1]])
    stride = ring_plane.thinning(network, 256)

    assert stride == 16
    exact, quick = ring_plane.drift(network, h, m), ring_plane.drift(network, h, m, stride)
    assert np.abs(quick - exact).max() <= 1e-4 * np.abs(m).max() / 10.0


def test_where_a_bump_grows_without_end_is_said() -> None:
    """λ1 = 2 is the limit of the rectified ring, not 1 (D&A section 7.4)."""
    h = np.full(256, 3.0)

    assert not ring_plane.at_rest(ring(256, 1.99), h, reach=500.0).endless
    beyond = ring_plane.at_rest(ring(256, 2.01), h, reach=500.0)
    assert beyond.endless
    assert not any(circle.stable for circle in beyond.rings)


@pytest.mark.parametrize("size", [100, 1024])
def test_bumps_that_a_local_input_does_not_reach_rest_on_an_arc(size: int) -> None:
    """A bump half 92.4° wide opposite to an input 45° wide does not feel it (λ1 = 1.9, h0 = 3)."""
    network, degrees = ring(size, 1.9), angles(size)
    local = np.where(np.abs(degrees) < 45.0, 5.0 * np.cos(np.deg2rad(2.0 * degrees)), 0.0)

    rest = ring_plane.at_rest(network, 3.0 + local, reach=40.0 * np.sqrt(size))

    (arc,) = rest.arcs
    around = np.degrees(np.arctan2(arc[:, 1], arc[:, 0])) % 360.0
    assert around.min() == pytest.approx(45.0 + 92.4, abs=6.0)
    assert around.max() == pytest.approx(360.0 - 45.0 - 92.4, abs=6.0)
    stable = [point for point in rest.points if point.stable]
    assert len(stable) == 1
    assert float(np.arctan2(stable[0].m[1], stable[0].m[0])) == pytest.approx(0.0, abs=0.02)
