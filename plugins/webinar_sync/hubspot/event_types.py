"""Custom event types: which exist, and how they are set up in the HubSpot account."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from webinar_sync.hubspot.endpoints import CREATE_EVENT_TYPE, EVENT_TYPES
from webinar_sync.hubspot.errors import HubspotBadAnswerError, HubspotRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.hubspot.run import HubspotRun

OWN_EVENT_TYPES: dict[str, dict[str, str]] = {
    "registered": {"name": "webinar_sync_registered", "label": "Registered for a Zoom webinar"},
    "attended": {"name": "webinar_sync_attended", "label": "Attended a Zoom webinar"},
    "recording_available": {
        "name": "webinar_sync_recording_available",
        "label": "Recording of a Zoom webinar available",
    },
}
"""By kinds of `marts.timeline_events`."""
_WEBINAR = {"webinar_id": "string", "webinar_name": "string"}
EVENT_PROPERTIES: dict[str, dict[str, str]] = {
    "registered": _WEBINAR,
    "attended": {**_WEBINAR, "attended_seconds": "number", "attendance_percent": "number"},
    "recording_available": {
        **_WEBINAR,
        "recording_topic": "string",
        "recording_started_at": "datetime",
        "recording_url": "string",
    },
}
"""What each custom event says, with its type in HubSpot: by kinds, the attributes that HubSpot's
page on Zoom webinars names."""


def set_up_event_types(run: HubspotRun) -> dict[str, str]:
    """Return the full name of each kind's custom event, and make those that are missing."""
    set_up_names = run.warehouse.rows("hubspot/select_portal")[0]["event_types"]
    if set(set_up_names) == set(OWN_EVENT_TYPES):
        return dict(set_up_names)
    listed_names = {
        str(listing.get("name")): str(listing.get("fullyQualifiedName"))
        for listing in run.client.pages(EVENT_TYPES)
    }
    names = {
        kind: listed_names.get(event_type["name"]) or _create_event_type(run, kind)
        for kind, event_type in OWN_EVENT_TYPES.items()
    }
    _save_names(run, names)
    return names


def forget_event_types(run: HubspotRun) -> None:
    """Let the next push set up the event types again: one of them is gone."""
    _save_names(run, {})


def _save_names(run: HubspotRun, names: Mapping[str, str]) -> None:
    run.warehouse.execute(
        "hubspot/update_portal_event_types", event_types=json.dumps(names), run_id=run.run_id
    )


def _create_event_type(run: HubspotRun, kind: str) -> str:
    event_type = OWN_EVENT_TYPES[kind]
    body = {
        **event_type,
        "primaryObject": "CONTACT",
        "includeDefaultProperties": False,
        "propertyDefinitions": [
            {"name": name, "label": name.replace("_", " ").capitalize(), "type": value_type}
            for name, value_type in EVENT_PROPERTIES[kind].items()
        ],
    }
    try:
        created = run.client.call(CREATE_EVENT_TYPE, body).body
    except HubspotRefusedError as error:
        raise HubspotBadAnswerError(
            f"HubSpot did not make the custom event {event_type['name']} ({error.reason}). Custom "
            "events need Marketing Hub Professional or Enterprise: switch custom_events off, or "
            "ask HubSpot."
        ) from None
    return str(created["fullyQualifiedName"])
