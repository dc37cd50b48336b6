"""Freezes webinars of whose people the settings keep what Zoom sent no longer.

Rows of the schema `zoom` and of the ledger about people are deleted; how many there were is kept,
by code. Rows of `marts` stay, and no load writes or deletes them any more: contacts are computed
from them as before, and HubSpot is told nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from webinar_sync.load.queue import resolve_changes
from webinar_sync.warehouse.locks import lock_load
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from webinar_sync.runs.run import Run

MOST_WEBINARS = 100
"""What one transaction freezes at most."""
_KEEP = (
    "upsert_frozen_outcomes",
    "update_loaded_outcomes_frozen",
    "update_loaded_webinars_frozen",
    "update_occurrences_frozen",
    "update_registrations_frozen",
    "update_sessions_frozen",
    "update_readings_frozen",
    "update_speakers_frozen",
    "delete_frozen_refusals",
)
_DELETE = (
    "delete_frozen_rejected_rows",
    "delete_frozen_connections",
    "delete_frozen_registrants",
    "delete_frozen_former_registrations",
    "delete_frozen_registrant_sources",
    "delete_frozen_polls",
    "delete_frozen_questions",
    "delete_frozen_webhook_cancellations",
    "delete_frozen_outcomes",
)
_Webinar = tuple[str, int]


def freeze_old_webinars(run: Run) -> dict[str, int]:
    """Freeze the webinars that ended longer ago than `zoom_kept_days`, as a step of the run.

    Each portion is one transaction in which no load is under way, and nothing of it lands. What
    waits for a load is left to another night.

    :returns: how many webinars were frozen, and how many rows were deleted; empty while it is off
    """
    if run.warehouse.rows("settings/select_zoom_kept_days")[0]["zoom_kept_days"] is None:
        return {}
    return run.do_step("freeze", lambda: _freeze_all(run))


def _freeze_all(run: Run) -> Counter[str]:
    counts: Counter[str] = Counter()
    resolve_changes(run.warehouse)  # whom a change concerns is computed once more before
    after: _Webinar | None = ("", 0)
    while after is not None:
        after = _freeze_next(run, after, counts)
    return counts


def _freeze_next(run: Run, after: _Webinar, counts: Counter[str]) -> _Webinar | None:
    """Freeze the webinars that follow one; return the last of them; None: there was none."""
    with run.warehouse.transaction() as transaction:
        lock_load(transaction)
        account_id, webinar_id = after
        chosen = transaction.execute(
            query("zoom/lock_webinars_to_freeze"),
            {
                "after_account": account_id,
                "after_webinar": webinar_id,
                "most_webinars": MOST_WEBINARS,
            },
        ).all()
        if not chosen:
            return None
        values: dict[str, Any] = {
            "run_id": run.run_id,
            "account_ids": [webinar.account_id for webinar in chosen],
            "webinar_ids": [webinar.webinar_id for webinar in chosen],
        }
        transaction.execute(query("zoom/lock_sessions_to_freeze"), values)
        frozen = transaction.execute(query("zoom/upsert_frozen_webinars"), values).all()
        for name in _KEEP:
            transaction.execute(query(f"zoom/{name}"), {"run_id": run.run_id})
        rows = sum(transaction.execute(query(f"zoom/{name}")).rowcount for name in _DELETE)
        transaction.execute(query("zoom/delete_frozen_marks"))
    counts["webinars_frozen"] += len(frozen)
    counts["rows_deleted"] += rows
    return chosen[-1].account_id, chosen[-1].webinar_id
