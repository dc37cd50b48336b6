"""The webhooks: HubSpot's own requests come in, nobody else's, and nothing of theirs is kept."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import requests
from fastapi.routing import APIRoute

from sandbox.hubspot.workflows import sign
from sandbox.serve import run_in_thread
from tests.integration.registration.scenes import OPEN, SERIES
from tests.worlds import execute, query
from webinar_sync.errors import ConfigError
from webinar_sync.web.backend import Backend, WebhookSettings
from webinar_sync.web.signature import SignatureError, verify
from webinar_sync.web.webhooks import MAX_BODY_BYTES, create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from tests.integration.registration.scenes import Scene
    from webinar_sync.warehouse.engine import Warehouse

# The reference's own vectors.
SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
URI = "https://www.example.com/webhook_uri"
BODY = b'{"example_field":"example_value"}'
STAMP = "1716382579000"
SECONDS = 1_716_382_579.0
V3 = "HxqXR8DspxSyGnDVSXzIqo9nl8SG+9tH4qkmA+VIufQ="
V2_GET = "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e"
V2_POST = "9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900"

PUBLIC = "https://hooks.example.com/webinar-sync"
PORTAL = 4711
REGISTER, OPTIONS = "/hubspot/registrations", "/hubspot/webinars"


def v3(**changes: str) -> dict[str, str]:
    """Return the headers of the vector."""
    given = {"x-hubspot-signature-v3": V3, "x-hubspot-request-timestamp": STAMP}
    return {**given, **{name.replace("_", "-"): value for name, value in changes.items()}}


def v2(signature: str) -> dict[str, str]:
    """Return the headers of an older signature."""
    return {"x-hubspot-signature-version": "v2", "x-hubspot-signature": signature}


@pytest.mark.parametrize(
    ("method", "body", "headers"),
    [
        ("POST", BODY, v3()),
        ("POST", BODY, v2(V2_POST)),
        ("GET", b"", v2(V2_GET)),
        ("POST", BODY, {**v3(), **v2("0" * 64)}),  # v3 alone counts where it is
    ],
)
def test_the_vectors_of_the_reference_pass(
    method: str, body: bytes, headers: dict[str, str]
) -> None:
    verify(SECRET, method, URI, body, headers, SECONDS + 299)


@pytest.mark.parametrize(
    ("headers", "now", "word"),
    [
        ({}, SECONDS, "not signed"),
        ({"x-hubspot-signature": V2_POST, "x-hubspot-signature-version": "v1"}, SECONDS, "not s"),
        (v3(), SECONDS + 301, "too old"),
        (v3(), SECONDS - 301, "too old"),
        (v3(x_hubspot_request_timestamp=""), SECONDS, "no timestamp"),
        (v3(x_hubspot_request_timestamp="1716382579001"), SECONDS, "wrongly signed"),
        (v3(x_hubspot_signature_v3=V3[:-2] + "A="), SECONDS, "wrongly signed"),
        (v3(x_hubspot_signature_v3="\u00fc"), SECONDS, "wrongly signed"),
        (v2(V2_GET), SECONDS, "wrongly signed"),
        ({**v3(x_hubspot_signature_v3="x"), **v2(V2_POST)}, SECONDS, "wrongly signed"),
    ],
)
def test_whatever_else_is_refused(headers: dict[str, str], now: float, word: str) -> None:
    with pytest.raises(SignatureError, match=word):
        verify(SECRET, "POST", URI, BODY, headers, now)


def test_hubspot_decodes_some_letters_of_the_uri_and_no_others() -> None:
    signed = f"{URI}?a=1:2/3&b=%20%C3%BC"
    headers = {name.lower(): value for name, value in sign(SECRET, "POST", signed, BODY, 5).items()}
    verify(SECRET, "POST", f"{URI}?a=1%3A2%2f3&b=%20%C3%BC", BODY, headers, 5)
    with pytest.raises(SignatureError):
        verify(SECRET, "POST", f"{URI}?a=1:2/3&b= %C3%BC", BODY, headers, 5)


# --- the app -------------------------------------------------------------------------------------


def backend(warehouse: Warehouse) -> Backend:
    """Return a backend that knows who may call."""
    return Backend(warehouse, lambda: WebhookSettings(SECRET, PUBLIC, PORTAL))


@pytest.fixture
def app(warehouse: Warehouse) -> FastAPI:
    """Return the webhooks, at a moment that stands still."""
    return create_app(lambda: backend(warehouse), clock=lambda: SECONDS)


@pytest.fixture
def url(app: FastAPI) -> Iterator[str]:
    """Serve them."""
    with run_in_thread(app) as server:
        yield server.url


def call(key: str = "ap-4711-1-7-0", **changes: Any) -> dict[str, Any]:
    """Return what HubSpot sends for a contact."""
    values = {
        "callbackId": key,
        "origin": {"portalId": PORTAL, "actionDefinitionId": 2, "actionDefinitionVersion": 1},
        "context": {"source": "WORKFLOWS", "workflowId": 77},
        "object": {
            "objectId": 904,
            "objectType": "CONTACT",
            "properties": {"email": "ann@people.example.com", "firstname": "Ann", "lastname": None},
        },
        "inputFields": {"webinarId": str(OPEN)},
    }
    return {**values, **changes}


def signed(path: str, body: object, query_string: str = "") -> tuple[bytes, dict[str, str]]:
    """Return a body and its headers, as HubSpot signs them."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    uri = f"{PUBLIC}{path}{'?' if query_string else ''}{query_string}"
    return content, sign(SECRET, "POST", uri, content, SECONDS)


