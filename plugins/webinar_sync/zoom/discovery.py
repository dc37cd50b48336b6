"""Finds an account's webinars and reads their details: users, hosts' listings, webinars to come.

The cost does not grow with history: one report on webinars to come, one light request for each
webinar that is new or may have changed.
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from webinar_sync.webinar_types import WebinarType
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.answers import judge_dates, webinar_id_of
from webinar_sync.zoom.errors import (
    Refusal,
    ZoomBadAnswerError,
    ZoomDailyLimitError,
    ZoomNotFoundError,
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

    def read_webinars(self) -> None:
        """Land users, webinars and their details."""
        moved = self._find_webinars() if self._context.rules.is_account_wide else set()
        self._read_details(moved)
        self._read_expired()

    def _find_webinars(self) -> set[int]:
        """Find users, hosts' webinars, webinars to come, and those that moved.

        :return: ids of webinars that are listed with a start which is not theirs
        """
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
            sorted(uuids), lambda uuid: self._request_detail(zoom.encode_uuid(uuid))
        ):
            if isinstance(answer, Refusal):
                self._context.defer("upcoming event", uuid, answer)
                continue
            keep = partial(self._context.landing.keep_webinar, event_uuid=uuid)
            webinar_id = webinar_id_of(answer.body)
            self._context.keep(
                "upcoming event", uuid, partial(keep, webinar_id, answer.body, answer.answered_at)
            )

    def _read_details(self, moved: set[int]) -> None:
        rules = self._context.rules
        webinars = self._context.known_webinars(self._began_at, moved)
        known = {webinar.webinar_id: webinar for webinar in webinars}
        due = [
            webinar.webinar_id
            for webinar in webinars
            if rules.must_read_detail(webinar, is_moved=webinar.webinar_id in moved)
        ]
        # Named by hand, and new to the warehouse: of this account only if Zoom has them.
        due += [webinar_id for webinar_id in rules.webinars_to_look_for if webinar_id not in known]

        missing_since = {
            row["object_key"]: row["missing_since"]
            for row in self._context.warehouse.rows(
                "zoom/select_missing_since", object_kind="webinar"
            )
        }

        def request(webinar_id: int) -> Answer:
            answer = self._request_detail(webinar_id)
            dates = known[webinar_id].occurrence_ids if webinar_id in known else []
            since = missing_since.get(self._context.issue_key(webinar_id))
            missing_for = answer.answered_at - since if since else None
            judge_dates(zoom.WEBINAR.name, answer.body, len(dates), missing_for=missing_for)
            return answer

        missing: dict[int, ZoomNotFoundError] = {}
        for webinar_id, answer in self._context.read_each(due, request):
            key = self._context.issue_key(webinar_id)
            if isinstance(answer, ZoomNotFoundError):
                if webinar_id in known:
                    missing[webinar_id] = answer
            elif isinstance(answer, Refusal):
                self._context.defer("webinar", key, answer)
            else:
                keep = partial(self._context.landing.keep_webinar, webinar_id)
                self._context.keep("webinar", key, partial(keep, answer.body, answer.answered_at))
        if missing:
            self._judge_missing(missing)

    def _judge_missing(self, missing: dict[int, ZoomNotFoundError]) -> None:
        """Mark the missing webinars that are gone for certain, and ask for the others again."""
        gone = self._hosts.find_gone(sorted(missing))
        for webinar_id, answer in missing.items():
            key = self._context.issue_key(webinar_id)
            if webinar_id in gone:
                self._context.landing.mark_webinar_gone(webinar_id, self._context.client.now())
                self._context.close_issues("webinar", key)
            else:
                self._context.defer("webinar", key, answer)

    def _request_detail(self, reference: int | str) -> Answer:
        """Request a webinar's detail.

        :param reference: its id, or the encoded UUID of the report on events to come
        """
        return self._context.client.get(
            zoom.WEBINAR, query={"show_previous_occurrences": "true"}, webinar_id=reference
        )

    def _read_expired(self) -> None:
        """Read from the report the type of each webinar that expired before it was ever read."""
        rows = self._context.warehouse.rows(
            "zoom/select_expired_unread",
            is_nightly=self._context.rules.is_nightly,
            answered_at=self._began_at,
        )
        for row, answer in self._context.read_each(rows, self._request_report):
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
