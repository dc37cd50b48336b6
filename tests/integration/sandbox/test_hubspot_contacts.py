"""Tests of the sandbox's HubSpot: contacts, alone and in batches."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.sandbox.hubspot_client import ANN, GONE, NOW, SECOND, C, Hubspot


def test_a_secondary_address_is_answered_with_its_contact(free: Hubspot) -> None:
    response = free.read(SECOND)

    (contact,) = response.json()["results"]
    assert response.status_code == 200
    assert contact["properties"]["email"] == ANN
    assert contact["properties"]["hs_additional_emails"] == SECOND
    assert contact["properties"]["firstname"] is None


def test_missing_addresses_are_errors_of_a_207_and_archived_ones_are_found_apart(
    free: Hubspot,
) -> None:
    response = free.read(ANN, GONE)

    assert response.status_code == 207
    assert len(response.json()["results"]) == 1
    (error,) = response.json()["errors"]
    assert (error["category"], error["context"]) == ("OBJECT_NOT_FOUND", {"ids": [GONE]})
    (archived,) = free.read(GONE, archived=True).json()["results"]
    assert archived["archived"] is True


def test_a_merged_contact_is_answered_with_the_one_it_was_merged_into(free: Hubspot) -> None:
    ann = int(free.read(ANN).json()["results"][0]["id"])
    other = free.sandbox.contacts.add("other@people.example", NOW)
    free.post(f"{C}/merge", {"primaryObjectId": str(other), "objectIdToMerge": str(ann)})

    (contact,) = free.post(f"{C}/batch/read", {"inputs": [{"id": str(ann)}]}).json()["results"]
    assert contact["id"] == str(other)


def test_doubles_in_a_batch_are_refused_as_a_whole(free: Hubspot) -> None:
    row = {"id": "new@people.example", "idProperty": "email", "properties": {}}

    response = free.post(f"{C}/batch/upsert", {"inputs": [row, row]})

    assert response.status_code == 400
    assert response.json()["message"] == (
        "Duplicate IDs found in batch input: [new@people.example]. IDs must be unique"
    )
    assert "new@people.example" not in free.sandbox.snapshot()["contacts"]


@pytest.mark.parametrize("is_traced", [True, False])
def test_a_bad_row_stops_the_others_unless_rows_have_trace_ids(
    free: Hubspot, is_traced: bool
) -> None:
    rows = [
        {"id": f"{name}@people.example", "idProperty": "email", "properties": properties}
        for name, properties in (("good", {"firstname": "G"}), ("bad", {"no_such_property": "x"}))
    ]
    if is_traced:
        rows = [{**row, "objectWriteTraceId": str(row["id"])[:3]} for row in rows]

    response = free.post(f"{C}/batch/upsert", {"inputs": rows})

    if is_traced:
        assert response.status_code == 207
        (contact,) = response.json()["results"]
        assert (contact["new"], contact["objectWriteTraceId"]) == (True, "goo")
        (error,) = response.json()["errors"]
        assert error["context"]["objectWriteTraceId"] == ["bad"]
    else:
        assert response.status_code == 400
        assert "does not exist" in response.json()["message"]


def test_a_second_contact_with_an_address_is_a_conflict(free: Hubspot) -> None:
    response = free.post(C, {"properties": {"email": ANN}})

    assert response.status_code == 409
    assert response.json()["category"] == "CONFLICT"
    assert response.json()["message"].startswith("Contact already exists. Existing ID: ")


@pytest.mark.parametrize("is_traced", [True, False])
def test_a_conflict_in_a_batch_costs_itself_alone_where_rows_have_trace_ids(
    free: Hubspot, is_traced: bool
) -> None:
    rows: list[dict[str, Any]] = [
        {"associations": [], "properties": {"email": address}} for address in (ANN, "new@x.example")
    ]
    if is_traced:
        rows = [{**row, "objectWriteTraceId": str(place)} for place, row in enumerate(rows)]

    response = free.post(f"{C}/batch/create", {"inputs": rows})

    if is_traced:
        assert response.status_code == 207
        assert [row["objectWriteTraceId"] for row in response.json()["results"]] == ["1"]
        (error,) = response.json()["errors"]
        assert (error["category"], error["context"]["objectWriteTraceId"]) == ("CONFLICT", ["0"])
    else:
        assert (response.status_code, response.json()["category"]) == (409, "CONFLICT")
        assert "new@x.example" not in free.sandbox.snapshot()["contacts"]


@pytest.mark.parametrize(("version", "status"), [("2026-03", 207), ("2026-09", 200)])
def test_an_update_passes_over_ids_that_do_not_exist_in_silence(
    free: Hubspot, version: str, status: int
) -> None:
    row = {"id": "1", "properties": {"firstname": "X"}}

    response = free.post(f"/crm/objects/{version}/contacts/batch/update", {"inputs": [row]})

    assert response.status_code == status
    assert response.json()["results"] == []
    assert "errors" not in response.json()


def test_a_chain_of_merges_leads_to_the_contact_that_is_left(free: Hubspot) -> None:
    contacts = free.sandbox.contacts
    first, second, third = (contacts.add(f"{name}@x.example", NOW) for name in ("a", "b", "c"))
    contacts.merge(second, first)
    new = contacts.merge_into_new(third, second, NOW)

    for contact_id in (first, second, third, new):
        body = {"inputs": [{"id": str(contact_id)}], "properties": ["hs_additional_emails"]}
        (contact,) = free.post(f"{C}/batch/read", body).json()["results"]
        assert contact["id"] == str(new)
        assert contact["properties"]["hs_additional_emails"] == "b@x.example;a@x.example"
