"""Zoom fails in the middle of a run: what it costs, and that the next run makes it whole.

In each test one nightly run is disturbed and the next is not. What landed is not requested again,
what did not is, and marts are right in the end, as worked out by hand.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.builders import (
    World,
    add_fault,
    clear_faults,
    query,
    read_contacts,
    read_issues,
    read_latest_run,
    read_marts,
    read_message_and_remedy,
    read_session_states,
    read_watermarks,
    requested_reports,
    run_nightly,
)
from tests.integration.sync.small_account import (
    ALL_ONCE,
    EVERYBODY,
    FIRST,
    LABEL,
    NAME,
    NEXT,
    NIGHT,
    WHOLE,
    expected,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from webinar_sync.warehouse.engine import Warehouse


@pytest.fixture
def lose_patience(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str], int], None]:
    """Return a function that has so many requests for places wait for no answer that hangs.

    All others wait as long as ever, so that nothing depends on how fast the machine is.
    """

    def lose(places: list[str], times: int) -> None:
        send = requests.Session.send
        given_up: Counter[str] = Counter()

        def send_impatiently(session: Any, request: Any, **options: Any) -> requests.Response:
            place = next((place for place in places if place in request.url), None)
            if place is None or given_up[place] == times:
                return send(session, request, **options)
            try:
                return send(session, request, **{**options, "timeout": (60, 0.3)})
            except requests.ReadTimeout:
                given_up[place] += 1
                raise

        monkeypatch.setattr(requests.Session, "send", send_impatiently)

    return lose


@pytest.mark.parametrize(
    ("trouble", "struck"),
    [
        ({"kind": "second_429"}, 2),
        ({"kind": "status", "status": 503}, 2),
        ({"kind": "status", "status": 500, "body": "Internal Server Error"}, 2),
        ({"kind": "cut"}, 2),
        ({"kind": "hang", "seconds": 3}, 1),
    ],
    ids=lambda value: (
        f"{value['kind']}-{value.get('status', '')}" if isinstance(value, dict) else ""
    ),
)
def test_what_passes_by_itself_costs_requests_and_nothing_else(
    warehouse: Warehouse,
    small: World,
    lose_patience: Callable[[list[str], int], None],
    trouble: dict[str, Any],
    struck: int,
) -> None:
    places = ["/history_meetings", "/upcoming_events", f"/webinars/{FIRST}", "/first%3D%3D/"]
    if trouble["kind"] == "hang":
        lose_patience(places, struck)
    for place in places:
        add_fault(small, place, times=struck, **trouble)

    report = run_nightly(small, NIGHT)

    assert report.success, report.message
    assert clear_faults(small) == struck * len(places)
    assert requested_reports(small) == {**ALL_ONCE, "first": 1 + struck}
    assert read_marts(warehouse) == expected(WHOLE)
    assert read_issues(warehouse) == {}
    if trouble["kind"] == "second_429":
        ((refused,),) = query(warehouse, "select sum(refused) from sync.api_requests")
        assert refused == struck * len(places)

    assert run_nightly(small, NEXT).success
    assert requested_reports(small) == {}
    assert read_marts(warehouse) == expected(WHOLE)
    assert read_contacts(warehouse) == EVERYBODY


def test_a_token_revoked_in_mid_run_is_replaced(warehouse: Warehouse, small: World) -> None:
    add_fault(small, "/first%3D%3D/", "revoke_token", times=1)

    report = run_nightly(small, NIGHT)

    assert report.success, report.message
    assert clear_faults(small) == 1
    assert [e.status for e in small.app.log.entries if e.template == "/oauth/token"] == [200, 200]
    assert read_marts(warehouse) == expected(WHOLE)
    assert read_issues(warehouse) == {}
    requested_reports(small)
    assert run_nightly(small, NEXT).success
    assert requested_reports(small) == {}
    assert read_marts(warehouse) == expected(WHOLE)


@pytest.mark.parametrize(
    ("trouble", "code", "requests_sent"),
    [
        ({"kind": "status", "status": 503}, "unavailable", 5),
        ({"kind": "second_429"}, "unavailable", 5),
        ({"kind": "cut"}, "unavailable", 5),
        ({"kind": "hang", "seconds": 3}, "unavailable", 5),
        ({"kind": "not_json"}, "bad_answer", 1),
        ({"kind": "html_403"}, "refused", 1),
        (
            {
                "kind": "status",
                "status": 404,
                "body": {"code": 3001, "message": 'Webinar "first" not found or has expired.'},
            },
            "not_found",
            1,
        ),
        ({"kind": "quote_address_400"}, "refused", 1),
    ],
    ids=["5xx", "429", "cut", "timeout", "not JSON", "403 page", "3001", "400"],
)
def test_a_report_that_cannot_be_read_costs_that_session_alone(
    warehouse: Warehouse,
    small: World,
    lose_patience: Callable[[list[str], int], None],
    trouble: dict[str, Any],
    code: str,
    requests_sent: int,
) -> None:
    if trouble["kind"] == "hang":
        lose_patience(["/first%3D%3D/"], requests_sent)
    add_fault(small, "/first%3D%3D/", **trouble)

    report = run_nightly(small, NIGHT)

    assert report.success, report.message
    assert requested_reports(small) == {**ALL_ONCE, "first": requests_sent}
    assert read_session_states(warehouse) == {
        "first": "failed",
        "second": "settled",
        "third": "settled",
    }
    ((next_attempt_at,),) = query(
        warehouse, "select next_attempt_at from zoom.sessions where state = 'failed'"
    )
    assert NIGHT < next_attempt_at <= NIGHT + timedelta(hours=1)
    assert read_issues(warehouse) == {("session", "first==", code): "open"}
    assert "person@" not in read_message_and_remedy(warehouse, code)[0]
    assert read_marts(warehouse) == expected({**WHOLE, "first": None})
    assert read_contacts(warehouse) == {**EVERYBODY, "ann": (100.0, 3, 1)}
    message, counts = read_latest_run(warehouse, LABEL)
    assert "deferred" in message
    assert (counts["sessions_new"], counts["sessions_deferred"]) == (3, 1)
    assert (counts["sessions_read"], counts["sessions_settled"]) == (2, 2)
    assert read_watermarks(warehouse) == {NAME: NIGHT}

    clear_faults(small)
    assert run_nightly(small, NEXT).success
    assert requested_reports(small) == {"first": 1}
    assert set(read_session_states(warehouse).values()) == {"settled"}
    assert read_issues(warehouse) == {("session", "first==", code): "cleared"}
    assert read_marts(warehouse) == expected({**WHOLE, "first": NEXT})
    assert read_contacts(warehouse) == EVERYBODY


def test_zoom_down_for_everything_about_people_fails_the_account_and_loses_nothing(
    warehouse: Warehouse, small: World
) -> None:
    # Everything about people: no success comes in between.
    for place in ("/report/webinars/", "/registrants", "/panelists"):
        add_fault(small, place, "status", status=503)

    report = run_nightly(small, NIGHT)

    assert not report.success
    assert LABEL in report.message
    assert read_issues(warehouse)["account", NAME, "unavailable"] == "open"
    assert read_watermarks(warehouse) == {}
    # Five requests for each of those that were begun, and no more.
    refused = Counter(entry.path for entry in small.app.log.entries if entry.status == 503)
    assert refused
    assert max(refused.values()) <= 5
    requested_reports(small)

    clear_faults(small)
    report = run_nightly(small, NEXT)

    assert report.success, report.message
    assert requested_reports(small) == ALL_ONCE
    assert set(read_issues(warehouse).values()) == {"cleared"}
    assert read_marts(warehouse) == expected(dict.fromkeys(WHOLE, NEXT))
    assert read_contacts(warehouse) == EVERYBODY


@pytest.mark.parametrize("path", ["/oauth/token", "/history_meetings"])
def test_an_account_whose_own_listings_are_unavailable_fails_in_words(
    warehouse: Warehouse, small: World, path: str
) -> None:
    add_fault(small, path, "status", status=503)

    report = run_nightly(small, NIGHT)

    assert not report.success
    assert LABEL in report.message
    assert read_issues(warehouse) == {("account", NAME, "unavailable"): "open"}
    assert requested_reports(small) == {}

    clear_faults(small)
    assert run_nightly(small, NEXT).success
    assert read_issues(warehouse) == {("account", NAME, "unavailable"): "cleared"}
    assert read_marts(warehouse) == expected(dict.fromkeys(WHOLE, NEXT))
