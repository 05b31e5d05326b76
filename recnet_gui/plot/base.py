"""`Plot`: a tuned pyqtgraph plot whose canvas paints in pixels, behind (remembered) and in front (every frame)."""

import sys
from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QGraphicsGridLayout, QGraphicsItem, QWidget

from recnet_core.scenario import Scenario
from recnet_core.views import View
from recnet_gui.canvas import Canvas
from recnet_gui.plot.axes import Axis
from recnet_gui.plot.paint import Area
from recnet_gui.style import Theme

Paint = Callable[[QPainter, Area], None]
GRAB = 8.0  # px: how near a press must be to take hold


class Layer(QGraphicsItem):
    """A sheet over the plot's inside that calls one painting method, in pixels, clipped to the inside."""

    def __init__(self, box: pg.ViewBox, paint: Paint, *, remembered: bool) -> None:
        super().__init__(box)
        self._box, self._paint = box, paint
        self._failed = False
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        if remembered:
            self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def boundingRect(self) -> QRectF:
        """The inside of the plot."""
        return QRectF(self._box.rect())

    def resized(self) -> None:
        """Follow the plot's inside."""
        self.prepareGeometryChange()
        self._failed = False
        self.update()

    def paint(self, painter: QPainter, option: object, widget: QWidget | None = None) -> None:
        """Clip and hand over; what goes wrong is told once, for an exception that crosses Qt's painter ends it all."""
        if self._failed:
            return
        try:
            self._clip_and_paint(painter)
        except Exception:  # noqa: BLE001
            self._failed = True
            sys.excepthook(*sys.exc_info())

    def _clip_and_paint(self, painter: QPainter) -> None:
        (left, right), (bottom, top) = self._box.viewRange()
        rect = self._box.rect()
        if rect.width() < 8 or rect.height() < 8 or right <= left or top <= bottom:
            return
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, Area(rect.width(), rect.height(), left, right, bottom, top))


