"""Each guess that reading can tell: yes where it holds, no where the sandbox behaves otherwise."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.hubspot.model import Contact, Property
from sandbox.zoom.model import ABSENT
from tests.integration.probe.accounts import (
    AVERAGE,
    DESCRIPTION,
    PEOPLE,
    TOO_LONG_AGO,
    make_native_event,
    make_portal,
    make_series,
    make_single,
    make_zoom,
    run_of,
    without_licence,
)
from webinar_sync.hubspot.mark import CARRIER
from webinar_sync.probe import unprobed
from webinar_sync.probe.probe import HUBSPOT_GUESSES, ZOOM_GUESSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.hubspot.model import Portal
    from sandbox.zoom.model import Account
    from tests.integration.probe.conftest import Probed

HOLDS = {1, 2, 6, 8, 12, 16, 19, 53, 54, 57, 58, 59} | {21, 25, 30, 32, 39, 76, 77, 82, 84, 85}
NOT_SHOWN = {55, 56, 72, 81}
"""This account has nothing that shows them, or would have to be written to."""


def refusal(status: int, code: int, path: str, **more: Any) -> dict[str, Any]:
    body = {"code": code, "message": "No permission."}
    return {"kind": "status", "status": status, "body": body, "path_contains": path, **more}


def strangers() -> Account:
    """Return the account with a panelist who stands in reports with another id than listed."""
    account = make_zoom()
    sessions = tuple(
        replace(
            session,
            connections=tuple(
                replace(row, registrant_id="r-paul") if row.registrant_id == "p-paul" else row
                for row in session.connections
            ),
        )
        for session in account.sessions
    )
    return replace(account, sessions=sessions)


def counted_thrice() -> Account:
    account = make_zoom()
    sessions = tuple(
        replace(session, participants=3 * len(session.connections)) for session in account.sessions
    )
    return replace(account, sessions=sessions)


ZOOM_WRONG: list[tuple[int, Callable[[], Account], dict[str, Any] | None]] = [
    (1, lambda: make_zoom(history_zone="America/Los_Angeles"), None),
    (2, lambda: make_zoom(history_lag=timedelta(days=9)), None),
    (6, make_zoom, refusal(400, 300, "/registrants", path_matches="occurrence_id=")),
    (8, strangers, None),
    (12, make_zoom, {"kind": "drop_key", "key": "user_email", "path_contains": "/participants"}),
    (12, lambda: make_zoom(webinars=(make_single(raw={"start_time": ABSENT}),)), None),
    (12, lambda: make_zoom(webinars=(make_single(raw={"host_id": ABSENT}),)), None),
    (
        16,
        make_zoom,
        {"kind": "set_key", "key": "type", "value": 6, "path_matches": r"/report/webinars/[^/?]+$"},
    ),
    (
        19,
        lambda: make_zoom(sessions=(run_of(92000000003, TOO_LONG_AGO, "ada"),), history_life=None),
        None,
    ),
    (53, counted_thrice, None),
    (54, lambda: make_zoom(lists_newest_first=False), None),
    (55, lambda: make_zoom(webinars=(make_single(raw={"is_events_webinar": False}),)), None),
    (56, make_zoom, refusal(403, 9999, "/history_meetings")),
    (57, without_licence, None),
    (58, make_zoom, {"kind": "empty_list", "path_contains": "/past_webinars/"}),
    (59, lambda: make_zoom(webinars=(make_series(listed=False),)), None),
    (
        72,
        make_zoom,
        {"kind": "drop_key", "key": "create_time", "path_contains": "/registrants/r-"},
    ),
    (81, without_licence, refusal(400, 200, "/report/users/HOST")),
]
NOTHING = json.dumps({"status": "COMPLETE", "results": []})
HUBSPOT_WRONG: list[tuple[int, Callable[[], Portal], dict[str, Any] | None]] = [
    (21, lambda: make_portal(finds_archived_by_email=False), None),
    (25, lambda: make_portal(ends_open_events=True), None),
    (30, lambda: make_portal(names_merges=False), None),
    (32, lambda: with_averages("0.875"), None),
    (32, lambda: with_averages("875"), None),
    (39, lambda: make_portal(shows_archived_parts=True), None),
    (
        76,
        make_portal,
        {"kind": "answer", "status": 200, "body": NOTHING, "path_contains": "/batch/read"},
    ),
    (77, lambda: make_portal(keeps_merged_addresses=False), None),
    (82, lambda: make_portal(properties=(cut_carrier(),)), None),
    (84, lambda: make_portal(lists_descriptions=False), None),
    (85, lambda: make_portal(events=(make_native_event("Zoom Webinars"),)), None),
]


def with_averages(value: str) -> Portal:
    portal = make_portal()
    others = tuple(Contact(f"other{n}@people.example") for n in range(10))
    contacts = tuple(
        replace(contact, properties={AVERAGE: value}) for contact in (*portal.contacts, *others)
    )
    return replace(portal, contacts=contacts)


def cut_carrier() -> Property:
    return Property(CARRIER, "Registrations", "number", description=DESCRIPTION[:-20])


def named(case: object) -> str:
    return str(case) if isinstance(case, int) else ""


def test_each_guess_has_an_answer_and_none_is_wrong(serve: Callable[..., Probed]) -> None:
    answers = serve().answers()

    assert {number for number, answer in answers.items() if answer == "no"} == set()
    assert {number for number, answer in answers.items() if answer == "yes"} == HOLDS
    would_write = {guess.number for guess in (*unprobed.ZOOM, *unprobed.HUBSPOT)}
    assert set(answers) == HOLDS | NOT_SHOWN | would_write


@pytest.mark.parametrize(("number", "make", "fault"), ZOOM_WRONG, ids=named)
def test_a_wrong_guess_about_zoom_shows(
    serve: Callable[..., Probed],
    number: int,
    make: Callable[[], Account],
    fault: dict[str, Any] | None,
) -> None:
    probed = serve(make())
    if fault:
        probed.zoom.faults.add(fault)

    assert probed.answers()[number] == "no"


@pytest.mark.parametrize(("number", "make", "fault"), HUBSPOT_WRONG, ids=named)
def test_a_wrong_guess_about_hubspot_shows(
    serve: Callable[..., Probed],
    number: int,
    make: Callable[[], Portal],
    fault: dict[str, Any] | None,
) -> None:
    probed = serve(portal=make())
    if fault:
        probed.hubspot.faults.add(**fault)

    assert probed.answers()[number] == "no"


def test_each_guess_that_can_be_told_is_shown_wrong() -> None:
    shown_wrong = {number for number, *_ in (*ZOOM_WRONG, *HUBSPOT_WRONG)}

    assert shown_wrong == {guess.number for guess in (*ZOOM_GUESSES, *HUBSPOT_GUESSES)}


def test_what_only_some_accounts_show_is_told_of_these(serve: Callable[..., Probed]) -> None:
    by_host = serve(without_licence(history="no_group_permission")).answers()

    assert (by_host[56], by_host[81]) == ("yes", "yes")


def test_an_account_with_nothing_in_it_tells_nothing(serve: Callable[..., Probed]) -> None:
    empty = make_zoom(webinars=(), sessions=())
    probed = serve(empty, make_portal(contacts=(), events=(), properties=()))

    answers = probed.answers()

    assert {number for number, answer in answers.items() if answer != "cannot tell"} == {76}
    assert len(PEOPLE) == 5
