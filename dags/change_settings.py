"""Changes the settings by a form, for people who do not write SQL. By hand only.

Fill in only what is to change: everything else stays as it is, and an empty form changes nothing.
The log of `change_settings` says each difference in words; who asked is kept in
`settings.history`. Changes take effect with the next sync.

**No addresses.** Airflow keeps what a form is given, for everybody to see. Write domains without
the @, hosts and webinars by Zoom's ids: `select user_id, email from zoom.users` and
`select webinar_id, topic from zoom.webinars` tell them.

| task | what it does | if it fails |
| --- | --- | --- |
| `change_settings` | checks the form and applies it, or nothing | see its message |
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pendulum
from airflow.sdk import Param, dag, task

from webinar_sync.airflow.profiles import DEFAULT_ARGS
from webinar_sync.tasks import change_settings as tasks

if TYPE_CHECKING:
    from airflow.sdk import DagRun


def _choice(title: str, description: str, *words: str) -> Param:
    return Param(
        "leave",
        type="string",
        enum=["leave", *words],
        values_display={"leave": "leave as it is"},
        title=title,
        description=description,
    )


def _many(title: str, description: str) -> Param:
    return Param(
        None, type=["null", "array"], title=title, description=f"{description} One on each line."
    )


PARAMS = {
    "sync_webinars": _choice(
        "Webinar sync", "All webinars. Off wins over hosts and single webinars.", "on", "off"
    ),
    "on_exclude": _choice(
        "When something is excluded",
        "What was loaded before: keep it, or withdraw it.",
        "keep",
        "withdraw",
    ),
    "match_secondary_emails": _choice(
        "Secondary addresses",
        "On: what the second address of a HubSpot contact does counts for that contact.",
        "on",
        "off",
    ),
    "recordings": _choice(
        "Recordings and transcripts",
        "Of no hosts, of some (named below) or of all.",
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
        "On: registrations and attendances are sent to HubSpot as custom events, too.",
        "on",
        "off",
    ),
    "property_cutoff": Param(
        None,
        type=["null", "string"],
        format="date",
        title="Property cut-off",
        description="Only what came before this day (UTC) counts in the contact properties.",
    ),
    "remove_property_cutoff": Param(
        False,
        type="boolean",
        title="No property cut-off",
        description="Everything counts in the contact properties again.",
    ),
    "exclude_webinar_host_domains": _many(
        "Exclude webinars of hosts in",
        "Domains such as agency.example, their subdomains included.",
    ),
    "include_webinar_host_domains": _many(
        "No longer exclude webinars of hosts in", "Domains to take out of that list."
    ),
    "exclude_recording_host_domains": _many(
        "Exclude recordings of hosts in",
        "Domains such as agency.example, their subdomains included.",
    ),
    "include_recording_host_domains": _many(
        "No longer exclude recordings of hosts in", "Domains to take out of that list."
    ),
    "exclude_contact_domains": _many(
        "Exclude people in",
        "Domains such as competitor.example, their subdomains included. Whom HubSpot has, stays.",
    ),
    "include_contact_domains": _many(
        "No longer exclude people in", "Domains to take out of that list."
    ),
    "hosts_on": _many("Hosts on", "Host ids: their webinars are synced unless named below."),
    "hosts_off": _many("Hosts off", "Host ids: their webinars are not synced unless named below."),
    "hosts_default": _many("Hosts back to default", "Host ids: as if nothing was ever said (on)."),
    "recording_hosts_on": _many(
        "Recordings of hosts on", "Host ids, where recordings are of some."
    ),
    "recording_hosts_off": _many("Recordings of hosts off", "Host ids: back to default, too."),
    "webinars_on": _many("Webinars on", "Webinar ids: on, whatever the host's setting is."),
    "webinars_off": _many("Webinars off", "Webinar ids: off, whatever the host's setting is."),
    "webinars_default": _many("Webinars back to default", "Webinar ids: as the host's setting is."),
    "account": Param(
        None,
        type=["null", "string"],
        title="Account",
        description="Whose the hosts and webinars are: account id, connection id or brand. Needed "
        "where several Zoom accounts are connected.",
    ),
}


@dag(
    dag_id="change_settings",
    dag_display_name="Change settings",
    doc_md=__doc__,
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    is_paused_upon_creation=False,  # nothing runs unasked, and a form must not wait for an operator
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params=PARAMS,
    tags=["webinars"],
)
def change_settings() -> None:
    """Make the Dag."""

    @task(task_id="change_settings", doc_md="Checks the form, and applies it, all or nothing.")
    def apply_form(
        params: dict[str, Any] | None = None, dag_run: DagRun | None = None
    ) -> dict[str, int]:
        return tasks.change_settings(params, dag_run.triggering_user_name or dag_run.run_id)

    apply_form()


change_settings()
