"""Milliseconds a frame: our canvases beside the same picture in stock pyqtgraph, in the same run.

    python bench/frames.py [--scenario KEY] [--frames N] [--dark] [--scale S]

Target (issue 2): all canvases of ei-oscillator at 1400×900 set and painted in ≤ 12 ms (median), p95 ≤ 20 ms.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QWidget

from recnet_core.simulation import Simulation
from recnet_gui import style

STEPS = 33  # a frame at real time, dt 0.5 ms
WARM_UP = 90  # frames: the window is full of history, sweeps are done


def window_of(pictures, hero):
    """Lay pictures out as the program does at 1400×900: 190 px gallery, 300 px controls, bars above and below."""
    window, middle = QWidget(), QWidget()
    outer, inner = QHBoxLayout(window), QGridLayout(middle)
    outer.setContentsMargins(190, 48, 300, 48)
    outer.addWidget(middle)
    inner.setContentsMargins(0, 0, 0, 0)
    rest = [picture for picture in pictures if picture is not hero]
    inner.addWidget(hero, 0, 0, 1, 2)
    inner.addWidget(rest[0], 1, 0, 2, 1)
    for row, picture in enumerate(rest[1:], start=1):
        inner.addWidget(picture, row, 1)
    for row, share in enumerate((4, 3, 3)):
        inner.setRowStretch(row, share)
    window.resize(1400, 900)
    window.show()
    return window


def journalled(simulation, frame):
    """Switch inputs on and off now and then, so that shading, names and marks are in the picture."""
    from recnet_core.journal import Switch

    inputs = simulation.system.inputs
    if frame % 40 == 10:
        simulation.apply(Switch(inputs[frame // 40 % len(inputs)].name, True))
    elif frame % 40 == 22:
        simulation.apply(Switch(inputs[frame // 40 % len(inputs)].name, False))


def run(app, scenario, pictures, frames):
    """Return set-and-paint ms: (frames,) of all pictures together, and (frames, pictures) one by one."""
    simulation = Simulation(scenario.build, scenario.defaults, method=scenario.method, dt=scenario.dt, seed=1)
    together, single = [], []
    for frame in range(WARM_UP + 2 * frames):
        journalled(simulation, frame)
        simulation.advance(STEPS)
        snapshot = simulation.snapshot()
        if frame % 2 == 0:
            start = perf_counter()
            for picture in pictures:
                picture.draw(snapshot)
            app.processEvents()
            together.append(1e3 * (perf_counter() - start))
        else:
            row = []
            for picture in pictures:
                start = perf_counter()
                picture.draw(snapshot)
                app.processEvents()
                row.append(1e3 * (perf_counter() - start))
            single.append(row)
    return np.array(together[WARM_UP // 2 :]), np.array(single[WARM_UP // 2 :])


def ours(app, scenario, theme, frames):
    from recnet_gui.canvases import make_canvas

    pictures = [make_canvas(view, scenario, theme) for view in scenario.views]
    hero = next(p for p in pictures if p.view.hero)
    system = scenario.build(scenario.defaults)
    for picture in pictures:
        picture.show_system(system, scenario.defaults)
    window = window_of(pictures, hero)
    app.processEvents()
    result = run(app, scenario, pictures, frames)
    window.close()
    return result


def stock(app, scenario, theme, frames):
    from bench._stock_plots import make_stock

    pictures = [make_stock(view, scenario, theme) for view in scenario.views]
    window = window_of(pictures, next(p for p, view in zip(pictures, scenario.views, strict=True) if view.hero))
    app.processEvents()
    result = run(app, scenario, pictures, frames)
    window.close()
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="ei-oscillator")
    parser.add_argument("--frames", type=int, default=120)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--scale", type=float, default=1.0)
    chosen = parser.parse_args()
    app = QApplication([])
    app.setStyle("Fusion")
    style.load_fonts()
    theme = replace(style.DARK if chosen.dark else style.LIGHT, scale=chosen.scale)
    app.setFont(style.font(theme))
    app.setPalette(style.palette(theme))
    scenario = import_module(f"recnet_core.scenarios.{chosen.scenario.replace('-', '_')}").SCENARIO
    ours_all, ours_each = ours(app, scenario, theme, chosen.frames)
    stock_all, stock_each = stock(app, scenario, theme, max(20, chosen.frames // 3))
    print(f"{scenario.key}, 1400×900, {app.platformName()}: ms a frame, set and paint")
    print(f"{'':24}{'ours: median':>14}{'p95':>8}{'stock: median':>16}{'p95':>8}{'ratio':>8}")
    columns = [(view.name, ours_each[:, i], stock_each[:, i]) for i, view in enumerate(scenario.views)]
    for name, a, b in [*columns, ("all together", ours_all, stock_all)]:
        p95 = [float(np.percentile(x, 95)) for x in (a, b)]
        medians = [float(np.median(x)) for x in (a, b)]
        ratio = f"{medians[1] / medians[0]:.1f}×" if medians[0] > 0.1 else "still"
        print(f"{name:24}{medians[0]:14.2f}{p95[0]:8.2f}{medians[1]:16.2f}{p95[1]:8.2f}{ratio:>8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
