"""What was read of webinars and sessions, ready to be landed: storable texts, and their times.

The threads that read make these, so that whole answers are not held until they are landed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from webinar_sync.warehouse.text import storable
from webinar_sync.zoom.recording_schedule import (
    find_next_read,
    is_believed_missing,
    is_waited_for,
    to_minute,
)
from webinar_sync.zoom.rows import Rows, prepare_rows
from webinar_sync.zoom.settling import ReportReading

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from webinar_sync.zoom.recording_answers import RecordedFile
    from webinar_sync.zoom.settling import ReportSource
    from webinar_sync.zoom.transcripts import Passage

_LISTS_OF_FILES = ("recording_files", "participant_audio_files")

AnswersKind = Literal["polls", "questions"]
_NAMES = frozenset({"name", "first_name", "last_name"})


@dataclass(frozen=True)
class DetailReading:
    """A webinar's detail.

    `event_uuid`: by which the report on events to come names it; None: it was not asked for by it.
    """

    webinar_id: int
    rows: Rows
    answered_at: datetime
    event_uuid: str | None = None

    @classmethod
    def of(
        cls,
        webinar_id: int,
        detail: dict[str, Any],
        answered_at: datetime,
        event_uuid: str | None = None,
    ) -> DetailReading:
        """Make it of an answer."""
        return cls(webinar_id, prepare_rows([detail]), answered_at, event_uuid)


@dataclass(frozen=True)
class PanelistsReading:
    """A webinar's panelists."""

    webinar_id: int
    rows: Rows
    answered_at: datetime

    @classmethod
    def of(
        cls, webinar_id: int, panelists: list[dict[str, Any]], answered_at: datetime
    ) -> PanelistsReading:
        """Make it of a listing."""
        return cls(webinar_id, prepare_rows(panelists), answered_at)


@dataclass(frozen=True)
class RegistrantsReading:
    """A webinar's registrations of all statuses.

    `occurrence_ids`: the dates that were listed; `[""]`: the webinar as a whole. `approved_until`:
    when those who are approved no more were approved still; None: when all were listed last.
    """

    webinar_id: int
    rows: Rows
    occurrence_ids: list[str]
    approval_type: int | None
    answered_at: datetime
    approved_until: datetime | None = None


@dataclass(frozen=True)
class ParticipantsReading:
    """The report of a session.

    - session: its row of `zoom/select_due_sessions`
    - report: what it says about itself
    """

    session: dict[str, Any] = field(repr=False)
    rows: Rows
    report: ReportReading

    @classmethod
    def of(
        cls,
        session: dict[str, Any],
        participants: list[dict[str, Any]],
        source: ReportSource,
        answered_at: datetime,
    ) -> ParticipantsReading:
        """Make it of a listing."""
        report = ReportReading.from_rows(participants, source, answered_at)
        return cls(session, prepare_rows(participants), report)


@dataclass(frozen=True)
class Transcript:
    """What a file of a recording says."""

    file: RecordedFile
    passages: list[Passage] = field(repr=False)


