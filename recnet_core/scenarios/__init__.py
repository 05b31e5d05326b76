"""The scenarios, one file each; a module here that has a `SCENARIO` is in the gallery."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import Any

from recnet_core.errors import UnknownNameError
from recnet_core.scenario import Scenario

GROUPS = ("Linear", "Nonlinear", "E–I", "Memory", "Beyond")


@cache
def keys() -> tuple[str, ...]:
    """Return the scenarios' keys, by the names of their files; nothing is imported for it."""
    return tuple(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__))


@cache
def all_scenarios() -> tuple[Scenario[Any], ...]:
    """Return every scenario, in the order of the course's chapters, then by number."""
    return tuple(sorted((find(key) for key in keys()), key=lambda s: (GROUPS.index(s.group), s.number)))


def find(key: str) -> Scenario[Any]:
    """Return the scenario called `key`, or raise `UnknownNameError` with the nearest one; no other is imported."""
    if key not in keys():
        raise UnknownNameError("scenario", key, keys())
    found: Scenario[Any] = import_module(f"{__name__}.{key.replace('-', '_')}").SCENARIO
    return found
