"""An account of two hosts with people of several domains, synced until nothing more is to come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.zoom.model import User
from tests.builders import (
    HOST,
    account,
    address,
    at,
    connection,
    query,
    registrant,
    session,
    webinar,
)
from webinar_sync.load.queue import resolve_changes

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

NAME = "hosts"
OTHER_HOST = User(id="OTHER", email="otto@agency.example")
COLLEAGUE = "COLLEAGUE"
"""The id of a user whom the account did not list yet, and who was signed in to the third."""
FIRST, SECOND, THIRD, COMING = 91000000001, 91000000002, 91000000003, 91000000004
ALL = {FIRST, SECOND, THIRD, COMING}
HELD = at("17 10:00"), at("17 11:00")
DEE = "dee@eu.partner.example"
ACCOUNT = account(
    NAME,
    [
        webinar(FIRST, HELD[0], "ann", "ben"),
        webinar(SECOND, HELD[0], "ann", "cy", host_id=OTHER_HOST.id, host_email=OTHER_HOST.email),
        webinar(THIRD, HELD[0], registrant("dee", email=DEE)),
        webinar(COMING, at("25 10:00"), "ben"),
    ],
    [
        session("first==", FIRST, *HELD, connection("ann", *HELD)),
        session("second==", SECOND, *HELD, connection("cy", *HELD), host_email=OTHER_HOST.email),
        session(
            "third==",
            THIRD,
            *HELD,
            replace(
                connection("sam", *HELD),
                registrant_id="",
                user_email="",
                participant_user_id=COLLEAGUE,
            ),
        ),
    ],
    users=(HOST, OTHER_HOST),
)
ANN, BEN, CY = address("ann"), address("ben"), address("cy")


def queued(warehouse: Warehouse) -> set[int]:
    """Return the webinars that the next load would compute."""
    resolve_changes(warehouse)
    return {row for (row,) in query(warehouse, "select webinar_id from sync.loadable_webinars")}
