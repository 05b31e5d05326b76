"""Firing-rate recurrent networks: build one, run it, replay it; no window needed.

A run in five lines::

    from recnet_core import Simulation, scenarios
    scenario = scenarios.find("ei-oscillator")
    run = Simulation(scenario.build, scenario.defaults, dt=1.0)
    run.advance(2000)
    times, rates = run.history.times, run.history.v
"""

from recnet_core.errors import RecNetError
from recnet_core.network import RateNetwork
from recnet_core.simulation import Simulation
from recnet_core.system import System

__version__ = "0.1.0"
__all__ = ["RateNetwork", "RecNetError", "Simulation", "System", "__version__"]
