"""The banner: what the window has to say, inside the window: why a run stopped, what is refused, quiet notices."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from recnet_core.parameters import Parameters
from recnet_gui.session import Session
from recnet_gui.style import Theme
from recnet_gui.widgets.buttons import FlatButton, word_button
from recnet_gui.widgets.elided import ElidedLabel
from recnet_gui.widgets.icons import icon, pixmap

REWIND = 1000.0  # ms
LINES = 3  # of text; what is longer is in the tip
NARROWEST = 420  # px at scale 1: less for the text, and the buttons go below it


class Banner(QWidget):
    """One strip above the canvases; the most urgent sentence wins, and nothing to say is no strip."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session, self._theme = session, theme
        self._trouble, self._refusal = "", ""
        self._notices: tuple[str, ...] = ()
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon, self.text = QLabel(), ElidedLabel(lines=LINES)
        self._beside: bool | None = None
        self.rewind = word_button("Rewind 1 s", role="outline")
        self.reset = word_button("Reset state", role="outline")
        self.close_button = FlatButton()
        self.close_button.setToolTip("Close this message")
        self.close_button.setAccessibleName("Close this message")
        self.rewind.setToolTip("Go back one second before it happened, and pause there")
        self.reset.setToolTip("Put the state back to the start and run on")
        self._ways_out = QWidget()
        self._row, self._body = QHBoxLayout(self._ways_out), QGridLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.rewind)
        self._row.addWidget(self.reset)
        self._row.addStretch(1)
        self._body.setColumnStretch(1, 1)
        for column, widget in ((0, self._icon), (1, self.text), (3, self.close_button)):
            self._body.addWidget(widget, 0, column)
        self.rewind.clicked.connect(self._rewind)
        self.reset.clicked.connect(self._reset)
        self.close_button.clicked.connect(self._close)
        session.diverged.connect(self._show_trouble)
        session.refused.connect(self._show_refusal)
        session.system_changed.connect(self._show_notices)
        session.method_changed.connect(self._close)
        session.scenario_changed.connect(self._close)
        self._arrange()

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme = theme
        self._body.setContentsMargins(theme.px(12), theme.px(4), theme.px(8), theme.px(4))
        self._body.setHorizontalSpacing(theme.px(8))
        self._body.setVerticalSpacing(theme.px(4))
        self._row.setSpacing(theme.px(8))
        self.close_button.setIcon(icon("close", theme.warning_text, theme.rule, theme.px(16)))
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Return what the buttons need below the text."""
        return QSize(self._ways_out.minimumSizeHint().width() + self._theme.px(20), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the text where it is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        left = self.width() - self._ways_out.sizeHint().width() - self._theme.px(60)
        beside = left >= self._theme.px(NARROWEST)
        if beside != self._beside:
            self._beside = beside
            self._body.removeWidget(self._ways_out)
            self._body.addWidget(self._ways_out, *((0, 2) if beside else (1, 0, 1, 4)))

    def _arrange(self) -> None:
        said = self._trouble or self._refusal or "  ·  ".join(self._notices)
        self.text.show_text(said)
        drawing = "warning" if self._trouble or self._refusal else "info"
        self._icon.setPixmap(pixmap(drawing, self._theme.warning_text, self._theme.px(18), self.devicePixelRatioF()))
        self._ways_out.setVisible(bool(self._trouble))
        self.close_button.setVisible(bool(self._refusal) and not self._trouble)
        self.setVisible(bool(said))
        self._fit()

    def _show_trouble(self, why: str) -> None:
        self._trouble = why
        self._arrange()

    def _show_refusal(self, why: str) -> None:
        self._refusal = why
        self._arrange()

    def _show_notices(self, parameters: Parameters) -> None:
        self._refusal, self._notices = "", self._session.scenario.notices(parameters)
        self._arrange()

    def _close(self) -> None:
        self._refusal = ""
        self._arrange()

    def _rewind(self) -> None:
        self._session.seek(max(0.0, self._session.simulation.time - REWIND))

    def _reset(self) -> None:
        self._session.reset_state()
        self._session.run()
