"""A network of one's own: tables as parameters, files, builders, notices and theory."""

import json
import pickle
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse
from scipy.io import savemat

from recnet_core import scenarios
from recnet_core.errors import FileError, InvalidValueError, RecNetError, UnknownNameError
from recnet_core.journal import Event, SetMethod, SetParameters, from_plain, to_plain
from recnet_core.parameters import array_specs, changed
from recnet_core.scenarios.own_network import FUNCTIONS, departure_from_normal
from recnet_core.simulation import Simulation
from recnet_core.tables import builders
from recnet_core.tables.table_file import as_text, parse_table, read_table, with_block

OWN = scenarios.find("own-network")
ROOT = Path(__file__).parents[2]
PAIR = [[0.0, 0.5], [0.5, 0.0]]


def numbers(low=-1e6, high=1e6):
    return st.floats(low, high, allow_subnormal=False)


def squares(most=6):
    return st.integers(1, most).flatmap(lambda n: hnp.arrays(np.float64, (n, n), elements=numbers()))


# --- tables as parameters ---------------------------------------------------------------------------------------------


@given(squares())
def test_a_network_survives_json_with_its_bits(matrix):
    p = OWN.parameters(M=matrix, tau=20.0)
    again = OWN.parameters(**json.loads(json.dumps(asdict(p))))
    assert again == p
    assert hash(again) == hash(p)
    assert tuple(map(tuple, matrix.tolist())) == again.M
    assert again.M.array.tobytes() == (matrix + 0.0).tobytes()


@given(squares(), st.integers(0, 100))
def test_a_journal_with_tables_survives_json(matrix, step):
    p = OWN.defaults.completed({"M": matrix})
    events = (Event(step, SetParameters(p)), Event(step, SetParameters({"F": 2})), Event(step, SetMethod("rk4", 0.5)))
    assert from_plain(json.loads(json.dumps(to_plain(events)))) == events


@pytest.mark.parametrize("value", ["[[1]]", [["1"]], [[True]], [[[1.0]]], [{"a": 1}], [None], {"M": [[1]]}, [[1], "x"]])
def test_a_journal_takes_nested_lists_of_numbers_and_nothing_else(value):
    with pytest.raises(InvalidValueError, match=r"journal\[0\]"):
        from_plain([{"step": 0, "act": "set", "values": {"M": value}}])


REFUSED = [
    ([[0, 1], [1, "abc"]], r"M\[2, 2\]: 'abc' is not a number; allowed: numbers"),
    ([[0, 1], [1, None]], r"M\[2, 2\]"),
    ([[0, float("nan")], [1, 0]], r"M\[1, 2\]: nan is not a finite number"),
    ([[0, 1], [float("inf"), 0]], r"M\[2, 1\]: inf is not a finite number"),
    ([[0, 1], [1e7, 0]], r"M\[2, 1\]: 1e\+07 is out of range; allowed: -1,000,000 to 1,000,000"),
    ([[0, 1], [1]], "M: row 2 has 1 numbers, row 1 has 2"),
    ([[0, 1, 2], [1, 0, 2]], "M: 2 × 3 is not square"),
    ([], "M: empty"),
    ([[]], "M: empty"),
    ([1, 2], "M: row 1: '1' is not a row"),
    (3, "M: '3' is not a list of rows"),
    ("[[0, 1]", "is not a list of numbers like"),
    ([[0, 1j], [1, 0]], r"M\[1, 2\]: 1j is complex"),
    (np.eye(2) * (1 + 1j), r"M\[1, 1\]: \(1\+1j\) is complex"),
    (np.zeros((201, 201)), "M: 201 × 201 is too large; .* up to 200 × 200"),
    ([[0] * 300] * 2, "M: 2 × 300 is not square"),
]


@pytest.mark.parametrize(("value", "words"), REFUSED, ids=[words[:24] for _, words in REFUSED])
def test_a_bad_table_is_refused_with_its_cell_and_the_reason(value, words):
    with pytest.raises(InvalidValueError, match=words):
        OWN.parameters(M=value)


