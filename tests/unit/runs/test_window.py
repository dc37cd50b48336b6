"""The window of a run: chosen by a form, a backfill's, or from the watermark on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from webinar_sync.errors import InvalidInput
from webinar_sync.runs.window import Window, resolve_window

AFTER = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
INTERVAL = (datetime(2026, 11, 19, 3, 40, tzinfo=UTC), datetime(2026, 11, 20, 3, 40, tzinfo=UTC))


def resolve(conf: dict[str, Any], **changes: Any) -> Window:
    parts = {"is_backfill": False, "interval": INTERVAL, "run_after": AFTER, **changes}
    return resolve_window(conf, **parts)


def test_a_scheduled_run_has_its_interval_and_may_begin_at_the_watermark() -> None:
    assert resolve({}, run_after=INTERVAL[1]) == Window(*INTERVAL, is_exact=False)


def test_a_run_by_hand_goes_up_to_the_moment_it_was_to_start() -> None:
    assert resolve({}) == Window(INTERVAL[0], AFTER, is_exact=False)


def test_a_run_without_a_date_goes_up_to_the_moment_it_was_to_start() -> None:
    assert resolve({}, interval=None) == Window(None, AFTER, is_exact=False)


def test_a_backfill_has_exactly_its_interval() -> None:
    assert resolve({}, is_backfill=True) == Window(*INTERVAL, is_exact=True, is_backfill=True)


@pytest.mark.parametrize(
    "conf",
    [
        {"webinar_ids": ["91000000001"], "account": "Brand"},
        {"webinar_ids": "91000000001", "account": "Brand", "from": "2026-06-01"},
        {"webinar_ids": "91000000001", "account": "Brand", "to": "2026-06-01"},
    ],
)
def test_what_a_form_says_narrows_a_backfills_interval_and_never_replaces_it(
    conf: dict[str, Any],
) -> None:
    window = resolve(conf, is_backfill=True)

    assert (window.since, window.until, window.is_exact) == (*INTERVAL, True)
    assert (window.webinar_ids, window.account) == ((91000000001,), "Brand")
    assert Window.from_dict(window.as_dict()) == window


def test_chosen_days_are_both_included() -> None:
    window = resolve({"from": "2026-11-01", "to": "2026-11-02"})

    assert window.since == datetime(2026, 11, 1, tzinfo=UTC)
    assert window.until == datetime(2026, 11, 3, tzinfo=UTC)
    assert window.is_exact


def test_webinars_chosen_without_days_are_looked_for_in_six_months() -> None:
    window = resolve({"webinar_ids": "91000000001"}, interval=None)

    assert window.is_exact
    assert window.since is not None
    assert (window.until - window.since).days == 183


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        (["91000000001", 91000000002], (91000000001, 91000000002)),
        ("91000000001, 91000000002", (91000000001, 91000000002)),
        (["910 0000 0001", "910-0000-0002"], (91000000001, 91000000002)),
        ([], ()),
        (None, ()),
    ],
)
def test_webinar_ids_are_understood(value: object, ids: tuple[int, ...]) -> None:
    assert resolve({"webinar_ids": value}).webinar_ids == ids


@pytest.mark.parametrize(
    ("conf", "message"),
    [
        ({"from": "2026-11-05", "to": "2026-11-01"}, "The window is empty"),
        ({"from": "yesterday"}, "`from` is 'yesterday'; it must be a date"),
        ({"webinar_ids": ["my webinar"]}, "must be Zoom webinar ids"),
    ],
)
def test_a_window_that_makes_no_sense_says_what_to_change(
    conf: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        resolve(conf)


def test_a_window_survives_being_handed_on_as_json() -> None:
    window = resolve({"from": "2026-11-01", "webinar_ids": ["91000000001"], "account": "Brand"})

    assert Window.from_dict(window.as_dict()) == window
