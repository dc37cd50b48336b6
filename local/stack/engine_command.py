"""Runs the command of a container engine, and says in a sentence why it is no good."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

from local.processes import REPOSITORY, end_family
from local.stack.access import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OLDEST = (2, 24, 4)
"""Compose that knows `!override`."""
CALL_SECONDS = 300
LOG_LINES = 40


def check_command(words: Sequence[str]) -> None:
    """Look whether an engine's command is there, new enough, and reaches its engine.

    :raises ServiceError: if not, in a sentence
    """
    command = shlex.join([*words, "compose"])
    if shutil.which(words[0]) is None:
        raise ServiceError(f"there is no command {words[0]} on this machine")
    try:
        version = run_command([*words, "compose", "version"], os.environ)
    except ServiceError as error:
        raise ServiceError(f"`{command}` does not work: {error}") from None
    if version_of(version) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise ServiceError(f"`{command}` says {version.strip()}, and {wanted} or newer is needed")
    try:
        run_command([*words, "compose", "ls", "--quiet"], os.environ)
    except ServiceError as error:
        raise ServiceError(f"`{command}` does not reach its engine: {error}") from None


def run_command(
    words: Sequence[str],
    environment: Mapping[str, str],
    *,
    shown: str = "",
    may_fail: bool = False,
    patience_seconds: float = CALL_SECONDS,
) -> str:
    """Run a command of the engine; return what it prints.

    In a session of its own: Ctrl-C ends this process, and then what it started.

    :param shown: what errors call it; default: all words
    :raises ServiceError: if it fails or takes too long, with the last lines that it printed
    """
    shown = shown or shlex.join(words)
    process = subprocess.Popen(
        words, env=dict(environment), cwd=REPOSITORY, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        printed = process.communicate(timeout=patience_seconds)
    except subprocess.TimeoutExpired:
        raise ServiceError(f"`{shown}` takes over {patience_seconds:.0f} s") from None
    finally:
        if process.poll() is None:
            end_family(process.pid)
    out, err = (text.decode(errors="replace") for text in printed)
    if process.returncode and not may_fail:
        said = "\n".join((out + err).strip().splitlines()[-LOG_LINES:])
        raise ServiceError(f"`{shown}`: {said}")
    return out


def version_of(text: str) -> tuple[int, ...]:
    """Return the first version in a text as numbers; empty if there is none."""
    match = re.search(r"(\d+)\.(\d+)\.(\d+)", text)
    return tuple(map(int, match.groups())) if match else ()
