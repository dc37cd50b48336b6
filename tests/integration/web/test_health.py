"""Whether the webhooks live and are set up, as whoever runs them by themselves asks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.integration.web.hubspot_calls import backend
from tests.integration.web.knocking import knock
from webinar_sync.airflow.webhooks import create_airflow_webhooks, create_webhooks
from webinar_sync.errors import ConfigError
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.web.app import create_app

if TYPE_CHECKING:
    import pytest
    from fastapi import FastAPI

    from local.postgres import Cluster
    from webinar_sync.web.backend import Backend


def ask(app: FastAPI, path: str) -> int:
    return asyncio.run(knock(app, "GET", f"/health/{path}", b"", {}))


def missing() -> Backend:
    raise ConfigError("There is no Airflow connection warehouse.")


def test_without_a_connection_it_lives_and_is_not_ready() -> None:
    app = create_app(missing, tells_health=True)

    assert ask(app, "live") == 200
    assert ask(app, "ready") == 503


def test_before_the_warehouse_is_migrated_it_is_not_ready(cluster: Cluster) -> None:
    cluster.create_database("not_migrated", afresh=True)
    with Warehouse(cluster.url("not_migrated")) as warehouse:
        assert ask(create_app(lambda: backend(warehouse), tells_health=True), "ready") == 503


def test_in_airflow_it_answers_no_stranger() -> None:
    assert ask(create_airflow_webhooks(), "live") == 404
    assert ask(create_webhooks(), "live") == 200


def test_once_ready_it_stays_so_while_the_warehouse_is_away(
    door: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taking all of them out of service would turn away requests that may be stored by then."""
    app = create_app(lambda: backend(door), tells_health=True)
    assert ask(app, "ready") == 200

    monkeypatch.setattr(Warehouse, "rows", lambda *_, **__: missing())
    assert ask(app, "ready") == 200
    assert ask(create_app(lambda: backend(door), tells_health=True), "ready") == 503
