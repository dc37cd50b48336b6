"""A believable Zoom account: about 40 webinars, 4,000 registrations, 3,500 connections.

Everything is made from a seed and lies around a day, the epoch: the same two give the same
account. Nobody in it exists; all addresses are below example.com, example.org and example.net.
"""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from sandbox.zoom.model import (
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

ACCOUNT_ID = "mEdIuMaCcOuNt0sandbox1"
CLIENT_ID = "sandbox-medium-client"
CLIENT_SECRET = "sandbox-medium-secret"
HOST_DOMAIN = "northwind.example.com"
EXPIRY = timedelta(days=30)  # after its last use, a webinar's ID is gone

# First name, last name, and how both look in an address.
_NAMES: tuple[tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]], ...] = (
    (
        (("Anna", "anna"), ("Jonas", "jonas"), ("Käthe", "kaethe"), ("Jörg", "joerg")),
        (
            ("Müller", "mueller"),
            ("Weiß", "weiss"),
            ("von der Heide", "heide"),
            ("Krämer", "kraemer"),
        ),
    ),
    (
        (("Mary", "mary"), ("Liam", "liam"), ("Siobhán", "siobhan"), ("Dwayne", "dwayne")),
        (
            ("O'Neill", "oneill"),
            ("Smith-Jones", "smith-jones"),
            ("Taylor", "taylor"),
            ("McRae", "mcrae"),
        ),
    ),
    (
        (("Zoë", "zoe"), ("François", "francois"), ("Hélène", "helene"), ("Loïc", "loic")),
        (("L'Hôpital", "lhopital"), ("Dupont", "dupont"), ("Gagné", "gagne"), ("d'Été", "dete")),
    ),
    (
        (("José", "jose"), ("Inés", "ines"), ("Íñigo", "inigo"), ("Lucía", "lucia")),
        (("García López", "garcia"), ("Núñez", "nunez"), ("Peña", "pena"), ("Ortiz", "ortiz")),
    ),
    (
        (("Ewa", "ewa"), ("Łukasz", "lukasz"), ("Jiří", "jiri"), ("Žofie", "zofie")),
        (("Nowak", "nowak"), ("Dvořák", "dvorak"), ("Wójcik", "wojcik"), ("Šťastná", "stastna")),
    ),
    (
        (("Ольга", "olga"), ("Дмитро", "dmytro"), ("Сергей", "sergey"), ("Яна", "yana")),
        (
            ("Коваленко", "kovalenko"),
            ("Шевчук", "shevchuk"),
            ("Петрова", "petrova"),
            ("Лысенко", "lysenko"),
        ),
    ),
    (
        (("山田", "yamada"), ("佐藤", "sato"), ("鈴木", "suzuki"), ("高橋", "takahashi")),
        (("太郎", "taro"), ("花子", "hanako"), ("健", "ken"), ("美咲", "misaki")),
    ),
    (
        (("王", "wang"), ("李", "li"), ("张", "zhang"), ("陳", "chen")),
        (("伟", "wei"), ("芳", "fang"), ("秀英", "xiuying"), ("大明", "daming")),
    ),
    (
        (("أحمد", "ahmed"), ("فاطمة", "fatima"), ("ליאור", "lior"), ("נועה", "noa")),
        (("حسن", "hassan"), ("الخطيب", "alkhatib"), ("כהן", "cohen"), ("לוי", "levi")),
    ),
    (
        (("Ayşe", "ayse"), ("İbrahim", "ibrahim"), ("Nguyễn", "nguyen"), ("Thảo", "thao")),
        (("Yılmaz", "yilmaz"), ("Çelik", "celik"), ("Văn Anh", "vananh"), ("Đặng", "dang")),
    ),
    (
        (("Priya", "priya"), ("आरव", "aarav"), ("김민수", "minsu"), ("Kwame", "kwame")),
        (("Krishnan", "krishnan"), ("शर्मा", "sharma"), ("박", "park"), ("Ọ̀gúnlẹ́sì", "ogunlesi")),
    ),
)
_COMPANIES = (
    "acme", "alpenglueh", "bakery", "bluewhale", "brightside", "carbonfarm", "cityworks",
    "contoso", "daybreak", "deltaworks", "eastgate", "fabrikam", "fernweh", "fourseas",
    "globex", "greenroof", "harbour", "hexagon", "initech", "juniper", "kestrel", "lakeside",
    "lighthouse", "litware", "meadow", "moonrise", "nordlicht", "oakhill", "openfields",
    "papertrail", "proseware", "quarry", "redwood", "riverbank", "sailcloth", "silverline",
    "tailspin", "treetop", "umbrella", "vineyard", "waveform", "westwind", "wingtip", "zephyr",
)  # fmt: skip
_TOPICS = (
    "Getting started with Northwind", "Pricing in uncertain times", "Kundentag Herbst",
    "What's new: autumn release", "Security for people in a hurry", "La gestion des stocks",
    "Forecasting demand without a data team", "Ask us anything", "Roadmap & outlook",
    "Migrating from spreadsheets", "\"Data first\": a customer's story", "Warehouse tour live 📦",
    "Five integrations you didn't know", "在庫管理の基礎", "Partner briefing", "Admins, hello",
    "Returns, refunds, and <reality>", "Supply chains in winter ❄️", "Reporting that people read",
    "Accessibility at the till", "Small shops, big questions", "Tax changes explained",
    "Automation clinic", "Behind the scenes: support", "Customer panel", "Open design review",
    "Analytics deep dive", "From quote to cash", "Developer hour", "Year-end checklist",
    "Inventory counts that hold", "Shipping to islands",
)  # fmt: skip
_ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC", "Europe/London")


