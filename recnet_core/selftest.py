"""Every scenario's trials without a window: what theory predicts, what the run gives, and whether they agree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from recnet_core.errors import InvalidValueError, UnknownNameError
from recnet_core.headless import simulation_of
from recnet_core.plan import make_plan
from recnet_core.scenario import Scenario
from recnet_core.theory import Prediction, Trial


@dataclass(frozen=True)
class Outcome:
    """One trial done: its predictions at the end, and those of them that had to agree and did not."""

    scenario: Scenario[Any]
    trial: Trial
    predictions: tuple[Prediction, ...]
    failed: tuple[str, ...]


def try_out(scenario: Scenario[Any], trial: Trial) -> Outcome:
    """Run one trial to its end and compare.

    Raises
    ------
    RecNetError
        The trial names what the scenario does not have, or its run diverged.
    """
    plan = make_plan(
        scenario, trial.preset or None, trial.values, trial.acts, f"{trial.duration:.12g}", seed=str(trial.seed)
    )
    run = simulation_of(plan)
    run.advance(plan.steps)
    if run.divergence is not None:
        raise InvalidValueError(f"{scenario.key}, trial '{trial.title}': diverged at {run.divergence.time:g} ms")
    predictions = scenario.theory(run.parameters, run.snapshot())
    known = {prediction.name: prediction for prediction in predictions}
    for name in trial.expects:
        if name not in known:
            raise UnknownNameError(f"prediction of {scenario.key}", name, known)
    failed = tuple(name for name in trial.expects if known[name].agrees is not True)
    return Outcome(scenario, trial, predictions, failed)


def outcomes(scenarios: Iterable[Scenario[Any]]) -> Iterator[Outcome]:
    """Do the trials of `scenarios` one after the other."""
    for scenario in scenarios:
        for trial in scenario.trials:
            yield try_out(scenario, trial)


def table(outcome: Outcome) -> str:
    """Return one trial as lines of text: predicted · measured · error · verdict."""
    lines = [f"{outcome.scenario.key}: {outcome.trial.title}"]
    lines += [_line(prediction, outcome) for prediction in outcome.predictions]
    return "\n".join(lines)


def plain(outcome: Outcome) -> dict[str, Any]:
    """Return one trial as JSON-ready values."""
    return {
        "scenario": outcome.scenario.key,
        "trial": outcome.trial.title,
        "passed": not outcome.failed,
        "predictions": [
            {
                "name": p.name,
                "unit": p.unit,
                "predicted": p.predicted,
                "measured": p.measured,
                "error": p.error,
                "verdict": _verdict(p, outcome),
                "source": p.source,
                "note": p.note,
            }
            for p in outcome.predictions
        ],
    }


def _line(prediction: Prediction, outcome: Outcome) -> str:
    unit = f" {prediction.unit}" if prediction.unit else ""
    error = "" if prediction.error is None else f"{prediction.error:+.1e}"
    cells = f"{_number(prediction.predicted):>12} {_number(prediction.measured):>12}{unit:<4} {error:>9}"
    return f"  {prediction.name:<34} {cells}  {_verdict(prediction, outcome)}"


def _verdict(prediction: Prediction, outcome: Outcome) -> str:
    """Say FAILED only of what this trial expects to agree."""
    if prediction.name in outcome.failed:
        return "FAILED"
    if prediction.name in outcome.trial.expects:
        return "ok"
    if not prediction.comparable:
        return "differs, as it should" if prediction.error is not None else ""
    return "" if prediction.agrees is None else ("agrees" if prediction.agrees else "not yet")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.6g}"
