"""What the window remembers between two starts; a damaged file or value never stops the program."""

import json
import logging
import os
import reprlib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

SPLITTERS = 2  # a scenario's: the hero above the others, and the others side by side
LONGEST = 100_000  # px; far above any screen, far below what Qt cannot hold


def _is_scale(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0.75 <= value <= 2.0


def _is_sizes(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(splitters, list)
        and len(splitters) == SPLITTERS
        and all(isinstance(sizes, list) and all(map(_is_length, sizes)) for sizes in splitters)
        for splitters in value.values()
    )


def _is_length(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LONGEST


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)


# key -> default, test
KEYS: dict[str, tuple[Any, Callable[[Any], bool]]] = {
    "theme": ("system", ("system", "light", "dark").__contains__),
    "scale": (1.0, _is_scale),
    "scenario": ("ei-oscillator", _is_text),
    "geometry": ("", _is_text),
    "splitters": ({}, _is_sizes),
    "lesson_folded": (False, _is_truth),
}


class Settings:
    """A few checked values in one JSON file, written whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = {key: deepcopy(default) for key, (default, _) in KEYS.items()}
        for key, value in _read(path).items():
            self._take(key, value)

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __setitem__(self, key: str, value: Any) -> None:
        if not KEYS[key][1](value):
            raise ValueError(f"settings: {key} = {value!r} is not allowed")
        self._values[key] = value

    def save(self) -> None:
        """Write the file; where that cannot be done it is logged."""
        part = self._path.with_name(f"{self._path.name}.{os.getpid()}.part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._values, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            part.replace(self._path)
        except OSError as error:
            log.warning("settings not written: %s", error)

    def _take(self, key: str, value: Any) -> None:
        try:
            self[key] = value
        except (KeyError, TypeError, ValueError):
            log.warning("settings: %s = %s ignored", reprlib.repr(key), reprlib.repr(value))


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        log.warning("settings not read: %s", error)
        return {}
    if not isinstance(values, dict):
        log.warning("settings not read: %s holds no object", path)
        return {}
    return values
