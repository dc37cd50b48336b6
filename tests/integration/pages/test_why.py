"""The page Why?: from an address, or a contact's number, to the answer."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tests.answer_key import awkward as key
from tests.builders import execute, query
from tests.integration.pages.shown import links_of, tables_of, text_of

if TYPE_CHECKING:
    import httpx

    from webinar_sync.warehouse.engine import Warehouse


@pytest.fixture
def begins_with(awkward_database: str) -> str:
    return awkward_database


def ask(client: httpx.Client, address: str) -> httpx.Response:
    return client.post("/webinars/why", data={"address": address}, follow_redirects=True)


@pytest.mark.parametrize(("address", "code"), key.EXPLAIN)
def test_each_code_is_said_in_words_with_what_would_change_it(
    client: httpx.Client, warehouse: Warehouse, address: str, code: str
) -> None:
    answer = ask(client, f"  {address.upper()} ")

    assert answer.status_code == 200
    if code == "erased":
        assert "asked to be forgotten" in text_of(answer.text)
        return
    ((meaning, change),) = query(
        warehouse, "select meaning, what_changes_it from sync.codes where code = :code", code=code
    )
    rows = [row for table in tables_of(answer.text) for row in table[1:]]
    assert any(row[3] == f"{code} {meaning}" and row[4] == change for row in rows)


def test_a_contact_s_answer_has_an_address_to_share_without_the_person_in_it(
    client: httpx.Client, warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = ask(client, "ada@example.com")
    ((contact_id,),) = query(
        warehouse, "select contact_id from marts.contacts where email = 'ada@example.com'"
    )

    assert answer.url.path == f"/webinars/why/{contact_id}"
    assert client.get(answer.url).text == answer.text
    assert "Ada 🎉 Lovelace ada@example.com" in text_of(answer.text)
    assert not any("ada" in link for link in links_of(answer.text))
    assert "ada@" not in caplog.text
    # Two registrations and one attendance, by the answer key.
    assert "3 registrations and attendances are counted." in text_of(answer.text)
    webinars = [row[0].split(" 2026")[0] for row in tables_of(answer.text)[0][1:]]
    assert sorted(webinars) == ["Arithmetic", "Arithmetic", "Practised"]


def test_who_is_no_contact_is_answered_without_an_address_of_their_own(
    client: httpx.Client,
) -> None:
    answer = ask(client, "sales@rival.example.org")

    assert answer.url.path == "/webinars/why"
    assert not answer.history
    assert "no contact of the warehouse under this address" in text_of(answer.text)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("stranger@example.com", "Nobody with this address is known"),
        ("no address", "This is not an email address"),
        ("two@@example.com", "What the person gave as an address is not one."),
        ("<script>alert(1)</script>@x.example", "This is not an email address"),
        ("x\0y@example.com", "Nobody with this address is known"),
    ],
)
def test_what_is_not_known_is_said(client: httpx.Client, address: str, sentence: str) -> None:
    answer = ask(client, address)

    assert answer.status_code == 200
    assert sentence in text_of(answer.text)
    assert "<script>alert" not in answer.text


def test_nothing_asked_asks_again(client: httpx.Client) -> None:
    assert "Email address" in ask(client, " ").text


@pytest.mark.parametrize(("number", "status"), [("5", 404), (str(2**63), 422), ("x", 404)])
def test_a_number_of_nobody_says_so(client: httpx.Client, number: str, status: int) -> None:
    answer = client.get(f"/webinars/why/{number}")

    assert answer.status_code == status
    if number == "5":
        assert "No contact has this number" in answer.text


def test_a_name_is_shown_as_text(client: httpx.Client, warehouse: Warehouse) -> None:
    name = "<img src=x onerror=alert(1)> \u202eeda\u202c 🎬"
    execute(
        warehouse,
        "update marts.contacts set first_name = :name where email = 'ada@example.com'",
        name=name,
    )
    answer = ask(client, "ada@example.com")

    assert f"{name} Lovelace" in text_of(answer.text)
    assert "<img" not in answer.text


def test_the_answer_names_no_contact_that_was_erased_since(
    client: httpx.Client, warehouse: Warehouse
) -> None:
    answer = ask(client, "ada@example.com")
    execute(warehouse, "delete from marts.contacts where email = 'ada@example.com'")

    assert client.get(answer.url).status_code == 404


def test_hubspot_is_said_to_have_been_told_nothing(client: httpx.Client) -> None:
    assert "HubSpot was told nothing of this person" in text_of(ask(client, "ada@example.com").text)
