"""The time bar: the whole run from 0 to its end, with a handle to go back in it."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from recnet_gui.widgets.painted import em
from recnet_gui.widgets.slider import PaintedSlider

FRAME = 16  # ms between two wishes while dragging
KEY_STEP = 10.0  # ms of the run that an arrow key goes
PAGE_STEP = 1000.0


class TimeBar(PaintedSlider):
    """A slider over the milliseconds of a run; `sought(ms)` when a person goes somewhere, once a frame at most."""

    sought = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet, self._wish = False, 0.0
        self._spans: tuple[tuple[float, float], ...] = ()
        self._marks: tuple[float, ...] = ()
        self._places: tuple[int, int] | None = None  # the bar's width and end that the strips and lines are for
        self._strips: list[tuple[float, float]] = []
        self._lines: list[float] = []
        self._shading = QColor("#E69F00")
        self._throttle = QTimer(self)
        self._throttle.setSingleShot(True)
        self._throttle.setInterval(FRAME)
        self._throttle.timeout.connect(self._send)
        self._waiting = False
        self.setSingleStep(round(KEY_STEP))
        self.setPageStep(round(PAGE_STEP))
        self.setRange(0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Time in the run")
        self.valueChanged.connect(self._wished)

    def sizeHint(self) -> QSize:
        """Return a width in which seconds can be told apart."""
        return QSize(round(em(self, 9)), round(em(self, 1.7)))

    def show_moment(self, time: float, end: float) -> None:
        """Show where the run is (ms) and how far it has been."""
        if self.isSliderDown():
            return
        before = (self.pixel_of(self.value()), self.maximum() > 0)
        self._quiet = True
        self.blockSignals(True)
        self.setRange(0, round(end))
        self.setValue(round(time))
        self.blockSignals(False)
        self._quiet = False
        if (self.pixel_of(self.value()), self.maximum() > 0) != before:
            self.update()

    def show_acts(self, spans: Sequence[tuple[float, float]], marks: Sequence[float]) -> None:
        """Shade when inputs were on and mark when something was done (ms)."""
        self._spans, self._marks, self._places = tuple(spans), tuple(marks), None
        self.update()  # even the same ones lie elsewhere when the run has grown

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go: the last wish counts."""
        super().mouseReleaseEvent(event)
        if self._waiting:
            self._send()

    def _wished(self, position: int) -> None:
        if self._quiet:
            return
        self._wish, self._waiting = float(position), True
        if not self._throttle.isActive():
            self._send()
            self._throttle.start()

    def _send(self) -> None:
        if self._waiting:
            self._waiting = False
            self.sought.emit(self._wish)

    def _paint_groove(self, painter: QPainter) -> None:
        super()._paint_groove(painter)
        height = em(self, 0.9)
        top = (self.height() - height) / 2.0
        shade = QColor(self._shading)
        shade.setAlphaF(0.45)
        painter.setBrush(shade)
        self._place_acts()
        for left, right in self._strips:
            painter.drawRect(QRectF(left, top, max(1.5, right - left), height))
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1.0))
        for x in self._lines:
            painter.drawLine(QPointF(x, top), QPointF(x, top + height))
        painter.setPen(Qt.PenStyle.NoPen)

    def _place_acts(self) -> None:
        """Find the pixels of spans and marks; what is nearer than a pixel is one, so that a long run costs no more."""
        places = (self.width(), self.maximum())
        if places == self._places:
            return
        self._places = places
        self._strips = merged((self.pixel_of(a), self.pixel_of(min(b, self.maximum()))) for a, b in self._spans)
        self._lines = sorted({round(self.pixel_of(time)) + 0.5 for time in self._marks})


def merged(strips: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return strips from left to right (px), those that overlap or are nearer than a pixel joined."""
    made: list[tuple[float, float]] = []
    for left, right in sorted(strips):
        if made and left < made[-1][1] + 1.0:
            made[-1] = made[-1][0], max(made[-1][1], right)
        else:
            made.append((left, right))
    return made