def post(url: str, path: str, body: object) -> requests.Response:
    """Send a signed request."""
    content, headers = signed(path, body)
    return requests.post(url + path, data=content, headers=headers, timeout=10)


def test_a_signed_request_is_stored_and_the_workflow_waits(url: str, warehouse: Warehouse) -> None:
    answers = [post(url, REGISTER, call()) for _ in range(3)]

    assert [one.status_code for one in answers] == [200] * 3
    assert {one.text for one in answers} == {
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
        answer = post(url, OPTIONS, body)
        assert answer.status_code == 200
        return answer.json()

    found = listed(q="", after="")
    values = [one["value"] for one in found["options"]]
    assert found["searchable"] is True
    assert "after" not in found
    assert str(SERIES) in values[:2]  # its next date is tomorrow
    assert str(OPEN) in values
    assert not {"92000000003", "92000000005", "92000000007"} & set(values)  # over, without, events
    (one,) = listed(q=f"webinar {OPEN}")["options"]
    assert one["label"] == f"Webinar {OPEN}"
    assert str(OPEN) in one["description"]
    assert listed(q="920 0000 0001")["options"] == [one]
    assert listed(q="%")["options"] == []


def test_a_long_list_comes_in_pages(url: str, warehouse: Warehouse) -> None:
    execute(
        warehouse,
        "insert into zoom.webinars (account_id, webinar_id, topic, type, scheduled_at,"
        " duration_minutes, approval_type, first_seen_at, payload, run_id)"
        " select 'a', 93000000000 + one, 'W' || one, 5, now() + interval '1 day' * one, 60, 0,"
        " now(), '{}', 'test' from generate_series(1, 120) as one",
    )
    after, seen = "", []
    while True:
        body = {"origin": {"portalId": PORTAL}, "fetchOptions": {"q": "", "after": after}}
        page = post(url, OPTIONS, body).json()
        seen += [one["label"] for one in page["options"]]
        after = page.get("after", "")
        if not after:
            break
    assert seen == [f"W{one}" for one in range(1, 121)]


def test_a_warehouse_that_is_down_makes_hubspot_try_again(
    cluster: Any, warehouse: Warehouse
) -> None:
    from webinar_sync.warehouse.engine import Warehouse as Engine

    with Engine(cluster.url("no_such_database")) as gone:
        app = create_app(lambda: backend(gone), clock=lambda: SECONDS)
        with run_in_thread(app) as server:
            assert post(server.url, REGISTER, call()).status_code == 503


def test_without_connections_hubspot_is_told_to_come_again() -> None:
    def nothing() -> Backend:
        raise ConfigError("there is no warehouse")

    with run_in_thread(create_app(nothing, clock=lambda: SECONDS)) as server:
        assert post(server.url, REGISTER, call()).status_code == 503
        assert requests.post(server.url + REGISTER, data=b"{}", timeout=10).status_code == 401


def test_every_route_verifies_a_signature_or_asks_for_a_login() -> None:
    from webinar_sync_plugin import WebinarSyncPlugin

    served = [one["app"] for one in WebinarSyncPlugin.fastapi_apps]
    paths = []
    for app in served:
        for route in app.routes:
            assert isinstance(route, APIRoute), route
            for method in route.methods:
                paths.append((method, route.path))
                status = asyncio.run(knock(app, method, route.path, b"{}", {}))
                asks = [one.call for one in route.dependant.dependencies]
                assert status == 401 or any("requires" in str(one) for one in asks), route.path
    assert sorted(paths) == [("POST", REGISTER), ("POST", OPTIONS)]


async def knock(
    app: Any, method: str, path: str, body: bytes, headers: dict[str, str], query_string: str = ""
) -> int:
    """Send a request to the app without a server between; return its status."""
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(),
        "query_string": query_string.encode("latin-1", "replace"), "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
            for name, value in headers.items()
        ],
        "scheme": "http", "server": ("127.0.0.1", 1), "client": ("127.0.0.1", 2),
        "http_version": "1.1",
    }  # fmt: skip
    await app(scope, receive, send)
    return status


