"""One input as a large switch: its number key, its name, and a toggle, or a button for one that ends by itself."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QStaticText
from PySide6.QtWidgets import QSizePolicy, QWidget

from recnet_gui.widgets.painted import PaintedButton, em, paint_focus_ring
from recnet_gui.widgets.symbols import rich, rich_tip

ROLE = QPalette.ColorRole


class Switch(PaintedButton):
    """A row that is pressed as a whole; nothing in it moves slowly, on is on within the frame.

    A click changes nothing by itself: it asks (`clicked`), and `show_on` shows what became of it.
    """

    def __init__(self, number: int, title: str, *, momentary: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number, self._momentary, self.on, self._title = number, momentary, False, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_title(title)

    def show_title(self, title: str) -> None:
        """Show the input's name, and after two blanks its details, which a parameter may change."""
        if title == self._title:
            return
        self._title = title
        self._name, _, self._detail = (part.strip() for part in title.partition("  "))
        verb = "Plays once and ends by itself" if self._momentary else "Switches this input on and off"
        key = f"Key {self.number}" if self.number <= 9 else ""
        self.setToolTip(rich_tip(f"{self._name}. {verb}.", key))
        self._describe()
        self.update()

    def show_on(self, on: bool) -> None:
        """Show whether the input is on."""
        if on != self.on:
            self.on = on
            self._describe()
            self.update()

    def sizeHint(self) -> QSize:
        """Return a height that a finger hits."""
        return QSize(round(em(self, 12)), round(em(self, 2.3)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self.palette()
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.color(ROLE.Light))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        left = em(self, 0.5)
        if self.number <= 9:
            left = self._paint_badge(painter, left) + em(self, 0.6)
        right = self._paint_button(painter) if self._momentary else self._paint_toggle(painter)
        self._paint_words(painter, left, right - em(self, 0.5))
        if self.hasFocus():
            paint_focus_ring(painter, self)

    def _describe(self) -> None:
        state = "on" if self.on else "off"
        self.setAccessibleName(f"Input {self.number}: {self._name}, {state}")

    def _paint_badge(self, painter: QPainter, left: float) -> float:
        side = em(self, 1.25)
        box = QRectF(left, (self.height() - side) / 2.0, side, side)
        painter.setPen(QPen(self.palette().color(ROLE.Mid), 1.0))
        painter.setBrush(self.palette().color(ROLE.Base))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self.palette().color(ROLE.PlaceholderText))
        painter.setFont(self._small_font())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self.number))
        return box.right()

    def _paint_words(self, painter: QPainter, left: float, right: float) -> None:
        painter.setFont(self.font())
        painter.setPen(self.palette().color(ROLE.Text))
        place = QRectF(left, 0, right - left, self.height())
        middle = Qt.AlignmentFlag.AlignVCenter
        taken = self._paint_name(painter, place) + self.fontMetrics().horizontalAdvance("  ")
        if self._detail and taken + self.fontMetrics().horizontalAdvance(self._detail) < place.width():
            painter.setPen(self.palette().color(ROLE.PlaceholderText))
            painter.drawText(place.adjusted(taken, 0, 0, 0), middle, self._detail)

    def _paint_name(self, painter: QPainter, place: QRectF) -> float:
        """Paint the name with its symbols as in print, smaller or shortened where it is long; return its width."""
        name = QStaticText(rich(self._name))
        name.setTextFormat(Qt.TextFormat.RichText)
        for face in (self.font(), self._small_font()):
            name.prepare(painter.transform(), face)
            painter.setFont(face)
            if name.size().width() <= place.width():
                painter.drawStaticText(QPointF(place.left(), 0.5 * (self.height() - name.size().height())), name)
                painter.setFont(self.font())
                return name.size().width()
        short = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, round(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)
        painter.setFont(self.font())
        return place.width()

    def _paint_toggle(self, painter: QPainter) -> float:
        """Paint word and toggle; return where they begin."""
        track = self._track(em(self, 2.2))
        painter.setPen(Qt.PenStyle.NoPen if self.on else QPen(self.palette().color(ROLE.Mid), 1.5))
        painter.setBrush(self.palette().color(ROLE.Accent if self.on else ROLE.Base))
        painter.drawRoundedRect(track, track.height() / 2.0, track.height() / 2.0)
        radius = track.height() / 2.0 - em(self, 0.17)
        centre = QPointF(
            (track.right() if self.on else track.left()) + (-1 if self.on else 1) * track.height() / 2.0,
            track.center().y(),
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(ROLE.HighlightedText if self.on else ROLE.PlaceholderText))
        painter.drawEllipse(centre, radius, radius)
        word = QRectF(track.left() - em(self, 2.1), 0, em(self, 1.7), self.height())
        painter.setPen(self.palette().color(ROLE.Accent if self.on else ROLE.PlaceholderText))
        painter.setFont(self._small_font())
        painter.drawText(word, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "on" if self.on else "off")
        return word.left()

    def _paint_button(self, painter: QPainter) -> float:
        """Paint a pill with a play mark, filled while it plays; return where it begins."""
        pill = self._track(em(self, 2.2))
        accent: QColor = self.palette().color(ROLE.Accent)
        painter.setPen(QPen(accent, 1.5))
        painter.setBrush(accent if self.on else self.palette().color(ROLE.Base))
        painter.drawRoundedRect(pill, pill.height() / 2.0, pill.height() / 2.0)
        half, c = em(self, 0.3), pill.center()
        mark = [QPointF(c.x() - half * 0.8, c.y() - half), QPointF(c.x() + half, c.y())]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(ROLE.HighlightedText) if self.on else accent)
        painter.drawPolygon(QPolygonF([*mark, QPointF(c.x() - half * 0.8, c.y() + half)]))
        return pill.left()

    def _track(self, width: float) -> QRectF:
        height = em(self, 1.2)
        return QRectF(self.width() - width - em(self, 0.5), (self.height() - height) / 2.0, width, height)

    def _small_font(self) -> QFont:
        small = QFont(self.font())
        small.setPointSizeF(small.pointSizeF() * 0.88)
        return small
