"""How long the window takes to answer a slider: every parameter of a scenario dragged over its whole range.

    .venv/bin/python bench/drag.py [SCENARIO ...]        (all of them unless told otherwise)

For every move: the new parameter, the new equations, one advance and the paint of all canvases, in milliseconds.
Without a display it uses Qt's offscreen platform.
"""

import sys
import time

import numpy as np

from _window import open_window  # isort: skip  # sets the platform before Qt is imported
from PySide6.QtTest import QTest

from recnet_core.parameters import specs
from recnet_core.scenarios import all_scenarios, find

MOVES = 60
BUDGET = 0.008  # s for stepping, as the driver gives


def drag(app, session, spec):
    """Return the milliseconds of each move."""
    taken = []
    for value in np.linspace(spec.low, spec.high, MOVES):
        begin = time.perf_counter()
        session.set_parameter(spec.name, round(value) if spec.integer else float(value))
        session.simulation.advance(33, time.perf_counter() + BUDGET)
        session._publish()
        app.processEvents()
        taken.append(1000.0 * (time.perf_counter() - begin))
    return taken


def main(keys):
    """Print a row for every parameter."""
    app, window = open_window()
    session = window.workbench.session
    for scenario in [find(key) for key in keys] or all_scenarios():
        session.open(scenario)
        session.run(False)
        session.simulation.advance(4000)
        QTest.qWait(300)
        print(f"{scenario.key}                    median     p95     max  ms")
        for spec in specs(type(scenario.defaults)):
            taken = drag(app, session, spec)
            row = "".join(f"{x:8.1f}" for x in (np.median(taken), np.percentile(taken, 95), max(taken)))
            print(f"  {spec.name:<28}{row}")
            session.reset_all()
            session.simulation.advance(4000)
    window.close()


if __name__ == "__main__":
    main(sys.argv[1:])
