"""The rules that keep the project small: who imports whom, how long a module grows, that it says what it is."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("recnet_core", "recnet_gui")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

LONGEST_MODULE = 400
LONGEST_MAIN_WINDOW = 250

each_module = pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))


def lint_imports(checkout: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command as lint; lint()"
    arguments = [sys.executable, "-c", command, "--no-logo", "--no-cache"]
    return subprocess.run(arguments, cwd=checkout, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_go_only_downwards() -> None:
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "forbidden", "broken"),
    [
        ("recnet_core/network.py", "import PySide6.QtCore", "The core knows neither Qt nor the window"),
        ("recnet_core/network.py", "import pyqtgraph", "The core knows neither Qt nor the window"),
        ("recnet_core/network.py", "import recnet_gui.style", "The core knows neither Qt nor the window"),
        ("recnet_core/network.py", "import recnet_core.simulation", "The core's layers"),
        ("recnet_gui/style.py", "import recnet_gui.session", "The window's layers"),
        (
            "recnet_core/scenarios/ei_oscillator.py",
            "import recnet_core.scenarios.integrator_memory",
            "Scenarios do not import each other",
        ),
        ("recnet_gui/canvases/intruder.py", "import recnet_gui.session", "A canvas never sees the session"),
        (
            "recnet_gui/canvases/intruder.py",
            "import recnet_gui.canvases.traces",
            "Canvases do not import each other",
        ),
    ],
)
def test_a_forbidden_import_is_found(copied: Path, module: str, forbidden: str, broken: str) -> None:
    with (copied / module).open("a") as source:
        source.write(f"\n{forbidden}\n")

    result = lint_imports(copied)

    assert result.returncode == 1, result.stderr
    assert any(line.startswith(broken) and line.endswith("BROKEN") for line in result.stdout.splitlines()), (
        result.stdout
    )


@each_module
def test_a_module_stays_short(module: Path) -> None:
    longest = LONGEST_MAIN_WINDOW if module.name == "main_window.py" else LONGEST_MODULE

    length = len(module.read_text(encoding="utf-8").splitlines())

    assert length <= longest


@each_module
def test_a_module_says_what_it_is(module: Path) -> None:
    assert ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
