"""Plays the days: steps at their moments, some of them disturbed or killed, by seed."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local.campaign.hubspot import troubles as hubspot_troubles
from local.campaign.troubles import draw_troubles
from local.soak.account import (
    ACCOUNT_ID,
    MINUTE,
    WEBHOOK_SECRET,
    Story,
)
from local.soak.calendar import Kind, Step, plan_day, plan_quiet_night
from local.soak.installation import Installation, WorkerLostError
from local.soak.sizes import Evening, measure
from sandbox.zoom.webhooks import Sender, events_between

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from local.soak.sandboxes import Sandboxes
    from sandbox.hubspot.faults import Fault

DISTURBED_SHARE, KILLED_SHARE = 0.08, 0.015
UNDISTURBED_DAYS = 1
"""First the installation begins: what nobody read then is lost."""
MOST_STATEMENTS = {"hourly": 150, "nightly": 250, "push": 80, "reconcile": 40}
"""A run that is to be killed is so before one of them, or ends before."""
MOST_STATEMENTS_OF_OTHERS = 60
WOKEN_WITHIN_SECONDS = 60.0
TALKING_TO_HUBSPOT = frozenset({"push", "reconcile"})
_DUE = {
    "register": "select count(*) from registration.due",
    "webhooks": (
        "select count(*) from zoom.webhook_events where handled_at is null and due_at <= now()"
    ),
}

_CONTACTS_WITH_WRONG_TOTALS = """
select count(*)
from marts.contacts as contact
where
    contact.registrations_total is distinct from (
        select count(distinct registration.webinar_id)
        from marts.registrations as registration
        where registration.email = contact.email
    )
    or contact.attendances_total is distinct from (
        select count(distinct participation.webinar_id)
        from marts.participations as participation
        where participation.email = contact.email and participation.state = 'attended'
    )
