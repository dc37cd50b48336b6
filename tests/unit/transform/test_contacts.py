"""Contacts and their properties, with answers worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from webinar_sync.transform.contacts import make_contacts

ANN, BOB = "ann@example.com", "bob@example.com"


def moment(text: Any) -> pd.Timestamp | None:
    return None if pd.isna(text) else pd.Timestamp(f"2024-{text}", tz="UTC")


def registrations(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """email, webinar_id, registrant_id, first_name, registered_at, is_approved."""
    frame = pd.DataFrame(
        list(rows),
        columns=["email", "webinar_id", "registrant_id", "first_name", "registered_at", "is"],
    )
    return pd.DataFrame(
        {
            "email": frame["email"].astype("str"),
            "account_id": pd.Series("acc-1", index=frame.index, dtype="str"),
            "webinar_id": frame["webinar_id"].astype("int64"),
            "registrant_id": frame["registrant_id"].astype("str"),
            "first_name": frame["first_name"].astype("str"),
            "last_name": ("Of " + frame["registrant_id"].astype("str")).astype("str"),
            "registered_at": times(frame["registered_at"]),
            "is_approved": frame["is"].astype("bool"),
        }
    )


def participations(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """email, webinar_id, state, registered_at, cancelled_at, joined_at, left_at, share."""
    names = ["registered_at", "cancelled_at", "joined_at", "left_at"]
    frame = pd.DataFrame(list(rows), columns=["email", "webinar_id", "state", *names, "share"])
    return pd.DataFrame(
        {
            "email": frame["email"].astype("str"),
            "account_id": pd.Series("acc-1", index=frame.index, dtype="str"),
            "webinar_id": frame["webinar_id"].astype("int64"),
            "state": frame["state"].astype("str"),
            **{name: times(frame[name]) for name in names},
            "attended_share": frame["share"].astype("float64"),
        }
    )


def times(values: pd.Series) -> pd.Series:
    return pd.Series(
        [moment(value) for value in values], index=values.index, dtype="datetime64[us, UTC]"
    )


def results(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """email, join_url, registered_at."""
    frame = pd.DataFrame(list(rows), columns=["email", "join_url", "registered_at"])
    return frame.assign(
        email=frame["email"].astype("str"),
        join_url=frame["join_url"].astype("str"),
        registered_at=times(frame["registered_at"]),
    )


def contacts(
    registered: pd.DataFrame,
    took_part: pd.DataFrame,
    action: pd.DataFrame | None = None,
    cutoff: date | None = None,
) -> dict[str, dict[str, Any]]:
    rows = make_contacts(registered, took_part, results() if action is None else action, cutoff)
    assert rows["email"].is_unique
    return {
        row.pop("email"): {name: None if pd.isna(value) else value for name, value in row.items()}
        for row in rows.to_dict("records")
    }


def attended(email: str, webinar_id: int, day: str, share: float) -> tuple[Any, ...]:
    times = (None, None, f"{day}T10:00", f"{day}T11:00")
    return (email, webinar_id, "attended", *times, share)


def test_the_average_is_a_mean_of_means() -> None:
    by_email = contacts(
        registrations(),
        participations(
            attended(ANN, 1, "03-01", 1.0),
            attended(ANN, 2, "03-02", 0.5),
            attended(ANN, 2, "03-09", 0.25),
            attended(ANN, 2, "03-16", 0.0001),
        ),
    )
    # (100 + (50 + 25 + 0.01) / 3) / 2
    assert by_email[ANN]["average_attendance_percent"] == Decimal("62.50")
    assert by_email[ANN]["attendances_total"] == 2
    assert by_email[ANN]["registrations_total"] == 0


def test_the_average_is_of_unrounded_percents() -> None:
    shares = (0.000049, 0.000049, 0.000052)  # each 0.00 or 0.01 alone; their mean is 0.005 %
    rows = [attended(ANN, n, "03-01", share) for n, share in enumerate(shares)]
    by_email = contacts(registrations(), participations(*rows))
    assert by_email[ANN]["average_attendance_percent"] == Decimal("0.01")


def test_someone_who_never_came_has_no_average() -> None:
    by_email = contacts(
        registrations((ANN, 1, "R1", "Ann", "03-01", True)),
        participations((ANN, 1, "no_show", "03-01", None, None, None, None)),
    )
    assert by_email[ANN]["average_attendance_percent"] is None
    assert by_email[ANN]["attendances_total"] == 0
    assert by_email[ANN]["registrations_total"] == 1
    assert by_email[ANN]["last_registered_url"] is None


def test_a_webinar_counts_once_however_often_and_cancelled_or_not() -> None:
    by_email = contacts(
        registrations(
            (ANN, 1, "R1", "Ann", "03-01", True),
            (ANN, 1, "R2", "Ann", "03-02", True),
            (ANN, 2, "R3", "Ann", "03-03", False),
        ),
        participations(),
    )
    assert by_email[ANN]["registrations_total"] == 2


def test_names_are_of_the_latest_approved_registration() -> None:
    by_email = contacts(
        registrations(
            (ANN, 1, "R1", "First", "03-01", True),
            (ANN, 2, "R2", "Second", "03-02", True),
            (ANN, 2, "R0", "Same time", "03-02", True),
            (ANN, 3, "R3", "Cancelled", "03-03", False),
            (BOB, 1, "R4", "Earlier", "03-01", False),
            (BOB, 2, "R5", None, "03-02", False),
        ),
        participations(),
    )
    assert (by_email[ANN]["first_name"], by_email[ANN]["last_name"]) == ("Second", "Of R2")
    assert (by_email[BOB]["first_name"], by_email[BOB]["last_name"]) == (None, "Of R5")


def test_someone_who_only_came_has_no_name() -> None:
    by_email = contacts(registrations(), participations(attended(ANN, 1, "03-01", 1.0)))
    assert by_email[ANN]["first_name"] is None
    assert by_email[ANN]["last_name"] is None


def test_only_what_came_before_the_cutoff_counts() -> None:
    by_email = contacts(
        registrations(
            (ANN, 1, "R1", "Ann", "03-01T23:59:59", True),
            (ANN, 2, "R2", "Anna", "03-02T00:00:00", True),
        ),
        participations(
            (ANN, 1, "attended", None, None, "03-01T23:59:59", "03-02T01:00", 0.5),
            (ANN, 2, "attended", None, None, "03-02T00:00:00", "03-02T01:00", 1.0),
        ),
        cutoff=date(2024, 3, 2),
    )
    assert by_email[ANN]["registrations_total"] == 1
    assert by_email[ANN]["attendances_total"] == 1
    assert by_email[ANN]["average_attendance_percent"] == Decimal("50.00")
    # Names and times of activity are no such properties.
    assert by_email[ANN]["first_name"] == "Anna"
    assert by_email[ANN]["last_activity_at"] == moment("03-02T01:00")


def test_activity_is_of_all_four_times_and_of_registrations() -> None:
    by_email = contacts(
        registrations((ANN, 1, "R1", "Ann", "03-05", True), (BOB, 1, "R2", "Bob", "03-01", False)),
        participations(
            (ANN, 1, "attended", "03-05", None, "03-06T10:00", "03-06T11:00", 1.0),
            (BOB, 2, "cancelled", "03-02", "03-09", None, None, None),
        ),
    )
    assert by_email[ANN]["first_activity_at"] == moment("03-05")
    assert by_email[ANN]["last_activity_at"] == moment("03-06T11:00")
    assert by_email[BOB]["first_activity_at"] == moment("03-01")
    assert by_email[BOB]["last_activity_at"] == moment("03-09")


def test_the_url_is_of_the_latest_registration_by_the_action() -> None:
    by_email = contacts(
        registrations((ANN, 1, "R1", "Ann", "03-01", True)),
        participations(),
        results(
            (ANN, "https://zoom.example/new", "03-05"),
            (ANN, "https://zoom.example/old", "03-01"),
            (BOB, "https://zoom.example/bob", "03-09"),
        ),
    )
    assert by_email[ANN]["last_registered_url"] == "https://zoom.example/new"
    assert BOB not in by_email


def test_nobody_makes_no_contacts() -> None:
    assert contacts(registrations(), participations()) == {}


def test_nobody_makes_no_contacts_of_others_whom_the_action_added() -> None:
    added = results((BOB, "https://zoom.example/bob", "03-09"))
    stayed_away = participations((ANN, 1, "no_show", "03-01", None, None, None, None))

    assert contacts(registrations(), participations(), added) == {}
    assert contacts(registrations(), stayed_away, added) == {}
