"""The ledger: one outcome for each registration, attendance and connection. Nothing disappears."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from webinar_sync.transform.addresses import is_erased
from webinar_sync.transform.errors import ConservationError
from webinar_sync.transform.frames import EVENT, WEBINAR, join

if TYPE_CHECKING:
    from webinar_sync.transform.attendance import Attendance

OUTCOME = [*EVENT, "subject", "subject_key"]
_CONNECTION_CODES = (
    "practice_session",
    "not_in_session",
    "not_an_attendee",
    "duplicate",
)


def make_outcomes(
    webinars: pd.DataFrame,
    attendance: Attendance,
    registrations: pd.DataFrame,
) -> pd.DataFrame:
    """Return the rows of sync.outcomes.

    :param webinars: with exclusion, and is_withdrawn: if it is, everybody has the exclusion as code
    """
    withdrawn = webinars.loc[webinars["is_withdrawn"], [*WEBINAR, "exclusion"]]
    connections = _withdraw(attendance.connections, withdrawn)
    outcomes = pd.concat(
        [
            _webinar_outcomes(webinars),
            _registration_outcomes(_withdraw(registrations, withdrawn)),
            _connection_outcomes(connections),
            _attendance_outcomes(connections),
        ],
        ignore_index=True,
    )
    return _without_erased(outcomes)


def _withdraw(frame: pd.DataFrame, withdrawn: pd.DataFrame) -> pd.DataFrame:
    """Replace the code of everybody in a withdrawn webinar by its exclusion."""
    frame = join(frame, withdrawn, on=WEBINAR, how="left")
    frame["is_withdrawn"] = frame["exclusion"].notna()
    frame["code"] = frame["code"].mask(frame["is_withdrawn"], frame["exclusion"])
    return frame


def _webinar_outcomes(webinars: pd.DataFrame) -> pd.DataFrame:
    excluded = webinars[webinars["exclusion"].notna()]
    return excluded[WEBINAR].assign(
        occurrence_key="",
        subject="webinar",
        subject_key=excluded["webinar_id"].astype("str"),
        email=None,
        code=excluded["exclusion"],
        connections=0,
    )


def _registration_outcomes(registrations: pd.DataFrame) -> pd.DataFrame:
    return registrations[[*WEBINAR, "email", "code"]].assign(
        occurrence_key="",
        subject="registration",
        subject_key=registrations["registrant_id"],
        connections=0,
    )


def _connection_outcomes(connections: pd.DataFrame) -> pd.DataFrame:
    """Account one by one for connections that belong to no attendance."""
    own = connections[_stands_alone(connections)]
    keys = own["session_uuid"] + " " + own["user_id"] + " " + own["join_time"]
    own = own[[*EVENT, "email", "code"]].assign(subject="connection", subject_key=keys)
    return own.groupby([*OUTCOME, "code"], as_index=False).agg(
        email=("email", "first"), connections=("code", "size")
    )


def _attendance_outcomes(connections: pd.DataFrame) -> pd.DataFrame:
    """Account for each person's attendance of an occurrence, with its connections."""
    joined = connections[~_stands_alone(connections)]
    keys = joined["email"].fillna(joined["registrant_id"])
    joined = joined[[*EVENT, "email", "code"]].assign(subject="attendance", subject_key=keys)
    return joined.groupby([*OUTCOME, "code"], as_index=False).agg(
        email=("email", "first"), connections=("code", "size")
    )


def _stands_alone(connections: pd.DataFrame) -> pd.Series:
    nobodys = connections["email"].isna() & connections["registrant_id"].isna()
    return (
        connections["code"].isin(_CONNECTION_CODES)
        | nobodys.astype(bool)
        | connections["is_withdrawn"]
    )


def _without_erased(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Keep nothing as the address of those who asked to be forgotten; the keys are digests."""
    outcomes["email"] = outcomes["email"].mask(is_erased(outcomes["email"]))
    return outcomes


def check_conservation(
    outcomes: pd.DataFrame, connections: pd.DataFrame, registrants: pd.DataFrame
) -> None:
    """Compare the ledger with what went into the transform.

    :raises ConservationError: if a connection is missing or counted twice, or a registration has
        not exactly one outcome
    """
    accounted = int(outcomes["connections"].sum())
    if accounted != len(connections):
        raise ConservationError(
            f"The ledger accounts for {accounted} connections of {len(connections)}."
        )
    registration = [*WEBINAR, "registrant_id"]
    went_in = registrants[registration].drop_duplicates()
    ledger = outcomes.loc[outcomes["subject"] == "registration", [*WEBINAR, "subject_key"]]
    ledger = ledger.rename(columns={"subject_key": "registrant_id"})
    both = join(went_in, ledger, on=registration, how="outer", indicator=True)
    if len(both) != len(went_in) or (both["_merge"] != "both").any() or len(ledger) != len(went_in):
        raise ConservationError(
            f"The ledger accounts for {len(ledger)} registrations of {len(went_in)}."
        )
    doubled = int(outcomes.duplicated(OUTCOME).sum())
    if doubled:
        raise ConservationError(f"The ledger has {doubled} outcomes twice.")
