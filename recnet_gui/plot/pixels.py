"""A state as a picture of pixels: coloured, and drawn on with mouse or keys."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPen

from recnet_core.arrays import Array
from recnet_gui.plot.colours import Stops, table
from recnet_gui.plot.paint import colour
from recnet_gui.plot.sheet import Fill, Sheet
from recnet_gui.style import Theme
from recnet_gui.widgets.painted import ENTER

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
GAP = 7.0  # px: pixels larger than this are kept apart by a thin line


class Grid:
    """Where the pixels of N units lie, `columns` a row, within a rectangle: in its middle, or `raised` to its top."""

    def __init__(self, rect: QRectF, size: int, columns: int, *, raised: bool = False) -> None:
        self.size, self.columns = size, max(1, min(columns, size))
        self.rows = -(-size // self.columns)
        side = min(rect.width() / self.columns, rect.height() / self.rows)
        self.side = float(int(side)) if side >= 4.0 else side
        width, height = self.side * self.columns, self.side * self.rows
        self.place = QRectF(
            round(rect.center().x() - 0.5 * width),
            round(rect.top() if raised else rect.center().y() - 0.5 * height),
            width,
            height,
        )

    def cell(self, x: int, y: int) -> QRectF:
        """Return a pixel's rectangle."""
        return QRectF(self.place.left() + x * self.side, self.place.top() + y * self.side, self.side, self.side)

    def at(self, where: QPointF) -> tuple[int, int]:
        """Return column and row under a point, beyond the edges too."""
        across, down = where - self.place.topLeft(), self.side
        return int(np.floor(across.x() / down)), int(np.floor(across.y() / down))

    def unit(self, x: int, y: int) -> int | None:
        """Return the unit at a column and row, None where there is none."""
        unit = y * self.columns + x
        return unit if 0 <= x < self.columns and y >= 0 and unit < self.size else None


def pixel_image(values: Array, columns: int, low: float, high: float, stops: Stops) -> QImage:
    """Return the picture of values (N,), `columns` a row; what is left of the last row is clear."""
    columns = max(1, min(columns, len(values)))
    rows = -(-len(values) // columns)
    level = np.clip((values - low) * (255.0 / (high - low)), 0.0, 255.0)
    pixels = np.zeros(rows * columns, dtype=np.uint32)
    pixels[: len(values)] = table(stops)[np.rint(level).astype(np.uint8)]
    image = QImage(columns, rows, QImage.Format.Format_ARGB32)
    memory: npt.NDArray[np.uint32] = np.frombuffer(image.bits(), dtype=np.uint32)
    memory.reshape(rows, columns)[:] = pixels.reshape(rows, columns)
    return image


def paint_pixels(painter: QPainter, grid: Grid, image: QImage, theme: Theme) -> None:
    """Paint the picture with sharp pixels, kept apart where they are large."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(grid.place, image)
    if grid.side >= GAP:
        painter.setPen(QPen(colour(theme.canvas), 1.0))
        for x in range(1, grid.columns):
            left = grid.place.left() + x * grid.side
            painter.drawLine(QPointF(left, grid.place.top()), QPointF(left, grid.place.bottom() - 1.0))
        for y in range(1, grid.rows):
            top = grid.place.top() + y * grid.side
            painter.drawLine(QPointF(grid.place.left(), top), QPointF(grid.place.right() - 1.0, top))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def between(a: tuple[int, int], b: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the pixels from a to b, so that a quick stroke leaves no holes."""
    steps = max(abs(b[0] - a[0]), abs(b[1] - a[1]), 1)
    for k in range(steps + 1):
        share = k / steps
        yield round(a[0] + share * (b[0] - a[0])), round(a[1] + share * (b[1] - a[1]))


class Easel(Sheet):
    """A picture that is drawn on: `painted` gives a unit and whether it is to be on.

    The left button paints pixels on, or off where the stroke begins on one that is on; the right button paints
    them off. Arrow keys move a spot, Return flips its pixel; Space stays with the run.
    """

    painted = Signal(int, bool)
    spot_moved = Signal()

    def __init__(self, fill: Fill) -> None:
        super().__init__(fill)
        self.grid = Grid(QRectF(0.0, 0.0, 8.0, 8.0), 1, 1)
        self.active: npt.NDArray[np.bool_] = np.zeros(1, dtype=np.bool_)
        self.spot = (0, 0)
        self._stroke: bool | None = None  # paints on, off; None between strokes
        self._last = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        at = self.grid.at(event.position())
        unit = self.grid.unit(*at)
        if unit is None or event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        self._stroke = event.button() == Qt.MouseButton.LeftButton and not self.active[unit]
        self.spot = self._last = at
        self.painted.emit(unit, self._stroke)
        self.spot_moved.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a stroke."""
        super().mouseMoveEvent(event)
        if self._stroke is None:
            return
        at = self.grid.at(event.position())
        for x, y in between(self._last, at):
            unit = self.grid.unit(x, y)
            if unit is not None:
                self.painted.emit(unit, self._stroke)
        self._last = at

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        self._stroke = None

    def hideEvent(self, event: QHideEvent) -> None:
        """End the stroke: the button may come up where nobody tells."""
        self._stroke = None
        super().hideEvent(event)

    def contextMenuEvent(self, event: QEvent) -> None:
        """The right button paints."""
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep the arrow keys, which mean something else in other places."""
        is_key = isinstance(event, QKeyEvent) and event.key() in (*ARROWS, *ENTER)
        if is_key and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor, or flip the pixel under it."""
        key = Qt.Key(event.key())
        unit = self.grid.unit(*self.spot)
        if key in ARROWS:
            x, y = self.spot[0] + ARROWS[key][0], self.spot[1] + ARROWS[key][1]
            if self.grid.unit(x, y) is not None:
                self.spot = (x, y)
                self.spot_moved.emit()
                self.update()
        elif key in ENTER and unit is not None:
            self.painted.emit(unit, not self.active[unit])
            self.spot_moved.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cursor."""
        super().focusOutEvent(event)
        self.update()
