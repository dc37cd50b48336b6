"""Turns frames into the histories of webinars, and what was decided about them into frames."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from webinar_sync.transform.frames import EVENT, SESSION, WEBINAR, Inputs, join
from webinar_sync.transform.history import (
    NO_OCCURRENCE,
    AnnouncedStart,
    KnownHistory,
    Session,
    WebinarHistory,
)
from webinar_sync.transform.identity import Identified, identify
from webinar_sync.webinar_types import WebinarType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

READ_STATES = ("landed", "settled")
SETTLED = "settled"
MOMENT = "datetime64[us, UTC]"
ANNOUNCED = [*WEBINAR, "occurrence_id", "first_read_at"]


@dataclass(frozen=True)
class Occurrences:
    """The occurrences of the webinars, and what belongs to them.

    - dates: the event's key, scheduled_at and scheduled_end_at (null: unscheduled), ends_late_at
      (the planned end of a start by which it goes on, or the scheduled end), deleted_at (null: not
      deleted), is_undecided, invites
    - sessions: the input's, with occurrence_key, is_practice, is_practice_by_time and
      is_placement_final; occurrence_key is null while a session cannot be placed yet
    - announced: the key of each announced start that is decided
    - undecided: account_id, webinar_id, occurrence_id, first_read_at, ends_at: the announced
      starts that are not decided, with their planned ends
    - due: account_id, webinar_id, due_at
    """

    dates: pd.DataFrame
    sessions: pd.DataFrame
    announced: pd.DataFrame
    undecided: pd.DataFrame
    due: pd.DataFrame


def find_occurrences(inputs: Inputs, attendees: pd.DataFrame) -> Occurrences:
    """Decide which occurrences each webinar has, and place its sessions.

    :param attendees: account_id, session_uuid, attendees, has_staff
    """
    dates: list[tuple[Any, ...]] = []
    places: list[tuple[Any, ...]] = []
    announced: list[tuple[Any, ...]] = []
    undecided: list[tuple[Any, ...]] = []
    due: list[tuple[Any, ...]] = []
    now = _present_moments(inputs)
    for key, webinar in _read_histories(inputs, attendees):
        identified = identify(webinar)
        dates += [(*key, *row) for row in _date_rows(identified)]
        places += [(key[0], *row) for row in _session_rows(identified)]
        announced += [(*key, *row_key, name) for row_key, name in identified.start_keys.items()]
        undecided += [(*key, *row) for row in _undecided_rows(identified)]
        moments = [m for m in identified.moments if key[0] not in now or m > now[key[0]]]
        if moments:
            due.append((*key, min(moments)))
    return Occurrences(
        _make_dates(dates),
        _make_sessions(inputs, places),
        _make_frame(announced, [*ANNOUNCED, "occurrence_key"], moments=["first_read_at"]),
        _make_frame(undecided, [*ANNOUNCED, "ends_at"], moments=["first_read_at", "ends_at"]),
        _make_frame(due, [*WEBINAR, "due_at"], moments=["due_at"]),
    )


def _date_rows(identified: Identified) -> Iterator[tuple[Any, ...]]:
    for occurrence in identified.occurrences.values():
        if occurrence.key != NO_OCCURRENCE:
            yield (
                occurrence.key,
                occurrence.scheduled_at,
                occurrence.scheduled_end_at,
                occurrence.continued_until or occurrence.scheduled_end_at,
                occurrence.deleted_at,
                occurrence.is_undecided,
                occurrence.invites,
            )


def _session_rows(identified: Identified) -> Iterator[tuple[Any, ...]]:
    grounds = {
        uuid: ground
        for occurrence in identified.occurrences.values()
        for uuid, ground in occurrence.practices.items()
    }
    for uuid, key in identified.session_keys.items():
        yield uuid, key, uuid in grounds, grounds.get(uuid) in ("time", "event")


def _undecided_rows(identified: Identified) -> Iterator[tuple[Any, ...]]:
    for start in identified.undecided:
        if start.scheduled_at is not None:
            yield *start.row_key, start.scheduled_at + start.duration


def _make_dates(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    moments = ["scheduled_at", "scheduled_end_at", "ends_late_at", "deleted_at"]
    flags = ["is_undecided", "invites"]
    return _make_frame(rows, [*EVENT, *moments, *flags], moments=moments, flags=flags)


def _make_sessions(inputs: Inputs, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    flags = ["is_practice", "is_practice_by_time"]
    places = _make_frame(rows, [*SESSION, "occurrence_key", *flags], flags=flags)
    before = ["occurrence_key", "is_placement_final", "is_practice_by_event", "was_practice"]
    sessions = inputs.sessions.drop(columns=before)
    sessions = join(sessions, places, on=SESSION)
    complete = join(
        sessions[WEBINAR], inputs.webinars[[*WEBINAR, "is_complete"]], on=WEBINAR, how="left"
    )
    was_final = join(
        sessions[SESSION], inputs.sessions[[*SESSION, "is_placement_final"]], on=SESSION
    )["is_placement_final"].to_numpy(dtype=bool)
    is_placed = sessions["occurrence_key"].notna() & (sessions["occurrence_key"] != NO_OCCURRENCE)
    is_complete = complete["is_complete"].eq(True).to_numpy(dtype=bool)
    sessions["is_placement_final"] = (
        is_placed.astype(bool) & sessions["state"].eq(SETTLED).astype(bool) & is_complete
    ) | was_final
    return sessions


def _make_frame(
    rows: list[tuple[Any, ...]],
    columns: list[str],
    *,
    moments: list[str] | None = None,
    flags: list[str] | None = None,
) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns)
    kinds = {**dict.fromkeys(moments or [], MOMENT), **dict.fromkeys(flags or [], "bool")}
    kinds["webinar_id"] = "int64"
    texts = [name for name in columns if name not in kinds]
    return frame.astype(
        {name: kinds.get(name, "str") for name in columns if name in kinds or texts}
    )


def _present_moments(inputs: Inputs) -> dict[str, Any]:
    """Return each account's present moment: up to when its history is known."""
    known = inputs.known_history.groupby("account_id")["until"].max()
    as_of = inputs.accounts.dropna().set_index("account_id")["as_of"]
    latest: dict[str, Any] = pd.concat([known, as_of]).groupby(level=0).max().to_dict()
    return latest


