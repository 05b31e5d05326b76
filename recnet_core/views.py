"""What a scenario wants shown, as plain values; the window decides how. One class = one kind of canvas."""

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """Base: `name` is what scripts call it, `title` what people read; the hero gets the largest place."""

    name: str
    title: str
    hero: bool = False


@dataclass(frozen=True)
class Traces(View):
    """Rates of units in time; () for all of them."""

    units: tuple[int, ...] = ()


@dataclass(frozen=True)
class Activity(View):
    """Rates of all units in time as a picture, units × time."""


@dataclass(frozen=True)
class Projection(View):
    """The state projected on a system's running integral's read-out, beside that integral."""

    integral: int = 0
    label: str = "v·e_1"


@dataclass(frozen=True)
class Modes(View):
    """The coefficients c_i = e_i·v of the eigenvectors of M in time; `highlight` is drawn strong."""

    highlight: int = 0


@dataclass(frozen=True)
class MatrixSpectrum(View):
    """Eigenvalues λ of M in the complex plane with the line Re λ = 1."""


@dataclass(frozen=True)
class PhasePlane(View):
    """Two units against each other: nullclines, vector field, fixed points, trajectory with its head."""

    x: int = 0
    y: int = 1


@dataclass(frozen=True)
class JacobianSpectrum(View):
    """Eigenvalues μ of the Jacobian at the fixed point, 1/s, with the line Re μ = 0."""


@dataclass(frozen=True)
class EigenvalueSweep(View):
    """Re μ (1/s) and Im μ/2π (Hz) at the fixed point against one parameter, today's value marked."""

    parameter: str = ""
