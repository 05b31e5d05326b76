"""The small style sheet of the window, made from a theme."""

from recnet_gui.style import BASE_POINTS, Theme

TEMPLATE = """
QMainWindow, QWidget#chrome {{ background: {window}; }}
QToolTip {{ background: {panel}; color: {text}; border: 1px solid {rule}; padding: {p4}px; }}
QLabel[role="program"] {{ font-size: {big}pt; font-weight: 600; color: {accent}; }}
QLabel[role="title"], QLabel[role="heading"] {{ font-size: {heading}pt; font-weight: 600; color: {text}; }}
QLabel[role="group"] {{ font-size: {small}pt; font-weight: 600; color: {muted}; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[role="small"] {{ font-size: {small}pt; color: {muted}; }}
QLabel[role="cell"] {{ font-size: {small}pt; }}
QLabel[role="complaint"] {{
    background: {panel}; color: {error}; border: 1px solid {error}; border-radius: {p4}px; padding: {p4}px {p8}px;
}}
QLabel[role="key"] {{ background: {grid}; border-radius: {p4}px; padding: {p2}px {p6}px; }}
QFrame#rule {{ background: {grid}; border: none; }}

QToolButton {{
    border: 2px solid transparent; border-radius: {p6}px; padding: {p3}px {p4}px;
    background: transparent; color: {text};
}}
QToolButton:hover {{ background: {grid}; }}
QToolButton:pressed {{ background: {rule}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton:disabled {{ color: {faint}; }}
QToolButton::menu-indicator {{ image: none; }}
QToolButton[role="primary"] {{ background: {accent}; color: {on_accent}; padding: {p4}px {p12}px; font-weight: 600; }}
QToolButton[role="primary"]:hover {{ background: {accent_hover}; }}
QToolButton[role="primary"]:focus {{ border-color: {text}; }}
QToolButton[role="primary"]:disabled {{ background: {rule}; color: {faint}; }}
QToolButton[role="link"] {{ color: {accent}; }}
QToolButton[role="cell"] {{ color: {accent}; font-size: {small}pt; border-width: 1px; padding: 0 {p2}px; }}
QToolButton[role="quiet"] {{ color: {muted}; padding: 0 {p4}px; }}
QToolButton[role="quiet"]:hover {{ color: {text}; }}
QToolButton[role="outline"] {{ border: 1px solid {rule}; background: {panel}; padding: {p4}px {p8}px; }}
QToolButton[role="outline"]:hover {{ background: {grid}; }}
QToolButton[role="outline"]:focus {{ border: 2px solid {accent}; }}

QLineEdit, QComboBox {{
    background: {canvas}; color: {text}; border: 1px solid {rule}; border-radius: {p6}px;
    padding: {p3}px {p6}px; selection-background-color: {accent}; selection-color: {on_accent};
}}
QLineEdit:hover, QComboBox:hover {{ border-color: {muted}; }}
QLineEdit:focus, QComboBox:focus {{ border: 2px solid {accent}; padding: {p2}px {p5}px; }}
QLineEdit[bad="true"] {{ border: 2px solid {error}; color: {error}; padding: {p2}px {p5}px; }}
QComboBox::drop-down {{ border: none; width: {p20}px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox {{ combobox-popup: 0; }}
QComboBoxPrivateContainer {{ background: {canvas}; border: none; }}
QComboBox QAbstractItemView {{
    background: {canvas}; color: {text}; border: 1px solid {rule}; outline: none; padding: {p4}px 0;
}}
QMenu {{ background: {panel}; color: {text}; border: 1px solid {rule}; padding: {p4}px 0; }}
QMenu::item {{ padding: {p6}px {p24}px {p6}px {p16}px; }}
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QMenu::separator {{ height: 1px; background: {grid}; margin: {p4}px 0; }}

QSplitter::handle {{ background: transparent; }}
QSplitter::handle:hover {{ background: {rule}; }}
QScrollArea, QScrollArea > QWidget > QWidget#chrome {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: {p8}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {rule}; border-radius: {p4}px; min-height: {p24}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QWidget#banner {{ border-radius: {p8}px; background: {warning}; }}
QWidget#banner QLabel, QWidget#banner QToolButton {{ color: {warning_text}; }}
QWidget#banner QToolButton[role="outline"] {{ background: transparent; border: 1px solid {warning_text}; }}
QWidget#banner QToolButton[role="outline"]:hover {{ background: {banner_hover}; }}
QWidget#card {{ background: {panel}; border: 1px solid {rule}; border-radius: {p12}px; }}
QPlainTextEdit {{ background: {canvas}; color: {text}; border: 1px solid {rule}; border-radius: {p6}px; }}
"""


def stylesheet(theme: Theme) -> str:
    """Return the sheet for a theme and its scale."""
    lengths = {f"p{n}": theme.px(n) for n in (2, 3, 4, 5, 6, 8, 12, 16, 20, 24)}
    return TEMPLATE.format(
        window=theme.window, canvas=theme.canvas, panel=theme.panel, text=theme.text, muted=theme.muted,
        grid=theme.grid, rule=theme.rule, accent=theme.accent, on_accent=theme.on_accent, error=theme.error,
        warning=theme.warning, warning_text=theme.warning_text,
        accent_hover=_mixed(theme.accent, theme.text, 0.15), faint=_mixed(theme.muted, theme.window, 0.45),
        banner_hover=_mixed(theme.warning, theme.warning_text, 0.12),
        big=theme.points(13 / BASE_POINTS), heading=theme.points(12 / BASE_POINTS), small=theme.points(0.88),
        **lengths,
    )  # fmt: skip


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
