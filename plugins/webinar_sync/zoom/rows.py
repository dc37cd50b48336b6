"""Prepares rows as Zoom sent them for PostgreSQL: without secrets, and storable. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    }
)
"""Left out wherever they occur: links that let people in, passwords, dial-in codes."""

_MAYBE_UNSTORABLE = re.compile(r"\\u0000|\\ud[89a-f]|\bNaN\b|\bInfinity\b", re.IGNORECASE)


@dataclass(frozen=True)
class Rows:
    """Rows of a listing, ready for PostgreSQL: JSON texts, and the places of those cleaned."""

    texts: list[str]
    cleaned: list[int]

    @property
    def array(self) -> str:
        """All rows as one JSON array."""
        return f"[{','.join(self.texts)}]"

    @property
    def digest(self) -> str:
        """A digest of the content, whatever the order of the rows."""
        return hashlib.sha256("\n".join(sorted(self.texts)).encode()).hexdigest()


def prepare_rows(rows: Iterable[dict[str, Any]]) -> Rows:
    """Make rows fit to be kept: without secrets, U+0000, lone surrogates, NaN."""
    texts: list[str] = []
    cleaned: list[int] = []
    for place, row in enumerate(rows, start=1):
        kept = _without_secrets(row)
        text = json.dumps(kept, sort_keys=True)
        if _MAYBE_UNSTORABLE.search(text):
            storable_text = json.dumps(storable(kept), sort_keys=True)
            if storable_text != text:
                cleaned.append(place)
                text = storable_text
        texts.append(text)
    return Rows(texts, cleaned)


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_secrets(v) for k, v in value.items() if k not in SECRET_KEYS}
    if isinstance(value, list):
        return [_without_secrets(element) for element in value]
    return value
