"""Finds an account's webinars: users, hosts' listings, webinars to come, and what expired unread.

The cost does not grow with history: one report on webinars to come, one light request for each that
is new.
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from webinar_sync.webinar_types import WebinarType
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.answers import webinar_id_of
from webinar_sync.zoom.details import request_detail
from webinar_sync.zoom.errors import (
    Refusal,
    ZoomBadAnswerError,
    ZoomDailyLimitError,
    ZoomResourceError,
    ZoomUnavailableError,
)
from webinar_sync.zoom.hosts import Hosts
from webinar_sync.zoom.row_rules import whole_number
from webinar_sync.zoom.times import a_month_after

if TYPE_CHECKING:
    from webinar_sync.zoom.client import Answer
    from webinar_sync.zoom.context import ExtractionContext

log = logging.getLogger(__name__)


class Discovery:
    """Finds what is new among one account's webinars.

    :param began_at: Zoom's clock when the extraction began
    """

    def __init__(self, context: ExtractionContext, began_at: datetime) -> None:
        self._context = context
        self._began_at = began_at
        self._hosts = Hosts(context, began_at)

    def find_webinars(self) -> set[int]:
        """Land users, hosts' listings, and webinars to come that are new.

        :return: ids of webinars that are listed with a start which is not theirs
        """
        if not self._context.rules.is_account_wide:
            return set()
        account_id = self._context.account_id
        moved: set[int] = set()
        try:
            moved = self._read_upcoming()
            self._context.close_issues("upcoming events", account_id)
        except (ZoomResourceError, ZoomUnavailableError) as error:
            self._context.defer("upcoming events", account_id, error)
        except ZoomDailyLimitError as error:
            # What is read besides needs no heavy requests, or has a twin that does not.
            log.warning("webinars to come are not looked for today: %s", error)
        self._hosts.read_users()
        if self._context.rules.is_full:
            self._hosts.read_listings()
        return moved

    def _read_upcoming(self) -> set[int]:
        """Land webinars to come that are new, and return the ids of those that moved."""
        today = self._began_at.date()
        listing = self._context.client.list(
            zoom.UPCOMING,
            query={
                "from": today.isoformat(),
                "to": a_month_after(today).isoformat(),
                "type": "webinar",
            },
        )
        known_rows = self._context.warehouse.rows("zoom/select_known_uuids")
        known = {row["event_uuid"]: row for row in known_rows}
        moved, unknown = sort_upcoming(listing.rows, known)
        deferred = self._context.warehouse.rows(
            "zoom/select_waiting", object_kind="upcoming event", answered_at=self._began_at
        )
        self._read_new_events(unknown - {row["object_key"] for row in deferred})
        return moved

    def _read_new_events(self, uuids: set[str]) -> None:
        for uuid, answer in self._context.read_each(
            "light",
            sorted(uuids),
            lambda uuid: request_detail(self._context.client, zoom.encode_uuid(uuid)),
        ):
            if isinstance(answer, Refusal):
                self._context.defer("upcoming event", uuid, answer)
                continue
            keep = partial(self._context.landing.keep_webinar, event_uuid=uuid)
            webinar_id = webinar_id_of(answer.body)
            self._context.keep(
                "upcoming event", uuid, partial(keep, webinar_id, answer.body, answer.answered_at)
            )

    def read_expired(self) -> None:
        """Read from the report the type of each webinar that expired before it was ever read."""
        rows = self._context.warehouse.rows(
            "zoom/select_expired_unread",
            is_nightly=self._context.rules.is_nightly,
            answered_at=self._began_at,
        )
        for row, answer in self._context.read_answered("heavy", rows, self._request_report):
            key = self._context.issue_key(row["webinar_id"])
            if answer is None:
                continue
            if isinstance(answer, Refusal):
                self._context.defer("expired webinar", key, answer)
            else:
                keep = partial(self._context.landing.keep_session_report, row["webinar_id"])
                self._context.keep(
                    "expired webinar", key, partial(keep, answer.body, answer.answered_at)
                )

    def _request_report(self, session: dict[str, Any]) -> Answer | None:
        """Request the report on a session, for its webinar's type; None: not today.

        :raises ZoomBadAnswerError: if it does not tell the type
        """
        try:
            answer = self._context.client.get(zoom.SESSION_REPORT, uuid=session["session_uuid"])
        except ZoomDailyLimitError:
            return None
        if whole_number(answer.body.get("type")) not in list(WebinarType):
            raise ZoomBadAnswerError(f"{zoom.SESSION_REPORT.name}: no type of a webinar")
        return answer


def sort_upcoming(
    events: list[dict[str, Any]], known: dict[str, dict[str, Any]]
) -> tuple[set[int], set[str]]:
    """Return webinar ids of events with another start than known, and UUIDs of unknown events.

    The report's rows have a UUID and no webinar id.

    :param known: by UUID, `webinar_id` and all known `starts`
    """
    moved: set[int] = set()
    unknown: set[str] = set()
    for event in events:
        uuid = str(event.get("id") or "")
        start = _time_of(event.get("start_time"))
        if not uuid:
            continue
        if uuid not in known:
            unknown.add(uuid)
        elif start and known[uuid]["starts"] and start not in known[uuid]["starts"]:
            moved.add(known[uuid]["webinar_id"])
    return moved, unknown


def _time_of(text: object) -> datetime | None:
    """Read a time; None without a time zone, or if it is none."""
    try:
        time = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return time if time.tzinfo else None
