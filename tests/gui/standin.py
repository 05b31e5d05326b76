"""A canvas that only writes down what it is told."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class StandIn(QWidget):
    state_requested = Signal(object)
    parameter_requested = Signal(str, float)
    parameter_released = Signal()
    full_size_requested = Signal()

    def __init__(self, view: Any, scenario: Any, theme: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view, self.theme = view, theme
        self.systems = self.frames = self.resets = 0
        self.size = 0

    def show_system(self, system: Any, parameters: Any) -> None:
        self.systems += 1
        self.size = system.size

    def draw(self, snapshot: Any) -> None:
        assert self.systems, "drawn before there was a system"
        assert len(snapshot.v) == self.size, "drawn with another system than the one shown"
        self.frames += 1

    def restyle(self, theme: Any) -> None:
        self.theme = theme

    def reset_ranges(self) -> None:
        self.resets += 1
