"""The page Webinars: which there are, whether they are synced, and what came of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from webinar_sync.web.pages import occurrences
from webinar_sync.web.pages.keys import WebinarId, only
from webinar_sync.web.pages.posting import PostedForm
from webinar_sync.web.pages.rendering import render, url_of
from webinar_sync.web.pages.tables import like, read_state, rows_in_all
from webinar_sync.web.pages.warehouse import CurrentWarehouse

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.web.pages.tables import TableState

router = APIRouter()
# First: the key of an occurrence may look like a webinar's number.
router.include_router(occurrences.router)

STATUSES = ("scheduled", "ended", "not_held", "cancelled")
SORTS = ("topic", "host", "latest", "occurrences", "registrations", "attendances", "no_shows",
         "cancellations")  # fmt: skip
FILTERS = ("account", "host", "status", "when", "synced")
PERIODS = {"coming": None, "week": 7, "month": 30, "year": 365}
"""What `when` may say: to come, or the last so many days."""


@router.get("/webinars", name="webinars", response_model=None)
def show_webinars(request: Request, warehouse: CurrentWarehouse) -> HTMLResponse:
    """Show the webinars that the filters leave."""
    return _show_list(request, warehouse, request.query_params, "")


@router.post("/webinars", name="search_webinars", response_model=None)
def search_webinars(request: Request, warehouse: CurrentWarehouse, form: PostedForm) -> Response:
    """Answer a search by topic, number or host; it may hold an address, so it is no part of ours.

    Filters without a text lead to an address that can be shared.
    """
    text = form.text("text")
    if not text:
        table = read_state(form.mapping(), SORTS, "-latest", FILTERS)
        target = f"{url_of(request, 'webinars')}{table.on_page(1)}"
        return RedirectResponse(target, 303)
    return _show_list(request, warehouse, form.mapping(), text)


@router.get("/webinars/{account_id:path}/{webinar_id:int}", name="webinar", response_model=None)
def show_webinar(
    request: Request, warehouse: CurrentWarehouse, account_id: str, webinar_id: WebinarId
) -> HTMLResponse:
    """Show one webinar and its occurrences."""
    key = {"account_id": account_id, "webinar_id": webinar_id}
    webinar = only(warehouse.rows("pages/select_webinar", **key))
    table = read_state(request.query_params, ("starts_at",), "-starts_at")
    dates = warehouse.rows("pages/select_occurrence_page", **key, **table.paging)
    return render(
        request,
        "webinar.html",
        webinar=webinar,
        occurrences=dates,
        table=table,
        rows=rows_in_all(dates),
        outcomes=warehouse.rows("pages/select_webinar_outcomes", **key),
        running=[
            row
            for row in warehouse.rows("pages/select_running")
            if (row["account_id"], row["webinar_id"]) == (webinar["account_id"], webinar_id)
        ],
    )


def _show_list(
    request: Request, warehouse: Warehouse, parameters: Mapping[str, str], text: str
) -> HTMLResponse:
    table = read_state(parameters, SORTS, "-latest", FILTERS)
    webinars = warehouse.rows("pages/select_webinar_page", **_narrowed(table, text))
    choices = warehouse.rows("pages/select_webinar_filters")
    return render(
        request,
        "webinars.html",
        webinars=webinars,
        table=table,
        rows=rows_in_all(webinars),
        text=text,
        statuses=STATUSES,
        accounts=[choice for choice in choices if choice["kind"] == "account"],
        hosts=[choice for choice in choices if choice["kind"] == "host"],
        running=warehouse.rows("pages/select_running"),
    )


def _narrowed(table: TableState, text: str) -> dict[str, object]:
    """Return the parameters of the query that the filters and a search make."""
    filters = table.filters
    now = datetime.now(UTC)
    days = PERIODS.get(filters["when"])
    return {
        **table.query_parameters,
        "account": filters["account"],
        "host": filters["host"],
        "status": filters["status"] if filters["status"] in STATUSES else "",
        "synced": filters["synced"] if filters["synced"] in {"yes", "no"} else "",
        "since": now - timedelta(days=days)
        if days
        else now
        if filters["when"] == "coming"
        else None,
        "until": now if days else None,
        "pattern": like(text),
        "digits": re.sub(r"[\s-]", "", text),
    }
