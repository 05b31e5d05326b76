"""The exact methods for low-rank weights: beside dense ones, an independent reference, closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from recnet_core.errors import InvalidValueError
from recnet_core.low_rank import LowRank
from recnet_core.network import RateNetwork
from recnet_core.steppers import low_rank_linear, low_rank_pieces, low_rank_region, methods, piecewise, propagator
from recnet_core.steppers.flows import STRETCH
from recnet_core.transfer import Linear, Rectified, Saturating, Tanh
from tests.core.reference import Located, relative_error, run_on_grid

quick = settings(deadline=None, derandomize=True)
RECTIFIED = Rectified()
CORES = {
    "ring": 0.9 * np.eye(2),
    "integrator": np.eye(2),
    "symmetric": np.array([[0.5, 0.3], [0.3, -1.0]]),
    "rotating": np.array([[0.9, -0.5], [0.5, 0.9]]),
    "defective": np.array([[0.7, 2.0], [0.0, 0.7]]),
    "one and defective": np.array([[1.0, 1.0], [0.0, 1.0]]),
    "singular": np.array([[0.0, 3.0], [0.0, 0.0]]),
    "rank 1": np.array([[0.8]]),
    "rank 5": np.diag([0.9, -0.5, 0.3, 1.0, 0.0]) + 0.2 * np.eye(5, k=1),
}


def angles(size):
    return 2.0 * np.pi * np.arange(size) / size - np.pi


def ring(size, lambda1, transfer=RECTIFIED, tau=10.0, bias=0.0, turn=0.0):
    """D&A eq. 7.33: M_ij = (2λ/N) cos(θ_i − θ_j), here also shifted by `turn` radians (then not symmetric)."""
    theta = angles(size)
    basis = math.sqrt(2.0 / size) * np.stack([np.cos(theta), np.sin(theta)], axis=1)
    core = lambda1 * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    if not turn:
        core = lambda1 * np.eye(2)
    return RateNetwork(tau=np.array(tau), recurrent=LowRank(basis, core), bias=np.array(bias), transfer=transfer)


def low_rank(size, core, rng, transfer, tau=10.0):
    basis = np.linalg.qr(rng.normal(size=(size, len(core))))[0]
    return RateNetwork(tau=np.array(tau), recurrent=LowRank(basis, core), transfer=transfer)


def dense(made):
    return RateNetwork(tau=made.tau, recurrent=made.matrix, bias=made.bias, transfer=made.transfer)


def rows(make_flow, made, v, h, dt, counts):
    flow, out = make_flow(made, dt)(v, h), np.empty((sum(counts), *v.shape))
    begin = 0
    for count in counts:
        flow.fill(out[begin : begin + count])
        begin += count
    return out


# --- linear ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("core", CORES.values(), ids=CORES)
@pytest.mark.parametrize("dt", [0.1, 1.0, 7.0])
def test_the_linear_flow_is_the_matrix_exponential(core, dt):
    rng = np.random.default_rng(1)
    made = low_rank(12, core, rng, Linear())
    v, h = rng.normal(size=12) * 10.0, rng.normal(size=12)
    states = run_on_grid(low_rank_linear.make_flow(made, dt), v, h, 1500)
    block = np.zeros((13, 13))
    block[:12, :12], block[:12, 12] = (made.matrix - np.eye(12)) / 10.0, h / 10.0
    for step in (1, 2, 63, 64, 1023, 1024, 1500):
        wanted = (expm(block * step * dt) @ [*v, 1.0])[:12]
        # the N × N reference splits a double λ = 1 by rounding, and with it loses digits over 1000 τ
        close = 1e-11 if not np.array_equal(core, CORES["one and defective"]) else 1e-9
        assert np.abs(states[step] - wanted).max() < close * max(np.abs(wanted).max(), 1.0)


@pytest.mark.parametrize("core", CORES.values(), ids=CORES)
def test_the_linear_step_and_flow_agree(core):
    rng = np.random.default_rng(2)
    made = low_rank(9, core, rng, Linear())
    v, h = rng.normal(size=9), rng.normal(size=9)
    step, state = low_rank_linear.make_step(made, 2.0), v
    flow = run_on_grid(low_rank_linear.make_flow(made, 2.0), v, h, 40)
    for row in flow[1:]:
        state = step(state, h)
        assert state == pytest.approx(row, rel=1e-11, abs=1e-11 * np.abs(flow).max())


def test_a_ring_with_eigenvalue_one_integrates_exactly_and_holds():
    made = ring(256, 1.0, Linear(), bias=0.0)
    theta = angles(256)
    h = 3.0 * np.cos(theta - 0.4)
    driven = run_on_grid(low_rank_linear.make_flow(made, 1.0), np.zeros(256), h, 2000)
    assert driven[-1] == pytest.approx(2000.0 / 10.0 * h, rel=1e-12, abs=1e-10)
    held = run_on_grid(low_rank_linear.make_flow(made, 1000.0), driven[-1], np.zeros(256), 2048)
    assert held[-1] == pytest.approx(driven[-1], rel=1e-13, abs=1e-11)


def test_an_eigenvalue_within_rounding_of_one_is_exactly_one():
    angle = 0.3
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    core = turn @ np.diag([1.0, 0.2]) @ turn.T
    weights = LowRank(np.eye(6)[:, :2], 0.5 * (core + core.T))
    assert weights.eigen[0][0] == 1.0
    assert LowRank(np.eye(6)[:, :2], np.diag([0.2, 1.0 - 1e-16])).eigen[0].tolist() == [1.0, 0.2]
    assert LowRank(np.eye(6)[:, :2], np.diag([0.2, 0.999])).eigen[0].tolist() == [0.999, 0.2]


def test_different_time_constants_fall_back_to_the_dense_matrix():
    rng = np.random.default_rng(3)
    for transfer, dense_flow in ((Linear(), propagator.make_flow), (RECTIFIED, piecewise.make_flow)):
        made = low_rank(7, CORES["rotating"], rng, transfer, rng.uniform(5.0, 20.0, 7))
        v, h = rng.uniform(0.0, 10.0, 7), rng.normal(size=7)
        out = np.empty((50, 7))
        methods.exact(made, 1.0).flow(v, h).fill(out)
        assert out == pytest.approx(rows(dense_flow, dense(made), v, h, 1.0, [50]), rel=1e-10, abs=1e-12)


# --- piecewise linear -----------------------------------------------------------------------------------------------


@st.composite
def networks(draw, ranks=(1, 4), sizes=(5, 30)):
    rank, size = draw(st.integers(*ranks)), draw(st.integers(*sizes))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    transfer = draw(st.sampled_from([Rectified(), Saturating(40.0), Saturating(8.0)]))
    core = rng.uniform(-2.5, 2.5, (rank, rank))
    if draw(st.booleans()):
        core = np.diag(np.diag(core))
    made = low_rank(size, core, rng, transfer, float(rng.uniform(3.0, 50.0)))
    return made, rng.uniform(0.0, 30.0, size), rng.uniform(-20.0, 20.0, size)


@given(networks(ranks=(1, 8), sizes=(9, 40)), st.sampled_from([0.1, 1.0, 5.0]))
@settings(quick, max_examples=200)
def test_any_region_agrees_with_the_dense_method(case, dt):
    made, v, h = case
    states = run_on_grid(low_rank_pieces.make_flow(made, dt), v, h, 60)
    other = run_on_grid(piecewise.make_flow(dense(made), dt), v, h, 60)
    assert relative_error(states, other) < 1e-10


@given(networks(), st.sampled_from([0.5, 3.0]))
@settings(quick, max_examples=12)
def test_any_region_follows_the_reference(case, dt):
    made, v, h = case
    states = run_on_grid(low_rank_pieces.make_flow(made, dt), v, h, 60)
    assert relative_error(states, Located(dense(made), h).run(v, np.arange(61) * dt)) < 1e-8


@given(networks(ranks=(2, 2)))
@settings(quick, max_examples=25)
def test_the_step_does_not_matter(case):
    made, v, h = case
    fine = run_on_grid(low_rank_pieces.make_flow(made, 0.25), v, h, 1200)
    for dt, every in ((1.0, 4), (30.0, 120), (300.0, 1200)):
        coarse = run_on_grid(low_rank_pieces.make_flow(made, dt), v, h, 1200 // every)
        assert relative_error(coarse, fine[::every]) < 1e-10


@given(networks(ranks=(1, 3)), st.sampled_from([0.5, 4.0]))
@settings(quick, max_examples=25)
def test_the_single_step_of_pieces_agrees_with_the_flow(case, dt):
    made, v, h = case
    step, states = low_rank_pieces.make_step(made, dt), run_on_grid(low_rank_pieces.make_flow(made, dt), v, h, 40)
    stepped = [v]
    for _ in range(40):
        stepped.append(step(stepped[-1], h))
    assert relative_error(np.array(stepped), states) < 1e-10


def test_the_series_is_that_of_the_joint_flow_the_first_time_and_after():
    for core in (CORES["rotating"], CORES["rank 5"]):
        check_series(low_rank(20, core, np.random.default_rng(4), RECTIFIED), np.random.default_rng(8))


def check_series(made, rng):
    region = low_rank_region.Region(low_rank_region.Fixed(made, 1.0), rng.normal(size=20))
    v = rng.uniform(0.0, 20.0, 20)
    region.place(v, region.fixed.rows @ v)
    rank = made.low_rank.rank
    rate = np.zeros((2 * rank, 2 * rank))
    rate[:rank, :rank], rate[rank:, :rank], rate[rank:, rank:] = region.matrix, np.eye(rank), -np.eye(rank)
    for _ in range(3):  # the first time term by term, then by one product
        m, q = rng.normal(size=(2, rank))
        series = region.series(m, q, 1.2)
        term = 1.2 * (rate @ [*m, *q] + [*region.push, *np.zeros(rank)])
        for k, row in enumerate(series, 1):
            assert row == pytest.approx(term, rel=1e-11, abs=1e-15)
            term = rate @ term * 1.2 / (k + 1)


@pytest.mark.parametrize("size", [8, 100, 256])
def test_the_rectified_ring_reaches_the_textbooks_gain(size):
    # D&A fig. 7.9: a pure cosine is amplified by 1/(1 − λ1/2) = 20 (REFERENCE, system 7)
    made, theta = ring(size, 1.9), angles(size)
    states = run_on_grid(low_rank_pieces.make_flow(made, 1.0), np.zeros(size), 4.0 * np.cos(theta), 6000)
    # from rest half the ring stays active, so that its bump is 80 (1 − e^{−t/200 ms}) cos θ: τ/(1 − λ1/2) = 200 ms
    times = np.arange(6001.0)[:, None]
    wanted = 80.0 * (1.0 - np.exp(-times / 200.0)) * np.maximum(np.cos(theta), 0.0)
    assert np.abs(states - wanted).max() < 1e-11


@pytest.mark.parametrize("turn", [0.0, 0.7])
@pytest.mark.parametrize("size", [16, 64])
def test_a_turning_bump_follows_the_reference(size, turn):
    made, theta = ring(size, 1.5, turn=turn), angles(size)
    v, h = 20.0 * np.maximum(np.cos(theta), 0.0), 3.0 * np.cos(theta - 2.0) + 1.0
    states = run_on_grid(low_rank_pieces.make_flow(made, 1.0), v, h, 150)
    assert relative_error(states, Located(dense(made), h).run(v, np.arange(151.0))) < 1e-9


def test_grazing_orbits_do_not_lose_their_way():
    # a decaying rotation of two units; the third only looks on, and its margin's first minimum is ±ε
    core = np.array([[0.9, -1.0, 0.0], [1.0, 0.9, 0.0], [1.0, 0.5, 0.0]])
    made = RateNetwork(tau=np.array(10.0), recurrent=LowRank(np.eye(3), core), transfer=RECTIFIED)
    v, h = np.array([60.0, 60.0, 0.0]), np.array([40.0, 40.0, 0.0])
    margin = (run_on_grid(low_rank_pieces.make_flow(made, 0.01), v, h, 4000) @ made.matrix.T + h)[:, 2]
    turns = np.flatnonzero((margin[1:-1] < margin[:-2]) & (margin[1:-1] < margin[2:])) + 1
    assert len(turns)
    for shift in (0.0, 1e-12, -1e-12, 1e-9, -1e-9, 1e-6, -1e-6, 1e-3, -1e-3):
        h2 = h - np.array([0.0, 0.0, margin[turns[0]] - shift])
        states = run_on_grid(low_rank_pieces.make_flow(made, 1.0), v, h2, 100)
        assert relative_error(states, Located(dense(made), h2, 0.05).run(v, np.arange(101.0))) < 1e-8


def test_units_on_the_corner_stay_there():
    made = ring(32, 1.9)
    assert not rows(low_rank_pieces.make_flow, made, np.zeros(32), np.zeros(32), 1.0, [300]).any()
    h = 4.0 * np.cos(angles(32))  # the units at ±90° have no input but rounding, for ever
    states = rows(low_rank_pieces.make_flow, made, np.zeros(32), h, 1.0, [1000])
    assert np.abs(states[:, [8, 24]]).max() < 1e-12


def test_units_that_switch_together_do():
    # all units alike: M = −2·n nᵀ/N with n = (1, …, 1), each as an autapse of −2
    size = 60
    weights = LowRank(np.full((size, 1), size**-0.5), np.array([[-2.0]]))
    made = RateNetwork(tau=np.array(10.0), recurrent=weights, transfer=RECTIFIED)
    v, h = np.full(size, 30.0), np.full(size, 10.0)
    alone = RateNetwork(tau=np.array(10.0), recurrent=np.array([[-2.0]]), transfer=RECTIFIED)
    wanted = run_on_grid(piecewise.make_flow(alone, 1.0), np.array([30.0]), np.array([10.0]), 100)
    states = run_on_grid(low_rank_pieces.make_flow(made, 1.0), v, h, 100)
    assert states == pytest.approx(np.broadcast_to(wanted, states.shape), rel=1e-12)


def test_a_unit_that_would_chatter_is_held(monkeypatch):
    def restless(self, series, together):
        side = 1 if self._region.places[0] == 0 else -1
        return (math.inf, *[low_rank_pieces.NONE] * 2) if self._held[0] else (0.0, np.array([0]), np.array([side]))

    monkeypatch.setattr(low_rank_pieces.PiecesFlow, "_exit", restless)
    out = rows(low_rank_pieces.make_flow, ring(16, 1.5), np.full(16, 5.0), np.ones(16), 1.0, [40])
    assert np.isfinite(out).all()


# --- the contract ---------------------------------------------------------------------------------------------------

FLOWS = pytest.mark.parametrize(
    ("make_flow", "made"),
    [
        (low_rank_linear.make_flow, ring(64, 0.9, Linear(), bias=0.5)),
        (low_rank_linear.make_flow, ring(64, 0.9, Linear(), turn=0.4)),
        (low_rank_pieces.make_flow, ring(64, 1.5)),
        (low_rank_pieces.make_flow, ring(61, 1.5, Saturating(30.0), turn=0.7, bias=1.0)),
    ],
    ids=["linear", "linear, turned", "rectified", "saturating, turned"],
)


@pytest.mark.parametrize("dt", [0.1, 1.0, 33.0])
@FLOWS
def test_rows_do_not_depend_on_the_chunks(make_flow, made, dt):
    rng = np.random.default_rng(5)
    v, h, total = rng.uniform(0.0, 40.0, made.size), rng.normal(size=made.size), STRETCH
    cuts = np.sort(rng.integers(0, total, 25))
    counts = [0, *np.diff([0, *cuts, total]).tolist(), 0]
    whole = rows(make_flow, made, v, h, dt, [total])
    assert np.isfinite(whole).all()
    assert np.array_equal(rows(make_flow, made, v, h, dt, counts), whole)
    assert np.array_equal(rows(make_flow, made, v, h, dt, [1] * total), whole)
    # nor on where they are written: into columns of a wider array, as in a run's history
    wide, make = np.zeros((total, 2 * made.size + 3)), make_flow(made, dt)
    make(v[::-1].copy(), h).fill(np.empty((100, made.size)))
    make(v, h).fill(wide[:, 1 : made.size + 1])
    assert np.array_equal(wide[:, 1 : made.size + 1], whole)


@pytest.mark.parametrize(
    ("made", "goes_on"),
    [
        (ring(32, 0.9, Linear()), False),
        (ring(32, 1.5), True),
        (RateNetwork(tau=10.0, recurrent=[[1.25, -1.0], [1.0, 0.0]], transfer=RECTIFIED), False),
        (RateNetwork(tau=10.0, recurrent=0.1 * np.eye(3) + 0.1), True),
    ],
    ids=["linear ring", "rectified ring", "plane", "modes"],
)
def test_asked_for_more_than_a_stretch_a_flow_says_so_or_goes_on(made, goes_on):
    flow = methods.prepare(made, "exact", 0.5).flow(np.ones(made.size), np.ones(made.size))
    flow.fill(np.empty((STRETCH - 24, made.size)))
    more = np.empty((100, made.size))
    if goes_on:
        flow.fill(more)
        assert np.isfinite(more).all()
    else:
        with pytest.raises(ValueError, match="at most 1024 steps"):
            flow.fill(more)


@FLOWS
def test_a_batch_equals_its_members(make_flow, made):
    v, h = np.random.default_rng(6).uniform(0.0, 40.0, (2, 3, made.size)), np.ones(made.size)
    out = rows(make_flow, made, v, h, 1.0, [40, 60])
    for index in np.ndindex(2, 3):
        assert np.array_equal(out[:, *index], rows(make_flow, made, v[index], h, 1.0, [100]))
    step = methods.exact(made, 1.0).step
    assert np.array_equal(step(v, h)[1, 2], step(v[1, 2], h))


@FLOWS
def test_neither_state_nor_input_is_changed(make_flow, made):
    v, h = np.full(made.size, 3.0), np.full(made.size, 1.0)
    rows(make_flow, made, v, h, 1.0, [100])
    methods.exact(made, 1.0).step(v, h)
    assert (v == 3.0).all()
    assert (h == 1.0).all()


@pytest.mark.parametrize("transfer", [Linear(), RECTIFIED], ids=["linear", "rectified"])
@pytest.mark.parametrize("core", [3.0 * np.eye(2), np.array([[3.0, -2.0], [2.0, 3.0]]), 3.0 * np.eye(3)], ids=str)
@pytest.mark.parametrize("dt", [1.0, 1000.0])
@np.errstate(over="ignore", invalid="ignore")  # as the simulation does, once a call
def test_overflow_raises_nothing(core, transfer, dt):
    made = low_rank(6, core, np.random.default_rng(7), transfer)
    make_flow, v = methods.exact(made, dt).flow, np.full(6, 30.0)
    for _ in range(60):
        out = np.empty((100, 6))
        make_flow(v, np.ones(6)).fill(out)
        v = out[-1].copy()
    assert not np.isfinite(v).all() or np.abs(v).max() > 1e100
    for bad in (np.full(6, math.nan), np.full(6, math.inf)):
        make_flow(bad, np.ones(6)).fill(np.empty((40, 6)))
        methods.exact(made, dt).step(bad, np.ones(6))


def test_what_does_not_fit_is_refused():
    for made in (ring(8, 0.5, Tanh()), dense(ring(8, 0.5)), ring(8, 0.5, tau=np.arange(1.0, 9.0))):
        with pytest.raises(InvalidValueError, match="low_rank_pieces"):
            low_rank_pieces.make_flow(made, 1.0)


@pytest.mark.parametrize("name", methods.METHODS)
def test_no_method_makes_the_full_matrix(name, monkeypatch):
    def touched(self):
        raise AssertionError("the N × N matrix was made")

    for transfer in (Linear(), RECTIFIED):
        made = ring(64, 0.5, transfer)
        monkeypatch.setattr(LowRank, "dense", property(touched))
        stepper = methods.prepare(made, name, 1.0)
        stepper.flow(np.ones(64), np.ones(64)).fill(np.empty((20, 64)))
        stepper.step(np.ones(64), np.ones(64))
