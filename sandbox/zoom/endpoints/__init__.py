"""Zoom's endpoints, a module for each resource: what each answers, with its label and scopes.

Labels, scopes, paths and parameters are those of Zoom's OpenAPI specifications of 2026-08-09, of
meetings (developers.zoom.us/api-hub/meetings) and of users.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.zoom.endpoints import (
    account_reports,
    recordings,
    registrant_status,
    registrants,
    registration,
    sessions,
    users,
    webinars,
)

if TYPE_CHECKING:
    from sandbox.zoom.calls import Endpoint

# The first that matches is taken: `/webinars/{ref}`, which matches everything below it, is last.
ENDPOINTS: tuple[Endpoint, ...] = (
    *users.ENDPOINTS,
    *account_reports.ENDPOINTS,
    *sessions.ENDPOINTS,
    *recordings.ENDPOINTS,
    *registration.ENDPOINTS,
    *registrant_status.ENDPOINTS,
    *registrants.ENDPOINTS,
    *webinars.ENDPOINTS,
)
ALL_SCOPES = tuple(dict.fromkeys(endpoint.scope for endpoint in ENDPOINTS))
_PATTERNS = tuple((endpoint.pattern, endpoint) for endpoint in ENDPOINTS)


def match(method: str, path: str) -> tuple[Endpoint, tuple[str, ...]] | None:
    """Return the endpoint of an undecoded path below /v2, with the pieces it leaves open."""
    for pattern, endpoint in _PATTERNS:
        if endpoint.method == method and (matching := pattern.fullmatch(path)):
            return endpoint, matching.groups()
    return None
