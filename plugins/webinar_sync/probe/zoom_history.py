"""Guesses about Zoom's histories: their days, their delay, how far back they go, who has them."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

from webinar_sync.probe.findings import Guess, cannot_tell, no, number_of, yes
from webinar_sync.probe.refusals import explain_refusal
from webinar_sync.probe.zoom_sample import MONTH, ZoomSample, parse_session
from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.zoom.errors import ZoomResourceError, is_not_permitted

if TYPE_CHECKING:
    from datetime import tzinfo

    from webinar_sync.probe.findings import Finding
    from webinar_sync.probe.zoom_sample import Session

DAY = timedelta(days=1)
LAG = timedelta(days=2)
MAX_HOST_REPORTS = 2


def check_days(sample: ZoomSample) -> Finding:
    """Test guess 1: `from` and `to` of the account-wide history are days in UTC.

    Days are in UTC if a session shows on its day in UTC that is another one in each time zone of
    the account's users.
    """
    known = {
        session.uuid: session
        for month in sample.months
        for session in map(parse_session, month.page.rows)
        if session
    }
    day = _find_telling_day(list(known.values()), sample)
    if day is None:
        return cannot_tell(
            f"none of the last {number_of(len(known), 'session')} ended while the day in UTC was "
            "another one than where the account's users are"
        )
    listed = {row.get("meeting_uuid") for row in sample.read_history(day, day + DAY).rows}
    on_day = [session for session in known.values() if session.ended_at.date() == day]
    missing = sum(session.uuid not in listed for session in on_day)
    strange = sum(
        session.uuid in listed and not day <= session.ended_at.date() <= day + DAY
        for session in known.values()
    )
    if missing or strange:
        return no(
            f"asked for {day} and the day after, Zoom leaves out {missing} of "
            f"{number_of(len(on_day), 'session')} that ended on the first one in UTC, and lists "
            f"{strange} of other days"
        )
    return yes(
        f"asked for {day} and the day after, Zoom lists each of "
        f"{number_of(len(on_day), 'session')} that ended on the first one in UTC, and none of "
        "other days; in the users' time zones they would be others"
    )


def _find_telling_day(sessions: list[Session], sample: ZoomSample) -> date | None:
    """Return a day whose sessions are others in UTC than in the users' zones; None: there is none.

    Of the two days that are asked for, the second one may be left out by Zoom.
    """
    first = sample.months[-1].first
    days = [first + number * DAY for number in range(1, (sample.today - first).days - 1)]
    telling = {
        day: sum(_is_telling(session, day, zone) for session in sessions for zone in sample.zones)
        for day in days
    }
    best = max(telling, key=lambda day: telling[day], default=None)
    return best if best is not None and telling[best] else None


def _is_telling(session: Session, day: date, zone: tzinfo) -> bool:
    in_utc, in_zone = session.ended_at.date(), session.ended_at.astimezone(zone).date()
    days = (day, day + DAY)
    return (in_utc == day and in_zone not in days) or (in_zone == day and in_utc not in days)


def check_lag(sample: ZoomSample) -> Finding:
    """Test guess 2: the account-wide history shows a session within two days of its end."""
    month = sample.months[0]
    if not month.page.is_whole:
        return cannot_tell("the history of the last month has more than one page")
    listed = {row.get("meeting_uuid") for row in month.page.rows}
    users = (*sample.hosts, *sample.users_by_licence)
    hosts = list(dict.fromkeys(user["id"] for user in users))[:MAX_HOST_REPORTS]
    held = [
        session
        for host_id in hosts
        for session in map(parse_session, sample.read_host_report(host_id))
        if session and month.first < session.ended_at.date()
    ]
    old = [session for session in held if session.ended_at <= sample.now - LAG]
    missing = sum(session.uuid not in listed for session in old)
    reports = f"the reports on {number_of(len(hosts), 'user')}"
    if missing:
        return no(
            f"of {number_of(len(old), 'session')} that ended more than two days ago by {reports}, "
            f"the history lacks {missing}"
        )
    if not old:
        return cannot_tell(f"{reports} list no session that ended 2 to 28 days ago")
    recent = [session for session in held if session.ended_at > sample.now - LAG]
    shown = sum(session.uuid in listed for session in recent)
    return yes(
        f"the history has each of {number_of(len(old), 'session')} that ended more than two days "
        f"ago by {reports}" + (f", and {shown} of {len(recent)} that ended since" if recent else "")
    )


def check_depth(sample: ZoomSample) -> Finding:
    """Test guess 19: of what is longer ago than 183 days, Zoom never reports a session.

    The two days before count as these: syncs read them, too.
    """
    _ = sample.months  # whoever has no history has none of then
    kept_since = sample.now.astimezone(UTC) - ZOOM_KEEPS - LAG
    until = kept_since.date() - DAY
    try:
        page = sample.read_history(until - MONTH, until)
    except ZoomResourceError as error:
        return yes(f"Zoom refuses the days {until - MONTH} to {until}: {error.cause}")
    ended = [session for session in map(parse_session, page.rows) if session]
    older = sum(session.ended_at < kept_since for session in ended)
    if older:
        return no(f"the history lists {number_of(older, 'session')} of {until - MONTH} to {until}")
    newer = len(sample.read_history(until + 2 * DAY, until + 2 * DAY + MONTH).rows)
    if not newer:
        return cannot_tell(f"the history lists no session of the month after {until} either")
    return yes(
        f"the history lists no session of {until - MONTH} to {until}, and {newer} of the month "
        "after that"
    )


def check_refusal(sample: ZoomSample) -> Finding:
    """Test guess 56: who has no account-wide history is refused with code 200 or 12703."""
    refusal = sample.history_refusal
    if refusal is None:
        return cannot_tell("this account has the account-wide history")
    if not isinstance(refusal, ZoomResourceError):
        return cannot_tell(explain_refusal(refusal))
    if is_not_permitted(refusal):
        return yes(f"Zoom refuses it so: {refusal.cause}")
    return no(f"Zoom refuses it otherwise: {refusal.cause}")


GUESSES = (
    Guess(
        1,
        "`from` and `to` of the account-wide history are days in UTC",
        check_days,
        "Backfills may miss sessions of their first and last day: give them a day more at both "
        "ends, and report it.",
    ),
    Guess(
        2,
        "the account-wide history shows a session within two days of its end",
        check_lag,
        "Sessions that show later are not read: trigger sync_webinars_nightly once a week with "
        "`from` a week back, and report it.",
    ),
    Guess(
        19,
        "of a date more than 183 days ago, no session will ever be reported",
        check_depth,
        "Dates longer ago may be called not_held although they were held: report it.",
    ),
    Guess(
        56,
        "an account without the account-wide history is refused with code 200 or 12703",
        check_refusal,
        "The account is not read by host instead, so its syncs fail: report it with the code.",
    ),
)
