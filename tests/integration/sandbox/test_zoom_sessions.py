"""Tests of the sandbox's Zoom: past sessions, UUIDs in paths, and reports in the making."""

from __future__ import annotations

import pytest

from tests.integration.sandbox.zoom_account import DOUBLE, ENCODED, SINGLE, SLASH
from tests.integration.sandbox.zoom_client import Zoom, refusal


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
    with_ids = zoom.get(path, include_fields="registrant_id")
    guest, host, broken = with_ids.json()["participants"]
    assert guest["registrant_id"] == "reg1"
    assert (guest["id"], guest["duration"]) == ("", 90)
    assert "participant_user_id" not in guest
    assert host["id"] == host["participant_user_id"] == "hostid"
    assert "join_time" not in broken
    assert b"nul \\u0000 half \\ud83d" in with_ids.content
    rows = zoom.get(path).json()["participants"]
    assert len(rows) == 3
    assert all("registrant_id" not in row for row in rows)


def test_medium_twin_rows(zoom: Zoom) -> None:
    rows = zoom.get(f"/past_webinars/{ENCODED[DOUBLE]}/participants").json()["participants"]
    assert [row["registrant_id"] for row in rows] == ["reg1", "", ""]
    assert [row["internal_user"] for row in rows] == [False, True, False]
    assert all(not {"participant_user_id", "customer_key"} & set(row) for row in rows)


def test_report_in_the_making(zoom: Zoom) -> None:
    path = "/report/webinars/late%3D%3D/participants"
    response = zoom.get(path)
    assert refusal(response) == (404, 3001)
    assert response.json()["message"] == 'Webinar "late==" not found or has expired.'
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
    response = zoom.get("/report/webinars/refused%3D%3D/participants")
    assert response.status_code == 403
    assert response.headers["Content-Type"].startswith("text/html")
