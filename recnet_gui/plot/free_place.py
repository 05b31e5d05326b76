"""Where a label beside a marker covers least of what is already there."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF

from recnet_core.arrays import Array
from recnet_gui.plot.text import Text

ALONG = (0.97, 0.03, 0.8, 0.2, 0.5)  # places along a line, the best first
OWN = 60  # little boxes along a line that its own name keeps off
CORNERS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))  # the label's corner nearest to the marker


class Place(NamedTuple):
    """Where a label's anchor lies, px."""

    x: float
    y: float
    anchor: tuple[float, float]


def free_place(
    text: Text, x: float, y: float, gap: tuple[float, float], inside: QRectF, taken: Sequence[QRectF]
) -> Place:
    """Return where to put a label beside the marker at (x, y): below right if it is free, else where it covers least.

    `gap` is the distance across and down, px; what lies outside `inside` or over what is `taken` counts as covered.
    """
    return _best(text, [(x, y)], gap, inside, _edges(taken))


def beside(text: Text, x: float, y: float, inside: QRectF, taken: Sequence[QRectF]) -> Place:
    """Return the place over (x, y) if nothing is there, else that around it which covers least."""
    own = QRectF(x - 0.5 * text.width, y - 0.5 * text.height, text.width, text.height)
    if not any(own.intersects(rect) for rect in taken):
        return Place(x, y, (0.5, 0.5))
    return free_place(text, x, y, (4.0, 4.0), inside, taken)


def boxes_along(x: Array, y: Array) -> list[QRectF]:
    """Return little boxes on the line through (T,) points, for names to keep off."""
    every, number = np.linspace(0, len(x) - 1, OWN), np.arange(len(x))
    line = zip(np.interp(every, number, x).tolist(), np.interp(every, number, y).tolist(), strict=True)
    return [QRectF(a - 2.0, b - 2.0, 4.0, 4.0) for a, b in line]


def place_along(
    text: Text, x: Array, y: Array, gap: tuple[float, float], inside: QRectF, taken: Sequence[QRectF]
) -> Place:
    """Return where to put the name of the line through (T,) points: near its end if it is free, else further back."""
    seen = np.flatnonzero((x >= inside.left()) & (x <= inside.right()) & (y >= inside.top()) & (y <= inside.bottom()))
    if len(seen) < 2:
        seen = np.arange(len(x))
    number = np.arange(len(x))
    at = np.interp(ALONG, np.linspace(0.0, 1.0, len(seen)), seen)
    points = list(zip(np.interp(at, number, x).tolist(), np.interp(at, number, y).tolist(), strict=True))
    return _best(text, points, gap, inside, _edges([*taken, *boxes_along(x, y)]))


def _best(
    text: Text, points: Sequence[tuple[float, float]], gap: tuple[float, float], inside: QRectF, taken: Array
) -> Place:
    """Return the place that covers least, the first of those that cover the same to a pixel or so."""
    places = [
        Place(x + gap[0] * (1.0 - 2.0 * anchor[0]), y + gap[1] * (1.0 - 2.0 * anchor[1]), anchor)
        for x, y in points
        for anchor in CORNERS
    ]
    corner = np.array([(p.x - p.anchor[0] * text.width, p.y - p.anchor[1] * text.height) for p in places])
    boxes = np.hstack([corner, corner + np.array([text.width, text.height])])
    covered = text.width * text.height - _shared(boxes, _edges([inside]))[:, 0] + _shared(boxes, taken).sum(axis=1)
    return places[int(np.argmax(covered <= covered.min() + 1.0))]


def _edges(rects: Sequence[QRectF]) -> Array:
    """Return left, top, right and bottom of each, (K, 4) px."""
    return np.array([rect.getCoords() for rect in rects], dtype=np.float64).reshape(-1, 4)


def _shared(a: Array, b: Array) -> Array:
    """Return the area, px², that each of the boxes a (J, 4) shares with each of b (K, 4), (J, K)."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    area: Array = np.prod(np.maximum(high - low, 0.0), axis=-1)
    return area
