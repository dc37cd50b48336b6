"""Batches: their sizes, who is to blame when HubSpot refuses a whole one, reasons by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from webinar_sync.hubspot.batches import (
    ROW_STATUSES,
    BatchResult,
    Row,
    batches,
    least_requests,
    reasons_by_key,
    send_split,
)
from webinar_sync.hubspot.errors import HubspotRefusedError, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BAD = Reason("VALIDATION_ERROR")


def rows(count: int) -> list[Row]:
    """Return rows with keys from 0."""
    return [{"object_key": str(number)} for number in range(count)]


def refusing(
    bad_keys: set[str], sizes: list[int], status: int = 400
) -> Callable[[Sequence[Row]], BatchResult]:
    """Return a function that refuses a whole batch with a bad row, and keeps the batches' sizes."""

    def send(batch: Sequence[Row]) -> BatchResult:
        sizes.append(len(batch))
        if any(row["object_key"] in bad_keys for row in batch):
            raise HubspotRefusedError("POST: HTTP 400", status, BAD)
        return BatchResult(accepted=list(batch))

    return send


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (100, [100]), (250, [100, 100, 50])]
)
def test_a_batch_has_a_hundred_rows_at_most(count: int, sizes: list[int]) -> None:
    assert [len(batch) for batch in batches(rows(count))] == sizes
    assert least_requests(count).total() == len(sizes)


def test_a_refused_batch_is_halved_until_the_bad_rows_are_alone() -> None:
    sizes: list[int] = []

    result = send_split(rows(8), refusing({"5"}, sizes))

    assert [row["object_key"] for row in result.accepted] == ["0", "1", "2", "3", "4", "6", "7"]
    assert result.refused == [({"object_key": "5"}, BAD)]
    assert sizes == [8, 4, 4, 2, 1, 1, 2]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_that_is_not_due_to_rows_is_raised_at_once(status: int) -> None:
    sizes: list[int] = []

    with pytest.raises(HubspotRefusedError):
        send_split(rows(8), refusing({"5"}, sizes, status), row_statuses=ROW_STATUSES)

    assert sizes == [8]


def test_reasons_are_kept_by_every_key_that_an_error_names() -> None:
    first = {"category": "VALIDATION_ERROR", "context": {"objectWriteTraceId": ["a", "b"]}}
    second = {"category": "CONFLICT", "context": {"ids": [17], "objectWriteTraceId": ["b"]}}

    reasons = reasons_by_key(
        {"errors": [first, second, {"category": "UNKNOWN"}]}, "objectWriteTraceId", "ids"
    )

    assert reasons == {
        "a": Reason("VALIDATION_ERROR"),
        "b": Reason("VALIDATION_ERROR"),
        "17": Reason("CONFLICT"),
    }
