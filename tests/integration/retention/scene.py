"""An account with webinars of long ago, one of last month and one to come; and what is looked at.

Everything of November 2026 is beyond 240 days on the morning of `MORNING`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sandbox.zoom.model import Occurrence, Panelist, RecordingFile
from tests.builders import (
    HOST,
    account,
    address,
    at,
    connection,
    execute,
    query,
    registrant,
    session,
    webinar,
)
from webinar_sync.runs.report import summary_lines

if TYPE_CHECKING:
    from sandbox.zoom.model import Account
    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

NAME = "brand"
OLD, SERIES, RECENT, COMING, QUIET = (91000000000 + number for number in range(1, 6))
FROZEN = (OLD, SERIES, QUIET)
HELD = at("17 10:00"), at("17 11:00")
"""When the old webinar was."""
MORNING = datetime(2027, 8, 1, 4, tzinfo=UTC)
NIGHTS = (
    at("16 04:00"),
    at("20 04:00"),
    at("21 04:00"),
    datetime(2027, 3, 1, 4, tzinfo=UTC),
    datetime(2027, 7, 12, 4, tzinfo=UTC),
    datetime(2027, 7, 14, 4, tzinfo=UTC),
)
"""The nights before: what is old was read before, after, and while it was to be looked at."""
IN_JULY = datetime(2027, 7, 10, 10, tzinfo=UTC), datetime(2027, 7, 10, 11, tzinfo=UTC)
TO_COME = datetime(2027, 8, 20, 10, tzinfo=UTC)
DATES = (
    Occurrence(occurrence_id="1795168800000", start=at("18 10:00")),
    Occurrence(occurrence_id="1795255200000", start=at("19 10:00")),
)
DEE = "dee@eu.partner.example"
WORDS = b"""WEBVTT

