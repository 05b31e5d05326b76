"""The contract that every scenario keeps."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recnet_core import scenarios
from recnet_core.diagnosis import explain
from recnet_core.errors import InvalidValueError
from recnet_core.journal import Switch
from recnet_core.parameters import specs
from recnet_core.simulation import Simulation

ALL = scenarios.all_scenarios()
EVERY = pytest.mark.parametrize("scenario", ALL, ids=lambda s: s.key)


def test_keys_differ():
    assert len({s.key for s in ALL}) == len(ALL) >= 2


@EVERY
def test_it_names_itself_in_full(scenario):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", scenario.key)
    assert scenario.group in scenarios.GROUPS
    assert scenario.title
    assert scenario.summary.endswith(".")
    for spec in specs(type(scenario.defaults)):
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", spec.name)
        assert spec.low < spec.high
        assert spec.low <= spec.default <= spec.high
        assert spec.help.endswith(".")
        assert spec.symbol


@EVERY
def test_it_has_two_to_four_views_and_one_hero_first(scenario):
    assert 2 <= len(scenario.views) <= 4
    assert [v.hero for v in scenario.views] == [True] + [False] * (len(scenario.views) - 1)
    assert len({v.name for v in scenario.views}) == len(scenario.views)


@EVERY
def test_its_presets_run_and_the_first_is_the_defaults(scenario):
    assert len(scenario.presets) >= 3
    assert not scenario.presets[0].values
    for preset in scenario.presets:
        run = Simulation(scenario.build, scenario.parameters(preset.name), method=scenario.method, dt=scenario.dt)
        for name in preset.on:
            run.apply(Switch(name, True))
        assert run.advance(2000) == 2000
        assert np.isfinite(run.history.v).all()


@EVERY
def test_its_inputs_switch_and_have_keys(scenario):
    system = scenario.build(scenario.defaults)
    assert len(system.inputs) <= 9
    run = Simulation(scenario.build, scenario.defaults, method=scenario.method, dt=scenario.dt)
    for entry in system.inputs:
        run.apply(Switch(entry.name, True))
        assert run.switches[entry.name]
        assert run.h.any()
        run.advance(50)
        run.apply(Switch(entry.name, False))
        assert not run.switches[entry.name]


@EVERY
@settings(max_examples=15)
@given(data=st.data())
def test_it_builds_and_runs_all_over_its_range(scenario, data):
    values = {}
    for spec in specs(type(scenario.defaults)):
        whole = st.integers(int(spec.low), int(spec.high))
        values[spec.name] = data.draw(whole if spec.integer else st.floats(spec.low, spec.high), label=spec.name)
    run = Simulation(scenario.build, scenario.parameters(**values), method=scenario.method, dt=scenario.dt)
    if run.advance(64) < 64:
        assert "Re μ" in explain(run.divergence, run.system, run.method, run.dt, run.v, run.h)
    assert np.isfinite(run.history.v).all()
    assert all(isinstance(text, str) for text in scenario.notices(run.parameters))


@EVERY
def test_values_outside_the_range_are_refused(scenario):
    for spec in specs(type(scenario.defaults)):
        for value in (spec.low - 1, spec.high + 1, float("nan"), float("inf"), "much"):
            with pytest.raises(InvalidValueError, match=spec.name):
                scenario.parameters(**{spec.name: value})
