"""Joins connections to attendances: whose they are, how long, and why some do not count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from webinar_sync.transform.addresses import AddressBook, normalise
from webinar_sync.transform.frames import EVENT, SESSION, WEBINAR, Inputs, join
from webinar_sync.transform.staff import is_among

if TYPE_CHECKING:
    from webinar_sync.transform.staff import Staff

PERSON = [*EVENT, "person"]


@dataclass(frozen=True)
class Attendance:
    """The participant reports, judged.

    - connections: one row each, with the event's key, email, person, starts_at and ends_at (clipped
      to the session), is_copy, is_practice, and the code of each
    - people: one row for each person who attended an occurrence, with email, joined_at,
      left_at, attended (timedelta), connections and code
    """

    connections: pd.DataFrame
    people: pd.DataFrame


def identify_connections(inputs: Inputs, staff: Staff, book: AddressBook) -> pd.DataFrame:
    """Return the connections, clipped to their sessions, with their person and is_staff.

    A person who is on staff by one connection to a session is so by all of them.
    """
    connections = _with_sessions(inputs.connections, inputs.sessions)
    connections = _identify(connections, inputs, book)
    return connections.assign(is_staff=_is_staff(connections, staff.of_sessions, SESSION))


def count_attendees(connections: pd.DataFrame) -> pd.DataFrame:
    """Count the people besides staff who were in each session for more than 0 seconds.

    Anonymous and excluded people count, too. Columns: account_id, session_uuid, attendees,
    has_staff (whether staff were in it).
    """
    own = connections[~connections["is_copy"]]
    inside = own.loc[_is_inside(own), [*SESSION, "person", "is_staff"]]
    people = inside.drop_duplicates()
    people = people.assign(is_attendee=~people["is_staff"])
    return people.groupby(SESSION, as_index=False).agg(
        attendees=("is_attendee", "sum"), has_staff=("is_staff", "any")
    )


def judge_attendance(
    connections: pd.DataFrame, sessions: pd.DataFrame, staff: Staff, book: AddressBook
) -> Attendance:
    """Judge every connection of the sessions that are placed.

    :param sessions: with the occurrence that each belongs to, and is_practice
    """
    placed = sessions.loc[
        sessions["occurrence_key"].notna(), [*SESSION, "occurrence_key", "is_practice"]
    ]
    connections = join(connections, placed, on=SESSION)
    of_events = staff.of_events(sessions[EVENT].dropna().drop_duplicates(), sessions)
    real = connections[~connections["is_practice"]]
    connections["is_staff"] = _is_staff(real, of_events, EVENT)
    connections["is_staff"] = connections["is_staff"].eq(True).fillna(False).astype(bool)
    people = _people(connections)
    people["code"] = book.codes(people["email"])
    people["code"] = people["code"].mask(people["is_staff"], "not_an_attendee")
    people["code"] = people["code"].mask(people["attended"] == pd.Timedelta(0), "not_in_session")
    connections = join(connections, people[[*PERSON, "code"]], on=PERSON, how="left")
    judged = connections["code"].isin(["not_in_session", "not_an_attendee"])
    nobodys = connections["email"].isna() & connections["registrant_id"].isna()
    connections["code"] = (
        connections["code"]
        .mask(connections["is_copy"] & ~judged & ~nobodys, "duplicate")
        .mask(connections["is_practice"], "practice_session")
    )
    return Attendance(connections, people)


def _with_sessions(connections: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """Put each connection beside its session, clip it, and mark copies of another one.

    Of copies (same session, user_id and join time) the longest counts; of equally long ones, the
    first by their other columns, so that the order of rows does not matter.
    """
    columns = [*SESSION, "webinar_id", "started_at", "ended_at"]
    clipped = join(connections.drop(columns="webinar_id"), sessions[columns], on=SESSION)
    clipped["starts_at"] = clipped[["joined_at", "started_at"]].max(axis=1)
    clipped["ends_at"] = clipped[["left_at", "ended_at"]].min(axis=1)
    connection = [*SESSION, "user_id", "joined_at"]
    ties = ["is_waiting_room", "registrant_id", "participant_user_id", "user_email"]
    clipped = clipped.sort_values(
        [*connection, "left_at", *ties],
        ascending=[True] * len(connection) + [False] + [True] * len(ties),
        ignore_index=True,
    )
    clipped["is_copy"] = clipped.duplicated(connection)
    clipped["original"] = clipped.index.to_series().mask(clipped["is_copy"]).ffill().astype("int64")
    return clipped


def _identify(connections: pd.DataFrame, inputs: Inputs, book: AddressBook) -> pd.DataFrame:
    """Find each connection's person: by registrant, by its own address, by the account's user.

    A person without an address is known by registrant_id; a connection that has neither is a person
    of its own.
    """
    registered = inputs.registrants[[*WEBINAR, "registrant_id", "email"]].rename(
        columns={"email": "registered_email"}
    )
    registered = registered.dropna().drop_duplicates([*WEBINAR, "registrant_id"])
    identified = join(connections, registered, on=[*WEBINAR, "registrant_id"], how="left")
    identified["users_email"] = _find_users_addresses(identified, inputs.users)
    email = normalise(identified["registered_email"])
    for other in ("user_email", "users_email"):
        email = email.fillna(normalise(identified[other]))
    email = book.resolve(email)
    identified["email"] = identified["original"].map(email).astype("str")
    for column in ("registrant_id", "participant_user_id", "join_time"):
        of_original = identified[column].where(~identified["is_copy"])
        identified[column] = identified["original"].map(of_original).astype("str")
    registrant = "registrant " + identified["registrant_id"]
    nobody = "connection " + identified["original"].astype("str")
    identified["person"] = ("email " + identified["email"]).fillna(registrant).fillna(nobody)
    return identified.drop(columns=["registered_email", "users_email"])


def _find_users_addresses(connections: pd.DataFrame, users: pd.DataFrame) -> pd.Series:
    """Return the address that each connection's user had when the session began."""
    user = ["account_id", "participant_user_id"]
    signed_in = connections.loc[connections["participant_user_id"].notna(), [*user, "started_at"]]
    users = users.rename(columns={"user_id": "participant_user_id"})
    known = join(signed_in.rename_axis("place").reset_index(), users, on=user)
    was_theirs = ~(known["since"] > known["started_at"]).fillna(False) & ~(
        known["until"] <= known["started_at"]
    ).fillna(False)
    addresses = known[was_theirs.astype(bool)].set_index("place")["email"]
    return addresses.reindex(connections.index).astype("str")


