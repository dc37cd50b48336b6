"""What stands before the webhooks: look-ups that strangers do not cause, and old signatures."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from tests.builders import address, query
from tests.builders.docs import steps_of_rotation
from tests.builders.erased import insert_erased
from tests.integration.web.hubspot_calls import (
    OPTIONS,
    PORTAL,
    PUBLIC,
    REGISTER,
    SECONDS,
    SECRET,
    backend,
    call,
    post,
    signed,
    signed_v2,
    who_may_call,
)
from tests.integration.web.knocking import knock
from webinar_sync.airflow import webhooks
from webinar_sync.errors import ConfigError
from webinar_sync.hubspot.config import HubspotWebhooks
from webinar_sync.web.app import create_app
from webinar_sync.web.backend import Backend
from webinar_sync.web.signing_secrets import SigningSecrets

if TYPE_CHECKING:
    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.web.backend import WebhookSettings

STRANGERS = (
    {},
    {"X-HubSpot-Signature-v3": "x"},
    {"X-HubSpot-Signature-v3": "x", "X-HubSpot-Request-Timestamp": str(round(SECONDS * 1000))},
    {"X-HubSpot-Signature-Version": "v2", "X-HubSpot-Signature": "x"},
    {"X-HubSpot-Signature-Version": "v1", "X-HubSpot-Signature": "x"},
)


def register(own: Backend, body: bytes, headers: dict[str, str]) -> int:
    """Send a request to webhooks that stand on this; return its status."""
    app = create_app(lambda: own, clock=lambda: SECONDS)
    return asyncio.run(knock(app, "POST", REGISTER, body, headers))


@pytest.mark.parametrize("missing", ["warehouse", "settings", "nothing"])
def test_a_burst_of_strangers_looks_connections_up_a_few_times(missing: str) -> None:
    lookups = []

    def open_backend() -> Backend:
        if missing == "warehouse":
            lookups.append("warehouse")
            raise ConfigError("there is no connection warehouse")
        return Backend(None, read)  # type: ignore[arg-type]

    def read() -> WebhookSettings:
        lookups.append("settings")
        if missing == "settings":
            raise ConfigError("there is no connection hubspot_default")
        return who_may_call()

    app = create_app(open_backend, clock=lambda: SECONDS)

    async def burst() -> set[int]:
        return {
            status
            for headers in STRANGERS
            for status in await asyncio.gather(
                *(knock(app, "POST", path, b"{}", headers) for path in (REGISTER, OPTIONS) * 10)
            )
        }

    assert asyncio.run(burst()) == ({401} if missing == "nothing" else {401, 503})
    assert len(lookups) == 1


def test_a_secret_that_was_changed_is_known_before_a_request_is_refused(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal is final: HubSpot does not send the request again."""
    secrets = ["old", SECRET]
    monkeypatch.setattr("webinar_sync.web.backend.RETRY_SECONDS", -1.0)
    own = Backend(warehouse, lambda: who_may_call(secrets.pop(0)))
    assert register(own, *signed(REGISTER, call())) == 200


def test_while_the_secret_is_changed_both_are_taken_and_no_request_is_lost(
    door: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HubSpot sends again what is answered with 503, and nothing that is answered with 401."""
    monkeypatch.setattr("webinar_sync.web.backend.RETRY_SECONDS", -1.0)
    monkeypatch.setattr("webinar_sync.web.backend.MAX_SETTINGS_AGE_SECONDS", -1.0)
    known = ["before"]
    own = Backend(door, lambda: who_may_call(known[0]))

    def statuses(key: str) -> list[int]:
        content, headers = signed(REGISTER, call(key), secret="before")
        return [register(own, content, headers), register(own, *signed(REGISTER, call(key)))]

    about_to, with_both, done = steps_of_rotation("client_secret", SECRET, "before")
    assert statuses("ap-1") == [200, 401]
    known[0] = about_to
    assert statuses("ap-2") == [200, 503]
    known[0] = with_both
    assert statuses("ap-3") == [200, 200]
    known[0] = done
    assert statuses("ap-4") == [401, 200]
    known[0] = "changing"
    assert statuses("ap-5") == [503, 503]


def test_the_door_needs_neither_tokens_nor_passwords(
    door: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    zoom = {"conn_type": "zoom", "extra": {"account_id": "acc-main", "webhook_secret": "new old"}}
    extra = {"client_secret": SECRET, "public_url": PUBLIC, "portal_id": PORTAL}
    hubspot = {"conn_type": "hubspot", "extra": extra}
    monkeypatch.setenv("AIRFLOW_CONN_ZOOM_DEFAULT", json.dumps(zoom))
    monkeypatch.setenv("AIRFLOW_CONN_HUBSPOT_DEFAULT", json.dumps(hubspot))
    monkeypatch.setenv("AIRFLOW_VAR_ZOOM_CONN_IDS", "")

    assert webhooks._zoom_secrets() == {"acc-main": SigningSecrets(("new", "old"))}
    assert webhooks._webhook_settings(door).secrets == SigningSecrets((SECRET,))


def test_v2_is_taken_only_where_the_connection_says_so_and_not_once_v3_was_seen(
    warehouse: Warehouse,
) -> None:
    without_time, with_time = signed_v2(REGISTER, call("ap-1")), signed(REGISTER, call("ap-2"))
    assert register(backend(warehouse), *without_time) == 401

    own = backend(warehouse, accepts_v2=True)
    statuses = [register(own, *request) for request in (without_time, with_time, without_time)]
    assert statuses == [200, 200, 401]


def test_that_v3_was_seen_outlives_the_process(
    door: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = HubspotWebhooks.from_extra(
        "hubspot_default",
        {"client_secret": SECRET, "public_url": PUBLIC, "portal_id": PORTAL, "accept_v2": True},
    )
    monkeypatch.setattr("webinar_sync.airflow.connections.hubspot_webhooks", lambda: config)

    def knock_in_a_new_process(body: bytes, headers: dict[str, str]) -> int:
        return register(Backend(door, lambda: webhooks._webhook_settings(door)), body, headers)

    assert knock_in_a_new_process(*signed_v2(REGISTER, call())) == 200
    assert knock_in_a_new_process(*signed(REGISTER, call())) == 200
    assert knock_in_a_new_process(*signed_v2(REGISTER, call())) == 401


def test_who_asked_to_be_forgotten_is_refused_at_the_door(url: str, warehouse: Warehouse) -> None:
    insert_erased(warehouse, address("ann"))
    contact = {**call()["object"], "properties": {"email": f" {address('Ann')}\t"}}

    response = post(url, REGISTER, call(object=contact))

    outputs = response.json()["outputFields"]
    assert (response.status_code, outputs["errorCode"]) == (200, "ERASED")
    assert outputs["hs_execution_state"] == "FAIL_CONTINUE"  # nobody waits
    assert query(warehouse, "select * from registration.requests") == []
