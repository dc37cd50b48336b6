"""Pages of listings: sizes, and next_page_tokens that live 15 minutes.

Source: developers.zoom.us/docs/api/pagination.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.zoom.answers import Answer, with_rows
from sandbox.zoom.errors import invalid_page_token, invalid_parameter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TOKEN_LIFE = timedelta(minutes=15)
DEFAULT_SIZE = 30
_KEPT_TOKENS = 20_000


@dataclass(frozen=True)
class _Mark:
    listing: object
    offset: int
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Listing:
    """How an endpoint pages: the key of its rows, its largest page, and what else it shows."""

    key: str
    maximum: int = 300
    totals: bool = True
    page_count: bool = True
    page_number: bool = False


class Pager:
    """Cuts listings into pages and remembers the tokens it gave out."""

    def __init__(self) -> None:
        self._marks: dict[str, _Mark] = {}
        self._room = _KEPT_TOKENS

    def page(
        self,
        listing: Listing,
        rows: Sequence[bytes],
        query: Mapping[str, str],
        *,
        scope: object,
        now: datetime,
        head: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Return the page that the query asks for.

        A token counts places in the listing as it is now. Guess: rows that come or go between
        two pages shift the rest.
        """
        size = page_size(query, listing.maximum)
        others = sorted(
            (k, v) for k, v in query.items() if k not in ("next_page_token", "page_number")
        )
        identity = (scope, tuple(others))
        token = query.get("next_page_token", "")
        offset = self._offset(token, identity, now) if token else 0
        if not token and listing.page_number:
            offset = (_positive(query, "page_number", 1) - 1) * size
        body: dict[str, Any] = dict(head or {})
        if not token:
            # Later pages have been seen without these two.
            if listing.page_count:
                body["page_count"] = max(1, -(-len(rows) // size))
            if listing.page_number:
                body["page_number"] = offset // size + 1
        body["page_size"] = size
        if listing.totals:
            body["total_records"] = len(rows)
        more = offset + size < len(rows)
        body["next_page_token"] = self._mark(identity, offset + size, now) if more else ""
        return Answer(body=with_rows(body, listing.key, rows[offset : offset + size]))

    def _offset(self, token: str, identity: object, now: datetime) -> int:
        mark = self._marks.get(token)
        if mark is None or mark.listing != identity or now >= mark.expires_at:
            raise invalid_page_token()
        return mark.offset

    def _mark(self, identity: object, offset: int, now: datetime) -> str:
        if len(self._marks) >= self._room:
            self._marks = {t: m for t, m in self._marks.items() if m.expires_at > now}
            self._room = max(_KEPT_TOKENS, 2 * len(self._marks))
        token = secrets.token_urlsafe(26)
        self._marks[token] = _Mark(identity, offset, now + TOKEN_LIFE)
        return token


def page_size(query: Mapping[str, str], maximum: int) -> int:
    """Return the requested page size. Guess: a size above the maximum is cut to it in silence."""
    return min(_positive(query, "page_size", DEFAULT_SIZE), maximum)


def _positive(query: Mapping[str, str], name: str, default: int) -> int:
    value = query.get(name, "")
    if not value:
        return default
    # Guess: a page size below 1, or one that is no number, is refused.
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise invalid_parameter(name)
    return int(value)
