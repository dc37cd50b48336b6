"""The page Quality: what was checked in each run, and which rows were set aside."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from webinar_sync.web.pages.dags import DAGS, checks_page, run_page, split_run_id
from webinar_sync.web.pages.expectations import MOST_KEYS, Words, flat_keys, words_of
from webinar_sync.web.pages.rendering import render, url_of
from webinar_sync.web.pages.tables import read_state
from webinar_sync.web.pages.warehouse import CurrentWarehouse

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse

BROKEN = "broken"

router = APIRouter()


@router.get("/quality", name="quality", response_model=None)
def show_quality(request: Request, warehouse: CurrentWarehouse) -> HTMLResponse:
    """Show the runs in which something was checked, a page at a time."""
    table = read_state(request.query_params, ("started_at",), "-started_at", ("only",))
    is_broken = table.filters["only"] == BROKEN
    (counts,) = warehouse.rows("pages/count_checked_runs")
    return render(
        request,
        "quality.html",
        table=table,
        is_broken=is_broken,
        counts=counts,
        rows=warehouse.rows("pages/select_checked_runs", is_broken=is_broken, **table.paging),
        broken_page=f"{url_of(request, 'quality')}?only={BROKEN}",
        checks_page=partial(checks_page, request),
        titles=DAGS,
        split_run_id=split_run_id,
    )


@router.get("/quality/run", name="checks", response_model=None)
def show_checks(request: Request, warehouse: CurrentWarehouse, run: str = "") -> HTMLResponse:
    """Show what was checked in one run, suite by suite, and the rows that it set aside.

    :param run: its id in `sync.runs`
    """
    suites = warehouse.rows("pages/select_suites", run_id=run)
    if not suites:
        raise HTTPException(404)
    expectations = _read_expectations(warehouse, run)
    dag_id, airflow_run_id = split_run_id(run)
    return render(
        request,
        "checks.html",
        title=DAGS.get(dag_id, dag_id),
        airflow_run_id=airflow_run_id,
        suites=[
            {**suite, "expectations": expectations[suite["account_id"], suite["suite"]]}
            for suite in suites
        ],
        rejected=warehouse.rows("pages/select_rejected", run_id=run),
        most_keys=MOST_KEYS,
        run_page=run_page(request, run),
    )


def _read_expectations(
    warehouse: Warehouse, run_id: str
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return what was expected, in words, by account and suite."""
    by_suite: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in warehouse.rows("pages/select_expectations", run_id=run_id):
        words: Words = words_of(row["expectation"], row["arguments"] or {})
        keys = flat_keys(row["row_keys"])
        by_suite[row["account_id"], row["suite"]].append({**row, "words": words, "keys": keys})
    return by_suite
