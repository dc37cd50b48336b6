"""What Zoom knows of a webinar, read for the rules: detail, form, and who is registered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from webinar_sync.errors import WebinarSyncError
from webinar_sync.registration.rules import NO_REGISTRATION, Person, Webinar
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

_ALWAYS_GIVEN = frozenset({"email", "first_name", "last_name"})


@dataclass(frozen=True)
class Found:
    """A webinar, and the client of the account that has it."""

    client: ZoomClient
    webinar: Webinar


class NotPermittedError(WebinarSyncError):
    """An account may have the webinar, and does not let it be used."""


def find_webinar(run: Run, clients: Sequence[ZoomClient], webinar_id: int) -> Found | None:
    """Look for a webinar in all accounts, the primary one first; None: no account has it.

    :raises NotPermittedError: if no account has it, and one does not let it be used
    :raises ZoomError: if Zoom does not say
    """
    is_refused = False
    for client in sorted(clients, key=lambda one: not _is_primary(one, clients)):
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
        reader = _Reader(run.warehouse, client, webinar_id)
        known = reader.known()
        if not known["is_known"]:
            landing = Landing(run, client.config.account_id)
            landing.keep_webinar(webinar_id, detail.body, detail.answered_at)
        try:
            webinar = reader.read(
                detail.body,
                is_primary=_is_primary(client, clients),
                is_events=bool(known["is_events"]),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            kind = type(error).__name__
        else:
            return Found(client, webinar)
        raise ZoomBadAnswerError(f"what Zoom answers about webinar {webinar_id} is odd ({kind})")
    if is_refused:
        raise NotPermittedError
    return None


def _is_primary(client: ZoomClient, clients: Sequence[ZoomClient]) -> bool:
    return len(clients) == 1 or bool(client.config.primary)


class _Reader:
    """Reads one webinar of one account."""

    def __init__(self, warehouse: Warehouse, client: ZoomClient, webinar_id: int) -> None:
        self._warehouse = warehouse
        self._client = client
        self._ids: dict[str, Any] = {
            "account_id": client.config.account_id,
            "webinar_id": webinar_id,
        }

    def known(self) -> dict[str, Any]:
        """Return what only the warehouse knows."""
        rows = self._warehouse.rows("registration/select_events_webinar", **self._ids)
        return rows[0] if rows else {"is_events": False, "is_known": False}

    def read(self, detail: dict[str, Any], *, is_primary: bool, is_events: bool) -> Webinar:
        """Return what the rules need; what nobody can register for is not read further."""
        settings = detail.get("settings") or {}
        now = self._client.now()
        webinar = {
            **self._ids,
            "type": int(detail.get("type") or 5),
            "approval_type": int(settings.get("approval_type") or 0),
            "is_over": _is_over(detail, now),
            "is_primary": is_primary,
            "is_events": is_events or bool(detail.get("is_events_webinar")),
            "capacity": int(settings.get("registrants_restrict_number") or 0),
            "hosts": self._hosts(detail),
            "occurrence_id": _occurrence_id(detail, settings, now),
        }
        if webinar["is_over"] or webinar["approval_type"] == NO_REGISTRATION:
            return Webinar(**webinar)
        try:
            return Webinar(
                **webinar,
                required_fields=self._required_fields(),
                people=self._people(str(webinar["occurrence_id"])),
            )
        except ZoomNoRegistrationError:
            return Webinar(**{**webinar, "approval_type": NO_REGISTRATION})

    def _hosts(self, detail: dict[str, Any]) -> frozenset[str]:
        addresses = {str(detail.get("host_email") or "")}
        if user_id := self._client.config.connected_user:
            account_id = self._ids["account_id"]
            found = self._warehouse.rows(
                "registration/select_user_email", account_id=account_id, user_id=user_id
            )
            addresses |= {str(one["email"]) for one in found}
        return frozenset(one.strip().lower() for one in addresses if one.strip())

    def _required_fields(self) -> tuple[str, ...]:
        form = self._client.get(zoom.QUESTIONS, webinar_id=self._ids["webinar_id"]).body
        asked = [
            *((one.get("field_name"), one) for one in form.get("questions") or []),
            *((one.get("title"), one) for one in form.get("custom_questions") or []),
        ]
        return tuple(
            str(name) for name, one in asked if one.get("required") and name not in _ALWAYS_GIVEN
        )

    def _people(self, occurrence_id: str) -> dict[str, Person]:
        """Return who is approved, pending or denied; who is in several counts as the first."""
        people: dict[str, Person] = {}
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
                email = str(row.get("email") or "").strip().lower()
                if email and email not in people:
                    people[email] = person_of(row, status)
        return people


def person_of(row: dict[str, Any], status: str) -> Person:
    """Read a registrant as Zoom lists it."""
    try:
        created_at = datetime.fromisoformat(str(row.get("create_time"))).astimezone(UTC)
    except ValueError:
        created_at = None
    return Person(
        registrant_id=str(row.get("id") or ""),
        status=status,
        join_url=row.get("join_url") or None,
        created_at=created_at,
    )


def _is_over(detail: dict[str, Any], now: datetime) -> bool:
    """Tell whether nobody can register any more. A type 6 webinar is never over."""
    webinar_type = detail.get("type")
    if webinar_type == 9:
        return not _dates_to_come(detail, now)
    if webinar_type == 6 or not detail.get("start_time"):
        return False
    return _end_of(detail) < now


def _dates_to_come(detail: dict[str, Any], now: datetime) -> list[dict[str, Any]]:
    dates = [
        one
        for one in detail.get("occurrences") or []
        if one.get("status") == "available" and one.get("start_time") and _end_of(one) >= now
    ]
    return sorted(dates, key=lambda one: str(one["start_time"]))


def _end_of(row: dict[str, Any]) -> datetime:
    start = datetime.fromisoformat(str(row["start_time"]))
    return start + timedelta(minutes=int(row.get("duration") or 0))


def _occurrence_id(detail: dict[str, Any], settings: dict[str, Any], now: datetime) -> str:
    """Return the next date, where the dates of a series are registered for one by one.

    Registration type 1: once for all; 2: for each date; 3: for those that somebody chooses.
    """
    if detail.get("type") != 9 or int(settings.get("registration_type") or 1) == 1:
        return ""
    dates = _dates_to_come(detail, now)
    return str(dates[0].get("occurrence_id") or "") if dates else ""
