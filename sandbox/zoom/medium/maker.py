"""What a build of the medium account has made so far, and ids as Zoom's are."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from sandbox.zoom.model import Session, User, Webinar


@dataclass(frozen=True)
class Person:
    """Somebody who registers for webinars."""

    first: str
    last: str
    email: str
    punctual: float


@dataclass
class Maker:
    """Holds the random numbers of a build, its day, and what it has made so far."""

    rng: random.Random
    epoch: datetime
    users: list[User] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    webinars: list[Webinar] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    def token(self) -> str:
        """Return an id as Zoom's are: 22 letters, digits, - and _."""
        return base64.urlsafe_b64encode(self.rng.randbytes(16)).decode().rstrip("=")

    def uuid(self, prefix: str = "") -> str:
        """Return a UUID as Zoom's are; only those with a prefix are awkward in a path."""
        while True:
            text = prefix + base64.b64encode(self.rng.randbytes(16)).decode()[len(prefix) :]
            if prefix or not (text.startswith("/") or "//" in text):
                return text

    def webinar_id(self) -> int:
        """Return an ID of 11 digits."""
        return 90_000_000_000 + 1_000_003 * len(self.webinars) + self.rng.randrange(1_000_000)
