"""Runs the way `recnet run` does them, and what theory says at their end."""

from recnet_core import cli, headless, scenarios
from recnet_core.plan import make_plan, plan_from


def ran(key, *words):
    """Return the trajectory that `recnet run KEY WORDS` writes."""
    return headless.run(plan_from(cli.parser().parse_args(["run", key, "--out", "x.npz", *map(str, words)])))


def values(**given):
    return [word for name, value in given.items() for word in ("--set", f"{name}={value!r}")]


def predictions(key, **options):
    """Return a scenario's predictions by name, at the end of a run."""
    scenario = scenarios.find(key)
    plan = make_plan(scenario, **options)
    run = headless.simulation_of(plan)
    run.advance(plan.steps)
    return {line.name: line for line in scenario.theory(run.parameters, run.snapshot())}
