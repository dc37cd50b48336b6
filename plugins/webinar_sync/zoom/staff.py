"""Reads from a detail and from the panelists' listing who is on staff of a webinar. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def list_hosts(detail: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the host and the alternative hosts of a webinar, as rows of zoom.staff.

    Source: Zoom's OpenAPI document: `settings.alternative_hosts` holds addresses or Zoom ids,
    separated by commas (semicolons in older answers).
    """
    hosts = [_row("host", detail.get("host_email"), detail.get("host_id"))]
    settings = detail.get("settings")
    listed = settings.get("alternative_hosts") if isinstance(settings, dict) else None
    for name in re.split("[,;]", str(listed or "")):
        if "@" in name:
            hosts.append(_row("alternative_host", name, None))
        else:
            hosts.append(_row("alternative_host", None, name))
    return [row for row in hosts if row["email"] or row["zoom_id"]]


def list_panelists(panelists: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return panelists as rows of zoom.staff, each with what Zoom sent of them."""
    rows = [
        {**_row("panelist", row.get("email"), row.get("id")), "payload": row} for row in panelists
    ]
    return [row for row in rows if row["email"] or row["zoom_id"]]


def _row(role: str, email: object, zoom_id: object) -> dict[str, Any]:
    address = str(email or "").strip()
    known_id = str(zoom_id or "").strip()
    return {
        "person_key": f"{role} {known_id} {address.lower()}",
        "role": role,
        "email": address,
        "zoom_id": known_id,
    }
