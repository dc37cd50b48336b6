"""What the endpoints share: a path of the API, and one admitted request to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from sandbox.zoom import errors
from sandbox.zoom.model import NO_REGISTRATION
from sandbox.zoom.schedule import listed_occurrences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sandbox.zoom.answers import Answer
    from sandbox.zoom.limits import Label
    from sandbox.zoom.model import Occurrence, Webinar
    from sandbox.zoom.paging import Listing, Pager
    from sandbox.zoom.registrar import Registrar
    from sandbox.zoom.store import Store


@dataclass(frozen=True, kw_only=True)
class Call:
    """One admitted request: to which account, for what, when, and at which address of Zoom."""

    store: Store
    pager: Pager
    now: datetime
    path: str
    parts: tuple[str, ...]
    query: Mapping[str, str]
    body: Any
    registrar: Registrar
    origin: str

    def page(
        self, listing: Listing, rows: Sequence[bytes], head: Mapping[str, Any] | None = None
    ) -> Answer:
        """Return the page of these rows that the query asks for."""
        scope = (self.store.account.account_id, unquote(self.path))
        return self.pager.page(listing, rows, self.query, scope=scope, now=self.now, head=head)

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a parameter that is true or false."""
        value = self.query.get(name, "").lower()
        return value == "true" if value else default

    def webinar_id(self) -> int:
        """Return the webinar ID in the path.

        :raises ZoomError: 400 if it is not numeric
        """
        text = unquote(self.parts[0])
        if not (text.isascii() and text.isdigit()):
            raise errors.invalid_webinar_id()
        return int(text)

    def webinar(self) -> Webinar:
        """Return the webinar whose ID is in the path.

        :raises ZoomError: 400 if the ID is not numeric, 404 if there is no such webinar now
        """
        webinar_id = self.webinar_id()
        webinar = self.store.webinar(webinar_id, self.now)
        if webinar is None:
            raise errors.no_webinar(str(webinar_id))
        return webinar

    def webinar_with_registration(self) -> Webinar:
        """Return the webinar whose ID is in the path, if people register for it.

        :raises ZoomError: as `webinar` does, and 400 if nobody registers for it
        """
        webinar = self.webinar()
        if webinar.approval_type == NO_REGISTRATION:
            raise errors.no_registration(webinar.id)
        return webinar

    def require_addon(self) -> None:
        """Refuse where the account has no webinar add-on.

        :raises ZoomError: 400 then
        """
        if not self.store.account.has_webinar_addon:
            raise errors.no_webinar_plan()

    def occurrence(self, webinar: Webinar) -> Occurrence | None:
        """Return the date of a series that the query asks for, or None if it asks for none.

        :raises ZoomError: 400 if the series lists no such date
        """
        occurrence_id = self.query.get("occurrence_id")
        if not occurrence_id:
            return None
        for occurrence in listed_occurrences(webinar, self.now):
            if occurrence.occurrence_id == occurrence_id:
                return occurrence
        # Guess: the code and text that the spec has for absentees.
        raise errors.invalid_occurrence(occurrence_id)

    def uuid(self) -> str | None:
        """Return the UUID that the path means, or None if no webinar or session has it.

        A UUID that begins with a slash or has two in a row must be encoded twice; others may be.
        """
        raw = self.parts[0]
        if "/" in raw:
            return None
        once = unquote(raw)
        if self.store.knows(once) and not once.startswith("/") and "//" not in once:
            return once
        twice = unquote(once)
        return twice if twice != once and self.store.knows(twice) else None


@dataclass(frozen=True)
class Endpoint:
    """A path of the API, with its rate-limit label and its scopes (granular and classic)."""

    template: str
    label: Label
    scope: str
    classic: str
    handler: Callable[[Call], Answer]
    method: str = "GET"

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return what matches the undecoded path."""
        # A `{ref}` is an ID or UUID; a UUID with an unencoded slash gets here, and is not found.
        text = re.escape(self.template).replace(r"\{ref\}", "(.+)")
        return re.compile(re.sub(r"\\\{\w+\\\}", "([^/]+)", text))
