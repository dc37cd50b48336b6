"""Judges what Zoom answered before it replaces anything: is it the object that was asked for? Pure.

What is wrong is told by key, never by value. `ZoomBadAnswerError` costs the resource alone: what
was known of it stays, and it is asked for again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.webinar_types import ApprovalType, RegistrationType, WebinarType
from webinar_sync.zoom.errors import ZoomBadAnswerError, ZoomDatesGoneError, ZoomOddRowsError
from webinar_sync.zoom.row_rules import (
    BIGINT,
    STATUSES,
    WEBINARS,
    RowTally,
    tally_rows,
    whole_number,
)
from webinar_sync.zoom.settling import A_NIGHT
from webinar_sync.zoom.times import read_start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from webinar_sync.zoom.row_rules import RowRules

MAX_DURATION_MINUTES = 7 * 24 * 60
"""A longer plan is nonsense: Zoom ends a webinar after 30 hours."""
MANY_USERS = 10
"""Below it, a listing of users may well lose half of them."""
PATIENCE = 2
"""So many listings in a row that are suddenly short, or empty, are not believed."""
A_DAY = timedelta(hours=24)


def judge_webinar(name: str, body: Mapping[str, Any], path: Mapping[str, Any]) -> None:
    """Judge a webinar's detail. Missing: a duration (an hour), a time zone (UTC), a title.

    :param path: `webinar_id`: a number, or a UUID of which the number is not known
    :raises ZoomBadAnswerError: if it has not the id that was asked for, or what decides who is
        counted is missing or makes no sense
    """
    webinar_id, asked_id = webinar_id_of(body), whole_number(path["webinar_id"])
    if webinar_id is None or asked_id not in (None, webinar_id):
        raise ZoomBadAnswerError(f"{name}: the answer is not that webinar: its id is another")
    missing = tuple(key for key in WEBINARS.keys if body.get(key) in (None, ""))
    if missing:
        breach = f"the webinar has no {', '.join(missing)}"
        raise ZoomOddRowsError(name, WEBINARS.source, breach, RowTally(1, 1, missing))
    problem = _find_nonsense(body)
    if problem:
        raise ZoomOddRowsError(name, WEBINARS.source, problem, RowTally(1, 1, ()))


def webinar_id_of(body: Mapping[str, Any]) -> int | None:
    """Return the id of a webinar's detail, or of its row in a listing; None without one."""
    number = whole_number(body.get("id"))
    return number if number is not None and 0 < number < BIGINT else None


def judge_session_report(name: str, body: Mapping[str, Any], path: Mapping[str, Any]) -> None:
    """Judge the summary of a session.

    :raises ZoomBadAnswerError: if it is of no session, or of another, or its type makes no sense
    """
    if not body.get("uuid") and webinar_id_of(body) is None:
        raise ZoomBadAnswerError(f"{name}: the answer is no session")
    if body.get("uuid") not in (None, "", path["uuid"]):
        raise ZoomBadAnswerError(f"{name}: the answer is not that session: its uuid is another")
    if body.get("type") is not None and not _is_one_of(body["type"], WebinarType):
        raise ZoomBadAnswerError(f"{name}: type is not one that Zoom documents")


def judge_registrant(name: str, body: Mapping[str, Any], path: Mapping[str, Any]) -> None:
    """Judge a registrant.

    :raises ZoomBadAnswerError: if it has not the id that was asked for, or no status
    """
    if str(body.get("id") or "") != str(path["registrant_id"]):
        raise ZoomBadAnswerError(f"{name}: the answer is not that registrant: its id is another")
    if body.get("status") not in STATUSES:
        raise ZoomBadAnswerError(f"{name}: status is not one that Zoom documents")


def judge_rows(name: str, rows: Sequence[Any], rules: RowRules | None) -> None:
    """Judge the rows of a listing as a whole. Where rows have rules, a few odd ones are let in.

    :param rules: None: they need only be objects
    :raises ZoomBadAnswerError: if a row is no object
    :raises ZoomOddRowsError: if the rows break their contract
    """
    if not all(isinstance(row, dict) for row in rows):
        raise ZoomBadAnswerError(f"{name}: a row of the listing is no object")
    if rules is None:
        return
    tally = tally_rows(rules, rows)
    if tally.breach:
        raise ZoomOddRowsError(name, rules.source, tally.breach, tally)


