"""The exact method for linear networks with M = U K Uᵀ and one τ: r numbers and a decaying rest, O(N) a read-out.

With c = h + b held, m = Uᵀv obeys τ dm/dt = −(1 − K)m + Uᵀc, and what is orthogonal to U decays with e = e^{−t/τ}
towards its drive (D&A eq. 7.21–7.26, in a subspace):

    v(t) = c + e (v(0) − c) + U y(t),   y = (P(t) − e) m(0) + (G(t) − (1 − e)) Uᵀc

P and G are e^{−(1−K)t/τ} and its integral over τ.
"""

from functools import partial

import numpy as np

from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork
from recnet_core.steppers.flows import STRETCH, Flow, MakeFlow, Members, Rows, Step
from recnet_core.steppers.modes import tables

HUGE = 1e300


def fits(network: RateNetwork) -> bool:
    """Return whether M is given by few dimensions and all time constants agree."""
    return network.low_rank is not None and bool((network.tau == network.tau[0]).all())


def make_flow(network: RateNetwork, dt: float) -> MakeFlow:
    """Return the flow of a linear low-rank network with one time constant; dt in ms."""
    bias = _bias(network)
    single = partial(subspace_flow, Subspace(network, dt, STRETCH))

    def flow(v: State, h: State) -> Flow:
        c = h if bias is None else h + bias
        return single(v, c) if v.ndim == 1 else Members(single, v, c)

    return flow


def make_step(network: RateNetwork, dt: float) -> Step:
    """Return the same method a single step at a time, for input that moves; dt in ms."""
    subspace, bias = Subspace(network, dt, 1), _bias(network)
    rows, columns = subspace.rows, np.ascontiguousarray(subspace.rows.T)
    leak, spare = float(subspace.leak[0]), np.empty(network.size)
    hold, push = np.diag(subspace.hold[0]) if subspace.diagonal else subspace.hold[0], subspace.push[0]
    push = np.diag(push) if subspace.diagonal else push

    def step(v: State, h: State) -> State:
        if v.ndim > 1:
            currents = np.broadcast_to(h, v.shape)
            members = [step(v[index], currents[index]) for index in np.ndindex(v.shape[:-1])]
            return np.array(members).reshape(v.shape)
        c = h if bias is None else h + bias
        after: State = columns @ (hold @ (rows @ v) + push @ (rows @ c))
        np.multiply(v, leak, out=spare)
        after += spare
        np.multiply(c, 1.0 - leak, out=spare)
        after += spare
        return after

    return step


class Subspace:
    """What (network, dt) fixes, for the steps 1 … count.

    Attributes
    ----------
    rows : (r, N), the basis, turned to K's eigenvectors where K is symmetric
    leak : (count,), e
    hold, push : P − e and G − (1 − e), (count, r, r), or (count, r) where K is diagonal
    """

    def __init__(self, network: RateNetwork, dt: float, count: int) -> None:
        weights = network.low_rank
        assert weights is not None
        step = dt / float(network.tau[0])
        self.leak = np.exp(-step * np.arange(1, count + 1))
        self.diagonal = weights.is_symmetric
        if self.diagonal:
            eigenvalues, vectors = weights.eigen
            self.rows = np.ascontiguousarray((weights.basis @ vectors).T)
            hold, push = tables(eigenvalues, step, count)
            leak = self.leak[:, None]
            self.hold, self.push = hold - leak, push - (1.0 - leak)
        else:
            self.rows = np.ascontiguousarray(weights.basis.T)
            hold, push = powers(weights.core, step, count)
            one, leak = np.eye(weights.rank), self.leak[:, None, None]
            self.hold, self.push = hold - leak * one, push - (1.0 - leak) * one

    def shares(self, m: Array, q: Array) -> Array:
        """Return y (count, r) for m(0) and Uᵀc, (r,)."""
        if self.diagonal:
            shares: Array = self.hold * m
            shares += self.push * q
        else:
            shares = self.hold @ m
            shares += self.push @ q
        return shares


def powers(core: Array, step: float, count: int) -> tuple[Array, Array]:
    """Return P and G after 1 … count steps, each (count, r, r), for `step` = dt/τ.

    The first ones are blocks of one matrix exponential (Van Loan 1978); then P_{n+j} = P_j P_n and
    G_{n+j} = G_j + P_j G_n double their number, which loses a digit less than a product at every step.
    """
    from scipy.linalg import expm

    rank = len(core)
    block = np.zeros((2 * rank, 2 * rank))
    block[:rank, :rank], block[:rank, rank:] = (core - np.eye(rank)) * step, np.eye(rank) * step
    whole = expm(block)
    hold, push = np.empty((count, rank, rank)), np.empty((count, rank, rank))
    hold[0], push[0] = whole[:rank, :rank], whole[:rank, rank:]
    have = 1
    with np.errstate(over="ignore", invalid="ignore"):
        while have < count:
            more = min(have, count - have)
            hold[have : have + more] = hold[:more] @ hold[have - 1]
            push[have : have + more] = push[:more] + hold[:more] @ push[have - 1]
            have += more
    # what overflows stays finite, so that a growing mode at rest stays at rest (inf·0 would be nan)
    for table in (hold, push):
        np.nan_to_num(table, copy=False, nan=HUGE, posinf=HUGE, neginf=-HUGE)
    return hold, push


def subspace_flow(subspace: Subspace, v: State, c: State) -> Rows:
    """Return one stretch of one state (N,) under c = h + b (N,)."""
    rows = subspace.rows
    shares, parts = np.ones((len(subspace.leak), len(rows) + 2)), np.empty((len(rows) + 2, len(v)))
    shares[:, 1], shares[:, 2:] = subspace.leak, subspace.shares(rows @ v, rows @ c)
    parts[0], parts[2:] = c, rows
    np.subtract(v, c, out=parts[1])
    return Rows(shares, parts)


def _bias(network: RateNetwork) -> Array | None:
    return network.bias if network.bias.any() else None
