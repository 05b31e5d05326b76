"""What every test shares: one BLAS thread, no screen unless asked for, and a home directory of its own."""

from __future__ import annotations

import os

# Before numpy and Qt are imported: both read these once. A desktop's own QT_QPA_PLATFORM must not open
# windows in front of whoever runs the tests, hence a name of our own; tests/run_under_xvfb sets it to xcb.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["QT_QPA_PLATFORM"] = os.environ.get("RECNET_TEST_PLATFORM", "offscreen")

from pathlib import Path

import hypothesis
import pytest

pytest_plugins = ["pytester"]

# No deadlines: a busy machine is not a bug. In CI the examples are the same every time, so that a failure is
# the change's own; at a desk they differ, so that new ones are found.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test an empty home: no other test's settings, logs or recovery files, nor the user's."""
    home = tmp_path_factory.mktemp("home", numbered=True)
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what needs a real X server when there is none: a skip would hide it in the closing line."""
    if os.environ["QT_QPA_PLATFORM"] != "offscreen":
        return
    here = [item for item in items if item.get_closest_marker("xserver") is None]
    config.hook.pytest_deselected(items=[item for item in items if item not in here])
    items[:] = here


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the checkout's top directory."""
    return Path(__file__).resolve().parent.parent
