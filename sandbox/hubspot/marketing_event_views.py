"""How marketing events look in HubSpot's JSON, which differs between its endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot.times import iso

if TYPE_CHECKING:
    from sandbox.hubspot.marketing_events import Event


def render_default(event: Event) -> dict[str, Any]:
    """Return an event as the answers to creating, completing and cancelling show it."""
    return {
        "objectId": str(event.object_id),
        "customProperties": [
            {"name": name, "value": value} for name, value in event.custom.items() if value
        ],
        "eventCancelled": False,
        "eventCompleted": False,
        **event.fields,
    }


def render_event(event: Event) -> dict[str, Any]:
    """Return an event as most answers show it: without its external ids.

    `id` is HubSpot's own, as objectId is (hubspot-sdk 0.1.0a9).
    """
    return {"id": str(event.object_id), **render_default(event), **_times(event)}


def render_event_v2(event: Event) -> dict[str, Any]:
    """Return an event as listings, reading and writing by HubSpot's id show it.

    The specification has no external ids there.
    """
    return {
        **render_default(event),
        **_times(event),
        "appInfo": {"id": str(event.app_id), "name": event.app_name},
    }


def _times(event: Event) -> dict[str, str]:
    return {"createdAt": iso(event.created_at), "updatedAt": iso(event.updated_at)}
