"""The rules once more, in the plainest way: people in loops, attendance second by second.

Written from the rules (docs/architecture.md, docs/decisions/0003), not from the product's code, of
which it imports nothing: what both answer alike is unlikely to be a mistake of both. Every time
must be of whole seconds.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
World = dict[str, list[Row]]

SINGLE, NO_FIXED_TIME, RECURRING = 5, 6, 9
NEAR = timedelta(hours=12)
DAY = timedelta(hours=24)


@dataclass
class Rules:
    """What the settings say of people."""

    withdraws_excluded: bool = False
    match_secondary_emails: bool = False
    excluded_contact_domains: tuple[str, ...] = ()


@dataclass
class Answer:
    """The tables, each row under its key."""

    outcomes: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    registrations: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    participations: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    marketing_events: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    attendance_connections: dict[tuple[Any, ...], Row] = field(default_factory=dict)
    timeline_events: dict[tuple[Any, ...], Row] = field(default_factory=dict)


def clean(address: str | None) -> str | None:
    """Trimmed, in lower case; none if nothing is left."""
    return (address or "").strip().lower() or None


def is_address(address: str) -> bool:
    """Something, one @, a domain with a dot; no blanks."""
    return re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", address) is not None


def in_domain(address: str, domains: tuple[str, ...]) -> bool:
    """In a domain or in one of its subdomains."""
    parts = address.split("@")[-1].split(".")
    return any(".".join(parts[i:]) in domains for i in range(len(parts)))


def sha256(address: str) -> str:
    """Hex, as the settings keep it."""
    return hashlib.sha256(address.encode()).hexdigest()


def percent(part: int, whole: int) -> Decimal:
    """Of two numbers of seconds, two decimals, half up."""
    return (Decimal(100) * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def seconds(start: datetime, end: datetime) -> set[int]:
    """Every whole second from start to end."""
    return set(range(int(start.timestamp()), int(end.timestamp())))


def moment(second: int) -> datetime:
    """The time of a second."""
    return datetime.fromtimestamp(second, UTC)


def answer(world: World, rules: Rules) -> Answer:
    """What marts and the ledger must hold."""
    result = Answer()
    people = _People(world, rules)
    for webinar in world["webinars"]:
        _Webinar(world, rules, people, webinar).write(result)
    return result


class _People:
    """What the settings and HubSpot say of an address."""

    def __init__(self, world: World, rules: Rules) -> None:
        self.rules = rules
        self.erased = {row["email_sha256"] for row in world["erased"]}
        self.hubspot_users = {row["email"] for row in world["hubspot_users"]}
        self.primary: dict[str, str] = {}
        self.archived: set[str] = set()
        for row in world["hubspot_contacts"]:
            if row["is_archived"]:
                self.archived.add(row["email"])
            else:
                self.primary[row["email"]] = row["primary_email"]

    def resolve(self, address: str | None) -> str | None:
        """The address that an activity counts for: of a secondary one, if matched, its primary.

        `erased`, `account_user` and `deleted_contact` come before `secondary_email`.
        """
        if self.rules.match_secondary_emails and self.code(address) == "secondary_email":
            assert address is not None
            return self.primary[address]
        return address

    def code(self, address: str | None) -> str:
        """The first code that applies to an address, of those about people."""
        if address is None:
            return "no_email"
        if not is_address(address):
            return "invalid_email"
        if sha256(address) in self.erased:
            return "erased"
        if address in self.hubspot_users:
            return "account_user"
        if address in self.archived and address not in self.primary:
            return "deleted_contact"
        if self.primary.get(address, address) != address:
            return "secondary_email"
        if in_domain(address, self.rules.excluded_contact_domains) and address not in self.primary:
            return "contact_domain_excluded"
        return "synced"

    def shown(self, address: str | None) -> str | None:
        """The address as the ledger may keep it."""
        return None if address is None or sha256(address) in self.erased else address


@dataclass
class _Connection:
    """One connection with its copies: the longest counts."""

    row: Row
    copies: int
    is_in_meeting: bool
    address: str | None
    is_host: bool

    @property
    def session_uuid(self) -> str:
        return str(self.row["session_uuid"])

    @property
    def key(self) -> str:
        return f"{self.session_uuid} {self.row['user_id']} {self.row['join_time']}"

    @property
    def person(self) -> tuple[str, str]:
        if self.address is not None:
            return ("address", self.address)
        if self.row["registrant_id"] is not None:
            return ("registrant", self.row["registrant_id"])
        return ("nobody", self.key)


class _Webinar:
    def __init__(self, world: World, rules: Rules, people: _People, webinar: Row) -> None:
        def own(table: str) -> list[Row]:
            return [
                row for row in world[table] if (row["account_id"], row["webinar_id"]) == self.key
            ]

        self.rules, self.people, self.webinar = rules, people, webinar
        self.key = (webinar["account_id"], webinar["webinar_id"])
        self.type = webinar["type"] or SINGLE
        self.known_history = [
            (row["since"], row["until"])
            for row in world["known_history"]
            if row["account_id"] == self.key[0]
        ]
        self.users = {
            row["user_id"]: clean(row["email"])
            for row in world["users"]
            if row["account_id"] == self.key[0]
        }
        self.sessions = {row["session_uuid"]: row for row in own("sessions")}
        self.registrants = own("registrants")
        self.panelists = own("panelists")
        self.dates = [row for row in own("occurrences") if row["status"] != "moved"]
        self.key_of_date = {
            row["occurrence_id"]: row["occurrence_key"] for row in own("occurrences")
        }
        self.hosts = {clean(webinar["host_email"])}
        self.hosts |= {
            clean(address) for address in re.split("[,;]", webinar["alternative_hosts"] or "")
        }
        self.hosts |= {clean(row["email"]) for row in self.panelists}
        self.hosts = {people.resolve(address) for address in self.hosts} - {None}
        self.panelist_ids = {row["panelist_id"] for row in self.panelists}
        self.connections = self._connections(own("connections"))
        self.occurrence = {uuid: self._occurrence(row) for uuid, row in self.sessions.items()}
        self.curve_order: dict[tuple[Any, ...], tuple[datetime, datetime]] = {}
        self._know_hosts()
        self.practices = {uuid for uuid, row in self.sessions.items() if self._is_practice(row)}

    # Sessions.

    def _zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.webinar["timezone"] or "UTC")
        except (KeyError, ValueError, OSError):
            return ZoneInfo("UTC")

    def _scheduled(self, session: Row) -> Row | None:
        """The scheduled date that a session is near to."""
        if self.type == SINGLE:
            dates = [self.webinar] if self.webinar["scheduled_at"] is not None else []
        elif self.type == RECURRING:
            dates = [date for date in self.dates if date["status"] != "deleted"]
        else:
            dates = []
        near = [date for date in dates if abs(date["scheduled_at"] - session["started_at"]) <= NEAR]
        return min(
            near,
            key=lambda date: (
                abs(date["scheduled_at"] - session["started_at"]),
                date["scheduled_at"],
            ),
            default=None,
        )

    def _occurrence(self, session: Row) -> str:
        if self.type == SINGLE:
            return "single"
        date = self._scheduled(session) if self.type == RECURRING else None
        if date is not None:
            return str(date["occurrence_key"])
        day: datetime = session["started_at"].astimezone(self._zone())
        return day.date().isoformat()

    def _is_practice(self, session: Row) -> bool:
        rows = [
            connection
            for connection in self.connections
            if connection.session_uuid == session["session_uuid"] and connection.is_in_meeting
        ]
        if not rows or not all(connection.is_host for connection in rows):
            return False
        if self.type == NO_FIXED_TIME:
            return True
        date = self._scheduled(session)
        return date is None or session["ended_at"] <= date["scheduled_at"]

    # Connections.

    def _connections(self, rows: list[Row]) -> list[_Connection]:
        copies: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in rows:
            copies[row["session_uuid"], row["user_id"], row["join_time"]].append(row)
        connections = []
        for group in copies.values():
            longest = max(group, key=lambda row: row["left_at"])
            address = self.people.resolve(self._address(longest))
            is_host = self._is_host(longest, address)
            is_in_meeting = not all(row["is_waiting_room"] for row in group)
            connections.append(_Connection(longest, len(group), is_in_meeting, address, is_host))
        return connections

    def _address(self, row: Row) -> str | None:
        if row["registrant_id"] is not None:
            for registrant in self.registrants:
                if registrant["registrant_id"] == row["registrant_id"]:
                    address = clean(registrant["email"])
                    if address:
                        return address
        if clean(row["user_email"]):
            return clean(row["user_email"])
        if row["participant_user_id"] is not None:
            return self.users.get(row["participant_user_id"])
        return None

    def _is_host(self, row: Row, address: str | None) -> bool:
        user = row["participant_user_id"]
        if user is not None and user == self.webinar["host_id"]:
            return True
        if address is not None and address in self.hosts:
            return True
        host = self._session_host(self.sessions[row["session_uuid"]])
        if address is not None and address == host:
            return True
        return bool({user, row["registrant_id"]} & self.panelist_ids)

    def _know_hosts(self) -> None:
        """One person's connections in an occurrence are judged together: host in one, in all."""
        hosts = {
            (self.occurrence[connection.session_uuid], connection.person)
            for connection in self.connections
            if connection.is_host
        }
        for connection in self.connections:
            connection.is_host = (
                self.occurrence[connection.session_uuid],
                connection.person,
            ) in hosts

    def _session_host(self, session: Row) -> str | None:
        return self.people.resolve(clean(session["host_email"]))

    def _attended(self, connection: _Connection) -> set[int]:
        """The seconds of a connection that count: in the meeting, within the session."""
        if connection.row["is_waiting_room"]:
            return set()
        session = self.sessions[connection.session_uuid]
        within = seconds(session["started_at"], session["ended_at"])
        return seconds(connection.row["joined_at"], connection.row["left_at"]) & within

    # The answer.

    def write(self, result: Answer) -> None:
        self.result = result
        exclusion = self.webinar["exclusion"]
        if exclusion is not None:
            self._outcome("", "webinar", str(self.key[1]), None, exclusion, 0)
            if self.rules.withdraws_excluded:
                self._withdraw(exclusion)
                return
            if not self.webinar["has_been_read"]:
                return
        events = self._events()
        attended = self._attendances(events)
        registered = self._registrations()
        self._participations(events, attended, registered)
        for key, event in events.items():
            result.marketing_events[(*self.key, key)] = event

    def _withdraw(self, code: str) -> None:
        for registrant_id, rows in registered_ids(self.registrants).items():
            address = self.people.resolve(clean(rows[0]["email"]))
            self._outcome("", "registration", registrant_id, address, code, 0)
        for connection in self.connections:
            key = self.occurrence[connection.session_uuid]
            self._connection_outcome(key, connection, code)

    def _outcome(
        self,
        occurrence: str,
        subject: str,
        key: str,
        address: str | None,
        code: str,
        connections: int,
    ) -> None:
        if code == "erased" and subject == "attendance":
            assert address is not None
            key = sha256(address)
        whole = (*self.key, occurrence, subject, key)
        assert whole not in self.result.outcomes, whole
        self.result.outcomes[whole] = {
            "email": self.people.shown(address),
            "code": code,
            "connections": connections,
        }

    def _connection_outcome(
        self, occurrence: str, connection: _Connection, code: str, copies: int | None = None
    ) -> None:
        number = connection.copies if copies is None else copies
        self._outcome(occurrence, "connection", connection.key, connection.address, code, number)

    def _events(self) -> dict[str, Row]:
        held = {self.occurrence[uuid] for uuid in self.sessions if uuid not in self.practices}
        events: dict[str, Row] = {}
        if self.type == SINGLE:
            # Of one that expired unread no date is known, only that it was held.
            keys = held if self.webinar["scheduled_at"] is None else {"single"}
        elif self.type == NO_FIXED_TIME:
            keys = held
        else:
            keys = held | {date["occurrence_key"] for date in self.dates}
        for key in keys:
            events[key] = self._event(key)
        return events

    def _event(self, key: str) -> Row:
        date: Row | None = None
        if self.type == SINGLE and self.webinar["scheduled_at"] is not None:
            date = {**self.webinar, "status": "available"}
        if self.type == RECURRING:
            date = next((date for date in self.dates if date["occurrence_key"] == key), None)
        mine = [row for uuid, row in self.sessions.items() if self.occurrence[uuid] == key]
        held = [row for row in mine if row["session_uuid"] not in self.practices]
        scheduled_at = date["scheduled_at"] if date else None
        scheduled_end = (
            date["scheduled_at"] + timedelta(minutes=date["duration_minutes"] or 0)
            if date
            else None
        )
        length: set[int] = set()
        for row in held:
            length |= seconds(row["started_at"], row["ended_at"])
        settled = [row["settled_at"] for row in mine]
        gone_at = self.webinar["gone_at"]
        if held:
            status = "ended"
        elif (date is not None and date["status"] == "deleted") or (
            gone_at and scheduled_end and gone_at < scheduled_end + DAY
        ):
            status = "cancelled"
        elif scheduled_end and any(
            (since is None or since <= scheduled_at) and until >= scheduled_end + DAY
            for since, until in self.known_history
        ):
            status = "not_held"
        else:
            status = "scheduled"
        return {
            "topic": self.webinar["topic"] or self.webinar["last_topic"],
            "host_email": self.webinar["host_email"] or self.webinar["last_host"],
            "status": status,
            "scheduled_at": scheduled_at,
            "scheduled_end_at": scheduled_end,
            "started_at": min((row["started_at"] for row in held), default=None),
            "ended_at": max((row["ended_at"] for row in held), default=None),
            "length_seconds": len(length) if held else None,
            "settled_at": max(settled) if held and all(settled) else None,
            "registrations": 0,
            "cancellations": 0,
            "attendances": 0,
            "no_shows": 0,
            "anonymous_attendances": 0,
        }

    def _attendances(self, events: dict[str, Row]) -> dict[tuple[str, str], set[int]]:
        """Judge everybody who connected; the seconds of the contacts whose attendance is synced."""
        everybody: dict[tuple[str, tuple[str, str]], list[_Connection]] = defaultdict(list)
        for connection in self.connections:
            everybody[self.occurrence[connection.session_uuid], connection.person].append(
                connection
            )
        attended: dict[tuple[str, str], set[int]] = defaultdict(set)
        for (key, person), connections in everybody.items():
            is_host = any(connection.is_host for connection in connections)
            real = []
            for connection in connections:
                if connection.session_uuid in self.practices:
                    self._connection_outcome(key, connection, "practice_session")
                else:
                    real.append(connection)
            union: set[int] = set()
            for connection in real:
                union |= self._attended(connection)
            code = "not_in_session" if not union else "not_an_attendee" if is_host else None
            if code is not None:
                for connection in real:
                    self._connection_outcome(key, connection, code)
                continue
            kind, name = person
            event = events[key]
            if kind == "nobody":
                (connection,) = real
                self._connection_outcome(key, connection, "no_email")
                event["anonymous_attendances"] += 1
                self._curve(key, None, real)
                continue
            for connection in real:
                if connection.copies > 1:
                    self._connection_outcome(key, connection, "duplicate", connection.copies - 1)
            address = real[0].address
            code = self.people.code(address)
            self._outcome(key, "attendance", name, address, code, len(real))
            if code == "no_email":
                event["anonymous_attendances"] += len(real)
                self._curve(key, None, real)
            elif code == "invalid_email":
                event["anonymous_attendances"] += 1
                self._curve(key, None, real)
            elif code == "synced":
                assert address is not None
                attended[key, address] |= union
                self._curve(key, address, real)
        return attended

    def _curve(self, occurrence: str, email: str | None, connections: list[_Connection]) -> None:
        for connection in sorted(connections, key=lambda connection: connection.row["joined_at"]):
            during = self._attended(connection)
            if during:
                key = (
                    connection.session_uuid,
                    connection.row["user_id"],
                    moment(min(during)),
                )
                left_at = moment(max(during) + 1)
                # Two of one user_id from before the start: the one that stays longest is shown.
                shown = self.curve_order.get(key)
                order = (left_at, connection.row["joined_at"])
                if shown is not None and shown > order:
                    continue
                self.curve_order[key] = order
                self.result.attendance_connections[key] = {
                    "account_id": self.key[0],
                    "webinar_id": self.key[1],
                    "occurrence_key": occurrence,
                    "email": email,
                    "left_at": left_at,
                }

    def _registrations(self) -> dict[str, list[Row]]:
        """Judge every registration; the rows of the contacts whose registration is synced."""
        registered: dict[str, list[Row]] = defaultdict(list)
        hosts = self.hosts | {self._session_host(row) for row in self.sessions.values()}
        for registrant_id, rows in registered_ids(self.registrants).items():
            address = self.people.resolve(clean(rows[0]["email"]))
            if (address is not None and address in hosts) or registrant_id in self.panelist_ids:
                code = "not_an_attendee"
            elif not any(row["was_approved"] for row in rows):
                code = "not_approved"
            else:
                code = self.people.code(address)
            self._outcome("", "registration", registrant_id, address, code, 0)
            if code != "synced":
                continue
            assert address is not None
            registered[address] += [row for row in rows if row["was_approved"]]
            self.result.registrations[(*self.key, registrant_id)] = {
                "email": address,
                "first_name": rows[0]["first_name"],
                "last_name": rows[0]["last_name"],
                "registered_at": rows[0]["created_at"],
                "is_approved": any(is_approved(row) for row in rows),
            }
        return registered

    def _is_in(self, registration: Row, key: str, ends_at: datetime | None) -> bool:
        """Whether a registration is for an occurrence."""
        if self.type == SINGLE:
            return True
        if self.type == RECURRING and registration["occurrence_id"]:
            return self.key_of_date.get(registration["occurrence_id"]) == key
        return ends_at is not None and ends_at > registration["created_at"]

    def _participations(
        self,
        events: dict[str, Row],
        attended: dict[tuple[str, str], set[int]],
        registered: dict[str, list[Row]],
    ) -> None:
        for key, event in events.items():
            ends_at = event["ended_at"] or event["scheduled_end_at"]
            for contact in registered.keys() | {who for where, who in attended if where == key}:
                mine = [
                    row for row in registered.get(contact, []) if self._is_in(row, key, ends_at)
                ]
                union = attended.get((key, contact))
                if mine or union:
                    self._participation(key, event, contact, mine, union, ends_at)

    def _participation(
        self,
        key: str,
        event: Row,
        contact: str,
        mine: list[Row],
        union: set[int] | None,
        ends_at: datetime | None,
    ) -> None:
        def latest(rows: list[Row]) -> datetime | None:
            return max((row["created_at"] for row in rows), default=None)

        cancelled = [row for row in mine if concerns(row, ends_at)]
        # What is approved now, and what stays so here because its cancellation came later.
        kept = [row for row in mine if row not in cancelled]
        approved = [row for row in kept if is_approved(row) or row["cancelled_at"]]
        registered_at = latest(approved) or latest(mine)
        cancelled_at = None
        if not approved:
            cancelled_at = max((row["cancelled_at"] for row in cancelled), default=None)
        if union:
            state = "attended"
        elif cancelled_at:
            state = "cancelled"
        elif event["status"] == "ended" and event["settled_at"]:
            state = "no_show"
        else:
            state = "registered"
        row = {
            "state": state,
            "registered_at": registered_at,
            "cancelled_at": cancelled_at,
            "joined_at": moment(min(union)) if union else None,
            "left_at": moment(max(union) + 1) if union else None,
            "attended_seconds": len(union) if union else None,
            "attendance_percent": percent(len(union), event["length_seconds"]) if union else None,
        }
        self.result.participations[(*self.key, key, contact)] = row
        event["registrations"] += registered_at is not None
        event["cancellations"] += cancelled_at is not None
        event["attendances"] += state == "attended"
        event["no_shows"] += state == "no_show"
        for kind, at in (
            ("registered", registered_at),
            ("cancelled", cancelled_at),
            ("attended", row["joined_at"]),
        ):
            if at is not None:
                self.result.timeline_events[(contact, *self.key, key, kind)] = {
                    "occurred_at": at,
                    "webinar_name": event["topic"],
                    "joined_at": row["joined_at"] if kind == "attended" else None,
                    "left_at": row["left_at"] if kind == "attended" else None,
                }


def registered_ids(rows: list[Row]) -> dict[str, list[Row]]:
    """Registrations by registrant id: one for two dates is two rows."""
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_id[row["registrant_id"]].append(row)
    return by_id


def is_approved(row: Row) -> bool:
    """Whether a registration is approved now."""
    return bool(row["status"] == "approved" and row["is_listed"])


def concerns(row: Row, ends_at: datetime | None) -> bool:
    """Whether a registration's cancellation, if there is one, is one of this occurrence."""
    if row["cancelled_at"] is None:
        return False
    if row["last_approved_at"] is None or ends_at is None:
        return True
    return bool(ends_at > row["last_approved_at"])
