"""`Scenario`: a named system of the course: its parameters, how to build it, and what to look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic

from recnet_core.errors import UnknownNameError
from recnet_core.parameters import P, changed
from recnet_core.snapshot import Snapshot
from recnet_core.system import System
from recnet_core.theory import Prediction, Trial
from recnet_core.views import View


def no_notices(parameters: Any) -> tuple[str, ...]:
    """Say nothing."""
    return ()


def no_theory(parameters: Any, snapshot: Snapshot) -> tuple[Prediction, ...]:
    """Predict nothing."""
    return ()


@dataclass(frozen=True)
class Preset:
    """A named set of parameter values; the rest stays at the defaults.

    Attributes
    ----------
    name : what scripts call it
    title : what people read
    values : parameter name -> value
    on, off : inputs switched on besides those that are on at the start, and those of them switched off
    """

    name: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario(Generic[P]):
    """One system of the course.

    Attributes
    ----------
    key : what files and scripts call it; never changes
    title, summary : what people read; the summary is one or two sentences
    group : chapter of the gallery: "Linear", "Nonlinear", "E–I", "Memory", "Beyond"
    defaults : a frozen `Parameters` object; its class is the list of parameters
    build : parameters -> system; pure and fast, it runs on every slider move
    views : two to four, the hero first
    presets : at least three (the classic, the broken one, the extreme); the first is the defaults
    notices : parameters -> sentences the window shows while they are true ("λ_1 > 1: the memory runs away")
    method, dt : how it is integrated unless asked otherwise (ms)
    window : how much time the time axes show, ms
    speed : how fast it runs at first, × real time; quick systems are for the eye in slow motion
    rate_range : the first range of rate axes, in `unit`; canvases widen it in steps
    unit : of rates, "" where they are pure numbers (shares of the largest)
    number : place in the course: number of the system in its list, 1 to 20
    theory : parameters and a snapshot -> what formulas say and the run measures, four times a second; quick (≤ 2 ms)
    trials : runs in which theory must agree
    """

    key: str
    title: str
    group: str
    summary: str
    defaults: P
    build: Callable[[P], System]
    views: tuple[View, ...]
    presets: tuple[Preset, ...]
    notices: Callable[[P], tuple[str, ...]] = no_notices
    method: str = "exact"
    dt: float = 0.5
    window: float = 2000.0
    rate_range: tuple[float, float] = (0.0, 60.0)
    unit: str = "Hz"
    speed: float = 1.0
    number: int = 0
    theory: Callable[[P, Snapshot], tuple[Prediction, ...]] = no_theory
    trials: tuple[Trial, ...] = ()

    def preset(self, name: str) -> Preset:
        """Return the preset called `name`, or raise `UnknownNameError` with the nearest one."""
        for preset in self.presets:
            if preset.name == name:
                return preset
        raise UnknownNameError("preset", name, (preset.name for preset in self.presets))

    def inputs_on(self, preset: str, parameters: P) -> tuple[str, ...]:
        """Return the inputs that are on where a preset begins: the system's own, with the preset's changes."""
        chosen = self.preset(preset)
        own = (entry.name for entry in self.build(parameters).inputs if entry.on)
        return tuple(dict.fromkeys((*(name for name in own if name not in chosen.off), *chosen.on)))

    def parameters(self, preset: str | None = None, **values: Any) -> P:
        """Return the defaults, changed first by a preset and then by `values`."""
        base = dict(self.preset(preset).values) if preset else {}
        return changed(self.defaults, **(base | values))
