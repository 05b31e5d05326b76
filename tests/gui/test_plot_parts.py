"""The parts that plots are made of: thinning, ranges, ticks and mathematical text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recnet_gui.plot.decimate import rows_per_bin, strided, thin
from recnet_gui.plot.ranges import SHRINK_AFTER, GrowingRange, nice_ceiling, tick_text, ticks
from recnet_gui.plot.text import Run, runs, significant
from recnet_gui.plot.time_plot import finite_rows, spread

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
    assert rows_per_bin(0.5, 1000.0, 800.0) == 5
    assert rows_per_bin(0.5, 1000.0, 8000.0) == 1


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
    assert not axis.fit(0.0, 5.0, 1.0)
    assert not axis.fit(0.0, 5.0, SHRINK_AFTER)
    assert axis.fit(0.0, 5.0, 1.1 + SHRINK_AFTER)
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
