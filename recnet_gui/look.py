"""`Look`: the theme in force: light or dark as the system or the person wishes, and the size of the text."""

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from recnet_gui.settings import Settings
from recnet_gui.style import DARK, LIGHT, Theme

SCALES = (0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


class Look(QObject):
    """The theme and who chose it; remembered in the settings.

    Attributes
    ----------
    theme : in force now
    """

    changed = Signal(object)  # Theme

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.theme = self._made()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._refresh)

    def larger(self) -> None:
        """Take the next larger size."""
        self._scale(min((s for s in SCALES if s > self.theme.scale + 0.01), default=SCALES[-1]))

    def smaller(self) -> None:
        """Take the next smaller size."""
        self._scale(max((s for s in SCALES if s < self.theme.scale - 0.01), default=SCALES[0]))

    def normal_size(self) -> None:
        """Take 100 %."""
        self._scale(1.0)

    def toggle_theme(self) -> None:
        """Swap light and dark; what agrees with the system follows the system again."""
        wished = not self.theme.dark
        self._settings["theme"] = "system" if wished == _system_is_dark() else "dark" if wished else "light"
        self._refresh()

    def _scale(self, scale: float) -> None:
        self._settings["scale"] = scale
        self._refresh()

    def _refresh(self) -> None:
        theme = self._made()
        if theme != self.theme:
            self.theme = theme
            self.changed.emit(theme)

    def _made(self) -> Theme:
        choice = self._settings["theme"]
        dark = _system_is_dark() if choice == "system" else choice == "dark"
        return replace(DARK if dark else LIGHT, scale=float(self._settings["scale"]))


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
