"""`zoom.reading_rules`: what of an account is read now."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from webinar_sync.runs.window import Window
from webinar_sync.webinar_types import ApprovalType, RegistrationType, WebinarType
from webinar_sync.zoom.reading_rules import KnownWebinar, ReadingRules

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCHEDULED = Window(None, NOW, is_exact=False)
EXACT = Window(NOW - timedelta(days=7), NOW, is_exact=True)
NAMED = Window(NOW - timedelta(days=183), NOW, is_exact=True, webinar_ids=(1,))


def rules(window: Window = SCHEDULED, **changes: Any) -> ReadingRules:
    return ReadingRules(window, **{"is_full": False, "is_first": False, **changes})


def webinar(**changes: Any) -> KnownWebinar:
    """Return a webinar of which everything was read before, and nothing is to come."""
    parts: dict[str, Any] = {
        "webinar_id": 1,
        "type": WebinarType.SINGLE,
        "approval_type": ApprovalType.AUTOMATIC,
        "registration_type": None,
        "has_detail": True,
        "is_gone": False,
        "exclusion": None,
        "is_frozen": False,
        "has_events_flag": True,
        "is_to_come": False,
        "next_start": None,
        "next_occurrence_id": None,
        "has_unsettled": False,
        "ended_at": None,
        "is_in_window": False,
        "detail": "old",
        "panelists": "old",
        "registrants": "old",
        "has_rejected_registrants": False,
        "occurrence_ids": [],
    }
    return KnownWebinar(**{**parts, **changes})


@pytest.mark.parametrize(
    ("window", "is_first", "is_account_wide"),
    [
        (SCHEDULED, False, True),
        (EXACT, False, False),
        (EXACT, True, True),
        (NAMED, True, False),
    ],
)
def test_scheduled_runs_and_the_first_one_read_the_whole_account(
    window: Window, is_first: bool, is_account_wide: bool
) -> None:
    assert rules(window, is_first=is_first).is_account_wide is is_account_wide


@pytest.mark.parametrize(
    ("window", "is_first", "reads_history"),
    [
        (SCHEDULED, False, False),
        (SCHEDULED, True, True),
        (EXACT, False, True),
        (dataclasses.replace(NAMED, is_by_webhook=True), False, False),
    ],
)
def test_first_syncs_and_chosen_windows_read_history(
    window: Window, is_first: bool, reads_history: bool
) -> None:
    assert rules(window, is_full=True, is_first=is_first).reads_history is reads_history


def test_an_exact_run_is_about_the_webinars_named_or_of_its_window() -> None:
    assert rules(SCHEDULED).is_in_scope(webinar())
    assert not rules(EXACT).is_in_scope(webinar())
    assert rules(EXACT).is_in_scope(webinar(is_in_window=True))
    assert rules(NAMED).is_in_scope(webinar())
    assert not rules(NAMED).is_in_scope(webinar(webinar_id=2, is_in_window=True))


def test_a_backfill_is_about_the_webinars_named_that_are_of_its_window_too() -> None:
    backfill = rules(dataclasses.replace(NAMED, is_backfill=True))

    assert backfill.is_in_scope(webinar(is_in_window=True))
    assert not backfill.is_in_scope(webinar())
    assert not backfill.is_in_scope(webinar(webinar_id=2, is_in_window=True))
    assert backfill.webinars_to_look_for == ()
    assert rules(NAMED).webinars_to_look_for == (1,)


def test_of_what_is_frozen_only_the_detail_is_read_whoever_asks() -> None:
    frozen = webinar(is_frozen=True, registrants="missing", panelists="missing")

    for run in (rules(), rules(is_full=True), rules(EXACT), rules(NAMED)):
        assert not run.must_read_panelists(frozen)
        assert not run.must_read_registrants(frozen)
        assert not run.must_count_registrants(frozen, has_due_session=True, now=NOW)
    assert rules(NAMED).must_read_detail(frozen, is_moved=False)
    assert rules().must_read_detail(frozen, is_moved=True)


@pytest.mark.parametrize(
    ("state", "changes", "hourly", "nightly", "exact", "named"),
    [
        ("missing", {}, True, True, True, True),
        ("waiting", {}, False, False, False, True),
        ("fresh", {"is_to_come": True, "has_unsettled": True}, False, False, False, False),
        ("old", {}, False, False, False, True),
        ("old", {"is_to_come": True}, False, True, False, True),
        ("old", {"has_unsettled": True}, False, True, True, True),
    ],
)
def test_what_is_read_follows_from_the_state_of_the_last_reading(
    state: str, changes: dict[str, Any], hourly: bool, nightly: bool, exact: bool, named: bool
) -> None:
    known = webinar(detail=state, panelists=state, registrants=state, **changes)

    for run, is_read in (
        (rules(), hourly),
        (rules(is_full=True), nightly),
        (rules(EXACT), exact),
        (rules(NAMED), named),
    ):
        assert run.must_read_detail(known, is_moved=False) is is_read
        assert run.must_read_panelists(known) is is_read
        assert run.must_read_registrants(known) is is_read


def test_a_detail_never_read_is_read_unless_it_is_deferred() -> None:
    unread = {"has_detail": False}

    assert rules().must_read_detail(webinar(**unread, detail="missing"), is_moved=False)
    assert rules().must_read_detail(webinar(**unread, detail="old"), is_moved=False)
    assert not rules().must_read_detail(webinar(**unread, detail="waiting"), is_moved=False)


def test_a_moved_webinar_is_read_again_once() -> None:
    assert rules().must_read_detail(webinar(), is_moved=True)
    assert not rules().must_read_detail(webinar(detail="fresh"), is_moved=True)
    assert not rules().must_read_detail(webinar(detail="waiting"), is_moved=True)


def test_a_webinar_that_is_gone_is_read_only_by_its_name() -> None:
    gone = webinar(is_gone=True, detail="missing")

    assert not rules(is_full=True).must_read_detail(gone, is_moved=True)
    assert rules(NAMED).must_read_detail(gone, is_moved=False)


@pytest.mark.parametrize("changes", [{"is_gone": True}, {"has_detail": False}, {"exclusion": "x"}])
def test_people_of_some_webinars_are_never_read(changes: dict[str, Any]) -> None:
    known = webinar(panelists="missing", registrants="missing", **changes)

    assert not rules(is_full=True).must_read_panelists(known)
    assert not rules(is_full=True).must_read_registrants(known)


def test_without_registration_there_are_no_registrants_to_read() -> None:
    known = webinar(
        approval_type=ApprovalType.NO_REGISTRATION, panelists="missing", registrants="missing"
    )

    assert rules().must_read_panelists(known)
    assert not rules().must_read_registrants(known)
    assert not rules().must_count_registrants(
        webinar(approval_type=ApprovalType.NO_REGISTRATION), has_due_session=True, now=NOW
    )


@pytest.mark.parametrize(
    ("changes", "has_due_session", "is_counted"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"next_start": NOW + timedelta(days=7)}, False, True),
        ({"next_start": NOW + timedelta(days=7, seconds=1)}, False, False),
        ({"registrants": "missing"}, True, False),
        ({"registrants": "fresh"}, True, False),
        ({"registrants": "waiting"}, True, False),
    ],
)
def test_registrants_are_counted_where_they_may_matter_soon(
    changes: dict[str, Any], has_due_session: bool, is_counted: bool
) -> None:
    known = webinar(**changes)

    assert (
        rules().must_count_registrants(known, has_due_session=has_due_session, now=NOW)
        is is_counted
    )


def test_only_the_scheduled_run_by_night_waits_for_nothing() -> None:
    assert rules(is_full=True).is_nightly
    assert not rules().is_nightly
    assert not rules(EXACT, is_full=True).is_nightly  # one of thirty nights, perhaps


@pytest.mark.parametrize(
    ("ended_at", "run", "is_counted"),
    [
        (NOW - timedelta(days=30), {"is_full": True}, False),
        (NOW - timedelta(days=29, hours=23), {"is_full": True}, True),
        (NOW - timedelta(days=1), {"is_full": True}, True),
        (NOW - timedelta(days=1), {}, False),
        (NOW - timedelta(days=1), {"is_full": True, "window": EXACT}, False),
        (None, {"is_full": True}, False),
    ],
)
def test_each_night_looks_for_late_registrations_of_thirty_days(
    ended_at: datetime | None, run: dict[str, Any], is_counted: bool
) -> None:
    over = webinar(ended_at=ended_at)

    assert rules(**run).must_count_registrants(over, has_due_session=False, now=NOW) is is_counted


@pytest.mark.parametrize(
    ("changes", "is_asked"),
    [
        ({}, True),
        ({"has_events_flag": True}, False),
        ({"is_gone": True}, False),
        ({"has_detail": False}, False),
        ({"exclusion": "sync_off"}, False),
    ],
)
def test_whether_it_belongs_to_zoom_events_is_asked_before_its_people_are_read(
    changes: dict[str, Any], is_asked: bool
) -> None:
    assert webinar(**{"has_events_flag": False, **changes}).needs_events_flag is is_asked


def test_registrants_are_counted_by_the_next_date_and_of_a_series_that_is_over_by_each() -> None:
    series = {
        "type": WebinarType.RECURRING,
        "registration_type": RegistrationType.EACH_DATE,
        "occurrence_ids": ["a", "b"],
    }

    assert webinar(**series, next_occurrence_id="a").counted_occurrence_ids == ["a"]
    assert webinar(**series).counted_occurrence_ids == ["a", "b"]
    assert webinar(next_occurrence_id="a").counted_occurrence_ids == [""]


def test_registrants_are_listed_by_date_where_people_register_for_dates() -> None:
    series = {"type": WebinarType.RECURRING, "occurrence_ids": ["a", "b"]}
    each_date = {"registration_type": RegistrationType.EACH_DATE}

    assert webinar(**series, **each_date).listed_occurrence_ids == ["a", "b"]
    assert webinar(
        **series, registration_type=RegistrationType.CHOSEN_DATES
    ).listed_occurrence_ids == ["a", "b"]
    assert webinar(
        **series, registration_type=RegistrationType.ALL_DATES
    ).listed_occurrence_ids == [""]
    assert webinar(**each_date, occurrence_ids=["a"]).listed_occurrence_ids == [""]
    assert webinar(type=WebinarType.RECURRING, **each_date).listed_occurrence_ids == [""]
