"""What the canvases of rings and linear modes show, what the mouse can ask of them, and theory over simulation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from recnet_core import views
from recnet_core.analysis import ring_plane
from recnet_core.arrays import Array
from recnet_core.inputs import Input, Noise
from recnet_core.journal import Change, SetParameters, SetState, Switch
from recnet_core.low_rank import LowRank
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.scenario import Preset, Scenario
from recnet_core.simulation import Simulation
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.transfer import Linear, Rectified
from recnet_gui import style
from recnet_gui.canvases import make_canvas
from recnet_gui.canvases.ring_profile import smoothed
from recnet_gui.plot import paint
from recnet_gui.plot.text import Text, laid_out
from recnet_gui.plot.theory import CONSTANT
from tests.gui.shown import canvases, settle
from tests.gui.snapshots import at_start

Make = Callable[..., Any]


@dataclass(frozen=True)
class RingParameters(Parameters):
    """A small ring of our own, linear or rectified."""

    N: int = parameter(64, symbol="N", low=4, high=4096, integer=True, help="Units.")
    lambda1: float = parameter(1.9, symbol="λ_1", low=0.0, high=2.5, help="Eigenvalue.")
    angle: float = parameter(0.0, symbol="θ_0", unit="°", low=-180.0, high=180.0, help="Peak.")
    h0: float = parameter(3.0, symbol="h_0", unit="Hz", low=-10.0, high=10.0, help="Background.")
    rectified: int = parameter(1, symbol="F", low=0, high=1, integer=True, help="0: linear.")


def build_ring(p: RingParameters) -> System:
    angles = -180.0 + 360.0 * np.arange(p.N) / p.N
    theta = np.deg2rad(angles)
    basis = np.sqrt(2.0 / p.N) * np.column_stack([np.cos(theta), np.sin(theta)])
    network = RateNetwork(
        tau=np.array([10.0]),
        recurrent=LowRank(basis, p.lambda1 * np.eye(2)),
        transfer=(Linear(), Rectified())[p.rectified],
    )
    tuned = 4.0 * np.cos(theta - np.deg2rad(p.angle))
    inputs = (
        Input("background", np.full(p.N, p.h0), on=True),
        Input("tuned", tuned, on=True),
        Input("noise", np.ones(p.N), Noise()),
    )
    return System(network, inputs, angles=angles)


@dataclass(frozen=True)
class PairParameters(Parameters):
    """A linear pair, or what breaks its modes."""

    a: float = parameter(0.8, symbol="a", low=-2.0, high=2.0, help="Mutual weight.")
    kind: int = parameter(0, symbol="kind", low=0, high=3, integer=True, help="Which.")


def build_pair(p: PairParameters) -> System:
    """0: symmetric, 1: a complex pair, 2: defective, 3: rectified."""
    matrix = ([[0.0, p.a], [p.a, 0.0]], [[0.5, -p.a], [p.a, 0.5]], [[p.a, 1.0], [0.0, p.a]])[p.kind % 3]
    network = RateNetwork(
        tau=np.array([10.0]), recurrent=np.array(matrix), transfer=Rectified() if p.kind == 3 else Linear()
    )  # fmt: skip
    inputs = (
        Input("x", np.array([10.0, 0.0])),
        Input("y", np.array([0.0, 5.0])),
        Input("noise", np.ones(2), Noise()),
    )
    return System(network, inputs)


def scenario_of(build: Any, defaults: Any, **details: Any) -> Scenario[Any]:
    return Scenario(
        key="test", title="Test", group="Linear", summary="A test.", defaults=defaults, build=build,
        views=(views.Activity("activity", "Activity"),), presets=(Preset("first", "First"),), window=500.0, **details,
    )  # fmt: skip


RING = scenario_of(build_ring, RingParameters(), rate_range=(-10.0, 100.0))
LINEAR_RING = scenario_of(build_ring, RingParameters(lambda1=0.9, h0=0.0, rectified=0), rate_range=(-60.0, 60.0))
PAIR = scenario_of(build_pair, PairParameters(), rate_range=(0.0, 60.0))


@pytest.fixture
def make(qtbot: Any) -> Iterator[Make]:
    """Make canvases that are shown, and deleted after the test."""
    with canvases(qtbot) as show:

        def make_one(view: views.View, scenario: Scenario[Any], **values: float) -> Any:
            return show(make_canvas(view, scenario, style.LIGHT), scenario.parameters(**values), (700, 320))

        yield make_one


def simulation_of(scenario: Scenario[Any], **values: float) -> Simulation[Any]:
    details = {name: values.pop(name) for name in ("dt", "method") if name in values}
    return Simulation(scenario.build, scenario.parameters(**values), seed=3, **({"dt": 0.5} | details))  # type: ignore[arg-type]


def run(simulation: Simulation[Any], milliseconds: float, *changes: Change) -> Snapshot:
    for change in changes:
        simulation.apply(change)
    simulation.advance(round(milliseconds / simulation.dt))
    return simulation.snapshot()


def at_value(canvas: Any, x: float, y: float) -> QPoint:
    area = canvas.plot.area()
    inside = QPointF(float(area.x(x)), float(area.y(y)))
    point: QPoint = canvas.plot.mapFromScene(canvas.plot.box.mapToScene(inside))
    return point


def words_of(canvas: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return all texts that a repaint draws."""

    seen: list[str] = []

    def remember(text: str, *rest: Any) -> Text:
        seen.append(text)
        return laid_out(text, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(paint, "laid_out", remember)
        canvas.plot.back.update()
        canvas.plot.front.update()
        canvas.grab()
        settle()
    return seen


# --- the profile of a ring ------------------------------------------------------------------------------------------


PROFILE = views.RingProfile("profile", "Profile", peak="angle")


def drag(canvas: Any, qtbot: Any, start: QPoint, end: QPoint) -> list[tuple[str, float]]:
    wished: list[tuple[str, float]] = []
    canvas.parameter_requested.connect(lambda name, value: wished.append((name, value)))
    with qtbot.waitSignal(canvas.parameter_released):
        qtbot.mousePress(canvas.plot.viewport(), Qt.MouseButton.LeftButton, pos=start)
        for share in (0.3, 0.7, 1.0):
            qtbot.mouseMove(canvas.plot.viewport(), start + (end - start) * share)
        qtbot.mouseRelease(canvas.plot.viewport(), Qt.MouseButton.LeftButton, pos=end)
    return wished


def test_dragging_the_inputs_peak_asks_for_its_angle(make: Make, qtbot: Any) -> None:
    canvas = make(PROFILE, RING)
    canvas.draw(run(simulation_of(RING), 100.0))
    settle()

    wished = drag(canvas, qtbot, at_value(canvas, 0.0, 40.0), at_value(canvas, 72.0, 40.0))

    assert {name for name, _ in wished} == {"angle"}
    assert len(wished) >= 2
    assert wished[-1][1] == pytest.approx(72.0, abs=1.0)


def test_a_drag_beyond_the_ring_comes_in_again_on_the_other_side(make: Make) -> None:
    canvas = make(PROFILE, RING)
    wished: list[float] = []
    canvas.parameter_requested.connect(lambda _, value: wished.append(value))

    for angle in (179.6, 190.0, -200.4):
        canvas._dragged(angle)

    assert wished == [180.0, -170.0, 160.0]


def test_both_curves_are_closed_and_within_the_axes(make: Make) -> None:
    canvas = make(PROFILE, RING, N=4096)
    snapshot = run(simulation_of(RING, N=4096), 200.0)

    canvas.draw(snapshot)

    area = canvas.plot.area()
    x, y = canvas._line(canvas._v, area)
    assert len(x) <= 2.2 * area.width
    assert x[0] <= 0.0
    assert x[-1] >= area.width - 1e-6
    assert y.min() >= 0.0
    assert y.min() == pytest.approx(float(area.y(snapshot.v.max())), abs=1e-9)
    assert area.bottom < min(snapshot.v.min(), snapshot.h.min())


def test_orientations_take_the_range_of_their_angles(make: Make) -> None:
    canvas = make(PROFILE, RING)
    system = build_ring(RingParameters())
    assert system.angles is not None

    canvas.show_system(replace(system, angles=0.5 * system.angles), RingParameters())

    assert canvas.plot.box.viewRange()[0] == [-90.0, 90.0]


@pytest.mark.parametrize("view", [PROFILE, views.FourierBars("f", "Fourier"), views.BumpPlane("b", "Plane")])
def test_without_a_ring_a_picture_says_so(make: Make, monkeypatch: pytest.MonkeyPatch, view: views.View) -> None:
    scenario = PAIR if not getattr(view, "peak", "") else scenario_of(build_pair, PairParameters())
    canvas = make(replace(view, **({"peak": "a"} if view is PROFILE else {})), scenario)

    canvas.draw(run(simulation_of(PAIR), 10.0))

    said = " ".join(words_of(canvas, monkeypatch))
    assert "do not lie on a ring" in said or "rank 2" in said


def test_the_place_of_a_name_follows_the_mean_of_its_neighbours() -> None:
    values = np.arange(12.0)

    assert smoothed(values, 0).tolist() == values.tolist()
    assert smoothed(values, 2) == pytest.approx([(11 + 0 + 1) / 3, *range(1, 11), (10 + 11 + 0) / 3])
    assert smoothed(np.full(4, 2.0), 3) == pytest.approx(np.full(4, 2.0))


# --- Fourier amplitudes ---------------------------------------------------------------------------------------------


FOURIER = views.FourierBars("fourier", "Fourier", components=6)


def test_a_linear_ring_multiplies_its_first_component_by_ten(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = make(FOURIER, LINEAR_RING)

    canvas.draw(run(simulation_of(LINEAR_RING), 3000.0))

    assert canvas._input == pytest.approx([0.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0], abs=1e-9)
    assert canvas._output == pytest.approx([0.0, 40.0, 0.0, 0.0, 0.0, 0.0, 0.0], abs=1e-6)
    assert "×10.0" in words_of(canvas, monkeypatch)


def test_the_ratio_leaves_the_noise_of_the_input_out(make: Make) -> None:
    canvas, simulation = make(FOURIER, LINEAR_RING), simulation_of(LINEAR_RING)
    run(simulation, 2000.0)

    canvas.draw(run(simulation, 50.0, Switch("noise", True)))

    first = float(canvas._ratios[1].lstrip("×"))
    assert first == pytest.approx(10.0, rel=0.1)
    assert canvas._input[2:].min() > 0.01
    assert canvas._ratios[2:] == ("",) * 5


def test_a_ring_of_few_units_has_few_components(make: Make) -> None:
    canvas = make(FOURIER, RING, N=4)

    canvas.draw(run(simulation_of(RING, N=4), 100.0))

    assert len(canvas._output) == 7
    assert canvas._output[3:].tolist() == [0.0] * 4


# --- the plane of a bump --------------------------------------------------------------------------------------------


PLANE = views.BumpPlane("plane", "Plane")
HERTZ = float(np.sqrt(2.0 / 64.0))


def test_background_alone_shows_a_ring_of_fixed_points(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas, simulation = make(PLANE, RING), simulation_of(RING)
    run(simulation, 200.0)

    canvas.draw(run(simulation, 1500.0, Switch("tuned", False)))

    (ring,) = canvas._rest.rings
    assert "ring of fixed points" in words_of(canvas, monkeypatch)
    assert 3.0 + 1.9 * ring.radius * HERTZ == pytest.approx(25.2 * 3.0, rel=2e-3)
    assert float(np.hypot(canvas._tail.x[-1], canvas._tail.y[-1])) == pytest.approx(ring.radius * HERTZ, rel=0.01)


@pytest.mark.parametrize(
    ("values", "off", "said"),
    [
        ({"h0": 0.0}, True, "decays to rest"),
        ({}, False, "the bump rests here"),
        ({"lambda1": 1.0, "h0": 0.0, "rectified": 0}, True, "every point rests: a perfect memory"),
        ({"lambda1": 2.2}, False, "nothing holds the bump: it grows without end"),
        ({"N": 8, "h0": 3.0}, True, "so few units make no ring: 8 bumps of their own rest"),
    ],
)
def test_the_plane_says_in_words_what_becomes_of_a_bump(
    make: Make, monkeypatch: pytest.MonkeyPatch, values: dict[str, float], off: bool, said: str
) -> None:
    canvas, simulation = make(PLANE, RING, **values), simulation_of(RING, **values)

    canvas.draw(run(simulation, 20.0, *([Switch("tuned", False)] if off else [])))

    assert said in words_of(canvas, monkeypatch)


@pytest.mark.parametrize("scenario", [RING, LINEAR_RING], ids=["rectified", "linear"])
def test_a_click_starts_with_the_m_that_was_clicked(make: Make, qtbot: Any, scenario: Scenario[Any]) -> None:
    canvas = make(PLANE, scenario)
    snapshot = run(simulation_of(scenario), 50.0)
    canvas.draw(snapshot)
    settle()

    with qtbot.waitSignal(canvas.state_requested) as asked:
        where = at_value(canvas, 20.0, -15.0)
        qtbot.mouseClick(canvas.plot.viewport(), Qt.MouseButton.LeftButton, pos=where)

    basis = snapshot.system.network.low_rank.basis  # type: ignore[union-attr]
    area = canvas.plot.area()
    pixel = (area.right - area.left) / area.width
    assert np.array(asked.args[0]) @ basis * HERTZ == pytest.approx([20.0, -15.0], abs=1.5 * pixel)
    assert all(type(value) is float for value in asked.args[0])


def test_noise_moves_neither_field_nor_rest_points(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas, simulation = make(PLANE, RING), simulation_of(RING)
    canvas.draw(run(simulation, 10.0))
    found: list[int] = []
    monkeypatch.setattr(canvas, "_find", lambda: found.append(1))

    for _ in range(5):
        canvas.draw(run(simulation, 10.0, Switch("noise", True)))
    assert found == []
    canvas.draw(run(simulation, 10.0, Switch("tuned", False)))

    assert found == [1]


def test_the_tail_is_what_a_tail_read_anew_would_be(make: Make) -> None:
    """Rows are read once only; a rewind and another future must not leave the old one behind."""
    canvas, simulation = make(PLANE, RING), simulation_of(RING)
    for _ in range(12):
        canvas.draw(run(simulation, 16.0))
    simulation.seek(simulation.step - 100)
    canvas.draw(run(simulation, 40.0, Switch("tuned", False)))
    for _ in range(4):
        canvas.draw(run(simulation, 16.0))
    fresh = make(PLANE, RING)

    fresh.draw(simulation.snapshot())

    (x, y), (x_new, y_new) = (canvas._tail.x, canvas._tail.y), (fresh._tail.x, fresh._tail.y)
    shared = min(len(x), len(x_new))
    assert shared > 50
    assert x[-shared:] == pytest.approx(x_new[-shared:], abs=1e-9)
    assert y[-shared:] == pytest.approx(y_new[-shared:], abs=1e-9)


def test_no_line_is_drawn_to_where_the_state_was_put(make: Make) -> None:
    canvas, simulation = make(PLANE, RING), simulation_of(RING)
    canvas.draw(run(simulation, 50.0))

    canvas.draw(run(simulation, 50.0, SetState((0.0,) * 64)))

    gap = int(np.flatnonzero(canvas._tail._gaps)[0])
    assert canvas._tail._gaps.sum() == 1
    assert np.hypot(canvas._tail.x[gap + 1], canvas._tail.y[gap + 1]) < np.hypot(
        canvas._tail.x[gap], canvas._tail.y[gap]
    )


def test_a_ring_is_round(make: Make) -> None:
    canvas = make(PLANE, RING)

    for size in ((700, 320), (300, 500)):
        canvas.resize(*size)
        settle()
        area = canvas.plot.area()
        assert area.width / (area.right - area.left) == pytest.approx(area.height / (area.top - area.bottom), rel=1e-6)


# --- gains of modes -------------------------------------------------------------------------------------------------


GAINS = views.ModeGains("gains", "Gains")


def test_what_is_measured_creeps_up_to_the_bars(make: Make) -> None:
    canvas, simulation = make(GAINS, PAIR), simulation_of(PAIR)

    canvas.draw(run(simulation, 20.0, Switch("x", True)))
    early = canvas._measured.copy()
    canvas.draw(run(simulation, 2000.0))

    assert canvas._gains == pytest.approx([5.0, 1.0 / 1.8])
    assert 0.0 < early[0] < 4.0
    assert canvas._measured == pytest.approx(canvas._gains, rel=1e-9)


def test_a_mode_without_input_has_no_marker(make: Make) -> None:
    canvas = make(GAINS, PAIR)

    canvas.draw(run(simulation_of(PAIR), 20.0))

    assert np.isnan(canvas._measured).all()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"a": 1.0}, "∞ integrates"),
        ({"a": 1.2}, "runs away"),
        ({"a": 0.5, "kind": 1}, "|×| 1.41"),
        ({"a": 0.5, "kind": 2}, "M is defective: it has no basis"),
        ({"a": 0.5, "kind": 3}, "F is not linear"),
    ],
)
def test_gains_without_a_number_are_said_in_words(
    make: Make, monkeypatch: pytest.MonkeyPatch, values: dict[str, float], said: str
) -> None:
    canvas = make(GAINS, PAIR, **values)

    canvas.draw(run(simulation_of(PAIR, **values), 20.0, Switch("x", True)))

    assert said in " ".join(words_of(canvas, monkeypatch))


