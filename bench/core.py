"""How long the core takes for some runs, beside scipy, XPPAUT and diffrax, in one run on one machine.

    make bench                        (all benchmarks; sets up the peers in .venv-peers)
    .venv/bin/python bench/core.py    (this one; peers that are not installed are named and left out)

T1: `ei-oscillator`, tau_I = 50, 10 s of model time, read out every ms.
T2, T2b, T3: linear and rectified rings, N = 1024, 1 s, read out every ms (`_rings.py`).
T4: `integrator-memory`, N = 100, 100 pulses of 50 ms over 10 s.

Times are medians without import, set-up and compile time; errors are the largest difference from an independent
reference, relative to the largest rate. Ratios are (peer's time)/(ours).
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from _rings import rings
from _timing import PEERS, ROOT, line, median
from scipy.integrate import solve_ivp

from recnet_core import scenarios
from recnet_core.journal import Event, Switch
from recnet_core.simulation import Simulation
from tests.core.reference import Located

EI = scenarios.find("ei-oscillator")
INTEGRATOR = scenarios.find("integrator-memory")
TIMES = np.arange(10_001.0)


def drift(t, v):
    """dv/dt of `ei-oscillator` at tau_I = 50, written out for scipy."""
    e, i = v
    return np.array([(max(1.25 * e - i + 10.0, 0.0) - e) / 10.0, (max(e - 10.0, 0.0) - i) / 50.0])


def reference():
    """Return T1 by DOP853 at 1e-12, restarted at every located switch."""
    return Located(EI.build(EI.defaults).network, np.zeros(2)).run(np.array([30.0, 10.0]), TIMES)


def prepare_t1(method="exact"):
    """Return a new run for T1."""
    return (Simulation(EI.build, EI.defaults, dt=1.0, method=method),)


def ours_t1(run):
    """Return T1's rows."""
    run.advance(10_000)
    return run.history.v


def scipy_t1(tolerance):
    """Return T1's rows from DOP853 without switches located."""
    return solve_ivp(drift, (0, 10_000), [30.0, 10.0], "DOP853", TIMES, rtol=tolerance, atol=tolerance).y.T


def xppaut_t1(step):
    """Return T1's rows and seconds by XPPAUT's RK4, start-up taken off."""
    model = """
e'=(max(1.25*e-i+10,0)-e)/10
i'=(max(e-10,0)-i)/50
init e=30,i=10
@ total={total}, dt={step}, meth=rungekutta, njmp={jump}, maxstor=200000, bound=1e9
done
"""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for total in (1, 10_000):
            Path(folder, "m.ode").write_text(model.format(total=total, step=step, jump=round(1 / step)))
            command = ["xppaut", "m.ode", "-silent"]
            _, found[total] = median(
                lambda c=command: subprocess.run(c, cwd=folder, capture_output=True, check=True), 3
            )
        rows = np.loadtxt(Path(folder, "output.dat"))
    return rows[:, 1:], found[10_000] - found[1]


def diffrax_t1():
    """Return T1's rows and seconds by diffrax's Dopri8, compiled."""
    done = subprocess.run([PEERS, ROOT / "bench" / "_diffrax_ei.py"], capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    return np.array(answer["v"]), answer["seconds"]


def t1():
    """Print T1's table."""
    print("T1  ei-oscillator, 10 s, read out every ms        time      error     ratio")
    wanted = reference()
    scale = np.abs(wanted).max()

    def error(rows):
        return float(np.abs(rows[: len(wanted)] - wanted).max() / scale)

    rows, ours = median(ours_t1, 15, prepare_t1)
    line("RecNet exact", ours, error(rows), ours)
    rows, seconds = median(ours_t1, 5, lambda: prepare_t1("rk4"))
    line("RecNet rk4, dt 1 ms", seconds, error(rows), ours)
    for tolerance in (1e-6, 1e-9):
        rows, seconds = median(lambda t=tolerance: scipy_t1(t), 3)
        line(f"scipy DOP853 {tolerance:g}", seconds, error(rows), ours)
    if shutil.which("xppaut"):
        rows, seconds = xppaut_t1(0.05)
        line("XPPAUT RK4, dt 0.05 ms", seconds, error(rows), ours)
    else:
        print("  XPPAUT is not installed (Debian package xppaut)")
    if PEERS.exists():
        rows, seconds = diffrax_t1()
        line("diffrax Dopri8 1e-9, compiled", seconds, error(rows), ours)
    else:
        print("  diffrax is not installed (make peers)")


def pulses(dt):
    """Return the journal of 100 pulses of 50 ms, in turn + and −, one every 100 ms."""
    events = []
    for k in range(100):
        name = "pulse+" if k % 4 < 3 else "pulse-"
        events += [
            Event(round(100 * k / dt), Switch(name, True)),
            Event(round((100 * k + 50) / dt), Switch(name, False)),
        ]
    return events


def prepare_t4(dt):
    """Return a new run for T4 with its journal."""
    return (Simulation(INTEGRATOR.build, PARAMETERS, dt=dt, journal=pulses(dt)),)


def ours_t4(run):
    """Return T4's memory c_1 at the end."""
    run.advance(round(10_000 / run.dt))
    return float(run.v @ run.system.integrals[0].readout)


PARAMETERS = INTEGRATOR.parameters(N=100)


def scipy_t4():
    """Return T4's memory by LSODA, restarted at every pulse edge."""
    system = INTEGRATOR.build(PARAMETERS)
    matrix, tau = system.network.matrix - np.eye(100), system.network.tau[0]
    v = np.zeros(100)
    for k in range(100):
        profile = system.input("pulse+" if k % 4 < 3 else "pulse-").profile
        for h in (profile, np.zeros(100)):
            v = solve_ivp(lambda t, v, h=h: (matrix @ v + h) / tau, (0, 50), v, "LSODA", rtol=1e-9, atol=1e-9).y[:, -1]
    return float(v @ system.integrals[0].readout)


def t4():
    """Print T4's table."""
    print("\nT4  integrator-memory, N = 100, 100 pulses in 10 s   time      error     ratio")
    area = 50.0 * 50.0 * 10.0 / 10.0
    result, ours = median(ours_t4, 15, lambda: prepare_t4(50.0))
    line("RecNet exact, read at the edges", ours, abs(result - area) / area, ours)
    for dt in (10.0, 1.0):
        result, seconds = median(ours_t4, 5, lambda dt=dt: prepare_t4(dt))
        line(f"RecNet exact, read every {dt:g} ms", seconds, abs(result - area) / area, ours)
    result, seconds = median(scipy_t4, 1)
    line("scipy LSODA 1e-9", seconds, abs(result - area) / area, ours)


if __name__ == "__main__":
    t1()
    rings()
    t4()
