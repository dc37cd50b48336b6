"""Access tokens: issued to Server-to-Server OAuth apps, refused when expired or revoked.

Sources: developers.zoom.us/docs/internal-apps/s2s-oauth, and
developers.zoom.us/docs/integrations/oauth-error-messages.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.zoom.answers import Answer, to_json
from sandbox.zoom.errors import invalid_token

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.zoom.model import Account

EXPIRES_IN = 3599


@dataclass(frozen=True)
class _Token:
    account: Account
    expires_at: datetime


class TokenStore:
    """The tokens of all accounts. Several of one app live side by side."""

    def __init__(self, accounts: Sequence[Account], all_scopes: Sequence[str]) -> None:
        self._accounts = list(accounts)
        self._all_scopes = all_scopes
        self._tokens: dict[str, _Token] = {}

    def replace(self, account: Account) -> None:
        """Issue tokens for an account as it is now."""
        ids = [known.account_id for known in self._accounts]
        self._accounts[ids.index(account.account_id)] = account

    def issue(
        self, authorization: str, fields: Mapping[str, str], *, now: datetime, api_url: str
    ) -> Answer:
        """Answer a request for a token."""
        # Guess: every refusal is a 400 with `reason` and `error`; the texts are from memory.
        if fields.get("grant_type") != "account_credentials":
            return _refusal("unsupported grant type", "unsupported_grant_type")
        client = _basic_credentials(authorization)
        account = next(
            (a for a in self._accounts if (a.client_id, a.client_secret) == client), None
        )
        if account is None:
            return _refusal("Invalid client_id or client_secret", "invalid_client")
        if fields.get("account_id") != account.account_id:
            return _refusal("Bad Request", "invalid_request")
        if not account.app_active:
            return _refusal("The app has been disabled", "invalid_client")
        token = "eyJzdiI6InNhbmRib3gifQ." + secrets.token_urlsafe(48)
        self._tokens[token] = _Token(account, now + timedelta(seconds=EXPIRES_IN))
        body = {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": EXPIRES_IN,
            "scope": " ".join(account.scopes or self._all_scopes),
            "api_url": api_url,
        }
        return Answer(body=to_json(body))

    def issued(self) -> list[str]:
        """Return the tokens issued so far, expired ones included, revoked ones not."""
        return list(self._tokens)

    def account_of(self, authorization: str, now: datetime) -> Account:
        """Return the account of the token in an Authorization header.

        :raises ZoomError: 401 if it is missing, unknown or expired, or its app is deactivated
        """
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise invalid_token("Requires an access token.")
        issued = self._tokens.get(token.strip())
        if issued is None or not issued.account.app_active:
            raise invalid_token()
        if now >= issued.expires_at:
            raise invalid_token("Access token is expired.")
        return issued.account

    def revoke(self, authorization: str | None = None) -> int:
        """Revoke the token of an Authorization header, or all; return how many there were."""
        if authorization is None:
            count = len(self._tokens)
            self._tokens.clear()
            return count
        token = authorization.partition(" ")[2].strip()
        return 1 if self._tokens.pop(token, None) else 0


def _refusal(reason: str, error: str) -> Answer:
    return Answer(status=400, body=to_json({"reason": reason, "error": error}))


def _basic_credentials(authorization: str) -> tuple[str, str] | None:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return client_id, secret
