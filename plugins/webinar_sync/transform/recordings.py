"""Gives recordings the occurrences of their sessions, and tells who could see them when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.transform.frames import EVENT, SESSION, join
from webinar_sync.transform.numbers import whole_seconds

if TYPE_CHECKING:
    import pandas as pd


def place_recordings(
    recordings: pd.DataFrame, sessions: pd.DataFrame, events: pd.DataFrame
) -> pd.DataFrame:
    """Return the recordings of what was the webinar: rehearsals are nobody's business.

    Columns: those of marts.recordings.

    :param sessions: with occurrence_key and is_practice
    """
    is_webinar = ~sessions["is_practice"] & sessions["occurrence_key"].notna()
    placed = join(recordings, sessions.loc[is_webinar, [*SESSION, "occurrence_key"]], on=SESSION)
    placed = join(placed, events[EVENT], on=EVENT)
    return placed.assign(
        length_seconds=whole_seconds(placed["ended_at"] - placed["started_at"]).clip(lower=0),
        has_transcript=placed["transcript_key"].notna(),
        transcript_url=placed["transcript_url"].where(placed["transcript_key"].notna()),
    )


def list_available(recordings: pd.DataFrame, participations: pd.DataFrame) -> pd.DataFrame:
    """Return the participations of those for whom an occurrence was recorded, with available_at.

    That is who registered and did not cancel, or came. It stays true if the recording is deleted.
    """
    first = recordings.groupby(EVENT, as_index=False).agg(available_at=("available_at", "min"))
    invited = participations[participations["state"] != "cancelled"]
    return join(invited, first, on=EVENT)
