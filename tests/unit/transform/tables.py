"""What the transform answers, as rows under their keys, to compare with the plain rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from webinar_sync.transform.frames import EVENT

if TYPE_CHECKING:
    from tests.unit.transform.naive import Row, World
    from webinar_sync.transform.frames import Outputs

Table = dict[tuple[Any, ...], "Row"]

KEYS = {
    "outcomes": [*EVENT, "subject", "subject_key"],
    "registrations": ["account_id", "webinar_id", "registrant_id"],
    "participations": [*EVENT, "email"],
    "marketing_events": EVENT,
    "attendance_connections": ["session_uuid", "user_id", "joined_at"],
    "recordings": [*EVENT, "recording_id"],
    "timeline_events": ["email", *EVENT, "kind"],
    "announced": ["account_id", "webinar_id", "occurrence_id", "first_read_at"],
    "sessions": ["account_id", "session_uuid"],
}
COLUMNS = {
    "outcomes": ["email", "code", "connections"],
    "registrations": ["email", "first_name", "last_name", "registered_at", "is_approved"],
    "participations": [
        "state", "registered_at", "cancelled_at", "joined_at", "left_at",
        "attended_seconds", "attendance_percent", "approved_at",
    ],
    "marketing_events": [
        "topic", "host_email", "status", "scheduled_at", "scheduled_end_at", "started_at",
        "ended_at", "length_seconds", "settled_at", "registrations", "cancellations",
        "attendances", "no_shows", "late_registrations", "anonymous_attendances",
        "erased_registrations", "erased_attendances",
    ],
    "attendance_connections": ["account_id", "webinar_id", "occurrence_key", "email", "left_at"],
    "recordings": [
        "session_uuid", "topic", "started_at", "ended_at", "length_seconds", "play_url",
        "available_at", "deleted_at", "has_transcript", "transcript_key", "transcript_url",
    ],
    "timeline_events": ["occurred_at", "webinar_name", "joined_at", "left_at"],
    "announced": ["occurrence_key"],
    "sessions": ["occurrence_key", "is_placement_final", "is_practice"],
}  # fmt: skip


def plain(value: Any) -> Any:
    """A cell as Python has it; None for what is missing."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def rows_of(outputs: Outputs, table: str) -> Table:
    """The rows of a table by its key; a key that occurs twice is an error."""
    by_key: Table = {}
    frame = getattr(outputs, table)[[*KEYS[table], *COLUMNS[table]]]
    for values in frame.itertuples(index=False, name=None):
        cells = [plain(value) for value in values]
        key = tuple(cells[: len(KEYS[table])])
        assert key not in by_key, f"{table} has {key} twice"
        by_key[key] = dict(zip(COLUMNS[table], cells[len(key) :], strict=True))
    return by_key


def tables_of(world: World, outputs: Outputs) -> dict[str, Table]:
    """All tables; of announced starts those with a key, decided now or before."""
    tables = {table: rows_of(outputs, table) for table in KEYS}
    keyed = {
        tuple(row[name] for name in KEYS["announced"]): {"occurrence_key": row["occurrence_key"]}
        for row in world["announced"]
    }
    keyed |= {key: row for key, row in tables["announced"].items() if row["occurrence_key"]}
    tables["announced"] = {key: row for key, row in keyed.items() if row["occurrence_key"]}
    return tables
