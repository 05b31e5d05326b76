"""`Prediction`: what the formula says, what a run measures, and whether they agree; `Trial`: a run that must agree."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Prediction:
    """One line of the theory meter: predicted · measured · error.

    Attributes
    ----------
    name : what it is, in two or three words ("gain of c_1", "period"); one scenario's names differ and stay
    predicted : None where theory gives no number under today's parameters (`note` says why)
    measured : None while the run has nothing to measure yet (`note` may say what it waits for)
    unit : "" for a pure number, else "Hz", "ms", "°", "1/s"
    tolerance : they agree if |measured − predicted| ≤ tolerance·|predicted| + least
    least : absolute part of the tolerance, in `unit`
    source : "D&A eq. 7.23"
    note : one sentence; where the two are not meant to agree, why
    comparable : False for a pair that is not meant to agree ("5.34 Hz is not Im μ/2π: …"); `note` says why
    """

    name: str
    predicted: float | None
    measured: float | None
    unit: str = ""
    tolerance: float = 1e-3
    least: float = 0.0
    source: str = ""
    note: str = ""
    comparable: bool = True

    @property
    def error(self) -> float | None:
        """measured − predicted, in `unit`; None while one is missing."""
        if self.predicted is None or self.measured is None:
            return None
        return self.measured - self.predicted

    @property
    def agrees(self) -> bool | None:
        """Whether the two agree; None where nothing can be said."""
        if self.error is None or self.predicted is None or not self.comparable:
            return None
        return abs(self.error) <= self.tolerance * abs(self.predicted) + self.least


@dataclass(frozen=True)
class Trial:
    """A run without a window at whose end the named predictions must agree; `recnet selftest` does them all.

    Attributes
    ----------
    title : what is tried, in a few words
    expects : names of predictions that must agree at the end
    preset, values : the parameters; "" for the defaults
    acts : "MS on INPUT", "MS off INPUT", "MS set NAME=VALUE", "MS state V1,V2,…" as on the command line
    duration : model time, ms
    seed : of the noise
    """

    title: str
    expects: tuple[str, ...]
    preset: str = ""
    values: Mapping[str, float] = field(default_factory=dict)
    acts: tuple[str, ...] = ()
    duration: float = 2000.0
    seed: int = 0
