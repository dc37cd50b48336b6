"""Batches: what HubSpot says of each row of one, and what is done if it refuses one as a whole.

HubSpot answers a batch with 207 and a list of errors where each input has an `objectWriteTraceId`
(HubSpot: error handling); else one bad row can fail all (400). Then the batch is halved until the
bad row is alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from webinar_sync.hubspot.errors import HubspotRefusedError, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Row = dict[str, Any]
"""A row of a statement of `include/sql/hubspot`."""

BATCH = 100
"""Rows in a request: HubSpot's limit for contacts. It states none for marketing events."""
NOT_ANSWERED = Reason("NOT_ANSWERED")
"""HubSpot's answer says nothing about the row."""
OF_ROWS_ALONE = frozenset({400, 409, 413, 422})
"""Refusals of a whole request that may be for single rows of it."""
OF_ROWS = OF_ROWS_ALONE | {404}
"""The same, where nothing but rows can be what is not there."""


@dataclass
class Verdict:
    """Which rows HubSpot took, and which it refused, and why."""

    taken: list[Row] = field(default_factory=list)
    refused: list[tuple[Row, Reason]] = field(default_factory=list)

    def add(self, other: Verdict) -> None:
        """Take in what became of other rows."""
        self.taken += other.taken
        self.refused += other.refused


def batches(rows: Iterable[Mapping[str, Any]], size: int = BATCH) -> Iterator[list[Row]]:
    """Group rows, as they come, into lists of up to `size`."""
    batch: list[Row] = []
    for row in rows:
        batch.append(dict(row))
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def send_split(
    rows: Sequence[Row],
    send: Callable[[Sequence[Row]], Verdict],
    *,
    of_rows: frozenset[int] = OF_ROWS,
) -> Verdict:
    """Send rows; where they are refused as a whole, find out for which of them.

    :param of_rows: HTTP statuses that may be for the rows
    :raises HubspotError: if it was not for the rows
    """
    try:
        return send(rows)
    except HubspotRefusedError as error:
        if error.status not in of_rows:
            raise
        if len(rows) == 1:
            return Verdict(refused=[(rows[0], error.reason)])
    middle = len(rows) // 2
    verdict = send_split(rows[:middle], send, of_rows=of_rows)
    verdict.add(send_split(rows[middle:], send, of_rows=of_rows))
    return verdict


def errors_by(body: Mapping[str, Any], *names: str) -> dict[str, Reason]:
    """Return the errors of a batch by what their context names, such as objectWriteTraceId."""
    found: dict[str, Reason] = {}
    for error in body.get("errors") or []:
        context = error.get("context") or {}
        for name in names:
            for key in context.get(name) or []:
                found.setdefault(str(key), Reason.of(error))
    return found


def as_json(rows: Iterable[Row]) -> str:
    """Return rows as JSON for a statement's parameter: times and numbers as their texts."""
    return json.dumps(list(rows), default=str)
