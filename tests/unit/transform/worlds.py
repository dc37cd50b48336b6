"""The transform's inputs from worlds of rows: frames as the warehouse's Arrow answers become."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from webinar_sync.transform.frames import Inputs, PeopleSettings

if TYPE_CHECKING:
    import pandas as pd

    from tests.unit.transform.naive import Row, Rules, World

_TEXT, _FLAG = pa.string(), pa.bool_()
_MOMENT = pa.timestamp("us", tz="UTC")
_WEBINAR = {"account_id": _TEXT, "webinar_id": pa.int64()}

SCHEMAS: dict[str, dict[str, pa.DataType]] = {
    "accounts": {"account_id": _TEXT, "as_of": _MOMENT},
    "known_history": {"account_id": _TEXT, "since": _MOMENT, "until": _MOMENT},
    "users": {
        "account_id": _TEXT,
        "user_id": _TEXT,
        "email": _TEXT,
        "since": _MOMENT,
        "until": _MOMENT,
    },
    "webinars": {
        **_WEBINAR,
        "host_email": _TEXT,
        "topic": _TEXT,
        "type": pa.int16(),
        "gone_at": _MOMENT,
        "exclusion": _TEXT,
        "has_been_read": _FLAG,
        "is_complete": _FLAG,
        "last_topic": _TEXT,
        "last_host": _TEXT,
    },
    "announced": {
        **_WEBINAR,
        "type": pa.int16(),
        "occurrence_id": _TEXT,
        "scheduled_at": _MOMENT,
        "duration_minutes": pa.int32(),
        "timezone": _TEXT,
        "first_read_at": _MOMENT,
        "dropped_at": _MOMENT,
        "is_deleted": _FLAG,
        "occurrence_key": _TEXT,
    },
    "given_keys": {**_WEBINAR, "occurrence_key": _TEXT},
    "sessions": {
        **_WEBINAR,
        "session_uuid": _TEXT,
        "started_at": _MOMENT,
        "ended_at": _MOMENT,
        "host_email": _TEXT,
        "topic": _TEXT,
        "state": _TEXT,
        "settled_at": _MOMENT,
        "occurrence_key": _TEXT,
        "is_placement_final": _FLAG,
        "is_practice_by_event": _FLAG,
        "was_practice": _FLAG,
    },
    "connections": {
        **_WEBINAR,
        "session_uuid": _TEXT,
        "user_id": _TEXT,
        "join_time": _TEXT,
        "joined_at": _MOMENT,
        "left_at": _MOMENT,
        "is_waiting_room": _FLAG,
        "registrant_id": _TEXT,
        "participant_user_id": _TEXT,
        "user_email": _TEXT,
    },
    "registrants": {
        **_WEBINAR,
        "registrant_id": _TEXT,
        "occurrence_id": _TEXT,
        "email": _TEXT,
        "first_name": _TEXT,
        "last_name": _TEXT,
        "created_at": _MOMENT,
        "status": _TEXT,
        "is_listed": _FLAG,
        "was_approved": _FLAG,
        "last_approved_at": _MOMENT,
        "cancelled_at": _MOMENT,
        "superseded_at": _MOMENT,
        "approved_at": _MOMENT,
        "listed_at": _MOMENT,
    },
    "recordings": {
        **_WEBINAR,
        "session_uuid": _TEXT,
        "recording_id": _TEXT,
        "topic": _TEXT,
        "started_at": _MOMENT,
        "ended_at": _MOMENT,
        "play_url": _TEXT,
        "available_at": _MOMENT,
        "deleted_at": _MOMENT,
        "transcript_key": _TEXT,
        "transcript_url": _TEXT,
    },
    "staff": {
        **_WEBINAR,
        "email": _TEXT,
        "zoom_id": _TEXT,
        "first_read_at": _MOMENT,
        "previous_read_at": _MOMENT,
        "dropped_at": _MOMENT,
    },
    "hubspot_contacts": {"email": _TEXT, "primary_email": _TEXT, "is_archived": _FLAG},
    "hubspot_users": {"email": _TEXT},
}


def frame(name: str, rows: list[Row], *, chunks: bool = True) -> pd.DataFrame:
    """Make a frame as the warehouse's Arrow answers become one.

    :param chunks: false makes an empty frame of columns without any chunk
    """
    schema = pa.schema(list(SCHEMAS[name].items()))
    if not rows and not chunks:
        columns = [pa.chunked_array([], type=field.type) for field in schema]
        return pa.table(columns, schema=schema).to_pandas()
    return pa.Table.from_pylist(rows, schema).to_pandas()


def inputs(world: World, rules: Rules, *, chunks: bool = True) -> Inputs:
    """Make the transform's inputs of a world."""
    return Inputs(
        **{name: frame(name, world[name], chunks=chunks) for name in SCHEMAS},
        settings=PeopleSettings(
            withdraws_excluded=rules.withdraws_excluded,
            match_secondary_emails=rules.match_secondary_emails,
            excluded_contact_domains=rules.excluded_contact_domains,
        ),
    )
