"""Warehouses of earlier versions, with what those left in them: `baselines/`, in plain SQL.

Each was made by the code of its day: it migrated an empty database, served `ACCOUNT` from its own
sandbox, synced at both moments of `EARLIER_RUNS`, and, in the later one, pushed to the sandbox's
HubSpot. Then a pg_dump without comments, owners and rights; of the views, and of the functions that
no table needs, those that `KEPT` names. All people are made up.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tests.builders.times import at
from tests.builders.zoom import account, connection, registrant, session, webinar

if TYPE_CHECKING:
    from local.postgres import Cluster

BASELINES = Path(__file__).parent / "baselines"
IDENTITY = "identity"
"""As of 2026-11-26: when occurrences got a remembered identity, and the load a queue."""
FLAT = "flat"
"""As of 2026-11-27: when runs came to cost the same whatever the history; HubSpot is connected."""
KEPT = ("sync.readings_to_check", "sync.unchecked_readings", "sync.source_of")

EARLIER_RUNS = (at("19 04:00"), at("20 14:00"))
NEXT_RUN = at("22 04:00")
ACCOUNT = account(
    "upgraded",
    [
        webinar(
            1, at("18 10:00"), "ann", "bob", registrant("cy", (at("17 09:00"), "denied")), "eve"
        ),
        webinar(2, at("20 10:00"), "ann", "dee"),
        webinar(3, at("21 10:00"), "bob", "dee"),
        webinar(4, at("28 10:00"), "ann"),
    ],
    [
        session(
            "one==",
            1,
            at("18 10:00"),
            at("18 11:00"),
            connection("ann", at("18 10:00"), at("18 11:00")),
            connection("eve", at("18 10:15"), at("18 10:30")),
            connection("eve", at("18 10:45"), at("18 11:00")),
        ),
        session(
            "two==",
            2,
            at("20 10:00"),
            at("20 11:00"),
            connection("dee", at("20 10:05"), at("20 11:00")),
        ),
        session(
            "three==",
            3,
            at("21 10:00"),
            at("21 11:00"),
            connection("bob", at("21 10:30"), at("21 11:00")),
        ),
    ],
)
"""Its third webinar is held, and its second settled, after the earlier version's last run."""


def create_earlier(cluster: Cluster, name: str, baseline: str) -> str:
    """Create a database as an earlier version left it, and return its URL."""
    cluster.create_database(name, afresh=True)
    with psycopg.connect(cluster.url(name)) as connection:
        connection.execute((BASELINES / f"{baseline}.sql").read_bytes())
    return cluster.url(name)
