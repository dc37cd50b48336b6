"""Answers to polls, questions of the audience, answers in registration forms: where they are on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import (
    account,
    add_fault,
    at,
    clear_faults,
    connection,
    execute,
    query,
    registrant,
    run_nightly_at,
    session,
    webinar,
)
from tests.integration.erasure.acts import contact_id_of, erase
from tests.integration.erasure.dump import places_of
from webinar_sync.zoom.registration_sources import RegistrationSources

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.zoom.reader import Job

NUMBER = 91000000042
UUID = "polled=="
POLLS = "GET /report/webinars/{ref}/polls"
QA = "GET /report/webinars/{ref}/qa"
START, END = at("20 14:00"), at("20 15:00")
STAFF = {"user_id": "HOST", "email": "host@corp.example", "name": "Hanna Host"}


def poll(email: str, *answers: tuple[str, str], **detail: Any) -> dict[str, Any]:
    """Return somebody's answers, as the report has them."""
    details = [
        {
            "answer": answer,
            "question": question,
            "polling_id": "p-1",
            "date_time": "2026-11-20T14:30:00Z",
            **detail,
        }
        for question, answer in answers
    ]
    return {"email": email, "name": "Somebody's Name", "question_details": details}


def question(email: str, text: str, answer: str, **person: Any) -> dict[str, Any]:
    """Return somebody's question, as the report has it."""
    detail = {
        "question": text,
        "answer": answer,
        "question_id": "q-1",
        "create_time": "2026-11-20T14:31:00Z",
        "question_status": "answered",
        "answer_details": [{**STAFF, "content": answer, "type": "host_answered_publicly"}],
    }
    return {"email": email, "name": "Somebody's Name", "question_details": [detail], **person}


PEOPLE = (
    poll(" ANN@people.example ", ("How was it?", "Good"), ("Again?", "Yes")),
    poll("", ("How was it?", "Bad"), date_time="2026-11-20 14:33:00"),
    poll("spy@rival.example", ("How was it?", "Hm")),
    poll("host@corp.example", ("How was it?", "Great")),
)
ASKED = (
    question("ann@people.example", "When is the next?", "Soon"),
    question("", "Who are you?", "live answered", name="Anonymous Attendee"),
    question("spy@rival.example", "How much?", "A lot"),
)
FORM = [
    {"title": "Role?", "value": "Chef"},
    {"title": "Role?", "value": "Cook"},
    {"title": "Newsletter?", "value": ""},
    {"title": " Hobby? ", "value": " Fishing "},
]


@pytest.fixture
def world(make_world: Callable[..., World], warehouse: Warehouse) -> World:
    """Serve a webinar with answers of all kinds, and exclude a domain."""
    ann = registrant("ann", raw={"custom_questions": FORM})
    spy = registrant("spy", email="spy@rival.example", raw={"custom_questions": FORM})
    cy = registrant("cy", (at("20 10:00"), "denied"), raw={"custom_questions": FORM[3:]})
    run = session(
        UUID,
        NUMBER,
        START,
        END,
        connection("ann", START, END),
        replace(connection("spy", START, END), user_email="spy@rival.example"),
        polls=PEOPLE,
        questions=ASKED,
    )
    execute(warehouse, "insert into settings.excluded_contact_domains values ('rival.example')")
    webinars = [webinar(NUMBER, START, ann, spy, cy)]
    return make_world(account("a", webinars, [run]), now=at("20 12:00"))


def switch(warehouse: Warehouse, name: str, value: str = "true") -> None:
    """Change a setting."""
    execute(warehouse, f"update settings.sync set {name} = {value}")


def asked_of(world: World) -> list[str]:
    """Return the requests for polls and questions since the last call."""
    asked = [f"{entry.method} {entry.template}" for entry in world.app.log.entries]
    world.app.log.clear()
    return [request for request in asked if request in (POLLS, QA)]


