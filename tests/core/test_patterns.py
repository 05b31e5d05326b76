"""Stored patterns, the weights that store them, their recall and its energy (D&A eq. 7.48; Hopfield 1982)."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recnet_core import headless, patterns, scenarios
from recnet_core.plan import make_plan
from recnet_core.transfer import Tanh

MEMORY = scenarios.find("pattern-memory")
F = Tanh(scale=150.0, shift=20.0, rectified=True)


def end_of(preset=None, acts=(), duration="2000", **values):
    plan = make_plan(MEMORY, preset, values, acts, duration)
    return MEMORY.build(plan.parameters), headless.run(plan)


def orthogonal():
    """Return four patterns of 4 ones in 16 whose every two share α²N = 1: their deviations are orthogonal."""
    cells = np.arange(16)
    row, column = cells // 4, cells % 4
    square = np.array([0, 1, 2, 3, 1, 0, 3, 2, 2, 3, 0, 1, 3, 2, 1, 0])
    other = np.array([0, 1, 2, 3, 2, 3, 0, 1, 3, 2, 1, 0, 1, 0, 3, 2])
    return np.stack([place == 0 for place in (row, column, square, other)]).astype(float)


def test_small_letters_have_a_quarter_of_the_pixels_and_every_two_share_three():
    letters = patterns.small_letters()
    assert letters.shape == (4, 50)
    assert set(letters.sum(axis=1)) <= {12.0, 13.0}
    assert {float(a @ b) for a, b in combinations(letters, 2)} == {3.0}


def test_large_letters_are_balanced_and_nearly_uncorrelated():
    letters = patterns.large_letters()
    assert letters.shape == (4, 100)
    assert set(np.unique(letters)) == {-1.0, 1.0}
    assert max(abs(a @ b) / 100 for a, b in combinations(letters, 2)) <= 0.12 + 1e-12


def test_random_patterns_are_those_of_their_seed_and_have_the_asked_number_of_ones():
    first = patterns.random_patterns(30, 77, 19, 5)
    assert (first.sum(axis=1) == 19).all()
    assert np.array_equal(first, patterns.random_patterns(30, 77, 19, 5))
    assert np.array_equal(first[:3], patterns.random_patterns(3, 77, 19, 5))
    assert not np.array_equal(first, patterns.random_patterns(30, 77, 19, 6))
    assert abs(patterns.random_signs(50, 200, 1).mean()) < 0.05


@given(fraction=st.floats(0.0, 0.5), seed=st.integers(0, 999))
def test_corruption_flips_the_asked_fraction(fraction, seed):
    pattern = patterns.large_letters()[0]
    assert (patterns.corrupted(pattern, -pattern, fraction, seed) != pattern).sum() == round(100 * fraction)


@given(strength=st.floats(0.5, 3.0), rate=st.floats(1.0, 100.0))
def test_the_weights_give_each_orthogonal_pattern_what_eq_7_48_says(strength, rate):
    stored = orthogonal()
    matrix = patterns.associative_weights(stored, 0.25, strength)
    assert np.array_equal(matrix, matrix.T)
    for pattern in stored * rate:
        wanted = strength * pattern - (1.0 + 0.25 * strength) * rate
        assert matrix @ pattern == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_the_recalled_rate_is_18_73_hz():
    assert patterns.recalled_rate(F, 0.25, 1.25) == pytest.approx(18.73, abs=0.005)


@given(alpha=st.floats(0.1, 0.5), strength=st.floats(0.5, 3.0))
def test_the_recalled_rate_is_consistent_with_itself(alpha, strength):
    c = patterns.recalled_rate(F, alpha, strength)
    assert float(F(np.array((strength * (1.0 - alpha) - 1.0) * c))) == pytest.approx(c, rel=1e-9)


def test_a_corrupted_letter_is_recalled_at_18_73_hz_and_all_else_is_silent():
    _, run = end_of()
    on = patterns.small_letters()[0] > 0.5
    assert (run.v[0] > 0).sum() != on.sum() or ((run.v[0] > 0) != on).any()
    assert run.v[-1][on].mean() == pytest.approx(18.73, abs=0.005)
    assert run.v[-1][~on].max() < 1e-12


@pytest.mark.parametrize("cue", [1, 2, 3, 4])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_letter_is_recalled(cue, seed):
    system, run = end_of(cue=cue, network_seed=seed)
    q = system.readout(f"q_{cue}").of(run.v, run.h)
    assert q[0] < 0.95
    assert q[-1] == pytest.approx(1.0, abs=0.01)
    assert run.v[-1][system.patterns[cue - 1] == 0].max() < 1e-9


@pytest.mark.parametrize(
    ("N", "alpha", "lambda1"), [(48, 0.25, 1.25), (80, 0.2, 1.5), (200, 0.1, 2.0), (100, 0.4, 1.1)]
)
def test_one_pattern_alone_is_recalled_exactly_at_the_consistent_rate(N, alpha, lambda1):
    system, run = end_of(N=N, P=1, alpha=alpha, lambda1=lambda1, tau=10.0)
    on = system.patterns[0] > 0
    assert run.v[-1][on] == pytest.approx(patterns.recalled_rate(F, alpha, lambda1), rel=1e-9)
    assert run.v[-1][~on].max() < 1e-9
    assert float(system.readout("q_1").of(run.v[-1:], run.h[-1:])[0]) == pytest.approx(1.0, rel=1e-9)


def test_a_cue_brings_the_other_letter_and_it_stays():
    system, run = end_of(acts=("300 on cue 3",))
    q = [system.readout(f"q_{k}").of(run.v, run.h)[-1] for k in (1, 2, 3, 4)]
    assert int(np.argmax(q)) == 2
    assert q[2] == pytest.approx(1.0, abs=0.01)
    assert not run.h[-1].any()


def test_the_textbook_pictures_are_a_block_and_a_comb():
    block, comb = patterns.textbook_patterns()
    assert (np.flatnonzero(block) + 1).tolist() == list(range(18, 32))
    assert set(np.diff(np.flatnonzero(comb))) == {4}
    system, run = end_of("textbook")
    assert ((run.v[-1] > 1.0) == (block > 0)).all()
    assert np.array_equal(system.patterns[:2] > 0, np.stack([block, comb]) > 0)


@settings(max_examples=20)
@given(
    binary=st.integers(0, 1), seed=st.integers(0, 999), patterns_=st.integers(1, 30),
    corruption=st.floats(0.1, 0.5), strength=st.floats(0.5, 3.0),
)  # fmt: skip
def test_the_energy_never_rises_under_a_held_input(binary, seed, patterns_, corruption, strength):
    values = {"binary": binary, "N": 60, "P": patterns_, "corruption": corruption, "network_seed": seed}
    for acts in ((), ("0 on cue 2",)):
        system, run = end_of(acts=acts, duration="190", lambda1=strength, **values)
        energy = system.readout("E").of(run.v[:-1], run.h[:-1])
        assert np.diff(energy).max() <= 1e-12 * np.abs(energy).max()
        assert acts or energy[-1] < energy[0]


def test_the_rate_energy_has_the_slope_its_formula_promises():
    system, run = end_of(duration="20")
    matrix, v, h = system.network.matrix, run.v[10], np.linspace(-3.0, 3.0, 50)
    v = np.where(v > 0.1, v, 5.0)
    x = matrix @ v + h
    inverse = 150.0 * np.arctanh(v / 150.0) - 20.0
    for k in (0, 17, 49):
        step = 1e-4 * np.eye(50)[k]
        pair = patterns.rate_energy(matrix, F, np.stack([v - step, v + step]), np.stack([h, h]))
        assert (pair[1] - pair[0]) / 2e-4 == pytest.approx(inverse[k] - x[k], rel=1e-5, abs=1e-5)


def test_binary_units_come_to_plus_or_minus_one_at_a_state_that_their_weights_keep():
    system, run = end_of("hopfield", acts=("200 on cue 4",))
    signs = np.sign(run.v[-1])
    assert run.v[-1] == pytest.approx(signs, abs=1e-9)
    assert np.array_equal(signs, np.where(system.network.matrix @ signs > 0, 1.0, -1.0))
    assert np.array_equal(signs, system.patterns[3])
    assert not system.network.matrix.diagonal().any()


def test_five_patterns_are_recalled_and_thirty_are_not():
    final = {}
    for count in (5, 30):
        q = []
        for seed in range(12):
            system, run = end_of(binary=1, N=100, P=count, stored=2, corruption=0.1, network_seed=seed, duration="1500")
            q.append(float(system.readout("q_1").of(run.v[-1:], run.h[-1:])[0]))
        final[count] = np.mean(q)
    assert final[5] > 0.99
    assert final[30] < 0.7


def test_the_quality_of_recall_ends_at_the_capacity_of_amit_gutfreund_and_sompolinsky():
    assert patterns.recall_quality(0.05) == pytest.approx(1.0, abs=1e-3)
    assert patterns.recall_quality(0.1375) == pytest.approx(0.97, abs=0.01)
    assert patterns.recall_quality(0.145) is None


def test_what_is_not_stored_is_cued_in_vain():
    system, run = end_of(P=2, acts=("300 on cue 4",))
    assert len(system.patterns) == 2
    assert run.h[900].any()
    assert abs(float(system.readout("q_4").of(run.v[-1:], run.h[-1:])[0])) < 0.9
