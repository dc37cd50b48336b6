"""What is written to HubSpot and read from it: properties, external ids, times, participations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from webinar_sync.hubspot.contact_properties import NATIVE_NAMES, OWN_NAMES, PROPERTIES
from webinar_sync.hubspot.errors import HubspotBadAnswerError
from webinar_sync.hubspot.marketing_events import description, external_id
from webinar_sync.hubspot.participations import Participation, parse_participation
from webinar_sync.hubspot.push.contacts import properties_of
from webinar_sync.hubspot.times import format_time, parse_time

MOMENT = datetime(2026, 11, 18, 10, 0, 0, 5000, tzinfo=UTC)


def breakdown(**changes: Any) -> dict[str, Any]:
    """Return a row of a participations breakdown."""
    properties = {"attendanceState": "ATTENDED", "occurredAt": "2026-11-18T10:00:00.005Z"}
    return {
        "associations": {"contact": {"contactId": "7"}},
        "properties": {**properties, **changes},
    }


def test_every_property_has_a_name_of_its_own_and_the_native_ones_are_among_them() -> None:
    assert list(OWN_NAMES) == list(PROPERTIES)
    assert set(NATIVE_NAMES) <= set(PROPERTIES)
    assert not set(OWN_NAMES.values()) & set(NATIVE_NAMES.values())


def test_a_new_contact_is_written_without_empty_values_and_a_known_one_with_them() -> None:
    row: dict[str, Any] = {
        "first_name": "Ann",
        "last_name": None,
        "new_first_name": None,
        "new_last_name": "Lee",
        "registrations_total": 2,
        "last_registered_url": None,
    }
    names = {"registrations_total": "total", "last_registered_url": "link"}

    assert properties_of(row, names, is_new=True) == {"total": "2", "firstname": "Ann"}
    assert properties_of(row, names, is_new=False) == {
        "total": "2",
        "link": "",
        "lastname": "Lee",
    }


def test_an_event_is_named_by_its_webinar_and_its_occurrence() -> None:
    row = {"webinar_id": 91000000001, "occurrence_key": "2026-11-18"}

    assert external_id(row) == "91000000001-2026-11-18"
    assert description(row) == "Zoom webinar 91000000001, occurrence 2026-11-18"


def test_times_are_written_in_utc_to_the_millisecond() -> None:
    east = MOMENT.astimezone(timezone(timedelta(hours=9)))

    assert format_time(east) == "2026-11-18T10:00:00.005Z"


@pytest.mark.parametrize(
    "value",
    ["2026-11-18T10:00:00.005Z", 1794996000005, "1794996000005"],
)
def test_times_are_read_as_text_or_as_milliseconds(value: object) -> None:
    assert parse_time(value) == MOMENT


@pytest.mark.parametrize(("seconds", "expected"), [(None, None), ("2400", 2400), (60, 60)])
def test_a_participation_is_read_with_or_without_a_duration(
    seconds: object, expected: int | None
) -> None:
    row = breakdown(attendanceDurationSeconds=seconds)

    assert parse_participation(row) == Participation(7, "ATTENDED", MOMENT, expected)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"properties": {"attendanceState": "ATTENDED", "occurredAt": 0}},
        {**breakdown(), "associations": {"contact": {"contactId": "somebody"}}},
        breakdown(occurredAt="yesterday"),
        breakdown(occurredAt=None),
    ],
)
def test_a_participation_without_contact_state_or_time_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(HubspotBadAnswerError, match="lacks its contact, state or time"):
        parse_participation(row)
