"""Noise and spikes as inputs: areas and deviations do not depend on dt, and every draw belongs to its step."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recnet_core.errors import InvalidValueError
from recnet_core.inputs import Input, Noise, Spikes, Tick
from recnet_core.journal import Switch
from recnet_core.low_rank import LowRank
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters
from recnet_core.simulation import Simulation
from recnet_core.system import Readout, System


@dataclass(frozen=True)
class Nothing(Parameters):
    """No parameters."""


def system_of(*inputs, size=3):
    network = RateNetwork(tau=np.array([10.0]), recurrent=np.zeros((size, size)))
    return lambda p: System(network, inputs)


def values(waveform, steps, dt, width=3, seed=1):
    return np.array([np.broadcast_to(waveform.value(Tick(k, dt, k, seed, width)), (width,)) for k in range(steps)])


@given(dt=st.sampled_from([0.1, 0.25, 0.5, 0.7, 1.0, 3.0]), rate=st.floats(20.0, 400.0), count=st.integers(1, 20))
def test_a_burst_has_the_same_area_whatever_the_step(dt, rate, count):
    burst = Spikes(rate, count, channels=3)
    steps = int(np.ceil(burst.duration / dt)) + 1

    area = values(burst, steps, dt).sum(axis=0) * dt

    np.testing.assert_allclose(area, count * 1000.0 / rate, rtol=1e-9)


@given(dt=st.sampled_from([0.1, 0.5, 1.0]), channel=st.integers(0, 2))
def test_spikes_fall_into_the_steps_of_their_times(dt, channel):
    burst = Spikes(130.0, 7, channels=3)
    row = values(burst, int(burst.duration / dt) + 2, dt)[:, channel]

    found = np.repeat(np.arange(len(row)), np.round(row * dt * 130.0 / 1000.0).astype(int)) * dt

    assert ((burst.times(channel) >= found - 1e-6) & (burst.times(channel) <= found + dt + 1e-6)).all()


def test_a_burst_moves_each_unit_by_the_area_that_it_gets():
    burst = Input("burst", np.array([2.0, 0.0, -1.0]), Spikes(200.0, 10, channels=3))
    network = RateNetwork(tau=np.array([10.0]), recurrent=np.eye(3))
    run = Simulation(lambda p: System(network, (burst,)), Nothing(), dt=0.5)
    run.apply(Switch("burst", True))
    run.advance(200)

    np.testing.assert_allclose(run.v, [2.0 * 50.0 / 10.0, 0.0, -50.0 / 10.0], atol=1e-12)
    assert not run.switches["burst"]


def test_noise_has_the_deviation_of_its_profile_over_a_millisecond():
    for dt in (0.25, 1.0):
        drawn = values(Noise(), 4000, dt)
        per_ms = drawn.reshape(-1, round(1.0 / dt), 3).mean(axis=1)
        np.testing.assert_allclose(per_ms.std(axis=0), 1.0, rtol=0.1)
        assert abs(np.corrcoef(drawn.T)[0, 1]) < 0.05


def test_noise_belongs_to_its_step_and_to_its_switch():
    inputs = (Input("noise", np.ones(3), Noise()), Input("step", np.ones(3)))

    def rates(parts):
        run = Simulation(system_of(*inputs), Nothing(), dt=0.5, seed=7)
        run.apply(Switch("noise", True))
        for part in parts:
            run.advance(part)
        run.apply(Switch("noise", False))
        run.advance(50)
        return np.array(run.history.v), np.array(run.history.h)

    v, h = rates([300])
    again_v, again_h = rates([1, 7, 292])
    assert (v == again_v).all()
    assert (h == again_h).all()
    assert h[10:290].std() > 0.5
    assert not h[-50:].any()


def test_at_the_moment_of_switching_noise_and_spikes_are_nothing():
    system = system_of(Input("noise", np.ones(3), Noise()), Input("burst", np.ones(3), Spikes()))(None)

    assert not system.held_input(["noise", "burst"]).any()


def test_low_rank_weights_do_what_the_full_matrix_does():
    generator = np.random.default_rng(3)
    basis = np.linalg.qr(generator.standard_normal((7, 2)))[0]
    core = np.array([[0.9, 0.4], [-0.2, 0.3]])
    few, full = LowRank(basis, core), basis @ core @ basis.T
    v = generator.standard_normal((5, 7))

    np.testing.assert_allclose(few.apply(v), v @ full.T, atol=1e-14)
    np.testing.assert_allclose(few.dense, full, atol=1e-14)
    network = RateNetwork(tau=np.array([10.0]), recurrent=few)
    assert network.size == 7
    assert network.low_rank is few
    np.testing.assert_allclose(network.jacobian(v[0], v[0]), (full - np.eye(7)) / 10.0, atol=1e-15)
    assert not network.is_symmetric
    assert RateNetwork(tau=np.array([10.0]), recurrent=LowRank(basis, np.eye(2))).is_symmetric


@pytest.mark.parametrize(
    ("basis", "core", "why"),
    [
        (np.ones((4, 2)), np.eye(2), "orthonormal"),
        (np.eye(4)[:, :2], np.eye(3), r"\(N, r\)"),
        (np.eye(4)[:, :2], np.full((2, 2), np.nan), "finite"),
    ],
)
def test_what_is_no_low_rank_matrix_is_refused(basis, core, why):
    with pytest.raises(InvalidValueError, match=why):
        LowRank(basis, core)


def test_angles_and_patterns_must_fit_the_units():
    network = RateNetwork(tau=np.array([10.0]), recurrent=np.zeros((3, 3)))
    with pytest.raises(InvalidValueError, match="angles"):
        System(network, angles=np.zeros(4))
    with pytest.raises(InvalidValueError, match="patterns"):
        System(network, patterns=np.full((2, 3), np.inf))
    system = System(network, readouts=(Readout("mean", "Hz", lambda v, h: v.mean(axis=1)),))
    assert system.readout("mean").of(np.ones((2, 3)), np.zeros((2, 3))).tolist() == [1.0, 1.0]
    with pytest.raises(LookupError, match="did you mean mean"):
        system.readout("maen")
