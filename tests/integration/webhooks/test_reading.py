"""A webhook wakes a reading of the webinar that it names, and of no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from sandbox.zoom.model import MANUAL, NO_REGISTRATION
from tests.builders import (
    END,
    START,
    account,
    add_fault,
    address,
    at,
    clear_faults,
    connection,
    execute,
    query,
    read_issues,
    read_states,
    registrant,
    run_hourly,
    run_nightly,
    session,
    webinar,
)
from webinar_sync.errors import Busy
from webinar_sync.runs.run import Run
from webinar_sync.runs.window import Window
from webinar_sync.warehouse import locks
from webinar_sync.zoom import webhook_reading
from webinar_sync.zoom.extraction import extract_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.webhooks.conftest import Telling
    from webinar_sync.warehouse.engine import Warehouse

    MakeTelling = Callable[..., Telling]

FIRST, SECOND = 91000000001, 91000000002
NIGHT = at("18 03:40")
MORNING = at("18 08:00")
DETAIL, PANELISTS = "/webinars/{webinarId}", "/webinars/{webinarId}/panelists"
REGISTRANTS = "/webinars/{webinarId}/registrants"
REPORT, PEOPLE = "/report/webinars/{ref}", "/report/webinars/{ref}/participants"
MINUTE = timedelta(minutes=1)


def cancelled_at(warehouse: Warehouse) -> dict[str, object]:
    """Return when each person cancelled, by first name."""
    rows = query(warehouse, "select email, cancelled_at from marts.participations")
    return {email.split("@")[0]: moment for email, moment in rows}


def test_who_registers_is_in_marts_and_only_that_webinar_is_read(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    new = registrant("new", registered_at=MORNING - MINUTE)
    telling = make_telling(
        account(
            "hook",
            [webinar(FIRST, at("20 10:00"), "ann", new), webinar(SECOND, at("21 10:00"), "bob")],
        ),
        now=NIGHT,
    )
    run_nightly(telling.world, NIGHT)
    telling.world.requests()

    telling.run(MORNING)

    assert read_states(warehouse, FIRST) == {
        "2026-11-20": {"ann": "registered", "new": "registered"}
    }
    assert sorted(telling.world.requests()) == ["/oauth/token", *[REGISTRANTS] * 3]
    assert telling.waiting() == 0
    telling.run()
    assert telling.world.requests() == []


def test_a_cancellation_has_its_exact_time_whoever_cancelled(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    """Ann cancelled herself, the host cancelled Ben's, and Cy cancelled and registered again."""
    again = registrant("cy", registered_at=MORNING - MINUTE)
    people = [
        registrant("ann", (MORNING - 3 * MINUTE, "removed")),
        registrant("ben", (MORNING - 2 * MINUTE, "denied")),
        registrant("cy", (MORNING - 5 * MINUTE, "removed"), (MORNING - MINUTE, "approved")),
    ]
    telling = make_telling(
        account("hook", [webinar(FIRST, at("20 10:00"), *people, "dee")]), now=NIGHT
    )
    run_nightly(telling.world, NIGHT)
    edited = replace(
        telling.account,
        webinars=(replace(telling.account.webinars[0], registrants=(*people[:2], again)),),
    )

    telling.tell(MORNING)
    telling.world.app.replace(edited)  # of Cy Zoom now tells the second registration alone
    telling.run()

    assert cancelled_at(warehouse) == {
        "ann": MORNING - 3 * MINUTE,
        "ben": MORNING - 2 * MINUTE,
        "cy": None,
        "dee": MORNING,  # vanished without a webhook: when that was read
    }
    run_nightly(telling.world, at("19 03:40"))
    assert cancelled_at(warehouse)["ann"] == MORNING - 3 * MINUTE


