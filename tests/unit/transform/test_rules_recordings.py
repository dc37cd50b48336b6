"""Whose recordings are shown, and for whom they became available.

Each sentence in the smallest world that shows it, with answers worked out by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.unit.transform.small_worlds import (
    ANN,
    BOB,
    Answers,
    at,
    make_world,
    registration,
    run,
    runs,
)

if TYPE_CHECKING:
    from tests.unit.transform.naive import Row, World

KEY = "2026-11-20"
CARL = "carl@example.com"


def recording(uuid: str, **different: Any) -> Row:
    """Half an hour that was recorded of a session."""
    return {
        "session_uuid": uuid,
        "recording_id": f"of {uuid}",
        "topic": "Numbers",
        "started_at": at(10, 5),
        "ended_at": at(10, 35),
        "play_url": "https://zoom.us/rec/play/1",
        "available_at": at(13),
        "deleted_at": None,
        "transcript_key": None,
        "transcript_url": "https://zoom.us/rec/play/2",
    } | different


def recorded(*recordings: Row, **tables: Any) -> World:
    """A webinar to which ann came, after a rehearsal; bob was absent, and carl had cancelled."""
    cancelled = {"status": "denied", "cancelled_at": at(9), "last_approved_at": at(8, 30)}
    return make_world(
        recordings=list(recordings),
        registrants=[
            registration("A", ANN),
            registration("B", BOB),
            registration("C", CARL, **cancelled),
        ],
        **runs(run("rehearsal", at(8), at(8, 20)), run("s", at(10), at(11), ANN)),
        **tables,
    )


def available_to(answers: Answers, world: World) -> dict[str, Any]:
    timeline = answers.table("timeline_events", world, None)
    return {
        key[0]: row["occurred_at"]
        for key, row in timeline.items()
        if key[4] == "recording_available"
    }


def test_a_recording_is_shown_with_its_length_and_its_occurrence(answers: Answers) -> None:
    rows = answers.table("recordings", recorded(recording("s", transcript_key="words")), None)

    ((key, row),) = rows.items()
    assert key[2:] == (KEY, "of s")
    assert (row["length_seconds"], row["has_transcript"]) == (1800, True)
    assert row["transcript_url"] == "https://zoom.us/rec/play/2"


def test_a_rehearsal_that_was_recorded_is_shown_to_nobody(answers: Answers) -> None:
    world = recorded(recording("rehearsal", available_at=at(9)))

    assert answers.table("recordings", world, None) == {}
    assert available_to(answers, world) == {}


def test_it_becomes_available_to_who_registered_or_came_and_did_not_cancel(
    answers: Answers,
) -> None:
    world = recorded(recording("s"))

    assert available_to(answers, world) == {ANN: at(13), BOB: at(13)}


def test_the_first_of_several_says_when_and_deleting_it_does_not_change_that(
    answers: Answers,
) -> None:
    world = recorded(
        recording("s", recording_id="second", available_at=at(14)),
        recording("s", recording_id="first", play_url=None, deleted_at=at(9, day=22)),
    )

    assert available_to(answers, world) == {ANN: at(13), BOB: at(13)}
    rows = answers.table("recordings", world, None)
    assert [row["play_url"] for key, row in sorted(rows.items())] == [
        None,
        "https://zoom.us/rec/play/1",
    ]
