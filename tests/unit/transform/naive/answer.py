"""The answer by the plain rules: what marts and the ledger must hold."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from tests.unit.transform.naive.rules import (
    DAY,
    NO_FIXED_TIME,
    RECURRING,
    SINGLE,
    Answer,
    People,
    Row,
    Rules,
    World,
    clean,
    moment,
    percent,
    seconds,
    sha256,
)
from tests.unit.transform.naive.webinar import Connection, Webinar


def answer(world: World, rules: Rules) -> Answer:
    """What marts and the ledger must hold."""
    result = Answer()
    people = People(world, rules)
    for webinar in world["webinars"]:
        WebinarAnswer(world, rules, people, webinar).write(result)
    return result


class WebinarAnswer(Webinar):
    """Writes what becomes of a webinar and of everybody in it."""

    def write(self, result: Answer) -> None:
        self.result = result
        self.curve_order: dict[tuple[Any, ...], tuple[datetime, datetime]] = {}
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
        self, occurrence: str, connection: Connection, code: str, copies: int | None = None
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
        everybody: dict[tuple[str, tuple[str, str]], list[Connection]] = defaultdict(list)
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

    def _curve(self, occurrence: str, email: str | None, connections: list[Connection]) -> None:
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
