"""The input as equations see it at rest: what jitters from step to step is left out."""

import numpy as np

from recnet_core.arrays import Array
from recnet_core.inputs import Noise, Spikes
from recnet_core.snapshot import Snapshot


def is_restless(snapshot: Snapshot) -> bool:
    """Whether noise or spikes are on, so that the input is new at every step."""
    on = [entry for entry in snapshot.system.inputs if snapshot.switches.get(entry.name)]
    return snapshot.system.noise > 0.0 or any(isinstance(entry.waveform, Noise | Spikes) for entry in on)


def quiet_input(snapshot: Snapshot) -> Array:
    """Return h (N,) Hz without noise and spikes; zeros for numbers that are not finite."""
    if is_restless(snapshot):
        h = snapshot.system.held_input(name for name, on in snapshot.switches.items() if on)
    else:
        h = np.array(snapshot.h)
    return np.nan_to_num(h, nan=0.0, posinf=0.0, neginf=0.0)