@dataclass(frozen=True)
class RecordingReading:
    """The recording of a session, or that there is none.

    - rows, keys: its files that are ready, and what names each
    - listed_keys: of all files that are listed; what is not among them is deleted, if is_known
    - is_known: false where Zoom lists nothing of what was there, and has not for a day
    - gone_at: when Zoom first lacked what is not listed
    - head: the recording less its files; None: there is none
    - next_read_at: None: it is read no more
    """

    uuid: str
    webinar_id: int
    rows: Rows
    keys: list[str]
    listed_keys: list[str]
    topic: str | None
    head: dict[str, Any] | None
    transcripts: list[Transcript]
    is_known: bool
    gone_at: datetime
    missing_since: datetime | None
    next_read_at: datetime | None
    answered_at: datetime

    @classmethod
    def missing(cls, session: dict[str, Any], answered_at: datetime) -> RecordingReading:
        """Make it of the answer that there is no recording.

        :param session: its row of `zoom/select_due_recordings`
        """
        return cls.of(session, None, [], [], answered_at)

    @classmethod
    def of(
        cls,
        session: dict[str, Any],
        recording: dict[str, Any] | None,
        files: list[RecordedFile],
        transcripts: list[Transcript],
        answered_at: datetime,
        unread: Collection[str] = (),
    ) -> RecordingReading:
        """Make it of an answer, and of the transcripts that were downloaded.

        :param session: its row of `zoom/select_due_recordings`
        :param unread: keys of the transcripts that could not be downloaded or understood
        """
        ready = [file for file in files if file.is_ready]
        was_recorded = session["is_recorded"]
        is_missing = was_recorded and not files
        missing_since = (session["missing_since"] or to_minute(answered_at)) if is_missing else None
        is_known = not is_missing or is_believed_missing(missing_since, answered_at)
        head = recording and {
            key: value for key, value in recording.items() if key not in _LISTS_OF_FILES
        }
        return cls(
            uuid=session["session_uuid"],
            webinar_id=session["webinar_id"],
            rows=prepare_rows(file.row for file in ready),
            keys=[str(storable(file.key)) for file in ready],
            listed_keys=[str(storable(file.key)) for file in files],
            topic=_topic_of(recording),
            head=head and json.loads(prepare_rows([head]).texts[0]),
            transcripts=transcripts,
            is_known=is_known,
            gone_at=missing_since or answered_at,
            missing_since=None if is_known else missing_since,
            next_read_at=find_next_read(
                session["ended_at"],
                answered_at,
                is_recorded=bool(ready) or was_recorded,
                is_waited_for=is_waited_for(files, unread),
                is_doubted=not is_known,
                is_unread=bool(unread),
            ),
            answered_at=answered_at,
        )


def _topic_of(recording: dict[str, Any] | None) -> str | None:
    topic = recording.get("topic") if recording else None
    return str(storable(topic)) if isinstance(topic, str) and topic else None


@dataclass(frozen=True)
class AnswersReading:
    """What people answered to polls of a session, or what they asked: a row for each person.

    Names of who has neither an address nor an id are left out, and of those who answered: they
    decide nothing, and nobody could find them who is to forget the person.
    """

    kind: AnswersKind
    session_uuid: str
    webinar_id: int
    rows: Rows
    answered_at: datetime

    @classmethod
    def of(
        cls,
        kind: AnswersKind,
        session: dict[str, Any],
        people: list[dict[str, Any]],
        answered_at: datetime,
    ) -> AnswersReading:
        """Make it of a listing.

        :param session: its row of `zoom/select_due_answers`
        """
        uuid, webinar_id = session["session_uuid"], session["webinar_id"]
        return cls(kind, uuid, webinar_id, prepare_rows(map(_less_names, people)), answered_at)


@dataclass(frozen=True)
class SourcesReading:
    """From which sources people registered for a webinar: registrant_id and source.

    `digest`: of the registrants of which it was asked for.
    """

    webinar_id: int
    digest: str
    sources: list[dict[str, Any]] = field(repr=False)
    answered_at: datetime


def _less(keys: frozenset[str], row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in keys}


def _less_names(person: dict[str, Any]) -> dict[str, Any]:
    details = []
    for detail in person.get("question_details") or []:
        answers = detail.get("answer_details")
        if isinstance(answers, list):
            named = [answer for answer in answers if isinstance(answer, dict)]
            detail = {**detail, "answer_details": [_less(_NAMES, answer) for answer in named]}
        details.append(detail)
    is_known = bool(person.get("email") or person.get("user_id"))
    kept = person if is_known else _less(_NAMES, person)
    return {**kept, "question_details": details}


Reading = (
    DetailReading
    | PanelistsReading
    | RegistrantsReading
    | ParticipantsReading
    | RecordingReading
    | AnswersReading
    | SourcesReading
)
