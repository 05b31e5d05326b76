"""Snapshots for tests of canvases: of real runs, and of moments that are hard to reach."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from recnet_core.journal import SetParameters, Switch
from recnet_core.parameters import specs
from recnet_core.scenario import Scenario
from recnet_core.simulation import Simulation
from recnet_core.snapshot import Snapshot
from recnet_core.system import System


def ran(scenario: Scenario[Any], milliseconds: float = 800.0, **values: float) -> Snapshot:
    """Return a run in which an input was on, another is on, and a parameter was set."""
    simulation = Simulation(
        scenario.build, scenario.parameters(**values), method=scenario.method, dt=scenario.dt, seed=3
    )
    names = [entry.name for entry in simulation.system.inputs]
    some = specs(type(scenario.defaults))[0].name
    steps = round(milliseconds / scenario.dt / 4)
    for change in (
        Switch(names[0], True),
        Switch(names[0], False),
        SetParameters({some: getattr(simulation.parameters, some)}),
        Switch(names[-1], True),
    ):
        simulation.advance(steps)
        simulation.apply(change)
    simulation.advance(steps // 2)
    return simulation.snapshot()


def at_start(system: System, rows: int = 1) -> Snapshot:
    """Return the moment 0 with one row of history, or none."""
    size, start = system.size, np.asarray(system.start, dtype=np.float64)
    return Snapshot(
        system=system, step=0, time=0.0, dt=0.5, method="exact", end_time=0.0, v=start, h=np.zeros(size),
        times=np.zeros(rows), rates=np.tile(start, (rows, 1)), inputs=np.zeros((rows, size)),
        integrals=np.zeros((rows, len(system.integrals))),
        switches={entry.name: False for entry in system.inputs}, spans=(), marks=(),
    )  # fmt: skip


def broken(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with its last rows and its state overflown."""
    rates, integrals = snapshot.rates.copy(), snapshot.integrals.copy()
    rates[-5:-2], rates[-2:] = np.inf, np.nan
    integrals[-5:] = np.nan
    bad = np.full_like(np.asarray(snapshot.v), np.nan)
    return replace(snapshot, rates=rates, integrals=integrals, v=bad, h=bad)
