"""What pages call the Dags and the steps of their runs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from webinar_sync.web.pages.rendering import url_of

if TYPE_CHECKING:
    from fastapi import Request


def _(text: str) -> str:
    """Mark a text for translation; the template translates it."""
    return text


DAGS = {
    "sync_webinars_nightly": _("Sync webinars (nightly)"),
    "sync_webinars_hourly": _("Sync webinars (hourly)"),
    "sync_webhooks": _("Sync webinars (webhooks)"),
    "push_hubspot": _("Push to HubSpot"),
    "reconcile_hubspot": _("Reconcile HubSpot"),
    "register_contacts": _("Register contacts"),
    "erase_contact": _("Erase a contact"),
}
"""The Dags whose runs leave a record in the warehouse, by id, as Airflow shows them."""
WITHOUT_RECORD = {
    "change_settings": _("Change settings"),
    "send_alerts": _("Send alerts"),
}
"""The others: the log of their task says what they did."""

STEPS = {
    "extract": _("Read from Zoom"),
    "check": _("Check what landed"),
    "mirror": _("Read from HubSpot"),
    "load": _("Compute marts"),
    "refresh_segments": _("Compute segments"),
    "refresh_mirror": _("Read from HubSpot"),
    "push_contacts": _("Send contacts"),
    "push_events": _("Send events"),
    "push_participations": _("Send participations"),
    "end_events": _("Complete and cancel events"),
    "push_custom_events": _("Send custom events"),
    "push_lists": _("Keep segments as lists"),
}
"""Steps of `sync.run_steps`, in words."""
_STEPS_OF_TASKS = {
    "extract_account": {"extract"},
    "load_marts": {"check", "mirror", "load"},
    "compute_marts": {"load"},
    "report_run": {"refresh_segments"},
}
"""The steps of tasks that are not called as their step is."""


def steps_of(task_id: str) -> set[str]:
    """Return the steps that a task does. Its id may begin with its group's."""
    name = task_id.rpartition(".")[2]
    return _STEPS_OF_TASKS.get(name, {name} if name else set())


def split_run_id(run_id: str) -> tuple[str, str]:
    """Return the Dag id, and the id that Airflow knows, of a run of `sync.runs`."""
    dag_id, _, airflow_id = run_id.partition(" ")
    return dag_id, airflow_id


def run_page(request: Request, run_id: str) -> str:
    """Return the address of the page about a run of `sync.runs`."""
    dag_id, airflow_id = split_run_id(run_id)
    return f"{url_of(request, 'run')}?{urlencode({'dag_id': dag_id, 'run_id': airflow_id})}"


def checks_page(request: Request, run_id: str) -> str:
    """Return the address of the page about what was checked in a run of `sync.runs`."""
    return f"{url_of(request, 'checks')}?{urlencode({'run': run_id})}"
