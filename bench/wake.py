"""Measures what webhooks are for, inside Airflow: how soon marts and HubSpot have what happened.

People register while runs come and go, and a webinar ends. The sandbox's Zoom sends the webhooks to
Airflow's API server, HubSpot connected; the clock of the sandbox stands.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from typing import TYPE_CHECKING, Any

import psycopg

from bench.airflow import WEBHOOK_SECRET, Bench, start_of_new_webinar, started
from bench.markdown import print_bounds, print_table
from sandbox.zoom.model import Registrant, RegistrantState
from sandbox.zoom.webhooks import Sender, events_between

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sandbox.zoom.webhooks import Event

WAKE, PUSH = "sync_webhooks", "push_hubspot"
SECONDS_APART = 4.0
PATIENCE_SECONDS = 150.0
LOOK_SECONDS = 0.2


def main() -> None:
    """Print how long registrations and attendances took, and how many runs were woken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20, help="who register")
    options = parser.parse_args()
    settings = {"AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "True"}
    with started(new_webinars=1, settings=settings, dag_ids=(PUSH, WAKE)) as bench:
        with psycopg.connect(bench.warehouse_url) as connection:
            # The sandbox's webinars lie before the day on which HubSpot is connected.
            connection.execute("update settings.sync set push_since = '2000-01-01'")
        sender = Sender(f"{bench.airflow.url}/webinar-sync/zoom/events", WEBHOOK_SECRET)
        sender.challenge()
        in_marts, in_hubspot = register(bench, sender, options.people)
        attended = end_webinar(bench, sender)
        runs = bench.airflow.call("GET", f"/dags/{WAKE}/dagRuns?limit=100")["total_entries"]
    rows = [
        (name, f"{statistics.median(times):.1f}", f"{slow(times):.1f}")
        for name, times in (("in marts", in_marts), ("in HubSpot", in_hubspot))
    ]
    print_table((f"{options.people} registrations", "median s", "95 % s"), rows)
    print(f"An ended webinar's attendances were in marts after {attended:.1f} s; {runs} runs.")
    print_bounds(
        ("a registration in marts and HubSpot, by webhook", "60 s (95th percentile)",
         f"{slow(in_hubspot):.0f} s", slow(in_hubspot) < 60),
        ("attendances of an ended webinar, once Zoom has them", "120 s",
         f"{attended:.0f} s", attended < 120),
    )  # fmt: skip


def slow(times: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(times)[max(0, -(-95 * len(times) // 100) - 1)]


def register(bench: Bench, sender: Sender, people: int) -> tuple[list[float], list[float]]:
    """Let people register, one after the other; return after how long each was known where."""
    dice = random.Random(1)
    store = bench.zoom.stores["bench"]
    webinar = store.account.webinars[-1]
    sent: dict[str, float] = {}
    marts: dict[str, float] = {}
    hubspot: dict[str, float] = {}
    next_at = time.monotonic()
    while len(hubspot) < people:
        now = time.monotonic()
        if len(sent) < people and now >= next_at:
            moment = bench.clock.now()
            email = f"new{len(sent)}@people.bench.example"
            bench.clock.advance(1)
            since = RegistrantState(since=bench.clock.now(), status="approved")
            store.put_registrant(
                webinar,
                Registrant(
                    id=f"new{len(sent)}", email=email, first_name="New", states=(since,),
                    create_time=bench.clock.now(),
                ),
            )  # fmt: skip
            tell(sender, events_between(store, moment, bench.clock.now()), bench.clock.now())
            sent[email] = time.monotonic()
            next_at = now + SECONDS_APART * 2 * dice.random()
        for email in known_to_marts(bench, sent.keys() - marts.keys()):
            marts[email] = time.monotonic() - sent[email]
        for email in sent.keys() - hubspot.keys():
            if is_registered(bench, email):
                hubspot[email] = time.monotonic() - sent[email]
        if sent and now - max(sent.values()) > PATIENCE_SECONDS:
            raise RuntimeError("somebody who registered does not come to HubSpot")
        time.sleep(LOOK_SECONDS)
    return list(marts.values()), list(hubspot.values())


def end_webinar(bench: Bench, sender: Sender) -> float:
    """Let a webinar be held and end; return how long its attendances took to be in marts."""
    store = bench.zoom.stores["bench"]
    (session,) = [s for s in store.account.sessions if s.start == start_of_new_webinar(0)]
    before = session.end.replace(microsecond=0)
    bench.clock.set(session.end)
    bench.clock.advance(120)
    ends = [
        event
        for event in events_between(store, session.start, before)
        if event.name == "webinar.ended"
    ]
    began = time.monotonic()
    tell(sender, ends, bench.clock.now())
    wait_until(lambda: attendances(bench, session.webinar_id) > 0)
    return time.monotonic() - began


def tell(sender: Sender, events: list[Event], now: datetime) -> None:
    """Send events at once."""
    sender.take(events)
    sender.send(now)


def known_to_marts(bench: Bench, emails: Any) -> list[str]:
    """Return whom marts have as registered."""
    rows = query(
        bench, "select email from marts.participations where email = any(%s)", sorted(emails)
    )
    return [str(email) for (email,) in rows]


def attendances(bench: Bench, webinar_id: int) -> int:
    """Count who attended a webinar."""
    ((count,),) = query(
        bench,
        "select coalesce(sum(attendances), 0) from marts.marketing_events where webinar_id = %s",
        webinar_id,
    )
    return int(count)


def is_registered(bench: Bench, email: str) -> bool:
    """Tell whether HubSpot has somebody as registered for an event."""
    contact = bench.hubspot.contacts.by_email(email)
    return contact is not None and any(
        contact.contact_id in bench.hubspot.participation_states(event_id)
        for event_id in list(bench.hubspot.events.events)
    )


def query(bench: Bench, statement: str, value: Any) -> list[tuple[Any, ...]]:
    """Run a statement with one value."""
    with psycopg.connect(bench.warehouse_url) as connection:
        return connection.execute(statement.encode(), (value,)).fetchall()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait, for some minutes at most."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError("it does not come to be")
        time.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    main()
