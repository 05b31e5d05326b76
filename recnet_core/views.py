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
    """Rates of units in time; () for all of them. With `theory`, a linear network's closed form dashed on top."""

    units: tuple[int, ...] = ()
    theory: bool = False


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
    """The coefficients c_i = e_i·v of the eigenvectors of M in time; `highlight` is drawn strong.

    With `theory` the closed form c_i(t) of a linear network dashed on top, and every mode strong while there are few.
    """

    highlight: int = 0
    theory: bool = False


@dataclass(frozen=True)
class MatrixSpectrum(View):
    """Eigenvalues λ of M in the complex plane with the line Re λ = 1."""


@dataclass(frozen=True)
class PhasePlane(View):
    """Two units against each other: nullclines, vector field, fixed points, trajectory with its head.

    With `basins` the plane is coloured by where each start ends up.
    """

    x: int = 0
    y: int = 1
    basins: bool = False


@dataclass(frozen=True)
class JacobianSpectrum(View):
    """Eigenvalues μ of the Jacobian at the fixed point, 1/s, with the line Re μ = 0."""


@dataclass(frozen=True)
class EigenvalueSweep(View):
    """Re μ (1/s) and Im μ/2π (Hz) at the fixed point against one parameter, today's value marked."""

    parameter: str = ""


@dataclass(frozen=True)
class ModeGains(View):
    """The gains 1/(1−λ_i) of the modes of M as bars, beside those measured now."""


@dataclass(frozen=True)
class RateCurve(View):
    """One unit alone (N = 1): F(M v + h + b) against v with the line of rest v; they meet at the fixed points."""


@dataclass(frozen=True)
class RingProfile(View):
    """Input h and output v of a ring against the units' angle; the input's peak is dragged by a parameter."""

    peak: str = ""


@dataclass(frozen=True)
class FourierBars(View):
    """Amplitudes of the first Fourier components of a ring's input and output (D&A 7.8–7.9, lower panels)."""

    components: int = 6


@dataclass(frozen=True)
class BumpPlane(View):
    """The plane of the two numbers that steer a ring, m = Uᵀv: field of m' = −m + UᵀF(h + UKm), rest, trajectory."""


@dataclass(frozen=True)
class Readouts(View):
    """Some of the system's read-outs in time; () for all of them."""

    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Eye(View):
    """An eye seen from above that turns to the angle (degrees) a read-out says."""

    readout: str = ""


@dataclass(frozen=True)
class Raster(View):
    """Spikes of the inputs' channels in time, a row each."""


@dataclass(frozen=True)
class Patterns(View):
    """The state as a picture that can be drawn on, beside the stored patterns; `width` pixels a row."""

    width: int = 10


@dataclass(frozen=True)
class WeightMatrix(View):
    """M as a picture, row = receiving unit; zero neutral."""
