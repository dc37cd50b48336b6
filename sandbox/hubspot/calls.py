"""What the endpoints share: a path of the API, an admitted request, and forms of answers."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.answers import Answer
from sandbox.hubspot.errors import RowError, validation
from sandbox.hubspot.times import iso

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sandbox.hubspot.account import Account
    from sandbox.hubspot.faults import Fault

MAX_PAGE = 100


@dataclass(frozen=True)
class Call:
    """One admitted request."""

    account: Account
    now: datetime
    parts: dict[str, str]
    query: dict[str, str]
    body: Any
    fault: Fault | None

    def inputs(self) -> list[dict[str, Any]]:
        """Return the rows of a batch.

        :raises HubspotError: if there are none
        """
        inputs = self.body.get("inputs") if isinstance(self.body, dict) else None
        if not isinstance(inputs, list) or not inputs:
            raise validation("Invalid input JSON: inputs is required")
        return inputs

    def is_archived(self) -> bool:
        """Tell whether the request is for the archive."""
        return self.query.get("archived") == "true"

    def partial_status(self) -> int:
        """Return the status of a partial answer: 2026-09 lists 200 alone for some batches."""
        return 207 if self.parts["version"] == "2026-03" else 200

    def batch(
        self,
        rows: Sequence[Any],
        errors: Sequence[Mapping[str, Any]] = (),
        *,
        status: int = 200,
        partial_status: int = 207,
    ) -> Answer:
        """Return a batch's answer, with another status if there are errors."""
        body: dict[str, Any] = {
            "status": "COMPLETE",
            "results": list(rows),
            "startedAt": iso(self.now),
            "completedAt": iso(self.now),
        }
        if errors:
            body |= {"numErrors": len(errors), "errors": list(errors)}
        return Answer(partial_status if errors else status, body)

    def answered(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Leave those rows out of an answer that a fault wants to be left out."""
        if self.fault and self.fault.kind == "unanswered_rows":
            return [row for row in rows if str(self.fault.options["text"]) not in str(row)]
        return rows

    def page(self, rows: Sequence[Any], *, default: int = MAX_PAGE, total: bool = False) -> Answer:
        """Return the page of a listing that the query asks for."""
        limit = int(self.query.get("limit") or default)
        if not 1 <= limit <= MAX_PAGE:
            raise validation(f"limit must be between 1 and {MAX_PAGE}")
        return self.page_of(rows, limit, self.query.get("after"), total=total)

    def page_of(
        self, rows: Sequence[Any], limit: int, after: object, *, total: bool = False
    ) -> Answer:
        """Return a page of so many rows."""
        start = int(str(after or 0))
        body: dict[str, Any] = {"results": list(rows[start : start + limit])}
        if total:
            body["total"] = len(rows)
        if start + limit < len(rows):
            body["paging"] = {"next": {"after": str(start + limit)}}
        return Answer(200, body)


VERSIONS = ("2026-03", "2026-09")
"""The versions of the API that are generally available."""


@dataclass(frozen=True)
class Endpoint:
    """A path of the API, the scope that it needs, what it answers, and which versions have it.

    `scope`: empty: none. A path without a version is the same for all.
    """

    method: str
    template: str
    scope: str
    handler: Callable[[Call], Answer]
    versions: tuple[str, ...] = VERSIONS

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return what matches the undecoded path."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template))


@contextmanager
def refusing_whole_batch() -> Iterator[None]:
    """Refuse the whole batch where one row is refused.

    :raises HubspotError: 400
    """
    try:
        yield
    except RowError as error:
        raise validation(error.message) from None
