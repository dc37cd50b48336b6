"""Commands as the documentation has them: tests run what people read."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

from local.processes import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w+)\n(?P<code>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL
)


def code_blocks(page: str, heading: str, language: str) -> list[str]:
    """Return the blocks of code below a heading, up to the next heading of any level.

    :param page: its path in the repository
    """
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    _, separator, rest = text.partition(f"\n{heading}\n")
    assert separator, f"{page} has no heading {heading}"
    section = re.split(r"^#{1,4} ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    blocks = [
        re.sub(rf"^{block['indent']}", "", block["code"], flags=re.MULTILINE)
        for block in _FENCE.finditer(section)
        if block["language"] == language
    ]
    assert blocks, f"{page} has no block of {language} below {heading}"
    return blocks


def steps_of_rotation(key: str, new: str, old: str) -> list[str]:
    """Return what docs/security.md has written into a connection's extra, step by step.

    :param key: of the extra
    """
    steps = [
        json.loads(line)
        for block in code_blocks("docs/security.md", "### The secrets of webhooks", "json")
        for line in block.splitlines()
    ]
    return [step[key].replace("NEW", new).replace("OLD", old) for step in steps if key in step]


def run_shell(commands: str, folder: Path, variables: Mapping[str, str]) -> str:
    """Run commands as a shell does that stops at the first failure; return what they print."""
    done = subprocess.run(
        ["sh", "-e", "-u", "-c", commands],
        cwd=folder,
        env=dict(variables),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
