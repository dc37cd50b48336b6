"""What pages call the Dags and the steps of their runs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from webinar_sync.web.pages.languages import N_
from webinar_sync.web.pages.rendering import url_of

if TYPE_CHECKING:
    from fastapi import Request


DAGS = {
    "sync_webinars_nightly": N_("Sync webinars (nightly)"),
    "sync_webinars_hourly": N_("Sync webinars (hourly)"),
    "sync_webhooks": N_("Sync webinars (webhooks)"),
    "push_hubspot": N_("Push to HubSpot"),
    "reconcile_hubspot": N_("Reconcile HubSpot"),
    "register_contacts": N_("Register contacts"),
    "erase_contact": N_("Erase a contact"),
}
"""The Dags whose runs leave a record in the warehouse, by id, as Airflow shows them."""
WITHOUT_RECORD = {
    "change_settings": N_("Change settings"),
    "send_alerts": N_("Send alerts"),
}
"""The others: the log of their task says what they did."""

STEPS = {
    "extract": N_("Read from Zoom"),
    "check": N_("Check what landed"),
    "mirror": N_("Read from HubSpot"),
    "load": N_("Compute marts"),
    "freeze": N_("Forget people of old webinars"),
    "refresh_segments": N_("Compute segments"),
    "refresh_mirror": N_("Read from HubSpot"),
    "push_contacts": N_("Send contacts"),
    "push_events": N_("Send events"),
    "push_participations": N_("Send participations"),
    "end_events": N_("Complete and cancel events"),
    "push_custom_events": N_("Send custom events"),
    "push_lists": N_("Keep segments as lists"),
}
"""Steps of `sync.run_steps`, in words."""
_STEPS_OF_TASKS = {
    "extract_account": {"extract"},
    "load_marts": {"check", "mirror", "load"},
    "compute_marts": {"load"},
    "report_run": {"freeze", "refresh_segments"},
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


def airflow_path(dag_id: str, run_id: str = "") -> str:
    """Return where Airflow shows a run, or a Dag without one, below its own address.

    :param run_id: as Airflow knows it
    """
    path = f"dags/{quote(dag_id, safe='')}"
    return f"{path}/runs/{quote(run_id, safe='')}" if run_id else path


def checks_page(request: Request, run_id: str) -> str:
    """Return the address of the page about what was checked in a run of `sync.runs`."""
    return f"{url_of(request, 'checks')}?{urlencode({'run': run_id})}"
