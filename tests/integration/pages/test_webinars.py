"""The pages Webinars, a webinar, an occurrence: what they show of the awkward account."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.answer_key import awkward as key
from tests.answer_key.values import ACC
from tests.builders import execute
from tests.integration.pages.shown import links_of, tables_of, text_of

if TYPE_CHECKING:
    import httpx

    from webinar_sync.warehouse.engine import Warehouse

NEVER_HELD = 91000000034
"""Without a fixed time, and no session: it has no date."""
HOSTILE = '<script>alert(1)</script> \u202eevil\u202c 🎬 & "quoted"'


@pytest.fixture
def begins_with(awkward_database: str) -> str:
    return awkward_database


def occurrence(webinar: int, occurrence_key: str, account: str = ACC) -> str:
    return f"/webinars/webinars/{quote(account)}/{webinar}/dates/{occurrence_key}"


LEFT_OUT = {int(row[1]) for row in key.OUTCOMES if row[3] == "webinar"}


def expected(webinar: int) -> list[str]:
    """Return the sums of a webinar's dates by the answer key, as the list shows them."""
    columns = key.MARKETING_EVENTS_COLUMNS
    rows = [
        dict(zip(columns, row, strict=True)) for row in key.MARKETING_EVENTS if row[1] == webinar
    ]
    names = ("registrations", "attendances", "no_shows", "cancellations")
    return [str(len(rows)), *(str(sum(int(str(row[name])) for row in rows)) for name in names)]


def listed(page: str) -> dict[int, list[str]]:
    """Return the rows of the list by webinar."""
    return {int(row[0].rsplit(" ", 1)[1]): row for row in tables_of(page)[0][1:]}


def people_of(page: str) -> list[list[str]]:
    """Return the rows of an occurrence's people."""
    return next(table for table in tables_of(page) if table[0][0].startswith("Person"))[1:]


def test_each_webinar_has_the_sums_of_its_dates(client: httpx.Client) -> None:
    rows = listed(client.get("/webinars/webinars").text)

    with_dates = {int(str(row[1])) for row in key.MARKETING_EVENTS}
    assert set(rows) == with_dates | LEFT_OUT | {NEVER_HELD}
    for webinar in with_dates:
        assert rows[webinar][3:8] == expected(webinar), webinar
    assert rows[key.W12][8] == "Zoom Events"
    assert rows[key.W13][8] == "switched off"
    assert rows[key.W14][8] == "host's domain"
    assert rows[key.W01][8] == "synced"


def test_filters_narrow_the_list_down_and_their_address_can_be_shared(
    client: httpx.Client,
) -> None:
    fields = {"synced": "no", "text": ""}
    answer = client.post("/webinars/webinars", data=fields)
    assert answer.status_code == 303
    rows = listed(client.get(answer.headers["location"]).text)
    assert set(rows) == LEFT_OUT

    assert set(listed(client.get("/webinars/webinars?status=not_held").text)) >= {key.W18}
    assert key.W01 not in listed(client.get("/webinars/webinars?status=not_held").text)
    assert "No webinar fits" in client.get("/webinars/webinars?when=coming&status=ended").text


@pytest.mark.parametrize(
    ("text", "webinar"),
    [("arithm", key.W01), (str(key.W02), key.W02), ("910 0000 0003", key.W03), ("%", None)],
)
def test_a_search_finds_topics_and_numbers(
    client: httpx.Client, text: str, webinar: int | None
) -> None:
    answer = client.post("/webinars/webinars", data={"text": text})

    assert answer.status_code == 200
    if webinar is None:
        assert "No webinar fits" in answer.text
    else:
        assert set(listed(answer.text)) == {webinar}


