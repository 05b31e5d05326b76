"""What the benchmarks share: where things are, medians, rows of a table."""

import statistics
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv-peers" / "bin" / "python"


def median(act, runs, prepare=tuple):
    """Return what `act(*prepare())` gives and the median of its seconds; preparing is not timed."""
    seconds = []
    for _ in range(runs):
        prepared = prepare()
        start = time.perf_counter()
        result = act(*prepared)
        seconds.append(time.perf_counter() - start)
    return result, statistics.median(seconds)


def line(name, seconds, error, ours):
    """Print one row of a table."""
    shown = "" if error is None else f"{error:9.1e}"
    print(f"  {name:<34} {1e3 * seconds:10.2f} ms {shown:>10} {seconds / ours:9.1f}")