def poll_answers(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    """Return marts.poll_answers, less keys."""
    return query(
        warehouse,
        "select email, question, answer, answered_at from marts.poll_answers"
        " order by session_uuid, answer_number",
    )


def test_what_is_off_is_not_asked_for_and_stands_nowhere(
    world: World, warehouse: Warehouse
) -> None:
    run_nightly_at(world, "21 16:00")

    assert asked_of(world) == []
    for table in ("poll_answers", "questions", "registration_answers"):
        assert query(warehouse, f"select * from marts.{table}") == []


def test_people_of_marts_and_anonymous_ones_have_answers_and_nobody_else(
    world: World, warehouse: Warehouse
) -> None:
    for name in ("polls", "questions", "registration_answers"):
        switch(warehouse, name)

    run_nightly_at(world, "21 16:00")

    ann = "ann@people.example"
    assert poll_answers(warehouse) == [
        (ann, "How was it?", "Good", at("20 14:30")),
        (ann, "Again?", "Yes", at("20 14:30")),
        (None, "How was it?", "Bad", None),
    ]
    assert query(
        warehouse,
        "select email, question, answer, status, asked_at from marts.questions"
        " order by question_number",
    ) == [
        (ann, "When is the next?", "Soon", "answered", at("20 14:31")),
        (None, "Who are you?", "live answered", "answered", at("20 14:31")),
    ]
    assert query(
        warehouse,
        "select email, question, answer from marts.registration_answers order by 1, 2",
    ) == [
        (ann, "Hobby?", "Fishing"),
        (ann, "Role?", "Chef"),
        ("cy@people.example", "Hobby?", "Fishing"),
    ]
    assert query(
        warehouse,
        "select occurrence_key from marts.poll_answers union"
        " select occurrence_key from marts.registration_answers",
    ) == [("2026-11-20",)]


def test_answers_are_asked_for_with_the_readings_of_the_report_and_never_again(
    world: World, warehouse: Warehouse
) -> None:
    switch(warehouse, "polls")
    run_nightly_at(world, "20 15:30")
    assert asked_of(world) == []  # the report is not final yet

    run_nightly_at(world, "20 16:30")
    assert asked_of(world) == [POLLS]
    run_nightly_at(world, "20 20:00")
    assert asked_of(world) == []

    run_nightly_at(world, "21 16:00")
    assert asked_of(world) == [POLLS]
    run_nightly_at(world, "22 16:00")
    assert asked_of(world) == []


def test_switching_one_on_reads_what_ended_before_and_off_takes_it_from_marts(
    world: World, warehouse: Warehouse
) -> None:
    run_nightly_at(world, "21 16:00")
    switch(warehouse, "questions")
    run_nightly_at(world, "22 16:00")
    assert asked_of(world) == [QA]
    assert query(warehouse, "select count(*) from marts.questions") == [(2,)]

    switch(warehouse, "questions", "false")
    run_nightly_at(world, "23 16:00")
    assert asked_of(world) == []
    assert query(warehouse, "select count(*) from marts.questions") == [(0,)]

    switch(warehouse, "questions")
    run_nightly_at(world, "24 16:00")
    assert asked_of(world) == []
    assert query(warehouse, "select count(*) from marts.questions") == [(2,)]


def test_an_odd_answer_costs_itself_alone_and_is_asked_for_again(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    odd = {
        "refused==": ("html_403", {}),
        "page==": ("not_json", {}),
        "detail==": ("drop_key", {"key": "question_details"}),
        "rows==": ("odd_rows", {}),
        "good==": None,
    }
    numbers = range(NUMBER, NUMBER + len(odd))
    runs = [
        session(uuid, number, START, END, connection("ann", START, END), polls=PEOPLE[:1])
        for uuid, number in zip(odd, numbers, strict=True)
    ]
    webinars = [webinar(number, START, "ann") for number in numbers]
    world = make_world(account("a", webinars, runs), now=at("20 12:00"))
    switch(warehouse, "polls")
    for uuid, fault in odd.items():
        if fault:
            add_fault(world, f"/{uuid.replace('=', '%3D')}/polls", fault[0], **fault[1])
    run_nightly_at(world, "21 16:00")
    assert len(poll_answers(warehouse)) == 2
    assert query(warehouse, "select distinct state from zoom.sessions") == [("settled",)]
    assert query(
        warehouse,
        "select object_kind, object_key from sync.errors where cleared_at is null order by 2",
    ) == [("polls", uuid) for uuid in sorted(odd) if odd[uuid]]

    assert clear_faults(world) > 0
    run_nightly_at(world, "23 16:00")

    assert len(poll_answers(warehouse)) == 2 * len(odd)
    assert query(warehouse, "select 1 from sync.errors where cleared_at is null") == []


def test_a_session_without_answers_is_done_and_an_empty_list_replaces_nothing(
    world: World, warehouse: Warehouse
) -> None:
    switch(warehouse, "polls")
    run_nightly_at(world, "20 15:30", "20 16:30")
    assert len(poll_answers(warehouse)) == 3
    body = {"code": 3001, "message": "Webinar not found or has expired."}
    add_fault(world, "/polls", "status", status=404, body=body)

    run_nightly_at(world, "21 16:00", "22 16:00")

    assert asked_of(world) == [POLLS, POLLS]
    assert len(poll_answers(warehouse)) == 3


def test_without_heavy_requests_left_the_rest_of_the_sync_goes_on(
    world: World, warehouse: Warehouse
) -> None:
    switch(warehouse, "polls")
    add_fault(world, "/polls", "html_403")
    run_nightly_at(world, "20 15:30", "20 16:30")
    refused = "select object_kind, code from sync.errors where cleared_at is null"
    assert query(warehouse, refused) == [("polls", "refused")]
    clear_faults(world)
    add_fault(world, "/polls", "daily_429")
    run_nightly_at(world, "21 16:00")
    assert poll_answers(warehouse) == []
    assert query(warehouse, refused) == [("polls", "refused")]  # nothing was read of it

    clear_faults(world)
    run_nightly_at(world, "22 16:00")

    assert len(poll_answers(warehouse)) == 3


def test_who_is_erased_is_in_no_answer_and_stays_so(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    """Ann asked, was asked back by Cy and answered his question; Cy keeps his."""
    ann, cy = "ann@people.example", "cy@people.example"
    by_ann = {"email": ann, "name": "Ann Anders", "content": "I know", "user_id": ""}
    asked = question(cy, "Who knows?", "I know")
    asked["question_details"][0]["answer_details"] = [by_ann]
    people = [
        question(ann, "When?", "Soon"),
        asked,
        question("", "Hm?", "", name="Ann Anders"),
    ]
    connections = [connection(name, START, END) for name in ("ann", "cy")]
    run = session(UUID, NUMBER, START, END, *connections, polls=PEOPLE[:1], questions=people)
    came_from = registrant("ann", source_id="s-1")
    made = webinar(NUMBER, START, came_from, "cy", tracking_sources=(("s-1", "Mail"),))
    world = make_world(account("a", [made], [run]), now=at("20 12:00"))
    for name in ("polls", "questions", "registration_sources"):
        switch(warehouse, name)
    run_nightly_at(world, "21 16:00")
    assert len(query(warehouse, "select 1 from marts.questions")) == 3
    assert places_of(warehouse, "Ann Anders") == {}

    erase(world, contact_id_of(warehouse, ann))

    def check_gone() -> None:
        assert places_of(warehouse, ann, "When?", "r-ann") == {}
        assert query(warehouse, "select email, question from marts.questions order by 1") == [
            (cy, "Who knows?"),
            (None, "Hm?"),
        ]
        assert poll_answers(warehouse) == []
        assert query(warehouse, "select * from marts.registration_sources") == []

    check_gone()
    execute(warehouse, "update zoom.readings set digest = '' where kind = 'sources'")
    execute(
        warehouse,
        "update zoom.sessions set polls_due_at = '-infinity', questions_due_at = '-infinity'",
    )
    run_nightly_at(world, "22 16:00")
    assert sorted(asked_of(world)[-2:]) == [POLLS, QA]
    check_gone()


SOURCES = "GET /webinars/{webinarId}/tracking_sources"


def test_sources_are_read_whenever_registrations_changed_and_never_else(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    ann = registrant("ann", (at("19 14:00"), "denied"), source_id="s-1")
    ben = registrant("ben", source_id="s-2", registered_at=at("18 13:00"))
    sources = (("s-1", "Facebook"), ("s-2", "Mail"), ("s-3", "Nobody"))
    made = webinar(NUMBER, START, ann, ben, registrant("cy"), tracking_sources=sources)
    world = make_world(account("a", [made]), now=at("18 12:00"))
    switch(warehouse, "registration_sources")

    def sync_and_ask(moment: str) -> tuple[int, list[tuple[Any, ...]]]:
        run_nightly_at(world, moment)
        asked = [f"{entry.method} {entry.template}" for entry in world.app.log.entries]
        world.app.log.clear()
        rows = query(warehouse, "select email, source from marts.registration_sources order by 1")
        return asked.count(SOURCES), rows

    assert sync_and_ask("18 12:30") == (1, [("ann@people.example", "Facebook")])
    both = [("ann@people.example", "Facebook"), ("ben@people.example", "Mail")]
    assert sync_and_ask("18 14:00") == (1, both)
    assert sync_and_ask("19 12:00") == (0, both)
    assert sync_and_ask("19 16:00") == (1, both)  # who cancelled came from there

    switch(warehouse, "registration_sources", "false")
    assert sync_and_ask("19 18:00") == (0, [])


def stop(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill a nightly run once the registrants have landed, and before their sources are read."""
    find_jobs = RegistrationSources.jobs

    def die(sources: RegistrationSources) -> list[Job]:
        if find_jobs(sources):
            raise KeyboardInterrupt
        return []

    with monkeypatch.context() as patch:
        patch.setattr(RegistrationSources, "jobs", die)
        with pytest.raises(KeyboardInterrupt):
            run_nightly_at(world, "22 03:40")


def refuse(world: World, _: pytest.MonkeyPatch) -> None:
    """Refuse the sources to a nightly run."""
    add_fault(world, "/tracking_sources", "status", status=500)
    run_nightly_at(world, "22 03:40")
    clear_faults(world)


@pytest.mark.parametrize("act", [stop, refuse])
def test_sources_of_a_webinar_that_is_over_are_read_by_a_later_night(
    make_world: Callable[..., World],
    warehouse: Warehouse,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[World, pytest.MonkeyPatch], None],
) -> None:
    made = webinar(
        NUMBER, START, registrant("ann", source_id="s-1"), tracking_sources=(("s-1", "Mail"),)
    )
    held = session(UUID, NUMBER, START, END, connection("ann", START, END))
    world = make_world(account("a", [made], [held]), now=END)
    switch(warehouse, "registration_sources")
    act(world, monkeypatch)
    run_nightly_at(world, "23 16:00", "24 16:00", "25 16:00")
    rows = query(warehouse, "select email, source from marts.registration_sources")
    assert rows == [("ann@people.example", "Mail")]
    assert query(warehouse, "select * from sync.errors where cleared_at is null") == []

    world.app.log.clear()
    run_nightly_at(world, "26 16:00")
    assert SOURCES not in {f"{entry.method} {entry.template}" for entry in world.app.log.entries}


NO_SCOPE = {"code": 4711, "message": "Invalid access token, does not contain scopes:[the:scope]."}
OPTIONS_REFUSED = (
    "select object_key, remedy like '%the:scope%' from sync.errors"
    " where code = 'option_refused' and cleared_at is null order by 1"
)


@pytest.mark.parametrize(("status", "body"), [(400, NO_SCOPE), (503, {})])
def test_an_option_that_zoom_refuses_as_a_whole_costs_itself_alone(
    make_world: Callable[..., World], warehouse: Warehouse, status: int, body: dict[str, Any]
) -> None:
    numbers = range(NUMBER, NUMBER + 4)
    runs = [
        session(f"{number}==", number, START, END, connection("ann", START, END), polls=PEOPLE[:1])
        for number in numbers
    ]
    webinars = [webinar(number, START, "ann") for number in numbers]
    world = make_world(account("a", webinars, runs), now=at("20 12:00"))
    for name in ("polls", "questions", "registration_sources"):
        switch(warehouse, name)
    kinds = {"/polls": "polls", "/qa": "questions", "/tracking_sources": "sources"}
    for path in kinds:
        add_fault(world, path, "status", status=status, body=body)

    run_nightly_at(world, "21 16:00")

    is_named = body == NO_SCOPE
    refused = [(f"a {kind}", is_named) for kind in sorted(kinds.values())]
    assert query(warehouse, OPTIONS_REFUSED) == refused
    assert query(warehouse, "select distinct state from zoom.sessions") == [("settled",)]
    assert query(warehouse, "select 1 from sync.errors where code = 'all_refused'") == []

    clear_faults(world)
    switch(warehouse, "registration_sources", "false")
    run_nightly_at(world, "23 16:00")
    assert len(poll_answers(warehouse)) == 2 * len(runs)
    assert query(warehouse, OPTIONS_REFUSED) == []
