"""What HubSpot answers about contacts is judged before it is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from webinar_sync.hubspot.contact_answers import contacts_by_address
from webinar_sync.hubspot.contact_requests import find_contacts, update_contacts
from webinar_sync.hubspot.endpoints import CREATE_CONTACTS, USERS
from webinar_sync.hubspot.errors import HubspotBadAnswerError
from webinar_sync.hubspot.overwritten import overwritten_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.hubspot.client import HubspotClient

ANN, BEN = "ann@people.example", "ben@people.example"
NAMES = {"registrations_total": "webinar_sync_registrations_total"}


def contact(contact_id: object, email: str | None = None, *additional: str) -> dict[str, Any]:
    """Return a contact as HubSpot answers it."""
    properties = {"email": email, "hs_additional_emails": ";".join(additional) or None}
    return {"id": contact_id, "properties": properties}


def missing(*ids: str) -> list[dict[str, Any]]:
    """Return HubSpot's error about what does not exist."""
    return [{"category": "OBJECT_NOT_FOUND", "context": {"ids": list(ids)}}]


def read(body: dict[str, Any], *, archived: bool = False) -> list[str]:
    """Return the addresses of the contacts that an answer to ann and ben has."""
    rows = contacts_by_address(body, [ANN, BEN], NAMES, archived=archived)
    return [row["email"] for row in rows]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"results": {}},
        {"results": []},
        {"results": ["ann"]},
        {"results": [contact(None, ANN)]},
        {"results": [contact("x", ANN)]},
        {"results": [{"id": "1"}]},
        {"results": [contact("1", None)]},
        {"results": [contact("1", ANN)]},
        {"results": [contact("1", ANN), contact("2", BEN), contact("3", "x@y.example")]},
    ],
    ids=["empty", "no list", "nobody", "no object", "no id", "odd id", "no properties",
         "no address", "nothing about one", "more than requested"],
)  # fmt: skip
def test_an_odd_answer_is_not_believed(body: dict[str, Any]) -> None:
    with pytest.raises(HubspotBadAnswerError):
        read(body)


@pytest.mark.parametrize(
    ("body", "addresses"),
    [
        ({"results": [contact("1", ANN, BEN)]}, [ANN]),
        ({"results": [contact("1", ANN, BEN), contact("1", ANN, BEN)]}, [ANN]),
        ({"results": [contact("1", " Ann@People.example")], "errors": missing(BEN)}, [ANN]),
        ({"results": [], "errors": missing(ANN, BEN)}, []),
        ({"results": [contact("1", ANN), contact("9", "x@y.example")]}, [ANN]),
    ],
    ids=["secondary", "twice", "one is missing", "both are missing", "somebody else's"],
)
def test_contacts_are_found_by_any_of_their_addresses(
    body: dict[str, Any], addresses: list[str]
) -> None:
    assert read(body) == addresses


def test_the_archive_need_not_say_what_it_does_not_have() -> None:
    assert read({"results": []}, archived=True) == []


class Answers:
    """Stands in for a client: gives answers by what is asked for, and counts requests."""

    def __init__(self, answers: dict[tuple[str, ...], dict[str, Any]]) -> None:
        self.answers = answers

    def call(self, endpoint: object, body: dict[str, Any], **_: object) -> Any:
        """Return the answer to a batch."""
        ids = tuple(str(row["id"]) for row in body["inputs"])
        return type("Answer", (), {"body": self.answers[ids]})


def find(ids: Sequence[int], answers: dict[tuple[str, ...], dict[str, Any]]) -> dict[int, int]:
    """Find contacts by id, with the answers that a client would get."""
    client: HubspotClient = Answers(answers)  # type: ignore[assignment]
    return find_contacts(client, ids)


def test_a_contact_is_gone_only_if_hubspot_says_so() -> None:
    assert find([1, 2], {("1", "2"): {"results": [contact("1")], "errors": missing("2")}}) == {1: 1}
    silent: dict[str, Any] = {"results": []}
    with pytest.raises(HubspotBadAnswerError):
        find([1, 2], {("1", "2"): {"results": [contact("1")]}, ("2",): silent})


def test_a_merged_contact_is_asked_for_alone_where_the_answer_does_not_name_it() -> None:
    answers = {
        ("1", "2", "3"): {"results": [contact("1"), contact("9")]},
        ("2",): {"results": [contact("9")]},
        ("3",): {"results": [contact("9")]},
    }
    assert find([1, 2, 3], answers) == {1: 1, 2: 9, 3: 9}


def test_a_row_that_is_answered_as_another_contact_is_not_accepted() -> None:
    rows: list[Any] = [({"object_key": key, "hubspot_id": int(key)}, {}) for key in ("1", "2", "3")]
    answer = {
        "results": [
            {"id": "1", "objectWriteTraceId": "1"},
            {"id": "9", "objectWriteTraceId": "2"},
        ]
    }
    client: HubspotClient = Answers({("1", "2", "3"): answer})  # type: ignore[assignment]

    result = update_contacts(client, rows)

    assert [row["hubspot_id"] for row in result.accepted] == [1]
    assert [(str(reason), row["answered_ids"]) for row, reason in result.refused] == [
        ("MERGED", [9]),
        ("NOT_ANSWERED", [9]),
    ]


@pytest.mark.parametrize(
    ("sent", "value", "is_overwritten"),
    [
        (3, "3", False),
        (3, "3.00", False),
        (None, "", False),
        (3, "77", True),
        (3, "", True),
        (None, "0", True),
        (3, "three", True),
        (3, "sNaN", True),
    ],
)
def test_a_number_is_the_same_however_hubspot_writes_it(
    sent: int | None, value: str, is_overwritten: bool
) -> None:
    columns = overwritten_columns({"registrations_total": sent}, {"registrations_total": value})

    assert columns == (["registrations_total"] if is_overwritten else [])


def test_an_endpoint_is_requested_in_a_version_that_has_it() -> None:
    assert USERS.path_for("2026-03") == "/settings/users/2026-03"
    assert USERS.path_for("2026-09") == "/settings/users/2026-03"
    assert CREATE_CONTACTS.path_for("2026-09") == "/crm/objects/2026-09/contacts/batch/create"
