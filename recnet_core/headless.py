"""A whole run without a window: a plan becomes a trajectory."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import numpy as np

import recnet_core
from recnet_core.diagnosis import explain
from recnet_core.journal import to_plain
from recnet_core.plan import Plan
from recnet_core.simulation import Simulation
from recnet_core.steppers.flows import STRETCH
from recnet_core.trajectory import Trajectory

LONG = 20_000  # steps; longer runs show their progress


def run(plan: Plan, *, progress: bool = False) -> Trajectory:
    """Return the trajectory of a plan; row 0 is the start.

    Raises
    ------
    RecNetError
        An act that cannot be done when its time comes.
    """
    simulation = simulation_of(plan, remember=2 * STRETCH)
    size = simulation.system.size
    v, h, t = np.empty((plan.steps + 1, size)), np.empty((plan.steps + 1, size)), np.empty(plan.steps + 1)
    rows = 0
    with _bar(plan.steps if progress and plan.steps > LONG else 0) as advanced:
        while True:
            new = simulation.step + 1 - rows
            if new:
                past = simulation.history
                t[rows : rows + new], v[rows : rows + new] = past.times[-new:], past.v[-new:]
                h[rows : rows + new] = past.h[-new:]
                rows += new
            if rows > plan.steps or simulation.divergence is not None:
                break
            advanced(simulation.advance(min(STRETCH, plan.steps + 1 - rows)))
    return Trajectory(t[:rows], v[:rows], h[:rows], _meta(plan), simulation.system.labels, _why(simulation))


def simulation_of(plan: Plan, remember: int | None = None) -> Simulation[Any]:
    """Return the run that a plan asks for, before its first step; `remember` rows of history."""
    return Simulation(
        plan.scenario.build, plan.parameters, method=plan.method, dt=plan.dt, seed=plan.seed, journal=plan.journal,
        remember=remember,
    )  # fmt: skip


def _meta(plan: Plan) -> dict[str, Any]:
    return {
        "scenario": plan.scenario.key,
        "parameters": asdict(plan.parameters),
        "method": plan.method,
        "dt": plan.dt,
        "seed": plan.seed,
        "journal": to_plain(plan.journal),
        "version": recnet_core.__version__,
    }


def _why(simulation: Simulation[Any]) -> str:
    if simulation.divergence is None:
        return ""
    s = simulation
    return explain(simulation.divergence, s.system, s.method, s.dt, s.v, s.h)


@contextmanager
def _bar(steps: int) -> Iterator[Callable[[int], Any]]:
    """Show a progress bar on stderr for a long run."""
    if not steps:
        yield lambda done: None
        return
    from tqdm import tqdm

    columns, lines = shutil.get_terminal_size()  # 80 × 24 on a terminal that does not say; tqdm would show nothing
    with tqdm(total=steps, unit=" steps", unit_scale=True, leave=False, ncols=columns, nrows=lines) as bar:
        yield bar.update
