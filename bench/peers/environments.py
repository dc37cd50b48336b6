"""Environments of the peers' own, below .run: their pins and ours do not go together."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from local.processes import REPOSITORY

PINS = Path(__file__).parent
FOLDER = REPOSITORY / ".run" / "bench"


class NotInstalledError(Exception):
    """A peer could not be installed; its text says which, and why."""


def environment_of(name: str) -> Path:
    """Return the folder of programs of a peer's environment, made of `<name>.txt` if need be.

    :raises NotInstalledError: if uv or the package registry refuses
    """
    pins, folder = PINS / f"{name}.txt", FOLDER / name
    installed = folder / "installed.txt"
    if not installed.exists() or installed.read_text() != pins.read_text():
        shutil.rmtree(folder, ignore_errors=True)
        uv = Path(sys.executable).with_name("uv")
        _run(name, [str(uv), "venv", "--quiet", "--python", sys.executable, str(folder)])
        _run(name, [str(uv), "pip", "sync", "--quiet", str(pins)], VIRTUAL_ENV=str(folder))
        shutil.copy(pins, installed)
    return folder / "bin"


def _run(name: str, command: list[str], **environment: str) -> None:
    try:
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            text=True,
            timeout=600,
            env={**os.environ, **environment},
        )
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip().splitlines() or ["no reason given"])[0]
        raise NotInstalledError(f"{name} could not be installed: {reason}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalledError(f"{name} could not be installed: {type(error).__name__}") from None
