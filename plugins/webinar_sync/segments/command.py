"""The command `python -m webinar_sync segments`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from webinar_sync.runs.run import Run
from webinar_sync.segments.refresh import refresh_segments
from webinar_sync.segments.report import export_members, list_lines, preview_lines, show_lines

if TYPE_CHECKING:
    from pathlib import Path

    from webinar_sync.warehouse.engine import Warehouse

DAG_ID = "segments"
"""What `sync.runs` calls a refresh by the command."""


def handle(warehouse: Warehouse, action: str, name: str | None, file: Path | None) -> int:
    """Do one action, and print what came of it; return the exit code.

    :param name: of the segment, for show, preview and export
    :param file: where export writes to; None: standard output
    :raises InvalidInput: if there is no such segment, or its SQL is refused
    """
    if action == "refresh":
        return _refresh(warehouse)
    if action == "export":
        _export(warehouse, name or "", file)
        return 0
    lines = {
        "list": lambda: list_lines(warehouse),
        "show": lambda: show_lines(warehouse, name or ""),
        "preview": lambda: preview_lines(warehouse, name or ""),
    }[action]()
    print(*lines, sep="\n")
    return 0


def _export(warehouse: Warehouse, name: str, file: Path | None) -> None:
    if file is None:
        export_members(warehouse, name, sys.stdout)
        return
    with file.open("w", encoding="utf-8", newline="") as target:
        count = export_members(warehouse, name, target)
    print(f"{count} members of {name} are in {file}", file=sys.stderr)


def _refresh(warehouse: Warehouse) -> int:
    run = Run(warehouse, f"segments {datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%f}")
    run.begin(DAG_ID, "manual")
    counts = refresh_segments(run)
    broken = counts.get("segments_broken", 0)
    message = f"{counts.get('segments', 0)} segments refreshed, {broken} refused"
    run.end("failed" if broken else "success", message, counts)
    print(message + (": see sync.errors" if broken else ""))
    return 1 if broken else 0
