"""Zoom or the warehouse fails in the middle of a run: the next run makes it whole.

In each test one nightly run is disturbed and the next is not. What landed is not asked for again,
what did not is, and marts are right in the end, as worked out by hand.
"""

from __future__ import annotations

import dataclasses
import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import make_url, text

from sandbox.zoom.endpoints import ALL_SCOPES
from sandbox.zoom.model import Account, Registrant, User
from tests.integration.sync.days import (
    HOST,
    Row,
    account,
    at,
    came,
    contacts,
    errors,
    event,
    fault,
    hour,
    marts,
    mend,
    night,
    person,
    registrant,
    reports_asked,
    session,
    states,
    told,
    watermarks,
    webinar,
    words,
)
from tests.worlds import World, query
from webinar_sync.runs.run import Run
from webinar_sync.zoom import endpoints as zoom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from local.postgres import Cluster
    from webinar_sync.warehouse.engine import Warehouse

    MakeWorld = Callable[..., World]

NIGHT, NEXT = at("20 04:00"), at("21 04:00")
FIRST, SECOND, THIRD, COMING = 91000000001, 91000000002, 91000000003, 91000000004
NAME = "small"
LABEL = f"zoom_{NAME}"
NAMES = {"first": FIRST, "second": SECOND, "third": THIRD}
ALL_ONCE = {"first": 1, "second": 1, "third": 1}
# All ended more than a day before the night, so the first reading is final.
FIRST_HELD = at("18 10:00"), at("18 11:00")
SECOND_HELD = at("18 14:00"), at("18 15:00")
THIRD_HELD = at("17 10:00"), at("17 11:00")
SMALL = account(
    NAME,
    [
        webinar(FIRST, FIRST_HELD[0], "ann", "ben"),
        webinar(SECOND, SECOND_HELD[0], "ann", "cy"),
        webinar(THIRD, THIRD_HELD[0], "ben", "dee"),
        webinar(COMING, at("21 10:00"), "ann", "ben"),
    ],
    [
        session("first==", FIRST, *FIRST_HELD, came("ann", at("18 10:00"), at("18 10:30"))),
        session(
            "second==",
            SECOND,
            *SECOND_HELD,
            came("ann", *SECOND_HELD),
            came("cy", at("18 14:15"), at("18 15:00")),
        ),
        session("third==", THIRD, *THIRD_HELD, came("ben", at("17 10:00"), at("17 10:36"))),
    ],
)
WHOLE = {"first": NIGHT, "second": NIGHT, "third": NIGHT}
EVERYBODY = {
    "ann": (75.0, 3, 2),  # half of the first, all of the second
    "ben": (60.0, 3, 1),
    "cy": (75.0, 1, 1),
    "dee": (None, 1, 0),
}


def expected(settled: dict[str, datetime | None]) -> list[list[Row]]:
    """Return marts when the sessions settled at these moments; None: not read at all."""
    read = {name for name, moment in settled.items() if moment}

    def ended(name: str, held: tuple[datetime, datetime], came_and_not: tuple[int, int]) -> Row:
        counts = {"attendances": came_and_not[0], "no_shows": came_and_not[1]}
        return event(
            NAME,
            NAMES[name],
            "ended",
            held[0],
            held=held,
            settled=settled[name],
            registrations=2,
            **(counts if name in read else {}),
        )

    def one(name: str, who: str, stayed: Any = None, percent: float | None = None) -> Row:
        if name not in read:
            return person(NAME, NAMES[name], who, "registered")
        if not stayed:
            return person(NAME, NAMES[name], who, "no_show")
        return person(NAME, NAMES[name], who, "attended", stayed=stayed, percent=percent)

    return [
        [
            ended("first", FIRST_HELD, (1, 1)),
            ended("second", SECOND_HELD, (2, 0)),
            ended("third", THIRD_HELD, (1, 1)),
            event(NAME, COMING, "scheduled", at("21 10:00"), registrations=2),
        ],
        [
            one("first", "ann", (at("18 10:00"), at("18 10:30")), 50.0),
            one("first", "ben"),
            one("second", "ann", SECOND_HELD, 100.0),
            one("second", "cy", (at("18 14:15"), at("18 15:00")), 75.0),
            one("third", "ben", (at("17 10:00"), at("17 10:36")), 60.0),
            one("third", "dee"),
            person(NAME, COMING, "ann", "registered"),
            person(NAME, COMING, "ben", "registered"),
        ],
    ]


