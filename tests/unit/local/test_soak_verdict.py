"""What the soak says of what it measured: what grows that should not, and what is left."""

from __future__ import annotations

from dataclasses import replace

import pytest

from local.soak.sizes import MEGABYTE, Evening, Process, Table
from local.soak.verdict import judge, tell

PROCESS = Process(rss=200 * MEGABYTE, files=20, threads=3)
FLAT, QUEUE, GROWING = "sync.watermarks", "sync.changes", "zoom.connections"


def evening(day: int) -> Evening:
    """Return what there is to be measured when all is well: only what Zoom had has grown."""
    return Evening(
        day=day,
        processes=dict.fromkeys(("tasks", "webhooks", "watcher", "the sandbox"), PROCESS),
        tables={
            FLAT: Table(8192, 16384, 1),
            QUEUE: Table(8192, 16384, 100 if day < 30 else 250),
            GROWING: Table(100_000 * day, 50_000 * day, 1000 * day),
        },
        backends=30 * MEGABYTE,
        sessions=5,
        locks=0,
    )


MONTH = [evening(day) for day in range(1, 31)]


def with_last(**changes: object) -> list[Evening]:
    """Return the month with another end of its last day."""
    return [*MONTH[:-1], replace(MONTH[-1], **changes)]  # type: ignore[arg-type]


def with_process(name: str, **changes: int) -> list[Evening]:
    """Return the month with another process in its last evening."""
    return with_last(processes={**MONTH[-1].processes, name: replace(PROCESS, **changes)})


def with_table(name: str, table: Table) -> list[Evening]:
    """Return the month with another table in its last evening."""
    return with_last(tables={**MONTH[-1].tables, name: table})


def test_a_month_in_which_only_history_grows_is_right() -> None:
    assert judge(MONTH) == []
    assert judge(MONTH[:2]) == judge(MONTH[:1]) == []
    assert "zoom.connections" in tell(MONTH)


@pytest.mark.parametrize(
    ("evenings", "words"),
    [
        (
            with_process("tasks", rss=250 * MEGABYTE),
            "memory of tasks: 200 to 250 MB from day 10 to day 30",
        ),
        (
            with_process("webhooks", files=40),
            "open files of webhooks: 20 to 40",
        ),
        (with_last(backends=60 * MEGABYTE), "memory of PostgreSQL's sessions: 30 to 60 MB"),
        (with_last(sessions=9), "sessions: 5 to 9"),
        (with_last(locks=1), "day 30: 1 advisory locks are held"),
        (with_table("staging.left", Table(8192, 0, 0)), "1 tables are left in staging"),
        (with_table(FLAT, Table(8192, 16384, 30)), "sync.watermarks must not grow, and has 1 rows"),
        (with_table(QUEUE, Table(8192, 16384, 999)), "sync.changes must not grow, and has"),
        (with_table(FLAT, Table(500_000, 0, 1)), "sync.watermarks must not grow, and takes"),
        (
            with_table(GROWING, Table(4_000_000, 2_000_000, 40_000)),
            "zoom.connections grows faster and faster: 10000, 20000, 40000 rows",
        ),
        (
            with_table(GROWING, Table(9_000_000, 1_500_000, 30_000)),
            "zoom.connections takes 150 bytes a row, then 350",
        ),
    ],
)  # fmt: skip
def test_what_grows_or_is_left_is_named(evenings: list[Evening], words: str) -> None:
    wrong = judge(evenings)

    assert len(wrong) == 1
    assert words in wrong[0]
