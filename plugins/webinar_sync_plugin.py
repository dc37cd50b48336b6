"""Tells Airflow of the pages and of the webhooks, which its API server serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.plugins_manager import AirflowPlugin

from webinar_sync.airflow import notes
from webinar_sync.airflow.addresses import PAGES, pages_path
from webinar_sync.airflow.lazy_app import LazyApp
from webinar_sync.airflow.webhooks import create_airflow_webhooks

if TYPE_CHECKING:
    from fastapi import FastAPI

RUN = f"{pages_path()}/runs?dag_id={{DAG_ID}}"
"""What came of a run, or the runs of a Dag. Airflow's UI fills in the ids, and escapes them."""


def create_pages() -> FastAPI:
    """Return the app of the pages."""
    # Imported here: all of Airflow's processes load the plugin, and FastAPI is the API server's.
    from webinar_sync.airflow.pages import create_airflow_pages

    return create_airflow_pages()


class WebinarSyncPlugin(AirflowPlugin):  # type: ignore[misc]  # Airflow is not followed by mypy
    """The pages, behind Airflow's login, and the webhooks.

    The webhooks verify their senders' signatures: Airflow asks nobody to log in there.
    """

    name = "webinar_sync"
    fastapi_apps = [  # noqa: RUF012  # as Airflow wants it
        {
            "app": LazyApp(create_airflow_webhooks),
            "url_prefix": "/webinar-sync",
            "name": "webinar-sync webhooks",
        },
        {"app": LazyApp(create_pages), "url_prefix": PAGES, "name": "webinar-sync pages"},
    ]
    listeners = [notes]  # noqa: RUF012  # as Airflow wants it
    external_views = [  # noqa: RUF012  # as Airflow wants it; each needs a url_route of its own
        {
            "name": "Webinars",
            "href": f"{pages_path()}/",
            "url_route": "webinars",
            "destination": "nav",
        },
        {
            "name": "What came of it",
            "href": f"{RUN}&run_id={{RUN_ID}}",
            "url_route": "webinars-run",
            "destination": "dag_run",
        },
        {
            "name": "What came of it",
            "href": f"{RUN}&run_id={{RUN_ID}}&task_id={{TASK_ID}}",
            "url_route": "webinars-task",
            "destination": "task_instance",
        },
        {
            "name": "What came of its runs",
            "href": RUN,
            "url_route": "webinars-dag",
            "destination": "dag",
        },
    ]