@pytest.fixture
def small(make_world: MakeWorld) -> World:
    return make_world(SMALL)


# --- what passes by itself ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "struck"),
    [
        ({"kind": "second_429"}, 2),
        ({"kind": "status", "status": 503}, 2),
        ({"kind": "status", "status": 500, "body": "Internal Server Error"}, 2),
        ({"kind": "cut"}, 2),
        ({"kind": "hang", "seconds": 1.5}, 1),
    ],
    ids=lambda value: (
        f"{value['kind']}-{value.get('status', '')}" if isinstance(value, dict) else ""
    ),
)
def test_what_passes_by_itself_costs_requests_and_nothing_else(
    warehouse: Warehouse,
    small: World,
    monkeypatch: pytest.MonkeyPatch,
    trouble: dict[str, Any],
    struck: int,
) -> None:
    monkeypatch.setattr("webinar_sync.http.transport.TIMEOUT_SECONDS", (10, 1))
    places = ["/history_meetings", "/upcoming_events", f"/webinars/{FIRST}", "/first%3D%3D/"]
    for place in places:
        fault(small, place, times=struck, **trouble)

    report = night(small, NIGHT)

    assert report.success, report.message
    assert mend(small) == struck * len(places)
    assert reports_asked(small) == {**ALL_ONCE, "first": 1 + struck}
    assert marts(warehouse) == expected(WHOLE)
    assert errors(warehouse) == {}
    if trouble["kind"] == "second_429":
        ((refused,),) = query(warehouse, "select sum(refused) from sync.api_requests")
        assert refused == struck * len(places)

    assert night(small, NEXT).success
    assert reports_asked(small) == {}
    assert marts(warehouse) == expected(WHOLE)
    assert contacts(warehouse) == EVERYBODY


def test_a_token_revoked_in_mid_run_is_replaced(warehouse: Warehouse, small: World) -> None:
    fault(small, "/first%3D%3D/", "revoke_token", times=1)

    report = night(small, NIGHT)

    assert report.success, report.message
    assert mend(small) == 1
    assert [e.status for e in small.app.log.entries if e.template == "/oauth/token"] == [200, 200]
    assert marts(warehouse) == expected(WHOLE)
    assert errors(warehouse) == {}
    reports_asked(small)
    assert night(small, NEXT).success
    assert reports_asked(small) == {}
    assert marts(warehouse) == expected(WHOLE)


# --- what one session costs ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "code", "requests_sent"),
    [
        ({"kind": "status", "status": 503}, "unavailable", 5),
        ({"kind": "second_429"}, "unavailable", 5),
        ({"kind": "cut"}, "unavailable", 5),
        ({"kind": "hang", "seconds": 1.5}, "unavailable", 5),
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
    monkeypatch: pytest.MonkeyPatch,
    trouble: dict[str, Any],
    code: str,
    requests_sent: int,
) -> None:
    monkeypatch.setattr("webinar_sync.http.transport.TIMEOUT_SECONDS", (10, 0.6))
    fault(small, "/first%3D%3D/", **trouble)

    report = night(small, NIGHT)

    assert report.success, report.message
    assert reports_asked(small) == {**ALL_ONCE, "first": requests_sent}
    assert states(warehouse) == {"first": "failed", "second": "settled", "third": "settled"}
    ((next_attempt_at,),) = query(
        warehouse, "select next_attempt_at from zoom.sessions where state = 'failed'"
    )
    assert NIGHT < next_attempt_at <= NIGHT + timedelta(hours=1)
    assert errors(warehouse) == {("session", "first==", code): "open"}
    assert "person@" not in words(warehouse, code)[0]
    assert marts(warehouse) == expected({**WHOLE, "first": None})
    assert contacts(warehouse) == {**EVERYBODY, "ann": (100.0, 3, 1)}
    message, counts = told(warehouse, LABEL)
    assert "deferred" in message
    assert (counts["sessions_new"], counts["sessions_deferred"]) == (3, 1)
    assert (counts["sessions_read"], counts["sessions_settled"]) == (2, 2)
    assert watermarks(warehouse) == {NAME: NIGHT}

    mend(small)
    assert night(small, NEXT).success
    assert reports_asked(small) == {"first": 1}
    assert set(states(warehouse).values()) == {"settled"}
    assert errors(warehouse) == {("session", "first==", code): "cleared"}
    assert marts(warehouse) == expected({**WHOLE, "first": NEXT})
    assert contacts(warehouse) == EVERYBODY


