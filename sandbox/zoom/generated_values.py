"""Values for random accounts: domains, names as people type them, and keys that break a row."""

from __future__ import annotations

from typing import Any

from sandbox.zoom.model import ABSENT

DOMAINS = ("acme.example.com", "eu.acme.example.com", "globex.example.org", "zephyr.example.net")
NAMES = (
    "Zoë",
    "O'Neill",
    'Ann "A" Lee',
    "山田 太郎",
    "نور",
    "👩🏽‍💻",
    "x\u0000y",
    "half \ud83d",
    "",
)
BROKEN_CONNECTIONS: tuple[dict[str, Any], ...] = (
    {"join_time": ABSENT},
    {"join_time": ""},
    {"join_time": "yesterday"},
    {"leave_time": None},
    {"leave_time": ABSENT},
    {"user_id": ABSENT},
    {"user_id": ""},
)
BROKEN_REGISTRANTS: tuple[dict[str, Any], ...] = (
    {"create_time": ""},
    {"create_time": ABSENT},
    {"email": ABSENT},
    {"email": ""},
    {"email": "no address"},
)
