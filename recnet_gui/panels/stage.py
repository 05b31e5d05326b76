"""The stage: the canvases of the open scenario, all at once where there is room, else behind tabs."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.views import PhasePlane, View
from recnet_gui.panels.arrangement import LOWER_SHARE, Arrangement, arrangement
from recnet_gui.session import Session
from recnet_gui.style import GRID, Theme
from recnet_gui.widgets.tab_row import TabRow

WIDE, USUAL = 1250, 1000  # shares of the lower row
LEAST = (200, 150)  # px at scale 1; with less the window does not shrink further

MakeCanvas = Callable[[View, Scenario[Any], Theme, QWidget | None], Any]


class Stage(QWidget):
    """Holds the canvases: the hero on top, the others below it, tabs where they would get too small.

    Attributes
    ----------
    make_canvas : how to make one; set before a scenario is opened
    canvases : the hero first
    sizes : splitter sizes by scenario key where a hand has moved them, remembered by the settings
    arrangement : what is seen at once
    full_size : whether one canvas was asked to fill the stage
    tabs : the row of tabs
    """

    rearranged = Signal()

    def __init__(self, session: Session, theme: Theme, sizes: dict[str, list[list[int]]]) -> None:
        super().__init__()
        self._session, self._theme, self.sizes = session, theme, sizes
        self.make_canvas: MakeCanvas
        self._key, self._shown = "", 0  # shown: the canvas that a tab was pressed for
        self.canvases: list[Any] = []
        self.arrangement, self.full_size = Arrangement.ALL, False
        self._columns, self._rows = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Horizontal)
        self.tabs, self._lower = TabRow(), QWidget()
        self._lay_out()
        self.tabs.chosen.connect(self._choose)
        self.tabs.back_wished.connect(self.leave_full_size)
        session.scenario_changed.connect(self._open)
        session.system_changed.connect(self._show_system)
        session.restarted.connect(self._reset_ranges)
        session.ticked.connect(self._draw)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme = theme
        for canvas in self.canvases:
            canvas.restyle(theme)
        self.updateGeometry()
        self._arrange()

    def leave_full_size(self) -> None:
        """Show all canvases again, as far as there is room."""
        if self.full_size:
            self.full_size = False
            self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Return what one small canvas needs: the others go behind tabs."""
        return QSize(*(self._theme.px(length) for length in LEAST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many canvases as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    # --- what a scenario brings -----------------------------------------------------------------------------------

    def _open(self, scenario: Scenario[Any]) -> None:
        for canvas in self.canvases:
            canvas.hide()
            canvas.setParent(None)
            canvas.deleteLater()
        self.canvases = []
        self._key, self._shown, self.full_size = scenario.key, 0, False
        for number, view in enumerate(sorted(scenario.views, key=_not_hero)):
            canvas = self._made(view, scenario)
            if number == 0:
                self._columns.insertWidget(0, canvas)
            else:
                self._rows.addWidget(canvas)
            canvas.show()
        self.arrangement = Arrangement.ALL
        self._place()
        self._arrange(draw=False)  # the first tick draws

    def _made(self, view: View, scenario: Scenario[Any]) -> QWidget:
        canvas = self.make_canvas(view, scenario, self._theme, None)
        canvas.state_requested.connect(self._session.set_state)
        canvas.parameter_requested.connect(self._session.set_parameter)
        canvas.parameter_released.connect(self._session.end_gesture)
        canvas.full_size_requested.connect(self._toggle_full_size)
        self.canvases.append(canvas)
        return canvas  # type: ignore[no-any-return]

    # --- who is where ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for splitter in (self._columns, self._rows):
            splitter.setHandleWidth(GRID)
            splitter.setChildrenCollapsible(False)
            splitter.splitterMoved.connect(self._remember)
        self._lower_body, self._body = QVBoxLayout(self._lower), QVBoxLayout(self)
        for body, widget in ((self._lower_body, self._rows), (self._body, self._columns)):
            body.setContentsMargins(0, 0, 0, 0)
            body.setSpacing(GRID // 2)
            body.addWidget(widget, 1)
        self._columns.addWidget(self._lower)
        self._body.insertWidget(0, self.tabs)
        self.tabs.hide()

    def _place(self) -> None:
        """Give the canvases the sizes they were left with, or their usual shares."""
        lower = self.canvases[1:]
        columns, rows = self.sizes.get(self._key) or [[], []]
        good = len(columns) == 2 and len(rows) == len(lower) and min(columns + rows, default=0) > 0
        share = round(LOWER_SHARE * 10_000)
        self._columns.setSizes(columns if good else [10_000 - share, share])
        self._rows.setSizes(rows if good else [WIDE if isinstance(c.view, PhasePlane) else USUAL for c in lower])
        for splitter in (self._columns, self._rows):
            for index in range(splitter.count()):
                splitter.setStretchFactor(index, 1)

    def _remember(self) -> None:
        """Note what a hand has moved, unless some of it is behind tabs."""
        if self.arrangement is Arrangement.ALL:
            self.sizes[self._key] = [self._columns.sizes(), self._rows.sizes()]

    def _choose(self, number: int) -> None:
        self._shown = number
        self._arrange()

    def _toggle_full_size(self) -> None:
        if self.full_size:
            self.leave_full_size()
            return
        self._shown, self.full_size = self.canvases.index(self.sender()), True
        self._arrange()

    def _arrange(self, draw: bool = True) -> None:
        """Show what there is room for, and draw what was behind a tab."""
        if not self.canvases:
            return
        natural = arrangement(self.width(), self.height(), len(self.canvases) - 1, self._theme.scale)
        wanted = Arrangement.ONE if self.full_size else natural
        came_back = wanted is Arrangement.ALL and self.arrangement is not Arrangement.ALL
        self.arrangement = wanted
        hidden = {canvas for canvas in self.canvases if canvas.isHidden()}
        self._show_canvases()
        self._show_tabs(natural)
        if came_back:
            self._place()
        if draw and any(not canvas.isHidden() for canvas in hidden):
            self._draw(self._session.simulation.snapshot())
        self.rearranged.emit()

    def _show_canvases(self) -> None:
        pair = self.arrangement is Arrangement.PAIR
        shown = {0, max(1, self._shown)} if pair else {self._shown}
        if self.arrangement is Arrangement.ALL:
            shown = set(range(len(self.canvases)))
        for number, canvas in enumerate(self.canvases):
            canvas.setVisible(number in shown)
        self._lower.setVisible(shown != {0})

    def _show_tabs(self, natural: Arrangement) -> None:
        pair = self.arrangement is Arrangement.PAIR
        titles = [(number, canvas.view.title) for number, canvas in enumerate(self.canvases)][int(pair) :]
        (self._lower_body if pair else self._body).insertWidget(0, self.tabs)
        with_back = self.full_size and natural is not Arrangement.ONE
        self.tabs.offer(titles, max(int(pair), self._shown), with_back=with_back)
        self.tabs.setVisible(self.arrangement is not Arrangement.ALL and len(titles) > 1)

    # --- what the session tells -----------------------------------------------------------------------------------

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
