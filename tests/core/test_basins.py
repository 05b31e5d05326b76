"""Basins of attraction against what symmetry and the equations say; the curve of one unit; overlaps."""

from __future__ import annotations

import numpy as np
import pytest

from recnet_core.analysis.basins import AWAY, COARSE, LEVELS, RESTLESS, BasinRun, borders, finer, heart, trap, unlike
from recnet_core.analysis.overlap import overlaps
from recnet_core.analysis.rate_curve import rate_curve, target
from recnet_core.network import RateNetwork
from recnet_core.steppers.methods import prepare
from recnet_core.transfer import Linear, Rectified, Saturating, Sigmoid, Tanh

NODES = COARSE * 2**LEVELS + 1


def decision(beta: float = 2.0) -> RateNetwork:
    """Mutual inhibition, F = β[x]+ written as weights and inputs β times as large."""
    return RateNetwork(np.full(2, 10.0), np.array([[0.0, -beta], [-beta, 0.0]]), transfer=Rectified())


def wilson_cowan() -> RateNetwork:
    transfer = Sigmoid(gain=np.array([1.2, 1.0]), centre=np.array([2.8, 4.0]), zeroed=True)
    return RateNetwork(np.array([1.0, 2.0]), np.array([[9.0, -4.0], [13.0, -11.0]]), transfer=transfer)


def found(network: RateNetwork, h: list[float], low: list[float], high: list[float]) -> BasinRun:
    run = BasinRun(network, np.array(h), np.array(low), np.array(high))
    for _ in range(100_000):
        if run.done:
            return run
        run.work(0.05)
    raise AssertionError("never done")


def nodes(run: BasinRun) -> np.ndarray:
    axes = [np.linspace(a, b, len(run.ends)) for a, b in zip(run.low, run.high, strict=True)]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)


def travelled(network: RateNetwork, h: list[float], start: np.ndarray, method: str = "rk4") -> np.ndarray:
    """Return where the program's own stepper brings a start in 4 s."""
    out = np.empty((8000, 2))
    prepare(network, method, 0.5).flow(np.array(start), np.array(h)).fill(out)
    return out[-1]


def test_the_boundary_of_the_symmetric_decision_is_the_diagonal() -> None:
    run = found(decision(), [2.0, 2.0], [0.0, 0.0], [3.0, 3.0])
    ends, (i, j) = run.ends, np.indices((NODES, NODES))

    winners = [point.v.tolist() for point in run.attractors]
    assert winners == [pytest.approx([0.0, 2.0]), pytest.approx([2.0, 0.0])]
    assert (ends[i < j] == 0).all()
    assert (ends[i > j] == 1).all()
    assert (ends[i == j] == RESTLESS).all()  # the saddle is reached, and no attractor


def test_the_separatrix_of_the_symmetric_decision_is_the_diagonal() -> None:
    run = found(decision(), [2.0, 2.0], [0.0, 0.0], [3.0, 3.0])

    assert len(run.separatrices) == 1
    line = run.separatrices[0]
    assert np.abs(line[:, 0] - line[:, 1]).max() < 1e-12
    assert line.min() < 0.0
    assert line.max() > 3.0


@pytest.mark.parametrize("h", [[1.5, 2.5], [2.2, 1.8]])
def test_a_biased_decision_ends_where_the_programs_own_run_ends(h: list[float]) -> None:
    run = found(decision(), h, [0.0, 0.0], [3.0, 3.0])
    places = nodes(run)
    away_from_border = ~unlike(run.ends)
    chosen = np.random.default_rng(0).permutation(np.argwhere(away_from_border))[:40]

    for i, j in chosen:
        end = travelled(decision(), h, places[i, j])
        assert end == pytest.approx(run.attractors[run.ends[i, j]].v, abs=1e-3)
    assert {0, 1} == set(run.ends.ravel().tolist()) - {RESTLESS}


