"""What the reading of Zoom reports in `sync.errors`: codes, and remedies for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.zoom.errors import ZoomAuthError, ZoomDailyLimitError, ZoomScopeError

if TYPE_CHECKING:
    from webinar_sync.zoom.errors import ZoomError

_LATER = "The next runs read it again, at longer and longer intervals."

RESOURCE_REMEDIES = {
    "not_found": "If the session ended a short time ago, wait: the next runs read it again. "
    "Otherwise Zoom has no report of it, or no longer has one.",
    "too_old": "Nothing can be done: Zoom keeps reports for six months. Run the sync at least that "
    "often.",
    "bad_answer": f"{_LATER} If this lasts, look at Zoom's status page.",
    "refused": f"{_LATER} If this lasts, open a ticket with Zoom and name the object's key.",
    "unavailable": f"{_LATER} Zoom does answer for others: if this lasts, open a ticket with Zoom "
    "and name the object's key.",
    "page_token": "The listing took longer than the 15 minutes for which Zoom remembers a page. "
    "The next runs read it again. If this lasts, raise rate_share in the connection's extra.",
    "plan_missing": "Give the host a webinar plan in Zoom.",
    "no_registration": "Turn registration on for the webinar in Zoom if you want to know who comes "
    "by name.",
}
"""What to do about one resource that cannot be read, by the error's `code`."""
RESOURCE_CODES = tuple(RESOURCE_REMEDIES)
ACCOUNT_CODES = ("auth", "scope", "daily_limit", "unavailable")


def account_issue(error: ZoomError) -> tuple[str, str]:
    """Return the code of an error that concerns the whole account, and what to do about it."""
    if isinstance(error, ZoomScopeError):
        scopes = (
            f"the scopes {', '.join(error.scopes)}"
            if error.scopes
            else "the scopes that it lacks (docs/operating.md lists them all)"
        )
        return "scope", (
            f"Add {scopes} to the Server-to-Server OAuth app in Zoom's App Marketplace, and "
            "activate it again."
        )
    if isinstance(error, ZoomAuthError):
        return "auth", (
            "Check the client id, the client secret and the account_id in the Airflow connection, "
            "and that the app is activated in Zoom's App Marketplace."
        )
    if isinstance(error, ZoomDailyLimitError):
        return "daily_limit", (
            f"Nothing: the run continues by itself after {error.until:%Y-%m-%d %H:%M} UTC. If this "
            "happens every day, find out which other apps use up this account's requests."
        )
    return "unavailable", "Nothing: the run tries again. If this lasts, look at Zoom's status page."
