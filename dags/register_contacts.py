"""Adds contacts to Zoom webinars: what HubSpot workflows ask for, and what somebody asks by hand.

Wakes up when something is in the inbox (`registration.requests`): the asset `registration_inbox`
is watched by a trigger, which also looks by itself every half minute. Decides each request once,
has Zoom register up to 30 people at once, and tells the workflow what came of it. What cannot be
decided now stays in the inbox.

| task | what it does | if it fails |
| --- | --- | --- |
| `register` | empties the inbox, answers the workflows, says what came of it | see its message |
| `load_registered` | brings who was registered to marts | the next sync does it |

**By hand**: `webinar` (Zoom's id) and `contact_ids` (of `marts.contacts`; no addresses).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pendulum
from airflow.sdk import Param, dag, task

from webinar_sync.airflow.assets import INBOX, MARTS
from webinar_sync.airflow.profiles import DEFAULT_ARGS
from webinar_sync.tasks import register_contacts as tasks

if TYPE_CHECKING:
    from airflow.sdk.execution_time.context import OutletEventAccessors


@dag(
    dag_id="register_contacts",
    dag_display_name="Register contacts",
    doc_md=__doc__,
    schedule=[INBOX],
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=3,  # one registers, under a lock, while others wait to load or to try again
    default_args=DEFAULT_ARGS,
    params={
        "webinar": Param(
            None,
            type=["null", "string"],
            title="Webinar",
            description="Zoom's id of the webinar that the contacts are added to, such as "
            "912 3456 7890. Both empty: only empties the inbox.",
        ),
        "contact_ids": Param(
            None,
            type=["null", "array"],
            title="Contacts",
            description="Values of marts.contacts.contact_id, one on each line.",
        ),
    },
    tags=["webinars", "hubspot"],
)
def register_contacts() -> None:
    """Make the Dag."""

    @task(doc_md="Empties the inbox: decides, registers, answers.")
    def register(params: dict[str, Any] | None = None) -> dict[str, int]:
        return tasks.register_contacts(params)

    @task(doc_md="Brings who was registered to marts.", outlets=[MARTS])
    def load_registered(outlet_events: OutletEventAccessors | None = None) -> dict[str, int]:
        counts = tasks.load_registered()
        outlet_events[MARTS].extra = counts
        return counts

    register() >> load_registered()


register_contacts()
