"""What HubSpot's refusals mean. Decided once, here, by HTTP status, category and context.

Messages hold the method, the path template, status, category and HubSpot's correlation id, by which
its support finds a request. They never hold a response's text, which quotes addresses and values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from webinar_sync.errors import DeferredUntil, NeedsAttention, Unavailable, WebinarSyncError


class HubspotError(WebinarSyncError):
    """A request to HubSpot failed."""


class HubspotAuthError(HubspotError, NeedsAttention):
    """HubSpot refuses the token: somebody must correct the connection."""


class HubspotScopeError(HubspotAuthError):
    """The token lacks scopes. `scopes` names those that HubSpot requires."""

    def __init__(self, message: str, scopes: list[str]) -> None:
        super().__init__(message)
        self.scopes = scopes


class HubspotPortalError(HubspotError, NeedsAttention):
    """The token belongs, or may belong, to another HubSpot account than may be written to."""


class HubspotUnknownAccountError(HubspotPortalError):
    """HubSpot does not say which account the token belongs to, and nobody wrote it down."""


class HubspotTakenError(HubspotPortalError):
    """Another warehouse, or a copy of this one, writes to the account."""


class HubspotUnavailableError(HubspotError, Unavailable):
    """HubSpot did not answer, or was overloaded, several times in a row."""


class HubspotDailyLimitError(HubspotError, DeferredUntil):
    """The account's requests of the day are used up until midnight in its time zone."""


class HubspotMovingError(HubspotError, DeferredUntil):
    """The account is being moved to another data centre (477)."""


class HubspotSetUpGoneError(HubspotError):
    """A property that was set up no longer exists: the next attempt sets it up again."""


class HubspotStepError(HubspotError):
    """A step met what nobody expected, such as an odd answer: worth another try."""


class HubspotBadAnswerError(HubspotError):
    """The response is not what the API promises: no JSON, or a key is missing."""


class HubspotRefusedError(HubspotError):
    """HubSpot refused the request as a whole, for its content or for what it names."""

    def __init__(self, message: str, status: int, reason: Reason) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


_CODE_IN_TEXT = re.compile(r'\\?"error\\?":\\?"([A-Z][A-Z0-9_]{2,80})\\?"|\b(READ_ONLY_VALUE)\b')
"""Codes in HubSpot's text. Anything else in capitals there may be somebody's value."""
_CATEGORY = re.compile(r"[A-Z][A-Z0-9_.]{2,80}")
_CORRELATION = re.compile(r"[0-9a-fA-F-]{8,64}")
_SCOPE = re.compile(r"[a-z][a-z0-9._-]{2,80}")


@dataclass(frozen=True)
class Reason:
    """Why HubSpot refused something, in its codes alone: they are nobody's data."""

    category: str
    codes: tuple[str, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether HubSpot gave a reason: else what answered may be no API of HubSpot's."""
        return _CATEGORY.fullmatch(self.category) is not None

    def __str__(self) -> str:
        return ", ".join((self.category, *self.codes))

    @classmethod
    def of(cls, body: object) -> Reason:
        """Read an error's category, and up to three codes in its fields or in its text."""
        if not isinstance(body, dict):
            return cls("no reason given")
        category = str(body.get("category") or "")
        fields = [body.get("subCategory"), *(detail.get("code") for detail in _details(body))]
        codes = [str(value) for value in fields if value]
        text = str(body.get("message") or "")
        codes += [quoted or bare for quoted, bare in _CODE_IN_TEXT.findall(text)]
        valid_codes = dict.fromkeys(code for code in codes if _CATEGORY.fullmatch(code))
        return cls(
            category if _CATEGORY.fullmatch(category) else "no category",
            tuple(code for code in valid_codes if code != category)[:3],
        )


def error_of(where: str, status: int, body: object) -> HubspotError:
    """Return the error for a response that is neither 2xx nor worth waiting for.

    :param where: method and path template
    :param body: the response's JSON; None if it has none
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
    value = str(body.get("correlationId") or "") if isinstance(body, dict) else ""
    return f" (correlation id {value})" if _CORRELATION.fullmatch(value) else ""


def _scopes(body: object) -> list[str]:
    """Return the scopes of `context.missingScopes`, wherever in the error it stands."""
    if not isinstance(body, dict):
        return []
    scopes: list[str] = []
    for error in (body, *_details(body)):
        context = error.get("context")
        for name, value in context.items() if isinstance(context, dict) else ():
            if "scope" in str(name).lower():
                scopes += [str(scope) for scope in (value if isinstance(value, list) else [value])]
    return sorted({scope for scope in scopes if _SCOPE.fullmatch(scope)})


def _details(body: dict[str, Any]) -> list[dict[str, Any]]:
    errors = body.get("errors")
    if not isinstance(errors, list):
        return []
    return [error for error in errors if isinstance(error, dict)]