@dataclass(frozen=True)
class _Person:
    first: str
    last: str
    email: str
    punctual: float


@dataclass
class _Maker:
    """Holds what a build has made so far."""

    rng: random.Random
    epoch: datetime
    users: list[User] = field(default_factory=list)
    people: list[_Person] = field(default_factory=list)
    webinars: list[Webinar] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    def token(self) -> str:
        """Return an id as Zoom's are: 22 letters, digits, - and _."""
        return base64.urlsafe_b64encode(self.rng.randbytes(16)).decode().rstrip("=")

    def uuid(self, prefix: str = "") -> str:
        """Return a UUID as Zoom's are; only those asked for are awkward in a path."""
        while True:
            text = prefix + base64.b64encode(self.rng.randbytes(16)).decode()[len(prefix) :]
            if prefix or not (text.startswith("/") or "//" in text):
                return text

    def webinar_id(self) -> int:
        """Return an ID of 11 digits."""
        return 90_000_000_000 + 1_000_003 * len(self.webinars) + self.rng.randrange(1_000_000)


def build(epoch: date, seed: int = 1) -> Account:
    """Return the account as it lies around a day."""
    start = datetime.combine(epoch, time(), UTC)
    maker = _Maker(random.Random(seed), start)
    _make_users(maker)
    _make_people(maker, 3_200)
    _make_singles(maker)
    _make_series(maker)
    _make_open_series(maker)
    return Account(
        account_id=ACCOUNT_ID,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        plan="business",
        users=tuple(maker.users),
        webinars=tuple(maker.webinars),
        sessions=tuple(sorted(maker.sessions, key=lambda s: s.start)),
    )


def _make_users(maker: _Maker) -> None:
    names = (
        ("Nora", "Lindqvist"), ("Tomás", "Rivera"), ("Grace", "Okafor"), ("Jürgen", "Vogel"),
        ("美紀", "Tanaka"), ("Amélie", "Laurent"), ("Sam", "Whitfield"), ("Ivana", "Horvat"),
    )  # fmt: skip
    addresses = ("nora", "tomas", "grace", "juergen", "miki", "amelie", "sam", "ivana")
    for place, ((first, last), local) in enumerate(zip(names, addresses, strict=True)):
        maker.users.append(
            User(
                id=maker.token(),
                email=f"{local}@{HOST_DOMAIN}",
                first_name=first,
                last_name=last,
                status="inactive" if place == 7 else "active",
            )
        )
    for local in ("reception", "warehouse"):
        maker.users.append(
            User(
                id=maker.token(),
                email=f"{local}@{HOST_DOMAIN}",
                first_name=local.title(),
                has_webinar_plan=False,
            )
        )
    for local in ("colleague.one", "colleague.two", "colleague.three"):
        first, last = local.split(".")
        maker.users.append(
            User(
                id=maker.token(),
                email=f"{local}@{HOST_DOMAIN}",
                first_name=first.title(),
                last_name=last.title(),
            )
        )


