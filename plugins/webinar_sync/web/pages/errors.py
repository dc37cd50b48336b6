"""The page that lists the objects of a cause: what is wrong with each, and what to do."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.runs.issue_codes import issue_code
from webinar_sync.web.pages.dags import run_page
from webinar_sync.web.pages.rendering import render, url_of
from webinar_sync.web.pages.tables import read_state
from webinar_sync.web.pages.warehouse import CurrentWarehouse

SORTED_BY = ("first_seen_at", "last_seen_at", "object_key")
FILTERS = ("object_kind", "code", "state")
CLEARED = "cleared"

router = APIRouter()


def errors_page(request: Request, object_kind: str, code: str) -> str:
    """Return the address of the page about a cause."""
    parameters = urlencode({"object_kind": object_kind, "code": code})
    return f"{url_of(request, 'errors')}?{parameters}"


@router.get("/errors", name="errors", response_model=None)
def show_errors(request: Request, warehouse: CurrentWarehouse) -> HTMLResponse:
    """Show the objects of a cause, or of all causes, a page at a time."""
    table = read_state(request.query_params, SORTED_BY, "-first_seen_at", FILTERS)
    cause = {"object_kind": table.filters["object_kind"], "code": table.filters["code"]}
    is_open = table.filters["state"] != CLEARED
    rows = warehouse.rows("pages/select_errors", **cause, is_open=is_open, **table.query_parameters)
    (counts,) = warehouse.rows("pages/count_errors", **cause)
    remedies = {row["remedy"] for row in rows}
    return render(
        request,
        "errors.html",
        table=table,
        rows=rows,
        counts=counts,
        is_open=is_open,
        cause=cause,
        known=issue_code(**cause) if all(cause.values()) and rows else None,
        common_remedy=remedies.pop() if len(remedies) == 1 else None,
        open_page=f"{url_of(request, 'errors')}?{urlencode(cause)}",
        cleared_page=f"{url_of(request, 'errors')}?{urlencode({**cause, 'state': CLEARED})}",
        run_page=partial(run_page, request),
    )
