"""Zoom's webhooks: what is stored, what a second delivery does, and who is answered at all."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import WEBHOOK_SECRET, example_bodies, query, webhook_body
from tests.builders.docs import steps_of_rotation
from tests.builders.erased import insert_erased
from tests.integration.web.knocking import knock
from tests.integration.web.zoom_calls import (
    ACCOUNT_ID,
    EVENTS,
    OTHER_ID,
    SECONDS,
    SECRETS,
    no_hubspot,
    read_secrets,
    signed,
    zoom_backend,
)
from webinar_sync.warehouse.errors import WarehouseError
from webinar_sync.web.app import create_app
from webinar_sync.web.backend import Backend
from webinar_sync.web.zoom import MAX_EVENT_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI

    from webinar_sync.warehouse.engine import Warehouse

REQUESTS = 10_000
NOW = datetime.fromtimestamp(SECONDS, UTC)
EXAMPLES = example_bodies(ACCOUNT_ID)
CHALLENGE = {
    "event": "endpoint.url_validation",
    "event_ts": 1654503849680,
    "payload": {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"},
}


@pytest.fixture
def app(door: Warehouse) -> FastAPI:
    """Return the webhooks, at a moment that stands still."""
    return create_app(lambda: zoom_backend(door), clock=lambda: SECONDS)


def send(app: FastAPI, body: Any, secret: str = WEBHOOK_SECRET) -> int:
    """Send a signed request; return its status."""
    return asyncio.run(knock(app, "POST", EVENTS, *signed(body, secret)))


def test_zooms_own_examples_are_stored_once_however_often_they_come(
    app: FastAPI, warehouse: Warehouse
) -> None:
    statuses = [send(app, body) for body in (*EXAMPLES.values(), *EXAMPLES.values())]
    assert statuses == [200] * len(statuses)
    # The two odd ones tell the same again: the same webinar's, registrant's, at the same moment.
    stored = query(warehouse, "select event, subject_key, due_at is null from zoom.webhook_events")
    assert Counter(event for event, *_ in stored) == Counter(
        {body["event"] for body in EXAMPLES.values()}
    )
    assert {event for event, _, is_nothing_due in stored if is_nothing_due} == {
        "webinar.participant_joined",
        "webinar.participant_left",
    }
    texts = str(query(warehouse, "select payload from zoom.webhook_events"))
    assert "secret" not in texts
    assert "132456" not in texts


def test_a_cancellation_keeps_its_exact_time(app: FastAPI, warehouse: Warehouse) -> None:
    send(app, EXAMPLES["webinar.registration_cancelled"])
    assert query(warehouse, "select * from zoom.webhook_cancellations") == [
        (
            ACCOUNT_ID,
            1234567890,
            "U0BBBBBBBBBBfrUz1Q",
            datetime(2021, 7, 14, 2, 44, 51, 572000, tzinfo=UTC),
        )
    ]


def test_of_a_session_the_latest_event_holds_in_whatever_order_they_come(
    app: FastAPI, warehouse: Warehouse
) -> None:
    about = EXAMPLES["webinar.ended"]["payload"]["object"]
    practice = {**about, "practice_session": True, "end_time": "2026-11-10T10:00:00Z"}
    real = {**about, "practice_session": False, "end_time": "2026-11-10T11:00:00Z"}
    hour = timedelta(hours=1)
    ten = datetime(2026, 11, 10, 10, tzinfo=UTC)
    for moment, body in ((ten + hour, real), (ten, practice)):
        assert send(app, webhook_body("webinar.ended", ACCOUNT_ID, body, moment)) == 200
    started = webhook_body("webinar.started", ACCOUNT_ID, about, ten - hour)
    assert send(app, started) == 200
    assert query(
        warehouse, "select started_at, ended_at, is_practice from zoom.webhook_sessions"
    ) == [(datetime(2021, 7, 13, 21, 44, 51, tzinfo=UTC), ten + hour, False)]


def test_of_somebody_who_was_erased_nothing_is_stored(app: FastAPI, warehouse: Warehouse) -> None:
    insert_erased(warehouse, "jchill@example.com")
    about = EXAMPLES["webinar.registration_cancelled"]["payload"]["object"]
    shouting = {**about, "registrant": {**about["registrant"], "email": " JChill@Example.com"}}
    body = webhook_body("webinar.registration_cancelled", ACCOUNT_ID, shouting)
    assert send(app, body) == 200
    assert query(warehouse, "select * from zoom.webhook_events") == []
    assert query(warehouse, "select * from zoom.webhook_cancellations") == []


def test_the_secret_decides_which_account_an_event_may_be_about(
    app: FastAPI, warehouse: Warehouse
) -> None:
    body = EXAMPLES["webinar.created"]
    assert send(app, body, SECRETS[OTHER_ID]) == 403
    foreign = webhook_body("webinar.created", "acc-unknown", {"id": 1234567890})
    assert send(app, foreign) == 403
    assert query(warehouse, "select * from zoom.webhook_events") == []
    other = webhook_body("webinar.created", OTHER_ID, {"id": 1234567890})
    assert send(app, other, SECRETS[OTHER_ID]) == 200
    assert query(warehouse, "select account_id from zoom.webhook_events") == [(OTHER_ID,)]


def answer(app: FastAPI, body: bytes, headers: dict[str, str]) -> tuple[int, Any]:
    """Send a request; return its status and its JSON."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def keep(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": EVENTS, "raw_path": EVENTS.encode(),
        "query_string": b"", "root_path": "", "scheme": "http", "server": ("127.0.0.1", 1),
        "client": ("127.0.0.1", 2), "http_version": "1.1",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    asyncio.run(app(scope, receive, keep))
    return sent[0]["status"], json.loads(sent[1]["body"])


