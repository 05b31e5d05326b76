"""The gallery: every scenario by chapter, a search field, and a fold to icons."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from recnet_core.scenario import Scenario
from recnet_gui.style import Theme
from recnet_gui.thumbnails import thumbnail
from recnet_gui.widgets.buttons import word_button
from recnet_gui.widgets.gallery_entry import GalleryEntry
from recnet_gui.widgets.icons import exists, pixmap
from recnet_gui.widgets.scroll import scrolled
from recnet_gui.widgets.search_field import SearchField

WIDTH, FOLDED = 190, 56  # px


class Gallery(QWidget):
    """Lists scenarios; `wished(scenario)` when one is pressed.

    Attributes
    ----------
    entries : GalleryEntry by key
    folded : whether only the drawings are shown
    """

    wished = Signal(object)  # Scenario

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._scenarios: dict[str, Scenario[Any]] = {}
        self._open = ""
        self._theme, self.folded = theme, False
        self.entries: dict[str, GalleryEntry] = {}
        self._headings: dict[str, QLabel] = {}
        self.search_field = SearchField("Search the scenarios", "Ctrl+F")
        self.search_field.textChanged.connect(self._filter)
        self.search_field.returnPressed.connect(self._open_first)
        self.nothing = QWidget()
        self._nothing_text = QLabel()
        self._make_nothing()
        self._list = QVBoxLayout()
        self._body = QVBoxLayout(self)
        self._body.addWidget(self.search_field)
        self._body.addWidget(self.nothing)
        self._scroll = self._make_list()
        self._body.addWidget(self._scroll, 1)
        self.nothing.hide()

    def fill(self, scenarios: Iterable[Scenario[Any]]) -> None:
        """List the scenarios; they come after the first picture, for importing them all takes a while."""
        self._scenarios = {scenario.key: scenario for scenario in scenarios}
        for scenario in self._scenarios.values():
            self._add(scenario)
        self._list.addStretch(1)
        self.restyle(self._theme)
        self._see_open_soon()

    def show_open(self, scenario: Scenario[Any]) -> None:
        """Mark the scenario that is open."""
        self._open = scenario.key
        for key, entry in self.entries.items():
            entry.setChecked(key == scenario.key)
        self._see_open_soon()

    def _see_open_soon(self) -> None:
        """Scroll once the entries have their places."""
        QTimer.singleShot(0, self, self._see_open)

    def _see_open(self) -> None:
        """Scroll to the scenario that is open."""
        holder = self._scroll.widget()
        if self._open in self.entries and holder is not None and (layout := holder.layout()) is not None:
            layout.activate()
            self._scroll.ensureWidgetVisible(self.entries[self._open], 0, self._theme.px(60))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the open scenario in sight."""
        super().showEvent(event)
        self._see_open_soon()

    def fold(self, folded: bool) -> None:
        """Show drawings only, or all."""
        self.folded = folded
        if folded:
            self.search_field.clear()
            self.search_field.clearFocus()
        self.search_field.setVisible(not folded)
        for entry in self.entries.values():
            entry.fold(folded)
        self._filter(self.search_field.text())
        self.setFixedWidth(self._theme.px(FOLDED if folded else WIDTH))

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme = theme
        self._body.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        self._body.setSpacing(theme.px(8))
        self._list.setSpacing(theme.px(2))
        for heading in self._headings.values():
            heading.setContentsMargins(theme.px(10), theme.px(10), 0, theme.px(2))
        self.search_field.restyle(theme)
        size, ratio = theme.px(20), self.devicePixelRatioF()
        for key, entry in self.entries.items():
            picture = thumbnail(key, theme, ratio)
            if picture is not None:
                entry.show_thumbnail(picture)
                continue
            name = _drawing(self._scenarios[key])
            entry.show_drawing(pixmap(name, theme.muted, size, ratio), pixmap(name, theme.accent, size, ratio))
        self.fold(self.folded)

    def _make_nothing(self) -> None:
        self._nothing_text.setWordWrap(True)
        self._nothing_text.setProperty("role", "muted")
        clear = word_button("Show all", role="outline")
        clear.clicked.connect(self.search_field.clear)
        body = QVBoxLayout(self.nothing)
        body.setContentsMargins(8, 8, 8, 8)
        body.addWidget(self._nothing_text)
        body.addWidget(clear, 0, Qt.AlignmentFlag.AlignLeft)

    def _make_list(self) -> QScrollArea:
        holder = QWidget()
        holder.setObjectName("chrome")
        self._list = QVBoxLayout(holder)
        self._list.setContentsMargins(0, 0, 0, 0)
        return scrolled(holder)

    def _add(self, scenario: Scenario[Any]) -> None:
        if scenario.group not in self._headings:
            heading = QLabel(scenario.group.upper())
            heading.setProperty("role", "group")
            self._headings[scenario.group] = heading
            self._list.addWidget(heading)
        entry = GalleryEntry(scenario.key, scenario.title, scenario.summary)
        entry.clicked.connect(self._pressed)
        entry.setChecked(scenario.key == self._open)
        self.entries[scenario.key] = entry
        self._list.addWidget(entry)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        found = {
            scenario.group
            for key, scenario in self._scenarios.items()
            if self._show_entry(self.entries[key], _matches(scenario, words))
        }
        for group, heading in self._headings.items():
            heading.setVisible(group in found and not self.folded)
        self._nothing_text.setText(f"No scenario matches “{text.strip()}”.")
        self.nothing.setVisible(not found and bool(self._scenarios))

    def _show_entry(self, entry: GalleryEntry, shown: bool) -> bool:
        entry.setVisible(shown)
        return shown

    def _pressed(self) -> None:
        entry = self.sender()
        assert isinstance(entry, GalleryEntry)
        self._wish(entry)

    def _open_first(self) -> None:
        """Open the first match, and put the keyboard there."""
        first = next((entry for entry in self.entries.values() if not entry.isHidden()), None)
        if self.search_field.text().strip() and first is not None:
            self._wish(first)
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wish(self, entry: GalleryEntry) -> None:
        """Ask for a scenario; the search that found it is over."""
        self.search_field.clear()
        self.wished.emit(self._scenarios[entry.key])


def _matches(scenario: Scenario[Any], words: Sequence[str]) -> bool:
    text = f"{scenario.key} {scenario.title} {scenario.group} {scenario.summary}".casefold()
    return all(word in text for word in words)


def _drawing(scenario: Scenario[Any]) -> str:
    own = f"scenario-{scenario.key}"
    return own if exists(own) else f"group-{scenario.group.lower().replace('–', '-')}"
