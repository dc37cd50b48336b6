"""The page Health: is everything all right, what is wrong, what waits, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from webinar_sync.hubspot.portal import portal_answer
from webinar_sync.runs.issue_codes import urgent_codes
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.web.pages import errors, runs
from webinar_sync.web.pages.causes import Cause, read_causes
from webinar_sync.web.pages.dags import DAGS, STEPS, run_page
from webinar_sync.web.pages.rendering import render
from webinar_sync.web.pages.waiting import read_waiting
from webinar_sync.web.pages.warehouse import CurrentWarehouse

ACCOUNT_DAGS = ["sync_webinars_nightly", "sync_webinars_hourly"]

router = APIRouter()
router.include_router(errors.router)
router.include_router(runs.router)


@dataclass(frozen=True)
class Verdict:
    """Whether everything is all right, with the numbers of causes why not.

    `unused`: nothing has run yet.
    """

    state: Literal["unused", "good", "attention", "broken"]
    broken: int
    attention: int
    notices: int


@router.get("/", name="health", response_model=None)
def show_health(request: Request, warehouse: CurrentWarehouse) -> HTMLResponse:
    """Show whether everything is all right, what is wrong, and what waits."""
    requests_today = warehouse.rows("pages/select_requests_today")
    hubspot = _read_hubspot(warehouse, requests_today)
    dags = warehouse.rows("pages/select_dags", dag_ids=list(DAGS))
    accounts = _read_accounts(warehouse, requests_today)
    causes = read_causes(warehouse, dags, has_hubspot=hubspot is not None)
    return render(
        request,
        "health.html",
        now=datetime.now(UTC),
        verdict=judge(causes, has_runs=any(dag["run_id"] for dag in dags)),
        causes=causes,
        accounts=accounts,
        hubspot=hubspot,
        dags={dag["dag_id"]: dag for dag in dags},
        titles=DAGS,
        steps=STEPS,
        waiting=read_waiting(warehouse),
        last_runs=warehouse.rows("pages/select_last_runs"),
        progress=_read_progress(warehouse, accounts),
        run_page=partial(run_page, request),
        errors_page=partial(errors.errors_page, request),
    )


def judge(causes: list[Cause], *, has_runs: bool) -> Verdict:
    """Return whether everything is all right."""
    numbers = {
        state: sum(cause.state == state for cause in causes)
        for state in ("broken", "attention", "notice")
    }
    state: Literal["unused", "good", "attention", "broken"] = "good" if has_runs else "unused"
    if numbers["broken"]:
        state = "broken"
    elif numbers["attention"]:
        state = "attention"
    return Verdict(state, numbers["broken"], numbers["attention"], numbers["notice"])


def _read_progress(warehouse: Warehouse, accounts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how far steps are that are under way and take long, with the account's label."""
    labels = {account["account_id"]: account["label"] for account in accounts}
    return [
        {**row, "label": labels.get(row["account_id"], row["account_id"])}
        for row in warehouse.rows("sync/select_progress")
    ]


def _read_accounts(
    warehouse: Warehouse, requests_today: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the Zoom accounts, each with its successes and its requests of today."""
    urgent = [code for object_kind, code in urgent_codes() if object_kind == "account"]
    accounts = warehouse.rows("pages/select_accounts", urgent_codes=urgent)
    successes: dict[str, dict[str, datetime]] = defaultdict(dict)
    for row in warehouse.rows("pages/select_account_successes", dag_ids=ACCOUNT_DAGS):
        successes[row["account_id"]][row["dag_id"]] = row["succeeded_at"]
    sent = {row["account_id"]: row for row in requests_today if row["api"] == "zoom"}
    left: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in warehouse.rows("pages/select_requests_left_today"):
        left[row["account_id"]].append(row)
    return [
        {
            **account,
            "successes": successes[account["account_id"]],
            "requests": sent.get(account["account_id"], {}).get("requests", 0),
            "left": left[account["account_id"]],
        }
        for account in accounts
    ]


def _read_hubspot(
    warehouse: Warehouse, requests_today: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """Return what is known of the HubSpot account; None if it was never connected."""
    rows = warehouse.rows("pages/select_hubspot")
    if not rows:
        return None
    sent = [row for row in requests_today if row["api"] == "hubspot"]
    return {
        **rows[0],
        "answer": portal_answer(warehouse),
        "requests": sum(row["requests"] for row in sent),
    }
