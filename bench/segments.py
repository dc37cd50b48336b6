"""Measures each filter for segments on 1,000,000 participations, from a cold start of the query.

Cold: PostgreSQL was started anew, so its memory holds nothing (the system's may), and each segment
is computed by a connection of its own: judged, planned, read as a reader, its members' ids fetched.
Each filter is asked for one webinar, or one value, and for everybody in it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from bench.extract import fresh_database
from bench.markdown import print_bounds, print_table
from local.postgres import Cluster
from local.processes import watchdog
from webinar_sync.segments.members import find_members
from webinar_sync.warehouse.engine import Warehouse

DATABASE = "bench"
PEOPLE, EVENTS = 200_000, 2_000
"""Occurrences are of 500 webinars, with 500 people each."""
LIMIT_SECONDS = 1.0
_WEBINAR = "webinar_id = 91000000120"
FILTERS = {
    "filter_average_attendance_percent": "average_attendance_percent >= 90",
    "filter_last_registered_webinar": _WEBINAR,
    "filter_registrations_total": "registrations_total >= 5",
    "filter_attendances_total": "attendances_total >= 4",
    "filter_marketing_event_registered": _WEBINAR,
    "filter_marketing_event_cancelled": _WEBINAR,
    "filter_marketing_event_attended": _WEBINAR,
    "filter_marketing_event_attendance_duration": "attended_seconds >= 3500",
    "filter_zoom_registration": "webinar_name = 'Webinar 120'",
    "filter_zoom_attendance": "webinar_name = 'Webinar 120' and attendance_percent >= 50",
    "filter_zoom_recording_available": _WEBINAR,
}
"""The filters, each with a condition that people would write."""
_FILL = (
    """
    insert into marts.contacts (
        email, contact_id, average_attendance_percent, last_registered_url, registrations_total,
        attendances_total, run_id
    )
    select
        'person' || number || '@company' || number % 400 || '.example', number, number % 101,
        case when number % 5 = 0 then 'https://zoom.example/w/' || number end,
        number % 7, number % 6, 'bench'
    from generate_series(0, :people - 1) as number
    """,
    """
    insert into registration.last_links (
        email, account_id, webinar_id, join_url, registered_at, run_id
    )
    select
        email, 'bench', 91000000000 + contact_id % 500, last_registered_url, now(), 'bench'
    from marts.contacts
    where last_registered_url is not null
    """,
    """
    insert into marts.marketing_events (
        account_id, webinar_id, occurrence_key, topic, status, scheduled_at, started_at, ended_at,
        length_seconds, registrations, cancellations, attendances, no_shows, late_registrations,
        anonymous_attendances, run_id
    )
    select
        'bench', 91000000000 + number % 500, 'date-' || number, 'Webinar ' || number % 500, 'ended',
        day.at, day.at, day.at + interval '1 hour', 3600, 0, 0, 0, 0, 0, 0, 'bench'
    from generate_series(0, :events - 1) as number
    cross join lateral (select timestamptz '2026-01-01' + number * interval '4 hours' as at) as day
    """,
    """
    insert into marts.participations (
        account_id, webinar_id, occurrence_key, email, state, registered_at, cancelled_at,
        joined_at, left_at, attended_seconds, attendance_percent, run_id
    )
    select
        'bench', 91000000000 + event.number % 500, 'date-' || event.number,
        'person' || person.number || '@company' || person.number % 400 || '.example',
        case
            when place % 2 = 0 then 'attended' when place % 10 = 1 then 'cancelled' else 'no_show'
        end,
        day.at - interval '7 days', case when place % 10 = 1 then day.at - interval '1 day' end,
        case when place % 2 = 0 then day.at end,
        case when place % 2 = 0 then day.at + interval '30 minutes' end,
        case when place % 2 = 0 then 600 + place * 37 % 3000 end,
        case when place % 2 = 0 then place % 101 end, 'bench'
    from generate_series(0, :events - 1) as event (number)
    cross join generate_series(0, :people_of_event - 1) as place
    cross join
        lateral (select (event.number * 397 + place * 401) % :people as number) as person
    cross join
        lateral (select timestamptz '2026-01-01' + event.number * interval '4 hours' as at) as day
    on conflict do nothing
    """,
    """
    insert into marts.registrations (
        account_id, webinar_id, registrant_id, email, registered_at, is_approved, run_id
    )
    select
        account_id, webinar_id, occurrence_key || email, email, registered_at, cancelled_at is null,
        'bench'
    from marts.participations
    """,
    """
    insert into marts.timeline_events (
        email, account_id, webinar_id, occurrence_key, kind, occurred_at, webinar_name, run_id
    )
    select
        participation.email, participation.account_id, participation.webinar_id,
        participation.occurrence_key, kind.kind, participation.registered_at, 'Webinar', 'bench'
    from marts.participations as participation
    cross join (values ('registered'), ('recording_available')) as kind (kind)
    """,
)


def main() -> None:
    """Print how long each filter takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a twentieth of the participations")
    parser.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    parts = 20 if options.quick else 1
    if options.fill:
        _fill(options.fill, parts)
        return
    folder = Path(tempfile.mkdtemp(prefix="wb-")) / "pg"
    command = [sys.executable, "-m", "bench.segments", "--fill", str(folder)]
    with watchdog("--cluster", str(folder)):
        # By another process, which stops PostgreSQL: nothing is in its memory then.
        subprocess.run([*command, *(["--quick"] if options.quick else [])], check=True)
        url = Cluster(folder).url(DATABASE)
        rows = [(name, *_measure(url, name, condition)) for name, condition in FILTERS.items()]
        with Warehouse(url) as warehouse, warehouse.transaction() as transaction:
            statement = text("select count(*) from marts.participations")
            participations: int = transaction.execute(statement).scalar_one()
    print(f"{participations:,} participations of {PEOPLE // parts:,} people.")
    columns = ("filter", "members", "s", "everybody in it", "s")
    print_table(
        columns,
        [
            (f"`marts.{name}`", f"{some:,}", f"{some_s:.2f}", f"{whole:,}", f"{whole_s:.2f}")
            for name, some, some_s, whole, whole_s in rows
        ],
    )
    if options.quick:
        return
    slowest = max(row[2] for row in rows)
    slowest_whole = max(row[4] for row in rows)
    print_bounds(
        (f"a filter of {participations:,} participations, cold", f"{LIMIT_SECONDS:.0f} s",
         f"{slowest:.2f} s", slowest < LIMIT_SECONDS),
        ("the same, everybody in it", f"{LIMIT_SECONDS:.0f} s", f"{slowest_whole:.2f} s",
         slowest_whole < LIMIT_SECONDS),
    )  # fmt: skip


def _fill(folder: Path, parts: int) -> None:
    """Make a warehouse in a folder, fill marts, and stop its PostgreSQL."""
    values = {"people": PEOPLE // parts, "events": EVENTS // parts, "people_of_event": 500}
    cluster = Cluster(folder)
    try:
        with Warehouse(fresh_database(cluster, DATABASE)) as warehouse:
            with warehouse.transaction() as transaction:
                for statement in _FILL:
                    transaction.execute(text(statement), values)
            with warehouse.transaction() as transaction:
                transaction.execute(text("analyze"))
    finally:
        cluster.stop()


def _measure(url: str, name: str, condition: str) -> tuple[int, float, int, float]:
    """Return how many members a filter has, and the seconds: by a condition, and without one."""
    figures: list[float] = []
    everybody = f"select email from marts.{name}"  # noqa: S608
    for sql in (f"{everybody} where {condition}", everybody):
        with Warehouse(url) as warehouse:
            began = time.perf_counter()
            members = len(find_members(warehouse, sql))
            figures += [members, time.perf_counter() - began]
    return int(figures[0]), figures[1], int(figures[2]), figures[3]


if __name__ == "__main__":
    main()
