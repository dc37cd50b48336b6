"""Sends what the warehouse knows to HubSpot: contacts, marketing events, participations.

Runs after each load (asset `webinar_marts`), hourly in case the event of an asset is lost, and by
hand. It sends only what differs from what HubSpot acknowledged: if nothing differs, HubSpot gets
no request, and all tasks but the first are skipped. Needs the connection `hubspot_default`.

| task | what it does | if it fails |
| --- | --- | --- |
| `begin_push` | logs what would be sent, from the warehouse alone | read its message |
| `refresh_mirror` | reads users, and contacts not read within the hour | the next push does it |
| `push_contacts` | makes missing properties; creates and updates contacts | see `sync.errors` |
| `push_events` | creates, updates and deletes marketing events | see `sync.errors` |
| `push_participations` | sends who registered, cancelled and attended | see `sync.errors` |
| `end_events` | completes settled events with real times; cancels others | see `sync.errors` |
| `push_custom_events` | sends custom events, if the settings say so | they need Marketing Hub |
| `push_lists` | keeps saved segments as lists, if the settings say so | see `sync.errors` |
| `report_push` | logs counts and requests | read its message |

**Dry run**: start it by hand with `dry_run`: the log of `begin_push` shows the table of changes.
Rows that HubSpot refuses are deferred, and named in `sync.errors`; `with_refused` sends them now.

**What cannot be taken back** passes a gate; the log of `begin_push` says what waits, and why.
`with_history` also sends what ended before the setting `push_since`, `beyond_brake` removes what
waits because it is more than a tenth, `with_incomplete` sends webinars that Zoom did not answer
whole for a week. Try each with `dry_run` first.

**Whose account.** Where another warehouse has written to the HubSpot account, nothing is sent until
a run by hand with `take_over`.

**Pages**: [HubSpot](webinars/push),
[what came of its runs](webinars/runs?dag_id=push_hubspot), [Health](webinars/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

from webinar_sync import tasks
from webinar_sync.airflow.assets import MARTS
from webinar_sync.airflow.failures import record_failed_run
from webinar_sync.airflow.in_words import in_words
from webinar_sync.airflow.profiles import (
    HUBSPOT_LIMIT,
    HUBSPOT_RUN_LIMIT,
    REPORTED_ARGS,
    WITHOUT_BACKFILL,
)

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol as DagRun


@dag(
    dag_id="push_hubspot",
    dag_display_name="Push to HubSpot",
    doc_md=__doc__,
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("47 * * * *", timezone="UTC"), assets=[MARTS]
    ),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    allowed_run_types=WITHOUT_BACKFILL,
    max_active_runs=1,  # a second push would wait for the first one's lock
    dagrun_timeout=HUBSPOT_RUN_LIMIT,
    default_args={**REPORTED_ARGS, "execution_timeout": HUBSPOT_LIMIT},
    params={
        "dry_run": Param(
            False,
            type="boolean",
            title="Dry run",
            description="Only log what would be sent; see the log of the task begin_push.",
        ),
        "with_refused": Param(
            False,
            type="boolean",
            title="Retry refused rows",
            description="Also send what HubSpot refused and what is deferred to a later push.",
        ),
        "with_history": Param(
            False,
            type="boolean",
            title="Send history",
            description="Also send what ended before the setting push_since: HubSpot makes no-shows"
            " of it, and follow-ups go out. A dry run says how many.",
        ),
        "beyond_brake": Param(
            False,
            type="boolean",
            title="Remove more than a tenth",
            description="Delete, cancel and withdraw what waits now because it is more than a tenth"
            " of what HubSpot holds. Once.",
        ),
        "with_incomplete": Param(
            False,
            type="boolean",
            title="Send incomplete webinars",
            description="Also send webinars of which something could not be read in Zoom for a"
            " week.",
        ),
        "take_over": Param(
            False,
            type="boolean",
            title="Take the HubSpot account over",
            description="Another warehouse wrote to it: from now on this one does. Stop the other.",
        ),
    },
    tags=["webinars", "hubspot"],
)
def push_hubspot() -> None:
    """Make the Dag."""

    @task.short_circuit(doc_md="Logs what differs; in a dry run, all other tasks are skipped.")
    @in_words
    def begin_push(params: dict[str, Any] | None = None, dag_run: DagRun | None = None) -> bool:
        return tasks.push_hubspot.begin_push(
            dag_run,
            is_dry=params["dry_run"],
            with_refused=params["with_refused"],
            take_over=params["take_over"],
            wishes=tasks.push_hubspot.read_wishes(params),
        )

    @task(doc_md="Reads users, and contacts that were not read within the hour.")
    @in_words
    def refresh_mirror(
        params: dict[str, Any] | None = None, dag_run: DagRun | None = None
    ) -> dict[str, int]:
        return tasks.push_hubspot.run_push_step(
            dag_run,
            "refresh_mirror",
            with_refused=params["with_refused"],
            take_over=params["take_over"],
        )

    @task(doc_md="Creates and updates contacts with their properties.")
    @in_words
    def push_contacts(
        params: dict[str, Any] | None = None, dag_run: DagRun | None = None
    ) -> dict[str, int]:
        return tasks.push_hubspot.run_push_step(
            dag_run,
            "push_contacts",
            with_refused=params["with_refused"],
            take_over=params["take_over"],
        )

    @task(doc_md="Creates, updates and deletes marketing events.")
    @in_words
    def push_events(
        params: dict[str, Any] | None = None, dag_run: DagRun | None = None
    ) -> dict[str, int]:
        return tasks.push_hubspot.run_push_step(
            dag_run,
            "push_events",
            with_refused=params["with_refused"],
            take_over=params["take_over"],
        )

    @task(doc_md="Sends who registered, cancelled and attended, by contact id.")
    @in_words
    def push_participations(
        params: dict[str, Any] | None = None, dag_run: DagRun | None = None
    ) -> dict[str, int]:
        return tasks.push_hubspot.run_push_step(
            dag_run,
            "push_participations",
            with_refused=params["with_refused"],
            take_over=params["take_over"],
        )

    @task(doc_md="Completes settled events with their real times; cancels others.")
    @in_words
    def end_events(
        params: dict[str, Any] | None = None, dag_run: DagRun | None = None
    ) -> dict[str, int]:
        return tasks.push_hubspot.run_push_step(
            dag_run,
            "end_events",
            with_refused=params["with_refused"],
            take_over=params["take_over"],
        )

    @task(doc_md="Sends custom events, if the settings say so.")
    @in_words
    def push_custom_events(
        params: dict[str, Any] | None = None, dag_run: DagRun | None = None
    ) -> dict[str, int]:
        return tasks.push_hubspot.run_push_step(
            dag_run,
            "push_custom_events",
            with_refused=params["with_refused"],
            take_over=params["take_over"],
        )

    @task(doc_md="Keeps saved segments as lists, if the settings say so.")
    @in_words
    def push_lists(
        params: dict[str, Any] | None = None, dag_run: DagRun | None = None
    ) -> dict[str, int]:
        return tasks.push_hubspot.run_push_step(
            dag_run,
            "push_lists",
            with_refused=params["with_refused"],
            take_over=params["take_over"],
        )

    @task(
        trigger_rule=TriggerRule.ALL_DONE,
        on_failure_callback=record_failed_run,
        doc_md="Writes `sync.runs`, logs the counts, and fails if a step failed.",
    )
    @in_words
    def report_push(dag_run: DagRun | None = None) -> dict[str, Any]:
        return tasks.push_hubspot.report_push(dag_run)

    chain(
        begin_push(),
        refresh_mirror(),
        push_contacts(),
        push_events(),
        push_participations(),
        end_events(),
        push_custom_events(),
        push_lists(),
        report_push(),
    )


push_hubspot()
