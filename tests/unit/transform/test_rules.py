"""Sentences of the rules that are easy to get wrong, each in the smallest world that shows it.

Answers are literals, worked out by hand. What `test_properties` finds is written down here.
"""

from __future__ import annotations

import itertools

import pytest

from tests.unit.transform.naive import NO_FIXED_TIME, RECURRING, Rules
from tests.unit.transform.small_worlds import (
    ANN,
    BOB,
    Answers,
    at,
    by_transform,
    connection,
    contact,
    date,
    make_world,
    registration,
    session,
    staff,
    start,
)

MATCHED = Rules(match_secondary_emails=True)


def test_nobody_with_an_address_is_no_trouble_to_excluded_domains(answers: Answers) -> None:
    world = make_world(
        sessions=[session()],
        connections=[connection(None, at(10), at(11))],
        registrants=[registration("R1", " ")],
    )
    assert answers.codes(world, Rules(excluded_contact_domains=("example.com",))) == {
        ("registration", "R1"): "no_email",
        ("connection", "s u 2026-11-20T10:00:00Z"): "no_email",
    }


def test_a_panelists_registration_is_known_by_its_id(answers: Answers) -> None:
    """Hosts and panelists are not attendees, and their registrations are no participations."""
    world = make_world(
        registrants=[registration("P1", ANN)],
        staff=[staff("pan@corp.com", "P1")],
    )
    assert answers.codes(world) == {("registration", "P1"): "not_an_attendee"}
    assert answers.took_part(world) == {}


def test_a_host_whose_address_is_secondary_is_still_the_host(answers: Answers) -> None:
    """The address is the webinar's host_email, an alternative host's, the session's."""
    world = make_world(
        sessions=[session()],
        connections=[connection("host@corp.com", at(10), at(11))],
        registrants=[registration("R1", "host@corp.com")],
        hubspot_contacts=[contact(ANN, ANN), contact("host@corp.com", ANN)],
    )
    assert set(answers.codes(world, MATCHED).values()) == {"not_an_attendee"}
    assert answers.took_part(world, MATCHED) == {}


def test_what_comes_before_secondary_email_comes_first(answers: Answers) -> None:
    """`synced`, or the first of these that applies, in this order."""
    world = make_world(
        registrants=[registration("R1", BOB)],
        hubspot_contacts=[contact(ANN, ANN), contact(BOB, ANN)],
        hubspot_users=[{"email": BOB}],
    )
    assert answers.codes(world, MATCHED) == {("registration", "R1"): "account_user"}
    assert answers.took_part(world, MATCHED) == {}


def test_who_was_erased_is_counted_and_nowhere_else(answers: Answers) -> None:
    erased = f"{'5e' * 16}@erased.invalid"
    world = make_world(
        registrants=[registration("R1", erased), registration("R2", BOB)],
        sessions=[session()],
        connections=[
            connection(erased, at(10), at(11)),
            connection(BOB, at(10), at(11), user_id="u2"),
        ],
    )
    assert answers.codes(world) == {
        ("registration", "R1"): "erased",
        ("registration", "R2"): "synced",
        ("attendance", erased): "erased",
        ("attendance", BOB): "synced",
    }
    assert {contact for *_, contact in answers.took_part(world)} == {BOB}
    (event,) = answers.events(world).values()
    assert {name: number for name, number in event.items() if name.endswith("ions")} == {
        "registrations": 1,
        "cancellations": 0,
        "late_registrations": 0,
        "erased_registrations": 1,
    }
    assert (event["attendances"], event["erased_attendances"]) == (1, 1)


def test_the_activity_of_a_secondary_address_goes_to_the_contact(answers: Answers) -> None:
    world = make_world(
        sessions=[session()],
        connections=[
            connection(BOB, at(10), at(10, 30)),
            connection(ANN, at(10, 15), at(10, 45), user_id="v"),
        ],
        registrants=[registration("R1", BOB)],
        hubspot_contacts=[contact(ANN, ANN), contact(BOB, ANN)],
    )
    assert answers.codes(world)["attendance", BOB] == "secondary_email"
    assert answers.took_part(world)["2026-11-20", ANN]["attended_seconds"] == 30 * 60
    matched = answers.took_part(world, MATCHED)["2026-11-20", ANN]
    assert matched["attended_seconds"] == 45 * 60
    assert matched["registered_at"] == at(8)


def test_the_longest_of_the_copies_says_whose_they_all_are(answers: Answers) -> None:
    """The longest of the copies is the one that counts, and says whose they all are."""
    world = make_world(
        sessions=[session()],
        connections=[
            connection(ANN, at(10), at(10, 30)),
            connection("host@corp.com", at(10), at(10, 10), participant_user_id="HOST"),
        ],
    )
    assert answers.codes(world) == {
        ("attendance", ANN): "synced",
        ("connection", "s u 2026-11-20T10:00:00Z"): "duplicate",
    }


