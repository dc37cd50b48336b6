"""Adds contacts to Zoom webinars and removes them: for HubSpot workflows, and by a form.

Starts when requests are due in the inbox (`registration.requests`): a trigger watches it for the
asset `registration_inbox`, and also looks by itself every half minute. The run decides each request
once, has Zoom register or cancel up to 30 people at once, and sends the outcome to the workflow.
What cannot be decided now stays in the inbox, for three days. Of requests to add a person to a
webinar and to remove the same person the one that was asked last holds.

| task | what it does | if it fails |
| --- | --- | --- |
| `process_inbox` | decides, registers, cancels, answers, forgets the old | read its message |
| `load_registered` | loads who was registered or removed into marts | the next sync does it |

**By hand**: `action` (add or remove), `webinar` (Zoom's id) and `contact_ids` (of `marts.contacts`;
no addresses).

**Pages**: [Registrations](webinars/registrations),
[what came of its runs](webinars/runs?dag_id=register_contacts).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pendulum
from airflow.sdk import Param, chain, dag, task

from webinar_sync import tasks
from webinar_sync.airflow import fields
from webinar_sync.airflow.assets import INBOX, MARTS, WRITTEN
from webinar_sync.airflow.in_words import in_words
from webinar_sync.airflow.profiles import (
    LOAD_LIMIT,
    REGISTRATION_ARGS,
    REGISTRATION_LIMIT,
    RUN_LIMIT,
    WITHOUT_BACKFILL,
)

if TYPE_CHECKING:
    from airflow.sdk.execution_time.context import OutletEventAccessors
    from airflow.sdk.types import DagRunProtocol as DagRun


@dag(
    dag_id="register_contacts",
    dag_display_name="Register contacts",
    doc_md=__doc__,
    schedule=[INBOX],
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    allowed_run_types=WITHOUT_BACKFILL,
    max_active_runs=3,  # one registers, under a lock; others may wait to load or to retry
    dagrun_timeout=RUN_LIMIT,
    default_args=REGISTRATION_ARGS,
    params={
        "action": Param(
            "add",
            type="string",
            enum=["add", "remove"],
            title="Action",
            description="remove: their registrations are cancelled, and Zoom may write to them "
            "about it.",
        ),
        "webinar": fields.text(
            "Webinar",
            "Zoom's id of the webinar, such as 912 3456 7890. Both empty: only what is in the "
            "inbox is processed.",
            fields.WEBINAR_ID,
        ),
        "contact_ids": fields.numbers(
            "Contacts",
            "Values of marts.contacts.contact_id.",
            fields.CONTACT_ID,
        ),
    },
    tags=["webinars", "hubspot"],
)
def register_contacts() -> None:
    """Make the Dag."""

    @task(
        execution_timeout=REGISTRATION_LIMIT,
        doc_md="Processes the inbox: decides, registers, cancels, completes callbacks.",
    )
    @in_words
    def process_inbox(
        params: dict[str, Any] | None = None, dag_run: DagRun | None = None
    ) -> dict[str, int]:
        return tasks.register_contacts.process_inbox(dag_run, params)

    @task(
        execution_timeout=LOAD_LIMIT,
        outlets=[WRITTEN],
        doc_md="Loads who was registered or removed into marts.",
    )
    @in_words
    def load_registered(
        dag_run: DagRun | None = None, outlet_events: OutletEventAccessors | None = None
    ) -> dict[str, int]:
        counts = tasks.register_contacts.load_registered(dag_run)
        if counts:
            outlet_events[WRITTEN].add(MARTS, extra=counts)
        return counts

    chain(process_inbox(), load_registered())


register_contacts()
