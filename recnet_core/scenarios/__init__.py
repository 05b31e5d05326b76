"""The scenarios, one file each; a module here that has a `SCENARIO` is in the gallery."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import Any

from recnet_core.errors import UnknownNameError
from recnet_core.scenario import Scenario

GROUPS = ("Linear", "Nonlinear", "E–I", "Memory", "Beyond")


@cache
def all_scenarios() -> tuple[Scenario[Any], ...]:
    """Return every scenario, in the order of the course's chapters, then by number."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    found = [import_module(f"{__name__}.{name}").SCENARIO for name in names]
    return tuple(sorted(found, key=lambda s: (GROUPS.index(s.group), s.number)))


def find(key: str) -> Scenario[Any]:
    """Return the scenario called `key`, or raise `UnknownNameError` with the nearest one."""
    for scenario in all_scenarios():
        if scenario.key == key:
            return scenario
    raise UnknownNameError("scenario", key, (s.key for s in all_scenarios()))
