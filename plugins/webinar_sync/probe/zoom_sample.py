"""A few things of one Zoom account, which tell guesses; each is read when first needed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from webinar_sync.email import normalise
from webinar_sync.webinar_types import ApprovalType, WebinarType
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.answers import webinar_id_of
from webinar_sync.zoom.by_host import as_history_row
from webinar_sync.zoom.errors import ZoomError, ZoomResourceError
from webinar_sync.zoom.row_rules import whole_number
from webinar_sync.zoom.times import read_time, zone_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import tzinfo

    from webinar_sync.probe.zoom_reader import Page, ZoomReader

MONTH = timedelta(days=28)
"""So many days Zoom's reports answer at once whatever the month."""
MAX_MONTHS = 3
ENOUGH_SESSIONS = 5
"""So many in the last month, and earlier ones are not read."""
MAX_HOSTS = 4
MAX_REPORTS = 3
MAX_DETAILS = 12
MAX_SERIES = 4
MAX_REGISTRANT_PAGES = 4
SMALL_SESSION = 250
"""So many people fit on one page of a report: a connection or two each."""
LICENSED = 2
"""A user's `type` with a licence (Zoom's OpenAPI document)."""

Key = TypeVar("Key")
Body = TypeVar("Body")


@dataclass(frozen=True)
class Month:
    """What the account-wide history lists of some days, by the end of sessions."""

    first: date
    last: date
    page: Page


@dataclass(frozen=True)
class Session:
    """A run of a webinar, as a history lists it. `people`: None where it does not count them."""

    uuid: str
    webinar_id: int
    ended_at: datetime
    host_email: str
    people: int | None


