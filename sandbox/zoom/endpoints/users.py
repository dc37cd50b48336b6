"""Zoom's endpoint of users."""

from __future__ import annotations

from sandbox.zoom.answers import Answer, to_json
from sandbox.zoom.calls import Call, Endpoint
from sandbox.zoom.paging import Listing
from sandbox.zoom.views.users import user_row


def list_users(call: Call) -> Answer:
    """List users of one status, active unless the query names another."""
    status = call.query.get("status") or "active"
    rows = [to_json(user_row(user)) for user in call.store.account.users if user.status == status]
    return call.page(Listing(key="users", maximum=2000, page_number=True), rows)


ENDPOINTS = (
    Endpoint("/users", "Medium", "user:read:list_users:admin", "user:read:admin", list_users),
)
