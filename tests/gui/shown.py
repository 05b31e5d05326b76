"""Canvases on the screen for tests: shown, painted, looked at, and deleted after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from recnet_core.parameters import Parameters
from recnet_gui import style
from recnet_gui.canvas import Canvas

Show = Callable[..., Any]


@contextmanager
def canvases(qtbot: Any) -> Iterator[Show]:
    """Give `show(canvas, parameters, size)`, which puts a canvas on the screen with its scenario's system."""
    style.load_fonts()
    made: list[Canvas] = []

    def show(canvas: Canvas, parameters: Parameters | None = None, size: tuple[int, int] = (520, 360)) -> Any:
        made.append(canvas)
        canvas.resize(*size)
        parameters = canvas.scenario.defaults if parameters is None else parameters
        canvas.show_system(canvas.scenario.build(parameters), parameters)
        canvas.show()
        qtbot.waitExposed(canvas)
        settle()
        return canvas

    yield show
    for canvas in made:
        canvas.close()
        canvas.deleteLater()
    settle()


def settle() -> None:
    """Let what waits be done and painted."""
    for _ in range(40):
        QApplication.processEvents()


def picture(canvas: Canvas) -> QImage:
    settle()
    return canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def colours(image: QImage) -> int:
    """Return how many different colours a picture has."""
    return len(np.unique(np.frombuffer(image.constBits(), dtype=np.uint32)))
