"""The small pictures of the gallery, as they are kept among the resources."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap

import resources
from recnet_gui.style import Theme

SIZE = QSize(48, 30)  # px at scale 1


def path_of(key: str, theme: Theme) -> Path:
    """Return where the picture of a scenario is kept."""
    return Path(resources.folder(), "thumbnails", f"{key}-{'dark' if theme.dark else 'light'}.png")


def thumbnail(key: str, theme: Theme, ratio: float) -> QPixmap | None:
    """Return a scenario's picture at the theme's scale, None where there is none."""
    path = path_of(key, theme)
    if not path.is_file():
        return None
    size = SIZE * theme.scale * ratio
    mode = Qt.AspectRatioMode.IgnoreAspectRatio
    made = QPixmap(str(path)).scaled(size, mode, Qt.TransformationMode.SmoothTransformation)
    made.setDevicePixelRatio(ratio)
    return made
