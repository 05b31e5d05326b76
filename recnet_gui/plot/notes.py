"""Words in place of a picture: what is shown where there is nothing to show."""

from PySide6.QtGui import QPainter

from recnet_gui.plot.paint import Area, colour, label
from recnet_gui.plot.text import laid_out
from recnet_gui.style import Theme


def paint_note(painter: QPainter, area: Area, text: str, theme: Theme) -> None:
    """Write a sentence or two into the middle, on as many lines as it takes."""
    lines = wrapped(text, theme, area.width - theme.px(32))
    height = laid_out("M", theme, 0.95).height
    y = 0.5 * (area.height - height * (len(lines) - 1))
    for number, line in enumerate(lines):
        label(painter, line, 0.5 * area.width, y + number * height, theme, anchor=(0.5, 0.5), ink=colour(theme.muted),
              factor=0.95, halo=0.0)  # fmt: skip


def wrapped(text: str, theme: Theme, width: float) -> list[str]:
    """Break a text at its blanks into lines of at most `width` px."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and laid_out(longer, theme, 0.95).width > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
