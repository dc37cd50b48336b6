"""The endpoints of HubSpot that are used here, with date-versioned paths.

Source of paths: HubSpot's public API specifications of 2026-08-21. 2026-03 and 2026-09 are alike
but for custom events, and for the account's users, which 2026-09 does not have.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Endpoint:
    """Method and path; `kind` is what its requests are counted as.

    `versions`: those that have it; empty: all.
    """

    kind: str
    method: str
    path: str
    versions: tuple[str, ...] = ()

    def version_for(self, version: str) -> str:
        """Return the version to request it in: the latest that has it, up to the given version."""
        if not self.versions:
            return version
        earlier = [known for known in self.versions if known <= version]
        return max(earlier or self.versions)

    @property
    def is_reading(self) -> bool:
        """Whether a request changes nothing in HubSpot."""
        return self.method == "GET" or self.path.endswith("/batch/read")

    def path_for(self, version: str) -> str:
        """Return the path, still to be filled in, of one version of the API."""
        version = self.version_for(version)
        path = self.path.replace("{version}", version)
        if version >= "2026-09":
            path = path.replace(f"/events/{version}/", f"/events/custom/{version}/")
        return path


_CONTACTS = "/crm/objects/{version}/contacts"
_PROPERTIES = "/crm/properties/{version}/contacts"
_EVENT_PROPERTIES = "/crm/properties/{version}/0-54"
"""0-54: marketing events, by HubSpot's table of object types."""
_EVENTS = "/marketing/marketing-events/{version}"

SET_UP_KINDS = frozenset({"account", "properties", "event types", "mark"})
"""Requests that carry nobody's row: made once for each token or set of names, and for the mark."""

DETAILS = Endpoint("account", "GET", "/account-info/{version}/details")
READ_CONTACTS = Endpoint("contacts read", "POST", f"{_CONTACTS}/batch/read")
CREATE_CONTACTS = Endpoint("contacts created", "POST", f"{_CONTACTS}/batch/create")
UPDATE_CONTACTS = Endpoint("contacts updated", "POST", f"{_CONTACTS}/batch/update")
DELETE_CONTACT_FOR_GOOD = Endpoint("contacts deleted", "POST", f"{_CONTACTS}/gdpr-delete")
LIST_PROPERTIES = Endpoint("properties", "GET", _PROPERTIES)
CREATE_PROPERTIES = Endpoint("properties", "POST", f"{_PROPERTIES}/batch/create")
CREATE_GROUP = Endpoint("properties", "POST", "/crm/properties/{version}/contacts/groups")
GET_PROPERTY = Endpoint("mark", "GET", f"{_PROPERTIES}/{{name}}")
UPDATE_PROPERTY = Endpoint("mark", "PATCH", f"{_PROPERTIES}/{{name}}")
LIST_EVENT_PROPERTIES = Endpoint("properties", "GET", _EVENT_PROPERTIES)
CREATE_EVENT_PROPERTIES = Endpoint("properties", "POST", f"{_EVENT_PROPERTIES}/batch/create")
CREATE_EVENT_GROUP = Endpoint("properties", "POST", "/crm/properties/{version}/0-54/groups")
USERS = Endpoint("users", "GET", "/settings/users/{version}", versions=("2026-03",))
OWNERS = Endpoint("users", "GET", "/crm/owners/{version}")
UPSERT_EVENTS = Endpoint("events", "POST", f"{_EVENTS}/events/upsert")
UPDATE_EVENTS = Endpoint("events", "POST", f"{_EVENTS}/batch/update")
GET_EVENT = Endpoint("events read", "GET", f"{_EVENTS}/{{object_id}}")
CANCEL_EVENT = Endpoint("events cancelled", "POST", f"{_EVENTS}/events/{{external_id}}/cancel")
COMPLETE_EVENT = Endpoint("events completed", "POST", f"{_EVENTS}/events/{{external_id}}/complete")
ARCHIVE_EVENTS = Endpoint("events deleted", "POST", f"{_EVENTS}/batch/archive")
LIST_EVENTS = Endpoint("events read", "GET", _EVENTS)
ATTENDANCE = Endpoint(
    "participations", "POST", f"{_EVENTS}/{{object_id}}/attendance/{{verb}}/create"
)
PARTICIPATIONS = Endpoint(
    "participations read", "GET", f"{_EVENTS}/participations/{{object_id}}/breakdown"
)
EVENT_TYPES = Endpoint("event types", "GET", "/events/{version}/event-definitions")
CREATE_EVENT_TYPE = Endpoint("event types", "POST", "/events/{version}/event-definitions")
COMPLETE_CALLBACKS = Endpoint(
    "callbacks", "POST", "/automation/actions/callbacks/{version}/complete"
)
COMPLETE_CALLBACK = Endpoint(
    "callbacks", "POST", "/automation/actions/callbacks/{version}/{callback_id}/complete"
)
_LISTS = "/crm/lists/{version}"
CREATE_LIST = Endpoint("lists", "POST", _LISTS)
GET_LIST = Endpoint("lists read", "GET", f"{_LISTS}/{{list_id}}")
GET_LIST_BY_NAME = Endpoint("lists read", "GET", f"{_LISTS}/object-type-id/0-1/name/{{name}}")
LIST_MEMBERS = Endpoint("lists read", "GET", f"{_LISTS}/{{list_id}}/memberships")
CHANGE_LIST_MEMBERS = Endpoint(
    "list members", "PUT", f"{_LISTS}/{{list_id}}/memberships/add-and-remove"
)
SEND_CUSTOM_EVENTS = Endpoint("custom events", "POST", "/events/{version}/send/batch")
