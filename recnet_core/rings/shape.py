"""Angles of a ring's units, profiles over them, and what is read off activity: Fourier amplitudes, peak, angle, width.

Angles are in degrees and even; a ring of directions spans 360°, one of orientations 180°.
"""

import numpy as np

from recnet_core.arrays import Array


def directions(size: int) -> Array:
    """Return θ_i = −180 + 360 i/N, (N,) degrees."""
    return -180.0 + 360.0 * np.arange(size) / size


def orientations(size: int) -> Array:
    """Return θ_i = −90 + 180 i/N, (N,) degrees."""
    return -90.0 + 180.0 * np.arange(size) / size


def apart(angles: Array | float, peak: float, period: float = 360.0) -> Array:
    """Return how far `angles` lie from `peak`, in −period/2 … period/2, degrees."""
    distance: Array = (np.asarray(angles) - peak + period / 2.0) % period - period / 2.0
    return distance


def tuned(angles: Array, peak: float, width: float) -> Array:
    """Return the tuned profile over a whole ring, (N,), from 1 at the peak to −1.

    cos(90°·Δ/width) out to twice the width, −1 beyond: it crosses 0 at Δ = ±width without a corner anywhere, and a
    width of 90° is the pure cosine.
    """
    distance = np.minimum(np.abs(apart(angles, peak)), 2.0 * width)
    profile: Array = np.cos(np.radians(90.0 * distance / width))
    return profile


def local(angles: Array, peak: float, width: float) -> Array:
    """Return the bump [cos(90°·Δ/width)]+ that ends at Δ = ±width, (N,), 1 at the peak."""
    distance = np.abs(apart(angles, peak))
    inside = np.cos(np.radians(90.0 * np.minimum(distance, width) / width))
    profile: Array = np.where(distance < width, inside, 0.0)
    return profile


def frozen_noise(size: int, seed: int) -> Array:
    """Return (N,) standard normal numbers that belong to `seed`: unevenness across units that stays in time."""
    values: Array = np.random.Generator(np.random.Philox(key=seed)).standard_normal(size)
    return values


def fourier_amplitudes(values: Array, count: int = 6) -> Array:
    """Return the amplitudes of the first Fourier components, (..., count), of values (..., N) over the ring.

    Component 0 is the mean, component k the amplitude of cos kθ (D&A figures 7.8 and 7.9, lower panels).
    """
    size = values.shape[-1]
    amplitudes: Array = np.abs(np.fft.rfft(values, axis=-1)[..., :count]) * (2.0 / size)
    amplitudes[..., 0] /= 2.0
    if size % 2 == 0 and count > size // 2:
        amplitudes[..., size // 2] /= 2.0  # cos(πi) has mean square 1, not 1/2
    return amplitudes


def bump_angle(values: Array, angles: Array) -> Array:
    """Return the angle (...,) degrees of the first Fourier component of values (..., N); 0 where there is none."""
    period = len(angles) * (angles[1] - angles[0])
    turns = 2.0 * np.pi * (angles - angles[0]) / period
    across, along = values @ np.sin(turns), values @ np.cos(turns)
    angle: Array = angles[0] + np.arctan2(across, along) % (2.0 * np.pi) * period / (2.0 * np.pi)
    return np.where(np.hypot(across, along) > 1e-9 * np.abs(values).sum(axis=-1), angle, 0.0)


def half_width(drive: Array, angles: Array) -> Array:
    """Return how far from its peak a bump ends, (...,) degrees, the mean of both sides.

    A bump ends where the drive M v + h + b to the units, (..., N), falls through 0; at rest the rates end there too.
    It is interpolated between units. Half a period where the whole ring is active, 0 where none of it is.
    """
    size, step = len(angles), float(angles[1] - angles[0])
    units, peak = np.arange(size, dtype=np.int32), np.argmax(drive, axis=-1)[..., None].astype(np.int32)
    ahead = units - peak
    ahead += np.where(ahead < 0, np.int32(size), np.int32(0))  # units from the peak on to the right, 0 … N − 1
    ended = drive <= 0.0
    right = np.where(ended, ahead, size).min(axis=-1)
    left = np.where(ended, size - ahead, size).min(axis=-1)
    width = 0.5 * step * (_crossing(drive, peak[..., 0], right, 1) + _crossing(drive, peak[..., 0], left, -1))
    silent, whole = right == 0, right == size
    return np.where(silent, 0.0, np.where(whole, 0.5 * step * size, width))


def _crossing(drive: Array, peak: Array, first: Array, way: int) -> Array:
    """Return after how many units from the peak, (...,), the drive is 0, where it is not above 0 from `first` on."""
    size = drive.shape[-1]
    ends = [((peak + way * at) % size)[..., None] for at in (first - 1, first)]
    before, after = (np.take_along_axis(drive, end, axis=-1)[..., 0] for end in ends)
    fall = before - after
    part: Array = np.divide(before, fall, out=np.zeros_like(fall), where=fall > 0.0)
    return first - 1 + part
