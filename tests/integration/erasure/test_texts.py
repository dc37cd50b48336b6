"""Of who is erased others write and speak: addresses in answers, names in transcripts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import HOUR, START, address, connection, execute, query
from tests.builders.erased import erased_address, insert_erased, set_erasure_key
from tests.integration.erasure.acts import contact_id_of, erase
from tests.integration.erasure.dump import places_of
from tests.integration.recordings.recorded import (
    FILM,
    NAME,
    NIGHT,
    NUMBER,
    TRANSCRIPT,
    UUID,
    recorded_account,
    recorded_session,
    switch_on,
    sync_twice,
)
from webinar_sync.runs.run import Run
from webinar_sync.zoom.landing import Landing
from webinar_sync.zoom.readings import AnswersReading

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.builders import World
    from webinar_sync.warehouse.engine import Warehouse

ANN, BEN = address("ann"), address("ben")
SESSION = {"session_uuid": UUID, "webinar_id": NUMBER}


def bens_answer(text: str) -> dict[str, Any]:
    """Return Ben's registration with an answer."""
    return {
        "id": "r-ben",
        "email": BEN,
        "first_name": "Ben",
        "status": "approved",
        "create_time": "2026-11-02T09:00:00Z",
        "custom_questions": [{"title": "Who sent you?", "value": text}],
    }


def bens_question(text: str) -> dict[str, Any]:
    """Return what Ben asked and answered in a poll."""
    return {
        "email": BEN,
        "name": "Ben",
        "question_details": [{"question": text, "answer": text}, {"question": "b", "answer": "B"}],
    }


def land_texts(warehouse: Warehouse, text: str) -> None:
    """Land what Ben wrote, as the next listings do."""
    landing = Landing(Run(warehouse, "listing"), NAME)
    landing.keep_registrants(
        NUMBER, [bens_answer(text)], occurrence_ids=[""], approval_type=0, answered_at=NIGHT
    )
    landing.keep(
        [AnswersReading.of("polls", SESSION, [bens_question(text)], NIGHT)],
    )
    landing.keep(
        [AnswersReading.of("questions", SESSION, [bens_question(text)], NIGHT)],
    )


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "It was {}.",
        "Two:\n{}\n{}\tand more",
        "<mailto:{}>, 'x={}'",
        "ann+{} and {}.uk",
    ],
)
def test_an_address_in_what_others_write_goes_and_does_not_come_back(
    make_world: Callable[..., World], warehouse: Warehouse, text: str
) -> None:
    """Also at the beginning of a line; an address that only ends like it is another's."""
    world = make_world(recorded_account(), now=NIGHT)
    set_erasure_key(warehouse)
    sync_twice(world)
    written = text.replace("{}", ANN.title())
    land_texts(warehouse, written)
    expected = text if "ann+" in text else text.replace("{}", erased_address(ANN))

    erase(world, contact_id_of(warehouse, ANN))
    for _ in range(2):
        if "ann+" not in text:
            assert places_of(warehouse, ANN) == {}
        answers = [
            query(warehouse, statement)[0][0].replace(ANN.title(), "{}")
            for statement in (
                "select payload -> 'custom_questions' -> 0 ->> 'value' from zoom.registrants"
                " where registrant_id = 'r-ben'",
                "select payload -> 'question_details' -> 0 ->> 'answer' from zoom.polls",
                "select payload -> 'question_details' -> 0 ->> 'question' from zoom.questions",
            )
        ]
        assert answers == [expected] * 3
        land_texts(warehouse, written)


def test_of_a_poll_only_the_rows_of_who_is_erased_go(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    insert_erased(warehouse, ANN)
    make_world(recorded_account(), now=NIGHT).sync()
    rows = [bens_question(ANN), {**bens_question("mine"), "email": ANN.upper(), "name": "Ann"}]

    Landing(Run(warehouse, "listing"), NAME).keep(
        [AnswersReading.of("polls", SESSION, rows, NIGHT)]
    )

    assert query(warehouse, "select email from zoom.polls") == [(BEN,)]
    assert places_of(warehouse, ANN) == {}


def test_the_names_that_an_erased_person_goes_by_later_are_told_by_no_transcript(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    """Ann was erased before the webinar was known, came as Ann Lee, and again without a link."""
    came = replace(connection("ann", START, START + HOUR), name="Ann Lee")
    again = replace(came, registrant_id=None, user_id="99", join=START + HOUR / 2)
    words = (TRANSCRIPT.content or b"") + (
        f"\r\n3\r\n00:13:00.000 --> 00:13:03.000\r\nHanna Host: Write to {ANN}.\r\n".encode()
    )
    held = recorded_session(FILM, replace(TRANSCRIPT, content=words), connections=(came, again))
    world = make_world(recorded_account(held), now=NIGHT)
    insert_erased(warehouse, ANN)
    switch_on(warehouse)

    sync_twice(world)

    assert query(
        warehouse, "select speaker, passage from zoom.transcript_passages order by started_ms"
    ) == [
        ("Hanna Host", "Welcome to the quarterly numbers."),
        (None, "How does the pricing change?"),
        ("Hanna Host", f"Write to {erased_address(ANN)}."),
    ]
    assert places_of(warehouse, ANN, "Ann Lee") == {}


def test_a_name_that_is_learned_late_goes_from_the_transcript_that_was_there(
    make_world: Callable[..., World], warehouse: Warehouse
) -> None:
    world = make_world(recorded_account(), now=NIGHT)
    switch_on(warehouse)
    sync_twice(world)
    assert places_of(warehouse, "Ann Lee").keys() == {"Ann Lee"}
    insert_erased(warehouse, ANN)
    execute(warehouse, "update zoom.sessions set state = 'due', next_attempt_at = null")
    edited = recorded_session(
        connections=(replace(connection("ann", START, START + HOUR), name="Ann Lee"),)
    )
    world.replace_accounts(recorded_account(edited))

    assert world.sync().success

    assert places_of(warehouse, "Ann Lee") == {}
