"""How the canvases share the stage: all of them, the hero and one other, or one alone; the room decides."""

from enum import Enum

NARROWEST, LOWEST = 230, 200  # px at scale 1: a canvas of the lower row must still be read from the last bench
HERO_LOWEST = 190  # px at scale 1
TABS = 36  # px at scale 1: the row of tabs
LOWER_SHARE = 0.54  # of the stage's height, for the lower row


class Arrangement(Enum):
    """What is seen at once."""

    ALL = "all"  # the hero on top, the others in a row
    PAIR = "pair"  # the hero on top, one of the others below it
    ONE = "one"  # one canvas


def arrangement(width: float, height: float, lower: int, scale: float) -> Arrangement:
    """Return the roomiest arrangement in which no canvas gets too small.

    Parameters
    ----------
    width, height : of the stage, px
    lower : number of canvases in the lower row
    scale : of the text
    """
    wide_enough = lower == 0 or width / lower >= NARROWEST * scale
    if wide_enough and (lower == 0 or height * LOWER_SHARE >= LOWEST * scale):
        return Arrangement.ALL
    if lower > 1 and height >= (HERO_LOWEST + TABS + LOWEST) * scale:
        return Arrangement.PAIR
    return Arrangement.ONE
