"""The program on a real X server, under keys and clicks of xdotool."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from recnet_gui import paths
from recnet_gui.settings import Settings

pytestmark = pytest.mark.xserver


def xdotool(*arguments: str) -> str:
    return subprocess.run(["xdotool", *arguments], check=True, capture_output=True, text=True, timeout=20).stdout


@pytest.fixture
def program(root: Path) -> Iterator[subprocess.Popen[str]]:
    assert shutil.which("xdotool"), "xdotool is not here; make test installs it"
    process = subprocess.Popen(
        [sys.executable, "main.py", "--profile-start"], cwd=root, text=True, stdout=subprocess.PIPE,
        env=os.environ | {"QT_QPA_PLATFORM": "xcb"},
    )  # fmt: skip
    assert process.stdout is not None
    while "running" not in process.stdout.readline():
        assert process.poll() is None
    with process:
        yield process
        process.kill()


def window_of(title: str) -> str:
    for _ in range(100):
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", title], check=False, capture_output=True, text=True
        ).stdout.split()
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"no window called {title}")


def cpu_seconds(process: subprocess.Popen[str]) -> float:
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_keys_and_clicks_of_a_real_keyboard_and_mouse(program: subprocess.Popen[str]) -> None:
    window = window_of("E–I oscillator — RecNet")
    left, top = map(int, re.findall(r"Position: (-?\d+),(-?\d+)", xdotool("getwindowgeometry", window))[0])
    xdotool("mousemove", str(left + 1240), str(top + 815), "click", "1")  # empty chrome takes the keyboard
    xdotool("mousemove", str(left + 100), str(top + 136), "click", "1")  # the gallery's first entry
    window_of("Autapse — RecNet")
    xdotool("key", "Next", "key", "ctrl+f")  # the lesson's next step, then search
    xdotool("type", "integrator mem")
    xdotool("key", "Return")
    window_of("Integrator memory — RecNet")

    xdotool("key", "ctrl+d", "key", "ctrl+plus", "key", "space")
    time.sleep(0.5)
    before = cpu_seconds(program)
    time.sleep(1.0)
    idle = cpu_seconds(program) - before
    xdotool("key", "ctrl+q")

    assert program.wait(20) == 0
    assert idle < 0.1, "a paused window works"
    settings = Settings(paths.settings_file())
    assert (settings["scenario"], settings["theme"], settings["scale"]) == ("integrator-memory", "dark", 1.1)
