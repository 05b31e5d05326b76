"""Draws the gallery's small pictures: each scenario's hero after some of its story, light and dark."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEventLoop, QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from recnet_core.journal import Switch
from recnet_core.plan import on_grid
from recnet_core.scenario import Scenario
from recnet_core.simulation import Simulation
from recnet_gui.canvases import make_canvas
from recnet_gui.style import DARK, LIGHT, Theme
from recnet_gui.thumbnails import SIZE, path_of

STORED = 3  # times as large in the file: for fine screens and large text
DRAWN = QSize(480, 330)  # px of the canvas that is scaled down
BOLD = 2.0  # scale of its lines
SETTLING = 0.6  # s
SWITCHING = (0.1, 0.15)  # of the time shown: until the first input goes on, and for how long


def draw_thumbnails(scenario: Scenario[Any], duration: float) -> list[Path]:
    """Write the light and the dark picture of a scenario, `duration` ms into its story; return their files."""
    run = Simulation(scenario.build, scenario.defaults, method=scenario.method, dt=scenario.dt)
    let_pass(run, on_grid("--for", duration, run.dt))
    return [_draw(scenario, run, replace(theme, scale=BOLD)) for theme in (LIGHT, DARK)]


def let_pass(run: Simulation[Any], steps: int) -> None:
    """Advance; where nothing is on and nothing moves, the story is the switching: do some of it."""
    inputs = run.system.inputs
    if not inputs or any(run.switches.values()) or np.any(run.system.start):
        run.advance(steps)
        return
    parts = [round(share * steps) for share in SWITCHING]
    for on, part in zip((True, False), parts, strict=True):
        run.advance(part)
        run.apply(Switch(inputs[0].name, on))
    run.advance(steps - sum(parts))


def _draw(scenario: Scenario[Any], run: Simulation[Any], theme: Theme) -> Path:
    canvas = make_canvas(scenario.views[0], scenario, theme)
    canvas.resize(DRAWN)
    canvas.show_system(run.system, run.parameters)
    canvas.show()
    until = time.monotonic() + SETTLING
    while time.monotonic() < until:
        canvas.draw(run.snapshot())
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        time.sleep(0.02)
    whole = canvas.grab()
    canvas.hide()
    canvas.deleteLater()
    made = _inside(canvas, whole).scaled(
        SIZE * STORED, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    extra = made.size() - SIZE * STORED
    path = path_of(scenario.key, theme)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.copy(extra.width() // 2, extra.height() // 2, *(SIZE * STORED).toTuple()).save(str(path), "PNG")
    return path


def _inside(canvas: Any, whole: QPixmap) -> QPixmap:
    """Return the part of the picture inside the axes, or below the heading where there is no plot."""
    plot = getattr(canvas, "plot", None)
    if plot is None:
        return whole.copy(0, canvas.height() // 8, canvas.width(), canvas.height() - canvas.height() // 8)
    inside = plot.mapFromScene(plot.box.sceneBoundingRect()).boundingRect()
    return whole.copy(inside.translated(plot.mapTo(canvas, inside.topLeft()) - inside.topLeft()))
