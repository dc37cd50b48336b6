"""The commands of `python -m webinar_sync`: migrate, settings, segments, contact-id and others."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from webinar_sync.errors import ConfigError, InvalidInput, WebinarSyncError
from webinar_sync.settings.apply import DEFAULT_FILE


def main(arguments: list[str] | None = None) -> int:
    """Run one command, most of them against the warehouse of the connection `warehouse`."""
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

    contact_id = commands.add_parser(
        "contact-id", help="read an address from standard input, and print its contact_id"
    )
    contact_id.set_defaults(run=_print_contact_id)

    probe = commands.add_parser(
        "probe",
        help="ask the connected accounts which guesses of docs/guesses.md hold; read only",
    )
    probe.add_argument("--json", action="store_true", help="print JSON, for machines")
    probe.set_defaults(run=_probe)

    segments = commands.add_parser(
        "segments", help="list, show, preview, refresh or export saved segments"
    )
    segments.add_argument("action", choices=("list", "show", "preview", "refresh", "export"))
    segments.add_argument("name", nargs="?", help="the segment's, for show, preview and export")
    segments.add_argument(
        "--file", type=Path, help="where export writes to; default: standard output"
    )
    segments.set_defaults(run=_handle_segments)

    options = parser.parse_args(arguments)
    try:
        code: int | None = options.run(options)
    except WebinarSyncError as error:
        print(error, file=sys.stderr)
        return 1
    return code or 0


def _migrate(_: argparse.Namespace) -> None:
    from webinar_sync.airflow.connections import warehouse_url
    from webinar_sync.warehouse.migrations import migrate

    def say(words: str) -> None:
        print(words, file=sys.stderr, flush=True)

    done = migrate(warehouse_url(), say=say)
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


def _handle_segments(options: argparse.Namespace) -> int:
    """Do what `segments` was asked for. Return 1 if a refresh found a segment broken."""
    from webinar_sync.airflow.connections import open_warehouse
    from webinar_sync.segments import command

    if (options.name is None) == (options.action in ("show", "preview", "export")):
        raise InvalidInput(
            "show, preview and export take the name of a segment; list and refresh take none."
        )
    with open_warehouse() as warehouse:
        return command.handle(warehouse, options.action, options.name, options.file)


def _print_checks(options: argparse.Namespace) -> None:
    from webinar_sync.airflow.connections import open_warehouse
    from webinar_sync.quality.page import render_run

    with open_warehouse() as warehouse:
        print(render_run(warehouse, options.run_id))


def _print_contact_id(_: argparse.Namespace) -> None:
    from webinar_sync.airflow.connections import open_warehouse
    from webinar_sync.email import normalise

    address = normalise(sys.stdin.readline())
    if not address:
        raise InvalidInput("Write an address on standard input.")
    with open_warehouse() as warehouse:
        (row,) = warehouse.rows("erasure/select_contact_ids", addresses=[address])
    print(row["contact_id"])


def _probe(options: argparse.Namespace) -> int:
    """Probe the accounts. Return 1 if a guess is wrong, 2 if a connection cannot be used."""
    from webinar_sync.airflow.connections import existing_zoom_accounts, hubspot_account
    from webinar_sync.probe.hubspot_reader import open_hubspot
    from webinar_sync.probe.probe import probe
    from webinar_sync.probe.report import as_json, exit_code, text_lines
    from webinar_sync.probe.zoom_reader import open_zoom

    zoom = [
        account if isinstance(account, WebinarSyncError) else open_zoom(account)
        for account in existing_zoom_accounts()
    ]
    try:
        config = hubspot_account()
        hubspot = None if config is None else open_hubspot(config)
    except ConfigError as error:
        sections = probe(zoom, error)
    else:
        sections = probe(zoom, hubspot)
    if options.json:
        print(json.dumps(as_json(sections), indent=2))
    else:
        print(*text_lines(sections), sep="\n")
    return exit_code(sections)


if __name__ == "__main__":
    sys.exit(main())