def test_tables_that_do_not_fit_are_refused_and_what_is_not_given_adapts():
    with pytest.raises(InvalidValueError, match="W: 2 rows, but M has N = 16; allowed: 16 rows"):
        OWN.parameters(W=[[1], [2]])
    with pytest.raises(InvalidValueError, match="b: 3 numbers, but M has N = 2"):
        OWN.parameters(M=PAIR, b=[1, 2, 3])
    with pytest.raises(InvalidValueError, match=r"tau\[2\]: 0 is out of range; allowed: 0.1 to 10,000 ms"):
        OWN.parameters(M=PAIR, tau=[10, 0])
    grown = changed(OWN.parameters(M=PAIR, W=np.eye(2), b=[1, 2], tau=[10, 30]), M=np.zeros((12, 12)))
    assert (len(grown.b), grown.b[1], grown.b[2], grown.tau[2:]) == (12, 2.0, 0.0, (30.0,) * 10)
    assert np.array_equal(grown.W.array, np.eye(12, 9)), "one input a unit stays so, as far as there are keys"
    assert np.array_equal(changed(grown, M=PAIR).W.array, np.eye(2))
    assert OWN.parameters(M=PAIR, tau=20).tau == (20.0, 20.0)


def test_a_large_network_is_quick_to_check_to_look_up_and_to_slide():
    matrix = np.random.default_rng(1).standard_normal((200, 200)).tolist()
    start = time.perf_counter()
    p = OWN.parameters(M=matrix)
    made = time.perf_counter()
    hash(p)
    looked_up = time.perf_counter()
    for amplitude in range(100):
        hash(changed(p, amplitude=amplitude))
    slid = time.perf_counter()
    assert made - start < 0.1
    assert looked_up - made < 0.02
    assert (slid - looked_up) / 100 < 0.002


def test_a_size_that_changes_in_a_run_replays_to_the_same_bits():
    run = Simulation(OWN.build, OWN.defaults, method="exact", dt=0.5)
    run.advance(100)
    run.apply(SetParameters({"M": PAIR}))  # as an old file may have it: W, b and tau follow M
    run.advance(50)
    run.apply(SetParameters({"tau": (5.0, 20.0), "F": 1}))
    run.advance(100)
    assert [mark.text for mark in run.snapshot().marks] == ["M changed", "τ changed, F = rectified"]
    events = from_plain(json.loads(json.dumps(to_plain(run.journal))))
    again = Simulation(OWN.build, OWN.defaults, method="exact", dt=0.5, journal=events)
    again.advance(250)
    assert again.v.tobytes() == run.v.tobytes()
    assert again.parameters == run.parameters
    run.seek(20)
    assert run.system.size == 16


def test_f_is_chosen_by_number_or_by_name():
    assert OWN.parameters(F="tanh") == OWN.parameters(F=4)
    with pytest.raises(InvalidValueError, match=r"'tan' is not a number; allowed: 0 to 6 \(linear, rectified"):
        OWN.parameters(F="tan")
    x = np.linspace(-80.0, 80.0, 9)
    values = [OWN.build(OWN.parameters(F=name)).network.transfer(x) for name in FUNCTIONS]
    assert len({v.tobytes() for v in values}) == len(FUNCTIONS)


# --- files and text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["0,0.5\n-1.5,2e-3", "0;0,5\n−1,5;2e-3", "0\t0,5\r\n-1.5\t0.002\r\n", "0 0.5\n -1.5   2e-3\n\n",
     "# M\n0, 0.5\n-1.5, 0.002",
     '"0","0.5"\n"-1.5","0.002"', "\ufeff0;0.5\n-1.5;0.002"],
)  # fmt: skip
def test_tables_are_read_however_they_are_separated(text, tmp_path):
    path = tmp_path / "m.csv"
    path.write_text(text, encoding="utf-8")
    assert read_table(str(path)).tolist() == [[0.0, 0.5], [-1.5, 0.002]]


BAD_TEXT = [
    ("1,2\n3,abc", "row 2, column 2: 'abc' is not a number; allowed: numbers"),
    ("1,2\n3", "cells in row 2: 1, in row 1: 2"),
    ("1,2\n3,nan", "row 2, column 2: nan is not a finite number"),
    ("1,2\n3,-inf", "row 2, column 2: -inf is not a finite number"),
    ("1,2\n,4", "row 2, column 1: the cell is empty"),
    ("1,2\n3,1+2i", r"row 2, column 2: '1\+2i' is complex, not a real number"),
    ("1,2\n3,1_0", "row 2, column 2: '1_0' is not a number"),
    ("=1+1\t2", "row 1, column 1: '=1"),
    ("  \n\n", "empty"),
    (",".join(["1"] * 201), "1 × 201 is too large; allowed: up to 200 × 200"),
]


