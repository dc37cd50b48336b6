"""Custom events: their definitions, and the events that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot.errors import HubspotError, validation
from sandbox.hubspot.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_BATCH = 500


class CustomEvents:
    """All custom events of the account, and their definitions by name."""

    def __init__(self, portal_id: int) -> None:
        self._portal_id = portal_id
        self.definitions: dict[str, dict[str, Any]] = {}
        self.occurrences: dict[str, dict[str, Any]] = {}
        """By uuid: the events that were accepted."""

    def define(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Make a custom event.

        :raises HubspotError: 400, or 409 if there is one of that name
        """
        name = str(body.get("name") or "")
        if not name or not body.get("label"):
            raise validation("A custom event needs a name and a label")
        if name in self.definitions:
            raise HubspotError(409, "OBJECT_ALREADY_EXISTS", f"{name} already exists")
        number = len(self.definitions) + 1
        self.definitions[name] = {
            "id": str(number),
            "name": name,
            "fullyQualifiedName": f"pe{self._portal_id}_{name}",
            "objectTypeId": f"6-{number}",
            "labels": {"singular": body["label"]},
            "primaryObject": body.get("primaryObject"),
            "archived": False,
            "associations": [],
            "properties": [
                {
                    "name": definition["name"],
                    "label": definition["label"],
                    "type": definition["type"],
                    "fieldType": "number" if definition["type"] == "number" else "text",
                    "groupName": name,
                    "description": definition.get("description", ""),
                    "options": [],
                }
                for definition in body.get("propertyDefinitions") or []
            ],
        }
        return self.definitions[name]

    def accept(self, inputs: Sequence[Mapping[str, Any]]) -> None:
        """Accept events. Of several with a uuid, the first counts.

        :raises HubspotError: 400
        """
        if len(inputs) > MAX_BATCH:
            raise validation(f"At most {MAX_BATCH} events in a batch")
        definitions = {row["fullyQualifiedName"]: row for row in self.definitions.values()}
        for event in inputs:
            definition = definitions.get(str(event.get("eventName")))
            if definition is None:
                raise validation(f"Unknown event {event.get('eventName')}")
            names = {row["name"] for row in definition["properties"]}
            if not set(event.get("properties") or {}) <= names:
                raise validation("Unknown property of an event")
            parse_time(event.get("occurredAt"))
        for event in inputs:
            self.occurrences.setdefault(str(event.get("uuid")), dict(event))
