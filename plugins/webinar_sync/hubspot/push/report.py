"""What a push did, in numbers and in sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.batches import LEAST_REQUESTS
from webinar_sync.hubspot.endpoints import SET_UP_KINDS
from webinar_sync.runs.report import Report, read_remedies

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.engine import Warehouse


def finish_push(run: Run, expected_steps: Collection[str]) -> Report:
    """End a push in `sync.runs`, and return its report."""
    steps = run.warehouse.rows("sync/select_run_steps", run_id=run.run_id)
    problems = [
        f"{step['step']}: {step['message'] or 'was stopped before its end'}"
        for step in steps
        if step["state"] != "done"
    ]
    recorded = {step["step"] for step in steps}
    missing = [name for name in expected_steps if name not in recorded]
    if missing:
        problems.append(f"not done: {', '.join(missing)}")
    counts = _sum_counts(steps)
    endpoints = run.warehouse.rows("hubspot/select_requests", run_id=run.run_id)
    counts["requests"] = sum(int(row["requests"]) for row in endpoints)
    counts["requests_to_set_up"] = sum(
        int(row["requests"]) for row in endpoints if row["kind"] in SET_UP_KINDS
    )
    refused = [
        f"{value} {name}" for name, value in counts.items() if name.endswith("_refused") and value
    ]
    message = "; ".join(problems or ["HubSpot is up to date", *refused])
    run.end("failed" if problems else "success", message, counts)
    return Report(not problems, message, dict(counts), summary_lines(counts), read_remedies(run))


def summary_lines(counts: Counter[str]) -> list[str]:
    """Return what a push did, as lines of text with numbers."""
    return [
        *(
            f"HubSpot {name.replace('_', ' ')}: {value}"
            for name, value in counts.items()
            if value and not name.startswith("requests")
        ),
        f"HubSpot requests: {counts['requests']} (least possible: {counts[LEAST_REQUESTS]}, and "
        f"{counts['requests_to_set_up']} to set up)",
    ]


def push_lines(warehouse: Warehouse, since: datetime) -> list[str]:
    """Return what all pushes did since a moment, as lines of text with numbers."""
    return summary_lines(_sum_counts(warehouse.rows("hubspot/select_push_counts", since=since)))


def _sum_counts(rows: Iterable[dict[str, Any]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update({name: int(value) for name, value in row["counts"].items()})
    return counts
