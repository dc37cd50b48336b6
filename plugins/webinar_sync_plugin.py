"""Tells Airflow of the pages and of the webhooks, which its API server serves."""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from webinar_sync.airflow import notes
from webinar_sync.airflow.lazy_app import LazyApp
from webinar_sync.airflow.pages import create_airflow_pages
from webinar_sync.airflow.webhooks import create_webhooks

PAGES = "/webinars"
"""Where the pages are: in Airflow's frame under /plugin/webinars, and by themselves."""


class WebinarSyncPlugin(AirflowPlugin):  # type: ignore[misc]  # Airflow is not followed by mypy
    """The pages, behind Airflow's login, and the webhooks.

    The webhooks verify their senders' signatures: Airflow asks nobody to log in there.
    """

    name = "webinar_sync"
    fastapi_apps = [  # noqa: RUF012  # as Airflow wants it
        {
            "app": LazyApp(create_webhooks),
            "url_prefix": "/webinar-sync",
            "name": "webinar-sync webhooks",
        },
        {"app": LazyApp(create_airflow_pages), "url_prefix": PAGES, "name": "webinar-sync pages"},
    ]
    listeners = [notes]  # noqa: RUF012  # as Airflow wants it
    external_views = [  # noqa: RUF012  # as Airflow wants it
        {
            "name": "Webinars",
            "href": f"{PAGES}/",
            "url_route": "webinars",
            "destination": "nav",
        },
    ]
