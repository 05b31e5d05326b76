"""PySide6 6.12.0 gives away references to None and True; see docs/decisions/0002-pin-pyside6.md."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

ROUNDS = 200  # few enough that a broken PySide6 fails here before it runs out of references and aborts
BOUND = 50  # a broken one loses 200 of True and 1,000 of None; what else goes on moves them by a few

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="since Python 3.12 None and True are immortal: nothing to lose"
)


class Listener(QWidget):
    """Every way in which None and True cross between Python and Qt: slots, virtual functions, results."""

    told = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self.told.connect(self.listen)

    def listen(self, value: object, flag: bool) -> None:
        pass

    def event(self, event: QEvent) -> bool:
        super().event(event)
        return True


def exercise(widget: Listener) -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    event = QEvent(QEvent.Type.User)
    for _ in range(ROUNDS):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.drawPoint(QPoint(1, 1))
        widget.setToolTip("")
        widget.setEnabled(True)
        widget.isEnabled()
        widget.parent()
        widget.told.emit(None, True)
        widget.event(event)
        QObject.blockSignals(widget, False)
    painter.end()


def test_calls_into_qt_keep_the_reference_counts(qtbot: QtBot) -> None:
    widget = Listener()
    qtbot.addWidget(widget)
    exercise(widget)  # caches fill

    before = sys.getrefcount(None), sys.getrefcount(True)
    exercise(widget)
    drift = sys.getrefcount(None) - before[0], sys.getrefcount(True) - before[1]

    assert max(map(abs, drift)) < BOUND, f"references to None and True drifted by {drift}"
