"""What HubSpot's refusals mean. Decided once, here, by HTTP status, category and context.

Messages hold the method, the path template, status, category and HubSpot's correlation id (its
support finds a request by it): never an answer's text, which quotes addresses and values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from webinar_sync.errors import DeferredUntil, NeedsAttention, Unavailable, WebinarSyncError


class HubspotError(WebinarSyncError):
    """A request to HubSpot failed."""


class HubspotAuthError(HubspotError, NeedsAttention):
    """The token is refused: somebody has to mend the connection."""


class HubspotScopeError(HubspotAuthError):
    """The token lacks scopes. `scopes` names those that HubSpot asked for."""

    def __init__(self, message: str, scopes: list[str]) -> None:
        super().__init__(message)
        self.scopes = scopes


class HubspotPortalError(HubspotError, NeedsAttention):
    """The token is not known to be of the one HubSpot account that may be written to."""


class HubspotUnavailableError(HubspotError, Unavailable):
    """HubSpot did not answer, or was overloaded, several times in a row."""


class HubspotDailyLimitError(HubspotError, DeferredUntil):
    """The account's requests of the day are used up until midnight in its time zone."""


class HubspotMovingError(HubspotError, DeferredUntil):
    """The account is being moved to another data centre (477)."""


class HubspotSetUpGoneError(HubspotError):
    """A property that was set up is not there any more: the next attempt sets it up again."""


class HubspotBadAnswerError(HubspotError):
    """Not what the API should answer: no JSON, or a key is missing."""


class HubspotRefusedError(HubspotError):
    """The request was refused as a whole, for what was in it or what it was about."""

    def __init__(self, message: str, status: int, reason: Reason) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


_NAMED = re.compile(r'\\?"error\\?":\\?"([A-Z][A-Z0-9_]{2,80})\\?"|\b(READ_ONLY_VALUE)\b')
"""Codes in HubSpot's text; whatever else is in capitals there may be somebody's value."""
_CATEGORY = re.compile(r"[A-Z][A-Z0-9_.]{2,80}")
_CORRELATION = re.compile(r"[0-9a-fA-F-]{8,64}")
_SCOPE = re.compile(r"[a-z][a-z0-9._-]{2,80}")


@dataclass(frozen=True)
class Reason:
    """Why something was refused, in HubSpot's codes alone: they are nobody's data."""

    category: str
    codes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ", ".join((self.category, *self.codes))

    @classmethod
    def of(cls, body: object) -> Reason:
        """Read it from an error: its category, and the codes in it or in its text."""
        if not isinstance(body, dict):
            return cls("no reason given")
        category = str(body.get("category") or "")
        named = [body.get("subCategory"), *(one.get("code") for one in _details(body))]
        found = [str(one) for one in named if one]
        found += [a or b for a, b in _NAMED.findall(str(body.get("message") or ""))]
        codes = dict.fromkeys(one for one in found if _CATEGORY.fullmatch(one))
        return cls(
            category if _CATEGORY.fullmatch(category) else "no category",
            tuple(one for one in codes if one != category)[:3],
        )


def error_of(where: str, status: int, body: object) -> HubspotError:
    """Return the error that an answer stands for that is neither 2xx nor one to wait for.

    :param where: method and path template
    :param body: the answer's JSON; None if it was none
    """
    reason = Reason.of(body)
    text = f"{where}: HTTP {status}, {reason}{correlation_of(body)}"
    if status == 401:
        return HubspotAuthError(text)
    if status == 403:
        scopes = _scopes(body)
        missing = ", ".join(scopes) or "unnamed"
        return HubspotScopeError(f"{text}; missing scopes: {missing}", scopes)
    return HubspotRefusedError(text, status, reason)


def correlation_of(body: object) -> str:
    """Return HubSpot's correlation id as a message's end."""
    given = str(body.get("correlationId") or "") if isinstance(body, dict) else ""
    return f" (correlation id {given})" if _CORRELATION.fullmatch(given) else ""


def _scopes(body: object) -> list[str]:
    """Return the scopes of `context.missingScopes`, wherever in the error it stands."""
    if not isinstance(body, dict):
        return []
    found: list[str] = []
    for one in (body, *_details(body)):
        context = one.get("context")
        for name, given in context.items() if isinstance(context, dict) else ():
            if "scope" in str(name).lower():
                found += [str(scope) for scope in (given if isinstance(given, list) else [given])]
    return sorted({one for one in found if _SCOPE.fullmatch(one)})


def _details(body: dict[str, Any]) -> list[dict[str, Any]]:
    given = body.get("errors")
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