@pytest.mark.parametrize(("text", "words"), BAD_TEXT, ids=[words[:20] for _, words in BAD_TEXT])
def test_bad_text_is_refused_with_row_column_and_reason(text, words):
    with pytest.raises(InvalidValueError, match=words):
        parse_table(text)


@given(st.text(max_size=60))
def test_whatever_is_pasted_is_a_table_or_refused_in_words(text):
    try:
        table = parse_table(text)
    except RecNetError as error:
        refusal = str(error)
    else:
        refusal = ""
        assert table.ndim == 2
        assert np.isfinite(table).all()
    assert not refusal or "allowed" in refusal


@given(hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2, max_side=5), elements=numbers()))
def test_what_is_copied_can_be_pasted_to_the_bit(table):
    assert parse_table(as_text(table)).tobytes() == (table).tobytes()


def test_npy_and_mat_files_give_the_same_table(tmp_path):
    table = np.array([[0.0, 1.5], [-2.0, 3.0]])
    np.save(tmp_path / "m.npy", table.astype(np.float32))
    np.save(tmp_path / "i.npy", np.array([[0, 1], [1, 0]], dtype=np.uint8))
    np.save(tmp_path / "b.npy", np.array([1.0, 2.0]))
    savemat(tmp_path / "m.mat", {"name": "words", "cube": np.zeros((2, 2, 2)), "A": table, "M": 2 * table})
    assert np.array_equal(read_table(str(tmp_path / "m.npy")), table)
    assert read_table(str(tmp_path / "i.npy")).tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert read_table(str(tmp_path / "b.npy")).tolist() == [[1.0], [2.0]]
    assert np.array_equal(read_table(str(tmp_path / "m.mat")), 2 * table)
    assert np.array_equal(read_table(str(tmp_path / "m.mat"), "A"), table)
    with pytest.raises(FileError, match="no table 'B'; it holds: A, M"):
        read_table(str(tmp_path / "m.mat"), "B")


