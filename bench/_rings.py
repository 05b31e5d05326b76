"""T2, T2b and T3 of bench/core.py: rings of low rank beside scipy and diffrax.

The reference is DOP853 at 1e-13 with short steps (it does not locate switches), on sums over the ring that know nothing
of our bases; with noise it is the N × N matrix exponential. Peers are given the same sums, O(N) a step.
"""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _timing import PEERS, ROOT, line, median
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from recnet_core.inputs import Input
from recnet_core.journal import Event, Switch
from recnet_core.low_rank import LowRank
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.simulation import Simulation
from recnet_core.system import System
from recnet_core.transfer import Linear, Rectified

TAU, STEPS = 10.0, 1000


@dataclass(frozen=True)
class Ring(Parameters):
    """A ring (D&A eq. 7.33 and 7.35)."""

    N: int = parameter(1024, symbol="N", unit="", low=8, high=4096, integer=True, help="units")
    lambda1: float = parameter(0.9, symbol="λ_1", unit="", low=-3.0, high=3.0, help="eigenvalue")
    noise: float = parameter(0.0, symbol="σ", unit="Hz", low=0.0, high=10.0, help="noise")
    rectified: int = parameter(0, symbol="F", unit="", low=0, high=1, integer=True, help="[x]+ or linear")


def angles(size):
    """Return θ, radians."""
    return 2.0 * np.pi * np.arange(size) / size - np.pi


def tuned(p, peak):
    """Return the input 4 cos(θ − peak), Hz."""
    return 4.0 * np.cos(angles(p.N) - peak)


def build(p):
    """Return the ring with two inputs, one a third of a turn further on."""
    theta = angles(p.N)
    basis = np.sqrt(2.0 / p.N) * np.stack([np.cos(theta), np.sin(theta)], axis=1)
    network = RateNetwork(
        np.array(TAU), LowRank(basis, p.lambda1 * np.eye(2)), transfer=Rectified() if p.rectified else Linear()
    )
    inputs = (Input("here", tuned(p, 0.3), on=True), Input("there", tuned(p, 2.4)))
    return System(network, inputs, noise=p.noise)


def drift_of(p, h):
    """Return dv/dt of the ring under h, for scipy."""
    cosine, sine, scale = np.cos(angles(p.N)), np.sin(angles(p.N)), 2.0 * p.lambda1 / p.N

    def drift(t, v):
        x = h + scale * (cosine * (cosine @ v) + sine * (sine @ v))
        return ((np.maximum(x, 0.0) if p.rectified else x) - v) / TAU

    return drift


def by_scipy(p, held, tolerance, method="DOP853", longest=np.inf):
    """Return the rows (STEPS + 1, N) for held = [(h, steps), …] one after the other."""
    rows = [np.zeros((1, p.N))]
    for h, steps in held:
        times = np.arange(steps + 1.0)
        found = solve_ivp(
            drift_of(p, h), (0.0, steps), rows[-1][-1], method, times, rtol=tolerance, atol=tolerance, max_step=longest
        )
        rows.append(found.y.T[1:])
    return np.concatenate(rows)


def by_exponential(p, h):
    """Return the rows under h (STEPS, N) by the N × N matrix exponential."""
    system, size = build(p), p.N
    matrix = system.network.matrix - np.eye(size)
    hold = expm(matrix / TAU)
    response = np.linalg.solve(matrix, hold - np.eye(size))
    rows = [np.zeros(size)]
    for row in h:
        rows.append(hold @ rows[-1] + response @ row)
    return np.array(rows)


