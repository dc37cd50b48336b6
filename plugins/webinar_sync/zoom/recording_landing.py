"""Writes recordings and transcripts into the schema `zoom`, several sessions in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webinar_sync.zoom.account_warehouse import Landed, as_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.zoom.account_warehouse import AccountTransaction
    from webinar_sync.zoom.readings import RecordingReading


def land_recordings(
    transaction: AccountTransaction, readings: Sequence[RecordingReading]
) -> list[Landed]:
    """Land sessions' recordings: their files, what is no longer listed, transcripts."""
    if not readings:
        return []
    files = [file for reading in readings for file in _list_files(reading)]
    transcripts = [row for reading in readings for row in _list_transcripts(reading)]
    sessions = as_json([_as_session(reading) for reading in readings])
    if files:
        landed = transaction.execute("zoom/merge_recordings", files=f"[{','.join(files)}]")
        transaction.counts["recording_files_changed"] += landed.rowcount
    transaction.execute("zoom/update_recordings_deleted", readings=sessions)
    transaction.execute("zoom/upsert_recorded_sessions", readings=sessions)
    if transcripts:
        rows = as_json(transcripts)
        transaction.execute("zoom/upsert_transcripts", transcripts=rows)
        transaction.execute("zoom/replace_passages", transcripts=rows)
        transaction.close_issues(
            [("transcript", f"{row['session_uuid']} {row['file_key']}") for row in transcripts]
        )
    transaction.counts["recordings_read"] += len(readings)
    transaction.counts["transcripts_read"] += len(transcripts)
    return [
        Landed("recordings", reading.uuid, reading.rows, reading.answered_at, reading.webinar_id)
        for reading in readings
    ]


def _list_files(reading: RecordingReading) -> list[str]:
    """Return the rows of a recording's files that are ready, as JSON."""
    cleaned = set(reading.rows.cleaned)
    rows = []
    for place, (key, text) in enumerate(zip(reading.keys, reading.rows.texts, strict=True), 1):
        head = as_json(
            {
                "session_uuid": reading.uuid,
                "file_key": key,
                "webinar_id": reading.webinar_id,
                "topic": reading.topic,
                "answered_at": reading.answered_at,
                "is_cleaned": place in cleaned,
            }
        )
        rows.append(f'{head[:-1]},"payload":{text.decode()}}}')
    return rows


def _list_transcripts(reading: RecordingReading) -> list[dict[str, Any]]:
    return [
        {
            "session_uuid": reading.uuid,
            "file_key": transcript.file.key,
            "webinar_id": reading.webinar_id,
            "file_size": transcript.file.file_size,
            "answered_at": reading.answered_at,
            "passages": transcript.passages,
        }
        for transcript in reading.transcripts
    ]


def _as_session(reading: RecordingReading) -> dict[str, Any]:
    return {
        "session_uuid": reading.uuid,
        "webinar_id": reading.webinar_id,
        "answered_at": reading.answered_at,
        "is_known": reading.is_known,
        "gone_at": reading.gone_at,
        "file_keys": reading.listed_keys,
        "missing_since": reading.missing_since,
        "next_read_at": reading.next_read_at,
        "payload": reading.head,
    }
