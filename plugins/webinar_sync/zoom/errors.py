"""What Zoom's refusals mean. Decided once, here, by HTTP status, code and text.

What has a class of its own, somebody decides by. Messages hold the method, the path template,
status and code: never an answer's text, which may quote an address, nor a query string or a token.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from webinar_sync.errors import DeferredUntil, NeedsAttention, Unavailable, WebinarSyncError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.zoom.row_rules import RowTally


class ZoomError(WebinarSyncError):
    """A request to Zoom failed. `counts`: what had been read of the account by then."""

    counts: Mapping[str, int] = MappingProxyType({})

    @property
    def cause(self) -> str:
        """What is wrong, without the request that it is about: the same for many resources."""
        return str(self).partition(": ")[2] or str(self)


class ZoomAuthError(ZoomError, NeedsAttention):
    """Zoom refuses the app's credentials or token: somebody must mend the connection."""


class ZoomScopeError(ZoomAuthError):
    """The app lacks a scope. `scopes` names those that Zoom requires."""

    def __init__(self, message: str, scopes: list[str]) -> None:
        super().__init__(message)
        self.scopes = scopes


class ZoomUnavailableError(ZoomError, Unavailable):
    """Zoom did not answer, or answered 5xx or too many requests, several times in a row."""

    code = "unavailable"


class ZoomOutcomeUnknownError(ZoomError):
    """Something was posted, and no whole answer came: it may have been done, or not."""


class ZoomRegistrantLimitError(ZoomError, DeferredUntil):
    """Somebody was added three times today, or changed ten times; again after `until`."""


class ZoomDailyLimitError(ZoomError, DeferredUntil):
    """The account's requests of this label are used up until `until` (00:00 UTC)."""


class ZoomResourceError(ZoomError):
    """Zoom refuses one resource, as its firewall does by 403 with a page; others can be read.

    `code` is the code in sync.errors. `reason` tells why a registration was refused: a word of
    `REASONS`, or "".
    """

    code = "refused"
    reason = ""
    fields: tuple[str, ...] = ()
    """Names of the fields that Zoom refuses; never what stood in them."""
    api_code: int | None = None
    """The code in Zoom's answer; None: it has none."""


class ZoomNotFoundError(ZoomResourceError):
    """It does not exist: not yet, no longer, or never (Zoom answers the same for all three)."""

    code = "not_found"


class ZoomRegistrantGoneError(ZoomNotFoundError):
    """The registrant does not exist any more (code 3079); the webinar does."""


class ZoomNoRecordingError(ZoomNotFoundError):
    """The session has no recording: not ready yet, deleted, or never made (code 3301)."""


class ZoomForbiddenError(ZoomResourceError):
    """The app's owner may not see it (403 with Zoom's own JSON, as with code 12703)."""

    code = "forbidden"


class ZoomUserLeftError(ZoomResourceError):
    """The user belongs to another account now (code 1010)."""

    code = "left_account"


class ZoomTooOldError(ZoomResourceError):
    """Zoom no longer keeps it (code 12702)."""

    code = "too_old"


class ZoomPlanMissingError(ZoomResourceError):
    """The host has no webinar plan; normal for most users (400 or 200, code 200)."""

    code = "plan_missing"


class ZoomNoRegistrationError(ZoomResourceError):
    """The webinar has no registration (400, code 3000)."""

    code = "no_registration"


class ZoomBadAnswerError(ZoomResourceError):
    """Not what the API should answer: no JSON, another object, or values that make no sense."""

    code = "bad_answer"


class ZoomSilentError(ZoomResourceError):
    """It is not answered, and nothing else depends on it: that costs it alone."""

    code = "unavailable"


class ZoomDatesGoneError(ZoomBadAnswerError):
    """A series without the dates that it had: like a webinar that is gone, it may be so."""


class ZoomOddRowsError(ZoomBadAnswerError):
    """The rows of one resource break the contract of their endpoint.

    `source`: the contract's. `tally`: counts the rows.
    """

    def __init__(self, name: str, source: str, breach: str, tally: RowTally) -> None:
        super().__init__(f"{name}, {source}: {breach}")
        self.source = source
        self.tally = tally


class ZoomPageTokenError(ZoomResourceError):
    """A page token expired or is wrong: the listing must start again from page 1."""

    code = "page_token"


