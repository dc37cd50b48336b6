"""The page HubSpot: what would be sent and why, what waits, what differs, and starting a push."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from webinar_sync.hubspot.gate.words import brake_message
from webinar_sync.hubspot.portal import portal_lines
from webinar_sync.hubspot.push.plan import Plan, make_plan, read_plan
from webinar_sync.warehouse.errors import WarehouseBusyError, WarehouseUnavailableError
from webinar_sync.web.pages.dags import airflow_path, split_run_id
from webinar_sync.web.pages.posting import PostedForm
from webinar_sync.web.pages.push_words import (
    ACTIONS,
    DIFFERENCES,
    KINDS,
    WAYS,
    Way,
)
from webinar_sync.web.pages.rendering import render
from webinar_sync.web.pages.starting import (
    redirect_to_started,
    render_not_started,
    render_started,
)
from webinar_sync.web.pages.tables import read_state, rows_in_all
from webinar_sync.web.pages.visitor import (
    CurrentVisitor,
    RunRefusedError,
    require_start,
    start_run,
)
from webinar_sync.web.pages.warehouse import CurrentWarehouse

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

DAG = "push_hubspot"
RECONCILIATION = "reconcile_hubspot"
MOST_COMPARED = 1000
"""With more people to compare the plan is made only when somebody asks for it: it takes seconds."""
MOST_MS = 120
"""The same if it takes longer than so many milliseconds."""
MOST_RUNS = 5

router = APIRouter()


@router.get("/push", name="push", response_model=None)
def show_push(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor
) -> HTMLResponse:
    """Show the account, the plan, what waits and what differs. Nothing is written."""
    overview = _read_overview(warehouse)
    plan = None
    if overview["marks"] <= MOST_COMPARED:
        with suppress(WarehouseUnavailableError):
            plan = read_plan(warehouse, most_ms=MOST_MS)
    return _render_push(request, warehouse, visitor, overview, plan)


@router.post("/push/plan", name="make_push_plan", response_model=None)
def show_plan(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor
) -> HTMLResponse:
    """Show the page with a plan that was made now, whatever it takes."""
    require_start(visitor, DAG)
    try:
        plan = make_plan(warehouse, is_patient=False)
    except WarehouseBusyError as error:
        return render_not_started(request, "push", error, 409)
    return _render_push(request, warehouse, visitor, _read_overview(warehouse), plan, is_new=True)


@router.post("/push/confirm", name="confirm_push", response_model=None)
def confirm_push(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor, form: PostedForm
) -> HTMLResponse:
    """Say what a push would do that cannot be taken back, and ask."""
    require_start(visitor, DAG)
    way = WAYS.get(form.text("way"), WAYS["now"])
    try:
        return _render_confirm(request, warehouse, way)
    except WarehouseBusyError as error:
        return render_not_started(request, "push", error, 409)


@router.post("/push/start", name="start_push", response_model=None)
def start_push(
    request: Request, warehouse: CurrentWarehouse, visitor: CurrentVisitor, form: PostedForm
) -> Response:
    """Start a push; one that cannot be taken back only as it was confirmed."""
    require_start(visitor, DAG)
    way = WAYS.get(form.text("way"))
    if way is None:
        return render_not_started(
            request, "push", RunRefusedError("There is no such way to push."), 422
        )
    is_dry = bool(form.text("dry_run"))
    try:
        if way.is_final and not is_dry:
            plans = _plans(warehouse, way)
            if form.text("seen") != _digest(*plans):
                is_changed = bool(form.text("seen"))
                return _render_confirm(request, warehouse, way, is_changed=is_changed)
        conf = {**way.conf, "dry_run": True} if is_dry else way.conf
        run = start_run(visitor, DAG, **conf)
    except (RunRefusedError, WarehouseBusyError) as error:
        return render_not_started(request, "push", error, 409)
    return redirect_to_started(request, "started_push", run.run_id)


@router.get("/push/started", name="started_push", response_model=None)
def show_started(request: Request, warehouse: CurrentWarehouse) -> HTMLResponse:
    """Show what came of a push that was started here."""
    return render_started(request, warehouse, DAG, "push", "A push was started")


@router.get("/push/waiting", name="push_waiting", response_model=None)
def show_waiting(request: Request, warehouse: CurrentWarehouse) -> HTMLResponse:
    """Show what the gate holds, one by one."""
    table = read_state(request.query_params, ("since",), "since")
    rows = warehouse.rows("pages/select_held_things", **table.paging)
    return render(request, "push_waiting.html", table=table, rows=rows, **_words(rows))


@router.get("/push/refusals", name="push_refusals", response_model=None)
def show_refusals(request: Request, warehouse: CurrentWarehouse) -> HTMLResponse:
    """Show what HubSpot refused, and when it is sent again."""
    table = read_state(request.query_params, ("next",), "next")
    rows = warehouse.rows("pages/select_refused_rows", **table.paging)
    return render(request, "push_refusals.html", table=table, rows=rows, **_words(rows))


@router.get("/push/differences", name="push_differences", response_model=None)
def show_differences(request: Request, warehouse: CurrentWarehouse) -> HTMLResponse:
    """Show what HubSpot has otherwise than it was sent."""
    table = read_state(request.query_params, ("seen",), "-seen", ("kind",))
    kind = table.filters["kind"] if table.filters["kind"] in DIFFERENCES else ""
    rows = warehouse.rows("pages/select_open_differences", kind=kind, **table.paging)
    return render(
        request,
        "push_differences.html",
        table=table,
        rows=rows,
        kind=kind,
        differences=DIFFERENCES,
        **_words(rows),
    )


def _render_push(
    request: Request,
    warehouse: Warehouse,
    visitor: CurrentVisitor,
    overview: dict[str, Any],
    plan: Plan | None,
    *,
    is_new: bool = False,
) -> HTMLResponse:
    pushes = warehouse.rows("pages/select_runs", dag_id=DAG, page_rows=MOST_RUNS, skipped=0)
    comparisons = warehouse.rows("pages/select_runs", dag_id=RECONCILIATION, page_rows=1, skipped=0)
    return render(
        request,
        "push.html",
        overview=overview,
        plan=plan,
        is_new=is_new,
        portal=portal_lines(warehouse) if overview["portal_id"] else [],
        pushes=[_with_path(run) for run in pushes],
        comparison=_with_path(comparisons[0]) if comparisons else None,
        ways=WAYS.values(),
        may_change=visitor.may_start(DAG),
        **_words([]),
    )


def _render_confirm(
    request: Request, warehouse: Warehouse, way: Way, *, is_changed: bool = False
) -> HTMLResponse:
    usual, asked = _plans(warehouse, way)
    before = {(change.kind, change.action): change for change in usual.changes}
    after = {(change.kind, change.action): change for change in asked.changes}
    lines = [
        {
            "kind": kind,
            "action": action,
            "usual": before[kind, action].changes if (kind, action) in before else 0,
            "asked": after[kind, action].changes if (kind, action) in after else 0,
        }
        for kind, action in sorted({*before, *after})
    ]
    return render(
        request,
        "push_confirm.html",
        way=way,
        overview=_read_overview(warehouse),
        lines=lines,
        history=usual.history,
        brakes=[brake_message(brake) for brake in usual.brakes],
        incomplete=sum(row["things"] for row in usual.held if row["reason"] == "incomplete")
        - sum(row["things"] for row in asked.held if row["reason"] == "incomplete"),
        portal=portal_lines(warehouse),
        seen=_digest(usual, asked),
        is_changed=is_changed,
        **_words([]),
    )


def _plans(warehouse: Warehouse, way: Way) -> tuple[Plan, Plan]:
    """Return the plan of an ordinary push, and that of a push in some way."""
    usual = make_plan(warehouse, is_patient=False)
    return usual, make_plan(warehouse, wishes=way.wishes, is_patient=False)


def _digest(usual: Plan, asked: Plan) -> str:
    """Return what two plans come to, to tell whether they are still the same."""
    numbers = [
        sorted((change.kind, change.action, change.changes) for change in asked.changes),
        sorted(usual.history.items(), key=lambda item: item[0]),
        [sorted(brake.items(), key=lambda item: item[0]) for brake in usual.brakes],
    ]
    return hashlib.sha256(repr(numbers).encode()).hexdigest()


def _read_overview(warehouse: Warehouse) -> dict[str, Any]:
    (overview,) = warehouse.rows("pages/select_push_overview", most_compared=MOST_COMPARED)
    return overview


def _with_path(run: dict[str, Any]) -> dict[str, Any]:
    """Add the path of a run in Airflow."""
    return {**run, "path": airflow_path(*split_run_id(run["run_id"]))}


def _words(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kinds": KINDS,
        "actions": ACTIONS,
        "total": rows_in_all(rows),
    }
