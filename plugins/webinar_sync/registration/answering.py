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
    """Tell HubSpot every outcome that a workflow waits for; return counts."""
    counts: Counter[str] = Counter()
    seen: list[str] = []
    while rows := warehouse.rows("registration/select_to_answer", seen=seen, most=BATCH):
        keys = [row["request_key"] for row in rows]
        seen += keys
        taken = _send(hubspot, rows)
        refused = [key for key in keys if key not in taken]
        warehouse.execute("registration/update_answered", request_keys=sorted(taken), run_id=run_id)
        if refused:
            warehouse.execute("registration/put_off_answers", request_keys=refused, run_id=run_id)
        counts += Counter(answered=len(taken), answers_put_off=len(refused))
    return counts


def _send(hubspot: HubspotClient, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Return the keys of the callbacks that HubSpot took."""
    inputs = [{"callbackId": one["request_key"], **_outputs(one)} for one in rows]
    try:
        hubspot.call(COMPLETE_CALLBACKS, {"inputs": inputs})
    except HubspotRefusedError as error:
        log.warning("%s: callbacks are completed one by one", error)
    except HubspotError as error:
        log.warning("workflows wait for %d answers: %s", len(rows), error)
        return set()
    else:
        return {one["request_key"] for one in rows}
    return {one["request_key"] for one in rows if _send_one(hubspot, one)}


def _send_one(hubspot: HubspotClient, row: dict[str, Any]) -> bool:
    try:
        hubspot.call(COMPLETE_CALLBACK, _outputs(row), callback_id=row["request_key"])
    except HubspotError as error:
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
