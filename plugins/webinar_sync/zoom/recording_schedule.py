"""Decides when a session's recording is read next. Pure.

Zoom says neither when a recording will be ready nor that there will be none, and a transcript comes
later than the film. So it is asked in growing gaps: half of what has passed since the session.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from webinar_sync.zoom.recording_answers import PLAYABLE_TYPES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from webinar_sync.zoom.recording_answers import RecordedFile

PATIENCE = timedelta(days=7)
"""What has not come so long after the session is waited for no more."""
SHORTEST_GAP, LONGEST_WAIT = timedelta(minutes=30), timedelta(hours=24)
A_DAY = timedelta(hours=24)
"""After so long another answer that a recording is gone is believed; as of a webinar that is."""


def find_next_read(
    ended_at: datetime,
    answered_at: datetime,
    *,
    is_recorded: bool,
    is_waited_for: bool,
    is_doubted: bool = False,
    is_unread: bool = False,
) -> datetime | None:
    """Return when to read a recording again; None: never.

    :param is_recorded: there is one, which may be deleted, or get a better transcript
    :param is_waited_for: something of it is not there yet
    :param is_doubted: Zoom no longer lists it, which must be said twice
    :param is_unread: a transcript is there, and could not be downloaded or understood
    """
    age = max(answered_at - ended_at, timedelta())
    if is_doubted:
        gap = A_DAY
    elif is_unread or (is_waited_for and age < PATIENCE):
        gap = min(max(age / 2, SHORTEST_GAP), LONGEST_WAIT)
    elif is_recorded:
        gap = max(age / 2, A_DAY)
    else:
        return None
    return to_minute(answered_at + gap)


def to_minute(moment: datetime) -> datetime:
    """Return the minute of a moment, so that two nights at the same time are a day apart."""
    return moment.replace(second=0, microsecond=0)


def is_waited_for(files: Sequence[RecordedFile], unread: Collection[str] = ()) -> bool:
    """Tell whether a film or a transcript of some stretch of a recording is not there yet.

    :param unread: keys of transcripts of which there are no passages
    """
    ready = {
        (file.file_type, file.row.get("recording_start"))
        for file in files
        if file.is_ready and file.key not in unread
    }
    stretches = {start for file_type, start in ready if file_type in PLAYABLE_TYPES}
    return not stretches or any(("TRANSCRIPT", start) not in ready for start in stretches)


def is_believed_missing(missing_since: datetime | None, answered_at: datetime) -> bool:
    """Tell whether a recording that was there is deleted for certain: Zoom says so for a day."""
    return missing_since is not None and answered_at - missing_since >= A_DAY
