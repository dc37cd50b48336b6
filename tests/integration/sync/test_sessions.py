"""Sessions that are odd: a webinar that was started again, a session too old for Zoom."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import (
    HOUR,
    START,
    World,
    account,
    at,
    connection,
    event,
    execute,
    participation,
    query,
    read_contacts,
    read_issues,
    read_latest_run,
    read_marts,
    read_message_and_remedy,
    read_session_states,
    registrant,
    requested_reports,
    run_hourly,
    run_nightly,
    session,
    webinar,
)
from tests.integration.sync.held_webinar import (
    BEFORE,
    LABEL,
    NAME,
    PEOPLE,
    WEBINAR,
    good,
    held_once,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]


def test_a_restarted_webinar_is_one_event_with_the_union_of_both_runs(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    middle, again, over = at("18 10:30"), at("18 11:30"), at("18 12:00")
    first = session(
        "first==",
        WEBINAR,
        START,
        middle,
        connection("ann", START, middle),
        connection("ben", START, middle),
    )
    second = session(
        "second==",
        WEBINAR,
        again,
        over,
        connection("ann", again, over),
        connection("cy", at("18 11:45"), over),
    )
    world = make_world(account(NAME, [webinar(WEBINAR, START, *PEOPLE)], [first, second]))
    good(run_nightly(world, BEFORE))

    good(run_hourly(world, at("18 10:47")))
    assert read_session_states(warehouse) == {"first": "landed"}
    assert read_latest_run(warehouse, LABEL)[1].get("sessions_restarted", 0) == 0
    good(run_hourly(world, at("18 11:47")))
    # For the time being that was all of it: Cy counts as absent.
    assert read_session_states(warehouse) == {"first": "settled"}
    assert [row["state"] for row in read_marts(warehouse)[1]] == [
        "attended",
        "attended",
        "no_show",
        "no_show",
    ]

    good(run_hourly(world, at("18 12:17")))

    message, counts = read_latest_run(warehouse, LABEL)
    assert "restarted" in message
    assert (counts["sessions_new"], counts["sessions_restarted"]) == (1, 1)
    assert read_session_states(warehouse) == {"first": "settled", "second": "landed"}
    assert [row["state"] for row in read_marts(warehouse)[1]] == [
        "attended",
        "attended",
        "attended",
        "registered",
    ]
    good(run_hourly(world, at("18 13:17")))
    assert read_marts(warehouse) == [
        [
            event(
                NAME,
                WEBINAR,
                "ended",
                START,
                held=(START, over),
                length=3600,  # the hour between the two runs does not count
                settled=at("18 13:17"),
                registrations=4,
                attendances=3,
                no_shows=1,
            )
        ],
        [
            participation(
                NAME,
                WEBINAR,
                "ann",
                "attended",
                stayed=(START, over),
                seconds=3600,
                percent=100.0,
            ),
            participation(NAME, WEBINAR, "ben", "attended", stayed=(START, middle), percent=50.0),
            participation(
                NAME, WEBINAR, "cy", "attended", stayed=(at("18 11:45"), over), percent=25.0
            ),
            participation(NAME, WEBINAR, "dee", "no_show"),
        ],
    ]
    assert read_contacts(warehouse) == {
        "ann": (100.0, 1, 1),
        "ben": (50.0, 1, 1),
        "cy": (25.0, 1, 1),
        "dee": (None, 1, 0),
    }
    assert requested_reports(world) == {"first": 2, "second": 2}
    assert read_issues(warehouse) == {}


@pytest.mark.parametrize("changes", [{"host_email": "new@corp.example"}, {"topic": "Renamed"}])
def test_a_hosts_new_address_or_another_title_in_the_history_unsettles_nothing(
    warehouse: Warehouse, make_world: MakeWorld, changes: dict[str, Any]
) -> None:
    world = make_world(held_once())
    good(run_nightly(world, BEFORE))
    good(run_nightly(world, at("19 12:00")))
    settled = query(warehouse, "select settled_at, is_placement_final from zoom.sessions")
    described = held_once().sessions[0]
    world.replace_accounts(
        dataclasses.replace(
            held_once(),
            sessions=(dataclasses.replace(described, **changes),),
            webinar_403_uuids=frozenset({"only=="}),
        )
    )

    good(run_nightly(world, at("20 04:00")))

    assert read_session_states(warehouse) == {"only": "settled"}
    assert query(warehouse, "select settled_at, is_placement_final from zoom.sessions") == settled
    assert requested_reports(world) == {}
    ((column, value),) = changes.items()
    assert query(warehouse, f"select {column} from zoom.sessions") == [(value,)]


@pytest.mark.parametrize(
    ("code", "times"),
    [("too_old", {}), ("not_found", {"ready_at": at("30 00:00")})],
    ids=["12702", "3001"],
)
def test_a_session_too_old_for_zoom_is_marked_once_and_never_requested_again(
    warehouse: Warehouse, make_world: MakeWorld, code: str, times: dict[str, Any]
) -> None:
    first_night = at("20 04:00")
    start = first_night - timedelta(days=184)
    long_ago = start - timedelta(days=7)
    old = dataclasses.replace(
        registrant("ann"),
        create_time=long_ago,
        states=(dataclasses.replace(registrant("ann").states[0], since=long_ago),),
    )
    world = make_world(
        account(
            NAME,
            [webinar(WEBINAR, start, old, created_at=long_ago)],
            [
                session(
                    "old==",
                    WEBINAR,
                    start,
                    start + HOUR,
                    connection("ann", start, start + HOUR),
                    **times,
                )
            ],
        )
    )

    good(run_nightly(world, first_night))

    assert read_session_states(warehouse) == {"old": "gone"}
    assert requested_reports(world) == {"old": 1}
    assert read_issues(warehouse) == {("session", "old==", code): "open"}
    _, counts = read_latest_run(warehouse, LABEL)
    assert (counts["sessions_new"], counts["sessions_gone"]) == (1, 1)
    assert "sessions_deferred" not in counts
    assert read_message_and_remedy(warehouse, code)[1]
    right = [
        [event(NAME, WEBINAR, "ended", start, held=(start, start + HOUR), registrations=1)],
        [
            participation(
                NAME,
                WEBINAR,
                "ann",
                "registered",
                key=f"{start:%Y-%m-%d}",
                registered=long_ago,
            )
        ],
    ]
    assert read_marts(warehouse) == right
    seen = query(warehouse, "select first_seen_at, last_seen_at, cleared_at from sync.errors")

    for moment in (at("20 05:17"), at("21 04:00")):
        good(run_nightly(world, moment))
        assert requested_reports(world) == {}
        assert "sessions_gone" not in read_latest_run(warehouse, LABEL)[1]
    assert read_session_states(warehouse) == {"old": "gone"}
    assert (
        query(warehouse, "select first_seen_at, last_seen_at, cleared_at from sync.errors") == seen
    )
    assert read_marts(warehouse) == right
    assert read_contacts(warehouse) == {"ann": (None, 1, 0)}


NOT_UNDERSTOOD = """
insert into zoom.history (account_id, row_key, is_cleaned, is_checked, payload, run_id)
select
    account_id, 'old==', false, true,
    jsonb_build_object(
        'meeting_uuid', 'old==', 'meeting_id', cast(:webinar as bigint),
        'start_time', cast(:since as text), 'end_time', cast(:until as text)
    ),
    'an earlier version'
from zoom.accounts
"""


def test_what_an_earlier_version_did_not_understand_is_looked_for_each_night(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(account(NAME, [webinar(WEBINAR, START, *PEOPLE)], []))
    good(run_nightly(world, BEFORE))
    times = {"since": at("16 10:00").isoformat(), "until": at("16 11:00").isoformat()}
    execute(warehouse, NOT_UNDERSTOOD, webinar=WEBINAR, **times)

    good(run_hourly(world, at("18 09:17")))
    assert read_session_states(warehouse) == {}

    good(run_nightly(world, at("19 03:00")))
    assert list(read_session_states(warehouse)) == ["old"]
