"""HubSpot's error answers: status, category, message, context, correlation id.

Source: developers.hubspot.com/docs/api-reference/error-handling.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sandbox.hubspot.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping


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
        """Return the refusal as an answer."""
        return Answer(self.status, self.body, self.headers)


class RowError(Exception):
    """A refusal of one row of a batch."""

    def __init__(self, category: str, message: str, **context: list[str]) -> None:
        super().__init__(message)
        self.category = category
        self.message = message
        self.context = context

    def as_whole(self, status: int) -> HubspotError:
        """Return the error as the refusal of a request about a single object."""
        return HubspotError(status, self.category, self.message, context=self.context, errors=[])

    def entry(self, **context: list[str]) -> dict[str, Any]:
        """Return the error as an entry of `errors` in a batch's answer."""
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
    """Return the 404 of something that does not exist, or not for this app."""
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
    name = {
        "TEN_SECONDLY_ROLLING": "ten_secondly_rolling",
        "SECONDLY": "secondly",
        "DAILY": "daily",
    }[policy]
    return HubspotError(
        429,
        "RATE_LIMITS",
        f"You have reached your {name} limit.",
        headers=headers,
        errorType="RATE_LIMIT",
        policyName=policy,
        groupName="publicapi:private-apps:api-calls",
    )
