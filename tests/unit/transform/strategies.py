"""Nasty worlds, made up at random: what hosts, people and Zoom come up with, as rows."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.unit.transform.naive import NO_FIXED_TIME, RECURRING, SINGLE, Row, Rules, World
from tests.unit.transform.worlds import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random


BASE = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
"""Before midnight in UTC, after it in Paris."""

GUESTS = [
    "ann@example.com",
    "bob@example.com",
    "cy@eu.example.com",
    "dee@notexample.com",
    "eve@shop.org",
]
STAFF = ["host@corp.com", "alt@corp.com", "pan@corp.com", "stage@corp.com", "user@corp.com"]
INVALID = ["nobody", "two@@example.com", "ann@", "@example.com", "in blank@example.com"]
ZONES = [None, "UTC", "Europe/Paris", "America/Los_Angeles", "Mars/Olympus"]
REGISTRANT_IDS = ["R1", "R2", "R3", "R4", "P1"]
USER_IDS = ["HOST", "COLLEAGUE", "ANN"]


class Dice:
    """What decides about a world. A seed is all that Hypothesis draws.

    Its own way, a decision at a time, repeats itself in worlds as large as these, and is slow.
    """

    def __init__(self, random: Random) -> None:
        self._random = random

    def choose(self, options: Sequence[Any]) -> Any:
        """Return any of the options."""
        return self._random.choice(options)

    def some(self, options: Sequence[Any], most: int, least: int = 0) -> list[Any]:
        """Return some of the options, each at most once."""
        number = self._random.randint(least, min(most, len(options)))
        return self._random.sample(options, number)

    def number(self, least: int, most: int) -> int:
        """A whole number."""
        return self._random.randint(least, most)

    def once_in(self, times: int) -> bool:
        """Once in so many times."""
        return self._random.randrange(times) == 0


def _hours(number: float) -> timedelta:
    return timedelta(hours=number)


def _address(dice: Dice) -> str | None:
    """An address as people and Zoom write it."""
    kind = dice.number(0, 19)
    if kind == 0:
        return dice.choose(INVALID)
    if kind <= 2:
        return dice.choose([None, "", "  "])
    if kind <= 5:
        return dice.choose(STAFF)
    address = dice.choose(GUESTS)
    return dice.choose([address, address, address, address.upper(), f"  {address} "])


def worlds(*, ties: bool = False) -> st.SearchStrategy[World]:
    """Some webinars with everybody in them.

    :param ties: also copies of a connection of the same length that disagree about whose it is
    """
    return st.randoms(use_true_random=True).map(lambda random: _world(Dice(random), ties=ties))


def _world(dice: Dice, *, ties: bool) -> World:
    """Many webinars, as one more costs less than one more world; or few, where frames are empty."""
    world: World = {name: [] for name in SCHEMAS}
    _accounts(dice, world)
    for number in range(dice.choose([1, 2, 16, 24, 32])):
        _webinar(dice, world, 90_000_000_001 + number)
    if not ties:
        _without_ties(world)
    _people(dice, world)
    return world


def rules() -> st.SearchStrategy[Rules]:
    """What the settings say."""
    domains = ["corp.com", "example.com", "eu.example.com", "org"]
    return st.builds(
        Rules,
        withdraws_excluded=st.booleans(),
        match_secondary_emails=st.booleans(),
        excluded_contact_domains=st.lists(st.sampled_from(domains), max_size=2, unique=True).map(
            tuple
        ),
    )


def _accounts(dice: Dice, world: World) -> None:
    for account in ("acc-1", "acc-2"):
        for since, until in dice.choose(
            [
                [],
                *([(None, hours)] for hours in (-40, 0, 12, 24, 25, 60, 300)),
                [(None, -40), (0, 300)],
                [(1, 30), (40, 300)],
            ]
        ):
            world["known_history"].append(
                {
                    "account_id": account,
                    "since": None if since is None else BASE + _hours(since),
                    "until": BASE + _hours(until),
                }
            )
        for user_id, email in (
            ("HOST", "Host@corp.com"),
            ("COLLEAGUE", " user@Corp.com"),
            ("ANN", "ann@example.com"),
        ):
            if dice.choose([True, False]):
                world["users"].append({"account_id": account, "user_id": user_id, "email": email})


def _webinar(dice: Dice, world: World, webinar_id: int) -> None:
    key = {"account_id": dice.choose(["acc-1", "acc-2"]), "webinar_id": webinar_id}
    kind = dice.choose([SINGLE] * 2 + [NO_FIXED_TIME] * 2 + [RECURRING] * 3)
    expired = dice.once_in(6)
    exclusion = dice.choose([None] * 9 + ["sync_off", "host_domain_excluded", "zoom_events"])
    has_been_read = dice.choose([True, False]) if exclusion else dice.choose([True, True, False])
    row = _expired(dice, kind) if expired else _detailed(dice, kind)
    gone = dice.choose([None] * 5 + [-30, 0, 24, 25, 40])
    row |= key | {
        "gone_at": None if gone is None else BASE + _hours(gone),
        "exclusion": exclusion,
        "has_been_read": has_been_read,
    }
    world["webinars"].append(row)
    dates = [] if expired or kind != RECURRING else _dates(dice, world, key)
    starts = [date["scheduled_at"] for date in dates] or [row["scheduled_at"] or BASE]
    sessions = _sessions(dice, world, key, starts)
    last = max(
        sessions, key=lambda session: (session["started_at"], session["session_uuid"]), default=None
    )
    row["last_topic"] = last["topic"] if last else None
    row["last_host"] = (last["host_email"] or None) if last else None
    for number in range(dice.choose([0, 0, 1, 2])):
        world["panelists"].append(
            {
                **key,
                "panelist_id": ["P1", dice.choose(["ANN", "R2", ""])][number],
                "email": dice.choose(["pan@corp.com", "Pan@corp.com ", ""]),
            }
        )
    if exclusion and not has_been_read:
        return
    for session in sessions:
        _connections(dice, world, key, session)
    ends = [session["ended_at"] for session in sessions]
    ends += [
        date["scheduled_at"] + timedelta(minutes=date["duration_minutes"] or 0)
        for date in [row, *dates]
        if date["scheduled_at"] is not None
    ]
    _registrants(dice, world, key, row, dates, ends)


def _expired(dice: Dice, kind: int) -> Row:
    """Nothing is known but, from the report, its type and topic."""
    known = dice.choose([True, False])
    return {
        **dict.fromkeys(SCHEMAS["webinars"]),
        "type": kind if known else None,
        "topic": "Reported" if known else None,
    }


def _detailed(dice: Dice, kind: int) -> Row:
    scheduled_at = BASE + _hours(dice.choose([0, 0, -26, 30])) if kind == SINGLE else None
    return {
        "host_id": "HOST",
        "host_email": dice.choose(["host@corp.com", "Host@corp.com", "eve@shop.org"]),
        "topic": dice.choose(["Topic", None]),
        "type": kind,
        "scheduled_at": scheduled_at,
        "duration_minutes": dice.choose([30, 60, 60, 0]),
        "timezone": dice.choose(ZONES),
        "alternative_hosts": dice.choose(["", None, "alt@corp.com", "x@corp.com; ALT@corp.com ,"]),
        "registration_type": dice.choose([1, 2, 3]) if kind == RECURRING else 1,
    }


def _dates(dice: Dice, world: World, key: Row) -> list[Row]:
    """Dates of a series; a moved one has a row for what it was and one for what it is."""
    dates = []
    spacings = dice.some([0, 6, 13, 24, 48], 3)
    for number, hours in enumerate(sorted(spacings)):
        date = {
            **key,
            "occurrence_id": f"10{number}",
            "occurrence_key": f"10{number}",
            "scheduled_at": BASE + _hours(hours),
            "duration_minutes": dice.choose([30, 60, 0]),
            "status": dice.choose(["available", "available", "available", "deleted"]),
        }
        if dice.once_in(5):
            was = {"status": "moved", "scheduled_at": date["scheduled_at"] - _hours(5)}
            world["occurrences"].append({**date, **was})
            date["occurrence_id"] = f"20{number}"
        dates.append(date)
    world["occurrences"] += dates
    return dates


def _sessions(dice: Dice, world: World, key: Row, starts: list[datetime]) -> list[Row]:
    sessions = []
    near = [0, 0, 0, -300, 300, -1500, 400, 700]
    far = [12 * 3600, 12 * 3600 + 1, -12 * 3600, -12 * 3600 - 1, -5 * 3600, 90_000]
    for number in range(dice.choose([0, 1, 1, 2, 3])):
        begin = dice.choose(starts)
        started_at = begin + timedelta(seconds=dice.choose(near * 2 + far))
        length = dice.choose([0, 1, 7, 60, 300, 600, 677, 1500])
        ended_at = started_at + timedelta(seconds=length)
        state = dice.choose(["settled"] * 4 + ["landed", "failed", "gone", "due"])
        wait = dice.choose([2700, 3600, 86_400])
        sessions.append(
            {
                **key,
                "session_uuid": f"{key['webinar_id']}-{number}/==",
                "started_at": started_at,
                "ended_at": ended_at,
                "host_email": dice.choose(
                    ["host@corp.com", "STAGE@corp.com", "", "bob@example.com"]
                ),
                "topic": dice.choose(["Session", None]),
                "state": state,
                "settled_at": ended_at + timedelta(seconds=wait) if state == "settled" else None,
            }
        )
    world["sessions"] += sessions
    return sessions


def _connections(dice: Dice, world: World, key: Row, session: Row) -> None:
    if session["state"] == "due":
        return
    length = int((session["ended_at"] - session["started_at"]).total_seconds())
    only_staff = dice.once_in(4)
    mine: list[Row] = []
    for number in range(dice.number(0, 6)):
        if mine and dice.once_in(5):
            mine.append(_copy(dice, dice.choose(mine)))
            continue
        after = dice.choose([-120, -60, -1, 0, 0, 5, 30, length - 1, length, length + 50])
        stay = dice.choose([0, 1, 30, 61, 200, 300, 2000])
        joined_at = session["started_at"] + timedelta(seconds=after)
        row = {
            **key,
            "session_uuid": session["session_uuid"],
            "user_id": dice.choose([f"u{number}", "u0"]),
            "join_time": joined_at.isoformat().replace("+00:00", "Z"),
            "joined_at": joined_at,
            "left_at": joined_at + timedelta(seconds=stay),
            "is_waiting_room": dice.once_in(5),
            **_identity(dice),
        }
        if only_staff:
            row |= {
                "registrant_id": None,
                "participant_user_id": "HOST",
                "user_email": "host@corp.com",
            }
        mine.append(row)
    world["connections"] += mine


def _identity(dice: Dice) -> Row:
    """What a connection says of who it is; Zoom blanks what it likes."""
    registrant_id = dice.choose([None, None, *REGISTRANT_IDS, "unknown"])
    email = _address(dice)
    return {
        "registrant_id": registrant_id,
        "participant_user_id": dice.choose([None] * 6 + ["P1", "X", *USER_IDS]),
        "user_email": email if email is None or email else None,
    }


def _copy(dice: Dice, row: Row) -> Row:
    """The same connection once more: alike, or longer or shorter, of perhaps another person."""
    copy = dict(row)
    if dice.choose([True, True, False]):
        stay = dice.choose([0, 10, 400, 900])
        copy["left_at"] = row["joined_at"] + timedelta(seconds=stay)
    if dice.choose([True, False]):
        copy |= _identity(dice) | {"is_waiting_room": dice.choose([True, False])}
    return copy


def _without_ties(world: World) -> None:
    """Drop copies that are as long as an earlier one, but differ from it."""
    kept: list[Row] = []
    seen: dict[tuple[Any, ...], Row] = {}
    for row in world["connections"]:
        known = seen.setdefault(
            (row["session_uuid"], row["user_id"], row["joined_at"], row["left_at"]), row
        )
        if known == row:
            kept.append(row)
    world["connections"] = kept


def _registrants(
    dice: Dice, world: World, key: Row, webinar: Row, dates: list[Row], ends: list[datetime]
) -> None:
    moments = [BASE + _hours(hours) for hours in (-72, -50, -30, -1, 0, 1, 14, 26, 60)] + ends
    for registrant_id in dice.some(REGISTRANT_IDS, len(REGISTRANT_IDS)):
        occurrence_ids = [""]
        if dates and webinar["registration_type"] != 1:
            ids = sorted({date["occurrence_id"] for date in dates})
            occurrence_ids = dice.some([*ids, "gone"], 3, least=1)
        person = {
            **key,
            "registrant_id": registrant_id,
            "email": _address(dice),
            "first_name": dice.choose([None, "Ann", "Bob"]),
            "last_name": dice.choose([None, "Ω'Neil"]),
            "created_at": dice.choose(moments),
        }
        for occurrence_id in occurrence_ids:
            history = _history(dice, person["created_at"], moments)
            world["registrants"].append({**person, "occurrence_id": occurrence_id, **history})


def _history(dice: Dice, created_at: datetime, moments: list[datetime]) -> Row:
    """What became of a registration, as the listings leave it."""
    later = [moment for moment in moments if moment >= created_at]
    seen_at, missed_at = sorted([dice.choose(later), dice.choose(later)])
    fate = dice.choose(
        ["approved"] * 5
        + ["pending", "denied", "denied at once", "denied later", "vanished", "by webhook"]
        + ["pending again", "pending, vanished"]
    )
    row: Row = {
        "status": "approved",
        "is_listed": True,
        "was_approved": True,
        "last_approved_at": None,
        "cancelled_at": None,
    }
    if fate in ("pending", "denied", "pending, vanished"):
        return row | {
            "status": fate.split(",")[0],
            "was_approved": False,
            "is_listed": fate != "pending, vanished",
        }
    if fate == "denied at once":
        return row | {"status": "denied", "cancelled_at": missed_at}
    if fate == "denied later":
        return row | {
            "status": "denied",
            "last_approved_at": seen_at,
            "cancelled_at": missed_at,
            "is_listed": dice.choose([True, False]),
        }
    if fate == "vanished":
        return row | {"is_listed": False, "last_approved_at": seen_at, "cancelled_at": missed_at}
    if fate == "by webhook":
        return row | {
            "status": "denied",
            "is_listed": dice.choose([True, False]),
            "last_approved_at": missed_at,
            "cancelled_at": missed_at,
        }
    if fate == "pending again":
        return row | {"status": "pending", "last_approved_at": seen_at}
    return row


def _people(dice: Dice, world: World) -> None:
    """HubSpot's contacts and users, and who asked to be forgotten."""
    everybody = [*GUESTS, "host@corp.com", "user@corp.com"]
    contacts = world["hubspot_contacts"]
    primaries = []
    for address in everybody:
        fate = dice.choose(["none"] * 4 + ["live", "live", "deleted", "both", "second"])
        if fate in ("live", "both"):
            primaries.append(address)
            contacts.append({"email": address, "primary_email": address, "is_archived": False})
        if fate in ("deleted", "both"):
            contacts.append({"email": address, "primary_email": address, "is_archived": True})
        if fate == "second":
            primary = dice.choose([*primaries, "prime@example.com"])
            if primary not in primaries:
                primaries.append(primary)
                contacts.append({"email": primary, "primary_email": primary, "is_archived": False})
            contacts.append({"email": address, "primary_email": primary, "is_archived": False})
    everybody.append("prime@example.com")
    world["hubspot_users"] += [{"email": email} for email in dice.some(everybody, 2)]
    known = {
        (row[column] or "").strip().lower()
        for table, column in (
            ("registrants", "email"),
            ("connections", "user_email"),
            ("users", "email"),
        )
        for row in world[table]
    }
    for email in dice.some(everybody, 2):
        if email in known:
            digest = hashlib.sha256(email.encode()).hexdigest()
            world["erased"].append({"email": email, "email_sha256": digest})


def smallest(world: World, still: Callable[[World], bool], tries: int = 60) -> World:
    """Leave out webinars and rows for as long as something still holds of the rest."""
    for webinar in world["webinars"]:
        alone = {
            name: [row for row in rows if row.get("webinar_id", 0) in (0, webinar["webinar_id"])]
            for name, rows in world.items()
        }
        tries -= 1
        if still(alone):
            world = alone
            break
    for name in ("connections", "registrants", "sessions", "panelists", "occurrences", "users",
                 "hubspot_contacts", "hubspot_users", "erased"):  # fmt: skip
        for row in list(world[name]):
            less = {**world, name: [other for other in world[name] if other is not row]}
            if name == "sessions":
                uuid = row["session_uuid"]
                kept = [other for other in world["connections"] if other["session_uuid"] != uuid]
                less["connections"] = kept
            tries -= 1
            if tries > 0 and still(less):
                world = less
    return world
