"""Requests that are not HubSpot's: every webhook refuses them, and none of them is stored."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

from fastapi.routing import APIRoute

from sandbox.hubspot.workflows import sign
from tests.builders import query
from tests.integration.web.hubspot_calls import (
    CANCEL,
    OPTIONS,
    PUBLIC,
    REGISTER,
    SECONDS,
    SECRET,
    call,
    signed,
)
from tests.integration.web.knocking import knock
from tests.integration.web.zoom_calls import EVENTS
from webinar_sync.web.incoming import MAX_BODY_BYTES
from webinar_sync_plugin import WebinarSyncPlugin

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from webinar_sync.warehouse.engine import Warehouse

REQUESTS = 10_000


def test_every_route_of_the_webhooks_verifies_a_signature() -> None:
    apps = {served["url_prefix"]: served["app"] for served in WebinarSyncPlugin.fastapi_apps}
    # The pages ask for a login: tests/airflow/test_pages.py knocks at each of their routes.
    assert set(apps) == {"/webinar-sync", "/webinars"}
    app: Any = apps["/webinar-sync"]
    paths = []
    for route in app.app.routes:
        assert isinstance(route, APIRoute), route
        for method in route.methods:
            paths.append((method, route.path))
            assert asyncio.run(knock(app, method, route.path, b"{}", {})) == 401, route.path
    assert sorted(paths) == [
        ("POST", CANCEL),
        ("POST", REGISTER),
        ("POST", OPTIONS),
        ("POST", EVENTS),
    ]


def test_ten_thousand_requests_that_are_not_hubspots_store_nothing_and_break_nothing(
    app: FastAPI, warehouse: Warehouse
) -> None:
    dice = random.Random(7)

    async def all_of_them() -> Counter[int]:
        statuses: Counter[int] = Counter()
        for _ in range(REQUESTS):
            path, body, headers, query_string = spoil(dice)
            statuses[await knock(app, "POST", path, body, headers, query_string)] += 1
        return statuses

    statuses = asyncio.run(all_of_them())

    assert statuses.total() == REQUESTS
    assert set(statuses) == {400, 401, 403, 413}
    assert min(statuses.values()) > 100
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
