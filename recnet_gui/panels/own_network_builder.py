"""A line of controls that makes M from a few numbers: which builder, its fields, and the button that makes it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from recnet_core.errors import RecNetError
from recnet_core.parameters import ParameterSpec
from recnet_core.tables.builders import BUILDERS, Builder
from recnet_gui.style import Theme
from recnet_gui.widgets.buttons import word_button
from recnet_gui.widgets.checking import checked
from recnet_gui.widgets.choice import Choice
from recnet_gui.widgets.number_field import NumberField
from recnet_gui.widgets.symbols import rich_symbol, rich_tip


class BuilderLine(QWidget):
    """`built(matrix, title)` when M is made, `complained(reason)` when a field does not allow it."""

    built = Signal(object, str)
    complained = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.choice = Choice()
        self.choice.setAccessibleName("Builder")
        self.choice.setToolTip("How M is made")
        for builder in BUILDERS.values():
            self.choice.addItem(builder.title, builder.name)
        self.make = word_button("Make M", role="outline")
        self.make.setToolTip(rich_tip("Put the builder's matrix into the table; one undo takes it back."))
        self.fields: dict[str, NumberField | QLineEdit] = {}
        self._holder: QWidget | None = None
        self._body = QHBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.addWidget(self.choice)
        self._body.addStretch(1)
        self._body.addWidget(self.make)
        self.choice.activated.connect(self._rebuild)
        self.make.clicked.connect(self._make)
        self._rebuild()

    @property
    def builder(self) -> Builder:
        """The chosen one."""
        return BUILDERS[self.choice.currentData()]

    def restyle(self, theme: Theme) -> None:
        """Take the theme's lengths."""
        self._theme = theme
        self._body.setSpacing(theme.px(12))
        for spec in self.builder.fields:
            self.fields[spec.name].setFixedWidth(theme.px(64 if isinstance(spec, ParameterSpec) else 220))

    def _rebuild(self) -> None:
        if self._holder is not None:
            self._body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget(self)
        row = QHBoxLayout(self._holder)
        row.setContentsMargins(0, 0, 0, 0)
        self.fields = {}
        for spec in self.builder.fields:
            row.addWidget(QLabel(rich_symbol(spec.symbol)))
            field = self._field(spec) if isinstance(spec, ParameterSpec) else QLineEdit(spec.default)
            field.setToolTip(rich_tip(spec.help))
            field.setAccessibleName(f"{spec.symbol}: {spec.help}")
            field.returnPressed.connect(self._make)
            self.fields[spec.name] = field
            row.addWidget(field)
        self._body.insertWidget(1, self._holder)
        self.restyle(self._theme)

    def _field(self, spec: ParameterSpec) -> NumberField:
        field = NumberField(partial(checked, spec))
        field.set_tip(rich_tip(spec.help))
        field.show_value(spec.default)
        return field

    def _make(self) -> None:
        try:
            matrix = self.builder.build({name: self._said(field) for name, field in self.fields.items()})
        except RecNetError as error:
            self.complained.emit(str(error))
            return
        self.built.emit(matrix, self.builder.title.lower())

    def _said(self, field: QLineEdit) -> str:
        text = field.text().replace("−", "-")
        return text.replace(",", ".") if isinstance(field, NumberField) else text
