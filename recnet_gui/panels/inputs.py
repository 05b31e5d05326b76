"""The inputs of the open scenario: large numbered switches."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from recnet_core.parameters import Parameters
from recnet_gui.session import Session, is_momentary
from recnet_gui.style import Theme
from recnet_gui.widgets.switch import Switch


class InputsPanel(QWidget):
    """One switch an input, in the order of the number keys."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.switches: dict[str, Switch] = {}
        self._heading = QLabel("Inputs")
        self._heading.setProperty("role", "heading")
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        self._body.addWidget(self._heading)
        session.scenario_changed.connect(self._rebuild)
        session.system_changed.connect(self._match)
        session.switches_changed.connect(self._show)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's lengths."""
        self._body.setSpacing(theme.px(2))
        self._heading.setContentsMargins(theme.px(8), 0, 0, theme.px(2))
        for switch in self.switches.values():
            switch.updateGeometry()

    def _match(self, parameters: Parameters) -> None:
        """Rebuild where other parameters gave other inputs; their titles may hold numbers."""
        inputs = self._session.simulation.system.inputs
        if [entry.name for entry in inputs] != list(self.switches):
            self._rebuild(None)
        for entry in inputs:
            self.switches[entry.name].show_title(entry.title or entry.name)

    def _rebuild(self, scenario: Any) -> None:
        for switch in self.switches.values():
            self._body.removeWidget(switch)
            switch.deleteLater()
        self.switches = {}
        for number, entry in enumerate(self._session.simulation.system.inputs, start=1):
            switch = Switch(number, entry.title or entry.name, momentary=is_momentary(entry), parent=self)
            switch.clicked.connect(self._wished)
            self.switches[entry.name] = switch
            self._body.addWidget(switch)
        self._show(self._session.simulation.switches)

    def _wished(self) -> None:
        sender: QObject | None = self.sender()
        assert isinstance(sender, Switch)
        self._session.toggle_input(sender.number - 1)

    def _show(self, switches: Mapping[str, bool]) -> None:
        for name, switch in self.switches.items():
            switch.show_on(switches.get(name, False))
