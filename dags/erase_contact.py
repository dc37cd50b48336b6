"""Erases a person who asked to be forgotten, and lets nothing of them come back.

Start it by hand with `contact_id`, first as the **dry run** that it is by default: the log of
`begin` shows how many rows of which tables hold the person. Then without `dry_run`. No address is
written anywhere: of whom you have only the address, `python -m webinar_sync contact-id` reads it
from its standard input and prints the number, also of somebody who is not in marts.

Erased are all the addresses that HubSpot has of the same contact. Keyed digests of addresses and
ids stay, by which everything of the person is left out before it lands: counts stay right, and the
ledger says `erased`. With `in_hubspot`, HubSpot deletes the contact for good, which **cannot be
taken back**; else it keeps the contact, our properties are emptied, and registrations for events
that are not over there are cancelled.

`take_back` with the same contact_id: from now on what Zoom says of the person lands again.

Every night it finishes what was stopped.

| task | what it does | if it fails |
| --- | --- | --- |
| `begin` | from here on nothing of the person lands | read its message |
| `compute_marts` | computes marts without them | the next try does it |
| `forget_in_hubspot` | deletes or withdraws the contact | read its message; clear it |
| `finish` | removes all that is left | read its message; clear it |

**Pages**: [what came of its runs](webinars/runs?dag_id=erase_contact), [Health](webinars/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pendulum
from airflow.sdk import CronTriggerTimetable, Param, chain, dag, task

from webinar_sync import tasks
from webinar_sync.airflow import fields
from webinar_sync.airflow.in_words import in_words
from webinar_sync.airflow.profiles import (
    DEFAULT_ARGS,
    HUBSPOT_RUN_LIMIT,
    LOAD_LIMIT,
    WITHOUT_BACKFILL,
)

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol as DagRun


@dag(
    dag_id="erase_contact",
    dag_display_name="Erase a contact",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("20 6 * * *", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    allowed_run_types=WITHOUT_BACKFILL,
    max_active_runs=1,
    dagrun_timeout=HUBSPOT_RUN_LIMIT,
    default_args=DEFAULT_ARGS,
    params={
        "contact_id": Param(
            None,
            type=["null", "string", "integer"],
            pattern=fields.CONTACT_ID,
            minimum=1,
            exclusiveMaximum=2**63,
            title="Contact",
            description="The contact_id of marts.contacts. Empty: only what was stopped is "
            "finished.",
        ),
        "dry_run": Param(
            True,
            type="boolean",
            title="Dry run",
            description="Only log how many rows hold the person; see the log of the task begin.",
        ),
        "in_hubspot": Param(
            False,
            type="boolean",
            title="In HubSpot, too",
            description="HubSpot deletes the contact for good. This cannot be taken back.",
        ),
        "take_back": Param(
            False,
            type="boolean",
            title="Take back",
            description="The person asks for it: what Zoom says of them lands again.",
        ),
    },
    tags=["webinars"],
)
def erase_contact() -> None:
    """Make the Dag."""

    @task.short_circuit(doc_md="Lets nothing of the person land any more; or counts their rows.")
    @in_words
    def begin(params: dict[str, Any] | None = None, dag_run: DagRun | None = None) -> bool:
        return tasks.erase_contact.begin(dag_run, params)

    @task(execution_timeout=LOAD_LIMIT, doc_md="Computes marts without them.")
    @in_words
    def compute_marts(dag_run: DagRun | None = None) -> dict[str, int]:
        return tasks.erase_contact.compute_marts(dag_run)

    @task(
        trigger_rule="none_failed",
        doc_md="Deletes the contact in HubSpot, or withdraws what was sent of it.",
    )
    @in_words
    def forget_in_hubspot(dag_run: DagRun | None = None) -> dict[str, int]:
        return tasks.erase_contact.forget_in_hubspot(dag_run)

    @task(trigger_rule="none_failed", doc_md="Removes everything that is left of the person.")
    @in_words
    def finish(dag_run: DagRun | None = None) -> dict[str, int]:
        return tasks.erase_contact.finish(dag_run)

    chain(begin(), compute_marts(), forget_in_hubspot(), finish())


erase_contact()
