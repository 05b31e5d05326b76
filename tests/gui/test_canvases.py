"""The canvases' contract, held by every canvas of every scenario; and what the mouse can ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

from recnet_core import views
from recnet_core.parameters import specs
from recnet_core.scenario import Scenario
from recnet_core.scenarios import all_scenarios, ei_oscillator
from recnet_core.simulation import Simulation
from recnet_core.snapshot import Mark, Snapshot, Span
from recnet_gui import style
from recnet_gui.canvas import Canvas
from recnet_gui.canvases import TABLE, make_canvas
from recnet_gui.plot.base import Plot
from tests.gui.shown import canvases, colours, picture, settle
from tests.gui.snapshots import at_start, broken, ran

ALL = [(scenario, view) for scenario in all_scenarios() for view in scenario.views]
FIRST = [pair for pair in ALL if pair[0].key in ("ei-oscillator", "integrator-memory")]
KINDS = list({type(view): (scenario, view) for scenario, view in (*reversed(ALL), *reversed(FIRST))}.values())


def each(pairs: list[tuple[Scenario[Any], views.View]]) -> pytest.MarkDecorator:
    names = [f"{scenario.key}:{view.name}" for scenario, view in pairs]
    return pytest.mark.parametrize(("scenario", "view"), pairs, ids=names)


each_canvas = each(ALL)
each_kind = each(KINDS)
Make = Callable[[Scenario[Any], views.View], Canvas]


@pytest.fixture
def make(qtbot: Any) -> Iterator[Make]:
    """Make canvases that are shown, and deleted after the test."""
    with canvases(qtbot) as show:
        yield lambda scenario, view: show(make_canvas(view, scenario, style.LIGHT))


def of_view(kind: type[views.View]) -> tuple[Scenario[Any], views.View]:
    return next((scenario, view) for scenario, view in (*FIRST, *ALL) if type(view) is kind)


def at_value(canvas: Any, x: float, y: float) -> QPoint:
    """Return where the plot shows (x, y), in its widget."""
    area = canvas.plot.area()
    inside = QPointF(float(area.x(x)), float(area.y(y)))
    return canvas.plot.mapFromScene(canvas.plot.box.mapToScene(inside))


def test_every_view_has_a_canvas() -> None:
    assert set(TABLE) == set(views.View.__subclasses__())


@each_canvas
def test_a_run_gives_a_picture(make: Make, scenario: Scenario[Any], view: views.View) -> None:
    canvas = make(scenario, view)

    canvas.draw(ran(scenario))

    assert colours(picture(canvas)) > 20


@each_kind
def test_history_may_be_missing_short_or_overflown(make: Make, scenario: Scenario[Any], view: views.View) -> None:
    canvas = make(scenario, view)
    system = scenario.build(scenario.defaults)
    run = ran(scenario)

    for snapshot in (at_start(system, 0), at_start(system, 1), at_start(system, 2), run, broken(run), run):
        canvas.draw(snapshot)
        assert colours(picture(canvas)) > 5


@each_canvas
def test_no_number_that_is_not_finite_is_kept(make: Make, scenario: Scenario[Any], view: views.View) -> None:
    canvas: Any = make(scenario, view)

    canvas.draw(broken(ran(scenario)))
    settle()

    plots = [held for held in vars(canvas).values() if isinstance(held, Plot)]
    assert np.isfinite([plot.box.viewRange() for plot in plots]).all()
    if hasattr(canvas, "_lines"):
        assert all(np.isfinite(line).all() for line in canvas._lines)


@each_kind
def test_themes_change_the_plots_too(make: Make, scenario: Scenario[Any], view: views.View) -> None:
    canvas = make(scenario, view)
    canvas.draw(ran(scenario))
    light = picture(canvas)

    canvas.restyle(style.DARK)
    dark = picture(canvas)
    canvas.restyle(replace(style.LIGHT, scale=2.0))
    large = picture(canvas)
    canvas.restyle(style.LIGHT)
    again = picture(canvas)

    middle = (light.width() // 2, light.height() - 3)
    assert light.pixelColor(*middle).lightness() > 200
    assert dark.pixelColor(*middle).lightness() < 80
    assert large != light
    assert again == light


@each_canvas
def test_new_equations_are_taken_while_running(make: Make, scenario: Scenario[Any], view: views.View) -> None:
    canvas = make(scenario, view)
    for spec in specs(type(scenario.defaults)):
        for value in (spec.low, spec.high):
            parameters = scenario.parameters(**{spec.name: value})
            run = Simulation(scenario.build, parameters, method=scenario.method, dt=scenario.dt)
            run.advance(20)
            canvas.show_system(run.system, parameters)
            canvas.draw(run.snapshot())
            QApplication.processEvents()
    canvas.show_system(scenario.build(scenario.defaults), scenario.defaults)
    canvas.draw(ran(scenario))
    canvas.reset_ranges()

    assert colours(picture(canvas)) > 20


@each_kind
def test_its_menu_resets_and_copies(make: Make, scenario: Scenario[Any], view: views.View) -> None:
    canvas = make(scenario, view)
    canvas.draw(ran(scenario))
    settle()
    menu = canvas.findChild(QMenu)
    QApplication.clipboard().clear()

    for action in menu.actions():
        if action.text() in {"Reset ranges", "Copy picture"}:
            action.trigger()

    copied = QApplication.clipboard().pixmap()
    assert copied.width() >= 520


def test_a_click_in_the_plane_asks_to_start_there(make: Make, qtbot: Any) -> None:
    scenario, view = of_view(views.PhasePlane)
    canvas: Any = make(scenario, view)
    canvas.draw(ran(scenario))
    settle()

    with qtbot.waitSignal(canvas.state_requested) as asked:
        qtbot.mouseClick(canvas.plot.viewport(), Qt.MouseButton.LeftButton, pos=at_value(canvas, 42.0, 21.0))

    pixel = 60.0 / canvas.plot.area().height
    assert asked.args[0] == pytest.approx((42.0, 21.0), abs=2.0 * pixel)
    assert all(type(value) is float for value in asked.args[0])


def test_a_click_left_of_the_axis_starts_at_zero(make: Make, qtbot: Any) -> None:
    scenario, view = of_view(views.PhasePlane)
    canvas: Any = make(scenario, view)
    canvas.draw(ran(scenario))
    settle()

    with qtbot.waitSignal(canvas.state_requested) as asked:
        qtbot.mouseClick(canvas.plot.viewport(), Qt.MouseButton.LeftButton, pos=at_value(canvas, -1.5, 30.0))

    assert asked.args[0][0] == 0.0


def test_a_double_click_in_the_plane_resets_its_ranges(make: Make, qtbot: Any) -> None:
    scenario, view = of_view(views.PhasePlane)
    canvas: Any = make(scenario, view)
    before = canvas.plot.box.viewRange()
    canvas.plot.box.scaleBy((0.5, 0.5))
    assert canvas.plot.box.viewRange() != before

    where = QPoint(200, 120)
    qtbot.mouseClick(canvas.plot.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.mouseDClick(canvas.plot.viewport(), Qt.MouseButton.LeftButton, pos=where)

    assert canvas.plot.box.viewRange() == before


def test_dragging_todays_value_asks_for_the_parameter(make: Make, qtbot: Any) -> None:
    scenario, view = of_view(views.EigenvalueSweep)
    canvas: Any = make(scenario, view)
    wished: list[tuple[str, float]] = []
    canvas.parameter_requested.connect(lambda name, value: wished.append((name, value)))
    plot = canvas._real
    area = plot.area()
    start, end = (plot.mapFromScene(plot.box.mapToScene(QPointF(float(area.x(value)), 20.0))) for value in (50.0, 90.0))

    with qtbot.waitSignal(canvas.parameter_released):
        qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=start)
        for share in (0.3, 0.6, 1.0):
            qtbot.mouseMove(plot.viewport(), start + (end - start) * share)
        qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=end)

    assert [name for name, _ in wished] == ["tau_I"] * len(wished)
    assert wished[-1][1] == pytest.approx(90.0, abs=1.0)


def test_a_drag_beyond_the_end_stays_in_range(make: Make) -> None:
    scenario, view = of_view(views.EigenvalueSweep)
    canvas: Any = make(scenario, view)
    wished: list[float] = []
    canvas.parameter_requested.connect(lambda _, value: wished.append(value))

    canvas._dragged(1e4)
    canvas._dragged(-1e4)

    assert wished == [150.0, 1.0]


def test_the_sweep_finds_the_hopf_point(make: Make, qtbot: Any) -> None:
    scenario, view = of_view(views.EigenvalueSweep)
    canvas: Any = make(scenario, view)

    qtbot.waitUntil(lambda: canvas._run.done, timeout=5000)

    assert canvas._run.crossings == pytest.approx((40.0,), abs=1e-9)
    real, frequency = canvas._run.leading, canvas._run.frequencies
    assert np.interp(30.0, canvas._run.values, real) == pytest.approx(-4.1667, abs=0.05)
    assert np.interp(50.0, canvas._run.values, frequency) == pytest.approx(6.151, abs=0.01)
    assert np.isnan(frequency[0])


def test_the_sweep_is_kept_while_only_its_parameter_moves(make: Make, qtbot: Any) -> None:
    scenario, view = of_view(views.EigenvalueSweep)
    canvas: Any = make(scenario, view)
    qtbot.waitUntil(lambda: canvas._run.done, timeout=5000)

    parameters = scenario.parameters(tau_I=77.0)
    canvas.show_system(scenario.build(parameters), parameters)

    assert canvas._run.done
    assert canvas._real.handle == 77.0


def test_nullclines_move_with_the_input(make: Make) -> None:
    scenario, view = of_view(views.PhasePlane)
    canvas: Any = make(scenario, view)
    quiet = at_start(scenario.build(scenario.defaults))
    canvas.draw(quiet)
    before = canvas._points[0].v

    canvas.draw(replace(quiet, h=np.array([10.0, 0.0])))

    assert canvas._points[0].v == pytest.approx([40.0, 30.0])
    assert before == pytest.approx([26.6667, 16.6667], abs=1e-3)


def test_the_wheel_zooms_the_plane_and_a_drag_pans_it(make: Make, qtbot: Any) -> None:
    scenario, view = of_view(views.PhasePlane)
    canvas: Any = make(scenario, view)
    asked: list[object] = []
    canvas.state_requested.connect(asked.append)
    where = at_value(canvas, 30.0, 30.0)
    (left, right), _ = canvas.plot.box.viewRange()

    place = QPointF(where)
    up = QWheelEvent(
        place, canvas.plot.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.plot.viewport(), up)
    settle()
    (zoomed_left, zoomed_right), _ = canvas.plot.box.viewRange()
    qtbot.mousePress(canvas.plot.viewport(), Qt.MouseButton.LeftButton, pos=where)
    for step in (10, 40, 80):
        qtbot.mouseMove(canvas.plot.viewport(), where + QPoint(step, 0), delay=30)
    qtbot.mouseRelease(canvas.plot.viewport(), Qt.MouseButton.LeftButton, pos=where + QPoint(80, 0))

    assert zoomed_right - zoomed_left < right - left
    assert canvas.plot.box.viewRange()[0][0] < zoomed_left
    assert asked == []
    canvas.draw(ran(scenario, tau_I=100.0))
    assert canvas.plot.box.viewRange()[0][1] < right


def with_another_dt(scenario: Scenario[Any], first: float, then: float) -> Snapshot:
    """Return a run whose time step changes in sight, v_1 being its time in ms."""
    times = np.concatenate([np.arange(0.0, 500.0, first), np.arange(500.0, 1000.0 + then, then)])
    snapshot = at_start(scenario.build(scenario.defaults))
    rates = np.tile(np.asarray(snapshot.v), (len(times), 1))
    rates[:, 0] = times
    return replace(
        snapshot, time=float(times[-1]), end_time=float(times[-1]), dt=then, times=times, rates=rates,
        inputs=np.zeros_like(rates), integrals=np.zeros((len(times), len(snapshot.system.integrals))),
    )  # fmt: skip


@pytest.mark.parametrize(("first", "then"), [(0.1, 5.0), (5.0, 0.1)])
def test_activity_is_at_its_time_after_a_change_of_dt(make: Make, first: float, then: float) -> None:
    scenario, view = of_view(views.Activity)
    canvas: Any = make(scenario, view)

    canvas.draw(with_another_dt(scenario, first, then))

    edges, rates = canvas._shown
    middles = 1000.0 * (canvas.end + 0.5 * (edges[1:] + edges[:-1]))
    assert np.ptp(np.diff(edges)) == pytest.approx(0.0, abs=1e-9)
    assert np.abs(rates[:, 0] - middles)[:-1].max() <= 2.5 + 1e-6
    assert canvas._image.width() == len(rates)


def test_activity_shows_a_gap_where_rates_are_not_finite(make: Make) -> None:
    scenario, view = of_view(views.Activity)
    canvas: Any = make(scenario, view)
    snapshot = with_another_dt(scenario, 1.0, 1.0)
    snapshot.rates[200:300] = np.nan

    canvas.draw(snapshot)

    edges, _ = canvas._shown
    column = int(np.searchsorted(edges, 0.25 - canvas.end)) - 1
    assert canvas._image.pixelColor(column, 5) == QColor(style.LIGHT.canvas)
    assert canvas.value_text(0.25 - canvas.end, 0.0) == "unit 1"


@pytest.mark.parametrize(("first", "then"), [(0.1, 5.0), (5.0, 0.1)])
def test_lines_keep_every_coarse_step_after_a_change_of_dt(make: Make, first: float, then: float) -> None:
    scenario, view = of_view(views.Traces)
    canvas: Any = make(scenario, view)
    snapshot = with_another_dt(scenario, first, then)

    canvas.draw(snapshot)

    x, _ = canvas._lines[0]
    assert np.diff(x).max() <= 0.005 + 1e-9


def test_time_axes_keep_only_the_spans_and_marks_in_sight(make: Make) -> None:
    scenario, view = of_view(views.Traces)
    canvas: Any = make(scenario, view)
    spans = tuple(Span("drive E", 100.0 * n, 100.0 * n + 50.0) for n in range(20_000))
    marks = tuple(Mark(100.0 * n, "kick") for n in range(20_000))
    late = replace(with_another_dt(scenario, 1.0, 1.0), time=2e6, end_time=2e6, spans=spans, marks=marks)
    late = replace(late, times=late.times + 2e6 - 1000.0)

    begun = perf_counter()
    canvas.draw(late)

    assert perf_counter() - begun < 0.25
    assert [span for span, _, _ in canvas.spans] == list(spans[-10:])
    assert canvas._marks == marks[-10:]
    assert colours(picture(canvas)) > 20


def test_the_spectrum_follows_the_state_from_one_fixed_point_to_another(make: Make) -> None:
    scenario = ei_oscillator.SCENARIO
    _, view = of_view(views.JacobianSpectrum)
    canvas: Any = make(scenario, view)
    parameters = scenario.parameters(M_EE=2.0, M_EI=0.0, gamma_E=10.0, M_IE=0.0)
    quiet = at_start(scenario.build(parameters))
    canvas.draw(quiet)
    places = []

    for v in ([0.0, 0.0], [12.0, 0.0], [11.0, 0.0], [0.5, 0.0]):
        canvas.draw(replace(quiet, v=np.array(v)))
        places.append(canvas._point)

    assert [point.v.tolist() for point in places] == [[0.0, 0.0], [10.0, 0.0], [10.0, 0.0], [0.0, 0.0]]
    assert places[1] is places[2]
    assert [point.kind for point in places[:2]] == ["stable node", "saddle"]


def test_the_spectrum_is_repainted_only_when_another_point_is_nearest(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, view = of_view(views.JacobianSpectrum)
    canvas: Any = make(scenario, view)
    run = ran(scenario)
    canvas.draw(run)
    painted: list[int] = []
    monkeypatch.setattr(canvas, "_place", lambda: painted.append(1))

    for shift in (0.0, 1.0, 5.0):
        canvas.draw(replace(run, v=run.v + shift))

    assert painted == []
