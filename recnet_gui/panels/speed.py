"""The speed: wished (slider, number, presets) and really reached."""

from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from recnet_core.parameters import ParameterSpec
from recnet_gui.driver import FASTEST, SLOWEST, Driver
from recnet_gui.style import Theme
from recnet_gui.widgets.buttons import FlatButton
from recnet_gui.widgets.checking import checked
from recnet_gui.widgets.icons import icon
from recnet_gui.widgets.number_field import NumberField
from recnet_gui.widgets.numbers import number_text, speed_text
from recnet_gui.widgets.slider import ValueSlider
from recnet_gui.widgets.symbols import rich_tip

PRESETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
SPEED = ParameterSpec("speed", "speed", "×", 1.0, SLOWEST, FASTEST, "Times real time.")
TIP = rich_tip("Speed, times real time.", "", "[ half, ] twice, a double click: 1×.")


class SpeedBox(QWidget):
    """Shows the driver's speed and passes wishes on to it."""

    def __init__(self, driver: Driver) -> None:
        super().__init__()
        self._driver = driver
        self._word = QLabel("Speed")
        self._word.setProperty("role", "muted")
        self.slider = ValueSlider(SLOWEST, FASTEST, 1.0, logarithmic=True)
        self.field = NumberField(partial(checked, SPEED), "×")
        self.presets = FlatButton()
        self.reached = QLabel()
        self.reached.setProperty("role", "small")
        self.reached.setToolTip("The speed really reached; less than wished where the machine is too slow.")
        self._explain()
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        for widget in (self._word, self.slider, self.field, self.presets, self.reached):
            body.addWidget(widget)
        self.slider.moved.connect(driver.set_speed)
        self.slider.reset_wished.connect(self._reset)
        self.field.committed.connect(driver.set_speed)
        driver.speed_changed.connect(self._show)
        driver.reached.connect(self._show_reached)
        self._show(driver.speed)

    def restyle(self, theme: Theme) -> None:
        """Take the theme's colours and lengths."""
        self.slider.setFixedWidth(theme.px(96))
        self.field.setFixedWidth(theme.px(64))
        self.field.make_room_for_unit()
        self.presets.setIcon(icon("down", theme.muted, theme.rule, theme.px(14)))
        self.reached.setFixedWidth(self.reached.fontMetrics().horizontalAdvance("reached 00.00×") + theme.px(4))

    def show_running(self, on: bool) -> None:
        """Say nothing of a speed that is not reached: at a pause, and before it was measured."""
        self.reached.setText("")

    def be_compact(self, compact: bool) -> None:
        """Leave out word and slider where there is little room; number and presets do the same."""
        self._word.setVisible(not compact)
        self.slider.setVisible(not compact)

    def _explain(self) -> None:
        for widget in (self.slider, self.field):
            widget.setAccessibleName("Speed, times real time")
        self.slider.setToolTip(TIP)
        self.field.set_tip(TIP)
        self.presets.setToolTip("Common speeds")
        self.presets.setAccessibleName("Common speeds")
        self.presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.presets)
        for speed in PRESETS:
            action = QAction(f"{number_text(speed)}×", menu)
            action.setData(speed)
            menu.addAction(action)
        menu.triggered.connect(self._chosen)
        self.presets.setMenu(menu)

    def _chosen(self, action: QAction) -> None:
        self._driver.set_speed(action.data())

    def _reset(self) -> None:
        self._driver.set_speed(1.0)

    def _show(self, speed: float) -> None:
        self.slider.show_value(speed)
        self.field.show_value(speed)

    def _show_reached(self, speed: float) -> None:
        if self._driver.running:  # the last frame before a stop tells its speed as well
            self.reached.setText(f"reached {speed_text(speed)}")
