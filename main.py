"""RecNet's one entry: a sub-command goes to the command line, else the window opens."""

from __future__ import annotations

import os
import re
import socket
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace

STARTED = time.perf_counter()
NO_DISPLAY = (
    "recnet: there is no display to open a window on; without one, use the command line, "
    "for example: {} run ei-oscillator --for 1000 --out run.npz"
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line or the window; return the exit code."""
    # before numpy is imported: more BLAS threads make small networks slower and live frames uneven
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    arguments = sys.argv[1:] if arguments is None else arguments
    profile_start = arguments == ["--profile-start"]
    if arguments and not profile_start:
        from recnet_core.cli import main as command_line

        return command_line(arguments, gallery)
    return window(profile_start)  # the core is imported after the shell has been painted


def gallery(options: Namespace) -> int:
    """Write a picture of the window for every scenario."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from recnet_gui.window_pictures import act_gallery

    return act_gallery(options)


def window(profile_start: bool) -> int:
    """Open the window; say so in one sentence where there is no display."""
    if sys.platform.startswith("linux") and not has_display():
        program = "recnet" if getattr(sys, "frozen", False) else f"{sys.executable} {os.path.basename(__file__)}"
        print(NO_DISPLAY.format(program), file=sys.stderr)
        return 2
    from recnet_gui.app import run

    return run(profile_start=profile_start, started=STARTED)


def has_display() -> bool:
    """Return whether Qt will find a display on Linux; where it does not, it aborts the program without a word."""
    if os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY"):
        return True
    name = os.environ.get("DISPLAY", "")
    local = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", name)
    return bool(name) if local is None else _answers(f"/tmp/.X11-unix/X{local[1]}")


def _answers(path: str) -> bool:
    for address in (f"\0{path}", path):  # X servers listen on the abstract name, the file, or both
        with socket.socket(socket.AF_UNIX) as tried:
            try:
                tried.connect(address)
            except OSError:
                continue
            return True
    return False


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # a bundle starts its helper processes through the same program
        from multiprocessing import freeze_support

        freeze_support()
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # while still importing
        print("recnet: interrupted, nothing written", file=sys.stderr)
        sys.exit(130)
