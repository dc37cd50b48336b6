"""Joins connections to attendances: whose they are, how long, and why some do not count."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from webinar_sync.transform.addresses import AddressBook, normalise
from webinar_sync.transform.frames import EVENT, WEBINAR, Inputs, join
from webinar_sync.webinar_types import WebinarType

SESSION = ["account_id", "session_uuid"]
PERSON = [*EVENT, "person"]


@dataclass(frozen=True)
class Attendance:
    """The participant reports, judged.

    - sessions: the input, with is_practice
    - connections: one row each, with email, person, starts_at and ends_at (clipped to the
      session), is_copy, and the code of each
    - people: one row for each person who attended an occurrence, with email, joined_at,
      left_at, attended (timedelta), connections and code
    """

    sessions: pd.DataFrame
    connections: pd.DataFrame
    people: pd.DataFrame


def judge_attendance(inputs: Inputs, sessions: pd.DataFrame, book: AddressBook) -> Attendance:
    """Judge every connection of the sessions.

    :param sessions: with the occurrence that each belongs to
    """
    connections = _with_sessions(inputs.connections, sessions)
    connections = _identify(connections, inputs, book)
    connections["is_staff"] = _is_staff(connections, inputs, book)
    connections["is_staff"] = connections.groupby(PERSON)["is_staff"].transform("any")
    sessions = sessions.assign(is_practice=_is_practice(sessions, connections))
    connections = join(connections, sessions[[*SESSION, "is_practice"]], on=SESSION)
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
    return Attendance(sessions, connections, people)


def _with_sessions(connections: pd.DataFrame, sessions: pd.DataFrame) -> pd.DataFrame:
    """Put each connection beside its session, clip it, and mark copies of another one.

    Of copies (same session, user_id and join time) the longest counts; of equally long ones, the
    first by their other columns, so that the order of rows does not matter.
    """
    columns = [*SESSION, *EVENT[1:], "started_at", "ended_at", "host_email", "type"]
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
    users = inputs.users.rename(columns={"user_id": "participant_user_id", "email": "users_email"})
    users = users[["account_id", "participant_user_id", "users_email"]]
    identified = join(connections, registered, on=[*WEBINAR, "registrant_id"], how="left")
    identified = join(identified, users, on=["account_id", "participant_user_id"], how="left")
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


def list_staff(inputs: Inputs, book: AddressBook) -> pd.DataFrame:
    """Return the addresses of each webinar's hosts and panelists: webinar, email."""
    webinars = inputs.webinars
    alternative = webinars.assign(
        email=webinars["alternative_hosts"].fillna("").astype("str").str.split("[,;]", regex=True)
    ).explode("email")
    hosts = webinars.assign(email=webinars["host_email"])
    return _resolve_addresses(book, hosts, alternative, inputs.panelists)


def list_session_hosts(inputs: Inputs, book: AddressBook) -> pd.DataFrame:
    """Return the addresses of those who hosted a webinar's sessions: webinar, email."""
    return _resolve_addresses(book, inputs.sessions.assign(email=inputs.sessions["host_email"]))


def _resolve_addresses(book: AddressBook, *frames: pd.DataFrame) -> pd.DataFrame:
    addresses = pd.concat([frame[[*WEBINAR, "email"]] for frame in frames], ignore_index=True)
    addresses["email"] = book.resolve(addresses["email"])
    return addresses.dropna().drop_duplicates()


def is_among(frame: pd.DataFrame, listed: pd.DataFrame, on: list[str]) -> pd.Series:
    """Tell which rows of a frame have their `on` columns in a list. Null is in none."""
    listed = listed[on].drop_duplicates().assign(is_listed=True)
    marked = join(frame[on], listed, on=on, how="left")
    is_listed = marked["is_listed"].notna() & marked[on].notna().all(axis=1)
    return pd.Series(is_listed.to_numpy(), index=frame.index)


def _is_staff(connections: pd.DataFrame, inputs: Inputs, book: AddressBook) -> pd.Series:
    """Tell hosts, alternative hosts and panelists.

    Guess: a panelist's id may stand in a row as registrant_id or participant_user_id.
    """
    hosts = inputs.webinars.rename(columns={"host_id": "participant_user_id"})
    ids = inputs.panelists.rename(columns={"panelist_id": "registrant_id"})
    user_ids = inputs.panelists.rename(columns={"panelist_id": "participant_user_id"})
    return (
        is_among(connections, list_staff(inputs, book), [*WEBINAR, "email"])
        | (connections["email"] == book.resolve(connections["host_email"])).fillna(False)
        | is_among(connections, hosts, [*WEBINAR, "participant_user_id"])
        | is_among(connections, ids, [*WEBINAR, "registrant_id"])
        | is_among(connections, user_ids, [*WEBINAR, "participant_user_id"])
    )


def _is_practice(sessions: pd.DataFrame, connections: pd.DataFrame) -> pd.Series:
    """Tell the sessions that only hosts and panelists were in, apart from their scheduled time."""
    inside = connections[~connections["is_waiting_room"].astype(bool)]
    only_staff = inside.groupby(SESSION)["is_staff"].all().rename("only_staff").reset_index()
    joined = join(sessions[SESSION], only_staff, on=SESSION, how="left")
    is_only_staff = joined["only_staff"].eq(True).fillna(False).to_numpy(dtype=bool)
    is_apart = (
        (sessions["type"] == WebinarType.NO_FIXED_TIME)
        | sessions["scheduled_at"].isna()
        | (sessions["ended_at"] <= sessions["scheduled_at"]).fillna(False)
    )
    return pd.Series(is_only_staff, sessions.index) & is_apart


def _people(connections: pd.DataFrame) -> pd.DataFrame:
    """Join each person's connections in an occurrence: the union of their clipped times."""
    judged = connections[~connections["is_practice"]]
    own = judged[~judged["is_copy"]]
    people = own.groupby(PERSON, as_index=False).agg(
        email=("email", "first"),
        registrant_id=("registrant_id", "first"),
        is_staff=("is_staff", "any"),
        connections=("user_id", "size"),
    )
    inside = own[~own["is_waiting_room"].astype(bool) & (own["ends_at"] > own["starts_at"])]
    gain = uncovered(inside, PERSON, "starts_at", "ends_at")
    unions = (
        inside.assign(gain=gain)
        .groupby(PERSON, as_index=False)
        .agg(joined_at=("starts_at", "min"), left_at=("ends_at", "max"), attended=("gain", "sum"))
    )
    people = join(people, unions, on=PERSON, how="left")
    people["attended"] = people["attended"].fillna(pd.Timedelta(0))
    return people


def uncovered(frame: pd.DataFrame, by: list[str], start: str, end: str) -> pd.Series:
    """Return how much of each interval no earlier one of the same `by` covers.

    Their sum is the length of the union: ordered by start, an interval adds what lies beyond
    the furthest end so far.
    """
    ordered = frame.sort_values([*by, start])
    keys = [ordered[key] for key in by]
    covered_until = ordered.groupby(by)[end].cummax().groupby(keys).shift()
    begin = ordered[start].where(~(covered_until > ordered[start]), covered_until)
    gain = ordered[end] - begin
    return gain.mask(gain < pd.Timedelta(0), pd.Timedelta(0)).reindex(frame.index)
