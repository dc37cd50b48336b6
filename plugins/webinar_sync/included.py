"""Where the files are that are no Python: those of `include/`, as `sql` and `settings.yaml`."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def _find() -> Path:
    """Return the folder: within the package if a wheel brought it, else beside `plugins/`."""
    package = Path(str(files("webinar_sync")))
    installed = package / "include"
    return installed if installed.is_dir() else package.parents[1] / "include"


INCLUDE_FOLDER = _find()
