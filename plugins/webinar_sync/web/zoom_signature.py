"""Verifies Zoom's signatures of requests, and answers its challenge.

Source: Zoom, "Using webhooks": `x-zm-signature` is `v0=` and the HMAC-SHA256, by the app's secret
token, of `v0:`, the value of `x-zm-request-timestamp`, `:` and the body as sent.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING

from webinar_sync.errors import WebinarSyncError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webinar_sync.web.signing_secrets import SigningSecrets

MAX_AGE_SECONDS = 300
"""What is older is refused, and what lies as far in the future."""
_MILLISECONDS = 10**11
"""Zoom does not document the unit of the time: larger numbers are milliseconds."""
# With a colon in it, an answer to the challenge could be the signature of an event.
_TOKEN = re.compile(r"[A-Za-z0-9_+/=-]{1,200}")


class SignatureError(WebinarSyncError):
    """The request is not Zoom's, or too old. Says which, and nothing of what was sent."""


def is_signed(headers: Mapping[str, str]) -> bool:
    """Tell whether a request claims to be signed."""
    return "x-zm-signature" in headers


def verify_time(headers: Mapping[str, str], now: float) -> None:
    """Check the time of a request, before its body is read.

    :param headers: by name in lower case
    :param now: seconds since 1970
    :raises SignatureError: if it has none, or is too old
    """
    stamp = headers.get("x-zm-request-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or len(stamp) > 15:
        raise SignatureError("no timestamp")
    seconds = int(stamp) / 1000 if int(stamp) > _MILLISECONDS else int(stamp)
    if abs(now - seconds) > MAX_AGE_SECONDS:
        raise SignatureError("too old")


def find_signers(
    secrets: Mapping[str, SigningSecrets], body: bytes, headers: Mapping[str, str]
) -> dict[str, str]:
    """Return the accounts whose secret signed a request, each with that secret.

    :param secrets: the secret tokens of each account, by its id
    :raises SignatureError: if there is none
    """
    content = b"v0:" + headers.get("x-zm-request-timestamp", "").encode() + b":" + body
    signature = headers["x-zm-signature"].encode("utf-8", "replace")
    signers = {
        account_id: secret
        for account_id, own in secrets.items()
        for secret in own.known
        if hmac.compare_digest(f"v0={_sign(secret, content)}".encode(), signature)
    }
    if not signers:
        raise SignatureError("wrongly signed")
    return signers


def answer_challenge(secret: str, token: object) -> dict[str, str]:
    """Return what Zoom expects as the answer to a challenge (`endpoint.url_validation`).

    :raises SignatureError: if the token is not one of Zoom's
    """
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise SignatureError("no token")
    return {"plainToken": token, "encryptedToken": _sign(secret, token.encode())}


def _sign(secret: str, content: bytes) -> str:
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()
