"""What may grow and what may not: compares the evening after a third of the days with the last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local.soak.sizes import MEGABYTE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from local.soak.sizes import Evening, Table

ZOOM_HAD = "of what Zoom had, kept for ever unless `zoom_kept_days` says otherwise"
COMPUTED = "computed of that, kept for ever"
SENT = "of whom and what HubSpot was told, kept for ever"
BY_RECORDS = "a row or more for each run, kept for 400 days (`records_kept_days`)"
BY_REGISTRATIONS = "a row for each request, kept for 90 days (`registrations_kept_days`)"
BY_EVENTS = "a row for each webhook, kept for 30 days"
GROWING = {
    **dict.fromkeys(
        (
            *("zoom.webinars", "zoom.listed_webinars", "zoom.webinar_uuids", "zoom.occurrences"),
            *("zoom.announced_starts", "zoom.staff", "zoom.registrants", "zoom.history"),
            *("zoom.sessions", "zoom.connections", "zoom.readings", "zoom.webhook_sessions"),
            *("zoom.webhook_cancellations", "zoom.former_registrations", "sync.outcomes"),
        ),
        ZOOM_HAD,
    ),
    **dict.fromkeys(
        (
            *("marts.contacts", "marts.marketing_events", "marts.registrations"),
            *("marts.participations", "marts.attendance_connections", "marts.timeline_events"),
            *("sync.loaded_webinars", "sync.loaded_outcomes"),
        ),
        COMPUTED,
    ),
    **dict.fromkeys(
        (
            *("hubspot.contacts", "hubspot.addresses", "hubspot.address_statuses"),
            *("hubspot.sent_contacts", "hubspot.sent_events", "hubspot.sent_participations"),
        ),
        SENT,
    ),
    **dict.fromkeys(
        (
            *("sync.runs", "sync.run_steps", "sync.api_requests", "sync.validations"),
            *("sync.errors", "zoom.extractions", "hubspot.differences"),
        ),
        BY_RECORDS,
    ),
    **dict.fromkeys(
        ("registration.requests", "registration.results", "registration.last_links"),
        BY_REGISTRATIONS,
    ),
    "zoom.webhook_events": BY_EVENTS,
}
"""Tables that are meant to grow as Zoom does, or as runs do, and why. All others must not."""

QUEUES = frozenset(
    {
        *("hubspot.people_to_compare", "hubspot.refusals", "hubspot.held", "hubspot.held_events"),
        *("sync.changes", "sync.webinars_to_load", "zoom.refusals", "zoom.odd_answers"),
    }
)
"""Tables of what is to be done: in the evening they hold what the last hours brought."""

MOST_ROWS_TIMES, MOST_ROWS_MORE = 1.2, 5
"""Of a table that must not grow: one that gets a row each night goes beyond it."""
MOST_IN_QUEUE_TIMES, MOST_IN_QUEUE_MORE = 1.5, 150
"""Of a queue: a day brings about so many people."""
MOST_BYTES_TIMES, MOST_BYTES_MORE = 1.5, 256 * 1024
"""Of a table that must not grow: some pages more are what autovacuum had not come to."""
MOST_DAYS_NOT_ALIKE = 2
"""Of fewer days it cannot be told how fast a table grows."""
MOST_TIMES_FASTER, MOST_ROWS_FASTER = 1.3, 60
"""Of a table that grows, from the middle third of the time to the last: days differ a little."""
MOST_TIMES_WIDER = 1.5
"""Bytes for each row: dead rows that are still there, and indexes that are filled less."""
MOST_MEMORY_TIMES, MOST_MEMORY_MORE = 1.1, 12 * MEGABYTE
"""A leak of 5 KB a run would come to that, and so does what allocators keep for later."""
MOST_FILES_MORE = 8
"""Open files: connections of HTTP that Python has not collected yet; a leak would be one a run."""
MOST_MORE = 3
"""Threads, and sessions: what a pool opens when several calls come at once."""


@dataclass(frozen=True)
class Marks:
    """The evenings that are compared: after a third and two thirds of the days, and the last."""

    first: Evening
    middle: Evening
    last: Evening

    @classmethod
    def of(cls, evenings: Sequence[Evening]) -> Marks:
        """Choose them; of few days the same one may be chosen twice."""
        third = len(evenings) / 3
        return cls(*(evenings[max(0, round(third * part) - 1)] for part in (1, 2, 3)))


def judge(evenings: Sequence[Evening]) -> list[str]:
    """Return what grew and should not have, and what was left lying about."""
    marks = Marks.of(evenings)
    return [
        *_judge_memory(marks),
        *_judge_tables(marks),
        *(
            f"day {evening.day}: {evening.locks} advisory locks are held, and no run is under way"
            for evening in evenings
            if evening.locks
        ),
        *(
            [f"{marks.last.staging} tables are left in staging"]
            if marks.last.staging > marks.first.staging
            else []
        ),
    ]


def _judge_memory(marks: Marks) -> Iterator[str]:
    days = f"from day {marks.first.day} to day {marks.last.day}"
    for name, last in marks.last.processes.items():
        first = marks.first.processes[name]
        if name != "the sandbox" and not _is_flat(first.rss, last.rss):
            yield f"memory of {name}: {_mb(first.rss)} to {_mb(last.rss)} MB {days}"
        if last.files > first.files + MOST_FILES_MORE:
            yield f"open files of {name}: {first.files} to {last.files} {days}"
        if last.threads > first.threads + MOST_MORE:
            yield f"threads of {name}: {first.threads} to {last.threads} {days}"
    if not _is_flat(marks.first.backends, marks.last.backends):
        yield (
            f"memory of PostgreSQL's sessions: {_mb(marks.first.backends)} to"
            f" {_mb(marks.last.backends)} MB {days}"
        )
    if marks.last.sessions > marks.first.sessions + MOST_MORE:
        yield f"sessions: {marks.first.sessions} to {marks.last.sessions} {days}"


def _is_flat(first: int, last: int) -> bool:
    return last <= MOST_MEMORY_TIMES * first + MOST_MEMORY_MORE


def _judge_tables(marks: Marks) -> Iterator[str]:
    for name, last in sorted(marks.last.tables.items()):
        first, middle = marks.first.tables.get(name), marks.middle.tables.get(name)
        if first is None or middle is None or name.startswith("staging."):
            continue
        if name in GROWING:
            if marks.middle.day - marks.first.day >= MOST_DAYS_NOT_ALIKE:
                yield from _judge_growing(name, first, middle, last)
        elif last.rows > _most_rows(name, first.rows):
            yield f"{name} must not grow, and has {first.rows} rows, then {last.rows}"
        elif last.total_bytes > max(
            MOST_BYTES_TIMES * first.total_bytes, first.total_bytes + MOST_BYTES_MORE
        ):
            yield (
                f"{name} must not grow, and takes {_kb(first.total_bytes)} kB, then"
                f" {_kb(last.total_bytes)} kB"
            )


def _most_rows(name: str, rows: int) -> float:
    if name in QUEUES:
        return MOST_IN_QUEUE_TIMES * rows + MOST_IN_QUEUE_MORE
    return MOST_ROWS_TIMES * rows + MOST_ROWS_MORE


def _judge_growing(name: str, first: Table, middle: Table, last: Table) -> Iterator[str]:
    before, after = middle.rows - first.rows, last.rows - middle.rows
    if after > MOST_TIMES_FASTER * before + MOST_ROWS_FASTER:
        yield f"{name} grows faster and faster: {first.rows}, {middle.rows}, {last.rows} rows"
    if first.rows and last.rows:
        wide, wider = first.total_bytes / first.rows, last.total_bytes / last.rows
        slack = MOST_BYTES_MORE / last.rows
        if wider > MOST_TIMES_WIDER * wide + slack:
            yield f"{name} takes {wide:.0f} bytes a row, then {wider:.0f}"


def tell(evenings: Sequence[Evening]) -> str:
    """Return what was compared, as lines of text."""
    marks = Marks.of(evenings)
    three = (marks.first, marks.middle, marks.last)
    days = [f"day {evening.day}" for evening in three]
    rows = [["MB resident, open files", *days]]
    for name in marks.last.processes:
        measured = [evening.processes[name] for evening in three]
        rows.append([name, *(f"{_mb(process.rss)}, {process.files}" for process in measured)])
    rows.append(
        [
            "PostgreSQL's sessions: MB of their own, how many",
            *(f"{_mb(evening.backends)}, {evening.sessions}" for evening in three),
        ]
    )
    for title, is_meant in (("must not grow", False), ("grows with what there is", True)):
        rows.append([f"{title}: rows, kB", *days])
        for name in sorted(marks.last.tables):
            if (name in GROWING) == is_meant and name in marks.first.tables:
                rows.append([name, *(_cell(evening.tables.get(name)) for evening in three)])
    return "\n".join(f"{row[0]:50}" + "".join(f"{cell:>18}" for cell in row[1:]) for row in rows)


def _cell(table: Table | None) -> str:
    return f"{table.rows:,}, {_kb(table.total_bytes)}" if table else ""


def _mb(count: int) -> str:
    return f"{count / MEGABYTE:.0f}"


def _kb(count: int) -> str:
    return f"{count / 1000:,.0f}"
