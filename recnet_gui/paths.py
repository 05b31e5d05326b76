"""Where settings and logs lie on this machine."""

from pathlib import Path

import platformdirs

NAME = "recnet"


def settings_file() -> Path:
    """Return the file of the settings; it need not exist."""
    return Path(platformdirs.user_config_dir(NAME, appauthor=False), "settings.json")


def log_file() -> Path:
    """Return the file of the log; it need not exist."""
    return Path(platformdirs.user_log_dir(NAME, appauthor=False), "recnet.log")
