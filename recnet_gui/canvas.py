"""`Canvas`: the contract between the window and what draws a run, and the heading every canvas carries."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QPalette, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from recnet_core.parameters import Parameters
from recnet_core.scenario import Scenario
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.views import View
from recnet_gui.style import GRID, Theme, font
from recnet_gui.widgets.buttons import word_button
from recnet_gui.widgets.elided import ElidedLabel


class Canvas(QWidget):
    """One live picture: signals up, setters down; it never sees the session, the driver or another canvas.

    For who writes one:

    - `show_system` comes once before the first `draw` and then on every slider move. Keep it under 4 ms; what
      takes longer waits in a QTimer that the canvas owns and that is stopped when the canvas closes.
    - `draw` comes once a frame and only while the canvas is visible. The snapshot's arrays are views that are
      good until the next advance: keep no reference to them beyond the paint that follows. It may hold no rows,
      one row, or numbers that are not finite: none of these may reach a painter or an axis.
    - `restyle` is final here; put what depends on the theme into `_restyle`, which sees `self.theme` already set.
    - `reset_ranges` puts every axis back to the scenario's ranges.
    - Connect bound methods only. Repaint by `update()`, never at once.

    Attributes
    ----------
    view, scenario : what to show, of which scenario
    theme : how it looks now
    """

    state_requested = Signal(object)  # tuple of N floats (Hz): "start there"
    parameter_requested = Signal(str, float)  # a drag asks for this value
    parameter_released = Signal()  # the drag ended: one undo step
    full_size_requested = Signal()  # to fill the stage alone, or to come back

    def __init__(self, view: View, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view, self.scenario, self.theme = view, scenario, theme
        self.setObjectName(f"canvas-{view.name}")
        self.setAutoFillBackground(True)
        self.setMinimumSize(180, 120)
        self._title = ElidedLabel(view.title)
        self._more = word_button("⋯", role="quiet")
        self._more.setToolTip("What can be done with this picture")
        self._more.setAccessibleName(f"{view.title}: more")
        policy = self._more.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._more.setSizePolicy(policy)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(self._make_menu())
        self._header = QHBoxLayout()
        self._header.addWidget(self._title, 1)
        self._header.addWidget(self._more)
        self.body = QVBoxLayout(self)
        self.body.setSpacing(0)
        self.body.addLayout(self._header)
        self._style_heading()

    def show_system(self, system: System, parameters: Parameters) -> None:
        """Take over new equations."""
        raise NotImplementedError

    def draw(self, snapshot: Snapshot) -> None:
        """Show one frame."""
        raise NotImplementedError

    def reset_ranges(self) -> None:
        """Put the axes back to the scenario's ranges."""
        raise NotImplementedError

    def restyle(self, theme: Theme) -> None:
        """Take another look: light or dark, larger or smaller, plots included."""
        self.theme = theme
        self._style_heading()
        self._restyle()
        self.update()

    def _restyle(self) -> None:
        """Pass `self.theme` on to what the canvas holds."""

    def picture(self) -> QPixmap:
        """Return the canvas as it looks now, without its menu button."""
        focused = self._more.hasFocus()
        self._more.hide()
        pixmap = self.grab()
        self._more.show()
        if focused:
            self._more.setFocus()
        return pixmap

    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.picture())

    def save_picture(self) -> None:
        """Ask where to, and save the picture as PNG."""
        pixmap = self.picture()
        suggested = f"{self.scenario.key}-{self.view.name}.png"
        path, _ = QFileDialog.getSaveFileName(self, "Save picture", suggested, "Picture (*.png)")
        if path:
            pixmap.save(str(Path(path).with_suffix(".png")), "PNG")

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction("Full size, or back").triggered.connect(self._full_size_clicked)
        menu.addAction("Reset ranges").triggered.connect(self._reset_clicked)
        menu.addSeparator()
        menu.addAction("Copy picture").triggered.connect(self._copy_clicked)
        menu.addAction("Save picture as PNG…").triggered.connect(self._save_clicked)
        return menu

    def _full_size_clicked(self) -> None:
        self.full_size_requested.emit()

    def _reset_clicked(self) -> None:
        self.reset_ranges()

    def _copy_clicked(self) -> None:
        self.copy_picture()

    def _save_clicked(self) -> None:
        self.save_picture()

    def _style_heading(self) -> None:
        theme = self.theme
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.canvas)
        palette.setColor(QPalette.ColorRole.WindowText, theme.text)
        self.setPalette(palette)
        self._title.setFont(font(theme, 1.0, semibold=True))
        self._more.setFont(font(theme, 1.1))
        side = theme.px(GRID)
        self._header.setContentsMargins(theme.px(4), 0, 0, 0)
        self.body.setContentsMargins(side, theme.px(4), side, theme.px(4))
