"""Colours, type and spacing: frozen themes, and how they reach Qt's palette."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

import resources

FAMILY = "Inter"
BASE_POINTS = 10.5
GRID = 8  # px

# Okabe and Ito's colours, told apart by colour-blind people; E, I, then the others
E_BLUE, I_RED = "#0072B2", "#D55E00"
SERIES = (E_BLUE, I_RED, "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
SERIES_DARK = ("#4BA3DB", "#F08A4B", "#35C79B", "#E3A2C6", "#F2BC4B", "#86CCF2")


@dataclass(frozen=True)
class Theme:
    """One look: every colour the window uses (hex strings).

    `scale` multiplies all type and line widths (Ctrl++ / Ctrl+−), 0.75…2.
    """

    name: str
    dark: bool
    window: str
    canvas: str
    panel: str
    text: str
    muted: str
    grid: str
    rule: str
    accent: str
    on_accent: str
    warning: str
    warning_text: str
    error: str
    shading: str
    series: tuple[str, ...]
    scale: float = 1.0

    @property
    def good(self) -> str:
        """What agrees; as a text's colour, 4.5:1 on every ground."""
        return "#35C79B" if self.dark else "#0B6B4F"

    @property
    def caution(self) -> str:
        """What does not agree."""
        return "#F2BC4B" if self.dark else "#8A5300"

    def points(self, factor: float = 1.0) -> float:
        """Return the type size in points, `factor` times the base."""
        return BASE_POINTS * self.scale * factor

    def px(self, pixels: float) -> int:
        """Return a length of the 8 px grid at today's scale."""
        return round(pixels * self.scale)


LIGHT = Theme(
    "light", False, "#F5F6F8", "#FFFFFF", "#FFFFFF", "#1B1F24", "#5A6472", "#E4E7EB", "#C9CED6",
    E_BLUE, "#FFFFFF", "#FFF3D6", "#5C4300", "#B3261E", "#E69F00", SERIES,
)  # fmt: skip
DARK = Theme(
    "dark", True, "#1D2127", "#15181D", "#1D2127", "#E7EAEE", "#A3ACB8", "#2A3038", "#3A424D",
    "#4BA3DB", "#0E1013", "#3A2F14", "#FFD98A", "#FF8A80", "#E69F00", SERIES_DARK,
)  # fmt: skip


def load_fonts() -> None:
    """Register the fonts shipped with the program; without them every glyph may be a box."""
    for path in sorted(Path(resources.folder(), "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(path))


def font(theme: Theme, factor: float = 1.0, *, semibold: bool = False, italic: bool = False) -> QFont:
    """Return the one family at `factor` times the base size, with figures of equal width."""
    made = QFont(FAMILY)
    made.setPointSizeF(theme.points(factor))
    made.setItalic(italic)
    made.setWeight(QFont.Weight.DemiBold if semibold else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def palette(theme: Theme) -> QPalette:
    """Return Qt's palette for the Fusion style."""
    made = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window, role.WindowText: theme.text, role.Base: theme.canvas,
        role.AlternateBase: theme.window, role.Text: theme.text, role.Button: theme.panel,
        role.ButtonText: theme.text, role.ToolTipBase: theme.panel, role.ToolTipText: theme.text,
        role.Highlight: theme.accent, role.HighlightedText: theme.on_accent, role.Mid: theme.rule,
        role.PlaceholderText: theme.muted, role.Link: theme.accent, role.Accent: theme.accent,
        role.Light: theme.grid, role.Dark: theme.rule,
    }  # fmt: skip
    for which, colour in colours.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.muted))
    return made
