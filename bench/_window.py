"""The real window for benchmarks, on Qt's offscreen platform where there is no display."""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if not os.environ.get("DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtWidgets import QApplication

from recnet_gui import style
from recnet_gui.canvases import make_canvas
from recnet_gui.main_window import MainWindow
from recnet_gui.settings import Settings


def open_window():
    """Return the application and its window, shown at 1400×900 and running, with settings of its own."""
    app = QApplication([])
    app.setStyle("Fusion")
    style.load_fonts()
    window = MainWindow(Settings(Path(tempfile.mkdtemp()) / "settings.json"))
    window.resize(1400, 900)
    window.show()
    window.fill(make_canvas)
    return app, window
