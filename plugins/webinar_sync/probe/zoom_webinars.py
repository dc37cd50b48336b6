"""Guesses about Zoom's users, webinars and listings: keys, flags, dates, licences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from webinar_sync.probe.findings import Guess, cannot_tell, no, number_of, yes
from webinar_sync.probe.zoom_sample import LICENSED, MONTH, occurrences_of
from webinar_sync.webinar_types import WebinarType
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.answers import webinar_id_of
from webinar_sync.zoom.errors import ZoomBadAnswerError, ZoomResourceError
from webinar_sync.zoom.row_rules import (
    CONTRACT_ROWS,
    PARTICIPANTS,
    REGISTRANTS,
    SESSIONS,
    tally_rows,
)
from webinar_sync.zoom.times import read_start

if TYPE_CHECKING:
    from datetime import datetime

    from webinar_sync.probe.findings import Finding
    from webinar_sync.probe.zoom_sample import ZoomSample

MAX_UPCOMING = 4
MAX_OTHERS = 2
EVENTS_FLAG = "is_events_webinar"


def check_keys(sample: ZoomSample) -> Finding:
    """Test guess 12: listings and details have each key that the transform needs."""
    details, lacking = _judge_details(sample)
    listings = [(PARTICIPANTS, rows) for rows in sample.reports.values()]
    if details:
        listings += [(REGISTRANTS, page.rows) for page in sample.registrant_pages.values()]
    if sample.history_refusal is None:
        listings += [(SESSIONS, month.page.rows) for month in sample.months]
    full = [(rules, rows) for rules, rows in listings if len(rows) >= CONTRACT_ROWS]
    lacking |= {
        f"{rules.source}: {', '.join(missing)}"
        for rules, rows in full
        if (missing := tally_rows(rules, rows).missing_keys)
    }
    if lacking:
        return no(f"keys are missing ({'; '.join(sorted(lacking))})")
    if not full or not details:
        return cannot_tell(f"no listing of {CONTRACT_ROWS} rows, or no webinar, was there to read")
    listed = number_of(len(full), "listing")
    return yes(f"all are there in {listed} and {number_of(details, 'detail')}")


def _judge_details(sample: ZoomSample) -> tuple[int, set[str]]:
    """Return how many details are good, and what is missing in the others."""
    good, lacking = 0, set[str]()
    for webinar_id in sample.webinar_ids:
        try:
            missing = _missing_dates(sample.read_detail(webinar_id))
        except ZoomBadAnswerError as error:
            missing = {f"webinars: {error.cause}"}
        except ZoomResourceError:
            continue
        good += not missing
        lacking |= missing
    return good, lacking


def _missing_dates(detail: dict[str, Any]) -> set[str]:
    if detail.get("type") == WebinarType.SINGLE and not detail.get("start_time"):
        return {"webinars: start_time"}
    if detail.get("type") == WebinarType.RECURRING and not occurrences_of(detail):
        return {"webinars: occurrences"}
    return set()


def check_events_flag(sample: ZoomSample) -> Finding:
    """Test guess 55: what is in no complete listing of its host is past being told."""
    details = sample.details
    if any(EVENTS_FLAG in detail for detail in details.values()):
        return no(f"details have the key {EVENTS_FLAG}, which tells it")
    listed = {
        webinar_id_of(row)
        for page in sample.listings.values()
        if page.is_whole
        for row in page.rows
    }
    hosts = {host_id for host_id, page in sample.listings.items() if page.is_whole}
    absent = [
        webinar_id
        for webinar_id, detail in details.items()
        if detail.get("host_id") in hosts and webinar_id not in listed
    ]
    if absent:
        return yes(
            f"{len(absent)} of {number_of(len(details), 'webinar')} that answer are in no listing "
            f"of their host, as {absent[0]}; nothing else in their details tells it"
        )
    return cannot_tell(
        f"each of {number_of(len(details), 'webinar')} that answer is in its host's listing"
    )


def check_licences(sample: ZoomSample) -> Finding:
    """Test guess 57: users with type 2 are those who can have held webinars."""
    hosts = sample.owners
    types = Counter(str(user.get("type")) for user in hosts)
    licensed = types.pop(str(LICENSED), 0)
    if types:
        others = ", ".join(f"{count} of type {name}" for name, count in sorted(types.items()))
        return no(f"of {number_of(len(hosts), 'host')}, {licensed} are of type 2, and {others}")
    if not hosts:
        return cannot_tell("no user who held a webinar in the last months is listed")
    return yes(f"{number_of(len(hosts), 'host')} of the last months, all of type 2")


def check_dates(sample: ZoomSample) -> Finding:
    """Test guess 59: a series' detail lists each of its dates to come."""
    query = {
        "from": sample.today.isoformat(),
        "to": (sample.today + MONTH).isoformat(),
        "type": "webinar",
    }
    events = sample.reader.read_page(zoom.UPCOMING, query=query).rows
    counts = Counter(str(event["id"]) for event in events if event.get("id"))
    series: dict[str, dict[str, Any]] = {}
    for uuid, _ in counts.most_common(MAX_UPCOMING):
        try:
            detail = sample.read_detail(zoom.encode_uuid(uuid))
        except ZoomResourceError:
            continue
        if detail.get("type") == WebinarType.RECURRING:
            series[uuid] = detail
    starts = [
        (start, uuid)
        for event in events
        if (uuid := str(event.get("id"))) in series
        and (start := read_start(event.get("start_time"), series[uuid].get("timezone")))
    ]
    if not starts:
        return cannot_tell("no series has a date within a month")
    missing = sum(start not in _starts_of(series[uuid]) for start, uuid in starts)
    dates = f"{number_of(len(starts), 'date')} to come of {len(series)} series"
    if missing:
        return no(f"of {dates}, {missing} are not in the webinar's detail")
    return yes(f"{dates} are all in the webinars' details")


