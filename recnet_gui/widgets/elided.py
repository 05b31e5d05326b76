"""A label that takes the room it gets: what does not fit into its lines is cut off, and is in the tip whole."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from recnet_gui.widgets.painted import em
from recnet_gui.widgets.symbols import RichLabel, rich, rich_tip


class ElidedLabel(RichLabel):
    """Text with symbols as in print in at most `lines` lines.

    Attributes
    ----------
    whole : the text, also where only part of it is seen
    """

    def __init__(self, text: str = "", parent: QWidget | None = None, *, lines: int = 1, role: str = "") -> None:
        self.whole, self._lines = "", lines
        super().__init__(text, parent, role=role)
        self.setWordWrap(lines > 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(lines > 1)
        self.setSizePolicy(policy)

    def show_text(self, text: str) -> None:
        """Show `text`, or as much of it as there is room for."""
        self.whole = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the room for all of it in one line."""
        width = self.fontMetrics().horizontalAdvance(self.whole) + 4
        return QSize(width, self.fontMetrics().lineSpacing() + 2)

    def minimumSizeHint(self) -> QSize:
        """Return the room for a few letters."""
        return QSize(min(round(em(self, 3.0)), self.sizeHint().width()), self.fontMetrics().lineSpacing() + 2)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines that will be shown."""
        return len(self._broken(width)) * self.fontMetrics().lineSpacing() + 2

    def _fit(self) -> None:
        lines = (
            self._broken(self.width())
            if self.isVisible() or self.testAttribute(Qt.WidgetAttribute.WA_Resized)
            else [self.whole]
        )
        shown = "<br>".join(map(rich, lines))
        if shown != self.text():
            self.setText(shown)
            cut = "".join(lines).endswith("…") and not self.whole.endswith("…")
            self.setToolTip(rich_tip(self.whole) if cut else "")

    def _broken(self, width: int) -> list[str]:
        """Return the lines, the last one cut off where there would be more."""
        text, metrics = self.whole, self.fontMetrics()
        if self._lines == 1:
            return [metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(1, width))]
        layout = QTextLayout(text, self.font())
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        layout.beginLayout()
        starts: list[int] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width - 2))
            starts.append(line.textStart())
        layout.endLayout()
        if len(starts) > self._lines:
            rest = metrics.elidedText(text[starts[self._lines - 1] :], Qt.TextElideMode.ElideRight, max(1, width - 2))
            ends = starts[1 : self._lines]
            return [*(text[a:b].strip() for a, b in zip(starts, ends, strict=False)), rest]
        return [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)] or [""]
