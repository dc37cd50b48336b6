"""What the command shows of saved segments: a list, one of them, who would be in it, a CSV file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any, TextIO

from webinar_sync.errors import InvalidInput
from webinar_sync.segments.members import find_members

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

COLUMNS = ("email", "first_name", "last_name", "since")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def list_lines(warehouse: Warehouse) -> list[str]:
    """Return a line for each saved segment: its name, how many are in it, what it is."""
    refreshed = {row["segment"]: row for row in warehouse.rows("segments/select_refreshed")}
    lines = []
    for segment in warehouse.rows("segments/select_segments"):
        row = refreshed.get(segment["name"])
        state = f"{row['members']} members" if row else "not computed yet"
        kept = ", kept as a list in HubSpot" if segment["is_kept_as_list"] else ""
        description = f": {segment['description']}" if segment["description"] else ""
        lines.append(f"{segment['name']} ({state}{kept}){description}")
    return lines or ["no segment is saved: write one into include/settings.yaml (docs/segments.md)"]


def show_lines(warehouse: Warehouse, name: str) -> list[str]:
    """Return a segment's SQL, who changed it last, and what its last refresh came to.

    :raises InvalidInput: if there is no such segment
    """
    segment = find_segment(warehouse, name)
    lines = [segment["sql"].strip(), ""]
    if segment["changed_at"] is not None:
        lines.append(
            f"changed {segment['changed_at']:%Y-%m-%d %H:%M} UTC by {segment['changed_by']}"
        )
    for row in warehouse.rows("segments/select_refreshed"):
        if row["segment"] == name:
            lines.append(
                f"refreshed {row['refreshed_at']:%Y-%m-%d %H:%M} UTC: {row['members']} members, "
                f"{row['entered']} entered, {row['departed']} departed"
            )
    return lines


def preview_lines(warehouse: Warehouse, name: str) -> list[str]:
    """Compute a segment now, keep nothing, and return how many would be in it, enter and depart.

    :raises InvalidInput: if there is no such segment, or its SQL is refused
    """
    contact_ids = find_members(warehouse, find_segment(warehouse, name)["sql"])
    (row,) = warehouse.rows("segments/compare_members", segment=name, contact_ids=contact_ids)
    return [
        f"{row['members']} members; the next refresh adds {row['entered']} and removes "
        f"{row['departed']}"
    ]


def export_members(warehouse: Warehouse, name: str, target: TextIO) -> int:
    """Write the members of a segment, as last computed, as CSV; return how many.

    Names that a spreadsheet would take for a formula get an apostrophe before them.

    :raises InvalidInput: if there is no such segment, or it was never computed
    """
    find_segment(warehouse, name)
    if name not in {row["segment"] for row in warehouse.rows("segments/select_refreshed")}:
        raise InvalidInput(
            f"The segment {name} was not computed yet: the next nightly sync does it, or "
            "`python -m webinar_sync segments refresh`."
        )
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    members = warehouse.rows("segments/select_members", segment=name)
    for member in members:
        writer.writerow([_as_cell(member[column]) for column in COLUMNS])
    return len(members)


def find_segment(warehouse: Warehouse, name: str) -> dict[str, Any]:
    """Return a saved segment by its name.

    :raises InvalidInput: if there is none
    """
    segments = {row["name"]: row for row in warehouse.rows("segments/select_segments")}
    if name not in segments:
        raise InvalidInput(
            "There is no such segment. `python -m webinar_sync segments list` names those that are "
            "saved."
        )
    return segments[name]


def _as_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    return str(value.isoformat(timespec="seconds"))