def test_gains_that_span_much_take_a_logarithmic_axis(make: Make) -> None:
    canvas = make(GAINS, PAIR, a=0.999)

    low, high = canvas.plot.box.viewRange()[1]

    assert canvas._logarithmic
    assert 10.0**low <= 0.5
    assert 10.0**high >= 1000.0


def test_many_units_of_a_ring_have_their_modes_without_a_full_matrix(make: Make) -> None:
    begun = perf_counter()
    canvas = make(GAINS, LINEAR_RING, N=4096)
    canvas.draw(run(simulation_of(LINEAR_RING, N=4096), 2000.0))

    assert canvas._gains == pytest.approx([10.0, 10.0])
    assert canvas._measured[0] == pytest.approx(10.0, rel=1e-6)
    assert perf_counter() - begun < 5.0


def test_a_perfect_integrator_climbs_while_its_axis_follows(make: Make) -> None:
    canvas, simulation = make(GAINS, PAIR, a=1.0), simulation_of(PAIR, a=1.0)

    canvas.draw(run(simulation, 50.0, Switch("x", True)))

    assert canvas._measured[0] == pytest.approx(5.0)
    assert canvas.plot.box.viewRange()[1][1] > 5.0


# --- theory over simulation -----------------------------------------------------------------------------------------