def _make_people(maker: _Maker, count: int) -> None:
    rng = maker.rng
    tops = ("com", "org", "net")
    for number in range(count):
        firsts, lasts = _NAMES[number % len(_NAMES)]
        (first, first_plain), (last, last_plain) = rng.choice(firsts), rng.choice(lasts)
        company = f"{rng.choice(_COMPANIES)}.example.{tops[number % 3]}"
        email = f"{first_plain}.{last_plain}{number}@{company}"
        if number % 61 == 0:
            first += rng.choice((" 🎉", ' "Ace"', " 👩🏽‍💻", " (she/her)"))
        maker.people.append(_Person(first, last, email, rng.random()))


def _make_singles(maker: _Maker) -> None:
    """Make the webinars of type 5: 26 past, 8 to come."""
    rng = maker.rng
    ages = [round(165 - 163 * n / 25) for n in range(26)]
    for place, age in enumerate(ages):
        _single(maker, place, -age)
    for place in range(8):
        _single(maker, len(ages) + place, 2 + place * 4 + rng.randrange(2))


def _single(maker: _Maker, place: int, days: int) -> None:
    rng = maker.rng
    start = maker.epoch + timedelta(days=days, hours=rng.randrange(8, 18))
    host = maker.users[7] if place in (3, 9) else maker.users[rng.randrange(7)]
    approval: Literal[0, 1, 2] = 2 if place in (5, 17) else 1 if place in (8, 19, 27) else 0
    duration = rng.choice((30, 45, 60, 60, 90))
    webinar = Webinar(
        id=maker.webinar_id(),
        uuid=maker.uuid(),
        host_id=host.id,
        host_email=host.email,
        topic=_TOPICS[place % len(_TOPICS)],
        type=5,
        created_at=start - timedelta(days=rng.randrange(38, 60)),
        start=start,
        duration_minutes=duration,
        timezone=rng.choice(_ZONES),
        approval_type=approval,
        is_events_webinar=place == 22,
        alternative_hosts=maker.users[10].email if place % 4 == 0 else "",
        panelists=_panelists(maker, place),
    )
    share = 0.4 if days > 0 else 1.0
    # Two were advertised widely: their reports fill more than one page of 300.
    count = {11: 420, 24: 520}.get(place) or int(rng.randrange(60, 125) * share)
    webinar = _registered(maker, webinar, count, start)
    maker.webinars.append(webinar)
    if days > 0:
        return
    end = start + timedelta(minutes=duration + rng.randrange(-4, 9))
    begin = start - timedelta(minutes=rng.randrange(2, 12))
    if place == 12:  # ended by mistake and started again
        middle = begin + timedelta(minutes=21)
        _hold(maker, webinar, begin, middle)
        _hold(maker, webinar, middle + timedelta(minutes=3), end)
    elif place == 15:  # rehearsed the day before
        rehearsal = start - timedelta(days=1)
        _hold(maker, webinar, rehearsal, rehearsal + timedelta(minutes=25), practice=True)
        _hold(maker, webinar, begin, end)
    else:
        prefix = "/" if place == 20 else "ab//" if place == 23 else ""
        _hold(maker, webinar, begin, end, prefix=prefix)
    maker.webinars[-1] = replace(webinar, expires_at=end + EXPIRY)