def test_copies_of_one_length_have_one_answer_in_any_order() -> None:
    """Running any window again, in any order, leaves the same marts."""
    answers = Answers(by_transform)
    copies = [connection(email, at(10), at(11)) for email in (ANN, BOB, None)]
    every_order = [
        answers.codes(make_world(sessions=[session()], connections=list(order)))
        for order in itertools.permutations(copies)
    ]
    assert len(every_order) == 6
    assert all(codes == every_order[0] for codes in every_order)


def test_a_registration_is_for_the_dates_that_approved_it(answers: Answers) -> None:
    """`not_approved`: pending, or denied and never approved: no participation."""
    world = make_world(
        RECURRING,
        webinar=[{"registration_type": 2}],
        announced=[date("101", at(10)), date("102", at(20))],
        registrants=[
            registration("R1", ANN, occurrence_id="101"),
            registration("R1", ANN, occurrence_id="102", status="pending", was_approved=False),
        ],
    )
    assert answers.codes(world) == {("registration", "R1"): "synced"}
    assert list(answers.took_part(world)) == [("101", ANN)]


def test_what_is_pending_again_is_not_approved_now(answers: Answers) -> None:
    """The create_time of the latest one that is approved now; where none is, that once was."""
    again = registration("R2", ANN, created_at=at(9), status="pending", last_approved_at=at(9, 30))
    world = make_world(registrants=[registration("R1", ANN), again])
    assert answers.took_part(world)["2026-11-20", ANN]["registered_at"] == at(8)
    alone = make_world(registrants=[again])
    assert answers.took_part(alone)["2026-11-20", ANN]["registered_at"] == at(9)


def test_a_cancellation_counts_where_the_other_registration_is_pending_again(
    answers: Answers,
) -> None:
    """`cancelled_at` only where none is approved now."""
    world = make_world(
        registrants=[
            registration("R1", ANN, status="pending", last_approved_at=at(9)),
            registration(
                "R2", ANN, is_listed=False, last_approved_at=at(9), cancelled_at=at(9, 30)
            ),
        ]
    )
    row = answers.took_part(world)["2026-11-20", ANN]
    assert row["state"] == "cancelled"
    assert row["cancelled_at"] == at(9, 30)


def test_a_cancellation_leaves_what_had_ended_as_it_was(answers: Answers) -> None:
    """It concerns an occurrence that had not ended when the person was last seen approved."""
    gone = registration("R1", ANN, is_listed=False, last_approved_at=at(11), cancelled_at=at(12))
    world = make_world(
        RECURRING, announced=[date("101", at(10)), date("102", at(20))], registrants=[gone]
    )
    states = answers.took_part(world)
    assert states["101", ANN]["state"] == "registered"
    assert states["101", ANN]["cancelled_at"] is None
    assert states["102", ANN]["state"] == "cancelled"
    assert states["102", ANN]["cancelled_at"] == at(12)


def test_two_devices_count_once_and_the_waiting_room_does_not(answers: Answers) -> None:
    world = make_world(
        sessions=[session()],
        connections=[
            connection(ANN, at(9, 50), at(10, 10), user_id="a"),
            connection(ANN, at(10, 5), at(10, 20), user_id="b"),
            connection(ANN, at(10, 50), at(11, 30), user_id="c"),
            connection(ANN, at(10, 30), at(10, 40), user_id="d", is_waiting_room=True),
        ],
    )
    row = answers.took_part(world)["2026-11-20", ANN]
    assert (row["joined_at"], row["left_at"], row["attended_seconds"]) == (at(10), at(11), 1800)
    assert str(row["attendance_percent"]) == "50.00"
    assert answers.codes(world) == {("attendance", ANN): "synced"}


def test_the_length_is_the_union_of_overlapping_sessions(answers: Answers) -> None:
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
    row = answers.took_part(world)["2026-11-20", ANN]
    # Of the session in which they are: its last 20 minutes are another's.
    assert row["attended_seconds"] == 2400
    assert str(row["attendance_percent"]) == "66.67"
    assert answers.codes(world)["connection", "z u 2026-11-20T09:00:00Z"] == "practice_session"


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
def test_the_day_is_the_one_in_the_webinars_time_zone(
    answers: Answers, zone: str | None, day: str
) -> None:
    late = session(started_at=at(16), ended_at=at(17), settled_at=at(18))
    world = make_world(
        NO_FIXED_TIME,
        announced=[start(None, type=NO_FIXED_TIME, timezone=zone)],
        sessions=[late],
        connections=[connection(ANN, at(16), at(17))],
    )
    assert list(answers.took_part(world)) == [(day, ANN)]


@pytest.mark.parametrize(
    ("address", "is_left_out"),
    [
        ("ann@example.com", True),
        ("ann@eu.example.com", True),
        ("ann@notexample.com", False),
    ],
)
def test_an_excluded_domain_is_never_a_part_of_a_word(
    answers: Answers, address: str, is_left_out: bool
) -> None:
    world = make_world(registrants=[registration("R1", address)])
    rules = Rules(excluded_contact_domains=("example.com",))
    code = "contact_domain_excluded" if is_left_out else "synced"
    assert answers.codes(world, rules) == {("registration", "R1"): code}
    world["hubspot_contacts"] = [contact(address, address)]
    assert answers.codes(world, rules) == {("registration", "R1"): "synced"}
