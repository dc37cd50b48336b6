"""The inbox: requests come in, are decided once, or are deferred."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.email import normalise
from webinar_sync.errors import InvalidInput
from webinar_sync.registration.outcomes import (
    ADD,
    EXPIRED_BY_HAND,
    OUTCOMES_BY_ACTION,
)
from webinar_sync.registration.rules import Decision, Request
from webinar_sync.warehouse.queries import query
from webinar_sync.warehouse.text import storable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.engine import Warehouse

EXPIRES_AFTER = timedelta(days=3)
"""How long a workflow waits; the webhook's response says the same.

A request by hand is kept as long: Zoom's limit of three a day passes twice in that time, and what
cannot be decided by then waits for somebody. Later, nobody expects the contact to be registered."""
MAX_REQUESTS = 2000
"""How many due requests are read at once."""


@dataclass(frozen=True)
class ActionCall:
    """One contact that reached an action in a workflow.

    `asked_at`: when HubSpot sent it, as its signature says; None: it does not.
    """

    request_key: str
    webinar: str
    email: str = field(repr=False)
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    portal_id: int
    workflow_id: str
    hubspot_contact_id: int
    action: str = ADD
    asked_at: datetime | None = None


def add_by_workflow(warehouse: Warehouse, call: ActionCall) -> bool:
    """Put a request into the inbox, once for each callback.

    Return whether it was: nothing is stored of somebody who asked to be forgotten.

    :raises WarehouseError: if it cannot be stored now
    """
    stored = warehouse.execute(
        "registration/insert_request",
        **asdict(replace(call, email=call.email.strip())),
        address=normalise(call.email),
        expires_seconds=EXPIRES_AFTER.total_seconds(),
    )
    return stored > 0


def add_by_hand(run: Run, action: str, webinar: str, contact_ids: Sequence[int]) -> int:
    """Put contacts of marts into the inbox; return how many of them were not there yet.

    :param action: what is to be done with them: add them to the webinar, or remove them

    :raises InvalidInput: if one of them does not exist; then none is put in
    """
    unique_ids = list(dict.fromkeys(contact_ids))
    contacts = run.warehouse.rows("registration/select_contacts", contact_ids=unique_ids)
    missing = sorted(set(unique_ids) - {int(contact["contact_id"]) for contact in contacts})
    if missing:
        raise InvalidInput(
            f"Nobody in marts.contacts has the contact_id {', '.join(map(str, missing))}: look the "
            "ids up there."
        )
    return run.warehouse.execute(
        "registration/insert_requests_by_hand",
        run_id=run.run_id,
        action=action,
        webinar=webinar,
        contact_ids=unique_ids,
    )


def read_due_requests(run: Run, excluded_keys: Sequence[str]) -> list[Request]:
    """Return requests to be decided now, in the order in which they were asked.

    :param excluded_keys: of requests that were read before
    """
    rows = run.warehouse.rows(
        "registration/select_due_requests", seen=list(excluded_keys), most=MAX_REQUESTS
    )
    requests = [Request(**row) for row in rows]
    addresses = sorted({request.address for request in requests})
    erased = {
        row["address"]
        for row in run.warehouse.rows("registration/select_erased", addresses=addresses)
    }
    return [
        replace(request, is_erased=True) if request.address in erased else request
        for request in requests
    ]


def defer_requests(
    run: Run, requests: Sequence[Request], reason: str, until: datetime | None = None
) -> None:
    """Defer requests.

    :param until: None: for two minutes, and longer each time
    """
    run.warehouse.execute(
        "registration/defer_requests",
        request_keys=[request.request_key for request in requests],
        not_before=until,
        reason=reason,
        run_id=run.run_id,
    )


def defer_limited(run: Run, requests: Sequence[Request], until: datetime) -> None:
    """Defer requests of one person who reached Zoom's limit of three a day."""
    run.warehouse.execute(
        "registration/defer_limited",
        request_keys=[request.request_key for request in requests],
        until=until,
        reason="Zoom adds a contact to a webinar three times a day at most",
        run_id=run.run_id,
    )


def read_limits(run: Run, addresses: Sequence[str], now: datetime) -> dict[str, datetime]:
    """Return until when Zoom's limit of three a day holds, by the addresses of whom it holds.

    :param now: by Zoom's clock
    """
    rows = run.warehouse.rows("registration/select_limits", addresses=list(addresses), now=now)
    return {str(row["address"]): row["limited_until"] for row in rows}


def expire_requests(run: Run) -> None:
    """Decide requests that waited too long, and mark outcomes that no workflow waits for."""
    for action, outcomes in OUTCOMES_BY_ACTION.items():
        run.warehouse.execute(
            "registration/expire_requests",
            action=action,
            message=outcomes["EXPIRED"].sentence,
            message_by_hand=EXPIRED_BY_HAND[action],
            by_hand_seconds=EXPIRES_AFTER.total_seconds(),
            run_id=run.run_id,
        )
    run.warehouse.execute("registration/expire_answers", run_id=run.run_id)


def forget_old(run: Run) -> None:
    """Delete what the settings keep no longer, and empty what is there of who was erased.

    The last link of each contact stays: `marts.contacts.last_registered_url` is made of it.
    """
    with run.warehouse.transaction() as transaction:
        for name in ("delete_old_requests", "delete_old_results", "forget_erased"):
            transaction.execute(query(f"registration/{name}"))


def count_outcomes(run: Run) -> list[dict[str, Any]]:
    """Return code, sentence and count of what a run decided, the most frequent first."""
    return run.warehouse.rows("registration/select_outcome_counts", run_id=run.run_id)


def read_accounts_to_load(run: Run) -> list[str]:
    """Return the Zoom accounts in which a run changed registrations, and marts wait for it."""
    rows = run.warehouse.rows("registration/select_accounts_to_load", run_id=run.run_id)
    return [str(row["account_id"]) for row in rows]


def record_decisions(
    run: Run,
    decisions: Sequence[Decision],
    *,
    account_id: str | None = None,
    registered_at: datetime | None = None,
) -> None:
    """Record what became of requests, and the links of the registered, in one transaction.

    :param registered_at: by Zoom's clock
    """
    rows = storable([_row(decision, account_id) for decision in decisions])
    results = {
        (row["account_id"], row["webinar_id"], row["email"]): row for row in rows if row["join_url"]
    }
    with run.warehouse.transaction() as transaction:
        transaction.execute(
            query("registration/update_decided"),
            {"rows": json.dumps(rows), "run_id": run.run_id},
        )
        if results:
            transaction.execute(
                query("registration/upsert_results"),
                {
                    "rows": json.dumps(list(results.values())),
                    "registered_at": registered_at,
                    "run_id": run.run_id,
                },
            )
            transaction.execute(
                query("registration/upsert_last_links"),
                {"emails": sorted({row["email"] for row in results.values()})},
            )


def _row(decision: Decision, account_id: str | None) -> dict[str, Any]:
    registrant = decision.registrant
    is_registered = decision.outcome.status == "registered"
    return {
        "request_key": decision.request.request_key,
        "code": decision.outcome.code,
        "status": decision.outcome.status,
        "message": decision.message,
        "account_id": account_id,
        "webinar_id": decision.request.webinar_id,
        "registrant_id": registrant.registrant_id if registrant else None,
        "email": decision.request.address,
        "join_url": registrant.join_url if registrant and is_registered else None,
    }
