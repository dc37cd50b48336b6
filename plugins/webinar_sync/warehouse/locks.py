"""The names of all advisory locks and notification channels in PostgreSQL.

A lock's number is `hashtextextended(name, 0)`. SQL that takes a lock writes the same name.
"""

from __future__ import annotations

LOAD = "load"
"""Held for a transaction while marts are computed or landed rows are judged (query `lock_load`)."""
MIGRATION = "migrate"
"""Held by whoever brings the schemas up to date."""
PUSH = "push_hubspot"
"""Held by whoever pushes to HubSpot."""
REGISTRATION = "registration"
"""Held by whoever registers contacts: one at a time, so that nobody is registered twice."""

REGISTRATION_CHANNEL = "registration_requests"
"""The channel that is notified of each request that comes in."""


def extraction(account_id: str) -> str:
    """Return the name of the lock that is held by whoever reads a Zoom account."""
    return f"extract {account_id}"
