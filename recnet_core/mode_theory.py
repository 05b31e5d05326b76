"""Predictions for one mode of a linear network under a held input: its gain and its time constant."""

from recnet_core.arrays import Array
from recnet_core.measuring import (
    NOISY,
    WAITS_FOR_MOTION,
    WAITS_FOR_REST,
    e_fold,
    is_held,
    settled_gain,
    stretch,
)
from recnet_core.snapshot import Snapshot
from recnet_core.theory import Prediction

AGREE = 1e-4  # relative: what a state that counts as settled may still be away
EXACT = 1e-6  # relative: of a rate found from three rows


def mode_gain(name: str, snapshot: Snapshot, eigenvalue: float, readout: Array) -> Prediction:
    """Return the prediction of 1/(1−λ), what a mode makes of its part of the input (D&A eq. 7.24).

    Parameters
    ----------
    name : of the prediction
    eigenvalue : λ of M
    readout : (N,), the left eigenvector; of a symmetric M the eigenvector itself
    """
    source = "D&A eq. 7.24"
    if eigenvalue >= 1.0:
        return Prediction(name, None, None, source=source, note="λ ≥ 1: there is no steady state.")
    near = 0.5 * AGREE * min(1.0, 1.0 - eigenvalue)  # of what drives it: the closer to 1, the longer it must settle
    measured = settled_gain(snapshot, readout, near)
    note = "" if measured is not None else WAITS_FOR_REST if is_held(snapshot) else NOISY
    return Prediction(name, 1.0 / (1.0 - eigenvalue), measured, tolerance=AGREE, source=source, note=note)


def mode_time(name: str, snapshot: Snapshot, eigenvalue: float, tau: float, readout: Array) -> Prediction:
    """Return the prediction of τ/|1−λ|, ms, in which a mode settles or, for λ > 1, grows by e (D&A eq. 7.23)."""
    source = "D&A eq. 7.23"
    if eigenvalue == 1.0:
        return Prediction(name, None, None, "ms", source=source, note="λ = 1: it neither settles nor runs away.")
    measured = e_fold(stretch(snapshot), readout) if is_held(snapshot) else None
    note = "λ > 1: it grows by e in this time." if eigenvalue > 1.0 else ""
    if measured is None:
        note = WAITS_FOR_MOTION if is_held(snapshot) else NOISY
    predicted = tau / abs(1.0 - eigenvalue)
    return Prediction(name, predicted, measured, "ms", tolerance=EXACT, source=source, note=note)
