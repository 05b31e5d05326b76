"""The small controls by themselves."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from recnet_core.parameters import ParameterSpec, specs
from recnet_core.scenarios import all_scenarios
from recnet_gui.actions import ACTIONS
from recnet_gui.widgets import icons
from recnet_gui.widgets.number_field import NumberField
from recnet_gui.widgets.numbers import number_text, plain_number, seconds_text, speed_text, with_unit
from recnet_gui.widgets.slider import ValueSlider, round_step
from recnet_gui.widgets.symbols import rich, rich_symbol
from recnet_gui.widgets.time_bar import TimeBar

ALL_SPECS = [spec for scenario in all_scenarios() for spec in specs(type(scenario.defaults))]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-1.25, "−1.25"),
        (50.0, "50"),
        (0.12345678, "0.1235"),
        (0.99999, "0.99999"),
        (1e-9, "1e−9"),
        (9999, "9999"),
        (12345.0, "12345"),
        (0.0, "0"),
    ],
)
def test_numbers_have_four_digits_unless_they_are_short_and_a_true_minus(value: float, text: str) -> None:
    assert number_text(value) == text


@given(st.floats(-1e6, 1e6))
def test_a_shown_number_can_be_typed_again(value: float) -> None:
    again = float(plain_number(with_unit(value, "ms"), "ms"))

    assert again == pytest.approx(value, rel=1e-3, abs=1e-300)


def test_times_and_speeds_have_units() -> None:
    assert seconds_text(3214.2) == "3.214 s"
    assert (speed_text(1.0), speed_text(0.05), speed_text(20.0)) == ("1.0×", "0.05×", "20.0×")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("τ_I 50 → 30 ms", "<i>τ</i><sub>I</sub> 50 → 30 ms"),
        ("a < M_EE & b", "a &lt; <i>M</i><sub>EE</sub> &amp; b"),
        ("no symbol", "no symbol"),
        ("file_name", "file_name"),
    ],
)
def test_symbols_get_true_subscripts(text: str, html: str) -> None:
    assert rich(text) == html


def test_a_letter_is_italic_and_a_word_is_not() -> None:
    assert (rich_symbol("N"), rich_symbol("seed")) == ("<i>N</i>", "seed")


@pytest.mark.parametrize("spec", ALL_SPECS, ids=lambda spec: spec.name)
def test_a_slider_reaches_both_ends_and_the_default_and_stays_within(qtbot: QtBot, spec: ParameterSpec) -> None:
    slider = ValueSlider(spec.low, spec.high, spec.default, integer=spec.integer, logarithmic=spec.scale == "log")
    qtbot.addWidget(slider)
    values = [slider.value_at(p) for p in range(slider.minimum(), slider.maximum() + 1)]

    assert (values[0], values[-1]) == (spec.low, spec.high)
    assert spec.default in values
    assert values == sorted(values)
    assert all(spec.checked(value) == value for value in values)


def test_a_logarithmic_slider_doubles_evenly(qtbot: QtBot) -> None:
    slider = ValueSlider(0.05, 20.0, 1.0, logarithmic=True)
    qtbot.addWidget(slider)
    values = [slider.value_at(p) for p in range(slider.minimum(), slider.maximum() + 1)]

    assert values[0] == 0.05
    assert values[-1] == 20.0
    assert 1.0 in values
    assert all(1.0 < b / a < 1.3 for a, b in pairwise(values))


@given(st.floats(1e-6, 1e6))
def test_a_round_step_is_one_two_or_five(step: float) -> None:
    made = round_step(step)

    assert made <= step * (1 + 1e-6)
    assert step / made < 2.51
    assert round(made / 10 ** math.floor(math.log10(made) + 1e-9)) in (1, 2, 5)


def test_moving_a_slider_by_program_sends_nothing(qtbot: QtBot) -> None:
    slider = ValueSlider(0.0, 10.0, 5.0)
    qtbot.addWidget(slider)
    sent: list[float] = []
    slider.moved.connect(sent.append)

    slider.show_value(7.0)
    assert sent == []
    slider.setValue(slider.maximum())
    assert sent == [10.0]


def test_a_field_keeps_what_is_being_typed_when_the_value_is_shown_again(qtbot: QtBot) -> None:
    field = NumberField(float, "ms")
    qtbot.addWidget(field)
    field.show_value(5.0)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "1")

    field.show_value(5.0)

    assert field.text() == "1"


def test_a_field_shows_all_digits_while_it_is_edited(qtbot: QtBot) -> None:
    field = NumberField(float)
    qtbot.addWidget(field)
    field.show_value(0.123456789)
    assert field.text() == "0.1235"
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()

    field.setFocus()
    assert field.text() == "0.123456789"
    field.clearFocus()
    assert field.text() == "0.1235"


NAMES = sorted({entry.icon for entry in ACTIONS} | {"pause", "reset", "close", "down", "info", "warning"})


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_drawn_in_the_colour_asked_for(qapp: object, name: str) -> None:
    image = icons.pixmap(name, "#FF0000", 32).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    solid = [
        QColor(image.pixelColor(x, y)) for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 250
    ]

    assert len(solid) > 10
    assert all(colour.red() > 250 and colour.green() < 5 for colour in solid)


@pytest.mark.parametrize("scenario", all_scenarios(), ids=lambda s: s.key)
def test_every_scenario_has_a_drawing(scenario: object) -> None:
    from recnet_gui.panels.gallery import _drawing

    assert icons.exists(_drawing(scenario))


def test_a_time_bar_with_many_acts_paints_a_strip_a_pixel_at_most(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = TimeBar()
    qtbot.addWidget(bar)
    bar.resize(300, 24)
    bar.show_moment(2e6, 2e6)
    bar.show_acts([(100.0 * n, 100.0 * n + 50.0) for n in range(20_000)], [100.0 * n for n in range(20_000)])

    before = bar.grab().toImage()
    strips, lines = bar._strips, bar._lines
    asked: list[float] = []
    monkeypatch.setattr(bar, "pixel_of", lambda value: asked.append(value) or TimeBar.pixel_of(bar, value))
    again = bar.grab().toImage()

    assert (len(strips), len(lines)) <= (1, 301)
    assert bar._strips is strips
    assert len(asked) < 10
    assert again == before


def test_a_time_bar_places_its_acts_anew_when_the_run_has_grown(qtbot: QtBot) -> None:
    bar = TimeBar()
    qtbot.addWidget(bar)
    bar.resize(300, 24)
    bar.show_acts([(0.0, 100.0), (500.0, math.inf)], [300.0])

    bar.show_moment(1000.0, 1000.0)
    bar.grab()
    early = bar._strips
    bar.show_moment(2000.0, 2000.0)
    bar.grab()

    assert [round(left) for left, _ in early] == [round(bar.pixel_of(0)), round(bar.width() / 2)]
    assert bar._strips[1] == (bar.pixel_of(500), bar.pixel_of(2000))
