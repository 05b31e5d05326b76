"""The few kinds of error: each says what is wrong, where, and what is allowed."""

from collections.abc import Iterable
from difflib import get_close_matches


class RecNetError(Exception):
    """Anything a person can put right; its text is one or two plain sentences."""


class InvalidValueError(RecNetError, ValueError):
    """A value that is no number, out of range, of the wrong shape or off the time grid."""


class UnknownNameError(RecNetError, LookupError):
    """A scenario, parameter, input, preset or method that does not exist."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = list(known)
        near = get_close_matches(name, names, n=1, cutoff=0.5) or [n for n in names if n.lower() == name.lower()]
        hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(names)}"
        super().__init__(f"unknown {kind} '{name}': {hint}")


class FileError(RecNetError, OSError):
    """A file that cannot be written or read."""
