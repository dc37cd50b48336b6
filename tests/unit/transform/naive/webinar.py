"""A webinar by the plain rules: who connected to each session, and who was on staff then."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.unit.transform.naive.rules import People, Row, Rules, World, clean, seconds

if TYPE_CHECKING:
    from datetime import datetime

Person = tuple[str, str]


@dataclass
class Connection:
    """One connection with its copies: the longest counts."""

    row: Row
    copies: int
    address: str | None

    @property
    def session_uuid(self) -> str:
        return str(self.row["session_uuid"])

    @property
    def key(self) -> str:
        return f"{self.session_uuid} {self.row['user_id']} {self.row['join_time']}"

    @property
    def person(self) -> Person:
        if self.address is not None:
            return ("address", self.address)
        if self.row["registrant_id"] is not None:
            return ("registrant", self.row["registrant_id"])
        return ("nobody", self.key)


@dataclass
class Staff:
    """Hosts and panelists, by address or by Zoom id."""

    addresses: set[str] = field(default_factory=set)
    zoom_ids: set[str] = field(default_factory=set)

    def has(self, address: str | None, *zoom_ids: str | None) -> bool:
        """Whether somebody with this address or any of these ids is among them."""
        return address in self.addresses or any(zoom_id in self.zoom_ids for zoom_id in zoom_ids)

    def has_connected(self, connection: Connection) -> bool:
        """Whether a connection is one of theirs."""
        row = connection.row
        return self.has(connection.address, row["participant_user_id"], row["registrant_id"])


class Webinar:
    """What is known of a webinar before anything is answered."""

    def __init__(self, world: World, rules: Rules, people: People, webinar: Row) -> None:
        def own(table: str) -> list[Row]:
            return [
                row for row in world[table] if (row["account_id"], row["webinar_id"]) == self.key
            ]

        def of_account(table: str) -> list[Row]:
            return [row for row in world[table] if row["account_id"] == self.key[0]]

        self.rules, self.people, self.row = rules, people, webinar
        self.key = (webinar["account_id"], webinar["webinar_id"])
        self.known_history = [(row["since"], row["until"]) for row in of_account("known_history")]
        self.recordings = own("recordings")
        self.users = of_account("users")
        self.announced = sorted(
            own("announced"),
            key=lambda row: (row["first_read_at"], row["occurrence_id"]),
        )
        self.given_keys = {row["occurrence_key"] for row in own("given_keys")}
        in_order = sorted(own("sessions"), key=lambda row: (row["started_at"], row["session_uuid"]))
        self.sessions = {row["session_uuid"]: row for row in in_order}
        self.registrants = own("registrants")
        self.staff = own("staff")
        self.connections = self._connections(own("connections"))
        self.staff_of_session = {uuid: self._staff_of(row) for uuid, row in self.sessions.items()}
        self.attendees: dict[str, set[Person]] = {}
        self.has_only_staff: dict[str, bool] = {}
        for uuid in self.sessions:
            self._judge_people(uuid)

    def is_known(self, since: datetime, until: datetime) -> bool:
        """Whether the history of a stretch of time has been read."""
        return any(
            (begin is None or begin <= since) and end >= until for begin, end in self.known_history
        )

    def is_read(self, session: Row) -> bool:
        """Whether the report of a session was read."""
        return session["state"] not in ("due", "failed") or any(
            connection.session_uuid == session["session_uuid"] for connection in self.connections
        )

    def _connections(self, rows: list[Row]) -> list[Connection]:
        copies: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in rows:
            copies[row["session_uuid"], row["user_id"], row["join_time"]].append(row)
        connections = []
        for group in copies.values():
            longest = max(group, key=lambda row: row["left_at"])
            address = self.people.resolve(self._address(longest))
            connections.append(Connection(longest, len(group), address))
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
            began_at = self.sessions[row["session_uuid"]]["started_at"]
            for user in self.users:
                is_later = user["since"] is not None and user["since"] > began_at
                is_over = user["until"] is not None and user["until"] <= began_at
                if user["user_id"] == row["participant_user_id"] and not is_later | is_over:
                    return clean(user["email"])
        return None

    def attended(self, connection: Connection) -> set[int]:
        """The seconds of a connection that count: in the meeting, within the session."""
        if connection.row["is_waiting_room"]:
            return set()
        session = self.sessions[connection.session_uuid]
        within = seconds(session["started_at"], session["ended_at"])
        return seconds(connection.row["joined_at"], connection.row["left_at"]) & within

    # Staff.

    def _listed(self, rows: list[Row]) -> Staff:
        listed: set[str | None] = {clean(row["email"]) for row in rows}
        listed |= {
            clean(user["email"])
            for user in self.users
            if user["user_id"] in {row["zoom_id"] for row in rows}
        }
        addresses = {self.people.resolve(address) for address in listed}
        return Staff(
            {address for address in addresses if address is not None},
            {row["zoom_id"] for row in rows if row["zoom_id"]},
        )

    def staff_now(self) -> Staff:
        """Whoever is listed now."""
        return self._listed([row for row in self.staff if row["dropped_at"] is None])

    def _staff_of(self, session: Row) -> Staff:
        begin, end = session["started_at"], session["ended_at"]
        listed = []
        for row in self.staff:
            first, dropped = row["first_read_at"], row["dropped_at"]
            before = row["previous_read_at"]
            is_listed = first <= end and (dropped is None or dropped > begin)
            is_first_after = first > end and (before is None or before < end)
            if is_listed or is_first_after:
                listed.append(row)
        staff = self._listed(listed)
        host = self.people.resolve(clean(session["host_email"]))
        if host is not None:
            staff.addresses.add(host)
        return staff

    def _judge_people(self, uuid: str) -> None:
        """Tell attendees of a session, those in it for more than 0 seconds, from staff."""
        mine = [connection for connection in self.connections if connection.session_uuid == uuid]
        staff = self.staff_of_session[uuid]
        on_staff = {connection.person for connection in mine if staff.has_connected(connection)}
        present = {connection.person for connection in mine if self.attended(connection)}
        self.attendees[uuid] = present - on_staff
        self.has_only_staff[uuid] = bool(present) and not self.attendees[uuid]
