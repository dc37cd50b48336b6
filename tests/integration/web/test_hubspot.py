"""HubSpot's webhooks: what HubSpot signed is stored, listed, or refused where it makes no sense."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import requests

from sandbox.serve import run_in_thread
from tests.builders import OPEN, SERIES, execute, query
from tests.integration.web.hubspot_calls import (
    CANCEL,
    OPTIONS,
    PORTAL,
    REGISTER,
    SECONDS,
    backend,
    call,
    post,
)
from webinar_sync.errors import ConfigError, Unavailable, WebinarSyncError
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.web.app import create_app

if TYPE_CHECKING:
    from local.postgres import Cluster
    from tests.builders import Scene
    from webinar_sync.web.backend import Backend


def test_a_signed_request_is_stored_and_the_workflow_waits(url: str, warehouse: Warehouse) -> None:
    responses = [post(url, REGISTER, call()) for _ in range(3)]

    assert [response.status_code for response in responses] == [200] * 3
    assert {response.text for response in responses} == {
        '{"outputFields":{"hs_execution_state":"BLOCK","hs_expiration_duration":"P3D"}}'
    }
    columns = "request_key, source, webinar, email, first_name, last_name, portal_id, workflow_id"
    assert query(warehouse, f"select {columns}, hubspot_contact_id from registration.requests") == [
        (
            "ap-4711-1-7-0", "workflow", str(OPEN), "ann@people.example.com", "Ann", "", PORTAL,
            "77", 904,
        )
    ]  # fmt: skip
    ((waits,),) = query(
        warehouse,
        "select extract(epoch from expires_at - received_at)::int from registration.requests",
    )
    assert waits == 3 * 24 * 3600


def test_what_to_do_and_when_hubspot_asked_is_stored_with_a_request(
    url: str, warehouse: Warehouse
) -> None:
    assert post(url, REGISTER, call("ap-1")).status_code == 200
    assert post(url, CANCEL, call("ap-2")).status_code == 200

    stored = "select action, extract(epoch from asked_at)::float from registration.requests"
    assert query(warehouse, f"{stored} order by 1") == [("add", SECONDS), ("remove", SECONDS)]


@pytest.mark.parametrize(
    ("inputs", "webinar"),
    [
        ({"webinarId": OPEN}, str(OPEN)),
        ({"webinarId": "", "otherWebinarId": "920 0000 0001"}, "920 0000 0001"),
        ({"webinarId": None}, ""),
        ({}, ""),
    ],
)
def test_the_webinar_is_picked_or_written(
    url: str, warehouse: Warehouse, inputs: dict[str, Any], webinar: str
) -> None:
    assert post(url, REGISTER, call(inputFields=inputs)).status_code == 200

    assert query(warehouse, "select webinar from registration.requests") == [(webinar,)]


def test_what_postgresql_cannot_hold_is_taken_out(url: str, warehouse: Warehouse) -> None:
    body = json.dumps(call()).replace('"Ann"', r'"A\u0000n\ud800n"').encode()

    assert post(url, REGISTER, body).status_code == 200
    assert query(warehouse, "select first_name from registration.requests") == [("Ann",)]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"origin": {"portalId": 4712}}, 403),
        ({"origin": {}}, 400),
        ({"callbackId": ""}, 400),
        ({"callbackId": "a b"}, 400),
        ({"callbackId": "x" * 201}, 400),
        ({"callbackId": 7}, 400),
        ({"object": {"objectId": -1, "objectType": "CONTACT"}}, 400),
        ({"object": {"objectId": 1, "objectType": "DEAL"}}, 400),
        ({"object": {"objectId": 2**63, "objectType": "CONTACT"}}, 400),
        ({"inputFields": {"webinarId": ["1"]}}, 400),
        ({"inputFields": {"webinarId": "9" * 1001}}, 400),
        ({"inputFields": None}, 400),
    ],
)
def test_a_signed_request_that_makes_no_sense_is_refused(
    url: str, warehouse: Warehouse, changes: dict[str, Any], status: int
) -> None:
    assert post(url, REGISTER, call(**changes)).status_code == status
    assert query(warehouse, "select * from registration.requests") == []


def test_the_editor_lists_webinars_to_come_soonest_first(
    scene: Scene, url: str, warehouse: Warehouse
) -> None:
    scene.world.sync()

    def listed(**fetch: str) -> Any:
        body = {"origin": {"portalId": PORTAL}, "fetchOptions": fetch}
        response = post(url, OPTIONS, body)
        assert response.status_code == 200
        return response.json()

    page = listed(q="", after="")
    values = [option["value"] for option in page["options"]]
    assert page["searchable"] is True
    assert "after" not in page
    assert str(SERIES) in values[:2]  # its next date is tomorrow
    assert str(OPEN) in values
    assert not {"92000000003", "92000000005", "92000000007"} & set(values)  # over, without, events
    (option,) = listed(q=f"webinar {OPEN}")["options"]
    assert option["label"] == f"Webinar {OPEN}"
    assert str(OPEN) in option["description"]
    assert listed(q="920 0000 0001")["options"] == [option]
    assert listed(q="%")["options"] == []


def test_a_long_list_comes_in_pages(url: str, warehouse: Warehouse) -> None:
    execute(
        warehouse,
        "insert into zoom.webinars (account_id, webinar_id, topic, type, approval_type,"
        " first_seen_at, payload, run_id)"
        " select 'a', 93000000000 + day, 'W' || day, 5, 0, now(), '{}', 'test'"
        " from generate_series(1, 120) as day",
    )
    execute(
        warehouse,
        "insert into zoom.announced_starts (account_id, webinar_id, occurrence_id, first_read_at,"
        " type, scheduled_at, duration_minutes, last_read_at, run_id)"
        " select 'a', 93000000000 + day, '', now(), 5, now() + interval '1 day' * day, 60, now(),"
        " 'test' from generate_series(1, 120) as day",
    )
    after, labels = "", []
    while True:
        body = {"origin": {"portalId": PORTAL}, "fetchOptions": {"q": "", "after": after}}
        page = post(url, OPTIONS, body).json()
        labels += [option["label"] for option in page["options"]]
        after = page.get("after", "")
        if not after:
            break
    assert labels == [f"W{day}" for day in range(1, 121)]


def test_a_warehouse_that_is_down_makes_hubspot_try_again(
    cluster: Cluster, warehouse: Warehouse
) -> None:
    with Warehouse(cluster.url("no_such_database")) as missing:
        app = create_app(lambda: backend(missing), clock=lambda: SECONDS)
        with run_in_thread(app) as server:
            assert post(server.url, REGISTER, call()).status_code == 503


@pytest.mark.parametrize("error", [ConfigError, Unavailable])
def test_without_connections_hubspot_has_to_try_again(error: type[WebinarSyncError]) -> None:
    def nothing() -> Backend:
        raise error("there is no warehouse, or nobody can say")

    with run_in_thread(create_app(nothing, clock=lambda: SECONDS)) as server:
        assert post(server.url, REGISTER, call()).status_code == 503
        assert requests.post(server.url + REGISTER, data=b"{}", timeout=60).status_code == 401
