"""Trials: a scenario whose theory is right passes, one whose theory is wrong fails and says where."""

import json
from dataclasses import replace

import numpy as np
import pytest

from recnet_core import cli, selftest
from recnet_core.errors import InvalidValueError, UnknownNameError
from recnet_core.headless import simulation_of
from recnet_core.plan import make_plan
from recnet_core.scenarios import all_scenarios, find
from recnet_core.theory import Prediction, Trial

SCENARIO = find("integrator-memory")


def predicting(value):
    """Return a theory that says the memory ends at `value` Hz."""

    def theory(parameters, snapshot):
        readout = snapshot.system.integrals[0].readout
        return (Prediction("memory", value, float(snapshot.v @ readout), "Hz", tolerance=1e-9),)

    return theory


def tried(value, **changes):
    trial = Trial("one burst", ("memory",), acts=("0 on burst",), duration=500.0)
    scenario = replace(SCENARIO, theory=predicting(value))
    return selftest.try_out(scenario, replace(trial, **changes))


def test_a_right_prediction_passes_and_a_wrong_one_fails():
    assert tried(100.0).failed == ()
    assert tried(101.0).failed == ("memory",)
    assert "FAILED" in selftest.table(tried(101.0))
    assert selftest.plain(tried(101.0))["passed"] is False


def test_values_and_acts_of_a_trial_are_used():
    assert tried(50.0, values={"amplitude": 5.0}).failed == ()
    assert tried(0.0, acts=()).predictions[0].measured == 0.0


def test_nothing_measured_is_a_failure():
    scenario = replace(SCENARIO, theory=lambda p, s: (Prediction("memory", 1.0, None),))

    assert selftest.try_out(scenario, Trial("nothing", ("memory",))).failed == ("memory",)


def test_a_trial_that_names_what_is_not_there_is_refused():
    with pytest.raises(UnknownNameError, match="did you mean memory"):
        tried(100.0, expects=("memry",))
    with pytest.raises(UnknownNameError, match="burst"):
        tried(100.0, acts=("0 on brst",))


def test_a_trial_that_diverges_says_so():
    with pytest.raises(InvalidValueError, match=r"one burst.*diverged"):
        tried(100.0, values={"lambda1": 1.1}, duration=5000.0)


def test_predictions_agree_within_their_tolerance():
    assert Prediction("x", 10.0, 10.05, tolerance=0.01).agrees is True
    assert Prediction("x", 10.0, 10.2, tolerance=0.01).agrees is False
    assert Prediction("x", 0.0, 1e-9, least=1e-8).agrees is True
    assert Prediction("x", None, 1.0).agrees is None
    assert Prediction("x", 1.0, 2.0, comparable=False).agrees is None
    assert Prediction("x", 1.0, float("nan")).agrees is False


def test_the_command_line_prints_the_table_and_its_exit_code_tells(capsys, monkeypatch):
    trial = Trial("one burst", ("memory",), acts=("0 on burst",), duration=500.0)
    right = replace(SCENARIO, theory=predicting(100.0), trials=(trial,))
    monkeypatch.setattr(cli.scenarios, "find", lambda key: right)
    assert cli.main(["selftest", SCENARIO.key]) == 0
    assert "all agree" in capsys.readouterr().out

    wrong = replace(right, theory=predicting(101.0))
    monkeypatch.setattr(cli.scenarios, "find", lambda key: wrong)
    assert cli.main(["selftest", SCENARIO.key]) == 1
    assert "1 of 1 trials FAILED" in capsys.readouterr().out
    assert cli.main(["selftest", SCENARIO.key, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["predictions"][0]["verdict"] == "FAILED"


def test_keys_may_stand_behind_options(capsys):
    assert cli.main(["selftest", "--json", "decision"]) == 0
    assert {entry["scenario"] for entry in json.loads(capsys.readouterr().out)} == {"decision"}
    for words in (["selftest", "--jsno", "decision"], ["list", "decision"]):
        with pytest.raises(SystemExit) as left:
            cli.main(words)
        assert left.value.code == 2


def test_an_unknown_key_is_refused(capsys):
    assert cli.main(["selftest", "autaps"]) == 2
    assert "unknown scenario" in capsys.readouterr().err


@pytest.mark.parametrize("scenario", all_scenarios(), ids=lambda s: s.key)
def test_theory_holds_in_every_trial(scenario):
    outcomes = list(selftest.outcomes([scenario]))

    assert len(outcomes) >= 2
    assert any(o.trial.values or o.trial.preset for o in outcomes), "one trial away from the defaults"
    for outcome in outcomes:
        assert outcome.trial.expects
        assert not outcome.failed, selftest.table(outcome)
        assert len({p.name for p in outcome.predictions}) == len(outcome.predictions)
        assert all(np.isfinite(p.predicted) for p in outcome.predictions if p.predicted is not None)


@pytest.mark.parametrize("scenario", all_scenarios(), ids=lambda s: s.key)
def test_a_run_of_weights_that_are_off_by_2_percent_does_not_pass(scenario):
    """What is measured comes from the run: a meter that reads both numbers off the equations would pass."""

    def passes(trial):
        plan = make_plan(
            scenario, trial.preset or None, trial.values, trial.acts, f"{trial.duration:g}", seed=str(trial.seed)
        )
        run = simulation_of(replace(plan, scenario=replace(scenario, build=lambda p: stronger(scenario.build(p)))))
        run.advance(plan.steps)
        snapshot = replace(run.snapshot(), system=scenario.build(run.parameters))
        found = {line.name: line for line in scenario.theory(run.parameters, snapshot)}
        return run.divergence is None and all(found[name].agrees for name in trial.expects)

    assert not all(passes(trial) for trial in scenario.trials)


def stronger(system):
    """Return a system whose weights M are 2 % too strong."""
    network, weights = system.network, system.network.recurrent
    known = network.known_eigen and (network.known_eigen[0], 1.02 * network.known_eigen[1])
    weights = replace(weights, core=1.02 * weights.core) if network.low_rank else 1.02 * weights
    return replace(system, network=replace(network, recurrent=weights, known_eigen=known))
