"""The one equation, its transfer functions and its methods: identities, derivatives, orders, closed forms."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import expm

from recnet_core import connectivity, transfer
from recnet_core.errors import InvalidValueError
from recnet_core.network import RateNetwork
from recnet_core.steppers import methods

TRANSFERS = [
    transfer.Linear(),
    transfer.Rectified(),
    transfer.Saturating(40.0),
    transfer.Sigmoid(gain=0.3, centre=5.0, ceiling=50.0),
    transfer.Sigmoid(gain=np.array([1.2, 1.0]), centre=np.array([2.8, 4.0]), zeroed=True),
    transfer.Tanh(),
    transfer.Tanh(scale=150.0, shift=20.0, rectified=True),
    transfer.Threshold(),
    transfer.Power(2.0, 0.05),
]


@pytest.mark.parametrize("F", TRANSFERS, ids=repr)
@given(x=st.lists(st.floats(-80, 80), min_size=2, max_size=2), batch=st.integers(1, 3))
def test_a_transfer_function_agrees_with_its_scalar_slope_and_pieces(F, x, batch):
    values = np.array([x] * batch)
    got = F(values)
    assert got.shape == F.slope(values).shape == values.shape
    for unit in range(2):
        assert F.scalar(unit)(x[unit]) == pytest.approx(got[0, unit], rel=1e-12, abs=1e-12)
    if F.pieces is not None:
        piece = next(p for p in F.pieces if p.low <= x[0] <= p.high)
        assert piece.slope * x[0] + piece.offset == pytest.approx(got[0, 0], abs=1e-12)
        assert all(a.high == b.low for a, b in zip(F.pieces, F.pieces[1:], strict=False))
    elif not isinstance(F, transfer.Threshold):
        step = 1e-6
        secant = (F(values + step) - F(values - step)) / (2 * step)
        corner = abs(x[0] + 20.0) < 1e-5 or abs(x[0]) < 1e-5 or abs(x[1] + 20.0) < 1e-5 or abs(x[1]) < 1e-5
        assert corner or np.allclose(secant, F.slope(values), atol=1e-5)


def test_drift_and_jacobian_are_batch_first_and_agree():
    rng = np.random.default_rng(2)
    network = RateNetwork(
        tau=np.array([5.0, 10.0, 20.0]),
        recurrent=rng.normal(size=(3, 3)),
        bias=rng.normal(size=3),
        transfer=transfer.Tanh(),
    )
    v, h = rng.normal(size=(4, 5, 3)), rng.normal(size=3)
    assert network.drift(v, h).shape == (4, 5, 3)
    assert np.allclose(network.drift(v, h)[2, 3], network.drift(v[2, 3], h))
    J = network.jacobian(v[0, 0], h)
    for k, nudge in enumerate(1e-6 * np.eye(3)):
        change = (network.drift(v[0, 0] + nudge, h) - network.drift(v[0, 0] - nudge, h)) / 2e-6
        assert np.allclose(J[:, k], change, atol=1e-8)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"recurrent": np.ones((2, 3))}, "not square"),
        ({"tau": np.array([1.0, -1.0])}, "allowed: > 0"),
        ({"tau": np.ones(3)}, "shape"),
        ({"recurrent": np.array([[0.0, np.nan], [0.0, 0.0]])}, r"recurrent\[0, 1\]: not finite"),
        ({"feedforward": np.ones((3, 2))}, "3 rows; allowed: 2"),
    ],
)
def test_a_bad_network_is_refused_by_field(values, words):
    good = {"tau": np.array([10.0]), "recurrent": np.zeros((2, 2))}
    with pytest.raises(InvalidValueError, match=words):
        RateNetwork(**(good | values))


SMOOTH = RateNetwork(
    tau=np.array([10.0, 20.0]),
    recurrent=np.array([[0.8, -1.0], [1.2, 0.1]]),
    bias=np.array([0.5, 0.2]),
    transfer=transfer.Tanh(),
)
SMOOTH3 = RateNetwork(
    tau=np.array([10.0, 20.0, 15.0]),
    recurrent=np.array([[0.8, -1.0, 0.3], [1.2, 0.1, 0.0], [0.5, -0.5, 0.2]]),
    transfer=transfer.Tanh(),
)


def end_state(network, method, dt, time=40.0):
    v = np.linspace(0.9, -0.4, network.size)
    out = np.empty((round(time / dt), network.size))
    methods.prepare(network, method, dt).flow(v, np.full(network.size, 0.3)).fill(out)
    return out[-1]


@pytest.mark.parametrize("network", [SMOOTH, SMOOTH3], ids=["two units, plain floats", "three units, arrays"])
@pytest.mark.parametrize(("method", "order"), [("euler", 1), ("exponential", 2), ("rk4", 4)])
def test_a_method_converges_at_its_order(network, method, order):
    reference = end_state(network, "rk4", 0.02)
    errors = [np.abs(end_state(network, method, dt) - reference).max() for dt in (2.0, 1.0, 0.5)]
    for coarse, fine in itertools.pairwise(errors):
        assert math.log2(coarse / fine) == pytest.approx(order, abs=0.35)


@given(st.integers(1, 9), st.integers(0, 99), st.sampled_from([0.5, 1.0, 20.0, 100.0]), st.floats(-0.5, 1.2))
def test_the_exact_method_equals_the_matrix_exponential(size, seed, dt, lead):
    basis, others = connectivity.orthonormal_basis(size, seed)
    matrix = connectivity.symmetric_from_eigenvalues(basis, np.concatenate([[lead], others[1:]]))
    rng = np.random.default_rng(seed)
    v, h, bias = rng.normal(size=(3, size))
    network = RateNetwork(tau=np.array([10.0]), recurrent=matrix, bias=bias)
    out = np.empty((150, size))
    methods.prepare(network, "exact", dt).flow(v, h).fill(out)
    A = np.zeros((size + 1, size + 1))
    A[:size, :size], A[:size, size] = (matrix - np.eye(size)) / 10.0, (h + bias) / 10.0
    for row in (0, 1, 70, 149):
        wanted = (expm(A * dt * (row + 1)) @ np.append(v, 1.0))[:size]
        assert np.allclose(out[row], wanted, rtol=1e-9, atol=1e-9)


@given(st.integers(0, 99))
def test_a_non_symmetric_linear_network_is_propagated_exactly(seed):
    rng = np.random.default_rng(seed)
    size, tau = 4, rng.uniform(5, 30, 4)
    matrix, v, h = rng.normal(size=(size, size)) * 0.4, rng.normal(size=size), rng.normal(size=size)
    network = RateNetwork(tau=tau, recurrent=matrix)
    out = np.empty((60, size))
    methods.prepare(network, "exact", 1.0).flow(v, h).fill(out)
    A = np.zeros((size + 1, size + 1))
    A[:size, :size], A[:size, size] = (matrix - np.eye(size)) / tau[:, None], h / tau
    assert np.allclose(out[-1], (expm(A * 60.0) @ np.append(v, 1.0))[:size], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("method", methods.METHODS)
@pytest.mark.parametrize("F", [transfer.Linear(), transfer.Rectified()], ids=repr)
@pytest.mark.parametrize("size", [2, 3])
def test_a_batch_equals_its_members(method, F, size):
    rng = np.random.default_rng(4)
    network = RateNetwork(tau=rng.uniform(5, 20, size), recurrent=0.5 * rng.normal(size=(size, size)), transfer=F)
    v, h = rng.normal(size=(3, size)), rng.normal(size=size)
    stepper = methods.prepare(network, method, 0.5)
    together = np.empty((40, 3, size))
    stepper.flow(v, h).fill(together)
    for member in range(3):
        alone = np.empty((40, size))
        stepper.flow(v[member], h).fill(alone)
        assert np.allclose(together[:, member], alone, rtol=1e-12, atol=1e-12)


def test_exact_is_not_offered_for_a_smooth_transfer_function():
    assert "exact" not in methods.available(SMOOTH)
    with pytest.raises(InvalidValueError, match="allowed: exponential, rk4, euler"):
        methods.prepare(SMOOTH, "exact", 0.5)


def test_an_eigenvalue_of_one_within_rounding_is_exactly_one():
    basis, others = connectivity.orthonormal_basis(30, 3)
    matrix = connectivity.symmetric_from_eigenvalues(basis, np.concatenate([[1.0], others[1:]]))
    network = RateNetwork(tau=np.array([10.0]), recurrent=matrix)
    vectors, eigenvalues = network.eigenbasis
    assert eigenvalues[0] == 1.0
    assert np.allclose(matrix @ vectors, vectors * eigenvalues, atol=1e-12)
