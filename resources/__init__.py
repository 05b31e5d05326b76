"""Files that ship with the program: fonts, icons."""

from pathlib import Path


def folder() -> Path:
    """Return the folder of the resources, in a checkout and in a bundle alike."""
    return Path(__file__).parent