def test_the_challenge_is_answered_by_the_secret_that_signed_it(app: FastAPI) -> None:
    expected = "9c8ad56737c19db2904b301c0781e86857e999f39f07727668cf62a5e7e298c8"
    token = CHALLENGE["payload"]
    assert answer(app, *signed(CHALLENGE)) == (200, {**token, "encryptedToken": expected})
    status, other = answer(app, *signed(CHALLENGE, SECRETS[OTHER_ID]))
    assert status == 200
    assert other["encryptedToken"] != expected


@pytest.mark.parametrize("secrets", [1, 2])
def test_an_unsigned_challenge_is_answered_where_there_is_one_secret(
    warehouse: Warehouse, secrets: int
) -> None:
    known = dict(list(SECRETS.items())[:secrets])
    app = create_app(lambda: zoom_backend(warehouse, known), clock=lambda: SECONDS)
    status, _ = answer(app, json.dumps(CHALLENGE).encode(), {})
    assert status == (200 if secrets == 1 else 401)


def test_a_new_secret_is_looked_up(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webinar_sync.web.backend.RETRY_SECONDS", -1.0)
    known: dict[str, str] = {ACCOUNT_ID: "the one before"}
    own = Backend(warehouse, no_hubspot, lambda: read_secrets(known))
    app = create_app(lambda: own, clock=lambda: SECONDS)
    assert send(app, EXAMPLES["webinar.created"]) == 401
    known[ACCOUNT_ID] = WEBHOOK_SECRET
    assert send(app, EXAMPLES["webinar.created"]) == 200


def test_while_a_secret_is_changed_both_are_taken_and_no_event_is_lost(
    warehouse: Warehouse, door: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Zoom sends again what is answered with 503, and nothing that is answered with 401."""
    monkeypatch.setattr("webinar_sync.web.backend.RETRY_SECONDS", -1.0)
    monkeypatch.setattr("webinar_sync.web.backend.MAX_SETTINGS_AGE_SECONDS", -1.0)
    known = {ACCOUNT_ID: "before", OTHER_ID: SECRETS[OTHER_ID]}
    own = Backend(door, no_hubspot, lambda: read_secrets(known))
    app = create_app(lambda: own, clock=lambda: SECONDS)

    def statuses(event: str) -> list[int]:
        body = EXAMPLES[event]
        other = webhook_body(event, OTHER_ID, body["payload"]["object"])
        return [send(app, body, "before"), send(app, body), send(app, other, SECRETS[OTHER_ID])]

    about_to, with_both, done = steps_of_rotation("webhook_secret", WEBHOOK_SECRET, "before")
    assert statuses("webinar.created") == [200, 401, 200]
    known[ACCOUNT_ID] = about_to
    assert statuses("webinar.updated") == [200, 503, 200]
    known[ACCOUNT_ID] = with_both
    assert statuses("webinar.started") == [200, 200, 200]
    known[ACCOUNT_ID] = done
    assert statuses("webinar.ended") == [401, 200, 200]
    accounts = query(warehouse, "select account_id, count(*) from zoom.webhook_events group by 1")
    assert dict(accounts) == {ACCOUNT_ID: 4, OTHER_ID: 4}


def test_an_unsigned_challenge_is_answered_by_the_new_secret_of_two(warehouse: Warehouse) -> None:
    def answered(secret: str) -> tuple[int, Any]:
        own = zoom_backend(warehouse, {ACCOUNT_ID: secret})
        app = create_app(lambda: own, clock=lambda: SECONDS)
        return answer(app, json.dumps(CHALLENGE).encode(), {})

    assert answered(f"{WEBHOOK_SECRET} before") == answered(WEBHOOK_SECRET)
    assert answered("changing before") == answered("before")
    assert answered("changing")[0] == 401


def test_without_a_secret_or_a_warehouse_zoom_is_asked_to_try_again(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(lambda: Backend(warehouse, no_hubspot), clock=lambda: SECONDS)
    assert send(app, EXAMPLES["webinar.created"]) == 503

    def fail(*_: Any, **__: Any) -> None:
        raise WarehouseError("no connection")

    monkeypatch.setattr(warehouse, "execute_alone", fail)
    app = create_app(lambda: zoom_backend(warehouse), clock=lambda: SECONDS)
    assert send(app, EXAMPLES["webinar.created"]) == 503


def test_ten_thousand_hostile_bodies_store_nothing_and_break_nothing(
    app: FastAPI, warehouse: Warehouse
) -> None:
    dice = random.Random(7)

    async def all_of_them() -> Counter[int]:
        statuses: Counter[int] = Counter()
        for _ in range(REQUESTS):
            body, headers = SPOILERS[dice.randrange(len(SPOILERS))](dice)
            statuses[await knock(app, "POST", EVENTS, body, headers)] += 1
        return statuses

    statuses = asyncio.run(all_of_them())

    assert statuses.total() == REQUESTS
    assert set(statuses) == {200, 400, 401, 403, 413}  # 200: events that nothing follows from
    assert min(statuses.values()) > 100
    for table in ("webhook_events", "webhook_sessions", "webhook_cancellations"):
        assert query(warehouse, f"select * from zoom.{table}") == []


def _example(dice: random.Random) -> dict[str, Any]:
    return dict(EXAMPLES[dice.choice(sorted(EXAMPLES))])


def _noise(dice: random.Random) -> tuple[bytes, dict[str, str]]:
    return dice.randbytes(dice.randrange(200)), signed(_example(dice))[1]


def _flipped(dice: random.Random) -> tuple[bytes, dict[str, str]]:
    body, headers = signed(_example(dice))
    place = dice.randrange(len(body))
    return body[:place] + bytes([body[place] ^ (1 << dice.randrange(8))]) + body[
        place + 1 :
    ], headers


def _unsigned(dice: random.Random) -> tuple[bytes, dict[str, str]]:
    body, headers = signed(dice.choice([_example(dice), CHALLENGE]))
    headers.pop(dice.choice(["x-zm-signature", "x-zm-request-timestamp"]))
    return body, headers


def _wrong(dice: random.Random) -> tuple[bytes, dict[str, str]]:
    body, headers = signed(_example(dice))
    junk = "".join(chr(dice.randrange(32, 256)) for _ in range(dice.randrange(80)))
    return body, {**headers, dice.choice(["x-zm-signature", "x-zm-request-timestamp"]): junk}


def _replayed(dice: random.Random) -> tuple[bytes, dict[str, str]]:
    long_ago = SECONDS - dice.uniform(301, 10**6) * dice.choice([1, -1])
    return signed(_example(dice), seconds=max(0, long_ago))


def _oversized(dice: random.Random) -> tuple[bytes, dict[str, str]]:
    return signed(json.dumps(_example(dice)).encode() + b" " * MAX_EVENT_BYTES)


def _malformed(dice: random.Random) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(_example(dice)).encode()
    return signed(
        dice.choice(
            [
                b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b"[" * 30_000, b'{"a":' * 30_000,
                b"1e999", b"1" * 5000, b'{"event":"webinar.ended","event_ts":1e999}',
                b'{"event":"\\ud800"}', body[: dice.randrange(len(body) - 1)],
            ]
        )
    )  # fmt: skip


def _misshapen(dice: random.Random) -> tuple[bytes, dict[str, str]]:
    """Sign what has the shape of an event, and something senseless where it matters."""
    junk: Any = dice.choice(
        [None, [], {}, True, -1, 10**30, 1.5, "x" * 300, "\x00", float("nan"), [[]], {"a": {}}]
    )
    body = _example(dice)
    payload = dict(body["payload"])
    body["payload"] = payload
    place = dice.randrange(4)
    if place == 0:
        body["payload"] = junk
    elif place == 1:
        payload["object"] = junk
    elif place == 2:
        body["event_ts"] = dice.choice([None, [], "x", -(10**15), 10**16, 10**40, True, 1.5])
        payload.pop("time_stamp", None)
    else:
        bad_ids = [None, [], {}, "x", "", -1, 0, 2**63, True, 1.5]
        payload["object"] = {**payload["object"], "id": dice.choice(bad_ids)}
    return signed(body)


def _foreign(dice: random.Random) -> tuple[bytes, dict[str, str]]:
    body = _example(dice)
    account_id = dice.choice([OTHER_ID, "acc-unknown", "'; drop table zoom.webhook_events; --"])
    return signed({**body, "payload": {**body["payload"], "account_id": account_id}})


def _unknown(dice: random.Random) -> tuple[bytes, dict[str, str]]:
    event = dice.choice(["meeting.started", "user.created", "webinar.alert", "x"])
    return signed({**_example(dice), "event": event})


def _forging(dice: random.Random) -> tuple[bytes, dict[str, str]]:
    """Sign a challenge whose answer would be the signature of an event."""
    token = f"v0:{round(SECONDS)}:{json.dumps(_example(dice))}"
    return signed({**CHALLENGE, "payload": {"plainToken": token}})


SPOILERS: list[Callable[[random.Random], tuple[bytes, dict[str, str]]]] = [
    _noise, _flipped, _unsigned, _wrong, _replayed, _oversized, _malformed, _misshapen, _foreign,
    _unknown, _forging,
]  # fmt: skip
