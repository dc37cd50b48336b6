"""The shape of what goes into the transform and of what comes out.

Times are timestamps in UTC; texts that may be missing are null, never empty. Every frame but
`accounts`, `known_history`, `users` and those about people has the keys `account_id` and
`webinar_id`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

if TYPE_CHECKING:
    from datetime import date

WEBINAR = ["account_id", "webinar_id"]
EVENT = ["account_id", "webinar_id", "occurrence_key"]
SESSION = ["account_id", "session_uuid"]


@dataclass(frozen=True)
class PeopleSettings:
    """Those settings that are about people. Domains are in lower case."""

    withdraws_excluded: bool = False
    match_secondary_emails: bool = False
    property_cutoff: date | None = None
    excluded_contact_domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inputs:
    """What Zoom sent about the webinars to compute, and what is known about people.

    - accounts: account_id, as_of: up to when the account's history is known, its present moment
    - known_history: account_id, since, until: stretches of time whose sessions are known; since
      is null where nothing earlier will ever be known
    - users: account_id, user_id, email, since, until: the address that each had between two
      readings (null: ever before, and to the present)
    - webinars: host_email (the host's present address), topic, type, gone_at, exclusion (code or
      null), has_been_read, is_complete (false: some of it could not be read for a day),
      last_topic, last_host (those of its last session)
    - announced: type, occurrence_id (empty for a single webinar), scheduled_at (null: no date),
      duration_minutes, timezone, first_read_at, dropped_at (null: still announced), is_deleted
      (listed as deleted), occurrence_key (null: not decided yet); see zoom.announced_starts
    - given_keys: occurrence_key: every one that was ever given
    - sessions: session_uuid, started_at, ended_at, host_email, topic, state, settled_at,
      occurrence_key and is_placement_final (as computed before), is_practice_by_event (a webhook
      said that it was a practice), was_practice (of a frozen one, whose connections are no longer
      there: what was decided; else null)
    - staff: email or zoom_id, first_read_at, previous_read_at, dropped_at; see zoom.staff
    - connections: session_uuid, user_id, join_time (as sent), joined_at, left_at,
      is_waiting_room, registrant_id, participant_user_id, user_email
    - registrants: registrant_id, occurrence_id, email, first_name, last_name, created_at,
      status, is_listed, listed_at (the reading that first listed it), was_approved,
      last_approved_at, cancelled_at, superseded_at (the reading that no longer asked for its date
      or kind), approved_at (the first reading that listed it as approved, where one before did
      not); a row more for each registration that was cancelled and made anew under its id
    - recordings: session_uuid, recording_id, topic, started_at, ended_at, play_url, available_at,
      deleted_at, transcript_key, transcript_url; see zoom.recorded_stretches
    - hubspot_contacts: email, primary_email, is_archived, one row for each address about which
      HubSpot's mirror decides something (table hubspot.address_statuses): of an ordinary contact,
      none
    - hubspot_users: email
    """

    accounts: pd.DataFrame
    known_history: pd.DataFrame
    users: pd.DataFrame
    webinars: pd.DataFrame
    announced: pd.DataFrame
    given_keys: pd.DataFrame
    sessions: pd.DataFrame
    staff: pd.DataFrame
    connections: pd.DataFrame
    registrants: pd.DataFrame
    recordings: pd.DataFrame
    hubspot_contacts: pd.DataFrame
    hubspot_users: pd.DataFrame
    settings: PeopleSettings

    def webinar_keys(self) -> list[tuple[str, int]]:
        """Return account_id and webinar_id of each webinar."""
        return list(self.webinars[WEBINAR].itertuples(index=False, name=None))

    def only(self, webinars: list[tuple[str, int]]) -> Inputs:
        """Return the rows of some of the webinars, with all rows about people."""
        keys = pd.MultiIndex.from_tuples(webinars, names=WEBINAR)
        parts: dict[str, Any] = {
            name: frame[frame.set_index(WEBINAR).index.isin(keys)].reset_index(drop=True)
            for name, frame in vars(self).items()
            if isinstance(frame, pd.DataFrame) and set(WEBINAR) <= set(frame.columns)
        }
        return replace(self, **parts)


@dataclass(frozen=True)
class Outputs:
    """Rows of the tables of the same name, for the webinars that went in, less `run_id`.

    And what was decided, which the load writes back to the schema zoom:

    - announced: occurrence_id, first_read_at, occurrence_key
    - sessions: account_id, webinar_id, session_uuid, occurrence_key (null: not placed yet),
      is_placement_final, is_practice
    - due: account_id, webinar_id, due_at: when time alone may next change something of it
    """

    marketing_events: pd.DataFrame
    registrations: pd.DataFrame
    participations: pd.DataFrame
    attendance_connections: pd.DataFrame
    recordings: pd.DataFrame
    timeline_events: pd.DataFrame
    outcomes: pd.DataFrame
    announced: pd.DataFrame
    sessions: pd.DataFrame
    due: pd.DataFrame


def join(
    left: pd.DataFrame,
    right: pd.DataFrame,
    on: list[str],
    how: Literal["inner", "left", "outer"] = "inner",
    *,
    indicator: bool = False,
) -> pd.DataFrame:
    """Merge two frames on equal columns, also when both are empty.

    pandas 3.1.1 fails on several text keys whose Arrow arrays both have no chunks ("cannot
    construct ChunkedArray from empty vector"), as a groupby of an empty frame leaves them.
    """
    if left.empty and right.empty:
        left, right = _with_chunks(left), _with_chunks(right)
    return left.merge(right, on=on, how=how, indicator=indicator)


def _with_chunks(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        **{
            str(name): pd.Series([], dtype="str", index=frame.index)
            for name, kind in frame.dtypes.items()
            if kind == "str"
        }
    )
