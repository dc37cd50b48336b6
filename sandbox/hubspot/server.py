"""The sandbox's HubSpot: an ASGI app that answers like HubSpot's REST API.

Paths below /_sandbox/ steer it, and show what a HubSpot user would now see.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from sandbox.hubspot import contacts as crm
from sandbox.hubspot import events as marketing
from sandbox.hubspot.errors import (
    Answer,
    HubspotError,
    RowError,
    missing_scope,
    not_found,
    validation,
    wrong_token,
)
from sandbox.hubspot.faults import Fault, Faults, check_row, struck
from sandbox.hubspot.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
    from datetime import datetime

    from sandbox.clock import SandboxClock
    from sandbox.hubspot.model import Portal

    Scope = MutableMapping[str, Any]
    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

VERSIONS = ("2026-03", "2026-09")
MAX_CUSTOM_EVENTS = 500


@dataclass(frozen=True)
class Entry:
    """One request that was answered: seconds since the start, template, status, rows sent."""

    at: float
    method: str
    template: str
    target: str
    status: int
    inputs: int


class Log:
    """The requests that were answered."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._since = time.monotonic()

    def seconds(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self._since


@dataclass(frozen=True)
class Call:
    """What an endpoint's handler gets."""

    now: datetime
    parts: dict[str, str]
    query: dict[str, str]
    body: Any
    fault: Fault | None

    def inputs(self) -> list[dict[str, Any]]:
        """Return the rows of a batch.

        :raises HubspotError: if there are none
        """
        given = self.body.get("inputs") if isinstance(self.body, dict) else None
        if not isinstance(given, list) or not given:
            raise validation("Invalid input JSON: inputs is required")
        return given


def create_hubspot_app(
    portal: Portal,
    clock: SandboxClock,
    *,
    enforce_limits: bool = True,
    latency_seconds: float = 0.0,
    delay_seconds: float = 1.3,
) -> HubspotSandbox:
    """Return the app. `delay_seconds`: so long do participations read lag behind written ones."""
    return HubspotSandbox(
        portal,
        clock,
        enforce_limits=enforce_limits,
        latency_seconds=latency_seconds,
        delay_seconds=delay_seconds,
    )


class HubspotSandbox:
    """The app. Its parts may be used directly by tests in the same process."""

    def __init__(
        self,
        portal: Portal,
        clock: SandboxClock,
        *,
        enforce_limits: bool,
        latency_seconds: float,
        delay_seconds: float,
    ) -> None:
        self.portal = portal
        self.clock = clock
        self.enforce_limits = enforce_limits
        self.latency_seconds = latency_seconds
        self.delay_seconds = delay_seconds
        self.token = portal.token
        self.contacts = crm.Contacts(portal, clock.now())
        self.events = marketing.Events(portal, clock.now())
        self.limits = Limits(portal)
        self.faults = Faults()
        self.log = Log()
        self._lock = threading.RLock()
        self._routes = [
            (method, _pattern(template), template, scope, handler)
            for method, template, scope, handler in self._endpoints()
        ]

    def _endpoints(self) -> list[tuple[str, str, str, Callable[[Call], Answer]]]:
        contacts, properties = "/crm/objects/{version}/contacts", "/crm/properties/{version}"
        events = "/marketing/marketing-events/{version}"
        read, write = "crm.objects.contacts.read", "crm.objects.contacts.write"
        seen, told = "crm.objects.marketing_events.read", "crm.objects.marketing_events.write"
        schema, define = "crm.schemas.contacts.read", "crm.schemas.contacts.write"
        definitions = "behavioral_events.event_definitions.read_write"
        send = "analytics.behavioral_events.send"
        return [
            ("GET", "/account-info/{version}/details", "oauth", self._details),
            (
                "GET",
                "/account-info/{version}/api-usage/daily/private-apps",
                "oauth",
                self._usage,
            ),
            ("POST", f"{contacts}/batch/read", read, self._read_contacts),
            ("POST", f"{contacts}/batch/upsert", write, self._upsert_contacts),
            ("POST", f"{contacts}/batch/update", write, self._update_contacts),
            ("POST", f"{contacts}/batch/archive", write, self._archive_contacts),
            ("POST", f"{contacts}/merge", write, self._merge_contacts),
            ("GET", contacts, read, self._list_contacts),
            ("GET", f"{contacts}/{{id}}", read, self._get_contact),
            ("GET", f"{properties}/contacts", schema, self._list_properties),
            ("GET", f"{properties}/contacts/groups", schema, self._list_groups),
            ("POST", f"{properties}/contacts/groups", define, self._create_group),
            ("POST", f"{properties}/contacts/batch/create", define, self._create_properties),
            ("GET", "/settings/users/{version}", "settings.users.read", self._users),
            ("GET", "/crm/owners/{version}", "crm.objects.owners.read", self._owners),
            ("GET", events, seen, self._list_events),
            ("POST", f"{events}/events/upsert", told, self._upsert_events),
            ("POST", f"{events}/batch/update", told, self._update_events),
            ("POST", f"{events}/batch/archive", told, self._archive_events),
            ("GET", f"{events}/events/search", seen, self._search_events),
            ("PUT", f"{events}/events/{{external}}", told, self._put_event),
            ("GET", f"{events}/events/{{external}}", seen, self._get_by_external),
            ("POST", f"{events}/events/{{external}}/complete", told, self._complete_event),
            ("POST", f"{events}/events/{{external}}/cancel", told, self._cancel_event),
            ("GET", f"{events}/participations/{{id}}/breakdown", seen, self._breakdown),
            ("GET", f"{events}/participations/{{id}}", seen, self._counters),
            ("GET", f"{events}/{{external}}/identifiers", seen, self._identifiers),
            ("POST", f"{events}/attendance/{{external}}/{{verb}}/create", told, self._attend_ext),
            ("POST", f"{events}/{{id}}/attendance/{{verb}}/create", told, self._attend),
            ("POST", f"{events}/{{id}}/attendance/{{verb}}/email-create", told, self._attend_mail),
            ("GET", f"{events}/{{id}}", seen, self._get_event),
            ("DELETE", f"{events}/{{id}}", told, self._delete_event),
            ("GET", "/events/{version}/event-definitions", definitions, self._event_types),
            ("POST", "/events/{version}/event-definitions", definitions, self._create_event_type),
            ("POST", "/events/{version}/send/batch", send, self._send_events),
        ]

    # HTTP.

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        body = await _body(receive)
        if scope["path"].startswith("/_sandbox"):
            await self._reply(send, self._steer(scope, body))
            return
        if self.latency_seconds:
            await asyncio.sleep(self.latency_seconds / 2)
        with self._lock:
            answer, fault = self._answer(scope, body)
        if self.latency_seconds:
            await asyncio.sleep(self.latency_seconds / 2)
        is_lost = fault is not None and fault.kind in ("cut", "drop_answer")
        await self._reply(send, answer, cut=is_lost)

    def _answer(self, scope: Scope, body: bytes) -> tuple[Answer, Fault | None]:
        at, now = self.log.seconds(), self.clock.now()
        method, path = scope["method"], bytes(scope["raw_path"]).decode("latin-1")
        query = dict(parse_qsl(bytes(scope["query_string"]).decode("latin-1")))
        headers = {key.decode().lower(): value.decode() for key, value in scope["headers"]}
        template, fault, limits = path, None, {}
        content: Any = None
        try:
            if headers.get("authorization") != f"Bearer {self.token}":
                raise wrong_token()
            if self.enforce_limits:
                limits = self.limits.admit(now)
            else:
                limits = {"X-HubSpot-RateLimit-Interval-Milliseconds": "10000"}
            found = self._match(method, path)
            if found is None:
                raise not_found("Unable to find the endpoint")
            template, scope_needed, handler, parts = found
            if scope_needed not in self.portal.scopes:
                raise missing_scope(scope_needed)
            content = _json(body)
            fault = self.faults.striking(path)
            answer = struck(fault) if fault else None
            if answer is None:
                answer = handler(Call(now, parts, query, content, fault))
        except HubspotError as error:
            answer = error.answer()
        answer.headers = {**limits, **answer.headers}
        rows = content.get("inputs") if isinstance(content, dict) else None
        self.log.entries.append(
            Entry(
                at,
                method,
                f"{method} {template}",
                path,
                answer.status,
                len(rows) if isinstance(rows, list) else 0,
            )
        )
        return answer, fault

    def _match(
        self, method: str, path: str
    ) -> tuple[str, str, Callable[[Call], Answer], dict[str, str]] | None:
        path = re.sub(r"^/events/custom/(2026-09)/", r"/events/\1/", path)
        for wanted, pattern, template, scope, handler in self._routes:
            found = pattern.fullmatch(path)
            if found and wanted == method and found["version"] in VERSIONS:
                parts = {name: unquote(value) for name, value in found.groupdict().items()}
                return template, scope, handler, parts
        return None

    async def _reply(self, send: Send, answer: Answer, *, cut: bool = False) -> None:
        content = answer.content()
        kind = answer.headers.pop("Content-Type", "application/json;charset=utf-8")
        headers = {**answer.headers, "Date": self.clock.http_date(), "Content-Type": kind}
        length = len(content) + (1000 if cut else 0)
        headers["Content-Length"] = str(length)
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
            }
        )
        await send({"type": "http.response.body", "body": b"" if cut else content})

    # Account, users, properties.

    def _details(self, call: Call) -> Answer:
        return Answer(
            200,
            {
                "portalId": self.portal.portal_id,
                "accountType": "STANDARD",
                "timeZone": self.portal.time_zone,
                "utcOffset": "-05:00",
                "utcOffsetMilliseconds": -18_000_000,
                "companyCurrency": "EUR",
                "additionalCurrencies": [],
                "uiDomain": "app.hubspot.com",
                "dataHostingLocation": "na1",
            },
        )

    def _usage(self, call: Call) -> Answer:
        row = {
            "name": "private-apps-api-calls-daily",
            "usageLimit": self.portal.requests_per_day,
            "currentUsage": self.limits.used_today,
            "collectedAt": crm.iso(call.now),
            "fetchStatus": "SUCCESS",
            "resetsAt": crm.iso(call.now),
        }
        return Answer(200, {"results": [row]})

    def _users(self, call: Call) -> Answer:
        rows = [
            {
                "id": str(9000 + place),
                "email": one.email,
                "firstName": one.first_name,
                "lastName": one.last_name,
                "roleIds": [],
                "superAdmin": False,
            }
            for place, one in enumerate(self.portal.users)
        ]
        return _page(rows, call)

    def _owners(self, call: Call) -> Answer:
        rows = [
            {
                "id": str(8000 + place),
                "email": one.email,
                "type": "PERSON",
                "firstName": one.first_name,
                "lastName": one.last_name,
                "userId": 9000 + place,
                "archived": False,
                "createdAt": crm.iso(call.now),
                "updatedAt": crm.iso(call.now),
            }
            for place, one in enumerate(self.portal.users)
        ]
        return _page(rows, call)

    def _list_properties(self, call: Call) -> Answer:
        rows = [crm.Contacts.render_property(one) for one in self.contacts.properties.values()]
        return Answer(200, {"results": rows})

    def _list_groups(self, call: Call) -> Answer:
        rows = [
            {"name": one, "label": one, "displayOrder": -1, "archived": False}
            for one in sorted(self.contacts.groups)
        ]
        return Answer(200, {"results": rows})

    def _create_group(self, call: Call) -> Answer:
        return Answer(201, self.contacts.create_group(call.body))

    def _create_properties(self, call: Call) -> Answer:
        rows = self.contacts.create_properties(call.inputs())
        return Answer(201, {"status": "COMPLETE", "results": rows, **_times(call)})

    # Contacts.

    def _read_contacts(self, call: Call) -> Answer:
        archived = call.query.get("archived") == "true"
        rows, errors = self.contacts.read(call.body, archived=archived)
        return _batch(call, 200, rows, errors)

    def _upsert_contacts(self, call: Call) -> Answer:
        return self._each(call, lambda row: self.contacts.upsert(row, call.now))

    def _update_contacts(self, call: Call) -> Answer:
        return self._each(call, lambda row: self.contacts.update(row, call.now))

    def _each(self, call: Call, write: Callable[[dict[str, Any]], dict[str, Any]]) -> Answer:
        """Write the rows of a batch: a bad one costs itself alone where rows have trace ids."""
        crm.unique_ids(call.body)
        inputs = call.inputs()
        is_traced = all(one.get("objectWriteTraceId") for one in inputs)
        if not is_traced:
            for row in inputs:
                _as_whole(lambda row=row: check_row(call.fault, row))  # type: ignore[misc]
        rows, errors = [], []
        for row in inputs:
            trace = str(row.get("objectWriteTraceId") or "")
            try:
                check_row(call.fault, row)
                found = write(row)
            except RowError as error:
                if not is_traced:
                    raise validation(error.message) from None
                errors.append(error.entry(objectWriteTraceId=[trace]))
                continue
            if trace:
                found["objectWriteTraceId"] = trace
            rows.append(found)
        return _batch(call, 200, _answered(call, rows), errors)

    def _archive_contacts(self, call: Call) -> Answer:
        for one in call.inputs():
            if self.contacts.by_id(int(one["id"])):
                self.contacts.archive(int(one["id"]), call.now)
        return Answer(204)

    def _merge_contacts(self, call: Call) -> Answer:
        kept = int(call.body["primaryObjectId"])
        self.contacts.merge(kept, int(call.body["objectIdToMerge"]))
        return Answer(200, self.contacts.render(crm.one_contact(self.contacts.by_id(kept))))

    def _list_contacts(self, call: Call) -> Answer:
        archived = call.query.get("archived") == "true"
        wanted = [one for one in call.query.get("properties", "").split(",") if one]
        rows = [
            self.contacts.render(one, wanted)
            for one in self.contacts.records.values()
            if (one.archived_at is not None) == archived
        ]
        return _page(rows, call)

    def _get_contact(self, call: Call) -> Answer:
        key, archived = call.parts["id"], call.query.get("archived") == "true"
        record = (
            self.contacts.by_email(key, archived=archived)
            if call.query.get("idProperty") == "email"
            else self.contacts.by_id(int(key) if key.isdigit() else 0, archived=archived)
        )
        wanted = [one for one in call.query.get("properties", "").split(",") if one]
        return Answer(200, self.contacts.render(crm.one_contact(record), wanted))

    # Marketing events.

    def _list_events(self, call: Call) -> Answer:
        return _page([marketing.render_event_v2(one) for one in self.events.events.values()], call)

    def _upsert_events(self, call: Call) -> Answer:
        rows = []
        for one in call.inputs():
            _as_whole(lambda one=one: check_row(call.fault, one))  # type: ignore[misc]
        for one in call.inputs():
            rows.append(marketing.render_event(self.events.upsert(one, call.now)))
        return _batch(call, 200, rows, [])

    def _update_events(self, call: Call) -> Answer:
        rows, errors = [], []
        for one in call.inputs():
            try:
                rows.append(marketing.render_event_v2(self.events.update(one)))
            except HubspotError as error:
                if error.status != 404:
                    raise
                entry = RowError("OBJECT_NOT_FOUND", str(error)).entry(id=[str(one["objectId"])])
                errors.append(entry)
        return _batch(call, 200, rows, errors)

    def _archive_events(self, call: Call) -> Answer:
        for one in call.inputs():
            self.events.delete(int(one["objectId"]))
        return Answer(204)

    def _search_events(self, call: Call) -> Answer:
        wanted = call.query.get("q")
        rows = [
            {
                "appId": one.app_id,
                "externalAccountId": one.account,
                "externalEventId": one.external_id,
                "objectId": str(one.object_id),
            }
            for one in self.events.events.values()
            if one.external_id == wanted and one.app_id == self.portal.app_id
        ]
        return Answer(200, {"results": rows})

    def _identifiers(self, call: Call) -> Answer:
        rows = [
            {
                "externalAccountId": one.account,
                "externalEventId": one.external_id,
                "marketingEventName": str(one.fields.get("eventName")),
                "objectId": str(one.object_id),
                "appInfo": {"id": str(one.app_id), "name": one.app_name},
            }
            for one in self.events.events.values()
            # "a few minutes after creation"
            if one.external_id == call.parts["external"]
            and (call.now - one.created_at).total_seconds() > 180
        ]
        return Answer(200, {"results": rows, "total": len(rows)})

    def _put_event(self, call: Call) -> Answer:
        return Answer(200, marketing.render_event(self.events.upsert(call.body, call.now)))

    def _get_by_external(self, call: Call) -> Answer:
        event = self.events.by_external(call.parts["external"], call.query)
        return Answer(200, marketing.render_event(event))

    def _complete_event(self, call: Call) -> Answer:
        event = self.events.by_external(call.parts["external"], call.query)
        self.events.complete(event, call.body or {})
        return Answer(200, marketing.render_event(event))

    def _cancel_event(self, call: Call) -> Answer:
        event = self.events.by_external(call.parts["external"], call.query)
        event.fields["eventCancelled"] = True
        return Answer(200, marketing.render_event(event))

    def _get_event(self, call: Call) -> Answer:
        return Answer(200, marketing.render_event_v2(self.events.by_id(call.parts["id"])))

    def _delete_event(self, call: Call) -> Answer:
        self.events.delete(self.events.by_id(call.parts["id"]).object_id)
        return Answer(204)

    # Participations.

    def _attend(self, call: Call) -> Answer:
        return self._tell(call, self.events.by_id(call.parts["id"]))

    def _attend_ext(self, call: Call) -> Answer:
        return self._tell(call, self.events.by_external(call.parts["external"], call.query))

    def _tell(self, call: Call, event: marketing.Event) -> Answer:
        """Take in what contacts did; guess: one that is not there is an error of its own."""
        verb = marketing.check_verb(call.parts["verb"])
        rows, errors = [], []
        for one in call.inputs():
            vid = one.get("vid")
            record = self.contacts.by_id(vid) if isinstance(vid, int) else None
            try:
                check_row(call.fault, one)
                if record is None:
                    raise RowError("OBJECT_NOT_FOUND", f"No contact {vid}")
            except RowError as error:
                errors.append(error.entry(vid=[str(vid)]))
                continue
            self.events.tell(event, verb, record.contact_id, one, call.now)
            rows.append({"vid": vid})
        return _batch(call, 201, _answered(call, rows), errors)

    def _attend_mail(self, call: Call) -> Answer:
        event = self.events.by_id(call.parts["id"])
        verb = marketing.check_verb(call.parts["verb"])
        rows = []
        for one in call.inputs():
            email = str(one.get("email") or "").lower()
            record = self.contacts.by_email(email)
            if record is None:
                made = self.contacts.add(email, call.now, **(one.get("contactProperties") or {}))
                record = crm.one_contact(self.contacts.by_id(made))
            self.events.tell(event, verb, record.contact_id, one, call.now)
            rows.append({"vid": record.contact_id, "email": email})
        return _batch(call, 201, rows, [])

    def _parts(self, event: marketing.Event, call: Call) -> dict[int, marketing.State]:
        found: dict[int, marketing.State] = {}
        told = self.events.parts_of(event, call.now, self.delay_seconds)
        for contact_id, part in told.items():
            record = self.contacts.by_id(contact_id)
            if record is not None:  # an archived contact's part is not told; a merged one's moves
                found.setdefault(record.contact_id, part)
        return found

    def _breakdown(self, call: Call) -> Answer:
        event = self.events.by_id(call.parts["id"])
        wanted = call.query.get("state")
        rows = []
        for contact_id, part in sorted(self._parts(event, call).items()):
            if wanted in (None, part.state):
                record = crm.one_contact(self.contacts.by_id(contact_id))
                rows.append(_part_row(event, record, part))
        return _page(rows, call, default=10, total=True)

    def _counters(self, call: Call) -> Answer:
        states = [
            one.state for one in self._parts(self.events.by_id(call.parts["id"]), call).values()
        ]
        return Answer(
            200,
            {
                "attended": states.count("ATTENDED"),
                "registered": states.count("REGISTERED"),
                "cancelled": states.count("CANCELLED"),
                "noShows": states.count("NO_SHOW"),
            },
        )

    # Custom events.

    def _event_types(self, call: Call) -> Answer:
        return _page(list(self.events.custom.values()), call, total=True)

    def _create_event_type(self, call: Call) -> Answer:
        name = str(call.body.get("name") or "")
        if name in self.events.custom:
            raise HubspotError(409, "OBJECT_ALREADY_EXISTS", f"{name} already exists")
        if not name or not call.body.get("label"):
            raise validation("A custom event needs a name and a label")
        made = {
            "id": str(len(self.events.custom) + 1),
            "name": name,
            "fullyQualifiedName": f"pe{self.portal.portal_id}_{name}",
            "labels": {"singular": call.body["label"]},
            "primaryObject": "CONTACT",
            "properties": [
                {"name": one["name"], "type": one["type"]}
                for one in call.body.get("propertyDefinitions") or []
            ],
        }
        self.events.custom[name] = made
        return Answer(200, made)

    def _send_events(self, call: Call) -> Answer:
        inputs = call.inputs()
        if len(inputs) > MAX_CUSTOM_EVENTS:
            raise validation(f"At most {MAX_CUSTOM_EVENTS} events in a batch")
        known = {one["fullyQualifiedName"]: one for one in self.events.custom.values()}
        for one in inputs:
            if one.get("eventName") not in known:
                raise validation(f"Unknown event {one.get('eventName')}")
            properties = {two["name"] for two in known[one["eventName"]]["properties"]}
            if not set(one.get("properties") or {}) <= properties:
                raise validation("Unknown property of an event")
            marketing.parse_moment(one.get("occurredAt"))
        for one in inputs:
            self.events.occurrences.setdefault(str(one.get("uuid")), one)
        return Answer(204)

    # What a HubSpot user sees, and does.

    def snapshot(self) -> dict[str, Any]:
        """Return everything that a HubSpot user would now see, to be compared with another."""
        with self._lock:
            return {
                "contacts": {
                    one.email: self._contact_snapshot(one)
                    for one in sorted(self.contacts.records.values(), key=lambda one: one.email)
                    if one.archived_at is None
                },
                "archived": sorted(
                    one.email
                    for one in self.contacts.records.values()
                    if one.archived_at is not None
                ),
                "events": {
                    f"{one.account} {one.external_id}": self._event_snapshot(one)
                    for one in sorted(
                        self.events.events.values(), key=lambda one: (one.account, one.external_id)
                    )
                },
            }

    @staticmethod
    def _contact_snapshot(one: crm.Record) -> dict[str, Any]:
        return {"additional": sorted(one.additional), **dict(sorted(one.properties.items()))}

    def _event_snapshot(self, event: marketing.Event) -> dict[str, Any]:
        people = {}
        for contact_id, part in self.events.parts_of(event, self.clock.now()).items():
            record = self.contacts.by_id(contact_id)
            if record is not None:
                people[record.email] = _part_snapshot(event, part)
        return {
            "app": event.app_name,
            **dict(sorted(event.fields.items())),
            "people": dict(sorted(people.items())),
        }

    def about(self, key: str) -> dict[str, Any]:
        """Return what a HubSpot user sees of one contact, by address or id."""
        with self._lock:
            record = self.contacts.by_email(key) or self.contacts.by_id(
                int(key) if key.isdigit() else 0
            )
            record = crm.one_contact(record)
            parts = [
                {
                    "event": event.fields.get("eventName"),
                    **_part_snapshot(event, part),
                }
                for event in self.events.events.values()
                for contact_id, part in self.events.parts_of(event, self.clock.now()).items()
                if self.contacts.by_id(contact_id) is record
            ]
            custom = [
                one
                for one in self.events.occurrences.values()
                if one.get("objectId") == str(record.contact_id)
            ]
            return {
                "id": record.contact_id,
                "email": record.email,
                **self._contact_snapshot(record),
                "marketing events": parts,
                "custom events": custom,
            }

    def _steer(self, scope: Scope, body: bytes) -> Answer:
        path, method = scope["path"].removeprefix("/_sandbox").strip("/"), scope["method"]
        try:
            if path == "snapshot":
                return Answer(200, self.snapshot())
            if path == "requests":
                return Answer(200, [vars(one) for one in self.log.entries])
            if path == "faults" and method == "POST":
                given = _json(body)
                self.faults.add(given.pop("kind"), **given)
                return Answer(200, {})
            if path == "faults" and method == "DELETE":
                self.faults.clear()
                return Answer(200, {})
            if path.startswith("contacts/"):
                key = unquote(path.removeprefix("contacts/"))
                if key.endswith(".html"):
                    return _page_of(
                        key.removesuffix(".html"), self.about(key.removesuffix(".html"))
                    )
                return Answer(200, self.about(key))
            if not path:
                return self._index()
        except HubspotError as error:
            return error.answer()
        return not_found().answer()

    def _index(self) -> Answer:
        rows = "".join(
            f'<li><a href="/_sandbox/contacts/{html.escape(one.email)}.html">'
            f"{html.escape(one.email)}</a></li>"
            for one in self.contacts.records.values()
            if one.archived_at is None
        )
        return _html(f"<h1>Contacts</h1><ul>{rows}</ul>")


