"""The HubSpot account that is pushed to: which one it is, and what is set up there."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from webinar_sync.hubspot.endpoints import (
    CREATE_EVENT_TYPE,
    CREATE_GROUP,
    CREATE_PROPERTIES,
    DETAILS,
    EVENT_TYPES,
    LIST_PROPERTIES,
)
from webinar_sync.hubspot.errors import (
    HubspotBadAnswerError,
    HubspotPortalError,
    HubspotRefusedError,
    HubspotScopeError,
)

if TYPE_CHECKING:
    from webinar_sync.hubspot.run import HubspotRun

GROUP = {"name": "webinar_sync", "label": "Zoom webinars (webinar-sync)", "displayOrder": -1}
_PROPERTIES: dict[str, dict[str, str]] = {
    "average_attendance_percent": {
        "label": "Average webinar attendance (%)",
        "type": "number",
        "description": "Mean over the Zoom webinars attended of the percent attended (0 to 100).",
    },
    "last_registered_url": {
        "label": "Last registered webinar: join link",
        "type": "string",
        "description": "The personal join link of the webinar that a workflow last added the "
        "contact to.",
    },
    "registrations_total": {
        "label": "Webinar registrations",
        "type": "number",
        "description": "Distinct Zoom webinars that the contact registered for.",
    },
    "attendances_total": {
        "label": "Webinars attended",
        "type": "number",
        "description": "Distinct Zoom webinars that the contact attended.",
    },
}
"""The four properties of `marts.contacts`, as they are made in HubSpot."""
OWN_NAMES = {column: f"webinar_sync_{column}" for column in _PROPERTIES}
NATIVE_NAMES = {
    "average_attendance_percent": "zoom_webinar_attendance_average_duration",
    "last_registered_url": "zoom_webinar_joinlink",
    "registrations_total": "zoom_webinar_registration_count",
    "attendances_total": "zoom_webinar_attendance_count",
}
"""What HubSpot's own Zoom app writes. Guess: its average is from 0 to 100, too."""

EVENT_TYPES_WANTED: dict[str, dict[str, Any]] = {
    "registered": {"name": "webinar_sync_registered", "label": "Registered for a Zoom webinar"},
    "attended": {"name": "webinar_sync_attended", "label": "Attended a Zoom webinar"},
    "recording_available": {
        "name": "webinar_sync_recording_available",
        "label": "Recording of a Zoom webinar available",
    },
}
EVENT_PROPERTIES = {
    "webinar_id": "string",
    "webinar_name": "string",
    "attended_seconds": "number",
    "attendance_percent": "number",
}

log = logging.getLogger(__name__)


def check_portal(run: HubspotRun) -> None:
    """Find out which account the token is of, once for each token, and that it is the right one.

    :raises HubspotPortalError: if it is another one than before, or than the connection says; or
        if it cannot be told, though only one may be written to
    """
    settings = run.client.config
    rows = run.warehouse.rows("hubspot/select_portal")
    known = rows[0] if rows else {"portal_id": None, "time_zone": "UTC", "token_sha256": None}
    before, time_zone = known["portal_id"], str(known["time_zone"])
    may_be = settings.portal_id or before
    portal_id = before
    if known["token_sha256"] != settings.token_sha256 or (before is None and may_be):
        told = _ask(run)
        if told is None and may_be:
            raise HubspotPortalError(
                f"Only HubSpot account {may_be} may be written to, and which one the token of the "
                f"connection {settings.conn_id} is of cannot be told: give it the scope oauth."
            )
        portal_id, time_zone = told or (None, time_zone)
    if settings.portal_id not in (None, portal_id):
        raise HubspotPortalError(
            f"The token of the connection {settings.conn_id} is of HubSpot account {portal_id}, "
            f"and its extra says portal_id {settings.portal_id}. Mend one of them."
        )
    if before not in (None, portal_id):
        raise HubspotPortalError(
            f"This warehouse was pushed to HubSpot account {before}, and the token of the "
            f"connection {settings.conn_id} is of {portal_id}. Connect {before} again; or, to "
            "begin anew with the other one, run in the warehouse: select hubspot.forget_portal()"
        )
    run.client.time_zone = time_zone
    run.warehouse.execute(
        "hubspot/upsert_portal",
        portal_id=portal_id,
        time_zone=time_zone,
        token_sha256=settings.token_sha256,
        run_id=run.run_id,
    )


def _ask(run: HubspotRun) -> tuple[int, str] | None:
    """Return account and time zone of the token; None: it may not know them."""
    try:
        found = run.client.call(DETAILS).body
    except HubspotScopeError as error:
        # Guess: a service key may lack the scope `oauth`; the push itself does not need it.
        log.warning("which HubSpot account this is cannot be told: %s", error)
        return None
    time_zone = str(found.get("timeZone") or "UTC")
    try:
        ZoneInfo(time_zone)
    except (ValueError, OSError):
        time_zone = "UTC"
    if not str(found.get("portalId") or "").isdigit():
        raise HubspotBadAnswerError("GET account details: the answer has no portalId")
    return int(found["portalId"]), time_zone