def _starts_of(detail: dict[str, Any]) -> set[datetime | None]:
    zone = detail.get("timezone")
    return {read_start(row.get("start_time"), zone) for row in occurrences_of(detail)}


def check_lost_licence(sample: ZoomSample) -> Finding:
    """Test guess 81: the report on a host answers for a user whose licence was taken away."""
    others = [user["id"] for user in sample.owners if user.get("type") != LICENSED][:MAX_OTHERS]
    if not others:
        return cannot_tell(f"each of {number_of(len(sample.owners), 'host')} has a licence")
    for user_id in others:
        try:
            sample.read_host_report(user_id)
        except ZoomResourceError as error:
            return no(f"Zoom refuses the report on a host without a licence: {error.cause}")
    return yes(f"the report answers for {number_of(len(others), 'host')} without a licence")


GUESSES = (
    Guess(
        12,
        "listings and details have each key that the transform needs",
        check_keys,
        "Resources without it are set aside, and a run that meets many stops with the key's name: "
        "report it with these names.",
    ),
    Guess(
        55,
        "a webinar that its host's listing lacks is past being told from Zoom Events",
        check_events_flag,
        "People of Zoom Events may be counted, though Zoom would tell: report it.",
    ),
    Guess(
        57,
        "users of type 2 are those who can have held webinars",
        check_licences,
        "Without the account-wide history, sessions of the others are found by night only: keep "
        "the nightly Dag on, and report it.",
    ),
    Guess(
        59,
        "a series' detail lists each of its dates to come",
        check_dates,
        "Dates may be cancelled that are still to come: switch these webinars off in the settings, "
        "and report it.",
    ),
    Guess(
        81,
        "the report on a host answers for a user whose licence was taken away",
        check_lost_licence,
        "Without the account-wide history, sessions of such hosts are missing: let them keep the "
        "licence until their webinars are synced, and report it.",
    ),
)
