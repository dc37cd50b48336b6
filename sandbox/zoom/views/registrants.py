"""How registrants look in Zoom's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.zoom.views.formats import JsonObject, overlaid, personal_url, stamp

if TYPE_CHECKING:
    from sandbox.zoom.model import Registrant, Webinar


def registrant_row(registrant: Registrant, status: str, webinar: Webinar) -> JsonObject:
    """Return a registrant with the personal join URL that the approved ones have."""
    row: JsonObject = {
        "id": registrant.id,
        "first_name": registrant.first_name,
        "last_name": registrant.last_name,
        "email": registrant.email,
        "address": "",
        "city": "",
        "country": "",
        "zip": "",
        "state": "",
        "phone": "",
        "industry": "",
        "org": "",
        "job_title": "",
        "purchasing_time_frame": "",
        "role_in_purchase_process": "",
        "no_of_employees": "",
        "comments": "",
        "custom_questions": [],
        "status": status,
        "create_time": stamp(registrant.create_time),
    }
    if status == "approved":
        row["join_url"] = personal_url(webinar.id, registrant.id)
    return overlaid(row, registrant.raw)
