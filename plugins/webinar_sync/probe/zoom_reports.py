"""Guesses about Zoom's reports on sessions: types, people, and the twin that costs less."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.email import normalise
from webinar_sync.probe.findings import Guess, cannot_tell, no, number_of, yes
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import ZoomBadAnswerError, ZoomResourceError
from webinar_sync.zoom.row_rules import whole_number
from webinar_sync.zoom.settling import count_people

if TYPE_CHECKING:
    from webinar_sync.probe.findings import Finding
    from webinar_sync.probe.zoom_sample import ZoomSample

NO_REPORTS = "no session of the last months has a report that fits on a page and is a day old"
ID_KEYS = ("registrant_id", "participant_user_id", "id")


def check_panelist_ids(sample: ZoomSample) -> Finding:
    """Test guess 8: a panelist's id may stand in a row as registrant or user id.

    It does not if the rows of panelists, by address, have other ids than the listing and no user's.
    """
    by_id = by_address = otherwise = 0
    user_ids = {str(user["id"]) for user in sample.users}
    for session in sample.small_sessions:
        rows = sample.reports.get(session.uuid)
        if rows is None:
            continue
        try:
            page = sample.reader.read_page(zoom.PANELISTS, webinar_id=session.webinar_id)
        except ZoomResourceError:  # the webinar expired
            continue
        ids = {str(panelist["id"]) for panelist in page.rows if panelist.get("id")}
        addresses = {normalise(panelist.get("email")) for panelist in page.rows} - {""}
        own_rows = [row for row in rows if normalise(row.get("user_email")) in addresses]
        by_id += len(ids & _ids_of(rows))
        by_address += len(own_rows)
        otherwise += sum(bool(_ids_of([row]) - ids - user_ids) for row in own_rows)
    if by_id:
        return yes(f"{number_of(by_id, 'panelist')} found in reports under the listing's id")
    if otherwise:
        return no(
            f"{number_of(otherwise, 'connection')} of panelists, by their addresses, have another "
            "id than the panelists' listing"
        )
    if by_address:
        return cannot_tell(
            f"{number_of(by_address, 'connection')} of panelists, by their addresses, have no id "
            "but a user's"
        )
    if not sample.reports:
        return cannot_tell(NO_REPORTS)
    return cannot_tell(
        f"no panelist came to any of {number_of(len(sample.reports), 'session')}, as far as their "
        "webinars still list panelists"
    )


def _ids_of(rows: list[dict[str, Any]]) -> set[str]:
    return {str(row[key]) for row in rows for key in ID_KEYS if row.get(key)}


def check_type(sample: ZoomSample) -> Finding:
    """Test guess 16: the type in the report on a session is its webinar's."""
    same = other = 0
    for session in sample.small_sessions:
        detail = sample.details.get(session.webinar_id)
        if detail is None:
            continue
        try:
            report = sample.reader.read(zoom.SESSION_REPORT, uuid=session.uuid)
        except ZoomBadAnswerError as error:
            return no(f"Zoom's answer is odd: {error}")
        is_same = whole_number(report.get("type")) == whole_number(detail.get("type"))
        same, other = same + is_same, other + (not is_same)
    if other:
        return no(f"{other} of {number_of(same + other, 'report')} name another type")
    if not same:
        return cannot_tell("no session of the last months is of a webinar that is still there")
    return yes(f"{number_of(same, 'report')} name the type that the webinar's detail has")


def check_count(sample: ZoomSample) -> Finding:
    """Test guess 53: histories count the distinct people of a session, waiting rooms not.

    Zoom's counts never agree exactly: a tenth more or less is the same way to count, and twice as
    many or half is another one. A report may be unfinished; most of them are not.
    """
    pairs = [
        (session.people, count_people(sample.reports[session.uuid]))
        for session in sample.small_sessions
        if session.people and session.uuid in sample.reports
    ]
    if not pairs:
        return cannot_tell(NO_REPORTS)
    counts = "; ".join(
        f"{counted} counted, {reported} in its report" for counted, reported in pairs
    )
    evidence = f"of {number_of(len(pairs), 'session')}: {counts}"
    alike = sum(abs(counted - reported) <= max(1, counted / 10) for counted, reported in pairs)
    if 2 * alike > len(pairs):
        return yes(evidence)
    unlike = sum(max(pair) > 2 * min(pair) for pair in pairs)
    return no(evidence) if 2 * unlike > len(pairs) else cannot_tell(evidence)


def check_twin(sample: ZoomSample) -> Finding:
    """Test guess 58: the list of past participants has the same people as the report."""
    compared = with_ids = 0
    for uuid, report in list(sample.reports.items())[:2]:
        page = sample.reader.read_page(zoom.PAST_PARTICIPANTS, uuid=uuid)
        if not page.is_whole:
            continue
        reported, listed = _user_ids(report), _user_ids(page.rows)
        if reported != listed:
            return no(
                f"of {number_of(len(reported), 'connection')} in a report the twin lacks "
                f"{len(reported - listed)}, and has {len(listed - reported)} that the report lacks"
            )
        compared += len(page.rows)
        with_ids += sum(bool(row.get("registrant_id")) for row in page.rows)
    if not compared:
        return cannot_tell(NO_REPORTS)
    return yes(
        f"{number_of(compared, 'connection')} stand in both; {with_ids} have a registrant's id in "
        "the twin"
    )


def _user_ids(rows: list[dict[str, Any]]) -> set[str]:
    """Return what distinguishes the connections of a session."""
    return {str(row.get("user_id")) for row in rows}


GUESSES = (
    Guess(
        8,
        "a panelist's id may stand in a participant's row as registrant or user id",
        check_panelist_ids,
        "Nothing is to be set: panelists are known by their addresses, too. Report it.",
    ),
    Guess(
        16,
        "the type in the report on a session is its webinar's",
        check_type,
        "Webinars that expired before they were ever read may get wrong occurrences: report it.",
    ),
    Guess(
        53,
        "histories count the distinct people of a session, staff included, waiting room not",
        check_count,
        "Whole reports may be called report_incomplete, or be read more often: report it with the "
        "counts.",
    ),
    Guess(
        58,
        "the list of past participants has the same people as the report",
        check_twin,
        "Attendances that are read when heavy requests run low may change a day later: let other "
        "apps leave more heavy requests, and report it.",
    ),
)