def test_a_webhook_of_before_somebody_was_approved_again_says_nothing_of_a_later_cancellation(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    """The host cancels, approves again; later the person cancels, and that webhook is lost."""
    ann = registrant(
        "ann",
        (at("17 09:00"), "denied"),
        (at("17 10:00"), "approved"),
        (at("18 07:00"), "removed"),
    )
    telling = make_telling(
        account("hook", [webinar(FIRST, at("20 10:00"), ann)]), now=at("16 03:40")
    )
    run_nightly(telling.world, at("16 03:40"))
    telling.run(at("17 12:00"))
    assert cancelled_at(warehouse) == {"ann": None}

    run_nightly(telling.world, at("19 03:40"))

    assert cancelled_at(warehouse) == {"ann": at("19 03:40")}


def test_who_was_cancelled_before_anybody_read_of_them_had_been_approved(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    """The host approves by hand: what is denied at first sight, no reading tells from a refusal."""
    ann = registrant(
        "ann",
        (MORNING - 9 * MINUTE, "approved"),
        (MORNING - MINUTE, "denied"),
        first="pending",
        registered_at=MORNING - 20 * MINUTE,
    )
    ben = registrant(
        "ben", (MORNING - MINUTE, "denied"), first="pending", registered_at=MORNING - 20 * MINUTE
    )
    telling = make_telling(
        account("hook", [webinar(FIRST, at("20 10:00"), ann, ben, approval_type=MANUAL)]), now=NIGHT
    )
    run_nightly(telling.world, NIGHT)

    telling.run(MORNING)

    assert cancelled_at(warehouse) == {"ann": MORNING - MINUTE}


def test_a_webinar_that_is_made_moved_and_deleted_is_known_at_once(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    planned = webinar(
        FIRST,
        at("20 10:00"),
        "ann",
        created_at=MORNING - MINUTE,
        moves=((at("18 09:00"), at("20 15:00")),),
        deleted_at=at("18 10:30"),
    )
    telling = make_telling(account("hook", [planned]), now=NIGHT)
    run_nightly(telling.world, NIGHT)

    def events() -> list[tuple[object, ...]]:
        return query(warehouse, "select scheduled_at, status from marts.marketing_events")

    telling.run(MORNING)
    assert events() == [(at("20 10:00"), "scheduled")]
    telling.run(at("18 09:01"))
    assert events() == [(at("20 15:00"), "scheduled")]
    telling.run(at("18 11:00"))
    assert events() == [(at("20 15:00"), "cancelled")]
    assert telling.waiting() == 0


def held(**times: object) -> object:
    """Return an account with a webinar of an hour that two people came to."""
    return account(
        "hook",
        [webinar(FIRST, START, "ann", "ben", "dee"), webinar(SECOND, at("19 10:00"))],
        [
            session(
                "only==",
                FIRST,
                START,
                END,
                connection("ann", START, END),
                connection("ben", START, START + 30 * MINUTE),
                **times,
            )
        ],
    )


ATTENDED = {"2026-11-18": {"ann": "attended", "ben": "attended", "dee": "registered"}}
REGISTERED = {"2026-11-18": dict.fromkeys(("ann", "ben", "dee"), "registered")}


def test_an_ended_webinar_is_read_until_a_reading_has_its_people(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    """Its report is made 4 minutes after the end, and whole 12 minutes after it."""
    telling = make_telling(
        held(ready_at=END + 4 * MINUTE, settled_at=END + 12 * MINUTE, listed_at=at("18 14:00")),
        now=NIGHT,
    )
    run_nightly(telling.world, NIGHT)

    telling.run(END + 2 * MINUTE)
    assert read_states(warehouse, FIRST) == REGISTERED
    due = "select due_at from zoom.webhook_events where handled_at is null"
    assert query(warehouse, due) == [(END + 5 * MINUTE,)]
    assert read_issues(warehouse) == {}

    telling.run(END + 5 * MINUTE)
    assert query(warehouse, due) == [(END + 10 * MINUTE,)]
    telling.run(END + 10 * MINUTE)
    assert query(warehouse, due) == [(END + 20 * MINUTE,)]
    telling.world.requests()
    telling.run(END + 20 * MINUTE)

    assert read_states(warehouse, FIRST) == ATTENDED
    assert telling.world.requests().count(PEOPLE) == 1
    assert telling.waiting() == 0
    assert query(warehouse, "select state, attempts from zoom.sessions") == [("landed", 0)]
    # The history does not list it yet: that is no reason not to believe the history.
    report = run_hourly(telling.world, at("18 12:17"))
    assert report.success, report.message
    run_nightly(telling.world, at("20 03:40"))
    assert read_states(warehouse, FIRST)["2026-11-18"]["dee"] == "no_show"


def test_after_40_minutes_no_webhook_asks_any_more_and_hourly_runs_do(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    """Five readings that came too early do not put the hourly one off."""
    telling = make_telling(held(), now=NIGHT)
    run_nightly(telling.world, NIGHT)
    not_ready = {"code": 3001, "message": "Meeting does not exist."}
    add_fault(telling.world, "/participants", "status", status=404, body=not_ready)
    for minutes in (2, 5, 10, 20, 40):
        assert telling.waiting() <= 1
        telling.run(END + minutes * MINUTE)
    assert telling.waiting() == 0
    assert read_states(warehouse, FIRST) == REGISTERED
    assert clear_faults(telling.world) == 5

    assert run_hourly(telling.world, at("18 12:17")).success

    assert read_states(warehouse, FIRST) == ATTENDED


def test_a_practice_that_only_the_webhook_tells_is_none_of_the_webinar(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    """A guest whom no listing calls a panelist is in it, for half an hour, before the start."""
    guest = connection("gus", at("18 09:00"), at("18 09:40"))
    practice = session("practice==", FIRST, at("18 09:00"), at("18 09:40"), guest, is_practice=True)
    telling = make_telling(account("hook", [webinar(FIRST, START, "ann")], [practice]), now=NIGHT)
    run_nightly(telling.world, NIGHT)
    telling.run(at("18 09:43"))

    run_nightly(telling.world, at("20 03:40"))

    assert query(
        warehouse,
        "select status from marts.marketing_events where webinar_id = :id",
        id=FIRST,
    ) == [("not_held",)]
    assert query(warehouse, "select code from sync.outcomes where connections > 0") == [
        ("practice_session",)
    ]


def test_while_another_run_reads_the_account_events_wait_for_its_end(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    new = registrant("new", registered_at=MORNING - MINUTE)
    telling = make_telling(account("hook", [webinar(FIRST, at("20 10:00"), new)]), now=NIGHT)
    run_nightly(telling.world, NIGHT)
    telling.tell(MORNING)
    with warehouse.session_lock(locks.extraction("hook")):
        assert warehouse.rows("zoom/count_due_webhooks")[0]["due"] == 0
        telling.run()
        assert telling.waiting() == 1
    assert warehouse.rows("zoom/count_due_webhooks")[0]["due"] == 1
    telling.run()
    assert read_states(warehouse) == {"2026-11-20": {"new": "registered"}}


def test_what_a_run_that_was_killed_had_read_is_read_again_for_a_later_event(
    warehouse: Warehouse, make_telling: MakeTelling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after it had landed all: the registrants that it read lack who registered since."""
    new = registrant("new", registered_at=MORNING - MINUTE)
    later = registrant("later", registered_at=MORNING + MINUTE)
    telling = make_telling(account("hook", [webinar(FIRST, at("20 10:00"), new, later)]), now=NIGHT)
    run_nightly(telling.world, NIGHT)
    telling.tell(MORNING)
    with monkeypatch.context() as patch:
        patch.setattr(webhook_reading, "_record_handled", kill)
        with pytest.raises(KeyboardInterrupt):
            telling.world.sync_webhooks()
    assert telling.waiting() == 1

    telling.run(MORNING + 2 * MINUTE)

    assert read_states(warehouse) == {"2026-11-20": {"new": "registered", "later": "registered"}}
    assert telling.waiting() == 0


def kill(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_scheduled_run_does_not_skip_an_account_that_a_webhook_has_read(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    """It takes seconds: what the hourly run reads besides, nobody else reads for an hour."""
    telling = make_telling(account("hook", [webinar(FIRST, at("20 10:00"))]), now=NIGHT)
    client = telling.world.client(telling.account)
    window = Window(None, NIGHT, False)
    for key, is_brief in ((locks.webhook_reading("hook"), True), ("another", False)):
        with warehouse.session_lock(locks.extraction("hook")), warehouse.session_lock(key):
            with pytest.raises(Busy) as busy:
                extract_account(Run(warehouse, "run"), client, window, is_full=False)
            assert busy.value.is_brief == is_brief


def test_an_account_that_cannot_be_read_lets_its_events_wait(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    new = registrant("new", registered_at=MORNING - MINUTE)
    telling = make_telling(account("hook", [webinar(FIRST, at("20 10:00"), new)]), now=NIGHT)
    run_nightly(telling.world, NIGHT)
    telling.tell(MORNING)
    add_fault(telling.world, "/oauth/token", "status", status=401)
    assert not telling.world.sync_webhooks().success
    assert warehouse.rows("zoom/select_webhook_accounts") == []
    assert telling.waiting() == 1
    clear_faults(telling.world)
    execute(warehouse, "update zoom.webhook_events set due_at = now()")
    telling.run()
    assert read_states(warehouse) == {"2026-11-20": {"new": "registered"}}


def test_an_excluded_webinar_costs_no_report(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    telling = make_telling(held(), now=NIGHT)
    run_nightly(telling.world, NIGHT)
    execute(
        warehouse,
        "insert into settings.webinars (account_id, webinar_id, is_synced)"
        " values ('hook', :id, false)",
        id=FIRST,
    )
    telling.world.requests()
    telling.run(END + 2 * MINUTE)
    requests = telling.world.requests()
    assert REPORT not in requests
    assert PEOPLE not in requests


def test_a_webinar_without_registration_is_read_as_well(
    warehouse: Warehouse, make_telling: MakeTelling
) -> None:
    """Of webinars that are new to the warehouse, too: nothing was read of the account before."""
    open_to_all = webinar(FIRST, START, approval_type=NO_REGISTRATION)
    came = session("only==", FIRST, START, END, connection("ann", START, END))
    telling = make_telling(account("hook", [open_to_all], [came]), now=NIGHT)
    telling.run(END + 2 * MINUTE)
    states = query(warehouse, "select email, state from marts.participations")
    assert states == [(address("ann"), "attended")]
