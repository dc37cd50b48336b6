"""What stops the exchange with the HubSpot account as a whole, and what to do about it."""

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
    HubspotTakenError,
    HubspotUnknownAccountError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webinar_sync.hubspot.run import HubspotRun

OBJECT_KIND = "hubspot"
"""Of issues that concern the whole account; those of its parts begin with it."""
ACCOUNT_CODES = (
    "auth",
    "scope",
    "portal",
    "other_warehouse",
    "daily_limit",
    "moving",
    "unavailable",
)


@contextmanager
def reporting_account_issues(run: HubspotRun) -> Iterator[None]:
    """Report in sync.errors what stops the exchange with HubSpot, and record its requests."""
    try:
        yield
    except HubspotError as error:
        code, remedy = _code_and_remedy(error)
        run.open_issue(
            OBJECT_KIND,
            "account",
            code,
            message=f"The exchange with HubSpot stopped: {error}",
            remedy=remedy,
        )
        error.add_note(remedy)
        raise
    finally:
        run.record_requests()
    run.close_issues(OBJECT_KIND, "account", ACCOUNT_CODES)


def _code_and_remedy(error: HubspotError) -> tuple[str, str]:
    if isinstance(error, HubspotScopeError):
        scopes = ", ".join(error.scopes) or "listed in docs/hubspot.md"
        return "scope", f"Give the token the scopes {scopes} in HubSpot."
    if isinstance(error, HubspotAuthError):
        return "auth", "Write a valid access token into the Airflow connection hubspot_default."
    if isinstance(error, HubspotTakenError):
        return "other_warehouse", (
            "Decide which warehouse writes to the HubSpot account, and stop the other one. If it "
            "is to be this one, run push_hubspot by hand with take_over."
        )
    if isinstance(error, HubspotUnknownAccountError):
        return "portal", "Do what the message says."
    if isinstance(error, HubspotPortalError):
        return "portal", "Connect the HubSpot account that the message names."
    if isinstance(error, HubspotDailyLimitError):
        return "daily_limit", (
            f"Do nothing: the exchange resumes by itself after {error.until:%Y-%m-%d %H:%M} UTC. "
            "If this happens every day, see which other apps use this account's requests."
        )
    if isinstance(error, HubspotMovingError):
        return "moving", (
            f"Do nothing: the exchange resumes by itself after {error.until:%Y-%m-%d %H:%M} UTC."
        )
    if isinstance(error, HubspotSetUpGoneError):
        return "unavailable", "Do nothing: the next attempt makes it again."
    return "unavailable", (
        "Do nothing: it is tried again. If this lasts, see HubSpot's status page."
    )
