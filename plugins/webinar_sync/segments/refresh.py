"""Computes every saved segment anew, and keeps who is in it; a broken one costs only itself."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

from webinar_sync.segments.errors import SegmentRefusedError, SegmentSlowError
from webinar_sync.segments.members import LIMIT_SECONDS, find_members
from webinar_sync.warehouse.queries import query

if TYPE_CHECKING:
    from webinar_sync.runs.run import Run

STEP = "refresh_segments"
OBJECT_KIND = "segment"
REFUSED, SLOW = "refused", "slow"

log = logging.getLogger(__name__)


def refresh_segments(run: Run, *, limit_seconds: float = LIMIT_SECONDS) -> dict[str, int]:
    """Compute all saved segments as a step of the run; return its counts, empty without segments.

    What is wrong with a segment's SQL is an issue; its members stay as they were.
    """
    if not _has_work(run):
        return {}
    return run.do_step(STEP, lambda: _refresh_all(run, limit_seconds))


def _has_work(run: Run) -> bool:
    (row,) = run.warehouse.rows("segments/select_has_segments")
    return bool(row["has_segments"])


def _refresh_all(run: Run, limit_seconds: float) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in run.warehouse.rows("segments/delete_other_segments"):
        run.close_issues(OBJECT_KIND, row["segment"], [REFUSED, SLOW])
    for segment in run.warehouse.rows("segments/select_segments"):
        name = segment["name"]
        try:
            contact_ids = find_members(run.warehouse, segment["sql"], limit_seconds=limit_seconds)
        except SegmentRefusedError as error:
            counts["segments_broken"] += 1
            _report(run, name, error)
            continue
        counts["segments"] += 1
        counts.update(_keep_members(run, segment, contact_ids))
        run.close_issues(OBJECT_KIND, name, [REFUSED, SLOW])
    return counts


def _keep_members(run: Run, segment: dict[str, str], contact_ids: list[int]) -> Counter[str]:
    """Write a segment's members, all or nothing."""
    with run.warehouse.transaction() as transaction:
        (row,) = transaction.execute(
            query("segments/merge_members"),
            {
                "segment": segment["name"],
                "description": segment["description"],
                "contact_ids": contact_ids,
                "run_id": run.run_id,
            },
        )
    log.info(
        "segment %s: %s members, %s entered, %s departed",
        segment["name"],
        row.members,
        row.entered,
        row.departed,
    )
    return Counter(
        segment_members=row.members,
        segment_members_entered=row.entered,
        segment_members_departed=row.departed,
    )


def _report(run: Run, name: str, error: SegmentRefusedError) -> None:
    code, other = (SLOW, REFUSED) if isinstance(error, SegmentSlowError) else (REFUSED, SLOW)
    log.warning("segment %s: %s", name, error)
    run.open_issue(
        OBJECT_KIND,
        name,
        code,
        message=f"The segment {name} was not computed, and keeps the members of its last refresh. "
        f"{error}",
    )
    run.close_issues(OBJECT_KIND, name, [other])