def test_zoom_down_for_everything_about_people_fails_the_account_and_loses_nothing(
    warehouse: Warehouse, small: World
) -> None:
    # Everything about people: no success comes in between.
    for place in ("/report/webinars/", "/registrants", "/panelists"):
        fault(small, place, "status", status=503)

    report = night(small, NIGHT)

    assert not report.success
    assert LABEL in report.message
    assert errors(warehouse)["account", NAME, "unavailable"] == "open"
    assert watermarks(warehouse) == {}
    # Five requests for each of those that were begun, and no more.
    assert all(count <= 5 for count in reports_asked(small).values())

    mend(small)
    report = night(small, NEXT)

    assert report.success, report.message
    assert reports_asked(small) == ALL_ONCE
    assert set(errors(warehouse).values()) == {"cleared"}
    assert marts(warehouse) == expected(dict.fromkeys(WHOLE, NEXT))
    assert contacts(warehouse) == EVERYBODY


@pytest.mark.parametrize("path", ["/oauth/token", "/history_meetings"])
def test_an_account_whose_own_listings_are_unavailable_fails_in_words(
    warehouse: Warehouse, small: World, path: str
) -> None:
    fault(small, path, "status", status=503)

    report = night(small, NIGHT)

    assert not report.success
    assert LABEL in report.message
    assert errors(warehouse) == {("account", NAME, "unavailable"): "open"}
    assert reports_asked(small) == {}

    mend(small)
    assert night(small, NEXT).success
    assert errors(warehouse) == {("account", NAME, "unavailable"): "cleared"}
    assert marts(warehouse) == expected(dict.fromkeys(WHOLE, NEXT))


# --- what one webinar or host costs -------------------------------------------------------------


def test_a_webinar_that_answers_3001_is_gone_until_it_is_back(
    warehouse: Warehouse, small: World
) -> None:
    assert night(small, at("19 20:00")).success
    gone = {"code": 3001, "message": "Webinar does not exist."}
    for path in (f"/webinars/{COMING}", f"/webinars/event{COMING}", f"/webinars/{FIRST}"):
        fault(small, path, "status", status=404, body=gone)

    report = night(small, NIGHT)

    assert report.success, report.message
    assert mend(small) >= 1
    events, people = marts(warehouse)
    assert [row["status"] for row in events] == ["ended", "ended", "ended", "cancelled"]
    # Who registered for it stays registered, and who came stays.
    assert people == expected(dict.fromkeys(WHOLE, at("19 20:00")))[1]
    message, counts = told(warehouse, LABEL)
    assert counts["webinars_gone"] == 1
    assert "deleted or expired" in message

    reports_asked(small)
    assert night(small, NEXT).success
    assert reports_asked(small) == {}
    assert errors(warehouse) == {}
    assert marts(warehouse) == expected(dict.fromkeys(WHOLE, at("19 20:00")))


def test_a_webinar_that_answers_3001_at_first_sight_is_whole_once_it_answers(
    warehouse: Warehouse, small: World
) -> None:
    gone = {"code": 3001, "message": "Webinar does not exist."}
    fault(small, f"/webinars/{FIRST}", "status", status=404, body=gone)

    report = night(small, NIGHT)

    assert report.success, report.message
    assert set(states(warehouse).values()) == {"settled"}
    (found,) = [row for row in marts(warehouse)[1] if row["webinar_id"] == FIRST]
    assert found == {
        **person(NAME, FIRST, "ann", "attended", percent=50.0, registered=None),
        "joined_at": at("18 10:00").isoformat(),
        "left_at": at("18 10:30").isoformat(),
        "attended_seconds": 1800,
    }
    mend(small)
    reports_asked(small)
    assert night(small, NEXT).success
    assert reports_asked(small) == {}
    assert marts(warehouse) == expected(WHOLE)
    assert contacts(warehouse) == EVERYBODY


