"""Verifies HubSpot's signatures of requests: v3, else v2 where it is taken; nothing older.

Source: HubSpot, "Validating requests". The URI is the one that HubSpot called: behind a proxy it is
made from the configured public URL, never from the Host header. v2 signs no time, so that what was
seen once can be sent again for ever: it is taken only by a connection that says so.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from webinar_sync.errors import WebinarSyncError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_AGE_SECONDS = 300
"""HubSpot says to refuse what is older than five minutes; so is what lies as far in the future."""

# HubSpot signs the URI with these decoded, and only these.
_DECODED = {
    "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$", "%27": "'",
    "%28": "(", "%29": ")", "%2A": "*", "%2C": ",", "%3B": ";",
}  # fmt: skip
_ENCODED = re.compile("|".join(_DECODED), re.IGNORECASE)


class SignatureError(WebinarSyncError):
    """The request is not HubSpot's, or too old. Says which, and nothing of what was sent."""


def is_signed(headers: Mapping[str, str]) -> bool:
    """Tell whether a request claims to be HubSpot's, before anything is looked up for it."""
    return is_v3(headers) or headers.get("x-hubspot-signature-version") == "v2"


def is_v3(headers: Mapping[str, str]) -> bool:
    """Tell whether a request claims to be signed with its time."""
    return "x-hubspot-signature-v3" in headers


def sent_at_of(headers: Mapping[str, str]) -> datetime | None:
    """Return when HubSpot sent a request that was verified; None: a v2 signature has no time."""
    if not is_v3(headers):
        return None
    return datetime.fromtimestamp(int(headers["x-hubspot-request-timestamp"]) / 1000, UTC)


def verify(
    secrets: Sequence[str],
    method: str,
    uri: str,
    body: bytes,
    headers: Mapping[str, str],
    now: float,
    *,
    accepts_v2: bool = False,
) -> None:
    """Check the signature of a request.

    :param secrets: any of them may have signed it
    :param headers: by name in lower case
    :param now: seconds since 1970
    :param accepts_v2: whether a signature without a time is taken
    :raises SignatureError: if there is none, or it is wrong or too old
    """
    if is_v3(headers):
        _verify_v3(secrets, method, uri, body, headers, now)
    elif headers.get("x-hubspot-signature-version") == "v2":
        if not accepts_v2:
            raise SignatureError("signed with v2, which the connection does not take")
        content = method.encode() + uri.encode() + body
        digests = [hashlib.sha256(secret.encode() + content).hexdigest() for secret in secrets]
        _compare(digests, headers.get("x-hubspot-signature", ""))
    else:
        raise SignatureError("not signed")


def _verify_v3(
    secrets: Sequence[str],
    method: str,
    uri: str,
    body: bytes,
    headers: Mapping[str, str],
    now: float,
) -> None:
    stamp = headers.get("x-hubspot-request-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit()) or len(stamp) > 15:
        raise SignatureError("no timestamp")
    if abs(now - int(stamp) / 1000) > MAX_AGE_SECONDS:
        raise SignatureError("too old")
    decoded = _ENCODED.sub(lambda match: _DECODED[match[0].upper()], uri)
    content = method.encode() + decoded.encode() + body + stamp.encode()
    digests = [hmac.new(secret.encode(), content, hashlib.sha256).digest() for secret in secrets]
    signatures = [base64.b64encode(digest).decode() for digest in digests]
    _compare(signatures, headers["x-hubspot-signature-v3"])


def _compare(expected: Sequence[str], signature: str) -> None:
    """Compare, each in constant time."""
    sent = signature.encode("utf-8", "replace")
    if not any(hmac.compare_digest(own.encode(), sent) for own in expected):
        raise SignatureError("wrongly signed")
