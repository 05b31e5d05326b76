"""Stored patterns as small pictures, each with its overlap as a bar and a number, the best one framed."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from recnet_core.arrays import Array
from recnet_gui.plot.colours import Stops
from recnet_gui.plot.paint import colour, label
from recnet_gui.plot.pixels import Grid, paint_pixels, pixel_image
from recnet_gui.plot.text import laid_out
from recnet_gui.style import Theme
from recnet_gui.widgets.numbers import MINUS

LARGEST, SMALLEST = 260.0, 20.0  # px, width of one picture at a scale of 1
AIR, LOOSEST = 12.0, 5.0  # px between pictures; times that, at most, where there is room
BAR = 5.0  # px
SURE = 0.3  # overlap from which on a pattern is called the best


@dataclass(frozen=True)
class Layout:
    """How the pictures lie: so many across, each so wide and high, below it words of a height; px."""

    across: int
    width: float
    height: float
    words: float
    numbers: bool


class StoredPatterns:
    """The pictures and how they are laid out; made anew when the patterns change."""

    def __init__(self, patterns: Array, columns: int, sides: tuple[float, float], stops: Stops) -> None:
        self.count, self.size = patterns.shape
        self._columns = max(1, min(columns, self.size))
        self._aspect = -(-self.size // self._columns) / self._columns
        self._images: list[QImage] = [pixel_image(row, columns, *sides, stops) for row in patterns]

    def paint(self, painter: QPainter, rect: QRectF, overlap: Array, theme: Theme) -> None:
        """Paint as many as there is room for, in rows."""
        layout, air = self._layout(rect, theme), AIR * theme.scale
        down = layout.height + layout.words
        rows = max(1, int((rect.height() + 0.5) // down))
        cell = QRectF(rect.left(), rect.top(), layout.width + self._gap(rect, layout, air), down)
        room = layout.across * rows
        shown = self.count if self.count <= room else max(1, room - 1)  # the last place says how many more there are
        best = int(overlap.argmax())
        for number in range(shown):
            place = cell.translated(number % layout.across * cell.width(), number // layout.across * cell.height())
            framed = number == best and overlap[best] > SURE
            self._paint_one(painter, place, layout, number, float(overlap[number]), framed, theme)
        if shown < self.count:
            place = cell.translated(shown % layout.across * cell.width(), shown // layout.across * cell.height())
            label(painter, f"+{self.count - shown}", place.left(), place.top() + 0.5 * layout.height, theme,
                  factor=0.84, ink=colour(theme.muted), halo=0.0)  # fmt: skip

    def _gap(self, rect: QRectF, layout: Layout, air: float) -> float:
        """Return the px between two pictures of a row: more than `air` where the row would leave some empty."""
        spare = max(0.0, rect.width() - layout.across * (layout.width + air))
        return air + min(spare / layout.across, LOOSEST * air)

    def _layout(self, rect: QRectF, theme: Theme) -> Layout:
        """Return the layout with the largest pictures; numbers go where pictures are too small for them."""
        digits = laid_out("−0.00", theme, 0.84)
        air, bar = AIR * theme.scale, (BAR + 9.0) * theme.scale
        best = Layout(1, 0.0, 0.0, bar, False)
        for across in range(1, self.count + 1):
            rows = -(-self.count // across)
            wide = min(rect.width() / across - air, LARGEST * theme.scale)
            for words, numbers in ((bar + digits.height, True), (bar, False)):
                width = min(wide, (rect.height() / rows - words) / self._aspect)
                fits = not numbers or width + air >= digits.width
                if fits and width > best.width * (1.0 if numbers else 2.0):
                    best = Layout(across, width, width * self._aspect, words, numbers)
        least = SMALLEST * theme.scale
        if best.width >= least:
            return best
        return Layout(max(1, int(rect.width() // (least + air))), least, least * self._aspect, bar, False)

    def _paint_one(
        self, painter: QPainter, place: QRectF, layout: Layout, number: int, overlap: float, framed: bool, theme: Theme
    ) -> None:
        scale = theme.scale
        picture = QRectF(place.left(), place.top(), layout.width, layout.height).adjusted(3, 3, -3, -3)
        grid = Grid(picture, self.size, self._columns)
        paint_pixels(painter, grid, self._images[number], theme)
        if framed:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(theme.accent), 2.5 * scale))
            painter.drawRoundedRect(grid.place.adjusted(-3, -3, 3, 3), 3.0, 3.0)
        ink = colour(theme.accent if framed else theme.muted)
        bar = QRectF(grid.place.left(), picture.bottom() + 5.0 * scale, grid.place.width(), BAR * scale)
        paint_bar(painter, bar, overlap, ink, theme)
        if layout.numbers:
            text = f"{overlap:.2f}".replace("-", MINUS)
            label(painter, text, bar.center().x(), bar.bottom() + 1.0, theme, anchor=(0.5, 0.0), factor=0.84,
                  semibold=framed, ink=ink, halo=0.0)  # fmt: skip


def paint_bar(painter: QPainter, bar: QRectF, share: float, ink: QColor, theme: Theme) -> None:
    """A bar that is full at 1 and empty from 0 down."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(theme.grid))
    painter.drawRoundedRect(bar, 2.0, 2.0)
    painter.setBrush(ink)
    painter.drawRoundedRect(
        QRectF(bar.left(), bar.top(), bar.width() * max(0.0, min(1.0, share)), bar.height()), 2.0, 2.0
    )
