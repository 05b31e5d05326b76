"""`Names`: labels in a picture, put one after the other; one that would cover another is left out."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from recnet_gui.plot.paint import Area, label
from recnet_gui.plot.text import laid_out, place
from recnet_gui.style import Theme

FACTOR = 0.88


class Names:
    """What is named so far in one frame."""

    def __init__(self, painter: QPainter, area: Area, theme: Theme) -> None:
        self._painter, self._theme = painter, theme
        self._bounds = area.rect.adjusted(6, 4, -6, -4)
        self._taken: list[QRectF] = []

    def keep_clear(self, x: float, y: float, radius: float) -> None:
        """Let no name cover what is at (x, y), px."""
        self._taken.append(QRectF(x - radius, y - radius, 2.0 * radius, 2.0 * radius))

    def width(self, text: str) -> float:
        """Return how wide a name is, px."""
        return laid_out(text, self._theme, FACTOR, True).width

    def put(self, text: str, x: float, y: float, anchor: tuple[float, float]) -> bool:
        """Draw a name if its place is free, moved into the picture where it must; return whether it was."""
        laid = laid_out(text, self._theme, FACTOR, True)
        left, baseline = place(laid, x, y, anchor, self._bounds)
        rect = QRectF(left, baseline - laid.ascent, laid.width, laid.height)
        if not text or any(rect.intersects(other) for other in self._taken):
            return False
        self._taken.append(rect)
        label(self._painter, text, x, y, self._theme, anchor=anchor, bounds=self._bounds, factor=FACTOR,
              semibold=True, halo=0.85)  # fmt: skip
        return True
