"""HubSpot's endpoints of lists."""

from __future__ import annotations

from sandbox.hubspot.answers import Answer
from sandbox.hubspot.calls import Call, Endpoint
from sandbox.hubspot.errors import not_found, validation
from sandbox.hubspot.lists import render_list, render_members

MAX_PAGE = 250


def create_list(call: Call) -> Answer:
    """Make a list."""
    return Answer(200, {"list": render_list(call.account.lists.create(call.body, call.now))})


def get_list(call: Call) -> Answer:
    """Answer a list by its id."""
    return Answer(200, {"list": render_list(call.account.lists.by_id(call.parts["list_id"]))})


def get_list_by_name(call: Call) -> Answer:
    """Answer a list by its name.

    :raises HubspotError: 404
    """
    named = call.account.lists.find(call.parts["name"])
    if named is None:
        raise not_found("List does not exist with this name.")
    return Answer(200, {"list": render_list(named)})


def list_members(call: Call) -> Answer:
    """List the members of a list.

    :raises HubspotError: 400 or 404
    """
    limit = int(call.query.get("limit") or 100)
    if not 1 <= limit <= MAX_PAGE:
        raise validation(f"limit must be between 1 and {MAX_PAGE}")
    rows = render_members(call.account.lists.by_id(call.parts["list_id"]))
    return call.page_of(rows, limit, call.query.get("after"), total=True)


def change_members(call: Call) -> Answer:
    """Add members to a list, and remove others.

    :raises HubspotError: 400 or 404
    """
    lists = [call.body.get(name) for name in ("recordIdsToAdd", "recordIdsToRemove")]
    if not all(isinstance(ids, list) for ids in lists):
        raise validation("recordIdsToAdd and recordIdsToRemove are required")
    changed = call.account.lists.change_members(call.parts["list_id"], *lists, call.now)
    return Answer(200, changed)


_LISTS = "/crm/lists/{version}"
_READ, _WRITE = "crm.lists.read", "crm.lists.write"

ENDPOINTS = (
    Endpoint("POST", _LISTS, _WRITE, create_list),
    Endpoint("GET", f"{_LISTS}/object-type-id/0-1/name/{{name}}", _READ, get_list_by_name),
    Endpoint("GET", f"{_LISTS}/{{list_id}}", _READ, get_list),
    Endpoint("GET", f"{_LISTS}/{{list_id}}/memberships", _READ, list_members),
    Endpoint("PUT", f"{_LISTS}/{{list_id}}/memberships/add-and-remove", _WRITE, change_members),
)
