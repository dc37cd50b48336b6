"""Who may see the pages and change something: all routes, whatever page they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders.pages import LOGIN_URL, READER, Guest, browse, page_routes, serve_pages
from webinar_sync.airflow.lookups import AirflowUnavailableError

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse


@pytest.mark.parametrize(("method", "path"), page_routes())
def test_without_a_login_there_is_nothing(warehouse: Warehouse, method: str, path: str) -> None:
    with browse(warehouse, None) as client:
        response = client.request(method, path)
    assert response.status_code == 401
    assert "Log in" in response.text


@pytest.mark.parametrize(("method", "path"), page_routes())
def test_who_may_not_see_the_dag_sees_no_page(warehouse: Warehouse, method: str, path: str) -> None:
    with browse(warehouse, Guest(may_read=False)) as client:
        response = client.request(method, path)
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("method", "path"), [route for route in page_routes() if route[0] not in {"GET", "HEAD"}]
)
def test_another_site_changes_nothing(warehouse: Warehouse, method: str, path: str) -> None:
    guest = Guest()
    with browse(warehouse, guest) as client:
        for site in ("cross-site", "same-site"):
            response = client.request(method, path, headers={"Sec-Fetch-Site": site})
            assert response.status_code == 403
    assert not guest.started


def test_a_browser_without_a_login_is_led_to_it(warehouse: Warehouse) -> None:
    with browse(warehouse, None) as client:
        response = client.get("/webinars/", headers={"Sec-Fetch-Dest": "document"})
    assert (response.status_code, response.headers["location"]) == (303, LOGIN_URL)


def test_answers_are_not_kept_and_run_no_foreign_script(warehouse: Warehouse) -> None:
    with browse(warehouse, Guest(startable=READER)) as client:
        headers = client.get("/webinars/").headers
    assert headers["cache-control"] == "no-store"
    assert "script-src 'self';" in headers["content-security-policy"]


def test_an_unknown_page_is_said_to_be_unknown(warehouse: Warehouse) -> None:
    with browse(warehouse, Guest()) as client:
        response = client.get("/webinars/nowhere")
    assert response.status_code == 404
    assert "There is no such page" in response.text


def test_what_no_address_holds_is_refused(warehouse: Warehouse) -> None:
    with browse(warehouse, Guest()) as client:
        for path in ("/webinars/runs?dag_id=push_hubspot&run_id=a%00b", "/webinars/%00"):
            assert client.get(path).status_code == 422


def test_while_airflow_cannot_say_where_the_warehouse_is_a_page_says_so() -> None:
    with serve_pages(_no_connection, Guest()) as client:
        response = client.get("/webinars/")
    assert response.status_code == 503
    assert "Airflow does not answer" in response.text
    assert "connection warehouse" in response.text


def _no_connection() -> Warehouse:
    raise AirflowUnavailableError("connection warehouse")


def test_the_style_needs_no_login(warehouse: Warehouse) -> None:
    with browse(warehouse, None) as client:
        assert client.get("/webinars/static/pages.css").status_code == 200
