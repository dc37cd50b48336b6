"""Names by which the parts of the action find each other in PostgreSQL."""

from __future__ import annotations

LOCK = "registration"
"""Whoever registers holds it: one at a time, so that nobody is registered twice."""
CHANNEL = "registration_requests"
"""PostgreSQL notifies it of each request that comes in."""