def _make_series(maker: _Maker) -> None:
    """Make a series of type 9 for each way to register: weekly, weekly, monthly."""
    rng = maker.rng
    plans: tuple[tuple[Literal[1, 2, 3], int, range], ...] = (
        (1, 7, range(-6, 4)),
        (2, 14, range(-5, 3)),
        (3, 28, range(-4, 2)),
    )
    for place, (registration, step, numbers) in enumerate(plans):
        host = maker.users[place]
        hour = maker.epoch + timedelta(days=3, hours=9 + 3 * place)
        starts = [hour + timedelta(days=step * n) for n in numbers]
        dates = tuple(Occurrence(occurrence_id=_milliseconds(s), start=s) for s in starts)
        if place == 0:
            dates = (*dates[:-1], replace(dates[-1], status="deleted"))
        webinar = Webinar(
            id=maker.webinar_id(),
            uuid=maker.uuid(),
            host_id=host.id,
            host_email=host.email,
            topic=("Office hours", "Product clinic, every other week", "Monthly briefing")[place],
            type=9,
            created_at=starts[0] - timedelta(days=20),
            start=starts[0],
            timezone=_ZONES[place],
            registration_type=registration,
            expires_at=starts[-1] + EXPIRY,
            occurrences=dates,
            panelists=_panelists(maker, place),
        )
        webinar = _registered(maker, webinar, (150, 260, 220)[place], starts[-1])
        maker.webinars.append(webinar)
        for shown in dates:
            end = shown.start + timedelta(minutes=58 + rng.randrange(6))
            if end < maker.epoch:
                _hold(maker, webinar, shown.start - timedelta(minutes=5), end, shown.occurrence_id)


def _make_open_series(maker: _Maker) -> None:
    """Make the one webinar of type 6, held whenever its host likes."""
    host = maker.users[4]
    webinar = Webinar(
        id=maker.webinar_id(),
        uuid=maker.uuid(),
        host_id=host.id,
        host_email=host.email,
        topic="Drop-in demo",
        type=6,
        created_at=maker.epoch - timedelta(days=150),
        timezone="Asia/Tokyo",
        expires_at=maker.epoch + timedelta(days=18),
        panelists=_panelists(maker, 1),
    )
    webinar = _registered(maker, webinar, 110, maker.epoch - timedelta(days=10))
    maker.webinars.append(webinar)
    for days in (91, 60, 33, 12):
        begin = maker.epoch - timedelta(days=days, hours=-maker.rng.randrange(5, 20))
        _hold(maker, webinar, begin, begin + timedelta(minutes=41))


def _panelists(maker: _Maker, place: int) -> tuple[Panelist, ...]:
    guests = maker.people[place * 7 : place * 7 + place % 3]
    colleague = maker.users[-1 - place % 3]
    names = [(f"{p.first} {p.last}", p.email) for p in guests]
    names.append((f"{colleague.first_name} {colleague.last_name}", colleague.email))
    return tuple(Panelist(id=maker.token(), name=n, email=e) for n, e in names)


