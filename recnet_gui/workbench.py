"""The workbench: puts the panels around the canvases and wires them to the session; it holds no decision."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QScrollArea, QVBoxLayout, QWidget

from recnet_core.errors import RecNetError
from recnet_core.scenario import Scenario
from recnet_core.scenarios import all_scenarios, find
from recnet_gui import style
from recnet_gui.actions import make_actions
from recnet_gui.look import Look
from recnet_gui.meter import Meter
from recnet_gui.panels.arrangement import arrangement
from recnet_gui.panels.banner import Banner
from recnet_gui.panels.gallery import FOLDED, Gallery
from recnet_gui.panels.inputs import InputsPanel
from recnet_gui.panels.keys import KeysOverlay
from recnet_gui.panels.lesson import LessonPanel
from recnet_gui.panels.parameters import ParametersPanel
from recnet_gui.panels.stage import MakeCanvas, Stage
from recnet_gui.panels.theory import TheoryPanel
from recnet_gui.panels.top_bar import TopBar
from recnet_gui.panels.transport import Transport
from recnet_gui.session import Session
from recnet_gui.settings import Settings
from recnet_gui.style import Theme
from recnet_gui.widgets.focus import order_focus
from recnet_gui.widgets.scroll import scrolled

FIRST = "autapse"  # what is opened where nothing is remembered
LATER = 60  # ms: the canvases are painted first
CONTROLS = 300  # px at scale 1, where that is between the two shares of the window
CONTROLS_SHARES = (0.3, 0.4)
SLIDER_ROOM = 64  # px at scale 1, beyond the least that a slider takes
COMPACT = 250  # px at scale 1; with less, the controls leave out what can be done otherwise
LESSON_LEAST = (1100, 700)  # px; a smaller window folds the lesson by itself
ROOM_BESIDE = 1.5  # times the least height of the canvases that an unfolded lesson has to leave
NARROW = 1320  # px at scale 1; below it the gallery folds by itself: the canvases need its room


class Workbench(QWidget):
    """All that is in the window.

    Attributes
    ----------
    session : what is open
    table : every action by name
    meter : asks theory for what is predicted and measured
    top_bar, gallery, banner, stage, lesson, inputs, parameters, theory, transport, keys : the panels
    """

    def __init__(self, window: QMainWindow, settings: Settings, look: Look) -> None:
        super().__init__(window)
        self.setObjectName("chrome")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._settings, self._theme, theme = settings, look.theme, look.theme
        self._folded_by_hand: bool | None = None
        self._lesson_by_hand: bool | None = None
        self.session = session = Session(self)
        owners = {"window": window, "bench": self, "session": session, "look": look}
        self.table = make_actions(self, owners)
        window.addActions(list(self.table.values()))
        self.top_bar = TopBar(session, self.table)
        self.gallery = Gallery(theme)
        self.banner = Banner(session, theme)
        self.stage = Stage(session, theme, dict(settings["splitters"]))
        self.inputs = InputsPanel(session)
        self.parameters = ParametersPanel(session, theme)
        self.meter = Meter(session, self)
        self.theory = TheoryPanel(self.meter, theme)
        self.lesson = LessonPanel(session, self.table, self.meter, theme)
        self.transport = Transport(session, self.table, theme)
        self.keys = KeysOverlay(window)
        self._lay_out()
        self.gallery.wished.connect(self._open_wished)
        session.scenario_changed.connect(self._show_scenario)

    def start(self, make_canvas: MakeCanvas) -> None:
        """Open the scenario used last and run it."""
        self.stage.make_canvas = make_canvas
        self.session.open(_remembered(self._settings))
        self.session.run()
        QTimer.singleShot(LATER, self, self.fill_gallery)

    def fill_gallery(self) -> None:
        """List all scenarios."""
        if not self.gallery.entries:
            self.gallery.fill(all_scenarios())

    def leave(self) -> None:
        """Stop, and put into the settings how things were left."""
        self.session.run(False)
        self._settings["splitters"] = self.stage.sizes
        self._settings["scenario"] = self.session.scenario.key

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme = theme
        for action in self.table.values():
            action.paint(theme)
        for panel in (
            self.top_bar, self.gallery, self.banner, self.stage, self.lesson, self.inputs, self.parameters,
            self.theory, self.transport, self.keys,
        ):  # fmt: skip
            panel.restyle(theme)
        side = theme.px(style.GRID)
        self._centre.setContentsMargins(0, side, 0, side)
        self._centre.setSpacing(side)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(2 * side)
        self._fit_width()

    # --- what actions call ----------------------------------------------------------------------------------------

    def toggle_running(self) -> None:
        """Run or pause."""
        self.session.run(not self.session.driver.running)

    def seek_end(self) -> None:
        """Go to the latest moment of the run."""
        run = self.session.simulation
        self.session.seek(run.time_of(run.end_step))

    def toggle_gallery(self) -> None:
        """Fold or unfold the gallery, whatever the width says."""
        self._folded_by_hand = not self.gallery.folded
        self.gallery.fold(self._folded_by_hand)

    def toggle_lesson(self) -> None:
        """Fold or unfold the lesson, whatever the room says; remembered."""
        self._lesson_by_hand = self._settings["lesson_folded"] = not self.lesson.folded
        self.lesson.fold(self._lesson_by_hand)

    def next_step(self) -> None:
        """Go on with the lesson."""
        self.lesson.go(1)

    def previous_step(self) -> None:
        """Go back in the lesson."""
        self.lesson.go(-1)

    def search(self) -> None:
        """Put the keyboard into the search field."""
        if self.gallery.folded:
            self.toggle_gallery()
        self.gallery.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle_help(self) -> None:
        """Show or hide all keys."""
        self.keys.toggle()

    # --- how ------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the canvases their room."""
        super().resizeEvent(event)
        self._fit_width()

    def minimumSizeHint(self) -> QSize:
        """Return what is needed once gallery and controls have made room."""
        gallery = self._theme.px(FOLDED) if self._folded_by_hand is None else self.gallery.width()
        canvases = max(part.minimumSizeHint().width() for part in (self.stage, self.banner))
        return QSize(round((gallery + canvases) / (1.0 - CONTROLS_SHARES[1])), super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the controls when they need another width."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_width()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, where nobody else wants it, ends the full size of a canvas."""
        if event.key() == Qt.Key.Key_Escape and self.stage.full_size:
            self.stage.leave_full_size()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go as one reads, whatever was made when."""
        parts = (
            self.top_bar, self.gallery, self.inputs, self.parameters, self.theory, self.banner, self.stage,
            self.lesson, *self.transport.groups(),
        )  # fmt: skip
        order_focus(self, parts)
        return super().focusNextPrevChild(forward)

    def _lay_out(self) -> None:
        self._centre, self._controls = QVBoxLayout(), self._make_controls()
        self._centre.addWidget(self.banner)
        self._centre.addWidget(self.stage, 1)
        self._centre.addWidget(self.lesson)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.gallery)
        middle.addLayout(self._centre, 1)
        middle.addWidget(self._controls)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.top_bar)
        body.addWidget(_rule())
        body.addLayout(middle, 1)
        body.addWidget(_rule())
        body.addWidget(self.transport)

    def _make_controls(self) -> QScrollArea:
        holder = QWidget()
        holder.setObjectName("chrome")
        self._column = QVBoxLayout(holder)
        self._column.addWidget(self.inputs)
        self._column.addWidget(self.parameters)
        self._column.addWidget(self.theory)
        self._column.addStretch(1)
        holder.installEventFilter(self)
        return scrolled(holder)

    def _fit_width(self) -> None:
        """Fold the gallery and narrow the controls where the canvases need the room."""
        low, high = (round(share * self.width()) for share in CONTROLS_SHARES)
        self.parameters.be_compact(high < self._theme.px(COMPACT))
        needed = self._column.minimumSize().width() + self._theme.px(SLIDER_ROOM)
        self._controls.setFixedWidth(min(self._theme.px(CONTROLS), max(low, needed), high))
        if self._folded_by_hand is None:
            self.gallery.fold(self.width() < self._theme.px(NARROW))
        self._fit_lesson()

    def _fit_lesson(self) -> None:
        """Fold the lesson where the window is small or the canvases would have to make way for it."""
        room = self.stage.height() + self.lesson.height()
        self.lesson.be_within(room)
        if self._lesson_by_hand is None:
            self.lesson.fold(self._settings["lesson_folded"] or self._is_cramped(room))

    def _is_cramped(self, room: int) -> bool:
        if self.width() < LESSON_LEAST[0] or self.height() < LESSON_LEAST[1]:
            return True
        width, lower, scale = self.stage.width(), max(0, len(self.stage.canvases) - 1), self._theme.scale
        left = room - self.lesson.open_height()
        if left < ROOM_BESIDE * self.stage.minimumSizeHint().height():
            return True
        return arrangement(width, left, lower, scale) is not arrangement(width, room, lower, scale)

    def _open_wished(self, scenario: Scenario[Any]) -> None:
        running = self.session.driver.running
        if scenario.key != self.session.scenario.key:
            self.session.run(False)
            self.session.open(scenario)
            self.session.run(running)

    def _show_scenario(self, scenario: Scenario[Any]) -> None:
        self.window().setWindowTitle(f"{scenario.title} — RecNet")
        self.gallery.show_open(scenario)


def _rule() -> QFrame:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


def _remembered(settings: Settings) -> Scenario[Any]:
    try:
        return find(settings["scenario"])
    except RecNetError:
        return find(FIRST)
