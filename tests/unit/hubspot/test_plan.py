"""The plan and the summary of a push as people read them."""

from __future__ import annotations

from collections import Counter

from webinar_sync.hubspot.push.plan import Change, has_work, plan_lines
from webinar_sync.hubspot.push.report import summary_lines

DEFERRED = Change("contacts", "deferred", 3, 1)
HELD_BACK = Change("participations", "held_back", 40, 1)
CREATE = Change("marketing events", "create", 101, 2)


def test_the_plan_is_a_table() -> None:
    assert plan_lines([CREATE, DEFERRED]) == [
        "kind              change                    count  requests",
        "marketing events  create                      101         2",
        "contacts          deferred: refused lately      3         0",
    ]


def test_an_empty_plan_is_a_sentence() -> None:
    assert plan_lines([]) == ["nothing differs from what HubSpot acknowledged"]


def test_what_only_waits_is_no_work() -> None:
    assert not has_work([])
    assert not has_work([DEFERRED, HELD_BACK])
    assert has_work([DEFERRED, CREATE])


def test_a_summary_counts_what_was_done_and_compares_the_requests() -> None:
    counts = Counter(
        contacts_created=2,
        contacts_updated=0,
        requests=9,
        requests_least=4,
        requests_to_set_up=5,
    )

    assert summary_lines(counts) == [
        "HubSpot contacts created: 2",
        "HubSpot requests: 9 (least possible: 4, and 5 to set up)",
    ]
