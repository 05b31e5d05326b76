"""The parameters of the open scenario: one row each, all in sight."""

from typing import Any

from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from recnet_core.parameters import Parameters, array_specs, specs
from recnet_core.scenario import Scenario
from recnet_gui.session import Session
from recnet_gui.style import Theme
from recnet_gui.widgets.buttons import word_button
from recnet_gui.widgets.choice_row import ChoiceRow
from recnet_gui.widgets.parameter_row import ParameterRow
from recnet_gui.widgets.symbols import rich, rich_tip


class ParametersPanel(QWidget):
    """Shows the session's parameters; a row's wish goes to the session, which answers with what is in force."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session, self._theme, self._compact = session, theme, False
        self.rows: dict[str, Any] = {}  # ParameterRow, ChoiceRow
        heading = QLabel("Parameters")
        heading.setProperty("role", "heading")
        self._body = QVBoxLayout(self)
        self._body.addWidget(heading)
        self._holder: QWidget | None = None
        self.editor: QDialog | None = None  # of tables, where the scenario has some; made when it is first asked for
        self.edit = word_button("Edit network…", role="outline")
        self.edit.setToolTip(rich_tip("Type, paste, load or build M, W, b and τ, and choose F."))
        self.edit.clicked.connect(self.open_editor)
        self._body.addWidget(self.edit)
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
        if self.editor is not None:
            self.editor.restyle(theme)  # type: ignore[attr-defined]
        if self._holder is not None and (grid := self._holder.layout()) is not None:
            grid.setSpacing(theme.px(6))

    def be_compact(self, compact: bool) -> None:
        """Leave out the reset arrows where there is little room; a double click on a slider does the same."""
        self._compact = compact
        for row in self.rows.values():
            row.reset.setVisible(not compact)

    def open_editor(self) -> None:
        """Show the editor of the scenario's tables beside the run."""
        if self.editor is None:
            from recnet_gui.panels.own_network import NetworkEditor

            self.editor = NetworkEditor(self._session, self._theme, self.window())
        self.editor.show()
        self.editor.activateWindow()

    def _rebuild(self, scenario: Scenario[Any]) -> None:
        if self._holder is not None:
            self._body.removeWidget(self._holder)
            self._holder.deleteLater()
        self._holder = QWidget(self)
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(1, 1)
        self.rows = {
            spec.name: (ChoiceRow if spec.names else ParameterRow)(spec, self._holder)
            for spec in specs(type(scenario.defaults))
        }
        for number, row in enumerate(self.rows.values()):
            row.lay_into(grid, number)
            row.moved.connect(self._session.set_parameter)
            row.released.connect(self._session.end_gesture)
            row.pointed.connect(self.help.setText)
        self._body.insertWidget(1, self._holder)
        self.be_compact(self._compact)
        self.edit.setVisible(bool(array_specs(type(scenario.defaults))))
        self.help.setText(rich(scenario.summary))
        self._show(self._session.simulation.parameters)
        self.restyle(self._theme)

    def _show(self, parameters: Parameters) -> None:
        for name, row in self.rows.items():
            if hasattr(parameters, name):
                row.show_value(getattr(parameters, name))
