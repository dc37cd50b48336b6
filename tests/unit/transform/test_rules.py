"""Sentences of the rules that are easy to get wrong, each in the smallest world that shows it.

Answers are literals, worked out by hand. What `test_properties` finds is written down here.
"""

from __future__ import annotations

import itertools

import pytest

from tests.unit.transform.naive import NO_FIXED_TIME, RECURRING, Rules, sha256
from tests.unit.transform.small_worlds import (
    at,
    codes,
    connection,
    contact,
    date,
    make_world,
    registration,
    session,
    took_part,
)

ANN, BOB = "ann@example.com", "bob@example.com"
MATCHED = Rules(match_secondary_emails=True)


def test_nobody_with_an_address_is_no_trouble_to_excluded_domains() -> None:
    world = make_world(
        sessions=[session()],
        connections=[connection(None, at(10), at(11))],
        registrants=[registration("R1", " ")],
    )
    assert codes(world, Rules(excluded_contact_domains=("example.com",))) == {
        ("registration", "R1"): "no_email",
        ("connection", "s u 2026-11-20T10:00:00Z"): "no_email",
    }


def test_a_panelists_registration_is_known_by_its_id() -> None:
    """Hosts and panelists are not attendees, and their registrations are no participations."""
    world = make_world(
        registrants=[registration("P1", ANN)],
        panelists=[{"panelist_id": "P1", "email": "pan@corp.com"}],
    )
    assert codes(world) == {("registration", "P1"): "not_an_attendee"}
    assert took_part(world) == {}


def test_a_host_whose_address_is_secondary_is_still_the_host() -> None:
    """The address is the webinar's host_email, an alternative host's, the session's."""
    world = make_world(
        sessions=[session()],
        connections=[connection("host@corp.com", at(10), at(11))],
        registrants=[registration("R1", "host@corp.com")],
        hubspot_contacts=[contact(ANN, ANN), contact("host@corp.com", ANN)],
    )
    assert set(codes(world, MATCHED).values()) == {"not_an_attendee"}
    assert took_part(world, MATCHED) == {}


@pytest.mark.parametrize("code", ["erased", "account_user"])
def test_what_comes_before_secondary_email_comes_first(code: str) -> None:
    """`synced`, or the first of these that applies, in this order."""
    world = make_world(
        registrants=[registration("R1", BOB)],
        hubspot_contacts=[contact(ANN, ANN), contact(BOB, ANN)],
    )
    if code == "erased":
        world["erased"] = [{"email": BOB, "email_sha256": sha256(BOB)}]
    else:
        world["hubspot_users"] = [{"email": BOB}]
    assert codes(world, MATCHED) == {("registration", "R1"): code}
    assert took_part(world, MATCHED) == {}


def test_the_activity_of_a_secondary_address_goes_to_the_contact() -> None:
    world = make_world(
        sessions=[session()],
        connections=[
            connection(BOB, at(10), at(10, 30)),
            connection(ANN, at(10, 15), at(10, 45), user_id="v"),
        ],
        registrants=[registration("R1", BOB)],
        hubspot_contacts=[contact(ANN, ANN), contact(BOB, ANN)],
    )
    assert codes(world)["attendance", BOB] == "secondary_email"
    assert took_part(world)["single", ANN]["attended_seconds"] == 30 * 60
    matched = took_part(world, MATCHED)["single", ANN]
    assert matched["attended_seconds"] == 45 * 60
    assert matched["registered_at"] == at(8)


def test_the_longest_of_the_copies_says_whose_they_all_are() -> None:
    """The longest of the copies is the one that counts, and says whose they all are."""
    world = make_world(
        sessions=[session()],
        connections=[
            connection(ANN, at(10), at(10, 30)),
            connection("host@corp.com", at(10), at(10, 10), participant_user_id="HOST"),
        ],
    )
    assert codes(world) == {
        ("attendance", ANN): "synced",
        ("connection", "s u 2026-11-20T10:00:00Z"): "duplicate",
    }


def test_copies_of_one_length_have_one_answer_in_any_order() -> None:
    """Running any window again, in any order, leaves the same marts."""
    copies = [connection(email, at(10), at(11)) for email in (ANN, BOB, None)]
    answers = [
        codes(make_world(sessions=[session()], connections=list(order)))
        for order in itertools.permutations(copies)
    ]
    assert len(answers) == 6
    assert all(answer == answers[0] for answer in answers)


def test_a_registration_is_for_the_dates_that_approved_it() -> None:
    """`not_approved`: pending, or denied and never approved: no participation."""
    world = make_world(
        RECURRING,
        webinar=[{"registration_type": 2}],
        occurrences=[date("101", 10), date("102", 20)],
        registrants=[
            registration("R1", ANN, occurrence_id="101"),
            registration("R1", ANN, occurrence_id="102", status="pending", was_approved=False),
        ],
    )
    assert codes(world) == {("registration", "R1"): "synced"}
    assert list(took_part(world)) == [("101", ANN)]


