"""Says in words why a request of a probe was refused, and what would help."""

from __future__ import annotations

from webinar_sync.errors import WebinarSyncError, safe_text
from webinar_sync.hubspot.errors import HubspotDailyLimitError, HubspotScopeError
from webinar_sync.zoom.errors import ZoomDailyLimitError, ZoomPlanMissingError, ZoomScopeError


def explain_refusal(error: WebinarSyncError) -> str:
    """Return what was refused, and what to do, in a sentence."""
    request = str(error).partition(": ")[0]
    if isinstance(error, ZoomScopeError):
        scopes = ", ".join(error.scopes) or "that it needs"
        return f"Zoom refuses {request}: add the scope {scopes} to the app"
    if isinstance(error, ZoomPlanMissingError):
        return f"Zoom refuses {request}: the webinar plan is missing"
    if isinstance(error, HubspotScopeError):
        scopes = ", ".join(error.scopes) or "that it needs"
        return f"HubSpot refuses {request}: give the token the scope {scopes}"
    if isinstance(error, (ZoomDailyLimitError, HubspotDailyLimitError)):
        return f"{error}: probe again tomorrow"
    return safe_text(error)
