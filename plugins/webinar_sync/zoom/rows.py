"""Prepares rows as Zoom sent them for PostgreSQL: without secrets, and storable. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from webinar_sync.warehouse.text import storable

if TYPE_CHECKING:
    from collections.abc import Iterable

SECRET_KEYS = frozenset(
    {
        "start_url",
        "join_url",
        "password",
        "h323_password",
        "pstn_password",
        "encrypted_password",
        "encrypted_passcode",
        "h323_passcode",
        "passcode",
        "global_dial_in_numbers",
        "host_key",
        "download_token",
        "download_url",
        "download_access_token",
        "recording_play_passcode",
        "share_url",
    }
)
"""Left out wherever they occur: links that let people in, passwords, tokens, dial-in codes."""

_ENCODER = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True)
class Rows:
    """Rows of a listing, ready for PostgreSQL: JSON texts, and the places of those cleaned."""

    texts: list[bytes]
    cleaned: list[int]

    @property
    def array(self) -> str:
        """All rows as one JSON array."""
        return f"[{b','.join(self.texts).decode()}]"

    @property
    def digest(self) -> str:
        """A digest of the content, whatever the order of the rows."""
        return digest_of(self.texts)


def prepare_rows(rows: Iterable[dict[str, Any]]) -> Rows:
    """Make rows fit to be kept: without secrets, U+0000, lone surrogates, NaN."""
    texts: list[bytes] = []
    cleaned: list[int] = []
    for place, row in enumerate(rows, start=1):
        text, is_cleaned = _prepare_row(row)
        texts.append(text)
        if is_cleaned:
            cleaned.append(place)
    return Rows(texts, cleaned)


def encode(value: object) -> bytes:
    """Write a value as JSON, the same for all orders of keys.

    :raises UnicodeEncodeError: if a text has a lone surrogate
    """
    return _ENCODER.encode(value)


def digest_of(texts: Iterable[bytes]) -> str:
    """Return a digest of texts, whatever their order."""
    return hashlib.sha256(b"\n".join(sorted(texts))).hexdigest()


def _prepare_row(row: dict[str, Any]) -> tuple[bytes, bool]:
    """Return a row's JSON text, and whether something that cannot be stored was taken out."""
    try:
        text = encode(row)
        if _has_members(text) or not SECRET_KEYS.isdisjoint(row):
            row = without_secrets(row)
            text = encode(row)
    except UnicodeEncodeError:
        return encode(storable(without_secrets(row))), True
    if not _may_be_unstorable(text):
        return text, False
    storable_row = storable(row)
    return (text, False) if storable_row == row else (encode(storable_row), True)


def _has_members(text: bytes) -> bool:
    """Tell whether an object may hold others, or lists."""
    return b"{" in text[1:] or b"[" in text


def _may_be_unstorable(text: bytes) -> bool:
    """Tell whether an object may hold U+0000, or NaN or Infinity, which are encoded as null."""
    return b"\\u0000" in text or b"null" in text


def without_secrets(value: Any) -> Any:
    """Return a JSON value without what must not be kept."""
    if isinstance(value, dict):
        return {k: without_secrets(v) for k, v in value.items() if k not in SECRET_KEYS}
    if isinstance(value, list):
        return [without_secrets(element) for element in value]
    return value
