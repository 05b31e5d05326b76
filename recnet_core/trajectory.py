"""A finished run as arrays, and how it becomes a file: .npz or .csv, whole or not at all."""

import csv
import io
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from recnet_core.arrays import Array
from recnet_core.errors import FileError, InvalidValueError

ENDINGS = (".npz", ".csv")


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A finished run: t (T,) ms, v (T, N) Hz, h (T, N) Hz, meta (JSON-ready), and why it stopped early ("" if not)."""

    t: Array
    v: Array
    h: Array
    meta: dict[str, Any]
    labels: tuple[str, ...]
    diverged: str = ""


def check_target(name: str) -> None:
    """Raise `InvalidValueError` or `FileError` where a trajectory could not be written, before anything is run."""
    path = Path(name)
    if path.suffix not in ENDINGS:
        raise InvalidValueError(f"--out: '{name}' has no known ending; allowed: {', '.join(ENDINGS)}")
    if path.is_dir():
        raise FileError(f"cannot write '{name}': it is a folder")
    if not path.parent.is_dir():
        raise FileError(f"cannot write '{name}': there is no folder '{path.parent}'")
    if not os.access(path.parent, os.W_OK):
        raise FileError(f"cannot write '{name}': no permission to write in '{path.parent}'")


def write(trajectory: Trajectory, name: str) -> None:
    """Write a trajectory to FILE.npz or FILE.csv, whole or not at all.

    Raises
    ------
    FileError
        The file cannot be written.
    """
    save = _npz if name.endswith(".npz") else _csv
    with _whole_file(Path(name)) as file:
        save(trajectory, file)


def _npz(trajectory: Trajectory, file: IO[bytes]) -> None:
    meta = json.dumps(trajectory.meta, ensure_ascii=False)
    np.savez(file, t=trajectory.t, v=trajectory.v, h=trajectory.h, meta=np.array(meta))


def _csv(trajectory: Trajectory, file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(f"# {json.dumps(trajectory.meta, ensure_ascii=False)}\n")
    text.write("# t in ms, v and h in Hz\n")
    writer = csv.writer(text)
    writer.writerow(["t", *trajectory.labels, *(f"h_{label.removeprefix('v_')}" for label in trajectory.labels)])
    for t, v, h in zip(trajectory.t, trajectory.v, trajectory.h, strict=True):
        writer.writerow([repr(x) for x in (float(t), *v.tolist(), *h.tolist())])
    text.detach()


@contextmanager
def _whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file beside `path` that takes its place only when all is written."""
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise FileError(f"cannot write '{path}': {error.strerror or error}") from None
    finally:
        if temporary is not None:
            os.unlink(temporary)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
