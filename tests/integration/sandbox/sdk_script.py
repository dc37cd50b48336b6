"""Drives the sandbox's HubSpot with HubSpot's own SDK, which parses its answers strictly.

Runs in an environment of its own (`.venv-sdk`), as
`python sdk_script.py URL TOKEN EMAIL EVENT CALLBACK`;
prints one JSON line for each call: its name, and what did not fit, or null.
"""

from __future__ import annotations

import sys
from typing import Any

import hubspot_sdk
from hubspot_sdk import HubSpot
from sdk_driver import Driver
from sdk_marketing_events import START, drive_marketing_events

EVENTS = "0-54"
"""Marketing events, in HubSpot's table of object types."""
PROPERTIES = ["email", "firstname", "hs_additional_emails"]


def main(url: str, token: str, email: str, event_id: str, callback_id: str) -> None:
    """Call everything that the SDK and the sandbox both know."""
    options: dict[str, Any] = {
        "base_url": url, "max_retries": 0, "_strict_response_validation": True
    }  # fmt: skip
    driver = Driver(HubSpot(access_token=token, **options))
    contact = _contacts(driver, email)
    _account(driver)
    _properties(driver)
    drive_marketing_events(driver, contact, email, event_id)
    _custom_events(driver, contact)
    _lists(driver, contact)
    callbacks = driver.client.automation.actions.callbacks
    outputs: dict[str, Any] = {
        "output_fields": {"hs_execution_state": "SUCCESS"}, "typed_outputs": {}
    }  # fmt: skip
    driver.call("callbacks.complete", lambda: callbacks.complete(callback_id, **outputs))
    driver.call(
        "callbacks.complete_batch",
        lambda: callbacks.complete_batch(inputs=[{"callback_id": callback_id, **outputs}]),
    )
    driver.refused(
        "callbacks.complete of nobody",
        hubspot_sdk.NotFoundError,
        lambda: callbacks.complete("ap-0-0-0-0", **outputs),
    )
    stranger = HubSpot(access_token="revoked", **options)
    driver.refused("wrong token", hubspot_sdk.AuthenticationError, stranger.account.get)


def _contacts(driver: Driver, email: str) -> str:
    """Call everything about contacts, and return the id of the one with an address."""
    contact_id = _read_contacts(driver, email)
    first, second = _write_contact_batches(driver)
    fourth = _write_contacts(driver, first)
    _list_contacts(driver, first)
    contacts = driver.client.crm.objects.contacts
    driver.call(
        "contacts.merge", lambda: contacts.merge(object_id_to_merge=second, primary_object_id=first)
    )
    driver.call("contacts.batch.delete", lambda: contacts.batch.delete(inputs=[{"id": first}]))
    driver.call("contacts.delete", lambda: contacts.delete(fourth))
    driver.call(
        "contacts.gdpr_delete",
        lambda: contacts.gdpr_delete(object_id="three@sdk.example", id_property="email"),
    )
    return contact_id


def _read_contacts(driver: Driver, email: str) -> str:
    batch = driver.client.crm.objects.contacts.batch
    request: dict[str, Any] = {
        "id_property": "email", "properties": PROPERTIES, "properties_with_history": []
    }  # fmt: skip
    contact = driver.call(
        "contacts.batch.get", lambda: batch.get(inputs=[{"id": email}], **request)
    )
    driver.call(
        "contacts.batch.get archived, missing",
        lambda: batch.get(archived=True, inputs=[{"id": "nobody@x.example"}], **request),
    )
    return str(contact.results[0].id)


def _write_contact_batches(driver: Driver) -> tuple[str, str]:
    """Create, upsert and update contacts; return the ids of two."""
    batch = driver.client.crm.objects.contacts.batch
    upserted = driver.call(
        "contacts.batch.upsert",
        lambda: batch.upsert(
            inputs=[
                {
                    "id": f"{name}@sdk.example",
                    "id_property": "email",
                    "object_write_trace_id": name,
                    "properties": {"firstname": name},
                }
                for name in ("one", "two")
            ]
        ),
    )
    first, second = (row.id for row in upserted.results)
    third = {"associations": [], "properties": {"email": "three@sdk.example"}}
    driver.call("contacts.batch.create", lambda: batch.create(inputs=[third]))
    driver.call(
        "contacts.batch.update",
        lambda: batch.update(inputs=[{"id": first, "properties": {"lastname": "L"}}]),
    )
    driver.call(
        "contacts.batch.update, one bad",
        lambda: batch.update(
            inputs=[
                {"id": first, "object_write_trace_id": "a", "properties": {"lastname": "M"}},
                {"id": "1", "object_write_trace_id": "b", "properties": {"lastname": "M"}},
            ]
        ),
    )
    return first, second