def _registered(maker: _Maker, webinar: Webinar, count: int, last: datetime) -> Webinar:
    """Return the webinar with registrants, most of whom sign up in its last days."""
    if webinar.approval_type == 2:
        return webinar
    rng = maker.rng
    latest = min(last, maker.epoch - timedelta(hours=1))
    room = (latest - webinar.created_at).total_seconds()
    # Few come to everything, most to one or two webinars.
    keen = rng.sample(maker.people[:500], count // 4)
    others = rng.sample(maker.people[500:], count - count // 4)
    made = []
    for person in (*keen, *others):
        moment = webinar.created_at + timedelta(seconds=int(room * (1 - rng.random() ** 2.2)))
        made.append(_registrant(maker, webinar, person, moment))
    if webinar.type == 5 and count > 100:
        colleague = maker.users[8]
        created = webinar.created_at + timedelta(hours=2)
        made.append(
            Registrant(
                id=maker.token(),
                email=colleague.email,
                first_name=colleague.first_name,
                create_time=created,
                states=(RegistrantState(since=created, status="approved"),),
            )
        )
    return replace(webinar, registrants=tuple(sorted(made, key=lambda r: r.create_time)))


def _registrant(maker: _Maker, webinar: Webinar, person: _Person, moment: datetime) -> Registrant:
    rng = maker.rng
    local, _, domain = person.email.partition("@")
    email, dice = person.email, rng.random()
    if dice < 0.03:
        email = f"{local}+webinar@{domain}"
    elif dice < 0.08:
        email = f"{local.title()}@{domain.title()}"
    elif dice < 0.09:
        email = f" {email}"
    return Registrant(
        id=maker.token(),
        email=email,
        first_name=person.first,
        last_name=person.last if rng.random() > 0.04 else "",
        create_time=moment,
        states=_states(maker, webinar, moment),
        occurrence_ids=_dates_chosen(maker, webinar, moment),
        raw={"org": domain.split(".")[0].title(), "job_title": rng.choice(("", "Buyer", "CTO"))},
    )


def _states(maker: _Maker, webinar: Webinar, moment: datetime) -> tuple[RegistrantState, ...]:
    rng = maker.rng
    later = moment + timedelta(hours=rng.randrange(1, 40))
    first = RegistrantState(
        since=moment, status="approved" if webinar.approval_type == 0 else "pending"
    )
    dice = rng.random()
    if webinar.approval_type == 1:
        if dice < 0.75:
            return (first, RegistrantState(since=later, status="approved"))
        return (first, RegistrantState(since=later, status="denied")) if dice < 0.85 else (first,)
    if dice < 0.03:
        return (first, RegistrantState(since=later, status="denied"))
    if dice < 0.06:
        return (first, RegistrantState(since=later, status="removed"))
    return (first,)


def _dates_chosen(maker: _Maker, webinar: Webinar, moment: datetime) -> tuple[str, ...]:
    if webinar.type != 9 or webinar.registration_type == 1:
        return ()
    open_dates = [o.occurrence_id for o in webinar.occurrences if o.start > moment]
    ids = open_dates or [webinar.occurrences[-1].occurrence_id]
    wanted = 1 if webinar.registration_type == 2 else maker.rng.randrange(1, 4)
    return tuple(sorted(maker.rng.sample(ids, min(wanted, len(ids)))))


def _hold(
    maker: _Maker,
    webinar: Webinar,
    start: datetime,
    end: datetime,
    occurrence_id: str = "",
    *,
    practice: bool = False,
    prefix: str = "",
) -> None:
    """Hold a session: the host, panelists, and of the registered about 45 in a hundred."""
    host = next(u for u in maker.users if u.id == webinar.host_id)
    name = f"{host.first_name} {host.last_name}"
    rows = _Rows(maker.rng, start, end)
    rows.add(name, start, end, host.email, participant_user_id=host.id)
    for panelist in webinar.panelists:
        user = next((u for u in maker.users if u.email == panelist.email), None)
        joined = start + timedelta(seconds=maker.rng.randrange(20, 400))
        user_id = user.id if user else None
        rows.add(panelist.name, joined, end, panelist.email, participant_user_id=user_id)
    if not practice:
        scheduled = max(start, min(end, start + timedelta(minutes=6)))
        for person in webinar.registrants:
            if person.occurrence_ids and occurrence_id not in person.occurrence_ids:
                continue
            if person.create_time < end and _comes(maker, webinar, person):
                rows.attend(person, scheduled)
        for number in range(_strangers(maker, webinar)):
            rows.drop_in(f"Guest {number + 1}" if number % 2 else "iPhone", scheduled)
    maker.sessions.append(
        Session(
            uuid=maker.uuid(prefix),
            webinar_id=webinar.id,
            start=start,
            end=end,
            host_email=host.email,
            host_name=name,
            connections=rows.numbered(),
        )
    )


def _comes(maker: _Maker, webinar: Webinar, person: Registrant) -> bool:
    if person.states[-1].status != "approved":
        return maker.rng.random() < 0.05
    return maker.rng.random() < (0.48 if webinar.type != 5 else 0.63)


def _strangers(maker: _Maker, webinar: Webinar) -> int:
    return maker.rng.randrange(25, 45) if webinar.approval_type == 2 else maker.rng.randrange(5)


class _Rows:
    """Makes the connections of one session."""

    def __init__(self, rng: random.Random, start: datetime, end: datetime) -> None:
        self.rng = rng
        self.start = start
        self.end = end
        self.made: list[Connection] = []

    def add(
        self,
        name: str,
        join: datetime,
        leave: datetime,
        email: str = "",
        *,
        registrant_id: str | None = None,
        participant_user_id: str | None = None,
        status: Literal["in_meeting", "in_waiting_room"] = "in_meeting",
    ) -> None:
        """Add a connection."""
        self.made.append(
            Connection(
                user_id="",
                name=name,
                join=join,
                leave=leave,
                user_email=email,
                registrant_id=registrant_id,
                participant_user_id=participant_user_id,
                status=status,
                failover=self.rng.random() < 0.003,
            )
        )

    def numbered(self) -> tuple[Connection, ...]:
        """Return the connections in order of joining; ids go up in steps of 1024."""
        ordered = sorted(self.made, key=lambda c: c.join)
        return tuple(replace(c, user_id=str(16_778_240 + 1_024 * n)) for n, c in enumerate(ordered))

    def attend(self, person: Registrant, scheduled: datetime) -> None:
        """Let a registered person come: early, late, twice, on two devices, or only wait."""
        rng = self.rng
        name = f"{person.first_name} {person.last_name}".strip()
        # Zoom leaves some registered people's address blank; their registrant_id is right.
        email = "" if rng.random() < 0.1 else person.email
        join, leave = self._interval(scheduled)
        dice = rng.random()
        if dice < 0.02:
            self.add(name, join, leave, email, registrant_id=person.id, status="in_waiting_room")
            return
        pieces = [(join, leave)]
        if dice < 0.46 and leave - join > timedelta(minutes=6):
            gap = join + (leave - join) * rng.uniform(0.2, 0.8)
            back = min(leave, gap + timedelta(seconds=rng.randrange(5, 240)))
            pieces = [(join, gap), (back, leave)]
        for begin, until in pieces:
            self.add(name, _second(begin), _second(until), email, registrant_id=person.id)
        if dice > 0.92:
            second = min(leave, join + timedelta(minutes=rng.randrange(1, 9)))
            self.add(f"{name} (phone)", second, leave, email, registrant_id=person.id)

    def drop_in(self, name: str, scheduled: datetime) -> None:
        """Let somebody come whom nobody can name."""
        self.add(name, *self._interval(scheduled))

    def _interval(self, scheduled: datetime) -> tuple[datetime, datetime]:
        rng = self.rng
        length = (self.end - scheduled).total_seconds()
        late = rng.gauss(90, 150) if rng.random() < 0.85 else rng.uniform(0.05, 0.7) * length
        join = max(self.start, scheduled + timedelta(seconds=int(late)))
        join = min(join, self.end - timedelta(seconds=30))
        stay = rng.uniform(0.85, 1.1) if rng.random() < 0.65 else rng.betavariate(1.6, 1.6)
        leave = join + (self.end - join) * stay
        return join, _second(max(join + timedelta(seconds=10), min(leave, self.end)))


def _second(when: datetime) -> datetime:
    return when.replace(microsecond=0)


def _milliseconds(when: datetime) -> str:
    return str(int(when.timestamp()) * 1000)


def summary(account: Account) -> dict[str, int]:
    """Return how much of what an account holds."""
    addresses: Sequence[str] = [
        r.email.strip().lower() for w in account.webinars for r in w.registrants
    ]
    return {
        "users": len(account.users),
        "webinars": len(account.webinars),
        "sessions": len(account.sessions),
        "registrations": len(addresses),
        "people": len(set(addresses)),
        "connections": sum(len(s.connections) for s in account.sessions),
    }
