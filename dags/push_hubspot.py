"""What the warehouse knows, into HubSpot: contacts, marketing events, who took part.

Runs after each load (asset `webinar_marts`), by time in case an asset's event is lost, and by
hand. Sends only what differs from what HubSpot acknowledged: with nothing new, nothing is asked of
HubSpot, and all tasks but the first are skipped. Needs the connection `hubspot_default`.

| task | what it does | if it fails |
| --- | --- | --- |
| `begin_push` | says what would be sent, from the warehouse alone | see its message |
| `refresh_mirror` | reads contacts that were not read within the hour, and users | the next push does it |
| `push_contacts` | makes properties where missing; creates and updates contacts | see `sync.errors` |
| `push_events` | creates, updates and deletes marketing events | see `sync.errors` |
| `push_participations` | who registered, cancelled, attended, by contact id | see `sync.errors` |
| `end_events` | completes what is settled, with its real times; cancels | see `sync.errors` |
| `push_custom_events` | custom events, where the settings ask for them | they need Marketing Hub |
| `report_push` | counts and requests | read its message |

**Dry run**: by hand, with `dry_run`: the log of `begin_push` shows the table of changes.
Rows that HubSpot refuses are put off, and named in `sync.errors`; `with_refused` sends them now.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import (
    AssetOrTimeSchedule,
    CronTriggerTimetable,
    Param,
    TriggerRule,
    chain,
    dag,
    task,
)

from webinar_sync.airflow.assets import MARTS
from webinar_sync.airflow.profiles import DEFAULT_ARGS
from webinar_sync.tasks import push_hubspot as tasks


@dag(
    dag_id="push_hubspot",
    dag_display_name="Push to HubSpot",
    doc_md=__doc__,
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("47 * * * *", timezone="UTC"), assets=[MARTS]
    ),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,  # a second push would wait for the first one's lock
    default_args=DEFAULT_ARGS,
    params={
        "dry_run": Param(
            False,
            type="boolean",
            title="Dry run",
            description="Only show what would be sent, in the log of the task begin_push.",
        ),
        "with_refused": Param(
            False,
            type="boolean",
            title="Retry refused rows",
            description="Also send now what HubSpot refused and what waits for a later push.",
        ),
    },
    tags=["webinars", "hubspot"],
)
def push_hubspot() -> None:
    """Make the Dag."""

    @task.short_circuit(doc_md="Says what differs; in a dry run, the rest is skipped.")
    def begin_push(params: dict[str, Any] | None = None) -> bool:
        return tasks.begin_push(is_dry=params["dry_run"], with_refused=params["with_refused"])

    @task(doc_md="Reads contacts and users that were not read within the hour.")
    def refresh_mirror(params: dict[str, Any] | None = None) -> dict[str, int]:
        return tasks.push_step("refresh_mirror", with_refused=params["with_refused"])

    @task(doc_md="Creates and updates contacts with their four properties.")
    def push_contacts(params: dict[str, Any] | None = None) -> dict[str, int]:
        return tasks.push_step("push_contacts", with_refused=params["with_refused"])

    @task(doc_md="Creates, updates and deletes marketing events.")
    def push_events(params: dict[str, Any] | None = None) -> dict[str, int]:
        return tasks.push_step("push_events", with_refused=params["with_refused"])

    @task(doc_md="Tells who registered, cancelled and attended, by contact id.")
    def push_participations(params: dict[str, Any] | None = None) -> dict[str, int]:
        return tasks.push_step("push_participations", with_refused=params["with_refused"])

    @task(doc_md="Completes events that are settled, with their real times; cancels others.")
    def end_events(params: dict[str, Any] | None = None) -> dict[str, int]:
        return tasks.push_step("end_events", with_refused=params["with_refused"])

    @task(doc_md="Sends custom events, where the settings ask for them.")
    def push_custom_events(params: dict[str, Any] | None = None) -> dict[str, int]:
        return tasks.push_step("push_custom_events", with_refused=params["with_refused"])

    @task(
        trigger_rule=TriggerRule.ALL_DONE,
        doc_md="Writes `sync.runs`, shows the counts, and fails if a step failed.",
    )
    def report_push() -> dict[str, Any]:
        return tasks.report_push()

    chain(
        begin_push(),
        refresh_mirror(),
        push_contacts(),
        push_events(),
        push_participations(),
        end_events(),
        push_custom_events(),
        report_push(),
    )


push_hubspot()
