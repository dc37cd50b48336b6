"""Properties of marketing events that say what was recorded of a webinar.

HubSpot drops values of properties that do not exist in silence, so they are made first. Each push
that sends any looks whether they are there: that costs one request, and finds those that somebody
deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.client import rows_of
from webinar_sync.hubspot.endpoints import (
    CREATE_EVENT_GROUP,
    CREATE_EVENT_PROPERTIES,
    LIST_EVENT_PROPERTIES,
)
from webinar_sync.hubspot.errors import (
    HubspotBadAnswerError,
    HubspotRefusedError,
    HubspotScopeError,
)
from webinar_sync.hubspot.issues import OBJECT_KIND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.hubspot.run import HubspotRun

GROUP = {"name": "webinar_sync", "label": "Zoom webinars (webinar-sync)", "displayOrder": -1}
PROPERTIES: dict[str, dict[str, str]] = {
    "recording_url": {
        "label": "Webinar recording",
        "type": "string",
        "description": "Where Zoom plays the recording of the webinar; empty if it was deleted.",
    },
    "recording_seconds": {
        "label": "Webinar recording: length (seconds)",
        "type": "number",
        "description": "How long what was recorded of the webinar is, in seconds.",
    },
    "transcript_url": {
        "label": "Webinar transcript",
        "type": "string",
        "description": "Where Zoom shows the transcript of the recording.",
    },
}
"""By their columns in `hubspot.sent_events`."""
NAMES = {column: f"webinar_sync_{column}" for column in PROPERTIES}
ISSUE_KIND, ISSUE_KEY, NOT_MADE = f"{OBJECT_KIND} properties", "marketing events", "not_made"


def set_up_event_properties(run: HubspotRun) -> bool:
    """Make the properties that are missing, if any value is to be sent; return whether it may be.

    Where HubSpot does not make them, recordings wait, and events are sent without.
    """
    if not run.warehouse.rows("hubspot/select_is_recording_sent")[0]["is_sent"]:
        return True
    try:
        listed = _list_names(run)
        missing = {column: name for column, name in NAMES.items() if name not in listed}
        if missing:
            _create(run, missing)
            run.warehouse.execute("hubspot/forget_sent_recordings", run_id=run.run_id)
    except (HubspotRefusedError, HubspotScopeError, HubspotBadAnswerError) as error:
        run.open_issue(
            ISSUE_KIND,
            ISSUE_KEY,
            NOT_MADE,
            message=f"The properties of marketing events for recordings cannot be made: {error}. "
            "Events are sent without.",
        )
        return False
    run.close_issues(ISSUE_KIND, ISSUE_KEY, [NOT_MADE])
    return True


def custom_properties(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what an event says of its recordings; of one that never had any, nothing.

    An empty text empties a property.
    """
    if not row["is_recorded"]:
        return []
    return [
        {"name": name, "value": "" if row[column] is None else str(row[column])}
        for column, name in NAMES.items()
    ]


def _list_names(run: HubspotRun) -> set[str]:
    rows = rows_of(LIST_EVENT_PROPERTIES, run.client.call(LIST_EVENT_PROPERTIES).body)
    return {str(listing.get("name")) for listing in rows}


def _create(run: HubspotRun, missing: Mapping[str, str]) -> None:
    try:
        run.client.call(CREATE_EVENT_GROUP, GROUP)
    except HubspotRefusedError as error:
        if error.status != 409:  # it exists
            raise
    inputs = [
        {
            **PROPERTIES[column],
            "name": name,
            "groupName": GROUP["name"],
            "fieldType": "number" if PROPERTIES[column]["type"] == "number" else "text",
        }
        for column, name in missing.items()
    ]
    try:
        run.client.call(CREATE_EVENT_PROPERTIES, {"inputs": inputs})
    except HubspotRefusedError as error:
        if error.status != 409:  # made by a request whose answer was lost
            raise
    if not set(missing.values()) <= _list_names(run):
        raise HubspotBadAnswerError(f"HubSpot did not make {', '.join(missing.values())}")