REQUESTS = 10_000


def test_ten_thousand_requests_that_are_not_hubspots_store_nothing_and_break_nothing(
    app: FastAPI, warehouse: Warehouse
) -> None:
    dice = random.Random(7)

    async def all_of_them() -> Counter[int]:
        found: Counter[int] = Counter()
        for _ in range(REQUESTS):
            path, body, headers, query_string = spoil(dice)
            found[await knock(app, "POST", path, body, headers, query_string)] += 1
        return found

    found = asyncio.run(all_of_them())

    assert found.total() == REQUESTS
    assert set(found) == {400, 401, 403, 413}
    assert min(found.values()) > 100
    assert query(warehouse, "select * from registration.requests") == []


def spoil(dice: random.Random) -> tuple[str, bytes, dict[str, str], str]:
    """Return a request of HubSpot's, spoilt in one of many ways."""
    path = dice.choice([REGISTER, OPTIONS])
    body, headers = signed(path, call())
    return SPOILERS[dice.randrange(len(SPOILERS))](dice, path, body, headers)


def _noise(dice: random.Random, path: str, body: bytes, headers: Any) -> Any:
    return path, dice.randbytes(dice.randrange(200)), headers, ""


def _flipped(dice: random.Random, path: str, body: bytes, headers: Any) -> Any:
    place = dice.randrange(len(body))
    changed = bytes([body[place] ^ (1 << dice.randrange(8))])
    return path, body[:place] + changed + body[place + 1 :], headers, ""


def _unsigned(dice: random.Random, path: str, body: bytes, headers: Any) -> Any:
    dropped = dice.choice(["X-HubSpot-Signature-v3", "X-HubSpot-Request-Timestamp", "all"])
    kept = {
        name: value
        for name, value in headers.items()
        if dropped != "all" and name not in (dropped, "X-HubSpot-Signature")
    }
    return path, body, kept, ""


def _wrong(dice: random.Random, path: str, body: bytes, headers: Any) -> Any:
    junk = "".join(chr(dice.randrange(32, 256)) for _ in range(dice.randrange(60)))
    name = dice.choice(["X-HubSpot-Signature-v3", "X-HubSpot-Request-Timestamp"])
    return path, body, {**headers, name: junk}, ""


def _replayed(dice: random.Random, path: str, body: bytes, headers: Any) -> Any:
    long_ago = SECONDS - dice.uniform(301, 10**6) * dice.choice([1, -1])
    return path, body, sign(SECRET, "POST", PUBLIC + path, body, long_ago), ""


def _elsewhere(dice: random.Random, path: str, body: bytes, headers: Any) -> Any:
    return (OPTIONS if path == REGISTER else REGISTER), body, headers, ""


def _with_query(dice: random.Random, path: str, body: bytes, headers: Any) -> Any:
    return path, body, headers, "".join(chr(dice.randrange(33, 127)) for _ in range(9))


def _oversized(dice: random.Random, path: str, body: bytes, headers: Any) -> Any:
    large = body + b" " * MAX_BODY_BYTES
    return path, large, sign(SECRET, "POST", PUBLIC + path, large, SECONDS), ""


def _malformed(dice: random.Random, path: str, body: bytes, headers: Any) -> Any:
    junk = dice.choice(
        [
            b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b"[" * 30_000, b"1e999",
            b'{"origin":{"portalId":NaN}}', b'{"origin":{"portalId":"4711x"}}',
            json.dumps({"origin": {"portalId": 10**30}}).encode(),
            body[: dice.randrange(len(body) - 1)],
        ]
    )  # fmt: skip
    return path, junk, signed(path, junk)[1], ""


def _foreign(dice: random.Random, path: str, body: bytes, headers: Any) -> Any:
    other, signs = signed(path, call(origin={"portalId": dice.randrange(10**9, 10**12)}))
    return path, other, signs, ""


SPOILERS: list[Callable[..., Any]] = [
    _noise, _flipped, _unsigned, _wrong, _replayed, _elsewhere, _with_query, _oversized, _malformed,
    _foreign,
]  # fmt: skip