def test_a_search_for_a_host_is_in_no_address_and_no_log(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = client.post("/webinars/webinars", data={"text": "ines@brand.example.com"})

    assert set(listed(answer.text)) == {key.W11, key.W12}
    assert not any("ines" in link for link in links_of(answer.text))
    assert "ines" not in caplog.text


def test_a_search_is_sorted_and_paged_by_what_is_posted(
    client: httpx.Client, warehouse: Warehouse
) -> None:
    execute(
        warehouse,
        "insert into zoom.webinars (account_id, webinar_id, topic, first_seen_at, run_id)"
        " select :account, number, 'Many ' || number, now(), 'test'"
        " from generate_series(1, 60) as number",
        account=ACC,
    )
    fields = {"text": "many", "sort": "-topic", "page": "2"}
    rows = listed(client.post("/webinars/webinars", data=fields).text)

    assert list(rows) == sorted(range(1, 61), key=lambda n: f"many {n}", reverse=True)[50:]


def test_a_webinar_shows_its_dates_and_what_decides_about_it(client: httpx.Client) -> None:
    page = client.get(f"/webinars/webinars/{ACC}/{key.W05}").text
    dates = [row for row in key.MARKETING_EVENTS if row[1] == key.W05]
    assert len(tables_of(page)[0]) == len(dates) + 1
    assert "No setting is about it" in text_of(page)

    off = text_of(client.get(f"/webinars/webinars/{ACC}/{key.W13}").text)
    assert "It is switched off by its own setting." in off


@pytest.mark.parametrize("row", key.MARKETING_EVENTS, ids=lambda row: f"{row[1]}-{row[2]}")
def test_an_occurrence_shows_the_numbers_of_the_answer_key(
    client: httpx.Client, row: tuple[object, ...]
) -> None:
    event = dict(zip(key.MARKETING_EVENTS_COLUMNS, row, strict=True))
    shown = text_of(
        client.get(occurrence(int(str(event["webinar_id"])), str(event["occurrence_key"]))).text
    )

    assert f"Did not come {event['no_shows']} Cancelled {event['cancellations']} " in shown
    assert f"Anonymous attendances {event['anonymous_attendances']}" in shown
    # The number stands in the bar, too, for who does not see it.
    assert f"Registered {event['registrations']} {event['registrations']} " in shown
    if event["started_at"]:
        assert f" Attended {event['attendances']} {event['attendances']} " in shown


def test_who_stayed_to_the_end_left_in_the_last_twentieth(client: httpx.Client) -> None:
    """Of W01, fay alone was there at 10:57 or later; of W09, 60 minutes until 16:10, be alone."""
    first = text_of(client.get(occurrence(key.W01, "2026-11-10")).text)
    assert "Stayed to the end 1 1 " in first
    assert "at or after 10:57:00 UTC" in first
    ninth = client.get(occurrence(key.W09, "2026-11-12")).text
    assert "at or after 16:07:00 UTC" in text_of(ninth)
    assert "Stayed to the end 1 1 " in text_of(ninth)  # be; al left at 16:05


def test_the_curve_of_the_first_webinar_is_as_worked_out_by_hand(client: httpx.Client) -> None:
    """From the connections of the answer key: two devices of ada and of cat are one person each."""
    page = client.get(occurrence(key.W01, "2026-11-10")).text
    curve = {row[0]: [int(cell) for cell in row[1:]] for row in tables_of(page)[0][1:]}

    assert len(curve) == 61
    # ada, bob, fay, hal, jon, carl and the first guest.
    assert curve["10:00:00"] == [7, 7, 0]
    # bob and the guest go, cat comes.
    assert curve["10:10:00"] == [6, 1, 2]
    # ada goes, the second guest comes.
    assert curve["10:20:00"] == [6, 1, 1]
    # hal, jon, carl and the guest go; dan comes: cat, dan, fay are left.
    assert curve["10:30:00"] == [3, 1, 4]
    assert curve["10:37:00"] == [3, 0, 0]
    assert curve["10:38:00"] == [2, 0, 1]
    assert curve["10:50:00"] == [2, 1, 1]
    assert curve["10:55:00"] == [1, 0, 1]
    assert curve["11:00:00"] == [0, 0, 1]
    assert "Most at once: 7 people , at 10:00:00 UTC" in text_of(page)
    assert "<svg" in page


def test_people_have_their_states_times_and_a_link(client: httpx.Client) -> None:
    page = client.get(occurrence(key.W01, "2026-11-10") + "?sort=-percent").text
    people = people_of(page)

    assert Counter(row[1] for row in people) == {"attended": 8, "did not come": 3}
    assert people[0][0].startswith("Fay Clipped fay@example.com")
    assert people[0][3:] == ["10 Nov 2026, 10:00 UTC", "10 Nov 2026, 11:00 UTC", "1:00:00", "100%"]
    assert people[1][5:] == ["0:40:00", "66.7%"]
    assert sum("/why/" in link for link in links_of(page)) == len(people)


def test_a_person_is_searched_in_the_body(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = client.post(occurrence(key.W01, "2026-11-10"), data={"text": "lovelace"})
    people = people_of(answer.text)

    assert [row[0].split(" Why?")[0] for row in people] == ["Ada 🎉 Lovelace ada@example.com"]
    assert not any("ovelace" in link for link in links_of(answer.text))
    assert "ovelace" not in caplog.text


def test_who_is_not_counted_is_there_by_rule(client: httpx.Client) -> None:
    page = client.get(occurrence(key.W03, "2026-11-14")).text
    rules = {(row[0].rsplit(" ", 1)[1], row[1]): int(row[2]) for row in tables_of(page)[-1][1:]}
    counted = Counter(
        (str(outcome[6]), f"{outcome[3]}s")
        for outcome in key.OUTCOMES
        if outcome[1] == key.W03 and outcome[6] != "synced" and outcome[3] != "connection"
    )

    assert {name: number for name, number in rules.items() if name[0] != "rejected"} == counted
    assert rules["rejected", "registrations"] == 4


def test_hostile_topics_and_odd_keys_are_text_and_lead_where_they_say(
    client: httpx.Client, warehouse: Warehouse
) -> None:
    account = "a b/ü?#%41&"
    for statement in (
        "insert into zoom.accounts (account_id, run_id) values (:account, 'test')",
        "insert into zoom.webinars (account_id, webinar_id, topic, first_seen_at, run_id)"
        " values (:account, 7, :topic, now(), 'test')",
        "insert into marts.marketing_events (account_id, webinar_id, occurrence_key, topic, status,"
        " registrations, cancellations, attendances, no_shows, late_registrations,"
        " anonymous_attendances, run_id)"
        " values (:account, 7, '1794232800000', :topic, 'scheduled', 0, 0, 0, 0, 0, 0, 'test')",
    ):
        execute(warehouse, statement, account=account, topic=HOSTILE)

    page = client.post("/webinars/webinars", data={"text": "evil"}).text
    assert HOSTILE in text_of(page)
    assert "<script>alert" not in page
    (link,) = (link for link in links_of(page) if link.endswith("/7"))
    webinar = client.get(link).text
    assert HOSTILE in text_of(webinar)
    (date,) = (link for link in links_of(webinar) if "/dates/" in link)
    shown = client.get(date)
    assert shown.status_code == 200
    assert "to come" in text_of(shown.text)
    assert "<script>alert" not in shown.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/webinars/webinars/{ACC}/1", 404),
        (f"/webinars/webinars/{ACC}%00/1", 422),
        (f"/webinars/webinars/{ACC}/{2**63}", 422),
        (f"/webinars/webinars/{ACC}/{key.W01}/dates/never", 404),
        ("/webinars/webinars?status=x&when=%00&sort=x&page=-1&host=%00", 422),
    ],
)
def test_what_makes_no_sense_is_no_failure(client: httpx.Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_a_webinar_that_runs_says_how_many_are_in_it(
    client: httpx.Client, warehouse: Warehouse
) -> None:
    execute(
        warehouse,
        "insert into zoom.webhook_sessions (account_id, session_uuid, webinar_id, started_at)"
        " values (:account, 'live==', :webinar, '2026-11-24 10:00+00')",
        account=ACC,
        webinar=key.W15,
    )
    for number in range(3):
        execute(
            warehouse,
            "insert into zoom.webhook_events (account_id, webinar_id, event, subject_key,"
            " occurred_at, session_uuid, payload) values (:account, :webinar,"
            " 'webinar.participant_joined', :subject, '2026-11-24 10:01+00', 'live==', '{}')",
            account=ACC,
            webinar=key.W15,
            subject=f"live== {number}",
        )
    for path in ("/webinars/webinars", f"/webinars/webinars/{ACC}/{key.W15}"):
        assert "3 people are in it" in text_of(client.get(path).text)
