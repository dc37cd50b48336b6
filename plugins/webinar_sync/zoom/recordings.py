"""Reads recordings of sessions, and their transcripts, where the settings say so.

A late or missing recording is no error. What is refused costs itself alone, also where Zoom lets
nobody read recordings: webinars and people do not depend on them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from webinar_sync.runs.window import ZOOM_KEEPS
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import (
    ZoomNotFoundError,
    ZoomResourceError,
    ZoomUnavailableError,
)
from webinar_sync.zoom.reader import Job
from webinar_sync.zoom.readings import RecordingReading, Transcript
from webinar_sync.zoom.recording_answers import TRANSCRIPT_TYPES, list_files
from webinar_sync.zoom.recording_schedule import PATIENCE
from webinar_sync.zoom.transcripts import read_passages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from webinar_sync.runs.run import Run
    from webinar_sync.zoom.context import ExtractionContext
    from webinar_sync.zoom.errors import Refusal
    from webinar_sync.zoom.recording_answers import RecordedFile

KIND, TRANSCRIPT_KIND = "recordings", "transcript"
"""What they are called in sync.errors, by session, and by session and file."""
WEIGHT = 2000
"""About as many passages as an hour's transcript has: so few of them land in one transaction."""


class Recordings:
    """Reads the recordings of one account's sessions."""

    def __init__(self, context: ExtractionContext) -> None:
        self._context = context
        self._broken: dict[str, list[tuple[str, Refusal]]] = {}

    def jobs(self) -> list[Job]:
        """Return what is to be read now; nothing is asked, nor looked for, while it is off."""
        warehouse, rules = self._context.warehouse, self._context.rules
        if not warehouse.rows("zoom/select_is_recording_read")[0]["is_read"]:
            return []
        self._context.options.use(KIND)
        now, window = self._context.client.now(), rules.window
        sessions = warehouse.rows(
            "zoom/select_due_recordings",
            **window.chosen_parameters(),
            named_ids=list(window.webinar_ids) if window.is_by_webhook else None,
            is_nightly=rules.is_nightly,
            unread_since=now - (PATIENCE if rules.is_hourly else ZOOM_KEEPS),
            answered_at=now,
        )
        held = self._find_held([session["session_uuid"] for session in sessions])
        return [
            Job(
                "light",
                KIND,
                session["session_uuid"],
                partial(self._read, session, held.get(session["session_uuid"], {})),
                on_end=partial(self._report_broken, session["session_uuid"]),
                weight=WEIGHT,
                is_optional=True,
            )
            for session in sessions
        ]

    def _find_held(self, session_uuids: list[str]) -> dict[str, dict[str, int | None]]:
        """Return by session which transcripts are there, with their files' sizes."""
        held: dict[str, dict[str, int | None]] = {}
        rows: Iterable[dict[str, Any]] = ()
        if session_uuids:
            rows = self._context.warehouse.rows(
                "zoom/select_transcripts", session_uuids=session_uuids
            )
        for row in rows:
            held.setdefault(row["session_uuid"], {})[row["file_key"]] = row["file_size"]
        return held

    def _read(self, session: dict[str, Any], held: dict[str, int | None]) -> RecordingReading:
        uuid = session["session_uuid"]
        try:
            answer = self._context.client.get(zoom.RECORDING, uuid=uuid)
        except ZoomNotFoundError:
            return RecordingReading.missing(session, self._context.client.now())
        files = list_files(answer.body)
        transcripts = list(self._download(uuid, files, held))
        unread = [file_key for file_key, _ in self._broken.get(uuid, ())]
        return RecordingReading.of(
            session, answer.body, files, transcripts, answer.answered_at, unread
        )

    def _download(
        self, uuid: str, files: list[RecordedFile], held: dict[str, int | None]
    ) -> Iterator[Transcript]:
        """Yield the transcripts that are new, or of another size; note those that are broken."""
        for file in files:
            is_held = file.key in held and held[file.key] == file.file_size
            if file.file_type not in TRANSCRIPT_TYPES or not file.is_ready or is_held:
                continue
            try:
                content = self._context.client.downloads.fetch(file.download_url)
                yield Transcript(file, read_passages("GET /rec/download", content))
            except (ZoomResourceError, ZoomUnavailableError) as error:
                self._broken.setdefault(uuid, []).append((file.key, error))

    def _report_broken(self, uuid: str) -> None:
        """Say in sync.errors which transcripts of a session cannot be read."""
        for file_key, error in self._broken.pop(uuid, ()):
            self._context.open_issue(TRANSCRIPT_KIND, f"{uuid} {file_key}", error)


def request_recordings(
    run: Run, account_id: str, webinar_id: int, session_uuid: str | None = None
) -> None:
    """Let the next extraction that is about a webinar read its recordings, as a webhook asks.

    It is ordinary reading otherwise: `extract_account`, with the webinar in its window or not.

    :param session_uuid: of this session only; None: of all
    """
    run.warehouse.execute(
        "zoom/request_recordings",
        account_id=account_id,
        webinar_id=webinar_id,
        session_uuid=session_uuid,
        run_id=run.run_id,
    )
