"""Hosts who change how people register: by date or once for all, or under which ids of dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.zoom.model import Occurrence, Webinar
from tests.builders import (
    END,
    HOUR,
    START,
    World,
    account,
    address,
    at,
    connection,
    query,
    registrant,
    run_nightly,
    session,
    webinar,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

WEBINAR = 91000000001
LATER = at("25 10:00")
DATES = (Occurrence(occurrence_id="1", start=START), Occurrence(occurrence_id="2", start=LATER))
OTHER_IDS = (Occurrence(occurrence_id="3", start=START), Occurrence(occurrence_id="4", start=LATER))
HELD = session("s==", WEBINAR, START, END, connection("ben", START, END))
BY_DATE = {"type": 9, "registration_type": 2, "occurrences": DATES}
FOR_ALL = {"type": 9, "registration_type": 1, "occurrences": DATES}
SINGLE = {"start": START}


def make(kind: dict[str, Any], *later: Any) -> Webinar:
    """A webinar of a kind, with ann and ben registered for the first date, or for all."""
    different = dict(kind)
    dates = different.get("occurrences", ())
    is_by_date = different.get("registration_type") == 2
    ids = (dates[0].occurrence_id,) if is_by_date else ()
    people = (
        registrant("ann", *later, occurrence_ids=ids),
        registrant("ben", occurrence_ids=ids),
    )
    return webinar(WEBINAR, different.pop("start", None), *people, **different)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BY_DATE, BY_DATE | {"occurrences": OTHER_IDS}),
        (BY_DATE, FOR_ALL),
        (FOR_ALL, BY_DATE),
        (SINGLE, BY_DATE),
        (BY_DATE, SINGLE),
    ],
    ids=["other ids", "for all", "by date", "made a series", "made single"],
)
def test_who_cancels_after_the_edit_is_no_no_show(
    warehouse: Warehouse, make_world: MakeWorld, before: dict[str, Any], after: dict[str, Any]
) -> None:
    world = make_world(account("a", [make(before)], [HELD]), now=at("14 04:00"))
    assert run_nightly(world, at("14 04:00")).success
    world.replace_accounts(account("a", [make(after)], [HELD]))
    assert run_nightly(world, at("15 04:00")).success
    cancelled = make(after, (at("16 09:00"), "denied"))
    world.replace_accounts(account("a", [cancelled], [HELD]))
    assert run_nightly(world, at("17 04:00")).success

    assert run_nightly(world, at("20 04:00")).success

    states = query(
        warehouse,
        "select email, state from marts.participations"
        " join marts.marketing_events using (account_id, webinar_id, occurrence_key)"
        " where started_at is not null",
    )
    assert dict(states) == {address("ann"): "cancelled", address("ben"): "attended"}


def test_made_for_all_after_a_date_was_held_nobody_missed_that_date(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    people = (registrant("ann", occurrence_ids=("2",)), registrant("ben", occurrence_ids=("1",)))
    world = make_world(
        account("a", [webinar(WEBINAR, None, *people, **BY_DATE)], [HELD]), now=at("17 04:00")
    )
    assert run_nightly(world, at("17 04:00")).success
    assert run_nightly(world, at("19 12:00")).success

    world.replace_accounts(account("a", [webinar(WEBINAR, None, "ann", "ben", **FOR_ALL)], [HELD]))
    assert run_nightly(world, at("20 12:00")).success

    rows = query(warehouse, "select occurrence_key, email, state from marts.participations")
    assert set(rows) == {
        ("1", address("ben"), "attended"),
        ("2", address("ben"), "registered"),
        ("2", address("ann"), "registered"),
    }


def test_dates_that_drop_off_the_list_keep_their_own_registrations(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    starts = [START, at("19 10:00")]
    dates = tuple(
        Occurrence(occurrence_id=str(number), start=start, listed_until=start + 2 * HOUR)
        for number, start in enumerate(starts, 1)
    )
    sessions = [
        session(
            f"s{number}==", WEBINAR, start, start + HOUR, connection("ben", start, start + HOUR)
        )
        for number, start in enumerate(starts)
    ]
    people = (
        registrant("ann", occurrence_ids=("2",)),
        registrant("cy", occurrence_ids=("1",)),
        registrant("ben", occurrence_ids=("1", "2")),
    )
    series = webinar(WEBINAR, None, *people, type=9, registration_type=2, occurrences=dates)
    world = make_world(account("a", [series], sessions), now=at("17 04:00"))
    for night in ("17 04:00", "19 04:00", "20 04:00", "21 04:00", "22 04:00"):
        assert run_nightly(world, at(night)).success

    rows = query(
        warehouse,
        "select occurrence_key, email from marts.participations where state = 'no_show'",
    )
    assert set(rows) == {("1", address("cy")), ("2", address("ann"))}
