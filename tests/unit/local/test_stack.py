"""What the checks of the whole stack take for wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from local.stack import scene
from local.stack.cost import Cost, total
from local.stack.play import Ending, broken_promises, connections, differences
from local.stack.senders import event_letters
from local.stack.services import sandbox_connections

EPOCH = date(2026, 11, 27)
WHO = ("94000000003", "contact0000@crm.example.com")
ANSWERED: dict[str, Any] = {
    "contact_id": 1, "state": "done", "outcomes": 1, "outputs": {"status": "registered"},
}  # fmt: skip
TRUE = Ending(
    {"marts.contacts": frozenset({"ann", "ben"})},
    {"contacts": {"ann": {"a": 1}, "ben": {}}, "archived": ["old"]},
    [ANSWERED],
    Counter({WHO: 1, ("94000000003", "person001@people.example.com"): 1}),
)


def test_equal_endings_do_not_differ() -> None:
    assert differences(TRUE, TRUE) == []
    assert broken_promises(TRUE, 1) == []


@pytest.mark.parametrize(
    ("ending", "line"),
    [
        (replace(TRUE, tables={"marts.contacts": frozenset({"ann"})}), "marts.contacts: lacks ben"),
        (
            replace(TRUE, hubspot={**TRUE.hubspot, "contacts": {"ann": {"a": 2}, "ben": {}}}),
            "HubSpot's contacts: ann: {'a': 2} instead of {'a': 1}",
        ),
        (
            replace(TRUE, hubspot={**TRUE.hubspot, "archived": []}),
            "HubSpot's archived: [] instead of ['old']",
        ),
    ],
)
def test_what_differs_is_told(ending: Ending, line: str) -> None:
    assert differences(ending, TRUE) == [line]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"executions": []}, "0 requests in HubSpot instead of 1"),
        (
            {"executions": [{**ANSWERED, "state": "waiting", "outcomes": 0, "outputs": {}}]},
            "request of contact 1: waiting, 0 outcomes, None",
        ),
        (
            {"executions": [{**ANSWERED, "outcomes": 2}]},
            "request of contact 1: done, 2 outcomes, None",
        ),
        ({"registrants": Counter()}, "0 contacts registered in Zoom instead of 1"),
        ({"registrants": Counter({WHO: 2})}, f"{WHO} is registered 2 times"),
    ],
)
def test_a_broken_promise_is_told(changes: dict[str, Any], line: str) -> None:
    assert broken_promises(replace(TRUE, **changes), 1) == [line]


def test_the_same_day_has_the_same_accounts_and_events() -> None:
    first, again = scene.build_accounts(EPOCH), scene.build_accounts(EPOCH)
    letters = event_letters(EPOCH)

    assert first == again
    assert [letter.body for letter in letters] == [letter.body for letter in event_letters(EPOCH)]
    assert {session.webinar_id for account in first for session in account.sessions}
    assert set(scene.TARGETS) <= {str(webinar.id) for webinar in first[0].webinars}


def test_a_port_is_put_into_every_address_of_a_connection() -> None:
    values = [value for variables in connections().values() for value in variables.values()]
    example = sandbox_connections(".env.example", {"8181": "1", "8182": "2"})

    assert sum(value.count("{8181}") for value in values) == 2
    assert example.keys() == connections()["tasks"].keys()


def test_costs_add_up() -> None:
    assert total([Cost(0.01, 100.0, 2), Cost(0.02, 50.0, 1)]) == Cost(0.03, 150.0, 3)
