"""What the reading of Zoom reports in `sync.errors`; `runs/issue_codes` says what codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webinar_sync.runs.issue_codes import OF_ZOOM_ACCOUNTS
from webinar_sync.zoom.errors import (
    ZoomAuthError,
    ZoomDailyLimitError,
    ZoomOddRowsError,
    ZoomResourceError,
    ZoomScopeError,
)

if TYPE_CHECKING:
    from webinar_sync.zoom.errors import ZoomError

RESOURCE_CODES = (
    "not_found",
    "too_old",
    "bad_answer",
    "refused",
    "forbidden",
    "unavailable",
    "page_token",
    "plan_missing",
    "left_account",
    "no_registration",
)
"""Codes of one resource that cannot be read: each error's `code`."""
ALL_REFUSED_CODE = "all_refused"
"""Of everything of a kind that was refused for one cause."""
PLAN_TOO_HIGH_CODE = "plan_too_high"
"""Of a connection that names a plan with higher limits than Zoom's headers do."""
OPTION_REFUSED_CODE = "option_refused"
"""Of an option, as recordings, that Zoom refuses as a whole: all else is read."""
ACCOUNT_CODES = tuple(
    OF_ZOOM_ACCOUNTS.keys() - {ALL_REFUSED_CODE, PLAN_TOO_HIGH_CODE, OPTION_REFUSED_CODE}
)
"""Codes of what ends the reading of an account."""


def account_issue(error: ZoomError) -> tuple[str, str]:
    """Return the code of an error that ends the reading of an account, and what to do about it."""
    if isinstance(error, ZoomScopeError):
        code = "scope"
    elif isinstance(error, ZoomAuthError):
        code = "auth"
    elif isinstance(error, ZoomDailyLimitError):
        code = "daily_limit"
    elif isinstance(error, ZoomOddRowsError):
        code = "contract_broken"
    elif isinstance(error, ZoomResourceError) and error.code in OF_ZOOM_ACCOUNTS:
        code = error.code
    else:
        code = "unavailable"
    remedy = OF_ZOOM_ACCOUNTS[code].remedy
    if isinstance(error, ZoomScopeError) and error.scopes:
        remedy = remedy.replace(
            "the scopes that docs/operating.md lists", f"the scopes {', '.join(error.scopes)}"
        )
    if isinstance(error, ZoomDailyLimitError):
        remedy = remedy.replace("00:00 UTC", f"{error.until:%Y-%m-%d %H:%M} UTC")
    return code, remedy