1
00:00:01.000 --> 00:00:04.000
Ann Lee: How does the pricing change?
"""
FILM = RecordingFile(
    id="film",
    file_type="MP4",
    start=at("17 10:05"),
    end=at("17 10:55"),
    recording_type="shared_screen_with_speaker_view",
    listed_at=at("17 12:00"),
)
TRANSCRIPT = replace(
    FILM, id="words", file_type="TRANSCRIPT", recording_type="audio_transcript", content=WORDS
)
POLL = {
    "email": address("ann"),
    "name": "Ann",
    "question_details": [
        {"polling_id": "p1", "question": "Would you come again?", "answer": "Yes, with my team"}
    ],
}
QUESTION = {
    "email": address("ann"),
    "name": "Ann",
    "question_details": [
        {"question_id": "q1", "question": "Is there a discount?", "answer": "There is"}
    ],
}


def old_webinars() -> list[Any]:
    """Return the webinars of November 2026."""
    return [
        webinar(
            OLD,
            HELD[0],
            "ann",
            "ben",
            registrant("cy", (at("16 12:00"), "denied")),
            registrant("dee", email=DEE),
            registrant("pam", email="pam@panel.example"),
            panelists=(Panelist(id="PAM", name="Pam Panel", email="pam@panel.example"),),
        ),
        webinar(SERIES, None, "ann", "eve", type=9, occurrences=DATES),
        webinar(QUIET, at("18 15:00"), "ben"),
    ]


def old_sessions() -> list[Any]:
    """Return the sessions of November 2026: a rehearsal, too."""
    start = HELD[0]
    host = replace(connection("host", *HELD), registrant_id="", user_email=HOST.email)
    guest = replace(connection("sam", *HELD), registrant_id="", user_email="sam@guest.example")
    rehearsal = at("17 09:00"), at("17 09:20")
    return [
        session(
            "rehearsal==",
            OLD,
            *rehearsal,
            replace(connection("host", *rehearsal), registrant_id="", user_email=HOST.email),
        ),
        session(
            "old==",
            OLD,
            *HELD,
            host,
            connection("ann", start, at("17 10:40")),
            replace(connection("dee", start, at("17 10:20")), user_email=DEE),
            guest,
            replace(connection("nobody", *HELD), registrant_id="", user_email=""),
            polls=[POLL],
            questions=[QUESTION],
            recording_files=(FILM, TRANSCRIPT),
        ),
        session(
            "first date==",
            SERIES,
            at("18 10:00"),
            at("18 11:00"),
            connection("ann", at("18 10:00"), at("18 10:33")),
        ),
        session(
            "second date==",
            SERIES,
            at("19 10:00"),
            at("19 11:00"),
            connection("ann", at("19 10:00"), at("19 11:00")),
            connection("eve", at("19 10:10"), at("19 11:00")),
        ),
    ]


def the_account(*webinars: Any, sessions: tuple[Any, ...] = (), **changes: Any) -> Account:
    """Return the account, with further webinars and sessions, or others in their place."""
    own = [
        *old_webinars(),
        webinar(RECENT, IN_JULY[0], "ann", "fay"),
        webinar(COMING, TO_COME, "ann", "ben"),
    ]
    others = {each.id for each in webinars}
    return account(
        NAME,
        [*(each for each in own if each.id not in others), *webinars],
        [
            *old_sessions(),
            session(
                "july==",
                RECENT,
                *IN_JULY,
                connection("ann", *IN_JULY),
                connection("fay", IN_JULY[0], IN_JULY[0].replace(minute=17)),
            ),
            *sessions,
        ],
        **changes,
    )


def keep(warehouse: Warehouse, days: int | None) -> None:
    """Set for how many days what Zoom sent of people is kept."""
    execute(warehouse, "update settings.sync set zoom_kept_days = :days", days=days)


def night(world: World, moment: datetime) -> None:
    """Sync as by night at a moment, and see that everything adds up."""
    world.clock.set(moment)
    report = world.sync()
    assert report.success, report.message
    check_conservation(world.warehouse)


def check_conservation(warehouse: Warehouse) -> None:
    """Count everything that there is, and see that the ledger accounts for it."""
    conservation = summary_lines(warehouse)[-1]
    assert conservation.startswith("conservation: ok"), conservation
    assert "wait" not in conservation, conservation


MARTS = {
    "contacts": "email",
    "marketing_events": "webinar_id, occurrence_key",
    "registrations": "webinar_id, registrant_id",
    "participations": "webinar_id, occurrence_key, email",
    "attendance_connections": "session_uuid, user_id, joined_at",
    "recordings": "recording_id",
    "poll_answers": "session_uuid, answer_number",
    "questions": "session_uuid, question_number",
    "registration_answers": "webinar_id, occurrence_key, email, question",
    "registration_sources": "webinar_id, occurrence_key, email",
    "timeline_events": "email, webinar_id, occurrence_key, kind",
}


def read_all_marts(
    warehouse: Warehouse, webinar_ids: tuple[int, ...] | None = None
) -> dict[str, list[Any]]:
    """Return the rows of all tables of marts; of some webinars, or of all.

    Less who wrote them, and what has the address of the server.
    """
    tables = {}
    for table, order in MARTS.items():
        where = ""
        if webinar_ids is not None:
            if table == "contacts":
                continue
            where = f" where webinar_id in ({', '.join(map(str, webinar_ids))})"
        tables[table] = [
            row
            for (row,) in query(
                warehouse,
                f"select to_jsonb(t) - cast(:less as text[]) from marts.{table} as t{where}"
                f" order by {order}",
                less=["run_id", "is_frozen", "play_url", "transcript_url"],
            )
        ]
    return tables


OF_PEOPLE = (
    "select 'registrant' from zoom.registrants where webinar_id = any(:ids)"
    " union all select 'former' from zoom.former_registrations where webinar_id = any(:ids)"
    " union all select 'source' from zoom.registrant_sources where webinar_id = any(:ids)"
    " union all select 'connection' from zoom.connections join zoom.sessions"
    "  using (account_id, session_uuid) where webinar_id = any(:ids)"
    " union all select 'poll' from zoom.polls where webinar_id = any(:ids)"
    " union all select 'question' from zoom.questions where webinar_id = any(:ids)"
    " union all select 'cancellation' from zoom.webhook_cancellations"
    "  where webinar_id = any(:ids)"
    " union all select 'outcome' from sync.outcomes"
    "  where webinar_id = any(:ids) and subject <> 'webinar'"
    " union all select 'rejected' from sync.rejected_rows"
    "  where object_key = any(cast(:ids as text[])) or object_key in ("
    "   select session_uuid from zoom.sessions where webinar_id = any(:ids))"
)


def rows_of_people(warehouse: Warehouse, *webinar_ids: int) -> int:
    """Count the rows that Zoom sent about people of some webinars, and those of the ledger."""
    return len(query(warehouse, OF_PEOPLE, ids=list(webinar_ids)))


def frozen(warehouse: Warehouse) -> set[int]:
    """Return the webinars that are frozen."""
    return {number for (number,) in query(warehouse, "select webinar_id from zoom.frozen_webinars")}
