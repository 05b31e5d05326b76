"""The exact method for any other linear network: v ← P v + Q (h + b), P = e^{A dt}, Q = ∫₀^dt e^{A s} ds τ⁻¹.

P and Q are blocks of one matrix exponential (Van Loan 1978), so a singular or defective A needs no special case.
"""

import numpy as np

from recnet_core.arrays import State
from recnet_core.network import RateNetwork
from recnet_core.steppers.flows import Flow, MakeFlow, StepByStep


def make_flow(network: RateNetwork, dt: float) -> MakeFlow:
    """Return the flow of a linear network; dt in ms."""
    from scipy.linalg import expm

    size = network.size
    rates = (network.matrix - np.eye(size)) / network.tau[:, None]
    block = np.zeros((2 * size, 2 * size))
    block[:size, :size] = rates * dt
    block[:size, size:] = np.diag(dt / network.tau)
    whole = expm(block)
    propagator, response = np.ascontiguousarray(whole[:size, :size].T), whole[:size, size:].T
    bias = network.bias

    def flow(v: State, h: State) -> Flow:
        push = (h + bias) @ response

        def step(v: State, h: State) -> State:
            after: State = v @ propagator + push
            return after

        return StepByStep(step, v, h)

    return flow
