"""The pages of single hosts and webinars: their settings, by name and with counts.

What is searched for may be somebody's name or address: it is posted, and is in no address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.settings.form import WEBINAR_FIELDS
from webinar_sync.settings.posted import HOST, SWITCH_WORDS, WEBINAR
from webinar_sync.web.pages.posting import PostedForm
from webinar_sync.web.pages.rendering import render
from webinar_sync.web.pages.settings_words import CODES, ON_OFF, WEBINAR_LABELS
from webinar_sync.web.pages.tables import read_state, rows_in_all, whole_number
from webinar_sync.web.pages.visitor import CurrentVisitor, Visitor
from webinar_sync.web.pages.warehouse import CurrentWarehouse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.warehouse.engine import Warehouse

PAGES = ("settings_hosts", "settings_webinars")
STATES = ("synced", "left_out", "own")
_DAG = "change_settings"

router = APIRouter()


@router.get("/settings/hosts", name="settings_hosts", response_model=None)
def show_hosts(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor
) -> HTMLResponse:
    """Show the hosts."""
    return _render_hosts(request, warehouse, visitor, request.query_params, "")


@router.post("/settings/hosts", name="search_settings_hosts", response_model=None)
def search_hosts(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor, form: PostedForm
) -> HTMLResponse:
    """Show the hosts whose name, address or id is like what was posted."""
    return _render_hosts(request, warehouse, visitor, form.mapping(), form.text("search")[:200])


@router.get("/settings/webinars", name="settings_webinars", response_model=None)
def show_webinars(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor
) -> HTMLResponse:
    """Show the webinars."""
    return _render_webinars(request, warehouse, visitor, request.query_params, "")


@router.post("/settings/webinars", name="search_settings_webinars", response_model=None)
def search_webinars(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor, form: PostedForm
) -> HTMLResponse:
    """Show the webinars whose topic or id is like what was posted."""
    return _render_webinars(request, warehouse, visitor, form.mapping(), form.text("search")[:200])


def _render_hosts(
    request: Request,
    warehouse: Warehouse,
    visitor: Visitor,
    parameters: Mapping[str, str],
    search: str,
) -> HTMLResponse:
    table = read_state(parameters, ("name", "webinars"), "-webinars")
    rows = warehouse.rows("pages/select_host_settings", search=search, **table.query_parameters)
    for row in rows:
        for name in ("sync_new_webinars", "recordings"):
            row[f"{name}_field"] = f"{HOST} {name} {row['account_id']} {row['host_id']}"
    (whole,) = warehouse.rows("settings/select_sync")
    return render(
        request,
        "settings_hosts.html",
        table=table,
        hosts=rows,
        recordings=whole["recordings"],
        **_shared(request, visitor, rows, search),
    )


def _render_webinars(
    request: Request,
    warehouse: Warehouse,
    visitor: Visitor,
    parameters: Mapping[str, str],
    search: str,
) -> HTMLResponse:
    table = read_state(parameters, ("topic", "last_at", "registrations"), "-last_at", ("state",))
    state = table.filters["state"] if table.filters["state"] in STATES else ""
    rows = warehouse.rows(
        "pages/select_webinar_settings", search=search, state=state, **table.query_parameters
    )
    for row in rows:
        row["switches"] = [
            (f"{WEBINAR} {flag} {row['account_id']} {row['webinar_id']}", SWITCH_WORDS[row[flag]])
            for flag in WEBINAR_FIELDS
        ]
    return render(
        request,
        "settings_webinars.html",
        table=table,
        webinars=rows,
        state=state,
        codes=CODES,
        labels=[WEBINAR_LABELS[flag] for flag in WEBINAR_FIELDS],
        **_shared(request, visitor, rows, search),
    )


def _shared(
    request: Request, visitor: Visitor, rows: list[dict[str, Any]], search: str
) -> dict[str, Any]:
    return {
        "search": search,
        "total": rows_in_all(rows),
        "on_off": ON_OFF,
        "has_brands": any(row["brand"] for row in rows),
        "may_change": visitor.may_start(_DAG),
        "saved": saved_count(request),
    }


def saved_count(request: Request) -> int | None:
    """Return how many values were saved by what led here; None if nothing was."""
    return whole_number(request.query_params.get("saved", ""))
