"""Applies a file of settings."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from webinar_sync.included import INCLUDE_FOLDER
from webinar_sync.settings.file import read_file
from webinar_sync.settings.plan import make_plan
from webinar_sync.warehouse.engine import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_FILE = INCLUDE_FOLDER / "settings.yaml"


def apply_file(url: str, path: Path, *, is_dry: bool = False) -> None:
    """Print how a file differs from the settings in the warehouse, then apply it, all or nothing.

    :param url: of the warehouse
    :param is_dry: only print
    :raises SettingsError: if the file makes no sense; nothing is applied then
    """
    update = read_file(path)
    with Warehouse(url) as warehouse, warehouse.transaction() as transaction:
        plan = make_plan(transaction, update)
        print("\n".join(plan.lines), flush=True)
        if not is_dry:
            plan.apply(transaction, _describe_user(path))
    if plan.changes:
        count = len(plan.differences)
        print("only printed, not applied" if is_dry else f"applied: {count} changes")


def _describe_user(path: Path) -> str:
    """Return who runs the command, for settings.history; a container's user may have no name."""
    try:
        return f"{getpass.getuser()} ({path.name})"
    except (KeyError, OSError):
        return f"({path.name})"
