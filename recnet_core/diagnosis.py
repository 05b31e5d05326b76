"""Why a run diverged, in words: the network's own fastest mode, or a step too long for the method."""

from dataclasses import dataclass

import numpy as np

from recnet_core.arrays import Array
from recnet_core.low_rank import LowRank
from recnet_core.network import RateNetwork
from recnet_core.snapshot import Divergence
from recnet_core.steppers import methods
from recnet_core.system import System

ROUNDING = 1e-6  # 1/s; a mode of λ = 1 neither grows nor decays
LARGE = 400  # units; a larger dense J is looked at by iteration
LOOK, STEPS = 40.0, 100  # time constants, and steps to follow them with


@dataclass(frozen=True)
class Growth:
    """The linear network at one state: its fastest growing mode and its fastest decaying one.

    Attributes
    ----------
    fastest : largest Re μ, 1/s
    steepest : the eigenvalue μ (1/s) that a step of the method amplifies most
    amplification : by how much, a step
    unit : the unit that takes most part in the mode that grows
    """

    fastest: float
    steepest: complex
    amplification: float
    unit: int


def growth(system: System, v: np.ndarray, h: np.ndarray, method: str, dt: float) -> Growth:
    """Return how perturbations of the state v under the input h grow, in the network and in the method."""
    eigenvalues, vectors = leading(system.network, v, h)
    factors = np.abs(amplification(method, eigenvalues * dt))
    lead = int(np.argmax(eigenvalues.real))
    worst = int(np.argmax(factors))
    return Growth(
        1000.0 * float(eigenvalues[lead].real),
        1000.0 * complex(eigenvalues[worst]),
        float(factors[worst]),
        int(np.argmax(np.abs(vectors[:, lead]))),
    )


def leading(network: RateNetwork, v: Array, h: Array) -> tuple[np.ndarray, np.ndarray]:
    """Return eigenvalues (K,) of J, 1/ms, and eigenvectors (N, K): all of them, or of a large J those that matter.

    These are the one furthest right, which grows fastest, and the largest ones, which a step amplifies most.
    """
    weights = network.low_rank
    if weights is not None and (network.tau == network.tau[0]).all():
        return few_dimensions(weights, network.transfer.slope(network.argument(v, h)), float(network.tau[0]))
    jacobian = network.jacobian(v, h)
    return large(jacobian) if len(jacobian) > LARGE else np.linalg.eig(jacobian)


def few_dimensions(weights: LowRank, slope: Array, tau: float) -> tuple[np.ndarray, np.ndarray]:
    """Return eigenvalues and eigenvectors of J = (D U K Uᵀ − 1)/τ for slopes D (N,), from an r × r matrix.

    AB and BA have the same eigenvalues but for zeros (Horn & Johnson 2013, theorem 1.3.22), here with A = D U and
    B = K Uᵀ, and BA y = λ y gives AB (A y) = λ (A y). All other modes decay with τ.
    """
    spread = slope[:, None] * weights.basis
    eigenvalues, vectors = np.linalg.eig(weights.core @ (weights.basis.T @ spread))
    columns = spread @ vectors
    if weights.rank < weights.size:
        eigenvalues, columns = np.append(eigenvalues, 0.0), np.column_stack([columns, np.zeros(weights.size)])
    return (eigenvalues - 1.0) / tau, columns


def large(jacobian: Array) -> tuple[np.ndarray, np.ndarray]:
    """Return the rightmost and the largest eigenvalues of a large J by Arnoldi iteration, all where it does not settle.

    Three digits are enough for words; the start is fixed, so that the words are the same every time.
    """
    from scipy.sparse.linalg import ArpackError, eigs

    single = jacobian.astype(np.float32)  # half the memory to read, and memory is what it takes time for
    start = np.random.default_rng(0).standard_normal(len(jacobian)).astype(np.float32)
    try:
        found = [eigs(single, 2, which=which, v0=start, tol=1e-3, ncv=40, maxiter=40) for which in ("LR", "LM")]
    except ArpackError:  # "no convergence" is one of them
        return np.linalg.eig(jacobian)
    return np.concatenate([values for values, _ in found]), np.hstack([vectors for _, vectors in found])


def amplification(method: str, z: np.ndarray) -> np.ndarray:
    """Return the stability function R(z) of a method for v' = μ v, z = μ dt (Hairer & Wanner, II.2).

    The exponential method is judged by the exact factor, for it treats the leak exactly.
    """
    if method == "euler":
        return 1.0 + z
    if method == "rk4":
        return 1.0 + z + z**2 / 2.0 + z**3 / 6.0 + z**4 / 24.0
    exact: np.ndarray = np.exp(z)
    return exact


def explain(divergence: Divergence, system: System, method: str, dt: float, v: np.ndarray, h: np.ndarray) -> str:
    """Return one or two sentences: what exploded, when, why, and what to do.

    v, h : (N,) Hz, the last state that was finite and the input there
    """
    found = growth(system, v, h, method, dt)
    when = f"{system.labels[divergence.unit]} left all bounds at {divergence.time / 1000.0:.4g} s"
    name = methods.METHODS[method].title
    grows = found.fastest > ROUNDING
    unstable = found.amplification > 1.0
    if method != "exact" and (calms_down(system, v, h) or (unstable and not grows)):
        mode = f"the mode with μ = {_signed(found.steepest.real)} 1/s by {found.amplification:.4g} at every step"
        how = f": it multiplies {mode}" if unstable else ""
        return (
            f"{when}. The network itself does not run away here, the method does, {name} with dt = {dt:g} ms{how}. "
            "Choose a shorter dt."
        )
    if grows:
        return (
            f"{when}. The mode led by {system.labels[found.unit]} grows without limit: "
            f"Re μ = {found.fastest:.4g} 1/s > 0, e-fold in {1000.0 / found.fastest:.4g} ms."
        )
    return f"{when}. The input pushed it beyond 1,000,000,000 Hz. Reset the state or lower the input."


def _signed(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


def calms_down(system: System, v: np.ndarray, h: np.ndarray) -> bool:
    """Return whether the exact solution from v falls back: then it was the method that ran away.

    It is followed over LOOK time constants; False where there is no exact method.
    """
    if "exact" not in methods.available(system.network):
        return False
    rows = np.empty((STEPS, *v.shape))
    step = LOOK * float(system.network.tau.max()) / STEPS
    with np.errstate(over="ignore", invalid="ignore"):
        methods.prepare(system.network, "exact", step).flow(v, h).fill(rows)
    return bool(np.abs(rows[-1]).max() < 0.1 * np.abs(v).max())  # False for nan
