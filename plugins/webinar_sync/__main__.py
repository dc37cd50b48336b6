"""The command line: `python -m webinar_sync migrate | settings | checks`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from webinar_sync.errors import InvalidInput, WebinarSyncError
from webinar_sync.settings.apply import DEFAULT_FILE


def main(arguments: list[str] | None = None) -> int:
    """Run one command against the warehouse of the connection `warehouse`."""
    parser = argparse.ArgumentParser(prog="python -m webinar_sync", description=main.__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    migrate = commands.add_parser("migrate", help="bring the warehouse's schemas up to date")
    migrate.set_defaults(run=_migrate)

    settings = commands.add_parser(
        "settings", help="apply a file of settings, or show what it does"
    )
    settings.add_argument("file", nargs="?", type=Path, default=DEFAULT_FILE)
    settings.add_argument("--dry-run", action="store_true", help="only print the difference")
    settings.set_defaults(run=_apply_settings)

    checks = commands.add_parser("checks", help="print what the checks of a run saw, as HTML")
    checks.add_argument("run_id", help="as in sync.runs")
    checks.set_defaults(run=_print_checks)

    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except WebinarSyncError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _migrate(_: argparse.Namespace) -> None:
    from webinar_sync.airflow.connections import warehouse_url
    from webinar_sync.warehouse.migrations import migrate

    done = migrate(warehouse_url())
    print(f"applied: {', '.join(done.applied)}" if done.applied else "the warehouse is up to date")
    if done.advice:
        print(done.advice, file=sys.stderr)


def _apply_settings(options: argparse.Namespace) -> None:
    from webinar_sync.airflow.connections import warehouse_url
    from webinar_sync.settings.apply import apply_file

    try:
        apply_file(warehouse_url(), options.file, is_dry=options.dry_run)
    except WebinarSyncError as error:
        raise InvalidInput(f"Nothing was changed. {error}") from None


def _print_checks(options: argparse.Namespace) -> None:
    from webinar_sync.airflow.connections import open_warehouse
    from webinar_sync.quality.page import render_run

    with open_warehouse() as warehouse:
        print(render_run(warehouse, options.run_id))


if __name__ == "__main__":
    sys.exit(main())
