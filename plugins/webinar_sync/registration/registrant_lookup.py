"""Tells who is registered for a webinar already, by as few requests to Zoom as can tell it.

Zoom lists registrants by pages of 300, and finds nobody by address. So the first page of each
status is read: of most webinars it is all. Of a larger one, the rest is read only where that costs
no more than asking for single people, or where nothing else can tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from webinar_sync.email import normalise
from webinar_sync.registration.outcomes import REMOVE
from webinar_sync.registration.rules import Registrant
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.answers import judge_rows
from webinar_sync.zoom.errors import ZoomBadAnswerError, ZoomResourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from webinar_sync.registration.rules import Request
    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.zoom.client import ZoomClient


@dataclass(frozen=True)
class Registrants:
    """Who is registered.

    - by_address: by normalised address; of somebody's states, the first of `REGISTRANT_STATUSES`
    - approved: how many are approved
    - is_whole: whether everybody else is not registered; else Zoom's answer must tell
    """

    by_address: Mapping[str, Registrant] = field(default_factory=dict)
    approved: int = 0
    is_whole: bool = True


@dataclass(frozen=True)
class _Page:
    """The first page of a listing. `pages_left`: None: there are more, and Zoom says not how many.

    `total`: how many the listing has, as far as is known.
    """

    rows: list[dict[str, Any]]
    total: int
    pages_left: int | None


class RegistrantLookup:
    """Looks up the registrants of one webinar.

    :param occurrence_id: of the date that is registered for, where dates are registered for apart
    """

    def __init__(
        self, warehouse: Warehouse, client: ZoomClient, webinar_id: int, occurrence_id: str
    ) -> None:
        self._warehouse = warehouse
        self._client = client
        self._webinar_id = webinar_id
        self._occurrence_id = occurrence_id

    def find(self, requests: Sequence[Request], *, requires_last_name: bool) -> Registrants:
        """Return who is registered, of those at least who request to be.

        :param requires_last_name: whether Zoom would refuse who has none
        :raises ZoomError: if Zoom does not say
        """
        pages = {status: self._read_first_page(status) for status in zoom.REGISTRANT_STATUSES}
        listed = _index((status, page.rows) for status, page in pages.items())
        first = Registrants(
            listed,
            pages["approved"].total,
            is_whole=all(page.pages_left == 0 for page in pages.values()),
        )
        missing = [request for request in requests if request.address not in listed]
        if first.is_whole or not missing:
            return first
        pages_left = [page.pages_left for page in pages.values()]
        addresses = {request.address for request in missing} - {""}
        if (
            any(request.sent_at for request in missing)  # posted already: did Zoom do it?
            or (requires_last_name and not all(r.last_name.strip() for r in missing))
            or self._occurrence_id  # a registration says not of which dates it is
            or None in pages_left
            or len(addresses) > sum(left or 0 for left in pages_left)
        ):
            return self._list_all()
        known = self._read_known(sorted(addresses))
        removed = {request.address for request in missing if request.action == REMOVE}
        if removed - {"", *known}:  # nobody else can tell whether they are registered
            return self._list_all()
        return Registrants({**listed, **known}, first.approved, is_whole=False)

    def _read_first_page(self, status: str) -> _Page:
        query = {**self._query(status), "page_size": zoom.REGISTRANTS.page_size}
        body = self._client.get(zoom.REGISTRANTS, query=query, webinar_id=self._webinar_id).body
        rows = body.get(zoom.REGISTRANTS.rows)
        if not isinstance(rows, list):
            raise ZoomBadAnswerError(f"{zoom.REGISTRANTS.name}: the answer has no list")
        judge_rows(zoom.REGISTRANTS.name, rows, zoom.REGISTRANTS.rules)
        if not body.get("next_page_token"):
            return _Page(rows, len(rows), 0)
        total = body.get("total_records")
        if not isinstance(total, int) or total < len(rows):
            return _Page(rows, len(rows), None)
        return _Page(rows, total, max(1, -(-total // (zoom.REGISTRANTS.page_size or 1)) - 1))

    def _list_all(self) -> Registrants:
        """Read the listings of all statuses to their ends."""
        listings = {
            status: self._client.list(
                zoom.REGISTRANTS, query=self._query(status), webinar_id=self._webinar_id
            ).rows
            for status in zoom.REGISTRANT_STATUSES
        }
        return Registrants(_index(listings.items()), len(listings["approved"]))

    def _read_known(self, addresses: Sequence[str]) -> dict[str, Registrant]:
        """Ask for those whom the warehouse knows by id; who is gone is missing."""
        registrants = {}
        for row in self._warehouse.rows(
            "registration/select_known_registrants",
            account_id=self._client.config.account_id,
            webinar_id=self._webinar_id,
            addresses=list(addresses),
        ):
            try:
                registrant = read_registrant(self._client, self._webinar_id, row["registrant_id"])
            except ZoomResourceError:
                continue
            registrants[str(row["address"])] = registrant
        return registrants

    def _query(self, status: str) -> dict[str, Any]:
        date = {"occurrence_id": self._occurrence_id} if self._occurrence_id else {}
        return {"status": status, **date}


def read_registrant(client: ZoomClient, webinar_id: int, registrant_id: str) -> Registrant:
    """Return one registrant as Zoom has them now.

    :raises ZoomError: if there is none with this id (code 3079), or Zoom does not say
    """
    row = client.get(zoom.REGISTRANT, webinar_id=webinar_id, registrant_id=registrant_id).body
    return _registrant(row, str(row["status"]))


def _index(listings: Iterable[tuple[str, list[dict[str, Any]]]]) -> dict[str, Registrant]:
    """Return registrants by address; of somebody's states the first counts."""
    registrants: dict[str, Registrant] = {}
    for status, rows in listings:
        for row in rows:
            address = normalise(row.get("email"))
            if address and address not in registrants:
                registrants[address] = _registrant(row, status)
    return registrants


def _registrant(row: dict[str, Any], status: str) -> Registrant:
    """Return a registrant from a row of Zoom's."""
    try:
        created_at = datetime.fromisoformat(str(row.get("create_time"))).astimezone(UTC)
    except ValueError:
        created_at = None
    return Registrant(
        registrant_id=str(row.get("id") or ""),
        status=status,
        join_url=row.get("join_url") or None,
        created_at=created_at,
        row=row,
    )
