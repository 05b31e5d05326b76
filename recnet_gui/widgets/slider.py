"""Hand-painted sliders: a base that jumps to where one presses, and one for values with units."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from recnet_gui.widgets.painted import em

PER_DECADE = 20  # positions of a logarithmic slider
DIVISIONS = 150  # about one a pixel: what a hand can aim at


class PaintedSlider(QSlider):
    """A horizontal slider in the window's look: a press anywhere takes the handle there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return a width that lets a hand aim."""
        return QSize(round(em(self, 7.0)), round(em(self, 1.4)))

    def minimumSizeHint(self) -> QSize:
        """Return the least that is still usable."""
        return QSize(round(em(self, 2.4)), round(em(self, 1.4)))

    def pixel_of(self, position: float) -> float:
        """Return where along the groove a position lies, px."""
        margin = self._radius() + 2.0
        span = max(1, self.maximum() - self.minimum())
        return margin + (position - self.minimum()) / span * (self.width() - 2.0 * margin)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the handle, wherever the press is."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setSliderPosition(self._position_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if self.isSliderDown():
            self.setSliderPosition(self._position_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to scrolling: values do not change by accident."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint groove, filled part and handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_groove(painter)
        self._paint_handle(painter)

    def _radius(self) -> float:
        return em(self, 0.42)

    def _position_at(self, x: float) -> int:
        margin = self._radius() + 2.0
        share = (x - margin) / max(1.0, self.width() - 2.0 * margin)
        return round(self.minimum() + min(1.0, max(0.0, share)) * (self.maximum() - self.minimum()))

    def _bar(self, start: float, stop: float) -> QRectF:
        height = em(self, 0.22)
        return QRectF(min(start, stop), (self.height() - height) / 2.0, abs(stop - start), height)

    def _paint_groove(self, painter: QPainter) -> None:
        colours, enabled = self.palette(), self.isEnabled()
        full = self._bar(self.pixel_of(self.minimum()), self.pixel_of(self.maximum()))
        painter.setBrush(colours.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(full, full.height() / 2.0, full.height() / 2.0)
        filled = self._bar(self.pixel_of(self._origin()), self.pixel_of(self.sliderPosition()))
        painter.setBrush(colours.color(QPalette.ColorRole.Accent if enabled else QPalette.ColorRole.Mid))
        painter.drawRoundedRect(filled, full.height() / 2.0, full.height() / 2.0)

    def _paint_handle(self, painter: QPainter) -> None:
        colours, radius = self.palette(), self._radius()
        centre = QPointF(self.pixel_of(self.sliderPosition()), self.height() / 2.0)
        if self.hasFocus() or self.isSliderDown():
            halo = colours.color(QPalette.ColorRole.Accent)
            halo.setAlphaF(0.3)
            painter.setBrush(halo)
            painter.drawEllipse(centre, radius + em(self, 0.25), radius + em(self, 0.25))
        painter.setBrush(colours.color(QPalette.ColorRole.Accent))
        painter.drawEllipse(centre, radius, radius)
        painter.setPen(QPen(colours.color(QPalette.ColorRole.Base), em(self, 0.1)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, radius - em(self, 0.05), radius - em(self, 0.05))
        painter.setPen(Qt.PenStyle.NoPen)

    def _origin(self) -> float:
        """Return the position from which the groove is filled."""
        return self.minimum()


class ValueSlider(PaintedSlider):
    """A slider over real values: linear in round steps, or logarithmic.

    `moved(value)` while a person moves it (mouse or keys), `released()` when they let go, `reset_wished()` on a
    double click. `show_value` moves the handle without a signal.
    """

    moved = Signal(float)
    released = Signal()
    reset_wished = Signal()

    def __init__(
        self,
        low: float,
        high: float,
        default: float,
        *,
        integer: bool = False,
        logarithmic: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._integer, self._logarithmic = low, high, integer, logarithmic
        self._step = 1.0 if integer else step_for(low, high, default)
        self._default = self._position_of(default)
        self._quiet = False
        self.setRange(round(self._position_of(low)), round(self._position_of(high)))
        self.setPageStep(10 if self.maximum() - self.minimum() > 20 else 2)
        self.show_value(default)
        self.valueChanged.connect(self._report)
        self.sliderReleased.connect(self.released)

    def show_value(self, value: float) -> None:
        """Move the handle to `value` without a signal; a hand that holds the handle is not fought."""
        if not self.isSliderDown():
            self._quiet = True
            self.setValue(round(self._position_of(value)))
            self._quiet = False

    def value_at(self, position: int) -> float:
        """Return the value a position stands for."""
        if position in (self.minimum(), self.maximum()):
            value = self._low if position == self.minimum() else self._high
        elif self._logarithmic:
            value = float(f"{10.0 ** (position / PER_DECADE):.2g}")
        else:
            value = float(f"{position * self._step:.12g}")
        value = min(self._high, max(self._low, value))
        return round(value) if self._integer else value

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the default."""
        self.setSliderDown(False)
        self.reset_wished.emit()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of an arrow key ends a move, as letting go of the handle does."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self.released.emit()

    def _position_of(self, value: float) -> float:
        return math.log10(value) * PER_DECADE if self._logarithmic else value / self._step

    def _report(self, position: int) -> None:
        if not self._quiet:
            self.moved.emit(self.value_at(position))

    def _origin(self) -> float:
        return self.minimum() if self._logarithmic else min(self.maximum(), max(self.minimum(), 0))

    def _paint_groove(self, painter: QPainter) -> None:
        super()._paint_groove(painter)
        painter.setBrush(self.palette().color(QPalette.ColorRole.PlaceholderText))
        tick = QRectF(0, 0, max(1.5, em(self, 0.1)), em(self, 0.6))
        tick.moveCenter(QPointF(self.pixel_of(self._default), self.height() / 2.0))
        painter.drawRoundedRect(tick, 1.0, 1.0)


def step_for(low: float, high: float, default: float) -> float:
    """Return a round step about as fine as a hand can aim, from whose multiples the default is not missing."""
    step = round_step((high - low) / DIVISIONS)
    for _ in range(3):
        if abs(default / step - round(default / step)) < 1e-9:
            break
        step = round_step(0.9 * step)
    return step


def round_step(step: float) -> float:
    """Return the largest 1, 2 or 5 times a power of ten that is not above `step`."""
    decade = 10.0 ** math.floor(math.log10(step) + 1e-9)
    return max(f * decade for f in (1.0, 2.0, 5.0) if f * decade <= step * (1.0 + 1e-9))