MODES = views.Modes("modes", "Modes", theory=True)
TRACES = views.Traces("rates", "Rates", theory=True)


def differences(canvas: Any, snapshot: Snapshot, readout: Array) -> Array:
    """Return how far the dashes are from the run at the dashes' times, (M, K).

    Gaps are left out, and the ends before them: there the state was already put elsewhere.
    """
    x, values = canvas._exact
    times = 1000.0 * (x + canvas.end)
    rows = np.round((times - snapshot.times[0]) / snapshot.dt).astype(int)
    on_grid = np.abs(snapshot.times[rows.clip(0, len(snapshot.times) - 1)] - times) < 1e-6
    measured = snapshot.rates[rows.clip(0, len(snapshot.times) - 1)] @ readout.T
    there = np.isfinite(values).all(axis=1)
    keep = on_grid & there & np.append(there[1:], True)
    result: Array = (values - measured)[keep]
    return result


def played(*, noise: bool = False, a: float = 0.8, kind: int = 0, dt: float = 0.5, method: str = "exact") -> Any:
    """Yield the snapshots of a run with every kind of act, as a window would see them."""
    simulation = simulation_of(PAIR, a=a, kind=kind, dt=dt, method=method)  # type: ignore[arg-type]
    acts: dict[int, Change] = {
        2: Switch("x", True), 6: Switch("y", True), 9: SetState((30.0, -10.0)), 12: Switch("x", False),
        15: SetParameters({"a": 0.5 * a}), 20: Switch("noise", noise),
    }  # fmt: skip
    for frame in range(25):
        if frame in acts:
            simulation.apply(acts[frame])
        yield run(simulation, 16.0)