class Plot(pg.GraphicsView):  # type: ignore[misc]
    """Two quiet axes and two sheets; ranges are set, never found.

    `back` is painted when something changed, `front` every frame. With `handle` set to a position on the x axis
    a press near it drags it: `dragged` says where to.
    """

    clicked = Signal(float, float)
    double_clicked = Signal()
    dragged = Signal(float)
    released = Signal()
    hovered = Signal()
    zoomed = Signal()

    def __init__(self, theme: Theme, x_name: str, y_name: str, *, moving: bool = False) -> None:
        self.axes = {
            "left": Axis("left", y_name, theme),
            "bottom": Axis("bottom", x_name, theme, moving=moving),
        }
        super().__init__()
        self.box = pg.ViewBox(enableMenu=False)
        self.theme = theme
        self.handle: float | None = None
        self.hover: QPointF | None = None
        self._dragging = False
        self._lay_out()
        self.box.disableAutoRange()
        self.box.setDefaultPadding(0.0)
        self.box.setMouseEnabled(False, False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setMouseTracking(True)
        self.scene().sigMouseClicked.connect(self._scene_clicked)
        self.restyle(theme)

    def _lay_out(self) -> None:
        """Put axes and inside together; PlotItem would add seven hidden menus and 6 ms to every plot."""
        middle = pg.GraphicsWidget()
        self._grid = QGraphicsGridLayout()
        self._grid.setSpacing(0.0)
        middle.setLayout(self._grid)
        self.setCentralItem(middle)
        for item, place in ((self.axes["left"], (0, 0)), (self.box, (0, 1)), (self.axes["bottom"], (1, 1))):
            self._grid.addItem(item, *place)
        for axis in self.axes.values():
            axis.setZValue(-1000)  # the grid lies behind the data
            axis.linkToView(self.box)

    def set_painters(self, back: Paint, front: Paint) -> None:
        """Say who paints the two sheets."""
        self.back = Layer(self.box, back, remembered=True)
        self.front = Layer(self.box, front, remembered=False)
        self.front.setZValue(2)
        self.box.sigResized.connect(self._resized)
        self.box.sigRangeChanged.connect(self._range_changed)

    def set_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Set both axes; the same ranges again cost nothing."""
        if [list(x), list(y)] != self.box.viewRange():
            self.box.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)
            self.axes["left"].make_room(*y)

    def allow_zoom(self) -> None:
        """Let the wheel zoom and a drag pan."""
        self.box.setMouseEnabled(True, True)

    def restyle(self, theme: Theme) -> None:
        """Take another look."""
        self.theme = theme
        self.setBackground(theme.canvas)
        self._grid.setContentsMargins(0, theme.px(8), theme.px(10), 0)
        for axis in self.axes.values():
            axis.restyle(theme)
        if hasattr(self, "back"):
            self.axes["left"].make_room(*self.box.viewRange()[1])
            self.back.update()
            self.front.update()

    def area(self) -> Area:
        """Return the inside as it is now."""
        (left, right), (bottom, top) = self.box.viewRange()
        rect = self.box.rect()
        return Area(max(rect.width(), 1.0), max(rect.height(), 1.0), left, right, bottom, top)

    def inside(self, position: QPointF) -> QPointF:
        """Return where a point of the widget lies within the plot's inside, px."""
        return QPointF(self.box.mapFromScene(self.mapToScene(position.toPoint())))

    def _resized(self, *_: object) -> None:
        self.back.resized()
        self.front.resized()
        for axis in self.axes.values():
            axis.resized()

    def _range_changed(self, *_: object) -> None:
        self.back.update()
        self.front.update()
        for axis in self.axes.values():
            axis.update()
        self.zoomed.emit()

    def _scene_clicked(self, event: object) -> None:
        if event.button() != Qt.MouseButton.LeftButton:  # type: ignore[attr-defined]
            return
        where = self.box.mapFromScene(event.scenePos())  # type: ignore[attr-defined]
        if self.box.rect().contains(where):
            self.clicked.emit(*self.area().value_at(where.x(), where.y()))

    def _near_handle(self, position: QPointF) -> bool:
        if self.handle is None:
            return False
        where = self.inside(position)
        near = abs(where.x() - self.area().x(self.handle)) <= GRAB
        return near and bool(self.box.rect().contains(where))

    def _drag_to(self, position: QPointF) -> None:
        where = self.inside(position)
        self.dragged.emit(self.area().value_at(where.x(), where.y())[0])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the handle, or leave it to pyqtgraph."""
        if event.button() == Qt.MouseButton.LeftButton and self._near_handle(event.position()):
            self._dragging = True
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the handle, or remember where the mouse is."""
        if self._dragging:
            self._drag_to(event.position())
            return
        where = self.inside(event.position())
        self.hover = where if self.box.rect().contains(where) else None
        if self.handle is not None:
            near = self._near_handle(event.position())
            self.viewport().setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.ArrowCursor)
        self.hovered.emit()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._dragging:
            self._dragging = False
            self.released.emit()
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Say so; its first click has already been one."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go: the button's release would go elsewhere."""
        self._dragging = False
        super().hideEvent(event)

    def leaveEvent(self, event: object) -> None:
        """Forget the mouse."""
        self.hover = None
        self.hovered.emit()
        super().leaveEvent(event)


class PlotCanvas(Canvas):
    """A canvas with one plot; abstract: a canvas gives `paint_back` and `paint_front`."""

    def __init__(self, view: View, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(view, scenario, theme, parent)
        self.plot = self.make_plot()
        self.plot.set_painters(self.paint_back, self.paint_front)
        self.plot.hovered.connect(self._hovered)
        self.body.addWidget(self.plot, 1)

    def make_plot(self) -> Plot:
        """Return the plot with its axes' names."""
        raise NotImplementedError

    def paint_back(self, painter: QPainter, area: Area) -> None:
        """Paint what changes seldom."""

    def paint_front(self, painter: QPainter, area: Area) -> None:
        """Paint this frame."""

    def _hovered(self) -> None:
        self.plot.front.update()

    def _restyle(self) -> None:
        self.plot.restyle(self.theme)
