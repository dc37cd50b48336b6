"""What stops the exchange with HubSpot, in sync.errors; and how many requests it took."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from webinar_sync.hubspot.errors import (
    HubspotAuthError,
    HubspotDailyLimitError,
    HubspotError,
    HubspotMovingError,
    HubspotPortalError,
    HubspotScopeError,
    HubspotSetUpGoneError,
)
from webinar_sync.runs import clear_errors, note_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webinar_sync.hubspot.work import Work

ERROR_CODES = ("auth", "scope", "portal", "daily_limit", "moving", "unavailable")


@contextmanager
def noting_errors(work: Work) -> Iterator[None]:
    """Note what stops HubSpot from being asked or told, and how many requests were made."""
    try:
        yield
    except HubspotError as error:
        _note_error(work, error)
        raise
    finally:
        _note_requests(work)
    clear_errors(work.warehouse, work.run_id, "hubspot", "account", ERROR_CODES)


def _note_requests(work: Work) -> None:
    for kind, sent in work.client.sent.items():
        work.warehouse.execute(
            "sync/upsert_requests",
            run_id=work.run_id,
            account_id="hubspot",
            label="hubspot",
            endpoint=kind,
            requests=sent,
            refused=work.client.refused[kind],
        )
    work.client.sent.clear()
    work.client.refused.clear()


def _note_error(work: Work, error: HubspotError) -> None:
    """Say in sync.errors what stopped the exchange with HubSpot, and what to do."""
    code, remedy = _remedy(error)
    message = f"HubSpot could not be asked or told everything: {error}"
    note_error(work.warehouse, work.run_id, ("hubspot", "account", code), message, remedy)


def _remedy(error: HubspotError) -> tuple[str, str]:
    if isinstance(error, HubspotScopeError):
        return "scope", (
            f"Give the token the scopes {', '.join(error.scopes) or 'named in the README'} in "
            "HubSpot."
        )
    if isinstance(error, HubspotAuthError):
        return "auth", "Write a valid access token into the Airflow connection hubspot_default."
    if isinstance(error, HubspotPortalError):
        return "portal", "Connect the HubSpot account that the message names."
    if isinstance(error, HubspotDailyLimitError):
        return "daily_limit", (
            f"Nothing: it goes on by itself after {error.until:%Y-%m-%d %H:%M} UTC. If it happens "
            "every day, see which other apps use this account's requests."
        )
    if isinstance(error, HubspotMovingError):
        return "moving", f"Nothing: it goes on by itself after {error.until:%Y-%m-%d %H:%M} UTC."
    if isinstance(error, HubspotSetUpGoneError):
        return "unavailable", "Nothing: the next attempt makes it again."
    return "unavailable", "Nothing: it is tried again. If this lasts, see HubSpot's status page."
