"""Whole runs against independent integrators: DOP853 with located switches, and XPPAUT (Debian package xppaut)."""

import itertools
import os
import shutil
import subprocess

import numpy as np
import pytest

from recnet_core import scenarios
from recnet_core.journal import Event, Kick, SetParameters, SetState, Switch
from recnet_core.simulation import Simulation
from tests.core.reference import Located, relative_error

EI = scenarios.find("ei-oscillator")


@pytest.mark.parametrize("tau_I", [15.0, 30.0, 40.0, 50.0, 70.0, 100.0])
@pytest.mark.parametrize("dt", [0.25, 1.0])
def test_two_seconds_of_the_oscillator_agree_with_dop853(tau_I, dt):
    run = Simulation(EI.build, EI.parameters(tau_I=tau_I), dt=dt)
    run.advance(round(2000 / dt))
    wanted = Located(run.system.network, np.zeros(2)).run(np.array([30.0, 10.0]), run.history.times)
    assert relative_error(run.history.v, wanted) < 1e-8


def test_a_run_with_inputs_parameters_and_kicks_agrees_with_dop853():
    acts = [
        Event(200, Switch("drive E", True)),
        Event(433, Kick((-5.0, 3.0))),
        Event(500, SetParameters({"tau_I": 30.0})),
        Event(700, Switch("drive I", True)),
        Event(900, Switch("drive E", False)),
    ]
    run = Simulation(EI.build, EI.defaults, dt=1.0, journal=acts)
    run.advance(1200)
    v, h, tau_I = np.array([30.0, 10.0]), np.zeros(2), 50.0
    edges = [0, *(event.step for event in acts), 1200]
    for k, (begin, end) in enumerate(itertools.pairwise(edges)):
        if k:
            match acts[k - 1].change:
                case Switch(name, on):
                    h[0 if name == "drive E" else 1] = 10.0 if on else 0.0
                case Kick(dv):
                    v = v + np.array(dv)
                case SetParameters(values):
                    tau_I = values["tau_I"]
        network = EI.build(EI.parameters(tau_I=tau_I)).network
        wanted = Located(network, h).run(v, np.arange(begin, end + 1.0))
        v = wanted[-1]
        assert relative_error(run.history.v[begin:end], wanted[:-1]) < 1e-9


MODEL = """
e'=(max(1.25*e-i+10,0)-e)/10
i'=(max(e-10,0)-i)/{tau_I}
init e=30,i=10
@ total=1000, dt={dt}, meth=rungekutta, njmp={jump}, maxstor=100000, bound=100000
done
"""


def by_xppaut(folder, model: str) -> np.ndarray:
    """Return what XPPAUT writes of a model: time and variables, a row each."""
    if shutil.which("xppaut") is None:
        assert not os.environ.get("CI"), "CI installs xppaut; it is not here"
        pytest.skip("XPPAUT IS NOT INSTALLED: nothing was compared with it (apt-get install xppaut)")
    (folder / "m.ode").write_text(model)
    subprocess.run(["xppaut", "m.ode", "-silent"], cwd=folder, check=True, capture_output=True, timeout=60)
    return np.loadtxt(folder / "output.dat")


@pytest.mark.oracle
@pytest.mark.parametrize("tau_I", [30.0, 50.0])
def test_xppaut_gives_the_same_oscillator(tau_I, tmp_path):
    rows = by_xppaut(tmp_path, MODEL.format(tau_I=tau_I, dt=0.05, jump=20))
    run = Simulation(EI.build, EI.parameters(tau_I=tau_I), dt=1.0)
    run.advance(1000)
    assert rows[:, 0] == pytest.approx(run.history.times, abs=1e-3)
    # XPPAUT's RK4 at 0.05 ms steps over the corners, and it prints about six digits
    assert np.abs(rows[:, 1:] - run.history.v).max() < 2e-4


WILSON_COWAN = """
f(x,a,t)=1/(1+exp(-a*(x-t)))-1/(1+exp(a*t))
e'=(-e+f({w_EE}*e-{w_EI}*i+{I_E},1.2,2.8))/1
i'=(-i+f({w_IE}*e-{w_II}*i,1.0,4.0))/2
init e={e},i={i}
@ total=60, dt=0.01, meth=rungekutta, njmp=20, maxstor=100000, bound=100000
done
"""
BISTABLE = {"w_EE": 9.0, "w_EI": 4.0, "w_IE": 13.0, "w_II": 11.0, "I_E": 0.0}
RHYTHM = {"w_EE": 6.4, "w_EI": 4.8, "w_IE": 6.0, "w_II": 1.2, "I_E": 0.8}


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("values", "start", "rest"),
    [
        (BISTABLE, (0.33, 0.17), (0.0, 0.0)),
        (BISTABLE, (0.35, 0.16), (0.938430, 0.672481)),
        (BISTABLE, (0.0, 0.9), (0.0, 0.0)),
        (RHYTHM, (0.1, 0.1), None),
    ],
)
def test_xppaut_gives_the_same_wilson_and_cowan_populations(values, start, rest, tmp_path):
    rows = by_xppaut(tmp_path, WILSON_COWAN.format(**values, e=start[0], i=start[1]))
    scenario = scenarios.find("wilson-cowan")
    journal = [Event(0, Switch("kick E", False)), Event(0, SetState(start))]
    run = Simulation(scenario.build, scenario.parameters(**values), method="rk4", dt=0.05, journal=journal)
    run.advance(1200)
    v = run.history.v[::4]
    assert rows[:, 0] == pytest.approx(run.history.times[::4], abs=1e-3)
    # RK4 at 0.01 ms against 0.05 ms, and XPPAUT prints about six digits
    assert np.abs(rows[:, 1:] - v).max() < 2e-5
    if rest is not None:
        assert rows[-1, 1:] == pytest.approx(rest, abs=2e-6)
