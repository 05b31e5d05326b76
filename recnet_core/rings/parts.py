"""What ring scenarios are made of: their common parameters, inputs, read-outs and views."""

from dataclasses import dataclass

import numpy as np

from recnet_core.arrays import Array
from recnet_core.connectivity import ring
from recnet_core.inputs import Input, Noise
from recnet_core.low_rank import LowRank
from recnet_core.network import RateNetwork
from recnet_core.parameters import Parameters, parameter
from recnet_core.rings import shape
from recnet_core.system import Readout
from recnet_core.transfer import Rectified, Transfer
from recnet_core.views import Activity, BumpPlane, FourierBars, RingProfile, View

RECTIFIED = Rectified()


@dataclass(frozen=True)
class RingParameters(Parameters):
    """Size, coupling and time constant of a ring, its tuned input, background and noise."""

    N: int = parameter(100, symbol="N", low=8, high=4096, integer=True, scale="log", help="Number of units.")
    lambda1: float = parameter(
        1.9,
        symbol="λ_1",
        low=0.0,
        high=2.2,
        help="Eigenvalue of M along cos θ and sin θ; with half of the ring active the limit is 2, not 1.",
    )
    tau: float = parameter(10.0, symbol="τ", unit="ms", low=1.0, high=100.0, help="Time constant of every unit.")
    amplitude: float = parameter(
        5.0, symbol="A", unit="Hz", low=0.0, high=50.0, help="Height of the tuned input at its peak."
    )
    angle: float = parameter(
        0.0, symbol="θ_0", unit="°", low=-180.0, high=180.0, help="Where the tuned input has its peak."
    )
    width: float = parameter(
        90.0,
        symbol="w",
        unit="°",
        low=10.0,
        high=180.0,
        help="Where the tuned input A cos(90° Δ/w) crosses 0; from 2w on it is −A. 90° is the pure cosine.",
    )
    h0: float = parameter(0.0, symbol="h_0", unit="Hz", low=-20.0, high=20.0, help="Input that all units share.")
    noise: float = parameter(
        1.0, symbol="σ", unit="Hz", low=0.0, high=50.0, help="Strength of the noise input: its deviation over 1 ms."
    )


def ring_network(p: RingParameters, transfer: Transfer = RECTIFIED) -> RateNetwork:
    """Return τ dv/dt = −v + F(h + M v) with the ring's M (D&A eq. 7.33 linear, 7.35 rectified)."""
    return RateNetwork(tau=np.array([p.tau]), recurrent=ring(p.N, p.lambda1), transfer=transfer)


def noise_input(p: RingParameters) -> Input:
    """Return the switch for noise that is new at every step."""
    return Input("noise", np.full(p.N, p.noise), Noise(), title="noise, each step")


def uneven_input(p: RingParameters, seed: int, on: bool = False) -> Input:
    """Return the switch for noise across units that stays as it is, as in D&A figure 7.8."""
    return Input("uneven", p.noise * shape.frozen_noise(p.N, seed), title="unevenness, frozen", on=on)


def first_component(basis: Array) -> Array:
    """Return the scaled columns (N, 2) that read the first Fourier component off activity."""
    columns: Array = basis[:, -2:] * np.sqrt(2.0 / len(basis))
    return columns


def amplitude_of(values: Array, reader: Array) -> Array:
    """Return the amplitude (...,) of the first Fourier component of values (..., N)."""
    parts = values @ reader
    amplitude: Array = np.hypot(parts[..., 0], parts[..., 1])
    return amplitude


def gain_of(rates: Array, inputs: Array, reader: Array) -> Array:
    """Return first component out over first component in, (...,); 0 where nothing comes in."""
    out, into = amplitude_of(rates, reader), amplitude_of(inputs, reader)
    return np.divide(out, into, out=np.zeros_like(out), where=into > 1e-12)


def readouts(
    weights: LowRank, angles: Array, gain: float | None = None, peak: float | None = None, width: float | None = None
) -> tuple[Readout, ...]:
    """Return peak rate, bump angle, half-width, first component in and out, and its gain.

    gain, peak (Hz), width (degrees) : where theory says they come to rest whatever is switched, if it does
    """
    reader = first_component(weights.basis)
    return (
        Readout("peak rate", "Hz", lambda rates, inputs: rates.max(axis=-1), level=peak),
        Readout("bump angle", "°", lambda rates, inputs: shape.bump_angle(rates, angles)),
        Readout(
            "half-width",
            "°",
            lambda rates, inputs: shape.half_width(weights.apply(rates) + inputs, angles),
            level=width,
        ),
        Readout("c_1 in", "Hz", lambda rates, inputs: amplitude_of(inputs, reader)),
        Readout("c_1 out", "Hz", lambda rates, inputs: amplitude_of(rates, reader)),
        Readout("gain of c_1", "", lambda rates, inputs: gain_of(rates, inputs, reader), level=gain),
    )


def ring_views() -> tuple[View, ...]:
    """Return the four pictures of a ring of rank 2."""
    return (
        RingProfile("profile", "Input and output", hero=True, peak="angle"),
        BumpPlane("bump-plane", "Bump plane m = Uᵀv"),
        FourierBars("fourier", "Fourier amplitudes"),
        Activity("activity", "Activity of the units"),
    )


def past_limit(p: RingParameters, limit: float) -> tuple[str, ...]:
    """Say that the first component grows without limit, where it does; `limit` is the largest λ_1 that does not."""
    if p.lambda1 < limit:
        return ()
    if p.lambda1 == limit:
        return (f"λ_1 = {limit:g}: the first component never comes to rest, it adds up its input",)
    e_fold = p.tau / (p.lambda1 / limit - 1.0)
    return (f"λ_1 = {p.lambda1:.10g} > {limit:g}: the bump runs away, e-fold in {e_fold:,.4g} ms",)
