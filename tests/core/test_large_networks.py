"""What keeps large networks quick and small: remembered rows, moving input in blocks, spectra from few dimensions."""

from time import perf_counter

import numpy as np
import pytest

from recnet_core import diagnosis
from recnet_core.analysis import spectrum
from recnet_core.drive import drive_from
from recnet_core.history import ROOM, History
from recnet_core.inputs import NOISE_BLOCK, Constant, Input, Noise, Sine, Spikes, noise, noise_rows
from recnet_core.low_rank import LowRank
from recnet_core.moment import first_moment, switched
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters
from recnet_core.scenarios import find
from recnet_core.simulation import Simulation
from recnet_core.system import System
from recnet_core.transfer import Linear, Rectified, Tanh

CORE = np.array([[0.9, -0.5, 0.0], [0.5, 0.9, 0.0], [0.0, 0.3, 1.0]])


def low_rank(size, core=CORE, transfer=Linear()):
    basis = np.linalg.qr(np.random.default_rng(1).normal(size=(size, len(core))))[0]
    return RateNetwork(tau=np.array(10.0), recurrent=LowRank(basis, core), transfer=transfer)


def dense(network):
    return RateNetwork(tau=network.tau, recurrent=network.matrix, transfer=network.transfer)


# --- what is remembered ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("capacity", [4, 7, 50])
def test_the_window_is_the_last_rows_however_they_came(capacity):
    history, rng, wanted = History((2,), 2, 1, capacity), np.random.default_rng(2), []
    for _ in range(400):
        kind, count = rng.integers(0, 4), int(rng.integers(1, capacity // 2 + 1))
        if kind == 0:
            row = rng.normal(size=6)
            history.append(row[0], row[1:3], row[3:5], row[5:])
            wanted.append(row)
        elif kind == 1 and len(history) > 1:
            gone = int(rng.integers(0, len(history)))
            history.truncate(history.last_step - gone)
            wanted = wanted[: len(wanted) - gone]
        elif kind == 2 and len(history):
            wanted[-1] = np.concatenate([wanted[-1][:3], [8.0, 9.0], wanted[-1][5:]])
            history.replace_last_input(np.array([8.0, 9.0]))
        else:
            rows, good = rng.normal(size=(count, 6)), int(rng.integers(1, count + 1))
            for place, columns in zip(history.reserve(count), (0, slice(1, 3), slice(3, 5), slice(5, 6)), strict=True):
                place[...] = rows[:, columns]
            history.commit(good)
            wanted += list(rows[:good])
        assert 0 < len(history) <= capacity or not wanted
        last = np.array(wanted[-len(history) :]).reshape(-1, 6)
        assert np.array_equal(history.times, last[:, 0])
        assert np.array_equal(history.v, last[:, 1:3])
        assert np.array_equal(history.h, last[:, 3:5])
        assert np.array_equal(history.integrals, last[:, 5:])


def test_rows_that_are_asked_for_stay_up_to_the_capacity():
    history = History((1,), 1, 0, 10)
    for k in range(100):
        history.append(float(k), np.array([k]), np.zeros(1), np.zeros(0))
        assert len(history) == min(k + 1, 10)


@pytest.mark.parametrize("size", [2, 100, 1024, 2048, 4096])
def test_two_seconds_are_remembered_within_the_room_there_is(size):
    history = History((size,), size, 2)
    assert history.capacity > 2000
    assert history._rows.nbytes <= max(ROOM, 64 << 20)


# --- input that moves -----------------------------------------------------------------------------------------------


def test_noise_in_blocks_is_noise_one_by_one():
    first = 3 * NOISE_BLOCK - 5
    rows = noise_rows(7, 3, first, 2 * NOISE_BLOCK)
    assert np.array_equal(rows, [noise(7, 3, first + k) for k in range(2 * NOISE_BLOCK)])


@pytest.mark.parametrize("mixed", [False, True], ids=["no W", "W"])
def test_the_rows_of_a_drive_do_not_depend_on_how_many_are_asked_for(mixed):
    network = low_rank(6)
    if mixed:
        weights = np.random.default_rng(3).normal(size=(6, 6))
        network = RateNetwork(tau=network.tau, recurrent=network.recurrent, feedforward=weights)
    waveforms = (Constant(), Sine(30.0), Noise(), Spikes(100.0, 5, 6))
    inputs = tuple(Input(f"i{k}", np.arange(6.0) + k, waveform) for k, waveform in enumerate(waveforms))
    system = System(network, inputs, noise=0.5)
    moment = first_moment(Parameters(), system, "exact", 0.5)
    for entry in inputs:
        moment = switched(moment, entry.name, True)
    drive = drive_from(system, moment, seed=5)
    whole = drive.rows(0, 150)
    assert np.array_equal(np.concatenate([drive.rows(0, 61), drive.rows(61, 1), drive.rows(62, 88)]), whole)
    assert np.array_equal([drive.row(k) for k in range(150)], whole)
    steps = np.arange(150)
    quiet = whole - [0.5 / np.sqrt(0.5) * noise(5, 6, k) for k in steps]
    u = inputs[0].profile + np.sin(2.0 * np.pi * (steps + 0.5) * 0.5 / 30.0)[:, None] * inputs[1].profile
    u = u + [noise(5, 6, k) / np.sqrt(0.5) * inputs[2].profile for k in steps]
    assert quiet.shape == (150, 6)
    spikes = quiet - network.input_current(u)
    area = spikes.sum(axis=0) * 0.5
    assert area == pytest.approx(network.input_current(50.0 * inputs[3].profile), abs=1e-9)


# --- spectra --------------------------------------------------------------------------------------------------------


def test_the_eigenvalues_of_few_dimensions_are_those_of_the_full_matrix(monkeypatch):
    for core in (CORE, np.diag([1.9, 1.0, -2.0])):
        made = low_rank(9, core)
        full = spectrum.eigenvalues_of(dense(made))
        with monkeypatch.context() as patch:
            patch.setattr(LowRank, "dense", property(lambda self: pytest.fail("the N × N matrix was made")))
            few = spectrum.eigenvalues_of(made)
        assert few.shape == (9,)
        assert few == pytest.approx(full, abs=1e-13)
        assert 1.0 in few
        assert 1.0 in full


def test_eigenvalues_are_found_once_for_one_matrix(monkeypatch):
    matrix, found = np.random.default_rng(4).normal(size=(8, 8)), []
    whole = spectrum.eigenvalues
    monkeypatch.setattr(spectrum, "eigenvalues", lambda matrix: found.append(1) or whole(matrix))
    for tau in (5.0, 10.0):
        values = spectrum.eigenvalues_of(RateNetwork(tau=np.array(tau), recurrent=matrix.copy()))
        assert values == pytest.approx(whole(matrix))
    assert len(found) == 1


@pytest.mark.parametrize("transfer", [Linear(), Rectified(), Tanh(3.0)], ids=lambda f: type(f).__name__)
def test_growth_from_few_dimensions_is_that_of_the_full_jacobian(transfer):
    made = low_rank(30, 3.0 * CORE, transfer)
    v, h = np.random.default_rng(5).normal(size=(2, 30))
    few = diagnosis.growth(System(made), v, h, "euler", 4.0)
    full = diagnosis.growth(System(dense(made)), v, h, "euler", 4.0)
    assert few.fastest == pytest.approx(full.fastest, rel=1e-9)
    assert few.amplification == pytest.approx(full.amplification, rel=1e-9)
    assert few.unit == full.unit


def test_growth_of_a_large_matrix_is_found_without_all_eigenvalues():
    rng, size = np.random.default_rng(6), diagnosis.LARGE + 20
    made = RateNetwork(tau=np.array(10.0), recurrent=2.0 * rng.normal(size=(size, size)) / np.sqrt(size))
    found = diagnosis.growth(System(made), np.zeros(size), np.zeros(size), "euler", 1.0)
    values = np.linalg.eigvals(made.jacobian(np.zeros(size), np.zeros(size)))
    assert found.fastest == pytest.approx(1000.0 * values.real.max(), rel=1e-2)
    assert found.amplification == pytest.approx(np.abs(1.0 + values).max(), rel=1e-2)


def test_a_step_of_many_switches_is_worked_on_bit_by_bit_and_gives_the_same_bits():
    scenario = find("orientation-tuning")
    whole, patient = (Simulation(scenario.build, scenario.parameters(N=512), dt=1.0) for _ in range(2))
    whole.advance(40)
    calls = nothing = 0
    while patient.step < 40:
        nothing += patient.advance(40 - patient.step, deadline=perf_counter() + 0.0005) == 0
        calls += 1
        assert calls < 10_000

    assert nothing > 0
    assert (patient.history.v == whole.history.v).all()
