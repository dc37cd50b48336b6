"""Rows that HubSpot refused: deferred, reported in sync.errors, and cleared once accepted."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from webinar_sync.hubspot.batches import BatchResult, Row, as_json
from webinar_sync.hubspot.issues import OBJECT_KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from webinar_sync.hubspot.errors import Reason
    from webinar_sync.hubspot.run import HubspotRun

REFUSED = "refused"

log = logging.getLogger(__name__)


def defer_refused(
    run: HubspotRun,
    row_kind: str,
    refused: Sequence[tuple[Row, Reason]],
    describe: Callable[[Row], str],
) -> None:
    """Defer rows that HubSpot refused, and report each in sync.errors, without its values.

    :param row_kind: as `contact`, `marketing_event` or `list_member`
    :param describe: names a row in the middle of a sentence
    """
    if not refused:
        return
    run.warehouse.execute(
        "hubspot/upsert_refusals",
        object_kind=row_kind,
        rows=as_json(
            {"object_key": row["object_key"], "digest": row["digest"]} for row, _ in refused
        ),
        run_id=run.run_id,
    )
    for row, reason in refused:
        log.warning("HubSpot refused the %s %s: %s", row_kind, row["object_key"], reason)
        run.open_issue(
            f"{OBJECT_KIND} {row_kind}",
            row["object_key"],
            REFUSED,
            message=f"HubSpot refused {describe(row)}: {reason}.",
        )


def clear_refusals(run: HubspotRun, row_kind: str, result: BatchResult) -> None:
    """Record that rows refused before were accepted at last."""
    keys = [row["object_key"] for row in result.accepted]
    for refusal in run.warehouse.rows(
        "hubspot/delete_refusals", object_kind=row_kind, object_keys=keys
    ):
        run.close_issues(f"{OBJECT_KIND} {row_kind}", refusal["object_key"], [REFUSED])
