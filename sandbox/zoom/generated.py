"""Small random Zoom accounts with all the oddities, for tests that nothing disappears.

One seed, one account. All sessions ended days before `NOW`, and are settled by then.
"""

from __future__ import annotations

import base64
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.zoom.generated_values import (
    BROKEN_CONNECTIONS,
    BROKEN_REGISTRANTS,
    DOMAINS,
    NAMES,
)
from sandbox.zoom.model import (
    ALL_DATES,
    NO_FIXED_TIME,
    NO_REGISTRATION,
    RECURRING,
    Account,
    Connection,
    Occurrence,
    Panelist,
    Registrant,
    RegistrantState,
    Session,
    User,
    Webinar,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CLIENT_ID = "sandbox-generated-client"
CLIENT_SECRET = "sandbox-generated-secret"


def generate(seed: int) -> Account:
    """Return the account of a seed: 5 to 15 webinars, 50 to 300 connections."""
    return _Generator(seed).account()


class _Generator:
    """Makes one account. What is made depends on the order of its random numbers."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.seed = seed
        self.users = self._users()
        self.people = [
            f"person{n}{self.rng.choice(('', '', '+tag'))}@{self.rng.choice(DOMAINS)}"
            for n in range(30)
        ]
        self.budget = self.rng.randrange(50, 301)
        self.ids = iter(range(80_000_000_000 + seed % 1000 * 10_000, 99_999_999_999))

    def account(self) -> Account:
        webinars = [self._webinar(n) for n in range(self.rng.randrange(5, 16))]
        runs = [(w, start) for w in webinars for start in self._starts(w)]
        if not runs:
            runs = [(webinars[0], NOW - timedelta(days=9))]
        shares = self._shares(len(runs))
        sessions = [self._session(w, start, n) for (w, start), n in zip(runs, shares, strict=True)]
        return Account(
            account_id=f"generated-{self.seed}",
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            plan="business",
            users=tuple(self.users),
            webinars=tuple(webinars),
            sessions=tuple(sessions),
        )

    def _users(self) -> list[User]:
        kinds: tuple[dict[str, Any], ...] = (
            {},
            {},
            {"status": "inactive"},
            {"has_webinar_plan": False},
            {"status": "pending"},
        )
        return [
            User(
                id=self._token(), email=f"user{n}@northwind.example.com", first_name="User", **kind
            )
            for n, kind in enumerate(kinds)
        ]

    def _webinar(self, number: int) -> Webinar:
        rng = self.rng
        kind = (5, 6, 9, 5, 5)[number] if number < 5 else rng.choice((5, 5, 5, 6, 9))
        ahead = number == 4 or rng.random() < 0.15
        days = rng.randrange(2, 25) if ahead else -rng.randrange(4, 150)
        start = NOW + timedelta(days=days, minutes=15 * rng.randrange(96))
        host = rng.choice(self.users[:3])
        dates = self._dates(start) if kind == RECURRING else ()
        webinar = Webinar(
            id=next(self.ids),
            uuid=self._uuid(),
            host_id=host.id,
            host_email=host.email,
            topic=f"Webinar {number} {rng.choice(NAMES)}",
            type=kind,  # type: ignore[arg-type]
            created_at=start - timedelta(days=40),
            start=None if kind == NO_FIXED_TIME else start,
            duration_minutes=rng.choice((30, 60)),
            timezone=rng.choice(("UTC", "Asia/Tokyo", "America/Los_Angeles")),
            approval_type=rng.choice((0, 0, 0, 1, 2)),
            registration_type=rng.choice((1, 2, 3)) if kind == RECURRING else ALL_DATES,
            alternative_hosts=self.users[1].email if rng.random() < 0.2 else "",
            is_events_webinar=rng.random() < 0.1,
            occurrences=dates,
            panelists=self._panelists(),
            expires_at=self._expiry(start, dates, ahead),
        )
        return replace(webinar, registrants=self._registrants(webinar))

    def _dates(self, start: datetime) -> tuple[Occurrence, ...]:
        dates = []
        for n in range(self.rng.randrange(2, 5)):
            date = start + timedelta(days=7 * n)
            dates.append(
                Occurrence(
                    occurrence_id=str(int(date.timestamp()) * 1000),
                    start=date,
                    status="deleted" if self.rng.random() < 0.15 else "available",
                )
            )
        return tuple(dates)

    def _expiry(self, start: datetime, dates: Sequence[Occurrence], ahead: bool) -> datetime | None:
        if ahead:
            return None
        last = dates[-1].start if dates else start
        return last + timedelta(days=32) if self.rng.random() < 0.8 else None

    def _panelists(self) -> tuple[Panelist, ...]:
        return tuple(
            Panelist(id=self._token(), name="Panelist", email=self.rng.choice(self.people))
            for _ in range(self.rng.randrange(3))
        )

    def _registrants(self, webinar: Webinar) -> tuple[Registrant, ...]:
        if webinar.approval_type == NO_REGISTRATION:
            return ()
        rng = self.rng
        return tuple(
            self._registrant(webinar, email)
            for email in rng.sample(self.people, rng.randrange(3, 20))
        )

    def _registrant(self, webinar: Webinar, email: str) -> Registrant:
        rng = self.rng
        latest = min(webinar.start or NOW, NOW) - timedelta(minutes=5)
        room = max(1, int((latest - webinar.created_at).total_seconds()))
        created = webinar.created_at + timedelta(seconds=rng.randrange(room))
        last = rng.choice(("approved", "approved", "approved", "pending", "denied", "removed"))
        states = [RegistrantState(since=created, status="approved")]
        if last != "approved":
            since = min(created + timedelta(hours=3), NOW - timedelta(minutes=1))
            states.append(RegistrantState(since=since, status=last))  # type: ignore[arg-type]
        ids = [o.occurrence_id for o in webinar.occurrences]
        chosen = rng.sample(ids, rng.randrange(1, len(ids) + 1)) if ids else []
        return Registrant(
            id=self._token(),
            email=rng.choice((email, email, email.upper(), f" {email} ")),
            first_name=rng.choice(NAMES),
            last_name=rng.choice(NAMES),
            create_time=created,
            states=tuple(states),
            occurrence_ids=tuple(chosen) if webinar.registration_type != ALL_DATES else (),
            raw=rng.choice(BROKEN_REGISTRANTS) if rng.random() < 0.04 else {},
        )

    def _starts(self, webinar: Webinar) -> list[datetime]:
        """Return when it was held: on time, twice, rehearsed, or at no scheduled time."""
        rng = self.rng
        planned = [o.start for o in webinar.occurrences] or [webinar.start or self._some_day()]
        starts: list[datetime] = []
        for plan in planned:
            dice = rng.random()
            if dice < 0.1:
                continue
            starts.append(plan + timedelta(minutes=rng.randrange(-10, 6)))
            if dice < 0.3:  # restarted
                starts.append(plan + timedelta(minutes=50))
            elif dice < 0.45:  # rehearsed
                starts.append(plan - timedelta(hours=rng.choice((2, 20))))
            elif dice < 0.55:  # unscheduled
                starts.append(plan + timedelta(days=3))
        return [s for s in starts if NOW - timedelta(days=170) < s < NOW - timedelta(days=3)]

    def _some_day(self) -> datetime:
        return NOW - timedelta(days=self.rng.randrange(4, 120), hours=self.rng.randrange(24))

    def _shares(self, count: int) -> list[int]:
        cuts = sorted(self.rng.randrange(self.budget + 1) for _ in range(count - 1))
        return [b - a for a, b in zip([0, *cuts], [*cuts, self.budget], strict=True)]

    def _session(self, webinar: Webinar, start: datetime, count: int) -> Session:
        rng = self.rng
        end = start + timedelta(minutes=rng.randrange(1, 46), seconds=rng.randrange(60))
        only_staff = rng.random() < 0.15
        rows: list[Connection] = []
        for number in range(count):
            if rows and rng.random() < 0.06:
                rows.append(self._copy(rng.choice(rows)))
            else:
                rows.append(self._connection(webinar, start, end, number, only_staff))
        return Session(
            uuid=self._uuid(),
            webinar_id=webinar.id,
            start=start,
            end=end,
            host_email=webinar.host_email,
            host_name="User",
            connections=tuple(rows),
        )

    def _copy(self, row: Connection) -> Connection:
        longer = timedelta(seconds=self.rng.choice((0, 0, 40)))
        return replace(row, leave=row.leave + longer)

    def _connection(
        self, webinar: Webinar, start: datetime, end: datetime, number: int, only_staff: bool
    ) -> Connection:
        rng = self.rng
        length = int((end - start).total_seconds())
        # Some join before the session starts and leave after it has ended.
        join = start + timedelta(seconds=rng.randrange(-120, length))
        leave = join + timedelta(seconds=rng.choice((0, 1, 30, rng.randrange(1, length + 300))))
        raw: dict[str, Any] = {}
        if rng.random() < 0.04:
            raw = rng.choice(BROKEN_CONNECTIONS)
        elif rng.random() < 0.03:
            leave = join - timedelta(seconds=rng.randrange(1, 600))
        waiting = rng.random() < 0.08
        return Connection(
            user_id=str(16_778_240 + 1_024 * number),
            name=rng.choice(NAMES),
            join=join,
            leave=leave,
            status="in_waiting_room" if waiting else "in_meeting",
            failover=rng.random() < 0.02,
            bo_mtg_id=self._uuid() if rng.random() < 0.05 else None,
            raw=raw,
            **self._identity(webinar, only_staff),
        )

    def _identity(self, webinar: Webinar, only_staff: bool) -> dict[str, Any]:
        """Return who a connection is: staff, a registrant, someone, or nobody."""
        rng = self.rng
        dice = rng.random()
        if only_staff or dice < 0.08:
            return {"participant_user_id": webinar.host_id, "user_email": webinar.host_email}
        if dice < 0.12 and webinar.panelists:
            return {"user_email": rng.choice(webinar.panelists).email}
        if dice < 0.65 and webinar.registrants:
            person = rng.choice(webinar.registrants)
            return {
                "registrant_id": person.id,
                "user_email": rng.choice((person.email, person.email.strip(), "")),
            }
        if dice < 0.75:
            return {"user_email": rng.choice(self.people)}
        if dice < 0.80:
            return {"participant_user_id": rng.choice(self.users[:4]).id}
        if dice < 0.84:
            return {"registrant_id": self._token()}
        if dice < 0.87:
            return {"user_email": "not an address"}
        return {}

    def _token(self) -> str:
        return base64.urlsafe_b64encode(self.rng.randbytes(16)).decode().rstrip("=")

    def _uuid(self) -> str:
        text = base64.b64encode(self.rng.randbytes(16)).decode()
        prefix = self.rng.choice(("", "", "", "", "/", "a//"))
        return prefix + text[len(prefix) :]
