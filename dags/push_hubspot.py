"""What the warehouse knows, into HubSpot: contacts, marketing events, who took part.

Runs after each load (asset `webinar_marts`), by time in case an asset's event is lost, and by
hand. Sends only what differs from what HubSpot acknowledged: with nothing new, nothing is asked of
HubSpot, and all tasks but the first are skipped. Needs the connection `hubspot_default`.

| task | what it does | if it fails |
| --- | --- | --- |
| `begin_push` | says what would be sent, from the warehouse alone | see its message |
| `mirror` | reads contacts that were not read within the hour, and users | the next push does it |
| `contacts` | makes properties where missing; creates and updates contacts | see `sync.errors` |
| `events` | creates, updates and deletes marketing events | see `sync.errors` |
| `participations` | who registered, cancelled, attended, by contact id | see `sync.errors` |
| `endings` | completes what is settled, with its real times; cancels | see `sync.errors` |
| `custom_events` | custom events, where the settings ask for them | they need Marketing Hub |
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
    get_current_context,
    task,
)

from webinar_sync import dag_parts


@dag(
    dag_id="push_hubspot",
    dag_display_name="Push to HubSpot",
    doc_md=__doc__,
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("47 * * * *", timezone="UTC"), assets=[dag_parts.MARTS]
    ),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,  # a second push would wait for the first one's lock
    default_args=dag_parts.DEFAULT_ARGS,
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
    def begin_push() -> bool:
        return dag_parts.begin_push(get_current_context())

    @task(doc_md="Reads contacts and users that were not read within the hour.")
    def mirror() -> dict[str, int]:
        return dag_parts.push_step(get_current_context(), "mirror")

    @task(doc_md="Creates and updates contacts with their four properties.")
    def contacts() -> dict[str, int]:
        return dag_parts.push_step(get_current_context(), "contacts")

    @task(doc_md="Creates, updates and deletes marketing events.")
    def events() -> dict[str, int]:
        return dag_parts.push_step(get_current_context(), "events")

    @task(doc_md="Tells who registered, cancelled and attended, by contact id.")
    def participations() -> dict[str, int]:
        return dag_parts.push_step(get_current_context(), "participations")

    @task(doc_md="Completes events that are settled, with their real times; cancels others.")
    def endings() -> dict[str, int]:
        return dag_parts.push_step(get_current_context(), "endings")

    @task(doc_md="Sends custom events, where the settings ask for them.")
    def custom_events() -> dict[str, int]:
        return dag_parts.push_step(get_current_context(), "custom_events")

    @task(
        trigger_rule=TriggerRule.ALL_DONE,
        doc_md="Writes `sync.runs`, shows the counts, and fails if a step failed.",
    )
    def report_push() -> dict[str, Any]:
        return dag_parts.report_push(get_current_context())

    chain(
        begin_push(),
        mirror(),
        contacts(),
        events(),
        participations(),
        endings(),
        custom_events(),
        report_push(),
    )


push_hubspot()
