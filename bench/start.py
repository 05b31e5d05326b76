"""How long the window takes to stand, beside a bare QMainWindow and a window with one empty PlotWidget, in one run.

    .venv/bin/python bench/start.py [ROUNDS]

Milliseconds from the start of the process to the first paint, medians; the programs take turns. Without a display it
uses Qt's offscreen platform.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]

BARE = """
import sys
sys.path.insert(0, {root!r})
from PySide6.QtWidgets import QApplication, QMainWindow
from recnet_gui.profile import Profile
app = QApplication([])
profile = Profile(True)
window = QMainWindow()
window.resize(1400, 900)
{content}
profile.watch(window, "painted")
profile.painted.connect(profile.report)
profile.painted.connect(window.close)
window.show()
app.exec()
"""
PLOT = "import pyqtgraph\nwindow.setCentralWidget(pyqtgraph.PlotWidget())"


def first_number(command, pattern, environment):
    """Return the milliseconds that a program prints."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    found = re.search(pattern, done.stdout + done.stderr)
    if found is None:
        raise SystemExit(f"no time in {done.stdout!r} {done.stderr!r}")
    return float(found[1])


def main(rounds):
    """Print the table."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}  # people start twice
    environment |= dict(
        os.environ, OPENBLAS_NUM_THREADS="1", RECNET_QUIT_AFTER_S="0.1", XDG_CONFIG_HOME=tempfile.mkdtemp()
    )
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    python = [sys.executable, "-c"]
    recnet = [sys.executable, str(ROOT / "main.py"), "--profile-start"]
    programs = {
        "bare QMainWindow": ([*python, BARE.format(root=str(ROOT), content="")], r"(\d+) ms  painted"),
        "one empty PlotWidget": ([*python, BARE.format(root=str(ROOT), content=PLOT)], r"(\d+) ms  painted"),
        "RecNet, shell painted": (recnet, r"(\d+) ms  shell painted"),
        "RecNet, all canvases running": (recnet, r"(\d+) ms  canvases painted"),
    }
    times = {name: [] for name in programs}
    for _ in range(rounds):
        for name, (command, pattern) in programs.items():
            times[name].append(first_number(command, pattern, environment))
    medians = {name: statistics.median(values) for name, values in times.items()}
    bare, plot, shell, live = medians.values()
    for name, value in medians.items():
        print(f"  {name:<30} {value:6.0f} ms")
    print(
        f"  shell / bare window: {shell / bare:.2f} (goal 2)   all running / PlotWidget: {live / plot:.2f} (goal 1.5)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
