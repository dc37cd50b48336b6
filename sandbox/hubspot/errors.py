"""HubSpot's error answers: status, category, message, context, correlation id."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass
class Answer:
    """What goes back: status, JSON (None: no body), headers."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    def content(self) -> bytes:
        """Return the body's bytes."""
        if self.raw is not None:
            return self.raw
        return b"" if self.body is None else json.dumps(self.body).encode()


class HubspotError(Exception):
    """A refusal of the whole request."""

    def __init__(
        self,
        status: int,
        category: str,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.body = {
            "status": "error",
            "message": message,
            "correlationId": str(uuid.uuid4()),
            "category": category,
            **more,
        }

    def answer(self) -> Answer:
        """Return it as an answer."""
        return Answer(self.status, self.body, self.headers)


class RowError(Exception):
    """A refusal of one row of a batch."""

    def __init__(self, category: str, message: str, **context: list[str]) -> None:
        super().__init__(message)
        self.category = category
        self.message = message
        self.context = context

    def as_whole(self, status: int) -> HubspotError:
        """Return it as the refusal of a request about one thing."""
        return HubspotError(status, self.category, self.message, context=self.context, errors=[])

    def entry(self, **context: list[str]) -> dict[str, Any]:
        """Return it as an entry of `errors` in a batch's answer."""
        return {
            "status": "error",
            "category": self.category,
            "message": self.message,
            "context": {**self.context, **context},
            "errors": [],
            "links": {},
        }


def validation(message: str, **context: list[str]) -> HubspotError:
    """Return the 400 of something malformed."""
    return HubspotError(400, "VALIDATION_ERROR", message, context=context, errors=[])


def not_found(message: str = "resource not found") -> HubspotError:
    """Return the 404 of something that is not there, or not for this app."""
    return HubspotError(404, "OBJECT_NOT_FOUND", message)


def wrong_token() -> HubspotError:
    """Return the 401 of a token that is wrong or was revoked."""
    return HubspotError(
        401,
        "INVALID_AUTHENTICATION",
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and you "
        "can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
    )


def missing_scope(scope: str) -> HubspotError:
    """Return the 403 of a token without a scope."""
    return HubspotError(
        403,
        "MISSING_SCOPES",
        "This app hasn't been granted all required scopes to make this call.",
        errors=[
            {
                "message": "One or more of the following scopes are required.",
                "context": {"missingScopes": [scope]},
            }
        ],
        context={"missingScopes": [scope]},
    )


def too_many(policy: str, headers: Mapping[str, str]) -> HubspotError:
    """Return the 429 of one of the limits."""
    words = {
        "TEN_SECONDLY_ROLLING": "ten_secondly_rolling",
        "SECONDLY": "secondly",
        "DAILY": "daily",
    }[policy]
    return HubspotError(
        429,
        "RATE_LIMITS",
        f"You have reached your {words} limit.",
        headers=headers,
        errorType="RATE_LIMIT",
        policyName=policy,
        groupName="publicapi:private-apps:api-calls",
    )