def judge_users(
    name: str, users: Sequence[Mapping[str, Any]], previous: int, *, refused_before: int
) -> None:
    """Judge a complete listing of an account's users, active and inactive.

    :param previous: how many the last listing had; 0: there was none
    :param refused_before: how many listings in a row were refused; a short one that comes again
        and again is right
    :raises ZoomBadAnswerError: if it names nobody, or suddenly less than half as many
    """
    count = sum(bool(user.get("id")) for user in users)
    if not count:
        raise ZoomBadAnswerError(f"{name}: no user is listed, and each account has some")
    is_short = previous >= MANY_USERS and count < previous / 2
    if is_short and refused_before < PATIENCE:
        raise ZoomBadAnswerError(f"{name}: {count} users are listed, and {previous} were before")


def judge_dates(
    name: str, body: Mapping[str, Any], known_dates: int, *, missing_for: timedelta | None
) -> None:
    """Judge the dates of a series, of which past ones stay in the list.

    :param known_dates: how many dates that were not deleted are known of it
    :param missing_for: how long ago Zoom first answered that nothing of it is there; None: it did
        not. As with a webinar that does not exist, another answer a day later is believed
    :raises ZoomDatesGoneError: if all dates are gone, and the series is not
    """
    is_series = whole_number(body.get("type")) == WebinarType.RECURRING
    is_believed = missing_for is not None and missing_for >= A_DAY
    if is_series and known_dates and not body.get("occurrences") and not is_believed:
        raise ZoomDatesGoneError(f"{name}: none of {known_dates} known dates is listed")


def judge_history(
    name: str,
    rows: Sequence[Any],
    known_sessions: int,
    *,
    refused_before: int,
    refused_for: timedelta,
) -> None:
    """Judge the history of a stretch of time: what happened stays in it.

    :param known_sessions: how many sessions are known to have ended in it
    :param refused_before: how many listings in a row were refused; an empty one that comes again
        and again is right
    :param refused_for: how long ago the first of these was
    :raises ZoomBadAnswerError: if sessions are known, and none is listed
    """
    is_believed = refused_before >= PATIENCE and refused_for >= A_NIGHT
    if known_sessions and not rows and not is_believed:
        raise ZoomBadAnswerError(f"{name}: none of {known_sessions} known sessions is listed")


def _find_nonsense(detail: Mapping[str, Any]) -> str | None:
    """Return what of a detail makes no sense; None if nothing."""
    if not _is_one_of(detail["type"], WebinarType):
        return "type is not one that Zoom documents"
    if not _is_duration(detail.get("duration")):
        return "duration is not a number of minutes"
    settings = detail["settings"]
    if not isinstance(settings, dict):
        return "settings is no object"
    for key, kinds in (("approval_type", ApprovalType), ("registration_type", RegistrationType)):
        if settings.get(key) is not None and not _is_one_of(settings[key], kinds):
            return f"{key} is not one that Zoom documents"
    webinar_type = whole_number(detail["type"])
    if webinar_type == WebinarType.SINGLE and not read_start(detail.get("start_time"), None):
        return "start_time is missing or not a time"
    if webinar_type == WebinarType.RECURRING:
        return _find_odd_date(detail.get("occurrences"))
    return None


def _find_odd_date(dates: object) -> str | None:
    """Return what of the dates of a series makes no sense; None if nothing."""
    if not isinstance(dates, list):
        return "the series has no list occurrences"
    for date in dates:
        if not isinstance(date, dict) or date.get("occurrence_id") in (None, ""):
            return "a date of the series has no occurrence_id"
        if not read_start(date.get("start_time"), None):
            return "start_time of a date is missing or not a time"
        if not _is_duration(date.get("duration")):
            return "duration of a date is not a number of minutes"
    return None


def _is_duration(value: object) -> bool:
    """Tell whether a planned duration makes sense; one that is missing counts as an hour."""
    if value in (None, ""):
        return True
    minutes = whole_number(value)
    return minutes is not None and 0 <= minutes <= MAX_DURATION_MINUTES


def _is_one_of(value: object, kinds: type) -> bool:
    return whole_number(value) in {int(kind) for kind in kinds}  # type: ignore[attr-defined]
