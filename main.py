"""RecNet's one entry: a sub-command goes to the command line, else the window opens."""

import os
import sys
import time

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

        return command_line(arguments)
    return window(profile_start)  # the core is imported after the shell has been painted


def window(profile_start: bool) -> int:
    """Open the window; say so in one sentence where there is no display."""
    shown = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in shown):
        program = "recnet" if getattr(sys, "frozen", False) else f"{sys.executable} {os.path.basename(__file__)}"
        print(NO_DISPLAY.format(program), file=sys.stderr)
        return 2
    from recnet_gui.app import run

    return run(profile_start=profile_start, started=STARTED)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # while still importing
        print("recnet: interrupted, nothing written", file=sys.stderr)
        sys.exit(130)
