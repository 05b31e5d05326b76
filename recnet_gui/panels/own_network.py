"""The editor of a network of one's own: M, W, b and τ as tables, F as a choice; every edit acts at once."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from recnet_core.arrays import Array
from recnet_core.errors import RecNetError
from recnet_core.parameters import ArraySpec, Parameters, ParameterSpec, array_specs, changed
from recnet_core.scenario import Scenario
from recnet_core.scenarios.own_network import MOST_INPUTS, MOST_UNITS, resized_inputs, resized_recurrent
from recnet_core.tables.table_file import ENDINGS, fitted, parse_table, read_table, with_block
from recnet_gui.panels.own_network_builder import BuilderLine
from recnet_gui.panels.own_network_function import FunctionPage
from recnet_gui.panels.own_network_table import NumbersModel, NumbersView, cell_text
from recnet_gui.session import Session
from recnet_gui.style import GRID, Theme
from recnet_gui.widgets.buttons import FlatButton, word_button
from recnet_gui.widgets.checking import checked
from recnet_gui.widgets.elided import ElidedLabel
from recnet_gui.widgets.icons import icon
from recnet_gui.widgets.number_field import NumberField
from recnet_gui.widgets.symbols import rich_symbol, rich_tip
from recnet_gui.widgets.tab_row import TabRow

FIRST_SIZE = (760, 560)
PAGES = ("M", "W", "b and τ", "F")
HINTS = (
    "Row = the unit that receives, column = the unit that sends. Type, or paste a block from a spreadsheet.",
    "Row = unit, column = input; an input is switched by its number key.",
    "Constant input and time constant of every unit, a row each.",
    "One function for all units. A smooth one needs another method than “exact”.",
)
N = ParameterSpec("N", "N", "", 16, 1, MOST_UNITS, "Number of units; what fits stays.", integer=True)
K = ParameterSpec("K", "K", "", 2, 1, MOST_INPUTS, "Number of inputs, the columns of W.", integer=True)


class NetworkEditor(QDialog):
    """A tool window that stays beside the run.

    Attributes
    ----------
    tabs, models, views : the pages "M", "W" and "b and τ"
    function : the page "F"
    size_field, inputs_field : for N and K
    builder : the line of builders
    message : what is wrong, "" for nothing
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setObjectName("chrome")
        self.setWindowTitle("Edit network")
        self._session, self._theme = session, theme
        self._specs: dict[str, ArraySpec] = {}
        self.page = 0
        self.tabs = TabRow()
        self.models = [NumbersModel(check, theme, self) for check in (self._check_m, self._check_w, self._check_units)]
        self.views = [NumbersView(model) for model in self.models]
        self.function = FunctionPage(session)
        self.builder = BuilderLine(theme)
        self.size_field, self.inputs_field = _count_field(N), _count_field(K)
        self.load = word_button("Load file…", role="outline")
        self.replace = word_button("Replace by clipboard", role="outline")
        self._hint, self._strip, self.message = ElidedLabel(lines=2), QWidget(), ElidedLabel(lines=3)
        self._close_message = FlatButton()
        self._lay_out()
        self._connect()
        self.restyle(theme)
        self.resize(*(theme.px(length) for length in FIRST_SIZE))
        self._open(session.scenario)

    # --- the look -------------------------------------------------------------------------------------------------

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self._theme = theme
        side = theme.px(GRID)
        self._body.setContentsMargins(2 * side, side, 2 * side, 2 * side)
        self._body.setSpacing(side)
        self._strip_row.setContentsMargins(theme.px(12), theme.px(4), theme.px(8), theme.px(4))
        for row in (self._top, self._tools):
            row.setSpacing(side)
        self._close_message.setIcon(icon("close", theme.warning_text, theme.rule, theme.px(16)))
        for field in (self.size_field, self.inputs_field):
            field.setFixedWidth(theme.px(56))
        self.setStyleSheet(_sheet(theme))
        for number, view in enumerate(self.views):
            view.restyle(theme, 96 if number == 2 else 72)
        self.builder.restyle(theme)
        self.function.restyle(theme)

    def _lay_out(self) -> None:
        self._body, self._top, self._tools = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        self._k_word = QLabel(rich_symbol("K"))
        self._top.addWidget(self.tabs, 1)
        for widget in (QLabel(rich_symbol("N")), self.size_field, self._k_word, self.inputs_field):
            self._top.addWidget(widget)
        self._hint.setProperty("role", "muted")
        self._strip.setObjectName("banner")
        self._strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._strip_row = QHBoxLayout(self._strip)
        self._strip_row.addWidget(self.message, 1)
        self._strip_row.addWidget(self._close_message)
        self._tools.addWidget(self.load)
        self._tools.addWidget(self.replace)
        self._tools.addStretch(1)
        self._body.addLayout(self._top)
        self._body.addWidget(self._hint)
        self._body.addWidget(self._strip)
        for page in (*self.views, self.function):
            self._body.addWidget(page, 1)
        self._body.addWidget(self.builder)
        self._body.addLayout(self._tools)
        self._strip.hide()

    def _connect(self) -> None:
        self.load.setToolTip(rich_tip("Load this table from a file: CSV, TSV, NPY or MAT."))
        self.replace.setToolTip(rich_tip("Put the whole clipboard in place of this table, whatever its size."))
        self._close_message.setToolTip("Close this message")
        self._close_message.setAccessibleName("Close this message")
        self.tabs.chosen.connect(self.show_page)
        self.load.clicked.connect(self._load)
        self.replace.clicked.connect(self._replace)
        self._close_message.clicked.connect(self._forgive)
        self.size_field.committed.connect(self._resize_network)
        self.inputs_field.committed.connect(self._resize_inputs)
        self.builder.built.connect(self._take_built)
        self.builder.complained.connect(self.complain)
        for model, view, name in zip(self.models, self.views, PAGES, strict=False):
            view.setAccessibleName(f"Table of {name}")
            model.wished.connect(self._set_table)
            model.complained.connect(self.complain)
            view.pasted.connect(self._take_pasted)
        self._session.scenario_changed.connect(self._open)
        self._session.system_changed.connect(self._show)

    # --- what it shows --------------------------------------------------------------------------------------------

    def show_page(self, page: int) -> None:
        """Show one of `PAGES` by number."""
        self.page = page
        self.tabs.offer(list(enumerate(PAGES)), page, with_back=False)
        for number, widget in enumerate((*self.views, self.function)):
            widget.setVisible(number == page)
        (*self.views, self.function.choice)[page].setFocus()
        self._hint.show_text(HINTS[page])
        self.builder.setVisible(page == 0)
        for widget in (self._k_word, self.inputs_field):
            widget.setVisible(page == 1)
        for button in (self.load, self.replace):
            button.setVisible(page < 3)
        self._forgive()

    def complain(self, reason: str) -> None:
        """Say what is wrong, inside the window; "" when it is put right."""
        self.message.show_text(reason)
        self._strip.setVisible(bool(reason))

    def _forgive(self) -> None:
        for model in self.models:
            model.forgive()
        self.complain("")

    def _open(self, scenario: Scenario[Any]) -> None:
        """Show the scenario's tables; one that has none closes the editor."""
        self._specs = {spec.name: spec for spec in array_specs(type(scenario.defaults))}
        if set(self._specs) != {"M", "W", "b", "tau"}:
            self.hide()
            return
        self.show_page(0)
        self._show(self._session.simulation.parameters)

    def _show(self, parameters: Parameters) -> None:
        """Show what is in force, after an edit, an undo or a preset."""
        if not isinstance(getattr(parameters, "M", None), tuple):
            return
        m, w, b, tau = (getattr(parameters, name).array for name in ("M", "W", "b", "tau"))
        self.models[0].show_table(m)
        self.models[1].show_table(w)
        self.models[2].show_table(np.column_stack([b, tau]), ("b (Hz)", "τ (ms)"))
        self.size_field.show_value(len(m))
        self.inputs_field.show_value(w.shape[1])
        self.function.show_parameters(parameters)
        if not any(model.bad for model in self.models):
            self.complain("")

    # --- what is wished -------------------------------------------------------------------------------------------

    def _check_m(self, text: str, row: int, column: int) -> float:
        return self._specs["M"].checked_cell(cell_text(text), row, column)

    def _check_w(self, text: str, row: int, column: int) -> float:
        return self._specs["W"].checked_cell(cell_text(text), row, column)

    def _check_units(self, text: str, row: int, column: int) -> float:
        return self._specs[("b", "tau")[column]].checked_cell(cell_text(text), row)

    def _set_table(self, table: Array) -> None:
        """Put a whole table in force on the page that is shown."""
        if self.page < 2:
            name = PAGES[self.page]
            self._apply({name: table}, f"{name} edited")
        elif table.shape[1] != 2:
            self.complain(f"b and τ: {table.shape[1]} columns; allowed: 2")
        else:
            now = self.models[2].table
            new = {n: table[:, i] for i, n in enumerate(("b", "tau")) if not np.array_equal(table[:, i], now[:, i])}
            self._apply(new, f"{' and '.join(self._specs[n].symbol for n in new)} edited")

    def _apply(self, values: Mapping[str, Any], words: str) -> None:
        """Put values in force as one undo step, or say why not; bad cells stay in sight."""
        try:
            changed(self._session.simulation.parameters, **values)
        except RecNetError as error:
            self.complain(str(error))
            return
        self._session.set_parameters(values, words)

    def _take_pasted(self, text: str, place: tuple[int, int], span: tuple[int, int]) -> None:
        try:
            block = parse_table(text)
            self._forgive()
            self._set_table(with_block(self.models[self.page].table, block, place, span))
        except RecNetError as error:
            self.complain(str(error))

    def _replace(self) -> None:
        from PySide6.QtGui import QGuiApplication

        try:
            self._take_whole(parse_table(QGuiApplication.clipboard().text(), "clipboard"), "replaced")
        except RecNetError as error:
            self.complain(str(error))

    def _load(self) -> None:
        """Ask for a file and take its table."""
        kinds = " ".join(f"*{ending}" for ending in ENDINGS)
        path, _ = QFileDialog.getOpenFileName(self, f"Load {PAGES[self.page]}", "", f"Tables ({kinds});;All files (*)")
        if path:
            self.load_file(path)

    def load_file(self, path: str) -> None:
        """Put a file's table in place of the one that is shown."""
        try:
            self._take_whole(read_table(path), f"loaded from {Path(path).name}")
        except RecNetError as error:
            self.complain(str(error))

    def _take_whole(self, table: Array, words: str) -> None:
        """Put a table in place of the whole page; of a single row or column the current one of b and τ is made."""
        self._forgive()
        if self.page < 2:
            self._apply({PAGES[self.page]: table}, f"{PAGES[self.page]} {words}")
        elif 1 in table.shape:
            name = ("b", "tau")[max(0, self.views[2].currentIndex().column())]
            self._apply({name: fitted(table, self._specs[name])}, f"{self._specs[name].symbol} {words}")
        elif table.shape[1] == 2:
            self._apply({"b": table[:, 0], "tau": table[:, 1]}, f"b and τ {words}")
        else:
            self.complain(f"b and τ: {table.shape[1]} columns; allowed: 1 or 2")

    def _take_built(self, matrix: Array, title: str) -> None:
        self._forgive()
        self._apply({"M": matrix}, f"M built: {title}")

    def _resize_network(self, size: float) -> None:
        old = self.models[0].table
        self._apply({"M": resized_recurrent(old, int(size))}, f"N {len(old)} → {int(size)}")

    def _resize_inputs(self, count: float) -> None:
        old = self.models[1].table
        self._apply({"W": resized_inputs(old, int(count))}, f"K {old.shape[1]} → {int(count)}")


