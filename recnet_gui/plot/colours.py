"""Colour maps of pictures: diverging with a neutral zero, sequential from dark to bright; as stops and as tables."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from recnet_gui.style import Theme

Stops = tuple[tuple[float, str], ...]

# blue – neutral – orange in nearly even steps of lightness; the neutral is near the canvas itself
_LIGHT: Stops = (
    (0.0, "#08306B"), (0.2, "#2B7BBA"), (0.38, "#A6CEE4"), (0.5, "#F7F7F7"),
    (0.62, "#F9C39B"), (0.8, "#DD6A1C"), (1.0, "#7F2704"),
)  # fmt: skip
_DARK: Stops = (
    (0.0, "#B9E2FF"), (0.2, "#4BA3DB"), (0.38, "#1D4E75"), (0.5, "#1B1F25"),
    (0.62, "#7A3B16"), (0.8, "#F08A4B"), (1.0, "#FFE0C7"),
)  # fmt: skip
# viridis (Smith and van der Walt 2015), every 32nd colour
_VIRIDIS: Stops = (
    (0.0, "#440154"), (0.125, "#472D7B"), (0.25, "#3B528B"), (0.375, "#2C728E"), (0.5, "#21918C"),
    (0.625, "#28AE80"), (0.75, "#5EC962"), (0.875, "#ADDC30"), (1.0, "#FDE725"),
)  # fmt: skip


def diverging(theme: Theme) -> Stops:
    """Return the map for signed values."""
    return _DARK if theme.dark else _LIGHT


def sequential(theme: Theme) -> Stops:
    """Return the map for values from zero up."""
    return _VIRIDIS


@lru_cache(maxsize=8)
def table(stops: Stops) -> npt.NDArray[np.uint32]:
    """Return 256 RGB32 colours (0xffRRGGBB) that run through the stops."""
    positions = [position for position, _ in stops]
    channels = np.array([[int(name[i : i + 2], 16) for i in (1, 3, 5)] for _, name in stops])
    at = np.linspace(0.0, 1.0, 256)
    red, green, blue = (np.rint(np.interp(at, positions, channel)).astype(np.uint32) for channel in channels.T)
    made: npt.NDArray[np.uint32] = np.uint32(0xFF000000) | (red << np.uint32(16)) | (green << np.uint32(8)) | blue
    return made
