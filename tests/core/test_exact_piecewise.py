"""The exact method for piecewise-linear networks: switch finder, closed forms, and both flows."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm
from scipy.optimize import brentq

from recnet_core.errors import InvalidValueError
from recnet_core.network import RateNetwork
from recnet_core.scenarios.ei_oscillator import EIParameters, build
from recnet_core.steppers import bernstein, crossing, piecewise, plane, plane_region
from recnet_core.steppers.flows import STRETCH
from recnet_core.transfer import Linear, Piece, Rectified, Saturating, Tanh
from tests.core.reference import Located, relative_error, run_on_grid

quick = settings(deadline=None, derandomize=True)
BOTH = pytest.mark.parametrize("make_flow", [plane.make_flow, piecewise.make_flow], ids=["plane", "piecewise"])
HORIZON = 1024.0
RECTIFIED = Rectified()


def network(tau, recurrent, transfer=RECTIFIED, bias=0.0):
    return RateNetwork(tau=np.array(tau), recurrent=np.array(recurrent), bias=np.array(bias), transfer=transfer)


# --- closed forms ---------------------------------------------------------------------------------------------------

MATRICES = {
    "spiral": (0.0125, -0.1, 0.02, -0.02),
    "neutral": (0.025, -0.1, 0.025, -0.025),
    "growing spiral": (0.05, -0.1, 0.1, 0.02),
    "node": (-0.1, 0.02, 0.03, -0.05),
    "saddle": (0.1, 0.05, 0.05, -0.1),
    "triangular": (-0.1, 0.0, 0.02, -0.02),
    "zero eigenvalue": (-0.05, 0.05, 0.05, -0.05),
    "zero and positive": (0.05, 0.05, 0.05, 0.05),
    "both zero": (0.0, 0.0, 0.0, 0.0),
    "nilpotent": (0.0, 0.3, 0.0, 0.0),
    "nilpotent, turned": (0.1, -0.1, 0.1, -0.1),
    "defective": (-0.1, 0.5, 0.0, -0.1),
    "nearly defective": (-0.1, 0.5, 1e-13, -0.1),
    "nearly defective, rotating": (-0.1, 0.5, -1e-13, -0.1),
    "nearly nilpotent": (1e-9, 0.3, -1e-16, -1e-9),
    "slow": (-1e-6, 2e-6, -1e-6, 1e-6),
    "non-normal": (-0.1, 30.0, 0.0, -0.15),
    "equal": (-0.1, 0.0, 0.0, -0.1),
}


def form_of(matrix):
    a00, a01, a10, a11 = matrix
    return plane_region.closed_form(matrix, abs(a00 * a11) + abs(a01 * a10), HORIZON)


def exact_change(matrix, g, t):
    """∫ e^{As} g ds from the exponential of the bordered matrix (Van Loan 1978)."""
    bordered = np.zeros((3, 3))
    bordered[:2, :2], bordered[:2, 2] = np.reshape(matrix, (2, 2)), g
    return expm(bordered * t)[:2, 2]


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES)
def test_every_form_is_the_integral_of_the_exponential(matrix):
    form, g = form_of(matrix), (0.7, -0.4)
    u0, u1, w0, w1 = form.modes(*g, *g)  # d = g, as for a start at v = 0
    for t in (0.0, 1e-3, 0.3, 1.0, 7.0, 40.0, 150.0):
        c1, c2 = form.basis(t)
        change = np.array([c1 * u0 + c2 * w0, c1 * u1 + c2 * w1])
        expected = exact_change(matrix, g, t)
        size = np.abs(expected).max() + np.linalg.norm(matrix) * t
        assert change == pytest.approx(expected, abs=2e-12 * size)


@pytest.mark.parametrize("matrix", MATRICES.values(), ids=MATRICES)
def test_tables_scalars_and_margins_agree(matrix):
    form, t = form_of(matrix), np.linspace(0.0, 200.0, 41)
    c1, c2 = form.table(t)
    for k, moment in enumerate(t.tolist()):
        assert form.basis(moment) == pytest.approx((c1[k], c2[k]), rel=1e-12, abs=1e-13)
        shift, slope, curvature = form.motion(0.3, -0.8, moment)
        ahead, behind = form.motion(0.3, -0.8, moment + 1e-3), form.motion(0.3, -0.8, moment - 1e-3)
        size = abs(0.3 * c1[k]) + abs(0.8 * c2[k])
        assert shift == pytest.approx(0.3 * c1[k] - 0.8 * c2[k], abs=1e-12 * size)
        assert slope == pytest.approx((ahead[0] - behind[0]) / 2e-3, rel=1e-5, abs=1e-10 * size + 1e-7)
        assert curvature == pytest.approx((ahead[1] - behind[1]) / 2e-3, rel=1e-5, abs=1e-10 * size + 1e-7)


def test_a_zero_eigenvalue_is_exactly_zero_despite_rounding():
    angle = 0.3
    direction = np.array([math.cos(angle), math.sin(angle)])
    recurrent = np.outer(direction, direction) + 0.2 * (np.eye(2) - np.outer(direction, direction))
    form = form_of(tuple(((recurrent - np.eye(2)) / 10.0).ravel()))
    assert isinstance(form, plane_region.Node)
    assert 0.0 in {form.mu1, form.mu2}


# --- the switch finder ----------------------------------------------------------------------------------------------

rates = st.floats(-0.3, 0.3)
distances = st.one_of(st.floats(1e-9, 50.0), st.just(0.0))
amplitudes = st.one_of(st.floats(-5.0, 5.0), st.sampled_from([0.0, 1e-9, -1e-9, 1.0, -1.0]))


@st.composite
def forms(draw):
    """Any form, near-degenerate ones on purpose: A = [[a + s, k], [δ'/k, a − s]] has the given a and δ = s² + δ'."""
    kind = draw(st.sampled_from(["any", "close", "zero", *MATRICES]))
    if kind in MATRICES:
        return form_of(MATRICES[kind])
    a, s, k = draw(rates), draw(rates), draw(st.floats(0.01, 1.0))
    if kind == "any":
        return form_of((a + s, k, draw(rates), a - s))
    if kind == "zero":
        a = draw(st.sampled_from([0.0, 1e-15, 1e-9, -1e-9, s]))
    tiny = draw(st.sampled_from([0.0, 1e-16, -1e-16, 1e-12, -1e-12, 1e-9, -1e-9, 1e-6, -1e-6]))
    return form_of((a + s, k, (tiny - s * s) / k, a - s))


def check_exit(form, p, q, low, high, horizon):
    t, side = crossing.first_exit(form, (p, q), (low, high), horizon, 0.0)
    end = horizon if side == 0 else t
    grid = np.linspace(0.0, end, 2001)
    with np.errstate(all="ignore"):
        c1, c2 = form.table(grid)
        values = p * c1 + q * c2
        size = np.maximum.accumulate(np.abs(p * c1) + np.abs(q * c2))
        # up to rounding of the values (C2 is a difference of terms like t/rate), and of the root's time
        size += 1e-3 * (abs(p) + abs(q) / max(form.rate, 1.0 / HORIZON)) * grid
    rounding = 1e-12 * size + 1e-14 * abs(form.motion(p, q, end)[1]) * end
    inside = (values <= high + rounding) & (values >= low - rounding)
    assert inside[np.isfinite(values)].all()
    if side:
        assert 0.0 <= t <= horizon
        target = high if side > 0 else low
        assert form.motion(p, q, t)[0] == pytest.approx(target, abs=float(rounding[-1]) + 1e-300)
    else:
        assert t == math.inf
    return t, side


@given(forms(), amplitudes, amplitudes, distances, distances, st.floats(0.1, HORIZON))
@settings(quick, max_examples=600)
def test_the_exit_is_a_root_and_none_comes_before_it(form, p, q, below, above, horizon):
    check_exit(form, p, q, -below, above, horizon)


@given(forms(), amplitudes, amplitudes, st.sampled_from([0.0, 1e-15, 1e-12, 1e-9, 1e-6, 1e-3]), st.booleans())
@settings(quick, max_examples=600)
def test_grazing_is_an_exit_just_below_the_extreme_and_none_just_above(form, p, q, distance, inside):
    turn, _ = form.turning(p, q)
    if not 1e-3 < turn < 0.5 * HORIZON:
        return
    extreme = form.motion(p, q, turn)[0]
    size = max(abs(p * c) + abs(q * d) for c, d in [form.basis(turn)])
    if abs(extreme) < 1e-6 * size:  # all cancels: rounding decides
        return
    bound = extreme * (1.0 - distance if inside else 1.0 + distance)
    low, high = (-math.inf, bound) if bound > 0 else (bound, math.inf)
    t, side = check_exit(form, p, q, low, high, turn * 1.5)
    if inside and distance * abs(extreme) > 1e-12 * size:  # two roots around the turn: the first one
        assert side != 0
        assert t <= turn * (1.0 + 1e-12)
    if not inside and distance * abs(extreme) > 1e-12 * size:
        assert not t <= turn


def test_a_motion_that_starts_on_its_bound_leaves_at_once_or_not_at_all():
    form = form_of(MATRICES["node"])
    assert crossing.first_exit(form, (1.0, 1.0), (-math.inf, 0.0), HORIZON, 1e-14) == (0.0, 1)
    assert crossing.first_exit(form, (-1.0, -1.0), (-math.inf, 0.0), HORIZON, 1e-14) == (math.inf, 0)
    assert crossing.first_exit(form, (0.0, 0.0), (0.0, 0.0), HORIZON, 0.0) == (math.inf, 0)


def test_an_excursion_within_rounding_is_no_exit():
    form = form_of(MATRICES["spiral"])
    turn, _ = form.turning(1.0, 0.5)
    extreme = form.motion(1.0, 0.5, turn)[0]
    bounds = (-math.inf, extreme - 1e-14)
    assert crossing.first_exit(form, (1.0, 0.5), bounds, turn * 1.1, 1e-13)[1] == 0
    assert crossing.first_exit(form, (1.0, 0.5), bounds, turn * 1.1, 0.0)[1] == 1


@given(st.lists(st.floats(-2.0, 2.0), min_size=2, max_size=14), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
@settings(quick, max_examples=400)
def test_the_exit_of_a_polynomial_is_its_first(powers, below, above):
    powers = np.array(powers)
    beta = bernstein.conversion(len(powers)) @ powers
    t, side = bernstein.first_exit(powers, beta, (-below, above), 0.0, 3.0)
    grid = np.linspace(0.0, 1.0 if side == 0 else t, 2001)
    values = np.polyval([*powers[::-1], 0.0], grid)
    assert (values <= above + 1e-12).all()
    assert (values >= -below - 1e-12).all()
    with np.errstate(all="ignore"):
        soonest = bernstein.earliest(beta[:, None], *np.array([[-below], [above], [0.0]]))[0]
    if side:
        assert values[-1] == pytest.approx(above if side > 0 else -below, abs=1e-12)
        assert soonest <= t + 1e-12


def test_a_double_crossing_inside_one_interval_is_found():
    # rises 1e-9 above the bound between two equal ends
    powers = np.array([4.0, -4.0])
    beta = bernstein.conversion(2) @ powers
    t, side = bernstein.first_exit(powers, beta, (-math.inf, 1.0 - 1e-9), 0.0, 3.0)
    assert side == 1
    assert t == pytest.approx(0.5 - 0.5 * math.sqrt(1e-9), abs=1e-11)
    assert bernstein.first_exit(powers, beta, (-math.inf, 1.0 + 1e-9), 0.0, 3.0) == (math.inf, 0)


# --- against DOP853 with located switches ---------------------------------------------------------------------------


@st.composite
def networks(draw, low=2, high=2):
    size = draw(st.integers(low, high))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    transfer = draw(st.sampled_from([Rectified(), Saturating(40.0), Saturating(15.0)]))
    scale = 3.0 if size == 2 else 3.0 / math.sqrt(size)
    made = network(rng.uniform(3.0, 50.0, size), rng.uniform(-scale, scale, (size, size)), transfer)
    return made, rng.uniform(0.0, 30.0, size), rng.uniform(-20.0, 20.0, size)


def check_against_reference(make_flow, made, v, h, dt, steps=150):
    states = run_on_grid(make_flow(made, dt), v, h, steps)
    reference = Located(made, h).run(v, np.arange(steps + 1) * dt)
    assert relative_error(states, reference) < 1e-8


@given(networks(), st.sampled_from([0.1, 1.0, 3.0]))
@settings(quick, max_examples=60)
def test_two_units_follow_the_reference(case, dt):
    check_against_reference(plane.make_flow, *case, dt)


@given(networks(3, 8), st.sampled_from([0.5, 2.0]))
@settings(quick, max_examples=25)
def test_many_units_follow_the_reference(case, dt):
    check_against_reference(piecewise.make_flow, *case, dt)


@given(networks(), st.sampled_from([0.1, 1.0, 20.0]))
@settings(quick, max_examples=40)
def test_plane_and_general_method_agree(case, dt):
    made, v, h = case
    one = run_on_grid(plane.make_flow(made, dt), v, h, 60)
    other = run_on_grid(piecewise.make_flow(made, dt), v, h, 60)
    assert relative_error(one, other) < 1e-9


@pytest.mark.parametrize("tau", [15.0, 30.0, 40.0, 50.0, 100.0])
def test_the_oscillator_follows_the_reference_at_any_step(tau):
    system, h = build(EIParameters(tau_I=tau)), np.zeros(2)
    reference = Located(system.network, h).run(system.start, np.arange(2001.0))
    for dt in (1.0, 0.25):
        states = run_on_grid(plane.make_flow(system.network, dt), system.start, h, int(2000 / dt))
        assert relative_error(states[:: int(1 / dt)], reference) < 1e-10
    states = run_on_grid(piecewise.make_flow(system.network, 1.0), system.start, h, 2000)
    assert relative_error(states, reference) < 1e-10


# --- the contract ---------------------------------------------------------------------------------------------------


def rows(make_flow, made, v, h, dt, counts):
    flow, out = make_flow(made, dt)(v, h), np.empty((sum(counts), *v.shape))
    begin = 0
    for count in counts:
        flow.fill(out[begin : begin + count])
        begin += count
    return out


@pytest.mark.parametrize("dt", [0.1, 1.0, 33.0])
@pytest.mark.parametrize("seed", range(4))
@BOTH
def test_rows_do_not_depend_on_the_chunks(make_flow, seed, dt):
    rng = np.random.default_rng(seed)
    made, h, v = build(EIParameters()).network, rng.normal(size=2), rng.uniform(0.0, 40.0, 2)
    total = STRETCH if make_flow is plane.make_flow else 150
    cuts = np.sort(rng.integers(0, total, rng.integers(1, 30)))
    counts = [0, *np.diff([0, *cuts, total]).tolist(), 0]
    whole = rows(make_flow, made, v, h, dt, [total])
    assert np.array_equal(rows(make_flow, made, v, h, dt, counts), whole)
    assert np.array_equal(rows(make_flow, made, v, h, dt, [1] * total), whole)
    make = make_flow(made, dt)  # neither do they on what was computed before
    make(v[::-1].copy(), h).fill(np.empty((100, 2)))
    out = np.empty((total, 2))
    make(v, h).fill(out)
    assert np.array_equal(out, whole)


@BOTH
def test_a_batch_equals_its_members(make_flow):
    made, rng = build(EIParameters()).network, np.random.default_rng(0)
    v, h = rng.uniform(0.0, 40.0, (2, 3, 2)), np.array([1.0, -2.0])
    out = rows(make_flow, made, v, h, 1.0, [40, 60])
    for index in np.ndindex(2, 3):
        assert np.array_equal(out[:, *index], rows(make_flow, made, v[index], h, 1.0, [100]))


@BOTH
def test_neither_state_nor_input_is_changed(make_flow):
    v, h = np.array([30.0, 10.0]), np.array([1.0, 2.0])
    rows(make_flow, build(EIParameters()).network, v, h, 1.0, [100])
    assert v.tolist() == [30.0, 10.0]
    assert h.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("transfer", [Linear(), Rectified()], ids=["linear", "rectified"])
@pytest.mark.parametrize(
    "recurrent", [[[3.0, 0.0], [0.0, 3.0]], [[3.0, -2.0], [2.0, 3.0]], [[3.0, 1.0], [0.0, 3.0]]], ids=repr
)
@pytest.mark.parametrize("dt", [1.0, 1000.0])
@BOTH
@np.errstate(over="ignore", invalid="ignore")  # as the simulation does, once a call
def test_overflow_raises_nothing(make_flow, dt, recurrent, transfer):
    made, v = network([10.0, 10.0], recurrent, transfer), np.array([30.0, 10.0])
    for _ in range(60):
        out = rows(make_flow, made, v, np.array([1.0, 1.0]), dt, [40, 60])
        v = out[-1].copy()
    assert not np.isfinite(v).all()
    rows(make_flow, made, np.array([math.nan, 1.0]), np.array([1.0, 1.0]), dt, [40])
    rows(make_flow, made, np.array([-math.inf, math.inf]), np.array([1.0, 1.0]), dt, [40])


def test_smooth_functions_and_other_sizes_are_refused():
    with pytest.raises(InvalidValueError, match="piecewise-linear"):
        plane.make_flow(network([10.0, 10.0], np.eye(2), Tanh()), 1.0)
    with pytest.raises(InvalidValueError, match="two units"):
        plane.make_flow(network([10.0] * 3, np.eye(3)), 1.0)
    with pytest.raises(InvalidValueError, match="piecewise-linear"):
        piecewise.make_flow(network([10.0], np.eye(1), Tanh()), 1.0)


# --- corners --------------------------------------------------------------------------------------------------------


@BOTH
def test_at_rest_on_a_corner_it_stays_there(make_flow):
    made = network([10.0, 20.0], [[0.5, -1.0], [1.0, 0.3]])
    assert not rows(make_flow, made, np.zeros(2), np.zeros(2), 1.0, [300]).any()
    # x = 0 for the first unit, the second at rest at 5: a fixed point on a boundary
    made = network([10.0, 20.0], [[0.5, -1.0], [0.0, 0.0]])
    out = rows(make_flow, made, np.array([0.0, 5.0]), np.array([5.0, 5.0]), 1.0, [300])
    assert out == pytest.approx(np.broadcast_to([0.0, 5.0], out.shape), abs=1e-14)


@BOTH
def test_at_rest_on_a_fixed_point_it_stays_there(make_flow):
    system = build(EIParameters(tau_I=30.0))
    rest = np.linalg.solve(np.eye(2) - system.network.matrix, system.network.bias)
    out = rows(make_flow, system.network, rest, np.zeros(2), 1.0, [1000])
    assert out == pytest.approx(np.broadcast_to(rest, out.shape), rel=1e-13)


@pytest.mark.parametrize("v", [(0.0, 0.0), (0.0, 8.0), (8.0, 0.0), (10.0, 10.0), (12.0, 10.0)], ids=str)
@pytest.mark.parametrize(
    "recurrent", [((1.25, -1.0), (1.0, 0.0)), ((1.0, -1.0), (-1.0, 1.0)), ((0.0, 1.0), (-1.0, 0.0))]
)
@BOTH
def test_starts_exactly_on_boundaries(make_flow, recurrent, v):
    made, v = network([10.0, 50.0], recurrent, Saturating(20.0)), np.array(v)
    h = -made.matrix @ v + np.array([0.0, 20.0])  # the first unit on the lower corner, the second on the upper
    check_against_reference(make_flow, made, v, h, 1.0, 200)
    check_against_reference(make_flow, made, v, -made.matrix @ v, 1.0, 200)


@pytest.mark.parametrize("size", [2, 5, 40])
def test_units_that_switch_together_do(size):
    recurrent = -np.full((size, size), 2.0 / size)
    made, v, h = network(np.full(size, 10.0), recurrent), np.full(size, 30.0), np.full(size, 10.0)
    autapse = network([10.0, 10.0], [[-2.0, 0.0], [0.0, -2.0]])
    expected = run_on_grid(plane.make_flow(autapse, 1.0), np.full(2, 30.0), np.full(2, 10.0), 100)
    makers = [piecewise.make_flow, plane.make_flow] if size == 2 else [piecewise.make_flow]
    for make_flow in makers:
        states = run_on_grid(make_flow(made, 1.0), v, h, 100)
        assert states == pytest.approx(np.broadcast_to(expected[:, :1], states.shape), rel=1e-12)


def test_grazing_orbits_do_not_lose_their_way():
    # decaying rotation whose first minimum of x_1 comes within ±ε of its threshold
    made = network([10.0, 10.0], [[0.8, -0.6], [0.6, 0.8]])
    h, v = np.array([10.0, 10.0]), np.array([60.0, 60.0])
    margin = run_on_grid(plane.make_flow(made, 0.01), v, h, 3000) @ made.matrix.T + h
    turn = float(margin[:, 0].min())
    for shift in (0.0, 1e-12, -1e-12, 1e-9, -1e-9, 1e-6, -1e-6):
        h2 = h - np.array([turn - shift, 0.0])
        for make_flow in (plane.make_flow, piecewise.make_flow):
            check_against_reference(make_flow, made, v, h2, 1.0, 100)


def test_pieces_without_progress_come_to_an_end(monkeypatch):
    made = build(EIParameters()).network
    monkeypatch.setattr(plane.PlaneFlow, "_exit", lambda self, *_: (0.0, 0, 1 if self._i == 0 else -1))
    out = rows(plane.make_flow, made, np.array([30.0, 10.0]), np.zeros(2), 1.0, [20, 30])
    assert np.isfinite(out).all()


def test_a_unit_that_would_chatter_is_held(monkeypatch):
    made = build(EIParameters()).network

    def restless(self, v, x, c, orders, reach, length, frozen):
        sides = np.where(self._places == 0, 1, -1) * ~frozen
        return (0.0 if sides.any() else math.inf), sides

    monkeypatch.setattr(piecewise.Regions, "_switches", restless)
    out = rows(piecewise.make_flow, made, np.array([30.0, 10.0]), np.zeros(2), 1.0, [20])
    assert np.isfinite(out).all()


def test_many_switches_within_one_step():
    system, h = build(EIParameters()), np.zeros(2)
    fine = run_on_grid(plane.make_flow(system.network, 1.0), system.start, h, 2000)
    for make_flow in (plane.make_flow, piecewise.make_flow):
        coarse = run_on_grid(make_flow(system.network, 500.0), system.start, h, 4)
        assert relative_error(coarse, fine[::500]) < 1e-10


def test_any_number_of_pieces():
    class Stairs(Saturating):
        pieces = (
            Piece(-math.inf, 0.0, 0.1, 0.0),
            Piece(0.0, 10.0, 1.0, 0.0),
            Piece(10.0, 20.0, 0.3, 7.0),
            Piece(20.0, math.inf, 2.0, -27.0),
        )

    made = network([10.0, 30.0], [[1.5, -1.2], [1.4, -0.3]], Stairs())
    for make_flow in (plane.make_flow, piecewise.make_flow):
        check_against_reference(make_flow, made, np.array([30.0, -10.0]), np.array([8.0, -3.0]), 1.0, 500)


# --- known numbers --------------------------------------------------------------------------------------------------


class Orbit:
    """States of the oscillator at any time after transients, by flows of one step of the length asked for."""

    def __init__(self, make_flow, tau_I, start=2000):
        system = build(EIParameters(tau_I=tau_I))
        self.make_flow, self.network = make_flow, system.network
        self.grid = run_on_grid(make_flow(self.network, 1.0), system.start, np.zeros(2), start + 400)[start:]

    def at(self, t):
        k = int(t)
        if t == k:
            return self.grid[k]
        return rows(self.make_flow, self.network, self.grid[k], np.zeros(2), t - k, [1])[0]

    def roots(self, function):
        values = [function(self.at(float(k))) for k in range(len(self.grid))]
        return [
            brentq(lambda t: function(self.at(t)), k, k + 1, xtol=1e-13, rtol=1e-15)
            for k in range(len(values) - 1)
            if values[k] * values[k + 1] < 0
        ]


@BOTH
def test_the_limit_cycle_has_its_known_period_and_extent(make_flow):
    orbit = Orbit(make_flow, 50.0)
    for level in (10.0, 30.0):
        first, _, third, *_ = orbit.roots(lambda v, level=level: v[0] - level)
        assert third - first == pytest.approx(187.3147924454, abs=2e-10)
    for unit, (low, high) in enumerate([(0.126981, 56.187393), (5.139973, 30.790707)]):
        turns = orbit.roots(lambda v, unit=unit: orbit.network.drift(v, np.zeros(2))[unit])
        values = [orbit.at(t)[unit] for t in turns]
        assert min(values) == pytest.approx(low, abs=6e-7)
        assert max(values) == pytest.approx(high, abs=6e-7)


@BOTH
def test_the_damped_oscillation_settles(make_flow):
    system = build(EIParameters(tau_I=30.0))
    states = run_on_grid(make_flow(system.network, 1.0), system.start, np.zeros(2), 8000)
    assert states[-1] == pytest.approx([80.0 / 3.0, 50.0 / 3.0], rel=1e-12)


@pytest.mark.parametrize(
    "recurrent",
    [
        [[0.9, 0.2], [0.1, 0.4]],
        [[0.0, 20.0], [0.0, -0.5]],  # non-normal
        [[0.2, 1.0], [0.0, 0.2]],  # a Jordan block
        [[1.0, 1.0], [0.0, 1.0]],  # a Jordan block that integrates twice
        [[0.5, 0.5], [0.5, 0.5]],  # a memory
        [[1.0, 0.0], [0.0, 1.0]],  # two of them
        [[1.0, -0.7], [0.7, 1.0]],  # rotation
        [[0.0, 2.0], [2.0, 0.0]],  # a saddle
    ],
    ids=str,
)
@BOTH
def test_linear_networks_equal_their_exponential(make_flow, recurrent):
    made, v, h = network([10.0, 10.0], recurrent, Linear()), np.array([3.0, -2.0]), np.array([0.5, 0.2])
    jacobian = made.jacobian(v, h)
    states = run_on_grid(make_flow(made, 1.0), v, h, 200)
    expected = [v + exact_change(jacobian, made.drift(v, h), t) for t in range(201)]
    assert relative_error(states, np.array(expected)) < 1e-12


@BOTH
def test_a_memory_does_not_leak(make_flow):
    made = network([10.0, 10.0], [[0.5, 0.5], [0.5, 0.5]])
    states = run_on_grid(make_flow(made, 1.0), np.array([37.3, 12.9]), np.zeros(2), 10_000)
    assert states[-1] == pytest.approx(np.full(2, 25.1), rel=1e-15)


def test_a_memory_along_any_direction_does_not_leak():
    direction = np.array([math.cos(0.3), math.sin(0.3)])
    recurrent = np.outer(direction, direction) + 0.2 * (np.eye(2) - np.outer(direction, direction))
    made = network([10.0, 10.0], recurrent, Linear())
    states = run_on_grid(plane.make_flow(made, 1.0), 40.0 * direction, np.zeros(2), 10_000)
    assert states[-1] == pytest.approx(40.0 * direction, rel=3e-15)


@BOTH
def test_a_saturating_pair_holds_one_of_two_states(make_flow):
    made = network([10.0, 10.0], [[1.0, 1.0], [1.0, 1.0]], Saturating(50.0), bias=-20.0)
    make, v = make_flow(made, 1.0), np.zeros(2)
    for pulse, held in ((30.0, 50.0), (0.0, 50.0), (-100.0, 0.0), (30.0, 50.0)):
        v = run_on_grid(make, v, np.full(2, pulse), 100)[-1]
        v = run_on_grid(make, v, np.zeros(2), 500)[-1]
        assert v == pytest.approx([held, held], abs=1e-12)
    # between them v = 2v − 20: the unstable one
    for start, held in ((19.999, 0.0), (20.001, 50.0)):
        states = run_on_grid(make, np.full(2, start), np.zeros(2), 1000)
        assert states[-1] == pytest.approx([held, held], abs=1e-12)