def test_what_is_pending_again_is_not_approved_now() -> None:
    """The create_time of the latest one that is approved now; where none is, that once was."""
    again = registration("R2", ANN, created_at=at(9), status="pending", last_approved_at=at(9, 30))
    world = make_world(registrants=[registration("R1", ANN), again])
    assert took_part(world)["single", ANN]["registered_at"] == at(8)
    alone = make_world(registrants=[again])
    assert took_part(alone)["single", ANN]["registered_at"] == at(9)


def test_a_cancellation_counts_where_the_other_registration_is_pending_again() -> None:
    """`cancelled_at` only where none is approved now."""
    world = make_world(
        registrants=[
            registration("R1", ANN, status="pending", last_approved_at=at(9)),
            registration(
                "R2", ANN, is_listed=False, last_approved_at=at(9), cancelled_at=at(9, 30)
            ),
        ]
    )
    row = took_part(world)["single", ANN]
    assert row["state"] == "cancelled"
    assert row["cancelled_at"] == at(9, 30)


def test_a_cancellation_leaves_what_had_ended_as_it_was() -> None:
    """It concerns an occurrence that had not ended when the person was last seen approved."""
    gone = registration("R1", ANN, is_listed=False, last_approved_at=at(11), cancelled_at=at(12))
    world = make_world(
        RECURRING, occurrences=[date("101", 10), date("102", 20)], registrants=[gone]
    )
    states = took_part(world)
    assert states["101", ANN]["state"] == "registered"
    assert states["101", ANN]["cancelled_at"] is None
    assert states["102", ANN]["state"] == "cancelled"
    assert states["102", ANN]["cancelled_at"] == at(12)


def test_two_devices_count_once_and_the_waiting_room_does_not() -> None:
    world = make_world(
        sessions=[session()],
        connections=[
            connection(ANN, at(9, 50), at(10, 10), user_id="a"),
            connection(ANN, at(10, 5), at(10, 20), user_id="b"),
            connection(ANN, at(10, 50), at(11, 30), user_id="c"),
            connection(ANN, at(10, 30), at(10, 40), user_id="d", is_waiting_room=True),
        ],
    )
    row = took_part(world)["single", ANN]
    assert (row["joined_at"], row["left_at"], row["attended_seconds"]) == (at(10), at(11), 1800)
    assert str(row["attendance_percent"]) == "50.00"
    assert codes(world) == {("attendance", ANN): "synced"}


def test_the_length_is_the_union_of_overlapping_sessions() -> None:
    world = make_world(
        sessions=[
            session(ended_at=at(10, 40)),
            session(session_uuid="t", started_at=at(10, 30)),
            session(session_uuid="z", started_at=at(9), ended_at=at(9, 30)),
        ],
        connections=[
            connection(ANN, at(10), at(11)),
            connection("host@corp.com", at(9), at(9, 30), session_uuid="z"),
        ],
    )
    row = took_part(world)["single", ANN]
    # Of the session in which they are: its last 20 minutes are another's.
    assert row["attended_seconds"] == 2400
    assert str(row["attendance_percent"]) == "66.67"
    assert codes(world)["connection", "z u 2026-11-20T09:00:00Z"] == "practice_session"


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", "2026-11-20"),
        ("Asia/Tokyo", "2026-11-21"),
        ("America/Los_Angeles", "2026-11-20"),
        ("Mars/Olympus", "2026-11-20"),
        (None, "2026-11-20"),
    ],
)
def test_the_day_is_the_one_in_the_webinars_time_zone(zone: str | None, day: str) -> None:
    late = session(started_at=at(16), ended_at=at(17), settled_at=at(18))
    world = make_world(
        NO_FIXED_TIME,
        webinar=[{"timezone": zone}],
        sessions=[late],
        connections=[connection(ANN, at(16), at(17))],
    )
    assert list(took_part(world)) == [(day, ANN)]


@pytest.mark.parametrize(
    ("address", "is_left_out"),
    [
        ("ann@example.com", True),
        ("ann@eu.example.com", True),
        ("ann@notexample.com", False),
    ],
)
def test_an_excluded_domain_is_never_a_part_of_a_word(address: str, is_left_out: bool) -> None:
    world = make_world(registrants=[registration("R1", address)])
    rules = Rules(excluded_contact_domains=("example.com",))
    code = "contact_domain_excluded" if is_left_out else "synced"
    assert codes(world, rules) == {("registration", "R1"): code}
    world["hubspot_contacts"] = [contact(address, address)]
    assert codes(world, rules) == {("registration", "R1"): "synced"}
