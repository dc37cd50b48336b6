"""Custom events: their definitions, and what was sent of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.hubspot.errors import HubspotError, validation
from sandbox.hubspot.events import parse_moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_BATCH = 500


class CustomEvents:
    """All custom events of the account."""

    def __init__(self, portal_id: int) -> None:
        self._portal_id = portal_id
        self.definitions: dict[str, dict[str, Any]] = {}
        self.occurrences: dict[str, dict[str, Any]] = {}

    def define(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Make a custom event.

        :raises HubspotError: 400, or 409 if there is one of that name
        """
        name = str(given.get("name") or "")
        if not name or not given.get("label"):
            raise validation("A custom event needs a name and a label")
        if name in self.definitions:
            raise HubspotError(409, "OBJECT_ALREADY_EXISTS", f"{name} already exists")
        number = len(self.definitions) + 1
        self.definitions[name] = {
            "id": str(number),
            "name": name,
            "fullyQualifiedName": f"pe{self._portal_id}_{name}",
            "objectTypeId": f"6-{number}",
            "labels": {"singular": given["label"]},
            "primaryObject": given.get("primaryObject"),
            "archived": False,
            "associations": [],
            "properties": [
                {
                    "name": one["name"],
                    "label": one["label"],
                    "type": one["type"],
                    "fieldType": "number" if one["type"] == "number" else "text",
                    "groupName": name,
                    "description": one.get("description", ""),
                    "options": [],
                }
                for one in given.get("propertyDefinitions") or []
            ],
        }
        return self.definitions[name]

    def take(self, inputs: Sequence[Mapping[str, Any]]) -> None:
        """Take events in; the first of a uuid is the one that counts.

        :raises HubspotError: 400
        """
        if len(inputs) > MAX_BATCH:
            raise validation(f"At most {MAX_BATCH} events in a batch")
        known = {one["fullyQualifiedName"]: one for one in self.definitions.values()}
        for one in inputs:
            if one.get("eventName") not in known:
                raise validation(f"Unknown event {one.get('eventName')}")
            properties = {two["name"] for two in known[one["eventName"]]["properties"]}
            if not set(one.get("properties") or {}) <= properties:
                raise validation("Unknown property of an event")
            parse_moment(one.get("occurredAt"))
        for one in inputs:
            self.occurrences.setdefault(str(one.get("uuid")), dict(one))