"""


@dataclass
class Day:
    """What was done on a day. `ran`: runs by kind; `states`: by how they ended."""

    number: int
    ran: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    zoom_requests: int = 0
    hubspot_requests: int = 0
    disturbed: int = 0
    killed: int = 0
    enrolled: int = 0
    events: int = 0
    seconds: float = 0.0


class Play:
    """The days of a story under way. `wrong`: what must never be, in words."""

    def __init__(
        self, story: Story, sandboxes: Sandboxes, installation: Installation, seed: int
    ) -> None:
        self.story = story
        self.sandboxes = sandboxes
        self.installation = installation
        self.wrong: list[str] = []
        self.evenings: list[Evening] = []
        self._dice = random.Random(f"soak troubles {seed}")
        self._sender = Sender(
            f"{installation.webhook_url}/zoom/events",
            WEBHOOK_SECRET,
            lost=0.1,
            twice=0.05,
            late=0.1,
            seed=seed,
        )
        self._events_until = sandboxes.clock.now()
        self._paths: dict[str, list[str]] = {}
        self._is_quiet = False
        self._hubspot_faults: list[Fault] = []

    def play_day(self, number: int, hours: Collection[int] = range(24)) -> Day:
        """Play a day, counted from 0, and measure its end.

        :param hours: of what is not due by night, only what is due in these
        """
        self._is_quiet = not self.installation.can_be_disturbed or number < UNDISTURBED_DAYS
        return self._play(Day(number + 1), plan_day(self.story.midnight(number), hours))

    def play_quiet_night(self, number: int) -> Day:
        """Play a day on which nothing is disturbed: in the end all must be well."""
        self._is_quiet = True
        return self._play(Day(number + 1), plan_quiet_night(self.story.midnight(number)))

    def _play(self, day: Day, steps: list[Step]) -> Day:
        begun = time.monotonic()
        for step in steps:
            self._set_clock(step.moment)
            self._do_step(step, day)
        self._check_contacts(day)
        self.evenings.append(measure(self.installation, day.number))
        day.seconds = time.monotonic() - begun
        return day

    def _check_contacts(self, day: Day) -> None:
        """Note whose totals are not those of their registrations and participations.

        In the end it would not show: a load of any of their webinars computes them anew.
        """
        ((contacts,),) = self.installation.query(_CONTACTS_WITH_WRONG_TOTALS)
        if contacts:
            self.wrong.append(f"day {day.number}: {contacts} contacts have wrong totals")

    def _do_step(self, step: Step, day: Day) -> None:
        if step.kind == "webhooks":
            self._tell_events(step.moment, day)
        elif step.kind == "enrol":
            self._enrol(step.moment, day)
        else:
            self._run(step.kind, step.moment, day)

    def _tell_events(self, moment: datetime, day: Day) -> None:
        """Have Zoom's webhooks tell what happened, and what is due be read."""
        store = self.sandboxes.zoom.stores[ACCOUNT_ID]
        self._sender.take(events_between(store, self._events_until, moment))
        self._events_until = moment
        before = self._sender.statuses.total()
        self._sender.send(moment)
        day.events += self._sender.statuses.total() - before
        self._run_if_due("webhooks", moment, day)

    def _enrol(self, moment: datetime, day: Day) -> None:
        """Let contacts reach the workflow's action, and wait until the Dag is woken for them."""
        enrolment = self.story.enrolments.get(moment - 30 * MINUTE)
        if enrolment is None:
            self._run_if_due("register", moment, day)
            return
        hubspot = self.sandboxes.hubspot
        contact_ids = [
            record.contact_id
            for address in enrolment.addresses
            if (record := hubspot.contacts.by_email(address)) is not None
        ]
        self.installation.forget_wakes()
        url = f"{self.installation.webhook_url}/hubspot/registrations"
        hubspot.enrol(url, contact_ids, str(enrolment.webinar_id))
        day.enrolled += len(contact_ids)
        if not self.installation.is_woken("registration", WOKEN_WITHIN_SECONDS):
            self.wrong.append(f"{moment:%d %H:%M} nothing was woken by requests in the inbox")
        self._run("register", moment, day)

    def _run_if_due(self, kind: str, moment: datetime, day: Day) -> None:
        """Start the Dag as its trigger would, which looks every half minute."""
        if self.installation.query(_DUE[kind])[0][0]:
            self._run(kind, moment, day)

    def _run(self, kind: Kind | str, moment: datetime, day: Day) -> None:
        """Do a run, and the push that it starts."""
        is_killed = not self._is_quiet and self._dice.random() < KILLED_SHARE
        is_disturbed = not self._is_quiet and self._dice.random() < DISTURBED_SHARE
        if is_disturbed:
            self._add_troubles(kind)
        job = {"kind": kind, "moment": moment.isoformat()}
        result = self._kill(job) if is_killed else self.installation.runs.do(job)
        struck = self._clear_troubles()
        day.ran[kind] += 1
        day.disturbed += struck
        day.killed += result["state"] == "killed"
        day.states[result["state"]] += 1
        self._count_requests(kind, day, keeps_paths=not is_disturbed and not is_killed)
        self._judge(kind, moment, result)
        if result["wrote"]:
            self._set_clock(moment + 3 * MINUTE)
            self._run("push", moment + 3 * MINUTE, day)

    def _judge(self, kind: str, moment: datetime, result: dict[str, Any]) -> None:
        """Note how a run ended, if it must not end so."""
        name = f"{kind} {moment:%m-%d %H:%M}"
        if result["state"] == "crashed":
            self.wrong.append(f"{name} crashed: {result['message']}")
        if result["state"] == "failed" and self._is_quiet:
            self.wrong.append(f"{name} failed, undisturbed: {result['message']}")

    def _kill(self, job: dict[str, Any]) -> dict[str, Any]:
        """Do a job in a process that dies at a statement."""
        most = MOST_STATEMENTS.get(job["kind"], MOST_STATEMENTS_OF_OTHERS)
        before = self.installation.sessions()
        worker = self.installation.another_worker("--die-at", str(self._dice.randint(1, most)))
        try:
            return worker.do(job)
        except WorkerLostError:
            return {"state": "killed", "message": "", "wrote": False}
        finally:
            worker.close()
            self.installation.wait_for_sessions(before)

    def _add_troubles(self, kind: str) -> None:
        paths = self._paths.get(kind, [])
        if kind not in TALKING_TO_HUBSPOT:
            for trouble in draw_troubles(self._dice, paths):
                self.sandboxes.zoom.faults.add(trouble)
            return
        records = self.sandboxes.hubspot.active_contacts()
        names = [record.email for record in records[:50]]
        for trouble in hubspot_troubles.draw_troubles(self._dice, paths, names):
            if trouble["kind"] not in (hubspot_troubles.PENDING, hubspot_troubles.NOBODY):
                self._hubspot_faults.append(self.sandboxes.hubspot.faults.add(**trouble))

    def _clear_troubles(self) -> int:
        """Switch all faults off; return 1 if any struck."""
        done = sum(fault["done"] for fault in self.sandboxes.zoom.faults.describe())
        done += sum(fault.done for fault in self._hubspot_faults)
        self.sandboxes.zoom.faults.clear()
        self.sandboxes.hubspot.faults.clear()
        self._hubspot_faults.clear()
        return int(done > 0)

    def _count_requests(self, kind: str, day: Day, *, keeps_paths: bool) -> None:
        zoom, hubspot = self.sandboxes.zoom.log, self.sandboxes.hubspot.log
        day.zoom_requests += len(zoom.entries)
        day.hubspot_requests += len(hubspot.entries)
        if keeps_paths:
            entries = hubspot.entries if kind in TALKING_TO_HUBSPOT else zoom.entries
            paths = [getattr(entry, "target", getattr(entry, "path", "")) for entry in entries]
            self._paths[kind] = list(dict.fromkeys(path.split("?")[0] for path in paths))
        zoom.clear()
        hubspot.clear()

    def _set_clock(self, moment: datetime) -> None:
        """Let it be a moment for Zoom, HubSpot and the warehouse."""
        self.sandboxes.clock.set(moment)
        self.installation.clock.set(moment)
