"""Batches of rows: which of them HubSpot accepted, and which it refused and why.

HubSpot answers a batch with 207 and a list of errors where each input has an `objectWriteTraceId`
(HubSpot: error handling). Otherwise one bad row can fail the whole batch (400): then the batch is
halved until the bad row is alone.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.errors import HubspotRefusedError, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Row = dict[str, Any]
"""A row that a statement selected, for one object in HubSpot."""

BATCH_SIZE = 100
"""Rows in a request: HubSpot's limit for contacts. It states none for marketing events."""
LEAST_REQUESTS = "requests_least"
"""The count of requests that a step cannot do without."""
NOT_ANSWERED = Reason("NOT_ANSWERED")
"""HubSpot's response does not mention the row."""
NOT_FOUND = "OBJECT_NOT_FOUND"
"""The category of errors about what does not exist."""
ROW_STATUSES = frozenset({400, 409, 413, 422})
"""HTTP statuses of a refused request that may be due to single rows of it."""
ROW_OR_MISSING_STATUSES = ROW_STATUSES | {404}
"""The same, where only what the rows name can be missing."""


@dataclass
class BatchResult:
    """Which rows HubSpot accepted, and which it refused and why."""

    accepted: list[Row] = field(default_factory=list)
    refused: list[tuple[Row, Reason]] = field(default_factory=list)

    def add(self, other: BatchResult) -> None:
        """Add the result of other rows."""
        self.accepted += other.accepted
        self.refused += other.refused


def batches(rows: Iterable[Mapping[str, Any]], size: int = BATCH_SIZE) -> Iterator[list[Row]]:
    """Group rows, as they come, into lists of up to `size`."""
    batch: list[Row] = []
    for row in rows:
        batch.append(dict(row))
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def batches_by_event(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Row]]:
    """Group rows, ordered by event, into batches of one event."""
    for _, group in groupby(rows, key=lambda row: row["object_id"]):
        yield from batches(group)


def least_requests(rows: int, size: int = BATCH_SIZE) -> Counter[str]:
    """Return how many requests so many rows need at least, as a count of a step."""
    return Counter({LEAST_REQUESTS: -(-rows // size)})


def send_split(
    rows: Sequence[Row],
    send: Callable[[Sequence[Row]], BatchResult],
    *,
    row_statuses: frozenset[int] = ROW_OR_MISSING_STATUSES,
) -> BatchResult:
    """Send rows; if they are refused as a whole, halve them to find out which are to blame.

    :param row_statuses: HTTP statuses that may be due to single rows
    :raises HubspotError: if the rows were not to blame
    """
    try:
        return send(rows)
    except HubspotRefusedError as error:
        if error.status not in row_statuses:
            raise
        if len(rows) == 1:
            return BatchResult(refused=[(rows[0], error.reason)])
    middle = len(rows) // 2
    result = send_split(rows[:middle], send, row_statuses=row_statuses)
    result.add(send_split(rows[middle:], send, row_statuses=row_statuses))
    return result


def reasons_by_key(body: Mapping[str, Any], *context_names: str) -> dict[str, Reason]:
    """Return why rows of a batch were refused, by the keys in the errors' context.

    :param context_names: where the keys stand in the context, such as objectWriteTraceId
    """
    reasons: dict[str, Reason] = {}
    for error in errors_of(body):
        context = error.get("context")
        if not isinstance(context, dict):
            continue
        for name in context_names:
            keys = context.get(name)
            for key in keys if isinstance(keys, list) else ():
                reasons.setdefault(str(key), Reason.of(error))
    return reasons


def errors_of(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the errors that a batch's answer names, each about one row or several."""
    errors = body.get("errors")
    if not isinstance(errors, list):
        return []
    return [error for error in errors if isinstance(error, dict)]


def as_json(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as JSON for a statement's parameter: times and numbers as their texts."""
    return json.dumps(list(rows), default=str)