def _count_field(spec: ParameterSpec) -> NumberField:
    field = NumberField(partial(checked, spec))
    field.set_tip(rich_tip(f"{spec.symbol}: {spec.help}"))
    field.setAccessibleName(f"{spec.symbol}: {spec.help}")
    return field


def _sheet(theme: Theme) -> str:
    """Return what the window's style sheet does not say: tables."""
    return f"""
QDialog#chrome {{ background: {theme.window}; }}
QTableView {{
    background: {theme.canvas}; color: {theme.text}; border: 1px solid {theme.rule}; border-radius: {theme.px(6)}px;
    gridline-color: {theme.grid}; selection-background-color: {theme.accent};
    selection-color: {theme.on_accent}; outline: none;
}}
QTableView:focus {{ border: 1px solid {theme.accent}; }}
QTableView QLineEdit {{ border: 2px solid {theme.accent}; border-radius: 0; padding: 0 {theme.px(2)}px; }}
QTableView QLineEdit[bad="true"] {{ border: 2px solid {theme.error}; color: {theme.error}; }}
QHeaderView {{ background: {theme.canvas}; border: none; }}
QHeaderView::section {{
    background: {theme.window}; color: {theme.muted}; border: none;
    border-right: 1px solid {theme.grid}; border-bottom: 1px solid {theme.grid};
}}
QTableCornerButton::section {{ background: {theme.window}; border: none; }}
QScrollBar:horizontal {{ background: transparent; height: {theme.px(8)}px; margin: 0; }}
QScrollBar::handle:horizontal {{
    background: {theme.rule}; border-radius: {theme.px(4)}px; min-width: {theme.px(24)}px;
}}
"""
