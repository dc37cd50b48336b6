"""HubSpot's endpoints, a module for each resource: what each answers, and the scope it needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sandbox.hubspot.endpoints import (
    account,
    contacts,
    custom_events,
    lists,
    marketing_events,
    participations,
    properties,
    workflows,
)
from sandbox.hubspot.endpoints.contacts import SEARCH

if TYPE_CHECKING:
    from sandbox.hubspot.calls import Endpoint

__all__ = ["ENDPOINTS", "SEARCH", "match"]

# The first that matches is taken. Participations have fixed words where marketing events have ids.
ENDPOINTS: tuple[Endpoint, ...] = (
    *account.ENDPOINTS,
    *contacts.ENDPOINTS,
    *properties.ENDPOINTS,
    *participations.ENDPOINTS,
    *marketing_events.ENDPOINTS,
    *custom_events.ENDPOINTS,
    *lists.ENDPOINTS,
    *workflows.ENDPOINTS,
)
_ROUTES = tuple((endpoint.method, endpoint.pattern, endpoint) for endpoint in ENDPOINTS)


def match(method: str, path: str) -> tuple[Endpoint | None, dict[str, str]]:
    """Return the endpoint of an undecoded path, or None, and the decoded pieces it leaves open.

    A slash at the end changes nothing: the specification writes some paths with it.
    """
    path = re.sub(r"^/events/custom/(2026-09)/", r"/events/\1/", path.rstrip("/"))
    for endpoint_method, pattern, endpoint in _ROUTES:
        matching = pattern.fullmatch(path)
        if matching and endpoint_method == method:
            parts = {name: unquote(value) for name, value in matching.groupdict().items()}
            if parts.get("version") in (None, *endpoint.versions):
                return endpoint, parts
    return None, {}