def test_a_host_without_a_webinar_plan_is_normal(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    colleague = User(id="CARL", email="carl@corp.example.com", has_webinar_plan=False)
    world = make_world(dataclasses.replace(SMALL, users=(HOST, colleague)))

    for moment in (NIGHT, NEXT):
        report = night(world, moment)
        assert report.success, report.message

    answers = [e.status for e in world.app.log.entries if e.path.startswith("/v2/users/CARL/")]
    assert answers == [400, 400]
    assert errors(warehouse) == {}
    assert reports_asked(world) == ALL_ONCE
    assert marts(warehouse) == expected(WHOLE)


@pytest.mark.parametrize(
    "endpoint", [zoom.USERS, zoom.HISTORY, zoom.REGISTRANTS, zoom.PARTICIPANTS]
)
def test_a_missing_scope_is_named_with_what_to_do(
    warehouse: Warehouse, make_world: MakeWorld, endpoint: zoom.Endpoint
) -> None:
    some = tuple(scope for scope in ALL_SCOPES if scope != endpoint.scope)
    world = make_world(dataclasses.replace(SMALL, scopes=some))

    report = night(world, NIGHT)

    assert not report.success
    assert LABEL in report.message
    assert endpoint.scope in report.message
    assert errors(warehouse) == {("account", NAME, "scope"): "open"}
    message, remedy = words(warehouse, "scope")
    assert endpoint.scope in message
    assert endpoint.scope in remedy
    assert watermarks(warehouse) == {}

    landed = {name for name, state in states(warehouse).items() if state == "settled"}
    world.app.replace(SMALL)
    reports_asked(world)
    report = night(world, NEXT)

    assert report.success, report.message
    assert errors(warehouse) == {("account", NAME, "scope"): "cleared"}
    assert set(reports_asked(world)) == set(NAMES) - landed
    assert marts(warehouse) == expected({name: NIGHT if name in landed else NEXT for name in NAMES})
    assert contacts(warehouse) == EVERYBODY


# --- the daily limit ----------------------------------------------------------------------------


@pytest.fixture
def airflow_connections(
    small: World, cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Name the sandbox's account and the warehouse in Airflow connections."""
    url = make_url(cluster.url("test_warehouse"))
    settings = small.settings(SMALL)
    given = {
        "AIRFLOW_CONN_ZOOM_DEFAULT": {
            "conn_type": "zoom",
            "host": settings.base_url,
            "login": settings.client_id,
            "password": settings.client_secret,
            "extra": {
                "account_id": settings.account_id,
                "token_url": settings.token_url,
                "plan": "business",
                "rate_share": 1,
            },
        },
        "AIRFLOW_CONN_WAREHOUSE": {
            "conn_type": "postgres",
            "login": url.username,
            "schema": url.database,
            "extra": {"host": url.query["host"]},
        },
    }
    for name, connection in given.items():
        monkeypatch.setenv(name, json.dumps(connection))
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))