def _write_contacts(driver: Driver, contact_id: str) -> str:
    """Update a contact, and create another; return its id."""
    contacts = driver.client.crm.objects.contacts
    fourth = driver.call(
        "contacts.create",
        lambda: contacts.create(associations=[], properties={"email": "four@sdk.example"}),
    )
    driver.refused(
        "contacts.create twice",
        hubspot_sdk.ConflictError,
        lambda: contacts.create(associations=[], properties={"email": "four@sdk.example"}),
    )
    driver.call(
        "contacts.update", lambda: contacts.update(contact_id, properties={"lastname": "N"})
    )
    return str(fourth.id)


def _list_contacts(driver: Driver, contact_id: str) -> None:
    contacts = driver.client.crm.objects.contacts
    driver.call("contacts.get", lambda: contacts.get(contact_id))
    driver.refused("contacts.get", hubspot_sdk.NotFoundError, lambda: contacts.get("1"))
    driver.call("contacts.list", lambda: contacts.list(limit=10))
    driver.disagrees(
        "contacts.get with an empty property",
        "hs_additional_emails\n  Input should be a valid string",
        lambda: contacts.get(contact_id, properties=PROPERTIES),
    )
    condition = {"property_name": "email", "operator": "EQ", "value": "one@sdk.example"}
    search: dict[str, Any] = {"after": "0", "limit": 10, "properties": ["email"], "sorts": []}
    driver.call(
        "contacts.search",
        lambda: contacts.search(**search, filter_groups=[{"filters": [condition]}]),
    )


def _account(driver: Driver) -> None:
    client = driver.client
    driver.call("account.get", client.account.get)
    driver.call("account.usage", client.account.get_daily_private_apps_usage)
    driver.call("settings.users.list", lambda: client.settings.users.list(limit=1))
    driver.call("crm.owners.list", lambda: client.crm.owners.list(limit=1))


def _properties(driver: Driver) -> None:
    properties = driver.client.crm.properties
    driver.call("properties.list", lambda: properties.list("contacts"))
    driver.call(
        "properties.groups.create",
        lambda: properties.groups.create("contacts", label="SDK", name="sdk", display_order=-1),
    )
    driver.call("properties.groups.list", lambda: properties.groups.list("contacts"))
    number = {
        "name": "sdk_number",
        "label": "Number",
        "type": "number",
        "field_type": "number",
        "group_name": "sdk",
    }
    driver.call(
        "properties.batch.create", lambda: properties.batch.create("contacts", inputs=[number])
    )
    driver.call(
        "properties.update",
        lambda: properties.update("sdk_number", object_type="contacts", description="Marked"),
    )
    driver.call("properties.get", lambda: properties.get("sdk_number", object_type="contacts"))
    driver.call("properties.list of events", lambda: properties.list(EVENTS))
    driver.call(
        "properties.groups.create for events",
        lambda: properties.groups.create(EVENTS, label="SDK", name="sdk", display_order=-1),
    )
    driver.call(
        "properties.batch.create for events",
        lambda: properties.batch.create(EVENTS, inputs=[number]),
    )


def _lists(driver: Driver, contact: str) -> None:
    lists = driver.client.crm.lists
    created = driver.call(
        "lists.create",
        lambda: lists.create(name="SDK", object_type_id="0-1", processing_type="MANUAL"),
    )
    list_id = created.list.list_id
    driver.call("lists.get", lambda: lists.get(list_id))
    driver.call(
        "lists.get_by_object_type_and_name",
        lambda: lists.get_by_object_type_and_name("SDK", object_type_id="0-1"),
    )
    driver.call(
        "lists.add_and_remove_memberships",
        lambda: lists.add_and_remove_memberships(
            list_id, record_ids_to_add=[contact], record_ids_to_remove=[]
        ),
    )
    driver.call("lists.list_memberships", lambda: lists.list_memberships(list_id))


def _custom_events(driver: Driver, contact: str) -> None:
    events = driver.client.events
    definition = driver.call(
        "definitions.create",
        lambda: events.definitions.create(
            include_default_properties=False,
            label="SDK event",
            name="sdk_event",
            primary_object="CONTACT",
            property_definitions=[{"name": "webinar_id", "label": "Id", "type": "string"}],
        ),
    )
    driver.call("definitions.list", events.definitions.list)
    event: dict[str, Any] = {
        "event_name": definition.fully_qualified_name,
        "object_id": contact,
        "occurred_at": START,
        "properties": {"webinar_id": "1"},
    }
    driver.call(
        "definitions.send_batch",
        lambda: events.definitions.send_batch(inputs=[{**event, "uuid": "sdk-1"}]),
    )
    driver.call("send.send", lambda: events.send.send(**event, uuid="sdk-2"))


if __name__ == "__main__":
    main(*sys.argv[1:])