class ZoomSample:
    """Reads a sample of an account."""

    def __init__(self, reader: ZoomReader) -> None:
        self.reader = reader
        self.now = reader.now()
        self.today = self.now.date()

    @cached_property
    def users(self) -> list[dict[str, Any]]:
        """Users, active and inactive: a page of each."""
        pages = (
            self.reader.read_page(zoom.USERS, query={"status": status, "page_size": 300})
            for status in ("active", "inactive")
        )
        return [user for page in pages for user in page.rows if user.get("id")]

    @property
    def users_by_licence(self) -> list[dict[str, Any]]:
        """The users, those with a licence first."""
        return sorted(self.users, key=lambda user: user.get("type") != LICENSED)

    @cached_property
    def zones(self) -> list[tzinfo]:
        """Time zones of users, other than UTC."""
        names = {str(user.get("timezone") or "") for user in self.users}
        return [zone_of(name) for name in sorted(names)]

    # Sessions.

    def read_history(self, first: date, last: date) -> Page:
        """Return a page of the account-wide history of some days."""
        query = {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "date_type": "end_time",
            "meeting_type": "webinar",
        }
        return self.reader.read_page(zoom.HISTORY, query=query)

    @cached_property
    def months(self) -> list[Month]:
        """The last month of the account-wide history, and earlier ones until there are sessions."""
        months: list[Month] = []
        last = self.today
        for _ in range(MAX_MONTHS):
            first = last - MONTH
            months.append(Month(first, last, self.read_history(first, last)))
            if sum(len(month.page.rows) for month in months) >= ENOUGH_SESSIONS:
                break
            last = first
        return months

    @cached_property
    def history_refusal(self) -> ZoomError | None:
        """Why the account-wide history is refused; None: it answers."""
        try:
            _ = self.months
        except ZoomError as error:
            return error
        return None

    @cached_property
    def sessions(self) -> list[Session]:
        """Sessions of the account-wide history, else of the reports on some users."""
        if self.history_refusal is None:
            rows = [row for month in self.months for row in month.page.rows]
        else:
            user_ids = [user["id"] for user in self.users_by_licence[:MAX_REPORTS]]
            pages = _read_each(user_ids, self.read_host_report)
            rows = [row for page in pages.values() for row in page]
        sessions = {session.uuid: session for session in map(parse_session, rows) if session}
        return list(sessions.values())

    def read_host_report(self, user_id: str) -> list[dict[str, Any]]:
        """Return what a user held in the last month, as the history would list it."""
        first = self.today - MONTH
        query = {"from": first.isoformat(), "to": self.today.isoformat(), "type": "past"}
        page = self.reader.read_page(zoom.HOST_REPORT, query=query, user_id=user_id)
        return [as_history_row(row) for row in page.rows if row.get("type") in list(WebinarType)]

    @cached_property
    def small_sessions(self) -> list[Session]:
        """Some sessions that ended a day ago, with most people of those that fit on a page."""
        since = self.now - timedelta(days=1)
        ended = [
            session
            for session in self.sessions
            if session.ended_at < since and 0 < (session.people or 0) <= SMALL_SESSION
        ]
        return sorted(ended, key=lambda session: -(session.people or 0))[:MAX_REPORTS]

    @cached_property
    def reports(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of these sessions' reports by uuid, of those that are whole on one page."""
        pages = _read_each((session.uuid for session in self.small_sessions), self._read_report)
        return {uuid: page.rows for uuid, page in pages.items() if page.is_whole and page.rows}

    def _read_report(self, uuid: str) -> Page:
        query = {"include_fields": "registrant_id"}
        return self.reader.read_page(zoom.PARTICIPANTS, query=query, uuid=uuid)

    # Hosts and webinars.

    @cached_property
    def hosts(self) -> list[dict[str, Any]]:
        """The users who held the sessions, who held most first."""
        users = {normalise(user.get("email")): user for user in self.users}
        held = Counter(session.host_email for session in self.sessions)
        return [users[email] for email, _ in held.most_common() if email in users]

    @cached_property
    def listings(self) -> dict[str, Page]:
        """The webinars that some users have now, by user id: of hosts, then of licensed users."""
        user_ids = dict.fromkeys(user["id"] for user in (*self.hosts, *self.users_by_licence))
        return _read_each(list(user_ids)[:MAX_HOSTS], self._read_listing)

    def _read_listing(self, user_id: str) -> Page:
        return self.reader.read_page(zoom.HOST_WEBINARS, user_id=user_id)

    @cached_property
    def webinar_ids(self) -> list[int]:
        """Webinars of which details are read: of sessions, then series, then others listed."""
        listed = [row for page in self.listings.values() for row in page.rows]
        series = [row for row in listed if row.get("type") == WebinarType.RECURRING][:MAX_SERIES]
        held = [session.webinar_id for session in (*self.small_sessions, *self.sessions)]
        wanted = [*dict.fromkeys(held)][: MAX_DETAILS - MAX_SERIES - 1]
        wanted += [number for row in (*series, *listed) if (number := webinar_id_of(row))]
        return list(dict.fromkeys(wanted))[:MAX_DETAILS]

    @cached_property
    def details(self) -> dict[int, dict[str, Any]]:
        """Their details by webinar id."""
        return _read_each(self.webinar_ids, self.read_detail)

    def read_detail(self, webinar_id: int | str) -> dict[str, Any]:
        """Return a webinar's detail with its past dates, by id or encoded UUID."""
        query = {"show_previous_occurrences": "true"}
        return self.reader.read(zoom.WEBINAR, query=query, webinar_id=webinar_id)

    @cached_property
    def owners(self) -> list[dict[str, Any]]:
        """The users who held sessions or have webinars, as far as these are known."""
        ids = {detail.get("host_id") for detail in self.details.values()}
        others = (user for user in self.users if user["id"] in ids)
        return list({user["id"]: user for user in (*self.hosts, *others)}.values())

    @cached_property
    def registrant_pages(self) -> dict[int, Page]:
        """The first pages of approved registrants by webinar id, of some with registration."""
        with_registration = [
            webinar_id
            for webinar_id, detail in self.details.items()
            if settings_of(detail).get("approval_type") != ApprovalType.NO_REGISTRATION
        ]
        return _read_each(with_registration[:MAX_REGISTRANT_PAGES], self.read_registrants)

    def read_registrants(self, webinar_id: int, occurrence_id: str = "") -> Page:
        """Return the first page of a webinar's approved registrants, or of one of its dates."""
        query = {"status": "approved"}
        if occurrence_id:
            query["occurrence_id"] = occurrence_id
        return self.reader.read_page(zoom.REGISTRANTS, query=query, webinar_id=webinar_id)


def parse_session(row: dict[str, Any]) -> Session | None:
    """Read a row of the history; None if it cannot be used."""
    webinar_id, ended_at = whole_number(row.get("meeting_id")), read_time(row.get("end_time"))
    if webinar_id is None or ended_at is None or not row.get("meeting_uuid"):
        return None
    return Session(
        str(row["meeting_uuid"]),
        webinar_id,
        ended_at,
        normalise(row.get("host_email")),
        whole_number(row.get("participants")),
    )


def settings_of(detail: dict[str, Any]) -> dict[str, Any]:
    """Return the settings in a webinar's detail."""
    settings = detail.get("settings")
    return settings if isinstance(settings, dict) else {}


def occurrences_of(detail: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the dates in a webinar's detail."""
    occurrences = detail.get("occurrences")
    rows = occurrences if isinstance(occurrences, list) else []
    return [row for row in rows if isinstance(row, dict)]


def _read_each(keys: Iterable[Key], read: Callable[[Key], Body]) -> dict[Key, Body]:
    """Read resources, and leave out those that are refused.

    :raises ZoomResourceError: the first refusal, if every one is refused
    """
    answers: dict[Key, Body] = {}
    refusals: list[ZoomResourceError] = []
    for key in keys:
        try:
            answers[key] = read(key)
        except ZoomResourceError as error:
            refusals.append(error)
    if refusals and not answers:
        raise refusals[0]
    return answers