@pytest.fixture
def second_has_landed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the first session's report be asked for only when the second's has landed."""
    from webinar_sync.zoom.client import ZoomClient
    from webinar_sync.zoom.landing import Landing

    landed = threading.Event()
    ask, land = ZoomClient.list, Landing.keep_participants

    def wait(self: Any, endpoint: Any, **given: Any) -> Any:
        if given.get("uuid") == "first==":
            assert landed.wait(30)
        return ask(self, endpoint, **given)

    def tell(self: Any, session_uuid: str, *given: Any, **named: Any) -> None:
        land(self, session_uuid, *given, **named)
        if session_uuid == "second==":
            landed.set()

    monkeypatch.setattr(ZoomClient, "list", wait)
    monkeypatch.setattr(Landing, "keep_participants", tell)
    yield
    landed.set()


@pytest.mark.usefixtures("airflow_connections", "second_has_landed")
def test_the_days_limit_puts_the_task_off_until_after_midnight(
    warehouse: Warehouse, small: World, enter_task: Callable[..., Any]
) -> None:
    from airflow.sdk.exceptions import AirflowRescheduleException

    from webinar_sync.runs.window import Window
    from webinar_sync.tasks import sync_webinars as tasks

    fault(small, "/first%3D%3D/", "daily_429")
    small.clock.set(NIGHT)
    window = Window(None, NIGHT, False)
    dag_run = enter_task("sync", run_id="limited")
    named = {"conn_id": "zoom_default", "account_id": NAME, "label": "zoom_default"}
    Run(warehouse, "sync limited").begin("sync", "scheduled", window)

    with pytest.raises(AirflowRescheduleException) as caught:
        tasks.extract_account(dag_run, named, window.as_dict(), is_full=True)

    # Midnight by Zoom's clock, which the worker's is years away from.
    midnight = at("21 00:00")
    assert midnight < caught.value.reschedule_date <= midnight + timedelta(hours=1)
    assert errors(warehouse) == {("account", NAME, "daily_limit"): "open"}
    message, remedy = words(warehouse, "daily_limit")
    assert "zoom_default" in message
    assert "2026-11-21 00:00 UTC" in remedy
    landed = {name for name, state in states(warehouse).items() if state == "settled"}
    assert "second" in landed
    assert "first" not in landed
    assert reports_asked(small)["first"] == 1
    assert marts(warehouse) == [[], []]
    assert watermarks(warehouse) == {}

    # The same task, when its time has come.
    mend(small)
    small.clock.set(at("21 00:01"))
    tasks.extract_account(dag_run, named, window.as_dict(), is_full=True)
    tasks.check_landed(dag_run, named)
    tasks.load_marts(dag_run, named)
    tasks.report_run(dag_run, [named])

    assert set(reports_asked(small)) == set(NAMES) - landed
    assert errors(warehouse) == {("account", NAME, "daily_limit"): "cleared"}
    assert marts(warehouse) == expected(
        {name: NIGHT if name in landed else at("21 00:01") for name in NAMES}
    )
    assert watermarks(warehouse) == {NAME: NIGHT}

    assert night(small, NEXT).success
    assert reports_asked(small) == {}


@pytest.mark.usefixtures("second_has_landed")
def test_the_run_after_a_days_limit_asks_for_the_rest_alone(
    warehouse: Warehouse, small: World
) -> None:
    fault(small, "/first%3D%3D/", "daily_429")

    report = night(small, NIGHT)

    assert not report.success
    assert LABEL in report.message
    assert errors(warehouse) == {("account", NAME, "daily_limit"): "open"}
    landed = {name for name, state in states(warehouse).items() if state == "settled"}
    assert "second" in landed

    mend(small)
    reports_asked(small)
    report = night(small, NEXT)

    assert report.success, report.message
    assert set(reports_asked(small)) == set(NAMES) - landed
    assert errors(warehouse) == {("account", NAME, "daily_limit"): "cleared"}
    assert marts(warehouse) == expected({name: NIGHT if name in landed else NEXT for name in NAMES})
    assert contacts(warehouse) == EVERYBODY


# --- long listings ------------------------------------------------------------------------------

CROWD_NAME = "crowd"
CROWD = 91000000009
CROWD_AT = at("25 10:00")
CROWD_NAMES = [f"p{number:03}" for number in range(610)]
LEAVES = at("20 01:00")


def crowd(*more: Registrant) -> Account:
    """Return an account with a webinar to come that hundreds registered for; the last leaves."""
    *stay, leaves = CROWD_NAMES
    people = [*map(registrant, stay), registrant(leaves, (LEAVES, "removed")), *more]
    return account(CROWD_NAME, [webinar(CROWD, CROWD_AT, *people)])


def crowd_expected(
    names: list[str], cancelled: dict[str, datetime] | None = None
) -> list[list[Row]]:
    cancelled = cancelled or {}
    return [
        [
            event(
                CROWD_NAME,
                CROWD,
                "scheduled",
                CROWD_AT,
                registrations=len(names),
                cancellations=len(cancelled),
            )
        ],
        [
            person(
                CROWD_NAME,
                CROWD,
                name,
                "cancelled" if name in cancelled else "registered",
                cancelled=cancelled.get(name),
            )
            for name in sorted(names)
        ],
    ]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ({"kind": "status", "status": 503}, "unavailable"),
        ({"kind": "cut"}, "unavailable"),
        ({"kind": "not_json"}, "bad_answer"),
        ({"kind": "html_403"}, "refused"),
        (
            {
                "kind": "status",
                "status": 400,
                "body": {"code": 300, "message": "The next page token is invalid or expired."},
            },
            None,
        ),
    ],
    ids=["5xx", "cut", "not JSON", "403 page", "page token"],
)
def test_a_listing_that_fails_on_page_2_is_no_reading_and_cancels_nobody(
    warehouse: Warehouse, make_world: MakeWorld, trouble: dict[str, Any], code: str | None
) -> None:
    world = make_world(crowd())
    assert night(world, at("19 20:00")).success
    assert marts(warehouse) == crowd_expected(CROWD_NAMES)
    fault(world, "next_page_token", **trouble)

    report = night(world, NIGHT)

    assert report.success, report.message
    assert mend(world) >= 1
    found = errors(warehouse)
    ((kind, key, noted),) = found
    assert (kind, key) == ("registrants", f"{CROWD_NAME} {CROWD}")
    assert noted == (code or noted)
    assert set(found.values()) == {"open"}
    assert query(warehouse, "select count(*) from zoom.registrants where not is_listed") == [(0,)]
    assert marts(warehouse) == crowd_expected(CROWD_NAMES)

    report = night(world, NEXT)

    assert report.success, report.message
    assert set(errors(warehouse).values()) == {"cleared"}
    assert marts(warehouse) == crowd_expected(CROWD_NAMES, {CROWD_NAMES[-1]: NEXT})


def test_a_listing_that_fails_on_page_2_at_first_sight_lands_nothing(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(crowd())
    fault(world, "next_page_token", "status", status=503)

    report = night(world, at("19 20:00"))

    assert report.success, report.message
    mend(world)
    assert query(warehouse, "select count(*) from zoom.registrants") == [(0,)]
    assert marts(warehouse) == crowd_expected([])

    # By the hour: what was never read whole is asked for without waiting for the night.
    assert hour(world, at("19 21:17")).success
    assert set(errors(warehouse).values()) == {"cleared"}
    assert marts(warehouse) == crowd_expected(CROWD_NAMES)


def test_a_page_token_that_expires_in_mid_listing_starts_it_again(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(crowd())
    # Sixteen minutes pass before the third page; the sandbox's own token ends after fifteen.
    fault(world, "next_page_token", "advance_clock", after=1, times=1, seconds=16 * 60)

    report = night(world, at("19 20:00"))

    assert report.success, report.message
    assert mend(world) == 1
    refused = [entry for entry in world.app.log.entries if entry.status == 400]
    assert [entry.template for entry in refused] == ["/webinars/{webinarId}/registrants"]
    assert errors(warehouse) == {}
    assert marts(warehouse) == crowd_expected(CROWD_NAMES)
    assert night(world, at("19 22:00")).success
    assert marts(warehouse) == crowd_expected(CROWD_NAMES)


# --- registrants between two listings -----------------------------------------------------------


def test_somebody_approved_between_two_listings_is_not_cancelled(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    # At 04:00:00 the approved are listed, at 04:01:00 the pending and the denied.
    between = NIGHT + timedelta(seconds=30)
    people = [
        registrant("ann"),
        registrant("pia", (between, "approved"), first="pending"),
        registrant("dora", (at("19 10:00"), "denied"), (between, "approved")),
    ]
    world = make_world(account(NAME, [webinar(COMING, at("25 10:00"), *people, approval_type=1)]))
    for moment in (at("19 04:00"), at("19 20:00")):
        assert night(world, moment).success
    before = {row["email"]: row["state"] for row in marts(warehouse)[1]}
    assert before == {"ann@example.com": "registered", "dora@example.com": "cancelled"}
    fault(world, "status=pending", "advance_clock", seconds=60, times=1)

    report = night(world, NIGHT)

    assert report.success, report.message
    assert mend(world) == 1
    listed = [
        entry.status
        for entry in world.app.log.entries
        if entry.template == "/webinars/{webinarId}/registrants/{registrantId}"
    ]
    assert listed == [200, 200]  # each was asked for alone
    right = [
        [event(NAME, COMING, "scheduled", at("25 10:00"), registrations=3)],
        [person(NAME, COMING, name, "registered") for name in ("ann", "dora", "pia")],
    ]
    assert marts(warehouse) == right
    assert night(world, NEXT).success
    assert marts(warehouse) == right
    assert errors(warehouse) == {}


FEW = [f"few{number}" for number in range(8)]


def few(removed_at: datetime | None) -> Account:
    later: tuple[Any, ...] = ((removed_at, "removed"),) if removed_at else ()
    people = [registrant(name, *later) for name in FEW]
    return account(CROWD_NAME, [webinar(CROWD, CROWD_AT, *people)])


EMPTY = {
    "kind": "status",
    "status": 200,
    "body": {"page_size": 300, "total_records": 0, "next_page_token": "", "registrants": []},
}


def test_a_listing_suddenly_empty_cancels_nobody_who_still_answers(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(few(None))
    assert night(world, at("19 20:00")).success
    fault(world, "/registrants?", **EMPTY)

    report = night(world, NIGHT)

    assert report.success, report.message
    assert mend(world) >= 3
    asked = [e for e in world.app.log.entries if e.template.endswith("/{registrantId}")]
    assert len(asked) == len(FEW)
    assert marts(warehouse) == crowd_expected(FEW)
    assert night(world, NEXT).success
    assert marts(warehouse) == crowd_expected(FEW)
    assert errors(warehouse) == {}


def test_a_listing_suddenly_empty_and_nobody_to_confirm_it_is_no_reading(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(few(None))
    assert night(world, at("19 20:00")).success
    fault(world, "/registrants?", **EMPTY)
    fault(world, "/registrants/R-few3", "status", status=503)

    report = night(world, NIGHT)

    assert report.success, report.message
    key = ("registrants", f"{CROWD_NAME} {CROWD}", "unavailable")
    assert errors(warehouse) == {key: "open"}
    assert marts(warehouse) == crowd_expected(FEW)
    mend(world)
    assert night(world, NEXT).success
    assert errors(warehouse) == {key: "cleared"}
    assert marts(warehouse) == crowd_expected(FEW)


def test_everybody_really_removed_is_cancelled_once_each_is_confirmed(
    warehouse: Warehouse, make_world: MakeWorld
) -> None:
    world = make_world(few(LEAVES))
    assert night(world, at("19 20:00")).success
    assert marts(warehouse) == crowd_expected(FEW)

    report = night(world, NIGHT)

    assert report.success, report.message
    asked = [e for e in world.app.log.entries if e.template.endswith("/{registrantId}")]
    assert [entry.status for entry in asked] == [400] * len(FEW)
    everybody = crowd_expected(FEW, dict.fromkeys(FEW, NIGHT))
    assert marts(warehouse) == everybody
    assert night(world, NEXT).success
    assert marts(warehouse) == everybody
    assert errors(warehouse) == {}


# --- the warehouse ------------------------------------------------------------------------------


def test_a_database_that_goes_away_in_mid_load_loses_nothing(
    warehouse: Warehouse, small: World, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    import webinar_sync.load.compute

    transform = webinar_sync.load.compute.transform_each
    cut: list[int] = []

    def cut_off(inputs: Any) -> Any:
        with psycopg.connect(cluster.url("test_warehouse"), autocommit=True) as connection:
            cut.append(
                connection.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                ).rowcount
            )
        return transform(inputs)

    with monkeypatch.context() as patch:
        patch.setattr("webinar_sync.load.compute.transform_each", cut_off)
        report = night(small, NIGHT)

    assert len(cut) == 1
    assert cut[0] >= 1
    assert not report.success
    assert LABEL in report.message
    assert "cannot be reached or went away" in report.message
    assert "@example.com" not in report.message
    ((state, message),) = query(warehouse, "select state, message from sync.run_accounts")
    assert state == "failed"
    assert "cannot be reached or went away" in message
    assert marts(warehouse) == [[], []]
    assert query(warehouse, "select count(*) from sync.outcomes") == [(0,)]
    assert watermarks(warehouse) == {}
    assert reports_asked(small) == ALL_ONCE

    report = night(small, NEXT)

    assert report.success, report.message
    assert reports_asked(small) == {}
    assert "open" not in errors(warehouse).values()
    assert marts(warehouse) == expected(WHOLE)
    assert contacts(warehouse) == EVERYBODY
    left = "select count(*) from pg_tables where schemaname = 'staging'"
    assert query(warehouse, left) == [(0,)]


def test_the_lost_load_names_no_value(
    warehouse: Warehouse, small: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webinar_sync.load.marts import load_account
    from webinar_sync.warehouse.errors import WarehouseUnavailableError

    night(small, NIGHT)
    with warehouse.transaction() as connection:
        connection.execute(text("update zoom.readings set loaded_digest = null"))
    before = marts(warehouse)

    def cut_off(inputs: Any) -> Any:
        with warehouse.transaction() as connection:
            connection.execute(
                text(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                )
            )
        return transform(inputs)

    import webinar_sync.load.compute

    transform = webinar_sync.load.compute.transform_each
    monkeypatch.setattr("webinar_sync.load.compute.transform_each", cut_off)

    with pytest.raises(WarehouseUnavailableError) as caught:
        load_account(Run(warehouse, "run 1"), NAME, LABEL)

    assert "@" not in str(caught.value)
    assert marts(warehouse) == before
