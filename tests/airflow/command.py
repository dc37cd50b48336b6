"""A command of Airflow that was started beside the running Airflow."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TIMEOUT_SECONDS = 300
"""How long to wait for anything that Airflow does; it does most of it in seconds."""


@dataclass
class Command:
    """A started command, and the file with its output."""

    process: subprocess.Popen[bytes]
    output: Path

    def wait(self) -> int:
        """Wait for its end and return its exit code."""
        return self.process.wait(TIMEOUT_SECONDS)

    def wait_for(self, text: str) -> str:
        """Wait until a text is in its output; return the whole output."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if text in (output := self.output.read_text(errors="replace")):
                return output
            time.sleep(0.5)
        return self.output.read_text(errors="replace")

    def stop(self) -> None:
        """End it, if it has not ended."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def tail(self) -> str:
        """Return the end of its output, to show when it failed."""
        return self.output.read_text(errors="replace")[-3000:]
