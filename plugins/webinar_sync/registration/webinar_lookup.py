"""Reads what Zoom knows of a webinar, for the rules: its detail, its form, its registrants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.email import normalise
from webinar_sync.errors import WebinarSyncError
from webinar_sync.registration.rules import Registrant, Webinar
from webinar_sync.webinar_types import ApprovalType, RegistrationType, WebinarType
from webinar_sync.zoom import endpoints as zoom
from webinar_sync.zoom.errors import (
    ZoomBadAnswerError,
    ZoomNoRegistrationError,
    ZoomResourceError,
)
from webinar_sync.zoom.landing import Landing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from webinar_sync.runs.run import Run
    from webinar_sync.warehouse.engine import Warehouse
    from webinar_sync.zoom.client import ZoomClient

_ALWAYS_SENT = frozenset({"email", "first_name", "last_name"})
"""Fields of a form that each registration fills in."""


@dataclass(frozen=True)
class LocatedWebinar:
    """A webinar, and the client of the account that has it."""

    client: ZoomClient
    webinar: Webinar


class NotPermittedError(WebinarSyncError):
    """An account may have the webinar, and does not let it be used."""


def find_webinar(run: Run, clients: Sequence[ZoomClient], webinar_id: int) -> LocatedWebinar | None:
    """Look for a webinar in all accounts, the primary one first; None: no account has it.

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

    def read(self, detail: dict[str, Any], *, is_primary: bool, is_events: bool) -> Webinar:
        """Return what the rules need; where nobody can register, form and registrants stay unread.

        :param detail: Zoom's detail of the webinar
        """
        settings = detail.get("settings") or {}
        now = self._client.now()
        webinar = {
            **self._ids,
            "type": int(detail.get("type") or WebinarType.SINGLE),
            "approval_type": int(settings.get("approval_type") or ApprovalType.AUTOMATIC),
            "is_over": _is_over(detail, now),
            "is_primary": is_primary,
            "is_events": is_events or bool(detail.get("is_events_webinar")),
            "capacity": int(settings.get("registrants_restrict_number") or 0),
            "hosts": self._hosts(detail),
            "occurrence_id": _occurrence_id(detail, settings, now),
        }
        if webinar["is_over"] or webinar["approval_type"] == ApprovalType.NO_REGISTRATION:
            return Webinar(**webinar)
        try:
            return Webinar(
                **webinar,
                required_fields=self._required_fields(),
                registrants=self._registrants(str(webinar["occurrence_id"])),
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

    def _required_fields(self) -> tuple[str, ...]:
        form = self._client.get(zoom.QUESTIONS, webinar_id=self._ids["webinar_id"]).body
        questions = [
            *((row.get("field_name"), row) for row in form.get("questions") or []),
            *((row.get("title"), row) for row in form.get("custom_questions") or []),
        ]
        return tuple(
            str(name) for name, row in questions if row.get("required") and name not in _ALWAYS_SENT
        )

    def _registrants(self, occurrence_id: str) -> dict[str, Registrant]:
        """Return who is approved, pending or denied; of somebody's states the first counts."""
        registrants: dict[str, Registrant] = {}
        for status in zoom.REGISTRANT_STATUSES:
            query = {"status": status}
            if occurrence_id:
                query["occurrence_id"] = occurrence_id
            listing = self._client.list(
                zoom.REGISTRANTS, query=query, webinar_id=self._ids["webinar_id"]
            )
            for row in listing.rows:
                if not isinstance(row, dict):
                    continue
                address = normalise(row.get("email"))
                if address and address not in registrants:
                    registrants[address] = _registrant(row, status)
        return registrants


def _registrant(row: dict[str, Any], status: str) -> Registrant:
    """Return a registrant from a row of Zoom's listing."""
    try:
        created_at = datetime.fromisoformat(str(row.get("create_time"))).astimezone(UTC)
    except ValueError:
        created_at = None
    return Registrant(
        registrant_id=str(row.get("id") or ""),
        status=status,
        join_url=row.get("join_url") or None,
        created_at=created_at,
    )


def _is_over(detail: dict[str, Any], now: datetime) -> bool:
    """Tell whether nobody can register any more. A webinar with no fixed time is never over."""
    webinar_type = detail.get("type")
    if webinar_type == WebinarType.RECURRING:
        return not _dates_to_come(detail, now)
    if webinar_type == WebinarType.NO_FIXED_TIME or not detail.get("start_time"):
        return False
    return _end_of(detail) < now


def _dates_to_come(detail: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    """Return the dates of a series that have not ended, soonest first."""
    dates = [
        date
        for date in detail.get("occurrences") or []
        if date.get("status") == "available" and date.get("start_time") and _end_of(date) >= now
    ]
    return sorted(dates, key=lambda date: str(date["start_time"]))


def _end_of(row: dict[str, Any]) -> datetime:
    start = datetime.fromisoformat(str(row["start_time"]))
    return start + timedelta(minutes=int(row.get("duration") or 0))


def _occurrence_id(detail: dict[str, Any], settings: dict[str, Any], now: datetime) -> str:
    """Return the next date of a series whose dates are registered for one by one, else ""."""
    if detail.get("type") != WebinarType.RECURRING:
        return ""
    registration_type = int(settings.get("registration_type") or RegistrationType.ALL_DATES)
    if registration_type == RegistrationType.ALL_DATES:
        return ""
    dates = _dates_to_come(detail, now)
    return str(dates[0].get("occurrence_id") or "") if dates else ""