def _is_staff(connections: pd.DataFrame, staff: pd.DataFrame, by: list[str]) -> pd.Series:
    """Tell the connections of people on staff: who is so by one is so by all of them."""
    is_staff = is_among(connections, staff, [*by, "email"])
    for column in ("registrant_id", "participant_user_id"):
        listed = staff.rename(columns={"zoom_id": column})
        is_staff |= is_among(connections, listed, [*by, column])
    by_person = is_staff.groupby([connections[key] for key in [*by, "person"]])
    return by_person.transform("any").astype(bool)


def _is_inside(connections: pd.DataFrame) -> pd.Series:
    """Tell the connections that were in the session for more than 0 seconds."""
    is_waiting_room = connections["is_waiting_room"].astype(bool)
    return ~is_waiting_room & (connections["ends_at"] > connections["starts_at"])


def _people(connections: pd.DataFrame) -> pd.DataFrame:
    """Join each person's connections in an occurrence: the union of their clipped times."""
    own = connections[~connections["is_practice"] & ~connections["is_copy"]]
    # Numbers instead of five texts: told apart once, and then grouped by at a tenth of the cost.
    own = own.assign(number=own.groupby(PERSON).ngroup())
    people = own.groupby("number").agg(
        **{key: (key, "first") for key in PERSON},
        email=("email", "first"),
        registrant_id=("registrant_id", "first"),
        is_staff=("is_staff", "any"),
        connections=("user_id", "size"),
    )
    inside = own[_is_inside(own)]
    gain = uncovered(inside, ["number"], "starts_at", "ends_at")
    unions = (
        inside.assign(gain=gain)
        .groupby("number")
        .agg(joined_at=("starts_at", "min"), left_at=("ends_at", "max"), attended=("gain", "sum"))
    )
    people = people.join(unions).reset_index(drop=True)
    people["attended"] = people["attended"].fillna(pd.Timedelta(0))
    return people


def uncovered(frame: pd.DataFrame, by: list[str], start: str, end: str) -> pd.Series:
    """Return how much of each interval no earlier one of the same `by` covers.

    Their sum is the length of the union: ordered by start, an interval adds what lies beyond
    the furthest end so far. In whole numbers (microseconds), which costs half of what a window
    function of DuckDB does.
    """
    starts, ends = (pd.DatetimeIndex(frame[name]).as_unit("us").asi8 for name in (start, end))
    group = frame.groupby(by, sort=False).ngroup().to_numpy()
    by_start = np.argsort(starts)
    order = by_start[np.argsort(group[by_start], kind="stable")]
    group, starts, ends = group[order], starts[order], ends[order]
    furthest = pd.Series(ends).groupby(group).cummax().to_numpy()
    begins = starts.copy()
    is_same = group[1:] == group[:-1]
    begins[1:][is_same] = np.maximum(starts[1:], furthest[:-1])[is_same]
    gain = np.empty_like(starts)
    gain[order] = np.maximum(ends - begins, 0)
    return pd.Series(gain.view("timedelta64[us]"), index=frame.index)
