"""`zoom.webhooks`: what is read of an event's body, and what is not one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders.webhooks import example_bodies, webhook_body
from webinar_sync.errors import InvalidInput
from webinar_sync.zoom.webhooks import EVENTS, next_reading, read_event

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OCCURRED = datetime(2021, 7, 14, 2, 44, 51, 572000, tzinfo=UTC)
UUID = "4444AAAiAAAAAiAiAiiAii=="
EXAMPLES = example_bodies("acc")
SUBJECTS = {
    "webinar.started": UUID,
    "webinar.ended": UUID,
    "webinar.participant_joined": f"{UUID} 16778240",
    "webinar.participant_left": f"{UUID} 16778240",
    "recording.completed": UUID,
    "recording.transcript_completed": UUID,
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_zooms_own_examples_are_read(name: str) -> None:
    event = read_event(EXAMPLES[name], NOW)
    assert event is not None
    assert (event.account_id, event.webinar_id, event.occurred_at) == ("acc", 1234567890, OCCURRED)
    by_registrant = "U0BBBBBBBBBBfrUz1Q" if "registration" in event.event else ""
    assert event.subject_key == SUBJECTS.get(event.event, by_registrant)
    assert "secret" not in str(event.payload)
    assert "132456" not in str(event.payload)
    assert "jchill@example.com" not in repr(event)


def test_each_event_that_is_stored_has_an_example() -> None:
    assert {body["event"] for body in EXAMPLES.values()} == EVENTS


def test_no_link_keeps_what_lets_somebody_in() -> None:
    body = EXAMPLES["recording.completed"]["payload"]["object"]
    file = {**body["recording_files"][0], "play_url": "https://zoom.us/rec/play/y?pwd=LETMEIN"}
    changes = {
        "topic": "At zoom.us/j/1?pwd=LETMEIN&x=1, or <https://zoom.us/w/1?tk=LETMEIN#success>.",
        "recording_files": [file],
        "more": [{"links": ["HTTPS://ann:LETMEIN@zoom.us/rec?download_token=LETMEIN&a=b"]}],
    }
    event = read_event(webhook_body("recording.completed", "acc", {**body, **changes}), NOW)
    assert event is not None
    assert "LETMEIN" not in str(event.payload)
    assert event.payload["topic"] == "At zoom.us/j/1&x=1, or <https://zoom.us/w/1>."
    assert event.payload["recording_files"][0]["play_url"] == "https://zoom.us/rec/play/y"
    assert event.payload["more"] == [{"links": ["HTTPS://zoom.us/rec"]}]


@pytest.mark.parametrize("name", EXAMPLES)
def test_of_people_neither_names_nor_answers_are_kept(name: str) -> None:
    files = [{"id": "1", "file_name": "Audio only - Jill Chill"}]
    body = dict(EXAMPLES[name])
    about = {**body["payload"]["object"], "participant_audio_files": files}
    body["payload"] = {**body["payload"], "object": about}
    event = read_event(body, NOW)
    assert event is not None
    for text in ("Jill", "Chill", "Janice", "8615250064084", "general"):
        assert text not in str(event.payload).replace("jchill@example.com", "")


def test_of_an_end_the_body_says_when_and_whether_it_was_a_practice() -> None:
    body = EXAMPLES["webinar.ended"]
    event = read_event(body, NOW)
    assert event is not None
    end = datetime(2021, 7, 13, 23, 0, 51, tzinfo=UTC)
    assert (event.ended_at, event.due_at, event.is_practice) == (
        end,
        end + timedelta(minutes=2),
        False,
    )
    about = body["payload"]["object"]
    practice = read_event(
        webhook_body("webinar.ended", "acc", {**about, "practice_session": True}), NOW
    )
    assert practice is not None
    assert practice.is_practice


def test_who_joins_or_leaves_makes_nothing_be_read() -> None:
    events = [
        read_event(EXAMPLES[f"webinar.participant_{name}"], NOW) for name in ("joined", "left")
    ]
    assert [event.due_at for event in events if event] == [None, None]


def test_events_of_meetings_and_others_are_ignored() -> None:
    about = EXAMPLES["recording.completed"]["payload"]["object"]
    assert read_event(webhook_body("recording.completed", "acc", {**about, "type": 2}), NOW) is None
    assert read_event(webhook_body("meeting.started", "acc", {"id": "1"}), NOW) is None


def test_an_update_without_a_time_of_its_own_has_it_in_the_payload() -> None:
    body = dict(EXAMPLES["webinar.updated, by schema"])
    del body["event_ts"]
    event = read_event(body, NOW)
    assert event is not None
    assert event.occurred_at == OCCURRED


def test_the_report_is_asked_for_at_2_5_10_20_and_40_minutes() -> None:
    moments, now = [], NOW
    while moment := next_reading(NOW, now):
        moments.append((moment - NOW).total_seconds() / 60)
        now = moment
    assert moments == [2, 5, 10, 20, 40]


def spoilt(**changes: Any) -> dict[str, Any]:
    body = EXAMPLES["webinar.registration_created"]
    return {**body, **changes}


def about(**changes: Any) -> dict[str, Any]:
    payload = EXAMPLES["webinar.registration_created"]["payload"]
    return spoilt(payload={**payload, "object": {**payload["object"], **changes}})


@pytest.mark.parametrize(
    "body",
    [
        None, [], "x", {}, {"event": "webinar.ended"}, spoilt(event=[5]), spoilt(event_ts=None),
        spoilt(event_ts="soon"), spoilt(event_ts=-1), spoilt(event_ts=10**30),
        spoilt(event_ts=True), spoilt(event_ts=int(NOW.timestamp() * 1000) + 10**8),
        spoilt(payload=[]), spoilt(payload={"account_id": "acc"}),
        spoilt(payload={"account_id": {}, "object": {"id": 1}}), about(id=None), about(id=-5),
        about(id="x"), about(id=2**63), about(id=True), about(uuid=["x"]), about(uuid="x" * 201),
        about(registrant=None), about(registrant=[]), about(registrant={"id": {}}),
        about(registrant={"id": "x", "email": ["x"]}),
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused(body: object) -> None:
    with pytest.raises(InvalidInput):
        read_event(body, NOW)
