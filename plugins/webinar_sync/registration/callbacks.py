"""Completes the callbacks that HubSpot's workflows wait for, a hundred at once.

An outcome is sent until HubSpot accepts it or the workflow no longer waits. When it is sent twice,
HubSpot gets the same text twice.
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.endpoints import COMPLETE_CALLBACK, COMPLETE_CALLBACKS
from webinar_sync.hubspot.errors import HubspotError, HubspotRefusedError
from webinar_sync.registration.outcomes import OUTCOMES_BY_ACTION, REMOVE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from webinar_sync.hubspot.client import HubspotClient
    from webinar_sync.runs.run import Run

BATCH = 100
"""Callbacks in a request. HubSpot states no limit."""

log = logging.getLogger(__name__)


def complete_callbacks(run: Run, hubspot: HubspotClient) -> Counter[str]:
    """Send HubSpot every outcome that a workflow waits for; return counts.

    :raises HubspotError: if HubSpot does not answer, or refuses the token: the rest stays due
    """
    counts: Counter[str] = Counter()
    for rows in _due_batches(run):
        keys = [row["request_key"] for row in rows]
        try:
            accepted = _send(hubspot, rows)
        except HubspotError:
            _defer(run, keys)
            raise
        run.warehouse.execute(
            "registration/update_answered",
            request_keys=sorted(accepted),
            asked_at=rows[0]["asked_at"],
            run_id=run.run_id,
        )
        refused = [key for key in keys if key not in accepted]
        if refused:
            _defer(run, refused)
        counts += Counter(callbacks_completed=len(accepted), callbacks_deferred=len(refused))
    return counts


def defer_callbacks(run: Run) -> Counter[str]:
    """Defer all callbacks that are due, because HubSpot cannot be reached now; return counts."""
    counts: Counter[str] = Counter()
    for rows in _due_batches(run):
        _defer(run, [row["request_key"] for row in rows])
        counts += Counter(callbacks_deferred=len(rows))
    return counts


def _due_batches(run: Run) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of callbacks to be completed, each once."""
    keys: list[str] = []
    while rows := run.warehouse.rows("registration/select_to_answer", seen=keys, most=BATCH):
        keys += [row["request_key"] for row in rows]
        yield rows


def _defer(run: Run, keys: Sequence[str]) -> None:
    run.warehouse.execute("registration/defer_answers", request_keys=list(keys), run_id=run.run_id)


def _send(hubspot: HubspotClient, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Return the keys of the callbacks that HubSpot accepted.

    :raises HubspotError: if the error concerns not one of them, but all
    """
    inputs = [{"callbackId": row["request_key"], **completion(row)} for row in rows]
    try:
        hubspot.call(COMPLETE_CALLBACKS, {"inputs": inputs})
    except HubspotRefusedError as error:
        log.warning("%s: each callback is completed by a request of its own", error)
        return {row["request_key"] for row in rows if _is_accepted(hubspot, row)}
    return {row["request_key"] for row in rows}


def _is_accepted(hubspot: HubspotClient, row: dict[str, Any]) -> bool:
    """Complete one callback, and tell whether HubSpot accepted it."""
    try:
        hubspot.call(COMPLETE_CALLBACK, completion(row), callback_id=row["request_key"])
    except HubspotRefusedError as error:
        log.warning("HubSpot did not accept a callback, so a workflow still waits: %s", error)
        return False
    return True


def completion(row: dict[str, Any]) -> dict[str, Any]:
    """Return what completes a callback: the output fields of the action. Their values are texts.

    :param row: the action; code, status and message of the outcome; registrant_id and join_url
    """
    is_success = OUTCOMES_BY_ACTION[row["action"]][row["code"]].is_success
    fields = {
        "hs_execution_state": "SUCCESS" if is_success else "FAIL_CONTINUE",
        "status": row["status"],
        "registrantId": row["registrant_id"] or "",
        "joinUrl": row["join_url"] or "",
        "errorCode": "" if is_success else row["code"],
        "errorText": "" if is_success else row["message"],
    }
    if row["action"] == REMOVE:
        del fields["joinUrl"]
    return {"outputFields": fields, "typedOutputs": {}}
