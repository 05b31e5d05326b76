"""Why a run diverged, in words: the network's own fastest mode, or a step too long for the method."""

from dataclasses import dataclass

import numpy as np

from recnet_core.snapshot import Divergence
from recnet_core.steppers import methods
from recnet_core.system import System

ROUNDING = 1e-6  # 1/s; a mode of λ = 1 neither grows nor decays
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
    eigenvalues, vectors = np.linalg.eig(system.network.jacobian(v, h))
    factors = np.abs(amplification(method, eigenvalues * dt))
    lead = int(np.argmax(eigenvalues.real))
    worst = int(np.argmax(factors))
    return Growth(
        1000.0 * float(eigenvalues[lead].real),
        1000.0 * complex(eigenvalues[worst]),
        float(factors[worst]),
        int(np.argmax(np.abs(vectors[:, lead]))),
    )


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
