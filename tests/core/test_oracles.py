"""Whole runs against independent integrators: DOP853 with located switches, and XPPAUT (Debian package xppaut)."""

import itertools
import os
import shutil
import subprocess

import numpy as np
import pytest

from recnet_core import scenarios
from recnet_core.journal import Event, Kick, SetParameters, Switch
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


@pytest.mark.oracle
@pytest.mark.parametrize("tau_I", [30.0, 50.0])
def test_xppaut_gives_the_same_oscillator(tau_I, tmp_path):
    if shutil.which("xppaut") is None:
        assert not os.environ.get("CI"), "CI installs xppaut; it is not here"
        pytest.skip("XPPAUT IS NOT INSTALLED: the oscillator was not compared (apt-get install xppaut)")
    (tmp_path / "m.ode").write_text(MODEL.format(tau_I=tau_I, dt=0.05, jump=20))
    subprocess.run(["xppaut", "m.ode", "-silent"], cwd=tmp_path, check=True, capture_output=True, timeout=60)
    rows = np.loadtxt(tmp_path / "output.dat")
    run = Simulation(EI.build, EI.parameters(tau_I=tau_I), dt=1.0)
    run.advance(1000)
    assert rows[:, 0] == pytest.approx(run.history.times, abs=1e-3)
    # XPPAUT's RK4 at 0.05 ms steps over the corners, and it prints about six digits
    assert np.abs(rows[:, 1:] - run.history.v).max() < 2e-4
