"""The inbox: requests come in, are decided once, and are answered."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import InvalidInput
from webinar_sync.registration.outcomes import EXPIRED
from webinar_sync.registration.rules import Decision, Request
from webinar_sync.warehouse.queries import query
from webinar_sync.warehouse.text import storable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from webinar_sync.warehouse.engine import Warehouse

EXPIRES = timedelta(days=3)
"""So long does a workflow wait; the webhook's answer says the same."""
MOST_AT_ONCE = 2000


@dataclass(frozen=True)
class ActionCall:
    """One contact that reached the action in a workflow."""

    request_key: str
    webinar: str
    email: str = field(repr=False)
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    portal_id: int
    workflow_id: str
    hubspot_contact_id: int


def add_by_workflow(warehouse: Warehouse, call: ActionCall) -> None:
    """Put a request into the inbox, once for each callback.

    :raises WarehouseError: if it cannot be stored now
    """
    warehouse.execute(
        "registration/insert_request", **asdict(call), expires_seconds=EXPIRES.total_seconds()
    )


def read_form(form: Mapping[str, Any]) -> tuple[str, list[int]] | None:
    """Return the webinar and the contacts that a form asks for; None: it asks for nothing.

    :raises InvalidInput: if it has one without the other, or something that is no contact id
    """
    webinar = str(form.get("webinar") or "").strip()
    given = [str(one).strip() for one in form.get("contact_ids") or [] if str(one).strip()]
    if not webinar and not given:
        return None
    if not webinar or not given:
        raise InvalidInput("Write both: the webinar's id, and the contacts to be added to it.")
    if not all(re.fullmatch(r"-?\d{1,19}", one) and abs(int(one)) < 2**63 for one in given):
        raise InvalidInput(
            "Contacts are numbers: the contact_id of marts.contacts, one on each line. No "
            "addresses: Airflow keeps what a form takes."
        )
    return webinar, [int(one) for one in given]


def add_by_hand(warehouse: Warehouse, run_id: str, webinar: str, contact_ids: Sequence[int]) -> int:
    """Put contacts of marts into the inbox; return how many of them were not there yet.

    :raises InvalidInput: if one of them does not exist; then none is put in
    """
    wanted = list(dict.fromkeys(contact_ids))
    found = warehouse.rows("registration/select_contacts", contact_ids=wanted)
    missing = sorted(set(wanted) - {int(one["contact_id"]) for one in found})
    if missing:
        raise InvalidInput(
            f"Nobody in marts.contacts has the contact_id {', '.join(map(str, missing))}: look the "
            "ids up there."
        )
    return warehouse.execute(
        "registration/insert_requests_by_hand",
        run_id=run_id,
        webinar=webinar,
        contact_ids=wanted,
    )


def due_requests(warehouse: Warehouse, seen: Sequence[str]) -> list[Request]:
    """Return requests to be decided now, in the order of their arrival, but for those seen."""
    rows = warehouse.rows("registration/select_due_requests", seen=list(seen), most=MOST_AT_ONCE)
    return [Request(**row) for row in rows]


def defer(
    warehouse: Warehouse,
    run_id: str,
    requests: Sequence[Request],
    reason: str,
    until: datetime | None = None,
) -> None:
    """Put requests off: until a moment, or longer each time."""
    warehouse.execute(
        "registration/defer_requests",
        request_keys=[one.request_key for one in requests],
        not_before=until,
        reason=reason,
        run_id=run_id,
    )


def expire(warehouse: Warehouse, run_id: str) -> None:
    """Mark what no workflow waits for any more."""
    warehouse.execute("registration/expire_requests", message=EXPIRED.sentence, run_id=run_id)
    warehouse.execute("registration/expire_answers", run_id=run_id)


def outcome_counts(warehouse: Warehouse, run_id: str) -> list[dict[str, Any]]:
    """Return code, sentence and count of what a run decided, the most frequent first."""
    return warehouse.rows("registration/select_outcome_counts", run_id=run_id)


def keep_decisions(
    warehouse: Warehouse,
    run_id: str,
    decisions: Sequence[Decision],
    *,
    account_id: str | None = None,
    registered_at: datetime | None = None,
) -> None:
    """Keep what became of requests, and the links of who is registered, in one transaction.

    :param registered_at: Zoom's clock
    """
    rows = storable([_row(one, account_id) for one in decisions])
    with warehouse.transaction() as transaction:
        transaction.execute(
            query("registration/update_decided"),
            {"rows": json.dumps(rows), "run_id": run_id},
        )
        results = {
            (one["account_id"], one["webinar_id"], one["email"]): one
            for one in rows
            if one["join_url"]
        }
        if results:
            transaction.execute(
                query("registration/upsert_results"),
                {
                    "rows": json.dumps(list(results.values())),
                    "registered_at": registered_at,
                    "run_id": run_id,
                },
            )


def _row(one: Decision, account_id: str | None) -> dict[str, Any]:
    person = one.person
    return {
        "request_key": one.request.request_key,
        "code": one.outcome.code,
        "status": one.outcome.status,
        "message": one.message,
        "account_id": account_id,
        "webinar_id": one.request.webinar_id,
        "registrant_id": person.registrant_id if person else None,
        "email": one.request.email.strip().lower(),
        "join_url": person.join_url if person and one.outcome.status == "registered" else None,
    }
