"""Reads what Zoom knows of a webinar, for the rules: its detail and its form.

Who is registered: `registrant_lookup`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.email import normalise
from webinar_sync.errors import WebinarSyncError
from webinar_sync.registration.outcomes import ADD
from webinar_sync.registration.registrant_lookup import RegistrantLookup
from webinar_sync.registration.rules import Webinar
from webinar_sync.webinar_types import ApprovalType, RegistrationType, WebinarType
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.announced_starts import list_dates, read_minutes
from webinar_sync.zoom.errors import (
    ZoomBadAnswerError,
    ZoomNoRegistrationError,
    ZoomResourceError,
)
from webinar_sync.zoom.landing import Landing
from webinar_sync.zoom.row_rules import whole_number
from webinar_sync.zoom.times import read_start

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from webinar_sync.registration.registrant_lookup import Registrants
    from webinar_sync.registration.rules import Request
    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.zoom.client import ZoomClient

LAST_NAME = "last_name"
_ALWAYS_SENT = frozenset({"email", "first_name", LAST_NAME})
"""Fields of a form that a registration fills in, as far as the contact has them."""


@dataclass(frozen=True)
class LocatedWebinar:
    """A webinar, and the client of the account that has it."""

    client: ZoomClient
    webinar: Webinar


class NotPermittedError(WebinarSyncError):
    """An account may have the webinar, and does not let it be used."""


def find_webinar(
    run: Run, clients: Sequence[ZoomClient], webinar_id: int, requests: Sequence[Request]
) -> LocatedWebinar | None:
    """Look for a webinar in all accounts, the primary one first; None: no account has it.

    :param requests: for this webinar: of these people it must be known whether they are registered
    :raises NotPermittedError: if no account has it, and one does not let it be used
    :raises ZoomError: if Zoom does not say
    """
    is_refused = False
    for client in sorted(clients, key=lambda client: not _is_primary(client, clients)):
        try:
            detail = client.get(
                zoom.WEBINAR,
                query={"show_previous_occurrences": "true"},
                webinar_id=webinar_id,
            )
        except ZoomResourceError as error:
            if error.reason not in ("not_found", "not_permitted"):
                raise
            is_refused = is_refused or error.reason == "not_permitted"
            continue
        reader = _WebinarReader(run.warehouse, client, webinar_id)
        stored = reader.read_stored()
        if not stored["is_known"]:
            landing = Landing(run, client.config.account_id)
            landing.keep_webinar(webinar_id, detail.body, detail.answered_at)
        try:
            webinar = reader.read(
                detail.body,
                requests,
                is_primary=_is_primary(client, clients),
                is_events=bool(stored["is_events"]),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            kind = type(error).__name__
        else:
            return LocatedWebinar(client, webinar)
        raise ZoomBadAnswerError(
            f"Zoom's response about webinar {webinar_id} cannot be read ({kind})"
        )
    if is_refused:
        raise NotPermittedError
    return None


def _is_primary(client: ZoomClient, clients: Sequence[ZoomClient]) -> bool:
    return len(clients) == 1 or bool(client.config.primary)


class _WebinarReader:
    """Reads one webinar of one account."""

    def __init__(self, warehouse: Warehouse, client: ZoomClient, webinar_id: int) -> None:
        self._warehouse = warehouse
        self._client = client
        self._ids: dict[str, Any] = {
            "account_id": client.config.account_id,
            "webinar_id": webinar_id,
        }

    def read_stored(self) -> dict[str, Any]:
        """Return what only the warehouse knows."""
        rows = self._warehouse.rows("registration/select_events_webinar", **self._ids)
        return rows[0] if rows else {"is_events": False, "is_known": False}

    def read(
        self,
        detail: dict[str, Any],
        requests: Sequence[Request],
        *,
        is_primary: bool,
        is_events: bool,
    ) -> Webinar:
        """Return what the rules need; where nobody can register, form and registrants stay unread.

        :param detail: Zoom's detail of the webinar
        """
        settings = detail.get("settings") or {}
        now = self._client.now()
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        webinar = {
            **self._ids,
            "type": _type_of(detail),
            "approval_type": int(settings.get("approval_type") or ApprovalType.AUTOMATIC),
            "is_over": _is_over(detail, now),
            "is_over_by_midnight": _is_over(detail, midnight),
            "is_primary": is_primary,
            "is_events": is_events or bool(detail.get("is_events_webinar")),
            "capacity": int(settings.get("registrants_restrict_number") or 0),
            "hosts": self._hosts(detail),
            "occurrence_id": _occurrence_id(detail, settings, now),
        }
        if webinar["is_over"] or webinar["approval_type"] == ApprovalType.NO_REGISTRATION:
            return Webinar(**webinar)
        try:
            is_adding = any(request.action == ADD for request in requests)
            required_fields = self._required_fields() if is_adding else ()
            lookup = RegistrantLookup(
                self._warehouse,
                self._client,
                self._ids["webinar_id"],
                str(webinar["occurrence_id"]),
            )
            requires_last_name = LAST_NAME in required_fields
            registrants = lookup.find(requests, requires_last_name=requires_last_name)
            return Webinar(
                **webinar,
                required_fields=tuple(name for name in required_fields if name not in _ALWAYS_SENT),
                requires_last_name=requires_last_name,
                registrants=registrants.by_address,
                approved=registrants.approved,
                is_everybody_known=registrants.is_whole,
                removed=self._removed(registrants, requests) if is_adding else frozenset(),
            )
        except ZoomNoRegistrationError:
            return Webinar(**{**webinar, "approval_type": int(ApprovalType.NO_REGISTRATION)})

    def _hosts(self, detail: dict[str, Any]) -> frozenset[str]:
        """Return the addresses of the host and of the connected user."""
        addresses = [detail.get("host_email")]
        if user_id := self._client.config.connected_user:
            account_id = self._ids["account_id"]
            users = self._warehouse.rows(
                "registration/select_user_email", account_id=account_id, user_id=user_id
            )
            addresses += [user["email"] for user in users]
        return frozenset(map(normalise, addresses)) - {""}

    def _removed(self, registrants: Registrants, requests: Sequence[Request]) -> frozenset[str]:
        """Return the ids of those of the requested registrants whom this action removed."""
        requested = {request.address for request in requests}
        denied = [
            registrant.registrant_id
            for address, registrant in registrants.by_address.items()
            if address in requested and registrant.status == "denied"
        ]
        rows = self._warehouse.rows(
            "registration/select_removed", registrant_ids=denied, **self._ids
        )
        return frozenset(str(row["registrant_id"]) for row in rows)

    def _required_fields(self) -> tuple[str, ...]:
        """Return what the form requires, by the names of its fields and questions."""
        form = self._client.get(zoom.QUESTIONS, webinar_id=self._ids["webinar_id"]).body
        questions = [
            *((row.get("field_name"), row) for row in form.get("questions") or []),
            *((row.get("title"), row) for row in form.get("custom_questions") or []),
        ]
        return tuple(str(name) for name, row in questions if row.get("required"))


def _type_of(detail: dict[str, Any]) -> int:
    return whole_number(detail.get("type")) or WebinarType.SINGLE


def _is_over(detail: dict[str, Any], now: datetime) -> bool:
    """Tell whether nobody can register any more. A webinar with no fixed time is never over."""
    has_dates = _type_of(detail) == WebinarType.RECURRING or bool(list_dates(detail))
    return has_dates and not _dates_to_come(detail, now)


def _dates_to_come(detail: dict[str, Any], now: datetime) -> list[str]:
    """Return the occurrence_ids of the dates that have not ended, soonest first; "": a single one.

    They are read as the sync reads them.
    """
    to_come = []
    for date in list_dates(detail):
        start = read_start(date.get("start_time"), detail.get("timezone"))
        length = timedelta(minutes=read_minutes(date.get("duration")))
        if start is not None and start + length >= now and date.get("status") != "deleted":
            to_come.append((start, str(date.get("occurrence_id") or "")))
    return [occurrence_id for _, occurrence_id in sorted(to_come)]


def _occurrence_id(detail: dict[str, Any], settings: dict[str, Any], now: datetime) -> str:
    """Return the next date of a series whose dates are registered for one by one, else ""."""
    if _type_of(detail) != WebinarType.RECURRING:
        return ""
    registration_type = int(settings.get("registration_type") or RegistrationType.ALL_DATES)
    if registration_type == RegistrationType.ALL_DATES:
        return ""
    return next(iter(_dates_to_come(detail, now)), "")
