"""The page Settings: present values, what a change would do, saving it, and who changed what."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from webinar_sync.settings.effects import preview
from webinar_sync.settings.form import DOMAIN_FIELDS
from webinar_sync.settings.plan import make_plan
from webinar_sync.settings.posted import (
    SEGMENT,
    WHOLE_FIELDS,
    StaleSettingsError,
    present_value,
    read_posted,
)
from webinar_sync.settings.stored import read_settings
from webinar_sync.settings.values import SettingsError
from webinar_sync.warehouse.errors import WarehouseBusyError
from webinar_sync.warehouse.queries import query
from webinar_sync.web.pages import settings_hosts
from webinar_sync.web.pages.posting import PostedForm
from webinar_sync.web.pages.rendering import render, url_of
from webinar_sync.web.pages.settings_changes import describe_changes, describe_history
from webinar_sync.web.pages.settings_words import DOMAIN_LABELS, FIELDS, GROUPS
from webinar_sync.web.pages.tables import read_state, rows_in_all
from webinar_sync.web.pages.visitor import CurrentVisitor, Visitor, require_start
from webinar_sync.web.pages.warehouse import CurrentWarehouse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.warehouse.engine import Warehouse

DAG = "change_settings"
"""Who may start it may change settings here."""
PAGES = ("settings", *settings_hosts.PAGES)
"""The pages that have a form; the form says in `page` which it is of."""

router = APIRouter()
router.include_router(settings_hosts.router)
log = logging.getLogger(__name__)


@router.get("/settings", name="settings", response_model=None)
def show_settings(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor
) -> HTMLResponse:
    """Show what holds for everything, and the saved segments."""
    return _render_settings(request, warehouse, visitor)


@router.post("/settings/preview", name="preview_settings", response_model=None)
def preview_settings(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor, form: PostedForm
) -> HTMLResponse:
    """Show what a change would do; nothing is saved."""
    require_start(visitor, DAG)
    fields, page = _read_fields(form)
    try:
        posted = read_posted(fields)
        seen = preview(warehouse, posted.update())
    except SettingsError as error:
        return _refuse(request, warehouse, visitor, error, page, fields)
    except WarehouseBusyError:
        return render(request, "settings_refused.html", status=409, page=page, reason="busy")
    return render(
        request,
        "settings_preview.html",
        page=page,
        posted=posted,
        changes=describe_changes(warehouse, posted),
        lines=seen.plan.differences,
        warnings=seen.plan.warnings,
        effects=seen.effects,
    )


@router.post("/settings", name="save_settings", response_model=None)
def save_settings(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor, form: PostedForm
) -> Response:
    """Save a change, all of it or nothing."""
    require_start(visitor, DAG)
    fields, page = _read_fields(form)
    try:
        update = read_posted(fields).update()
        with warehouse.transaction() as transaction:
            transaction.execute(query("locks/limit_waiting"))
            plan = make_plan(transaction, update)
            plan.apply(transaction, visitor.name)
    except SettingsError as error:
        return _refuse(request, warehouse, visitor, error, page, fields)
    except WarehouseBusyError:
        return render(request, "settings_refused.html", status=409, page=page, reason="busy")
    saved = len(plan.differences)
    log.info("settings were changed on the page: %s values", saved)
    return RedirectResponse(f"{url_of(request, page)}?saved={saved}", 303)


@router.get("/settings/history", name="settings_history", response_model=None)
def show_history(request: Request, warehouse: CurrentWarehouse) -> HTMLResponse:
    """Show who changed what when."""
    table = read_state(request.query_params, ("changed_at",), "-changed_at")
    rows = warehouse.rows("pages/select_setting_changes", **table.paging)
    return render(
        request,
        "settings_history.html",
        table=table,
        total=rows_in_all(rows),
        entries=describe_history(warehouse, rows),
    )


def _render_settings(
    request: Request,
    warehouse: Warehouse,
    visitor: Visitor,
    *,
    status: int = 200,
    error: SettingsError | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Show the page.

    :param typed: what was typed into a form that was refused, by field
    """
    with warehouse.transaction() as transaction:
        now = read_settings(transaction)
    segments = warehouse.rows("pages/select_saved_segments")
    values = {name: present_value(now, name) for name in WHOLE_FIELDS}
    return render(
        request,
        "settings.html",
        status=status,
        groups=GROUPS,
        values=values,
        typed={**values, **(typed or {})},
        domains={key: sorted(entries) for key, entries in now.domains.items()},
        domain_fields=DOMAIN_FIELDS,
        domain_labels=DOMAIN_LABELS,
        segments=[{**segment, "field": f"{SEGMENT} {segment['name']}"} for segment in segments],
        threshold=now.sync.difference_threshold_percent,
        questions=now.question_properties,
        error=error,
        is_stale=isinstance(error, StaleSettingsError),
        wrong_field=_wrong_field(error),
        latest=_latest_change(warehouse) if isinstance(error, StaleSettingsError) else None,
        may_change=visitor.may_start(DAG),
        saved=settings_hosts.saved_count(request),
    )


def _refuse(
    request: Request,
    warehouse: Warehouse,
    visitor: Visitor,
    error: SettingsError,
    page: str,
    fields: Sequence[tuple[str, str]],
) -> HTMLResponse:
    """Say why a change is refused, with what was typed; an address is not repeated."""
    is_stale = isinstance(error, StaleSettingsError)
    status = 409 if is_stale else 422
    if page != "settings":
        return render(
            request,
            "settings_refused.html",
            status=status,
            page=page,
            reason="stale" if is_stale else "refused",
            error=error,
            latest=_latest_change(warehouse) if is_stale else None,
        )
    typed = {name: value for name, value in fields if "@" not in value and not is_stale}
    return _render_settings(request, warehouse, visitor, status=status, error=error, typed=typed)


def _read_fields(form: PostedForm) -> tuple[list[tuple[str, str]], str]:
    """Return the posted fields, and the name of the page that posted them."""
    fields = [(name, value) for name, value in form.fields if name != "page"]
    page = form.text("page")
    return fields, page if page in PAGES else "settings"


def _wrong_field(error: SettingsError | None) -> str:
    """Return which field an error names; empty if it names none."""
    names = (*FIELDS, *(name for pair in DOMAIN_FIELDS.values() for name in pair))
    return next((name for name in names if error and f"`{name}`" in str(error)), "")


def _latest_change(warehouse: Warehouse) -> dict[str, Any] | None:
    rows = warehouse.rows("pages/select_latest_change")
    return rows[0] if rows else None
