"""Work in a process of its own: it is answered, the newest question wins, and nothing is left running."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from recnet_core.analysis import spectrum
from recnet_core.analysis.spectrum import are_at_hand, eigenvalues, eigenvalues_of, remember_eigenvalues
from recnet_core.network import RateNetwork
from recnet_core.scenarios import find
from recnet_gui import jobs
from recnet_gui.canvases import make_canvas
from recnet_gui.jobs import Jobs
from recnet_gui.style import LIGHT


def slowly_doubled(number: float) -> float:
    time.sleep(0.05)
    if number < 0.0:
        raise ValueError(number)
    return 2.0 * number


def test_the_newest_question_is_answered_and_those_between_are_not(qtbot: QtBot) -> None:
    asked = Jobs(slowly_doubled)
    answers: list[tuple[float, float]] = []
    asked.answered.connect(lambda question, answer: answers.append((question, answer)))
    for number in (1.0, 2.0, 3.0, 4.0):
        asked.ask(number)

    qtbot.waitUntil(lambda: len(answers) == 2, timeout=20_000)

    assert answers == [(1.0, 2.0), (4.0, 8.0)]
    assert not asked.busy


def test_what_fails_is_logged_and_the_next_is_answered(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    asked = Jobs(slowly_doubled)
    asked.ask(-1.0)
    asked.ask(5.0)
    with qtbot.waitSignal(asked.answered, timeout=20_000) as answer:
        pass

    assert answer.args == [5.0, 10.0]
    assert "slowly_doubled failed: -1.0" in caplog.text


def test_a_forgotten_question_is_not_answered(qtbot: QtBot) -> None:
    asked = Jobs(slowly_doubled)
    with qtbot.assertNotEmitted(asked.answered, wait=300):
        asked.ask(1.0)
        asked.forget()


def test_the_process_ends_when_asked_to(qtbot: QtBot) -> None:
    asked = Jobs(slowly_doubled)
    with qtbot.waitSignal(asked.answered, timeout=20_000):
        asked.ask(1.0)
    process = next(iter(jobs._the_pool()._processes.values()))
    jobs.end()

    qtbot.waitUntil(lambda: not process.is_alive(), timeout=5000)


def test_a_process_that_has_died_is_replaced(qtbot: QtBot) -> None:
    asked = Jobs(slowly_doubled)
    with qtbot.waitSignal(asked.answered, timeout=20_000):
        asked.ask(1.0)
    process = next(iter(jobs._the_pool()._processes.values()))
    process.kill()
    qtbot.waitUntil(lambda: bool(jobs._the_pool()._broken), timeout=5000)

    with qtbot.waitSignal(asked.answered, timeout=20_000) as answer:
        asked.ask(2.0)

    assert answer.args == [2.0, 4.0]


def random_network(size: int, factor: float = 1.0, seed: int = 1) -> RateNetwork:
    matrix = np.random.default_rng(seed).standard_normal((size, size)) / np.sqrt(size)
    return RateNetwork(tau=np.array([10.0]), recurrent=factor * matrix)


def test_a_multiple_of_a_known_matrix_has_its_eigenvalues_scaled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spectrum, "_known", [])
    first = random_network(230)
    assert not are_at_hand(first)
    remember_eigenvalues(first.matrix, eigenvalues(first.matrix))

    for factor in (1.7, -0.3, 1.0):
        other = random_network(230, factor)
        assert are_at_hand(other)
        np.testing.assert_allclose(
            np.sort_complex(eigenvalues_of(other)), np.sort_complex(eigenvalues(other.matrix)), atol=1e-11
        )
    assert not are_at_hand(random_network(230, seed=2))
    nearly = first.matrix.copy()
    nearly[100, 7] += 1e-6
    assert not are_at_hand(RateNetwork(tau=np.array([10.0]), recurrent=nearly))


def test_a_spectrum_found_while_it_was_hidden_is_shown(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spectrum, "_known", [])
    scenario = find("random-network")
    view = next(view for view in scenario.views if view.name == "eigenvalues")
    canvas: Any = make_canvas(view, scenario, LIGHT)
    qtbot.addWidget(canvas)
    parameters = scenario.parameters(N=260)
    system = scenario.build(parameters)
    canvas.show_system(system, parameters)
    assert len(canvas._values) == 0
    matrix = system.network.matrix
    found = remember_eigenvalues(matrix, eigenvalues(matrix))

    canvas.show()

    assert not canvas._jobs.busy
    np.testing.assert_array_equal(np.sort_complex(canvas._values), np.sort_complex(found))


def test_a_large_matrix_is_drawn_when_its_eigenvalues_come(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spectrum, "_known", [])
    scenario = find("random-network")
    view = next(view for view in scenario.views if view.name == "eigenvalues")
    canvas: Any = make_canvas(view, scenario, LIGHT)
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    parameters = scenario.parameters(N=260)
    system = scenario.build(parameters)
    canvas.show_system(system, parameters)

    assert canvas._jobs.busy
    qtbot.waitUntil(lambda: not canvas._jobs.busy, timeout=20_000)

    np.testing.assert_array_equal(canvas._values, eigenvalues_of(system.network))
