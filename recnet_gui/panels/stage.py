"""The stage: the canvases of the open scenario, the hero on top, the others in a row below it."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.views import PhasePlane, View
from recnet_gui.session import Session
from recnet_gui.style import GRID, Theme

HERO_SHARE = (46, 54)  # hero, the others
WIDE, USUAL = 1250, 1000  # shares of the lower row

MakeCanvas = Callable[[View, Scenario[Any], Theme, QWidget | None], Any]


class Stage(QWidget):
    """Holds the canvases.

    Attributes
    ----------
    make_canvas : how to make one; set before a scenario is opened
    canvases : in the order of the scenario's views
    sizes : splitter sizes by scenario key, remembered by the settings
    """

    def __init__(self, session: Session, theme: Theme, sizes: dict[str, list[list[int]]]) -> None:
        super().__init__()
        self._session, self._theme, self.sizes = session, theme, sizes
        self.make_canvas: MakeCanvas
        self._key = ""
        self.canvases: list[Any] = []
        self._columns: QSplitter | None = None
        self._rows: QSplitter | None = None
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        session.scenario_changed.connect(self._open)
        session.system_changed.connect(self._show_system)
        session.restarted.connect(self._reset_ranges)
        session.ticked.connect(self._draw)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme = theme
        for canvas in self.canvases:
            canvas.restyle(theme)

    def remember(self) -> None:
        """Note the splitters' sizes for the scenario that is open."""
        if self._columns is not None and self._rows is not None and self._key:
            self.sizes[self._key] = [self._columns.sizes(), self._rows.sizes()]

    def _open(self, scenario: Scenario[Any]) -> None:
        self._clear()
        self._key = scenario.key
        hero, *others = sorted(scenario.views, key=_not_hero)
        self._columns = QSplitter(Qt.Orientation.Vertical)
        self._rows = QSplitter(Qt.Orientation.Horizontal)
        for splitter in (self._columns, self._rows):
            splitter.setHandleWidth(GRID)
            splitter.setChildrenCollapsible(False)
        self._columns.addWidget(self._made(hero, scenario))
        for view in others:
            self._rows.addWidget(self._made(view, scenario))
        self._columns.addWidget(self._rows)
        self._body.addWidget(self._columns)
        self._place(scenario.key, others)

    def _made(self, view: View, scenario: Scenario[Any]) -> QWidget:
        canvas = self.make_canvas(view, scenario, self._theme, None)
        canvas.state_requested.connect(self._session.set_state)
        canvas.parameter_requested.connect(self._session.set_parameter)
        canvas.parameter_released.connect(self._session.end_gesture)
        self.canvases.append(canvas)
        return canvas  # type: ignore[no-any-return]

    def _place(self, key: str, others: Sequence[View]) -> None:
        assert self._columns is not None
        assert self._rows is not None
        columns, rows = self.sizes.get(key) or [[], []]
        good = len(columns) == 2 and len(rows) == len(others) and min(columns + rows, default=0) > 0
        self._columns.setSizes(columns if good else [share * 100 for share in HERO_SHARE])
        self._rows.setSizes(rows if good else [WIDE if isinstance(view, PhasePlane) else USUAL for view in others])
        for splitter in (self._columns, self._rows):
            for index in range(splitter.count()):
                splitter.setStretchFactor(index, 1)

    def _clear(self) -> None:
        self.remember()
        self.canvases = []
        if self._columns is not None:
            self._body.removeWidget(self._columns)
            self._columns.hide()
            self._columns.deleteLater()
            self._columns = self._rows = None

    def _show_system(self, parameters: Parameters) -> None:
        for canvas in self.canvases:
            canvas.show_system(self._session.simulation.system, parameters)

    def _reset_ranges(self) -> None:
        for canvas in self.canvases:
            canvas.reset_ranges()

    def _draw(self, snapshot: Snapshot) -> None:
        if self.window().isMinimized():
            return
        for canvas in self.canvases:
            if canvas.isVisible():
                canvas.draw(snapshot)


def _not_hero(view: View) -> bool:
    return not view.hero
