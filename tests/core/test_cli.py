"""The command line as scripts use it: in a process of its own, without Qt."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from recnet_core import scenarios
from recnet_core.journal import from_plain
from recnet_core.simulation import Simulation

ROOT = Path(__file__).parents[2]


def recnet(*arguments, cwd=ROOT, code=0):
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def test_list_gives_key_title_and_group():
    rows = json.loads(recnet("list", "--json"))
    assert {tuple(sorted(row)) for row in rows} == {("group", "key", "title")}
    assert {"integrator-memory", "ei-oscillator"} <= {row["key"] for row in rows}
    assert "ei-oscillator" in recnet("list")


def test_show_gives_parameters_inputs_views_and_presets():
    shown = json.loads(recnet("show", "ei-oscillator", "--json"))
    assert [p["name"] for p in shown["parameters"]] == [
        "M_EE",
        "M_EI",
        "M_IE",
        "M_II",
        "gamma_E",
        "gamma_I",
        "tau_E",
        "tau_I",
    ]
    assert set(shown["parameters"][0]) == {"name", "symbol", "unit", "default", "low", "high", "help"}
    assert [i["name"] for i in shown["inputs"]] == ["drive E", "drive I"]
    shown = json.loads(recnet("show", "integrator-memory", "--json"))
    assert [p["name"] for p in shown["parameters"]] == ["N", "lambda1", "tau", "amplitude", "noise", "network_seed"]
    assert {"pulse+", "pulse-", "burst"} <= {i["name"] for i in shown["inputs"]}
    assert "λ_1" in recnet("show", "integrator-memory")


def test_run_writes_the_numbers_of_the_simulation(tmp_path):
    out = tmp_path / "run.npz"
    acts = ["--at", "100 on burst", "--at", "300 set lambda1=0.9", "--at", "400 kick 1,0,0,0,0"]
    values = ["--set", "N=5", "--set", "noise=1", "--seed", 9, "--dt", 1, "--for", 500]
    recnet("run", "integrator-memory", *values, *acts, "--out", out)
    file = np.load(out, allow_pickle=False)
    meta = json.loads(str(file["meta"]))
    assert set(meta) == {"scenario", "parameters", "method", "dt", "seed", "journal", "version"}
    assert file["t"].shape == (501,)
    assert file["v"].shape == file["h"].shape == (501, 5)
    scenario = scenarios.find(meta["scenario"])
    again = Simulation(
        scenario.build, scenario.parameters(**meta["parameters"]), method=meta["method"], dt=meta["dt"],
        seed=meta["seed"], journal=from_plain(meta["journal"]),
    )  # fmt: skip
    again.advance(500)
    for name, rows in (("t", again.history.times), ("v", again.history.v), ("h", again.history.h)):
        assert file[name].tobytes() == np.ascontiguousarray(rows).tobytes()


def test_a_large_seed_is_kept_to_the_digit(tmp_path):
    seed = "9" * 38
    recnet("run", "integrator-memory", "--set", "noise=1", "--for", 5, "--seed", seed, "--out", tmp_path / "a.npz")
    assert json.loads(str(np.load(tmp_path / "a.npz")["meta"]))["seed"] == int(seed)


def test_the_first_row_is_the_start_and_csv_says_the_same(tmp_path):
    recnet("run", "ei-oscillator", "--for", 10, "--dt", 0.5, "--at", "5 on drive E", "--out", tmp_path / "a.npz")
    recnet("run", "ei-oscillator", "--for", 10, "--dt", 0.5, "--at", "5 on drive E", "--out", tmp_path / "a.csv")
    file = np.load(tmp_path / "a.npz")
    assert file["v"][0].tolist() == [30.0, 10.0]
    assert file["h"][9].tolist() == [0.0, 0.0]
    assert file["h"][10].tolist() == [10.0, 0.0]
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert lines[2] == "t,v_E,v_I,h_E,h_I"
    rows = np.array([[float(x) for x in line.split(",")] for line in lines[3:]])
    assert (rows == np.column_stack([file["t"], file["v"], file["h"]])).all()


def test_a_preset_and_the_start_of_ones_own(tmp_path):
    recnet(
        "run", "ei-oscillator", "--preset", "damped", "--for", 2000, "--at", "0 state 5,5", "--out", tmp_path / "a.npz"
    )
    v = np.load(tmp_path / "a.npz")["v"]
    assert v[0].tolist() == [5.0, 5.0]
    assert v[-1] == pytest.approx([80 / 3, 50 / 3], rel=2e-3)


BAD = [
    (["run", "ei-oscilator", "--out", "x.npz"], "did you mean ei-oscillator?"),
    (["run", "ei-oscillator", "--set", "tauI=30", "--out", "x.npz"], "did you mean tau_I?"),
    (["run", "ei-oscillator", "--set", "tau_I=banana", "--out", "x.npz"], "not a number"),
    (["run", "ei-oscillator", "--set", "tau_I=nan", "--out", "x.npz"], "not a finite number"),
    (["run", "ei-oscillator", "--set", "tau_I=-1", "--out", "x.npz"], "allowed: 1 to 150 ms"),
    (["run", "ei-oscillator", "--set", "tau_I", "--out", "x.npz"], "not NAME=VALUE"),
    (["run", "integrator-memory", "--set", "N=2.5", "--out", "x.npz"], "not a whole number"),
    (["run", "ei-oscillator", "--at", "5 on drive", "--out", "x.npz"], "did you mean drive"),
    (["run", "ei-oscillator", "--at", "0.7 on drive E", "--out", "x.npz"], "nearest: 0.5 and 1"),
    (["run", "ei-oscillator", "--at", "9000 on drive E", "--out", "x.npz"], "after the end"),
    (["run", "ei-oscillator", "--at", "5 jump 3", "--out", "x.npz"], "MS on|off|set|state|kick WHAT"),
    (["run", "ei-oscillator", "--at", "5 state 3", "--out", "x.npz"], "1 values given for 2 units"),
    (["run", "ei-oscillator", "--at", "5 set tau_I=999", "--out", "x.npz"], "out of range"),
    (["run", "ei-oscillator", "--method", "rk5", "--out", "x.npz"], "did you mean rk4?"),
    (["run", "ei-oscillator", "--dt", "0", "--out", "x.npz"], "--dt"),
    (["run", "ei-oscillator", "--for", "inf", "--out", "x.npz"], "--for"),
    (["run", "ei-oscillator", "--for", "1e15", "--out", "x.npz"], "too much memory"),
    (["run", "ei-oscillator", "--for", "1e308", "--out", "x.npz"], "--for: 1e308 is out of range"),
    (["run", "ei-oscillator", "--at", "1e308 on drive E", "--out", "x.npz"], "--at: 1e308 is out of range"),
    (["run", "ei-oscillator", "--dt", "1", "--at", "1000.0009 on drive E", "--out", "x.npz"], "nearest: 1000 and 1001"),
    (["run", "integrator-memory", "--at", "5 set N=5", "--out", "x.npz"], "keeps its number of units"),
    (["run", "ei-oscillator", "--seed", "9" * 39, "--out", "x.npz"], "at most 38 digits"),
    (["run", "ei-oscillator", "--seed", "1.5", "--out", "x.npz"], "'1.5' is not a whole number"),
    (["run", "ei-oscillator", "--seed", "-3", "--out", "x.npz"], "--seed"),
    (["run", "ei-oscillator", "--preset", "dampt", "--out", "x.npz"], "did you mean damped?"),
    (["run", "ei-oscillator", "--out", "x.xlsx"], "allowed: .npz, .csv"),
    (["run", "ei-oscillator", "--out", "nowhere/x.npz"], "no folder 'nowhere'"),
    (["run", "ei-oscillator"], "--out"),
    (["show", "nothing-like-it"], "unknown scenario"),
    (["lits"], "unknown command"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD, ids=[words for _, words in BAD])
def test_bad_input_is_one_clear_line_exit_code_2_and_no_file(arguments, words, tmp_path):
    said = recnet(*arguments, cwd=tmp_path, code=2)
    assert words in said
    assert len(said.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_run_that_diverges_says_why_and_writes_only_finite_rows(tmp_path):
    said = recnet("run", "integrator-memory", "--set", "lambda1=1.1", "--at", "0 on pulse+", "--for", 20000,
                  "--out", tmp_path / "a.npz", code=1)  # fmt: skip
    assert "grows without limit" in said
    assert np.isfinite(np.load(tmp_path / "a.npz")["v"]).all()
    said = recnet("run", "integrator-memory", "--method", "euler", "--dt", 50, "--at", "0 on pulse+", "--for", 5000,
                  "--out", tmp_path / "b.npz", code=1)  # fmt: skip
    assert "Choose a shorter dt" in said


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a child differ there")
@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing_half(which, tmp_path):
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "run", "integrator-memory", "--set", "noise=1", "--for", "3000000",
         "--out", "x.npz"], cwd=tmp_path, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(1.5)
    process.send_signal(which)
    said = process.communicate(timeout=20)[1]
    assert process.returncode == 130
    assert said.strip() == "recnet: interrupted, nothing written"
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_device_is_one_line_and_exit_code_2():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, str(ROOT / "main.py"), "list"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode() == "recnet: cannot write: No space left on device\n"


def test_a_terminal_without_the_symbols_still_shows_the_rest():
    environment = dict(os.environ, PYTHONIOENCODING="latin-1")
    command = [sys.executable, str(ROOT / "main.py"), "show", "ei-oscillator"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"tau_I" in done.stdout


def test_the_command_line_imports_no_qt(tmp_path):
    script = (
        "import sys, main\n"
        f"assert main.main(['run', 'ei-oscillator', '--for', '10', '--out', r'{tmp_path / 'a.npz'}']) == 0\n"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('PySide6', 'pyqtgraph', 'recnet_gui')]\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are found otherwise here")
@pytest.mark.parametrize("display", [{}, {"DISPLAY": ""}, {"DISPLAY": ":7654"}], ids=str)
def test_without_a_display_it_says_so_and_names_the_command_line(display):
    environment = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    environment |= display
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py")], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "no display" in done.stderr
    assert "run ei-oscillator --for 1000 --out run.npz" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")
def test_a_long_run_shows_its_progress_on_a_terminal(tmp_path):
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, str(ROOT / "main.py"), "run", "ei-oscillator", "--for", "20000", "--out", "x.npz"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=theirs) as process:
        os.close(theirs)
        said = b""
        while chunk := _read(ours):
            said += chunk
    os.close(ours)
    assert process.returncode == 0
    assert b"steps" in said


def _read(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other end is closed
        return b""