def _part_row(event: marketing.Event, record: crm.Record, part: marketing.State) -> dict[str, Any]:
    properties = {
        "attendanceState": part.state,
        "occurredAt": round(part.occurred_at.timestamp() * 1000),
        "attendanceDurationSeconds": marketing.duration_of(part),
        "attendancePercentage": marketing.percentage_of(event, part),
    }
    return {
        "id": f"{event.object_id}-{record.contact_id}",
        "createdAt": crm.iso(part.written_at),
        "associations": {
            "contact": {
                "contactId": str(record.contact_id),
                "email": record.email,
                "firstname": record.properties.get("firstname", ""),
                "lastname": record.properties.get("lastname", ""),
            },
            "marketingEvent": {
                "marketingEventId": str(event.object_id),
                "name": event.fields.get("eventName"),
                "externalAccountId": event.account,
                "externalEventId": event.external_id,
            },
        },
        "properties": {name: value for name, value in properties.items() if value is not None},
    }


def _part_snapshot(event: marketing.Event, part: marketing.State) -> dict[str, Any]:
    return {
        "state": part.state,
        "at": crm.iso(part.occurred_at),
        "seconds": marketing.duration_of(part),
        "percentage": marketing.percentage_of(event, part),
    }


def _answered(call: Call, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave rows out of the answer that a fault is about."""
    if call.fault and call.fault.kind == "unanswered_rows":
        return [one for one in rows if str(call.fault.options["text"]) not in str(one)]
    return rows


def _as_whole(check: Callable[[], None]) -> None:
    try:
        check()
    except RowError as error:
        raise validation(error.message) from None


def _batch(
    call: Call, status: int, rows: Sequence[Any], errors: Sequence[Mapping[str, Any]]
) -> Answer:
    body: dict[str, Any] = {"status": "COMPLETE", "results": list(rows), **_times(call)}
    if errors:
        body |= {"numErrors": len(errors), "errors": list(errors)}
    return Answer(207 if errors else status, body)


def _times(call: Call) -> dict[str, str]:
    return {"startedAt": crm.iso(call.now), "completedAt": crm.iso(call.now)}


def _page(rows: Sequence[Any], call: Call, *, default: int = 100, total: bool = False) -> Answer:
    limit = int(call.query.get("limit") or default)
    if not 1 <= limit <= 100:
        raise validation("limit must be between 1 and 100")
    start = int(call.query.get("after") or 0)
    body: dict[str, Any] = {"results": list(rows[start : start + limit])}
    if total:
        body["total"] = len(rows)
    if start + limit < len(rows):
        body["paging"] = {"next": {"after": str(start + limit)}}
    return Answer(200, body)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template))


def _json(body: bytes) -> Any:
    if not body.strip():
        return {}
    try:
        return json.loads(body)
    except ValueError:
        raise validation("Invalid input JSON") from None


def _html(content: str) -> Answer:
    page = f"<!doctype html><meta charset=utf-8><title>HubSpot sandbox</title>{content}"
    return Answer(200, headers={"Content-Type": "text/html;charset=utf-8"}, raw=page.encode())


def _page_of(key: str, found: Mapping[str, Any]) -> Answer:
    rows = "".join(
        f"<tr><th align=left>{html.escape(name)}<td><pre>"
        f"{html.escape(value if isinstance(value, str) else json.dumps(value, indent=1))}</pre>"
        for name, value in found.items()
    )
    return _html(f"<h1>{html.escape(key)}</h1><table>{rows}</table>")


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
