"""The parts that plots are made of: thinning, ranges, ticks and mathematical text."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recnet_core.snapshot import Span
from recnet_gui.plot.decimate import Part, nearest_rows, parts_of, rows_per_bin, spaced, strided, thin, thinned
from recnet_gui.plot.ranges import COLLAPSE_AFTER, SHRINK_AFTER, GrowingRange, nice_ceiling, tick_text, ticks
from recnet_gui.plot.text import Run, runs, significant
from recnet_gui.plot.time_plot import MOST_BEFORE, finite_rows, named_spans, spans_since, spread
from recnet_gui.widgets.time_bar import merged

lines = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=300).map(np.array)


@given(lines, st.integers(0, 1000), st.integers(1, 20))
def test_thinning_keeps_peaks_ends_and_order(values: np.ndarray, anchor: int, size: int) -> None:
    rows = thin(values, anchor, size)

    assert values[rows].min() == values.min()
    assert values[rows].max() == values.max()
    assert (np.diff(rows) > 0).all()
    assert len(rows) <= 2 * (len(values) // size) + 2 * size


@given(st.integers(0, 50), st.integers(2, 15))
def test_thinning_chooses_the_same_rows_in_the_next_frame(shift: int, size: int) -> None:
    run = np.random.default_rng(0).standard_normal(600)
    early = set(thin(run[:500], 0, size))
    late = set(shift + thin(run[shift : 500 + shift], shift, size))

    inner = range(shift + size, 500 - size)
    assert early & set(inner) == late & set(inner)


@given(st.integers(0, 200), st.integers(0, 500), st.integers(1, 20))
def test_strides_lie_on_multiples_and_end_at_now(count: int, anchor: int, size: int) -> None:
    rows = strided(count, anchor, size)

    assert all((row + anchor) % size == 0 for row in rows[:-1])
    assert (len(rows) == 0) == (count == 0)
    assert count == 0 or rows[-1] == count - 1


def test_bins_follow_the_width_in_pixels() -> None:
    assert rows_per_bin(0.5, 2.5) == 5
    assert rows_per_bin(0.5, 0.25) == 1


def after_a_change_of_dt() -> np.ndarray:
    """Return the times (T,) of a run with 0.1 ms steps that goes on with 5 ms steps at 500 ms."""
    return np.concatenate([0.1 * np.arange(5001), 500.0 + 5.0 * np.arange(1, 101)])


def test_a_change_of_dt_begins_another_part() -> None:
    assert parts_of(after_a_change_of_dt(), 5.0) == (
        Part(0, 5001, 0, pytest.approx(0.1)),
        Part(5001, 5101, 101, 5.0),
    )
    assert parts_of(np.array([7.0]), 0.5) == (Part(0, 1, 14, 0.5),)
    assert parts_of(np.zeros(0), 0.5) == ()


def test_thinning_follows_time_where_dt_changes() -> None:
    times = after_a_change_of_dt()
    values = np.sin(times)
    parts = parts_of(times, 5.0)

    for rows in (thinned(values, parts, 2.0), spaced(len(times), parts, 2.0)):
        assert set(range(5001, 5101)) <= set(rows.tolist())
        assert (rows < 5001).sum() <= 2 * 250 + 40
        assert np.diff(times[rows]).max() <= 5.0 + 1e-9
        assert (np.diff(rows) > 0).all()
    assert spaced(5003, parts, 2.0)[-1] == 5002
    assert thinned(values[:4000], parts, 2.0)[-1] == 3999


@given(st.lists(st.floats(0.0, 100.0), min_size=1, max_size=40).map(sorted), st.floats(-10.0, 110.0))
def test_the_nearest_row_is_the_nearest(times: list[float], wanted: float) -> None:
    (row,) = nearest_rows(np.array(times), np.array([wanted]))

    assert abs(times[row] - wanted) == min(abs(time - wanted) for time in times)


def pulses(count: int) -> tuple[Span, ...]:
    return tuple(Span("a", 100.0 * n, 100.0 * n + 50.0) for n in range(count))


def test_only_spans_in_sight_are_kept() -> None:
    spans = (*pulses(10_000), Span("held", 5.0))

    assert spans_since(pulses(10_000), 999_910.0) == pulses(10_000)[-1:]
    assert spans_since(pulses(10_000), 2e6) == ()
    assert spans_since(spans, 999_910.0)[-2:] == spans[-2:]
    assert len(spans_since(spans, 999_910.0)) <= 2 + MOST_BEFORE


def test_names_keep_their_row_when_what_was_above_them_leaves() -> None:
    spans = (Span("a", 0.0, 100.0), Span("b", 50.0, 300.0), Span("c", 250.0))

    for since in (0.0, 150.0, 299.0, 400.0):
        rows = {span.input: row for span, row, _ in named_spans(spans_since(spans, since), {})}
        assert {"c": 0}.items() <= rows.items()
        assert rows.get("b", 1) == 1


def test_naming_many_spans_is_linear() -> None:
    begun = perf_counter()

    rows = {row for _, row, _ in named_spans(pulses(20_000), {})}

    assert rows == {0}
    assert perf_counter() - begun < 1.0


def test_strips_nearer_than_a_pixel_are_one() -> None:
    assert merged([(5.0, 6.0), (0.0, 1.0), (1.5, 3.0), (2.0, 2.5)]) == [(0.0, 3.0), (5.0, 6.0)]
    assert merged([]) == []


@given(st.floats(1e-9, 1e9))
def test_a_nice_ceiling_is_above_and_near(value: float) -> None:
    assert value * (1 - 1e-6) <= nice_ceiling(value) <= 2.0 * value


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(3, 8))
def test_there_are_few_ticks_and_all_within(low: float, span: float, most: int) -> None:
    values, step = ticks(low, low + span, most)

    assert len(values) <= most + 1
    assert all(low - 1e-6 * span <= value <= low + span * (1 + 1e-6) for value in values)
    assert step > 0


def test_a_range_grows_at_once_in_steps_and_shrinks_late() -> None:
    axis = GrowingRange(0.0, 60.0)

    assert axis.fit(0.0, 61.0, 0.0)
    grown = axis.high
    assert grown == 80.0
    assert not axis.fit(0.0, 70.0, 1.0)
    assert not axis.fit(0.0, 8.0, 2.0)
    assert axis.high == grown
    axis = GrowingRange(0.0, 10.0)
    axis.fit(0.0, 900.0, 0.0)
    assert not axis.fit(0.0, 90.0, 1.0)
    assert not axis.fit(0.0, 90.0, SHRINK_AFTER)
    assert axis.fit(0.0, 90.0, 1.1 + SHRINK_AFTER)
    assert axis.high == 100.0


def test_a_range_that_is_next_to_empty_collapses_soon() -> None:
    axis = GrowingRange(0.0, 10.0)
    axis.fit(0.0, 1e9, 0.0)

    assert not axis.fit(0.0, 5.0, 1.0)
    assert axis.fit(0.0, 5.0, 1.1 + COLLAPSE_AFTER)
    assert axis.high == 10.0


def test_numbers_have_a_true_minus_sign_and_no_e() -> None:
    assert tick_text(-0.5, 0.5) == "−0.5"
    assert tick_text(0.0, 0.1) == "0"
    assert significant(-1.23456) == "−1.235"
    assert significant(2.5e-7) == "2.5·10⁻⁷"


def test_symbols_are_italic_with_lowered_indices() -> None:
    assert runs("Re μ at τ_I") == (Run("Re "), Run("μ", italic=True), Run(" at "), Run("τ", italic=True),
                                   Run("I", lowered=True))  # fmt: skip
    assert runs("e-fold") == (Run("e-fold"),)


def test_labels_are_pushed_apart_within_bounds() -> None:
    assert spread([50.0, 52.0], 15.0, 0.0, 100.0) == [50.0, 65.0]
    assert spread([95.0, 96.0], 15.0, 0.0, 100.0) == [85.0, 100.0]


def test_rows_end_where_numbers_do() -> None:
    rates = np.ones((5, 2))
    rates[3, 1] = np.nan

    assert finite_rows(rates).shape == (3, 2)
    assert finite_rows(rates[:3]) == pytest.approx(np.ones((3, 2)))
