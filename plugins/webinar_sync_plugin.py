"""Tells Airflow of the webhooks, which its API server serves below /webinar-sync."""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from webinar_sync.airflow.webhooks import Webhooks


class WebinarSyncPlugin(AirflowPlugin):  # type: ignore[misc]  # Airflow is not followed by mypy
    """The webhooks. They verify their senders' signatures: Airflow asks nobody to log in there."""

    name = "webinar_sync"
    fastapi_apps = [  # noqa: RUF012  # as Airflow wants it
        {"app": Webhooks(), "url_prefix": "/webinar-sync", "name": "webinar-sync webhooks"}
    ]
