"""Drives the sandbox's marketing events with HubSpot's own SDK. Part of `sdk_script.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hubspot_sdk

if TYPE_CHECKING:
    from sdk_driver import Driver

ACCOUNT, EXTERNAL = "zoom-account", "91000000001-single"
START, END = "2026-11-18T10:00:00.000Z", "2026-11-18T11:00:00.000Z"
AT = 1_763_460_000_000


def drive_marketing_events(driver: Driver, contact: str, email: str, event_id: str) -> None:
    """Call everything about marketing events: by external ids, by HubSpot's, and deletions."""
    events = driver.client.marketing.marketing_events
    fields: dict[str, Any] = {
        "custom_properties": [],
        "event_name": "SDK",
        "event_organizer": "Somebody",
        "start_date_time": START,
    }
    external: dict[str, Any] = {"external_account_id": ACCOUNT}
    key: dict[str, Any] = {**external, "external_event_id": EXTERNAL}
    created = driver.call(
        "events.upsert_batch", lambda: events.upsert_batch(inputs=[{**fields, **key}])
    )
    object_id = str(created.results[0].object_id)
    driver.call(
        "events.upsert_by_external_event_id",
        lambda: events.upsert_by_external_event_id(
            EXTERNAL, **fields, **external, body_external_event_id=EXTERNAL
        ),
    )
    driver.call(
        "events.update_batch",
        lambda: events.update_batch(
            inputs=[{"object_id": object_id, "custom_properties": [], "event_name": "SDK 2"}]
        ),
    )
    driver.call(
        "events.update",
        lambda: events.update(object_id, custom_properties=[], event_name="SDK 3"),
    )
    driver.call(
        "events.update_by_external_event_id",
        lambda: events.update_by_external_event_id(
            EXTERNAL, **external, custom_properties=[], event_name="SDK 4"
        ),
    )
    driver.call("events.get", lambda: events.get(object_id))
    driver.call(
        "events.get_by_external_event_id",
        lambda: events.get_by_external_event_id(EXTERNAL, **external),
    )
    driver.refused(
        "events.get_by_external_event_id of another app",
        hubspot_sdk.NotFoundError,
        lambda: events.get_by_external_event_id(event_id, **external),
    )
    driver.call("events.list", lambda: events.list(limit=1))
    driver.call("events.search", lambda: events.search_by_external_event_id(q=EXTERNAL))
    driver.call(
        "events.identifiers", lambda: events.search_identifiers_by_external_event_id(event_id)
    )
    _participations(driver, contact, email, object_id)
    driver.call(
        "events.complete",
        lambda: events.events.complete_by_external_event_id(
            EXTERNAL, **external, start_date_time=START, end_date_time=END
        ),
    )
    driver.call(
        "events.cancel", lambda: events.events.cancel_by_external_event_id(EXTERNAL, **external)
    )
    driver.call(
        "events.delete_batch", lambda: events.delete_batch(inputs=[{"object_id": object_id}])
    )
    _deletions(driver, fields, key)


def _deletions(driver: Driver, fields: dict[str, Any], key: dict[str, Any]) -> None:
    """Create an event again for each way to delete it."""
    events = driver.client.marketing.marketing_events
    created = driver.call("events.create", lambda: events.create(**fields, **key))
    driver.call("events.delete", lambda: events.delete(str(created.object_id)))
    events.create(**fields, **key)
    driver.call(
        "events.delete_by_external_event_id",
        lambda: events.delete_by_external_event_id(EXTERNAL, external_account_id=ACCOUNT),
    )
    events.create(**fields, **key)
    driver.call(
        "events.delete_batch_by_external_event_id",
        lambda: events.delete_batch_by_external_event_id(inputs=[{**key, "app_id": 1001}]),
    )


def _participations(driver: Driver, contact: str, email: str, object_id: str) -> None:
    events = driver.client.marketing.marketing_events
    external: dict[str, Any] = {"external_account_id": ACCOUNT}
    interaction: dict[str, Any] = {"interaction_date_time": AT, "properties": {}}
    attendance_row: dict[str, Any] = {
        **interaction,
        "properties": {"joinedAt": START, "leftAt": END},
    }
    by_id: dict[str, Any] = {"inputs": [{**interaction, "vid": int(contact)}]}
    by_email: dict[str, Any] = {
        "inputs": [{**interaction, "email": email, "contact_properties": {}}]
    }
    attendance = events.attendance
    driver.call(
        "attendance.create_by_external_event_id_and_contact_id",
        lambda: attendance.create_by_external_event_id_and_contact_id(
            "register", external_event_id=EXTERNAL, **by_id, **external
        ),
    )
    driver.call(
        "attendance.create_by_event_id_and_email",
        lambda: attendance.create_by_event_id_and_email("cancel", object_id=object_id, **by_email),
    )
    driver.call(
        "attendance.create_by_external_event_id_and_email",
        lambda: attendance.create_by_external_event_id_and_email(
            "register", external_event_id=EXTERNAL, **by_email, **external
        ),
    )
    driver.call(
        "attendance.create_by_event_id_and_contact_id",
        lambda: attendance.create_by_event_id_and_contact_id(
            "attend", object_id=object_id, inputs=[{**attendance_row, "vid": int(contact)}]
        ),
    )
    driver.refused(
        "attendance with a state instead of a verb",
        hubspot_sdk.BadRequestError,
        lambda: attendance.create_by_event_id_and_contact_id(
            "REGISTERED", object_id=object_id, **by_id
        ),
    )
    participations = events.participations
    driver.call("participations.get_by_id", lambda: participations.get_by_id(int(object_id)))
    driver.call(
        "participations.get_by_external_account_and_event_id",
        lambda: participations.get_by_external_account_and_event_id(EXTERNAL, **external),
    )
    driver.call(
        "participations.list_breakdown_by_id",
        lambda: participations.list_breakdown_by_id(int(object_id), limit=1),
    )
    driver.call(
        "participations.list_breakdown_by_external_account_and_event_id",
        lambda: participations.list_breakdown_by_external_account_and_event_id(
            EXTERNAL, **external, state="ATTENDED"
        ),
    )
    driver.call(
        "participations.list_breakdown_by_contact",
        lambda: participations.list_breakdown_by_contact(email),
    )