class Trap:
    """Unpickling this would write a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.write_text, (self.path, "executed")


def test_nothing_in_a_file_is_executed(tmp_path):
    trap = tmp_path / "trap"
    np.save(tmp_path / "m.npy", np.array([Trap(trap)], dtype=object), allow_pickle=True)
    (tmp_path / "p.npy").write_bytes(pickle.dumps(Trap(trap)))
    (tmp_path / "m.csv").write_text("__import__('os')\t1")
    with pytest.raises(FileError, match="pickled objects"):
        read_table(str(tmp_path / "m.npy"))
    for name in ("p.npy", "m.csv"):
        with pytest.raises(RecNetError):
            read_table(str(tmp_path / name))
    assert not trap.exists()


def file_cases(folder):
    """Return the bad files: name -> words."""
    np.save(folder / "complex.npy", np.eye(2) * 1j)
    np.save(folder / "text.npy", np.array([["a", "b"]]))
    np.save(folder / "cube.npy", np.zeros((2, 2, 2)))
    np.save(folder / "none.npy", np.zeros((0, 0)))
    np.save(folder / "large.npy", np.zeros((201, 3)))
    np.save(folder / "nan.npy", np.array([[0.0, np.nan]]))
    whole = (folder / "large.npy").read_bytes()
    (folder / "short.npy").write_bytes(whole[:-8])
    (folder / "claims.npy").write_bytes(whole[:128].replace(b"(201, 3)", b"(99999999999, 3)"[:16]))
    savemat(folder / "complex.mat", {"M": np.eye(2) * 1j})
    savemat(folder / "words.mat", {"M": "words"})
    savemat(folder / "large.mat", {"M": np.zeros((201, 201))})
    mat = (folder / "complex.mat").read_bytes()
    (folder / "short.mat").write_bytes(mat[: len(mat) // 2])
    (folder / "seven.mat").write_bytes(b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(512))
    (folder / "noise.mat").write_bytes(bytes(range(256)) * 4)
    (folder / "binary.csv").write_bytes(b"\x00\x01\xff\xfe1,2")
    (folder / "empty.csv").touch()
    (folder / "m.xlsx").write_bytes(b"PK")
    (folder / "folder.csv").mkdir()
    with (folder / "huge.csv").open("wb") as file:
        file.truncate(51_000_000)
    return {
        "complex.npy": "complex; allowed: real numbers", "text.npy": "is not a type of numbers",
        "cube.npy": "3 dimensions", "none.npy": "0 × 0 is empty", "large.npy": "201 × 3 is too large",
        "nan.npy": "row 1, column 2: nan is not a finite number", "short.npy": "not a whole NPY file",
        "claims.npy": "not a whole NPY file", "complex.mat": "complex; allowed: real numbers",
        "words.mat": "holds no table of numbers", "large.mat": "201 × 201 is too large",
        "short.mat": "no table of numbers|not a whole MAT file", "seven.mat": "version 7.3; save it with -v7",
        "noise.mat": "not a whole MAT file", "binary.csv": "not a text file", "empty.csv": "it is empty",
        "m.xlsx": "unknown ending; allowed: .csv", "folder.csv": "not a file", "huge.csv": "51 MB is too large",
        "missing.csv": "No such file",
    }  # fmt: skip


def test_bad_files_are_refused_in_one_line(tmp_path):
    for name, words in file_cases(tmp_path).items():
        with pytest.raises(RecNetError, match=words) as caught:
            read_table(str(tmp_path / name))
        assert name in str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("compressed", [False, True])
def test_a_mat_file_of_any_kind_of_numbers_is_read_as_scipy_wrote_it(compressed, tmp_path):
    tables = {
        "A": np.arange(6.0).reshape(2, 3), "B": np.array([[1, -2], [3, 4]], dtype=np.int16),
        "a_name_of_thirty_one_letters_xx": np.eye(2),
        "C": np.array([[0.5]], dtype=np.float32), "D": np.array([[True, False]]),
        "E": sparse.csc_matrix(np.diag([1.0, 2.0])),
        "F": sparse.csc_matrix((2, 3)),
    }  # fmt: skip
    savemat(tmp_path / "m.mat", {"s": {"a": 1}, "words": "w", **tables}, do_compression=compressed)
    for name, table in tables.items():
        full = table.toarray() if hasattr(table, "toarray") else table
        assert np.array_equal(read_table(str(tmp_path / "m.mat"), name), full), name


@pytest.mark.parametrize("kind", ["npy", "mat", "compressed", "sparse"])
def test_a_damaged_file_is_a_table_or_refused_in_words(kind, tmp_path):
    path = tmp_path / ("m.npy" if kind == "npy" else "m.mat")
    if kind == "npy":
        np.save(path, np.random.default_rng(1).random((4, 4)))
    else:
        table = sparse.csc_matrix(np.eye(4)) if kind == "sparse" else np.ones((4, 4))
        savemat(path, {"A": table, "s": "words"}, do_compression=kind == "compressed")
    whole, draw = path.read_bytes(), np.random.default_rng(2)
    outcomes = set()
    for _ in range(300):
        damaged = bytearray(whole)
        for place in draw.integers(len(damaged), size=draw.choice([1, 3, 20])):
            damaged[place] = draw.integers(256)
        path.write_bytes(damaged[: draw.integers(1, len(damaged))] if draw.random() < 0.2 else damaged)
        try:
            outcomes.add(read_table(str(path)).ndim)
        except RecNetError:
            outcomes.add("refused")
    assert outcomes == {2, "refused"}


def test_a_pasted_block_fills_fits_or_replaces():
    table = np.zeros((3, 3))
    one = np.array([[7.0]])
    assert with_block(table, one, (0, 1), (3, 1))[:, 1].tolist() == [7.0] * 3
    assert with_block(table, np.ones((2, 2)), (1, 1), (1, 1)).sum() == 4.0
    assert table.sum() == 0.0
    assert with_block(table, np.ones((4, 4)), (0, 0), (1, 1)).shape == (4, 4)
    with pytest.raises(InvalidValueError, match="2 × 2 does not fit into 3 × 3 at row 3, column 1"):
        with_block(table, np.ones((2, 2)), (2, 0), (1, 1))


# --- builders ---------------------------------------------------------------------------------------------------------


@given(st.integers(3, 40), st.floats(-3.0, 3.0))
def test_a_ring_has_lambda1_twice_and_zeros(size, lambda1):
    values = np.sort(np.linalg.eigvalsh(builders.ring(size, lambda1)))
    expected = np.sort([lambda1, lambda1, *[0.0] * (size - 2)])
    assert values == pytest.approx(expected, abs=1e-12)


def test_a_matrix_has_the_eigenvalues_it_is_made_from():
    spec = builders.BUILDERS["eigenvalues"]
    real = spec.build({"eigenvalues": "1.5; 0.5, −0.3"})
    assert np.array_equal(real, real.T)
    assert np.linalg.eigvalsh(real) == pytest.approx([-0.3, 0.5, 1.5])
    turning = spec.build({"eigenvalues": "0.9+0.4i, 0.2, 0.9-0.4i"})
    found = sorted(np.linalg.eigvals(turning), key=lambda z: (z.real, z.imag))
    assert found == pytest.approx([0.2, 0.9 - 0.4j, 0.9 + 0.4j])
    assert departure_from_normal(turning) < 1e-12
    for text, words in (
        ("0.9+0.4i, 0.2", "stands alone"),
        ("", "empty"),
        ("1, x", r"eigenvalues\[2\]: 'x'"),
        ("nan", "'nan'"),
    ):
        with pytest.raises(InvalidValueError, match=words):
            spec.build({"eigenvalues": text})


def test_random_mutual_chain_and_hopfield_are_what_they_say():
    weights = builders.random_gaussian(200, 1.5, 3)
    assert weights.std() * np.sqrt(200) == pytest.approx(1.5, rel=0.02)
    assert np.array_equal(weights, builders.random_gaussian(200, 1.5, 3))
    assert builders.mutual(2, -0.8).tolist() == [[0.0, -0.8], [-0.8, 0.0]]
    assert builders.chain(3, 2.0).tolist() == [[0.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    hopfield, patterns = builders.hopfield(100, 3, 1), builders.random_patterns(100, 3, 1)
    assert not hopfield.diagonal().any()
    assert (np.sign(hopfield @ patterns.T) == patterns.T).all(), "every pattern is a fixed point of the binary network"


def test_builders_check_their_fields():
    for values, words in (
        ({"N": 1}, "allowed: 3 to 200"),
        ({"N": "2.5"}, "whole number"),
        ({"lambda1": "x"}, "not a number"),
    ):
        with pytest.raises(InvalidValueError, match=words):
            builders.BUILDERS["ring"].build(values)
    with pytest.raises(UnknownNameError, match="did you mean lambda1"):
        builders.BUILDERS["ring"].build({"lambda": 1})
    for builder in builders.BUILDERS.values():
        OWN.parameters(M=builder.build({}))


# --- what is said of it -----------------------------------------------------------------------------------------------


def said(**values):
    return " ".join(OWN.notices(OWN.parameters(**values)))


def test_a_defective_and_a_non_normal_matrix_are_named_as_such():
    assert said() == ""
    assert "M is defective" in said(M=[[0.5, 1], [0, 0.5]])
    assert "M is not normal" in said(M=[[0.5, 1], [0, 0.4]])
    assert "M is not normal" not in said(M=[[0.5, 1], [0, 0.5]])
    assert said(M=[[0.5, -1], [1, 0.5]]) == "", "a turn is normal"


def test_growth_is_named_with_the_leading_eigenvalue_and_its_e_fold():
    assert said(M=[[1.5]], tau=10) == "Re λ_1 = 1.5 > 1: activity grows, e-fold in 20 ms."
    assert "neither grows nor decays" in said(M=[[1.0]])
    assert said(M=[[1.5]], F="tanh") == ""


@pytest.mark.parametrize("preset", [p.name for p in OWN.presets])
def test_every_preset_is_quick_to_theorise_about(preset):
    p = OWN.parameters(preset)
    run = Simulation(OWN.build, p, method=OWN.method, dt=OWN.dt)
    run.advance(1000)
    OWN.theory(p, run.snapshot())
    start = time.perf_counter()
    for _ in range(10):
        OWN.theory(p, run.snapshot())
    assert (time.perf_counter() - start) / 10 < 0.004


@given(
    st.integers(1, 4).flatmap(lambda n: hnp.arrays(np.float64, (n, n), elements=st.floats(-0.2, 0.2))),
    st.floats(2.0, 50.0),
)
def test_theory_agrees_for_any_small_linear_network(matrix, tau):
    size = len(matrix)
    p = OWN.parameters(M=matrix, W=np.ones((size, 1)), tau=np.linspace(tau, 1.5 * tau, size))
    run = Simulation(OWN.build, p, method="exact", dt=0.5)
    run.advance(round(60 * tau / 0.5))
    peak = {one.name: one for one in OWN.theory(p, run.snapshot())}["peak at rest"]
    assert peak.agrees
    assert peak.predicted == pytest.approx(np.linalg.solve(np.eye(size) - matrix, np.full(size, 5.0)).max())


def test_chaos_goes_on_when_the_input_is_off():
    run = Simulation(OWN.build, OWN.parameters("random"), method=OWN.method, dt=OWN.dt)
    run.advance(6000)
    assert run.history.v[-1000:].std(axis=0).mean() > 5.0


# --- the command line -------------------------------------------------------------------------------------------------


def recnet(*arguments, cwd, code=0):
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *map(str, arguments)], cwd=cwd, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


def test_tables_from_the_command_line_and_from_files_give_the_same_run(tmp_path):
    (tmp_path / "m.csv").write_text("0;0,5\n0,5;0\n")
    np.save(tmp_path / "b.npy", np.array([1.0, 2.0]))
    common = ["run", "own-network", "--for", 50, "--set", "tau=20"]
    recnet(*common, "--set", "M=[[0, 0.5], [0.5, 0]]", "--set", "b=[1, 2]", "--out", "a.npz", cwd=tmp_path)
    recnet(*common, "--set", "M=@m.csv", "--set", "b=@b.npy", "--out", "b.npz", cwd=tmp_path)
    a, b = np.load(tmp_path / "a.npz"), np.load(tmp_path / "b.npz")
    assert a["v"].shape == (101, 2)
    assert a["v"].tobytes() == b["v"].tobytes()
    meta = json.loads(str(a["meta"]))
    p = OWN.parameters(**meta["parameters"])
    assert p.M == ((0.0, 0.5), (0.5, 0.0))
    assert p.tau == (20.0, 20.0)


def test_a_table_can_be_set_in_time(tmp_path):
    recnet(
        "run",
        "own-network",
        "--set",
        "M=[[0]]",
        "--for",
        20,
        "--at",
        "10 set M=[[0.5]]",
        "--out",
        "a.npz",
        cwd=tmp_path,
    )
    journal = from_plain(json.loads(str(np.load(tmp_path / "a.npz")["meta"]))["journal"])
    assert journal == (Event(20, SetParameters({"M": ((0.5,),)})),)


@pytest.mark.parametrize(
    ("value", "words"),
    [("M=[[0,1]", "is not a list of numbers"), ("M=[[0,1]]", "1 × 2 is not square"), ("M=@no.csv", "No such file"),
     ("tau=0", r"tau\[1\]: 0 is out of range"), ("W=[[1]]", "W: 1 rows, but M has N = 16"),
     ("m=[[1]]", "did you mean M?")],
)  # fmt: skip
def test_a_bad_table_is_one_line_and_exit_code_2(value, words, tmp_path):
    message = recnet("run", "own-network", "--set", value, "--out", "a.npz", cwd=tmp_path, code=2)
    assert len(message.splitlines()) == 1
    assert words.replace("\\", "") in message
    assert not (tmp_path / "a.npz").exists()


def test_show_lists_the_tables(tmp_path):
    shown = json.loads(recnet("show", "own-network", "--json", cwd=tmp_path))
    assert (
        [entry["name"] for entry in shown["arrays"]]
        == ["M", "W", "b", "tau"]
        == [spec.name for spec in array_specs(type(OWN.defaults))]
    )
    assert shown["arrays"][0]["shape"] == ["N", "N"]
    assert "N × K" in recnet("show", "own-network", cwd=tmp_path)
