"""Drives the sandbox's HubSpot with HubSpot's own SDK, whose answers are parsed strictly.

Runs in an environment of its own (`.venv-sdk`), as
`python sdk_script.py URL TOKEN EMAIL EVENT CALLBACK`;
prints one JSON line for each call: its name, and what did not fit, or null.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import hubspot_sdk
from hubspot_sdk import HubSpot

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNT, EXTERNAL = "zoom-account", "91000000001-single"
START, END = "2026-11-18T10:00:00.000Z", "2026-11-18T11:00:00.000Z"
AT = 1_763_460_000_000


class Driver:
    """Makes calls, and says of each whether it fits."""

    def __init__(self, client: HubSpot) -> None:
        self.client = client

    def call(self, name: str, ask: Callable[[], Any]) -> Any:
        """Make one call, print how it went, and return its answer."""
        found, problem = None, None
        try:
            found = ask()
            pages = getattr(found, "_get_page_items", None)
            if pages is not None:
                list(found)
        except Exception as error:
            problem = f"{type(error).__name__}: {error}; {error.__cause__}"[:1500]
        print(json.dumps({"call": name, "problem": problem}), flush=True)
        return found

    def disagrees(self, name: str, words: str, ask: Callable[[], Any]) -> None:
        """Make a call in whose answer the SDK takes something for wrong: docs/hubspot-sdk.md."""
        problem = "fits: docs/hubspot-sdk.md says that it does not"
        try:
            ask()
        except hubspot_sdk.APIResponseValidationError as error:
            problem = None if words in str(error.__cause__ or error) else str(error)[:1500]
        print(json.dumps({"call": name, "problem": problem}), flush=True)

    def refused(self, name: str, kind: type[Exception], ask: Callable[[], Any]) -> None:
        """Make a call that is to be refused, in a way that the SDK takes for such a refusal."""
        problem = "was not refused"
        try:
            ask()
        except Exception as error:
            problem = None if type(error) is kind else f"{type(error).__name__}: {error}"[:1500]
        print(json.dumps({"call": name, "problem": problem}), flush=True)


def main(url: str, token: str, email: str, event_id: str, callback_id: str) -> None:
    """Call everything that the SDK and the sandbox both know."""
    how: dict[str, Any] = {
        "base_url": url, "max_retries": 0, "_strict_response_validation": True
    }  # fmt: skip
    driver = Driver(HubSpot(access_token=token, **how))
    contact = _contacts(driver, email)
    _account(driver)
    _properties(driver)
    _events(driver, contact, email, event_id)
    _custom_events(driver, contact)
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
    stranger = HubSpot(access_token="revoked", **how)
    driver.refused("wrong token", hubspot_sdk.AuthenticationError, stranger.account.get)


def _contacts(driver: Driver, email: str) -> str:
    contacts = driver.client.crm.objects.contacts
    names = ["email", "firstname", "hs_additional_emails"]
    asked: dict[str, Any] = {
        "id_property": "email", "properties": names, "properties_with_history": []
    }  # fmt: skip
    found = driver.call(
        "contacts.batch.get", lambda: contacts.batch.get(inputs=[{"id": email}], **asked)
    )
    driver.call(
        "contacts.batch.get archived, missing",
        lambda: contacts.batch.get(archived=True, inputs=[{"id": "nobody@x.example"}], **asked),
    )
    made = driver.call(
        "contacts.batch.upsert",
        lambda: contacts.batch.upsert(
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
    one, two = (row.id for row in made.results)
    three = {"associations": [], "properties": {"email": "three@sdk.example"}}
    driver.call("contacts.batch.create", lambda: contacts.batch.create(inputs=[three]))
    four = driver.call(
        "contacts.create",
        lambda: contacts.create(associations=[], properties={"email": "four@sdk.example"}),
    )
    driver.refused(
        "contacts.create twice",
        hubspot_sdk.ConflictError,
        lambda: contacts.create(associations=[], properties={"email": "four@sdk.example"}),
    )
    driver.call(
        "contacts.batch.update",
        lambda: contacts.batch.update(inputs=[{"id": one, "properties": {"lastname": "L"}}]),
    )
    driver.call(
        "contacts.batch.update, one bad",
        lambda: contacts.batch.update(
            inputs=[
                {"id": one, "object_write_trace_id": "a", "properties": {"lastname": "M"}},
                {"id": "1", "object_write_trace_id": "b", "properties": {"lastname": "M"}},
            ]
        ),
    )
    driver.call("contacts.update", lambda: contacts.update(one, properties={"lastname": "N"}))
    driver.call("contacts.get", lambda: contacts.get(one))
    driver.refused("contacts.get", hubspot_sdk.NotFoundError, lambda: contacts.get("1"))
    driver.call("contacts.list", lambda: contacts.list(limit=10))
    driver.disagrees(
        "contacts.get with an empty property",
        "hs_additional_emails\n  Input should be a valid string",
        lambda: contacts.get(one, properties=names),
    )
    wanted = {"property_name": "email", "operator": "EQ", "value": "one@sdk.example"}
    sought: dict[str, Any] = {"after": "0", "limit": 10, "properties": ["email"], "sorts": []}
    driver.call(
        "contacts.search",
        lambda: contacts.search(**sought, filter_groups=[{"filters": [wanted]}]),
    )
    driver.call(
        "contacts.merge", lambda: contacts.merge(object_id_to_merge=two, primary_object_id=one)
    )
    driver.call("contacts.batch.delete", lambda: contacts.batch.delete(inputs=[{"id": one}]))
    driver.call("contacts.delete", lambda: contacts.delete(four.id))
    driver.call(
        "contacts.gdpr_delete",
        lambda: contacts.gdpr_delete(object_id="three@sdk.example", id_property="email"),
    )
    return str(found.results[0].id)


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


def _events(driver: Driver, contact: str, email: str, event_id: str) -> None:
    events = driver.client.marketing.marketing_events
    about: dict[str, Any] = {
        "custom_properties": [],
        "event_name": "SDK",
        "event_organizer": "Somebody",
        "start_date_time": START,
    }
    external: dict[str, Any] = {"external_account_id": ACCOUNT}
    key: dict[str, Any] = {**external, "external_event_id": EXTERNAL}
    made = driver.call(
        "events.upsert_batch", lambda: events.upsert_batch(inputs=[{**about, **key}])
    )
    object_id = str(made.results[0].object_id)
    driver.call(
        "events.upsert_by_external_event_id",
        lambda: events.upsert_by_external_event_id(
            EXTERNAL, **about, **external, body_external_event_id=EXTERNAL
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
    _deletions(driver, about, key)


def _deletions(driver: Driver, about: dict[str, Any], key: dict[str, Any]) -> None:
    """Create an event again for each way to delete it."""
    events = driver.client.marketing.marketing_events
    made = driver.call("events.create", lambda: events.create(**about, **key))
    driver.call("events.delete", lambda: events.delete(str(made.object_id)))
    events.create(**about, **key)
    driver.call(
        "events.delete_by_external_event_id",
        lambda: events.delete_by_external_event_id(EXTERNAL, external_account_id=ACCOUNT),
    )
    events.create(**about, **key)
    driver.call(
        "events.delete_batch_by_external_event_id",
        lambda: events.delete_batch_by_external_event_id(inputs=[{**key, "app_id": 1001}]),
    )


def _participations(driver: Driver, contact: str, email: str, object_id: str) -> None:
    events = driver.client.marketing.marketing_events
    external: dict[str, Any] = {"external_account_id": ACCOUNT}
    did: dict[str, Any] = {"interaction_date_time": AT, "properties": {}}
    came: dict[str, Any] = {**did, "properties": {"joinedAt": START, "leftAt": END}}
    by_id: dict[str, Any] = {"inputs": [{**did, "vid": int(contact)}]}
    by_email: dict[str, Any] = {"inputs": [{**did, "email": email, "contact_properties": {}}]}
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
            "attend", object_id=object_id, inputs=[{**came, "vid": int(contact)}]
        ),
    )
    driver.refused(
        "attendance with a state instead of a verb",
        hubspot_sdk.BadRequestError,
        lambda: attendance.create_by_event_id_and_contact_id(
            "REGISTERED", object_id=object_id, **by_id
        ),
    )
    parts = events.participations
    driver.call("participations.get_by_id", lambda: parts.get_by_id(int(object_id)))
    driver.call(
        "participations.get_by_external_account_and_event_id",
        lambda: parts.get_by_external_account_and_event_id(EXTERNAL, **external),
    )
    driver.call(
        "participations.list_breakdown_by_id",
        lambda: parts.list_breakdown_by_id(int(object_id), limit=1),
    )
    driver.call(
        "participations.list_breakdown_by_external_account_and_event_id",
        lambda: parts.list_breakdown_by_external_account_and_event_id(
            EXTERNAL, **external, state="ATTENDED"
        ),
    )
    driver.call(
        "participations.list_breakdown_by_contact", lambda: parts.list_breakdown_by_contact(email)
    )


def _custom_events(driver: Driver, contact: str) -> None:
    events = driver.client.events
    made = driver.call(
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
    one: dict[str, Any] = {
        "event_name": made.fully_qualified_name,
        "object_id": contact,
        "occurred_at": START,
        "properties": {"webinar_id": "1"},
    }
    driver.call(
        "definitions.send_batch",
        lambda: events.definitions.send_batch(inputs=[{**one, "uuid": "sdk-1"}]),
    )
    driver.call("send.send", lambda: events.send.send(**one, uuid="sdk-2"))


if __name__ == "__main__":
    main(*sys.argv[1:])
