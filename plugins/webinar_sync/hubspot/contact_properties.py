"""Which fields of HubSpot contacts exist here, and how our own ones are set up in the account.

A new field of HubSpot contacts belongs into `PROPERTIES`. Its value is the column of the same name
in `marts.contacts`, which `transform/contacts.py` computes. The view `hubspot.contacts_to_send`
compares the column with that of `hubspot.sent_contacts`, and `push/contacts.py` writes whatever
`PROPERTIES` names. A field that is only read gets a constant below, and `contact_requests.py` reads
it into `hubspot.contacts`. Step by step: CONTRIBUTING.md, "A field of HubSpot contacts".
"""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.client import rows_of
from webinar_sync.hubspot.endpoints import CREATE_GROUP, CREATE_PROPERTIES, LIST_PROPERTIES
from webinar_sync.hubspot.errors import HubspotBadAnswerError, HubspotRefusedError
from webinar_sync.hubspot.issues import OBJECT_KIND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.hubspot.run import HubspotRun

PROPERTIES: dict[str, dict[str, str]] = {
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
"""Our own properties by their columns in `marts.contacts`, as they are made in HubSpot.

Label, type and description are all that a property of type `number` or `string` needs. For another
type, `create_properties` must choose its `fieldType` (and send `options`, if it has some), and
`push/contacts.py` must write its values as HubSpot wants them: it sends `str(value)`.
"""
OWN_NAMES = {column: f"webinar_sync_{column}" for column in PROPERTIES}
NATIVE_NAMES = {
    "average_attendance_percent": "zoom_webinar_attendance_average_duration",
    "last_registered_url": "zoom_webinar_joinlink",
    "registrations_total": "zoom_webinar_registration_count",
    "attendances_total": "zoom_webinar_attendance_count",
}
"""What HubSpot's own Zoom app writes. Guess: its average is from 0 to 100, too.

Each column of `PROPERTIES` that the app has no property for is written to our own.
"""

EMAIL = "email"
ADDITIONAL_EMAILS = "hs_additional_emails"
FIRST_NAME = "firstname"
LAST_NAME = "lastname"
MERGED_CONTACT_IDS = "hs_merged_object_ids"

GROUP = {"name": "webinar_sync", "label": "Zoom webinars (webinar-sync)", "displayOrder": -1}
READ_ONLY = "read_only"


def set_up_properties(run: HubspotRun) -> dict[str, str]:
    """Return which property each column is written to, and make those that are missing.

    If the settings ask for HubSpot's native ones, our own replaces each that cannot be written,
    with a warning in sync.errors.
    """
    is_native = run.warehouse.rows("hubspot/select_settings")[0]["contact_properties"] == "native"
    set_up_names = run.warehouse.rows("hubspot/select_portal")[0]["properties"]
    desired_names = OWN_NAMES | NATIVE_NAMES if is_native else OWN_NAMES
    if set(set_up_names) == set(PROPERTIES) and (
        set_up_names == desired_names or (is_native and set_up_names != OWN_NAMES)
    ):
        return dict(set_up_names)
    run.client.prepare_to_write()  # that may make one of them
    listed = _list_properties(run.client)
    names = {
        column: name if name == own_name or _is_writable(listed.get(name)) else own_name
        for (column, name), own_name in zip(desired_names.items(), OWN_NAMES.values(), strict=True)
    }
    _report_read_only(run, sorted(set(desired_names.values()) - set(names.values())))
    missing = {column: name for column, name in names.items() if name not in listed}
    create_properties(run.client, missing)
    if missing or (set_up_names and set_up_names != names):
        # A property that was deleted has lost everybody's value.
        run.warehouse.execute("hubspot/mark_sent_contacts_stale")
    _save_names(run, names)
    return names


def forget_properties(run: HubspotRun) -> None:
    """Let the next push set up the properties again: one of them is gone."""
    _save_names(run, {})


def _list_properties(client: HubspotClient) -> dict[str, dict[str, Any]]:
    rows = rows_of(LIST_PROPERTIES, client.call(LIST_PROPERTIES).body)
    return {str(listing.get("name")): listing for listing in rows}


def _save_names(run: HubspotRun, names: Mapping[str, str]) -> None:
    run.warehouse.execute(
        "hubspot/update_portal_properties", properties=json.dumps(names), run_id=run.run_id
    )


def _is_writable(listing: Mapping[str, Any] | None) -> bool:
    if listing is None:
        return False
    return not (listing.get("modificationMetadata") or {}).get("readOnlyValue")


def _report_read_only(run: HubspotRun, names: list[str]) -> None:
    kind, key = f"{OBJECT_KIND} properties", "contacts"
    if not names:
        run.close_issues(kind, key, [READ_ONLY])
        return
    run.open_issue(
        kind,
        key,
        READ_ONLY,
        message=f"HubSpot's native properties {', '.join(names)} are missing or cannot be written. "
        "Our own ones are written instead.",
    )


def create_properties(
    client: HubspotClient,
    names: Mapping[str, str],
    descriptions: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Make contact properties, and their group.

    :param names: by columns of `PROPERTIES`
    :param descriptions: that differ from those of `PROPERTIES`, by columns
    :raises HubspotBadAnswerError: if HubSpot did not make one
    """
    if not names:
        return
    try:
        client.call(CREATE_GROUP, GROUP)
    except HubspotRefusedError as error:
        if error.status != 409:  # it exists
            raise
    inputs = [
        {
            **PROPERTIES[column],
            "name": name,
            "groupName": GROUP["name"],
            "fieldType": "number" if PROPERTIES[column]["type"] == "number" else "text",
            "description": descriptions.get(column, PROPERTIES[column]["description"]),
        }
        for column, name in names.items()
    ]
    try:
        body = client.call(CREATE_PROPERTIES, {"inputs": inputs}).body
    except HubspotRefusedError as error:
        if error.status != 409:  # made by a request whose answer was lost
            raise
        created = set(_list_properties(client))
    else:
        created = {str(listing.get("name")) for listing in rows_of(CREATE_PROPERTIES, body)}
    missing = sorted(set(names.values()) - created)
    if missing:
        raise HubspotBadAnswerError(
            f"HubSpot did not make the contact properties {', '.join(missing)}: make them by hand "
            f"in the group {GROUP['label']}, or ask HubSpot."
        )
