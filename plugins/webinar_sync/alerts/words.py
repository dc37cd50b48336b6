"""Says in a title and a few lines what several troubles of one kind and subject come to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_MESSAGES = 5
"""So many troubles are said one by one; of the others only how many they are."""
LONGEST_MESSAGE = 500
_ADDRESS = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+")

_TITLES = {
    "run_failed": "{subject} failed",
    "run_late": "{subject} is late",
    "connection": "A connection stopped working: {subject}",
    "error_open": "An error is open for a day: {subject}",
    "held": "HubSpot is not sent something for a day: {subject}",
}
"""By kind of trouble."""


@dataclass(frozen=True)
class Alert:
    """What is sent at once, and the rows of `sync.alerts` that are in it.

    `pages_url`: the address of the pages; None: not known, and then there is no link.
    """

    kind: str
    subject: str
    rows: Sequence[dict[str, Any]]
    pages_url: str | None = None

    @property
    def title(self) -> str:
        """One line that says what is wrong."""
        return f"webinar-sync: {_TITLES[self.kind].format(subject=self.subject)}"

    @property
    def body(self) -> str:
        """Since when, what exactly, what to do, and the page that says more."""
        lines = [_line(row) for row in self.rows[:MOST_MESSAGES]]
        more = len(self.rows) - len(lines)
        if more:
            lines.append(f"And {more} more.")
        lines += [row["remedy"] for row in self.rows[:1]]
        if self.pages_url:
            lines += [f"{self.pages_url}/{row['page']}" for row in self.rows[:1]]
        return "\n".join(lines)


def make_alerts(rows: Iterable[dict[str, Any]], pages_url: str | None = None) -> Iterator[Alert]:
    """Yield an alert for each kind and subject, in the order of the rows.

    :param pages_url: the address of the pages; None: alerts have no link
    """
    for (kind, subject), group in groupby(rows, lambda row: (row["kind"], row["subject"])):
        yield Alert(kind, subject, list(group), pages_url)


def _line(row: dict[str, Any]) -> str:
    # The texts hold no addresses. An alert leaves the company, so here is a second look.
    message = _ADDRESS.sub("(an address)", str(row["message"]))
    if len(message) > LONGEST_MESSAGE:
        message = f"{message[:LONGEST_MESSAGE]} …"
    over = " It is over by now." if row["is_over"] else ""
    return f"Since {row['since_at']:%Y-%m-%d %H:%M} UTC: {message}{over}"
