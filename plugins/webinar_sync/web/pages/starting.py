"""Starting runs from pages, and what came of those that were started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi.responses import HTMLResponse, RedirectResponse, Response

from webinar_sync.web.pages.dags import airflow_path
from webinar_sync.web.pages.rendering import render, url_of

if TYPE_CHECKING:
    from fastapi import Request

    from webinar_sync.warehouse.engine import Warehouse


def redirect_to_started(request: Request, route: str, *run_ids: str) -> Response:
    """Lead to the page that shows runs which were just started.

    :param route: of a page whose parameter `run` has the ids
    """
    query = "&".join(f"run={quote(run_id, safe='')}" for run_id in run_ids)
    return RedirectResponse(f"{url_of(request, route)}?{query}", 303)


def render_started(
    request: Request,
    warehouse: Warehouse,
    dag_id: str,
    back: str,
    title: str,
    *,
    outcomes: str = "",
) -> HTMLResponse:
    """Show what came of the runs that the address names.

    :param back: the route of the page that started them
    :param outcomes: the statement that counts what became of what a run was asked for
    """
    run_ids = [run_id[:250] for run_id in request.query_params.getlist("run")[:20]]
    runs: list[dict[str, Any]] = [
        {
            "run_id": run_id,
            "path": airflow_path(dag_id, run_id),
            "record": next(
                iter(warehouse.rows("pages/select_run", run_id=f"{dag_id} {run_id}")), None
            ),
            "outcomes": (warehouse.rows(outcomes, run_id=f"{dag_id} {run_id}") if outcomes else []),
        }
        for run_id in run_ids
    ]
    return render(
        request,
        "started.html",
        runs=runs,
        dag_id=dag_id,
        back=back,
        heading=title,
        is_under_way=any(not run["record"] or not run["record"]["ended_at"] for run in runs),
    )


def render_not_started(
    request: Request, back: str, error: Exception, status: int, *, is_partial: bool = False
) -> HTMLResponse:
    """Say why no run was started, or not all of them."""
    return render(
        request, "not_started.html", status=status, back=back, error=error, is_partial=is_partial
    )
