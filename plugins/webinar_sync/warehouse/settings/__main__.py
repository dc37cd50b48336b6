"""Applies a file of settings: `python -m webinar_sync.warehouse.settings [FILE] [--dry-run]`."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.errors import WarehouseError
from webinar_sync.warehouse.settings.file import read_file
from webinar_sync.warehouse.settings.state import make_plan
from webinar_sync.warehouse.settings.values import SettingsError
from webinar_sync.warehouse.statements import SQL_FOLDER

DEFAULT_FILE = SQL_FOLDER.parent / "settings.yaml"


def apply_file(url: str, path: Path, *, is_dry: bool = False) -> None:
    """Print the difference between a file and the warehouse, then make it so, all or nothing.

    :param is_dry: only print
    :raises SettingsError: if the file makes no sense; nothing is applied then
    """
    wish = read_file(path)
    with Warehouse(url) as warehouse, warehouse.transaction() as transaction:
        plan = make_plan(transaction, wish)
        print("\n".join(plan.lines), flush=True)
        if not is_dry:
            plan.apply(transaction, _asker(path))
    if plan.changes:
        count = len(plan.differences)
        print("only printed, not applied" if is_dry else f"applied: {count} changes")


def _asker(path: Path) -> str:
    """Return who runs the command, for settings.history; a container's user may have no name."""
    try:
        return f"{getpass.getuser()} ({path.name})"
    except (KeyError, OSError):
        return f"({path.name})"


def main() -> None:
    """Apply a file to the warehouse of the connection `warehouse`."""
    from webinar_sync.warehouse.connection import warehouse_url

    parser = argparse.ArgumentParser(prog="make settings", description=main.__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT_FILE)
    parser.add_argument("--dry-run", action="store_true", help="only print the difference")
    arguments = parser.parse_args()
    try:
        apply_file(warehouse_url(), arguments.file, is_dry=arguments.dry_run)
    except (SettingsError, WarehouseError) as error:
        sys.exit(f"Nothing was changed. {error}")


if __name__ == "__main__":
    main()
