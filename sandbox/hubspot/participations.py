"""What a contact's participation in a marketing event is: its state, and how long it lasted.

Source: HubSpot's guide on marketing events,
developers.hubspot.com/docs/api-reference/legacy/marketing/marketing-events/guide. The verbs are
those of the specification: the guide's REGISTERED, ATTENDED and CANCELLED are refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sandbox.hubspot.errors import HubspotError

if TYPE_CHECKING:
    from datetime import datetime

VERBS = {"register": "REGISTERED", "attend": "ATTENDED", "cancel": "CANCELLED"}
STATES = ("REGISTERED", "CANCELLED", "ATTENDED", "NO_SHOW")


@dataclass(frozen=True)
class Participation:
    """A contact's state in a marketing event from a moment on; state EMPTY: none.

    `duration_seconds`, `percentage`: of an attendance, from joining to leaving, of the event.
    HubSpot computes them when the event is completed; None until then (HubSpot's changelog:
    changes to the Marketing Events API).
    """

    written_at: datetime
    state: str
    occurred_at: datetime
    joined_at: datetime | None = None
    left_at: datetime | None = None
    duration_seconds: int | None = None
    percentage: str | None = None

    def with_duration(self, start: datetime | None, end: datetime | None) -> Participation:
        """Return the participation with its duration, in an event from start to end."""
        if self.joined_at is None or self.left_at is None:
            return self
        seconds = round((self.left_at - self.joined_at).total_seconds())
        percentage = None
        if start is not None and end is not None and end > start:
            percentage = f"{min(1.0, seconds / (end - start).total_seconds()):.4f}"
        return replace(self, duration_seconds=seconds, percentage=percentage)


def check_verb(verb: str) -> str:
    """Return a verb that HubSpot knows.

    :raises HubspotError: 400, with HubSpot's text
    """
    if verb not in VERBS:
        raise HubspotError(
            400,
            "VALIDATION_ERROR",
            f"Unknown state for '{verb}'. Correct are 'register', 'attend' or 'cancel'.",
        )
    return verb
