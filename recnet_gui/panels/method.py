"""The integration method and its time step, always in sight."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from recnet_core.parameters import Parameters, ParameterSpec
from recnet_core.steppers.methods import DT_RANGE, METHODS, available
from recnet_gui.session import Session
from recnet_gui.style import Theme
from recnet_gui.widgets.checking import checked
from recnet_gui.widgets.choice import Choice
from recnet_gui.widgets.number_field import NumberField
from recnet_gui.widgets.symbols import rich_tip

DT = ParameterSpec("dt", "dt", "ms", 0.5, *DT_RANGE, "Time step.")


class MethodBox(QWidget):
    """A list of the methods the network allows, and dt."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.methods = Choice()
        self.methods.setAccessibleName("Integration method")
        self.dt = NumberField(partial(checked, DT), "ms")
        self.dt.setAccessibleName("Time step in ms")
        self.dt.set_tip(rich_tip("Time step of the integration. Try Euler with a large one and see it fail."))
        word = QLabel("dt")
        word.setProperty("role", "muted")
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        for widget in (self.methods, word, self.dt):
            body.addWidget(widget)
        self.methods.activated.connect(self._chosen)
        self.dt.committed.connect(self._typed)
        session.system_changed.connect(self._offer)
        session.method_changed.connect(self._show)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's lengths."""
        self.dt.setFixedWidth(theme.px(76))
        self.dt.make_room_for_unit()

    def _offer(self, parameters: Parameters) -> None:
        names = list(available(self._session.simulation.system.network))
        if names != [self.methods.itemData(i) for i in range(self.methods.count())]:
            self.methods.clear()
            for name in names:
                self.methods.addItem(METHODS[name].title, name)
        self._show(self._session.simulation.method, self._session.simulation.dt)

    def _show(self, method: str, dt: float) -> None:
        self.methods.setCurrentIndex(self.methods.findData(method))
        self.methods.setToolTip(rich_tip(f"Integration method. {METHODS[method].title}: {METHODS[method].help}"))
        self.dt.show_value(dt)

    def _chosen(self, index: int) -> None:
        self._session.set_method(self.methods.itemData(index), self._session.simulation.dt)

    def _typed(self, dt: float) -> None:
        self._session.set_method(self._session.simulation.method, dt)
