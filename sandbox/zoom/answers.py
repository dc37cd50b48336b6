"""An HTTP answer of the sandbox's Zoom before it is sent, and how it is written as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

JSON_TYPE = "application/json;charset=UTF-8"
# One encoder for all: json.dumps with options makes a new one for each row.
_encode = json.JSONEncoder(ensure_ascii=True, check_circular=False, separators=(",", ":")).encode


@dataclass(kw_only=True)
class Answer:
    """An HTTP answer before it is sent."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: dict[str, str] = field(default_factory=dict)


def to_json(value: Any) -> bytes:
    """Return a value as JSON in ASCII: U+0000 and lone surrogates travel as escapes."""
    return _encode(value).encode("ascii")


def with_rows(head: dict[str, Any], key: str, rows: Sequence[bytes]) -> bytes:
    """Return a JSON object of `head` and, under `key`, rows that are JSON already."""
    opening = to_json(head)[:-1] + (b"," if head else b"")
    return b"".join((opening, b'"', key.encode(), b'":[', b",".join(rows), b"]}"))