@pytest.mark.parametrize("kind", [0, 1, 2], ids=["symmetric", "complex pair", "defective"])
def test_theory_lies_on_the_exact_run_through_every_act(make: Make, kind: int) -> None:
    canvas = make(TRACES, PAIR, kind=kind, a=0.4)
    canvas.bin_width = lambda *_: 2.0  # so that columns lie on rows

    for snapshot in played(kind=kind, a=0.4):
        canvas.draw(snapshot)

    found = differences(canvas, snapshot, np.eye(2))
    assert len(found) > 150
    assert np.abs(found).max() < 1e-8
    assert canvas._theory.note == ""
    assert float(1000.0 * (canvas._exact[0].max() + canvas.end)) == pytest.approx(snapshot.time)


def test_all_of_a_few_modes_are_strong_and_have_their_theory(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = make(MODES, PAIR)
    canvas.bin_width = lambda *_: 2.0

    for snapshot in played():
        canvas.draw(snapshot)

    assert canvas._names == ("c_1", "c_2")
    assert np.abs(differences(canvas, snapshot, canvas._readout)).max() < 1e-8
    assert {"c_1", "c_2"} <= set(words_of(canvas, monkeypatch))
    assert not canvas._key.isHidden()
    assert canvas._key.note == ""


def test_theory_shows_what_a_bad_step_of_euler_does(make: Make) -> None:
    canvas = make(TRACES, PAIR)
    simulation = simulation_of(PAIR, dt=8.0, method="euler")  # type: ignore[arg-type]

    snapshot = run(simulation, 96.0, Switch("x", True))
    canvas.draw(snapshot)

    found = np.abs(differences(canvas, snapshot, np.eye(2)))
    assert found[0].max() < 1e-12
    assert found.max() > 0.3


def test_under_noise_the_dashes_stop_and_say_why(make: Make) -> None:
    canvas = make(TRACES, PAIR)

    for snapshot in played(noise=True):
        canvas.draw(snapshot)

    assert canvas._theory.note == CONSTANT
    assert canvas._key.note == CONSTANT
    assert not canvas._key.grab().isNull()
    times = 1000.0 * (canvas._exact[0] + canvas.end)
    assert times.max() == pytest.approx(20 * 16.0)


def test_a_rewind_does_not_leave_another_runs_theory(make: Make) -> None:
    canvas, simulation = make(TRACES, PAIR), simulation_of(PAIR)
    canvas.draw(run(simulation, 100.0, Switch("x", True)))
    canvas.draw(run(simulation, 100.0, SetParameters({"a": 0.2})))
    simulation.seek(round(50.0 / simulation.dt))
    canvas.draw(simulation.snapshot())

    snapshot = run(simulation, 50.0, Switch("y", True))
    canvas.draw(snapshot)

    assert np.abs(differences(canvas, snapshot, np.eye(2))).max() < 1e-8


def test_a_session_opened_late_has_its_theory_from_its_last_parameter_on(make: Make) -> None:
    canvas = make(TRACES, PAIR)
    *_, snapshot = played()

    canvas.draw(snapshot)

    times = 1000.0 * (canvas._exact[0] + canvas.end)
    assert times.min() == pytest.approx(15 * 16.0)
    assert np.abs(differences(canvas, snapshot, np.eye(2))).max() < 1e-8


def test_a_network_that_is_not_linear_has_no_dashes(make: Make) -> None:
    canvas = make(TRACES, PAIR, kind=3)

    canvas.draw(run(simulation_of(PAIR, kind=3), 50.0, Switch("x", True)))

    assert len(canvas._exact[0]) == 0
    assert canvas._key.note == "theory: needs a linear network"


# --- the price of a frame -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", [PROFILE, FOURIER, PLANE, GAINS], ids=lambda view: view.name)
def test_a_frame_of_a_thousand_units_is_cheap(make: Make, view: views.View) -> None:
    scenario = LINEAR_RING if view is GAINS else RING
    canvas, simulation = make(view, scenario, N=1024), simulation_of(scenario, N=1024)
    spent = []

    for frame in range(12):
        snapshot = run(simulation, 16.0, *([Switch("noise", True)] if frame == 2 else []))
        begun = perf_counter()
        canvas.draw(snapshot)
        spent.append(perf_counter() - begun)

    assert sorted(spent)[6] < 0.004


def test_what_rests_in_the_plane_is_found_in_time_for_a_frame() -> None:
    """Input switched at N = 1024: the field's mathematics must not cost a frame; the best of several tries counts."""
    system = build_ring(RingParameters(N=1024))
    reach = 50.0 / ring_plane.in_hertz(system.network)
    spent = []

    for names in (("background",), ("background", "tuned")) * 6:
        h = system.held_input(names)
        begun = perf_counter()
        ring_plane.at_rest(system.network, h, reach)
        spent.append(perf_counter() - begun)

    assert max(min(spent[0::2]), min(spent[1::2])) < 0.012


@pytest.mark.parametrize("view", [PROFILE, FOURIER, PLANE], ids=lambda view: view.name)
def test_the_start_before_any_row_is_a_picture(make: Make, view: views.View) -> None:
    canvas, system = make(view, RING), build_ring(RingParameters())

    for rows in (0, 1):
        canvas.draw(at_start(system, rows))
        settle()

    assert np.isfinite(canvas.plot.box.viewRange()).all()