def test_wilson_cowans_separatrix_goes_through_the_saddle_and_parts_the_basins() -> None:
    run = found(wilson_cowan(), [0.0, 0.0], [0.0, 0.0], [1.0, 1.0])
    line = run.separatrices[0]

    saddle = next(point.v for point in run.points if point.kind == "saddle")
    assert saddle == pytest.approx([0.336852, 0.168420], abs=1e-6)
    assert np.abs(line - saddle).max(axis=1).min() < 1e-12
    edges = borders(run.ends) / (NODES - 1)  # the rectangle is the unit square
    middles = edges.mean(axis=1)
    distance = np.abs(middles[:, None, :] - line[None, :, :]).max(axis=2).min(axis=1)
    assert distance.max() < 0.01


def test_a_refined_grid_equals_one_where_every_start_is_integrated() -> None:
    network, h = wilson_cowan(), [0.0, 0.0]
    run = found(network, h, [0.0, 0.0], [1.0, 1.0])
    places, far = nodes(run)[::16, ::16], ~unlike(run.ends)[::16, ::16]

    for i, j in np.argwhere(far)[::7]:
        end = travelled(network, h, places[i, j])
        assert end == pytest.approx(run.attractors[run.ends[::16, ::16][i, j]].v, abs=1e-3)


def test_without_a_stable_fixed_point_nothing_is_coloured() -> None:
    network = RateNetwork(
        np.array([10.0, 50.0]), np.array([[1.25, -1.0], [1.0, 0.0]]), bias=np.array([10.0, -10.0]), transfer=Rectified()
    )
    run = found(network, [0.0, 0.0], [0.0, 0.0], [60.0, 60.0])

    assert run.attractors == ()
    assert len(run.points) == 1


def test_starts_that_run_away_are_told_from_those_that_rest() -> None:
    # saturating at -1 and 1 it would rest; linear beyond the saddle it does not
    network = RateNetwork(np.full(2, 10.0), np.array([[0.0, 2.0], [2.0, 0.0]]), transfer=Rectified())
    run = found(network, [-1.0, -1.0], [0.0, 0.0], [4.0, 4.0])

    assert [point.v.tolist() for point in run.attractors] == [pytest.approx([0.0, 0.0])]
    i, j = np.indices(run.ends.shape)
    assert (run.ends[i + j > NODES] == AWAY).all()  # v_1 + v_2 > 4
    assert run.ends[0, 0] == 0


def test_the_order_of_the_slices_changes_nothing() -> None:
    quick = found(decision(), [1.8, 2.1], [0.0, 0.0], [3.0, 3.0])
    slow = BasinRun(decision(), np.array([1.8, 2.1]), np.zeros(2), np.full(2, 3.0))
    while not slow.done:
        slow.work(1e-9)

    assert np.array_equal(quick.ends, slow.ends)
    assert all(np.array_equal(a, b) for a, b in zip(quick.separatrices, slow.separatrices, strict=True))


def test_no_start_leaves_a_trap() -> None:
    network = wilson_cowan()
    h = np.zeros(2)
    ellipse = trap(network, h, np.zeros(2), 0.005)
    angles = np.linspace(0.0, 2.0 * np.pi, 40)
    factor = np.linalg.cholesky(ellipse.metric)
    rim = np.linalg.solve(factor.T, np.stack([np.cos(angles), np.sin(angles)])).T

    outward = (rim @ ellipse.metric * network.drift(rim, h)).sum(axis=1)

    assert ellipse.holds(0.99 * rim).all()
    assert not ellipse.holds(1.01 * rim).any()
    assert np.linalg.norm(rim, axis=1).max() == pytest.approx(0.005, rel=0.01)
    assert (outward < 0.0).all()


def test_a_network_that_has_not_two_units_is_refused() -> None:
    with pytest.raises(ValueError, match="3 units"):
        BasinRun(RateNetwork(np.ones(3), np.zeros((3, 3))), np.zeros(3), np.zeros(2), np.ones(2))


