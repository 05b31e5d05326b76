"""Icons: our own SVG drawings, painted in whatever colour the theme asks for."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

SIZE = 20  # px at scale 1


@cache
def _drawing(name: str) -> str:
    path = Path(resources.folder(), "icons", f"{name}.svg")
    return path.read_text(encoding="utf-8")


def exists(name: str) -> bool:
    """Return whether there is a drawing of that name."""
    return Path(resources.folder(), "icons", f"{name}.svg").is_file()


def pixmap(name: str, colour: str, size: int = SIZE, ratio: float = 1.0) -> QPixmap:
    """Return the drawing in `colour`, `size` logical pixels wide."""
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def icon(name: str, colour: str, disabled: str, size: int = SIZE, ratio: float = 1.0) -> QIcon:
    """Return the drawing as an icon that fades to `disabled` where it cannot be used."""
    made = QIcon()
    made.addPixmap(pixmap(name, colour, size, ratio), QIcon.Mode.Normal)
    made.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return made
