"""Branches of a sweep, units on axes, ranges that come back: what the canvases of two-unit networks promise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from recnet_core import scenarios
from recnet_core.analysis.sweep import SweepRun
from recnet_core.parameters import spec_of
from recnet_core.simulation import Simulation
from recnet_gui import style
from recnet_gui.canvases import make_canvas
from recnet_gui.canvases.traces import TracesCanvas
from recnet_gui.plot.paint import Area

WILSON = scenarios.find("wilson-cowan")


def shown(qtbot: Any, key: str, name: str, time: float, size: tuple[int, int] = (520, 360)) -> Any:
    scenario = scenarios.find(key)
    style.load_fonts()
    canvas = make_canvas(next(view for view in scenario.views if view.name == name), scenario, style.LIGHT)
    qtbot.addWidget(canvas)
    canvas.resize(*size)
    run = Simulation(scenario.build, scenario.defaults, method=scenario.method, dt=scenario.dt)
    run.advance(round(time / scenario.dt))
    canvas.show_system(run.system, run.parameters)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.draw(run.snapshot())
    settle()
    return canvas


def settle() -> None:
    for _ in range(60):
        QApplication.processEvents()


def sweep(down: bool) -> SweepRun:
    run = SweepRun(WILSON, spec_of(type(WILSON.defaults), "I_E"), down=down)
    run.ask(WILSON.defaults, ())
    while not run.done:
        run.work(50)
    return run


def test_a_sweep_up_and_one_down_differ_between_the_folds_alone() -> None:
    up, down = sweep(False), sweep(True)

    at = np.array([-2.0, 0.0, 2.0])
    rates = [np.interp(at, run.values, run.states[:, 0]) for run in (up, down)]
    assert rates[0] == pytest.approx([rates[1][0], 0.0, rates[1][2]], abs=1e-3)  # E: silent at 0 on the way up …
    assert rates[1][1] == pytest.approx(0.9384, abs=1e-3)  # … and active on the way down
    assert up.jumps.sum() == down.jumps.sum() == 1


def test_todays_value_is_marked_on_the_branch_of_the_state(qtbot: Any) -> None:
    canvas = shown(qtbot, "wilson-cowan", "eigenvalues-I_E", 60.0)
    qtbot.waitUntil(lambda: all(run.done for run in canvas._runs), timeout=5000)

    assert canvas._run.at(0.0, canvas._run.leading) == pytest.approx(-960.0, rel=0.01)


@pytest.mark.parametrize(("key", "name"), [("wilson-cowan", "eigenvalues"), ("decision", "eigenvalues")])
def test_text_made_larger_and_smaller_again_leaves_the_picture_as_it_was(qtbot: Any, key: str, name: str) -> None:
    canvas = shown(qtbot, key, name, 200.0)
    before = canvas.grab().toImage()

    canvas.restyle(replace(style.LIGHT, scale=1.5))
    settle()
    canvas.restyle(style.LIGHT)
    settle()

    assert canvas.grab().toImage() == before


@pytest.mark.parametrize(
    ("key", "name", "axis"), [("wilson-cowan", "E", "rate"), ("ei-oscillator", "v_E (Hz)", "rate (Hz)")]
)
def test_axes_say_the_unit_that_rates_have(qtbot: Any, key: str, name: str, axis: str) -> None:
    assert shown(qtbot, key, "phase-plane", 10.0).plot.axes["bottom"]._name == name
    assert shown(qtbot, key, "rates", 10.0).plot.axes["left"]._name == axis


def test_names_of_many_lines_keep_apart_and_leave_out_those_without_room(qtbot: Any) -> None:
    canvas: TracesCanvas = shown(qtbot, "own-network", "rates", 500.0)
    heights = [50.0 + 0.5 * i for i in range(12)]

    for room, named in ((400.0, 12), (80.0, 4)):
        places = [y for y in canvas._places(heights, Area(300.0, room, 0.0, 1.0, 0.0, 1.0)) if y is not None]
        assert len(places) >= named
        assert np.diff(sorted(places)).min() > 12.0
        assert max(places) <= room


def test_the_colour_bar_says_its_end_to_the_digit(qtbot: Any) -> None:
    canvas = shown(qtbot, "random-network", "activity", 50.0)

    assert canvas._bar_text(1.5, 1.5, 60.0) == "1.5"
