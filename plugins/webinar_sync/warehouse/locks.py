"""The names of all advisory locks and channels in PostgreSQL, in one place.

SQL that takes a lock names it by the same text: `include/sql/queries` has `hashtextextended(…, 0)`.
"""

from __future__ import annotations

LOAD = "load"
"""Whoever computes marts or judges what landed holds it, for a transaction (`sync/lock_load`)."""
MIGRATION = "migrate"
"""Whoever brings the schemas up to date holds it."""
PUSH = "push_hubspot"
"""Whoever pushes to HubSpot holds it."""
REGISTRATION = "registration"
"""Whoever registers holds it: one at a time, so that nobody is registered twice."""

REGISTRATION_CHANNEL = "registration_requests"
"""PostgreSQL notifies it of each request that comes in."""


def extraction(account_id: str) -> str:
    """Return the lock that whoever reads a Zoom account holds."""
    return f"extract {account_id}"
