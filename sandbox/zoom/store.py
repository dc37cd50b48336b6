"""Finds things of an account at a moment, and keeps their rows rendered."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from sandbox.zoom import views
from sandbox.zoom.errors import to_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sandbox.zoom.model import Account, Registrant, Session, User, Webinar


class Store:
    """One account, indexed. What it answers depends on the moment only."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.user_ids = {u.id for u in account.users}
        self._users = {key.lower(): u for u in account.users for key in _keys_of(u)}
        self._webinars = {w.id: w for w in account.webinars}
        self._books = {w.id: _RegistrantBook(w) for w in account.webinars}
        self._sessions = {s.uuid: s for s in account.sessions}
        self._webinar_of_uuid = {s.uuid: s.webinar_id for s in account.sessions}
        self._webinar_of_uuid.update({w.uuid: w.id for w in account.webinars})
        self._by_webinar: dict[int, list[Session]] = {}
        for session in sorted(account.sessions, key=lambda s: s.start):
            self._by_webinar.setdefault(session.webinar_id, []).append(session)
        self._rows: dict[tuple[str, str, bool], list[bytes]] = {}
        self._history: dict[str, bytes] = {}

    def user(self, key: str) -> User | None:
        """Find a user by id or address."""
        return self._users.get(key.lower())

    def host_name(self, host_id: str) -> str:
        """Return what a host is called."""
        host = self._users.get(host_id.lower())
        return f"{host.first_name} {host.last_name}".strip() if host else ""

    def webinar(self, webinar_id: int, now: datetime) -> Webinar | None:
        """Find a webinar that there is now."""
        found = self._webinars.get(webinar_id)
        return found if found and exists(found, now) else None

    def webinar_of(self, session: Session) -> Webinar | None:
        """Return a session's webinar, also when it has expired since."""
        return self._webinars.get(session.webinar_id)

    def webinar_by_uuid(self, uuid: str, now: datetime) -> Webinar | None:
        """Find a webinar by its UUID. Guess: the UUID of one of its sessions does as well."""
        webinar_id = self._webinar_of_uuid.get(uuid)
        return None if webinar_id is None else self.webinar(webinar_id, now)

    def knows(self, uuid: str) -> bool:
        """Say whether there is a webinar or a session of this UUID."""
        return uuid in self._webinar_of_uuid

    def ever_had(self, webinar_id: int) -> bool:
        """Say whether there is or was a webinar of this ID."""
        return webinar_id in self._webinars or webinar_id in self._by_webinar

    def session(self, uuid: str, now: datetime) -> Session | None:
        """Find a session that has ended."""
        found = self._sessions.get(uuid)
        return found if found and found.end <= now else None

    def ended_sessions(self, webinar_id: int, now: datetime) -> list[Session]:
        """Return a webinar's sessions that have ended, the latest last."""
        return [s for s in self._by_webinar.get(webinar_id, ()) if s.end <= now]

    def registrants(
        self, webinar: Webinar, status: str, occurrence_id: str, now: datetime
    ) -> list[bytes]:
        """Return the rows of a webinar's registrants in a status, the newest first."""
        return self._books[webinar.id].rows(status, occurrence_id, now)

    def registrant(self, webinar: Webinar, registrant_id: str, now: datetime) -> bytes | None:
        """Return one registrant's row."""
        return self._books[webinar.id].row(registrant_id, now)

    def registrant_of(self, webinar: Webinar, email: str, now: datetime) -> Registrant | None:
        """Return who registered with an address, in whatever status."""
        return self._books[webinar.id].by_email(email, now)

    def put_registrant(self, webinar: Webinar, registrant: Registrant) -> None:
        """Add somebody, or put them in the place of who has the same id."""
        self._books[webinar.id].put(registrant)

    def participants(self, session: Session, kind: str, now: datetime) -> list[bytes]:
        """Return a session's rows; `kind` is `report`, `report+id` or `past`."""
        settled_at = session.settled_at or session.ready_at or session.end
        settled = settled_at <= now
        key = (session.uuid, kind, settled)
        if key not in self._rows:
            self._rows[key] = self._render(session, kind, settled)
        return self._rows[key]

    def history_row(self, session: Session) -> bytes:
        """Return a session's row in the account's history."""
        if session.uuid not in self._history:
            row = views.history_row(session, self.webinar_of(session))
            self._history[session.uuid] = to_json(row)
        return self._history[session.uuid]

    def warm(self, now: datetime) -> None:
        """Render what a first sync asks for, so that no measurement counts it."""
        for session in self.account.sessions:
            self.history_row(session)
            self.participants(session, "report+id", now)
        for webinar in self.account.webinars:
            for status in ("approved", "pending", "denied"):
                self.registrants(webinar, status, "", now)

    def _render(self, session: Session, kind: str, settled: bool) -> list[bytes]:
        shown = session.connections
        if not settled:
            shown = shown[: len(shown) - len(shown) // 3]
        if kind == "past":
            return [
                to_json(
                    views.past_participant(
                        c, internal=c.participant_user_id in self.user_ids, settled=settled
                    )
                )
                for c in shown
            ]
        asked = kind == "report+id"
        return [
            to_json(views.report_participant(c, registrant_id=asked, settled=settled))
            for c in shown
        ]


class _RegistrantBook:
    """A webinar's registrants. Between two changes its answers stay the same."""

    def __init__(self, webinar: Webinar) -> None:
        self._webinar = webinar
        self._by_id = {r.id: r for r in webinar.registrants}
        self._rendered: dict[tuple[int, str], bytes] = {}
        self._index()

    def _index(self) -> None:
        # Guess: the newest first, as on Zoom's pages; so someone new shifts the rest.
        self._registrants = sorted(
            self._by_id.values(), key=lambda r: (r.create_time, r.id), reverse=True
        )
        self._by_email: dict[str, list[Registrant]] = {}
        for one in self._registrants:
            self._by_email.setdefault(one.email.strip().lower(), []).append(one)
        changes = {r.create_time for r in self._registrants}
        changes |= {state.since for r in self._registrants for state in r.states}
        self._changes = sorted(changes)
        self._listings: dict[tuple[int, str, str], list[bytes]] = {}

    def put(self, registrant: Registrant) -> None:
        self._by_id[registrant.id] = registrant
        self._index()

    def by_email(self, email: str, now: datetime) -> Registrant | None:
        found = self._by_email.get(email.strip().lower(), ())
        return next((one for one in found if status_of(one, now)), None)

    def rows(self, status: str, occurrence_id: str, now: datetime) -> list[bytes]:
        key = (bisect_right(self._changes, now), status, occurrence_id)
        if key not in self._listings:
            self._listings[key] = [
                self._render(r, status)
                for r in self._registrants
                if status_of(r, now) == status and _concerns(r, occurrence_id)
            ]
        return self._listings[key]

    def row(self, registrant_id: str, now: datetime) -> bytes | None:
        found = self._by_id.get(registrant_id)
        status = status_of(found, now) if found else None
        return self._render(found, status) if found and status else None

    def _render(self, shown: Registrant, status: str) -> bytes:
        key = (id(shown), status)
        if key not in self._rendered:
            self._rendered[key] = to_json(views.registrant(shown, status, self._webinar))
        return self._rendered[key]


def exists(webinar: Webinar, now: datetime) -> bool:
    """Say whether a webinar is there: created, not deleted, not expired."""
    gone = [when for when in (webinar.expires_at, webinar.deleted_at) if when is not None]
    return webinar.created_at <= now and all(now < when for when in gone)


def status_of(registrant: Registrant, now: datetime) -> str | None:
    """Return a registrant's status; None before the registration and after a removal."""
    since = [s for s in registrant.states if s.since <= now]
    if not since or registrant.create_time > now or since[-1].status == "removed":
        return None
    return since[-1].status


def select(users: tuple[User, ...], chosen: Callable[[User], bool]) -> list[bytes]:
    """Return the rows of the users that are chosen."""
    return [to_json(views.user(u)) for u in users if chosen(u)]


def _keys_of(user: User) -> tuple[str, ...]:
    # Someone who has not signed up yet has no id to be asked by.
    return (user.email,) if user.status == "pending" else (user.id, user.email)


def _concerns(registrant: Registrant, occurrence_id: str) -> bool:
    ids = registrant.occurrence_ids
    return not occurrence_id or not ids or occurrence_id in ids
