"""The table of integration methods, and which of them a network allows."""

from collections.abc import Callable
from dataclasses import dataclass

from recnet_core.errors import InvalidValueError, UnknownNameError
from recnet_core.network import RateNetwork
from recnet_core.steppers import low_rank_linear, modes, one_step, propagator
from recnet_core.steppers.flows import Stepper

DT_RANGE = (0.001, 1000.0)  # ms


def exact(network: RateNetwork, dt: float) -> Stepper:
    """Return the exact method that fits: few dimensions, eigenmodes, matrix exponential, or region by region."""
    if low_rank_linear.fits(network):
        if network.is_linear:
            return Stepper(low_rank_linear.make_flow(network, dt), low_rank_linear.make_step(network, dt))
        if network.size > 2:
            from recnet_core.steppers import low_rank_pieces

            return Stepper(low_rank_pieces.make_flow(network, dt), low_rank_pieces.make_step(network, dt))
    if network.is_linear and network.is_symmetric:
        return Stepper(modes.make_flow(network, dt), modes.make_step(network, dt))
    if network.size == 2:
        from recnet_core.steppers import plane

        return Stepper(plane.make_flow(network, dt))
    if network.is_linear:
        return Stepper(propagator.make_flow(network, dt))
    from recnet_core.steppers import piecewise

    return Stepper(piecewise.make_flow(network, dt))


@dataclass(frozen=True)
class Method:
    """An integration method as people choose it."""

    name: str
    title: str
    help: str
    prepare: Callable[[RateNetwork, float], Stepper]


METHODS = {
    method.name: method
    for method in (
        Method("exact", "exact", "Closed form between switching times; no error from the step.", exact),
        Method("exponential", "exponential", "Leak exact, rest of order 2.", one_step.exponential),
        Method("rk4", "Runge–Kutta 4", "Order 4.", one_step.rk4),
        Method("euler", "Euler", "Order 1; see a bad step fail.", one_step.euler),
    )
}


def available(network: RateNetwork) -> tuple[str, ...]:
    """Return the names of the methods that the network allows."""
    exact = network.transfer.pieces is not None
    return tuple(name for name in METHODS if name != "exact" or exact)


def prepare(network: RateNetwork, name: str, dt: float) -> Stepper:
    """Return the method called `name` at step dt (ms).

    Raises
    ------
    UnknownNameError
        No such method.
    InvalidValueError
        The network does not allow it, or dt is out of range.
    """
    if name not in METHODS:
        raise UnknownNameError("method", name, METHODS)
    low, high = DT_RANGE
    if not low <= dt <= high:
        raise InvalidValueError(f"dt: {dt:g} ms is out of range; allowed: {low:g} to {high:g} ms")
    if name not in available(network):
        raise InvalidValueError(
            f"method: '{name}' needs a piecewise-linear transfer function; allowed: {', '.join(available(network))}"
        )
    return METHODS[name].prepare(network, dt)
