"""Who was on staff: hosts, alternative hosts and panelists, by the readings that listed them.

Staff are known by address or by Zoom's id (a user's or a panelist's). Guess: a panelist's id may
stand in a participant's row as registrant_id or participant_user_id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from webinar_sync.transform.frames import EVENT, SESSION, WEBINAR, Inputs, join

if TYPE_CHECKING:
    from webinar_sync.transform.addresses import AddressBook

PERSON_COLUMNS = ["email", "zoom_id"]


@dataclass(frozen=True)
class Staff:
    """Each with email and zoom_id, one of which may be null.

    - of_sessions: by account_id and session_uuid, whoever was on staff of a session
    - latest: by account_id and webinar_id, whoever the latest readings list
    """

    of_sessions: pd.DataFrame
    latest: pd.DataFrame

    def of_events(self, events: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
        """Return the staff of each occurrence: of its sessions, or, without one, as now listed.

        :param sessions: with occurrence_key and is_practice; practices do not count
        """
        real = sessions.loc[~sessions["is_practice"], [*SESSION, *EVENT[1:]]]
        of_held = join(real, self.of_sessions, on=SESSION)[[*EVENT, *PERSON_COLUMNS]]
        held = real[EVENT].drop_duplicates().assign(is_held=True)
        others = join(events[EVENT], held, on=EVENT, how="left")
        others = others.loc[others["is_held"].isna(), EVENT]
        of_others = join(others, self.latest, on=WEBINAR)[[*EVENT, *PERSON_COLUMNS]]
        return pd.concat([of_held, of_others], ignore_index=True).drop_duplicates()


def list_staff(inputs: Inputs, book: AddressBook) -> Staff:
    """Find the staff of each session, and those listed by the latest readings.

    On staff of a session is whoever is listed in the last reading before it began, in any during
    it, or in the first one after it ended; and who hosted it.
    """
    listed = _with_user_addresses(inputs)
    listed["email"] = book.resolve(listed["email"])
    listed = listed.dropna(subset=PERSON_COLUMNS, how="all")
    sessions = inputs.sessions[[*SESSION, "webinar_id", "started_at", "ended_at"]]
    pairs = join(sessions, listed, on=WEBINAR)
    is_before_or_during = (pairs["first_read_at"] <= pairs["ended_at"]) & ~(
        pairs["dropped_at"] <= pairs["started_at"]
    ).fillna(False)
    is_first_after = (pairs["first_read_at"] > pairs["ended_at"]) & ~(
        pairs["previous_read_at"] >= pairs["ended_at"]
    ).fillna(False)
    of_sessions = pairs.loc[is_before_or_during | is_first_after, [*SESSION, *PERSON_COLUMNS]]
    hosts = inputs.sessions[[*SESSION, "host_email"]].rename(columns={"host_email": "email"})
    hosts = hosts.assign(
        email=book.resolve(hosts["email"]), zoom_id=pd.Series(index=hosts.index, dtype="str")
    )
    hosts = hosts.dropna(subset=["email"])
    latest = listed.loc[listed["dropped_at"].isna(), [*WEBINAR, *PERSON_COLUMNS]]
    return Staff(
        of_sessions=pd.concat([of_sessions, hosts], ignore_index=True).drop_duplicates(),
        latest=latest.drop_duplicates(ignore_index=True),
    )


def _with_user_addresses(inputs: Inputs) -> pd.DataFrame:
    """Add to those listed by a user's id the addresses that the user has, and had before."""
    users = inputs.users[["account_id", "user_id", "email"]].rename(
        columns={"user_id": "zoom_id", "email": "user_email"}
    )
    known = join(inputs.staff, users, on=["account_id", "zoom_id"])
    known = known.assign(email=known["user_email"]).drop(columns="user_email")
    return pd.concat([inputs.staff, known], ignore_index=True)


def is_among(frame: pd.DataFrame, listed: pd.DataFrame, on: list[str]) -> pd.Series:
    """Tell which rows of a frame have their `on` columns in a list. Null is in none."""
    listed = listed[on].drop_duplicates().assign(is_listed=True)
    marked = join(frame[on], listed, on=on, how="left")
    is_listed = marked["is_listed"].notna() & marked[on].notna().all(axis=1)
    return pd.Series(is_listed.to_numpy(), index=frame.index)
