"""The endpoints in use: path, rate-limit label, scope, and how each pages.

Labels, scopes and page sizes are those of Zoom's OpenAPI documents of 2026-08-09.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from webinar_sync.zoom import row_rules
from webinar_sync.zoom.answers import judge_registrant, judge_session_report, judge_webinar
from webinar_sync.zoom.recording_answers import judge_recording

Judge = Callable[[str, Mapping[str, Any], Mapping[str, Any]], None]
"""Judges an object: the request's name, the object, and the values of the request's path."""
Label = Literal["light", "medium", "heavy"]


@dataclass(frozen=True)
class Endpoint:
    """An endpoint that answers a single object.

    `judge` raises `ZoomBadAnswerError` for what is not that object.
    """

    path: str
    label: Label
    scope: str
    method: str = field(default="GET", kw_only=True)
    judge: Judge | None = field(default=None, kw_only=True)

    @property
    def name(self) -> str:
        """What errors call a request to it: method and path template, never values."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class ListEndpoint(Endpoint):
    """An endpoint that answers a listing, its rows under the key `rows`.

    `rules`: what its rows must be like for the listing to be landed; odd rows are then set aside
    one by one. None: they must be objects.
    """

    rows: str
    page_size: int | None = None
    """The largest that Zoom allows; None: Zoom takes no page size."""
    rules: row_rules.RowRules | None = field(default=None, kw_only=True)


USERS = ListEndpoint("/users", "medium", "user:read:list_users:admin", "users", 2000)
HOST_WEBINARS = ListEndpoint(
    "/users/{user_id}/webinars", "medium", "webinar:read:list_webinars:admin", "webinars", 300
)
WEBINAR = Endpoint(
    "/webinars/{webinar_id}", "light", "webinar:read:webinar:admin", judge=judge_webinar
)
HISTORY = ListEndpoint(
    "/report/history_meetings",
    "heavy",
    "report:read:list_history_meetings:admin",
    "history_meetings",
    300,
    rules=row_rules.SESSIONS,
)
UPCOMING = ListEndpoint(
    "/report/upcoming_events",
    "heavy",
    "report:read:upcoming_meetings_webinars:admin",
    "upcoming_events",
    300,
)
SESSION_REPORT = Endpoint(
    "/report/webinars/{uuid}", "heavy", "report:read:webinar:admin", judge=judge_session_report
)
HOST_REPORT = ListEndpoint(
    "/report/users/{user_id}/meetings", "heavy", "report:read:user:admin", "meetings", 300
)
INSTANCES = ListEndpoint(
    "/past_webinars/{webinar_id}/instances",
    "light",
    "webinar:read:list_past_instances:admin",
    "webinars",
)
PARTICIPANTS = ListEndpoint(
    "/report/webinars/{uuid}/participants",
    "heavy",
    "report:read:list_webinar_participants:admin",
    "participants",
    300,
    rules=row_rules.PARTICIPANTS,
)
PAST_PARTICIPANTS = ListEndpoint(
    "/past_webinars/{uuid}/participants",
    "medium",
    "webinar:read:list_past_participants:admin",
    "participants",
    300,
)
POLLS = ListEndpoint(
    "/report/webinars/{uuid}/polls",
    "heavy",
    "report:read:list_webinar_polls:admin",
    "questions",
)
AUDIENCE_QUESTIONS = ListEndpoint(
    "/report/webinars/{uuid}/qa",
    "heavy",
    "report:read:webinar_qna:admin",
    "questions",
)
REGISTRANTS = ListEndpoint(
    "/webinars/{webinar_id}/registrants",
    "medium",
    "webinar:read:list_registrants:admin",
    "registrants",
    300,
    rules=row_rules.REGISTRANTS,
)
REGISTRANT = Endpoint(
    "/webinars/{webinar_id}/registrants/{registrant_id}",
    "light",
    "webinar:read:registrant:admin",
    judge=judge_registrant,
)
PANELISTS = ListEndpoint(
    "/webinars/{webinar_id}/panelists", "medium", "webinar:read:list_panelists:admin", "panelists"
)
RECORDING = Endpoint(
    "/meetings/{uuid}/recordings",
    "light",
    "cloud_recording:read:list_recording_files:admin",
    judge=judge_recording,
)
TRACKING_SOURCES = ListEndpoint(
    "/webinars/{webinar_id}/tracking_sources",
    "medium",
    "webinar:read:list_tracking_sources:admin",
    "tracking_sources",
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
CHANGE_STATUS = Endpoint(
    "/webinars/{webinar_id}/registrants/status",
    "medium",
    "webinar:update:registrant_status:admin",
    method="PUT",
)
DELETE_REGISTRANT = Endpoint(
    "/webinars/{webinar_id}/registrants/{registrant_id}",
    "light",
    "webinar:delete:registrant:admin",
    method="DELETE",
)

REGISTRANT_STATUSES = row_rules.STATUSES


def encode_uuid(uuid: str) -> str:
    """Encode a session's UUID for a path.

    Zoom wants a UUID that begins with `/` or contains `//` encoded twice, any other once.
    """
    once = quote(uuid, safe="")
    return quote(once, safe="") if uuid.startswith("/") or "//" in uuid else once


def fill_path(endpoint: Endpoint, path: Mapping[str, Any]) -> str:
    """Return an endpoint's path with values in it."""
    values = {
        name: encode_uuid(str(value)) if name == "uuid" else str(value)
        for name, value in path.items()
    }
    return endpoint.path.format(**values)
