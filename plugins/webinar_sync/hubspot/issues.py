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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webinar_sync.hubspot.run import HubspotRun

ISSUE_CODES = ("auth", "scope", "portal", "daily_limit", "moving", "unavailable")


@contextmanager
def reporting_issues(run: HubspotRun) -> Iterator[None]:
    """Say in sync.errors what stops HubSpot from being asked or told; record its requests."""
    try:
        yield
    except HubspotError as error:
        code, remedy = _issue(error)
        run.open_issue(
            "hubspot",
            "account",
            code,
            message=f"HubSpot could not be asked or told everything: {error}",
            remedy=remedy,
        )
        raise
    finally:
        _record_requests(run)
    run.close_issues("hubspot", "account", ISSUE_CODES)


def _record_requests(run: HubspotRun) -> None:
    for kind, sent in run.client.sent.items():
        run.add_requests("hubspot", kind, sent, run.client.refused[kind])
    run.client.sent.clear()
    run.client.refused.clear()


def _issue(error: HubspotError) -> tuple[str, str]:
    if isinstance(error, HubspotScopeError):
        return "scope", (
            f"Give the token the scopes {', '.join(error.scopes) or 'listed in docs/hubspot.md'} in "
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