REASONS: tuple[tuple[int, str, str], ...] = (
    (3027, "", "host"),
    (3034, "", "work_email"),
    (3035, "", "full"),
    (3038, "", "over"),
    (3043, "", "full"),
    (3000, "panelist", "panelist"),
    (3000, "paid registration", "paid"),
    (3000, "limit for the number of attendees", "attendee_limit"),
    (3000, "denied", "denied"),
    (3000, "registration", "no_registration"),
    (3000, "was not found", "no_registrant"),
    (3001, "", "not_found"),
    (200, "plan is missing", "not_permitted"),
    (200, "subscription is missing", "not_permitted"),
    (12703, "", "not_permitted"),
    (200, "no permission", "not_permitted"),
    (300, "invalid webinar id", "not_found"),
    (300, "validation", "invalid"),
    (300, "registration has not been enabled", "no_registration"),
)
"""Why Zoom refuses a registration or a change of it: code, a piece of the text, a word for it.

The same code means several things (Zoom's OpenAPI document). Guess: "denied", which is in none.
"""

_PLAN_MISSING = re.compile(r"plan (subscription )?(is )?missing")
_API_DENIED = "access to the zoom rest api has been denied"
_SCOPES = re.compile(r"scopes:?\s*\[([^\]]*)\]")


Refusal = ZoomResourceError | ZoomUnavailableError
"""What costs one resource, and not the account."""
MISSING = (ZoomNotFoundError, ZoomPlanMissingError, ZoomUserLeftError)
"""Refusals that say that something does not exist. Zoom may be wrong once: such an answer counts
when a second one, a day later, or a listing confirms it."""


def error_of(name: str, status: int, body: object) -> ZoomError:
    """Return the error that an answer stands for: one of another status than 2xx, or a refusal.

    Only what Zoom says itself concerns more than one resource: a page, and JSON without a code,
    come from what stands between.

    :param name: the request's: its method and path template
    :param body: the answer's JSON; None if it was none
    """
    code = body.get("code") if isinstance(body, dict) else None
    text = str(body.get("message", "")) if isinstance(body, dict) else ""
    is_zooms = isinstance(code, int)
    message = f"{name}: HTTP {status}, code {code if is_zooms else 'none'}"
    if status >= 500:
        return ZoomUnavailableError(message)
    if code in (4711, 4700):
        listed = _SCOPES.search(text)
        scopes = [s.strip() for s in listed.group(1).split(",") if s.strip()] if listed else []
        return ZoomScopeError(
            f"{message}; missing scopes: {', '.join(scopes) or 'unnamed'}", scopes
        )
    if code == 124 or (status == 401 and is_zooms):
        return ZoomAuthError(message)
    if status == 403 and _API_DENIED in text.lower():
        return ZoomAuthError(f"{message}; the account does not let this app use the API")
    if not is_zooms:
        return ZoomResourceError(f"{message}; the answer is a page, not the API's")
    resource_class = _resource_class(status, code, text.lower())
    error = resource_class(message)
    error.reason = _reason_of(code, text.lower())
    error.fields = _fields_of(body)
    error.api_code = code if isinstance(code, int) else None
    return error


def is_not_permitted(error: ZoomResourceError) -> bool:
    """Tell a refusal because of the account's plan or its rights, by Zoom itself.

    Code 200 stands for a plan that is missing, an account that does not pay, and for no permission;
    12703 for no permission for a group (Zoom's OpenAPI document).
    """
    return error.api_code in (200, 12703)


def is_refusal(body: object) -> bool:
    """Tell whether an answer with status 200 is a refusal: Zoom documents some of that form."""
    return (
        isinstance(body, dict)
        and isinstance(body.get("code"), int)
        and isinstance(body.get("message"), str)
    )


def _resource_class(status: int, code: object, text: str) -> type[ZoomResourceError]:
    """Return the class of what Zoom refuses of one resource.

    :param text: in lower case
    """
    if code == 300 and "next page token" in text:
        return ZoomPageTokenError
    if code == 12702:
        return ZoomTooOldError
    if code == 200 and _PLAN_MISSING.search(text):
        return ZoomPlanMissingError
    if code == 3000 and "registration" in text:
        return ZoomNoRegistrationError
    if code == 3079:
        return ZoomRegistrantGoneError
    if code == 1010:
        return ZoomUserLeftError
    if code == 3301:
        return ZoomNoRecordingError
    if code in (3001, 1001):
        return ZoomNotFoundError
    return ZoomForbiddenError if status == 403 else ZoomResourceError


def _reason_of(code: object, text: str) -> str:
    """Return why Zoom refuses a registration: a word of `REASONS`, or ""."""
    return next((reason for known, part, reason in REASONS if code == known and part in text), "")


def _fields_of(body: object) -> tuple[str, ...]:
    """Return the fields that an answer names (`errors[].field`). A name is no address."""
    errors = body.get("errors") if isinstance(body, dict) else None
    rows = errors if isinstance(errors, list) else []
    names = [row.get("field") for row in rows if isinstance(row, dict)]
    return tuple(name[:100] for name in names if isinstance(name, str) and name and "@" not in name)
