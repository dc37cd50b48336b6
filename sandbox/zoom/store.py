"""Finds things of an account at a moment, and keeps the rows of its sessions rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sandbox.zoom.answers import to_json
from sandbox.zoom.registrant_book import RegistrantBook, status_of
from sandbox.zoom.schedule import as_edited, exists
from sandbox.zoom.views.participants import past_participant_row, report_row
from sandbox.zoom.views.recordings import file_key
from sandbox.zoom.views.sessions import history_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sandbox.zoom.model import (
        Account,
        Connection,
        RecordingFile,
        Registrant,
        Session,
        User,
        Webinar,
    )

    ParticipantListing = Literal["report", "report+id", "past"]


class Store:
    """One account, indexed. What it answers depends on the moment only."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.user_ids = {user.id for user in account.users}
        self._users = {key.lower(): user for user in account.users for key in _keys_of(user)}
        self._webinars = {webinar.id: webinar for webinar in account.webinars}
        self._books = {
            webinar.id: RegistrantBook(webinar, newest_first=account.lists_newest_first)
            for webinar in account.webinars
        }
        self._sessions = {session.uuid: session for session in account.sessions}
        self._webinar_of_uuid = {session.uuid: session.webinar_id for session in account.sessions}
        self._webinar_of_uuid.update({webinar.uuid: webinar.id for webinar in account.webinars})
        self._by_webinar: dict[int, list[Session]] = {}
        for session in sorted(account.sessions, key=lambda session: session.start):
            self._by_webinar.setdefault(session.webinar_id, []).append(session)
        self._files = {
            file_key(session, file): (session, file)
            for session in account.sessions
            for file in session.recording_files
        }
        self._rows: dict[tuple[str, str, bool, int], list[bytes]] = {}
        self._history: dict[str, bytes] = {}

    def user(self, key: str) -> User | None:
        """Return a user by id or address."""
        return self._users.get(key.lower())

    def host_name(self, host_id: str) -> str:
        """Return a host's first and last name."""
        host = self._users.get(host_id.lower())
        return f"{host.first_name} {host.last_name}".strip() if host else ""

    def webinar(self, webinar_id: int, now: datetime) -> Webinar | None:
        """Return a webinar that there is now, as it is now."""
        webinar = self._webinars.get(webinar_id)
        return as_edited(webinar, now) if webinar and exists(webinar, now) else None

    def webinars(self, now: datetime) -> Iterator[Webinar]:
        """Return the webinars that there are now, as they are now."""
        for webinar in self.account.webinars:
            if exists(webinar, now):
                yield as_edited(webinar, now)

    def webinar_of(self, session: Session) -> Webinar | None:
        """Return a session's webinar, also when it has expired since.

        Guess: reports name its topic and its type as they were when the session ended.
        """
        webinar = self._webinars.get(session.webinar_id)
        return as_edited(webinar, session.end) if webinar else None

    def webinar_by_uuid(self, uuid: str, now: datetime) -> Webinar | None:
        """Return a webinar by its UUID. Guess: the UUID of one of its sessions does as well."""
        webinar_id = self._webinar_of_uuid.get(uuid)
        return None if webinar_id is None else self.webinar(webinar_id, now)

    def knows(self, uuid: str) -> bool:
        """Tell whether a webinar or a session has this UUID."""
        return uuid in self._webinar_of_uuid

    def ever_had(self, webinar_id: int) -> bool:
        """Tell whether there is or was a webinar of this ID."""
        return webinar_id in self._webinars or webinar_id in self._by_webinar

    def session(self, uuid: str, now: datetime) -> Session | None:
        """Return a session that has ended."""
        session = self._sessions.get(uuid)
        return session if session and session.end <= now else None

    def ended_sessions(self, webinar_id: int, now: datetime) -> list[Session]:
        """Return a webinar's sessions that have ended, the latest last."""
        return [s for s in self._by_webinar.get(webinar_id, ()) if s.end <= now]

    def recorded_file(self, key: str) -> tuple[Session, RecordingFile] | None:
        """Return a file of a recording by what names it in its download URL, and its session."""
        return self._files.get(key)

    def registrants(
        self, webinar: Webinar, status: str, occurrence_id: str, now: datetime
    ) -> Sequence[bytes]:
        """Return the rows of a webinar's registrants in a status, the newest first."""
        return self._books[webinar.id].rows(status, occurrence_id, now)

    def registrant(self, webinar: Webinar, registrant_id: str, now: datetime) -> bytes | None:
        """Return one registrant's row."""
        return self._books[webinar.id].row(registrant_id, now)

    def registrant_of(self, webinar: Webinar, email: str, now: datetime) -> Registrant | None:
        """Return the registrant with an address, in whatever status."""
        return self._books[webinar.id].by_email(email, now)

    def registrant_by_id(
        self, webinar: Webinar, registrant_id: str, now: datetime
    ) -> Registrant | None:
        """Return the registrant with an id, in whatever status."""
        return self._books[webinar.id].by_id(registrant_id, now)

    def put_registrant(self, webinar: Webinar, registrant: Registrant) -> None:
        """Add a registrant, or put one in the place of the one with the same id."""
        self._books[webinar.id].put(registrant)

    def remove_registrant(self, webinar_id: int, registrant_id: str) -> None:
        """Remove a registrant as if there had never been one."""
        self._books[webinar_id].remove(registrant_id)

    def all_registrants(
        self, webinar_id: int, status: str | None, now: datetime
    ) -> list[Registrant]:
        """Return a webinar's registrants in a status (None: in any, or none yet)."""
        registrants = self._books[webinar_id].all()
        return [r for r in registrants if status is None or status_of(r, now) == status]

    def registrants_ever(self, webinar_id: int) -> list[Registrant]:
        """Return a webinar's registrants of whatever time, those that are to come included."""
        return self._books[webinar_id].all()

    def participants(
        self, session: Session, listing: ParticipantListing, now: datetime
    ) -> Sequence[bytes]:
        """Return a session's rows in the report, with registrant_id or without, or in the past."""
        if session.empty_until is not None and now < session.empty_until:
            return []
        settled_at = session.settled_at or session.ready_at or session.end
        is_settled = settled_at <= now
        connections = listed_connections(session, now)
        # Rows are added and never go, so their number says which they are.
        key = (session.uuid, listing, is_settled, len(connections))
        if key not in self._rows:
            self._rows[key] = self._render(connections, listing, is_settled)
        return self._rows[key]

    def history_row(self, session: Session) -> bytes:
        """Return a session's row in the account's history."""
        if session.uuid not in self._history:
            row = history_row(session, self.webinar_of(session))
            self._history[session.uuid] = to_json(row)
        return self._history[session.uuid]

    def _render(
        self, connections: Sequence[Connection], listing: ParticipantListing, is_settled: bool
    ) -> list[bytes]:
        if not is_settled:
            connections = connections[: len(connections) - len(connections) // 3]
        if listing == "past":
            return [
                to_json(
                    past_participant_row(
                        connection,
                        is_internal=connection.participant_user_id in self.user_ids,
                        is_settled=is_settled,
                    )
                )
                for connection in connections
            ]
        with_id = listing == "report+id"
        return [
            to_json(report_row(connection, with_registrant_id=with_id, is_settled=is_settled))
            for connection in connections
        ]


def listed_connections(session: Session, now: datetime) -> Sequence[Connection]:
    """Return the connections that lists of participants show by now."""
    connections = session.connections
    if all(connection.listed_at is None for connection in connections):
        return connections
    return tuple(c for c in connections if c.listed_at is None or c.listed_at <= now)


def _keys_of(user: User) -> tuple[str, ...]:
    # Someone who has not signed up yet has no id, and is found by address only.
    return (user.email,) if user.status == "pending" else (user.id, user.email)
