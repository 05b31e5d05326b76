"""The integrator's memory against its closed form (D&A eq. 7.26)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recnet_core import scenarios
from recnet_core.journal import Event, Switch
from recnet_core.simulation import Simulation

INTEGRATOR = scenarios.find("integrator-memory")


def run_of(journal=(), dt=0.5, **values):
    return Simulation(INTEGRATOR.build, INTEGRATOR.parameters(**values), dt=dt, journal=journal)


def memory(run):
    return run.history.v @ run.system.integrals[0].readout


@given(
    st.lists(st.tuples(st.sampled_from(["pulse+", "pulse-", "burst"]), st.integers(0, 600)), min_size=10, max_size=10),
    st.sampled_from([0.5, 1.0]),
    st.sampled_from([5, 100]),
)
def test_ten_pulses_over_ten_seconds_leave_their_integral(pulses, dt, size):
    journal, area = [], 0.0
    for k, (name, length) in enumerate(pulses):
        start = round(1000 * k / dt)
        steps = round((100 if name == "burst" else length) / dt)
        journal.append(Event(start, Switch(name, True)))
        if name != "burst":
            journal.append(Event(start + steps, Switch(name, False)))
        area += (-1 if name == "pulse-" else 1) * 10.0 * steps * dt / 10.0
    run = run_of(journal, dt=dt, N=size)
    run.advance(round(10_000 / dt))
    assert memory(run)[-1] == pytest.approx(area, rel=1e-10, abs=1e-10)
    assert run.history.integrals[-1, 0] == pytest.approx(area, rel=1e-10, abs=1e-10)


def test_the_memory_stays_flat_at_one():
    run = run_of([Event(0, Switch("burst", True))], N=100)
    run.advance(400)
    held = memory(run)[-1]
    run.advance(19_600)
    assert held == pytest.approx(100.0, rel=1e-12)
    assert abs(memory(run)[-1] - held) <= 1e-13 * held


@pytest.mark.parametrize("lambda1", [0.99, 1.01, 0.5])
def test_a_mistuned_memory_leaks_or_runs_away_with_its_time_constant(lambda1):
    run = run_of([Event(0, Switch("burst", True))], lambda1=lambda1)
    run.advance(2200)
    c = memory(run)
    assert c[2200] / c[200] == pytest.approx(np.exp(-1000.0 * (1.0 - lambda1) / 10.0), rel=1e-9)
    assert run.parameters.lambda1 == lambda1


def test_the_window_is_told_when_the_memory_leaks_or_runs_away():
    said = {x: " ".join(INTEGRATOR.notices(INTEGRATOR.parameters(lambda1=x))) for x in (0.99, 1.0, 1.01)}
    assert "leaks" in said[0.99]
    assert "runs away" in said[1.01]
    assert "1,000 ms" in said[1.01]
    assert said[1.0] == ""
    nearly = INTEGRATOR.notices(INTEGRATOR.parameters(lambda1=0.99999))[0]
    assert "λ_1 = 0.99999 < 1" in nearly
    assert "1,000,000 ms" in nearly


def test_the_other_eigenvalues_lie_within_a_half():
    network = run_of(N=50, network_seed=7).system.network
    eigenvalues = np.sort(np.linalg.eigvalsh(network.matrix))
    assert eigenvalues[-1] == pytest.approx(1.0)
    assert (np.abs(eigenvalues[:-1]) <= 0.5).all()


def test_only_the_first_mode_remembers():
    run = run_of([Event(0, Switch("burst", True))])
    run.advance(200)
    e1 = run.system.integrals[0].readout
    aside = run.v - (run.v @ e1) * e1
    assert np.linalg.norm(aside) > 1.0
    run.advance(2000)
    aside = run.v - (run.v @ e1) * e1
    assert np.linalg.norm(aside) < 1e-9


def test_noise_is_white_its_effect_does_not_depend_on_the_step():
    spread = []
    for dt in (0.5, 2.0):
        ends = []
        for seed in range(200):
            run = Simulation(INTEGRATOR.build, INTEGRATOR.parameters(N=2, noise=5.0), dt=dt, seed=seed)
            run.advance(round(200 / dt))
            ends.append(memory(run)[-1])
        spread.append(np.std(ends))
    # Var c_1 = sigma^2 T / tau^2 for sigma in Hz over 1 ms
    wanted = 5.0 * np.sqrt(200.0) / 10.0
    assert spread == pytest.approx([wanted, wanted], rel=0.2)
