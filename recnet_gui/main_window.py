"""The main window: an empty shell that is painted at once, and the workbench that is put into it a moment later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from recnet_gui import style
from recnet_gui.look import Look
from recnet_gui.settings import Settings
from recnet_gui.style import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from recnet_gui.workbench import Workbench

FIRST_SIZE = (1400, 900)


class MainWindow(QMainWindow):
    """The window of RecNet; nothing of the core is imported until `fill`, so that the shell stands at once.

    Attributes
    ----------
    settings : what is remembered
    look : theme and text size
    workbench : session, panels and canvases; None until `fill`
    """

    def __init__(self, settings: Settings) -> None:
        look = Look(settings)
        _dress(look.theme)  # before there is any widget: those that exist keep part of the old font
        super().__init__()
        look.setParent(self)
        self.settings, self.look = settings, look
        self.workbench: Workbench | None = None
        self.setWindowTitle("RecNet")
        self._restore()
        look.changed.connect(self._restyle)

    def fill(self, make_canvas: Callable[..., Any]) -> None:
        """Put the workbench in, with the scenario used last, running.

        Parameters
        ----------
        make_canvas : (view, scenario, theme, parent) -> canvas
        """
        from recnet_gui.workbench import Workbench

        self.workbench = Workbench(self, self.settings, self.look)
        self.setCentralWidget(self.workbench)
        self._restyle(self.look.theme)
        self.workbench.start(make_canvas)
        self.workbench.setFocus()
        self._fit_screen()  # once more: now the frame is known

    def toggle_full_screen(self) -> None:
        """Fill the screen, or come back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shell: chrome, and a blank card where the canvases will be."""
        painter, theme = QPainter(self), self.look.theme
        painter.fillRect(self.rect(), QColor(theme.window))
        if self.workbench is None:
            left, right, high, low = (theme.px(n) for n in (190, 300, 54, 64))
            card = QRectF(self.rect()).adjusted(left, high, -right, -low)
            painter.fillRect(card, QColor(theme.canvas))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop, and remember how the window was left."""
        self.settings["geometry"] = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        if self.workbench is not None:
            self.workbench.leave()
        self.settings.save()
        super().closeEvent(event)

    def _restore(self) -> None:
        geometry = QByteArray.fromBase64(QByteArray(self.settings["geometry"].encode("ascii", "ignore")))
        if geometry.isEmpty() or not self.restoreGeometry(geometry):
            self.resize(*FIRST_SIZE)
        self._fit_screen()

    def _fit_screen(self) -> None:
        """Be no larger than the screen leaves room for, frame included."""
        if self.isMaximized() or self.isFullScreen():
            return
        frame, room = self.frameGeometry(), self.screen().availableGeometry()
        around = frame.size() - self.size()
        size = self.size().boundedTo(room.size() - around)
        if size != self.size():
            self.resize(size)
            self.move(room.topLeft())

    def _restyle(self, theme: Theme) -> None:
        from recnet_gui.stylesheet import stylesheet

        _dress(theme)
        self.setStyleSheet(stylesheet(theme))
        if self.workbench is not None:
            self.workbench.restyle(theme)


def _dress(theme: Theme) -> None:
    QApplication.setPalette(style.palette(theme))
    QApplication.setFont(style.font(theme))