def _read_histories(
    inputs: Inputs, attendees: pd.DataFrame
) -> Iterator[tuple[tuple[str, int], WebinarHistory]]:
    starts = _group(_read_starts(inputs))
    sessions = _group(_read_sessions(inputs, attendees))
    given_keys = _group(
        (key, name) for *key, name in _rows(inputs.given_keys, [*WEBINAR, "occurrence_key"])
    )
    counters = _RegistrationCounters(inputs.registrants)
    known = _read_known_history(inputs)
    for account_id, webinar_id, kind in _rows(inputs.webinars, [*WEBINAR, "type"]):
        key = (account_id, webinar_id)
        yield (
            key,
            WebinarHistory(
                type=kind or WebinarType.SINGLE,
                starts=sorted(
                    starts.get(key, []),
                    key=lambda start: (start.first_read_at, start.occurrence_id),
                ),
                sessions=sorted(
                    sessions.get(key, []), key=lambda session: (session.starts_at, session.uuid)
                ),
                given_keys=set(given_keys.get(key, [])),
                count_registrations=partial(counters.count, key),
                known=known.get(account_id, KnownHistory()),
            ),
        )


def _read_starts(inputs: Inputs) -> Iterator[tuple[list[Any], AnnouncedStart]]:
    columns = ["type", "occurrence_id", "scheduled_at", "duration_minutes", "timezone"]
    columns += ["first_read_at", "dropped_at", "occurrence_key", "is_deleted"]
    for *key, kind, occurrence_id, start, minutes, zone, first, dropped, name, is_deleted in _rows(
        inputs.announced, [*WEBINAR, *columns]
    ):
        duration = timedelta(minutes=int(minutes or 0))
        is_off = bool(is_deleted)
        yield (
            key,
            AnnouncedStart(
                int(kind), occurrence_id, start, duration, zone, first, dropped, name, is_off
            ),
        )


def _read_sessions(inputs: Inputs, attendees: pd.DataFrame) -> Iterator[tuple[list[Any], Session]]:
    counted = join(inputs.sessions, attendees, on=SESSION, how="left")
    columns = ["session_uuid", "started_at", "ended_at", "attendees", "has_staff", "state"]
    columns += ["occurrence_key", "is_placement_final", "is_practice_by_event", "was_practice"]
    for *key, uuid, start, end, number, has_staff, state, name, is_final, is_practice, was in _rows(
        counted, [*WEBINAR, *columns]
    ):
        yield (
            key,
            Session(
                uuid=uuid,
                starts_at=start,
                ends_at=end,
                attendees=int(number or 0),
                has_staff=bool(has_staff),
                is_read=state in READ_STATES or number is not None,
                is_lost=state == "gone",
                key=name,
                is_final=bool(is_final),
                is_practice_by_event=bool(is_practice),
                was_practice=None if was is None else bool(was),
            ),
        )


class _RegistrationCounters:
    """Counts the registrations of each webinar that were approved at some time."""

    def __init__(self, registrants: pd.DataFrame) -> None:
        columns = [*WEBINAR, "registrant_id", "occurrence_id", "created_at"]
        self._approved = registrants.loc[registrants["was_approved"].astype(bool), columns]
        self._places = self._approved.groupby(WEBINAR).indices

    def count(
        self, webinar: tuple[str, int], moment: datetime, occurrence_ids: Collection[str]
    ) -> int:
        """Count those of a webinar, or of one of its dates, that had been made by a moment."""
        registrants = self._approved.iloc[self._places.get(webinar, [])]
        counted = (registrants["created_at"] <= moment) & registrants["occurrence_id"].isin(
            ["", *occurrence_ids]
        )
        return int(registrants.loc[counted.astype(bool), "registrant_id"].nunique())


def _read_known_history(inputs: Inputs) -> dict[str, KnownHistory]:
    stretches: dict[str, list[tuple[Any, Any]]] = {}
    for account_id, since, until in _rows(inputs.known_history, ["account_id", "since", "until"]):
        stretches.setdefault(account_id, []).append((since, until))
    return {account_id: KnownHistory(tuple(parts)) for account_id, parts in stretches.items()}


def _group(pairs: Any) -> dict[tuple[str, int], list[Any]]:
    groups: dict[tuple[str, int], list[Any]] = {}
    for key, value in pairs:
        groups.setdefault(tuple(key), []).append(value)
    return groups


def _rows(frame: pd.DataFrame, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of some columns as plain values, null as None."""
    plain = frame[columns].astype(object)
    return zip(*(plain[name].where(frame[name].notna(), None) for name in columns), strict=True)
