"""Read-outs, eye, raster, patterns, weights, the rate curve and basins: what each alone shows, and what it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import thread_time
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication

from recnet_core import views
from recnet_core.inputs import Input, Pulse, Spikes
from recnet_core.journal import Kick, SetState, Switch
from recnet_core.low_rank import LowRank
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.scenarios import find
from recnet_core.simulation import Simulation
from recnet_core.snapshot import Snapshot, Span
from recnet_core.system import Readout, System
from recnet_core.transfer import Linear, Rectified, Saturating, Sigmoid, Tanh
from recnet_gui import style
from recnet_gui.canvases import make_canvas
from recnet_gui.plot.eyeball import Eyeball
from recnet_gui.plot.weights import MOST, blocks, entry, weight_picture
from tests.gui.shown import canvases, colours, picture, settle
from tests.gui.snapshots import at_start, broken

BIG = replace(style.LIGHT, scale=1.5)


@dataclass(frozen=True)
class Knobs(Parameters):
    lambda1: float = parameter(1.0, symbol="λ_1", unit="", low=-1.0, high=2.0, help="feedback")


def eyes(p: Knobs) -> System:
    """A line attractor that bursts on twelve channels push right or left; its read-out is an angle."""
    direction = np.full(20, 20.0**-0.5)
    network = RateNetwork(
        np.full(20, 20.0), LowRank(direction[:, None], np.array([[p.lambda1]])), np.outer(direction, np.ones(12))
    )
    right, left = np.repeat([5.0, 0.0], 6), np.repeat([0.0, -5.0], 6)
    inputs = (
        Input("right", right, Spikes(200.0, 10, 6), "saccade\nright"),
        Input("left", left, Spikes(200.0, 10, 6), "saccade\nleft"),
        Input("push", np.ones(12), Pulse(50.0)),
    )
    angle = Readout("eye_position", "°", lambda rates, inputs: 0.25 * rates @ direction, level=10.0)
    return System(network, inputs, readouts=(angle, Readout("v_1", "Hz", lambda rates, inputs: rates[:, 0])))


def memory(p: Knobs) -> System:
    """A small Hopfield network of ±1 patterns."""
    patterns = np.random.default_rng(0).choice([-1.0, 1.0], (3, 30))
    return System(
        RateNetwork(np.full(30, 10.0), p.lambda1 * patterns.T @ patterns / 30.0, transfer=Tanh()),
        (Input("cue", patterns[0]),),
        start=0.6 * patterns[0],
        patterns=patterns,
    )


def sparse_memory(p: Knobs) -> System:
    """Patterns of 0 and 20 Hz."""
    patterns = 20.0 * (np.random.default_rng(1).random((4, 30)) < 0.25)
    return System(RateNetwork(np.full(30, 10.0), np.zeros((30, 30)), transfer=Rectified()), patterns=patterns)


def alone(p: Knobs) -> System:
    """One saturating unit."""
    network = RateNetwork(np.array([20.0]), np.array([[p.lambda1]]), bias=np.array([-8.0]), transfer=Saturating(40.0))
    return System(network, (Input("x", np.array([10.0])),), start=np.array([25.0]))


def choice(p: Knobs) -> System:
    """Mutual inhibition with β = 2."""
    network = RateNetwork(np.full(2, 10.0), np.array([[0.0, -2.0], [-2.0, 0.0]]), transfer=Rectified())
    both = Input("both", np.full(2, 2.0), on=True)
    return System(network, (both, Input("bias", np.array([0.6, -0.6]))), start=np.array([0.3, 1.2]))


def scenario(
    build: Callable[[Any], System], view: views.View, rates: tuple[float, float], method: str = "exact", **knobs: float
) -> Scenario[Any]:
    return Scenario(
        key=view.name, title=view.title, group="Memory", summary="", defaults=Knobs(**knobs), build=build,
        views=(view,), presets=(Preset("classic", "Classic"),), rate_range=rates, method=method,
    )  # fmt: skip


READOUTS = scenario(eyes, views.Readouts("readouts", "Eye position"), (0.0, 60.0), lambda1=0.98)
EYE = scenario(eyes, views.Eye("eye", "Eye", readout="eye_position"), (0.0, 60.0), lambda1=0.98)
RASTER = scenario(eyes, views.Raster("raster", "Bursts"), (0.0, 60.0))
PATTERNS = scenario(memory, views.Patterns("patterns", "Recall", width=6), (-1.0, 1.0), "rk4")
SPARSE = scenario(sparse_memory, views.Patterns("patterns", "Recall", width=6), (0.0, 30.0))
WEIGHTS = scenario(choice, views.WeightMatrix("weights", "Weights"), (0.0, 3.0))
CURVE = scenario(alone, views.RateCurve("curve", "Rate curve"), (0.0, 60.0), lambda1=1.6)
PLANE = scenario(choice, views.PhasePlane("plane", "Decision", basins=True), (0.0, 3.0))
ALL = (READOUTS, EYE, RASTER, PATTERNS, SPARSE, WEIGHTS, CURVE, PLANE)
each_canvas = pytest.mark.parametrize(
    "shown", ALL, ids=[f"{number}-{one.views[0].name}" for number, one in enumerate(ALL)]
)
Make = Callable[..., Any]


@pytest.fixture
def make(qtbot: Any) -> Iterator[Make]:
    """Make canvases that are shown, and deleted after the test."""
    with canvases(qtbot) as show:

        def make_one(shown: Scenario[Any], theme: style.Theme = style.LIGHT, size: tuple[int, int] = (520, 360)) -> Any:
            return show(make_canvas(shown.views[0], shown, theme), size=size)

        yield make_one


def run(shown: Scenario[Any], *acts: tuple[float, str], until: float = 800.0) -> Snapshot:
    """Return a run in which inputs were switched on at times in ms."""
    simulation = Simulation(shown.build, shown.defaults, method=shown.method, dt=0.5, seed=3)
    for time, name in acts:
        simulation.advance(round((time - simulation.time) / 0.5))
        simulation.apply(Switch(name, True))
    simulation.advance(round((until - simulation.time) / 0.5))
    return simulation.snapshot()


def some_run(shown: Scenario[Any]) -> Snapshot:
    names = [entry.name for entry in shown.build(shown.defaults).inputs]
    return run(shown, *((200.0, name) for name in names[:1]), until=600.0)


# --- what all of them keep --------------------------------------------------------------------------------------------


@each_canvas
@pytest.mark.parametrize("theme", [style.LIGHT, style.DARK, BIG], ids=["light", "dark", "large"])
def test_a_run_gives_a_picture_in_every_look(make: Make, shown: Scenario[Any], theme: style.Theme) -> None:
    canvas = make(shown, theme)

    canvas.draw(some_run(shown))

    assert colours(picture(canvas)) > 20


@each_canvas
def test_history_may_be_missing_short_or_overflown(make: Make, shown: Scenario[Any]) -> None:
    canvas = make(shown)
    system, good = shown.build(shown.defaults), some_run(shown)

    for snapshot in (at_start(system, 0), at_start(system, 1), at_start(system, 2), good, broken(good), good):
        canvas.draw(snapshot)
        assert colours(picture(canvas)) > 5
    canvas.reset_ranges()


@each_canvas
def test_a_look_can_change_and_change_back(make: Make, shown: Scenario[Any], qtbot: Any) -> None:
    canvas = make(shown)
    canvas.draw(some_run(shown))
    if shown is PLANE:
        qtbot.waitUntil(lambda: done(canvas), timeout=5000)
    light = picture(canvas)

    canvas.restyle(style.DARK)
    dark = picture(canvas)
    canvas.restyle(replace(style.LIGHT, scale=2.0))
    large = picture(canvas)
    canvas.restyle(style.LIGHT)

    assert light.pixelColor(3, light.height() - 3).lightness() > 200
    assert dark.pixelColor(3, light.height() - 3).lightness() < 80
    assert large != light
    assert picture(canvas) == light


@each_canvas
def test_a_very_small_canvas_is_painted_too(make: Make, shown: Scenario[Any]) -> None:
    canvas = make(shown, BIG, (180, 120))

    canvas.draw(some_run(shown))

    assert colours(picture(canvas)) > 5


@each_canvas
def test_a_frame_and_a_slider_move_are_quick(make: Make, shown: Scenario[Any]) -> None:
    canvas, snapshot = make(shown), some_run(shown)
    canvas.draw(snapshot)
    systems = [shown.build(Knobs(lambda1=value)) for value in np.linspace(0.5, 1.5, 20)]

    begun = thread_time()
    for system in systems:
        canvas.show_system(system, shown.defaults)
    shown_in = (thread_time() - begun) / len(systems)
    begun = thread_time()
    for _ in range(20):
        canvas.draw(snapshot)
    drawn_in = (thread_time() - begun) / 20

    assert shown_in < 0.008  # 4 ms is the rule; twice that for a busy machine
    assert drawn_in < 0.008


# --- read-outs --------------------------------------------------------------------------------------------------------


def test_read_outs_are_drawn_as_the_system_defines_them(make: Make) -> None:
    canvas, snapshot = make(READOUTS), run(READOUTS, (200.0, "right"), until=900.0)

    canvas.draw(snapshot)

    x, values = canvas._lines[0]
    times = 1000.0 * (x + canvas.end)
    exact = snapshot.system.readouts[0].of(snapshot.rates, snapshot.inputs)
    assert values == pytest.approx(np.interp(times, snapshot.times, exact), abs=1e-9)
    assert "eye_position" in canvas.value_text(float(x[-1]), 0.0)
    assert canvas.range.high >= 10.0  # the level is part of the axis


def test_only_the_rows_that_pixels_show_are_read(make: Make) -> None:
    sizes: list[int] = []

    def watched(p: Knobs) -> System:
        network = RateNetwork(np.full(1000, 10.0), LowRank(np.eye(1000)[:, :1], np.zeros((1, 1))))
        entry = Readout("peak", "Hz", lambda rates, inputs: (sizes.append(len(rates)), rates.max(axis=1))[1])
        return System(network, readouts=(entry,))

    shown = scenario(watched, views.Readouts("readouts", "Peak"), (0.0, 60.0))
    canvas, snapshot = make(shown), run(shown, until=2000.0)

    canvas.draw(snapshot)

    assert len(snapshot.times) > 3900
    assert sizes
    assert max(sizes) <= 2 * canvas.plot.area().width + 2


def test_an_angle_that_goes_round_leaves_a_gap(make: Make) -> None:
    def turning(p: Knobs) -> System:
        angle = Readout("bump", "°", lambda rates, inputs: (rates[:, 0] + 180.0) % 360.0 - 180.0)
        return System(RateNetwork(np.array([1e9]), np.zeros((1, 1))), readouts=(angle,))

    shown = scenario(turning, views.Readouts("readouts", "Bump"), (0.0, 60.0))
    canvas = make(shown)
    times = np.arange(0.0, 1000.0)
    snapshot = replace(
        at_start(turning(Knobs())), time=999.0, end_time=999.0, dt=1.0, times=times, rates=times[:, None] * 0.72,
        inputs=np.zeros((1000, 1)), integrals=np.zeros((1000, 0)),
    )  # fmt: skip
    canvas.draw(snapshot)
    picture(canvas)

    drawn = canvas._strokes[0]._array.ndarray()
    assert len(drawn) > 100
    assert np.abs(drawn[:, 3] - drawn[:, 1]).max() < 0.2 * canvas.plot.area().height


def test_no_read_outs_is_said(make: Make) -> None:
    shown = scenario(alone, views.Readouts("readouts", "Read-outs"), (0.0, 60.0))
    canvas = make(shown)

    canvas.draw(some_run(shown))

    assert canvas._lines == []
    assert colours(picture(canvas)) > 5


# --- eye --------------------------------------------------------------------------------------------------------------


def test_the_eye_turns_to_the_angle(make: Make) -> None:
    canvas, snapshot = make(EYE), run(EYE, (100.0, "right"), until=300.0)
    canvas.draw(at_start(snapshot.system))
    ahead = picture(canvas)

    canvas.draw(snapshot)

    direction = np.full(20, 20.0**-0.5)
    assert canvas.angle == pytest.approx(0.25 * float(snapshot.v @ direction))
    assert canvas.angle > 5.0
    assert picture(canvas) != ahead


def test_an_eye_stops_where_eyes_stop_and_keeps_its_angle_when_a_state_overflows(make: Make) -> None:
    canvas, snapshot = make(EYE), run(EYE, until=50.0)
    canvas.draw(replace(snapshot, v=np.full(20, 1e7)))
    far = canvas.angle
    assert colours(picture(canvas)) > 20

    canvas.draw(broken(snapshot))

    assert far > 1e6
    assert canvas.angle == far


def test_the_gaze_points_where_the_scale_says(qtbot: Any) -> None:
    style.load_fonts()
    eye = Eyeball(QRectF(0.0, 0.0, 400.0, 300.0), style.LIGHT)
    end = eye.at(30.0, eye.scale_radius) - eye.centre

    assert np.degrees(np.arctan2(end.x(), -end.y())) == pytest.approx(30.0)
    assert eye.at(0.0, 10.0).x() == eye.centre.x()


@pytest.mark.parametrize("size", [(700.0, 300.0), (300.0, 300.0), (300.0, 500.0), (200.0, 150.0)])
def test_the_whole_eye_lies_within_its_picture(qtbot: Any, size: tuple[float, float]) -> None:
    style.load_fonts()
    image = QImage(round(size[0]) + 200, round(size[1]) + 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    Eyeball(QRectF(100.0, 100.0, *size), style.LIGHT).paint(painter, 50.0, np.linspace(-50.0, 50.0, 10))
    painter.end()

    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width())
    rows, columns = np.nonzero(pixels != 0xFFFFFFFF)
    assert rows.min() >= 96
    assert rows.max() <= 104 + size[1]
    assert columns.min() >= 96
    assert columns.max() <= 104 + size[0]


# --- raster -----------------------------------------------------------------------------------------------------------


def test_ticks_lie_at_the_exact_times_of_the_spikes(make: Make) -> None:
    canvas, snapshot = make(RASTER), run(RASTER, (200.0, "right"), (400.0, "left"), until=700.0)

    canvas.draw(snapshot)

    burst = Spikes(200.0, 10, 6)
    for name, start, channels in (("right", 200.0, range(6)), ("left", 400.0, range(6, 12))):
        x, rows = canvas._spikes[name]
        expected = sorted(start + time for channel in channels for time in burst.times(channel))
        assert sorted((1000.0 * (x + canvas.end)).tolist()) == pytest.approx(expected)
        assert set(rows.tolist()) == {float(channel) for channel in channels}


def test_only_spikes_that_have_come_are_shown(make: Make) -> None:
    canvas, snapshot = make(RASTER), run(RASTER, (200.0, "right"), until=220.0)

    canvas.draw(snapshot)
    half = 1000.0 * (canvas._spikes["right"][0] + canvas.end)
    canvas.draw(replace(snapshot, time=700.0, spans=(Span("right", 200.0, 210.0),)))
    cut = 1000.0 * (canvas._spikes["right"][0] + canvas.end)

    assert half.max() <= 220.0
    assert len(half) == 24  # six channels, one spike each 5 ms
    assert cut.max() <= 210.0
    assert len(cut) == 12


def test_a_knob_that_is_turned_leaves_past_bursts_as_they_were(make: Make) -> None:
    canvas, snapshot = make(RASTER), run(RASTER, (200.0, "right"), until=500.0)
    canvas.draw(snapshot)
    before = np.sort(canvas._spikes["right"][0])
    system = snapshot.system
    other = replace(system, inputs=(replace(system.inputs[0], waveform=Spikes(50.0, 4, 6)), *system.inputs[1:]))

    canvas.show_system(other, RASTER.defaults)
    canvas.draw(replace(snapshot, system=other))

    assert np.array_equal(np.sort(canvas._spikes["right"][0]), before)


def test_rows_are_those_of_inputs_that_send_spikes(make: Make) -> None:
    canvas = make(RASTER)

    assert [(group.name, group.channels) for group in canvas._groups] == [
        ("right", tuple(range(6))),
        ("left", tuple(range(6, 12))),
    ]
    assert canvas.value_text(0.0, 11.5).startswith("saccade right, channel 1:")
    assert canvas.value_text(0.0, 0.5).startswith("saccade left, channel 12:")


def test_a_raster_without_spikes_says_so(make: Make) -> None:
    shown = scenario(alone, views.Raster("raster", "Bursts"), (0.0, 60.0))
    canvas = make(shown)

    canvas.draw(some_run(shown))

    assert colours(picture(canvas)) > 5


# --- patterns ---------------------------------------------------------------------------------------------------------


def cell(canvas: Any, x: int, y: int) -> QPoint:
    return canvas.easel.grid.cell(x, y).center().toPoint()


def asked(canvas: Any) -> list[tuple[float, ...]]:
    states: list[tuple[float, ...]] = []
    canvas.state_requested.connect(states.append)
    return states


def test_a_press_paints_a_pixel_on_and_a_second_press_off(make: Make, qtbot: Any) -> None:
    canvas = make(SPARSE)
    canvas.draw(at_start(SPARSE.build(SPARSE.defaults)))
    settle()
    states = asked(canvas)

    for _ in range(2):
        qtbot.mouseClick(canvas.easel, Qt.MouseButton.LeftButton, pos=cell(canvas, 2, 1))
        qtbot.wait(25)

    assert [state[8] for state in states] == [20.0, 0.0]
    assert sum(states[0]) == 20.0
    assert all(type(rate) is float for rate in states[0])


def test_the_right_button_paints_off(make: Make, qtbot: Any) -> None:
    canvas = make(PATTERNS)
    canvas.draw(replace(at_start(PATTERNS.build(PATTERNS.defaults)), v=np.ones(30)))
    settle()
    states = asked(canvas)

    qtbot.mouseClick(canvas.easel, Qt.MouseButton.RightButton, pos=cell(canvas, 0, 0))

    assert states[0][0] == -1.0
    assert states[0][1:] == (1.0,) * 29


def test_a_stroke_ends_where_the_picture_is_hidden(make: Make, qtbot: Any) -> None:
    canvas = make(SPARSE)
    canvas.draw(at_start(SPARSE.build(SPARSE.defaults)))
    settle()
    begin = cell(canvas, 0, 0)
    qtbot.mousePress(canvas.easel, Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseMove(canvas.easel, cell(canvas, 2, 0))
    assert canvas._v.any()

    canvas.hide()
    canvas.show()
    states = asked(canvas)
    canvas.draw(at_start(SPARSE.build(SPARSE.defaults)))
    qtbot.mouseMove(canvas.easel, cell(canvas, 4, 3))
    qtbot.wait(40)

    assert states == []
    assert not canvas._v.any()  # what the run never got is not shown


def test_a_stroke_leaves_no_holes_and_asks_at_most_once_a_frame(make: Make, qtbot: Any) -> None:
    canvas = make(SPARSE)
    canvas.draw(at_start(SPARSE.build(SPARSE.defaults)))
    settle()
    states = asked(canvas)
    begin, end = cell(canvas, 0, 0), cell(canvas, 5, 4)

    qtbot.mousePress(canvas.easel, Qt.MouseButton.LeftButton, pos=begin)
    for share in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        qtbot.mouseMove(canvas.easel, begin + (end - begin) * share)
    at_once = len(states)
    qtbot.mouseRelease(canvas.easel, Qt.MouseButton.LeftButton, pos=end)
    qtbot.wait(60)

    painted = {divmod(unit, 6)[::-1] for unit in np.flatnonzero(states[-1]).tolist()}
    assert at_once <= 3
    assert {(0, 0), (5, 4)} <= painted
    assert {x for x, _ in painted} == set(range(6))
    assert {y for _, y in painted} == set(range(5))


def test_pixels_can_be_flipped_with_the_keyboard(make: Make, qtbot: Any) -> None:
    canvas = make(SPARSE)
    canvas.draw(at_start(SPARSE.build(SPARSE.defaults)))
    settle()
    states = asked(canvas)
    canvas.easel.setFocus()

    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Left,
        Qt.Key.Key_Down,
        Qt.Key.Key_Return,
    ):
        qtbot.keyClick(canvas.easel, key)

    assert np.flatnonzero(states[-1]).tolist() == [12]
    assert canvas.easel.accessibleDescription().startswith("Row 3, column 1: on")


def test_space_is_left_to_the_run(make: Make) -> None:
    canvas = make(SPARSE)
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    arrow = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier)
    for event in (press, arrow):
        event.ignore()
        QApplication.sendEvent(canvas.easel, event)

    assert not press.isAccepted()
    assert arrow.isAccepted()


def test_corrupt_flips_a_fifth_the_same_way_each_time(make: Make, qtbot: Any) -> None:
    results = []
    for _ in range(2):
        canvas = make(PATTERNS)
        canvas.draw(replace(at_start(PATTERNS.build(PATTERNS.defaults)), v=np.ones(30)))
        states = asked(canvas)
        qtbot.mouseClick(canvas._corrupt, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(canvas._corrupt, Qt.MouseButton.LeftButton)
        results.append(states)

    assert results[0] == results[1]
    assert results[0][0].count(-1.0) == 6
    assert results[0][1] != results[0][0]


def test_clear_switches_everything_off(make: Make, qtbot: Any) -> None:
    canvas = make(PATTERNS)
    canvas.draw(at_start(PATTERNS.build(PATTERNS.defaults)))
    states = asked(canvas)

    qtbot.mouseClick(canvas._clear, Qt.MouseButton.LeftButton)

    assert states == [(-1.0,) * 30]


def test_the_overlap_follows_the_state(make: Make) -> None:
    canvas = make(PATTERNS)
    patterns = PATTERNS.build(PATTERNS.defaults).patterns
    assert patterns is not None

    canvas.draw(replace(at_start(PATTERNS.build(PATTERNS.defaults)), v=patterns[1]))

    assert canvas._overlap[1] == pytest.approx(1.0)
    assert int(canvas._overlap.argmax()) == 1


def test_more_patterns_than_fit_are_counted(make: Make) -> None:
    def crowded(p: Knobs) -> System:
        patterns = np.random.default_rng(3).choice([-1.0, 1.0], (200, 30))
        return replace(memory(p), patterns=patterns)

    shown = scenario(crowded, views.Patterns("patterns", "Recall", width=6), (-1.0, 1.0), "rk4")
    canvas = make(shown, size=(400, 250))

    begun = thread_time()
    canvas.draw(some_run(shown))
    image = picture(canvas)

    assert thread_time() - begun < 0.3
    assert colours(image) > 20


def test_a_network_without_patterns_can_be_drawn_on(make: Make, qtbot: Any) -> None:
    shown = scenario(choice, views.Patterns("patterns", "State", width=2), (0.0, 3.0))
    canvas = make(shown)
    canvas.draw(some_run(shown))
    settle()
    states = asked(canvas)

    canvas.easel.active[:] = False
    qtbot.mouseClick(canvas.easel, Qt.MouseButton.LeftButton, pos=cell(canvas, 0, 0))

    assert states[0][0] == 3.0


# --- weights ----------------------------------------------------------------------------------------------------------


def test_row_one_is_at_the_top_and_signs_have_colours(make: Make) -> None:
    canvas = make(WEIGHTS)
    canvas.draw(some_run(WEIGHTS))

    assert canvas._image.pixelColor(0, 0).lightness() > 230  # zero is neutral
    assert canvas._image.pixelColor(1, 0).blue() > canvas._image.pixelColor(1, 0).red()  # −2: blue
    assert canvas.value_text(0.9, 0.1).startswith("M_ij = −2   i = 1, j = 2")


def test_a_large_low_rank_matrix_is_never_built() -> None:
    angles = np.linspace(-np.pi, np.pi, 4096, endpoint=False)
    basis = np.sqrt(2.0 / 4096) * np.column_stack([np.cos(angles), np.sin(angles)])
    network = RateNetwork(np.full(4096, 10.0), LowRank(basis, 0.9 * np.eye(2)))

    made = weight_picture(network)

    assert "dense" not in network.recurrent.__dict__
    assert made.values.shape == (MOST, MOST)
    assert made.largest == pytest.approx(2 * 0.9 / 4096, rel=1e-6)
    assert entry(network, 5, 1000) == pytest.approx(1.8 / 4096 * np.cos(angles[5] - angles[1000]))


@pytest.mark.parametrize("size", [300, 1000, 1023])
def test_a_single_strong_weight_is_seen_in_a_large_matrix(size: int) -> None:
    matrix = np.zeros((size, size))
    matrix[217, 3] = -4.0
    matrix[size - 1, size - 1] = 3.0
    made = blocks(matrix)

    assert MOST // 2 <= len(made) <= MOST
    assert (made != 0.0).sum() == 2
    assert made[217 * len(made) // size, 3 * len(made) // size] == -4.0
    assert made[-1, -1] == 3.0


# --- the rate curve ---------------------------------------------------------------------------------------------------


def test_fixed_points_are_filled_or_open_by_their_stability(make: Make) -> None:
    canvas = make(CURVE)
    canvas.draw(run(CURVE, until=5.0))

    assert [(float(point.v[0]), point.stable) for point in canvas._points] == [
        (pytest.approx(0.0), True),
        (pytest.approx(8.0 / 0.6), False),
        (pytest.approx(40.0), True),
    ]


def test_the_curve_moves_when_an_input_is_on(make: Make) -> None:
    canvas = make(CURVE)
    canvas.draw(run(CURVE, until=5.0))
    before = canvas._curve

    canvas.draw(run(CURVE, (2.0, "x"), until=5.0))

    assert canvas._h[0] == 10.0
    assert np.interp(10.0, *canvas._curve) == pytest.approx(np.interp(10.0, *before) + 10.0)
    assert len(canvas._points) == 1


def test_a_perfect_integrator_has_a_line_of_fixed_points(make: Make) -> None:
    def integrator(p: Knobs) -> System:
        return System(RateNetwork(np.array([10.0]), np.ones((1, 1)), transfer=Linear()), start=np.array([12.0]))

    canvas = make(scenario(integrator, views.RateCurve("curve", "Rate curve"), (0.0, 60.0)))
    canvas.draw(at_start(integrator(Knobs())))

    assert [point.kind for point in canvas._points] == ["line of fixed points"]
    assert colours(picture(canvas)) > 20


def test_the_range_of_the_curve_grows_with_the_rate(make: Make) -> None:
    canvas = make(CURVE)

    canvas.draw(replace(at_start(CURVE.build(CURVE.defaults)), v=np.array([200.0])))

    assert canvas.plot.box.viewRange()[0][1] > 200.0
    assert canvas._curve[0][-1] > 200.0


def test_a_click_on_the_curve_starts_there(make: Make, qtbot: Any) -> None:
    canvas = make(CURVE)
    canvas.draw(run(CURVE, until=5.0))
    settle()
    area = canvas.plot.area()
    where = canvas.plot.mapFromScene(canvas.plot.box.mapToScene(QPointF(float(area.x(30.0)), float(area.y(20.0)))))

    with qtbot.waitSignal(canvas.state_requested) as wish:
        qtbot.mouseClick(canvas.plot.viewport(), Qt.MouseButton.LeftButton, pos=where)

    assert wish.args[0] == (pytest.approx(30.0, abs=0.5),)


def test_a_curve_of_several_units_says_what_it_is_for(make: Make) -> None:
    shown = scenario(choice, views.RateCurve("curve", "Rate curve"), (0.0, 3.0))
    canvas = make(shown)

    canvas.draw(some_run(shown))

    assert colours(picture(canvas)) > 5


# --- basins -----------------------------------------------------------------------------------------------------------


def done(canvas: Any) -> bool:
    basins = canvas._basins
    newest = basins._wanted is None and basins.shown is basins._running
    return newest and basins.shown is not None and basins.shown.done


def test_the_plane_has_a_tint_for_each_attractor(make: Make, qtbot: Any) -> None:
    canvas = make(PLANE)
    canvas.draw(run(PLANE, until=5.0))
    qtbot.waitUntil(lambda: done(canvas), timeout=5000)
    image, area = picture(canvas), canvas.plot.area()

    def tint(x: float, y: float) -> tuple[int, int, int]:
        scene = canvas.plot.box.mapToScene(QPointF(float(area.x(x)), float(area.y(y))))
        at = canvas.plot.mapTo(canvas, canvas.plot.mapFromScene(scene))
        patch = [image.pixelColor(at.x() + dx, at.y() + dy) for dx in range(-9, 10, 3) for dy in range(-9, 10, 3)]
        return max(((c.red(), c.green(), c.blue()) for c in patch), key=[c.getRgb()[:3] for c in patch].count)

    first, second = tint(0.7, 2.5), tint(2.5, 0.7)
    assert first[1] > first[0]  # green
    assert second[0] > second[1]  # pink
    assert [name for _, name in canvas._basins._names] == ["ends in A", "ends in B"]
    assert [canvas._basins.number_of(point) for point in canvas._points] == [0, None, 1]


def test_basins_follow_the_held_input(make: Make, qtbot: Any) -> None:
    canvas = make(PLANE)
    canvas.draw(run(PLANE, until=5.0))
    qtbot.waitUntil(lambda: done(canvas), timeout=5000)
    before = (canvas._basins.shown.ends == 1).mean()

    canvas.draw(run(PLANE, (2.0, "bias"), until=5.0))
    qtbot.waitUntil(lambda: done(canvas), timeout=5000)

    assert (canvas._basins.shown.ends == 1).mean() > before + 0.1


def test_basins_are_found_while_the_input_moves_all_the_time(make: Make, qtbot: Any) -> None:
    canvas = make(PLANE)
    snapshot = run(PLANE, until=5.0)
    seen = set()
    for number in range(60):
        canvas.draw(replace(snapshot, h=np.array([2.0 + 0.004 * number, 2.0])))
        qtbot.wait(8)
        if canvas._basins.shown is not None:
            seen.add(id(canvas._basins.shown))

    assert len(seen) >= 2


def test_no_work_is_done_for_a_plane_nobody_sees(make: Make, qtbot: Any) -> None:
    canvas = make(PLANE)
    canvas.draw(run(PLANE, until=5.0))
    canvas.hide()
    canvas.draw(run(PLANE, (2.0, "bias"), until=5.0))

    assert not canvas._basins._slices.isActive()
    assert not canvas._basins._pause.isActive()

    canvas.show()
    qtbot.waitUntil(lambda: done(canvas), timeout=5000)
    assert canvas._basins.shown._h[0] == pytest.approx(2.6)


def test_a_slice_of_basins_leaves_the_frame_alone(make: Make, qtbot: Any) -> None:
    canvas = make(PLANE)
    took: list[float] = []
    work = canvas._basins._work

    def timed() -> None:
        begun = thread_time()
        work()
        took.append(thread_time() - begun)

    canvas._basins._slices.timeout.disconnect()
    canvas._basins._slices.timeout.connect(timed)
    canvas.draw(run(PLANE, (2.0, "bias"), until=5.0))
    qtbot.waitUntil(lambda: done(canvas), timeout=5000)

    assert np.median(took) < 0.006
    assert sum(took) < 0.6  # goal 0.3 s


def test_units_can_be_swapped(make: Make, qtbot: Any) -> None:
    shown = replace(PLANE, views=(views.PhasePlane("plane", "Decision", x=1, y=0, basins=True),))
    canvas = make(shown)
    canvas.draw(run(shown, (2.0, "bias"), until=5.0))
    qtbot.waitUntil(lambda: done(canvas), timeout=5000)

    assert colours(picture(canvas)) > 20
    straight, image = canvas._basins.shown.ends, canvas._basins._image
    swapped = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(straight.shape)[::-1]
    assert len(np.unique(swapped[straight == 0])) == 1
    assert swapped[200, 20] == swapped[straight == 1][0]  # v_1 up: much of v_1 wins


def test_a_smooth_network_has_basins_too(make: Make, qtbot: Any) -> None:
    def smooth(p: Knobs) -> System:
        transfer = Sigmoid(gain=np.array([1.2, 1.0]), centre=np.array([2.8, 4.0]), zeroed=True)
        network = RateNetwork(np.array([1.0, 2.0]), np.array([[9.0, -4.0], [13.0, -11.0]]), transfer=transfer)
        return System(network, start=np.array([0.5, 0.1]), labels=("v_E", "v_I"))

    shown = scenario(smooth, views.PhasePlane("plane", "Plane", basins=True), (0.0, 1.0), "rk4")
    canvas = make(shown)
    canvas.draw(run(shown, until=20.0))
    qtbot.waitUntil(lambda: done(canvas), timeout=5000)

    assert set(canvas._basins.shown.ends.ravel().tolist()) == {0, 1}
    assert len(canvas._basins.shown.separatrices) == 1


def test_read_outs_kept_from_frame_to_frame_are_those_read_anew(make: Any) -> None:
    scenario = find("oculomotor")
    view = next(view for view in scenario.views if isinstance(view, views.Readouts))
    canvas: Any = make(replace(scenario, views=(view,)))
    run = Simulation(scenario.build, scenario.defaults, method=scenario.method, dt=scenario.dt)
    inputs = [entry.name for entry in run.system.inputs]

    def lines() -> list[np.ndarray]:
        canvas.draw(run.snapshot())
        kept = [np.array(line) for _, line in canvas._lines]
        canvas._forget()
        canvas.draw(run.snapshot())
        for line, (_, anew) in zip(kept, canvas._lines, strict=True):
            np.testing.assert_allclose(line, anew, rtol=0.0, atol=1e-12)
        return kept

    for act in (None, Switch(inputs[1], True), SetState(tuple(np.full(run.system.size, 3.0))), Kick(tuple(run.v))):
        run.advance(150)
        canvas.draw(run.snapshot())
        if act is not None:
            run.apply(act)
        lines()
    run.seek(200)
    lines()
    run.apply(Switch(inputs[0], True))
    run.advance(300)
    assert np.isfinite(lines()[0]).all()
