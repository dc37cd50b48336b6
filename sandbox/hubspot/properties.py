"""Properties of contacts and of marketing events: definitions, groups, which values they take.

Source: HubSpot's specification of the properties API, version 2026-03.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.errors import HubspotError, RowError, not_found, validation
from sandbox.hubspot.model import Property

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_STANDARD = (
    Property("email", "Email"),
    Property("firstname", "First name"),
    Property("lastname", "Last name"),
    Property("phone", "Phone"),
    Property("hs_additional_emails", "Additional email addresses", is_read_only=True),
    Property("hs_merged_object_ids", "Merged record IDs", is_read_only=True),
    Property("hs_calculated_merged_vids", "Merged vids with timestamps", is_read_only=True),
    Property("hs_object_id", "Record ID", "number", is_read_only=True),
    Property("createdate", "Create date", "datetime", is_read_only=True),
    Property("lastmodifieddate", "Last modified date", "datetime", is_read_only=True),
)
_REQUIRED = ("name", "label", "type", "fieldType", "groupName")


class Properties:
    """The definitions of an object's properties by name, and the names of their groups."""

    def __init__(
        self, additional: Sequence[Property], standard: Sequence[Property] = _STANDARD
    ) -> None:
        properties = (*standard, *additional)
        self.definitions = {definition.name: definition for definition in properties}
        self.groups = {definition.group for definition in properties}

    def create(self, inputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Make properties. One that exists, or whose group does not, fails all.

        :raises HubspotError: 400 or 409
        """
        for row in inputs:
            lacking = [name for name in _REQUIRED if not row.get(name)]
            if lacking:
                raise validation(f"Property lacks {', '.join(lacking)}")
            if row["name"] in self.definitions:
                raise HubspotError(
                    409, "OBJECT_ALREADY_EXISTS", f"Property named '{row['name']}' already exists."
                )
            if row["groupName"] not in self.groups:
                raise validation(f"Property group {row['groupName']} does not exist")
        for row in inputs:
            self.definitions[row["name"]] = Property(
                row["name"],
                row["label"],
                row["type"],
                row["groupName"],
                description=str(row.get("description") or ""),
            )
        return [render_property(self.definitions[row["name"]]) for row in inputs]

    def by_name(self, name: str) -> Property:
        """Return a property.

        :raises HubspotError: 404
        """
        if name not in self.definitions:
            raise not_found(f"No property named {name}")
        return self.definitions[name]

    def update(self, name: str, body: Mapping[str, Any]) -> Property:
        """Change a property's label or description; what is not sent stays.

        :raises HubspotError: 404
        """
        changes = {key: str(body[key]) for key in ("label", "description") if key in body}
        self.definitions[name] = replace(self.by_name(name), **changes)
        return self.definitions[name]

    def create_group(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Make a group of properties.

        :raises HubspotError: 400 or 409
        """
        name = str(body.get("name") or "")
        if name in self.groups:
            raise HubspotError(409, "OBJECT_ALREADY_EXISTS", f"Group {name} already exists.")
        if not name or not body.get("label"):
            raise validation("A property group needs a name and a label")
        self.groups.add(name)
        return {"name": name, "label": body["label"], "displayOrder": -1, "archived": False}

    def check_values(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Return values as texts, as HubSpot keeps them.

        :raises RowError: if a property does not exist, is read-only, or does not take its value
        """
        for name, value in values.items():
            definition = self.definitions.get(name)
            if definition is None:
                raise RowError(
                    "VALIDATION_ERROR",
                    f'Property values were not valid: [{{"isValid":false,"message":"Property '
                    f'\\"{name}\\" does not exist","error":"PROPERTY_DOESNT_EXIST",'
                    f'"name":"{name}"}}]',
                )
            if definition.is_read_only:
                raise RowError(
                    "VALIDATION_ERROR", f'"{name}" is READ_ONLY_VALUE and cannot be set to {value}'
                )
            if definition.kind == "number" and value not in ("", None) and not _is_number(value):
                raise RowError(
                    "VALIDATION_ERROR",
                    f'Property values were not valid: [{{"isValid":false,"message":"{value} was '
                    f'not a valid number.","error":"INVALID_INTEGER","name":"{name}"}}]',
                )
            options = {option for option, _ in definition.options}
            if definition.kind == "enumeration" and value not in ("", None, *options):
                raise RowError(
                    "VALIDATION_ERROR",
                    f'Property values were not valid: [{{"isValid":false,"message":"{value} was '
                    f'not one of the allowed options","error":"INVALID_OPTION","name":"{name}"}}]',
                )
        return {name: "" if value is None else str(value) for name, value in values.items()}


def render_property(definition: Property) -> dict[str, Any]:
    """Return a property as the API shows it."""
    return {
        "name": definition.name,
        "label": definition.label,
        "type": definition.kind,
        "fieldType": "number" if definition.kind == "number" else "text",
        "description": definition.description,
        "groupName": definition.group,
        "options": [
            {"value": value, "label": label, "hidden": False, "displayOrder": place}
            for place, (value, label) in enumerate(definition.options)
        ],
        "hidden": False,
        "hasUniqueValue": definition.name == "email",
        "formField": False,
        "modificationMetadata": {
            "archivable": True,
            "readOnlyDefinition": definition.is_read_only,
            "readOnlyValue": definition.is_read_only,
        },
    }


def _is_number(value: object) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return True
