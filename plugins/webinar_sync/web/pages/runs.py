"""What came of a run: also shown as a tab of runs and tasks in Airflow."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.web.pages.dags import (
    DAGS,
    STEPS,
    WITHOUT_RECORD,
    airflow_path,
    checks_page,
    run_page,
    steps_of,
)
from webinar_sync.web.pages.errors import errors_page
from webinar_sync.web.pages.rendering import render
from webinar_sync.web.pages.tables import read_state
from webinar_sync.web.pages.warehouse import CurrentWarehouse

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

router = APIRouter()


@router.get("/runs", name="run", response_model=None)
def show_run(
    request: Request,
    warehouse: CurrentWarehouse,
    dag_id: str = "",
    run_id: str = "",
    task_id: str = "",
) -> HTMLResponse:
    """Show what came of a run; without its id, the runs of its Dag.

    :param run_id: as Airflow knows it
    :param task_id: the task to which the page is a tab; its steps are marked
    """
    if dag_id in DAGS and not run_id:
        return _list_runs(request, warehouse, dag_id)
    full_id = f"{dag_id} {run_id}"
    rows = warehouse.rows("pages/select_run", run_id=full_id)
    if not rows:
        return _explain(request, dag_id, run_id)
    errors = warehouse.rows("pages/select_run_errors", run_id=full_id)
    return render(
        request,
        "run.html",
        run=rows[0],
        title=DAGS.get(dag_id, dag_id),
        airflow_run_id=run_id,
        airflow_path=airflow_path(dag_id, run_id) if dag_id in DAGS else None,
        totals={
            name: value
            for name, value in rows[0]["counts"].items()
            if isinstance(value, int) and not isinstance(value, bool)
        },
        steps=_read_steps(warehouse, full_id),
        step_titles=STEPS,
        steps_of_task=steps_of(task_id),
        task_id=task_id,
        requests=warehouse.rows("pages/select_requests_of_run", run_id=full_id),
        to_do=[row for row in errors if row["severity"] == "error" and not row["cleared_at"]],
        others=[row for row in errors if row["severity"] != "error" or row["cleared_at"]],
        open_errors=errors[0]["open_errors"] if errors else 0,
        checks_page=checks_page(request, full_id),
        errors_page=partial(errors_page, request),
    )


def _list_runs(request: Request, warehouse: Warehouse, dag_id: str) -> HTMLResponse:
    table = read_state(request.query_params, ("started_at",), "-started_at", ("dag_id",))
    (counts,) = warehouse.rows("pages/count_runs", dag_id=dag_id)
    return render(
        request,
        "runs.html",
        title=DAGS[dag_id],
        airflow_path=airflow_path(dag_id),
        table=table,
        total=counts["runs"],
        rows=warehouse.rows("pages/select_runs", dag_id=dag_id, **table.paging),
        run_page=partial(run_page, request),
    )


def _read_steps(warehouse: Warehouse, run_id: str) -> list[dict[str, Any]]:
    """Return the steps, with their counts as text: what is 0 is left out."""
    return [
        {
            **step,
            "seconds": (step["changed_at"] - step["began_at"]).total_seconds(),
            "numbers": {name: value for name, value in step["counts"].items() if value},
        }
        for step in warehouse.rows("pages/select_steps", run_id=run_id)
    ]


def _explain(request: Request, dag_id: str, run_id: str) -> HTMLResponse:
    """Say why there is nothing to be shown of a run."""
    reason = "unknown" if dag_id in DAGS else "foreign"
    if dag_id in WITHOUT_RECORD:
        reason = "no_record"
    return render(
        request,
        "no_run.html",
        reason=reason,
        title=WITHOUT_RECORD.get(dag_id) or DAGS.get(dag_id) or dag_id,
        dag_id=dag_id,
        titles=DAGS,
        airflow_path=airflow_path(dag_id, run_id),
    )
