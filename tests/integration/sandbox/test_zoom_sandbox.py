"""Asks the sandbox's Zoom over real HTTP whether it behaves as Zoom's documents say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest
import requests

from sandbox.clock import SandboxClock
from sandbox.serve import run_in_thread
from sandbox.zoom import generated, medium
from sandbox.zoom.limits import RateLimiter
from sandbox.zoom.model import (
    ABSENT,
    Account,
    Connection,
    Occurrence,
    Panelist,
    Registrant,
    RegistrantState,
    Session,
    User,
    Webinar,
)
from sandbox.zoom.server import create_zoom_app

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SINGLE, SERIES, OPEN, MANUAL, EXPIRED = (
    91000000001,
    91000000002,
    91000000003,
    91000000004,
    91000000005,
)
# Zoom's own examples: the UUID, and how it is written into a path.
ENCODED = {
    "4444AAAiAAAAAiAiAiiAii==": "4444AAAiAAAAAiAiAiiAii%3D%3D",
    "Bznyg8KZTdCVbQxvS/oZ7w==": "Bznyg8KZTdCVbQxvS%2FoZ7w%3D%3D",
    "/ajXp112QmuoKj4854875==": "%252FajXp112QmuoKj4854875%253D%253D",
    "ab//cd+EFg==": "ab%252F%252Fcd%252BEFg%253D%253D",
}
PLAIN, SLASH, LEADING, DOUBLE = ENCODED


def connection(number: int, start: datetime, **more: Any) -> Connection:
    values = {"name": f"Guest {number}", "join": start, "leave": start + timedelta(seconds=90)}
    return Connection(user_id=str(16778240 + 1024 * number), **{**values, **more})


def session(uuid: str, webinar_id: int, start: datetime, rows: int = 1, **more: Any) -> Session:
    return Session(
        uuid=uuid,
        webinar_id=webinar_id,
        start=start,
        end=start + HOUR,
        host_email="host@northwind.example.com",
        host_name="Grace Host",
        **{"connections": tuple(connection(n, start) for n in range(rows)), **more},
    )


def registrant(number: int, *states: tuple[datetime, str], **more: Any) -> Registrant:
    return Registrant(
        id=f"reg{number}",
        email=f"person{number}@acme.example.com",
        first_name=f"Person {number}",
        create_time=states[0][0],
        states=tuple(RegistrantState(since=s, status=what) for s, what in states),  # type: ignore[arg-type]
        **more,
    )


def webinar(number: int, **more: Any) -> Webinar:
    values: dict[str, Any] = {"type": 5, "start": NOW + DAY, "approval_type": 0}
    return Webinar(
        id=number,
        uuid=f"webinar{number}==",
        host_id="hostid",
        host_email="host@northwind.example.com",
        topic=f"Topic {number}",
        created_at=NOW - 300 * DAY,
        **{**values, **more},
    )


def make_account() -> Account:
    dates = tuple(
        Occurrence(occurrence_id=str(n), start=NOW + n * 7 * DAY, status=status)  # type: ignore[arg-type]
        for n, status in ((-1, "available"), (1, "available"), (2, "deleted"), (3, "available"))
    )
    people = (
        *(registrant(n, (NOW - 9 * DAY, "approved")) for n in range(70)),
        registrant(70, (NOW - 8 * DAY, "approved"), (NOW - DAY, "denied")),
        registrant(71, (NOW - 8 * DAY, "approved"), (NOW + HOUR, "removed")),
    )
    moved = Occurrence(
        occurrence_id="moved", start=NOW + 9 * DAY, listed_from=NOW - DAY, listed_until=NOW + DAY
    )
    odd = (
        connection(0, NOW - DAY, registrant_id="reg1", user_email="person1@acme.example.com"),
        connection(1, NOW - DAY, participant_user_id="hostid"),
        connection(2, NOW - DAY, name="nul \u0000 half \ud83d", raw={"join_time": ABSENT}),
    )
    panelist = Panelist(id="p", name="P", email="p@x.example.com")
    ready, settled = NOW + HOUR, NOW + 2 * HOUR
    return Account(
        account_id="acc",
        client_id="client",
        client_secret="secret",
        users=(
            User(id="hostid", email="host@northwind.example.com", first_name="Grace"),
            User(id="gone", email="gone@northwind.example.com", status="inactive"),
            User(id="unseen", email="new@northwind.example.com", status="pending"),
            User(id="basic", email="basic@northwind.example.com", has_webinar_plan=False),
        ),
        webinars=(
            webinar(SINGLE, registrants=people, panelists=(panelist,)),
            webinar(SERIES, type=9, registration_type=2, occurrences=(*dates, moved), registrants=(
                registrant(1, (NOW - DAY, "approved"), occurrence_ids=("1",)),
                registrant(2, (NOW - DAY, "approved"), occurrence_ids=("1", "3")),
            )),
            webinar(OPEN, type=6, start=None, approval_type=2),
            webinar(MANUAL, approval_type=1, registrants=(registrant(1, (NOW - DAY, "pending")),)),
            webinar(EXPIRED, expires_at=NOW - DAY),
        ),
        sessions=(
            session(PLAIN, SINGLE, NOW - 40 * DAY, rows=301),
            session(SLASH, SINGLE, NOW - 3 * DAY),
            session(LEADING, SERIES, NOW - 7 * DAY),
            session(DOUBLE, OPEN, NOW - 2 * DAY, connections=odd),
            session("late==", EXPIRED, NOW - 60 * DAY, rows=6, ready_at=ready, settled_at=settled),
            session("old==", EXPIRED, NOW - 200 * DAY),
            session("refused==", EXPIRED, NOW - 50 * DAY),
        ),
        webinar_403_uuids=frozenset({"refused=="}),
    )  # fmt: skip


class Zoom:
    """A sandbox and a client of it."""

    def __init__(self, *accounts: Account, **options: Any) -> None:
        self.account = accounts[0]
        self.clock = SandboxClock(NOW, ticking=False)
        self.app = create_zoom_app(accounts, self.clock, **options)
        self.handle = run_in_thread(self.app)
        self.http = requests.Session()
        self.log_in()

    def token(self, **fields: str) -> requests.Response:
        body = {"grant_type": "account_credentials", "account_id": self.account.account_id}
        auth = (self.account.client_id, self.account.client_secret)
        return self.http.post(f"{self.handle.url}/oauth/token", data={**body, **fields}, auth=auth)

    def log_in(self) -> None:
        self.http.headers["Authorization"] = f"Bearer {self.token().json()['access_token']}"

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.http.get(f"{self.handle.url}/v2{path}", params=query, timeout=5)

    def control(self, method: str, what: str, **body: Any) -> Any:
        url = f"{self.handle.url}/_sandbox/{what}"
        return self.http.request(method, url, json=body, timeout=5).json()

    def fault(self, path: str, kind: str, **options: Any) -> None:
        self.control("POST", "faults", path_contains=path, kind=kind, **options)

    def close(self) -> None:
        self.http.close()
        self.handle.stop()


@pytest.fixture(scope="module")
def shared() -> Iterator[Zoom]:
    zoom = Zoom(make_account(), enforce_limits=False)
    yield zoom
    zoom.close()


@pytest.fixture
def zoom(shared: Zoom) -> Zoom:
    shared.clock.set(NOW)
    shared.control("DELETE", "faults")
    shared.control("DELETE", "requests")
    shared.app.enforce_limits = False
    shared.log_in()
    return shared


def refusal(answer: requests.Response) -> tuple[int, int]:
    return answer.status_code, answer.json()["code"]


# --- tokens ---------------------------------------------------------------------------------


def test_token_from_form_and_from_query(zoom: Zoom) -> None:
    body = zoom.token().json()
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3599)
    assert body["api_url"] == zoom.handle.url
    assert "report:read:list_webinar_participants:admin" in body["scope"].split()
    query = {"grant_type": "account_credentials", "account_id": "acc"}
    url = f"{zoom.handle.url}/oauth/token"
    assert requests.post(url, params=query, auth=("client", "secret"), timeout=5).ok


@pytest.mark.parametrize(
    ("fields", "auth", "error"),
    [
        ({}, ("client", "wrong"), "invalid_client"),
        ({"grant_type": "password"}, ("client", "secret"), "unsupported_grant_type"),
        ({"account_id": "other"}, ("client", "secret"), "invalid_request"),
    ],
)
def test_token_refused(
    zoom: Zoom, fields: dict[str, str], auth: tuple[str, str], error: str
) -> None:
    body = {"grant_type": "account_credentials", "account_id": "acc", **fields}
    answer = requests.post(f"{zoom.handle.url}/oauth/token", data=body, auth=auth, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_token_expires_by_the_sandbox_clock(zoom: Zoom) -> None:
    zoom.clock.advance(3598)
    assert zoom.get("/users").ok
    zoom.clock.advance(1)
    answer = zoom.get("/users")
    assert refusal(answer) == (401, 124)
    assert answer.json()["message"] == "Access token is expired."


def test_token_missing_invalid_revoked(zoom: Zoom) -> None:
    url = f"{zoom.handle.url}/v2/users"
    assert refusal(requests.get(url, timeout=5)) == (401, 124)
    headers = {"Authorization": "Bearer nonsense"}
    assert refusal(requests.get(url, headers=headers, timeout=5)) == (401, 124)
    zoom.control("POST", "tokens/revoke")
    assert refusal(zoom.get("/users")) == (401, 124)


def test_scope_and_deactivated_app() -> None:
    few = replace(make_account(), scopes=("user:read:list_users:admin",))
    zoom = Zoom(few, replace(few, client_id="dead", account_id="dead", app_active=False))
    try:
        assert zoom.get("/users").ok
        answer = zoom.get(f"/webinars/{SINGLE}")
        assert refusal(answer) == (400, 4711)
        assert "scopes:[webinar:read:webinar:admin]" in answer.json()["message"]
        zoom.account = zoom.app.stores["dead"].account
        assert zoom.token().status_code == 400
    finally:
        zoom.close()


def test_an_account_that_somebody_changed() -> None:
    few = replace(make_account(), scopes=("user:read:list_users:admin",))
    zoom = Zoom(few)
    try:
        zoom.app.replace(replace(few, scopes=(), users=few.users[:1]))
        assert len(zoom.get("/users").json()["users"]) == 1
        assert refusal(zoom.get(f"/webinars/{SINGLE}")) == (400, 4711)
        zoom.log_in()
        assert zoom.get(f"/webinars/{SINGLE}").ok
    finally:
        zoom.close()


# --- what is there --------------------------------------------------------------------------


def test_date_header_is_the_sandbox_clock(zoom: Zoom) -> None:
    assert parsedate_to_datetime(zoom.get("/users").headers["Date"]) == NOW


def test_users_by_status(zoom: Zoom) -> None:
    active = zoom.get("/users").json()
    assert [u["email"][:4] for u in active["users"]] == ["host", "basi"]
    assert (active["page_size"], active["total_records"]) == (30, 2)
    assert "id" not in zoom.get("/users", status="pending").json()["users"][0]
    assert "host_key" not in zoom.get("/users", include_fields="host_key").text


def test_host_listing(zoom: Zoom) -> None:
    ids = [
        w["id"] for w in zoom.get("/users/host@northwind.example.com/webinars").json()["webinars"]
    ]
    assert ids == [SINGLE, SERIES, OPEN, MANUAL]
    assert refusal(zoom.get("/users/basic/webinars")) == (400, 200)
    assert refusal(zoom.get("/users/nobody/webinars")) == (404, 1001)


def test_detail_by_id_and_uuid(zoom: Zoom) -> None:
    detail = zoom.get(f"/webinars/{SINGLE}").json()
    assert detail["settings"]["approval_type"] == 0
    assert {"start_url", "password", "join_url", "registration_url"} <= set(detail)
    assert zoom.get(f"/webinars/{detail['uuid']}").json() == detail
    assert refusal(zoom.get(f"/webinars/{EXPIRED}")) == (404, 3001)
    assert refusal(zoom.get("/webinars/123")) == (404, 3001)
    assert "registration_url" not in zoom.get(f"/webinars/{OPEN}").json()


def test_occurrences(zoom: Zoom) -> None:
    def ids(**query: Any) -> list[str]:
        dates = zoom.get(f"/webinars/{SERIES}", **query).json()["occurrences"]
        return [o["occurrence_id"] for o in dates]

    assert ids() == ["1", "moved", "2", "3"]
    assert ids(show_previous_occurrences="true") == ["-1", "1", "moved", "2", "3"]
    zoom.clock.advance(2 * 86400)
    zoom.log_in()
    assert ids() == ["1", "2", "3"]


def test_registrants_of_each_status(zoom: Zoom) -> None:
    path = f"/webinars/{SINGLE}/registrants"
    approved = zoom.get(path, page_size=1).json()
    assert (approved["total_records"], len(approved["registrants"])) == (71, 1)
    assert "tk=" in approved["registrants"][0]["join_url"]
    assert [r["id"] for r in zoom.get(path, status="denied").json()["registrants"]] == ["reg70"]
    assert zoom.get(f"{path}/reg71").json()["status"] == "approved"
    zoom.clock.advance(3600)
    zoom.log_in()
    assert zoom.get(path).json()["total_records"] == 70
    assert refusal(zoom.get(f"{path}/reg71")) == (400, 3079)
    pending = zoom.get(f"/webinars/{MANUAL}/registrants", status="pending").json()
    assert "join_url" not in pending["registrants"][0]


def test_registrants_of_an_occurrence(zoom: Zoom) -> None:
    path = f"/webinars/{SERIES}/registrants"
    totals = [zoom.get(path, occurrence_id=o).json()["total_records"] for o in ("1", "3", "-1")]
    assert totals == [2, 1, 0]
    assert refusal(zoom.get(path, occurrence_id="77")) == (400, 300)


def test_registrants_refused(zoom: Zoom) -> None:
    assert refusal(zoom.get(f"/webinars/{OPEN}/registrants")) == (400, 3000)
    assert refusal(zoom.get(f"/webinars/{EXPIRED}/registrants")) == (404, 3001)
    assert refusal(zoom.get("/webinars/uuid%3D%3D/registrants")) == (400, 300)


def test_panelists_are_not_paged(zoom: Zoom) -> None:
    body = zoom.get(f"/webinars/{SINGLE}/panelists").json()
    assert set(body) == {"panelists", "total_records"}
    assert body["panelists"][0]["name"] == "P"


def test_history_window(zoom: Zoom) -> None:
    def uuids(first: str, last: str, **more: str) -> list[str]:
        query = {"from": first, "to": last, "meeting_type": "webinar", **more}
        rows = zoom.get("/report/history_meetings", **query).json()["history_meetings"]
        assert all("host_id" not in row for row in rows)
        return [row["meeting_uuid"] for row in rows]

    assert uuids("2026-11-13", "2026-11-18") == [DOUBLE, SLASH, LEADING]
    assert uuids("2026-11-18", "2026-11-18", date_type="end_time") == [DOUBLE]
    query = {"from": "2026-10-01", "to": "2026-11-02"}
    assert refusal(zoom.get("/report/history_meetings", **query)) == (400, 300)
    assert refusal(zoom.get("/report/history_meetings", to="2026-11-02")) == (400, 300)


def test_upcoming_has_a_row_for_each_date(zoom: Zoom) -> None:
    query = {"from": "2026-11-20", "to": "2026-12-20", "type": "webinar"}
    events = zoom.get("/report/upcoming_events", **query).json()["upcoming_events"]
    series = f"webinar{SERIES}=="
    assert [e["id"] for e in events].count(series) == 3
    assert [e["id"] for e in events if e["id"] != series] == [
        f"webinar{n}==" for n in (SINGLE, MANUAL)
    ]


def test_instances(zoom: Zoom) -> None:
    body = zoom.get(f"/past_webinars/{SINGLE}/instances").json()
    assert [w["uuid"] for w in body["webinars"]] == [PLAIN, SLASH]
    assert refusal(zoom.get("/past_webinars/123/instances")) == (404, 3001)


def test_host_report_leaves_out_small_sessions(zoom: Zoom) -> None:
    query = {"from": "2026-10-01", "to": "2026-10-31"}
    rows = zoom.get("/report/users/hostid/meetings", **query).json()["meetings"]
    assert [row["uuid"] for row in rows] == [PLAIN]


def test_unknown_endpoint(zoom: Zoom) -> None:
    assert refusal(zoom.get("/nothing")) == (404, 2300)


# --- sessions -------------------------------------------------------------------------------


@pytest.mark.parametrize("uuid", ENCODED)
@pytest.mark.parametrize("path", ["/report/webinars/{}", "/past_webinars/{}/participants"])
def test_uuid_encoded_as_documented(zoom: Zoom, uuid: str, path: str) -> None:
    assert zoom.get(path.format(ENCODED[uuid])).ok


def test_uuid_encoded_otherwise(zoom: Zoom) -> None:
    def status(raw: str) -> int:
        return zoom.get(f"/report/webinars/{raw}/participants").status_code

    assert status("Bznyg8KZTdCVbQxvS%252FoZ7w%253D%253D") == 200
    assert status("4444AAAiAAAAAiAiAiiAii==") == 200
    assert status("%2FajXp112QmuoKj4854875%3D%3D") == 404
    assert status("ab%2F%2Fcd%2BEFg%3D%3D") == 404
    assert status("/ajXp112QmuoKj4854875==") == 404
    assert status("Bznyg8KZTdCVbQxvS/oZ7w==") == 404


def test_a_numeric_id_means_the_latest_session(zoom: Zoom) -> None:
    assert zoom.get(f"/report/webinars/{SINGLE}").json()["uuid"] == SLASH


def test_report_rows(zoom: Zoom) -> None:
    path = f"/report/webinars/{ENCODED[DOUBLE]}/participants"
    asked = zoom.get(path, include_fields="registrant_id")
    guest, host, broken = asked.json()["participants"]
    assert guest["registrant_id"] == "reg1"
    assert (guest["id"], guest["duration"]) == ("", 90)
    assert "participant_user_id" not in guest
    assert host["id"] == host["participant_user_id"] == "hostid"
    assert "join_time" not in broken
    assert b"nul \\u0000 half \\ud83d" in asked.content
    assert all("registrant_id" not in row for row in zoom.get(path).json()["participants"])


def test_medium_twin_rows(zoom: Zoom) -> None:
    rows = zoom.get(f"/past_webinars/{ENCODED[DOUBLE]}/participants").json()["participants"]
    assert [row["registrant_id"] for row in rows] == ["reg1", "", ""]
    assert [row["internal_user"] for row in rows] == [False, True, False]
    assert all(not {"participant_user_id", "customer_key"} & set(row) for row in rows)


def test_report_in_the_making(zoom: Zoom) -> None:
    path = "/report/webinars/late%3D%3D/participants"
    answer = zoom.get(path)
    assert refusal(answer) == (404, 3001)
    assert answer.json()["message"] == 'Webinar "late==" not found or has expired.'
    zoom.clock.advance(3599)
    assert not zoom.get(path).ok
    zoom.clock.advance(1)
    zoom.log_in()
    assert [row["duration"] for row in zoom.get(path).json()["participants"]] == [0] * 4
    zoom.clock.advance(3600)
    zoom.log_in()
    assert [row["duration"] for row in zoom.get(path).json()["participants"]] == [90] * 6


def test_report_too_old_or_always_refused(zoom: Zoom) -> None:
    assert refusal(zoom.get("/report/webinars/old%3D%3D/participants")) == (400, 12702)
    answer = zoom.get("/report/webinars/refused%3D%3D/participants")
    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/html")


# --- pages ----------------------------------------------------------------------------------


def test_pages_to_the_end(zoom: Zoom) -> None:
    path, token, rows = f"/report/webinars/{ENCODED[PLAIN]}/participants", "", []
    for _ in range(4):
        body = zoom.get(path, page_size=100, next_page_token=token).json()
        rows += body["participants"]
        assert ("page_count" in body) == (token == "")
        token = body["next_page_token"]
    assert (token, len(rows), len({row["user_id"] for row in rows})) == ("", 301, 301)


def test_page_sizes(zoom: Zoom) -> None:
    path = f"/report/webinars/{ENCODED[PLAIN]}/participants"
    assert len(zoom.get(path).json()["participants"]) == 30
    assert zoom.get(path, page_size=1000).json()["page_size"] == 300
    second = zoom.get(path, page_number=2).json()["participants"]
    assert second == zoom.get(path).json()["participants"]


def test_page_token_is_bound_and_expires(zoom: Zoom) -> None:
    path = f"/report/webinars/{ENCODED[PLAIN]}/participants"
    token = zoom.get(path, page_size=300).json()["next_page_token"]
    assert refusal(zoom.get(path, page_size=200, next_page_token=token)) == (400, 300)
    assert refusal(zoom.get(path, page_size=300, next_page_token="x")) == (400, 300)
    zoom.clock.advance(899)
    assert zoom.get(path, page_size=300, next_page_token=token).ok
    zoom.clock.advance(1)
    answer = zoom.get(path, page_size=300, next_page_token=token)
    assert answer.json() == {
        "code": 300,
        "message": "The next page token is invalid or expired.",
    }


# --- limits ---------------------------------------------------------------------------------


def test_a_burst_beyond_the_limit_is_refused() -> None:
    zoom = Zoom(replace(make_account(), plan="free"))
    try:
        answers = [zoom.get("/users") for _ in range(4)]
        assert [a.status_code for a in answers] == [200, 200, 429, 429]
        assert answers[2].headers["X-RateLimit-Type"] == "QPS"
        assert answers[2].headers["X-RateLimit-Category"] == "Medium"
        assert "maximum per-second rate limit" in answers[2].json()["message"]
        assert zoom.get(f"/webinars/{SINGLE}").ok  # another label
        counts = zoom.control("GET", "requests")
        assert (counts["status_429"], counts["by_label"]) == (2, {"Medium": 4, "Light": 1})
    finally:
        zoom.close()


def test_the_second_rolls() -> None:
    account, moment = make_account(), [0.0]
    limiter = RateLimiter(monotonic=lambda: moment[0])

    def admitted(at: float, tries: int) -> int:
        moment[0] = at
        count = 0
        for _ in range(tries):
            try:
                limiter.admit(account, "Heavy", NOW)
            except Exception:
                break
            count += 1
        return count

    # 40 a second: a burst at the end of one second and another at the start of the next.
    assert [admitted(0.9, 50), admitted(1.1, 50), admitted(1.89, 1)] == [40, 0, 0]
    assert admitted(2.0, 50) == 40


def test_the_day_ends_at_midnight_utc(zoom: Zoom) -> None:
    zoom.control("POST", "limits", enforced=True, used_today={"Heavy": 59_999})
    assert zoom.get(f"/report/webinars/{SINGLE}").ok
    answer = zoom.get(f"/report/webinars/{SINGLE}")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "2026-11-21T00:00:00Z"
    assert "maximum daily rate limit" in answer.json()["message"]
    zoom.clock.set(NOW + timedelta(hours=12))
    zoom.log_in()
    assert zoom.get(f"/report/webinars/{SINGLE}").ok


# --- faults and controls --------------------------------------------------------------------


def test_fault_status_after_and_times(zoom: Zoom) -> None:
    zoom.fault(
        "/users", "status", status=503, body="busy", headers={"Retry-After": "1"}, times=1, after=1
    )
    answers = [zoom.get("/users") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 503, 200]
    assert (answers[1].text, answers[1].headers["Retry-After"]) == ("busy", "1")


def test_fault_on_the_token_endpoint(zoom: Zoom) -> None:
    zoom.fault("/oauth/token", "status", status=500, times=1)
    assert [zoom.token().status_code for _ in range(2)] == [500, 200]


@pytest.mark.parametrize(
    ("kind", "status", "text"),
    [
        ("html_403", 403, "<html>"),
        ("not_json", 200, "nonsense"),
        ("quote_address_400", 400, "@northwind.example.com"),
        ("daily_429", 429, "daily"),
        ("second_429", 429, "per-second"),
        ("revoke_token", 401, "Invalid access token."),
    ],
)
def test_fault_answers(zoom: Zoom, kind: str, status: int, text: str) -> None:
    zoom.fault("", kind, times=1)
    answer = zoom.get("/users")
    assert answer.status_code == status
    assert text in answer.text
    assert zoom.get("/users").status_code == (401 if kind == "revoke_token" else 200)


def test_fault_cut(zoom: Zoom) -> None:
    zoom.fault("/users", "cut", times=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        zoom.get("/users")
    assert zoom.get("/users").ok


def test_fault_keys(zoom: Zoom) -> None:
    zoom.fault("/users?a", "drop_key", key="email")
    zoom.fault("/users?b", "rename_key", **{"from": "email", "to": "mail"})
    assert all("email" not in u for u in zoom.get("/users", a=1).json()["users"])
    assert all("mail" in u for u in zoom.get("/users", b=1).json()["users"])
    assert all("email" in u for u in zoom.get("/users").json()["users"])


def test_fault_hang_outlasts_an_impatient_client(zoom: Zoom) -> None:
    zoom.fault("/users", "hang", seconds=0.3, times=1)
    with pytest.raises(requests.exceptions.ReadTimeout):
        zoom.http.get(f"{zoom.handle.url}/v2/users", timeout=0.05)


def test_fault_on_one_account_alone() -> None:
    first = make_account()
    zoom = Zoom(first, replace(first, account_id="other", client_id="other"))
    try:
        zoom.fault("/users", "daily_429", account_id="other")
        assert zoom.get("/users").ok
        zoom.account = zoom.app.stores["other"].account
        zoom.log_in()
        assert zoom.get("/users").status_code == 429
        assert [fault["done"] for fault in zoom.control("GET", "faults")["faults"]] == [1]
    finally:
        zoom.close()


def test_fault_that_lets_time_pass_before_an_answer(zoom: Zoom) -> None:
    path, query = f"/webinars/{MANUAL}/registrants", {"status": "approved", "page_size": 1}
    before = zoom.get(path, **query)
    zoom.fault("/registrants", "advance_clock", seconds=90, times=1)
    after = zoom.get(path, **query)
    assert [parsedate_to_datetime(a.headers["Date"]) for a in (before, after)] == [
        NOW,
        NOW + timedelta(seconds=90),
    ]
    assert zoom.get(path, **query).headers["Date"] == after.headers["Date"]


def test_fault_that_outlives_a_page_token(zoom: Zoom) -> None:
    first = zoom.get("/users", page_size=1).json()
    zoom.fault("next_page_token", "advance_clock", seconds=15 * 60, times=1)
    answer = zoom.get("/users", page_size=1, next_page_token=first["next_page_token"])
    assert refusal(answer) == (400, 300)


def test_unknown_fault_is_refused(zoom: Zoom) -> None:
    assert "unknown kind" in zoom.control("POST", "faults", kind="typo")["error"]


def test_clock_over_http(zoom: Zoom) -> None:
    moved = zoom.control("POST", "clock", now="2026-12-01T00:00:00+00:00")
    assert moved == {"now": "2026-12-01T00:00:00+00:00", "ticking": False}
    assert zoom.clock.now() == datetime(2026, 12, 1, tzinfo=UTC)


def test_request_log(zoom: Zoom) -> None:
    zoom.get(f"/webinars/{SINGLE}")
    zoom.get("/nothing")
    log = zoom.control("GET", "requests")
    assert log["by_template"]["GET /webinars/{ref}"] == 1
    last = log["requests"][-2]
    assert (last["path"], last["label"], last["status"]) == (f"/v2/webinars/{SINGLE}", "Light", 200)


# --- the accounts ---------------------------------------------------------------------------


def test_medium_account_is_what_it_says() -> None:
    account = medium.build(date(2026, 11, 22))
    assert account == medium.build(date(2026, 11, 22))
    size = medium.summary(account)
    assert 3_500 <= size["registrations"] <= 4_500
    assert 2_000 <= size["people"] <= 3_000
    assert 3_000 <= size["connections"] <= 4_000
    uuids = [s.uuid for s in account.sessions]
    assert any(u.startswith("/") for u in uuids)
    assert any("//" in u[1:] for u in uuids)
    assert max(len(s.connections) for s in account.sessions) > 300


@pytest.mark.parametrize("seed", range(20))
def test_generated_accounts(seed: int) -> None:
    account = generated.generate(seed)
    assert account == generated.generate(seed)
    assert 5 <= len(account.webinars) <= 15
    assert 50 <= sum(len(s.connections) for s in account.sessions) <= 300
    assert all(s.end < generated.NOW - 2 * DAY for s in account.sessions)
