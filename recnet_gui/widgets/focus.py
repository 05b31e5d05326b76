"""The order in which Tab goes from control to control."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def order_focus(window: QWidget, parts: Sequence[QWidget]) -> None:
    """Let Tab go through `parts` one after the other; within one, and for all others, the order stays.

    To be called when the order is needed: what is made later would come last.
    """
    chain = _chain(window)
    ordered = [widget for part in parts for widget in chain if _takes_tab(widget) and part.isAncestorOf(widget)]
    for before, after in pairwise(ordered):
        if before.nextInFocusChain() is not after:
            QWidget.setTabOrder(before, after)


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _chain(window: QWidget) -> list[QWidget]:
    found, widget = [window], window.nextInFocusChain()
    while widget is not None and widget is not window:
        found.append(widget)
        widget = widget.nextInFocusChain()
    return found
