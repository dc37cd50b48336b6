"""What stops the reading of a Zoom account as a whole, as a code and a remedy in `sync.errors`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.zoom.errors import ZoomAuthError, ZoomDailyLimitError, ZoomScopeError

if TYPE_CHECKING:
    from webinar_sync.zoom.errors import ZoomError

ACCOUNT_CODES = ("auth", "scope", "daily_limit", "unavailable")


def account_issue(error: ZoomError) -> tuple[str, str]:
    """Return the code of an error that concerns the whole account, and what to do about it."""
    if isinstance(error, ZoomScopeError):
        scopes = ", ".join(error.scopes) or "listed in docs/operating.md"
        return "scope", (
            f"Add the scopes {scopes} to the Server-to-Server OAuth app in Zoom's App Marketplace, "
            "and activate it again."
        )
    if isinstance(error, ZoomAuthError):
        return "auth", (
            "Check the Airflow connection's client id, client secret and account_id, and that the "
            "app is activated in Zoom's App Marketplace."
        )
    if isinstance(error, ZoomDailyLimitError):
        return "daily_limit", (
            f"Nothing: the run goes on by itself after {error.until:%Y-%m-%d %H:%M} UTC. If it "
            "happens every day, see which other apps use this account's requests."
        )
    return "unavailable", "Nothing: it is tried again. If this lasts, look at Zoom's status page."
