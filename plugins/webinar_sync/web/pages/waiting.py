"""What waits, and what for: the queue of the load, refusals, the inboxes, HubSpot's gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from webinar_sync.hubspot.gate.words import gate_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from webinar_sync.warehouse.engine import Warehouse

MOST_EXPLAINED = 1_000
"""Of so many webinars in the queue it is said what they wait for; of more, it would take long."""
_NO_HISTORY = {"events": 0, "contacts": 0}

Kind = Literal[
    "queue", "webinars", "later", "sessions", "zoom_refusal", "hubspot_refusal", "registrations",
    "webhooks", "gate",
]  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """Something that waits: how many, since when, when it is tried next.

    - row: as the query has it; the template says by kind what it is
    - words: a sentence of the warehouse, in English
    """

    kind: Kind
    number: int
    since: datetime | None
    next_at: datetime | None
    row: dict[str, Any]
    words: str = ""


def read_waiting(warehouse: Warehouse) -> list[Waiting]:
    """Return what waits."""
    return [
        *_queue(warehouse),
        *_rows("sessions", "sessions", warehouse.rows("pages/select_sessions_waiting")),
        *_rows("zoom_refusal", "resources", warehouse.rows("pages/select_zoom_refusals")),
        *_rows("webhooks", "events", warehouse.rows("pages/select_webhooks_waiting")),
        *_rows("registrations", "requests", warehouse.rows("pages/select_registrations_waiting")),
        *_rows("hubspot_refusal", "resources", warehouse.rows("pages/select_hubspot_refusals")),
        *_gate(warehouse),
    ]


def _queue(warehouse: Warehouse) -> Iterator[Waiting]:
    (queue,) = warehouse.rows("pages/count_queue")
    if queue["due"]:
        yield Waiting("queue", queue["due"], queue["since"], None, queue)
    if 0 < queue["due"] <= MOST_EXPLAINED:
        yield from _rows("webinars", "webinars", warehouse.rows("pages/select_webinars_waiting"))
    if queue["later"]:
        yield Waiting("later", queue["later"], None, queue["next_at"], queue)


def _gate(warehouse: Warehouse) -> Iterator[Waiting]:
    """Yield what HubSpot's gate holds, as the plan of a push says it."""
    for row in warehouse.rows("hubspot/select_gate_counts"):
        (words,) = gate_lines([row], _NO_HISTORY)
        yield Waiting("gate", row["things"], None, row["next_at"], row, words)


def _rows(kind: Kind, number: str, rows: Sequence[dict[str, Any]]) -> Iterator[Waiting]:
    for row in rows:
        if row[number]:
            yield Waiting(kind, row[number], row.get("since"), row["next_at"], row)
