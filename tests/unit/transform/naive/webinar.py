"""A webinar by the plain rules: which occurrence each session is of, and whose each connection."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.unit.transform.naive.rules import (
    NEAR,
    NO_FIXED_TIME,
    RECURRING,
    SINGLE,
    People,
    Row,
    Rules,
    World,
    clean,
    seconds,
)

if TYPE_CHECKING:
    from datetime import datetime


@dataclass
class Connection:
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


class Webinar:
    """What is known of a webinar before anything is answered."""

    def __init__(self, world: World, rules: Rules, people: People, webinar: Row) -> None:
        def own(table: str) -> list[Row]:
            return [
                row for row in world[table] if (row["account_id"], row["webinar_id"]) == self.key
            ]

        self.rules, self.people, self.row = rules, people, webinar
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
        self._know_hosts()
        self.practices = {uuid for uuid, row in self.sessions.items() if self._is_practice(row)}

    # Sessions.

    def _zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.row["timezone"] or "UTC")
        except (KeyError, ValueError, OSError):
            return ZoneInfo("UTC")

    def _scheduled(self, session: Row) -> Row | None:
        """The scheduled date that a session is near to."""
        if self.type == SINGLE:
            dates = [self.row] if self.row["scheduled_at"] is not None else []
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

    def _connections(self, rows: list[Row]) -> list[Connection]:
        copies: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in rows:
            copies[row["session_uuid"], row["user_id"], row["join_time"]].append(row)
        connections = []
        for group in copies.values():
            longest = max(group, key=lambda row: row["left_at"])
            address = self.people.resolve(self._address(longest))
            is_host = self._is_host(longest, address)
            is_in_meeting = not all(row["is_waiting_room"] for row in group)
            connections.append(Connection(longest, len(group), is_in_meeting, address, is_host))
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
        if user is not None and user == self.row["host_id"]:
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

    def _attended(self, connection: Connection) -> set[int]:
        """The seconds of a connection that count: in the meeting, within the session."""
        if connection.row["is_waiting_room"]:
            return set()
        session = self.sessions[connection.session_uuid]
        within = seconds(session["started_at"], session["ended_at"])
        return seconds(connection.row["joined_at"], connection.row["left_at"]) & within