def set_up_properties(run: HubspotRun) -> dict[str, str]:
    """Return which property each column is written to, and make those that are missing.

    Where they are HubSpot's native ones by setting, one that does not let itself be written
    gives way to our own, with a warning in sync.errors.
    """
    wants_native = run.warehouse.rows("hubspot/select_settings")[0]["contact_properties"]
    known = run.warehouse.rows("hubspot/select_portal")[0]["properties"]
    wanted = NATIVE_NAMES if wants_native == "native" else OWN_NAMES
    if known and (known == wanted or (wants_native == "native" and known != OWN_NAMES)):
        return dict(known)
    there = {str(one.get("name")): one for one in run.client.call(LIST_PROPERTIES).body["results"]}
    names = {
        column: name if name in OWN_NAMES.values() or _can_be_written(there.get(name)) else own
        for (column, name), own in zip(wanted.items(), OWN_NAMES.values(), strict=True)
    }
    _say_read_only(run, sorted(set(wanted.values()) - set(names.values())))
    missing = {column: name for column, name in names.items() if name not in there}
    _create(run, missing)
    if missing or (known and known != names):  # one that was deleted is empty for everybody
        run.warehouse.execute("hubspot/mark_sent_contacts_stale")
    run.warehouse.execute(
        "hubspot/update_portal_properties", properties=json.dumps(names), run_id=run.run_id
    )
    return names


def forget_set_up(run: HubspotRun) -> None:
    """Look again before the next push: something that was there is not."""
    run.warehouse.execute("hubspot/update_portal_properties", properties="{}", run_id=run.run_id)


def _can_be_written(found: dict[str, Any] | None) -> bool:
    return found is not None and not (found.get("modificationMetadata") or {}).get("readOnlyValue")


def _say_read_only(run: HubspotRun, names: list[str]) -> None:
    if not names:
        run.close_issues("hubspot properties", "contacts", ["read_only"])
        return
    run.open_issue(
        "hubspot properties",
        "contacts",
        "read_only",
        message=f"HubSpot's native properties {', '.join(names)} are missing or cannot be written; our own "
        "ones are written in their place.",
        remedy="Set contact_properties to own, or connect HubSpot's own Zoom app if it should make them.",
    )


def _create(run: HubspotRun, names: dict[str, str]) -> None:
    if not names:
        return
    try:
        run.client.call(CREATE_GROUP, GROUP)
    except HubspotRefusedError as error:
        if error.status != 409:  # it is there
            raise
    inputs = [
        {
            **_PROPERTIES[column],
            "name": name,
            "groupName": GROUP["name"],
            "fieldType": "number" if _PROPERTIES[column]["type"] == "number" else "text",
        }
        for column, name in names.items()
    ]
    answer = run.client.call(CREATE_PROPERTIES, {"inputs": inputs}).body
    made = {str(one.get("name")) for one in answer.get("results") or []}
    missing = sorted(set(names.values()) - made)
    if missing:
        raise HubspotBadAnswerError(
            f"HubSpot did not make the contact properties {', '.join(missing)}: make them by hand "
            f"in the group {GROUP['label']}, or ask HubSpot."
        )


def set_up_event_types(run: HubspotRun) -> dict[str, str]:
    """Return the full name of each kind's custom event, and make those that are missing."""
    known = run.warehouse.rows("hubspot/select_portal")[0]["event_types"]
    if set(known) == set(EVENT_TYPES_WANTED):
        return dict(known)
    there = {
        str(one.get("name")): str(one.get("fullyQualifiedName"))
        for one in run.client.pages(EVENT_TYPES)
    }
    names = {
        kind: there.get(wanted["name"]) or _create_event_type(run, wanted)
        for kind, wanted in EVENT_TYPES_WANTED.items()
    }
    run.warehouse.execute(
        "hubspot/update_portal_event_types", event_types=json.dumps(names), run_id=run.run_id
    )
    return names


def forget_event_types(run: HubspotRun) -> None:
    """Look again for custom events: something that was there is not."""
    run.warehouse.execute("hubspot/update_portal_event_types", event_types="{}", run_id=run.run_id)


def _create_event_type(run: HubspotRun, wanted: dict[str, Any]) -> str:
    body = {
        **wanted,
        "primaryObject": "CONTACT",
        "includeDefaultProperties": False,
        "propertyDefinitions": [
            {"name": name, "label": name.replace("_", " ").capitalize(), "type": kind}
            for name, kind in EVENT_PROPERTIES.items()
        ],
    }
    try:
        answer = run.client.call(CREATE_EVENT_TYPE, body).body
    except HubspotRefusedError as error:
        raise HubspotBadAnswerError(
            f"HubSpot did not make the custom event {wanted['name']} ({error.reason}): they need "
            "Marketing Hub Professional or Enterprise. Switch custom_events off, or ask HubSpot."
        ) from None
    return str(answer["fullyQualifiedName"])
