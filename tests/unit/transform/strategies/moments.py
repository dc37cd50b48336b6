"""A made-up world as it is known at a moment, with what was decided at an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.unit.transform.naive import answer

if TYPE_CHECKING:
    from datetime import datetime

    from tests.unit.transform.naive import Row, Rules, World


def world_at(world: World, moment: datetime) -> World:
    """What an account knows at a moment of all that is, and will be, true."""

    def until_now(name: str, begin: str, *ends: str) -> list[Row]:
        return [
            row | {end: None for end in ends if row[end] is not None and row[end] > moment}
            for row in world[name]
            if row[begin] <= moment
        ]

    known = {
        **world,
        "accounts": [
            row | {"as_of": row["as_of"] and min(row["as_of"], moment)} for row in world["accounts"]
        ],
        "known_history": [
            row | {"until": min(row["until"], moment)}
            for row in world["known_history"]
            if row["since"] is None or row["since"] < moment
        ],
        "webinars": [
            row | ({"gone_at": None} if row["gone_at"] and row["gone_at"] > moment else {})
            for row in world["webinars"]
        ],
        "announced": until_now("announced", "first_read_at", "dropped_at"),
        "staff": until_now("staff", "first_read_at", "dropped_at"),
        "sessions": [
            row
            | ({"state": "landed"} if row["state"] == "settled" and not row["settled_at"] else {})
            for row in until_now("sessions", "ended_at", "settled_at")
        ],
        "registrants": [
            _registrant_at(row, moment) for row in until_now("registrants", "listed_at")
        ],
    }
    uuids = {row["session_uuid"] for row in known["sessions"]}
    known["connections"] = [row for row in world["connections"] if row["session_uuid"] in uuids]
    return known


def _registrant_at(row: Row, moment: datetime) -> Row:
    seen_at = [row["cancelled_at"], row["last_approved_at"]]
    if all(at is None or at <= moment for at in seen_at):
        return row
    return row | {
        "status": "approved",
        "is_listed": True,
        "superseded_at": None,
        "approved_at": None,
        "was_approved": True,
        "last_approved_at": None,
        "cancelled_at": None,
    }


def remember(world: World, earlier: World, rules: Rules) -> World:
    """Write into a world what was decided when it was known as `earlier`."""
    decided = answer(earlier, rules)
    keys = {(*key[:2], row["occurrence_key"]) for key, row in decided.announced.items()} | {
        (row["account_id"], row["webinar_id"], place["occurrence_key"])
        for row in earlier["sessions"]
        if (place := decided.sessions[row["account_id"], row["session_uuid"]])["occurrence_key"]
    }

    def announced(row: Row) -> Row:
        key = (row["account_id"], row["webinar_id"], row["occurrence_id"], row["first_read_at"])
        return row | decided.announced.get(key, {})

    def placed(row: Row) -> Row:
        place = decided.sessions.get((row["account_id"], row["session_uuid"]), {})
        return row | {name: place[name] for name in place if name != "is_practice"}

    return {
        **world,
        "announced": [announced(row) for row in world["announced"]],
        "sessions": [placed(row) for row in world["sessions"]],
        "given_keys": [
            {"account_id": account, "webinar_id": webinar, "occurrence_key": key}
            for account, webinar, key in sorted(keys)
        ],
    }
