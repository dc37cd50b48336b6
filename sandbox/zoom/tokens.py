"""Access tokens: issued to Server-to-Server OAuth apps, refused when expired or revoked."""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.zoom.errors import Answer, invalid_token, to_json

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
        ids = [one.account_id for one in self._accounts]
        self._accounts[ids.index(account.account_id)] = account

    def issue(
        self, authorization: str, fields: Mapping[str, str], *, now: datetime, api_url: str
    ) -> Answer:
        """Answer a request for a token."""
        # Guess: every refusal is a 400 with `reason` and `error`; the texts are from memory.
        if fields.get("grant_type") != "account_credentials":
            return _refusal("unsupported grant type", "unsupported_grant_type")
        client = _basic(authorization)
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

    def account_of(self, authorization: str, now: datetime) -> Account:
        """Return whose token it is; raise 401 where it is nobody's."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise invalid_token("Requires an access token.")
        known = self._tokens.get(token.strip())
        if known is None or not known.account.app_active:
            raise invalid_token()
        if now >= known.expires_at:
            raise invalid_token("Access token is expired.")
        return known.account

    def revoke(self, authorization: str | None = None) -> int:
        """Forget the token of an Authorization header, or all; return how many."""
        if authorization is None:
            count = len(self._tokens)
            self._tokens.clear()
            return count
        token = authorization.partition(" ")[2].strip()
        return 1 if self._tokens.pop(token, None) else 0


def _refusal(reason: str, error: str) -> Answer:
    return Answer(status=400, body=to_json({"reason": reason, "error": error}))


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return client_id, secret
