"""Every parameter of every scenario dragged over its range with the real canvases: no exception, nothing not finite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from recnet_core.parameters import ParameterSpec, specs
from recnet_core.scenario import Scenario
from recnet_core.scenarios import all_scenarios
from recnet_gui import style
from recnet_gui.canvases import make_canvas
from recnet_gui.main_window import MainWindow
from recnet_gui.settings import Settings
from recnet_gui.workbench import Workbench

EVERY = pytest.mark.parametrize("scenario", all_scenarios(), ids=lambda s: s.key)
PLACES = (0.0, 0.02, 0.3, 0.7, 1.0)  # of a parameter's range


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Workbench]:
    """Open the window with its real canvases, paused."""
    style.load_fonts()
    window = MainWindow(Settings(tmp_path / "settings.json"))
    qtbot.addWidget(window)
    window.resize(1400, 900)
    window.show()
    window.fill(make_canvas)
    assert window.workbench is not None
    window.workbench.session.run(False)
    yield window.workbench
    window.close()


def at(spec: ParameterSpec, place: float) -> float:
    """Return the value at a place of the range, on the slider's own scale."""
    if spec.scale == "log":
        value = spec.low * (spec.high / spec.low) ** place
    else:
        value = spec.low + place * (spec.high - spec.low)
    return round(value) if spec.integer else value


def frame(bench: Workbench, steps: int = 8) -> None:
    """Let a few steps pass and everything be painted."""
    session = bench.session
    session.simulation.advance(steps)
    session.step_once()
    QApplication.processEvents()
    for canvas in bench.stage.canvases:
        assert np.isfinite(ranges(canvas)).all(), canvas.view.name


def ranges(canvas: Any) -> list[Any]:
    plots = [plot for plot in vars(canvas).values() if hasattr(plot, "box")]
    return [plot.box.viewRange() for plot in plots]


def show(bench: Workbench, scenario: Scenario[Any]) -> None:
    bench.session.open(scenario)
    QApplication.processEvents()
    frame(bench)


@EVERY
def test_every_slider_goes_from_end_to_end(bench: Workbench, scenario: Scenario[Any]) -> None:
    show(bench, scenario)
    for spec in specs(type(scenario.defaults)):
        for place in PLACES:
            bench.session.set_parameter(spec.name, at(spec, place))
            assert getattr(bench.session.simulation.parameters, spec.name) == pytest.approx(at(spec, place))
            frame(bench)
        bench.session.reset_all()


@EVERY
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_sliders_and_inputs_in_any_order(bench: Workbench, scenario: Scenario[Any], data: st.DataObject) -> None:
    show(bench, scenario)
    known = specs(type(scenario.defaults))
    for _ in range(data.draw(st.integers(3, 8), label="acts")):
        if data.draw(st.booleans(), label="an input?"):
            bench.session.toggle_input(data.draw(st.integers(0, 3), label="input"))
        else:
            spec = data.draw(st.sampled_from(known), label="parameter")
            bench.session.set_parameter(spec.name, at(spec, data.draw(st.floats(0.0, 1.0), label="place")))
        frame(bench)


@EVERY
def test_every_preset_is_shown(bench: Workbench, scenario: Scenario[Any]) -> None:
    show(bench, scenario)
    for preset in scenario.presets:
        bench.session.apply_preset(preset.name)
        assert bench.session.scenario.parameters(preset.name) == bench.session.simulation.parameters
        frame(bench, 100)
