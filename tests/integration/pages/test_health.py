"""Health: whether everything is all right, what is wrong and why, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.builders import execute, query
from tests.builders.html import PageText
from tests.builders.pages import Guest, browse
from webinar_sync.runs.run import Run
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.web.pages.waiting import MOST_EXPLAINED

if TYPE_CHECKING:
    import pytest

ACCOUNT = "acc-1"
HOSTILE = "<script>alert(1)</script>\u202egnissim 🎉"


def read(warehouse: Warehouse, path: str = "/") -> PageText:
    """Return a page as somebody sees it who may only read."""
    with browse(warehouse, Guest(startable=frozenset())) as client:
        response = client.get(f"/webinars{path}")
    assert response.status_code == 200, response.text
    return PageText(response.text)


def end_run(
    warehouse: Warehouse, dag_id: str, state: str = "success", message: str = "done"
) -> Run:
    """Let a scheduled run begin and end now."""
    number = query(warehouse, "select count(*) from sync.runs")[0][0]
    run = Run(warehouse, f"{dag_id} scheduled__{number}")
    run.begin(dag_id, "scheduled")
    run.end(state, message)  # type: ignore[arg-type]
    return run


def add_account(warehouse: Warehouse, brand: str = "Acme") -> None:
    """Add a Zoom account that was read."""
    warehouse.execute(
        "zoom/upsert_account", account_id=ACCOUNT, brand=brand, is_primary=True, run_id="t"
    )
    execute(warehouse, "insert into sync.watermarks values ('acc-1', now(), 't')")


def test_nothing_has_run_yet(warehouse: Warehouse) -> None:
    page = read(warehouse)
    assert "Nothing has run yet." in page.text
    assert "No Zoom account was read yet." in page.text
    assert "HubSpot is not connected." in page.text
    assert "Nothing waits." in page.text


def test_everything_is_all_right_though_some_things_are_good_to_know(warehouse: Warehouse) -> None:
    run = end_run(warehouse, "sync_webinars_nightly")
    assert "Everything is all right." in read(warehouse).text
    run.open_issue("webinar", "acc-1 1", "zoom_events", message="The webinar 1 is Zoom Events'.")
    page = read(warehouse)
    assert "Everything is all right." in page.text
    assert "One thing is good to know; nobody must act." in page.text
    assert "The webinar 1 is Zoom Events'." in page.text


def test_causes_are_counted_and_not_their_resources(warehouse: Warehouse) -> None:
    run = end_run(warehouse, "sync_webinars_nightly")
    for key in ("s1", "s2", "s3"):
        run.open_issue("session", key, "refused", message=f"{key} is refused.", resources=2)
    run.open_issue("session", "s9", "forbidden", message="s9 is forbidden.")
    run.open_issue("session", "s8", "not_found", message="s8 is over.")
    run.close_issues("session", "s8", ["not_found"])
    page = read(warehouse)
    assert "2 things need attention." in page.text
    assert "s8 is over." not in page.text
    assert "concerns 6 resources" in page.text
    assert "One resource is refused." in page.lines[page.lines.index("s3 is refused. …") - 1]


def test_what_stops_a_connection_is_broken_and_comes_first(warehouse: Warehouse) -> None:
    add_account(warehouse)
    run = end_run(warehouse, "sync_webinars_nightly")
    run.open_issue("session", "s1", "refused", message="s1 is refused.")
    run.open_issue("account", ACCOUNT, "auth", message="Zoom refuses the app of Acme.")
    page = read(warehouse)
    assert "Broken: one cause stops part of the sync until somebody acts." in page.text
    assert "One more thing needs attention." in page.text
    assert page.text.index("Zoom refuses the app of Acme.") < page.text.index("s1 is refused.")
    assert "Check the client id" in page.text
    assert "broken" in page.rows_with("Acme")[0]


def test_a_nightly_run_that_is_late_is_broken(warehouse: Warehouse) -> None:
    end_run(warehouse, "sync_webinars_nightly")
    for hours, sentence in ((29, "Everything is all right."), (2, "Broken: one cause")):
        execute(
            warehouse,
            "update sync.runs set started_at = started_at - :hours * interval '1 hour',"
            " ended_at = ended_at - :hours * interval '1 hour'",
            hours=hours,
        )
        assert sentence in read(warehouse).text
    page = read(warehouse)
    assert "No scheduled run has succeeded in time: Sync webinars (nightly)" in page.text
    assert page.links["Open it in Airflow"] == "/dags/sync_webinars_nightly"


def test_a_failed_run_counts_unless_its_error_says_why(warehouse: Warehouse) -> None:
    end_run(warehouse, "sync_webinars_nightly")
    run = end_run(warehouse, "push_hubspot", "failed", "HubSpot does not answer")
    page = read(warehouse)
    assert "One thing needs attention." in page.text
    assert "The last run failed: Push to HubSpot" in page.text
    run.open_issue("hubspot", "account", "unavailable", message="HubSpot answers 503.")
    page = read(warehouse)
    assert "One thing needs attention." in page.text
    assert "The last run failed" not in page.text
    end_run(warehouse, "push_hubspot").close_issues("hubspot", "account", ["unavailable"])
    assert "Everything is all right." in read(warehouse).text


def test_accounts_say_what_they_were_read_and_asked_today(warehouse: Warehouse) -> None:
    add_account(warehouse, brand=HOSTILE)
    run = end_run(warehouse, "sync_webinars_hourly")
    run.record_step("load", "done", account_id=ACCOUNT, label="Acme")
    run.add_requests("zoom", "/users", 7, 0, account_id=ACCOUNT, label="medium")
    run.add_requests("hubspot", "contacts", 5, 0)
    execute(
        warehouse,
        "insert into zoom.rate_limits values"
        " ('acc-1', 'heavy', null, null, 4321, now(), 't'),"
        " ('acc-1', 'light', null, null, 99, now() - interval '25 hours', 't')",
    )
    page = read(warehouse)
    (row,) = page.rows_with(HOSTILE, "(primary)")
    assert "good" in row
    assert " 7 4,321 heavy" in row
    assert "99" not in row  # of another day
    assert row.count("UTC") == 2  # up to when it was read, and by an hourly run; by none at night
    assert page.tags.count("script") == 1  # ours: the brand's is text


def test_a_long_step_has_a_bar(warehouse: Warehouse) -> None:
    add_account(warehouse)
    execute(
        warehouse,
        "insert into sync.progress values"
        " ('sync_webinars_nightly x', 'acc-1', 'extract', 30, 1170, 'sessions', 'Zoom', now()),"
        " ('push_hubspot y', '', 'push_contacts', 5, null, 'contacts', null, now()),"
        " ('dead', '', 'push_events', 5, 5, 'events', null, now() - interval '1 hour')",
    )
    page = read(warehouse)
    assert page.tags.count("progress") == 2
    lines = " ".join(page.lines)
    assert "Read from Zoom, Acme 30 done, 1,170 left (sessions). It waits for: Zoom." in lines
    assert "Send contacts 5 done (contacts); how many are left is not known." in lines


def test_hubspot_says_why_nothing_is_sent(warehouse: Warehouse) -> None:
    end_run(warehouse, "push_hubspot")
    execute(warehouse, "insert into hubspot.connected values (true, now(), 't')")
    execute(
        warehouse,
        "insert into hubspot.portal (portal_id, is_sandbox, time_zone, connection_sha256, run_id)"
        " values (4711, false, 'UTC', 'x', 't')",
    )
    assert "nothing is sent" not in read(warehouse).text
    execute(warehouse, "update hubspot.portal set obstacle = 'another_warehouse'")
    page = read(warehouse)
    assert "4711" in page.text
    assert "another warehouse writes to the HubSpot account" in page.text


def test_what_waits_says_how_many_and_what_for(warehouse: Warehouse) -> None:
    add_account(warehouse)
    execute(
        warehouse,
        "insert into sync.webinars_to_load (account_id, webinar_id, reason, due_at) values"
        " ('acc-1', 1, 't', null), ('acc-1', 1, 't', null), ('acc-1', 2, 't', null),"
        " ('acc-1', 3, 'time', now() + interval '1 day')",
    )
    execute(
        warehouse,
        "insert into zoom.refusals values ('acc-1', 'registrants', 'acc-1 1', 'forbidden', 1,"
        " now(), null, now() + interval '1 hour', 't')",
    )
    execute(
        warehouse,
        "insert into hubspot.held (object_kind, object_key, action, reason, since, run_id)"
        " select 'marketing_event', 'k' || n, 'delete', 'brake', now(), 't'"
        " from generate_series(1, 4) as n",
    )
    execute(
        warehouse,
        "insert into registration.requests (request_key, source, action, webinar, email,"
        " first_name, last_name, deferrals, deferral_reason, not_before) values"
        " ('a', 'workflow', 'add', '1', 'ann@x.example', 'Ann', 'Lee', 1,"
        " 'Zoom did not say whether it did them', now() + interval '1 hour')",
    )
    execute(
        warehouse,
        "insert into hubspot.refusals values"
        " ('contact', '5', 'd', 1, now() + interval '1 hour', 't')",
    )
    page = read(warehouse)
    assert page.rows_with("Webinars 2 the next load computes them")
    assert page.rows_with("Webinars 1 nothing: something in them changes by time alone")
    assert page.rows_with("Refused by Zoom 1 Acme: registrants, forbidden")
    assert page.rows_with("HubSpot's gate 4 4 events wait to be deleted: more than a tenth")
    assert page.rows_with("Registrations 1 Zoom did not say whether it did them")
    assert page.rows_with("Refused by HubSpot 1 contact")
    assert "ann@x.example" not in page.text


def test_what_a_long_queue_waits_for_is_not_counted(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_account(warehouse)
    execute(
        warehouse,
        "insert into sync.webinars_to_load (account_id, webinar_id, reason)"
        " select 'acc-1', n, 't' from generate_series(1, :webinars) as n",
        webinars=MOST_EXPLAINED + 1,
    )
    asked: list[str] = []
    rows = Warehouse.rows

    def count(self: Warehouse, name: str, **more: Any) -> list[dict[str, Any]]:
        asked.append(name)
        return rows(self, name, **more)

    monkeypatch.setattr(Warehouse, "rows", count)
    page = read(warehouse)
    assert page.rows_with("Webinars", f"{MOST_EXPLAINED + 1:,}")
    assert "pages/count_queue" in asked
    assert "pages/select_webinars_waiting" not in asked


def test_a_cause_leads_to_its_objects_page_by_page(warehouse: Warehouse) -> None:
    run = end_run(warehouse, "push_hubspot")
    for number in range(60):
        run.open_issue(
            "hubspot contact", str(1000 + number), "refused", message=f"Contact {number} {HOSTILE}."
        )
    run.open_issue("session", "s1", "refused", message="another kind")
    run.close_issues("hubspot contact", "1059", ["refused"])
    page = read(warehouse)
    link = page.links["Show which hubspot contact refused"]
    page = read(warehouse, link.removeprefix("/webinars") + "&sort=object_key")
    assert "Open (59) · Over by now (1)" in page.text
    assert "59 rows" in page.text
    assert "another kind" not in page.text
    assert f"Contact 0 {HOSTILE}." in page.text
    assert "Contact 50 " not in page.text
    assert page.tags.count("script") == 1
    page = read(warehouse, "/errors" + page.links["Next"])
    assert len(page.rows_with("Contact ")) == 9
    page = read(warehouse, page.links["Over by now"].removeprefix("/webinars"))
    assert len(page.rows_with("Contact 59 ")) == 1
