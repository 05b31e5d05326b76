"""The transport: run, step, reset, speed, the time bar, method and time step, always in sight."""

from collections.abc import Mapping
from math import inf
from time import perf_counter

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from recnet_core.snapshot import Snapshot
from recnet_gui.actions import TableAction
from recnet_gui.panels.method import MethodBox
from recnet_gui.panels.speed import SpeedBox
from recnet_gui.session import Session
from recnet_gui.style import Theme
from recnet_gui.widgets.buttons import FlatButton
from recnet_gui.widgets.numbers import seconds_text
from recnet_gui.widgets.symbols import rich_tip
from recnet_gui.widgets.time_bar import TimeBar

TEXT_PERIOD = 0.25  # s between two texts while running


class Transport(QWidget):
    """Shows and moves the run in time; in two rows where one is too narrow."""

    def __init__(self, session: Session, actions: Mapping[str, TableAction], theme: Theme) -> None:
        super().__init__()
        self._session, self._actions, self._theme = session, actions, theme
        self._text_at, self._rows = 0.0, 0
        self.time_bar = TimeBar()
        self.time_bar.setToolTip(
            rich_tip(
                "The run from its start to its latest moment. Drag to go back; Run goes on from there.",
                "",
                "Left and right arrows: 10 ms, Shift+Page Up/Down: 1 s.",
            )
        )
        self.time = QLabel()
        self.time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.speed, self.method = SpeedBox(session.driver), MethodBox(session)
        self._worded = [FlatButton(actions[name], words=True) for name in ("step", "reset_state", "reset_all")]
        self._buttons = _row(FlatButton(actions["run"], words=True, role="primary"), *self._worded)
        self._course = _row(self.time_bar, FlatButton(actions["to_end"]), self.time)
        self._course.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._grid = QGridLayout(self)
        self.time_bar.sought.connect(session.seek)
        session.ticked.connect(self._show)
        session.running_changed.connect(self._show_running)
        session.running_changed.connect(self._show_pause)
        session.scenario_changed.connect(self._show_new)
        session.diverged.connect(self._show_diverged)
        self._show_running(False)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme = theme
        self._grid.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
        self._grid.setHorizontalSpacing(theme.px(20))
        self._grid.setVerticalSpacing(theme.px(4))
        self.speed.restyle(theme)
        self.method.restyle(theme)
        self.time.setMinimumWidth(self.time.fontMetrics().horizontalAdvance("000.000 s"))
        self._show_running(self._session.driver.running)
        self._rows = 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use one row where there is room, else two."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Return less than all words need: some are left out then."""
        return QSize(0, super().minimumSizeHint().height())

    def _arrange(self) -> None:
        """Find the roomiest arrangement that fits: one row, two, two without words."""
        gap, margins = self._theme.px(20), self._theme.px(24)
        for rows, words in ((1, True), (2, True), (2, False)):
            widths = [group.sizeHint().width() + gap for group in self._groups(words)]
            run, speed, course, method = widths
            needed = sum(widths) if rows == 1 else max(run + course, speed + method)
            if needed + margins <= self.width():
                break
        if rows != self._rows:
            self._rows = rows
            self._place()

    def groups(self) -> tuple[QWidget, ...]:
        """Return the groups of controls as one reads them."""
        if self._rows == 1:
            return self._buttons, self.speed, self._course, self.method
        return self._buttons, self._course, self.speed, self.method

    def _groups(self, words: bool) -> tuple[QWidget, ...]:
        for button in self._worded:
            button.show_words(words)
        self.speed.be_compact(not words)
        return self._buttons, self.speed, self._course, self.method

    def _place(self) -> None:
        groups = (self._buttons, self.speed, self._course, self.method)
        one, two = ((0, 0, 1), (0, 1, 1), (0, 2, 1), (0, 3, 1)), ((0, 0, 1), (1, 0, 2), (0, 1, 3), (1, 3, 1))
        for group in groups:
            self._grid.removeWidget(group)
        for group, (row, column, span) in zip(groups, one if self._rows == 1 else two, strict=True):
            self._grid.addWidget(group, row, column, 1, span)
        self._grid.setColumnStretch(2, 1)

    def _show_new(self) -> None:
        self._text_at = 0.0

    def _show_diverged(self, why: str) -> None:
        """Offer no run that cannot go on; the banner offers what can be done."""
        self._actions["run"].setEnabled(not why)
        self._actions["step"].setEnabled(not why)
        if why:
            self._actions["run"].describe("Run", "The run has diverged: rewind it or reset the state.")
        else:
            self._show_running(self._session.driver.running)

    def _show_running(self, on: bool) -> None:
        self.speed.show_running(on)
        action = self._actions["run"]
        action.describe("Pause" if on else "Run", "Pause the run." if on else "Run from here.")
        action.paint(self._theme, "pause" if on else "play", self._theme.on_accent)
        self._text_at = 0.0

    def _show_pause(self, on: bool) -> None:
        """Show the moment at which the run stopped, not that of the last text before."""
        if not on:
            self._show(self._session.simulation.snapshot())

    def _show(self, snapshot: Snapshot) -> None:
        self.time_bar.show_moment(snapshot.time, snapshot.end_time)
        now = perf_counter()
        if self._session.driver.running and now - self._text_at < TEXT_PERIOD:
            return
        self._text_at = now
        past = snapshot.step < self._session.simulation.end_step
        self._actions["to_end"].setEnabled(past)
        here = seconds_text(snapshot.time)
        self.time.setText(f"{here.removesuffix(' s')} / {seconds_text(snapshot.end_time)}" if past else here)
        self.time_bar.show_acts(
            [(span.start, inf if span.stop is None else span.stop) for span in snapshot.spans],
            [mark.time for mark in snapshot.marks],
        )


def _row(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    body = QHBoxLayout(holder)
    body.setContentsMargins(0, 0, 0, 0)
    body.setSpacing(4)
    for widget in widgets:
        body.addWidget(widget)
    return holder