def test_finer_grids_keep_what_is_known() -> None:
    coarse = np.array([[0, 0, 1], [0, 1, 1], [0, 1, 1]], dtype=np.int8)
    made, known = finer(coarse)

    assert made.shape == (5, 5)
    assert np.array_equal(made[::2, ::2], coarse)
    assert known.sum() == 9


def test_borders_lie_between_unlike_nodes() -> None:
    edges = borders(np.array([[0, 0], [0, 1]], dtype=np.int8))

    assert sorted(edge.tolist() for edge in edges) == [[[0.5, 0.5], [0.5, 1.5]], [[0.5, 0.5], [1.5, 0.5]]]


def test_a_name_lies_deep_inside_its_region_and_a_line_has_no_inside() -> None:
    inside = np.zeros((20, 20), dtype=bool)
    inside[2:17, 3:10] = True
    place = heart(inside)

    assert place is not None
    assert inside[place]
    assert min(place[0] - 2, 16 - place[0], place[1] - 3, 9 - place[1]) >= 3
    assert heart(np.eye(20, dtype=bool)) is None


def test_the_rate_curve_has_the_corners_of_f_and_meets_the_line_at_the_fixed_points() -> None:
    network = RateNetwork(np.array([20.0]), np.array([[1.6]]), bias=np.array([-8.0]), transfer=Saturating(40.0))
    v, aim = rate_curve(network, np.zeros(1), -5.0, 60.0)

    assert {5.0, 30.0} <= set(v.tolist())  # 1.6 v − 8 = 0 and 40
    assert aim == pytest.approx(np.clip(1.6 * v - 8.0, 0.0, 40.0))
    assert np.interp(8.0 / 0.6, v, aim) == pytest.approx(8.0 / 0.6)


def test_the_curve_moves_with_the_input() -> None:
    network = RateNetwork(np.array([20.0]), np.array([[0.5]]), transfer=Linear())

    assert target(network, np.array([10.0]), np.array([0.0, 20.0])) == pytest.approx([10.0, 20.0])
    with pytest.raises(ValueError, match="2 units"):
        target(decision(), np.zeros(2), np.zeros(3))


def test_an_overlap_is_one_for_the_pattern_and_minus_one_for_its_mirror_image() -> None:
    patterns = np.random.default_rng(1).choice([0.0, 20.0], (3, 40))

    assert np.diag(overlaps(patterns, patterns)) == pytest.approx(np.ones(3))
    assert overlaps(patterns[1] + 7.0, patterns)[1] == pytest.approx(1.0)
    assert overlaps(20.0 - patterns[2], patterns)[2] == pytest.approx(-1.0)
    assert overlaps(np.full(40, 3.0), patterns) == pytest.approx(np.zeros(3))


def test_an_overlap_of_balanced_binary_patterns_is_hopfields() -> None:
    rng = np.random.default_rng(2)
    patterns = np.stack([rng.permutation(np.repeat([-1.0, 1.0], 25)) for _ in range(4)])
    v = rng.choice([-1.0, 1.0], 50)

    assert overlaps(v, patterns) == pytest.approx(patterns @ v / 50.0)
    assert overlaps(v, np.ones((1, 50))) == pytest.approx([0.0])


@pytest.mark.parametrize(
    "network", [decision(), RateNetwork(np.full(2, 10.0), 3.0 * (1.0 - np.eye(2)), transfer=Tanh())]
)
def test_all_of_it_takes_little_time(network: RateNetwork) -> None:
    run = BasinRun(network, np.array([0.1, 0.0]), np.full(2, -2.0), np.full(2, 3.0))
    from time import thread_time

    begun = thread_time()
    while not run.done:
        run.work(0.003)

    assert thread_time() - begun < 0.6  # 0.06 s is usual; goal 0.3 s
