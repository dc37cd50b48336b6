"""The page Registrations: who asked for what, and what came of it.

Adding and removing contacts by hand: `registrations_by_hand`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.web.pages import registrations_by_hand
from webinar_sync.web.pages.languages import N_
from webinar_sync.web.pages.rendering import render
from webinar_sync.web.pages.tables import read_state, rows_in_all
from webinar_sync.web.pages.visitor import CurrentVisitor
from webinar_sync.web.pages.warehouse import CurrentWarehouse

if TYPE_CHECKING:
    from collections.abc import Mapping


STATES = {
    "waiting": N_("waits"),
    "registered": N_("registered"),
    "pending": N_("waits for the host's approval"),
    "cancelled": N_("cancelled"),
    "failed": N_("not done"),
}
SOURCES = {"workflow": N_("a workflow of HubSpot"), "by_hand": N_("somebody by hand")}
ACTIONS = {"add": N_("Add"), "remove": N_("Remove")}

router = APIRouter()
router.include_router(registrations_by_hand.router)


@router.get("/registrations", name="registrations", response_model=None)
def show_registrations(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor
) -> HTMLResponse:
    """Show the inbox and the outcomes."""
    names = ("state", "webinar", "source", "action")
    table = read_state(request.query_params, ("asked",), "-asked", names)
    filters = {
        "state": _known(table.filters["state"], STATES),
        "source": _known(table.filters["source"], SOURCES),
        "action": _known(table.filters["action"], ACTIONS),
        "webinar": re.sub(r"[^0-9]", "", table.filters["webinar"]),
    }
    rows = warehouse.rows("pages/select_registration_requests", **table.paging, **filters)
    return render(
        request,
        "registrations.html",
        table=table,
        total=rows_in_all(rows),
        requests=rows,
        filters=filters,
        webinars=warehouse.rows("pages/select_requested_webinars"),
        states=STATES,
        sources=SOURCES,
        actions=ACTIONS,
        may_change=visitor.may_start(registrations_by_hand.DAG),
    )


def _known(value: str, words: Mapping[str, str]) -> str:
    return value if value in words else ""
