"""What a run counts as it goes: each thing once, however often a step is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pytest

from tests.builders.meter import KeepingMeter, series
from webinar_sync.errors import NeedsAttention
from webinar_sync.runs.run import Run

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


@pytest.fixture
def meter() -> KeepingMeter:
    return KeepingMeter()


@pytest.fixture
def run(warehouse: Warehouse, meter: KeepingMeter) -> Run:
    run = Run(warehouse, "run 1", meter=meter)
    run.begin("a_dag", "manual")
    return run


def test_requests_are_counted_by_api_account_and_label(run: Run, meter: KeepingMeter) -> None:
    run.add_requests("zoom", "/users", 7, 0, account_id="acc", label="medium")
    run.add_requests("zoom", "/report", 3, 2, account_id="acc", label="medium")
    run.add_requests("hubspot", "contacts", 5, 1)

    zoom = {"api": "zoom", "account": "acc", "label": "medium"}
    assert meter.counters == {
        series("requests", **zoom): 10,
        series("requests_refused", **zoom): 2,
        series("requests", api="hubspot"): 5,
        series("requests_refused", api="hubspot"): 1,
    }


def test_a_step_that_is_done_again_counts_what_it_does_again(run: Run, meter: KeepingMeter) -> None:
    class Stopped(NeedsAttention):
        counts = {"connections_read": 4}  # noqa: RUF012

    def stop() -> NoReturn:
        raise Stopped("half-way")

    with pytest.raises(Stopped):
        run.do_step("extract", stop, account_id="acc")
    run.do_step("extract", lambda: {"connections_read": 3, "webinars_read": 2}, account_id="acc")
    run.end("success", "done")
    run.end("success", "done, and told again")

    landed = {
        dict(tags)["kind"]: value
        for (name, tags), value in meter.counters.items()
        if name == "rows_landed"
    }
    assert landed == {
        "connections": 7, "webinars": 2, "sessions": 0, "registrations": 0, "recordings": 0,
    }  # fmt: skip


def test_rows_are_counted_that_were_rejected_written_and_sent(
    run: Run, meter: KeepingMeter
) -> None:
    run.do_step("check", lambda: {"rows_checked": 9, "rows_rejected": 2}, account_id="acc")
    run.do_step("load", lambda: {"contacts": 3, "webinars_computed": 1}, account_id="acc")
    run.do_step("push_contacts", lambda: {"contacts_created": 2, "contacts_updated": 1})
    run.do_step("push_events", lambda: {"events_created": 1, "events_refused": 4, "events_lost": 1})
    run.do_step("end_events", lambda: {"events_completed": 2})
    run.do_step("mirror", lambda: {"contacts_read": 50})

    counted = {key: value for key, value in meter.counters.items() if value}
    assert counted == {
        series("rows_rejected", account="acc"): 2,
        series("rows_written", table="contacts"): 3,
        series("rows_sent", kind="contacts"): 3,
        series("rows_sent", kind="events"): 3,
        series("rows_refused", kind="events"): 4,
    }
    assert meter.counters[series("rows_written", table="participations")] == 0
    assert series("rows_written", table="participations") in meter.counters


def test_without_a_meter_nothing_is_counted(warehouse: Warehouse) -> None:
    run = Run(warehouse, "run 2")
    run.begin("a_dag", "manual")

    assert run.do_step("load", lambda: {"contacts": 1}) == {"contacts": 1}
