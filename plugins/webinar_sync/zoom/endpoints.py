"""The endpoints in use: path, rate-limit label, scope, and how each pages.

Labels, scopes and page sizes are those of Zoom's OpenAPI documents of 2026-08-09.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

Label = Literal["light", "medium", "heavy"]


@dataclass(frozen=True)
class Endpoint:
    """An endpoint. `rows` is the key of the listing; None for a single object."""

    path: str
    label: Label
    scope: str
    rows: str | None = None
    page_size: int | None = None
    method: str = "GET"


USERS = Endpoint("/users", "medium", "user:read:list_users:admin", "users", 2000)
HOST_WEBINARS = Endpoint(
    "/users/{user_id}/webinars", "medium", "webinar:read:list_webinars:admin", "webinars", 300
)
WEBINAR = Endpoint("/webinars/{webinar_id}", "light", "webinar:read:webinar:admin")
HISTORY = Endpoint(
    "/report/history_meetings",
    "heavy",
    "report:read:list_history_meetings:admin",
    "history_meetings",
    300,
)
UPCOMING = Endpoint(
    "/report/upcoming_events",
    "heavy",
    "report:read:upcoming_meetings_webinars:admin",
    "upcoming_events",
    300,
)
SESSION_REPORT = Endpoint("/report/webinars/{uuid}", "heavy", "report:read:webinar:admin")
PARTICIPANTS = Endpoint(
    "/report/webinars/{uuid}/participants",
    "heavy",
    "report:read:list_webinar_participants:admin",
    "participants",
    300,
)
REGISTRANTS = Endpoint(
    "/webinars/{webinar_id}/registrants",
    "medium",
    "webinar:read:list_registrants:admin",
    "registrants",
    300,
)
REGISTRANT = Endpoint(
    "/webinars/{webinar_id}/registrants/{registrant_id}", "light", "webinar:read:registrant:admin"
)
PANELISTS = Endpoint(
    "/webinars/{webinar_id}/panelists", "medium", "webinar:read:list_panelists:admin", "panelists"
)
QUESTIONS = Endpoint(
    "/webinars/{webinar_id}/registrants/questions",
    "light",
    "webinar:read:list_registration_questions:admin",
)
REGISTER = Endpoint(
    "/webinars/{webinar_id}/registrants", "light", "webinar:write:registrant:admin", method="POST"
)
REGISTER_BATCH = Endpoint(
    "/webinars/{webinar_id}/batch_registrants",
    "heavy",
    "webinar:write:batch_registrants:admin",
    method="POST",
)

REGISTRANT_STATUSES = ("approved", "pending", "denied")


def encode_uuid(uuid: str) -> str:
    """Encode a session's UUID for a path.

    Zoom wants a UUID that begins with `/` or contains `//` encoded twice, any other once.
    """
    once = quote(uuid, safe="")
    return quote(once, safe="") if uuid.startswith("/") or "//" in uuid else once
