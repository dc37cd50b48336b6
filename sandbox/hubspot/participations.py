"""What a contact's participation in a marketing event is: its state, and how long it lasted.

Source: HubSpot's guide on marketing events,
developers.hubspot.com/docs/api-reference/legacy/marketing/marketing-events/guide. The verbs are
those of the specification: the guide's REGISTERED, ATTENDED and CANCELLED are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.hubspot.errors import HubspotError

if TYPE_CHECKING:
    from datetime import datetime

VERBS = {"register": "REGISTERED", "attend": "ATTENDED", "cancel": "CANCELLED"}
STATES = ("REGISTERED", "CANCELLED", "ATTENDED", "NO_SHOW")


@dataclass(frozen=True)
class Participation:
    """A contact's state in a marketing event from a moment on; state EMPTY: none."""

    written_at: datetime
    state: str
    occurred_at: datetime
    joined_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def duration_seconds(self) -> int | None:
        """HubSpot's attended seconds: from joining to leaving."""
        if self.joined_at is None or self.left_at is None:
            return None
        return round((self.left_at - self.joined_at).total_seconds())

    def percentage(self, start: datetime | None, end: datetime | None) -> str | None:
        """Return HubSpot's attended percentage, against the start and end of the event."""
        seconds = self.duration_seconds
        if seconds is None or start is None or end is None or end <= start:
            return None
        return f"{min(1.0, seconds / (end - start).total_seconds()):.4f}"


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
