"""Whether memory stays flat: the real window at 20 times real time, its resident size every half minute.

    .venv/bin/python bench/memory.py [MINUTES] [SCENARIO]      (1 minute of ei-oscillator unless told otherwise)

Without a display it uses Qt's offscreen platform. An input is switched every second, as people do.
"""

import sys
import time
from pathlib import Path

from _window import open_window  # isort: skip  # sets the platform before Qt is imported
from PySide6.QtTest import QTest

from recnet_core.scenarios import find


def resident():
    """Return this process's resident memory in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024.0
    raise SystemExit("this needs /proc")


def main(minutes, key):
    """Print wall time, model time, acts and memory."""
    _, window = open_window()
    session = window.workbench.session
    session.open(find(key))
    session.driver.set_speed(20.0)
    session.run()
    begin, told = time.monotonic(), -1
    while time.monotonic() - begin < 60.0 * minutes:
        QTest.qWait(1000)
        session.toggle_input(0)
        half_minutes = int((time.monotonic() - begin) / 30.0)
        if half_minutes > told:
            told = half_minutes
            run = session.simulation
            sizes = f"acts {len(run.journal):5d}  {resident():7.1f} MB"
            print(f"{30 * told:5d} s  model time {run.time / 1000.0:8.1f} s  {sizes}", flush=True)
    session.run(False)
    window.close()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0, sys.argv[2] if len(sys.argv) > 2 else "ei-oscillator")
