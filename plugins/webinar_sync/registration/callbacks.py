"""Answers workflows: completes the callbacks that HubSpot waits for, a hundred at once.

An outcome is told until HubSpot takes it or the workflow no longer waits; told twice, it is the
same.
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.endpoints import COMPLETE_CALLBACK, COMPLETE_CALLBACKS
from webinar_sync.hubspot.errors import HubspotError, HubspotRefusedError
from webinar_sync.registration.outcomes import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.warehouse.engine import Warehouse

BATCH = 100
"""Callbacks in a request. HubSpot states no limit."""

log = logging.getLogger(__name__)


def answer_workflows(warehouse: Warehouse, hubspot: HubspotClient, run_id: str) -> Counter[str]:
    """Tell HubSpot every outcome that a workflow waits for; return counts.

    :raises HubspotError: if HubSpot does not answer, or refuses the token: the rest waits
    """
    counts: Counter[str] = Counter()
    seen: list[str] = []
    while rows := _due(warehouse, seen):
        keys = [row["request_key"] for row in rows]
        seen += keys
        try:
            taken = _send(hubspot, rows)
        except HubspotError:
            warehouse.execute("registration/defer_answers", request_keys=keys, run_id=run_id)
            raise
        refused = [key for key in keys if key not in taken]
        warehouse.execute(
            "registration/update_answered",
            request_keys=sorted(taken),
            asked_at=rows[0]["asked_at"],
            run_id=run_id,
        )
        if refused:
            warehouse.execute("registration/defer_answers", request_keys=refused, run_id=run_id)
        counts += Counter(answered=len(taken), answers_deferred=len(refused))
    return counts


def keep_waiting(warehouse: Warehouse, run_id: str) -> Counter[str]:
    """Put off all answers that are due: HubSpot cannot be told now."""
    counts: Counter[str] = Counter()
    seen: list[str] = []
    while rows := _due(warehouse, seen):
        keys = [row["request_key"] for row in rows]
        seen += keys
        warehouse.execute("registration/defer_answers", request_keys=keys, run_id=run_id)
        counts += Counter(answers_deferred=len(keys))
    return counts


def _due(warehouse: Warehouse, seen: Sequence[str]) -> list[dict[str, Any]]:
    return warehouse.rows("registration/select_to_answer", seen=list(seen), most=BATCH)


def _send(hubspot: HubspotClient, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Return the keys of the callbacks that HubSpot took.

    :raises HubspotError: if it was not for one of them
    """
    inputs = [{"callbackId": one["request_key"], **_outputs(one)} for one in rows]
    try:
        hubspot.call(COMPLETE_CALLBACKS, {"inputs": inputs})
    except HubspotRefusedError as error:
        log.warning("%s: callbacks are completed one by one", error)
        return {one["request_key"] for one in rows if _send_one(hubspot, one)}
    return {one["request_key"] for one in rows}


def _send_one(hubspot: HubspotClient, row: dict[str, Any]) -> bool:
    try:
        hubspot.call(COMPLETE_CALLBACK, _outputs(row), callback_id=row["request_key"])
    except HubspotRefusedError as error:
        log.warning("a workflow waits for its answer: %s", error)
        return False
    return True


def _outputs(row: dict[str, Any]) -> dict[str, Any]:
    """Return the output fields of the action; their values are texts."""
    is_success = OUTCOMES[row["code"]].is_success
    fields = {
        "hs_execution_state": "SUCCESS" if is_success else "FAIL_CONTINUE",
        "status": row["status"],
        "registrantId": row["registrant_id"] or "",
        "joinUrl": row["join_url"] or "",
        "errorCode": "" if is_success else row["code"],
        "errorText": "" if is_success else row["message"],
    }
    return {"outputFields": fields, "typedOutputs": {}}
