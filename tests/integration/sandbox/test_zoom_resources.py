"""Tests of the sandbox's Zoom: users, webinars, registrants, and the reports by day."""

from __future__ import annotations

from typing import Any

from tests.integration.sandbox.zoom_account import (
    DOUBLE,
    EXPIRED,
    LEADING,
    MANUAL,
    OPEN,
    PLAIN,
    SERIES,
    SINGLE,
    SLASH,
)
from tests.integration.sandbox.zoom_client import Zoom, refusal


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
