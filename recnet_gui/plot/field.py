"""A vector field as quiet arrows of one kind: direction as it looks on the screen, length by speed."""

import numpy as np
from PySide6.QtGui import QPainter

from recnet_core.arrays import Array, State
from recnet_core.network import RateNetwork
from recnet_gui.plot.paint import Area, Strokes, mixed
from recnet_gui.style import Theme

SPACING = 34.0  # px between arrows
LONGEST = 15.0  # px
FLATTENED = 0.35  # exponent of speed: slow regions stay readable
HEAD, WING = 4.0, 0.45  # px, rad


class Field:
    """Arrows of dv/dt over two units' plane, drawn as one batch of segments."""

    def __init__(self) -> None:
        self._strokes = Strokes()

    def paint(
        self, painter: QPainter, area: Area, network: RateNetwork, h: State, order: list[int], theme: Theme
    ) -> None:
        """Paint the field of a two-unit network under the input h; `order` is the unit across and the unit up."""
        x, y = self._grid(area, theme)
        states = np.empty((len(x), 2))
        states[:, order[0]], states[:, order[1]] = area.value_at(x, y)
        drift = network.drift(states, h)
        across = drift[:, order[0]] * area.width / (area.right - area.left)
        up = -drift[:, order[1]] * area.height / (area.top - area.bottom)
        self._strokes.segments(*arrows(x, y, across, up, theme.scale))
        self._strokes.draw(painter, mixed(theme.muted, theme.canvas, 0.42), 1.1 * theme.scale)

    @staticmethod
    def _grid(area: Area, theme: Theme) -> tuple[Array, Array]:
        spacing = SPACING * theme.scale
        columns, rows = max(2, round(area.width / spacing)), max(2, round(area.height / spacing))
        x = (np.arange(columns) + 0.5) * area.width / columns
        y = (np.arange(rows) + 0.5) * area.height / rows
        grid = np.meshgrid(x, y)
        return grid[0].ravel(), grid[1].ravel()


def arrows(x: Array, y: Array, across: Array, up: Array, scale: float) -> tuple[Array, Array, Array, Array]:
    """Return shafts and wings of arrows centred on (x, y) px as segments x0, y0, x1, y1."""
    speed = np.hypot(across, up)
    fastest = float(speed.max(initial=0.0)) or 1.0
    length = LONGEST * scale * (speed / fastest) ** FLATTENED
    angle = np.arctan2(up, across)
    dx, dy = 0.5 * length * np.cos(angle), 0.5 * length * np.sin(angle)
    tip_x, tip_y = x + dx, y + dy
    size = np.minimum(HEAD * scale, 0.5 * length)
    left, right = angle + np.pi - WING, angle + np.pi + WING
    return (
        np.concatenate([x - dx, tip_x, tip_x]),
        np.concatenate([y - dy, tip_y, tip_y]),
        np.concatenate([tip_x, tip_x + size * np.cos(left), tip_x + size * np.cos(right)]),
        np.concatenate([tip_y, tip_y + size * np.sin(left), tip_y + size * np.sin(right)]),
    )
