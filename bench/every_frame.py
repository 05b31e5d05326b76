"""Milliseconds a frame in the real window, for every scenario: stepping, drawing and painting all that is seen.

    .venv/bin/python bench/every_frame.py [--frames N] [--size 1400x900] [SCENARIO ...]   (all unless told otherwise)

A frame is what the timer does at the scenario's own speed: advance by 16 ms times that speed within the driver's
8 ms, draw every visible canvas, paint. Scenarios that have a parameter N up to 1024 are measured at N = 1024 as well.
Target: median ≤ 16.7 ms, p95 ≤ 25 ms at 1400×900. Without a display it uses Qt's offscreen platform.
"""

import argparse
import sys
import time

import numpy as np

from _window import open_window  # isort: skip  # sets the platform before Qt is imported
from PySide6.QtTest import QTest

from recnet_core.journal import Switch
from recnet_core.parameters import specs
from recnet_core.scenarios import all_scenarios, find

FRAME = 16.0  # ms
BUDGET = 0.008  # s for stepping, as the driver gives
LARGE = 1024


def switch_now_and_then(session, frame):
    """Toggle the inputs in turn, so that shading, names and moving inputs are in the picture."""
    inputs = session.simulation.system.inputs
    if inputs and frame % 30 in (10, 25):
        entry = inputs[frame // 30 % len(inputs)]
        session.simulation.apply(Switch(entry.name, frame % 30 == 10))


def frames(app, session, count):
    """Return milliseconds of each frame, and the share of real time that stepping reached."""
    taken, done, asked = [], 0, 0
    for frame in range(count):
        steps = max(1, round(FRAME * session.driver.speed / session.simulation.dt))
        switch_now_and_then(session, frame)
        begin = time.perf_counter()
        done += session.simulation.advance(steps, begin + BUDGET)
        session._publish()
        app.processEvents()
        taken.append(1e3 * (time.perf_counter() - begin))
        asked += steps
        if session.simulation.divergence is not None:
            session.reset_all()
    return np.array(taken), done / asked


def measure(app, session, scenario, count, values):
    """Print one row."""
    session.run(False)
    session.open(scenario)
    for name, value in values.items():
        session.set_parameter(name, value)
    QTest.qWait(600)  # sweeps, basins, typeset maths
    frames(app, session, count // 2)
    taken, reached = frames(app, session, count)
    name = scenario.key + "".join(f" {n}={v}" for n, v in values.items())
    median, p95 = np.percentile(taken, (50, 95))
    verdict = "" if median <= 16.7 and p95 <= 25.0 else "  over"
    print(f"{name:32}{median:8.1f}{p95:8.1f}{taken.max():8.1f}{reached:10.2f}×{verdict}", flush=True)


def main():
    """Print a row for every scenario."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*")
    parser.add_argument("--frames", type=int, default=120)
    parser.add_argument("--size", default="1400x900")
    chosen = parser.parse_args()
    app, window = open_window()
    window.resize(*(int(side) for side in chosen.size.split("x")))
    session = window.workbench.session
    print(f"{'ms a frame':32}{'median':>8}{'p95':>8}{'max':>8}{'speed':>11}")
    for scenario in [find(key) for key in chosen.scenarios] or all_scenarios():
        measure(app, session, scenario, chosen.frames, {})
        if any(spec.name == "N" and spec.high >= LARGE for spec in specs(type(scenario.defaults))):
            measure(app, session, scenario, chosen.frames, {"N": LARGE})
    window.close()


if __name__ == "__main__":
    sys.exit(main())
