"""The machine's own Chromium, which Playwright drives: it downloads none."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "There is no Chromium on this machine. On Debian: apt install chromium"
ARGUMENTS = [
    "--no-sandbox",  # containers run it as root
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def chromium_path() -> str | None:
    """Return where it is: what the variable CHROMIUM says, or what is on the path."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
