"""The top bar: the program, the open scenario and its presets, and what acts on the whole window."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_gui.actions import TableAction
from recnet_gui.session import Session
from recnet_gui.style import GRID, Theme
from recnet_gui.widgets.buttons import FlatButton
from recnet_gui.widgets.choice import Choice
from recnet_gui.widgets.symbols import rich, rich_tip

GROUPS = (("undo", "redo"), ("smaller", "larger"), ("theme", "full_screen", "help"))
SPARED = ("full_screen", "smaller", "larger")


class TopBar(QWidget):
    """Names what is open; the preset that is in force is the one shown."""

    def __init__(self, session: Session, actions: Mapping[str, TableAction]) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        program = QLabel("RecNet")
        program.setProperty("role", "program")
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._word = QLabel("Preset")
        self._word.setProperty("role", "muted")
        self.presets = Choice()
        self.presets.setAccessibleName("Preset")
        self.presets.setPlaceholderText("changed by hand")
        self.presets.setToolTip("Give all parameters and inputs the values of a preset; the run goes on.")
        self.presets.activated.connect(self._chosen)
        self._body = QHBoxLayout(self)
        self._body.addWidget(FlatButton(actions["gallery"]))
        for widget in (program, self._title, self._word, self.presets):
            self._body.addWidget(widget)
        self._body.addStretch(1)
        spared: list[QWidget] = []
        for number, group in enumerate(GROUPS):
            if number:
                self._body.addSpacing(GRID * 2)
            for name in group:
                button = FlatButton(actions[name])
                self._body.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
                if name in SPARED:
                    spared.append(button)
        # what goes where there is little room: all of it has a key
        self._optional: tuple[QWidget, ...] = (self._word, *spared, program)
        session.scenario_changed.connect(self._show_scenario)
        session.system_changed.connect(self._show_preset)
        session.undo_changed.connect(self._show_undo)
        self._show_undo()

    def restyle(self, theme: Theme) -> None:
        """Take the theme's lengths."""
        self._body.setContentsMargins(theme.px(8), theme.px(6), theme.px(12), theme.px(6))
        self._body.setSpacing(theme.px(4))
        self._title.setContentsMargins(theme.px(20), 0, theme.px(16), 0)
        self._word.setContentsMargins(0, 0, theme.px(4), 0)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return less than all buttons need: some are left out then."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for widget in self._optional:
            widget.show()
        for widget in self._optional:
            self._body.invalidate()
            if self._body.minimumSize().width() <= self.width():
                break
            widget.hide()

    def _show_scenario(self, scenario: Scenario[Any]) -> None:
        self._title.setText(rich(scenario.title))
        self._title.setToolTip(rich_tip(scenario.summary))
        self.presets.clear()
        for preset in scenario.presets:
            self.presets.addItem(preset.title, preset.name)
        self._show_preset(self._session.simulation.parameters)

    def _show_preset(self, parameters: Parameters) -> None:
        scenario = self._session.scenario
        matching = (i for i, p in enumerate(scenario.presets) if scenario.parameters(p.name) == parameters)
        self.presets.setCurrentIndex(next(matching, -1))

    def _chosen(self, index: int) -> None:
        self._session.apply_preset(self.presets.itemData(index))

    def _show_undo(self) -> None:
        stack = self._session.undo_stack
        for name, can, words in (
            ("undo", stack.canUndo(), stack.undoText()),
            ("redo", stack.canRedo(), stack.redoText()),
        ):
            action = self._actions[name]
            action.setEnabled(can)
            word = name.capitalize()
            action.describe(word, f"{word}: {words}" if can else f"{word}: nothing yet.")
