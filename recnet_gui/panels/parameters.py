"""The parameters of the open scenario: one row each, all in sight."""

from typing import Any

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from recnet_core.parameters import Parameters, specs
from recnet_core.scenario import Scenario
from recnet_gui.session import Session
from recnet_gui.style import Theme
from recnet_gui.widgets.parameter_row import ParameterRow


class ParametersPanel(QWidget):
    """Shows the session's parameters; a row's wish goes to the session, which answers with what is in force."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session, self._theme, self._compact = session, theme, False
        self.rows: dict[str, ParameterRow] = {}
        heading = QLabel("Parameters")
        heading.setProperty("role", "heading")
        self._body = QVBoxLayout(self)
        self._body.addWidget(heading)
        self._holder: QWidget | None = None
        self.help = QLabel()  # what the parameter pointed at last means; at first what the scenario is about
        self.help.setProperty("role", "muted")
        self.help.setWordWrap(True)
        self._body.addWidget(self.help)
        session.scenario_changed.connect(self._rebuild)
        session.system_changed.connect(self._show)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme = theme
        self._body.setContentsMargins(theme.px(8), 0, 0, 0)
        self._body.setSpacing(theme.px(6))
        for row in self.rows.values():
            row.restyle(theme)
        if self._holder is not None and (grid := self._holder.layout()) is not None:
            grid.setSpacing(theme.px(6))

    def be_compact(self, compact: bool) -> None:
        """Leave out the reset arrows where there is little room; a double click on a slider does the same."""
        self._compact = compact
        for row in self.rows.values():
            row.reset.setVisible(not compact)

    def _rebuild(self, scenario: Scenario[Any]) -> None:
        if self._holder is not None:
            self._body.removeWidget(self._holder)
            self._holder.deleteLater()
        self._holder = QWidget(self)
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        self.rows = {spec.name: ParameterRow(spec, self._holder) for spec in specs(type(scenario.defaults))}
        for number, row in enumerate(self.rows.values()):
            row.lay_into(grid, number)
            row.moved.connect(self._session.set_parameter)
            row.released.connect(self._session.end_gesture)
            row.pointed.connect(self.help.setText)
        self._body.insertWidget(1, self._holder)
        self.be_compact(self._compact)
        self.help.setText(scenario.summary)
        self._show(self._session.simulation.parameters)
        self.restyle(self._theme)

    def _show(self, parameters: Parameters) -> None:
        for name, row in self.rows.items():
            if hasattr(parameters, name):
                row.show_value(getattr(parameters, name))
