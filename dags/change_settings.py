"""Changes the settings by a form, for people who do not write SQL. By hand only.

Fill in only what is to change: everything else stays as it is, and an empty form changes nothing.
The log of `change_settings` has a sentence for each difference, and `settings.history` keeps who
made it. Changes take effect with the next sync.

**No addresses.** Airflow shows what you write into a form to all its users. Write domains without
the @, and hosts and webinars by Zoom's ids. You find those with
`select user_id, email from zoom.users` and `select webinar_id, topic from zoom.webinars`.

| task | what it does | if it fails |
| --- | --- | --- |
| `change_settings` | checks the form; applies all of it, or nothing | read its message |

**Pages**: [Settings](webinars/settings), where the same is done by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pendulum
from airflow.sdk import Param, dag, task

from webinar_sync import tasks
from webinar_sync.airflow import fields
from webinar_sync.airflow.in_words import in_words
from webinar_sync.airflow.profiles import (
    DEFAULT_ARGS,
    RUN_LIMIT,
    WITHOUT_BACKFILL,
)

if TYPE_CHECKING:
    from airflow.sdk.types import DagRunProtocol as DagRun


def _choice(title: str, description: str, *values: str) -> Param:
    return Param(
        "leave",
        type="string",
        enum=["leave", *values],
        values_display={"leave": "leave as it is"},
        title=title,
        description=description,
    )


PARAMS = {
    "sync_webinars": _choice(
        "Webinar sync", "All webinars. Off wins over hosts and single webinars.", "on", "off"
    ),
    "on_exclude": _choice(
        "When something is excluded",
        "Keep what was loaded before, or withdraw it.",
        "keep",
        "withdraw",
    ),
    "match_secondary_emails": _choice(
        "Secondary addresses",
        "On: what happens under a second address of a HubSpot contact counts for that contact.",
        "on",
        "off",
    ),
    "recordings": _choice(
        "Recordings and transcripts",
        "Those of no hosts, of some (named below) or of all.",
        "none",
        "some",
        "all",
    ),
    "contact_properties": _choice(
        "Contact properties in HubSpot",
        "Own ones, or those of HubSpot's own Zoom app where they can be written.",
        "own",
        "native",
    ),
    "custom_events": _choice(
        "Custom events",
        "On: registrations and attendances are also sent to HubSpot as custom events.",
        "on",
        "off",
    ),
    "beside_native_app": _choice(
        "Beside HubSpot's own Zoom app",
        "On: events are also made of webinars of which HubSpot's own Zoom app made one.",
        "on",
        "off",
    ),
    "polls": _choice(
        "Answers to polls",
        "On: read once a session is final, into marts.poll_answers.",
        "on",
        "off",
    ),
    "questions": _choice(
        "Questions of the audience",
        "On: read once a session is final, into marts.questions.",
        "on",
        "off",
    ),
    "registration_answers": _choice(
        "Answers in registration forms",
        "On: answers to custom questions stand in marts.registration_answers.",
        "on",
        "off",
    ),
    "registration_sources": _choice(
        "Tracking sources",
        "On: from which source people registered is read, into marts.registration_sources.",
        "on",
        "off",
    ),
    "property_cutoff": fields.day(
        "Property cut-off",
        "Only what came before this day (UTC) counts in the contact properties.",
    ),
    "remove_property_cutoff": Param(
        False,
        type="boolean",
        title="No property cut-off",
        description="Everything counts in the contact properties again.",
    ),
    "push_since": fields.day(
        "Push to HubSpot since",
        "HubSpot is sent what ended on this day (UTC) or later. An earlier day than "
        "now sends what lies between, no-shows included: look at a dry run of push_hubspot first.",
    ),
    "remove_push_since": Param(
        False,
        type="boolean",
        title="Push since the first connection",
        description="HubSpot is sent what ended on the day on which it was first connected, or "
        "later.",
    ),
    "registrations_kept_days": Param(
        None,
        type=["null", "integer"],
        minimum=4,
        maximum=3650,
        title="Days for which registrations are kept",
        description="What workflows and people asked the registration action for is forgotten "
        "after so many days.",
    ),
    "records_kept_days": Param(
        None,
        type=["null", "integer"],
        minimum=4,
        maximum=3650,
        title="Days for which records of runs are kept",
        description="What runs recorded of themselves is forgotten after so many days.",
    ),
    "exclude_webinar_host_domains": fields.texts(
        "Exclude webinars of hosts in",
        "Domains such as agency.example, their subdomains included.",
        fields.DOMAIN,
    ),
    "include_webinar_host_domains": fields.texts(
        "No longer exclude webinars of hosts in",
        "Domains to take out of that list.",
        fields.DOMAIN,
    ),
    "exclude_recording_host_domains": fields.texts(
        "Exclude recordings of hosts in",
        "Domains such as agency.example, their subdomains included.",
        fields.DOMAIN,
    ),
    "include_recording_host_domains": fields.texts(
        "No longer exclude recordings of hosts in",
        "Domains to take out of that list.",
        fields.DOMAIN,
    ),
    "exclude_contact_domains": fields.texts(
        "Exclude people in",
        "Domains such as competitor.example, subdomains included. HubSpot keeps its contacts.",
        fields.DOMAIN,
    ),
    "include_contact_domains": fields.texts(
        "No longer exclude people in",
        "Domains to take out of that list.",
        fields.DOMAIN,
    ),
    "hosts_on": fields.texts(
        "Hosts on",
        "Host ids: their webinars are synced unless named below.",
        fields.IDENTIFIER,
    ),
    "hosts_off": fields.texts(
        "Hosts off",
        "Host ids: their webinars are not synced unless named below.",
        fields.IDENTIFIER,
    ),
    "hosts_default": fields.texts(
        "Hosts back to default",
        "Host ids: as if they were never set, so on.",
        fields.IDENTIFIER,
    ),
    "recording_hosts_on": fields.texts(
        "Recordings of hosts on",
        "Host ids; they count where recordings are those of some hosts.",
        fields.IDENTIFIER,
    ),
    "recording_hosts_off": fields.texts(
        "Recordings of hosts off",
        "Host ids. Off is the default, too.",
        fields.IDENTIFIER,
    ),
    "webinars_on": fields.numbers(
        "Webinars on",
        "Webinar ids: on, whatever the host's setting is.",
        fields.WEBINAR_ID,
    ),
    "webinars_off": fields.numbers(
        "Webinars off",
        "Webinar ids: off, whatever the host's setting is.",
        fields.WEBINAR_ID,
    ),
    "webinars_default": fields.numbers(
        "Webinars back to default",
        "Webinar ids: as the host's setting is.",
        fields.WEBINAR_ID,
    ),
    "segments_to_lists": fields.texts(
        "Segments kept as lists in HubSpot",
        "Names of saved segments. Whoever enters one enters the list; lists start workflows.",
        fields.SEGMENT,
    ),
    "segments_not_to_lists": fields.texts(
        "Segments no longer kept as lists",
        "Names of saved segments. HubSpot keeps the list.",
        fields.SEGMENT,
    ),
    "account": fields.text(
        "Account",
        "The Zoom account of the hosts and webinars: its account id, connection id or brand. "
        "Needed where several are connected.",
        fields.ACCOUNT,
    ),
}


@dag(
    dag_id="change_settings",
    dag_display_name="Change settings",
    doc_md=__doc__,
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    allowed_run_types=WITHOUT_BACKFILL,
    is_paused_upon_creation=False,  # nothing runs by itself, and a form must not have to wait
    max_active_runs=1,
    dagrun_timeout=RUN_LIMIT,
    default_args=DEFAULT_ARGS,
    params=PARAMS,
    tags=["webinars"],
)
def change_settings() -> None:
    """Make the Dag."""

    @task(task_id="change_settings", doc_md="Checks the form, and applies all of it or nothing.")
    @in_words
    def apply_form(
        params: dict[str, Any] | None = None, dag_run: DagRun | None = None
    ) -> dict[str, int]:
        return tasks.change_settings.change_settings(
            params, dag_run.triggering_user_name or dag_run.run_id
        )

    apply_form()


change_settings()
