"""Bodies of Zoom's webhooks, as its specification shows them (S3, 2026-08-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

WEBHOOK_SECRET = "test-secret-token"


def webhook_body(
    event: str, account_id: str, about: dict[str, Any], at: datetime | None = None
) -> dict[str, Any]:
    """Return an event's body, by default of 2021, as in the specification."""
    milliseconds = round(at.timestamp() * 1000) if at else 1626230691572
    return {
        "event": event,
        "event_ts": milliseconds,
        "payload": {"account_id": account_id, "object": about},
    }


def example_bodies(account_id: str) -> dict[str, dict[str, Any]]:
    """Return an example of each event, by its name and what is odd about it."""
    webinar = {
        "uuid": "4444AAAiAAAAAiAiAiiAii==", "host_id": "x1yCzABCDEfg23HiJKl4mN",
        "topic": "My Webinar", "type": 5, "start_time": "2021-07-13T21:44:51Z", "duration": 60,
        "timezone": "America/Los_Angeles",
    }  # fmt: skip
    planned = {**webinar, "id": 1234567890}
    running = {**webinar, "id": "1234567890", "host_email": "jchill@example.com"}
    registrant = {
        "id": "U0BBBBBBBBBBfrUz1Q", "first_name": "Jill", "last_name": "Chill",
        "email": "jchill@example.com",
    }  # fmt: skip
    form = {
        "address": "1111 Janice St", "city": "Los Angeles", "country": "US", "zip": "12345",
        "custom_questions": [{"title": "What's your name?", "value": "Chill"}],
        "status": "approved", "join_url": "https://example.com/w/1234567890?tk=secret",
        "tracking_source": {"id": "5516482804110", "source_name": "general"},
    }  # fmt: skip
    participant = {
        "user_id": "16778240", "user_name": "Jill Chill", "id": "iFxeBPYun6SAiWUzBcEkX",
        "participant_uuid": "55555AAAiAAAAAiAiAiiAii", "email": "jchill@example.com",
        "registrant_id": "abcdefghij0-klmnopq23456", "participant_user_id": "rstuvwxyza789-cde",
        "customer_key": "349589LkJyeW", "phone_number": "8615250064084",
    }  # fmt: skip
    recording = {
        "id": 1234567890, "uuid": "4444AAAiAAAAAiAiAiiAii==", "host_id": "x1yCzABCDEfg23HiJKl4mN",
        "account_id": account_id, "topic": "My Webinar", "type": 5, "password": "132456",
        "start_time": "2021-07-13T21:44:51Z", "timezone": "America/Los_Angeles", "duration": 60,
        "share_url": "https://example.com/rec/share/x", "host_email": "jchill@example.com",
        "total_size": 3328371, "recording_count": 1,
        "recording_files": [{
            "id": "ed6c2f27-2ae7-42f4-b3d0-835b493e4fa8", "meeting_id": "098765ABCD",
            "recording_start": "2021-07-13T21:44:51Z", "recording_end": "2021-07-13T23:00:51Z",
            "recording_type": "audio_only", "file_type": "M4A", "file_size": 246560,
            "play_url": "https://example.com/rec/play/x", "status": "completed",
            "download_url": "https://example.com/rec/download/x?access_token=secret",
        }],
    }  # fmt: skip

    def body(event: str, about: dict[str, Any], **more: Any) -> dict[str, Any]:
        body = webhook_body(event, account_id, about)
        return {**body, "payload": {**body["payload"], **more}}

    operator = {"operator": "admin@example.com", "operator_id": "z8yCxjabcdEFGHfp8uQ"}
    created = {**planned, "join_url": "https://example.com/j/1234567890?pwd=secret"}
    updated = {"id": 1234567890, "topic": "New", "old_object": {"id": 1234567890, "topic": "Old"}}
    beside = {"old_object": {"id": 1234567890, "topic": "Old"}, "time_stamp": 1626230691572}
    examples = {
        "webinar.created": body("webinar.created", created, operation="all", **operator),
        "webinar.updated": body("webinar.updated", updated, scope="all", **operator),
        "webinar.updated, by schema": body("webinar.updated", {"id": 1234567890}, **beside),
        "webinar.deleted": body("webinar.deleted", planned, operation="all", **operator),
        "webinar.started": body("webinar.started", running),
        "webinar.ended": body(
            "webinar.ended",
            {**running, "end_time": "2021-07-13T23:00:51Z", "practice_session": False},
        ),
        "webinar.participant_joined": body(
            "webinar.participant_joined",
            {**running, "participant": {**participant, "join_time": "2021-07-13T21:44:51Z"}},
        ),
        "webinar.participant_left": body(
            "webinar.participant_left",
            {
                **running,
                "participant": {
                    **participant,
                    "leave_time": "2021-07-13T22:50:51Z",
                    "leave_reason": "Jill Chill left the meeting.<br>Reason: Host closed it.",
                },
            },
        ),
        "recording.completed": {
            **body("recording.completed", recording), "download_token": "secret",
        },
        "recording.transcript_completed": {
            **body("recording.transcript_completed", recording), "download_token": "secret",
        },
    }  # fmt: skip
    for name in ("created", "approved", "cancelled", "denied"):
        event = f"webinar.registration_{name}"
        people = {**registrant, **form} if name == "created" else registrant
        examples[event] = body(event, {**planned, "registrant": people}, **operator)
    # The specification's example of a denial carries the name of another event.
    examples["webinar.registration_denied, as its example"] = {
        **examples["webinar.registration_denied"],
        "event": "webinar.registration_created",
    }
    return examples
