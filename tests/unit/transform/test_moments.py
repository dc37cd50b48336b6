"""What the transform answers from moment to moment: what is due, and what stays for ever."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.transform.naive import Row, Rules, World
from tests.unit.transform.strategies import worlds
from tests.unit.transform.tables import Table, plain, tables_of
from tests.unit.transform.test_properties import often
from tests.unit.transform.worlds import inputs
from webinar_sync.transform.pipeline import transform

if TYPE_CHECKING:
    from webinar_sync.transform.frames import Outputs

Webinar = tuple[str, int]


def move_clock(world: World, by: timedelta) -> World:
    """The same world later: its history is read further, and nothing new is in it."""
    last = {
        row["account_id"]: max(
            known["until"]
            for known in world["known_history"]
            if known["account_id"] == row["account_id"]
        )
        for row in world["known_history"]
    }

    def read_further(row: Row) -> Row:
        is_last = row["until"] == last[row["account_id"]]
        return row | {"until": row["until"] + by} if is_last else row

    return {
        **world,
        "accounts": [
            row | {"as_of": row["as_of"] and row["as_of"] + by} for row in world["accounts"]
        ],
        "known_history": [read_further(row) for row in world["known_history"]],
    }


def due_of(outputs: Outputs) -> dict[Webinar, datetime]:
    return {
        (row["account_id"], int(row["webinar_id"])): plain(row["due_at"])
        for row in outputs.due.to_dict("records")
    }


def of_webinar(world: World, tables: dict[str, Table], webinar: Webinar) -> dict[str, Table]:
    """The rows of a webinar; of connections and sessions, those of its sessions."""
    uuids = {
        row["session_uuid"]
        for row in world["sessions"]
        if (row["account_id"], row["webinar_id"]) == webinar
    }

    def is_of_it(key: tuple[Any, ...]) -> bool:
        pairs = itertools.pairwise(key)
        return webinar in pairs or bool(uuids & set(key[:2]))

    return {
        name: {key: row for key, row in rows.items() if is_of_it(key)}
        for name, rows in tables.items()
    }


@often(3)
@given(worlds(), st.sampled_from([1, 7, 25, 50, 200]))
def test_nothing_changes_by_time_before_it_is_due(world: World, hours: int) -> None:
    """A webinar that is not due by then is answered as before, with the clock moved."""
    now = transform(inputs(world, Rules()))
    later_world = move_clock(world, timedelta(hours=hours))
    before = tables_of(world, now)
    after = tables_of(later_world, transform(inputs(later_world, Rules())))
    moments = {row["account_id"]: row["as_of"] for row in later_world["accounts"]}
    due = due_of(now)
    for row in world["webinars"]:
        webinar = (row["account_id"], row["webinar_id"])
        moment = moments[webinar[0]]
        if moment is None or (webinar in due and due[webinar] <= moment):
            continue
        assert of_webinar(world, before, webinar) == of_webinar(world, after, webinar)


@often(3)
@given(worlds())
def test_keys_and_final_places_stay_and_what_is_due_lies_ahead(world: World) -> None:
    outputs = transform(inputs(world, Rules()))
    moments = {row["account_id"]: row["as_of"] for row in world["accounts"]}
    for (account, _), due_at in due_of(outputs).items():
        assert moments[account] is None or due_at > moments[account]
    tables = tables_of(world, outputs)
    for row in world["announced"]:
        if row["occurrence_key"] is not None:
            key = tuple(
                row[name] for name in ("account_id", "webinar_id", "occurrence_id", "first_read_at")
            )
            assert tables["announced"][key] == {"occurrence_key": row["occurrence_key"]}
    for row in world["sessions"]:
        if row["is_placement_final"]:
            place = tables["sessions"][row["account_id"], row["session_uuid"]]
            assert place["occurrence_key"] == row["occurrence_key"]
            assert place["is_placement_final"]