def by_diffrax(p, held, tolerance):
    """Return rows and seconds of diffrax's Dopri8, compiled; held as in `by_scipy`, or (STEPS, N) new at every step."""
    with tempfile.TemporaryDirectory() as folder:
        task, answer = Path(folder, "task.npz"), Path(folder, "rows.npy")
        singly = isinstance(held, np.ndarray)
        h, steps = (held, [1]) if singly else (np.array([h for h, _ in held]), [steps for _, steps in held])
        np.savez(task, h=h, steps=steps, singly=singly, tau=TAU, lambda1=p.lambda1, rectified=p.rectified)
        command = [PEERS, ROOT / "bench" / "_diffrax_ring.py", task, answer, str(tolerance)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return np.load(answer), json.loads(done.stdout)["seconds"]


def ours(p, method="exact", turn=0):
    """Return our rows, the inputs held, and seconds; after `turn` steps the other input is on instead."""
    journal = [Event(turn, Switch("here", False)), Event(turn, Switch("there", True))] if turn else []

    def act(run):
        run.advance(STEPS)
        return run

    run, seconds = median(act, 15, lambda: (Simulation(build, p, dt=1.0, method=method, journal=journal),))
    return run.history.v.copy(), run.history.h.copy(), seconds


def table(title, p, held, scipys, turn=0, longest=0.5):
    """Print one task's table; the reference takes steps of at most `longest` ms."""
    print(f"\n{title:<53} time      error     ratio")
    wanted = by_scipy(p, held, 1e-13, longest=longest)
    largest = np.abs(wanted).max()
    rows, _, seconds = ours(p, turn=turn)
    line(f"RecNet exact, N = {p.N}", seconds, np.abs(rows - wanted).max() / largest, seconds)
    rows, _, other = ours(p, "rk4", turn=turn)
    line("RecNet rk4, dt = 1 ms", other, np.abs(rows - wanted).max() / largest, seconds)
    for method, tolerance in scipys:
        rows, other = median(lambda m=method, t=tolerance: by_scipy(p, held, t, m), 3)
        line(f"scipy {method} {tolerance:g}", other, np.abs(rows - wanted).max() / largest, seconds)
    if PEERS.exists():
        for tolerance in (1e-6, 1e-9):
            rows, other = by_diffrax(p, held, tolerance)
            line(f"diffrax Dopri8 {tolerance:g}, compiled", other, np.abs(rows - wanted).max() / largest, seconds)
    else:
        print("  diffrax is not installed: make peers")


def noisy(p):
    """Print T2b's table: the input is new every ms, so nobody can stride."""
    print(f"\n{'T2b linear ring, N = 1024, noise every ms':<53} time      error     ratio")
    rows, h, seconds = ours(p)
    h = h[:-1]
    wanted, other = median(lambda: by_exponential(p, h), 1)
    largest = np.abs(wanted).max()
    line("RecNet exact, noise drawn too", seconds, np.abs(rows - wanted).max() / largest, seconds)
    line("numpy, N × N matrix exponential", other, None, seconds)
    rows, other = median(lambda: by_scipy(p, [(row, 1) for row in h], 1e-6, "RK45"), 1)
    line("scipy RK45 1e-6, restarted", other, np.abs(rows - wanted).max() / largest, seconds)
    if PEERS.exists():
        rows, other = by_diffrax(p, h, 1e-9)
        line("diffrax Dopri8, a step a ms, compiled", other, np.abs(rows - wanted).max() / largest, seconds)


def rings():
    """Print all tables."""
    both = (("DOP853", 1e-9), ("RK45", 1e-6))
    linear, rectified = Ring(), Ring(lambda1=1.9, rectified=1)
    table("T2  linear ring, N = 1024, 1 s, read every ms", linear, [(tuned(linear, 0.3), STEPS)], both)
    noisy(Ring(noise=1.0))
    held = [(tuned(rectified, 0.3), STEPS)]
    table("T3  rectified ring, N = 1024, 1 s, read every ms", rectified, held, both)
    small = Ring(N=256, lambda1=1.9, rectified=1)
    table("T3  the same with N = 256", small, [(tuned(small, 0.3), STEPS)], both)
    half = STEPS // 2
    turned = [(tuned(rectified, 0.3), half), (tuned(rectified, 2.4), half)]
    table("T3  N = 1024, and the bump turns by 120° (1,000 switches)", rectified, turned, both, half, 0.1)
