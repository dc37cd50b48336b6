"""The answer by the plain rules: what marts and the ledger must hold."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tests.unit.transform.naive.events import Event, events_of
from tests.unit.transform.naive.occurrences import Occurrences
from tests.unit.transform.naive.participations import (
    add_participations,
    is_approved,
    keys_of_registration,
)
from tests.unit.transform.naive.rules import (
    Answer,
    People,
    Row,
    Rules,
    World,
    clean,
    moment,
)

if TYPE_CHECKING:
    from datetime import datetime

    from tests.unit.transform.naive.webinar import Connection


_RECORDED = (
    "session_uuid", "topic", "started_at", "ended_at", "play_url", "available_at", "deleted_at",
    "transcript_key",
)  # fmt: skip


def answer(world: World, rules: Rules) -> Answer:
    """What marts and the ledger must hold."""
    result = Answer()
    people = People(world, rules)
    for webinar in world["webinars"]:
        WebinarAnswer(world, rules, people, webinar).write(result)
    return result


class WebinarAnswer(Occurrences):
    """Writes what becomes of a webinar and of everybody in it."""

    def write(self, result: Answer) -> None:
        self.result = result
        self.curve_order: dict[tuple[Any, ...], tuple[datetime, datetime]] = {}
        self.find_occurrences()
        self.practices: set[str] = set()
        for occurrence in self.occurrences:
            self.practices |= self.practices_of(occurrence).practices.keys()
        self._remember()
        exclusion = self.row["exclusion"]
        if exclusion is not None:
            self._outcome("", "webinar", str(self.key[1]), None, exclusion, 0)
            if self.rules.withdraws_excluded or exclusion == "zoom_events":
                self._withdraw(exclusion)
                return
            if not self.row["has_been_read"]:
                return
        events = events_of(self)
        attended = self._attendances(events)
        registered = self._registrations(events)
        available = self._recordings(events)
        add_participations(result, self, events, attended, registered, available)
        for key, event in events.items():
            result.marketing_events[(*self.key, key)] = event.row

    def _recordings(self, events: dict[str, Event]) -> dict[str, datetime]:
        """Write what was recorded of the webinar; when an occurrence's first came."""
        available: dict[str, datetime] = {}
        for row in self.recordings:
            uuid = row["session_uuid"]
            key = self.key_of(uuid)
            if uuid in self.practices or key not in events:
                continue
            seconds = int((row["ended_at"] - row["started_at"]).total_seconds())
            has_words = row["transcript_key"] is not None
            self.result.recordings[(*self.key, key, row["recording_id"])] = {
                **{name: row[name] for name in _RECORDED},
                "length_seconds": max(0, seconds),
                "has_transcript": has_words,
                "transcript_url": row["transcript_url"] if has_words else None,
            }
            came_at = row["available_at"]
            available[key] = min(came_at, available.get(key, came_at))
        return available

    def _remember(self) -> None:
        """The keys of announced starts, and the places of sessions."""
        for row in self.announced:
            if row["scheduled_at"] is not None and self.home[id(row)].key is not None:
                key = (*self.key, row["occurrence_id"], row["first_read_at"])
                self.result.announced[key] = {"occurrence_key": self.home[id(row)].key}
        for uuid, session in self.sessions.items():
            key = self.key_of(uuid)
            is_settled = bool(key) and session["settled_at"] is not None
            self.result.sessions[self.key[0], uuid] = {
                "occurrence_key": key,
                "is_placement_final": bool(
                    session["is_placement_final"] or (is_settled and self.row["is_complete"])
                ),
                "is_practice": key is not None and uuid in self.practices,
            }

    def _withdraw(self, code: str) -> None:
        for registrant_id, rows in registered_ids(self.registrants).items():
            address = self.people.resolve(clean(rows[0]["email"]))
            self._outcome("", "registration", registrant_id, address, code, 0)
        for connection in self.connections:
            key = self.key_of(connection.session_uuid)
            if key is not None:
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

    def _attendances(self, events: dict[str, Event]) -> dict[tuple[str, str], set[int]]:
        """Judge everybody who connected; the seconds of the contacts whose attendance is synced."""
        everybody: dict[tuple[str, tuple[str, str]], list[Connection]] = defaultdict(list)
        for connection in self.connections:
            key = self.key_of(connection.session_uuid)
            if key is not None:
                everybody[key, connection.person].append(connection)
        attended: dict[tuple[str, str], set[int]] = defaultdict(set)
        for (key, person), connections in everybody.items():
            real = []
            for connection in connections:
                if connection.session_uuid in self.practices:
                    self._connection_outcome(key, connection, "practice_session")
                else:
                    real.append(connection)
            union: set[int] = set()
            for connection in real:
                union |= self.attended(connection)
            is_staff = any(events[key].staff.has_connected(connection) for connection in real)
            code = "not_in_session" if not union else "not_an_attendee" if is_staff else None
            if code is not None:
                for connection in real:
                    self._connection_outcome(key, connection, code)
                continue
            kind, name = person
            event = events[key].row
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
            elif code in ("synced", "erased"):
                assert address is not None
                attended[key, address] |= union
                if code == "synced":
                    self._curve(key, address, real)
        return attended

    def _curve(self, occurrence: str, email: str | None, connections: list[Connection]) -> None:
        for connection in sorted(connections, key=lambda connection: connection.row["joined_at"]):
            during = self.attended(connection)
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

    def _registrations(self, events: dict[str, Event]) -> dict[str, list[Row]]:
        """Judge every registration; the rows of the contacts whose registration is synced."""
        registered: dict[str, list[Row]] = defaultdict(list)
        for registrant_id, rows in registered_ids(self.registrants).items():
            address = self.people.resolve(clean(rows[0]["email"]))
            keys = {key for row in rows for key in keys_of_registration(self, events, row)}
            lists = [events[key].staff for key in keys] or [self.staff_now()]
            if all(staff.has(address, registrant_id) for staff in lists):
                code = "not_an_attendee"
            elif not any(row["was_approved"] for row in rows):
                code = "not_approved"
            else:
                code = self.people.code(address)
            self._outcome("", "registration", registrant_id, address, code, 0)
            if code not in ("synced", "erased"):
                continue
            assert address is not None
            registered[address] += [row for row in rows if row["was_approved"]]
            if code == "erased":
                continue
            self.result.registrations[(*self.key, registrant_id)] = {
                "email": address,
                "first_name": rows[0]["first_name"],
                "last_name": rows[0]["last_name"],
                "registered_at": rows[0]["created_at"],
                "is_approved": any(is_approved(row) and not row["superseded_at"] for row in rows),
            }
        return registered


def registered_ids(rows: list[Row]) -> dict[str, list[Row]]:
    """Registrations by registrant id, the latest first: one for two dates is two rows."""
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["created_at"], reverse=True):
        by_id[row["registrant_id"]].append(row)
    return by_id
